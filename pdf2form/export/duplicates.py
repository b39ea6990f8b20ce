"""Whether a form says the same as another one, wherever it stands; then what corrects one of them corrects all."""

from collections.abc import Iterable
from decimal import Decimal
from hashlib import blake2b

from pdf2form.export.corrections import Asked, Corrected, Given, Outcome, ask, correct
from pdf2form.parse.values import clean_text
from pdf2form.record import Form
from pdf2form.rows import AnyReading, plain_number, value_of
from pdf2form.scratch import Scratch

BYTES = 16
"""Of a digest: among a billion forms, two different ones that look alike by chance are one in 10^20."""

IGNORED = "/ignored/"
"""Begins the pointers of readings that do not matter."""


def digest(form: Form) -> bytes:
    """Return a short digest of all values of a form as read: project, year, unit, every line and note.

    Places, blank cells, and what is ignored (page footers) do not count: they differ between two files with one form.
    A text that was not understood counts as it is printed.
    """
    found = blake2b(digest_size=BYTES)
    for subject, reading in form.readings():
        said = _said(reading)
        if said and not subject.startswith(IGNORED):
            found.update(f"{subject} {said!r}\n".encode("utf-8", "surrogatepass"))
    return found.digest()


def _said(reading: AnyReading) -> str | None:
    value = value_of(reading)
    if value is None:
        return clean_text(reading.raw)
    return value if isinstance(value, str) else plain_number(Decimal(str(value)))


class FirstForms:
    """The first form of each digest; not in memory, since there may be millions."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        scratch.run("CREATE TABLE firsts (digest BLOB PRIMARY KEY, form_id TEXT) WITHOUT ROWID")

    def find(self, form_id: str, equal: bytes) -> str:
        """Return the first form with this digest: this one, if there was none before."""
        if self._scratch.run("INSERT OR IGNORE INTO firsts VALUES (?, ?)", (equal, form_id)):
            return form_id
        (first,) = self._scratch.first("SELECT form_id FROM firsts WHERE digest = ?", (equal,)) or (form_id,)
        return str(first)


class SharedCorrections:
    """The corrections of an OUT folder, each for all forms that are equal to the one it names, and what becomes of it.

    Sums count the first of equal forms only, whichever of them the corrections name; so the first decides whether a
    correction is applied, and the others follow it. What is ignored may differ between equal forms: a correction of it
    is for the form that it names alone.
    """

    def __init__(self, given: Given, named: Iterable[Form]) -> None:
        """Take the corrections, and the forms that they name."""
        self._given = given
        self._asked: dict[bytes | str, list[Asked]] = {}
        self._outcomes: dict[int, Outcome] = {}
        for form in named:
            equal = digest(form)
            for one in ask(form, given.corrections[form.form_id]):
                alone = one.correction.subject.startswith(IGNORED)
                self._asked.setdefault(form.form_id if alone else equal, []).append(one)

    def correct(self, form: Form, equal: bytes) -> Corrected:
        """Return a form with its corrections; forms come in the order of doc_id, each with its digest."""
        corrected = correct(form, [*self._asked.get(equal, ()), *self._asked.get(form.form_id, ())])
        for outcome in corrected.outcomes:
            self._note(form.form_id, outcome)
        if equal in self._asked:
            self._asked[equal] = [one for one in self._asked[equal] if self._outcomes[one.line].result == "applied"]
        return corrected

    def _note(self, form_id: str, outcome: Outcome) -> None:
        first = self._outcomes.setdefault(outcome.line, outcome)
        if outcome.result == "applied" and form_id != outcome.correction.form_id:
            self._outcomes[outcome.line] = first._replace(also=(*first.also, form_id))

    def outcomes(self) -> list[Outcome]:
        """Return what became of every row of the file, in its order, and what is wrong with it."""
        rows = (row for rows in self._given.corrections.values() for row in rows)
        tried = (self._outcomes.get(line) or Outcome(line, one, "unknown_form") for line, one in rows)
        return sorted([*self._given.unread, *tried], key=lambda outcome: outcome.line)
