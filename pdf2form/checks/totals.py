"""The rules of the whole form: weights to 100, totals, grade."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pdf2form.checks.compare import Comparison, compare_band, compare_score, compare_total
from pdf2form.checks.funding import spent_share
from pdf2form.checks.interval import ZERO
from pdf2form.checks.names import names_of, place_of
from pdf2form.checks.printed import Claim, Printed, add_up, claim, judged, leaders, plain, stated
from pdf2form.checks.readings import has_points
from pdf2form.checks.rules import (
    GRADE_NAMES,
    KNOWN_TEMPLATES,
    RULE_SETS,
    RuleSet,
    most_lenient,
    prints_of,
    rule_sets_for,
)
from pdf2form.checks.shares import FULL
from pdf2form.record import Finding, Form, Message, Where

Points = Literal["weight", "score"]
Cells = list[Printed[Decimal]]


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


def _judge_sum(form: Form, about: Claim, printed: Decimal, cells: Cells) -> Finding:
    """Compare a printed total with its parts; with a part missing, the others are the least that it can be."""
    about = about._replace(inputs=tuple(cell.pointer for cell in cells if cell.value is not None))
    total, formula = add_up(cells)
    outcome = compare_total(printed, total)
    missing = _missing(cells)
    if not about.inputs and not ZERO <= printed <= _most(form):
        return judged(about, compare_band(printed, ZERO, _most(form)), f"0…{plain(_most(form))}")
    if not about.inputs or (missing and outcome.result != "pass" and not _exceeds(outcome)):
        names = names_of(form, missing) if missing else Message(en="any row", zh="各行")
        message = Message(en=f"Not added up: nothing to add for {names.en}.", zh=f"{names.zh}没有数字，未核算合计。")
        return stated(about, "unchecked", message, printed=printed)
    rest = _unprinted(form, "score" if about.rule == "total-score" else "weight")
    if outcome.result == "mismatch" and rest and printed > total:
        return _judge_rest(form, about, printed, (total, rest))
    return judged(about, outcome, formula)


def _most(form: Form) -> Decimal:
    """Return the most that a total can be, whatever it is made of."""
    whole = form.total.weight.value if form.total.weight else None
    return max(FULL, whole or ZERO, add_up(_money(form, "weight") + _rows(form, "weight"))[0])


def _unprinted(form: Form, points: Points) -> Decimal:
    """Return how much of a total the form does not print: mostly what the money is worth.

    Forms of transfers, and some of unknown design, have a total of 100 above weights of 90, or no weights at all.
    """
    rows = _rows(form, "weight")
    if prints_of(form).hundred or _values(_money(form, points)):
        return ZERO
    if not _values(rows):
        return ZERO if prints_of(form).scores else FULL
    whole = form.total.weight.value if form.total.weight else None
    return max(ZERO, min(FULL if whole is None else whole, FULL) - add_up(rows)[0])


def _judge_rest(form: Form, about: Claim, printed: Decimal, points: tuple[Decimal, Decimal]) -> Finding:
    """Judge a total above its parts by what the money may have added: its points × the rate of execution.

    Args:
        form: that was read.
        about: the claim.
        printed: the total.
        points: the sum of the parts, and the points whose weight is not printed.
    """
    (total, rest), spent = points, spent_share(form)
    extra = printed - total
    if extra > rest:
        return judged(about, compare_total(printed, total), plain(total))
    worths = sorted({Decimal(rules.money) for rules in RULE_SETS if rules.money})
    certain = rest in worths
    if about.rule == "total-score" and spent:
        share, spelled, pointers = spent
        about = about._replace(inputs=(*about.inputs, *pointers))
        tried = (
            judged(
                about,
                _shifted(compare_score(extra, share.times(worth).clamp(ZERO, worth)), total),
                f"{plain(total)} + {plain(worth)} × {spelled}",
            )
            for worth in ([rest] if certain else worths)
        )
        best = most_lenient(tried)
        if best and (certain or best.result != "mismatch"):
            return best
    message = Message(
        en=f"The points add up to {plain(total)}; up to {plain(rest)} more may come from what is not printed.",
        zh=f"分数合计为 {plain(total)}；另有至多 {plain(rest)} 分未在表中列明，未核算。",
    )
    return stated(about, "unchecked", message, printed=printed)


def _shifted(outcome: Comparison, by: Decimal) -> Comparison:
    """Return the comparison of two numbers of which both are so much greater."""
    numbers = (outcome.printed, outcome.recomputed, outcome.low, outcome.high)
    return Comparison(outcome.how, *(number + by for number in numbers))


def _exceeds(outcome: Comparison) -> bool:
    """Tell whether the parts that are printed are more than the total already."""
    return outcome.result == "mismatch" and outcome.recomputed > outcome.printed


def check_weights(form: Form) -> Iterator[Finding]:
    """Check that all weights with the money weight make 100, where the form has to print them all."""
    money, rows = _money(form, "weight"), _rows(form, "weight")
    if not form.indicators or all(cell.reading is None for cell in rows + money):
        return
    about = Claim("weights-sum", "/indicators")
    cells = money + rows
    total, formula = add_up(cells)
    about = about._replace(inputs=tuple(cell.pointer for cell in cells if cell.value is not None))
    outcome = compare_total(total, FULL)
    if outcome.result != "pass" and not _must_be_full(form, total, cells, money):
        message = Message(
            en=f"The weights printed add up to {plain(total)}, not 100; some are missing, or the form has other rules.",
            zh=f"所列分值合计为 {plain(total)}，不是 100；有分值缺失或此类表格另有规则，未核算。",
        )
        yield stated(about, "unchecked", message, printed=total)
    else:
        added = f"{formula} = {plain(total)}"
        finding = judged(about, outcome, "100")
        verdict = Message(
            en=f"{added}: the weights {'make' if outcome.result == 'pass' else 'do not make'} 100.",
            zh=f"{added}，分值合计{'等于' if outcome.result == 'pass' else '不等于'} 100。",
        )
        yield finding.model_copy(update={"message": verdict})


def _must_be_full(form: Form, total: Decimal, cells: Cells, money: Cells) -> bool:
    """Tell whether the weights have to make 100: all are there, or what is there is above 100 without the rest.

    Where the money has no weight, 10 or 20 points may be left for it. A form of unknown design may be out of another
    number of points, if it prints that as its total.
    """
    prints, whole = prints_of(form), form.total.weight
    if prints.hundred is False or not _values(cells) or (not prints.hundred and whole and whole.value == total):
        return False
    if total > FULL or _missing(cells):
        return total > FULL
    left = prints.weights and FULL - total not in {Decimal(rules.money) for rules in RULE_SETS if rules.money}
    return bool(prints.hundred or left or _values(money))


def check_totals(form: Form) -> Iterator[Finding]:
    """Compare the printed total weight and total score with the sums of the rows and the money."""
    weights, scores = _money(form, "weight") + _rows(form, "weight"), _money(form, "score") + _rows(form, "score")
    weight: Printed[Decimal] = Printed("/total/weight", form.total.weight)
    score: Printed[Decimal] = Printed("/total/score", form.total.score)
    for rule, total, cells in (("total-weight", weight, weights), ("total-score", score, scores)):
        about = claim(rule, total)
        about = about._replace(where=about.where or weight.where or _last_place(form))
        if total.value is not None:
            yield _judge_sum(form, about, total.value, cells)
        elif total is score and total.reading is None and _needs_total(form):
            message = Message(en="No total score was found on the form.", zh="未找到总分。")
            yield stated(about._replace(rule="no-total"), "doubt", message)
        elif total is score and total.reading is None and not any(cell.reading for cell in cells):
            message = Message(en="The form has no scores to add up.", zh="表中不列得分，无需核算合计。")
            yield stated(about, "unchecked", message)
        elif total.reading is not None or _values(cells) or total is score:
            message = Message(en="No total is printed, or it is no number.", zh="未列合计或无法识别，未核算。")
            yield stated(about, "unchecked", message)


def _needs_total(form: Form) -> bool:
    """Tell whether the form must print a total score: its template does, or its rows have points.

    Weights without a column of scores (Chongqing) make no total, where the template is known to be so.
    """
    scored = any(row.score is not None and row.score.value is not None for row in form.indicators)
    weighed = form.template not in KNOWN_TEMPLATES and has_points(form)
    return scored or weighed or prints_of(form).scores


def _last_place(form: Form) -> tuple[Where, ...]:
    return place_of(form.indicators[-1]) if form.indicators else ()


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
