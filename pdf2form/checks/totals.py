"""The rules of the whole form: weights to 100, totals, shares of the levels, grade."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Literal

from pdf2form.checks.compare import Comparison, compare_total
from pdf2form.checks.names import names_of, place_of
from pdf2form.checks.printed import Claim, Printed, claim, judged, leaders, plain, stated
from pdf2form.checks.readings import has_points
from pdf2form.checks.rules import GRADE_NAMES, KNOWN_TEMPLATES, RuleSet, rule_sets_for
from pdf2form.record import Finding, Form, Message, Text, Where

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


def _judge_sum(form: Form, about: Claim, printed: Decimal, cells: Cells) -> Finding:
    """Compare a printed total with its parts; with a part missing, the others are the least that it can be."""
    about = about._replace(inputs=tuple(cell.pointer for cell in cells if cell.value is not None))
    outcome = compare_total(printed, _add(cells))
    missing = _missing(cells)
    if not about.inputs or (missing and outcome.result != "pass" and not _exceeds(outcome)):
        names = names_of(form, missing) if missing else Message(en="any row", zh="各行")
        message = Message(en=f"Not added up: nothing to add for {names.en}.", zh=f"{names.zh}没有数字，未核算合计。")
        return stated(about, "unchecked", message, printed=printed)
    if outcome.result == "mismatch" and form.template == "transfer":
        message = Message(
            en=f"The points add up to {plain(_add(cells))}; this kind of form need not reach {plain(printed)}.",
            zh=f"分数合计为 {plain(_add(cells))}；此类表格不一定合计为 {plain(printed)}，未核算。",
        )
        return stated(about, "unchecked", message, printed=printed)
    return judged(about, outcome, _formula(cells))


def _exceeds(outcome: Comparison) -> bool:
    """Tell whether the parts that are printed are more than the total already."""
    return outcome.result == "mismatch" and outcome.recomputed > outcome.printed


def check_weights(form: Form) -> Iterator[Finding]:
    """Check that all weights with the money weight make 100; block-score forms of transfers need not."""
    money, rows = _money(form, "weight"), _rows(form, "weight")
    if not form.indicators or all(cell.reading is None for cell in rows + money):
        return
    about = Claim("weights-sum", "/indicators")
    cells, total = money + rows, _add(money + rows)
    about = about._replace(inputs=tuple(cell.pointer for cell in cells if cell.value is not None))
    outcome = compare_total(total, FULL)
    if outcome.result != "pass" and not _must_be_full(form, total > FULL, cells, money):
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


def _must_be_full(form: Form, above: bool, cells: Cells, money: Cells) -> bool:
    """Tell whether the weights have to make 100: all are there, or what is there is above 100 without the rest."""
    if form.template == "transfer" or not _values(cells):
        return False
    if above:
        return True
    return not _missing(cells) and (bool(_values(money)) or form.template in KNOWN_TEMPLATES)


def check_totals(form: Form) -> Iterator[Finding]:
    """Compare the printed total weight and total score with the sums of the rows and the money."""
    weights, scores = _money(form, "weight") + _rows(form, "weight"), _money(form, "score") + _rows(form, "score")
    weight: Printed[Decimal] = Printed("/total/weight", form.total.weight)
    score: Printed[Decimal] = Printed("/total/score", form.total.score)
    for rule, total, cells in (("total-weight", weight, weights), ("total-score", score, scores)):
        if total.value is not None:
            yield _judge_sum(form, claim(rule, total), total.value, cells)
        elif total is score and total.reading is None and (has_points(form) or form.template in KNOWN_TEMPLATES):
            about = claim("no-total", total)._replace(where=weight.where or _last_place(form))
            message = Message(en="No total score was found on the form.", zh="未找到总分。")
            yield stated(about, "doubt", message)
        elif total.reading is not None or _values(cells) or total is score:
            about = claim(rule, total)
            message = Message(en="No total is printed, or it is no number.", zh="未列合计或无法识别，未核算。")
            yield stated(about._replace(where=about.where or _last_place(form)), "unchecked", message)


def _last_place(form: Form) -> tuple[Where, ...]:
    return place_of(form.indicators[-1]) if form.indicators else ()


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
                subject = Printed(f"/indicators/{start}/{level}", readings[start])
                yield _check_share(form, subject, Decimal(found[1] or found[2]), range(start, end))


def _raw(reading: Text | None) -> str:
    return reading.raw if reading else ""


def _check_share(form: Form, subject: Printed[str], share: Decimal, rows: range) -> Finding:
    owners = leaders([form.indicators[row].weight for row in rows])
    chosen = [rows[owner] for owner in sorted(set(owners))]
    cells = [Printed(f"/indicators/{row}/weight", form.indicators[row].weight) for row in chosen]
    finding = _judge_sum(form, claim("share", subject), share, cells)
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
        # All disagree, a set that was seen among them; the name is that of the form's own region, which comes first.
        result, rule_set, words = "mismatch", sets[0].name, ("no rule set gives it", "没有规则给出此等级")
        recomputed = grade_of(sets[0], score)
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
