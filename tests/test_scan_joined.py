"""Dashes that touch a figure and are read as a part of it."""

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.joined import doubt_joined
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Paper, Placed

# As small scans have them: 3-6 and 3-7, whose dashes touch the 3, and figures with nothing between them.
RANGE = """
..###+............###..
.######..........#####.
###.+##..........##..##
##....#.........#+.....
.....##.........#......
......#.........##..+..
....+##.........#######
...####..........###.##
....####.......##....##
.....############....##
......###......##....##
#+....##.........#...##
##....##.........#+....
###+###+.........##..##
.######..........#####.
"""
SEVEN = """
..#####......########
.######......########
###...##...........##
..#...##..........##.
......##..........#..
......##........##...
...####.........#+...
...####.........##...
......#######...##...
......######....#....
.......##......##....
##.....#.......##....
.##+.###.......##....
..######.......##....
...###...............
"""
PLAIN = """
...##...####........
..###..######..###..
.####..##..##..####.
.#.##......##....##.
...##.....###....##.
...##....###.....##.
...##.....###....##.
...##.......##...##.
...##.......##...##.
...##..##...##...##.
######.##..##..#####
######..####...#####
"""
FOURS = """
....##......##..
...###.....###..
..####....####..
.##.##...##.##..
##..##..##..##..
################
################
....##......##..
....##......##..
"""


def doubts(drawn: str, text: str, *spans: tuple[int, int], em: float = 21.0) -> str:
    dark = np.array([[each in "#+" for each in row] for row in drawn.split()])
    paper = Paper(dark, np.where(dark, np.uint8(0), np.uint8(255)))
    line = [
        Placed(Letter(each, 0.0, 1.0, 0.99), Box(x0, 0, x1, len(dark)))
        for each, (x0, x1) in zip(text, spans, strict=True)
    ]
    return "".join(each.letter.text for each in doubt_joined(line, paper, em) if each.letter.confidence < 0.9)


def test_figures_with_a_dash_between_them_are_doubted() -> None:
    assert doubts(RANGE, "36", (0, 11), (11, 23)) == "36"
    assert doubts(SEVEN, "37", (0, 10), (10, 21)) == "37"


@pytest.mark.parametrize(
    ("drawn", "text", "spans"), [(PLAIN, "131", ((0, 6), (6, 13), (14, 20))), (FOURS, "44", ((0, 8), (8, 16)))]
)
def test_figures_with_nothing_between_them_are_not(drawn: str, text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert doubts(drawn, text, *spans) == ""


def test_what_is_no_figure_has_dashes_of_its_own() -> None:
    assert doubts(RANGE, "王6", (0, 11), (11, 23)) == ""
