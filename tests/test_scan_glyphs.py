"""The ink of recognised characters: what belongs to one, and how large its text is."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.glyphs import make_glyphs, place_letters
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.placed import Placed

Ink = NDArray[np.uint8]
CROP = Box(40.0, 5.0, 240.0, 55.0)


def place(ink: Ink, line: Box, *letters: tuple[str, float, float]) -> tuple[list[Box], float]:
    """Where the ink of letters is that were cut at these columns, and the font size."""
    cut = [Letter(text, (x0 - 40) / 200, (x1 - 40) / 200, 0.99) for text, x0, x1 in letters]
    found, em = place_letters(cut, TextLine(line, None, 27.0), CROP, ink > 0)
    return [each.ink for each in found], em


def printed(*blocks: tuple[int, int, int, int]) -> Ink:
    ink = np.zeros((60, 300), np.uint8)
    for x, y, width, height in blocks:
        cv2.rectangle(ink, (x, y), (x + width - 1, y + height - 1), 1, -1)
    return ink


def test_a_speck_beside_the_upper_half_of_a_figure_is_none_of_its_ink() -> None:
    ink = printed((80, 16, 3, 3), (100, 20, 12, 21))
    assert place(ink, Box(80, 16, 112, 41), ("9", 40, 120))[0] == [Box(100, 20, 112, 41)]


def test_a_speck_at_its_foot_may_be_a_point_that_was_not_read() -> None:
    ink = printed((90, 38, 3, 3), (100, 20, 12, 21))
    assert place(ink, Box(90, 20, 112, 41), ("9", 40, 120))[0] == [Box(90, 20, 112, 41)]


@pytest.mark.parametrize(("text", "left"), [("项", 100), ("9", 90)])
def test_a_crumb_beside_a_chinese_character_is_none_of_it_and_beside_a_figure_a_worn_point(
    text: str, left: int
) -> None:
    ink = printed((90, 38, 2, 1), (100, 20, 12, 21))
    assert place(ink, Box(90, 20, 112, 41), (text, 40, 120))[0] == [Box(left, 20, 112, 41)]


def test_a_speck_far_off_is_none_wherever_it_stands() -> None:
    ink = printed((50, 38, 3, 3), (100, 20, 12, 21))
    assert place(ink, Box(50, 20, 112, 41), ("9", 40, 120))[0] == [Box(100, 20, 112, 41)]


def test_what_is_in_the_crop_and_not_in_the_line_is_none_of_it() -> None:
    ink = printed((100, 20, 12, 21), (130, 5, 2, 50))
    assert place(ink, Box(100, 20, 112, 41), ("9", 40, 240))[0] == [Box(100, 20, 112, 41)]


def test_the_circle_of_per_mille_says_nothing_of_the_font() -> None:
    ink = printed((100, 15, 20, 27), (122, 32, 8, 10))
    _, em = place(ink, Box(100, 15, 130, 42), ("%", 40, 121), ("0", 121, 240))
    assert em == 30.0


def test_a_figure_gives_back_the_first_part_of_the_character_behind_it() -> None:
    ink = printed((100, 20, 12, 21), (116, 22, 6, 16), (125, 16, 16, 27))
    line = Box(100, 16, 141, 43)
    assert place(ink, line, ("0", 40, 123), ("吨", 123, 240))[0] == [Box(100, 20, 112, 41), Box(116, 16, 141, 43)]
    assert place(ink, line, ("0", 40, 123), ("(", 123, 240))[0][0] == Box(100, 20, 122, 41)
    ink = printed((100, 20, 12, 21), (116, 22, 6, 16), (125, 16, 26, 27))  # a whole one behind it: another figure
    assert place(ink, Box(100, 16, 151, 43), ("0", 40, 123), ("吨", 123, 240))[0][0] == Box(100, 20, 122, 41)


def test_a_figure_gives_back_what_touches_it_nowhere() -> None:
    ink = printed((100, 22, 12, 19), (112, 18, 20, 3), (114, 24, 16, 17))  # 亩, whose upper stroke is longer than it
    found, _ = place(ink, Box(100, 18, 132, 41), ("0", 40, 118), ("亩", 118, 240))
    assert found == [Box(100, 22, 112, 41), Box(112, 18, 132, 41)]


def test_the_first_part_goes_back_also_if_the_cut_runs_through_the_second() -> None:
    ink = printed((100, 20, 12, 21), (114, 22, 6, 16), (123, 16, 14, 27))
    found, _ = place(ink, Box(100, 16, 137, 43), ("0", 40, 127), ("吨", 127, 240))
    assert found == [Box(100, 20, 112, 41), Box(114, 16, 137, 43)]


def test_a_point_behind_the_last_figure_is_what_stands_alone_at_its_foot() -> None:
    ink = printed((100, 20, 12, 21), (115, 37, 4, 4))
    found, _ = place(ink, Box(100, 20, 119, 41), ("3", 40, 109), (".", 109, 240))
    assert found == [Box(100, 20, 112, 41), Box(115, 37, 119, 41)]


def test_a_point_between_figures_is_what_stands_alone_at_their_foot() -> None:
    ink = printed((100, 20, 12, 21), (115, 37, 4, 4), (122, 20, 12, 21))
    line = Box(100, 20, 134, 41)
    whole = [Box(100, 20, 112, 41), Box(115, 37, 119, 41), Box(122, 20, 134, 41)]
    assert place(ink, line, ("7", 40, 121), (".", 121, 126), ("0", 126, 240))[0] == whole
    assert place(ink, line, ("7", 40, 113), (".", 113, 120), ("0", 120, 240))[0] == whole
    ink = printed((100, 20, 12, 21), (115, 20, 4, 4), (122, 20, 12, 21))  # nothing at the foot
    assert place(ink, line, ("7", 40, 121), (".", 121, 126), ("0", 126, 240))[0][0] == Box(100, 20, 112, 41)
    assert place(ink, line, ("7", 40, 121), (".", 121, 126), ("0", 126, 240))[0][1] == Box(122, 20, 126, 41)


def test_a_bar_between_figures_goes_on_as_far_as_it_stands_alone() -> None:
    ink = printed((100, 20, 12, 21), (112, 30, 8, 2), (123, 20, 12, 21))
    found, _ = place(ink, Box(100, 20, 135, 41), ("8", 40, 117), ("-", 117, 122), ("5", 122, 240))
    assert found == [Box(100, 20, 112, 41), Box(112, 30, 120, 32), Box(123, 20, 135, 41)]
    found, _ = place(ink, Box(100, 20, 135, 41), ("8", 40, 117), ("(", 117, 122), ("5", 122, 240))
    assert found[0] == Box(100, 20, 117, 41)


def blanks(text: str, *whites: float, seen: int | None = None) -> int:
    """How many blanks a line of Latin letters 12 pixels wide has, with so much white behind each."""
    placed, x = [], 100.0
    for k, (letter, white) in enumerate(zip(text, [*whites, 0.0], strict=True)):
        placed.append(Placed(Letter(letter, 0.0, 1.0, 1.0, (), k == seen), Box(x, 20.0, x + 12, 40.0)))
        x += 12 + white
    glyphs = [*make_glyphs(placed, Box(100.0, 20.0, x, 40.0), 26.0)]
    return sum(b.x0 - a.x1 > 0.1 for a, b in pairwise(glyphs))


def test_a_blank_between_latin_letters_is_known_by_its_width_beside_that_of_others() -> None:
    assert blanks("logSer", 2, 1, 6, 1, 2, seen=3) == 1
    assert blanks("logSer", 2, 1, 6, 1, 2) == 0
    assert blanks("logSer", 4.5, 1, 6, 1, 2, seen=3) == 0
    assert blanks("logSer", 2, 1, 12, 1, 2) == 1
    assert blanks("logSer", 2, 7, 12, 1, 2) == 0


@pytest.mark.parametrize("cut", [88.0, 93.0, 101.0])
def test_two_figures_are_cut_where_the_only_white_between_them_is(cut: float) -> None:
    ink = printed((80, 20, 12, 21), (96, 20, 16, 21))  # 8 and %, the foot of which leans to the left
    found, _ = place(ink, Box(80, 20, 112, 41), ("8", 78, cut), ("%", cut, 114))
    assert [(each.x0, each.x1) for each in found] == [(80, 92), (96, 112)]


def test_white_in_what_is_wider_than_a_figure_cuts_nothing() -> None:
    ink = printed((80, 20, 8, 21), (92, 20, 26, 21))  # the dash in 1-8 touches the 8
    found, _ = place(ink, Box(80, 20, 118, 41), ("1", 78, 100), ("8", 100, 120))
    assert found[1].x0 == 100


@pytest.mark.parametrize("behind", ["0", ")"])
def test_a_bracket_and_a_figure_are_cut_so_as_well(behind: str) -> None:
    ink = printed((80, 18, 6, 26), (92, 20, 8, 21))
    found, _ = place(ink, Box(80, 18, 100, 44), ("(", 78, 97), (behind, 97, 102))
    assert [(each.x0, each.x1) for each in found] == [(80, 86), (92, 100)]
