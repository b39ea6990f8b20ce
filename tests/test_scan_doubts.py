"""What the place of a character says against it: strokes through it, rulings at it, dust that is taken for it."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.doubts import doubt_parts, is_cut, with_doubts, without_dust
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.placed import Placed
from pdf2form.sources.scan.stamps import COVERED, DRAWN, REMAINS, STAMPED
from pdf2form.sources.scan.stops import doubt_end, read_stop, settle_stops
from pdf2form.sources.scan.twins import doubt_unlike
from pdf2form.sources.scan.worn import is_in_pieces

EM = 27.0
Ink = NDArray[np.uint8]
CELL = Box(60.0, 4.0, 240.0, 56.0)


def page() -> Ink:
    return np.zeros((60, 400), np.uint8)


def flat(ink: Ink, pierced: Ink | None = None) -> Flat:
    nothing = np.zeros(ink.shape, np.bool_)
    grey = np.where(ink > 0, np.uint8(0), np.uint8(255))
    cut = nothing if pierced is None else pierced > 0
    bend = Bend(ink.shape[1], ink.shape[0], 0.0, (), ())
    return Flat(grey, ink > 0, 2.8, bend, (), (), nothing, cut, (), None, shaded=True)


def placed(text: str, x: float, width: float, confidence: float = 0.99) -> Placed:
    return Placed(Letter(text, 0.0, 1.0, confidence), Box(x, 15.0, x + width, 42.0))


def row(*each: Placed) -> TextLine:
    return TextLine(Box(each[0].ink.x0, 15.0, each[-1].ink.x1, 42.0), CELL, EM)


def boxes(ink: Ink, *each: Placed) -> None:
    for one in each:
        x0, top, x1, bottom = map(round, one.ink)
        cv2.rectangle(ink, (x0, top), (x1 - 1, bottom - 1), 1, 2)


def doubted(found: list[Placed]) -> str:
    return "".join(each.letter.text for each in found if each.letter.confidence < 0.9)


def against_all(line: list[Placed], paper: Flat) -> list[Placed]:
    return doubt_unlike([with_doubts(line, paper, row(*line))], paper, [EM], [("", "")])[0]


@pytest.mark.parametrize(("before", "doubts"), [("落", "."), ("十", ""), ("5", "")])
def test_a_point_behind_a_chinese_character_is_dust_unless_that_is_a_number(before: str, doubts: str) -> None:
    line = [placed(before, 100, 26), placed(".", 128, 4)._replace(ink=Box(128, 38, 132, 42)), placed("实", 150, 26)]
    ink = page()
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == doubts


EIGHTS = """
...######......#####.....
..########....########...
.####...###..###....###..
.###.....##..##......##..
.###....###..###....###..
.####..####..###...###...
..#######.....########...
..########....########...
..#########..#########...
.###....###..###....###..
###......######......####
###......######......###.
.###.....#######....####.
.##########..##########..
...######......#######...
"""


def test_two_figures_whose_loops_touch_are_not_struck() -> None:
    drawn = np.array([[letter == "#" for letter in row] for row in EIGHTS.split()], np.uint8)
    ink = page()
    ink[20 : 20 + len(drawn), 100 : 100 + drawn.shape[1]] = drawn
    line = [Placed(Letter("8", 0.0, 1.0, 0.99), Box(x, 20, x + 12, 35)) for x in (100, 113)]
    place = TextLine(Box(100.0, 20.0, 125.0, 35.0), CELL, 17.0)
    assert doubted(with_doubts(line, flat(ink)._replace(shaded=False), place)) == ""


def test_figures_that_a_stroke_runs_through_are_doubted() -> None:
    line = [placed(text, 100 + 16 * k, 12) for k, text in enumerate("9764")]
    ink = page()
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == ""
    cv2.rectangle(ink, (96, 27), (168, 29), 1, -1)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == "9764"


def test_characters_whose_strokes_touch_are_not_struck_out() -> None:
    line = [placed("市", 100, 26), placed("市", 127, 26), placed("场", 155, 26)]
    ink = page()
    boxes(ink, *line)
    cv2.rectangle(ink, (100, 20), (152, 21), 1, -1)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == ""


@pytest.mark.parametrize(
    ("y", "shade", "doubts"),
    [(19, 0, "数量指标"), (19, 60, "数量指标"), (19, 100, ""), (28, 100, "数量指标")],
)
def test_what_strikes_out_chinese_characters_goes_through_their_middle_or_is_as_dark_between_them(
    y: int, shade: int, doubts: str
) -> None:
    line, ink = [placed(text, 60 + 31 * k, 26) for k, text in enumerate("数量指标")], page()
    boxes(ink, *line)
    cv2.rectangle(ink, (60, y), (178, y + 1), 1, -1)
    paper = flat(ink)
    for each in line[1:]:
        paper.grey[y : y + 2, round(each.ink.x0) - 6 : round(each.ink.x0)] = shade
    assert doubted(with_doubts(line, paper, row(*line))) == doubts
    assert doubted(with_doubts(line, paper._replace(shaded=False), row(*line))) == "数量指标"


@pytest.mark.parametrize(("y", "found"), [(41, "二3"), (28, "二3额")])
def test_a_ruling_at_the_edge_of_a_character_leaves_open_what_a_stroke_makes_another(y: int, found: str) -> None:
    line = [placed("二", 100, 26), placed("3", 130, 12), placed("额", 150, 26)]
    ink, cut = page(), page()
    boxes(ink, *line)
    cut[y] = 1
    assert doubted(against_all(line, flat(ink, cut))) == found


@pytest.mark.parametrize(
    ("place", "confidence", "doubts"),
    [((150, 41, 180, 43), 0.99, ""), ((150, 41, 180, 43), 0.95, ")"), ((152, 26, 158, 29), 0.99, ")")],
)
def test_a_bracket_that_a_ruling_touches_above_or_below_is_whole(
    place: tuple[int, int, int, int], confidence: float, doubts: str
) -> None:
    line, ink, cut = [placed("额", 120, 26), placed(")", 150, 7, confidence)], page(), page()
    boxes(ink, *line)
    x0, top, x1, bottom = place
    cut[top:bottom, x0:x1] = 1
    assert doubted(against_all(line, flat(ink, cut))) == doubts


@pytest.mark.parametrize(
    ("text", "confidence", "doubts"), [("额", 0.99, ""), ("额", 0.95, "额"), ("日", 0.99, "日"), ("3", 0.99, "3")]
)
def test_a_column_that_touches_a_character_leaves_it_whole_if_no_stroke_more_makes_it_another(
    text: str, confidence: float, doubts: str
) -> None:
    line = [placed(text, 100, 26, confidence), placed("度", 130, 26)]
    ink, cut = page(), page()
    boxes(ink, *line)
    cut[20:30, 96:102] = 1
    assert doubted(against_all(line, flat(ink, cut))) == doubts
    cut[20:30, 96:106] = 1
    assert doubted(against_all(line, flat(ink, cut))) == text


@pytest.mark.parametrize(
    ("text", "width", "doubts"), [("额", 26, ""), ("额", 18, "额"), ("日", 26, "日"), ("石", 20, "")]
)
def test_a_character_as_wide_as_others_may_begin_at_a_ruling(text: str, width: int, doubts: str) -> None:
    line, ink = [placed(text, 100, width), placed("度", 130, 26)], page()
    boxes(ink, *line)
    found = flat(ink)
    found.ruled[:, 95:100] = True
    assert is_cut(0, line, found, EM) == bool(doubts)


@pytest.mark.parametrize(
    ("right", "y", "doubts"), [(153, 17, ""), (140, 28, ""), (150, 28, "得分"), (153, 28, "得分"), (172, 17, "得分")]
)
def test_two_characters_alone_are_struck_out_by_what_goes_through_their_middle_or_beyond_them(
    right: int, y: int, doubts: str
) -> None:
    line, ink = [placed("得", 100, 24), placed("分", 128, 25)], page()
    boxes(ink, *line)
    cv2.rectangle(ink, (100, y), (right - 1, y + 1), 1, -1)
    whole = row(*line)
    whole = whole._replace(box=whole.box._replace(x1=max(153.0, right)))
    assert doubted(with_doubts(line, flat(ink), whole)) == doubts


def test_two_characters_that_touch_at_one_height_strike_out_no_long_line() -> None:
    line, ink = [placed(text, 60 + 31 * k, 26) for k, text in enumerate("青岑市市场监督")], page()
    boxes(ink, *line)
    cv2.rectangle(ink, (122, 27), (187, 28), 1, -1)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == ""
    cv2.rectangle(ink, (60, 27), (220, 28), 1, -1)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == "青岑市市场监督"


def test_a_figure_that_a_pen_went_over_is_doubted() -> None:
    line, ink = [placed(text, 100 + 16 * k, 12) for k, text in enumerate("9764")], page()
    boxes(ink, *line)
    inks = np.zeros_like(ink)
    inks[10:50, 118:126] = DRAWN
    assert doubted(with_doubts(line, flat(ink)._replace(inks=inks), row(*line))) == "7"


def test_a_figure_that_may_be_left_of_a_grey_stamp_is_doubted() -> None:
    line = [placed(text, 100 + 16 * k, 12) for k, text in enumerate("97")]
    ink = page()
    boxes(ink, *line)
    inks = np.zeros(ink.shape, np.uint8)
    inks[:, 116:] = REMAINS
    assert doubted(with_doubts(line, flat(ink)._replace(inks=inks), row(*line))) == "7"


@pytest.mark.parametrize(("bend", "doubts"), [(0, ""), (3, "-")])
def test_a_lone_dash_that_bends_may_be_a_hair(bend: int, doubts: str) -> None:
    ink = page()
    cv2.polylines(ink, [np.array([(142, 28), (150, 28 + bend), (158, 28)])], False, 1, 2)
    dash = Placed(Letter("-", 0.0, 1.0, 0.99), Box(141.0, 26.0, 160.0, 32.0))
    assert doubted(with_doubts([dash], flat(ink), TextLine(dash.ink, CELL, EM))) == doubts


def speck(text: str, width: int, height: int, *, shares: bool = False) -> str:
    box = Box(150.0 - width / 2, 30.0 - height / 2, 150.0 + width / 2, 30.0 + height / 2)
    seen = [Placed(Letter(text, 0.0, 1.0, 0.4), box)] if text else []
    found = without_dust(seen, TextLine(box, CELL, EM, shares=shares), 30.0)
    return "".join(each.letter.text for each in found)


def test_a_speck_in_a_cell_is_no_character() -> None:
    assert speck("1", 3, 3) == ""
    assert speck("6", 5, 6, shares=True) == ""
    assert speck("。", 6, 6, shares=True) == "。"


def test_a_flat_speck_in_the_middle_of_its_cell_may_be_a_hyphen() -> None:
    assert speck("", 5, 3) == "-"
    assert speck("", 5, 3, shares=True) == ""
    assert speck("-", 8, 3) == "-"


@pytest.mark.parametrize(("before", "found"), [("45", "9"), ("", "")])
def test_a_part_of_a_line_far_behind_another_is_doubted_but_not_behind_dust(before: str, found: str) -> None:
    last = [placed(each, 70, 10) for each in before]
    part = [placed("9", 200, 12)]
    line = TextLine(Box(200.0, 15.0, 212.0, 42.0), CELL, EM, follows=True)
    assert doubted(doubt_parts(part, line, last)) == found


@pytest.mark.parametrize(("grey", "found"), [(255, ""), (200, ""), (150, "6")])
def test_a_faint_stroke_before_a_number_leaves_its_first_figure_open(grey: int, found: str) -> None:
    line = [placed("6", 130, 12), placed("2", 146, 12)]
    ink = page()
    boxes(ink, *line)
    paper = flat(ink)
    faint = paper.grey.copy()
    faint[28:30, 115:123] = grey
    assert doubted(with_doubts(line, paper._replace(grey=faint), row(*line))) == found


@pytest.mark.parametrize(("side", "grey", "found"), [(6, 255, ""), (6, 150, "2"), (6, 200, ""), (2, 150, "")])
def test_a_faint_mark_behind_a_line_leaves_its_last_character_open(side: int, grey: int, found: str) -> None:
    line = [placed("6", 130, 12), placed("2", 146, 12)]
    ink = page()
    boxes(ink, *line)
    paper = flat(ink)
    faint = paper.grey.copy()
    faint[40 - side : 40, 166 : 166 + side] = grey
    assert doubted(with_doubts(line, paper._replace(grey=faint), row(*line))) == found


@pytest.mark.parametrize(("top", "found"), [(0, ""), (24, "2")])
def test_a_shadow_behind_a_line_is_as_high_as_all_of_it_and_no_mark(top: int, found: str) -> None:
    line = [placed("6", 130, 12), placed("2", 146, 12)]
    ink = page()
    boxes(ink, *line)
    paper = flat(ink)
    faint = paper.grey.copy()
    faint[top : 60 - top, 166:180] = 150
    assert doubted(with_doubts(line, paper._replace(grey=faint), row(*line))) == found


def test_letters_that_may_be_one_sign_are_doubted() -> None:
    one = [placed("到", 60, 26), placed("I", 92, 4), placed("V", 97, 17), placed("类", 118, 26)]
    wide = [placed("到", 60, 26), placed("V", 92, 17), placed("I", 112, 4), placed("I", 121, 4), placed("类", 129, 26)]
    word = [placed("I", 92, 4), placed("V", 99, 17), placed("D", 118, 17)]
    for line, found in ((one, "IV"), (wide, "VII"), (word, "")):
        ink = page()
        boxes(ink, *line)
        assert doubted(with_doubts(line, flat(ink), row(*line))) == found


def test_a_character_that_is_seldom_printed_is_doubted() -> None:
    line, ink = [placed("被", 80, 26), placed("盜", 110, 26), placed("盗", 140, 26)], page()
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == "盜"


@pytest.mark.parametrize(("width", "found"), [(3, "。"), (5, ""), (8, "")])
def test_a_full_stop_that_is_no_ring_is_doubted(width: int, found: str) -> None:
    line, ink = [placed("版", 80, 26), placed("。", 112, width), placed("其", 130, 26)], page()
    boxes(ink, *line)
    paper = flat(ink)
    assert doubted(with_doubts(line, paper, row(*line))) == found
    black = "" if width == 8 else "。"
    assert doubted(with_doubts(line, paper._replace(shaded=False), row(*line))) == black
    paper.dark[15:42, 112 : 112 + width] = True  # its hole
    assert doubted(with_doubts(line, paper, row(*line))) == black


def test_a_point_where_a_stamp_was_is_doubted() -> None:
    ink = page()
    inks = page()
    inks[30:45, 100:110] = STAMPED
    figures = [placed("1", 80, 12), placed(",", 102, 5), placed("7", 115, 12), placed("1", 130, 12)]
    read = with_doubts(figures, flat(ink)._replace(inks=inks), row(*figures))
    assert [each.letter.confidence < 0.9 for each in read] == [False, True, False, False]


@pytest.mark.parametrize(("point", "shade", "doubts"), [(".", 40, ""), (".", 140, "."), ("，", 40, ""), ("-", 40, "-")])
def test_a_point_as_dark_as_its_line_is_print_also_where_a_stamp_was(point: str, shade: int, doubts: str) -> None:
    ink, inks = page(), page()
    inks[30:45, 95:115] = STAMPED
    figures = [placed("1", 80, 12), placed(point, 102, 5), placed("7", 115, 12), placed("1", 130, 12)]
    figures[1] = figures[1]._replace(ink=Box(102, 37, 107, 42))
    boxes(ink, *figures)
    grey = np.where(ink > 0, np.uint8(20), np.uint8(255))
    grey[37:42, 102:107] = shade
    assert doubted(against_all(figures, flat(ink)._replace(inks=inks, grey=grey))) == doubts


@pytest.mark.parametrize(
    ("dash", "shade", "kind", "doubts"),
    [
        (Box(104, 28, 112, 31), 40, STAMPED, ""),
        (Box(104, 28, 112, 31), 140, STAMPED, "-"),  # of the stamp
        (Box(104, 28, 112, 31), 40, COVERED, "-"),  # its end may be gone
        (Box(104, 38, 112, 41), 40, STAMPED, "-"),  # too low
        (Box(104, 28, 108, 31), 40, STAMPED, "-"),  # too short
    ],
)
def test_a_dash_between_figures_as_dark_as_they_are_is_print_also_where_a_stamp_was(
    dash: Box, shade: int, kind: np.uint8, doubts: str
) -> None:
    ink, inks = page(), page()
    inks[20:50, 95:118] = kind
    line = [placed("6", 80, 12), placed("-", 104, 8)._replace(ink=dash), placed("9", 124, 12)]
    boxes(ink, *line)
    grey = np.where(ink > 0, np.uint8(20), np.uint8(255))
    x0, top, x1, bottom = map(round, dash)
    grey[top:bottom, x0:x1] = shade
    assert doubted(against_all(line, flat(ink)._replace(inks=inks, grey=grey))) == doubts


def test_a_point_before_three_figures_may_be_a_comma_whose_tail_lay_under_a_stamp() -> None:
    ink, inks = page(), page()
    inks[30:45, 95:115] = STAMPED
    figures = [placed(text, 80 + 18 * k, 12) for k, text in enumerate("1.710")]
    figures[1] = figures[1]._replace(ink=Box(100, 37, 105, 42))
    boxes(ink, *figures)
    assert doubted(with_doubts(figures, flat(ink)._replace(inks=inks), row(*figures))) == "."


def test_a_point_between_chinese_characters_may_be_a_comma_whose_tail_lay_under_a_stamp() -> None:
    line, ink = [placed("里", 100, 26), placed(".", 130, 4), placed("岸", 140, 26)], page()
    boxes(ink, line[0], line[2])
    ink[38:42, 130:134] = 1
    line[1] = line[1]._replace(ink=Box(130.0, 38.0, 134.0, 42.0))
    inks = np.full_like(ink, STAMPED)
    assert doubted(with_doubts(line, flat(ink)._replace(inks=inks), row(*line))) == "."


def test_a_figure_as_wide_as_two_where_a_stamp_was_is_doubted() -> None:
    line, ink = [placed("4", 100, 12), placed("0", 118, 30), placed("次", 156, 26)], page()
    boxes(ink, *line)
    inks = np.zeros_like(ink)
    assert doubted(against_all(line, flat(ink)._replace(inks=inks))) == ""
    inks[10:50, 136:142] = STAMPED
    assert doubted(against_all(line, flat(ink)._replace(inks=inks))) == "0"


@pytest.mark.parametrize(("left", "found"), [(62, "8"), (40, ""), (146, "0")])
def test_a_sign_beside_a_number_may_have_gone_with_a_grey_stamp_that_covered_its_place(left: int, found: str) -> None:
    line, ink = [placed("8", 90, 12), placed("0", 106, 12), placed("0", 122, 12)], page()
    boxes(ink, *line)
    for kind, doubts in ((COVERED, found), (STAMPED, "")):
        inks = np.zeros_like(ink)
        inks[10:50, left : left + 12] = kind
        assert doubted(with_doubts(line, flat(ink)._replace(inks=inks), row(*line))) == doubts


def test_no_point_is_hidden_between_ones_that_stand_as_close_as_figures_do() -> None:
    inks = page()
    inks[30:45, 85:110] = STAMPED
    ones = [placed("1", 80, 6), placed("1", 100, 6)]
    assert doubted(with_doubts(ones, flat(page())._replace(inks=inks), row(*ones))) == ""


@pytest.mark.parametrize(
    ("what", "shade", "shaded", "doubts"),
    [
        (STAMPED, 255, True, ""),
        (STAMPED, 150, True, "1"),  # of a point that is too pale for ink
        (COVERED, 255, True, "1"),  # gone with a grey stamp
        (STAMPED, 255, False, "1"),
        (0, 255, True, ""),
    ],
)
def test_white_between_figures_where_a_stamp_was_may_have_held_a_point(
    what: int, shade: int, doubts: str, *, shaded: bool
) -> None:
    ink, inks = page(), page()
    inks[30:45, 94:104] = what
    figures = [placed("1", 80, 12), placed("7", 106, 12)]
    boxes(ink, *figures)
    paper = flat(ink)._replace(inks=inks, shaded=shaded)
    paper.grey[37:41, 97:101] = shade
    assert doubted(with_doubts(figures, paper, row(*figures))) == doubts


def test_the_figure_beside_a_point_is_no_part_of_it_where_a_stamp_was() -> None:
    line, ink, inks = [placed("4", 80, 12), placed(".", 95, 9), placed("9", 104, 8)], page(), page()
    boxes(ink, line[0])
    ink[38:42, 95:99] = 1
    cv2.rectangle(ink, (101, 15), (111, 41), 1, 2)  # the cut went through it
    inks[30:45, 90:110] = STAMPED
    assert doubted(with_doubts(line, flat(ink)._replace(inks=inks), row(*line))) == ""


@pytest.mark.parametrize(("high", "ruled", "doubts"), [(24, True, ""), (21, True, "火"), (21, False, "")])
def test_a_line_that_a_ruling_took_the_edge_of_is_lower_than_its_characters_are_wide(
    high: int, ruled: bool, doubts: str
) -> None:
    line, ink = [placed(text, 80 + 27 * k, 25) for k, text in enumerate("风火机")], page()
    line = [each._replace(ink=each.ink._replace(top=each.ink.bottom - high)) for each in line]
    boxes(ink, *line)
    paper = flat(ink, page())
    if ruled:
        paper.ruled[round(line[0].ink.top) - 2 : round(line[0].ink.top), 60:240] = True
    assert doubted(against_all(line, paper)) == doubts


@pytest.mark.parametrize(("others", "doubts"), [(21, ""), (24, "火")])
def test_a_line_as_high_as_others_of_its_page_lost_nothing_to_a_ruling(others: int, doubts: str) -> None:
    line = [placed(text, 80 + 27 * k, 25) for k, text in enumerate("风火机组")]
    line = [each._replace(ink=each.ink._replace(top=each.ink.bottom - 21)) for each in line]
    beside = [each._replace(ink=each.ink._replace(top=50, bottom=50 + others)) for each in line[:1] * 4]
    beside = [each._replace(ink=each.ink._replace(x0=80 + 27 * k, x1=105 + 27 * k)) for k, each in enumerate(beside)]
    ink = np.zeros((200, 400), np.uint8)
    boxes(ink, *line)
    paper = flat(ink, np.zeros_like(ink))
    paper.ruled[round(line[0].ink.top) - 2 : round(line[0].ink.top), 60:240] = True
    assert doubted(doubt_unlike([line, *[beside] * 3], paper, [EM] * 4, [("", "")] * 4)[0]) == doubts


@pytest.mark.parametrize(("others", "pitch", "doubts"), [(17, 18, ""), (18, 18, "火"), (18, 27, "")])
def test_a_line_that_looks_high_enough_lost_a_stroke_if_those_of_its_pitch_are_higher_in_small_print(
    others: int, pitch: int, doubts: str
) -> None:
    line = [placed(text, 80 + pitch * k, 17) for k, text in enumerate("力火火机")]
    line = [each._replace(ink=each.ink._replace(top=each.ink.bottom - 17)) for each in line]
    box = [Box(80 + pitch * k, 50, 97 + pitch * k, 50 + others) for k in range(4)]
    beside = [placed("日", 80, 17)._replace(ink=ink) for ink in box]
    ink = np.zeros((200, 400), np.uint8)
    boxes(ink, *line)
    paper = flat(ink, np.zeros_like(ink))
    paper.ruled[round(line[0].ink.top) - 2 : round(line[0].ink.top), 60:240] = True
    found = doubt_unlike([line, *[beside] * 3], paper, [EM] * 4, [("", "")] * 4)[0]
    assert ("火" in doubted(found)) == bool(doubts)


@pytest.mark.parametrize(
    ("x", "y", "end", "doubts"), [(100, 66, 232, "捷"), (130, 66, 232, ""), (100, 66, 190, ""), (100, 46, 232, "")]
)
def test_a_speck_where_the_next_line_of_a_full_one_begins_may_be_its_full_stop(
    x: int, y: int, end: int, doubts: str
) -> None:
    line = [placed("便", 100, 26), placed("捷", end - 26, 26)]
    speck = TextLine(Box(x, y - 3, x + 3, y), CELL, EM)
    assert doubted(doubt_end(line, row(*line), [speck])) == doubts
    assert doubted(read_stop(speck, [row(*line)])) == ("。" if doubts else "")


@pytest.mark.parametrize(
    ("drawn", "x", "radius", "confidence", "doubts"),
    [
        ("ring", 103, 3, 0.6, ""),
        ("ring", 103, 5, 0.6, "。"),  # a figure or a 口
        ("ring", 130, 3, 0.6, "。"),  # where no line begins
        ("disc", 103, 3, 0.6, "。"),
        ("ring", 103, 3, 0.5, "。"),  # what its place says against it
    ],
)
def test_a_whole_ring_where_the_next_line_of_a_full_cell_begins_is_its_stop(
    drawn: str, x: int, radius: int, confidence: float, doubts: str
) -> None:
    line, ink = [placed("便", 100, 26), placed("捷", 206, 26)], np.zeros((100, 400), np.uint8)
    cv2.circle(ink, (x + radius, 66 - radius), radius, 1, 1 if drawn == "ring" else -1)
    box = Box(x, 65.0 - 2 * radius, x + 2 * radius + 1, 67.0)
    stop = [Placed(Letter("。", 0.0, 1.0, confidence), box)]
    assert doubted(settle_stops(stop, TextLine(box, CELL, EM), [row(*line)], flat(ink))) == doubts


@pytest.mark.parametrize(
    ("before", "x", "y", "doubts"),
    [
        ("好", 129, 36, ""),
        ("好", 137, 25, ""),  # as in Taiwan
        ("好", 146, 36, "。"),  # far behind
        ("好", 129, 17, "。"),  # °
        ("5", 129, 36, "。"),
    ],
)
def test_a_whole_ring_behind_a_chinese_character_is_its_stop(before: str, x: int, y: int, doubts: str) -> None:
    line, ink = [placed(before, 100, 26)], page()
    cv2.circle(ink, (x + 3, y + 3), 3, 1, 1)
    stop = Placed(Letter("。", 0.0, 1.0, 0.6), Box(x, y, x + 7, y + 7))
    place = TextLine(Box(100.0, 15.0, x + 7, 43.0), CELL, EM)
    assert doubted(settle_stops([*line, stop], place, [place], flat(ink))) == doubts


@pytest.mark.parametrize(("text", "width", "doubts"), [("、", 8, ""), ("、", 10, "、"), ("，", 8, "，")])
def test_a_sign_of_its_own_width_is_print_also_where_a_stamp_was(text: str, width: int, doubts: str) -> None:
    line = [placed("全", 60, 26), placed(text, 96, width), placed("数", 124, 26)]
    line[1] = line[1]._replace(ink=line[1].ink._replace(top=34))
    ink, inks = page(), page()
    boxes(ink, *line)
    inks[30:45, 90:110] = STAMPED
    grey = np.where(ink > 0, np.uint8(20), np.uint8(255))
    assert doubted(with_doubts(line, flat(ink)._replace(inks=inks, grey=grey), row(*line))) == doubts


def full_stop(ink: Ink, *, whole: bool) -> Placed:
    cv2.circle(ink, (105, 38), 3, 1, 1)
    if not whole:
        ink[:, :103] = 0
    return Placed(Letter("。", 0.0, 1.0, 0.96), Box(102.0 if whole else 103.0, 35.0, 109.0, 42.0))


@pytest.mark.parametrize(("whole", "doubts"), [(True, ""), (False, "。")])
def test_a_ring_at_a_ruling_is_whole_if_it_is_closed(whole: bool, doubts: str) -> None:
    ink = page()
    stop = full_stop(ink, whole=whole)
    found = flat(ink, page())
    found.ruled[:, 95 : round(stop.ink.x0)] = True
    assert doubted(with_doubts([stop], found, row(stop))) == doubts


@pytest.mark.parametrize(("shade", "doubts"), [(20, ""), (150, "。")])
def test_a_full_stop_in_a_line_of_its_own_is_print_if_it_is_as_dark_as_its_sentence(shade: int, doubts: str) -> None:
    ink = page()
    stop = full_stop(ink, whole=True)
    cv2.rectangle(ink, (101, 3), (118, 12), 1, 2)
    grey = np.where(ink > 0, np.uint8(20), np.uint8(255))
    grey[30:][ink[30:] > 0] = shade
    paper = flat(ink)._replace(inks=np.full_like(ink, STAMPED), grey=grey)
    assert doubted(with_doubts([stop], paper, row(stop))) == doubts


@pytest.mark.parametrize(("left", "doubts"), [(141, ""), (130, "-")])
def test_a_lone_dash_with_more_ink_beside_it_may_be_a_hair(left: int, doubts: str) -> None:
    ink = page()
    cv2.line(ink, (141, 28), (152, 28), 1, 2)
    dash = Placed(Letter("-", 0.0, 1.0, 0.99), Box(141.0, 27.0, 153.0, 30.0))
    line = TextLine(dash.ink._replace(x0=float(left)), CELL, EM)
    assert doubted(with_doubts([dash], flat(ink, page()), line)) == doubts


def test_a_per_mille_where_a_stamp_was_is_doubted() -> None:
    line, ink = [placed("9", 100, 12), placed("‰", 116, 26), placed("%", 150, 22)], page()
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink, page()), row(*line))) == ""
    stamped = flat(ink, page())._replace(inks=np.full_like(ink, STAMPED))
    assert doubted(with_doubts(line, stamped, row(*line))) == "‰"


@pytest.mark.parametrize(("kind", "doubts"), [(COVERED, "8"), (STAMPED, "")])
def test_what_a_grey_stamp_lay_over_is_doubted(kind: np.uint8, doubts: str) -> None:
    line, ink = [placed("9", 100, 12), placed("8", 116, 12), placed("%", 132, 22)], page()
    boxes(ink, *line)
    inks = np.zeros_like(ink)
    inks[20:30, 118:126] = kind
    assert doubted(with_doubts(line, flat(ink, page())._replace(inks=inks), row(*line))) == doubts


@pytest.mark.parametrize(("height", "doubts"), [(6, ""), (14, "一")])
def test_a_one_that_leans_is_a_hair(height: int, doubts: str) -> None:
    line, ink = [placed("一", 100, 24), placed("服", 127, 25)], page()
    line[0] = line[0]._replace(ink=Box(100.0, 25.0, 124.0, 25.0 + height))
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink, page()), row(*line))) == doubts


@pytest.mark.parametrize(("x", "top", "doubts"), [(80, 36, "同"), (80, 20, ""), (60, 36, ""), (92, 36, "")])
def test_a_mark_at_the_foot_in_the_room_before_a_line_is_missed(x: int, top: int, doubts: str) -> None:
    line, ink = [placed("同", 100, 25), placed("步", 127, 25)], page()
    boxes(ink, *line)
    line[0] = line[0]._replace(ink=line[0].ink._replace(x0=98.0))  # all of its frame
    cv2.rectangle(ink, (x, top), (x + 3, top + 4), 1, -1)
    before = row(*line)._replace(box=Box(float(x), 15.0, 152.0, 42.0))
    assert doubted(with_doubts(line, flat(ink, page()), before)) == doubts


@pytest.mark.parametrize(("width", "doubts"), [(15, ""), (24, "5")])
def test_a_figure_that_a_shade_joins_to_a_point_is_none_of_its_width(width: int, doubts: str) -> None:
    line, ink = [placed("5", 100, float(width))], page()
    boxes(ink, *line)
    grey = np.where(ink > 0, np.uint8(0), np.uint8(255))
    grey[15:42, 104:106] = 150
    ink[:, 104:106] = 0  # in two pieces
    paper = flat(ink, page())._replace(inks=np.full_like(ink, STAMPED), grey=grey)
    assert doubted(against_all(line, paper)) == doubts


def test_a_character_as_high_as_two_lines_has_ink_of_another_line() -> None:
    line, ink = [placed(text, 80 + 27 * k, 25) for k, text in enumerate("当年财政")], page()
    line[0] = line[0]._replace(ink=line[0].ink._replace(bottom=59))
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink, page()), row(*line))) == "当"


@pytest.mark.parametrize(
    ("bar", "ruled", "doubts"), [(None, None, ""), ((30, 36), None, ">"), (None, 43, ">"), (None, 50, "")]
)
def test_a_sign_whose_bar_may_be_lost_is_doubted(bar: tuple[int, int] | None, ruled: int | None, doubts: str) -> None:
    line, ink = [placed(">", 100, 20), placed("9", 126, 12)], page()
    cv2.polylines(ink, [np.array([[100, 15], [118, 28], [100, 41]])], False, 1, 2)
    if bar:
        ink[slice(*bar), 100:118] = 1
    paper = flat(ink)
    if ruled:
        paper.ruled[ruled, 60:240] = True
    assert doubted(with_doubts(line, paper, row(*line))) == doubts


@pytest.mark.parametrize(("size", "shade", "doubts"), [(8, 90, "1"), (8, 40, ""), (3, 90, "")])
def test_a_sign_before_a_line_that_is_too_faint_for_ink_leaves_a_doubt(size: int, shade: int, doubts: str) -> None:
    line, ink = [placed("1", 100, 12), placed("2", 116, 12)], page()
    boxes(ink, *line)
    paper = flat(ink)
    paper.grey[24 : 24 + size, 84 : 84 + size] = 255 - shade
    assert doubted(with_doubts(line, paper, row(*line))) == doubts


def test_a_figure_without_ink_is_in_no_pieces() -> None:
    assert not is_in_pieces(Placed(Letter("5", 0.0, 1.0, 0.99), Box(109.5, 15.0, 110.5, 42.0)), flat(page()))


@pytest.mark.parametrize(("x", "y", "doubts"), [(123, 42, "2"), (123, 52, ""), (114, 42, "")])
def test_a_ruling_along_the_foot_of_figures_may_have_taken_a_point(x: int, y: int, doubts: str) -> None:
    line, ink = [placed("2", 100, 12), placed("0", x, 12)], page()
    boxes(ink, *line)
    paper = flat(ink)
    paper.ruled[y : y + 2, 60:240] = True
    assert doubted(with_doubts(line, paper, row(*line))) == doubts


@pytest.mark.parametrize(
    ("text", "y", "share", "doubts"),
    [
        ("6", 28, 1.0, ""),
        ("90", 28, 1.0, "90"),
        ("90", 28, 0.6, ""),
        ("906", 28, 1.0, "906"),
        ("906", 17, 1.0, ""),
        ("906", 28, 0.6, ""),
        ("90628", 28, 0.7, "90628"),
    ],
)
def test_figures_with_a_level_stroke_through_all_or_longer_than_two_are_struck_out(
    text: str, y: int, share: float, doubts: str
) -> None:
    line = [placed(each, 100 + 15 * k, 12) for k, each in enumerate(text)]
    ink = page()
    for each in line:
        cv2.ellipse(ink, (round(each.middle), 28), (5, 13), 0, 0, 360, 1, 2)
    cv2.rectangle(ink, (100, y), (100 + round(share * (15 * len(text) - 3)) - 1, y + 1), 1, -1)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == doubts


@pytest.mark.parametrize("text", ["90", "99%", "9%"])
@pytest.mark.parametrize("struck", [True, False])
def test_two_figures_that_touch_are_paler_there_than_a_stroke_through_them(text: str, *, struck: bool) -> None:
    line, ink = [placed(each, 100 + 15 * k, 12) for k, each in enumerate(text)], page()
    for each in line:
        cv2.ellipse(ink, (round(each.middle), 28), (5, 13), 0, 0, 360, 1, 2)
    cv2.rectangle(ink, (100, 28), (96 + 15 * len(text), 29), 1, -1)
    paper = flat(ink)
    for k in range(1, len(text)):
        paper.grey[28:30, 93 + 15 * k : 104 + 15 * k] = 20 if struck else 110
    assert doubted(with_doubts(line, paper, row(*line))) == text * struck


@pytest.mark.parametrize(("gap", "doubts"), [(2, "3"), (8, "")])
def test_a_figure_that_half_of_another_looks_like_is_doubted_near_a_ruling(gap: int, doubts: str) -> None:
    line, ink = [placed("3", 100, 12), placed("6", 115, 12)], page()
    boxes(ink, *line)
    paper = flat(ink)
    paper.ruled[:, 98 - gap : 100 - gap] = True
    assert doubted(against_all(line, paper)) == doubts


def test_the_tail_of_a_comma_may_lie_in_a_ruling() -> None:
    line = [placed(text, 100 + 16 * k, 4 if text == "." else 12) for k, text in enumerate("60.437")]
    line[2] = line[2]._replace(ink=line[2].ink._replace(top=37))
    ink = page()
    boxes(ink, *line)
    paper = flat(ink)
    paper.ruled[43:45, 60:240] = True
    assert doubted(with_doubts(line, paper, row(*line))) == "."


@pytest.mark.parametrize(("x", "doubts"), [(138, ""), (116, "。")])
def test_a_mark_between_two_chinese_characters_that_stand_close_is_dust(x: float, doubts: str) -> None:
    line = [placed("指", 84, 26), placed("。", 110, 5), placed("标", x, 26)]
    ink = page()
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == doubts


@pytest.mark.parametrize(("top", "doubts"), [(38, "。"), (30, "")])
def test_a_mark_below_all_characters_of_its_line_is_dust(top: int, doubts: str) -> None:
    stop = placed("。", 84, 7)
    line = [stop._replace(ink=stop.ink._replace(top=top, bottom=top + 7)), placed("标", 112, 26)]
    line[1] = line[1]._replace(ink=line[1].ink._replace(top=12, bottom=38))
    ink = page()
    boxes(ink, *line)
    assert doubted(with_doubts(line, flat(ink), row(*line))) == doubts


@pytest.mark.parametrize(("last", "wide", "doubts"), [(45, 3, ""), (53, 3, "……"), (45, 5, "……")])
def test_six_points_as_far_from_one_another_are_no_hair_that_shares_its_line(last: int, wide: int, doubts: str) -> None:
    ink = page()
    for x in (0, 9, 18, 27, 36, last):
        cv2.rectangle(ink, (100 + x, 28), (99 + x + wide, 30), 1, -1)
    line = [placed("…", 100, 26), placed("…", 127, last - 24)]
    line = [each._replace(ink=each.ink._replace(top=28, bottom=31)) for each in line]
    assert doubted(with_doubts(line, flat(ink), row(*line)._replace(shares=True))) == doubts


@pytest.mark.parametrize(
    ("mark", "shades", "doubts"),
    [
        (":", (40, 40, 255), ""),
        (";", (40, 40, 255), ""),
        (":", (140, 40, 255), ":"),
        (";", (40, 140, 255), ";"),
        (":", (255, 40, 255), ":"),
        (":", (40, 40, 150), ":"),  # the tail of a ;
        (";", (40, 40, 150), ""),
    ],
)
def test_both_points_of_a_colon_are_print_if_they_are_as_dark_as_its_line(
    mark: str, shades: tuple[int, int, int], doubts: str
) -> None:
    ink, inks = page(), page()
    inks[15:45, 130:145] = STAMPED
    line = [placed("其", 80, 25), placed("中", 108, 25), placed(mark, 137, 5), placed("年", 160, 25)]
    boxes(ink, *line[:2], line[3])
    line[2] = line[2]._replace(ink=Box(137, 20, 142, 42))
    grey = np.where(ink > 0, np.uint8(20), np.uint8(255))
    for top, shade in zip((20, 37), shades[:2], strict=True):
        ink[top : top + 5, 137:142] = shade < 200
        grey[top : top + 5, 137:142] = shade
    grey[43:45, 137:140] = shades[2]
    assert doubted(against_all(line, flat(ink)._replace(inks=inks, grey=grey))) == doubts


@pytest.mark.parametrize(("beside", "sign", "doubts"), [(2, 150, ""), (1, 150, "/"), (2, 175, "/"), (0, 150, "/")])
def test_a_sign_as_high_as_the_lines_of_its_row_and_in_the_middle_of_its_column_is_print(
    beside: int, sign: int, doubts: str
) -> None:
    cell = Box(100.0, 0.0, 216.0, 64.0)
    line = [Placed(Letter("/", 0.0, 1.0, 0.99), Box(sign, 33, sign + 14, 60))]
    rest = [
        TextLine(Box(240.0 + 100 * k, 34, 260.0 + 100 * k, 59), Box(216.0 + 100 * k, 0, 316.0 + 100 * k, 64), EM)
        for k in range(beside)
    ]
    ink = page()
    cv2.line(ink, (sign + 12, 34), (sign + 1, 58), 1, 2)
    here = TextLine(line[0].ink, cell, EM)
    assert doubted(with_doubts(line, flat(ink)._replace(lines=(here, *rest)), here)) == doubts
