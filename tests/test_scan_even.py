"""Figures that touch, cut in the wrong place: those of one number are as wide as one another."""

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.cuts import Span
from pdf2form.sources.scan.even import even_figures
from pdf2form.sources.scan.lines import TextLine

# As two small scans have them: the zeros touch, and the second is set in a font with serifs.
ONE = """
###................####.....####..
.###..............##..##...##..##.
..##.............##...##..##...##.
..##.............##....##.##....##
..##.............##....#####....##
..##.............##....#####....##
..##.............##....#####....##
..##.............##....##.##....##
..##.............##....#..##...##.
.###.......##.....##..##...##..##.
.###.......##......####.....####..
"""
TEN = """
....#........#####...........######......#####..
..####......#######.........#######.....#######.
.#####.....##....##.........##....##...##....##.
######....###....###.......###....###.###....###
#..###....##......##.......###.....######.....##
...###....##......##.......##......######.....##
...###....##......##.......##......#####......##
...##.....##......##.......###.....#####......##
...##.....###.....##.......###.....##.###.....##
...###.....##.....##........##....###.###....###
...###.....###...##....##...##....##...###..###.
########....######....####...#######....#######.
#########....####......##......####......#####..
"""
# The cut behind the 1 lies in its foot, and the zeros touch.
HUNDRED = """
....##.......#####......#####...
...###......#######....#######..
.#####.....###...###...##...###.
######.....##....###..###....###
##.###....###.....##..##.....###
....##....###.....######......##
....##....###.....######......##
....##....###.....######......##
....##....###.....###.##.....###
....##....###.....##..##.....###
...###.....##....###..###....###
...####....####.###....###..###.
#########...#######.....######..
#########....####........####...
"""
# Two figures with a dash between them.
RANGE = """
.####..........####.
##..##........##..##
##..##........##..##
##..##........##..##
.####..######..#####
##..##............##
##..##............##
##..##........##..##
.####..........####.
"""


# .84 without its 0, whose point touches the 8.
POINT = """
..#####.......##..
..######.....###..
.###..##.....####.
.###..####..#####.
.###..####.######.
.###..###.#.#####.
...#####.###.###..
...######.##.####.
.###..#####..####.
.###..############
######..##########
######..###..####.
######..##...###..
###.######...##...
"""


def cut(drawn: str, text: str, *spans: Span, at: int = 200) -> list[Span]:
    """Where the figures of a number are in the end, from its left."""
    rows = drawn.split()
    dark = np.zeros((40, at + len(rows[0]) + 20), np.bool_)
    dark[10 : 10 + len(rows), at : at + len(rows[0])] = [[each == "#" for each in row] for row in rows]
    box = Box(float(at), 10.0, float(at + len(rows[0])), 10.0 + len(rows))
    found = even_figures(text, [(at + x0, at + x1) for x0, x1 in spans], TextLine(box, None, 1.3 * len(rows)), dark)
    return [(x0 - at, x1 - at) for x0, x1 in found]


def test_figures_that_touch_are_as_wide_as_one_another() -> None:
    assert cut(ONE, "1.00", (-4, 8), (8, 15), (15, 30), (30, 38)) == [(0, 4), (4, 13), (13, 25), (25, 34)]
    assert cut(TEN, "10.00", (0, 8), (8, 21), (21, 32), (32, 38), (38, 48))[1:] == [
        (9, 20),
        (20, 26),
        (26, 37),
        (37, 48),
    ]


def test_a_cut_in_the_foot_of_a_one_makes_no_figure_too_wide_for_what_it_is() -> None:
    (_, one_ends), second, third = cut(HUNDRED, "100", (-2, 8), (8, 22), (22, 32))
    assert one_ends >= 9
    assert (second[1], third[1]) == (21, 32)


def test_figures_that_are_even_stay_where_they_are() -> None:
    spans = [(0.0, 8.0), (8.0, 22.0), (22.0, 27.0), (27.0, 37.0), (37.0, 48.0)]
    assert cut(TEN, "10.00", *spans) == spans


@pytest.mark.parametrize("drawn", [RANGE, RANGE.replace("..######..", "##########")])
def test_two_figures_with_something_between_them_stay_uneven(drawn: str) -> None:
    assert cut(drawn, "89", (0, 13), (13, 20)) == [(0, 13), (13, 20)]


def test_a_point_that_touches_a_figure_is_no_part_of_it() -> None:
    assert cut(POINT, "84", (0, 12), (12, 18)) == [(0, 12), (12, 18)]


def test_what_is_no_number_stays() -> None:
    assert cut(ONE, "lago", (0, 8), (8, 15), (15, 30), (30, 34)) == [(0, 8), (8, 15), (15, 30), (30, 34)]
