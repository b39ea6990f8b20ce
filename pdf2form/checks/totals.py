"""The rules of the whole form: weights to 100, totals, shares of the levels, grade."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Literal

from pdf2form.checks.compare import compare_total
from pdf2form.checks.printed import Claim, Printed, claim, judged, leaders, plain, stated
from pdf2form.checks.rules import GRADE_NAMES, RuleSet, rule_sets_for
from pdf2form.record import Finding, Form, Indicator, Message, Text

Points = Literal["weight", "score"]
Cells = list[Printed[Decimal]]

FULL = Decimal(100)


def _money(form: Form, points: Points) -> Cells:
    """Return the money row's cell, or those of its sub-rows: money counts once.

    Whether the total row counts is decided by its weight, also for the scores: a score without a weight beside it
    may be a copy of that of a sub-row.
    """
    cells = [
        Printed[Decimal](f"/funding/{row}/{points}", getattr(line, points)) for row, line in enumerate(form.funding)
    ]
    weighted = [bool(line.weight and line.weight.value is not None) for line in form.funding]
    for row, line in enumerate(form.funding):
        if line.kind == "total" and (weighted[row] or (not any(weighted) and cells[row].value is not None)):
            return [cells[row]]
    chosen = [cell for cell, counts in zip(cells, weighted, strict=True) if counts]
    return chosen or [cell for cell in cells if cell.value is not None]


def _rows(form: Form, points: Points) -> Cells:
    """Return the cells of the indicators, each spanning one once."""
    readings = [getattr(row, points) for row in form.indicators]
    owners = enumerate(leaders(readings))
    return [Printed(f"/indicators/{row}/{points}", readings[row]) for row, owner in owners if row == owner]


def _missing(cells: Cells) -> list[str]:
    """Return the pointers of cells where a number should be; a dash is the statement that there is none."""
    return [cell.pointer for cell in cells if cell.value is None and not cell.dash]


def _values(cells: Cells) -> list[Decimal]:
    return [value for value in (cell.value for cell in cells) if value is not None]


def _add(cells: Cells) -> Decimal:
    return sum(_values(cells), Decimal(0))


def _formula(cells: Cells) -> str:
    """Spell the sum out, equal neighbours as `48 × 2.00`; the weights of seventy rows are no help one by one."""
    runs = [list(equal) for _, equal in groupby(_values(cells))]
    return " + ".join(plain(run[0]) if len(run) == 1 else f"{len(run)} × {plain(run[-1])}" for run in runs)


def _judge_sum(about: Claim, printed: Decimal, cells: Cells, *, trusted: bool = True) -> Finding:
    """Compare a printed total with its parts; with a part missing, only agreement says anything."""
    about = about._replace(inputs=tuple(cell.pointer for cell in cells if cell.value is not None))
    outcome = compare_total(printed, _add(cells))
    missing = _missing(cells)
    if not about.inputs or (outcome.result != "pass" and missing):
        names = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        message = Message(
            en=f"Not added up: nothing to add at {names or 'any row'}.", zh=f"数字缺失，未核算合计：{names or '各行'}。"
        )
        return stated(about, "unchecked", message, printed=printed)
    if outcome.result == "mismatch" and not trusted:
        message = Message(
            en=f"The points add up to {plain(_add(cells))}; this kind of form need not reach {plain(printed)}.",
            zh=f"分数合计为 {plain(_add(cells))}；此类表格不一定合计为 {plain(printed)}，未核算。",
        )
        return stated(about, "unchecked", message, printed=printed)
    return judged(about, outcome, _formula(cells))


def check_weights(form: Form) -> Iterator[Finding]:
    """Check that all weights with the money weight make 100; block-score forms of transfers need not."""
    money, rows = _money(form, "weight"), _rows(form, "weight")
    if not form.indicators or all(cell.reading is None for cell in rows + money):
        return
    about = Claim("weights-sum", "/indicators")
    cells, total = money + rows, _add(money + rows)
    about = about._replace(inputs=tuple(cell.pointer for cell in cells if cell.value is not None))
    outcome = compare_total(total, FULL)
    if outcome.result != "pass" and (_missing(cells) or not _has_value(money) or form.template == "transfer"):
        message = Message(
            en=f"The weights printed add up to {plain(total)}, not 100; some are missing, or the form has other rules.",
            zh=f"所列分值合计为 {plain(total)}，不是 100；有分值缺失或此类表格另有规则，未核算。",
        )
        yield stated(about, "unchecked", message, printed=total)
    else:
        added = f"{_formula(cells)} = {plain(total)}"
        finding = judged(about, outcome, "100")
        verdict = Message(
            en=f"{added}: the weights {'make' if outcome.result == 'pass' else 'do not make'} 100.",
            zh=f"{added}，分值合计{'等于' if outcome.result == 'pass' else '不等于'} 100。",
        )
        yield finding.model_copy(update={"message": verdict})


def _has_value(cells: Cells) -> bool:
    return any(cell.value is not None for cell in cells)


def check_totals(form: Form) -> Iterator[Finding]:
    """Compare the printed total weight and total score with the sums of the rows and the money."""
    weights, scores = _money(form, "weight") + _rows(form, "weight"), _money(form, "score") + _rows(form, "score")
    weight: Printed[Decimal] = Printed("/total/weight", form.total.weight)
    score: Printed[Decimal] = Printed("/total/score", form.total.score)
    for rule, total, cells in (("total-weight", weight, weights), ("total-score", score, scores)):
        if total.value is not None:
            trusted = form.template != "transfer"
            yield _judge_sum(claim(rule, total), total.value, cells, trusted=trusted)
        elif total.blank or total.unparsed:
            message = Message(en="No total is printed, or it is no number.", zh="未列合计或无法识别，未核算。")
            yield stated(claim(rule, total), "unchecked", message)


# --- Shares of the levels ---------------------------------------------------------------------------------------

_SHARE = re.compile(r"[(（](?:权重|共)?[:：]?([0-9]+(?:\.[0-9]+)?)\s*[分%％]?[)）]|([0-9]+(?:\.[0-9]+)?)\s*[分%％]")


def check_shares(form: Form) -> Iterator[Finding]:
    """Remark on a level that prints its share, `产出指标(50分)`, when its rows' weights add up to something else."""
    for level in ("level1", "level2"):
        readings = [getattr(row, level) for row in form.indicators]
        starts = [row for row, one in enumerate(readings) if row == 0 or _raw(one) != _raw(readings[row - 1])]
        for start, end in pairwise([*starts, len(readings)]):
            found = _SHARE.search(readings[start].raw) if readings[start] else None
            if found:
                rows = form.indicators[start:end]
                yield _check_share(
                    Printed(f"/indicators/{start}/{level}", readings[start]), Decimal(found[1] or found[2]), rows
                )


def _raw(reading: Text | None) -> str:
    return reading.raw if reading else ""


def _check_share(subject: Printed[str], share: Decimal, rows: tuple[Indicator, ...]) -> Finding:
    at = int(subject.pointer.split("/")[2])
    owners = leaders([row.weight for row in rows])
    cells = [Printed(f"/indicators/{at + row}/weight", rows[row].weight) for row in sorted(set(owners))]
    finding = _judge_sum(claim("share", subject), share, cells)
    return finding.model_copy(update={"result": "remark"}) if finding.result == "mismatch" else finding


# --- Grade ------------------------------------------------------------------------------------------------------


def check_grade(form: Form) -> Iterator[Finding]:
    """Check the grade (评分等级) against the total score.

    The thresholds differ by region, so only a grade that no rule set gives is a mismatch; one that some sets give and
    others do not is unchecked.
    """
    grade: Printed[str] = Printed("/grade", form.grade)
    if grade.value is None:
        return
    name, score = GRADE_NAMES.get(grade.value, grade.value), form.total.score.value if form.total.score else None
    about = claim("grade", grade, ("/total/score",))
    sets = [rules for rules in rule_sets_for(form) if name in dict(rules.grades or ())]
    if score is None or not sets:
        message = Message(
            en=f"No score, or no rule, for the grade {name}.", zh=f"缺少总分，或等级“{name}”没有对应规则，未核算。"
        )
        yield stated(about, "unchecked", message, printed=name)
        return
    yield _judge_grade(about, name, score, sets)


def _judge_grade(about: Claim, name: str, score: Decimal, sets: list[RuleSet]) -> Finding:
    given = [(rules, grade_of(rules, score)) for rules in sets]
    agreeing = [rules for rules, grade in given if grade == name]
    recomputed = name if agreeing else given[0][1]
    named = ", ".join(f"{rules.name}: {grade}" for rules, grade in given)
    if len(agreeing) == len(sets):
        result, rule_set, words = "pass", sets[0].name, ("as printed", "与表中一致")
    elif agreeing:
        result, rule_set, words = "unchecked", agreeing[0].name, ("the regions differ", "各地标准不一，未核算")
    elif not any(rules.seen for rules in sets):
        result, rule_set, words = "unchecked", sets[0].name, ("the rule itself was not seen", "未见规则原文，未核算")
    else:
        first = next(rules for rules in sets if rules.seen)
        result, rule_set, words = "mismatch", first.name, ("no rule set gives it", "没有规则给出此等级")
        recomputed = grade_of(first, score)
    return Finding(
        rule=about.rule,
        rule_set=rule_set,
        result=result,
        subject=about.subject,
        inputs=about.inputs,
        printed=name,
        recomputed=recomputed,
        message=Message(
            en=f"{plain(score)} points, grade {name} ({named}): {words[0]}.",
            zh=f"总分 {plain(score)}，等级“{name}”（{named}）：{words[1]}。",
        ),
        where=about.where,
    )


def grade_of(rules: RuleSet, score: Decimal) -> str:
    """Return the grade that a rule set gives a score; the lowest one below all thresholds."""
    grades = rules.grades or ()
    return next((name for name, least in grades if score >= least), grades[-1][0])
