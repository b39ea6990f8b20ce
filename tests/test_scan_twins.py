"""What a ruling or a stamp may have taken of a character, and the same one elsewhere on its page that tells."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Placed
from pdf2form.sources.scan.stamps import COVERED, STAMPED
from pdf2form.sources.scan.twins import doubt_unlike as doubt_all_unlike

Ink = NDArray[np.uint8]


def page() -> Ink:
    return np.zeros((120, 400), np.uint8)


def flat(ink: Ink, cut: Ink, inks: Ink | None = None) -> Flat:
    nothing = np.zeros(ink.shape, np.bool_)
    bend = Bend(ink.shape[1], ink.shape[0], 0.0, (), ())
    white = np.where(ink > 0, np.uint8(0), np.uint8(255))
    return Flat(white, ink > 0, 2.8, bend, (), (), nothing, cut > 0, (), inks, shaded=True)


def placed(text: str, x: int, y: int, width: int, height: int, confidence: float = 0.99) -> Placed:
    return Placed(Letter(text, 0.0, 1.0, confidence), Box(x, y, x + width, y + height))


def draw(ink: Ink, each: Placed, *, slant: int = 0) -> None:
    x0, top, x1, bottom = map(round, each.ink)
    cv2.rectangle(ink, (x0, top), (x1 - 1, bottom - 1), 1, 1)
    cv2.line(ink, (x0, top), (x1 - 5 - slant, bottom - 5), 1, 2)


def doubt_unlike(lines: list[list[Placed]], paper: Flat, *around: tuple[str, str]) -> list[list[Placed]]:
    return doubt_all_unlike(lines, paper, [26.0] * len(lines), around or [("", "")] * len(lines))


def doubted(lines: list[list[Placed]]) -> str:
    return "".join(each.letter.text for line in lines for each in line if each.letter.confidence < 0.9)


@pytest.mark.parametrize(
    ("text", "height", "slant", "confidence", "doubts"),
    [
        ("水", 26, 0, 0.99, ""),
        ("木", 26, 0, 0.99, "水"),  # no other
        ("水", 23, 0, 0.99, "水"),  # a smaller one
        ("水", 26, 12, 0.99, "水"),  # one of another shape
        ("水", 26, 0, 0.95, "水"),  # one that may be another
    ],
)
def test_a_character_that_a_ruling_touches_is_whole_if_a_whole_one_looks_like_it(
    text: str, height: int, slant: int, confidence: float, doubts: str
) -> None:
    line, other = [placed("水", 50, 10, 26, 26)], [placed(text, 50, 70, 26, height, confidence)]
    ink, cut = page(), page()
    draw(ink, line[0])
    draw(ink, other[0], slant=slant)
    cut[36:40, 48:80] = 1
    assert doubted(doubt_unlike([line, other], flat(ink, cut))) == doubts


@pytest.mark.parametrize("text", ["3", "目"])
def test_a_figure_or_a_part_of_a_larger_character_that_a_ruling_touches_has_no_twin(text: str) -> None:
    lines, ink, cut = [[placed(text, 50, y, 12, 26)] for y in (10, 70)], page(), page()
    for line in lines:
        draw(ink, line[0])
    cut[36:40, 48:80] = 1
    assert doubted(doubt_unlike(lines, flat(ink, cut))) == text


@pytest.mark.parametrize(("broken", "doubts"), [(True, ""), (False, "5")])
def test_a_figure_in_pieces_where_a_stamp_was_is_whole_only_if_it_is_printed_in_pieces(
    broken: bool, doubts: str
) -> None:
    lines, ink, inks = [[placed("5", 50, y, 14, 26)] for y in (10, 70)], page(), page()
    for line in lines:
        draw(ink, line[0])
    ink[22, 50:64] = 0  # a hair's breadth of its strokes
    if broken:
        ink[82, 50:64] = 0
    inks[5:40, 45:70] = STAMPED
    assert doubted(doubt_unlike(lines, flat(ink, page(), inks))) == doubts


@pytest.mark.parametrize(
    ("what", "shade", "shaded", "doubts"),
    [
        (STAMPED, 150, True, ""),
        (STAMPED, 230, True, "5"),  # nothing is left there
        (STAMPED, 150, False, "5"),
        (COVERED, 150, True, "5"),
    ],
)
def test_a_figure_whose_pieces_a_shade_joins_is_whole_where_a_coloured_stamp_was(
    what: int, shade: int, doubts: str, *, shaded: bool
) -> None:
    line, ink, inks = [placed("5", 50, 10, 14, 26)], page(), page()
    draw(ink, line[0])
    ink[22, 50:64] = 0
    inks[5:40, 45:70] = what
    paper = flat(ink, page(), inks)._replace(shaded=shaded)
    paper.grey[22, 50:64] = shade
    assert doubted(doubt_unlike([line], paper)) == doubts


@pytest.mark.parametrize(
    ("width", "height", "count", "doubts"), [(14, 11, 3, "%"), (12, 11, 3, ""), (28, 22, 3, ""), (14, 11, 1, "")]
)
def test_a_small_sign_that_is_wider_than_others_of_its_page_may_be_a_per_mille(
    width: int, height: int, count: int, doubts: str
) -> None:
    scale = height // 11
    lines = [[placed("%", 50, 10, width, height)]]
    lines += [[placed("%", 100 + 40 * k, 10, 10 * scale, 11 * scale)] for k in range(count)]
    ink = page()
    for line in lines:
        draw(ink, line[0])
    assert doubted(doubt_unlike(lines, flat(ink, page()))) == doubts


@pytest.mark.parametrize(("width", "doubts"), [(20, "‰"), (24, "")])
def test_a_per_mille_that_is_no_wider_than_the_per_cents_of_its_page_is_doubted(width: int, doubts: str) -> None:
    lines = [[placed("‰", 50, 10, width, 22)], *([placed("%", 100 + 40 * k, 10, 20, 22)] for k in range(3))]
    ink = page()
    for line in lines:
        draw(ink, line[0])
    assert doubted(doubt_unlike(lines, flat(ink, page()))) == doubts


@pytest.mark.parametrize(("width", "doubts"), [(12, ""), (25, "-")])
def test_a_dash_where_a_stamp_was_is_as_long_as_another_one(width: int, doubts: str) -> None:
    lines, ink, inks = [[placed("-", 50, 20, 12, 3)], [placed("-", 50, 80, width, 3)]], page(), page()
    ink[20:23, 50:62] = ink[80:83, 50 : 50 + width] = 1
    inks[5:40, 45:70] = STAMPED
    assert doubted(doubt_unlike(lines, flat(ink, page(), inks))) == doubts


@pytest.mark.parametrize(("x", "y", "doubts"), [(86, 86, ""), (92, 86, "、"), (86, 78, "、")])
def test_a_mark_at_the_end_of_a_line_is_certain_if_one_stands_so_elsewhere(x: int, y: int, doubts: str) -> None:
    ends = [placed("补", 50, 10, 26, 26), placed("、", 86, 26, 8, 8, 0.6)]
    other = [placed("志", 50, 70, 26, 26), placed("、", x, y, 8, 8), placed("材", 110, 70, 26, 26)]
    ink = page()
    for each in (*ends, *other):
        draw(ink, each)
    assert doubted(doubt_unlike([ends, other], flat(ink, page()))) == doubts


@pytest.mark.parametrize(
    ("others", "slant", "stamped", "doubts"), [(2, 0, 0, ""), (1, 0, 0, "≧"), (2, 12, 0, "≧"), (2, 0, 1, "≧")]
)
def test_a_sign_of_order_is_certain_if_two_that_are_look_like_it(
    others: int, slant: int, stamped: int, doubts: str
) -> None:
    lines = [[placed("≧", 20 + 60 * k, 10, 26, 26, 0.99 if k else 0.6)] for k in range(others + 1)]
    ink, inks = page(), page()
    for k, line in enumerate(lines):
        draw(ink, line[0], slant=slant if k == 1 else 0)
    inks[5:40, :30] = STAMPED * stamped
    assert doubted(doubt_unlike(lines, flat(ink, page(), inks))) == doubts


@pytest.mark.parametrize(
    ("turned", "slant", "fourth", "doubts"),
    [(True, 0, "5", ""), (False, 0, "5", "≤"), (True, 12, "5", "≤"), (True, 0, "≧", "≤≧")],
)
def test_a_sign_of_order_is_certain_if_two_look_like_it_in_a_mirror(
    slant: int, fourth: str, doubts: str, *, turned: bool
) -> None:
    lines = [[placed("≥" if k else "≤", 20 + 60 * k, 10, 26, 26, 0.99 if k else 0.5)] for k in range(3)]
    lines.append([placed(fourth, 200, 10, 26, 26)])
    ink = page()
    for k, line in enumerate(lines):
        draw(ink, line[0], slant=slant if k == 1 else 0)
    if turned:
        ink[:, 20:46] = ink[:, 20:46][:, ::-1]
    assert doubted(doubt_unlike(lines, flat(ink, page()))) == doubts


@pytest.mark.parametrize(
    ("size", "alone", "others", "doubts"),
    [(8, True, 2, ""), (8, True, 1, "。"), (3, True, 2, "。"), (8, False, 2, "。")],
)
def test_a_full_stop_in_a_line_of_its_own_is_certain_if_it_is_a_ring_like_others(
    size: int, others: int, doubts: str, *, alone: bool
) -> None:
    ink, stop = page(), placed("。", 50, 30, size, size, 0.6)
    lines = [[stop] if alone else [placed("3", 20, 10, 20, 26), stop]]
    lines += [
        [placed("好", 100 + 70 * k, 70, 26, 26), placed("。", 130 + 70 * k, 88, size, size)] for k in range(others)
    ]
    for line in lines:
        x0, top, x1, bottom = map(round, line[-1].ink)
        cv2.rectangle(ink, (x0, top), (x1 - 1, bottom - 1), 1, 2)
    assert doubted(doubt_unlike(lines, flat(ink, page()))) == doubts


@pytest.mark.parametrize(
    ("text", "width", "doubts"),
    [("2", 12, ""), ("2", 13, "2"), ("3", 12, "3"), ("1", 12, "1"), ("8", 12, "")],
)
def test_a_figure_that_begins_at_a_ruling_is_whole_if_one_as_wide_looks_like_it(
    text: str, width: int, doubts: str
) -> None:
    line, other = [placed(doubts or text, 50, 10, 12, 20)], [placed(text, 150, 70, width, 20)]
    ink = page()
    draw(ink, line[0])
    draw(ink, other[0])
    paper = flat(ink, page())
    paper.ruled[:, 48:50] = True
    assert doubted(doubt_unlike([line, other], paper)) == doubts


@pytest.mark.parametrize(
    ("word", "confidence", "doubts"), [("排水", 0.99, ""), ("排水", 0.95, "水"), ("竿水", 0.99, "水")]
)
def test_a_character_that_a_ruling_touches_is_whole_in_a_word_that_no_other_makes(
    word: str, confidence: float, doubts: str
) -> None:
    line = [placed(word[0], 50, 10, 26, 26), placed(word[1], 80, 10, 26, 26, confidence)]
    ink, cut = page(), page()
    draw(ink, line[1])
    cut[36:40, 78:110] = 1
    assert doubted(doubt_unlike([line], flat(ink, cut))) == doubts


@pytest.mark.parametrize(("before", "doubts"), [("加强排", ""), ("", "水"), ("加强管", "水")])
def test_a_word_may_begin_in_the_line_before(before: str, doubts: str) -> None:
    line = [placed("水", 80, 10, 26, 26), placed("能", 110, 10, 26, 26)]
    ink, cut = page(), page()
    draw(ink, line[0])
    cut[36:40, 78:106] = 1
    assert doubted(doubt_unlike([line], flat(ink, cut), (before, "力不足"))) == doubts


@pytest.mark.parametrize(
    ("other", "width", "shaded", "doubts"),
    [("-", 13, False, ""), ("-", 20, False, "--"), ("7", 12, False, "-"), ("7", 12, True, "")],
)
def test_a_dash_in_black_and_white_is_print_if_another_one_is_as_long(
    other: str, width: int, doubts: str, *, shaded: bool
) -> None:
    lines = [[placed("-", 50, 20, 12, 3)], [placed(other, 50, 80, width, 3)]]
    assert doubted(doubt_unlike(lines, flat(page(), page())._replace(shaded=shaded))) == doubts


@pytest.mark.parametrize(
    ("other", "height", "shaded", "doubts"),
    [("1", 20, False, ""), ("1", 26, False, "1"), ("7", 20, False, "1"), ("7", 20, True, "")],
)
def test_a_lone_1_in_black_and_white_is_print_if_another_one_looks_like_it(
    other: str, height: int, doubts: str, *, shaded: bool
) -> None:
    lines = [[placed("1", 50, 20, 6, 20)], [placed(other, 50, 70, 6, height), placed("5", 70, 70, 12, 20)]]
    ink = page()
    for each in (*lines[0], *lines[1]):
        draw(ink, each)
    assert doubted(doubt_unlike(lines, flat(ink, page())._replace(shaded=shaded))) == doubts


@pytest.mark.parametrize(("signs", "doubts"), [("≥≥≥", ""), ("≥≥≧", "≧"), ("≥≧", "≥≧"), ("≥≤", "")])
def test_a_sign_in_another_font_than_those_of_its_page_is_doubted(signs: str, doubts: str) -> None:
    lines = [
        [placed(sign, 50 + 40 * k, 20, 20, 20), placed("9", 75 + 40 * k, 20, 12, 20)] for k, sign in enumerate(signs)
    ]
    assert doubted(doubt_unlike(lines, flat(page(), page()))) == doubts


@pytest.mark.parametrize(
    ("text", "confidence", "others", "doubts"),
    [
        ("8", 0.6, "88", ""),
        ("8", 0.6, "8", "8"),  # one may be wrong as well
        ("8", 0.5, "88", "8"),  # its ink leaves it open
        ("8", 0.6, "883", "8"),  # another one looks so, too
        ("粟", 0.6, "粟粟", "粟"),  # 栗 is taken for it everywhere
        (".", 0.6, "..", "."),  # so does dust
    ],
)
def test_what_networks_differ_about_is_certain_if_it_is_alike_to_others(
    text: str, confidence: float, others: str, doubts: str
) -> None:
    ink = page()
    lines = [[placed(text, 50, 10, 20, 26, confidence)]]
    lines += [[placed(other, 100 + 60 * k, 70, 20, 26)] for k, other in enumerate(others)]
    for line in lines:
        draw(ink, line[0])
    assert doubted(doubt_unlike(lines, flat(ink, page()))) == doubts


@pytest.mark.parametrize(("x", "y", "doubts"), [(82, 92, ""), (85, 92, "."), (82, 86, ".")])
def test_a_point_behind_the_last_figure_of_a_line_is_print_if_another_stands_just_so(
    x: int, y: int, doubts: str
) -> None:
    ink = page()
    ends = [placed("3", 66, 10, 14, 26), placed(".", 82, 32, 4, 4, 0.5)]
    other = [placed("2", 66, 70, 14, 26), placed(".", x, y, 4, 4), placed("定", 110, 70, 26, 26)]
    for each in (*ends, *other):
        draw(ink, each)
    assert doubted(doubt_unlike([ends, other], flat(ink, page()))) == doubts


@pytest.mark.parametrize(("width", "doubts"), [(6, ""), (5, "--")])
def test_hyphens_of_a_few_pixels_are_as_long_within_one(width: int, doubts: str) -> None:
    lines = [[placed("-", 50, 20, 7, 3)], [placed("-", 50, 80, width, 3)]]
    paper = flat(page(), page())._replace(shaded=False)
    assert doubted(doubt_unlike(lines, paper)) == doubts
