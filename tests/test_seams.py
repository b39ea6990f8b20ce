"""The page break: what is joined, what is kept apart, what is doubted."""

from collections.abc import Sequence

import pytest

from pdf2form.layout import find_sheets
from pdf2form.layout.sheet import Sheet
from tests.paper import draw_page

WIDTHS = [40.0, 40.0, 80.0, 70.0, 70.0, 40.0, 40.0]
HEADER = ["项目名称 | < | 网站运维 | < | < | < | <"]
HEADING = "一级/指标 | 二级/指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分"
FIRST = "产出/指标 | 数量/指标 | 发稿量 | ≥50篇 | 60篇 | 10 | 10"


def sheet_of(upper: Sequence[str], lower: Sequence[str], *, opened: bool = False) -> Sheet:
    pages = [
        draw_page([*HEADER, HEADING, *upper], WIDTHS, number=1, above=["项目支出绩效自评表"], open_foot=opened),
        draw_page(lower, WIDTHS, number=2, top=60, open_head=opened),
    ]
    (sheet,) = find_sheets(pages)
    return sheet


def texts(sheet: Sheet, row: int) -> list[str]:
    return [cell.text for cell in sheet.cells if cell.row == row]


def test_a_row_is_joined_when_what_it_must_print_stands_on_one_side_only() -> None:
    sheet = sheet_of(
        [FIRST, "^ | 时效 | 2023年12月 | 完成门户的 | 达成指标 | 1 | 1"],
        [" | 指标 |  | 设计优化 |  |  | ", "^ | ^ | 上线 | 及时 | 达成指标 | 2 | 2"],
    )
    assert texts(sheet, 3) == ["时效指标", "2023年12月", "完成门户的设计优化", "达成指标", "1", "1"]
    assert [cell.text for cell in sheet.cells if cell.col == 0][-1] == "产出指标"
    assert [(seam.cut, seam.certainty) for seam in sheet.seams] == [(True, "sure")]
    target = next(cell for cell in sheet.cells if cell.text == "完成门户的设计优化")
    assert [part.page for part in target.parts] == [1, 2]


@pytest.mark.parametrize(("confidence", "cut", "certainty"), [(0.5, True, "doubted"), (0.99, False, "sure")])
def test_dust_where_the_points_of_a_row_would_stand_does_not_make_it_whole(
    confidence: float, certainty: str, *, cut: bool
) -> None:
    upper = draw_page(
        [*HEADER, HEADING, FIRST, "^ | ^ | 完成门户的 | ≥3个 | 3个 | 1 | 1"], WIDTHS, above=["项目支出绩效自评表"]
    )
    lower = draw_page([" |  | 设计优化 |  |  | - | -", "^ | ^ | 上线 | 及时 | 及时 | 2 | 2"], WIDTHS, number=2, top=60)
    marked = [each._replace(confidence=confidence if each.text == "-" else 0.99) for each in lower.glyphs]
    (sheet,) = find_sheets([upper, lower._replace(glyphs=tuple(marked))])
    assert [(seam.cut, seam.certainty) for seam in sheet.seams] == [(cut, certainty)]


@pytest.mark.parametrize(("points", "cut", "certainty"), [("2", False, "sure"), ("1", True, "doubted")])
def test_doubted_figures_make_a_row_whole_but_for_1_which_dust_looks_like(
    points: str, certainty: str, *, cut: bool
) -> None:
    first = "^ | ^ | 杨湾林区森林火灾 | 按期完成全部 | 按期完成全部 | 3 | 3"
    upper = draw_page([*HEADER, HEADING, FIRST, first], WIDTHS, above=["项目支出绩效自评表"])
    rows = [f" |  | 设计优化 | 提高 | 提高 | {points} | {points}", "^ | ^ | 上线 | 及时 | 及时 | 4 | 4"]
    lower = draw_page(rows, WIDTHS, number=2, top=60)
    marked = [each._replace(confidence=0.5 if each.text == points else 0.99) for each in lower.glyphs]
    (sheet,) = find_sheets([upper, lower._replace(glyphs=tuple(marked))])
    assert [(seam.cut, seam.certainty) for seam in sheet.seams] == [(cut, certainty)]


@pytest.mark.parametrize(("confidence", "cut", "certainty"), [(0.99, True, "doubted"), (None, False, "sure")])
def test_a_recognised_slash_may_be_a_hair_and_makes_no_row_whole(
    confidence: float | None, certainty: str, *, cut: bool
) -> None:
    first = "^ | ^ | 市场长效管理机 | 初步建立 | 达成预期 | 5 | 5.4"
    upper = draw_page([*HEADER, HEADING, FIRST, first], WIDTHS, above=["项目支出绩效自评表"])
    rows = [" |  | 制 |  | 指标 |  | @", "^ | ^ | 上线 | 及时 | 及时 | 4 | 4"]
    lower = draw_page(rows, WIDTHS, number=2, top=60)
    marked = tuple(each._replace(text=each.text.replace("@", "/"), confidence=confidence) for each in lower.glyphs)
    (sheet,) = find_sheets([upper, lower._replace(glyphs=marked)])
    assert [(seam.cut, seam.certainty) for seam in sheet.seams] == [(cut, certainty)]


@pytest.mark.parametrize("label", ["", "产出/指标"])
def test_two_whole_rows_stay_two_and_the_label_beside_them_stays_one(label: str) -> None:
    sheet = sheet_of([FIRST], [f"{label} |  | 视频 | ≥5条 | 6条 | 10 | 10"])
    assert sheet.n_rows == 4
    assert [(cell.text, cell.row_span) for cell in sheet.cells if cell.row == 2][:2] == [
        ("产出指标", 2),
        ("数量指标", 2),
    ]


def test_a_new_label_begins_a_new_group() -> None:
    sheet = sheet_of([FIRST], ["效益/指标 | 社会效/益指标 | 知晓率 | ≥85% | 90% | 10 | 10"])
    assert texts(sheet, 3)[:2] == ["效益指标", "社会效益指标"]


def test_a_heading_that_is_printed_again_is_set_aside() -> None:
    sheet = sheet_of([FIRST], [HEADING, " |  | 视频 | ≥5条 | 6条 | 10 | 10"])
    assert sheet.n_rows == 4
    assert "".join(line.line.text for line in sheet.ignored).count("指标") == 4


def printed_again(tail: str, confidence: float | None) -> int:
    """The rows of a form whose second page prints the heading of its first one, 实际完成值(B), with another tail."""
    first, again = (HEADING.replace("实际完成值", f"实际完成值{unit}") for unit in ("(B)", tail))
    pages = [
        draw_page([*HEADER, first, FIRST], WIDTHS, above=["项目支出绩效自评表"]),
        draw_page([again, " |  | 视频 | ≥5条 | 6条 | 10 | 10"], WIDTHS, number=2, top=60),
    ]
    read = [
        page._replace(glyphs=tuple(glyph._replace(confidence=confidence) for glyph in page.glyphs)) for page in pages
    ]
    (sheet,) = find_sheets(read)
    return sheet.n_rows


def test_a_heading_printed_again_may_seem_to_have_other_brackets() -> None:
    assert printed_again("（B）", None) == 4


@pytest.mark.parametrize("tail", ["(8)", ""])
def test_a_recognised_heading_printed_again_may_have_another_tail_and_one_of_a_text_layer_not(tail: str) -> None:
    assert printed_again(tail, 0.99) == 4
    assert printed_again(tail, None) == 5


@pytest.mark.parametrize("doubted", [0, 1], ids=["first", "again"])
def test_a_short_label_that_is_doubted_is_one_of_a_heading_printed_again(doubted: int) -> None:
    """分值 is as short as dust may seem, and a seal often lies over it."""
    pages = [
        draw_page([*HEADER, HEADING, FIRST], WIDTHS, above=["项目支出绩效自评表"]),
        draw_page([HEADING, " |  | 视频 | ≥5条 | 6条 | 10 | 10"], WIDTHS, number=2, top=60),
    ]
    read = [
        page._replace(
            glyphs=tuple(
                glyph._replace(confidence=0.5 if number == doubted and glyph.text in "分值" else 0.99)
                for glyph in page.glyphs
            )
        )
        for number, page in enumerate(pages)
    ]
    (sheet,) = find_sheets(read)
    assert sheet.n_rows == 4


@pytest.mark.parametrize(
    ("split", "confidence", "n_rows"),
    [("二级", 0.99, 4), ("二级", None, 6), ("一级", 0.5, 4), ("一级", 0.99, 6)],
    ids=["recognised", "text layer", "misread and doubted", "another heading"],
)
def test_a_recognised_heading_printed_again_may_have_a_ruling_too_many_and_a_character_misread(
    split: str, confidence: float | None, n_rows: int
) -> None:
    """The second page has a ruling between 二级 and 指标, where none is printed."""
    again = [f"一级/指标 | {split} | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分", "^ | 指标 | ^ | ^ | ^ | ^ | ^"]
    pages = [
        draw_page([*HEADER, HEADING, FIRST], WIDTHS, above=["项目支出绩效自评表"]),
        draw_page([*again, "产出/指标 | 质量/指标 | 视频 | ≥5条 | 6条 | 10 | 10"], WIDTHS, number=2, top=60),
    ]
    read = [
        page._replace(
            glyphs=tuple(
                each._replace(confidence=confidence if page.number == 2 and each.text == "一" else confidence and 0.99)
                for each in page.glyphs
            )
        )
        for page in pages
    ]
    (sheet,) = find_sheets(read)
    assert sheet.n_rows == n_rows


@pytest.mark.parametrize(("other", "again"), [("实际完成直", True), ("实际完成", False)])
def test_a_recognised_heading_that_is_misread_is_as_long_as_the_one_printed_above(other: str, *, again: bool) -> None:
    """Else a piece of the row below it may be taken for a part of it, or of it for one."""
    upper = draw_page([*HEADER, HEADING, FIRST], WIDTHS, above=["项目支出绩效自评表"])
    rows = [HEADING.replace("实际完成值", other), "产出/指标 | 质量/指标 | 视频 | ≥5条 | 6条 | 10 | 10"]
    lower = draw_page(rows, WIDTHS, number=2, top=60)
    glyphs = tuple(each._replace(confidence=0.5 if 280 < each.x0 < 350 else 0.99) for each in lower.glyphs)
    (sheet,) = find_sheets([upper, lower._replace(glyphs=glyphs)])
    assert bool(sheet.ignored) is again


def test_a_heading_cut_through_its_middle_is_one_heading() -> None:
    pages = [
        draw_page(
            [*HEADER, "一级 | 二级 | 三级指标 | 年度 | 实际 | 分值 | 得分"], WIDTHS, above=["项目支出绩效自评表"]
        ),
        draw_page(["指标 | 指标 |  | 指标值 | 完成值 |  | ", FIRST], WIDTHS, number=2),
    ]
    (sheet,) = find_sheets(pages)
    assert texts(sheet, 1) == ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def test_how_much_room_a_line_leaves_is_told_by_how_wide_its_characters_are_not_how_high_a_scan_makes_them() -> None:
    widths = [40.0, 40.0, 75.0, 75.0, 75.0, 40.0, 40.0]
    upper = [*HEADER, HEADING, "产出/指标 | 数量/指标 | 发稿数量 | 不断提高 | 达成指标 |  | "]
    pages = [
        draw_page(upper, widths, number=1, above=["项目支出绩效自评表"]),
        draw_page(["^ | ^ | 翻译数量 | 健全完善 | 达成预期 |  | "], widths, number=2, top=60),
    ]
    tall = [page._replace(glyphs=tuple(each._replace(top=each.top - 2) for each in page.glyphs)) for page in pages]
    for made in (pages, tall):
        (sheet,) = find_sheets(made)
        assert (sheet.seams[0].cut, sheet.seams[0].certainty) == (False, "sure")


@pytest.mark.parametrize(("name", "cut"), [("发稿", False), ("发稿数量增加", True)])
def test_a_short_line_may_be_full_by_chance_so_a_cell_that_has_ended_beside_it_keeps_the_rows_apart(
    name: str, *, cut: bool
) -> None:
    widths = [40.0, 40.0, 75.0, 75.0, 75.0, 40.0, 40.0]
    rows = [f"产出/指标 | 数量/指标 | {name} | 不断提高完善 | 达成预期指标 |  | "]
    pages = [
        draw_page([*HEADER, HEADING, *rows], widths, above=["项目支出绩效自评表"]),
        draw_page(["^ | ^ | 翻译 | 健全完善 | 达成预期 |  | "], widths, number=2, top=60),
    ]
    (sheet,) = find_sheets(pages)
    assert [(seam.cut, seam.certainty) for seam in sheet.seams] == [(cut, "doubted")]


def test_without_any_evidence_the_break_is_doubted() -> None:
    goals = ["年度总/体目标 | < | 预期目标 | < | 实际完成情况 | < | <"]
    upper = [
        *HEADER,
        *goals,
        "^ | < | 完成网站的建设以及全部内容的上线工作。 | < | 已经完成网站建设以及全部内容上线工作。 | < | <",
    ]
    lower = [" | < | 继续推进各语种内容建设。 | < | 各语种内容建设已经完成。 | < | <", HEADING, FIRST]
    pages = [
        draw_page(upper, [40, 40, 95, 95, 95, 60, 40], above=["项目支出绩效自评表"]),
        draw_page(lower, [40, 40, 95, 95, 95, 60, 40], number=2),
    ]
    (sheet,) = find_sheets(pages)
    assert sheet.seams[0].certainty == "doubted"
