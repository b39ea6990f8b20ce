"""The rules of the indicator rows (绩效指标): every printed score against target, actual and weight."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pdf2form.checks.compare import compare_band, compare_score, exactly
from pdf2form.checks.groups import Group, Row
from pdf2form.checks.interval import ZERO
from pdf2form.checks.numbers import Pair, find_pair, judge_numbers
from pdf2form.checks.printed import Claim, Printed, claim, judged, plain, stated
from pdf2form.checks.rules import RuleSet, rule_sets_for
from pdf2form.checks.words import judge_words
from pdf2form.record import Finding, Form, Message


def check_rows(form: Form, groups: Sequence[Group]) -> Iterator[Finding]:
    """Recompute every printed score of the indicators."""
    rule_sets = rule_sets_for(form)
    for group in groups:
        scored = any(row.score.value is not None for row in group.rows)
        if scored or (group.weight is not None and any(row.score.reading is not None for row in group.rows)):
            yield from _check_group(group, rule_sets)


_NO_WEIGHT = Message(en="The weight is missing or not a number.", zh="分值缺失或无法识别，未核算得分。")
_NO_SCORE = Message(en="The score is missing or not a number.", zh="得分缺失或无法识别，未核算。")
_NEGATIVE = Message(en="The weight is negative: no rule fits.", zh="分值为负，无适用规则，未核算得分。")
_SHARED = Message(
    en="Several rows share one weight or score and not all targets are met: how the points divide is not printed.",
    zh="多行合用一个分值或得分，且并非各行都达到指标值，分数如何分配未列明，未核算。",
)


def _check_group(group: Group, rule_sets: Sequence[RuleSet]) -> Iterator[Finding]:
    rows, weight, score = group
    about = claim("indicator-score", rows[0].score, [pointer for row in rows for pointer in row.inputs])
    actual = rows[0].actual.value
    if weight is None or score is None or weight < 0:
        message = _NO_WEIGHT if weight is None else _NO_SCORE if score is None else _NEGATIVE
        yield stated(about, "unchecked", message, printed=score)
    elif weight == 0:
        yield judged(about, compare_score(score, exactly(ZERO)), f"{plain(weight)} × 1")
    elif len(rows) > 1:
        yield _check_shared(about, rows, weight, score)
    elif actual is not None and actual.text is not None:
        yield judge_words(about, actual.text, (weight, score), rule_sets)
    else:
        yield from judge_numbers(about, rows[0], (weight, score), rule_sets)


def _check_shared(about: Claim, rows: Sequence[Row], weight: Decimal, score: Decimal) -> Finding:
    """Judge rows with a common weight or score: all the points if all targets are met, else nobody can say."""
    pairs = [find_pair(row) for row in rows]
    if all(isinstance(pair, Pair) and pair.reaches() for pair in pairs):
        return judged(about, compare_score(score, exactly(weight)), f"{plain(weight)} × 1")
    return stated(about, "unchecked", _SHARED, printed=score)


def check_limits(form: Form, groups: Sequence[Group]) -> Iterator[Finding]:
    """Check that no score is above its weight, or below 0, in money rows and indicators."""
    for index, line in enumerate(form.funding):
        at = f"/funding/{index}"
        score, weight = Printed(f"{at}/score", line.score), Printed(f"{at}/weight", line.weight)
        if score.value is not None and weight.value is not None:
            yield _check_limit(
                claim("score-at-most-weight", score, (weight.pointer,)), weight, (weight.value, score.value)
            )
    for rows, most, points in groups:
        if points is not None and most is not None:
            inputs = [row.weight.pointer for row in rows]
            about = claim("score-at-most-weight", rows[0].score, inputs)
            yield _check_limit(about, rows[0].weight, (most, points))


def _check_limit(about: Claim, cell: Printed[Decimal], points: tuple[Decimal, Decimal]) -> Finding:
    """Compare the score with its weight; one below 0 is no weight, but a misprint or a misread sign."""
    weight, score = points
    if weight < 0:
        message = Message(en=f"The weight {plain(weight)} is negative.", zh=f"分值 {plain(weight)} 为负数。")
        return stated(claim(about.rule, cell), "doubt", message, printed=weight)
    return judged(about, compare_band(score, ZERO, weight), f"0…{plain(weight)}")
