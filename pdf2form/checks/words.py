"""Words as actual values (达成指标): the band of points that each rule set gives them."""

import re
from collections.abc import Sequence
from decimal import Decimal

from pdf2form.checks.compare import compare_band
from pdf2form.checks.interval import multiply
from pdf2form.checks.printed import Claim, judged, plain, stated
from pdf2form.checks.rules import Level, RuleSet, most_lenient
from pdf2form.record import Finding, Message

_GOAL = "(年度|预期|年度预期)?(绩效)?(指标|目标)"
_WORDS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("reached", re.compile(f"(全部|全面)?达成{_GOAL}")),
    ("partly", re.compile(f"部分达成{_GOAL}(并具有一定效果)?")),
    ("missed", re.compile(f"未达成{_GOAL}(且效果较差)?")),
)
"""The words that the systems offer to choose from (SCORING.md). Others, such as 基本完成, have no rule."""


def level_of(words: str) -> Level | None:
    """Return what the words say of the target; None if they are not of the systems' own."""
    return next((level for level, pattern in _WORDS if pattern.fullmatch(words)), None)


def judge_words(about: Claim, words: str, points: tuple[Decimal, Decimal], rule_sets: Sequence[RuleSet]) -> Finding:
    """Judge a score by the band of its words.

    Args:
        about: the claim; its rule becomes `word-band`.
        words: the actual value.
        points: weight and score.
        rule_sets: that may apply, the likeliest first.
    """
    about = about._replace(rule="word-band")
    level = level_of(words)
    best = most_lenient(
        _judge_band(about, words, points, rules.name, _band(rules.bands, level))
        for rules in rule_sets
        if level and rules.bands
    )
    if best:
        return best
    message = Message(en=f"No rule gives points for “{words}”.", zh=f"“{words}”没有对应的计分规则，未核算。")
    return stated(about, "unchecked", message, printed=points[1])


def _judge_band(
    about: Claim, words: str, points: tuple[Decimal, Decimal], rule_set: str, band: tuple[int, int]
) -> Finding:
    weight, score = points
    low, high = (multiply(weight, Decimal(percent).scaleb(-2)) for percent in band)
    formula = f"{words}, {plain(weight)} × {band[0]}…{band[1]} %"
    return judged(about, compare_band(score, low, high), formula, rule_set=rule_set)


def _band(bands: tuple[int, int], level: Level) -> tuple[int, int]:
    reached, partly = bands
    return {"reached": (reached, 100), "partly": (partly, reached), "missed": (0, partly)}[level]
