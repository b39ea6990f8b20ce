"""Forms printed by simulated systems: consistent numbers are never accused, and an error of 0.1 always is."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from pdf2form.checks import run_checks
from pdf2form.record import Form
from tests.printed_form import make_form, row, seed_funding

TENTH = Decimal("0.1")
CENT = Decimal("0.01")


class Printout(NamedTuple):
    """What a system prints."""

    money: list[tuple[str, str]]
    rows: list[tuple[str, str, str, str]]
    total: Decimal

    def form(self) -> Form:
        rows = [row(*cells) for cells in self.rows]
        return make_form(funding=seed_funding(self.money), rows=rows, total=("100.00", str(self.total)))


def _rows(draw: st.DrawFn, mode: str) -> list[tuple[str, str, str, str]]:
    """Indicators that share 90 points; the system knows the actual to more decimals than it prints."""
    count = draw(st.integers(min_value=1, max_value=9))
    weights = [Decimal(90 // count)] * count
    weights[0] += 90 - sum(weights)
    rows = []
    for weight in weights:
        sign, target = draw(st.sampled_from("≥≤=")), draw(st.integers(min_value=1, max_value=500))
        true = draw(
            st.decimals(min_value=0, max_value=550, places=4) | st.integers(min_value=0, max_value=550).map(Decimal)
        )
        earned = weight * true / target if sign != "≤" else weight * (2 * target - true) / target
        score = min(max(earned, Decimal(0)), weight).quantize(CENT, mode)
        shown = true.quantize(CENT, mode) if true != true.to_integral_value() else true.to_integral_value()
        rows.append((f"{sign}{target}.00(百分比)", f"{shown}(百分比)", f"{weight}.00", f"{score}"))
    return rows


@st.composite
def printouts(draw: st.DrawFn) -> Printout:
    """A form whose amounts are known in 分 and printed in 万元, by a system that rounds, or cuts off."""
    mode = draw(st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
    parts = draw(st.lists(st.integers(min_value=10**6, max_value=10**11), min_size=1, max_size=3))
    # A printed zero is taken for nothing: what a system shows as 0.00 万元 is nothing here.
    used = [draw(st.just(0) | st.integers(min_value=10**4, max_value=part + part // 10)) for part in parts]
    lines: list[tuple[str, str]] = []
    for budget, spent in [(sum(parts), sum(used)), *zip(parts, used, strict=True)]:
        amounts = [(Decimal(cents) / 10**6).quantize(CENT, mode) for cents in (budget, budget, spent)]
        rate = (Decimal(spent) * 100 / budget).quantize(CENT, mode)
        score = min(Decimal(spent) * 10 / budget, Decimal(10)).quantize(CENT, mode)
        points = ("10.00", f"{rate}", f"{score}") if not lines else ("-", f"{rate}", "-")
        lines.append(("other" if lines else "total", " ".join([*map(str, amounts), *points])))
    rows = _rows(draw, mode)
    total = Decimal(lines[0][1].split()[-1]) + sum(Decimal(cells[3]) for cells in rows)
    return Printout(lines, rows, total)


def accused(form: Form) -> list[str]:
    return [f"{one.rule}: {one.message.en}" for one in run_checks(form) if one.result in ("mismatch", "doubt")]


@given(printouts())
def test_a_consistent_form_is_never_accused(printout: Printout) -> None:
    assert accused(printout.form()) == []


@given(printouts(), st.sampled_from([TENTH, -TENTH]))
def test_a_total_off_by_a_tenth_is_a_mismatch(printout: Printout, error: Decimal) -> None:
    form = printout._replace(total=printout.total + error).form()
    assert [one.subject for one in run_checks(form) if one.result == "mismatch"] == ["/total/score"]


@given(printouts(), st.sampled_from([TENTH, -TENTH]), st.data())
def test_a_score_off_by_a_tenth_is_a_mismatch(printout: Printout, error: Decimal, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=len(printout.rows) - 1))
    target, actual, weight, score = printout.rows[index]
    wrong = [*printout.rows]
    wrong[index] = (target, actual, weight, str(Decimal(score) + error))
    subjects = {one.subject for one in run_checks(printout._replace(rows=wrong).form()) if one.result == "mismatch"}
    assert "/total/score" in subjects


@given(printouts())
def test_every_finding_points_at_a_place_of_the_form(printout: Printout) -> None:
    form = printout.form()
    tree = form.model_dump()
    for finding in run_checks(form):
        for pointer in (finding.subject, *finding.inputs):
            at: object = tree
            for step in pointer.strip("/").split("/"):
                at = at[int(step)] if isinstance(at, tuple | list) else at[step]  # type: ignore[index]
            assert at is not None
        assert finding.where or finding.subject == "/indicators"
