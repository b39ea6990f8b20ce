"""Money rows together: unlisted rows, rows that are parts of others, scores on every row."""

import pytest

from pdf2form.record import FundingLine
from tests.printed_form import NO_PLACE, loud, make_form, money, results, row

N = NO_PLACE


# --- Rows of money -----------------------------------------------------------------------------------------------


def sums(total: str, *parts: str) -> list[str]:
    """The results of the sum of a total row and unlisted rows below it."""
    lines = [money("total", f"{total} {N} {N} {N} {N} {N}")]
    lines += [money("unlisted", f"{part} {N} {N} {N} {N} {N}", row=at) for at, part in enumerate(parts, 1)]
    return results("funding-sum", make_form(funding=lines))


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        ("100.00", ("60.00", "30.00", "10.00", "0.00"), ["pass"]),
        ("100.00", ("60.00", "30.00", "11.00", "0.00"), ["mismatch"]),
        ("100.00", ("100.00", "60.00", "40.00", "0.00"), ["pass"]),  # 60 and 40 are what the 100 are made of
        ("100.00", ("90.00", "60.00", "30.00", "10.00"), ["pass"]),
        ("100.00", ("90.00", "60.00", "31.00", "10.00"), ["mismatch"]),
        ("100.00", ("100.00", "5.00"), ["mismatch"]),
        ("100.00", ("90.00", "10.00", "60.00", "40.00"), ["pass"]),  # by source, and by use
        ("100.00", ("90.00", "10.00", "60.00", "41.00"), ["mismatch"]),
        ("100.00", ("50.00", "50.00", "100.00", "0.00"), ["mismatch"]),
        ("100.00", ("_", "_", "0.00"), ["unchecked"]),  # not filled in
        ("100.00", ("0.00", "_", "0.00"), ["mismatch"]),
        ("100.00", ("60.00", "_", "0.00"), ["mismatch"]),
    ],
)
def test_unlisted_rows_make_the_total_or_a_row_above_them(
    total: str, parts: tuple[str, ...], expected: list[str]
) -> None:
    assert sums(total, *parts) == expected


def scored_money(*cells: str) -> list[FundingLine]:
    return [money("other" if at else "total", line, row=at) for at, line in enumerate(cells)]


def test_scores_on_every_money_row_are_each_checked_and_count_once() -> None:
    good = ("0 100.00 90.00 10 90.00% 9.00", "0 60.00 60.00 10 100.00% 10.00", "0 40.00 30.00 10 75.00% 7.50")
    form = make_form(funding=scored_money(*good), rows=[row("≥5", "5", "90", "90")], total=("100", "99.00"))
    assert loud(form) == []
    assert results("funding-score", form) == ["pass"] * 3
    for line, wrong, subject in (
        (1, good[1].replace("10.00", "9.90"), "score"),
        (2, good[2].replace("75", "57"), "rate"),
    ):
        planted = [*good]
        planted[line] = wrong
        found = form.model_copy(update={"funding": tuple(scored_money(*planted))})
        assert loud(found) == [(f"funding-{subject}", f"/funding/{line}/{subject}")]


def test_a_row_without_money_may_leave_its_score_blank() -> None:
    lines = ("0 100.00 90.00 10 90.00% 9.00", "0 100.00 90.00 10 90.00% 9.00", "0 0.00 0.00 10 _ _")
    form = make_form(funding=scored_money(*lines), rows=[row("≥5", "5", "90", "90")], total=("100", "99"))
    assert loud(form) == []
    blank = scored_money(lines[0], "0 100.00 90.00 10 90.00% _", lines[2])
    doubted = form.model_copy(update={"funding": tuple(blank)})
    assert loud(doubted) == [("row-without-weight", "/funding/1/score")]


def test_a_score_that_spans_the_money_rows_is_missing_in_none() -> None:
    first, second = scored_money("0 100.00 90.00 10 90.00% 9.00", "0 100.00 90.00 10 90.00% _")
    assert first.score is not None
    assert second.score is not None
    spanned = second.model_copy(update={"score": second.score.model_copy(update={"where": first.score.where})})
    rows = [row("≥5", "5", "90", "90")]
    for below, doubts in ((second, [("row-without-weight", "/funding/1/score")]), (spanned, [])):
        assert loud(make_form(funding=[first, below], rows=rows, total=("100", "99"))) == doubts


def test_a_score_that_is_repeated_below_the_total_row_needs_no_weight() -> None:
    lines = ("0 100.00 90.00 10 90.00% 9.00", "0 100.00 90.00 _ 90.00% 9.00")
    rows = [row("≥5", "5", "90", "90")]
    assert loud(make_form(funding=scored_money(*lines), rows=rows, total=("100", "99"))) == []
    alone = scored_money("0 100.00 90.00 - 90.00% -", lines[1])
    assert loud(make_form(funding=alone, rows=rows, total=("100", "99"))) == [
        ("row-without-weight", "/funding/1/weight")
    ]
