"""Print in a cell that is too blurred for ink is seen, though not read; shades, and what shines through, are not."""

import cv2
import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.stamps import COLOUR, DRAWN, STAMPED
from pdf2form.sources.scan.unread import find_drawn, find_unread

EM, SCALE = 28.0, 2.8
CELLS = [Box(0.0, top, 600.0, top + 80.0) for top in (0.0, 80.0, 160.0, 240.0)]


def printed(page: Pixels, top: int, black: int = 0) -> TextLine:
    """Draw strokes as close as those of characters, and return the line that they make."""
    for x in range(40, 400, 9):
        page[top : top + 28, x : x + 3] = black
    return TextLine(Box(40.0, top, 400.0, top + 28.0), Box(0.0, top - 26.0, 600.0, top + 54.0), EM)


def seen(page: Pixels, lines: list[TextLine]) -> list[Box]:
    return [*find_unread(page, np.zeros(page.shape, np.bool_), lines, CELLS, SCALE)]


@pytest.fixture
def page() -> Pixels:
    return np.full((320, 600), 255, np.uint8)


def test_a_blurred_line_is_seen_in_its_cell(page: Pixels) -> None:
    lines = [printed(page, 26), printed(page, 106), printed(page, 186)]
    printed(page, 266)
    page[250:] = cv2.GaussianBlur(page[250:], (0, 0), 5)
    (found,) = seen(page, lines)
    assert (found.top > 240, found.x0 < 60, found.x1 > 380) == (True, True, True)


def test_shades_and_what_shines_through_are_no_print(page: Pixels) -> None:
    lines = [printed(page, 26), printed(page, 106), printed(page, 186)]
    printed(page, 266, black=220)
    page[160:240] = np.minimum(page[160:240], 215)
    assert seen(page, lines) == []


def test_all_that_is_read_is_accounted_for(page: Pixels) -> None:
    assert seen(page, [printed(page, 26), printed(page, 106), printed(page, 186), printed(page, 266)]) == []


def test_a_pen_in_a_cell_is_told_and_the_end_of_a_stroke_is_not() -> None:
    inks, cells = np.zeros((200, 400), np.uint8), [Box(0, 0, 200, 200), Box(200, 0, 400, 200)]
    dark = np.zeros(inks.shape, np.bool_)
    cv2.line(inks, (80, 80), (208, 120), int(DRAWN), 3)
    assert find_drawn(inks, dark, cells, SCALE) == (Box(7, 7, 193, 193),)
    assert find_drawn(np.where(inks > 0, STAMPED, np.uint8(0)), dark, cells, SCALE) == ()
    assert find_drawn(None, dark, cells, SCALE) == ()


def test_a_little_colour_beside_black_print_is_a_pen_and_coloured_print_is_none() -> None:
    inks, dark = np.zeros((200, 800), np.uint8), np.zeros((200, 800), np.bool_)
    cells = [Box(100 * k, 0, 100 * k + 100, 200) for k in range(8)]
    dark[90:110, 20:800:40] = True
    inks[92:108, 30:32] = COLOUR
    assert find_drawn(inks, dark, cells, SCALE) == (Box(7, 7, 93, 193),)
    assert find_drawn(np.where(dark, COLOUR, inks), dark, cells, SCALE) == ()  # coloured print
    assert find_drawn(inks, np.zeros_like(dark), cells, SCALE) == (Box(7, 7, 93, 193),)  # too pale for ink
    inks[92:108, 30:800:40] = COLOUR
    assert len(find_drawn(inks, dark, cells, SCALE)) == len(cells)  # also where it is in every cell
