"""Printed labels and their variants, as data: what a form calls its places, each with where it was seen.

A new template means new lines here and a fixture, not new code. Nothing here knows geometry or values.
Variants are written as `label_key` leaves them: without spaces, colons, a leading 其中 and closing brackets.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from pdf2form.characters import plain

Place = Literal["header", "funding", "funding_line", "goals", "indicators", "total", "grade", "side", "tail"]
"""The kind of place that a label names."""


class Label(NamedTuple):
    """What a printed label means: `key` is the record's own name, such as `annual_budget`."""

    place: Place
    key: str


HEADER: Mapping[str, tuple[str, ...]] = {
    "project": (
        *("项目名称", "项目(政策)名称", "政策(项目)名称", "专项名称", "专项(项目)名称"),
        *("转移支付名称", "转移支付(项目)名称"),  # transfer
    ),
    "department": (
        *("主管部门", "主管部门及代码", "主管单位", "预算部门"),
        "中央主管部门",  # transfer
        *("部门名称", "部门(单位)名称"),  # anhui-department
    ),
    "unit": (
        *("实施单位", "项目单位", "项目实施单位", "预算单位", "实施(使用)单位"),
        "资金使用单位",  # transfer
        "单位名称",  # hubei
    ),
    # Known, so that a page break or a column of labels is understood; their values go to `extra`.
    "extra": (
        *("项目负责人", "联系电话"),  # beijing
        *("联系人", "项目属性", "项目类型", "填报日期", "填报单位", "填报时间", "评价时间", "评价年度", "项目起止时间"),
        "项目类别",  # hubei
        *("项目编码", "项目代码", "表单编号"),  # sichuan
        "报表编号",
        *("地方主管部门", "省级主管部门", "市级主管部门"),  # transfer
    ),
}

FUNDING: Mapping[str, tuple[str, ...]] = {
    "initial_budget": ("年初预算数", "年初预算", "年初预算金额", "年初预算资金"),
    "annual_budget": (
        *("全年预算数", "全年预算", "全年预算金额", "调整后预算数", "调整后预算", "调整预算数", "预算数"),
    ),
    "executed": (*("全年执行数", "全年执行", "全年执行金额", "预算执行数", "执行数", "实际执行数", "实际支出数"),),
    "weight": ("分值", "分数", "权重"),  # 分数: shanghai-city; 权重: sichuan
    "rate": ("执行率", "预算执行率"),
    "score": ("得分", "自评得分"),
}

FUNDING_LINES: Mapping[str, tuple[str, ...]] = {
    "total": (
        *("年度资金总额", "资金总额", "年度资金合计", "年度财政资金总额", "合计"),
        "总额",  # sichuan
    ),
    "current_year": ("当年财政拨款", "本年财政拨款", "财政拨款", "当年财政资金"),  # 本年: anhui
    "carried_over": ("上年结转资金", "上年结转", "上年结转结余资金"),
    "other": ("其他资金",),
    # Known as lines, but none of the kinds above.
    "unlisted": (
        *("财政资金", "财政专户管理资金", "单位资金"),  # sichuan
        *("中央财政资金", "中央补助", "省级财政资金", "市级财政资金", "地方资金", "地方财政资金"),  # transfer
        *("基本支出", "项目支出"),  # anhui-department
    ),
}

GOALS: Mapping[str, tuple[str, ...]] = {
    "expected": ("预期目标", "年度预期目标", "年初设定目标", "年初预期目标", "年初目标", "总体目标", "年度目标"),
    "actual": ("实际完成情况", "目标实际完成情况", "全年实际完成情况", "年度实际完成情况", "目标完成情况"),
}

INDICATORS: Mapping[str, tuple[str, ...]] = {
    "level1": ("一级指标", "指标类型"),  # 指标类型: chongqing-district
    "level2": ("二级指标",),
    "level3": ("三级指标", "指标名称"),
    "target_sign": ("指标性质",),  # yunnan, sichuan
    "target": (
        *("年度指标值", "全年指标值", "指标值", "年初目标值", "年度目标值", "预期指标值", "目标值"),
        "预期实现值",  # internal-control
        "绩效目标值",  # hebei
    ),
    "target_unit": ("度量单位", "计量单位"),  # yunnan; chongqing-district
    "actual": (
        *("实际完成值", "全年完成值", "全年实际完成值", "年度完成值", "实际完成情况", "全年实际完成情况"),
        "全年实际值",  # sichuan-rural
        "完成值",  # sichuan
        "指标完成值",  # hebei
    ),
    "weight": ("分值", "分数", "权重", "指标权重", "指标分值"),
    "score": ("得分", "自评得分"),
    "reason": (
        "偏差原因分析及改进措施",
        "偏差原因分析与改进措施",
        "偏差原因分析和改进措施",
        "偏差原因分析及拟采取的改进措施",
        "偏差原因分析",
        "偏差原因",
        "偏差原因及改进措施",
        "偏差分析及改进措施",
        "原因分析",
        "原因分析及改进措施",
        "未完成原因",
        "未完成原因分析",
        "未完成原因及改进措施",
        "未完成原因和改进措施",
        "未完成原因和改进措施及结果应用方案",
        "扣分原因及整改措施",  # hebei
    ),
}

KEYLESS: Mapping[Place, tuple[str, ...]] = {
    "funding": ("原因", "备注", *INDICATORS["reason"]),  # 原因: sichuan; reasons: municipal
    "indicators": (
        "评价标准",  # chongqing-district
        *("评分标准", "评分细则", "数据来源", "佐证材料", "指标解释", "备注"),
    ),
}
"""Headings that are known, and for which the record has no key: what stands below them is the row's `extra`."""

TOTAL: Mapping[str, tuple[str, ...]] = {
    "total": ("总分", "总分值", "合计", "总计"),
    "score": ("总得分", "自评总分", "自评总得分", "综合得分", "得分合计", "合计得分", "最终得分", "自评得分", "得分"),
}

GRADE: Mapping[str, tuple[str, ...]] = {
    "grade": ("评分等级", "评价等级", "绩效等级", "自评等级", "等级", "评价等次", "自评等次"),
}

GRADE_WORDS = frozenset({"优", "良", "中", "差", "优秀", "良好", "一般", "较差", "合格", "不合格", "基本合格"})
"""What a grade can be; only for a grade that stands in the row of the total without a label."""

SIDE: Mapping[str, tuple[str, ...]] = {
    "funding": (
        *("项目资金", "资金情况", "预算执行情况", "项目预算", "项目资金情况", "资金使用情况", "项目资金执行情况"),
        "资金投入情况",  # transfer
        "部门资金",  # anhui-department
    ),
    "goals": (*("年度总体目标", "总体目标", "年度目标", "年度绩效目标", "总体目标完成情况", "年度总体目标完成情况"),),
    "indicators": ("绩效指标", "年度绩效指标", "年度绩效指标完成情况", "绩效指标完成情况", "绩效指标自评情况"),
}

TAIL: Mapping[str, tuple[str, ...]] = {
    "extra": (
        *("注", "备注", "说明", "填报人", "填表人", "联系电话", "单位负责人", "财务负责人", "项目负责人"),
        *("其他需要说明的事项", "其他需要说明事项", "其他需要说明的问题", "其他需说明的问题"),
        *("评价结论", "自评结论", "存在问题", "改进措施"),  # sichuan
        *("偏差大或目标未完成原因分析", "改进措施及结果应用方案"),  # hubei
    ),
}

LEVEL1: tuple[str, ...] = ("产出指标", "效益指标", "满意度指标", "成本指标")
LEVEL2: tuple[str, ...] = (
    *("数量指标", "质量指标", "时效指标", "成本指标"),
    *("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    *("服务对象满意度指标", "满意度指标"),
    *("经济成本指标", "社会成本指标", "生态环境成本指标"),
)

UNITS: tuple[str, ...] = ("元", "千元", "万元", "百万元", "亿元")
"""Money units, as headings and cells print them."""

_TITLE = re.compile(r"绩效[^，。；：、]{0,8}自评(价)?(结果|报告|情况|完成情况)?表(?!填报|填写|说明)")
"""What makes a line above the table its title; a guide to filling it in is none."""

_OTHER_TITLE = re.compile(r"(监控|申报|批复|评分标准|指标体系)[^，。；：、]{0,4}表")
"""What makes a line the title of another kind of table with indicators."""

_YEAR = re.compile(r"^[(（]?[\s\d０-９〇零一二三四五六七八九]{0,8}年度?[)）]?$")
"""A line that holds only the year of the form; the digits may be missing."""

_FOOTER = re.compile(
    r"^(第\d+页.*|[-—–]?\s*\d{1,4}\s*[-—–]?|\d+\s*/\s*\d+|共\d+页.*|续\s*表.*|接[上下]页|续[上下]表|page\s*\d+.*)$",
    re.IGNORECASE,
)
"""A page footer: `-1-`, `第1页 共3页`, `3/12`; or the word that a table goes on."""

_PLACEHOLDER = re.compile(r"^(指标\d+[:：]?|[.…·]+|指标[\d一二三][:：])$")
"""Text of the empty template that was left in a row."""

_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]$")
_HALF_OPEN = re.compile(r"([A-Z]([/×÷*+-][A-Z])*[)）]|[(（][A-Z]([/×÷*+-][A-Z])*)$")
"""The end of a label such as 全年预算数（A） of which one bracket was not read."""
_SHARE = re.compile(r"\d+(\.\d+)?(分|%|％)$")
_NUMBER = re.compile(r"\d+$")
_NOISE = re.compile(r"[\s:：]+")


@lru_cache(maxsize=4096)
def label_key(text: str) -> str:
    """Reduce a printed label to what identifies it: `其中：当年财政拨款` and `当年财政拨款(A)` are one."""
    key = _NOISE.sub("", plain(text)).translate(_HALF)
    while (shorter := _HALF_OPEN.sub("", _BRACKETS.sub("", key))) not in (key, ""):
        key = shorter
    return key.removeprefix("其中")


_HALF = {0xFF08: "(", 0xFF09: ")", 0xFF05: "%"}


def _table(place: Place, variants: Mapping[str, tuple[str, ...]]) -> dict[str, Label]:
    return {label_key(text): Label(place, key) for key, texts in variants.items() for text in texts}


_PLACES: dict[Place, dict[str, Label]] = {
    "header": _table("header", HEADER),
    "funding": _table("funding", FUNDING),
    "funding_line": _table("funding_line", FUNDING_LINES),
    "goals": _table("goals", GOALS),
    "indicators": _table("indicators", INDICATORS),
    "total": _table("total", TOTAL),
    "grade": _table("grade", GRADE),
    "side": _table("side", SIDE),
    "tail": _table("tail", TAIL),
}


@lru_cache(maxsize=4096)
def find_keys(text: str) -> Mapping[Place, str]:
    """Return the record's names for a printed label, one for each kind of place that uses it; empty for no label."""
    key = label_key(text)
    found = {place: table[key].key for place, table in _PLACES.items() if key in table}
    numbered = _PLACES["side"].get(_NUMBER.sub("", key))  # 年度绩效目标1: hubei
    return found if found or numbered is None else {"side": numbered.key}


def find_key(place: Place, text: str) -> str | None:
    """Return the record's name for a printed label of one kind of place, or None if it is not one."""
    return find_keys(text).get(place)


def is_keyless(place: Place, text: str) -> bool:
    """Whether a heading is known to have no key in the record."""
    return label_key(text) in {label_key(heading) for heading in KEYLESS.get(place, ())}


def is_label(text: str) -> bool:
    """Whether a cell's whole text is a label of any place (a level name such as 产出指标 is a value, not a label)."""
    return bool(find_keys(text))


def find_words(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the labels and level names that a pattern matches as a whole."""
    names = (name for table in _PLACES.values() for name in table)
    return frozenset(name for name in (*names, *LEVEL1, *LEVEL2) if pattern.fullmatch(name))


@lru_cache(maxsize=4096)
def is_level(text: str) -> bool:
    """Whether the text is a complete level name: known, or any word ending in 指标, with or without a share."""
    key = _SHARE.sub("", label_key(text))
    return is_known_level(text) or (key.endswith("指标") and key.count("指标") == 1 and key != "指标")


def is_known_level(text: str) -> bool:
    """Whether the text is the name of a level as most forms print it, with or without a share."""
    key = _SHARE.sub("", label_key(text))
    return key in LEVEL1 or key in LEVEL2


def is_title(text: str) -> bool:
    """Whether a line names the form."""
    return bool(_TITLE.search(plain(text)))


def is_other_title(text: str) -> bool:
    """Whether a line names another kind of table that has indicators, too."""
    return bool(_OTHER_TITLE.search(plain(text))) and not is_title(text)


def is_year(text: str) -> bool:
    """Whether a line holds nothing but the year of the form."""
    return bool(_YEAR.match(plain(text)))


def is_footer(text: str) -> bool:
    """Whether a line is a page footer."""
    return bool(_FOOTER.match(plain(text).replace(" ", "")))


def is_placeholder(text: str) -> bool:
    """Whether a cell holds text of the empty template."""
    return bool(_PLACEHOLDER.match(plain(text)))


def begins_label(text: str) -> bool:
    """Whether a level name or a label beside a block begins with this text: its rest may stand somewhere else."""
    key = label_key(text)
    sides = (variant for variants in SIDE.values() for variant in variants)
    return any(name.startswith(key) for name in (*LEVEL1, *LEVEL2, *sides))


def begins_closing(text: str) -> bool:
    """Whether a line begins with the label of a total or a grade: its row may have no rulings."""
    key = label_key(text)
    return any(key.startswith(name) for names in (*TOTAL.values(), *GRADE.values()) for name in names if len(name) > 2)


def holds_label(text: str) -> bool:
    """Whether a name holds the label of another place of the header: no ruling was found between them."""
    key = label_key(text)
    return any(name in key for names in HEADER.values() for name in names if len(name) > 3)


class Template(NamedTuple):
    """How a form family is told from the others: printed marks that must be there, and marks that must not."""

    name: str
    has: frozenset[str]
    lacks: frozenset[str] = frozenset()


def _marks(*marks: str) -> frozenset[str]:
    return frozenset(marks)


SUBJECTS: tuple[str, ...] = ("整体支出", "转移支付", "区域绩效")
"""Words in a title that tell what the form is about; they are marks of templates as labels are."""

TEMPLATES: tuple[Template, ...] = (
    Template("anhui-department", _marks("整体支出", "三级指标")),
    Template("transfer", _marks("转移支付", "三级指标")),
    Template("transfer", _marks("区域绩效", "三级指标")),
    Template("transfer", _marks("资金使用单位", "地方主管部门", "三级指标")),
    Template("sichuan", _marks("指标性质", "度量单位", "调整后预算数")),
    Template("sichuan", _marks("指标性质", "度量单位", "财政专户管理资金")),
    Template("yunnan", _marks("指标性质", "度量单位", "全年执行数")),
    Template("chongqing-district", _marks("指标性质", "计量单位", "指标权重")),
    Template("sichuan-rural", _marks("全年实际值", "分值")),
    Template("hubei", _marks("年初目标值", "得分", "三级指标"), _marks("分值", "权重")),
    Template("internal-control", _marks("预期实现值")),
    Template("hebei", _marks("绩效目标值", "指标完成值", "自评得分")),
    Template("anhui", _marks("本年财政拨款", "年度绩效指标完成情况")),
    Template("municipal", _marks("得分<执行率", "三级指标", "总分")),
    Template("beijing", _marks("项目负责人", "联系电话", "年初预算数", "三级指标", "总分")),
    Template("shanghai-city", _marks("分数", "年初预算数", "三级指标", "总分"), _marks("绩效指标")),
    Template("shanghai-district", _marks("元", "分值", "年初预算数", "三级指标", "总分"), _marks("分数", "评分等级")),
    Template("mof", _marks("万元", "分值", "年初预算数", "三级指标", "总分"), _marks("分数", "项目负责人")),
)
"""The most telling first. Marks are label keys, words of SUBJECTS in the title, the money unit, and `a<b` for a
column a that stands just left of a column b (docs/forms.md shows each template); two lines with one name are two ways
to be that template."""


def find_template(marks: frozenset[str]) -> str:
    """Return the first template that the printed marks fit, or `unknown`."""
    return next((t.name for t in TEMPLATES if t.has <= marks and not t.lacks & marks), "unknown")
