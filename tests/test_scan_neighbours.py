"""A Chinese character and what stands before it, cut in the wrong place: each gets what is its own."""

from itertools import pairwise

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.neighbours import part_neighbours

# 0吨 as a small scan has it: the two touch, and a network gave the first part of 吨 to the figure.
TONS = """
........................##.......
..............######....##.......
...#####...######...####.........
..#######..##..#############.....
.###...###.##..##.##########.....
.##.....#####.###.#..###.#.......
###.....#####..##.##.##..##......
###.....#####..##.##.######......
###.....#####.###.##.######......
###.....#####.###.#########......
###.....#####.###.#########......
.##.....##.######...#####........
.###...###.######....##..........
..#######..##.###....##..........
...#####.............###..##.....
.....................#######.....
"""
# 公里: the foot of the second begins a pixel before the rest of it.
MILES = """
.....##..##..........############.
.....##..##..........##...##..###.
....###...##.........##...##..###.
....##....##.........############.
...###.....##........##...##..##..
...##.......##.......##...##..###.
..###..##...###......############.
.###...##....###.....###########..
###...###.......#........##.......
......##.............############.
.....###..##.........############.
.....##....##............##.......
....###....###...........##.......
...############..################.
...############..#################
...##........##...................
"""


def cut(drawn: str, seen: int, before: str = "", after: str = "", texts: str = "0吨") -> int:
    """Where the second of two characters begins in the end; others as wide as figures and as 以 stand around them."""
    rows = drawn.split()
    pair = np.array([[each == "#" for each in row] for row in rows])
    around = [
        [np.pad(np.ones((len(rows), 10 if text.isdigit() else 17), np.bool_), ((0, 0), (0, 1))) for text in part]
        for part in (before, after)
    ]
    pieces = [np.zeros((len(rows), 20), np.bool_), *around[0], pair, *around[1]]
    edges = np.cumsum([piece.shape[1] for piece in pieces]).tolist()
    at: int = edges[len(before)]
    edges.insert(len(before) + 1, at + seen)
    line = TextLine(Box(20.0, 0.0, float(edges[-1]), float(len(rows))), None, 18.0)
    found = part_neighbours(before + texts + after, [*pairwise(map(float, edges))], line, np.hstack(pieces))
    return round(found[len(before) + 1][0]) - at


def test_a_figure_that_has_got_the_first_part_of_the_next_character_gives_it_back() -> None:
    assert cut(TONS, 17, before="29", after="以上为") in (10, 11)
    assert cut(TONS, 17) in (10, 11)  # nothing else in its line tells how wide they are


def test_two_that_leave_room_for_a_mark_between_them_stay_as_they_were_cut() -> None:
    parted = "\n".join(f"{row[:10]}####{row[10:]}" for row in TONS.split())
    assert cut(parted, 21, before="29", after="以上为") == 21


@pytest.mark.parametrize(("seen", "moved"), [(18, 17), (17, 17), (15, 17)])
def test_a_cut_through_a_stroke_is_moved_to_where_none_goes_on(seen: int, moved: int) -> None:
    assert cut(MILES, seen, texts="公里") == moved


def test_a_character_that_may_have_been_seen_twice_is_cut_as_it_was() -> None:
    assert cut(MILES, 18, texts="日日") == 18
