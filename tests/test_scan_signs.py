"""Signs by their ink: bars, comparisons, dots, brackets and figures are what their shape says they are."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.signs import UNCERTAIN, UNREADABLE, Placed, name_mark, settle

EM = 30.0
Ink = NDArray[np.uint8]


def page() -> Ink:
    return np.zeros((60, 400), np.uint8)


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
    return text(settle(line, ink.astype(np.bool_), EM))


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


def test_a_curved_bar_is_a_tilde_and_doubted() -> None:
    ink = page()
    wave = [[100 + x, round(30 - 3 * np.sin(x / 14 * 2 * np.pi))] for x in range(15)]
    cv2.polylines(ink, [np.array(wave)], False, 1, 1)
    (found,) = settle([placed(ink, "~", 90, 60)], ink.astype(np.bool_), EM)
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


@pytest.mark.parametrize(("greater", "strokes", "sign"), [(1, 1, "≥"), (0, 1, "≤"), (1, 2, "≧"), (0, 2, "≦")])
@pytest.mark.parametrize("seen", ["N", "2", "》", "K"])
def test_a_sign_of_comparison_points_where_its_ink_does(seen: str, greater: int, strokes: int, sign: str) -> None:
    ink = comparison(greater=bool(greater), strokes=strokes)
    block(ink, 130)
    assert settled(ink, placed(ink, seen, 95, 28, 0.6, "≥"), placed(ink, "9", 126, 20)) == f"{sign}9"


def test_a_sign_that_points_the_other_way_than_is_said_is_doubted() -> None:
    ink = comparison(greater=True)
    (found,) = settle([placed(ink, "≤", 95, 28, 0.99)], ink.astype(np.bool_), EM)
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
    found = settle([placed(ink, "1", 98, 15), placed(ink, "O", 113, 15, 0.6, "0", "o")], ink.astype(np.bool_), EM)
    assert found[1].letter.confidence == pytest.approx(0.7)


def test_a_small_0_behind_percent_makes_per_mille() -> None:
    ink = page()
    block(ink, 100)
    block(ink, 115, 16)
    block(ink, 133, 8, 9)
    found = settle([placed(ink, "5", 98, 15), placed(ink, "%", 113, 19), placed(ink, "0", 132, 12)], ink > 0, EM)
    assert text(found) == "5‰"
    assert found[1].letter.confidence == 0.5


def test_a_bracket_taken_with_its_neighbour_is_found_by_its_ink() -> None:
    ink = page()
    cv2.ellipse(ink, (108, 28), (5, 13), 0, 90, 270, 1, 2)
    block(ink, 125, 27, 27)
    (bracket, character) = settle([placed(ink, "万", 95, 60)], ink.astype(np.bool_), EM)
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
    found = settle([placed(ink, "9", 98, 16), placed(ink, ".", 122, 12)], ink.astype(np.bool_), EM)
    assert [each.letter.text for each in found] == ["9", "."]
    assert found[1].letter.confidence <= UNCERTAIN


def test_figures_with_room_for_another_between_them_are_doubted() -> None:
    ink = page()
    for x in (100, 115, 145):
        block(ink, x)
    found = settle([placed(ink, "9", x - 2, 15, 0.99) for x in (100, 115, 145)], ink.astype(np.bool_), EM)
    assert [each.letter.confidence for each in found] == [0.99, 0.5, 0.5]


def test_a_mark_that_no_network_sees_is_named_by_its_shape() -> None:
    dash, dots, stroke, blot, dust = (page() for _ in range(5))
    bar(dash, 100, 28, 14)
    for x in range(100, 160, 10):
        cv2.rectangle(dots, (x, 28), (x + 2, 30), 1, -1)
    cv2.line(stroke, (112, 15), (100, 40), 1, 2)
    cv2.circle(blot, (110, 28), 12, 1, -1)
    cv2.rectangle(dust, (100, 28), (102, 30), 1, -1)
    named = [text(name_mark(at(ink, 90, 100), ink.astype(np.bool_), EM)) for ink in (dash, dots, stroke, blot, dust)]
    assert named == ["-", "……", "/", UNREADABLE, ""]


def test_a_dash_with_a_speck_below_it_is_no_slash() -> None:
    ink = page()
    bar(ink, 109, 20, 14)
    cv2.rectangle(ink, (100, 32), (102, 35), 1, -1)
    assert text(name_mark(at(ink, 90, 60), ink.astype(np.bool_), EM)) != "/"


def test_a_comma_with_a_speck_beside_it_is_no_dash_for_certain() -> None:
    ink = page()
    block(ink, 60, 27, 27)
    cv2.line(ink, (97, 34), (101, 37), 1, 2)
    cv2.rectangle(ink, (93, 36), (94, 37), 1, -1)
    block(ink, 120, 27, 27)
    line = [placed(ink, "洁", 55, 35), placed(ink, "、", 91, 20, 0.9), placed(ink, "监", 115, 40)]
    found = settle(line, ink.astype(np.bool_), EM)[1]
    assert found.letter.text == "、" or found.letter.confidence < 0.9
