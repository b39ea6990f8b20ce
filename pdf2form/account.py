"""What became of every input of a run: counts that must add up, and the first things worth a look."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Literal, NamedTuple

from pdf2form.errors import Pdf2formError
from pdf2form.export.tables import cell_text
from pdf2form.record import Fault, Finding, Form, Record, Status
from pdf2form.rows import value_of

SHOWN = 20
"""Rows of findings, and of failures, that the end of a run lists; the rest is in the tables."""

How = Literal["read", "there", "twin", "not reached"]
"""What became of an input in this run: read now, there from before, read under the name of another input with the same
bytes, or its bytes were not found."""


class Worth(NamedTuple):
    """A mismatch or a doubt, short enough for a line on a screen, and as text."""

    result: str
    project: str
    what: str
    printed: str
    recomputed: str
    """For a doubt, the better candidate, if there is one."""


class Trouble(NamedTuple):
    """An input that failed, or a page of it."""

    source: str
    fault: Fault


class Outcome(NamedTuple):
    """What the account needs of a record, small enough to keep for all."""

    status: Status
    faults: tuple[Fault, ...] = ()
    """Of the document, or else of its pages; their messages name the page."""
    worth: tuple[Worth, ...] = ()
    """The first SHOWN of its mismatches and doubts."""
    worth_count: int = 0
    pages: int = 0
    """Of the document."""


def find_outcome(record: Record) -> Outcome:
    """Return what the account needs of a record."""
    pages = tuple(entry.fault for entry in record.pages if entry.fault)
    faults = (record.fault,) if record.fault else pages
    found = [(form, each) for form in record.forms for each in form.findings if each.result in ("mismatch", "doubt")]
    worth = tuple(_worth(form, each) for form, each in found[:SHOWN])
    return Outcome(record.status, faults, worth, len(found), record.document.pages)


class Account:
    """The counts of a run so far."""

    def __init__(self) -> None:
        self.statuses: Counter[Status] = Counter()
        self.ways: Counter[How] = Counter()
        self.worth_count = 0
        self._worth: list[tuple[int, Worth]] = []
        self.troubles: list[Trouble] = []
        self.trouble_count = 0
        self.changed: list[str] = []
        """The first inputs that an earlier run has found with other bytes, whose rows they replace."""
        self.changed_count = 0
        self.differing = 0
        """Documents whose record was there, of another version or other options."""
        self.refused = 0
        """Corrections that were not applied to the tables of this run."""
        self.lost = 0
        """Documents whose record is missing or damaged: the tables have no values of them."""
        self.orphans = 0
        """Records of no input, beside which no inputs.csv was found: the tables leave them out."""
        self.outdated: tuple[str, ...] = ()
        """Formats of `export` whose files are of an earlier state than the tables."""

    def add_input(self, source: str, outcome: Outcome, *, how: How) -> None:
        """Count one input."""
        self.count(outcome.status, how, inputs=1, faults=len(outcome.faults))
        self.add_troubles(Trouble(source, fault) for fault in outcome.faults)

    def count(self, status: Status, how: How, *, inputs: int, faults: int) -> None:
        """Count inputs that the same has become of, with all their faults."""
        self.statuses[status] += inputs
        self.ways[how] += inputs
        self.trouble_count += faults

    def add_troubles(self, found: Iterable[Trouble]) -> None:
        """Keep the first SHOWN of all, in the order of the inputs."""
        self.troubles += islice(found, SHOWN - len(self.troubles))

    def add_changed(self, source: str) -> None:
        """Count an input with other bytes than an earlier run has found, and keep the first SHOWN."""
        self.changed_count += 1
        self.changed += [source][: SHOWN - len(self.changed)]

    def add_findings(self, outcome: Outcome, *, place: int) -> None:
        """Count the mismatches and doubts of a document, and keep the first of all, by its place among the inputs."""
        self.worth_count += outcome.worth_count
        found = [(place, each) for each in outcome.worth]
        self._worth = sorted([*self._worth, *found], key=lambda one: one[0])[:SHOWN] if found else self._worth

    @property
    def worth(self) -> list[Worth]:
        """The first SHOWN mismatches and doubts, in the order of the inputs."""
        return [each for _, each in self._worth]

    def line(self, inputs: int) -> str:
        """Return the account in one line.

        Args:
            inputs: how many there were.

        Raises:
            Pdf2formError: the counts do not add up; an error of ours, which must not pass in silence.
        """
        counts, ways = self.statuses, self.ways
        if not inputs == counts.total() == ways.total():
            raise Pdf2formError(
                f"{inputs} inputs, but {dict(counts)} and {dict(ways)}: an error of pdf2form, please report it"
            )
        more = f", {ways['twin']} the same as another" if ways["twin"] else ""
        more += f", {ways['not reached']} not reached" if ways["not reached"] else ""
        return (
            f"inputs {inputs} = {counts['clean']} clean + {counts['flagged']} flagged + {counts['no_form']} no form"
            f" + {counts['failed']} failed ({ways['read']} read now, {ways['there']} already there{more})"
        )

    def exit_code(self, *, of_part: bool = False) -> int:
        """0 all read, 3 some input failed, 4 no form in any, which a part of the inputs cannot say of all."""
        if self.statuses["failed"]:
            return 3
        if of_part:
            return 0
        return 0 if self.statuses["clean"] + self.statuses["flagged"] else 4


def _worth(form: Form, finding: Finding) -> Worth:
    what = " · ".join(filter(None, (form.label_of(finding.subject), finding.rule)))
    better = finding.suggested if finding.recomputed is None else finding.recomputed
    project = cell_text(value_of(form.project))
    return Worth(finding.result, project, what, _as_printed(form, finding), cell_text(better))


def _as_printed(form: Form, finding: Finding) -> str:
    """Return the printed number with its own decimals, 1.90, if the finding speaks of a reading and not of a sum."""
    reading = dict(form.readings()).get(finding.subject)
    if reading and isinstance(finding.printed, Decimal) and reading.value == finding.printed:
        return " ".join(reading.raw.split())
    return cell_text(finding.printed)
