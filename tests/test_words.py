"""Glyphs to lines, lines to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf2form.characters import plain
from pdf2form.layout.words import find_lines, join_lines
from pdf2form.page import Box
from tests.paper import PADDING, text_glyphs


def wrapped(*lines: str, width: float) -> str:
    glyphs = [glyph for k, line in enumerate(lines) for glyph in text_glyphs(line, 0, 12.0 * k)]
    return join_lines(find_lines(glyphs), Box(-PADDING, 0, width - PADDING, 100)).text


@pytest.mark.parametrize(
    ("lines", "width", "text"),
    [
        (("≤0.50(百分", "比)"), 62, "≤0.50(百分比)"),
        (("多语种网站子栏目页面设计 PC", "端+手机端"), 140, "多语种网站子栏目页面设计PC端+手机端"),
        (("=150.00(万", "字)"), 56, "=150.00(万字)"),
        (("Newsletter", "subscription"), 80, "Newsletter subscription"),
        (("open data", "portal"), 60, "open data portal"),
        (("2,848.", "20"), 34, "2,848.20"),
        (("18000", "00.00"), 30, "1800000.00"),
        (("25", "TB"), 40, "25 TB"),
        (("≥175200", "0.00(次)"), 52, "≥1752000.00(次)"),
        (("2025.1.1-2025.12.3", "1"), 102, "2025.1.1-2025.12.31"),
        (("2023", "2024"), 60, "2023 2024"),
        (("https://www.exam", "ple-portal.gov.c", "n/form"), 88, "https://www.example-portal.gov.cn/form"),
        (("于 2024 年 1 月", "1 日上线"), 100, "于2024年1月1日上线"),
        (("绩", "效", "指", "标"), 16, "绩效指标"),
    ],
)
def test_wrapped_lines_are_joined_as_a_reader_would(lines: tuple[str, ...], width: float, text: str) -> None:
    assert wrapped(*lines, width=width) == text


@given(st.permutations(text_glyphs("第一行 ABC DEF", 0, 0) + text_glyphs("second 行", 0, 12)))
def test_the_order_of_glyphs_changes_nothing(glyphs: list[object]) -> None:
    assert [line.text for line in find_lines(glyphs)] == ["第一行ABC DEF", "second行"]  # type: ignore[arg-type]


def test_the_radical_door_is_the_simplified_character() -> None:
    assert plain("客⼾满意度、完成⻔⼾的") == "客户满意度、完成门户的"


def test_a_raised_figure_stays_in_its_line() -> None:
    raised = text_glyphs("3", 20, 0, size=6)
    glyphs = [*text_glyphs("10", 10, 1), *raised, *text_glyphs("立方米", 23, 1), *text_glyphs("下一行", 10, 13)]
    assert [line.text for line in find_lines(glyphs)] == ["103立方米", "下一行"]


def test_a_full_line_between_two_words_is_not_certain() -> None:
    glyphs = [*text_glyphs("Newsletter Subscript", 0, 0), *text_glyphs("ion and more", 0, 12)]
    joined = join_lines(find_lines(glyphs), Box(-PADDING, 0, 100 + PADDING, 100))
    assert joined == ("Newsletter Subscript ion and more", False)


def test_two_numbers_below_each_other_with_room_to_spare_are_not_certain() -> None:
    glyphs = [*text_glyphs("10", 0, 0), *text_glyphs("0.00", 0, 12)]
    assert join_lines(find_lines(glyphs), Box(-PADDING, 0, 100, 100)) == ("10 0.00", False)
