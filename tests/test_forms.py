"""What is a form, where it begins and ends, and what is none."""

from pdf2form.layout import find_sheets
from pdf2form.layout.sheet import lay_out
from tests.paper import draw_page, text_glyphs

WIDTHS = [50.0, 90.0, 90.0, 70.0, 50.0, 50.0]
FORM = [
    "项目名称 | 道路养护 | < | < | < | <",
    "一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
    "产出指标 | 养护里程 | ≥5公里 | 6公里 | 90 | 90",
    "总分 | < | < | < | 100 | 98",
]
TITLE = ["项目支出绩效自评表", "（2024年度）"]


def test_a_table_of_targets_without_results_is_no_form() -> None:
    page = draw_page(
        ["项目名称 | 道路养护 | <", "一级指标 | 三级指标 | 指标值", "产出指标 | 养护里程 | ≥5公里"], WIDTHS[:3]
    )
    assert find_sheets([page]) == ()


def test_two_forms_on_following_pages_are_two() -> None:
    pages = [draw_page(FORM, WIDTHS, number=n, above=TITLE) for n in (1, 2)]
    assert [sheet.pages for sheet in find_sheets(pages)] == [(1,), (2,)]


def test_a_title_alone_at_the_foot_of_a_page_belongs_to_the_table_on_the_next() -> None:
    first = draw_page(["甲 | 乙"], [90.0, 90.0], number=1, below=TITLE)
    (sheet,) = find_sheets([first, draw_page(FORM, WIDTHS, number=2, top=40)])
    assert [line.line.text for line in sheet.above] == TITLE


def test_notes_and_footers_below_the_table_are_told_apart() -> None:
    page = draw_page(FORM, WIDTHS, above=TITLE, below=["注：得分保留两位小数。", "-1-"])
    (sheet,) = find_sheets([page])
    assert [line.line.text for line in sheet.below] == ["注：得分保留两位小数。"]
    assert [line.line.text for line in sheet.ignored] == ["-1-"]


def test_another_table_of_the_same_width_after_the_total_is_not_swallowed() -> None:
    pages = [draw_page(FORM, WIDTHS, above=TITLE), draw_page(["序号 | 金额 | < | < | < | <"], WIDTHS, number=2)]
    (sheet,) = find_sheets(pages)
    assert sheet.pages == (1,)


def test_text_that_runs_into_the_next_cell_is_marked_on_both_sides() -> None:
    page = draw_page(FORM, WIDTHS, above=TITLE)
    table = lay_out(page).tables[0]
    name = next(cell for cell in table.cells if cell.text == "养护里程").parts[0]
    long = text_glyphs("养护里程与绿化面积以及", name.box.x0 + 3, name.lines[0].box.top)
    others = tuple(
        glyph for glyph in page.glyphs if glyph.top != long[0].top or not name.box.x0 < glyph.x0 < name.box.x1
    )
    marked = {c.text for c in lay_out(page._replace(glyphs=(*others, *long))).tables[0].cells if c.parts[0].crossed}
    assert len(marked) == 2
    assert all("养护里程" in text or "公里" in text for text in marked)


def test_text_between_two_tables_of_one_width_makes_the_join_a_doubt() -> None:
    first = draw_page(FORM[:3], WIDTHS, above=["某局文件", *TITLE], below=["-1-"])
    rest = [" | 绿化面积 | ≥2公顷 | 2公顷 | 10 | 10", FORM[3]]
    for head, certainty in (("某局文件", "sure"), ("表二 其他情况", "doubted")):
        (sheet,) = find_sheets([first, draw_page(rest, WIDTHS, number=2, above=[head])])
        assert [seam.certainty for seam in sheet.seams] == [certainty]


def test_a_label_that_sticks_out_at_the_foot_of_a_page_is_whole() -> None:
    rows = [*FORM[:2], "服务对象 | 养护里程 | ≥5公里 | 6公里 | 90 | 90"]
    first = draw_page(rows, WIDTHS, above=TITLE)
    foot = max(ruling.at for ruling in first.rulings if ruling.axis == "h")
    piece = text_glyphs("满意度", 53.0, foot + 1) + text_glyphs("指标", 53.0, foot + 13)
    second = draw_page([" | 绿化面积 | ≥2公顷 | 2公顷 | 10 | 10", FORM[3]], WIDTHS, number=2)
    (sheet,) = find_sheets([first._replace(glyphs=(*first.glyphs, *piece)), second])
    assert "服务对象满意度指标" in {cell.text for cell in sheet.cells}
    assert sheet.ignored == ()


def test_a_column_without_rulings_on_the_next_page_is_still_there() -> None:
    first = draw_page(FORM[:3], WIDTHS, above=TITLE)
    second = draw_page([" | 绿化面积 | ≥2公顷 | 2公顷 | 10 | 10", "^ | 树木 | ≥2棵 | 2棵 | 10 | 10"], WIDTHS, number=2)
    bare = tuple(r for r in second.rulings if not (r.axis == "v" and r.at == 50.0) and r.start != 50.0)
    (sheet,) = find_sheets([first, second._replace(rulings=bare)])
    assert next(cell.row_span for cell in sheet.cells if cell.text == "产出指标") == 3


def test_a_guide_to_scoring_is_no_form() -> None:
    page = draw_page(
        ["一级指标 | 三级指标 | 评分标准 | 得分", "产出指标 | 里程 | 满分10分 | 9"], WIDTHS[:4], above=["评价评分表"]
    )
    assert find_sheets([page]) == ()


def test_a_row_higher_than_a_page_runs_through_a_page_without_flat_rulings() -> None:
    first = draw_page(
        [*FORM[:2], "产出指标 | 养护里程 | ≥5公里 | 完成道路/两侧的绿 | 90 | 90"], WIDTHS, above=TITLE, open_foot=True
    )
    middle = draw_page([" |  |  | 化和照明 |  | "], WIDTHS, number=2, open_head=True, open_foot=True)
    last = draw_page([" |  |  | 设施养护 |  | ", FORM[3]], WIDTHS, number=3, open_head=True)
    (sheet,) = find_sheets([first, middle, last])
    assert sheet.pages == (1, 2, 3)
    assert "完成道路两侧的绿化和照明设施养护" in {cell.text for cell in sheet.cells}
