"""How points come about, region by region, as data; and the share of the weight that a number earns.

Everything here is from SCORING.md of this project, which collected it from published forms, the notes printed under
them, and the scoring rules inside the budget systems. Sets marked `seen=False` are from memory of official texts that
could not be opened: they may excuse a form, but alone they accuse none.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from pdf2form.checks.interval import ONE, ZERO, Exact, clamp, divide
from pdf2form.record import Finding, Form, Operator

Level = Literal["reached", "partly", "missed"]


class RuleSet(NamedTuple):
    """One way to score.

    Attributes:
        name: as findings name it.
        source: where the rule was read.
        source_zh: the same in Chinese.
        over_limit: what a `≤` target earns beyond it: `linear` w·(1 − (a − t)/t), `ratio` w·t/a; None if the set
            does not say.
        bands: for words, in percent of the weight: the least for reached, the least for partly reached; None likewise.
        grades: the grades with the least score of each, from the best down; None likewise.
        money: points of the money block where the form prints no weight for it; None likewise.
        templates: of the forms it is known for: they decide which set is named first, and what the money is worth.
        seen: the source itself was read.
    """

    name: str
    source: str
    source_zh: str
    over_limit: Literal["linear", "ratio"] | None = None
    bands: tuple[int, int] | None = None
    grades: tuple[tuple[str, int], ...] | None = None
    money: int | None = None
    templates: tuple[str, ...] = ()
    seen: bool = True


RULE_SETS = (
    RuleSet(
        "provincial",
        "scoring rules inside the provincial budget systems",
        "省级预算管理系统内的评分规则",
        over_limit="linear",
        bands=(80, 60),
        grades=(("优", 80), ("良", 70), ("中", 60), ("差", 0)),
        money=10,
    ),
    RuleSet("ratio", "notes printed under published forms", "已公开自评表的表下说明", over_limit="ratio"),
    RuleSet(
        "hebei",
        "notes printed under forms of Hebei",
        "河北省自评表的表下说明",
        bands=(80, 50),
        money=20,
        templates=("hebei",),
    ),
    RuleSet(
        "hubei",
        "headings of published forms of Hubei: 预算执行情况（20分）",
        "湖北省已公开自评表的表头：预算执行情况（20分）",
        money=20,
        templates=("hubei",),
    ),
    RuleSet(
        "central",
        "rules of the central government for self-evaluations",
        "中央部门项目支出绩效自评的规则",
        grades=(("优", 90), ("良", 80), ("中", 60), ("差", 0)),
        templates=("mof",),
    ),
    RuleSet(
        "shanghai-75",
        "Shanghai, from memory",
        "上海市，凭记忆",
        grades=(("优", 90), ("良", 75), ("合格", 60), ("不合格", 0)),
        templates=("shanghai-city", "shanghai-district"),
        seen=False,
    ),
    RuleSet(
        "shanghai-80",
        "Shanghai, from memory",
        "上海市，凭记忆",
        grades=(("优", 90), ("良", 80), ("合格", 60), ("不合格", 0)),
        templates=("shanghai-city", "shanghai-district"),
        seen=False,
    ),
)


class Prints(NamedTuple):
    """What the forms of a template print; where it is missing, it was lost in reading.

    Attributes:
        project: the name of a project; a whole-department form has none.
        weights: of the indicators.
        scores: of the indicators, and their total.
        hundred: weights for the money and for all indicators, which make 100 together; None if they make 100 where
            the money has a weight; False if they need not.
    """

    project: bool = True
    weights: bool = True
    scores: bool = True
    hundred: bool | None = True


KNOWN_TEMPLATES = {
    **dict.fromkeys(("shanghai-city", "shanghai-district", "mof", "beijing"), Prints()),
    **dict.fromkeys(("anhui", "yunnan", "sichuan", "sichuan-rural", "internal-control", "municipal"), Prints()),
    "hebei": Prints(),
    "anhui-department": Prints(project=False),
    "hubei": Prints(weights=False, hundred=None),
    "chongqing-district": Prints(scores=False, hundred=None),
    # With block scores it has both, and without scores neither.
    "transfer": Prints(weights=False, scores=False, hundred=False),
}
"""Templates of which it is known what they print (docs/checks.md)."""

ANYTHING = Prints(weights=False, scores=False, hundred=None)
"""Of an unknown template: only that a record is found by the name of its project."""

GRADE_NAMES = {"优秀": "优", "良好": "良", "一般": "中", "较差": "差"}
"""Longer names of grades."""

OVER_ACHIEVED = Decimal("1.2")
"""From this multiple of the target a lower score, given by hand, is legitimate (some regions: 1.3)."""

REASON_ASKED = Decimal("1.3")
"""From this multiple every region asks for a reason."""


def prints_of(form: Form) -> Prints:
    """Return what the form's template is known to print."""
    return KNOWN_TEMPLATES.get(form.template, ANYTHING)


def rule_sets_for(form: Form) -> tuple[RuleSet, ...]:
    """Return the rule sets that may apply, those known for the form's template first.

    No template is known to exclude a set: departments of one province print forms of another's design.
    """
    return tuple(sorted(RULE_SETS, key=lambda rules: form.template not in rules.templates))


def most_lenient(findings: Iterable[Finding | None]) -> Finding | None:
    """Return the finding of the first rule set that agrees; a mismatch is one only if all disagree.

    Args:
        findings: one for each rule set, None where it has no rule; lazy, for nothing after a pass is asked for.
    """
    best: Finding | None = None
    for finding in findings:
        if finding and finding.result == "pass":
            return finding
        if best is None or (finding and best.result == "mismatch" and finding.result == "rounding"):
            best = finding
    return best


def earned(rules: RuleSet, op: Operator, actual: Exact, target: Exact) -> Exact | None:
    """Return the share of the weight, 0..1, that a number earns; None if no rule says.

    Monotone in `actual`, so that the shares of both ends of an interval bound those of all numbers inside.
    """
    if target < 0 or (actual < 0 and target <= 0) or rules.over_limit is None:
        return None
    if op in ("le", "lt"):
        return ONE if actual <= target else _over_limit(rules, actual, target)
    if actual >= target:
        return ONE if target or op != "eq" or not actual else ZERO
    return divide(clamp(actual, ZERO, target), target)


def _over_limit(rules: RuleSet, actual: Exact, target: Exact) -> Exact:
    if rules.over_limit == "ratio":
        return divide(target, actual)
    return clamp(2 - divide(actual, target), ZERO, ONE) if target else ZERO


_SIGNS: dict[Operator, str] = {"eq": ">", "ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def _met(op: Operator, actual: Decimal, target: Decimal) -> str:
    """Return the sign that is true of a target that is met; `5` beside `<5` is taken for met, and is `=`."""
    return "=" if actual == target and op in ("eq", "gt", "lt") else _SIGNS[op]


def spell(rules: RuleSet, op: Operator, actual: Decimal, target: Decimal, share: Exact) -> str:
    """Write the share that `earned` returns as a formula with its numbers."""
    falling = op in ("le", "lt")
    if share == 1:
        return f"1 ({actual:f} {_met(op, actual, target)} {target:f})"
    if share == 0:
        return f"0 ({actual:f} {'>' if falling or actual > target else '<'} {target:f})"
    if not falling:
        return f"{actual:f} / {target:f}"
    return f"{target:f} / {actual:f}" if rules.over_limit == "ratio" else f"(2 − {actual:f} / {target:f})"
