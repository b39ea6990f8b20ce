"""Shares that the form prints in brackets: of a level, 产出指标(50分), and of the money, 预算执行情况（万元）（20分）.

Where weights are printed, those below a level make its share. Where none are (Hubei), the share is all that is known
of them: it bounds the scores of the level, and is the weight itself of a level that has one score only.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pdf2form.checks.compare import compare_total
from pdf2form.checks.names import names_of
from pdf2form.checks.printed import Claim, Printed, add_up, claim, judged, leaders, plain, stated
from pdf2form.record import Finding, Form, Message, Result, Text

Level = Literal["level1", "level2"]
LEVELS: tuple[Level, ...] = ("level1", "level2")

FULL = Decimal(100)
"""Points of a form."""

_POINTS = r"([0-9]+(?:\.[0-9]+)?)\s*"
_SHARE = re.compile(rf"[(（](?:权重|共)?[:：]?\s*{_POINTS}([分%％]?)\s*[)）]$|(?<![0-9.≥≤><=]){_POINTS}([分%％])$")
_MONEY_SHARE = re.compile(rf"[(（]\s*{_POINTS}分\s*[)）]")


class Share(NamedTuple):
    """A level that prints its share, with the rows that it spans."""

    level: Printed[str]
    points: Decimal
    rows: range
    certain: bool
    """Points are printed, not a percentage, and no other rows bear the same name further down."""


def find_shares(form: Form) -> Iterator[Share]:
    """Yield the levels that print their share, first the first levels, each from the top down.

    A label that is printed again on the next page, with its share or without, is still the same level.
    """
    for level in LEVELS:
        readings = [getattr(row, level) for row in form.indicators]
        if not any(_printed_share(reading) for reading in readings):
            continue
        runs = list(_runs(form, level, readings))
        names = [_value(readings[run.start]) for run in runs]
        for run in runs:
            first = next((row for row in run if _printed_share(readings[row])), None)
            found = _printed_share(readings[first]) if first is not None else None
            if first is not None and found:
                certain = found[1] == "分" and names.count(_value(readings[first])) == 1
                yield Share(Printed(f"/indicators/{first}/{level}", readings[first]), found[0], run, certain)


def _runs(form: Form, level: Level, readings: Sequence[Text | None]) -> Iterator[range]:
    """Yield the rows below one label, one range for each."""
    start = 0
    for row in range(1, len(readings) + 1):
        if row == len(readings) or _begins(form, level, readings, row):
            yield range(start, row)
            start = row


def _begins(form: Form, level: Level, readings: Sequence[Text | None], row: int) -> bool:
    above, here = readings[row - 1], readings[row]
    if level == "level2" and _value(form.indicators[row].level1) != _value(form.indicators[row - 1].level1):
        return True
    if _value(above) != _value(here) or not above or not here:
        return _value(above) != _value(here)
    shares = _share_in(above.raw), _share_in(here.raw)
    return all(shares) and shares[0] != shares[1]


def _value(reading: Text | None) -> str | None:
    return reading.value if reading else None


def _printed_share(reading: Text | None) -> tuple[Decimal, str] | None:
    return _share_in(reading.raw) if reading else None


@lru_cache(maxsize=1024)
def _share_in(label: str) -> tuple[Decimal, str] | None:
    """Return the number at the end of a label with its unit: 分, %, or none; None if there is no number."""
    found = _SHARE.search(label.strip())
    return (Decimal(found[1] or found[3]), found[2] or found[4] or "") if found else None


def money_share(form: Form) -> Decimal | None:
    """Return the points of the money block that its heading prints beside the unit; None if it prints none."""
    found = _MONEY_SHARE.search(form.money_unit.raw) if form.money_unit else None
    return Decimal(found[1]) if found else None


def check_shares(form: Form) -> Iterator[Finding]:
    """Check every printed share: weights make it, or else scores stay within it; together the shares make 100."""
    shares = list(find_shares(form))
    weightless = all(row.weight is None for row in form.indicators)
    for share in shares:
        cells = _cells(form, "score" if weightless else "weight", share.rows)
        known = [cell for cell in cells or () if cell.value is not None]
        about = claim("share", share.level, [cell.pointer for cell in known])
        if cells is None:
            yield stated(about, "unchecked", _ACROSS, printed=share.points)
        elif not weightless:
            yield _check_weights(form, about, share, cells)
        elif known:
            yield _check_scores(about, share, known)
    if weightless:
        yield from _check_all(form, [share for share in shares if share.level.pointer.endswith("level1")])


_ACROSS = Message(
    en="A cell spans rows of two levels: what each has of it is not printed.",
    zh="有单元格跨两个指标类别，各占多少未列明，未核算。",
)


def _cells(form: Form, points: Literal["weight", "score"], rows: range) -> list[Printed[Decimal]] | None:
    """Return the cells of some rows, each spanning one once; None if one spans other rows too."""
    readings = [getattr(row, points) for row in form.indicators]
    owners = leaders(readings)
    if any((row in rows) != (owner in rows) for row, owner in enumerate(owners)):
        return None
    return [Printed(f"/indicators/{row}/{points}", readings[row]) for row in rows if owners[row] == row]


def _check_weights(form: Form, about: Claim, share: Share, cells: list[Printed[Decimal]]) -> Finding:
    """Compare a share with the weights below it.

    Both are printed, so that one of them is wrong, misread, or beside the wrong rows: a mismatch. Only a percentage,
    which may be of something else, is remarked.
    """
    missing = [cell.pointer for cell in cells if cell.value is None and not cell.dash]
    total, formula = add_up(cells)
    outcome = compare_total(share.points, total)
    if not about.inputs or (missing and outcome.result != "pass" and total <= share.points):
        names = names_of(form, missing) if missing else Message(en="any row", zh="各行")
        message = Message(en=f"Not added up: no weight for {names.en}.", zh=f"{names.zh}没有分值，未核算合计。")
        return stated(about, "unchecked", message, printed=share.points)
    finding = judged(about, outcome, formula)
    demoted = finding.result == "mismatch" and not share.certain
    return finding.model_copy(update={"result": "remark"}) if demoted else finding


def _check_scores(about: Claim, share: Share, cells: list[Printed[Decimal]]) -> Finding:
    """Check that the scores of a level stay within its share, where no weights are printed."""
    total, formula = add_up(cells)
    most = plain(share.points)
    if total <= share.points:
        message = Message(
            en=f"{formula} = {plain(total)}: within the {most} points of the level, whose weights are not printed.",
            zh=f"{formula} = {plain(total)}，未超过该级指标的 {most} 分；表中未列各指标分值。",
        )
        return stated(about, "pass", message, printed=share.points).model_copy(update={"low": total})
    message = Message(
        en=f"{formula} = {plain(total)}: more than the {most} points of the level.",
        zh=f"{formula} = {plain(total)}，超过该级指标的 {most} 分。",
    )
    finding = judged(about, compare_total(share.points, total), formula)
    result: Result = "mismatch" if share.certain else "remark"
    return finding.model_copy(update={"message": message, "result": result})


def _check_all(form: Form, shares: list[Share]) -> Iterator[Finding]:
    """Remark on shares of money and levels that do not make 100, where no weights say it more exactly."""
    money = money_share(form)
    spanned = sum(len(share.rows) for share in shares)
    if money is None or not spanned or spanned < len(form.indicators):
        return
    about = Claim("shares-sum", "/indicators", (), ("/money_unit", *(share.level.pointer for share in shares)))
    total = sum((share.points for share in shares), money)
    formula = " + ".join(plain(points) for points in (money, *(share.points for share in shares)))
    message = Message(
        en=f"{formula} = {plain(total)}: the shares {'make' if total == FULL else 'do not make'} 100.",
        zh=f"{formula} = {plain(total)}，各项权重合计{'等于' if total == FULL else '不等于'} 100。",
    )
    yield stated(about, "pass" if total == FULL else "remark", message, printed=total)
