"""Forms printed by simulated systems: consistent numbers are never accused, and an error of 0.1 always is."""

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from pdf2form.checks import run_checks
from pdf2form.checks.rules import KNOWN_TEMPLATES
from pdf2form.record import Finding, Form
from tests.printed_form import NO_PLACE, SHARED, make_form, seed_funding

N = NO_PLACE
TENTH = Decimal("0.1")
CENT = Decimal("0.01")


class Shape(NamedTuple):
    """What the forms of a template print.

    Attributes:
        template: its name.
        money: points of the money block.
        levels: points of the first levels.
        money_weight: the money row has a weight column; without one, the heading or nothing says what it is worth.
        money_score: the money row has a score column.
        every: the other money rows are scored too.
        weights: of the indicators.
        scores: of the indicators.
        blocks: weight and score stand once for all rows of a first level.
        shares: the first levels print theirs.
        signs: the actual repeats the sign of the target.
        own_unit: printed in every cell of money, and not in the heading.
        labels: kind of the money rows below the total.
        heading: that prints the money unit.
        project: the name of the project.
        title: of the form.
    """

    template: str
    money: int = 10
    levels: tuple[int, ...] = (50, 30, 10)
    money_weight: bool = True
    money_score: bool = True
    every: bool = False
    weights: bool = True
    scores: bool = True
    blocks: bool = False
    shares: bool = False
    signs: bool = False
    own_unit: bool = False
    labels: str = "other"
    heading: str = "万元"
    project: str = "甲项目"
    title: str = "项目支出绩效自评表"


BARE_MONEY = Shape("", money_weight=False, money_score=False)
SHAPES = (
    Shape("unknown"),
    Shape("shanghai-city"),
    Shape("anhui", shares=True),
    Shape("anhui-department", project=N, title="部门整体支出绩效自评表", labels="unlisted"),
    Shape("yunnan", heading="元"),
    Shape("sichuan", labels="unlisted"),
    Shape("sichuan-rural", signs=True),
    Shape("internal-control", every=True),
    Shape("municipal"),
    Shape("hebei", 20, (40, 40), shares=True),
    Shape("hubei", 20, (40, 30, 10), False, weights=False, shares=True, heading="预算执行情况（万元）（20分）"),
    Shape("hubei", 20, (40, 30, 10), False, weights=False, shares=True),
    BARE_MONEY._replace(template="transfer", money=0, levels=(), weights=False, scores=False, own_unit=True),
    BARE_MONEY._replace(template="transfer", money=0, levels=(50, 30, 20), blocks=True, labels="unlisted"),
    BARE_MONEY._replace(template="transfer", money=10, levels=(50, 30, 10), blocks=True),
    BARE_MONEY._replace(template="chongqing-district", scores=False),
    BARE_MONEY._replace(template="chongqing-district", money=0, levels=(60, 40), scores=False),
)
SCORED = tuple(shape for shape in SHAPES if shape.scores and (shape.money_score or not shape.money))
"""Shapes that print every point of their total; of the others, a total without the money may be right too."""


class Row(NamedTuple):
    """An indicator as printed; points that the form does not print are known to the system all the same."""

    level: str
    target: str
    actual: str
    weight: Decimal
    score: Decimal
    first: bool
    """Of its first level."""


class Printout(NamedTuple):
    """What a system prints. Money lines: budget, spent, rate, score."""

    shape: Shape
    money: list[list[Decimal]]
    rows: list[Row]
    total: Decimal

    def form(self) -> Form:
        shape = self.shape
        whole = str(self.total) if shape.scores else N
        return make_form(
            funding=seed_funding([self._line(at) for at in range(len(self.money))]),
            rows=[self._row(at) for at in range(len(self.rows))],
            total=("100.00" if shape.weights and shape.scores else N, whole),
            template=shape.template,
            money_unit=N if shape.own_unit else shape.heading,
            project=shape.project,
            title=shape.title,
        )

    def _line(self, at: int) -> tuple[str, str]:
        shape, (budget, spent, rate, score) = self.shape, self.money[at]
        unit = "万元" if shape.own_unit else ""
        scored = not at or shape.every
        points = "-" if not scored else f"{shape.money}.00" if shape.money_weight else N
        earned = (f"{score}" if scored else "-") if shape.money_score else N
        cells = (N, f"{budget}{unit}", f"{spent}{unit}", points, f"{rate}", earned)
        return ("total" if not at else shape.labels, " ".join(cells))

    def _row(self, at: int) -> str:
        shape, row = self.shape, self.rows[at]
        run = [each for each in self.rows if each.level == row.level]
        weight, score = str(row.weight), str(row.score)
        if shape.blocks:
            sums = sum(each.weight for each in run), sum(each.score for each in run)
            weight, score = map(str, sums) if row.first else (SHARED, SHARED)
        share = f"({sum(each.weight for each in run):f}分)" if shape.shares else ""
        points = (weight if shape.weights else N, score if shape.scores else N)
        sign = row.target[0] if shape.signs else ""
        return "|".join((row.level + share, "数量指标", f"第{at}项", row.target, sign + row.actual, *points, N))


def _rows(draw: st.DrawFn, shape: Shape, mode: str) -> list[Row]:
    """Indicators that share the points of their levels; the system knows the actual to more decimals than it prints."""
    rows = []
    for number, points in enumerate(shape.levels or (90,)):
        count = draw(st.integers(min_value=1, max_value=4))
        for index in range(count):
            weight = Decimal(points // count) + (points % count if not index else 0)
            sign, target = draw(st.sampled_from("≥≤=")), draw(st.integers(min_value=1, max_value=500))
            true = draw(
                st.decimals(min_value=0, max_value=550, places=4) | st.integers(min_value=0, max_value=550).map(Decimal)
            )
            earned = weight * true / target if sign != "≤" else weight * (2 * target - true) / target
            score = min(max(earned, Decimal(0)), weight).quantize(CENT, mode)
            shown = true.quantize(CENT, mode) if true != true.to_integral_value() else true.to_integral_value()
            cells = (f"{sign}{target}.00(百分比)", f"{shown}(百分比)")
            rows.append(Row(f"第{number}类指标", *cells, weight, score, not index))
    return rows


def _money(draw: st.DrawFn, shape: Shape, mode: str, least: int) -> list[list[Decimal]]:
    """Amounts that are known in 分 and printed in the unit of the heading, the total first."""
    parts = draw(st.lists(st.integers(min_value=least, max_value=10**11), min_size=1, max_size=3))
    # A printed zero is taken for nothing: what a system shows as 0.00 万元 is nothing here.
    used = [draw(st.just(0) | st.integers(min_value=10**4, max_value=part + part // 10)) for part in parts]
    places = 2 if shape.heading == "元" else 6
    lines: list[list[Decimal]] = []
    for budget, spent in [(sum(parts), sum(used)), *zip(parts, used, strict=True)]:
        amounts = [(Decimal(cents).scaleb(-places)).quantize(CENT, mode) for cents in (budget, spent)]
        rate = (Decimal(spent) * 100 / budget).quantize(CENT, mode)
        score = min(Decimal(spent) * shape.money / budget, Decimal(shape.money)).quantize(CENT, mode)
        lines.append([*amounts, rate, score])
    return lines


@st.composite
def printouts(draw: st.DrawFn, shapes: tuple[Shape, ...] = SHAPES, least: int = 10**6) -> Printout:
    """A form of a system that rounds, or cuts off; every budget is at least so many 分."""
    shape, mode = draw(st.sampled_from(shapes)), draw(st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
    money, rows = _money(draw, shape, mode, least), _rows(draw, shape, mode)
    return Printout(shape, money, rows, money[0][3] + sum(row.score for row in rows))


def said_of(form: Form, *results: str) -> list[Finding]:
    return [one for one in run_checks(form) if one.result in results]


def accused(form: Form) -> set[str]:
    return {one.subject for one in said_of(form, "mismatch", "doubt")}


@given(printouts())
def test_a_consistent_form_is_never_accused(printout: Printout) -> None:
    found = said_of(printout.form(), "mismatch", "doubt", "remark")
    assert [f"{one.rule}: {one.message.en}" for one in found] == []


@given(printouts())
def test_a_consistent_form_of_an_unknown_template_is_no_mismatch(printout: Printout) -> None:
    form = printout._replace(shape=printout.shape._replace(template="unknown")).form()
    assert [f"{one.rule}: {one.message.en}" for one in said_of(form, "mismatch", "remark")] == []
    assert {one.rule for one in said_of(form, "doubt")} <= {"no-total", "no-points"}


@given(printouts(SCORED), st.sampled_from([TENTH, -TENTH]))
def test_a_total_off_by_a_tenth_is_a_mismatch(printout: Printout, error: Decimal) -> None:
    assert accused(printout._replace(total=printout.total + error).form()) == {"/total/score"}


@given(printouts(SCORED), st.sampled_from([TENTH, -TENTH]), st.data())
def test_a_score_off_by_a_tenth_is_a_mismatch(printout: Printout, error: Decimal, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=len(printout.rows) - 1))
    wrong = [*printout.rows]
    wrong[index] = wrong[index]._replace(score=wrong[index].score + error)
    assert "/total/score" in accused(printout._replace(rows=wrong).form())


MONEY_SCORED = tuple(shape for shape in SCORED if shape.money_score)
LARGE = 10**8
"""分: a budget printed in 万元 as 100.00 leaves a hundredth of a percent open."""


def with_money(printout: Printout, line: int, column: int, change: Callable[[Decimal], Decimal]) -> Form:
    lines = [[*cells] for cells in printout.money]
    lines[line][column] = change(lines[line][column])
    return printout._replace(money=lines).form()


@given(printouts(MONEY_SCORED, LARGE), st.sampled_from([TENTH, -TENTH]))
def test_a_money_score_off_by_a_tenth_is_found_at_its_place(printout: Printout, error: Decimal) -> None:
    assert {"/funding/0/score", "/total/score"} <= accused(with_money(printout, 0, 3, lambda score: score + error))


@given(printouts(least=LARGE), st.sampled_from([1, -1]), st.data())
def test_a_rate_off_by_one_percent_is_found_at_its_place(printout: Printout, error: int, data: st.DataObject) -> None:
    line = data.draw(st.integers(min_value=0, max_value=len(printout.money) - 1))
    assert f"/funding/{line}/rate" in accused(with_money(printout, line, 2, lambda rate: rate + error))


@given(printouts(least=LARGE), st.sampled_from(["annual_budget", "executed"]))
def test_a_sum_of_money_off_by_one_is_found_at_its_place(printout: Printout, column: str) -> None:
    at = ("annual_budget", "executed").index(column)
    assert f"/funding/0/{column}" in accused(with_money(printout, 0, at, lambda amount: amount + 1))


@given(printouts(SCORED))
def test_swapped_digits_of_the_total_are_found(printout: Printout) -> None:
    digits = f"{printout.total:06.2f}"
    swapped = Decimal(digits[:1] + digits[2] + digits[1] + digits[3:])
    expected = {"/total/score"} if swapped != printout.total else set()
    assert accused(printout._replace(total=swapped).form()) == expected


WEIGHED = tuple(shape for shape in SCORED if shape.weights and not shape.blocks)


@given(printouts(WEIGHED), st.data())
def test_a_weight_that_lost_a_digit_is_found(printout: Printout, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=len(printout.rows) - 1))
    wrong = [*printout.rows]
    wrong[index] = wrong[index]._replace(weight=wrong[index].weight // 10)
    # The shares of the levels are made of the weights here: only the whole form says that one is wrong.
    assert {"/indicators", "/total/weight"} <= accused(printout._replace(rows=wrong).form())


def test_every_template_has_a_shape() -> None:
    alike = {"shanghai-district", "mof", "beijing"}  # in what they print, these are the same as shanghai-city
    assert {shape.template for shape in SHAPES} >= KNOWN_TEMPLATES.keys() - alike


@given(printouts())
def test_every_finding_points_at_a_place_of_the_form(printout: Printout) -> None:
    form = printout.form()
    tree = form.model_dump()
    for finding in run_checks(form):
        for pointer in (finding.subject, *finding.inputs):
            at: object = tree
            for step in pointer.strip("/").split("/"):
                at = at[int(step)] if isinstance(at, tuple | list) else at[step]  # type: ignore[index]
            # Only a missing total is the subject of a finding without being there.
            assert at is not None or (pointer == finding.subject and pointer.startswith("/total/"))
        assert finding.where or finding.subject == "/indicators"
