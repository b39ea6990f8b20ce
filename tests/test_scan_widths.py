"""Wide and narrow brackets, points and figures: told by the white beside them, and by the pair."""

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.pixels import square
from pdf2form.sources.scan.placed import Paper, Placed
from pdf2form.sources.scan.widths import Measured, measure_widths, pair_brackets, print_widths

EM = 30.0
PAPER = Paper(np.zeros((40, 400), np.bool_), np.zeros((40, 400), np.uint8))
INK = {"(": 6.0, ")": 6.0, ",": 4.0, ":": 4.0, ".": 4.0}
BEFORE = {"（": 20.0, "(": 3.0}
AFTER = {"）": 20.0, ")": 3.0, "，": 22.0, "：": 22.0, ",": 3.0, ":": 3.0}
NARROW = {"（": "(", "）": ")", "，": ",", "：": ":"}


def line(text: str, figures: float = 15.0) -> list[Placed]:
    """A line as it is printed; the recogniser does not know how wide anything is."""
    placed, x = [], 100.0
    for each in text:
        narrow = NARROW.get(each, each)
        x += BEFORE.get(each, 1.0)
        wide = INK.get(narrow, figures - 3 if each.isdigit() else 27.0)
        placed.append(
            Placed(Letter(narrow, 0.0, 1.0, 0.99, wide=None if narrow in INK else False), Box(x, 0, x + wide, 27))
        )
        x += wide + AFTER.get(each, figures - 12 if each.isdigit() and figures > 20 else 2.0)
    return placed


def read(*lines: str, figures: float = 15.0) -> list[str]:
    found = print_widths([[Measured(measure_widths(line(each, figures), PAPER, EM), EM) for each in lines]])
    return ["".join(each.letter.text for each in placed) for placed in found]


def test_the_white_beside_a_bracket_tells() -> None:
    assert read("预算数（万元）后") == ["预算数（万元）后"]
    assert read("指标(分)值") == ["指标(分)值"]


def test_a_bracket_at_the_end_of_a_line_is_as_its_partner() -> None:
    assert read("预算数（万元）") == ["预算数（万元）"]
    assert read("预算数(万元)") == ["预算数(万元)"]


def test_brackets_of_a_pair_that_lines_divide_are_alike() -> None:
    assert read("预算数(万", "元)") == ["预算数(万", "元)"]
    assert read("预算数（万", "元）") == ["预算数（万", "元）"]


def test_brackets_that_nothing_tells_of_are_as_those_of_the_page() -> None:
    assert read("(万元)", "预算(分)") == ["(万元)", "预算(分)"]
    assert read("（万元）", "预算（分）") == ["（万元）", "预算（分）"]


def spread(text: str, inside: float) -> list[Placed]:
    """A line with so much more white inside its brackets."""
    moved = line(text)
    first, last = moved[0], moved[-1]
    return [
        first._replace(ink=first.ink._replace(x0=first.ink.x0 - inside, x1=first.ink.x1 - inside)),
        *moved[1:-1],
        last._replace(ink=last.ink._replace(x0=last.ink.x0 + inside, x1=last.ink.x1 + inside)),
    ]


@pytest.mark.parametrize(
    ("told", "inside", "printed"),
    [
        ("预算（分）后", 0.0, "（万元）"),
        ("预算（分）后", -2.0, "(万元)"),
        ("预算(分)后", 0.0, "(万元)"),
        ("预算(分)后", 2.0, "（万元）"),
    ],
)
def test_brackets_of_a_whole_line_are_told_by_the_white_inside_them(told: str, inside: float, printed: str) -> None:
    cells = [[Measured(measure_widths(each, PAPER, EM), EM)] for each in (line(told), spread("(万元)", inside))]
    assert "".join(each.letter.text for each in print_widths(cells)[1]) == printed


def test_a_bracket_without_a_partner_is_doubted() -> None:
    ((*_, bracket, _, _),) = pair_brackets([line("预算数(万元")])
    assert bracket.letter.confidence == 0.5
    assert {each.letter.confidence for each in pair_brackets([line("预(万)")])[0]} == {0.99}


def test_points_are_wide_between_chinese_and_narrow_between_figures() -> None:
    assert read("完成，达标") == ["完成，达标"]
    assert read("1,640") == ["1,640"]
    assert read("目标：12") == ["目标：12"]
    assert read("目标:12") == ["目标:12"]


@pytest.mark.parametrize(
    ("shade", "shaded", "sure"), [(0, True, 0.99), (30, True, 0.99), (90, True, 0.5), (0, False, 0.5)]
)
def test_wide_figures_that_only_their_distance_tells_are_doubted_but_for_white_between_them(
    shade: int, shaded: bool, sure: float
) -> None:
    figures = line("30个", 30.0)
    seen = [each._replace(letter=each.letter._replace(wide=each.letter.text.isdigit())) for each in figures]
    grey = np.full((40, 200), 255, np.uint8)
    for each in figures:
        grey[square(each.ink)] = 0
    grey[24:28, round(figures[0].ink.x1 + 8) : round(figures[0].ink.x1 + 12)] -= np.uint8(shade)
    paper = Paper(grey < 128, grey, shaded=shaded)
    assert [each.letter.confidence for each in measure_widths(figures, paper, EM)] == [sure, sure, 0.99]
    assert [each.letter.confidence for each in measure_widths(seen, paper, EM)] == [0.99, 0.99, 0.99]


def test_figures_as_wide_as_characters_are_wide() -> None:
    assert read("30个", figures=30.0) == ["３０个"]
    assert read("30个") == ["30个"]


@pytest.mark.parametrize(
    ("seen", "partner", "found"), [(0.6, 0.99, 0.9), (0.5, 0.99, 0.5), (0.6, 0.8, 0.6), (0.95, 0.99, 0.95)]
)
def test_a_bracket_that_networks_differ_about_is_certain_if_its_partner_is(
    seen: float, partner: float, found: float
) -> None:
    pair = line("预(万)")
    pair[1] = pair[1]._replace(letter=pair[1].letter._replace(confidence=seen))
    pair[3] = pair[3]._replace(letter=pair[3].letter._replace(confidence=partner))
    assert pair_brackets([pair])[0][1].letter.confidence == found
