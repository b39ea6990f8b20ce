"""Forms made of printed strings, as the parser would read them; and the two seed forms (seed/forms.txt)."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeVar

from pdf2form.checks import run_checks
from pdf2form.parse.values import (
    clean_text,
    parse_grade,
    parse_money,
    parse_number,
    parse_quantity,
    parse_rate,
    parse_year,
    split_share,
)
from pdf2form.record import Finding, Form, FundingKind, FundingLine, Indicator, Reading, Result, Total, Where

T = TypeVar("T")
Points = Literal["weight", "score"]

NO_PLACE = "∅"
"""Stands for a column or row that the form does not have."""

SHARED = "↑"
"""Stands for a cell that spans from the row above."""


def reading(raw: str, parse: Callable[[str], T | None], at: tuple[int, int]) -> Reading[T] | None:
    if raw == NO_PLACE:
        return None
    place = Where(page=1, box=(at[0], at[1], at[0] + 1, at[1] + 1))
    return Reading(raw=raw, value=parse(raw), where=(place,))


def name_of_level(raw: str) -> str | None:
    return split_share(raw)[0]


def money(kind: FundingKind, cells: str, *, row: int = 0, unit: str | None = "万元") -> FundingLine:
    """A money row of `年初 全年预算 全年执行 分数 执行率 得分`; a cell that begins with _ is blank."""
    raw = ["" if cell == "_" else cell for cell in cells.split()]

    def amount(text: str) -> object:
        return parse_money(text, unit)

    parsers = (amount, amount, amount, parse_number, parse_rate, parse_number)
    names = ("initial_budget", "annual_budget", "executed", "weight", "rate", "score")
    values = {
        name: reading(text, parse, (row, column))
        for column, (name, text, parse) in enumerate(zip(names, raw, parsers, strict=True))
    }
    return FundingLine.model_validate(
        {"kind": kind, "label": reading(kind, clean_text, (row, 9)), **values}, from_attributes=True
    )


def indicator(cells: str, *, row: int, above: Indicator | None = None) -> Indicator:
    """An indicator of `一级|二级|三级|指标值|完成值|分值|得分|原因`."""
    level1, level2, level3, target, actual, weight, score, reason = cells.split("|")
    at = 100 + row

    def points(raw: str, column: int, name: Points) -> Reading[object] | None:
        if raw != SHARED:
            return reading(raw, parse_number, (at, column))
        owner = getattr(above, name)
        return Reading(raw="", value=None, where=owner.where)

    return Indicator.model_validate(
        {
            "level1": reading(level1, name_of_level, (at, 1)),
            "level2": reading(level2, name_of_level, (at, 2)),
            "level3": reading(level3, clean_text, (at, 3)),
            "target": reading(target, parse_quantity, (at, 4)),
            "actual": reading(actual, parse_quantity, (at, 5)),
            "weight": points(weight, 6, "weight"),
            "score": points(score, 7, "score"),
            "reason": reading(reason, clean_text, (at, 8)),
        },
        from_attributes=True,
    )


def unit_in(heading: str) -> str | None:
    found = re.search(r"（(.*?)）", heading)
    return clean_text(found[1] if found else heading)


def make_form(
    *,
    funding: Sequence[FundingLine] = (),
    rows: Sequence[str] = (),
    total: tuple[str, str] = ("", ""),
    grade: str = NO_PLACE,
    money_unit: str = "万元",
    template: str = "unknown",
    project: str = "甲项目",
    department: str = "乙局",
    title: str = "项目支出绩效自评表",
    year: str = "（2024年度）",
) -> Form:
    """A form; `money_unit` is the heading that prints it, of which only the first brackets count, if it has any."""
    indicators: list[Indicator] = []
    for index, cells in enumerate(rows):
        indicators.append(indicator(cells, row=index, above=indicators[-1] if indicators else None))
    return Form(
        form=1,
        pages=(1,),
        verdict="clean",
        template=template,
        title=reading(title, clean_text, (87, 0)),
        year=reading(year, parse_year, (87, 1)),
        project=reading(project, clean_text, (89, 0)),
        department=reading(department, clean_text, (88, 0)),
        money_unit=reading(money_unit, unit_in, (90, 0)),
        funding=tuple(funding),
        indicators=tuple(indicators),
        total=Total(
            weight=reading(total[0], parse_number, (95, 0)),
            score=reading(total[1], parse_number, (95, 1)),
        ),
        grade=reading(grade, parse_grade, (96, 0)),
    )


def row(target: str, actual: str, weight: str, score: str, reason: str = NO_PLACE) -> str:
    """An indicator of which only the numbers matter."""
    return "|".join(("产出指标", "数量指标", "完成数", target, actual, weight, score, reason))


def said(findings: Sequence[Finding], *results: Result) -> list[tuple[str, str]]:
    """Rule and subject of the findings with these results."""
    return [(finding.rule, finding.subject) for finding in findings if finding.result in results]


def level(name: str, cells: str) -> str:
    """An indicator of `三级|指标值|完成值|分值|得分` under a first level."""
    return "|".join((name, "某类指标", cells, NO_PLACE))


def results(rule: str, form: Form) -> list[str]:
    """What the checks say by one rule, in the order of the form."""
    return [one.result for one in run_checks(form) if one.rule == rule]


def loud(form: Form) -> list[tuple[str, str]]:
    """Rule and subject of everything that a reader has to look at."""
    return said(run_checks(form), "mismatch", "doubt", "remark")


def only(rule: str, findings: Sequence[Finding]) -> Finding:
    (finding,) = (one for one in findings if one.rule == rule)
    return finding


FIRST_ROWS = (
    "产出指标|数量指标|系统支持年平均访问量|≥1752000.00(次)|1800000.00(次)|15.00|15.00|",
    "产出指标|质量指标|客户满意度|≥4.00(星)|4.20(星)|15.00|15.00|",
    "效益指标|经济效益指标|成本控制合理性|合理|达成指标|20.00|19.00|",
    "效益指标|社会效益指标|社会反响评价|好|达成指标|15.00|14.00|",
    "效益指标|生态效益指标|不对环境产生污染|符合|达成指标|10.00|9.00|",
    "效益指标|可持续影响指标|服务质量不断提高|符合|达成指标|15.00|15.00|",
)

FIRST_FUNDING = (
    ("total", "0.00 151.21 150.72 10.00 99.67 9.97"),
    ("current_year", "0.00 151.21 150.72 - 99.67 -"),
    ("carried_over", "0.00 0.00 0.00 - 0.00 -"),
    ("other", "0.00 0.00 0.00 - 0.00 -"),
)

SECOND_FUNDING = (
    ("total", "2,848.20 2,848.20 2,848.20 10.00 100.00 10.00"),
    ("current_year", "2,848.20 2,848.20 2,848.20 - 100.00 -"),
    ("carried_over", "0.00 0.00 0.00 - 0.00 -"),
    ("other", "0.00 0.00 0.00 - 0.00 -"),
)

_TWO_POINTS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("个", (2, 10, 40, 20, 16, 80, 320, 160)),
    ("万字", (150,)),
    ("个", (6, 10, 46, 10)),
    ("份", (50,)),
    ("万字", (80,)),
    ("个", (6, 12, 12)),
    ("万字", (80,)),
    ("个", (6, 12, 12)),
    ("万字", (75, 65, 65, 55, 55, 55)),
    ("条", (50, 15)),
    ("分钟", (88, 90)),
    ("条", (500, 500)),
    ("次", (2, 12)),
    ("张", (24,)),
    ("条", (20, 250)),
)
_ONE_POINT = (("个", (6,)), ("张", (12,)), ("次", (4, 12, 4)), ("场", (1,)))


def _counts(values: Sequence[tuple[str, tuple[int, ...]]], points: str) -> Iterator[str]:
    for unit, numbers in values:
        for number in numbers:
            yield f"产出指标|数量指标|{unit}数|={number}.00({unit})|{number}.00({unit})|{points}|{points}|"


SECOND_ROWS = (
    *_counts(_TWO_POINTS, "2.00"),
    *_counts(_ONE_POINT, "1.00"),
    "产出指标|质量指标|UI设计|合理|达成指标|1.00|1.00|",
    "产出指标|质量指标|网站浏览体验|较好|达成指标|1.00|1.00|",
    "产出指标|质量指标|多平台自动适应（各语种适应）|满足|达成指标|1.00|1.00|",
    "产出指标|质量指标|内容差错率|≤0.50(百分比)|0.00(百分比)|1.00|1.00|",
    "产出指标|时效指标|2023年11月—12月|完成门户的设计优化及初始内容部署|达成指标|1.00|1.00|",
    "产出指标|时效指标|2024年1月1日|上线英文门户网站、海外社交媒体账号及微信公众号。英文网站发稿量不低于300条|达成指标|1.00|1.00|",
    "产出指标|时效指标|2024年1-3月|完善英文内容；筹备日语、韩语、法语、德语等8个语种网站搭建|达成指标|0.00|0.00|",
    "产出指标|时效指标|2024年4月1日|日语、韩语、法语、德语等8个语种网站上线|达成指标|0.00|0.00|",
    "产出指标|时效指标|2024年4月至2024年12月|完成项目年度指标|达成指标|0.00|0.00|",
    "效益指标|可持续影响指标|门户网站浏览量|稳中有升|达成指标|0.00|0.00|",
    "效益指标|可持续影响指标|社交媒体账号粉丝数量|逐年递增|达成指标|0.00|0.00|",
    "效益指标|可持续影响指标|社交媒体账号信息覆盖人数|逐年递增|达成指标|0.00|0.00|",
    "满意度指标|服务对象满意度指标|用户满意率|≥85.00(百分比)|90.00(百分比)|0.00|0.00|",
)


def seed_funding(lines: Sequence[tuple[str, str]]) -> list[FundingLine]:
    return [money(kind, cells, row=index) for index, (kind, cells) in enumerate(lines)]  # type: ignore[arg-type]


def first_seed() -> Form:
    return make_form(
        funding=seed_funding(FIRST_FUNDING),
        rows=FIRST_ROWS,
        total=("100.00", "96.97"),
        grade="优",
        template="shanghai-city",
    )


def second_seed() -> Form:
    return make_form(
        funding=seed_funding(SECOND_FUNDING),
        rows=SECOND_ROWS,
        total=("100.00", "100.00"),
        grade="优",
        template="shanghai-city",
    )
