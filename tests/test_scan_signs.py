"""Signs by their ink: points, dots, rings, brackets and figures are what their shape says they are."""

import cv2
import pytest

from pdf2form.sources.scan.placed import CERTAIN, LIKELY, SURE, UNCERTAIN, UNREADABLE, Placed
from pdf2form.sources.scan.signs import name_mark, settle
from tests.drawn_line import EM, at, bar, block, page, placed, printed, settled, text


def test_a_smeared_point_stays_a_point_though_a_figure_of_its_line_reaches_lower() -> None:
    ink = page()
    for x in (60, 78, 104, 122):
        block(ink, x)
    bar(ink, 93, 36, 7)
    bar(ink, 134, 43, 3)  # a comma that the cut left with the last figure
    line = [placed(ink, *each) for each in (("3", 60, 14), ("7", 78, 14), (".", 92, 9), ("5", 104, 14), ("5", 122, 18))]
    assert settled(ink, *line) == "37.55"


def test_letters_that_look_like_figures_are_figures_among_them() -> None:
    ink = page()
    for x in (100, 115, 130):
        block(ink, x)
    assert settled(ink, placed(ink, "1", 98, 15), placed(ink, "O", 113, 15), placed(ink, "l", 128, 15)) == "101"
    assert settled(ink, placed(ink, "B", 98, 15), placed(ink, "O", 113, 15), placed(ink, "7", 128, 15)) == "BO7"


@pytest.mark.parametrize(("height", "read"), [(21, "0(人)"), (14, "o(人)")])
def test_an_o_alone_that_is_as_high_as_a_figure_is_one(height: int, read: str) -> None:
    ink = page()
    block(ink, 60, 12, height)
    for x, width in ((80, 5), (95, 26), (130, 5)):
        block(ink, x, width, 27)
    line = [placed(ink, *each) for each in (("o", 58, 16), ("(", 78, 9), ("人", 93, 30), (")", 128, 9))]
    assert settled(ink, *line) == read


@pytest.mark.parametrize(("wide", "last", "doubts"), [(18, 12, "4"), (14, 12, ""), (18, 7, "")])
def test_a_figure_wider_than_the_others_of_its_line_has_something_else(wide: int, last: int, doubts: str) -> None:
    ink, line = page(), []
    for digit, x, width in (("6", 60, 12), ("3", 76, 12), ("4", 92, wide), ("7", 92 + wide + 3, last)):
        block(ink, x, width)
        line.append(placed(ink, digit, x - 2, width + 4, 0.99))
    found = settle(line, printed(ink), EM)
    assert "".join(each.letter.text for each in found if each.letter.confidence < SURE) == doubts


@pytest.mark.parametrize(("wide", "doubts"), [(14, ""), (21, "8")])
def test_one_of_two_figures_is_no_wider_than_high(wide: int, doubts: str) -> None:
    ink = page()
    block(ink, 60, wide)
    block(ink, 64 + wide, 12)
    line = [placed(ink, "8", 58, wide + 4, 0.99), placed(ink, "9", 62 + wide, 16, 0.99)]
    found = settle(line, printed(ink), EM)
    assert "".join(each.letter.text for each in found if each.letter.confidence < SURE) == doubts


def test_a_point_behind_a_chinese_character_begins_no_number() -> None:
    ink = page()
    block(ink, 60, 26, 27)
    bar(ink, 92, 38, 3)
    for x in (98, 114):
        block(ink, x)
    line = [placed(ink, *each, 0.99) for each in (("约", 58, 30), (".", 91, 5), ("1", 97, 14), ("3", 113, 14))]
    assert settle(line, printed(ink), EM)[1].letter.confidence < SURE


@pytest.mark.parametrize("shaded", [True, False])
def test_a_comma_below_dust_is_a_semicolon_in_black_and_white(*, shaded: bool) -> None:
    ink = page()
    block(ink, 60, 26, 27)
    bar(ink, 92, 26, 4)
    block(ink, 92, 4, 8)
    line = [placed(ink, "分", 58, 30, 0.99), placed(ink, ";", 90, 8, 0.99)]
    found = settle(line, printed(ink)._replace(shaded=shaded), EM)
    assert (found[1].letter.confidence >= SURE) == shaded


@pytest.mark.parametrize(
    ("dot", "sure"),
    [((92, 25, 4, 4), True), ((95, 25, 4, 4), False), ((92, 25, 7, 4), False), ((92, 14, 4, 4), False)],
    ids=["straight above", "beside", "flat", "high above"],
)
def test_a_semicolon_in_black_and_white_is_a_dot_straight_above_a_comma(
    dot: tuple[int, int, int, int], *, sure: bool
) -> None:
    ink = page()
    block(ink, 60, 26, 27)
    x, y, wide, high = dot
    ink[y : y + high, x : x + wide] = 1
    ink[34:41, 92:96] = 1
    line = [placed(ink, "分", 58, 30, 0.99), placed(ink, ";", 90, 14, 0.99)]
    found = settle(line, printed(ink)._replace(shaded=False), EM)
    assert (found[1].letter.confidence >= SURE) == sure


def test_the_chance_of_a_figure_is_that_of_all_its_forms() -> None:
    ink = page()
    block(ink, 100)
    block(ink, 115)
    found = settle([placed(ink, "1", 98, 15), placed(ink, "O", 113, 15, 0.6, "0", "o")], printed(ink), EM)
    assert found[1].letter.confidence == pytest.approx(0.7)


def test_a_small_0_behind_percent_makes_per_mille_and_is_doubted_if_no_ring_shows() -> None:
    ink = page()
    block(ink, 100)
    block(ink, 115, 16)
    block(ink, 133, 8, 9)
    found = settle([placed(ink, "5", 98, 15), placed(ink, "%", 113, 19), placed(ink, "0", 132, 12)], printed(ink), EM)
    assert text(found) == "5‰"
    assert found[1].letter.confidence == UNCERTAIN


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


@pytest.mark.parametrize(
    ("seen", "gap", "shade", "certain"),
    [
        (True, 11, 255, True),
        (False, 11, 255, False),
        (True, 11, 120, False),
        (True, 18, 255, False),
    ],
)
def test_white_between_figures_is_a_blank_only_if_it_is_seen_and_set_as_one(
    seen: bool, gap: int, shade: int, *, certain: bool
) -> None:
    ink = page()
    lefts = (100, 115, 127 + gap, 142 + gap)
    for x in lefts:
        block(ink, x)
    line = [placed(ink, "9", x - 1, 14, 0.99) for x in lefts]
    line[2] = line[2]._replace(letter=line[2].letter._replace(spaced=seen))
    paper = printed(ink)
    paper.grey[36:41, 129 : 125 + gap] = shade
    found = settle(line, paper, EM)
    assert all(each.letter.confidence == 0.99 for each in found) is certain


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


@pytest.mark.parametrize("seen", ["…", "—", "e"])
def test_a_row_of_six_points_is_two_signs_whatever_is_seen_in_it(seen: str) -> None:
    ink = page()
    for x in range(100, 154, 9):
        cv2.rectangle(ink, (x, 28), (x + 2, 30), 1, -1)
    assert settled(ink, placed(ink, seen, 90, 80, 0.4)) == "……"


def test_a_row_of_six_points_is_that_also_if_it_is_read_as_several_characters() -> None:
    ink = page()
    for x in range(100, 154, 9):
        cv2.rectangle(ink, (x, 28), (x + 2, 30), 1, -1)
    found = settle(
        [placed(ink, "2", 98, 8, 0.4), placed(ink, "0", 106, 9, 0.4), placed(ink, "—", 115, 40)], printed(ink), EM
    )
    assert text(found) == "……"
    assert all(each.letter.confidence >= SURE for each in found)


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


@pytest.mark.parametrize(("thick", "confidence"), [(1, LIKELY), (-1, 0.6)])
def test_a_full_stop_in_a_line_of_its_own_is_likelier_if_its_ink_is_a_ring(thick: int, confidence: float) -> None:
    ink = page()
    cv2.circle(ink, (95, 37), 3, 1, thick)
    (found,) = settle([placed(ink, "。", 90, 12, 0.6)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("。", confidence)


@pytest.mark.parametrize(("closing", "read"), [(True, "(人)"), (False, "人次")])
def test_a_bracket_close_to_its_neighbour_is_found_where_the_other_of_the_pair_is_read(
    closing: bool, read: str
) -> None:
    ink = page()
    cv2.ellipse(ink, (108, 28), (5, 13), 0, 90, 270, 1, 2)
    block(ink, 113, 20, 27)
    line = [placed(ink, "人", 100, 34)]
    if closing:
        cv2.ellipse(ink, (140, 28), (5, 13), 0, -90, 90, 1, 2)
        line.append(placed(ink, ")", 137, 12))
    else:
        block(ink, 137, 26, 27)
        line.append(placed(ink, "次", 135, 30))
    assert settled(ink, *line) == read


def test_a_part_of_a_character_is_no_bracket_where_there_is_no_room_for_one() -> None:
    ink = page()
    block(ink, 60, 20, 27)
    cv2.ellipse(ink, (89, 28), (5, 13), 0, 90, 270, 1, 2)
    block(ink, 96, 16, 27)
    assert settled(ink, placed(ink, "部", 55, 38, 0.99), placed(ink, "门", 94, 25, 0.99)) == "部门"


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


@pytest.mark.parametrize(("after", "sure"), [(".", 0.99), ("0", 0.5)])
def test_a_mark_at_the_foot_of_a_figure_is_the_point_that_was_read_behind_it(after: str, sure: float) -> None:
    ink = page()
    block(ink, 60)
    cv2.rectangle(ink, (77, 38), (79, 40), 1, -1)
    block(ink, 84)  # the point was given a piece of it
    line = [placed(ink, "3", 55, 25, 0.99), placed(ink, after, 84, 4, 0.99), placed(ink, "5", 88, 12, 0.99)]
    assert settle(line, printed(ink), EM)[0].letter.confidence == sure


def test_a_point_that_was_given_the_upper_edge_of_a_figure_is_the_mark_before_it() -> None:
    ink = page()
    block(ink, 60)
    cv2.rectangle(ink, (77, 38), (79, 40), 1, -1)
    cv2.rectangle(ink, (84, 15), (99, 18), 1, -1)  # 7
    line = [placed(ink, "9", 55, 25, 0.99), placed(ink, ".", 84, 4, 0.99), placed(ink, "7", 88, 12, 0.99)]
    assert settle(line, printed(ink), EM)[0].letter.confidence == 0.99


@pytest.mark.parametrize(("width", "step", "found"), [(13, 14, "客页"), (13, 28, ""), (24, 28, "")])
def test_two_chinese_characters_in_the_room_of_one_are_parts_of_another(width: int, step: int, found: str) -> None:
    ink = page()
    block(ink, 100, width, 26)
    block(ink, 100 + step, width, 26)
    line = [placed(ink, "客", 99, step), placed(ink, "页", 99 + step, width + 2)]
    assert (
        "".join(each.letter.text for each in settle(line, printed(ink), 28.0) if each.letter.confidence < SURE) == found
    )


def test_print_that_is_narrow_throughout_is_not_doubted_for_it() -> None:
    ink = page()
    for k in range(5):
        block(ink, 100 + 15 * k, 13, 26)
    line = [placed(ink, text, 99 + 15 * k, 15) for k, text in enumerate("年度资金总")]
    assert all(each.letter.confidence >= SURE for each in settle(line, printed(ink), 28.0))


@pytest.mark.parametrize(
    ("word", "other", "chance", "found"),
    [
        ("ews1ett", "l", 0.3, "ewslett"),
        ("ews1ett", "7", 0.3, "ews1ett"),
        ("ewS1ett", "l", 0.3, "ewS1ett"),
        ("a1b", "l", 0.3, "a1b"),
        ("ews1", "l", 0.3, "ews1"),
    ],
)
def test_a_one_inside_of_small_letters_is_l_if_a_network_thinks_so(
    word: str, other: str, chance: float, found: str
) -> None:
    ink = page()
    line = []
    for k, each in enumerate(word):
        block(ink, 100 + 15 * k)
        line.append(placed(ink, each, 98 + 15 * k, 15))
    at = word.index("1")
    line[at] = line[at]._replace(letter=line[at].letter._replace(confidence=0.66, others=((other, chance),)))
    read = settle(line, printed(ink), EM)
    assert "".join(each.letter.text for each in read) == found
    assert (read[at].letter.confidence >= SURE) == (found != word)


@pytest.mark.parametrize(("text", "found", "certain"), [("10l", "101", False), ("1l0", "110", True)])
def test_an_l_behind_figures_may_be_a_unit(text: str, found: str, *, certain: bool) -> None:
    ink = page()
    line = []
    for k, each in enumerate(text):
        block(ink, 100 + 15 * k)
        line.append(placed(ink, each, 98 + 15 * k, 15))
    read = settle(line, printed(ink), EM)
    assert "".join(each.letter.text for each in read) == found
    assert (read[text.index("l")].letter.confidence >= SURE) == certain


def test_a_one_behind_a_blank_is_no_l() -> None:
    ink = page()
    for k in range(7):
        block(ink, 100 + 15 * k)
    line = [placed(ink, each, 98 + 15 * k, 15) for k, each in enumerate("the1sta")]
    line[3] = line[3]._replace(letter=line[3].letter._replace(spaced=True, others=(("l", 0.3),)))
    assert "".join(each.letter.text for each in settle(line, printed(ink), EM)) == "the1sta"
