"""What a reader calls a place of the form: the name of its row. A JSON pointer is no word of a sentence."""

from collections.abc import Sequence

from pdf2form.checks.printed import Printed
from pdf2form.record import Form, Indicator, Message, Where

SHOWN = 5
"""More names than this are no help in one sentence."""


def place_of(row: Indicator) -> tuple[Where, ...]:
    """Return where the row is, for a finding about a cell that it does not have."""
    cells = (row.level3, row.target, row.actual, row.weight, row.score, row.level2)
    return next((cell.where for cell in cells if cell and cell.where), ())


def name_of(form: Form, pointer: str) -> Message:
    """Return the name of the row that a pointer leads into: the indicator, or the label of the money row."""
    block, *rest = pointer.strip("/").split("/")
    if block not in ("indicators", "funding") or not rest:
        return Message(en="the total", zh="合计")
    at = int(rest[0])
    label = form.indicators[at].level3 if block == "indicators" else form.funding[at].label
    words = " ".join(label.raw.split()) if label else ""
    if words:
        return Message(en=f"“{words}”", zh=f"“{words}”")
    which = ("indicator", "指标") if block == "indicators" else ("money row", "资金")
    return Message(en=f"{which[0]} {at + 1}", zh=f"第 {at + 1} 行{which[1]}")


def names_of(form: Form, cells: Sequence[Printed[object]] | Sequence[str]) -> Message:
    """Return the names of some rows as a list."""
    pointers = [cell if isinstance(cell, str) else cell.pointer for cell in cells]
    names = [name_of(form, pointer) for pointer in pointers[:SHOWN]]
    more = " …" if len(pointers) > SHOWN else ""
    return Message(en=", ".join(name.en for name in names) + more, zh="、".join(name.zh for name in names) + more)
