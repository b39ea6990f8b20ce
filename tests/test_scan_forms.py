"""A form that was recognised is doubted as a whole where a row of it is none: those after it stand one row too low."""

import pytest

from pdf2form.parse.scanned import find_scanned
from pdf2form.record import Extra, Finding, FundingKind, Goal, Message, Reading, SubTable, Text, Where
from tests.printed_form import NO_PLACE, make_form, money

WHOLE = "产出指标|数量指标|管护面积|≥5|5|10|10|"


def doubts(*rows: str, source: str = "ocr") -> list[tuple[str, str]]:
    form = make_form(rows=rows, funding=[money("total", "_ 12.50 12.50 10 100% 10")])
    assert form.project is not None
    read = form.model_copy(update={"project": form.project.model_copy(update={"source": source})})
    return [(found.rule, found.subject) for found in find_scanned(read)]


@pytest.mark.parametrize("piece", ["产出指标|数量指标||||||计划优先实施", "产出指标|数量指标|||5|||"])
def test_a_piece_of_a_row_shakes_the_form(piece: str) -> None:
    assert doubts(WHOLE, piece, WHOLE) == [("unsure-table", "")]
    assert doubts(WHOLE, piece, WHOLE, source="text") == []


@pytest.mark.parametrize("other", [WHOLE, "产出指标|数量指标||||||", "产出指标|数量指标|管护面积||||↑|", "|||||↑|↑|"])
def test_whole_rows_blank_rows_and_shared_points_do_not(other: str) -> None:
    assert doubts(WHOLE, other, WHOLE) == []


def odd(**fields: str) -> list[tuple[str, str]]:
    """The doubts of a form with these values, read from a picture: of its name, of a sum of money, or its label."""
    form = make_form(rows=[WHOLE], funding=[money("total", "_ 12.50 12.50 10 100% 10")])
    line = form.funding[0]
    assert form.project is not None
    assert line.label is not None
    assert line.annual_budget is not None
    project = {"source": "ocr", "raw": fields.get("project", "清溪河治理")}
    label = {"source": "ocr", "raw": fields.get("label", "年度资金总额")}
    amount = {"source": "ocr", "raw": fields.get("annual_budget", line.annual_budget.raw)}
    updated = line.model_copy(
        update={
            "label": line.label.model_copy(update=label),
            "annual_budget": line.annual_budget.model_copy(update=amount),
        }
    )
    read = form.model_copy(
        update={"project": form.project.model_copy(update=project), "funding": (updated, *form.funding[1:])}
    )
    return [(found.rule, found.subject) for found in find_scanned(read) if found.rule == "odd-print"]


@pytest.mark.parametrize("raw", ["═清溪河治理", "═", "清溪河治理＝", "、清溪河治理", "门户改版（W eb端）"])
def test_two_hairs_at_the_edge_of_a_value_and_a_mark_that_stands_behind_something_are_doubted(raw: str) -> None:
    assert odd(project=raw) == [("odd-print", "/project")]


def test_a_blank_name_beside_its_label_is_doubted() -> None:
    assert odd(project="") == [("odd-print", "/project")]


@pytest.mark.parametrize("raw", ["Data CatalogService接口", "清溪河。。", "清溪河，。治理", "和--键报警"])
def test_a_lost_blank_two_marks_and_two_hyphens_are_doubted(raw: str) -> None:
    assert odd(project=raw) == [("odd-print", "/project")]


@pytest.mark.parametrize(
    "raw",
    [
        "Data Catalog Service接口",
        "WeChat公众号",
        "DeepSeek本地部署",
        "YouTube",
        "部门预算-一般公共预算",
        "一-三季度",
        "2024年1月-一季度",
        "西语网-总站",
    ],
)
def test_blanks_that_are_there_and_hyphens_between_figures_are_not(raw: str) -> None:
    assert odd(project=raw) == []


@pytest.mark.parametrize(
    ("raw", "doubted"),
    [
        ("效益指标士", True),
        ("一效益指标", True),
        ("一般性工作指标", False),
        ("数量指标1", False),
        ("2数量指标", True),
        ("社会效益指标值", False),
        ("-效益指标", True),
        ("效益指标(30分)", False),
        ("社会效益指", True),
        ("群众获得感", False),
    ],
)
def test_the_name_of_a_level_with_more_or_less_than_it_has_is_doubted(raw: str, *, doubted: bool) -> None:
    form = make_form(rows=[WHOLE])
    level = form.indicators[0].level1
    assert level is not None
    row = form.indicators[0].model_copy(update={"level1": level.model_copy(update={"raw": raw, "source": "ocr"})})
    findings = find_scanned(form.model_copy(update={"indicators": (row,)}))
    assert [each.subject for each in findings if each.rule == "odd-print"] == ["/indicators/0/level1"] * doubted


@pytest.mark.parametrize(
    ("target", "doubts", "odd"),
    [
        ("≤-5.5(%)", "", False),
        ("<=-5.5(%)", "", False),
        ("≤5.5(%)", "", True),
        ("-5.5(%)", "", True),
        ("≤-5.5(%)", "/indicators/0/target", True),
    ],
)
def test_a_minus_is_print_where_the_target_has_one_behind_its_sign(target: str, doubts: str, *, odd: bool) -> None:
    form = make_form(rows=[f"产出指标|数量指标|损失变化率|{target}|-6.2(%)|10|10|"])
    actual = form.indicators[0].actual
    assert actual is not None
    row = form.indicators[0].model_copy(update={"actual": actual.model_copy(update={"source": "ocr"})})
    doubt = Finding(rule="uncertain-character", result="doubt", subject=doubts, message=Message(en="", zh=""))
    findings = find_scanned(form.model_copy(update={"indicators": (row,), "findings": (doubt,)}))
    assert [each.subject for each in findings if each.rule == "odd-print"] == ["/indicators/0/actual"] * odd


@pytest.mark.parametrize("raw", ["=100", "A=B", "清溪河、白溪河", "Web端+App端", "A big data", "Plan A"])
def test_a_sign_before_a_number_and_marks_within_a_value_are_not(raw: str) -> None:
    assert odd(project=raw) == []


@pytest.mark.parametrize(
    ("raw", "doubted"),
    [
        ("6.47.0", True),
        ("6.47.0万人次", True),
        ("2024.10.5", False),
        ("98.70", False),
        ("98q", True),
        ("12km", False),
        ("30 W", False),
        ("≤4小时。", True),
        ("完成3项。", False),
        ("97.00(百分比)。", True),
        ("≥24.(人)", True),
        ("24.0(人)", False),
        ("≥=97%", True),
        ("≦n9500元/公里", True),
        ("≥A级", False),
        ("≧48间3", True),
        ("48间", False),
        ("2024年12月", False),
        (">=97%", False),
        ("3次（含复查）已完成。", False),
        ("-100%", True),
        ("100-200", False),
        ("020", True),
        ("≥08.5%", True),
        ("0.20", False),
        ("0", False),
        ("05月", False),
        ("10月15白", True),
        ("2024年10月20", True),
        ("10月15日前", False),
        ("10月底", False),
        ("100.0G(百分比)", True),
        ("=10Q%", True),
        ("132Q.00(人次)", True),
        ("=1Q0%", True),
        ("5G基站2.5万个", False),
        ("46..00(个)", True),
        ("1440户次以上。", True),
        ("1440户次以上", False),
        ("25GB(年)", False),
        ("新建5G(基站)30个", False),
        ("6m(含路肩)", False),
        ("2024.12.31前", False),
        ("12.31前", False),
        ("2024年底", False),
        ("2024前", False),
        ("200余", False),
        ("1.已完成", False),
        ("1.达标", False),
        ("5.7.公里", True),
        ("12.公里", True),
        ("≥320.万立方米", True),
        ("=3.平方公里", True),
        ("=9,个", True),
        ("3次，达标", False),
        ("2.完成河道清淤", False),
        ("≤2600元/盛", True),
        ("≤2600元/盏", False),
        ("3大", True),
        ("3天", False),
        ("1.5万亩", False),
        ("1.5万田", True),
        ("2024年", False),
        ("10月", False),
    ],
)
def test_a_number_with_more_or_something_else_than_a_number_has_is_no_print(raw: str, doubted: bool) -> None:
    assert odd(annual_budget=raw) == [("odd-print", "/funding/0/annual_budget")] * doubted


@pytest.mark.parametrize(
    ("lines", "doubted"),
    [
        (("12 12 12 10 100% 10", "12 12 12 - 100% -", "0 0 0 - - _"), ["score"]),
        (("12 12 12 10 100% 10", "12 12 12 - 100% -", "0 0 0 _ _ -"), ["weight", "rate"]),
        (("12 12 12 10 100% 10", "12 12 12 - 100% -", "0 0 0 - _ -"), []),
        (("12 12 12 10 100% 10", "12 12 12 _ 100% _", "0 0 0 _ _ _"), []),
        (("12 12 12 10 100% 10", "12 12 _ - 100% -", "0 0 0 - - -"), ["executed"]),
        (("12 12 12 10 100% 10", "12 _ _ - 100% -", "0 0 0 - - -"), []),
    ],
)
def test_a_blank_where_other_rows_have_a_dash_and_an_amount_without_its_other_one_are_doubted(
    lines: tuple[str, ...], doubted: list[str]
) -> None:
    kinds: tuple[FundingKind, ...] = ("total", "current_year", "other")
    form = make_form(rows=[WHOLE], funding=[money(kind, line) for kind, line in zip(kinds, lines, strict=True)])
    assert form.project is not None
    read = form.model_copy(update={"project": form.project.model_copy(update={"source": "ocr"})})
    found = [each.subject.rsplit("/", 1)[-1] for each in find_scanned(read) if each.rule == "odd-print"]
    assert found == doubted


@pytest.mark.parametrize(
    ("raw", "doubted"), [("5", True), ("1A", True), ("无", False), ("/", False), ("下雨5天", False)]
)
def test_no_reason_is_a_figure(raw: str, *, doubted: bool) -> None:
    form = make_form(rows=[WHOLE + raw])
    reason = form.indicators[0].reason
    assert reason is not None
    row = form.indicators[0].model_copy(update={"reason": reason.model_copy(update={"source": "ocr"})})
    findings = find_scanned(form.model_copy(update={"indicators": (row,)}))
    assert [each.subject for each in findings if each.rule == "odd-print"] == ["/indicators/0/reason"] * doubted


@pytest.mark.parametrize(("raw", "doubted"), [("学生。人数", True), ("学生人数", False)])
def test_no_name_of_an_indicator_is_a_sentence(raw: str, *, doubted: bool) -> None:
    form = make_form(rows=[WHOLE])
    level3 = form.indicators[0].level3
    assert level3 is not None
    row = form.indicators[0].model_copy(update={"level3": level3.model_copy(update={"raw": raw, "source": "ocr"})})
    findings = find_scanned(form.model_copy(update={"indicators": (row,)}))
    assert [each.subject for each in findings if each.rule == "odd-print"] == ["/indicators/0/level3"] * doubted


@pytest.mark.parametrize("subject", ["/total/score", "/total/weight"])
def test_a_total_without_weight_is_doubted_with_its_score(subject: str) -> None:
    form = make_form(rows=[WHOLE], total=("100", "95.67"))
    assert form.total is not None
    assert form.total.score is not None
    score = form.total.score.model_copy(update={"source": "ocr"})
    doubt = Finding(rule="uncertain-character", result="doubt", subject=subject, message=Message(en="", zh=""))
    total = form.total.model_copy(update={"weight": None, "score": score})
    read = form.model_copy(update={"total": total, "findings": (doubt,)})
    found = [each.subject for each in find_scanned(read) if each.rule == "odd-print"]
    assert found == ["/total/weight"] * (subject == "/total/score")


@pytest.mark.parametrize(("raw", "doubted"), [("年度资金总客额", True), ("年度资金总额", False), ("市级专户", False)])
def test_a_label_with_a_character_too_many_is_doubted(raw: str, doubted: bool) -> None:
    assert odd(label=raw) == [("odd-print", "/funding/0/label")] * doubted


@pytest.mark.parametrize(
    ("department", "unit", "doubted"),
    [
        ("听泉县交通运输局", "昕泉县公共交通服务中心", True),
        ("219-听泉县交通运输局", "219001-昕泉县公共交通服务中心", True),
        ("听泉县交通运输局", "听泉县公共交通服务中心", False),
        ("听泉县交通运输局", "望海市公共交通服务中心", False),
        ("交通运输厅", "昕泉县公共交通服务中心", False),
    ],
)
def test_a_department_and_a_unit_of_places_that_differ_in_one_character_are_doubted(
    department: str, unit: str, doubted: bool
) -> None:
    form = make_form(rows=[WHOLE])
    assert form.project is not None
    names = {
        name: form.project.model_copy(update={"source": "ocr", "raw": raw})
        for name, raw in (("department", department), ("unit", unit))
    }
    found = [each.subject for each in find_scanned(form.model_copy(update=names)) if each.rule == "unlike-names"]
    assert found == ["/department", "/unit"] * doubted


def test_a_form_without_funding_or_a_goal_without_words_lacks_what_was_not_recognised() -> None:
    form = make_form(rows=[WHOLE], funding=[money("total", "_ 12.50 12.50 10 100% 10")])
    assert form.project is not None
    read = form.model_copy(update={"project": form.project.model_copy(update={"source": "ocr"})})
    goal = Goal(expected=None, actual=read.project, extra=())
    for changed in (read, read.model_copy(update={"funding": ()}), read.model_copy(update={"goals": (goal,)})):
        rules = [each.rule for each in find_scanned(changed)]
        assert rules == ["unsure-table"] * (changed is not read)


@pytest.mark.parametrize(
    ("title", "year", "doubted"), [("自评表", "", True), ("自评表", "2024年度", False), ("", "", False)]
)
def test_a_title_without_a_year_below_it_is_doubted(title: str, year: str, *, doubted: bool) -> None:
    form = make_form(rows=[WHOLE], title=title or NO_PLACE, year=year or NO_PLACE)
    assert form.project is not None
    read = form.model_copy(update={"project": form.project.model_copy(update={"source": "ocr"})})
    assert [each.subject for each in find_scanned(read) if each.rule == "odd-print"] == ["/year"] * doubted


@pytest.mark.parametrize(("dashes", "blanks", "doubted"), [(1, 4, 1), (1, 3, 0), (2, 6, 0), (0, 5, 0)])
def test_a_dash_for_a_reason_among_blank_ones_is_a_hair(dashes: int, blanks: int, doubted: int) -> None:
    form = make_form(rows=[WHOLE + "-"] * dashes + [WHOLE] * blanks)
    assert form.project is not None
    read = form.model_copy(update={"project": form.project.model_copy(update={"source": "ocr"})})
    assert sum(each.subject.endswith("/reason") for each in find_scanned(read)) == doubted


@pytest.mark.parametrize(
    ("counts", "doubted"),
    [((3, 2, 2), True), ((4, 3, 3), True), ((3, 3, 2), False), ((2, 3, 3), False), ((3,), False), ((), False)],
)
def test_a_sub_table_whose_rows_all_lack_a_cell_of_its_headings_shakes_the_form(
    counts: tuple[int, ...], *, doubted: bool
) -> None:
    form = make_form(rows=[WHOLE], funding=[money("total", "_ 12.50 12.50 10 100% 10")])
    assert form.project is not None
    cell = form.project.model_copy(update={"source": "ocr"})
    table = SubTable(label=cell, rows=tuple((cell,) * count for count in counts))
    found = find_scanned(form.model_copy(update={"project": cell, "tables": (table,)}))
    assert [each.rule for each in found] == ["unsure-table"] * doubted


@pytest.mark.parametrize(
    ("levels", "doubted"),
    [
        (("数量指标3", "质量指标"), [0]),
        (("数量指标1", "数量指标2"), []),
        (("数量指标1", "质量指标1"), []),
        (("数量指标2", "质量指标1"), [0]),
        (("数量指标0", "质量指标"), [0]),
        (("效益指标（30分）", "第7批"), []),
    ],
)
def test_a_level_that_is_numbered_without_those_before_it_has_a_figure_too_many(
    levels: tuple[str, str], doubted: list[int]
) -> None:
    rows = [WHOLE.replace("数量指标", level) for level in levels]
    assert doubts(*rows) == [("odd-print", f"/indicators/{k}/level2") for k in doubted]


@pytest.mark.parametrize(
    ("raw", "doubted"),
    [
        ("≤小时", True),
        ("≥", False),
        ("≤1小时", False),
        ("≥三次", False),
        ("≤半年", False),
        ("3;780亩", True),
        ("3；5", True),
    ],
)
def test_a_sign_of_comparison_without_a_number_and_a_semicolon_between_figures_are_doubted(
    raw: str, *, doubted: bool
) -> None:
    assert odd(annual_budget=raw) == [("odd-print", "/funding/0/annual_budget")] * doubted


@pytest.mark.parametrize(("raw", "doubted"), [("稳定收入。5", True), ("稳定收入。", False), ("完成1.0。二期", False)])
def test_a_figure_behind_the_last_full_stop_is_doubted(raw: str, *, doubted: bool) -> None:
    assert odd(project=raw) == [("odd-print", "/project")] * doubted


@pytest.mark.parametrize(("label", "found"), [("", [("unsure-table", "")]), ("上年结转资金", [])])
def test_a_row_of_money_without_a_label_is_a_piece_of_one_and_shakes_the_form(
    label: str, found: list[tuple[str, str]]
) -> None:
    form = make_form(
        rows=[WHOLE], funding=[money("total", "_ 12.50 12.50 10 100% 10"), money("other", "_ 0.00 0.00 _ _ _")]
    )
    last = form.funding[1]
    assert last.label is not None
    piece = last.model_copy(update={"label": last.label.model_copy(update={"raw": label, "source": "ocr"})})
    rules = list(find_scanned(form.model_copy(update={"funding": (form.funding[0], piece)})))
    assert [(each.rule, each.subject) for each in rules if each.rule == "unsure-table"] == found


def shaken(label: str, value: str, top: float = 1.0, **fields: object) -> str:
    """The reasons for which a recognised form is doubted that prints a label nobody knows."""
    form = make_form(rows=[WHOLE], funding=[money("total", "_ 12.50 12.50 10 100% 10")])
    place = (Where(page=1, box=(20.0, top, 30.0, top + 1)),)
    extra = Extra(
        label=Reading(raw=label, value=label, where=place, source="ocr"),
        value=Reading(raw=value, value=value or None, where=place, source="ocr"),
    )
    name = Text(raw="清溪市水务局", value="清溪市水务局", where=place, source="ocr")
    read = form.model_copy(update={"extra": (extra,), "unit": name, "department": name, **fields})
    return " ".join(each.message.en for each in find_scanned(read) if each.rule == "unsure-table" and each.message)


def test_a_piece_of_a_name_that_stands_alone_above_the_money_shakes_the_form() -> None:
    assert "label-alone" in shaken("卫生室能力建设", "")
    assert shaken("卫生室能力建设", "是") == ""
    assert shaken("填报人", "", top=50.0) == ""


def test_a_form_with_a_strange_label_and_without_a_unit_is_shaken() -> None:
    assert "no-unit" in shaken("资金", "吏用单立", unit=None)
    assert "no-unit" in shaken("资金", "吏用单立", department=None)
    assert shaken("资金", "吏用单立") == ""


def test_a_form_without_a_title_is_shaken() -> None:
    assert "no-title" in shaken("资金", "吏用单立", title=None)
