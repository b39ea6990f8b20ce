"""Rulings to cells."""

from hypothesis import given
from hypothesis import strategies as st

from pdf2form.layout.grid import find_grids
from pdf2form.page import Ruling
from tests.paper import draw_page

SPANS = ["甲 | 乙 | <", "^ | 丙 | 丁", "戊 | 己 | ^"]
WIDTHS = [40.0, 60.0, 50.0]


def shape(rulings: tuple[Ruling, ...]) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.col, c.row_span, c.col_span) for grid in find_grids(rulings) for c in grid.cells]


def test_cells_keep_their_row_and_column_spans() -> None:
    page = draw_page(SPANS, WIDTHS)
    assert shape(page.rulings) == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 2, 1), (2, 0, 1, 1), (2, 1, 1, 1)]


@given(st.randoms(use_true_random=False), st.floats(-300, 300), st.floats(-300, 300))
def test_order_doubling_splitting_and_shift_of_rulings_change_nothing(random: object, dx: float, dy: float) -> None:
    rulings = list(draw_page(SPANS, WIDTHS).rulings)
    pieces: list[Ruling] = []
    for ruling in rulings:
        cut = ruling.start + (ruling.end - ruling.start) * random.random()  # type: ignore[attr-defined]
        pieces += [
            ruling,
            Ruling(ruling.axis, ruling.at, ruling.start, cut),
            Ruling(ruling.axis, ruling.at, cut, ruling.end),
        ]
    random.shuffle(pieces)  # type: ignore[attr-defined]
    moved = tuple(
        Ruling("h", r.at + dy, r.start + dx, r.end + dx)
        if r.axis == "h"
        else Ruling("v", r.at + dx, r.start + dy, r.end + dy)
        for r in pieces
    )
    assert shape(moved) == shape(tuple(rulings))


def test_dashes_are_one_ruling() -> None:
    page = draw_page(["甲 | 乙", "丙 | 丁"], [60.0, 60.0])
    dashes = tuple(
        Ruling(r.axis, r.at, at, min(at + 5, r.end)) for r in page.rulings for at in range(int(r.start), int(r.end), 8)
    )
    assert shape(dashes) == shape(page.rulings)


def test_missing_outer_borders_are_closed_where_the_other_rulings_end() -> None:
    page = draw_page(["甲 | 乙 | 丙", "丁 | 戊 | 己", "庚 | 辛 | 壬"], WIDTHS)
    box = find_grids(page.rulings)[0].box
    inner = tuple(
        r
        for r in page.rulings
        if not (r.axis == "v" and r.at in (box.x0, box.x1)) and not (r.axis == "h" and r.at in (box.top, box.bottom))
    )
    grid = find_grids(inner)[0]
    assert grid.box == box
    assert len(grid.cells) == 9
    assert grid.open_head
    assert grid.open_foot


def test_a_border_that_touches_nothing_belongs_to_the_table_it_runs_along() -> None:
    page = draw_page(["甲 | 乙 | 丙", "^ | 丁 | 戊"], WIDTHS, open_head=True, open_foot=True)
    rulings = tuple(r for r in page.rulings if not (r.axis == "h" and r.start == 50.0))
    assert shape(rulings) == [(0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_a_missing_inner_ruling_that_leaves_no_rectangle_is_torn_not_guessed() -> None:
    page = draw_page(["甲 | 乙", "丙 | 丁"], [60.0, 60.0])
    middle = sorted({r.at for r in page.rulings if r.axis == "v"})[1]
    first_row = sorted({r.at for r in page.rulings if r.axis == "h"})[1]
    broken = tuple(
        r
        for r in page.rulings
        if not (r.axis == "v" and r.at == middle and r.start < first_row - 1)
        and not (r.axis == "h" and r.at == first_row and r.start < middle - 1)
    )
    grid = find_grids(broken)[0]
    assert [cell.torn for cell in grid.cells] == [True, True, True, False]


def test_single_rulings_and_underlines_are_no_table() -> None:
    page = draw_page(["甲 | 乙", "丙 | 丁"], [60.0, 60.0])
    underline = Ruling("h", 112.0, 60.0, 80.0)
    assert shape((*page.rulings, underline)) == shape(page.rulings)
    assert find_grids([underline, Ruling("v", 400.0, 10.0, 300.0)]) == ()


def test_two_tables_on_a_page_are_two_grids_from_the_top() -> None:
    lower = draw_page(["丙 | 丁"], [60.0, 60.0], top=400.0)
    upper = draw_page(["甲 | 乙"], [60.0, 60.0])
    grids = find_grids((*lower.rulings, *upper.rulings))
    assert [grid.ys[0] for grid in grids] == [100.0, 400.0]
