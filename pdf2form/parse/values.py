"""Printed strings to their meaning: text, numbers, money, rates, years, quantities, grades.

Every function takes what the layout rejoined from the lines of a cell, and gives None where there is nothing to
understand or it cannot be understood: never a guess, never a correction. Where a cell stands, and what its label
means, is not known here.

A `Decimal` keeps the precision of its print: "1.50" is Decimal("1.50"), and "1.50万元" under 元 is
Decimal("1.50E+4"), equal to 15000. The checks need that to know what the printed digits can stand for.
"""

import re
from decimal import Decimal

from pdf2form.characters import plain
from pdf2form.record import Operator, Quantity

# --- Characters -------------------------------------------------------------------------------------------------

_VARIANTS = dict(zip("−﹣﹥﹤﹦═≧⩾≦⩽〔〕【】〜∼﹪", "--><==≥≥≤≤()()~~%", strict=True))
_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {ord(a): b for a, b in _VARIANTS.items()}
"""One character for one, so that a place in the half-width string is the same place in the printed one."""

_CJK = "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uff60\U00020000-\U0003ffff"
_SPACE_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_BLANK = re.compile(r"[/\-—–－‐‑−―─﹣／\s]*")


def clean_text(raw: str) -> str | None:
    """Return the text of a cell, or None if it is blank or only `/` `-` `—`, which say that there is nothing.

    Radicals and compatibility ideographs become the characters they look like. Spaces beside Chinese characters
    are artefacts of font switches and go; between Latin words one stays. `无` is text: somebody wrote it.
    """
    text = _SPACE_BESIDE_CJK.sub("", plain(raw).strip())
    text = re.sub(r"\s+", " ", text)
    return None if _BLANK.fullmatch(text) else text


def _half_width(text: str) -> str:
    return text.translate(_HALF_WIDTH)


# --- Numbers ----------------------------------------------------------------------------------------------------

_DIGITS = r"(?:[0-9]{1,24}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,7})(?:\.[0-9]{1,12})?|\.[0-9]{1,12}"
_NUMBER = rf"-?(?:{_DIGITS})"
_MONEY = re.compile(rf"[¥￥]?\s*({_NUMBER})\s*(百万元?|亿元?|千元?|万元?|元)?")
_RATE = re.compile(rf"({_NUMBER})\s*(?:%|百分比|\(%\)|\(百分比\))?")
_SCORE = re.compile(rf"({_NUMBER})\s*分?")
_TENFOLD = {"元": 0, "千": 3, "万": 4, "百万": 6, "亿": 8}


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def parse_number(raw: str) -> Decimal | None:
    """Parse a weight or a score: `15.00`, `2,848.20`, `99.55分`; separators must stand where they belong."""
    found = _SCORE.fullmatch(_half_width(clean_text(raw) or ""))
    return _decimal(found[1]) if found else None


def _tenfold(unit: str) -> int:
    return _TENFOLD[unit.removesuffix("元") or "元"]


def parse_money(raw: str, unit: str | None) -> Decimal | None:
    """Parse an amount in the unit of the heading; a unit in the cell wins over it.

    Args:
        raw: as printed, such as `2,848.20`, `2.38 万元`, `5.8万`.
        unit: of the heading: 元, 千元, 万元, 百万元 or 亿元; None if none is printed. Then an amount that prints
            its own unit comes out in 元.
    """
    found = _MONEY.fullmatch(_half_width(clean_text(raw) or ""))
    if not found:
        return None
    number = _decimal(found[1])
    if not found[2]:
        return number
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # the pattern has no NaN
    return Decimal((sign, digits, exponent + _tenfold(found[2]) - _tenfold(unit or "元")))


def parse_rate(raw: str) -> Decimal | None:
    """Parse a rate of execution in percent: `99.67`, `99.67%`, `86％`."""
    found = _RATE.fullmatch(_half_width(clean_text(raw) or ""))
    return _decimal(found[1]) if found else None


# --- Years ------------------------------------------------------------------------------------------------------

_CHINESE_DIGITS = str.maketrans("〇○Ｏ零一二三四五六七八九", "0000123456789")
_YEAR = re.compile(r"(?:^|[^0-9])((?:19|20)[0-9]{2})\s*年(?!\s*[0-9至-])")
_ONLY_YEAR = re.compile(r"\(?\s*((?:19|20)[0-9]{2})\s*\)?")


def parse_year(raw: str) -> int | None:
    """Parse the year of a form: `（2024年度）`, `2024`, `二〇二四年`, or the one year in a title.

    Two years, or the year of a date, are not the year of a form.
    """
    text = _half_width(clean_text(raw) or "")
    if re.search(r"[〇○零一二三四五六七八九]{4}\s*年", text):
        text = text.translate(_CHINESE_DIGITS)
    if only := _ONLY_YEAR.fullmatch(text):
        return int(only[1])
    found = set(_YEAR.findall(text))
    alone = len(set(re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", text))) == 1
    return int(found.pop()) if len(found) == 1 and alone else None


# --- Quantities -------------------------------------------------------------------------------------------------

_SIGNS: dict[str, Operator] = {
    **dict.fromkeys((">=", "=>", "≥", "≥=", "不低于", "不少于", "不小于", "大于等于", "大于或等于", "至少"), "ge"),
    **dict.fromkeys(
        ("<=", "=<", "≤", "≤=", "不超过", "不高于", "不大于", "不多于", "小于等于", "小于或等于", "至多"), "le"
    ),
    **dict.fromkeys((">", "大于", "高于", "多于", "超过"), "gt"),
    **dict.fromkeys(("<", "小于", "低于", "少于"), "lt"),
    **dict.fromkeys(("=", "==", "等于"), "eq"),
}
_SUFFIXES: dict[str, Operator] = {
    **dict.fromkeys(("以上", "及以上", "以上(含)", "(含)以上"), "ge"),
    **dict.fromkeys(("以内", "之内", "内", "以下", "及以下", "以下(含)", "(含)以下"), "le"),
}
"""以上 and 以下 include the number itself (民法典 1259)."""


def _longest_first(words: dict[str, Operator]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_SIGN = rf"[><=≥≤]\s*[><=]?|{_longest_first({word: op for word, op in _SIGNS.items() if word.isalpha()})}"
_SUFFIX = _longest_first(_SUFFIXES).replace("|内", "|(?<=[日天时钟秒月年])内")
_PLAIN = re.compile(
    rf"(?:(?P<sign>{_SIGN})\s*)?(?P<number>{_NUMBER})(?![0-9.,])\s*(?P<unit>.*?)\s*(?P<suffix>{_SUFFIX})?"
)
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})(?![0-9.,])\s*(?P<first>[^-~—–至到0-9]*?)\s*(?:-+|~|—+|–|至|到)\s*"
    rf"(?P<high>{_NUMBER})(?![0-9.,])\s*(?P<unit>.*)"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

LONGEST_UNIT = 10
"""Characters. The longest unit seen, `元每人每月`, has 5; what is longer than twice that is a sentence."""

LONGEST_QUANTITY = 60
"""Characters; keeps the patterns away from prose."""

_LETTER = "A-Za-zµμΩ℃°㎡㎥\u3400-\u9fff\U00020000-\U0003ffff"
_UNIT = re.compile(
    r"[%‰](?:/[^0-9]+)?"  # nothing follows % but a rate: `100%完成` is a sentence
    rf"|[{_LETTER}](?:[{_LETTER}²³·./()]|(?<=m)[23](?![0-9]))*"  # m2, km3; no other digit
)
_PROSE = re.compile(
    r"[一二三四五六七八九十两半几多余约超近的了为是已均及和与或不未无至到且前后底末初内外以达]"
    r"|左右|上下|完成|提升|提高|增长|增加|下降|减少|降低|建成|合格|通过|验收|响应|上线|发放|支付|覆盖|实施|开展|组织|保障|落实|整改"
    r"|等(?![级次])"
    r"|(?<![/每(百千万])(?<!^)(?:百(?!分[比点])|[千万亿])"  # a multiple stands at the head: 万元, 元/千人
)
"""Words that no unit has: `3个项目完成`, `100余人`, `1个半月`. A unit lost to this list is still there, as text."""

_DATE = re.compile(
    r"(?:19|20)[0-9]{2}\s*年.*"  # 2024年, 2024年底
    r"|[0-9]+(?:\s*[-~至到—–]+\s*[0-9]+)?\s*月.*"  # 12月底前, 1-3月; but not 3个月
    r"|(?:19|20)[0-9]{2}\s*[-~至到—–/]+\s*(?:(?:19|20)[0-9]{2}|0?[1-9]|1[0-2])(?:\s*年.*)?"  # 2023-2024, 2024-06
)
_BARE_MONTH = re.compile(r"20[0-3][0-9]\.(?:0?[1-9]|1[0-2])")
"""2024.12, but not ≤2024.12, which is an amount. Bare, it may be either: as text it says nothing wrong."""


def _unit(printed: str) -> str | None:
    """Return the unit without its brackets, "" if there is none, None if the words are no unit."""
    half = _half_width(printed)
    if not half:
        return ""
    if _BRACKETED.fullmatch(half):
        printed, half = printed[1:-1].strip(), half[1:-1].strip()
    good = len(half) <= LONGEST_UNIT and _UNIT.fullmatch(half) and not _PROSE.search(half)
    return printed if good else None


def _well_written(number: str) -> bool:
    """Tell a number from a code or a telephone number, which may begin with 0."""
    return not re.match(r"-?0[0-9]", number)


def _range(text: str, half: str) -> Quantity | None:
    found = _RANGE.fullmatch(half)
    if not found or not (_well_written(found["low"]) and _well_written(found["high"])):
        return None
    low, high = _decimal(found["low"]), _decimal(found["high"])
    unit = _unit(text[slice(*found.span("unit"))])
    if unit is None or low >= high or found["first"] not in ("", found["unit"]):
        return None
    return Quantity(number=low, high=high, unit=unit or None)


def _single(text: str, half: str) -> Quantity | None:
    found = _PLAIN.fullmatch(half)
    if not found or not _well_written(found["number"]):
        return None
    sign = re.sub(r"\s", "", found["sign"] or "")
    unit = _unit(text[slice(*found.span("unit"))])
    ops = {table[word] for table, word in ((_SIGNS, sign), (_SUFFIXES, found["suffix"])) if word in table}
    if unit is None or len(ops) > 1 or sign not in {"", *_SIGNS}:
        return None
    return Quantity(op=ops.pop() if ops else None, number=_decimal(found["number"]), unit=unit or None)


def parse_quantity(raw: str) -> Quantity | None:
    """Parse a target or an actual: one number with sign and unit, a range, or else words.

    `≥4.00(星)` is a number; a date, more than one number (`1600人、200人`), a malformed number and a sentence are
    words: all of it is in `text`, nothing else is set. Words after a number are a unit up to LONGEST_UNIT
    characters, if none of them is a word that only sentences have.
    """
    text = clean_text(raw)
    if text is None:
        return None
    half = _half_width(text)
    dated = _DATE.fullmatch(re.sub(rf"^(?:{_SIGN})\s*", "", half)) or _BARE_MONTH.fullmatch(half)
    quantity = None if dated or len(half) > LONGEST_QUANTITY else _range(text, half) or _single(text, half)
    return quantity or Quantity(text=text)


def parse_split_quantity(sign: str, number: str, unit: str) -> Quantity | None:
    """Parse a target whose sign, number and unit stand in columns of their own: `≧`, `735`, `人次`.

    `定性` beside words says only that they are words. A number whose own sign or unit contradicts the columns is
    words as a whole: nothing is chosen.
    """
    value = parse_quantity(number)
    if value is None or (value.number is None and value.text is not None):
        return value
    op = _SIGNS.get(re.sub(r"\s", "", _half_width(clean_text(sign) or "")))
    printed = clean_text(unit)
    contradicts = (op and value.op and op != value.op) or (printed and value.unit and printed != value.unit)
    if contradicts or (value.high is not None and op):
        return Quantity(text=clean_text(sign + number + unit))
    return value.model_copy(update={"op": op or value.op, "unit": printed or value.unit})


# --- Names ------------------------------------------------------------------------------------------------------

_TICKED, _EMPTY = "☑☒√✓✔■", "□☐"
_POINTS = r"([0-9]+(?:\.[0-9]+)?)"
_SHARE = re.compile(rf"(?P<name>.*?[^\s(0-9.])\s*(?:\((?:权重|共)?:?{_POINTS}\s*[分%]?\)|{_POINTS}\s*[分%])")


def parse_grade(raw: str) -> str | None:
    """Parse 评分等级: the word, or the one that is ticked of several (`☑优 □良 □中 □差`)."""
    text = clean_text(raw)
    if text is None or not re.search(f"[{_TICKED}{_EMPTY}]", text):
        return text
    mark = f"[{_TICKED}{_EMPTY}]"
    before = re.match(mark, text) is not None
    ticked = rf"[{_TICKED}]\s*([^\W_]+)" if before else rf"([^\W_]+)\s*[{_TICKED}]"
    chosen = re.findall(ticked, text)
    return chosen[0] if len(chosen) == 1 else None


def split_share(raw: str) -> tuple[str | None, Decimal | None]:
    """Split `产出指标(50分)` into the name of the level and its share of the points; None for what is not there."""
    text = clean_text(raw)
    if text is None:
        return None, None
    half = _half_width(text)
    found = _SHARE.fullmatch(half)
    if not found:
        return text, None
    return text[: found.end("name")], Decimal(found[2] or found[3])
