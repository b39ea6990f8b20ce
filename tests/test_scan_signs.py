"""Signs by their ink: bars, comparisons, dots, brackets and figures are what their shape says they are."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import CERTAIN, LIKELY, SURE, UNCERTAIN, UNREADABLE, Paper, Placed
from pdf2form.sources.scan.signs import name_mark, settle

EM = 30.0
Ink = NDArray[np.uint8]


def page() -> Ink:
    return np.zeros((60, 400), np.uint8)


def printed(ink: Ink) -> Paper:
    """What is drawn, black on white."""
    return Paper(ink > 0, np.where(ink > 0, np.uint8(0), np.uint8(255)))


def at(ink: Ink, x: int, width: int) -> Box:
    """The box of what is drawn between two columns."""
    rows, columns = np.nonzero(ink[:, x : x + width])
    return Box(float(x + columns.min()), float(rows.min()), float(x + columns.max() + 1), float(rows.max() + 1))


def bar(ink: Ink, x: int, y: int, width: int) -> None:
    cv2.rectangle(ink, (x, y), (x + width - 1, y + 2), 1, -1)


def block(ink: Ink, x: int, width: int = 12, height: int = 21) -> None:
    """What is as large as a figure, or a character."""
    cv2.rectangle(ink, (x, 41 - height), (x + width - 1, 40), 1, 2)


def placed(ink: Ink, text: str, x: int, width: int, confidence: float = 0.9, *others: str) -> Placed:
    pairs = tuple((other, 0.05) for other in others)
    return Placed(Letter(text, 0.0, 1.0, confidence, pairs), at(ink, x, width))


def text(found: list[Placed]) -> str:
    return "".join(each.letter.text for each in found)


def settled(ink: Ink, *line: Placed) -> str:
    return text(settle(line, printed(ink), EM))


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


def test_a_smeared_point_stays_a_point_though_a_figure_of_its_line_reaches_lower() -> None:
    ink = page()
    for x in (60, 78, 104, 122):
        block(ink, x)
    bar(ink, 93, 36, 7)
    bar(ink, 134, 43, 3)  # a comma that the cut left with the last figure
    line = [placed(ink, *each) for each in (("3", 60, 14), ("7", 78, 14), (".", 92, 9), ("5", 104, 14), ("5", 122, 18))]
    assert settled(ink, *line) == "37.55"


def test_no_character_stands_between_a_month_and_a_figure() -> None:
    ink = page()
    block(ink, 60, 27, 27)
    bar(ink, 90, 28, 28)
    block(ink, 122)
    line = [placed(ink, "月", 55, 34), placed(ink, "一", 89, 31), placed(ink, "1", 120, 16)]
    assert settled(ink, *line) == "月—1"


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


def test_letters_that_look_like_figures_are_figures_among_them() -> None:
    ink = page()
    for x in (100, 115, 130):
        block(ink, x)
    assert settled(ink, placed(ink, "1", 98, 15), placed(ink, "O", 113, 15), placed(ink, "l", 128, 15)) == "101"
    assert settled(ink, placed(ink, "B", 98, 15), placed(ink, "O", 113, 15), placed(ink, "7", 128, 15)) == "BO7"


def test_the_chance_of_a_figure_is_that_of_all_its_forms() -> None:
    ink = page()
    block(ink, 100)
    block(ink, 115)
    found = settle([placed(ink, "1", 98, 15), placed(ink, "O", 113, 15, 0.6, "0", "o")], printed(ink), EM)
    assert found[1].letter.confidence == pytest.approx(0.7)


def test_a_small_0_behind_percent_makes_per_mille() -> None:
    ink = page()
    block(ink, 100)
    block(ink, 115, 16)
    block(ink, 133, 8, 9)
    found = settle([placed(ink, "5", 98, 15), placed(ink, "%", 113, 19), placed(ink, "0", 132, 12)], printed(ink), EM)
    assert text(found) == "5‰"
    assert found[1].letter.confidence == 0.9


def test_a_ring_far_behind_percent_is_no_part_of_it_for_certain() -> None:
    ink = page()
    block(ink, 100, 16)
    block(ink, 126, 8, 9)
    found = settle([placed(ink, "%", 98, 19), placed(ink, "0", 124, 12)], printed(ink), EM)
    assert [each.letter.confidence for each in found] == [UNCERTAIN]


def test_a_bracket_taken_with_its_neighbour_is_found_by_its_ink() -> None:
    ink = page()
    cv2.ellipse(ink, (108, 28), (5, 13), 0, 90, 270, 1, 2)
    block(ink, 125, 27, 27)
    (bracket, character) = settle([placed(ink, "万", 95, 60)], printed(ink), EM)
    assert (bracket.letter.text, character.letter.text) == ("(", "万")
    assert bracket.ink.x1 < 112 < 124 <= character.ink.x0


def test_dust_far_from_everything_goes_and_a_point_between_figures_stays() -> None:
    ink = page()
    block(ink, 100)
    cv2.rectangle(ink, (115, 38), (117, 40), 1, -1)
    block(ink, 121)
    cv2.rectangle(ink, (180, 20), (182, 22), 1, -1)
    line = [placed(ink, "9", 98, 16), placed(ink, ".", 114, 5), placed(ink, "5", 120, 15), placed(ink, ".", 175, 12)]
    assert settled(ink, *line) == "9.5"


def test_a_speck_beside_a_figure_is_kept_and_doubted() -> None:
    ink = page()
    block(ink, 100)
    cv2.rectangle(ink, (128, 38), (130, 40), 1, -1)
    found = settle([placed(ink, "9", 98, 16), placed(ink, ".", 122, 12)], printed(ink), EM)
    assert [each.letter.text for each in found] == ["9", "."]
    assert found[1].letter.confidence <= UNCERTAIN


def test_figures_with_room_for_another_between_them_are_doubted() -> None:
    ink = page()
    for x in (100, 115, 145):
        block(ink, x)
    found = settle([placed(ink, "9", x - 2, 15, 0.99) for x in (100, 115, 145)], printed(ink), EM)
    assert [each.letter.confidence for each in found] == [0.99, 0.5, 0.5]


def test_a_mark_that_no_network_sees_is_named_by_its_shape() -> None:
    dash, dots, stroke, blot, dust = (page() for _ in range(5))
    bar(dash, 100, 28, 14)
    for x in range(100, 160, 10):
        cv2.rectangle(dots, (x, 28), (x + 2, 30), 1, -1)
    cv2.line(stroke, (112, 15), (100, 40), 1, 2)
    cv2.circle(blot, (110, 28), 12, 1, -1)
    cv2.rectangle(dust, (100, 28), (102, 30), 1, -1)
    named = [text(name_mark(at(ink, 90, 100), printed(ink), EM)) for ink in (dash, dots, stroke, blot, dust)]
    assert named == ["-", "……", "/", UNREADABLE, ""]


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


@pytest.mark.parametrize("seen", ["…", "—", "e"])
def test_a_row_of_six_points_is_two_signs_whatever_is_seen_in_it(seen: str) -> None:
    ink = page()
    for x in range(100, 154, 9):
        cv2.rectangle(ink, (x, 28), (x + 2, 30), 1, -1)
    assert settled(ink, placed(ink, seen, 90, 80, 0.4)) == "……"


def test_a_point_three_figures_before_another_is_a_comma() -> None:
    ink = page()
    marks = []
    for k, each in enumerate("6.991.300.00"):
        if each == ".":
            cv2.rectangle(ink, (104 + 15 * k, 38), (106 + 15 * k, 40), 1, -1)
        else:
            block(ink, 100 + 15 * k)
        marks.append(placed(ink, each, 99 + 15 * k, 14))
    found = settle(marks, printed(ink), EM)
    assert text(found) == "6,991,300.00"
    assert {each.letter.confidence for each in found if each.letter.text == ","} == {LIKELY}


def test_a_point_of_a_date_or_a_rate_stays_one() -> None:
    for written in ("2024.11.30", "98.600", "1.5"):
        ink = page()
        marks = []
        for k, each in enumerate(written):
            if each == ".":
                cv2.rectangle(ink, (104 + 15 * k, 38), (106 + 15 * k, 40), 1, -1)
            else:
                block(ink, 100 + 15 * k)
            marks.append(placed(ink, each, 99 + 15 * k, 14))
        assert settled(ink, *marks) == written


def marked(seen: str, other: str, behind: int) -> Placed:
    """What a low mark is read as that has so many figures behind it."""
    ink = page()
    block(ink, 100)
    cv2.line(ink, (119, 39), (117, 45), 1, 2)
    figures = []
    for k in range(behind):
        block(ink, 130 + 15 * k)
        figures.append(placed(ink, "7", 128 + 15 * k, 14))
    mark = placed(ink, seen, 114, 10, 0.9, other)
    return settle([placed(ink, "1", 98, 16), mark, *figures], printed(ink), EM)[1]


def test_a_mark_below_the_line_is_a_comma_before_three_figures() -> None:
    found = marked(".", ",", 3)
    assert (found.letter.text, found.letter.confidence) == (",", CERTAIN)


@pytest.mark.parametrize("behind", [1, 2, 4])
def test_a_font_that_sets_points_low_has_points(behind: int) -> None:
    assert marked(".", ",", behind).letter.text == "."


@pytest.mark.parametrize(("other", "confidence"), [(".", LIKELY), ("!", UNCERTAIN)])
def test_a_comma_that_parts_no_thousands_is_a_point_and_doubted(other: str, confidence: float) -> None:
    found = marked(",", other, 2)
    assert (found.letter.text, found.letter.confidence) == (".", confidence)


def test_a_low_ring_behind_chinese_is_a_full_stop() -> None:
    ink = page()
    block(ink, 60, 27, 27)
    cv2.circle(ink, (95, 37), 3, 1, 1)
    assert settled(ink, placed(ink, "成", 55, 34), placed(ink, "0", 90, 12)) == "成。"


@pytest.mark.parametrize("seen", ["0", "D", "口"])
def test_a_ring_in_a_line_of_its_own_is_a_full_stop_and_doubted(seen: str) -> None:
    ink = page()
    cv2.circle(ink, (95, 37), 3, 1, 1)
    (found,) = settle([placed(ink, seen, 90, 12)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("。", LIKELY)


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


def test_a_part_of_a_character_is_no_bracket_where_there_is_no_room_for_one() -> None:
    ink = page()
    block(ink, 60, 20, 27)
    cv2.ellipse(ink, (89, 28), (5, 13), 0, 90, 270, 1, 2)
    block(ink, 96, 16, 27)
    assert settled(ink, placed(ink, "部", 55, 38, 0.99), placed(ink, "门", 94, 25, 0.99)) == "部门"


def test_a_sign_that_a_network_knows_is_doubted_where_its_ink_says_another() -> None:
    ink = comparison(greater=True, strokes=2)
    (found,) = settle([placed(ink, "≥", 95, 28, 0.99)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("≥", 0.5)


def test_a_hyphen_that_a_bad_scan_leaves_little_of_is_no_dust() -> None:
    ink = page()
    cv2.rectangle(ink, (100, 28), (104, 30), 1, -1)
    assert settled(ink, placed(ink, "-", 90, 30, 0.9)) == "-"


@pytest.mark.parametrize(("y", "sure"), [(38, 0.5), (14, 0.99)])
def test_a_character_with_a_mark_at_its_foot_that_was_not_read_is_doubted(y: int, sure: float) -> None:
    ink = page()
    block(ink, 60, 27, 27)
    cv2.rectangle(ink, (92, y), (95, y + 3), 1, -1)
    (found,) = settle([placed(ink, "训", 55, 50, 0.99)], printed(ink), EM)
    assert found.letter.confidence == sure
