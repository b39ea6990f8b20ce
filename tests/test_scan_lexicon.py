"""Words that leave open, or do not, whether a stroke of a character is lost."""

import pytest

from pdf2form.sources.scan.alike import PART_OF, PART_OF_HIGHER, PART_OF_WIDER
from pdf2form.sources.scan.lexicon import is_only_word


@pytest.mark.parametrize(
    "marked",
    ["项[目]资金", "铺设排[水]管道", "按期开[业]，", "[上]半年", "生产成[本]", "（含线[上]学习）", "线[上]线下培训"],
)
def test_a_character_in_a_word_is_no_part_of_one_that_makes_none(marked: str) -> None:
    assert is_only_word(marked.replace("[", "").replace("]", ""), marked.index("["))


@pytest.mark.parametrize(
    "marked",
    [
        "[一]级指标",
        "消[火]",
        "折[日]",
        "[千]米",
        "[大]学",
        "联系[电]话",
        "加固[干]堤",
        "管[日]火",
        "[工]窗口期",
        "完成[自]标",
        "[度]假",
        "竿[火]竿",
    ],
)
def test_no_word_two_words_and_what_is_not_listed_leave_it_open(marked: str) -> None:
    assert not is_only_word(marked.replace("[", "").replace("]", ""), marked.index("["))


def test_a_character_without_its_left_or_right_is_none_that_lacks_its_head() -> None:
    text = "迎水侧施工窗口期"  # 施主 is a word
    assert not is_only_word(text, text.index("工"))
    assert is_only_word(text, text.index("工"), PART_OF_WIDER)
    assert "旧" in PART_OF_WIDER["日"]
    assert "旦" in PART_OF_HIGHER["日"]


def test_what_a_character_may_be_a_part_of_is_never_itself() -> None:
    assert all(part not in whole and len({*whole}) == len(whole) for part, whole in PART_OF.items())
    known = {"目": "自", "水": "永", "业": "亚", "火": "灭", "日": "旧", "十": "千", "一": "二", "止": "正"}
    assert all(whole in PART_OF[part] for part, whole in known.items())
