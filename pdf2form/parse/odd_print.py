"""Values that no form prints: a piece of them was lost, or dust was read, however certain their characters are."""

import re

from pdf2form.labels import begins_label, is_known_level, is_label

_NUMBERS = frozenset({"initial_budget", "annual_budget", "executed", "weight", "rate", "score", "target", "actual"})
_LEVELS = frozenset({"level1", "level2", "level3"})
"""Names of indicators: none is a sentence."""
_WORDS = _LEVELS | {"label", "reason", "project", "department", "unit", "expected"}
_COMPARED = "≥≤≧≦<>＜＞=＝═~约"
"""What stands before a number."""

# Of any value.
_FOLLOWING = frozenset("、，。；：！？,;:!?）)】]%‰")
"""What stands behind something, so that no value begins with it."""
_HAIRS = re.compile(r"^\s*[=＝═](?!\s*[-+]?[\d.])|[=＝═]\s*$")
"""= without a number behind it, at the edge of a value: two hairs, or two strokes of something else."""
_TWO_MARKS = re.compile(r"[。，、][。，、]|：：|::")
"""Two marks one behind the other: one of them is dust."""
_TWO_BARS = re.compile(r"[\u4e00-\u9fff][-－]{2}[\u4e00-\u9fff]")
"""Two hyphens between Chinese characters: 一 in two parts."""
_DAY = re.compile(r"\d月\d{1,2}(?![\d日号前至到末底])([\u4e00-\u9fff]|$)")
"""A day with something else than 日 behind it, or with nothing: 白 is 日 below a speck."""
_TRAILING = re.compile(r"。[0-9A-Za-z]{1,2}$")
"""A figure or a letter behind the last full stop: dust."""
_TORN_WORD = re.compile(r"(?<![A-Za-z])[B-HJ-Z] [a-z]{2}")
"""A Latin word behind a blank and a capital that is no word: Web, whose W leans over."""
_JOINED_WORDS = re.compile(r"[A-Z][a-z]{4,}[A-Z][a-z]{3,}")
"""Two long Latin words without the blank between them; names that are made so, as DeepSeek and YouTube, are shorter."""

# Of numbers.
_MINUS = re.compile(r"^[—一~-]\s*\d")
"""A dash before a number: a sign of comparison whose strokes have run into one, or a hair; forms print few minuses."""
_TWO_SIGNS = re.compile(r"[≥≤≧≦]\s*[=<>＝＜＞]|^[≥≤≧≦<>=]\s*[a-z]\d")
"""Two signs of comparison: the second is a part of the first, or the first of both, as ≥= of >=; or one and a hair."""
_TWO_POINTS = re.compile(r"(?<![\d.])(?!\d{4}\.\d{1,2}\.\d{1,2})\d+[.．]\d+[.．](\d|[^\d\s])")
"""A number with two points, and no date: a dash between two numbers was lost, or one of them is dust."""
_POINTED = re.compile(
    rf"\d[.．][(（%％‰]|^[{_COMPARED}]\s*\d+[.．][\u4e00-\u9fff]"
    rf"|^\d{{2,}}[.．][\u4e00-\u9fff]{{1,2}}$|^[{_COMPARED}]?\s*\d+[,，][\u4e00-\u9fff]{{1,2}}$"
)
"""A point behind a number, before its unit: dust."""
_UNGROUPED = re.compile(r"\d[,，](?!\d{3}(\D|$))\d")
"""A comma between figures that parts no thousands: a point, or figures were lost."""
_ZERO = re.compile(r"^[≥≤≧≦<>=]?0\d+([.．]\d+)?(?![月日时点分号])\D{0,3}$")
"""A number that begins with 0, and is none below 1: a ring of dust, or a point was lost."""
_STOPPED = re.compile(r"^[≥≤≧≦<>=~\d.,，%\s]+\D{0,3}(以[上下内外])?([(（]\D{1,6}[)）])?。$")
"""A number that ends in a full stop, behind its unit or that in brackets: a speck."""
_TRAILED = re.compile(rf"^[{_COMPARED}\d.,，%\s]*\d[\u4e00-\u9fff]{{1,3}}[0-9A-Za-z]$")
"""A figure or a letter behind the unit of a number: a hair."""
_LETTER = re.compile(r"\d\s*[A-Za-z]$")
_UNITS = frozenset("mgtThsLlAVWKMGBkN")
"""Letters that are a unit alone, or end one; others behind a number are something else: 98q is 98%."""
_COUNTED = re.compile(
    rf"^[{_COMPARED}\d.,，\s]*\d[\d.,，]*\s*[十百千万亿]*(?P<unit>[\u4e00-\u9fff])?(元?[/／](?P<each>[\u4e00-\u9fff]))?$"
)
_COUNTS = frozenset(
    "个元人台条次场天处间份只套块名亩辆所张吨株页米户起件星年册批期类眼盏斤克升里寸尺日月周时分秒度级层幅本部根棵"
    "门项家栋艘架颗粒支枝盒箱桶袋瓶班节课篇首双对队排组群片段道口座井站村镇县市省乡社校厂店顷头匹羽尾窝位倍角例回"
    "步代届轮集则款宗案笔单字词句题行列格点线面卷刊枚扇把盘床桌具副杆束捆堆筐盆罐坛杯碗顿餐趟遍番阵股滴岛渠坝闸泵"
    "机车船舰弹磅码厘毫公路街巷弄幢楼房室厅仓库棚圈池塘畦旬季刻夜晚员师生兵民童丁声种样型色科系等档品成担包听版岁"
    "方团树桥伏瓦安焦帕牛折针剂稿板帧馆院岗厕网基跨孔园柜屏塔亭廊奖赛展讲书剧曲歌戏图证章榀樘幕企兆堂余多席芯核枪"
    "桩区国票券封卡湖两平坪春秋前底末止初内后"
)
"""What may stand alone behind a number or a date; 盛 and 大, for 盏 and 天, may not."""
_NO_NUMBER = re.compile(
    rf"^[≥≤≧≦]\s*([{''.join(sorted(_COUNTS))}]|小时|分钟|工作日|公里|公斤|公顷|平方米|人次|[万亿]元)$"
)
"""A sign of comparison before a unit: the number is lost, as 1 of ≤1小时."""
_LETTERED = re.compile(
    r"\d[A-Za-z][(（](百分比|[%％‰]|个|人次?|次|天|家|户|项|分|万?元)[)）]|\d[A-Za-z][%％‰]"
    r"|\d[A-Za-z]\d*[.．]\d|\d[A-Za-z]\d+[%％‰]|\d[.．]{2}"
)
"""A letter in a number, before its point, its % or its unit in brackets: a figure. Or two points in one place."""
_SPECK_ABOVE = re.compile(r"\d[;；]\d")
"""; between figures: a comma below a speck."""
_NO_NUMBERS = (
    _NO_NUMBER,
    _SPECK_ABOVE,
    _LETTERED,
    _MINUS,
    _TWO_SIGNS,
    _TWO_POINTS,
    _POINTED,
    _UNGROUPED,
    _ZERO,
    _STOPPED,
    _TRAILED,
)

# Of names and reasons.
_SIGNS = frozenset("-－—~·.'`_|/\\≤≥<>=＝═")
"""With which the name of a level does not begin."""
_LONE = re.compile(r"^[0-9A-Za-z]{1,2}$")
"""No name and no reason is a figure or two: a hair in a blank cell."""


def is_odd(name: str, raw: str) -> bool:
    """Whether a value of a picture is printed as in no form.

    Args:
        name: of its place, as `actual` or `level1`.
        raw: what was read there, not blank.
    """
    if raw[0] in _FOLLOWING:
        return True
    if any(each.search(raw) for each in (_HAIRS, _TWO_MARKS, _TWO_BARS, _DAY, _TRAILING, _TORN_WORD, _JOINED_WORDS)):
        return True
    return (
        (name in _NUMBERS and _is_no_number(raw))
        or (name in _LEVELS and "。" in raw)
        or (name in ("level1", "level2") and _is_no_level(raw))
        or (name == "label" and not is_label(raw) and any(map(is_label, _shortened(raw))))
        or (name in _WORDS and bool(_LONE.search(raw)))
    )


def _is_no_number(raw: str) -> bool:
    strange = bool(_LETTER.search(raw)) and raw[-1] not in _UNITS
    return strange or any(each.search(raw) for each in _NO_NUMBERS) or _has_odd_unit(raw)


def _has_odd_unit(raw: str) -> bool:
    """Whether one character behind a number counts nothing."""
    counted = _COUNTED.search(raw)
    return counted is not None and any(unit not in _COUNTS for unit in counted.groupdict().values() if unit)


def _is_no_level(raw: str) -> bool:
    """Whether the name of a level lacks its end, or has something at an end; a number may stand behind it."""
    if is_known_level(raw):
        return raw[0] in _SIGNS
    ends_oddly = is_known_level(raw[:-1]) and not raw[-1].isdigit() and raw[-1] != "值"
    return begins_label(raw) or is_known_level(raw[1:]) or ends_oddly


def _shortened(raw: str) -> list[str]:
    """Return a text without one of its characters behind the first, each: 年度资金总客额 is a label without 客."""
    return [raw[:k] + raw[k + 1 :] for k in range(1, len(raw))]
