"""Remarks: what is worth a look, and says nothing of right or wrong (SCORING.md lists them, with their cases)."""

import re
from collections.abc import Iterator, Sequence

from pdf2form.checks.groups import Group, Row
from pdf2form.checks.interval import multiply
from pdf2form.checks.numbers import Pair, find_pair
from pdf2form.checks.printed import Printed, claim, leaders, stated
from pdf2form.checks.rules import REASON_ASKED
from pdf2form.record import Finding, Form, Message

SENTENCE = 8
"""Characters. An actual that repeats a shorter target, such as 合理, is the normal way to fill a form."""


def check_reasons(form: Form, groups: Sequence[Group]) -> Iterator[Finding]:
    """Remark on rows that lost points, or went far beyond the target, and have nothing in the reason column."""
    reasons = [row.reason for row in form.indicators]
    owners = leaders(reasons)
    start = 0
    for group in groups:
        rows = range(start, start + len(group.rows))
        start += len(group.rows)
        cells = [reasons[owners[row]] for row in rows]
        if all(cell is not None and cell.value is None for cell in cells):
            yield from _ask(Printed(f"/indicators/{rows[0]}/reason", reasons[rows[0]]), group)


def _ask(subject: Printed[str], group: Group) -> Iterator[Finding]:
    score, weight, first = group.score, group.weight, group.rows[0]
    if score is not None and weight is not None and score < weight:
        message = Message(
            en=f"{score:f} of {weight:f} points, and no reason is given.",
            zh=f"得分 {score:f}，分值 {weight:f}，未填写偏差原因。",
        )
        inputs = (first.score.pointer, first.weight.pointer)
        yield stated(claim("missing-reason", subject, inputs), "remark", message)
    elif weight and len(group.rows) == 1 and _far_beyond(first):
        message = Message(
            en=f"{first.actual.raw} beside {first.target.raw}: far beyond the target, and no reason is given.",
            zh=f"完成值 {first.actual.raw}，指标值 {first.target.raw}：超出较多，未填写偏差原因。",
        )
        yield stated(
            claim("over-achievement", subject, (first.actual.pointer, first.target.pointer)), "remark", message
        )


def _far_beyond(row: Row) -> bool:
    pair = find_pair(row)
    if not isinstance(pair, Pair) or pair.op not in ("ge", "gt", "eq") or pair.target <= 0:
        return False
    least = multiply(pair.target, REASON_ASKED)
    return all(pair.scaled(scale) >= least for scale in pair.scales)


def check_repeated(form: Form) -> Iterator[Finding]:
    """Remark on actual values that repeat a target of a sentence word by word."""
    for index, row in enumerate(form.indicators):
        target, actual = row.target and row.target.value, row.actual and row.actual.value
        words = target.text if target else None
        if actual and words and len(words) >= SENTENCE and words == actual.text and not _day(words):
            message = Message(en="The actual value repeats the target.", zh="实际完成值与年度指标值文字完全相同。")
            subject = Printed(f"/indicators/{index}/actual", row.actual)
            yield stated(claim("actual-repeats-target", subject, (f"/indicators/{index}/target",)), "remark", message)


_DAY = re.compile(r"((?:19|20)[0-9]{2})(?:年|[./-])([0-9]{1,2})(?:月|[./-])([0-9]{1,2})日?(?:之?前|以前)?")


def _day(words: str) -> tuple[int, ...] | None:
    found = _DAY.fullmatch(words)
    return tuple(map(int, found.groups())) if found else None


def check_dates(form: Form) -> Iterator[Finding]:
    """Remark on a date of completion after the date of the target."""
    for index, row in enumerate(form.indicators):
        target, actual = row.target and row.target.value, row.actual and row.actual.value
        due, done = _day((target and target.text) or ""), _day((actual and actual.text) or "")
        if due and done and done > due and row.actual and row.target:
            message = Message(
                en=f"Completed {row.actual.raw}, due {row.target.raw}.",
                zh=f"完成日期 {row.actual.raw} 晚于目标日期 {row.target.raw}。",
            )
            subject = Printed(f"/indicators/{index}/actual", row.actual)
            yield stated(claim("late-completion", subject, (f"/indicators/{index}/target",)), "remark", message)


def check_unscored(form: Form) -> Iterator[Finding]:
    """Remark on a total score in a form in which no indicator is scored."""
    score = Printed("/total/score", form.total.score)
    readings = [row.score for row in form.indicators]
    if score.value is not None and any(readings) and not any(one and one.value is not None for one in readings):
        message = Message(en="A total score is printed, but no row is scored.", zh="列有总分，但各指标均无得分。")
        yield stated(claim("total-without-scores", score), "remark", message)
