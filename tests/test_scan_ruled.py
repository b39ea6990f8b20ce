"""Rulings from pixels: of drawn tables all of them and nothing else, whatever stands in the cells."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.layout.grid import find_grids
from pdf2form.page import Ruling
from pdf2form.sources.scan.ruled import Rulings, find_rulings

SCALE = 200 / 72
XS, YS = [150, 380, 610, 1000], [120, 190, 260, 330, 400, 470]
Page = NDArray[np.uint8]


def table(skip: frozenset[tuple[str, int]] = frozenset(), thick: int = 3) -> Page:
    """A table of 5 rows and 3 columns, without the strokes to be skipped."""
    page = np.zeros((700, 1150), np.uint8)
    for k, x in enumerate(XS):
        if ("v", k) not in skip:
            cv2.line(page, (x, YS[0]), (x, YS[-1]), 1, thick)
    for k, y in enumerate(YS):
        if ("h", k) not in skip:
            cv2.line(page, (XS[0], y), (XS[-1], y), 1, thick)
    return page


def read(page: Page) -> Rulings:
    return find_rulings(page.astype(np.bool_), SCALE)


def places(rulings: tuple[Ruling, ...], axis: str) -> list[int]:
    """Where the strokes of one direction are; they come in pieces."""
    return sorted({round(each.at) for each in rulings if each.axis == axis})


def spans(rulings: tuple[Ruling, ...]) -> list[tuple[int, int, int, int]]:
    """Row, column and spans of each cell."""
    points = [Ruling(each.axis, *(at / SCALE for at in each[1:])) for each in rulings]
    return [cell[:4] for grid in find_grids(points) for cell in grid.cells]


def test_every_stroke_of_a_table_is_found_where_it_is() -> None:
    rulings = read(table()).rulings
    assert places(rulings, "h") == YS
    assert places(rulings, "v") == XS
    assert sum(each.end - each.start for each in rulings) == pytest.approx(6 * 850 + 4 * 350, abs=10)


def test_cells_that_span_rows_and_columns_are_kept() -> None:
    page = table()
    page[YS[1] - 3 : YS[1] + 4, XS[0] + 3 : XS[1] - 2] = 0
    page[YS[2] + 3 : YS[3] - 2, XS[1] - 3 : XS[1] + 4] = 0
    assert {(0, 0, 2, 1), (2, 0, 1, 2), (0, 1, 1, 1)} <= set(spans(read(page).rulings))
    assert len(spans(read(page).rulings)) == 13


@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
def test_a_short_column_goes_on_to_the_edge_of_a_table_where_a_page_break_left_out_its_border(last: bool) -> None:
    page = table()
    for x0, x1 in ((XS[0] + 3, XS[1] - 2), (XS[1] - 2, XS[2] - 3)):  # no border between three columns
        page[YS[0] - 3 : YS[0] + 4, x0:x1] = 0
    page[YS[2] + 3 :, XS[1] - 3 : XS[1] + 4] = 0  # the column ends with the second row, 50 points on
    page[YS[1] - 3 : YS[1] + 4, XS[0] + 3 : XS[1] - 2] = 0
    page = page[::-1].copy() if last else page
    found = [each for each in read(page).rulings if each.axis == "v" and abs(each.at - XS[1]) < 2]
    assert sum(each.end - each.start for each in found) == pytest.approx(YS[2] - YS[0], abs=8)


def test_dashes_and_underlines_in_cells_are_none() -> None:
    page = table()
    cv2.line(page, (480, 225), (510, 225), 1, 3)
    cv2.line(page, (640, 250), (900, 250), 1, 2)
    cv2.line(page, (200, 370), (228, 370), 1, 3)
    assert spans(read(page).rulings) == spans(read(table()).rulings)


def test_strokes_of_a_character_are_none() -> None:
    page = table()
    for x in (450, 700):  # 目, as high as most of its row
        cv2.rectangle(page, (x, 200), (x + 34, 250), 1, 4)
        for y in (217, 233):
            cv2.line(page, (x, y), (x + 34, y), 1, 4)
    assert spans(read(page).rulings) == spans(read(table()).rulings)


def test_a_stroke_with_nothing_near_it_is_a_ruling_though_it_has_a_hole() -> None:
    page, holed = table(), table()
    for each in (page, holed):
        cv2.line(each, (480, YS[1]), (480, YS[2]), 1, 3)
    holed[YS[1] + 30 : YS[1] + 40, 470:490] = 0
    assert spans(read(holed).rulings) == spans(read(page).rulings)
    cv2.line(holed, (484, YS[1] + 20), (500, YS[1] + 20), 1, 3)  # a character, of which it may be a stroke
    assert spans(read(holed).rulings) == spans(read(table()).rulings)


@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
def test_one_column_beyond_the_outermost_ruling_is_that_of_a_row_without_border(last: bool) -> None:
    page = table()
    cv2.line(page, (XS[1], YS[0] - 44), (XS[1], YS[0]), 1, 3)
    page = page[::-1].copy() if last else page
    found = [each for each in read(page).rulings if each.axis == "v" and abs(each.at - XS[1]) < 2]
    assert sum(each.end - each.start for each in found) == pytest.approx(YS[-1] - YS[0] + 44, abs=8)


@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
@pytest.mark.parametrize("column", [1, 2])
@pytest.mark.parametrize(("edge", "aside"), [(0, 0), (30, 0), (0, 90)])
def test_a_streak_to_the_edge_of_the_paper_is_no_column(edge: int, aside: int, column: int, last: bool) -> None:
    page = table()
    cv2.line(page, (XS[column] + aside, edge), (XS[column] + aside, YS[0]), 1, 3)
    page = page[::-1].copy() if last else page
    assert len(spans(read(page).rulings)) == 15


@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
@pytest.mark.parametrize("streaks", [(), (60,), (60, 1100)])
def test_a_row_without_border_ends_where_several_columns_do_though_a_streak_goes_on(
    streaks: tuple[int, ...], last: bool
) -> None:
    page = np.zeros((900, 1150), np.uint8)
    page[:700] = table()
    foot = YS[-1] + 44
    for y in YS[2:]:  # beside the first column of cells there is one that spans all but one of their rows
        page[y - 3 : y + 4, XS[0] - 2 : XS[1] - 2] = 0
    for x in XS:
        cv2.line(page, (x, YS[1]), (x, foot), 1, 3)
    cv2.line(page, (XS[0], foot), (XS[0], 899), 1, 3)
    for x in streaks:
        cv2.line(page, (x, foot + 50), (x, 899), 1, 3)
    page = page[::-1].copy() if last else page
    found = [each for each in read(page).rulings if each.axis == "v"]
    for x in XS:
        whole = sum(each.end - each.start for each in found if abs(each.at - x) < 2)
        assert whole == pytest.approx(foot - YS[0], abs=8)


def test_strokes_that_end_together_within_a_low_row_are_no_border_of_it() -> None:
    page = table()
    for x in (450, 700, 900):  # from rulings of higher rows into the characters of the next
        cv2.line(page, (x, YS[1]), (x, YS[3] + 15), 1, 3)
    columns = [each for each in read(page).rulings if each.axis == "v"]
    assert not [each for each in columns if YS[3] + 3 < each.start < YS[4] - 3]


def test_a_stroke_from_one_ruling_to_the_next_that_what_is_left_of_a_stamp_touches_goes_on() -> None:
    page = table()
    page[YS[0] + 3 : YS[2] - 2, XS[1] - 3 : XS[1] + 4] = 0
    plain = spans(read(page).rulings)
    cv2.line(page, (XS[1], YS[1]), (XS[1], YS[2]), 1, 3)
    whole = spans(read(page).rulings)
    for y in range(YS[1] + 20, YS[1] + 34):
        cv2.line(page, (XS[1] - 5, y), (XS[1] + 5, y), 1, 1)
    assert spans(read(page).rulings) == whole != plain


def test_strokes_of_two_lines_of_characters_above_each_other_are_none() -> None:
    page = table()
    page[YS[1] + 6 : YS[2] - 5, 448:453] = 1  # their gap is blurred
    for y in (YS[1] + 16, YS[2] - 20):
        page[y : y + 4, 440:462] = 1
    assert spans(read(page).rulings) == spans(read(table()).rulings)


def test_a_table_without_outer_borders_is_found() -> None:
    rulings = read(table(skip=frozenset({("v", 0), ("v", 3)}))).rulings
    assert places(rulings, "h") == YS
    assert places(rulings, "v") == XS[1:3]
    assert min(each.start for each in rulings if each.axis == "h") == pytest.approx(XS[0], abs=4)
    assert max(each.end for each in rulings) == pytest.approx(XS[-1], abs=4)


@pytest.mark.parametrize("gap", [4, 8, 12])
def test_a_broken_stroke_is_whole(gap: int) -> None:
    page = table()
    page[290 : 290 + gap, XS[2] - 3 : XS[2] + 4] = 0
    assert spans(read(page).rulings) == spans(read(table()).rulings)


def test_a_break_in_a_long_row_is_mended() -> None:
    page = table()
    page[YS[2] - 3 : YS[2] + 4, 450:475] = 0
    assert spans(read(page).rulings) == spans(read(table()).rulings)


def test_a_stroke_that_is_not_there_is_not_made_up() -> None:
    page = table()
    page[YS[2] + 3 : YS[3] - 2, XS[2] - 3 : XS[2] + 4] = 0
    assert (2, 1, 1, 2) in spans(read(page).rulings)


def test_a_stroke_that_falls_by_a_pixel_is_one() -> None:
    page = table(skip=frozenset({("h", 2)}))
    cv2.line(page, (XS[0], YS[2]), (600, YS[2]), 1, 3)
    cv2.line(page, (600, YS[2] + 1), (XS[-1], YS[2] + 1), 1, 3)
    assert spans(read(page).rulings) == spans(read(table()).rulings)


def test_the_ink_of_rulings_is_painted_and_text_is_not() -> None:
    page = table()
    cv2.putText(page, "96.97", (420, 240), cv2.FONT_HERSHEY_DUPLEX, 0.8, 1, 2)
    found = read(page)
    assert found.ink[table().astype(np.bool_)].all()
    assert not found.ink[205:250, 400:590].any()
    assert not found.pierced.any()


def test_what_a_ruling_runs_through_is_marked() -> None:
    page = table()
    cv2.line(page, (480, 180), (480, 204), 1, 4)
    found = read(page)
    assert found.pierced[YS[1], 480]
    assert not found.pierced[:, 520:].any()


@pytest.mark.parametrize(("below", "gap", "marked"), [(20, 2, False), (4, 2, True), (20, 0, True)])
def test_two_characters_on_either_side_of_a_ruling_are_not_what_it_runs_through(
    below: int, gap: int, *, marked: bool
) -> None:
    """A piece below it may be of the character above, and so may what it touches on both sides."""
    page = table()
    at = YS[2]
    page[at - 21 - gap : at - 1 - gap, 460:480] = 1
    page[at + 2 + gap : at + 2 + gap + below, 460:480] = 1
    assert read(page).pierced[at - 3 : at + 4, 460:480].any() == marked


def test_a_blank_page_has_none() -> None:
    assert read(np.zeros((700, 1150), np.uint8)).rulings == ()


def test_strokes_as_high_as_their_row_are_none() -> None:
    """Characters of a low row reach nearly from ruling to ruling, in line with the columns below."""
    page = table()
    top = YS[0] - 34
    cv2.line(page, (XS[0], top), (XS[-1], top), 1, 3)
    for x in (XS[0], XS[-1]):
        cv2.line(page, (x, top), (x, YS[0]), 1, 3)
    for x in (XS[1], XS[2], 450, 700):
        cv2.line(page, (x, top + 4), (x, YS[0] - 4), 1, 3)
        cv2.line(page, (x - 12, YS[0] - 18), (x + 12, YS[0] - 18), 1, 3)
    assert spans(read(page).rulings)[0] == (0, 0, 1, 3)


def test_a_ruling_below_a_blot_goes_on() -> None:
    page = table()
    cv2.circle(page, (XS[2], 295), 30, 1, -1)
    assert spans(read(page).rulings) == spans(read(table()).rulings)


def test_a_dashed_table_is_found() -> None:
    dashed = table(thick=2)
    for y in YS:
        dashed[y - 2 : y + 3, np.arange(dashed.shape[1]) % 12 >= 7] = 0
    for x in XS:
        dashed[np.arange(dashed.shape[0]) % 12 >= 7, x - 2 : x + 3] = 0
    assert len(spans(read(dashed).rulings)) == 15


@pytest.mark.parametrize("shift", [0, 3, 5, 7, 10])
def test_a_dashed_stroke_of_one_row_may_begin_and_end_with_white(shift: int) -> None:
    dashed = table(thick=2)
    cv2.line(dashed, (480, YS[1]), (480, YS[2]), 1, 2)
    for y in YS:
        dashed[y - 2 : y + 3, np.arange(dashed.shape[1]) % 12 >= 9] = 0
    for x in (*XS, 480):
        dashed[np.arange(shift, dashed.shape[0] + shift) % 12 >= 9, x - 2 : x + 3] = 0
    assert (1, 2, 1, 1) in spans(read(dashed).rulings)
    assert len(spans(read(dashed).rulings)) == 16


@pytest.mark.parametrize("high", [18, 20])
def test_characters_below_a_table_in_line_with_its_columns_are_no_row(high: int) -> None:
    page = table()
    for x in XS[1:]:
        cv2.line(page, (x, YS[-1] + 5), (x, YS[-1] + high), 1, 2)
        cv2.line(page, (x - 10, YS[-1] + 13), (x + 10, YS[-1] + 13), 1, 2)
    assert spans(read(page).rulings) == spans(read(table()).rulings)


@pytest.mark.parametrize("size", [20, 28, 34])
def test_rulings_go_on_where_no_toner_held(size: int) -> None:
    page = table()
    for x in (XS[2] - 30, XS[2] + 30):
        cv2.line(page, (x, YS[4]), (x, YS[5]), 1, 3)
    plain = spans(read(page).rulings)
    cv2.circle(page, (XS[2], YS[2]), size, 0, -1)
    assert spans(read(page).rulings) == plain


def test_where_a_ruling_ends_at_another_it_goes_on_into_no_cell_of_several_rows() -> None:
    page = table()
    page[YS[2] - 3 : YS[2] + 4, XS[1] + 3 : XS[2] - 2] = 0
    assert (1, 1, 2, 1) in spans(read(page).rulings)


def test_text_on_both_sides_of_a_ruling_does_not_end_it_before_the_next_that_crosses() -> None:
    page = table()
    cv2.line(page, (XS[0] + 30, YS[4]), (XS[0] + 30, YS[5]), 1, 3)
    plain = spans(read(page).rulings)
    for y in (YS[2] - 6, YS[2] + 6):
        cv2.line(page, (XS[0] + 4, y), (XS[0] + 28, y), 1, 1)
    assert spans(read(page).rulings) == plain


@pytest.mark.parametrize("white", [1, 2, 3, 4, 5])
def test_cells_with_borders_of_their_own_are_those_of_one_table(white: int) -> None:
    page, rows = np.zeros((700, 1150), np.uint8), [*range(120, 400, 44)]
    for top, bottom in pairwise(rows):
        for left, right in pairwise(XS):
            page[top : bottom - white, left : right - white] = 1
            page[top + 3 : bottom - white - 3, left + 3 : right - white - 3] = 0
    assert spans(read(page).rulings) == [(row, col, 1, 1) for row in range(6) for col in range(3)]


def test_the_shade_at_an_edge_of_the_paper_makes_no_rulings_of_strokes_of_characters() -> None:
    page = np.zeros((1700, 1150), np.uint8)
    page[: YS[2] + 2] = table()[: YS[2] + 2]  # of two rows, so that no ruling is as long as the shade
    for y in range(300, 1600, 13):
        page[y : y + 7, 40:49] = 1
    page[YS[0] : YS[0] + 36, 480:483] = 1
    page[YS[0] + 14 : YS[0] + 34, 490:510] = 1
    assert places(read(page).rulings, "v") == XS


def thin_table() -> Page:
    """The table in strokes of two pixels."""
    page = np.zeros((700, 1150), np.uint8)
    for x in XS:
        page[YS[0] : YS[-1] + 2, x : x + 2] = 1
    for y in YS:
        page[y : y + 2, XS[0] : XS[-1] + 2] = 1
    return page


@pytest.mark.parametrize("frayed", [0, 1])
def test_a_ruling_with_a_hole_goes_on_though_its_edge_is_frayed(frayed: int) -> None:
    page = thin_table()
    page[YS[0] : YS[3], 800:802] = 1
    page[YS[0] + 20 : YS[0] + 27, 795:805] = 0
    page[YS[0] + 40 : YS[0] + 52 : 4, 802 : 802 + frayed] = 1
    assert len(spans(read(page).rulings)) == 18


@pytest.mark.parametrize("text", [0, 1])
def test_a_ruling_goes_on_to_the_next_that_crosses_though_text_makes_it_thicker_in_one_band(text: int) -> None:
    """Two upright rulings further down cut the line into bands, one of them as short as a stroke of a character."""
    page = thin_table()
    for x in (185, 195):
        page[YS[4] : YS[5], x : x + 2] = 1
    page[YS[2], XS[0] + 2 : 186], page[YS[2] + 2, XS[0] + 2 : 186] = 0, 1  # it falls by a pixel
    page[YS[2] + 1 : YS[2] + 7, 186 : 186 + 9 * text] = 1
    ends = [each.start for each in read(page).rulings if each.axis == "h" and abs(each.at - YS[2]) <= 2]
    assert min(ends) <= XS[0] + 2
