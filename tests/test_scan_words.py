"""Cells that can only be a label: dust is left out, a broken character is known, and values stay as they were read."""

import pytest

from pdf2form.labels import label_key
from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import UNCERTAIN, Placed
from pdf2form.sources.scan.words import complete_labels

EM = 28.0


def line(text: str, doubted: str = "", gap: float = 0.0, top: float = 0.0) -> list[Placed]:
    """Characters an em apart, those in `doubted` uncertain and so far from the one before; `top` in ems."""
    found: list[Placed] = []
    x = 0.0
    for character in text:
        unsure = character in doubted
        x += gap * EM if unsure and found else 0.0
        confidence = UNCERTAIN if unsure else 0.99
        found.append(Placed(Letter(character, 0.0, 1.0, confidence), Box(x, top * EM, x + EM, (top + 1) * EM)))
        x += EM
    return found


def read(*lines: list[Placed]) -> list[str]:
    return ["".join(each.letter.text for each in found) for found in complete_labels(lines, EM)]


def test_dust_before_and_behind_a_label_is_left_out() -> None:
    assert read(line("~总分", "~")) == ["总分"]
    assert read(line("，一级指标", "，")) == ["一级指标"]
    assert read(line("合计1", "1", gap=1.0)) == ["合计"]
    assert read(line("总分19", "19", gap=1.0)) == ["总分"]
    assert read(line("全年执行数（B））", "）")) == ["全年执行数（B"]


def test_a_figure_close_to_a_label_is_no_dust() -> None:
    assert read(line("合计1", "1")) == ["合计1"]


def test_a_broken_character_of_a_label_is_known_and_stays_doubted() -> None:
    (found,) = complete_labels([line("全年预真数", "真")], EM)
    assert "".join(each.letter.text for each in found) == "全年预算数"
    assert found[3].letter.confidence < 0.9


@pytest.mark.parametrize(("likely", "read_as"), [(0.7, "分值"), (0.2, "芬值")])
def test_a_doubted_character_that_may_as_likely_make_a_label_does_and_stays_doubted(
    likely: float, read_as: str
) -> None:
    first, second = line("芬值", "芬值")
    first = first._replace(letter=first.letter._replace(others=(("分", likely),)))
    ((one, other),) = complete_labels([[first, second]], EM)
    assert one.letter.text + other.letter.text == read_as
    assert max(one.letter.confidence, other.letter.confidence) < 0.9


def test_labels_that_lie_on_two_lines_are_one() -> None:
    assert read(line("年度总休", "休"), line("目标")) == ["年度总体", "目标"]


def test_what_may_be_two_labels_is_left_as_it_is() -> None:
    assert read(line("某某预算数", "某")) == ["某某预算数"]


def test_values_are_left_as_they_were_read() -> None:
    assert read(line("约2693分钟", "9")) == ["约2693分钟"]
    assert read(line("-12.50", "-")) == ["-12.50"]
    assert read(line("-", "-")) == ["-"]
    assert read(line("初步建立-")) == ["初步建立-"]


def test_doubted_signs_at_the_ends_of_a_value_are_left_out_and_leave_a_doubt() -> None:
    (found,) = complete_labels([line("·951.30.~", "·~") + line(".", ".")], EM)
    assert "".join(each.letter.text for each in found) == "951.30"
    (found,) = complete_labels([line("初步建立-", "-")], EM)
    assert [(each.letter.text, each.letter.confidence < 0.9) for each in found][-2:] == [("建", False), ("立", True)]


def test_a_label_with_half_a_bracket_is_the_label() -> None:
    assert label_key("全年执行数（B") == label_key("全年执行数（B）") == label_key("全年执行数B）")


def test_the_point_of_a_number_that_goes_on_in_the_next_line_stays() -> None:
    assert read(line("79638.", "."), line("82")) == ["79638.", "82"]
    assert read(line("96.97"), line("~", "~")) == ["96.97", "~"]


def test_dust_high_above_a_label_in_its_cell_is_left_out() -> None:
    assert read(line("5", "5"), line("产出指标", top=4)) == ["", "产出指标"]
    assert read(line("产出指"), line("标", top=1.3), line("\ufffd", "\ufffd", top=9)) == ["产出指", "标", ""]
    (_, label) = complete_labels([line("5", "5"), line("产出指标", top=4)], EM)
    assert min(each.letter.confidence for each in label) > 0.9


def test_dust_high_above_a_value_leaves_a_doubt() -> None:
    (value, dust) = complete_labels([line("12.50"), line("7", "7", top=4)], EM)
    assert ["".join(each.letter.text for each in found) for found in (value, dust)] == ["12.50", ""]
    assert value[-1].letter.confidence < 0.9


@pytest.mark.parametrize(
    ("x", "top", "width", "doubted"),
    [(12, 0.2, 0.3, False), (9.5, 0.2, 0.3, True), (12, 2.5, 0.3, True), (12, 0.2, 0.5, True)],
)
def test_a_round_speck_at_the_height_of_a_line_and_far_beside_it_is_dust_for_certain(
    x: float, top: float, width: float, doubted: bool
) -> None:
    (speck,) = line("·", "·")
    speck = speck._replace(ink=Box(x * EM, top * EM, (x + width) * EM, (top + 0.3) * EM))
    value, rest = complete_labels([line("望舒区教育局分局"), [speck]], EM)
    assert not rest
    assert (value[-1].letter.confidence < 0.9) is doubted


@pytest.mark.parametrize(
    ("seen", "x", "top", "size", "doubted"),
    [
        ("-", 3.0, 0.0, 0.3, False),
        ("·", 3.0, 0.0, 0.3, False),
        (".", 3.0, 0.0, 0.3, False),
        (".", 0.2, 0.7, 0.3, False),
        ("7", 3.0, 0.0, 0.3, True),
        ("-", 3.0, 0.0, 0.5, True),
        ("-", 3.0, 3.2, 0.3, True),
    ],
)
def test_a_small_mark_above_a_value_is_dust_for_certain(
    seen: str, x: float, top: float, size: float, *, doubted: bool
) -> None:
    (speck,) = line(seen, seen)
    speck = speck._replace(ink=Box(x * EM, top * EM, (x + size) * EM, (top + size / 2) * EM))
    value = line("12.50", top=1.5)
    dust, found = complete_labels([[speck], value], EM)
    assert not dust
    assert "".join(each.letter.text for each in found) == "12.50"
    assert (found[-1].letter.confidence < 0.9) is doubted


@pytest.mark.parametrize(
    ("seen", "x", "top", "size", "doubted"),
    [
        ("一", 4.8, 2.2, 0.1, False),
        ("一", 4.8, 2.2, 0.3, True),  # a character may be so wide
        ("一", 0.2, 2.2, 0.1, True),  # where the next line would begin
        ("一", 2.95, 2.2, 0.1, True),  # where it would stand in the middle
        ("一", 4.8, 1.6, 0.1, True),  # too near
        ("一", 7.0, 0.5, 0.1, True),  # beside the line
        ("-", 9.5, 0.5, 0.1, False),
    ],
)
def test_what_is_too_small_for_a_character_and_stands_where_none_would_is_dust_for_certain(
    seen: str, x: float, top: float, size: float, *, doubted: bool
) -> None:
    (speck,) = line(seen, seen)
    speck = speck._replace(ink=Box(x * EM, top * EM, (x + size) * EM, (top + size / 2) * EM))
    value, rest = complete_labels([line("完成年度任务"), [speck]], EM)
    assert not rest
    assert (value[-1].letter.confidence < 0.9) is doubted


@pytest.mark.parametrize(
    ("seen", "x", "top", "kept"),
    [("1", 4.2, 1.45, ""), (".", 4.2, 1.45, ""), ("1", 4.2, 1.2, "1"), ("1", 2.8, 1.45, "1"), ("。", 0, 1.45, "。")],
)
def test_a_speck_below_a_value_is_dust_unless_it_stands_where_the_next_line_would(
    seen: str, x: float, top: float, kept: str
) -> None:
    (speck,) = line(seen, seen)
    speck = speck._replace(ink=Box(x * EM, top * EM, (x + 0.4) * EM, (top + 0.4) * EM))
    assert read(line("完成年度任务"), [speck]) == ["完成年度任务", kept]


@pytest.mark.parametrize("sign", ["=", "═", "—"])
def test_no_value_ends_with_a_sign_that_asks_for_more_however_certain(sign: str) -> None:
    (found,) = complete_labels([line(f"文化和旅游局{sign}")], EM)
    assert "".join(each.letter.text for each in found) == "文化和旅游局"
    assert found[-1].letter.confidence < 0.9
    assert read(line(sign)) == [sign]
    assert read(line(sign), line("100")) == [sign, "100"]


def test_a_slanted_hair_is_no_one() -> None:
    (hair,) = line("一", "一", top=3)
    assert read(line("成本控制"), [hair._replace(ink=hair.ink._replace(bottom=3.7 * EM))]) == ["成本控制", ""]
    assert read(line("成本控制"), [hair._replace(ink=hair.ink._replace(bottom=3.2 * EM))]) == ["成本控制", "一"]


def test_dust_that_a_network_takes_for_a_small_chinese_character_is_left_out() -> None:
    (seven,) = line("七", "七", top=9)
    small = seven._replace(ink=Box(0, 9 * EM, 0.4 * EM, 9.5 * EM))
    assert read(line("三项制度"), [small]) == ["三项制度", ""]
    assert read(line("三项制度"), [seven]) == ["三项制度", "七"]


def test_small_figures_of_the_ring_of_a_seal_beside_a_label_are_left_out() -> None:
    small = [Box(x * EM, EM, (x + 0.4) * EM, 1.4 * EM) for x in (4, 5)]
    figures = [each._replace(ink=box) for each, box in zip(line("37", "3"), small, strict=True)]
    assert read(line("全年执行数"), [*line("（B）", top=1.0), *figures]) == ["全年执行数", "（B）"]
    assert read(line("新建候车亭"), [*line("（B）", top=1.0), *figures]) == ["新建候车亭", "（B）37"]


def test_what_goes_on_in_the_next_line_is_no_dust() -> None:
    assert read(line("12.5"), line("0", "0", top=1.4)) == ["12.5", "0"]
    assert read(line("效益指"), line("标", "标", top=4)) == ["效益指", "标"]
    assert read(line("更加便捷"), line("。", "。", top=2.2)) == ["更加便捷", "。"]


def test_a_speck_behind_a_chinese_character_is_no_point_where_a_line_ends() -> None:
    (first, _) = complete_labels([line("2024年9月.", "."), line("底", top=1.2)], EM)
    assert [each.letter.text for each in first][-2:] == ["9", "月"]
    assert first[-1].letter.confidence < 0.9
    assert read(line("2024年9."), line("5", top=1.2)) == ["2024年9.", "5"]
    assert read(line("11月—", "—"), line("12月", top=1.2)) == ["11月—", "12月"]


def test_a_mark_that_is_alone_in_its_cell_stays() -> None:
    assert read(line("-", "-"), line("5", "5", top=4)) == ["-", "5"]


def test_a_long_cell_of_uncertain_characters_is_no_label_and_is_told_so_at_once() -> None:
    text = "年" * 40 + "预算数"  # with a way for each character there were 2^40 to try
    assert read(line(text, "年")) == [text]


def test_a_bar_that_is_alone_in_its_line_is_a_one_where_that_makes_a_label() -> None:
    assert read(line("—"), line("级", top=1.2), line("指标", top=2.4)) == ["一", "级", "指标"]
    assert read(line("—")) == ["—"]
    assert read(line("5—8次")) == ["5—8次"]


@pytest.mark.parametrize(
    ("text", "doubts", "left"),
    [
        ("其他资金", "金", ""),
        ("年度资金总额:", "额:", ""),
        ("年度资金总额:", "额", ""),
        ("一级指标", "一", "一"),
        ("栗园资金", "金", "金"),
    ],
)
def test_a_label_read_as_the_only_one_it_can_be_is_certain(text: str, doubts: str, left: str) -> None:
    (found,) = complete_labels([line(text, doubts)], EM)
    assert "".join(each.letter.text for each in found if each.letter.confidence < 0.9) == left


def test_a_label_whose_last_character_is_wider_than_one_has_lost_a_mark_and_stays_doubted() -> None:
    found = line("年度资金总额", "额")
    wide = found[-1]._replace(ink=found[-1].ink._replace(x1=found[-1].ink.x1 + 0.2 * EM))
    for last, left in ((found[-1], ""), (wide, "额")):
        (known,) = complete_labels([[*found[:-1], last]], EM)
        assert "".join(each.letter.text for each in known if each.letter.confidence < 0.9) == left


@pytest.mark.parametrize(("chance", "text"), [(0.62, "年度资金总额:"), (0.02, "年度资金总额")])
def test_a_doubted_sign_behind_a_label_that_may_be_a_colon_is_one(chance: float, text: str) -> None:
    found = line("年度资金总额;", ";")
    found[-1] = found[-1]._replace(letter=found[-1].letter._replace(others=((":", chance),)))
    assert read(found) == [text]
    (known,) = complete_labels([found], EM)
    assert "".join(each.letter.text for each in known if each.letter.confidence < 0.9) == text[6:]


@pytest.mark.parametrize(("text", "doubted"), [("质量指标", True), ("19", False)])
def test_words_that_are_left_out_beside_a_label_leave_a_doubt(text: str, *, doubted: bool) -> None:
    label, rest = complete_labels([line("数量指标"), line(text, text, top=8.0)], EM)
    if doubted:
        rest = [each for each in rest if each.letter.confidence >= 0.9]
    assert "".join(each.letter.text for each in label) == "数量指标"
    assert not rest
    assert (label[-1].letter.confidence < 0.9) is doubted


def test_no_cell_begins_with_a_full_stop_however_certain() -> None:
    (found,) = complete_labels([line("。等级")], EM)
    assert [each.letter.text for each in found if each.letter.confidence < 0.9] == ["。"]
    (found,) = complete_labels([line("。")], EM)
    assert found[0].letter.confidence >= 0.9


def test_a_stroke_above_a_value_and_beside_it_is_dust_for_certain() -> None:
    (speck,) = line("-", "-")
    speck = speck._replace(ink=Box(6.2 * EM, 0.0, 6.75 * EM, 0.1 * EM))
    dust, found = complete_labels([[speck], line("600万元", top=1.0)], EM)
    assert not dust
    assert all(each.letter.confidence >= 0.9 for each in found)


@pytest.mark.parametrize(("wide", "high", "doubted"), [(0.1, 0.3, False), (0.1, 0.6, True), (0.3, 0.3, True)])
def test_an_upright_stroke_that_is_too_low_for_a_figure_and_far_from_all_lines_is_a_hair(
    wide: float, high: float, *, doubted: bool
) -> None:
    (speck,) = line("1", "1")
    speck = speck._replace(ink=Box(7.4 * EM, 3.2 * EM, (7.4 + wide) * EM, (3.2 + high) * EM))
    value, rest = complete_labels([line("完成年度任务"), [speck]], EM)
    assert not rest
    assert (value[-1].letter.confidence < 0.9) is doubted


def test_dust_in_the_label_of_a_level_does_not_make_a_level_of_it() -> None:
    assert read(line("一级。", "。"), line("指标")) == ["一级", "指标"]
    assert read(line("城市。"), line("指标")) == ["城市。", "指标"]


@pytest.mark.parametrize(("top", "kept"), [(0.0, ""), (0.5, "。")])
def test_a_full_stop_above_all_lines_of_a_cell_is_dust_however_certain(top: float, kept: str) -> None:
    (mark,) = line("。")
    mark = mark._replace(ink=Box(3 * EM, top * EM, 3.2 * EM, (top + 0.2) * EM))
    dust, found = complete_labels([[mark], line("实际完成值", top=1.0)], EM)
    assert "".join(each.letter.text for each in dust) == kept
    assert "".join(each.letter.text for each in found if each.letter.confidence >= 0.9) == "实际完成值"


def test_a_full_stop_above_a_value_may_end_what_a_page_break_cut_off_and_leaves_a_doubt() -> None:
    (mark,) = line("。")
    mark = mark._replace(ink=Box(0.0, 0.0, 0.2 * EM, 0.2 * EM))
    found = complete_labels([[mark], line("食品快检", top=1.0)], EM)
    assert any(each.letter.confidence < 0.9 for part in found for each in part)


@pytest.mark.parametrize(
    ("text", "unsure", "size", "certain"),
    [
        ("产出指标", "", 0.2, True),
        ("一级指标", "", 0.2, True),
        ("完成任务", "", 0.2, False),  # no label
        ("产出指标", "指", 0.2, False),
        ("产出指标", "", 0.5, False),  # as large as a character
    ],
)
def test_a_mark_in_a_line_of_its_own_beside_a_label_that_is_certain_is_dust(
    text: str, unsure: str, size: float, *, certain: bool
) -> None:
    (speck,) = line("。", "。")
    speck = speck._replace(ink=Box(0.0, 0.0, size * EM, size * EM))
    *dust, label = complete_labels([[speck], line(text, unsure, top=size + 0.2)], EM)
    assert (not any(dust) and all(each.letter.confidence >= 0.9 for each in label)) == certain


def test_two_bars_that_make_a_label_as_one_are_one_that_is_doubted() -> None:
    (label,) = complete_labels([line("--级指标")], EM)
    assert "".join(each.letter.text for each in label) == "一级指标"
    assert [each.letter.confidence < 0.9 for each in label] == [True, False, False, False]
    assert label[0].ink == Box(0.0, 0.0, 2 * EM, EM)
    assert read(line("--级标准")) == ["--级标准"]


@pytest.mark.parametrize(
    ("wide", "high", "sure"), [(0.5, 0.3, True), (0.95, 0.15, True), (0.35, 0.39, False), (0.2, 0.7, False)]
)
def test_an_equal_sign_alone_that_is_not_wider_than_high_is_doubted(wide: float, high: float, *, sure: bool) -> None:
    (sign,) = line("=")
    (((found,),)) = complete_labels([[sign._replace(ink=Box(0, 0, wide * EM, high * EM))]], EM)
    assert (found.letter.confidence > 0.9) is sure


@pytest.mark.parametrize(
    ("text", "doubts"),
    [("≥1()", "()"), ("(—)河道", "—"), ("二", "二"), ("1（）", "（）"), ("其他()", ""), ("(一)河道", "")],
)
def test_brackets_that_hold_nothing_and_two_bars_alone_are_doubted(text: str, doubts: str) -> None:
    (found,) = complete_labels([line(text)], EM)
    assert "".join(each.letter.text for each in found) == text
    assert "".join(each.letter.text for each in found if each.letter.confidence < 0.9) == doubts
