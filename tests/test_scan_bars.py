"""Bars, slashes and signs of comparison by their ink, whatever a network takes them for."""

import cv2
import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import CERTAIN, SURE, UNCERTAIN, UNREADABLE, Paper, Placed
from pdf2form.sources.scan.signs import name_mark, settle
from tests.drawn_line import EM, Ink, at, bar, block, page, placed, printed, settled, text


@pytest.mark.parametrize(("width", "sign"), [(9, "-"), (14, "-"), (26, "—"), (30, "—")])
@pytest.mark.parametrize("seen", ["-", "一", "—", "_"])
def test_a_bar_that_stands_alone_is_a_dash_as_long_as_it_is(seen: str, width: int, sign: str) -> None:
    ink = page()
    bar(ink, 100, 28, width)
    assert settled(ink, placed(ink, seen, 90, 60)) == sign


def test_a_bar_beside_characters_stays_the_character() -> None:
    ink = page()
    block(ink, 60, 27, 27)
    bar(ink, 92, 28, 26)
    assert settled(ink, placed(ink, "第", 55, 35), placed(ink, "一", 91, 40)) == "第一"


@pytest.mark.parametrize("seen", ["-", "~", "—"])
def test_a_bar_without_ink_is_doubted(seen: str) -> None:
    ink = page()
    block(ink, 60, 27, 27)
    line = [placed(ink, "3", 55, 35), Placed(Letter(seen, 0.0, 1.0, 0.99), Box(95, 28, 107, 30))]
    assert settle(line, printed(ink), EM)[1].letter.confidence < SURE


def test_no_character_stands_between_a_month_and_a_figure() -> None:
    ink = page()
    block(ink, 60, 27, 27)
    bar(ink, 90, 28, 28)
    block(ink, 122)
    line = [placed(ink, "月", 55, 34), placed(ink, "一", 89, 31), placed(ink, "1", 120, 16)]
    assert settled(ink, *line) == "月—1"


@pytest.mark.parametrize(
    ("beside", "width", "high", "certain"),
    [("04", 12, 3, True), ("--", 12, 3, False), ("04", 19, 3, False), ("04", 12, 6, False)],
)
def test_a_thin_dash_ends_where_a_figure_begins_but_not_where_a_part_of_it_may(
    beside: str, width: int, high: int, *, certain: bool
) -> None:
    ink, right = page(), 116 + width
    if beside == "04":
        block(ink, 100, width)
        block(ink, right + 1, width)
        cv2.rectangle(ink, (101 + width, 28), (right - 1, 27 + high), 1, -1)
    else:
        bar(ink, 100, 28, 2 * width + 18)
    places = [(99, width + 2), (101 + width, 15), (right, width + 2)]
    line = [placed(ink, text, x, wide) for text, (x, wide) in zip((beside[0], "-", beside[1]), places, strict=True)]
    sure = [
        each for each in settle(line, printed(ink), EM) if each.letter.text == "-" and each.letter.confidence >= SURE
    ]
    assert bool(sure) is certain


def test_a_curved_bar_is_a_tilde_and_doubted() -> None:
    ink = page()
    wave = [[100 + x, round(30 - 3 * np.sin(x / 14 * 2 * np.pi))] for x in range(15)]
    cv2.polylines(ink, [np.array(wave)], False, 1, 1)
    (found,) = settle([placed(ink, "~", 90, 60)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("~", 0.5)


@pytest.mark.parametrize(("width", "sign"), [(14, "="), (22, "＝"), (28, "═")])
def test_two_bars_are_a_sign_as_wide_as_they_are(width: int, sign: str) -> None:
    ink = page()
    bar(ink, 100, 26, width)
    bar(ink, 100, 32, width)
    assert settled(ink, placed(ink, UNREADABLE, 90, 60, 0.0)) == sign


def test_what_is_high_is_no_sign_but_the_character() -> None:
    ink = page()
    bar(ink, 104, 18, 18)
    bar(ink, 100, 40, 27)
    assert settled(ink, placed(ink, "二", 90, 60)) == "二"
    bars = page()
    bar(bars, 100, 26, 14)
    bar(bars, 100, 34, 14)
    assert settled(bars, placed(bars, "二", 90, 60)) == "="


def comparison(*, greater: bool, strokes: int = 1) -> Ink:
    """≥ or ≤, with one or two strokes below."""
    ink = page()
    left, right = (100, 118) if greater else (118, 100)
    cv2.polylines(ink, [np.array([[left, 15], [right, 22], [left, 29]])], False, 1, 2)
    for k in range(strokes):
        cv2.rectangle(ink, (100, 34 + 5 * k), (118, 35 + 5 * k), 1, -1)
    return ink


POINTED = """
##.........
#####......
.#######...
.....#####.
......#####
....######.
.#######...
#####......
##.........
"""
"""The upper part of ≥ at 150 dpi."""


@pytest.mark.parametrize(("rows", "certain"), [((101, 168, 101), False), ((101, 168, 168, 101), True)])
def test_a_thick_stroke_below_a_sign_is_two_only_if_it_is_four_rows(rows: tuple[int, ...], certain: bool) -> None:
    art = np.array([[c == "#" for c in line] for line in POINTED.split()])
    grey = np.full((60, 400), 255, np.uint8)
    grey[20:29, 100:111] -= np.asarray(art * 175, np.uint8)
    for k, dark in enumerate(rows):
        grey[29 + k, 100:111] -= np.uint8(dark)
    paper = Paper(grey < 200, grey)
    (found,) = settle([placed(paper.dark.astype(np.uint8), "W", 95, 40, 0.5, "≥")], paper, 17.0)
    assert (found.letter.text, found.letter.confidence >= SURE) == ("≧", certain)


@pytest.mark.parametrize(("greater", "strokes", "sign"), [(1, 1, "≥"), (0, 1, "≤"), (1, 2, "≧"), (0, 2, "≦")])
@pytest.mark.parametrize("seen", ["N", "2", "》", "K"])
def test_a_sign_of_comparison_points_where_its_ink_does(seen: str, greater: int, strokes: int, sign: str) -> None:
    ink = comparison(greater=bool(greater), strokes=strokes)
    block(ink, 130)
    assert settled(ink, placed(ink, seen, 95, 28, 0.6, "≥"), placed(ink, "9", 126, 20)) == f"{sign}9"


def test_a_sign_that_a_network_takes_for_a_letter_and_thinks_of_is_one_by_its_ink() -> None:
    ink = comparison(greater=False)
    assert settled(ink, placed(ink, "s", 90, 60, 0.4, "≤")) == "≤"
    assert settled(ink, placed(ink, "s", 90, 60, 0.4, "5")) == "s"
    assert settled(ink, placed(ink, "s", 90, 60, 0.9, "≤")) == "s"


@pytest.mark.parametrize(("gap", "sure"), [(6, CERTAIN), (30, UNCERTAIN)])
def test_a_bar_that_stands_apart_at_the_end_of_a_line_is_no_hyphen_for_certain(gap: int, sure: float) -> None:
    ink = page()
    block(ink, 100)
    block(ink, 116)
    bar(ink, 128 + gap, 28, 10)
    line = [placed(ink, "8", 95, 20), placed(ink, "8", 114, 16), placed(ink, "-", 128 + gap - 2, 14, 0.99)]
    assert settle(line, printed(ink), EM)[-1].letter.confidence == sure


@pytest.mark.parametrize(("y", "sure"), [(29, CERTAIN), (16, UNCERTAIN)])
def test_a_bar_above_the_middle_of_its_figures_is_no_hyphen_for_certain(y: int, sure: float) -> None:
    ink = page()
    block(ink, 100)
    bar(ink, 115, y, 10)
    line = [placed(ink, "8", 95, 19), placed(ink, "-", 114, 14, 0.99)]
    assert settle(line, printed(ink), EM)[-1].letter.confidence == sure


def test_the_tip_of_a_figure_makes_no_tilde_of_a_hyphen() -> None:
    ink = page()
    bar(ink, 100, 28, 12)
    ink[30:36, 114] = 1
    assert settled(ink, placed(ink, "-", 90, 60, 0.99)) == "-"


def test_a_sign_that_points_the_other_way_than_is_said_is_doubted() -> None:
    ink = comparison(greater=True)
    (found,) = settle([placed(ink, "≤", 95, 28, 0.99)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("≤", 0.5)


@pytest.mark.parametrize(("other", "certain"), [("≥", False), ("≤", True)])
def test_a_sign_that_points_the_other_way_than_a_network_thinks_is_doubted(other: str, certain: bool) -> None:
    ink = comparison(greater=False)
    (found,) = settle([placed(ink, "W", 95, 28, 0.6, other)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence >= SURE) == ("≤", certain)


@pytest.mark.parametrize(("fall", "certain"), [(6, True), (14, False)])
def test_one_is_level(fall: int, certain: bool) -> None:
    ink = page()
    cv2.line(ink, (100, 28), (128, 28 + fall), 1, 2)
    (found,) = settle([placed(ink, "一", 90, 40, 0.96)], printed(ink), EM)
    assert (found.letter.confidence > UNCERTAIN) == certain


@pytest.mark.parametrize(
    ("points", "sure"),
    [
        ([[112, 15], [100, 40]], CERTAIN),
        ([[108, 15], [100, 40]], CERTAIN),
        ([[105, 15], [100, 40]], UNCERTAIN),  # as a figure that slants
        ([[130, 18], [100, 40]], UNCERTAIN),  # flatter than print
        ([[112, 15], [108, 18], [107, 30], [100, 40]], UNCERTAIN),  # bent, as a hair
    ],
)
def test_a_lone_stroke_is_a_slash_for_certain_where_it_is_as_steep_and_straight_as_print(
    points: list[list[int]], sure: float
) -> None:
    ink = page()
    cv2.polylines(ink, [np.array(points)], False, 1, 2)
    (found,) = name_mark(at(ink, 90, 100), printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("/", sure)


@pytest.mark.parametrize("greater", [True, False])
@pytest.mark.parametrize("seen", ["≥", "≤", "2", "N"])
def test_a_sign_of_comparison_below_dust_is_doubted(seen: str, *, greater: bool) -> None:
    ink = comparison(greater=greater)
    columns = np.flatnonzero(ink.any(axis=0))
    top = int(np.flatnonzero(ink.any(axis=1))[0])
    dust = int(columns[-1] if greater else columns[0])
    ink[top - 8 : top - 4, dust - 2 : dust + 2] = 1
    (found,) = settle([placed(ink, seen, int(columns[0]) - 4, len(columns) + 8, 0.99, "≥")], printed(ink), EM)
    assert found.letter.confidence < SURE or found.letter.text == seen not in "≥≤"


def test_a_small_lone_slash_that_is_read_as_1_is_doubted() -> None:
    ink = page()
    cv2.line(ink, (104, 40), (109, 29), 1, 1)
    (found,) = settle([placed(ink, "1", 100, 14, 0.99)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("1", UNCERTAIN)
    upright = page()
    cv2.line(upright, (106, 40), (106, 29), 1, 1)
    upright[30, 104:106] = 1
    (found,) = settle([placed(upright, "1", 100, 14, 0.99)], printed(upright), EM)
    assert found.letter.confidence >= SURE


@pytest.mark.parametrize(("broken", "sure"), [(2, True), (10, False)])
def test_a_dash_and_dust_to_its_right_above_it_are_no_slash_for_certain(broken: int, *, sure: bool) -> None:
    ink = page()
    cv2.line(ink, (100, 40), (112, 15), 1, 2)
    ink[28 - broken // 2 : 28 + broken // 2] = 0
    (found,) = settle([Placed(Letter("1", 0.0, 1.0, 0.99), at(ink, 90, 40))], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence >= SURE) == ("/", sure)


def test_a_dash_with_a_speck_below_it_is_no_slash() -> None:
    ink = page()
    bar(ink, 109, 20, 14)
    cv2.rectangle(ink, (100, 32), (102, 35), 1, -1)
    assert text(name_mark(at(ink, 90, 60), printed(ink), EM)) != "/"


def test_a_comma_with_a_speck_beside_it_is_no_dash_for_certain() -> None:
    ink = page()
    block(ink, 60, 27, 27)
    cv2.line(ink, (97, 34), (101, 37), 1, 2)
    cv2.rectangle(ink, (93, 36), (94, 37), 1, -1)
    block(ink, 120, 27, 27)
    line = [placed(ink, "洁", 55, 35), placed(ink, "、", 91, 20, 0.9), placed(ink, "监", 115, 40)]
    found = settle(line, printed(ink), EM)[1]
    assert found.letter.text == "、" or found.letter.confidence < 0.9


def merged(gap: int) -> Paper:
    """Two strokes of a wide sign, as far apart as `gap`, scanned so coarsely that the mask shows one."""
    fine = np.zeros((60, 400), np.float32)
    for y in (28, 28 + gap):
        fine[y : y + 2, 100:128] = 255
    soft = cv2.GaussianBlur(fine, (0, 0), 0.8)
    return Paper(soft > 110, (255 - soft).astype(np.uint8))


@pytest.mark.parametrize(("gap", "sign"), [(0, "—"), (3, "═")])
def test_bars_that_run_into_each_other_are_told_by_how_far_their_darkness_spreads(gap: int, sign: str) -> None:
    paper = merged(gap)
    (found,) = settle([placed(paper.dark.astype(np.uint8), "—", 90, 60)], paper, EM)
    assert (found.letter.text, found.letter.confidence) == (sign, 0.999)


def test_a_bar_whose_ends_are_too_faint_for_ink_may_be_longer_than_a_hyphen() -> None:
    ink = page()
    bar(ink, 105, 28, 18)
    grey = np.where(ink > 0, np.uint8(120), np.uint8(255))
    line = [placed(ink, "-", 90, 60)]
    assert settle(line, Paper(ink > 0, grey), EM)[0].letter.confidence >= SURE
    grey[28:31, 101:127] = np.minimum(grey[28:31, 101:127], 180)
    assert settle(line, Paper(ink > 0, grey), EM)[0].letter.confidence < SURE


def test_a_figure_with_two_strokes_below_is_a_sign_and_doubted() -> None:
    ink = comparison(greater=True, strokes=2)
    block(ink, 130)
    (sign, _) = settle([placed(ink, "2", 95, 28, 0.9), placed(ink, "4", 128, 16)], printed(ink), EM)
    assert (sign.letter.text, sign.letter.confidence) == ("≧", UNCERTAIN)
    ink = comparison(greater=True, strokes=1)
    block(ink, 130)
    (figure, _) = settle([placed(ink, "2", 95, 28, 0.9), placed(ink, "4", 128, 16)], printed(ink), EM)
    assert figure.letter.text == "2"


def test_two_beside_chinese_is_no_sign() -> None:
    ink = page()
    bar(ink, 100, 20, 16)
    bar(ink, 98, 38, 19)
    block(ink, 125, 27, 27)
    assert settled(ink, placed(ink, "二", 95, 25), placed(ink, "级", 122, 34)) == "二级"


def test_a_sign_that_a_network_knows_has_the_strokes_of_its_ink_if_they_are_alike_and_is_doubted() -> None:
    ink = comparison(greater=True, strokes=2)
    (found,) = settle([placed(ink, "≥", 95, 28, 0.99)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("≧", UNCERTAIN)
    ink[39:41, 116:121] = 0
    (found,) = settle([placed(ink, "≥", 95, 28, 0.99)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("≥", UNCERTAIN)


SMALL_LESS = """
......##
....####
..#####.
####....
####....
.#####..
..######
.....###
"""
"""< at 150 dpi, in text of 8 points."""


def test_the_level_arm_of_a_small_sign_is_no_stroke_below_it() -> None:
    ink = page()
    art = np.array([[c == "#" for c in line] for line in SMALL_LESS.split()])
    ink[20:28, 100:108] = art
    block(ink, 112, 7, 11)
    line = [placed(ink, "<", 95, 16, 0.8, "≤"), placed(ink, "9", 111, 10)]
    (found, _) = settle(line, printed(ink), 16.0)
    assert (found.letter.text, found.letter.confidence) == ("<", UNCERTAIN)


def test_a_hyphen_with_a_speck_beside_it_is_no_dash_for_certain() -> None:
    ink = page()
    bar(ink, 100, 28, 10)
    ink[27:29, 122:124] = 1
    (found,) = settle([placed(ink, "—", 90, 60)], printed(ink), EM)
    assert found.letter.text == "-" or found.letter.confidence < SURE


def test_a_slanted_stroke_below_a_sign_makes_it_one_of_or_equal() -> None:
    ink = page()
    cv2.polylines(ink, [np.array([[100, 15], [120, 22], [100, 29]])], False, 1, 1)
    assert settled(ink, placed(ink, ">", 95, 30, 0.6, "≥")) == ">"
    cv2.line(ink, (100, 34), (120, 27), 1, 1)
    (found,) = settle([placed(ink, ">", 95, 30, 0.6, "≥")], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("≥", CERTAIN)


@pytest.mark.parametrize(("seen", "width", "sure"), [("=", 12, True), ("三", 12, True), ("=", 8, False)])
def test_two_bars_alike_that_stand_alone_are_an_equals_sign(seen: str, width: int, sure: bool) -> None:
    ink = page()
    bar(ink, 100, 26, 12)
    bar(ink, 100, 32, width)
    (found,) = settle([placed(ink, seen, 95, 30, 0.8)], printed(ink), EM)
    assert (found.letter.text == "=" and found.letter.confidence == CERTAIN) is sure


def test_a_sign_without_a_stroke_below_is_not_one_of_or_equal_for_certain() -> None:
    ink = page()
    cv2.polylines(ink, [np.array([[100, 15], [120, 22], [100, 29]])], False, 1, 1)
    (found,) = settle([placed(ink, "N", 95, 30, 0.5, ">", "≥")], printed(ink), EM)
    assert found.letter.confidence == UNCERTAIN


LESS_OR_EQUAL = """
............####
.........#######
.........#######
......#########.
...#########....
#########.......
######..........
########.#......
.############...
....###########.
.......#########
..........######
..............##
.........####...
################
################
################
"""
"""≤ in one bit: its lower arm is level where it begins."""


def test_the_level_beginning_of_an_arm_is_no_second_stroke() -> None:
    ink = page()
    ink[20:37, 100:116] = np.array([[c == "#" for c in line] for line in LESS_OR_EQUAL.split()])
    block(ink, 120)
    found, _ = settle([placed(ink, "≤", 95, 22, 0.9), placed(ink, "4", 118, 14)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("≤", UNCERTAIN)
