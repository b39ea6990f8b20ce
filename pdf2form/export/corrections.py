"""What people have corrected: OUT/corrections.csv, applied to the tables and never to a record.

A correction names a reading by its form and its JSON pointer, and the printed text it was made for. If that text is no
longer what is read there, the correction is not applied: nothing is corrected on a guess, and nothing is ignored.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pdf2form.export.folder import open_text
from pdf2form.export.store import OutPath
from pdf2form.parse.kinds import parse_printed
from pdf2form.parse.values import clean_text
from pdf2form.parts import Message
from pdf2form.record import Form
from pdf2form.rows import Row, name_fields, name_regions, value_of

FILE = "corrections.csv"

Result = Literal[
    "applied",
    "conflict",
    "contradiction",
    "not_understood",
    "blank",
    "unknown_form",
    "unknown_subject",
    "unknown_column",
    "unreadable",
]

MESSAGES: dict[Result, Message] = {
    "applied": Message(en="Applied.", zh="已采用。"),
    "conflict": Message(
        en="Not applied: what is read there is not `old`. Look at the paper, and put `raw` of this row into `old`.",
        zh="未采用：现读原文与 old 不符。请核对原件，并把本行 raw 填入 old。",
    ),
    "contradiction": Message(
        en="Not applied: another row corrects the same value in another way. Delete one of them.",
        zh="未采用：另有一行对同一处作了不同的更正，请删去其一。",
    ),
    "not_understood": Message(
        en="Not applied: `new` cannot be understood there. Write it as the form would print it.",
        zh="未采用：new 无法理解，请按表中的写法填写。",
    ),
    "blank": Message(
        en="Not applied: `new` is blank. Write / to say that nothing is printed there.",
        zh="未采用：new 为空。如该处未印内容，请填 /。",
    ),
    "unknown_form": Message(
        en="Not applied: no document that can be read has a form with this form_id. Take it from forms.csv.",
        zh="未采用：没有编号为此 form_id 的自评表，请以 forms.csv 为准。",
    ),
    "unknown_subject": Message(
        en="Not applied: the form, or the first one equal to it, has no such reading. Take subject from readings.csv.",
        zh="未采用：该表（或与之重复的第一张表）没有此位置的读数，请以 readings.csv 的 subject 为准。",
    ),
    "unknown_column": Message(
        en="Nobody reads this column; its name is in `subject`. Delete it, or rename it.",
        zh="未知的列，列名见 subject，请删除或改名。",
    ),
    "unreadable": Message(
        en="Not applied: it cannot be read.",
        zh="未采用：无法读取。请另存为“CSV UTF-8（逗号分隔）”；列名须齐全，每行单元格数与标题行相同。",
    ),
}
"""What each result says, and what to do about it."""


NOT_UTF8 = (
    f"{FILE} is not in UTF-8 (but in GBK or UTF-16?); save it anew: in Excel or WPS choose"
    ' "CSV UTF-8 (comma delimited)" as its type.'
)
"""What is said of a file in another encoding."""


class Correction(NamedTuple):
    """A row of corrections.csv."""

    form_id: str = ""
    subject: str = ""
    """JSON pointer of a reading inside the form."""
    old: str = ""
    """The `raw` that it was made for."""
    new: str = ""
    """What the form prints in truth."""
    by: str = ""
    why: str = ""
    at: str = ""


class Outcome(NamedTuple):
    """What became of a row of corrections.csv, or of the file."""

    line: int
    """Where the row begins; the heading is line 1."""
    correction: Correction
    result: Result
    raw: str | None = None
    """What is read there now."""
    detail: str = ""
    """What exactly cannot be read."""
    also: tuple[str, ...] = ()
    """The form_ids of the forms equal to the one it names, to which it was applied as well."""

    def row(self) -> Row:
        """Return it as a row of corrections_report."""
        message = MESSAGES[self.result]
        en, zh = f"{message.en} {self.detail}".rstrip(), message.zh
        if self.also:
            en += f" Also applied to what is equal to this form: {', '.join(self.also)}."
            zh += f"与本表重复的表同样采用：{'、'.join(self.also)}。"
        found: Row = {"result": self.result, "raw": self.raw, "message_en": en, "message_zh": zh}
        return {"line": self.line, **self.correction._asdict(), **found}


REPORT = ("line", *Correction._fields, "result", "raw", "message_en", "message_zh")
"""Columns of corrections_report."""


Numbered = tuple[int, Correction]
"""A correction, behind the line on which it begins."""


class Given(NamedTuple):
    """What corrections.csv says: rows that can be tried, by form_id, and what cannot be read."""

    corrections: Mapping[str, Sequence[Numbered]]
    unread: tuple[Outcome, ...] = ()


class Asked(NamedTuple):
    """A correction that can be tried."""

    line: int
    correction: Correction
    raw: str | None
    """What is read at its place in the form that it names; None if nothing is. A form equal to it may print `5.0`."""


class Corrected(NamedTuple):
    """A form with its corrections applied; `raw` of every reading is as printed."""

    form: Form
    applied: Mapping[str, str]
    """The new text, by JSON pointer."""
    outcomes: tuple[Outcome, ...]


# --- The file ---------------------------------------------------------------------------------------------------


def read_corrections(out: OutPath) -> Given:
    """Read OUT/corrections.csv, nothing if there is none; what is wrong with it is in the result, never raised."""
    try:
        place = out / FILE
        if isinstance(place, Path) and place.exists() and not place.is_file():  # a pipe would be waited for, for ever
            return Given({}, (_unreadable(1, f"{FILE} is no file but a folder, a pipe or a device; put a CSV there."),))
        with open_text(place) as file:
            text = file.read().removeprefix("\ufeff")
        lines = [*_numbered(csv.reader(io.StringIO(text, newline=None), strict=True))]
    except FileNotFoundError:
        return Given({})
    except UnicodeDecodeError:
        return Given({}, (_unreadable(1, NOT_UTF8),))
    except (OSError, ValueError, csv.Error) as error:
        return Given({}, (_unreadable(1, f"{FILE}: {error}; save it as a CSV in UTF-8."),))
    at, header = lines[0] if lines else (1, [])
    if any("\0" in name for name in header):  # UTF-16 without the mark that would be no UTF-8
        return Given({}, (_unreadable(at, NOT_UTF8),))
    names = Correction._fields
    wrong = [name for name in names if header.count(name) != 1]
    if wrong:
        return Given({}, (_unreadable(at, f"{FILE} has the columns {', '.join(names)}, once each; see {wrong[0]}."),))
    unknown = [Outcome(at, Correction(subject=name), "unknown_column") for name in header if name not in names]
    uneven = [
        _unreadable(number, f"{len(cells)} cells under {len(header)} headings.")
        for number, cells in lines[1:]
        if len(cells) != len(header)
    ]
    found: dict[str, list[Numbered]] = {}
    for number, cells in lines[1:]:
        if len(cells) == len(header):
            correction = _correction(header, cells)
            found.setdefault(correction.form_id, []).append((number, correction))
    return Given(found, (*unknown, *uneven))


def _numbered(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a csv.reader that are not blank, each with the line on which it begins."""
    begins = 1
    for cells in rows:
        if any(map(str.strip, cells)):
            yield begins, cells
        begins = rows.line_num + 1


def _correction(header: Sequence[str], cells: Sequence[str]) -> Correction:
    row = dict(zip(header, cells, strict=True))
    named = Correction(**{name: row[name] for name in Correction._fields})
    return named._replace(form_id=named.form_id.strip(), subject=named.subject.strip())


def _unreadable(line: int, detail: str) -> Outcome:
    return Outcome(line, Correction(), "unreadable", detail=detail)


# --- One form ---------------------------------------------------------------------------------------------------


def ask(form: Form, given: Iterable[Numbered]) -> list[Asked]:
    """Return the corrections that name a form, each with what is read there."""
    readings = dict(form.readings())
    found = ((line, correction, readings.get(correction.subject)) for line, correction in given)
    return [Asked(line, correction, reading.raw if reading else None) for line, correction, reading in found]


def correct(form: Form, asked: Iterable[Asked]) -> Corrected:
    """Return the form with the corrected values, and what became of every correction.

    The corrections name this form, or forms with the same values.
    The money unit comes first: amounts that print a unit of their own are understood anew under it.
    """
    outcomes: list[Outcome] = []
    applied: dict[str, str] = {}
    ordered = sorted(asked, key=lambda one: (one.correction.subject != "/money_unit", one.correction.subject, one.line))
    found, places = form, dict(form.readings()).keys() if ordered else ()
    for subject, rows in groupby(ordered, key=lambda one: one.correction.subject):
        same = [*rows]
        results: list[Result] = [_judge(found, one, same) if subject in places else "unknown_subject" for one in same]
        outcomes += (
            Outcome(one.line, one.correction, result, raw=one.raw) for one, result in zip(same, results, strict=True)
        )
        if "applied" in results:
            new = same[results.index("applied")].correction.new
            found, applied[subject] = _with_value(found, subject, parse_printed(found, subject, new)), new
            if subject == "/money_unit":
                found, reread = _understood_anew(form, found)
                applied |= reread
    return Corrected(found, applied, tuple(outcomes))


def _judge(found: Form, asked: Asked, same: Sequence[Asked]) -> Result:
    """Return what becomes of a correction of a reading that is there; `found` has what was corrected before."""
    correction = asked.correction
    if asked.raw is None:
        return "unknown_subject"
    if correction.old != asked.raw:
        return "conflict"
    if len({other.correction.new for other in same if other.correction.old == other.raw}) > 1:
        return "contradiction"
    if not correction.new.strip():
        return "blank"
    value = parse_printed(found, correction.subject, correction.new)
    return "not_understood" if value is None and clean_text(correction.new) is not None else "applied"


def _understood_anew(form: Form, found: Form) -> tuple[Form, dict[str, str]]:
    """Return the form with the amounts that another money unit changes, and the text of these by pointer."""
    changed: dict[str, str] = {}
    for subject, reading in form.readings():
        if subject.startswith("/funding/") and reading.raw:
            old, new = (parse_printed(one, subject, reading.raw) for one in (form, found))
            if old == reading.value and new != old:
                found, changed[subject] = _with_value(found, subject, new), reading.raw
    return found, changed


def _with_value(form: Form, subject: str, value: object) -> Form:
    """Return the form with another value at the reading that a JSON pointer leads to."""
    reading = dict(form.readings())[subject].model_copy(update={"value": value})
    changed = _replaced(form, subject.strip("/").split("/"), reading)
    assert isinstance(changed, Form)
    return changed


def _replaced(part: Any, keys: Sequence[str], new: object) -> object:
    if not keys:
        return new
    first, *rest = keys
    if isinstance(part, tuple):
        at = int(first)
        return (*part[:at], _replaced(part[at], rest, new), *part[at + 1 :])
    return part.model_copy(update={first: _replaced(getattr(part, first), rest, new)})


def corrected_rows(form: Form, corrected: Corrected) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a form in all tables, with the name of the table: corrected values, and readings as read.

    Args:
        form: as read.
        corrected: what `correct` made of it.
    """
    applied = corrected.applied
    subjects = [*applied]
    if "/money_unit" in applied:
        subjects += (f"/funding/{line}/money_unit" for line in range(len(form.funding)))
    values = dict(corrected.form.readings()) if applied else {}
    tables = corrected.form.to_rows()
    if applied:
        tables["readings"] = form.to_rows()["readings"]
    for table, rows in tables.items():
        for row in rows:
            if table == "readings" and row["subject"] in applied:
                subject = str(row["subject"])
                row |= {"corrected": applied[subject], "corrected_value": value_of(values[subject])}
            elif table == "forms":
                row["corrected"] = name_regions(subjects)
            elif "line" in row:
                row["corrected"] = name_fields(subjects, f"/{table}/{row['line']}")
            yield table, row
