"""One name that stands on a page more than once, and is read in two ways."""

import cv2
import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.placed import Paper, Placed
from pdf2form.sources.scan.repeats import Cell, doubt_unlike_names

EM = 30
BARS = {"一": (15,), "二": (3, 27), "三": (2, 15, 28)}


def ink(character: str) -> Pixels:
    """A pattern of its own for each character; bars for the first three figures."""
    shades = np.full((EM, EM), 255, np.uint8)
    if character in BARS:
        for y in BARS[character]:
            shades[y - 2 : y + 2] = 0
        return shades
    blocks = np.random.default_rng(ord(character)).integers(0, 2, (6, 6), np.uint8)
    return np.asarray(cv2.resize(255 * blocks, (EM, EM), interpolation=cv2.INTER_NEAREST), np.uint8)


def page(*texts: str) -> tuple[list[Cell], Pixels]:
    """Print a name in each cell, below each other; `read/printed` where it is read as something else."""
    paper = np.full((60 * len(texts), 800), 255, np.uint8)
    cells: list[Cell] = []
    for row, text in enumerate(texts):
        read, _, printed = text.partition("/")
        line: list[Placed] = []
        for k, (seen, drawn) in enumerate(zip(read, printed or read, strict=True)):
            shades = ink(drawn)
            paper[60 * row + 10 : 60 * row + 10 + EM, 40 * k + 5 : 40 * k + 5 + EM] = shades
            rows = np.flatnonzero((shades < 128).any(axis=1)).tolist()
            top, bottom = 60 * row + 10 + rows[0], 60 * row + 11 + rows[-1]
            place = Box(40.0 * k + 5, float(top), 40.0 * k + 5 + EM, float(bottom))
            line.append(Placed(Letter(seen, 0.0, 1.0, 1.0), place))
        cells.append([line])
    return cells, paper


def find_doubted(cells: list[Cell], grey: Pixels) -> list[str]:
    """Return what is doubted of each cell."""
    found = doubt_unlike_names(cells, Paper(grey < 128, grey))
    return [
        "".join(each.letter.text for line in cell for each in line if each.letter.confidence < 0.9) for cell in found
    ]


def test_a_character_that_is_read_in_two_ways_in_one_place_of_a_name_is_doubted_in_both() -> None:
    assert find_doubted(*page("望亭堤段", "望享堤段抽检/望亭堤段抽检", "石桥堤段")) == ["亭", "享", ""]


def test_so_is_one_in_the_next_line_of_its_cell() -> None:
    (first, second), grey = page("清理望亭堤段", "巡查望享堤段/巡查望亭堤段")
    wrapped = [second[0][:2], second[0][2:]]
    assert find_doubted([first, wrapped], grey) == ["亭", "享"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("望亭堤段", "望享堤段"), ("一级指标", "二级指标"), ("一级指标", "三级指标"), ("日语网发稿", "西语网发稿")],
)
def test_two_names_that_differ_on_paper_are_not_doubted(one: str, other: str) -> None:
    assert find_doubted(*page(one, other)) == ["", ""]


def test_the_same_ink_in_another_place_is_no_evidence() -> None:
    assert find_doubted(*page("望亭堤段", "听享石桥/听亭石桥")) == ["", ""]


def test_a_speck_above_a_character_makes_no_other_one_of_it() -> None:
    cells, grey = page("游客万人次", "游客方人次/游客万人次")
    speck = cells[1][0][2].ink
    top, left = round(speck.top) - 6, round(speck.x0) + 12
    grey[top : top + 4, left : left + 4] = 0
    line = list(cells[1][0])
    line[2] = line[2]._replace(ink=speck._replace(top=float(top)))
    assert find_doubted([cells[0], [line]], grey) == ["万", "方"]


def test_a_character_without_ink_is_compared_with_nothing() -> None:
    cells, grey = page("望亭堤段", "望享堤段/望亭堤段")
    grey[:] = 255
    assert find_doubted(cells, grey) == ["", ""]
