"""What both networks say and is doubted all the same, and a stroke that they read as two."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Paper, Placed
from pdf2form.sources.scan.rivals import doubt_outer_bars, doubt_rivals, join_bars, settle_by_words

EM = 28.0
WHITE = Paper(np.zeros((60, 400), np.bool_), np.full((60, 400), 255, np.uint8))
"""On which nothing is to be seen of any character."""


@pytest.mark.parametrize(
    ("text", "confidence", "other", "chance", "certain"),
    [
        ("8", 0.98, "3", 0.25, False),
        ("8", 0.98, "B", 0.25, True),
        ("8", 0.98, "3", 0.05, True),
        ("≥", 0.99, "=", 0.16, False),
        ("≥", 0.99, "≤", 0.16, False),
        ("≥", 0.99, "≧", 0.4, True),
        ("≥", 0.99, ">", 0.4, True),
        ("=", 0.99, "一", 0.2, True),
        ("昕", 0.95, "听", 0.33, False),
        ("听", 0.99, "昕", 0.33, True),
        ("听", 0.95, "昕", 0.1, True),
    ],
)
def test_a_character_with_a_likely_rival_is_doubted(
    text: str, confidence: float, other: str, chance: float, *, certain: bool
) -> None:
    placed = Placed(Letter(text, 0.0, 1.0, confidence, ((other, chance),)), Box(0.0, 0.0, 20.0, 25.0))
    (found,) = doubt_rivals([placed], WHITE)
    assert (found.letter.confidence >= 0.9) == certain


@pytest.mark.parametrize(
    ("text", "others", "doubts"),
    [
        ("完成自标", "目日", "自"),
        ("完成自标", "白", ""),
        ("完成目标", "自", ""),
        ("昕泉县", "听", "昕"),
        ("昕光县", "听", ""),
        ("完成自标", "", ""),
    ],
)
def test_a_character_that_makes_no_word_is_doubted_if_another_one_thought_of_does(
    text: str, others: str, doubts: str
) -> None:
    chances = tuple((other, 0.03) for other in others)
    line = [
        Placed(
            Letter(each, 0.0, 1.0, 0.99, chances if each in "自目昕" else ()), Box(28.0 * k, 0.0, 28.0 * k + 25, 25.0)
        )
        for k, each in enumerate(text)
    ]
    assert "".join(each.letter.text for each in doubt_rivals(line, WHITE) if each.letter.confidence < 0.9) == doubts


@pytest.mark.parametrize(
    ("ahead", "text", "other", "confidence", "doubts"),
    [
        ("", "夏季干旱", "1", 0.6, ""),
        ("", "夏季干旱", "早", 0.6, "旱"),  # a name may be 干早
        ("", "夏季干旱", "1", 0.5, "旱"),  # its ink leaves it open
        ("", "夏季干旱", "1", 0.4, "旱"),  # something was left out there
        ("", "子衿路", "", 0.6, "衿"),  # no word
        ("扣完为", "止", "1", 0.6, ""),
        ("", "止", "1", 0.6, "止"),
        ("", "3", "1", 0.6, "3"),
    ],
)
def test_a_character_that_alone_makes_a_word_is_certain(
    ahead: str, text: str, other: str, confidence: float, doubts: str
) -> None:
    line = [
        Placed(
            Letter(each, 0.0, 1.0, confidence, ((other, 0.4),)) if each in "旱衿止3" else Letter(each, 0.0, 1.0, 0.99),
            Box(28.0 * k, 0.0, 28.0 * k + 25, 25.0),
        )
        for k, each in enumerate(text)
    ]
    before = [Placed(Letter(each, 0.0, 1.0, 0.99), Box(0.0, 0.0, 25.0, 25.0)) for each in ahead]
    found = doubt_rivals(settle_by_words(line, before, WHITE, EM), WHITE)
    assert "".join(each.letter.text for each in found if each.letter.confidence < 0.9) == doubts


@pytest.mark.parametrize(("width", "certain"), [(26.0, True), (34.0, False)])
def test_a_word_does_not_settle_what_holds_a_mark_as_well(width: float, *, certain: bool) -> None:
    letters = [Letter("总", 0.0, 1.0, 0.99), Letter("额", 0.0, 1.0, 0.6)]
    line = [
        Placed(letter, Box(28.0 * k, 0.0, 28.0 * k + wide, 25.0))
        for k, (letter, wide) in enumerate(zip(letters, (26.0, width), strict=True))
    ]
    assert (settle_by_words(line, [], WHITE, EM)[1].letter.confidence >= 0.9) == certain


@pytest.mark.parametrize(
    ("text", "chance", "doubts"), [("1.70", 0.08, "."), ("1,700", 0.08, ","), ("1.70", 0.02, ""), ("一.0", 0.08, "")]
)
def test_a_point_between_figures_that_may_be_nothing_is_doubted(text: str, chance: float, doubts: str) -> None:
    line = [
        Placed(Letter(each, 0.0, 1.0, 0.99, (("", chance),) if each in ".," else ()), Box(9.0 * k, 0, 9.0 * k + 7, 20))
        for k, each in enumerate(text)
    ]
    assert "".join(each.letter.text for each in doubt_rivals(line, WHITE) if each.letter.confidence < 0.9) == doubts


def test_a_word_with_two_doubted_characters_settles_neither() -> None:
    line = [
        Placed(Letter(each, 0.0, 1.0, 0.6), Box(28.0 * k, 0.0, 28.0 * k + 25, 25.0)) for k, each in enumerate("桥梁")
    ]
    assert [each.letter.confidence for each in settle_by_words(line, [], WHITE, EM)] == [0.6, 0.6]


def test_a_word_takes_no_doubt_away_where_a_rival_is_likely() -> None:
    line = [
        Placed(
            Letter(each, 0.0, 1.0, 0.93, (("昕", 0.4),) if each == "听" else ()), Box(28.0 * k, 0, 28.0 * k + 25, 25)
        )
        for k, each in enumerate("听泉县")
    ]
    assert [each.letter.confidence < 0.9 for each in doubt_rivals(line, WHITE)] == [True, False, False]


@pytest.mark.parametrize(("drawn", "certain"), [("干", True), ("千", False)])
def test_a_rival_that_the_ink_is_not_of_leaves_no_doubt(drawn: str, *, certain: bool) -> None:
    rival = Placed(Letter("干", 0.0, 1.0, 0.96, (("千", 0.39),)), Box(0.0, 0.0, 30.0, 30.0))
    paper = Paper(drawing(drawn) > 0, 255 - drawing(drawn))
    (found,) = doubt_rivals([rival], paper)
    assert (found.letter.confidence >= 0.9) == certain


@pytest.mark.parametrize(("drawn", "doubts"), [("干", ""), ("千", "干")])
def test_a_word_settles_what_its_ink_tells_from_all_that_a_network_thinks_of(drawn: str, doubts: str) -> None:
    line = [
        Placed(Letter("干", 0.0, 1.0, 0.6, (("千", 0.4),)), Box(0.0, 0.0, 30.0, 30.0)),
        Placed(Letter("旱", 0.0, 1.0, 0.99), Box(32.0, 0.0, 60.0, 30.0)),
    ]
    found = settle_by_words(line, [], Paper(drawing(drawn) > 0, 255 - drawing(drawn)), EM)
    assert "".join(each.letter.text for each in found if each.letter.confidence < 0.9) == doubts


def drawing(text: str) -> NDArray[np.uint8]:
    """干 or 千 by its strokes."""
    shades = np.zeros((30, 30), np.uint8)
    cv2.line(shades, (0, 14), (29, 14), 255, 2)
    cv2.line(shades, (15, 1), (15, 29), 255, 2)
    cv2.line(shades, (4, 1), (26, 1), 255, 2) if text == "干" else cv2.line(shades, (5, 5), (25, 0), 255, 2)
    return shades


def bar(text: str, x0: float, x1: float) -> Placed:
    return Placed(Letter(text, 0.0, 1.0, 0.99), Box(x0, 12.0, x1, 15.0))


def test_two_bars_without_white_between_them_are_one_that_is_doubted() -> None:
    (found,) = join_bars([bar("-", 0.0, 8.0), bar("一", 8.0, 23.0)], EM)
    assert found.letter.text == "一"
    assert found.letter.confidence < 0.9
    assert found.ink == Box(0.0, 12.0, 23.0, 15.0)


def test_two_bars_with_white_between_them_and_a_long_dash_stay_two() -> None:
    assert len(join_bars([bar("-", 0.0, 8.0), bar("一", 12.0, 27.0)], EM)) == 2
    assert len(join_bars([bar("—", 0.0, 28.0), bar("—", 28.0, 56.0)], EM)) == 2


@pytest.mark.parametrize(
    ("lines", "doubted"),
    [
        (["客运服务标准一"], True),
        (["标准不统一"], False),
        (["服务标准一", "级"], False),
        (["服务标准", "一"], True),
        (["标准不统", "一"], False),
        (["一"], False),
    ],
)
def test_a_bar_that_ends_a_cell_is_a_hair_unless_it_makes_a_word(lines: list[str], *, doubted: bool) -> None:
    placed = [
        [Placed(Letter(each, 0.0, 1.0, 0.99), Box(28.0 * k, 0, 28.0 * k + 25, 25)) for k, each in enumerate(line)]
        for line in lines
    ]
    found = doubt_outer_bars(placed)
    assert [each.letter.text for line in found for each in line] == [*"".join(lines)]
    assert any(each.letter.confidence < 0.9 for line in found for each in line) == doubted


@pytest.mark.parametrize(
    ("text", "confidence", "doubted"),
    [("一改造管网", 0.95, True), ("一批管网", 0.95, False), ("一是改造管网", 0.99, False), ("一", 0.95, False)],
)
def test_a_bar_that_begins_a_cell_is_a_hair_unless_it_makes_a_word_or_is_sure(
    text: str, confidence: float, *, doubted: bool
) -> None:
    line = [Placed(Letter(each, 0.0, 1.0, 0.99), Box(28.0 * k, 0, 28.0 * k + 25, 25)) for k, each in enumerate(text)]
    line[0] = line[0].read("一", confidence)
    ((bar, *rest),) = doubt_outer_bars([line])
    assert (bar.letter.confidence < 0.9) == doubted
    assert all(each.letter.confidence > 0.9 for each in rest)


@pytest.mark.parametrize(
    ("text", "doubts"), [("有—定效果", "—"), ("上海—北京", ""), ("3月—定稿", "—"), ("2—定", ""), ("甲—；", "—")]
)
def test_a_dash_that_makes_a_word_as_one_may_be_one(text: str, doubts: str) -> None:
    line = [
        Placed(Letter(each, 0.0, 1.0, 0.99), Box(28.0 * k, 0.0, 28.0 * k + 25, 25.0)) for k, each in enumerate(text)
    ]
    assert "".join(each.letter.text for each in doubt_rivals(line, WHITE) if each.letter.confidence < 0.9) == doubts
