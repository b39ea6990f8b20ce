"""■, which networks leave out: a square of solid ink, and nothing else."""

import cv2
import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.placed import CERTAIN, Paper
from pdf2form.sources.scan.squares import find_squares, with_squares, without_squares
from tests.drawn_line import EM, Ink, page, placed, printed, text

LINE = TextLine(Box(40, 10, 300, 45), None, EM)


def solid() -> Ink:
    ink = page()
    cv2.rectangle(ink, (100, 15), (124, 39), 1, -1)
    return ink


def test_a_solid_square_is_found() -> None:
    assert find_squares(printed(solid()), LINE) == [Box(100, 15, 125, 40)]


@pytest.mark.parametrize(
    ("corner", "other"),
    [((104, 19), (120, 35)), ((100, 15), (108, 39)), ((100, 40), (200, 44))],
)
def test_a_frame_a_bar_and_a_piece_of_something_larger_are_none(
    corner: tuple[int, int], other: tuple[int, int]
) -> None:
    ink = solid()
    cv2.rectangle(ink, corner, other, int(ink[corner[1], corner[0]] == 0), -1)
    assert find_squares(printed(ink), LINE) == []


def test_what_has_other_ink_below_it_in_its_line_is_a_piece_of_a_character() -> None:
    ink = page()
    cv2.rectangle(ink, (100, 12), (120, 31), 1, -1)  # 日, run into one in a 1-bit scan
    for y in (37, 42):
        cv2.rectangle(ink, (96, y), (124, y + 1), 1, -1)
    assert find_squares(printed(ink), LINE) == []
    assert find_squares(printed(ink), LINE._replace(box=LINE.box._replace(bottom=34.0))) != []


def test_strokes_that_have_run_into_one_are_none() -> None:
    ink = solid()
    grey = np.where(ink > 0, np.uint8(0), np.uint8(255))
    grey[15:40:4, 100:125] = 90
    assert find_squares(Paper(ink > 0, grey), LINE) == []


def test_a_line_is_read_without_its_squares_which_stand_where_they_are_printed() -> None:
    ink = solid()
    cv2.rectangle(ink, (130, 15), (155, 39), 1, 2)
    nothing = np.zeros(ink.shape, np.bool_)
    paper, bend = printed(ink), Bend(ink.shape[1], ink.shape[0], 0.0, (), ())
    flat = Flat(paper.grey, paper.dark, 2.8, bend, (), (), nothing, nothing, (), None, shaded=True)
    squares = find_squares(paper, LINE)
    bare = without_squares(flat, squares)
    assert not bare.dark[:, 95:128].any()
    assert bare.dark[:, 128:].sum() == flat.dark[:, 128:].sum()
    assert (bare.grey[:, 95:128] == 255).all()
    found = with_squares([placed(ink, "一", 130, 30)], squares)
    assert text(found) == "■一"
    assert (found[0].letter.confidence, found[0].ink) == (CERTAIN, squares[0])
