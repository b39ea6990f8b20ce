"""Lines of text in cells: what is one line stays one, what are two are cut, and dust is none."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.layout.grid import find_grids
from pdf2form.page import Ruling
from pdf2form.sources.scan.lines import TextLine, find_text

SCALE = 200 / 72
EM = 28
CELL = (100, 100, 700, 260)
GRIDS = find_grids(
    [
        *(Ruling("h", y, CELL[0], CELL[2]) for y in (CELL[1], CELL[3])),
        *(Ruling("v", x, CELL[1], CELL[3]) for x in (CELL[0], CELL[2])),
    ]
)
Page = NDArray[np.uint8]


def blank() -> Page:
    return np.zeros((600, 900), np.uint8)


def bar(page: Page, x: int, y: int, width: int = EM - 4) -> None:
    cv2.rectangle(page, (x, y), (x + width, y + 2), 1, -1)


def character(page: Page, x: int, y: int) -> None:
    """A full character: 田."""
    cv2.rectangle(page, (x, y), (x + EM - 4, y + EM - 2), 1, 2)
    cv2.line(page, (x + EM // 2 - 2, y), (x + EM // 2 - 2, y + EM - 2), 1, 2)
    bar(page, x, y + EM // 2 - 2)


def read(page: Page) -> list[TextLine]:
    return find_text(page.astype(np.bool_), np.zeros(page.shape, np.bool_), GRIDS, SCALE)


def test_characters_in_a_row_are_a_line_as_large_as_their_ink() -> None:
    page = blank()
    for k in range(5):
        character(page, 200 + k * EM, 150)
    (line,) = read(page)
    rows, columns = np.nonzero(page)
    assert line.box == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert line.cell is not None


def test_two_bars_above_each_other_are_one_line() -> None:
    for width in (EM - 4, EM // 2):  # 二 and =
        page = blank()
        bar(page, 300, 160, width)
        bar(page, 300, 175, width)
        assert len(read(page)) == 1


def test_lines_with_white_between_are_two() -> None:
    page = blank()
    for k in range(6):
        character(page, 200 + k % 3 * EM, 140 + k // 3 * (EM + 6))
    assert [line.box.top for line in read(page)] == [139, 139 + EM + 6]


def test_lines_that_touch_are_cut() -> None:
    page = blank()
    for k in range(6):
        character(page, 200 + k % 3 * EM, 140 + k // 3 * (EM + 2))
    cv2.line(page, (240, 140 + EM - 4), (240, 140 + EM + 4), 1, 2)
    for k in (0, 1):  # other lines, which tell how high one is
        character(page, 240, 105 + 110 * k)
    _, upper, lower, _ = read(page)
    assert abs(upper.box.bottom - lower.box.top) <= 1
    assert abs(upper.box.bottom - 140 - EM) <= 1


@pytest.mark.xfail(
    strict=True, reason="where a cell has nothing else, two lines that touch are taken for one of large text"
)
def test_lines_that_touch_are_cut_also_where_their_cell_has_no_others() -> None:
    page = blank()
    for k in range(6):
        character(page, 200 + k % 3 * EM, 140 + k // 3 * (EM + 2))
    cv2.line(page, (240, 140 + EM - 4), (240, 140 + EM + 4), 1, 2)
    assert len(read(page)) == 2


def test_a_wide_gap_makes_parts_and_the_second_says_so() -> None:
    page = blank()
    for x in (150, 150 + EM, 450, 450 + EM):
        character(page, x, 150)
    assert [line.follows for line in read(page)] == [False, True]


@pytest.mark.parametrize(("gaps", "lengths"), [((10, 70), [70, 30]), ((10,), [79, 21])])
def test_a_line_of_more_than_eighty_characters_is_cut_at_wide_white(gaps: tuple[int, ...], lengths: list[int]) -> None:
    page, size = np.zeros((600, 3000), np.uint8), EM
    for k in range(100):
        x = 30 + k * size + 8 * sum(k >= gap for gap in gaps)
        page[40 : 40 + size, x : x + size - 2] = 1
    assert [round((line.box.x1 - line.box.x0) / size) for line in read(page)] == lengths


def test_dust_is_no_line_in_a_cell_or_beside_tables() -> None:
    page = blank()
    for x, y in ((300, 200), (420, 400), (520, 480)):
        cv2.rectangle(page, (x, y), (x + 1, y + 1), 1, -1)
    assert read(page) == []


def test_a_line_is_as_large_as_its_print_and_not_as_the_dust_beside_it() -> None:
    page = blank()
    bar(page, 300, 170, 10)
    page[148:150, 250:252] = 1
    page[170:173, 335:338] = 1
    (line,) = read(page)
    assert line.box == (300, 170, 311, 173)
    page[170:173, 314:317] = 1  # so near it may be a point
    (line,) = read(page)
    assert line.box == (300, 170, 338, 173)


def test_text_outside_tables_has_no_cell_and_blots_are_left_out() -> None:
    page = blank()
    for k in range(4):
        character(page, 200 + k * EM, 400)
    cv2.circle(page, (700, 420), 60, 1, -1)
    page[:, -15:] = 1
    (line,) = read(page)
    assert (line.cell, round(line.box.top)) == (None, 399)


def test_a_hair_beside_two_lines_outside_of_tables_does_not_make_them_one() -> None:
    page = blank()
    for k in range(6):
        character(page, 150 + EM * k, 350)
        character(page, 150 + EM * k, 388)
    cv2.line(page, (600, 360), (604, 400), 1, 5)
    lines = [line for line in read(page) if line.box.x1 < 400]
    assert [(line.box.top, line.cell) for line in lines] == [(349, None), (387, None)]


def test_ink_of_rulings_is_no_text() -> None:
    page = blank()
    bar(page, 150, 180, 400)
    assert find_text(page.astype(np.bool_), page.astype(np.bool_), GRIDS, SCALE) == []


def test_a_line_that_hangs_over_the_end_of_its_table_is_one() -> None:
    page = blank()
    for x in (120, 150, 180):
        character(page, x, CELL[3] - 10)
    (found,) = read(page)
    assert found.box.bottom - found.box.top > EM - 4
    assert found.cell is not None


def test_a_line_below_the_table_stands_outside_of_it() -> None:
    page = blank()
    for x in (120, 150, 180, 210):
        character(page, x, CELL[3] + 12)
    assert [line.cell for line in read(page)] == [None]


def test_two_lines_below_a_table_that_touch_make_the_next_no_larger_than_it_is() -> None:
    page = blank()
    for x in (120, 150, 180, 210):
        character(page, x, 300)
        character(page, x, 300 + EM - 2)
        character(page, x, 400)
    *_, last = read(page)
    assert last.box.top >= 399
    assert last.em < 1.2 * EM
