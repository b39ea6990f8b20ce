"""What was read without being understood: names that hold labels, text in no row, columns nobody knows, as doubts."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pdf2form.labels import Place, begins_closing, find_key, find_keys, holds_label, is_keyless
from pdf2form.parse.desk import Desk
from pdf2form.record import Extra, Finding, Form, Message, Text


def find_strange(desk: Desk, form: Form) -> Iterator[Finding]:
    """Doubt what stands in no row of its block, the first of each unknown column, and tables of no known template."""
    strange = {id(reading) for reading in desk.strange}
    yield from _names(form)
    for index, row in enumerate(form.indicators):
        for level, reading in (("level1", row.level1), ("level2", row.level2)):
            if reading and reading.raw.count("指标") > 1:  # a ruling between two of them was not found
                yield _strange(f"/indicators/{index}/{level}", reading)
    yield from _shared(form)
    for index, entry in enumerate(form.extra):
        alone = not entry.label.raw and begins_closing(entry.value.raw)
        if id(entry.value) in strange or alone or _is_of_a_block(entry):
            yield _strange(f"/extra/{index}", entry.value)
    yield from _unknown_columns("funding", [line.extra for line in form.funding])
    yield from _unknown_columns("indicators", [indicator.extra for indicator in form.indicators])
    for index, table in enumerate(form.tables):
        if form.template == "unknown" or find_key("side", table.label.raw):  # a block whose headings nobody knows
            yield _strange(f"/tables/{index}", table.label)


def _names(form: Form) -> Iterator[Finding]:
    """Doubt names that hold more than a name: a label, or the title of a form beside this one."""
    if form.title and form.title.raw.count("自评") > 1:
        yield _strange("/title", form.title)
    for name, reading in (("project", form.project), ("department", form.department), ("unit", form.unit)):
        if reading and holds_label(reading.raw):
            yield _strange(f"/{name}", reading)


def _shared(form: Form) -> Iterator[Finding]:
    """Doubt a name, target or actual whose cell spans rows: whether it holds for each of them, nobody says."""
    for index, (above, row) in enumerate(pairwise(form.indicators), start=1):
        for name in ("level3", "target", "actual"):
            one, other = getattr(above, name), getattr(row, name)
            if one and other and one.where == other.where and not other.raw:
                yield _strange(f"/indicators/{index}/{name}", other)


def _is_of_a_block(entry: Extra) -> bool:
    """Whether a line of the money or of the goals was taken for a note: its headings were not understood."""
    labels = find_keys(entry.label.raw).keys() | find_keys(entry.value.raw).keys()
    return not labels.isdisjoint({"funding_line", "funding", "goals"}) and not labels & {"header", "tail"}


def _unknown_columns(block: Place, rows: Sequence[Sequence[Extra]]) -> Iterator[Finding]:
    """Doubt the first of each column with an unknown heading: it may be what a key of the record has no value for."""
    known: set[str] = set()
    for index, row in enumerate(rows):
        for k, entry in enumerate(row):
            if entry.label.raw not in known and not is_keyless(block, entry.label.raw):
                yield _strange(f"/{block}/{index}/extra/{k}", entry.label)
            known.add(entry.label.raw)


def _strange(subject: str, reading: Text) -> Finding:
    return Finding(rule="not-understood", result="doubt", subject=subject, message=_NOT_UNDERSTOOD, where=reading.where)


_NOT_UNDERSTOOD = Message(
    en="What this is was not understood; it is kept as printed, and may belong to the values beside it.",
    zh="未能识别该内容的含义，已按原文保留，可能属于相邻的数值，请核对原件。",
)
