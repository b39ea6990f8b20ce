"""The rules of the indicator rows (绩效指标): every printed score against target, actual and weight."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pdf2form.checks.compare import compare_band, compare_score, exactly
from pdf2form.checks.groups import Group, Row
from pdf2form.checks.interval import ZERO
from pdf2form.checks.numbers import OVERDONE, Pair, doubt_percent, find_pair, judge_numbers
from pdf2form.checks.printed import Claim, Printed, claim, judged, plain, stated
from pdf2form.checks.rules import RuleSet, rule_sets_for
from pdf2form.checks.words import judge_words
from pdf2form.record import Finding, Form, Message


def check_rows(form: Form, groups: Sequence[Group]) -> Iterator[Finding]:
    """Recompute every printed score of the indicators, and doubt percentages that lost their format."""
    rule_sets = rule_sets_for(form)
    for group in groups:
        for row in group.rows:
            yield from doubt_percent(row)
        scored = any(row.score.value is not None for row in group.rows)
        if scored or (group.weight is not None and any(row.score.reading is not None for row in group.rows)):
            yield from _check_group(group, rule_sets)


_NO_WEIGHT = Message(en="The weight is missing or not a number.", zh="分值缺失或无法识别，未核算得分。")
_NO_WEIGHTS = Message(
    en="The form prints no weight for this indicator: its score cannot be recomputed.",
    zh="表中未列该指标分值，无法核算得分。",
)
_NO_SCORE = Message(en="The score is missing or not a number.", zh="得分缺失或无法识别，未核算。")
_NEGATIVE = Message(en="The weight is negative: no rule fits.", zh="分值为负，无适用规则，未核算得分。")
_SHARED = Message(
    en="Several rows share one weight or score and not all targets are met: how the points divide is not printed.",
    zh="多行合用一个分值或得分，且并非各行都达到指标值，分数如何分配未列明，未核算。",
)


def _check_group(group: Group, rule_sets: Sequence[RuleSet]) -> Iterator[Finding]:
    rows, weight, score = group.rows, group.weight, group.score
    about = claim("indicator-score", rows[0].score, group.inputs)
    actual = rows[0].actual.value
    if weight is None or score is None or weight < 0:
        yield stated(about, "unchecked", _unweighed(group), printed=score)
    elif weight == 0:
        yield judged(about, compare_score(score, exactly(ZERO)), f"{plain(weight)} × 1")
    elif len(rows) > 1:
        yield _check_shared(about, rows, weight, score)
    elif actual is not None and actual.text is not None:
        yield judge_words(about, actual.text, (weight, score), rule_sets)
    else:
        yield from judge_numbers(about, rows[0], (weight, score), rule_sets)


def _unweighed(group: Group) -> Message:
    """Say why there is nothing to recompute."""
    if group.weight is None:
        return _NO_WEIGHT if group.weight_at else _NO_WEIGHTS
    return _NO_SCORE if group.score is None else _NEGATIVE


def _check_shared(about: Claim, rows: Sequence[Row], weight: Decimal, score: Decimal) -> Finding:
    """Judge rows with a common weight or score: all the points if all targets are met, else nobody can say."""
    pairs = [pair for row in rows if isinstance(pair := find_pair(row), Pair)]
    if len(pairs) < len(rows) or not all(pair.reaches() for pair in pairs):
        return stated(about, "unchecked", _SHARED, printed=score)
    if 0 <= score < weight and any(pair.overdone() for pair in pairs):
        return stated(about, "unchecked", OVERDONE, printed=score)
    return judged(about, compare_score(score, exactly(weight)), f"{plain(weight)} × 1")


def check_limits(form: Form, groups: Sequence[Group]) -> Iterator[Finding]:
    """Check that no score is above its weight, or below 0, in money rows and indicators."""
    for index, line in enumerate(form.funding):
        at = f"/funding/{index}"
        score, weight = Printed(f"{at}/score", line.score), Printed(f"{at}/weight", line.weight)
        if score.value is not None and weight.value is not None:
            yield _check_limit(
                claim("score-at-most-weight", score, (weight.pointer,)), weight, (weight.value, score.value)
            )
    for group in groups:
        score, most = group.rows[0].score, group.weight
        if group.score is not None and most is not None:
            about = claim("score-at-most-weight", score, group.weight_at)
            yield _check_limit(about, group.rows[0].weight, (most, group.score))
        elif group.score is not None and group.score < 0:
            points = plain(group.score)
            message = Message(en=f"The score {points} is negative.", zh=f"得分 {points} 为负数。")
            yield stated(claim("score-at-most-weight", score), "doubt", message, printed=group.score)


def _check_limit(about: Claim, cell: Printed[Decimal], points: tuple[Decimal, Decimal]) -> Finding:
    """Compare the score with its weight; one below 0 is no weight, but a misprint or a misread sign."""
    weight, score = points
    if weight < 0:
        message = Message(en=f"The weight {plain(weight)} is negative.", zh=f"分值 {plain(weight)} 为负数。")
        return stated(claim(about.rule, cell), "doubt", message, printed=weight)
    return judged(about, compare_band(score, ZERO, weight), f"0…{plain(weight)}")
