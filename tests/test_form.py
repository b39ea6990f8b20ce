"""What a sheet is read as: labels found anywhere, split and shared cells, sub-tables, and what is not understood."""

from collections.abc import Sequence

import pytest

from pdf2form.layout import find_sheets
from pdf2form.page import Page, Ruling
from pdf2form.parse import parse_sheet
from pdf2form.record import Form, Quantity
from tests.paper import draw_page, text_glyphs

WIDTHS = [60.0, 90.0, 70.0, 60.0, 60.0, 70.0, 50.0, 50.0]
TITLE = ["项目支出绩效自评表", "（2024年度）"]
HEAD = "项目名称 | 渠道清淤 | < | < | < | < | < | <"
PLAIN = "一级指标 | 三级指标 | 年度指标值 | < | < | 实际完成值 | 分值 | 得分"
ROW = "产出指标 | 清淤长度 | ≥5公里 | < | < | 6公里 | 90 | 90"


def read(rows: Sequence[str], *, above: Sequence[str] = TITLE, below: Sequence[str] = ()) -> Form:
    (sheet,) = find_sheets([draw_page(rows, WIDTHS, above=above, below=below)])
    return parse_sheet(sheet, number=1)


def read_page(page: Page) -> Form:
    (sheet,) = find_sheets([page])
    return parse_sheet(sheet, number=1)


def doubts(form: Form) -> set[tuple[str, str]]:
    return {(finding.rule, finding.subject) for finding in form.findings if finding.result == "doubt"}


@pytest.mark.parametrize(
    ("empty", "confidence", "rows"),
    [
        ("效益指标 | …… | - | < | < | - |  | ", None, 1),
        ("效益指标 | ` |  | < | < |  |  | ", 0.5, 1),
        ("效益指标 | 00 |  | < | < | - |  | ", 0.5, 1),
        ("效益指标 | 00 |  | < | < |  |  | ", 0.99, 2),
        ("效益指标 | 水位 |  | < | < |  |  | ", 0.5, 2),
        ("效益指标 | …… |  | < | < |  | 10 | ", 0.5, 2),
    ],
    ids=["template", "dust", "dust and a dash", "certain", "a word", "a weight"],
)
def test_an_empty_row_of_the_template_is_none_also_with_dust_in_it(
    empty: str, confidence: float | None, rows: int
) -> None:
    page = draw_page([HEAD, PLAIN, ROW, empty], WIDTHS, above=TITLE)
    low = max(glyph.top for glyph in page.glyphs)
    marked = (glyph._replace(confidence=confidence if glyph.top > low - 1 else None) for glyph in page.glyphs)
    form = read_page(page._replace(glyphs=tuple(marked)))
    assert len(form.indicators) == rows
    assert len(form.ignored) >= (2 - rows)


def test_a_target_over_three_columns_is_one_reading_with_three_places() -> None:
    form = read(
        [
            HEAD,
            "一级指标 | 三级指标 | 年度指标值 | < | < | 实际完成值 | 分值 | 得分",
            "^ | ^ | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^",
            "产出指标 | 清淤长度 | ≧ | 5 | 公里 | 6 | 45 | 45",
            "效益指标 | 灌溉条件 | 定性 | 明显改善 |  | 明显改善 | 45 | 45",
        ]
    )
    numbers, words = (row.target for row in form.indicators)
    assert numbers
    assert words
    assert (numbers.raw, numbers.value) == ("≧5公里", Quantity(op="ge", number=5, unit="公里"))
    assert len(numbers.where) == 3
    assert (words.raw, words.value) == ("定性明显改善", Quantity(text="明显改善"))
    assert doubts(form) == set()


def test_a_stroke_for_a_name_and_nothing_else_is_no_indicator() -> None:
    form = read([HEAD, PLAIN, ROW, "^ | - |  | < | < |  |  | "])
    assert [row.level3.raw for row in form.indicators if row.level3] == ["清淤长度"]
    assert [reading.raw for reading in form.ignored] == ["-"]


def test_a_score_that_spans_rows_belongs_to_the_first() -> None:
    form = read([HEAD, PLAIN, ROW, "^ | 清淤方量 | ≥9方 | < | < | 9方 | ^ | ^"])
    first, second = (row.score for row in form.indicators)
    assert first
    assert second
    assert (first.raw, second.raw, second.value) == ("90", "", None)
    assert first.where == second.where


def test_a_sub_table_beside_an_unknown_label_is_kept_as_it_stands() -> None:
    form = read(
        [
            HEAD,
            "年度任务 | 任务 | < | 预算数 | < | 执行数 | < | <",
            "^ | 清淤 | < | 80 | < | 79 | < | <",
            PLAIN,
            ROW,
        ]
    )
    (table,) = form.tables
    assert table.label.raw == "年度任务"
    assert [[cell.raw for cell in row] for row in table.rows] == [["任务", "预算数", "执行数"], ["清淤", "80", "79"]]
    assert form.funding == ()


def test_goals_without_headings_stand_beside_their_label() -> None:
    form = read([HEAD, "年度目标1 | 完成两条干渠的清淤。 | < | < | < | < | < | <", PLAIN, ROW])
    assert [goal.expected and goal.expected.raw for goal in form.goals] == ["完成两条干渠的清淤。"]


def test_a_label_of_goals_on_a_row_of_texts_is_no_heading() -> None:
    form = read(
        [
            HEAD,
            " | 预期目标 | < | < | 实际完成情况 | < | < | <",
            "总体目标 | 清淤两条干渠。 | < | < | 已清淤。 | < | < | <",
            PLAIN,
            ROW,
        ]
    )
    assert [(g.expected and g.expected.raw, g.actual and g.actual.raw) for g in form.goals] == [
        ("清淤两条干渠。", "已清淤。")
    ]


def test_a_cell_may_print_its_label_itself() -> None:
    form = read(["项目名称：渠道清淤 | < | < | 主管部门：望海市水务局 | < | < | < | <", PLAIN, ROW])
    assert form.project
    assert form.department
    assert (form.project.value, form.department.value) == ("渠道清淤", "望海市水务局")


def test_names_above_the_table_are_the_forms() -> None:
    form = read([HEAD, PLAIN, ROW], above=[*TITLE, "单位名称：望海市灌区管理处 填报日期：2025年3月1日"])
    assert form.unit
    assert form.unit.value == "望海市灌区管理处"
    assert [(entry.label.raw, entry.value.raw) for entry in form.extra] == [("填报日期：", "2025年3月1日")]


def test_total_score_and_grade_may_share_a_row() -> None:
    for last in ("总分 | < | 100 | 总得分 | < | 96.5 | 自评等级 | 优", "总分 | < | 100 | < | < | 96.5 | < | 优"):
        form = read([HEAD, PLAIN, ROW, last])
        assert form.total.weight
        assert form.total.score
        assert form.grade
        assert (form.total.weight.raw, form.total.score.raw, form.grade.value) == ("100", "96.5", "优")


def test_a_total_of_scores_alone_is_no_total_of_weights() -> None:
    form = read([HEAD, PLAIN, ROW, "自评总分 | < | < | < | < | < | 98.87 | <"])
    assert (form.total.weight, form.total.score and form.total.score.raw) == (None, "98.87")


def test_a_text_across_the_columns_among_the_indicators_is_doubted() -> None:
    form = read([HEAD, PLAIN, ROW, "^ | 以下指标由镇政府填报，不计分 | < | < | < | < | < | <", "^" + ROW[4:]])
    assert [row.level3 and row.level3.raw for row in form.indicators] == ["清淤长度", "清淤长度"]
    assert ("not-understood", "/extra/0") in doubts(form)


def test_a_number_across_two_columns_is_doubted() -> None:
    form = read(
        [
            HEAD,
            "资金情况 |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
            "^ | 资金总额 | 80 | 80 | < | 10 | 100% | 10",
            PLAIN,
            ROW,
        ]
    )
    assert ("several-columns", "/funding/0/annual_budget") in doubts(form)


def test_a_name_that_holds_another_label_is_doubted() -> None:
    form = read([HEAD, "主管部门 | 望海市水务局实施单位望海灌区 | < | < | < | < | < | <", PLAIN, ROW])
    assert ("not-understood", "/department") in doubts(form)


def test_an_unknown_column_goes_to_the_row_and_is_doubted_under_an_unknown_template() -> None:
    form = read(
        [
            HEAD,
            "一级指标 | 三级指标 | 年度指标值 | < | 查验方法 | 实际完成值 | 分值 | 得分",
            "产出指标 | 清淤长度 | ≥5公里 | < | 验收单 | 6公里 | 90 | 90",
        ]
    )
    assert [(e.label.raw, e.value.raw) for e in form.indicators[0].extra] == [("查验方法", "验收单")]
    assert form.template == "unknown"
    assert ("not-understood", "/indicators/0/extra/0") in doubts(form)


def test_goals_and_results_in_rows_of_their_own_are_one_goal() -> None:
    form = read(
        [
            HEAD,
            "年度目标 | 清淤两条干渠。 | < | < | < | < | < | <",
            "目标完成情况 | 已清淤。 | < | < | < | < | < | <",
            PLAIN,
            ROW,
        ]
    )
    assert [(g.expected and g.expected.raw, g.actual and g.actual.raw) for g in form.goals] == [
        ("清淤两条干渠。", "已清淤。")
    ]


def test_labels_and_values_in_turn_are_no_heading_and_are_doubted() -> None:
    form = read([HEAD, "预算数 | 300 | < | 执行数 | < | 290 | < | <", PLAIN, ROW])
    assert [(e.label.raw, e.value.raw) for e in form.extra] == [("预算数", "300"), ("执行数", "290")]
    assert {("not-understood", "/extra/0"), ("not-understood", "/extra/1")} <= doubts(form)


def test_the_outcome_may_stand_at_the_top() -> None:
    form = read([HEAD, "评价等级 | 优 | < | < | 自评得分 | < | 97.5 | <", PLAIN, ROW])
    assert form.grade
    assert form.total.score
    assert (form.grade.value, form.total.score.raw) == ("优", "97.5")


def test_a_sign_that_spans_rows_belongs_to_each() -> None:
    form = read(
        [
            HEAD,
            "一级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 实际完成值 | 分值 | 得分",
            "产出指标 | 清淤长度 | ≤ | 5 | 公里 | 5 | 45 | 45",
            "^ | 支渠长度 | ^ | 9 | 公里 | 9 | 45 | 45",
        ]
    )
    assert [row.target and row.target.raw for row in form.indicators] == ["≤5公里", "≤9公里"]


def test_an_actual_for_two_rows_is_doubted_in_the_second() -> None:
    form = read([HEAD, PLAIN, ROW, "^ | 支渠长度 | ≥5公里 | < | < | ^ | 10 | 10"])
    assert ("not-understood", "/indicators/1/actual") in doubts(form)


def test_year_unit_and_names_may_share_a_line_above_the_table() -> None:
    form = read([HEAD, PLAIN, ROW], above=[TITLE[0], "填报单位：水务局 2024年度 金额单位：万元"])
    assert form.year
    assert form.money_unit
    assert (form.year.value, form.money_unit.value) == (2024, "万元")
    assert [(entry.label.raw, entry.value.raw) for entry in form.extra] == [("填报单位：", "水务局")]


def test_a_section_after_the_notes_is_not_the_forms() -> None:
    form = read([HEAD, PLAIN, ROW], below=["注：得分保留两位小数。", "三、其他事项说明"])
    assert [entry.value.raw for entry in form.extra] == ["得分保留两位小数。"]


def test_a_caption_alone_in_its_row_is_kept_without_a_doubt() -> None:
    form = read([HEAD, "一、年度目标 | < | < | < | < | < | < | <", PLAIN, ROW])
    assert [entry.label.raw for entry in form.extra] == ["一、年度目标"]
    assert doubts(form) == set()


def test_text_that_goes_on_beyond_the_border_is_doubted() -> None:
    page = draw_page([HEAD, PLAIN, ROW], WIDTHS)
    edge, last = 50.0 + sum(WIDTHS), page.glyphs[-1]
    spilt = text_glyphs("90.5", edge - 9.0, last.top)
    (sheet,) = find_sheets([page._replace(glyphs=(*page.glyphs[:-2], *spilt))])
    assert ("text-across-ruling", "/indicators/0/score") in doubts(parse_sheet(sheet, number=1))


def test_text_with_a_stroke_through_it_is_doubted() -> None:
    page = draw_page([HEAD, PLAIN, ROW], WIDTHS)
    left, last = page.glyphs[-2:]
    stroke = Ruling("h", (last.top + last.bottom) / 2, left.x0, last.x1)
    (sheet,) = find_sheets([page._replace(rulings=(*page.rulings, stroke))])
    assert ("struck-out", "/indicators/0/score") in doubts(parse_sheet(sheet, number=1))


def without_rulings_between(names: Sequence[str], confidence: float | None = None, head: str = HEAD) -> Form:
    """A form whose names have no rulings between them; read from a picture if they have a confidence."""
    rows = [f"产出指标 | {name} | ≥5 | < | < | 6 | 30 | 30" for name in names]
    page = draw_page([head, PLAIN, *rows], WIDTHS)
    assert doubts(read_page(page)) == set()
    levels = sorted({each.at for each in page.rulings if each.axis == "h"})[3 : 2 + len(names)]
    rulings = [each for each in page.rulings if each.at not in levels or each.start != WIDTHS[0] + 50]
    glyphs = [each._replace(confidence=confidence) for each in page.glyphs]
    return read_page(page._replace(rulings=tuple(rulings), glyphs=tuple(glyphs)))


def test_a_cell_whose_lines_stand_each_in_a_row_beside_it_lacks_rulings() -> None:
    form = without_rulings_between(["清淤长度", "清淤方量", "渠道护坡"])
    assert ("torn-cell", "/indicators/0/level3") in doubts(form)


def test_lines_no_further_apart_than_those_of_wrapped_texts_are_lines_of_one_cell() -> None:
    names = ["清淤长度", "清淤方量", "渠道护坡"]
    wrapped = HEAD.replace("渠道清淤", "渠道清淤/ /及其岸坡/ /护砌工程/ /第一标段")
    form = without_rulings_between(names, head=wrapped)
    assert not any(rule == "torn-cell" for rule, _ in doubts(form))


@pytest.mark.parametrize(
    ("names", "confidence", "doubted"),
    [
        (["清淤长度", "清淤方量"], 0.99, True),
        (["清淤长度", "清淤方量"], None, False),
        (["经济效益", "满意度指标"], 0.99, False),
    ],
)
def test_two_lines_beside_two_rows_are_doubted_where_rulings_are_recognised(
    names: list[str], confidence: float | None, *, doubted: bool
) -> None:
    form = without_rulings_between(names, confidence)
    assert (("torn-cell", "/indicators/0/level3") in doubts(form)) is doubted


def test_a_name_of_several_lines_that_spans_rows_is_one() -> None:
    rows = [f"产出指标 | {name} | ≥5 | < | < | 6 | 30 | 30" for name in ("三条渠道/清淤及岸/坡的护砌", "^", "^")]
    assert not any(rule == "torn-cell" for rule, _ in doubts(read([HEAD, PLAIN, *rows])))


def test_labels_in_notes_are_known_in_radicals_too() -> None:
    form = read([HEAD, PLAIN, ROW], below=["注：得分保留两位小数。填报⼈：许闻竹"])
    assert [(entry.label.raw, entry.value.raw) for entry in form.extra] == [
        ("注：", "得分保留两位小数。"),
        ("填报⼈：", "许闻竹"),
    ]


def test_a_label_beside_goals_that_says_the_same_as_their_heading_is_none() -> None:
    """The heading is torn, as by a ruling that a scan seems to have; what was reached is read all the same."""
    rows = ["总体目标 | 总 | < | 体目标 | < | 实际完成情况 | < | <", "^ | 疏浚渠道。 | < | < | < | 渠道畅通。 | < | <"]
    form = read([HEAD, *rows, PLAIN, ROW])
    assert [goal.actual.raw for goal in form.goals if goal.actual] == ["渠道畅通。"]
    assert [each.value.raw for goal in form.goals for each in goal.extra] == ["疏浚渠道。"]
