"""The printed strings of real forms, and what they mean."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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
from pdf2form.record import Operator, Quantity

FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", None),
        ("  ", None),
        ("/", None),
        ("-", None),
        ("—", None),
        ("——", None),
        ("无", "无"),
        ("⽇语网", "日语网"),
        ("⻔户⻚面⻛险", "门户页面风险"),
        ("⼈⺠", "人民"),
        ("\uf900\U0002f800", "豈丽"),
        ("2024年 1月 1日", "2024年1月1日"),
        ("门户 1.0版", "门户1.0版"),
        ("UI  设计 ， PC 端", "UI设计，PC端"),
        ("Hello \n world", "Hello world"),
        ("10³ ① ㎡ Ａ", "10³ ① ㎡ Ａ".replace(" Ａ", "Ａ")),
        ("零\u200b宽", "零宽"),
        ("－5", "－5"),
    ],
)
def test_text_is_unified_and_spaced_like_the_print(raw: str, text: str | None) -> None:
    assert clean_text(raw) == text


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("15.00", "15.00"),
        ("10", "10"),
        ("22.5", "22.5"),
        ("0.00", "0.00"),
        ("2,848.20", "2848.20"),
        ("12,345,678", "12345678"),
        ("99.55分", "99.55"),
        ("99.55 分", "99.55"),
        ("１，２３４．５０", "1234.50"),
        ("－3.2", "-3.2"),
        ("−3.2", "-3.2"),
        (".88", "0.88"),
        *((raw, None) for raw in ("", "-", "—", "/", "无", "7,00.0,77", "28,48.20", "0,123", "(1.00)", "5.", "1 000")),
        *((raw, None) for raw in ("1.2.3", "10³", "①", "15个", "NaN", "1e5", "Infinity", "٣")),
    ],
)
def test_a_number_cell_is_one_well_formed_number_or_none(raw: str, number: str | None) -> None:
    value = parse_number(raw)
    assert (None if value is None else str(value)) == number


@pytest.mark.parametrize(
    ("raw", "unit", "amount"),
    [
        ("2.38 万元", "元", "23800"),
        ("2.38万元", "万元", "2.38"),
        ("5.8万", "万元", "5.8"),
        ("5.8万", "元", "58000"),
        ("3亿元", "万元", "30000"),
        ("3百万元", "千元", "3000"),
        ("1元", "万元", "0.0001"),
        ("2,848.20", "万元", "2848.20"),
        ("215457.6", "元", "215457.6"),
        ("1200元", None, "1200"),
        ("1.2万元", None, "12000"),
        ("¥1,200.00", "元", "1200.00"),
        ("-3.5", "万元", "-3.5"),
        *((raw, "元", None) for raw in ("", "-", "7,00.0,77", "5.8吨", "约5.8万", "5.8万美元")),
    ],
)
def test_the_unit_in_a_money_cell_wins(raw: str, unit: str | None, amount: str | None) -> None:
    assert parse_money(raw, unit) == (None if amount is None else Decimal(amount))


def test_money_with_its_own_unit_keeps_the_precision_of_its_print() -> None:
    value = parse_money("1.50万元", "元")
    assert value is not None
    assert value.as_tuple().exponent == 2


@pytest.mark.parametrize(
    ("raw", "rate"),
    [
        ("99.67", "99.67"),
        ("99.67%", "99.67"),
        ("86％", "86"),
        ("86 %", "86"),
        ("0", "0"),
        ("100.00(百分比)", "100.00"),
        ("—", None),
        ("", None),
        ("99.67‰", None),
    ],
)
def test_a_rate_is_in_percent(raw: str, rate: str | None) -> None:
    value = parse_rate(raw)
    assert (None if value is None else str(value)) == rate


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        ("（2024年度）", 2024),
        ("( 2024 年度 )", 2024),
        ("2024年度", 2024),
        ("2024", 2024),
        ("(2024)", 2024),
        ("２０２４年", 2024),
        ("二〇二四年", 2024),
        ("二○二四年度", 2024),
        ("2023年度财政项目支出绩效自评表", 2023),
        ("2023-2024年度", None),
        ("2024年3月1日", None),
        ("", None),
        ("年度", None),
        ("12345", None),
    ],
)
def test_a_year_is_the_only_year(raw: str, year: int | None) -> None:
    assert parse_year(raw) == year


@pytest.mark.parametrize(
    ("raw", "op", "number", "unit"),
    [
        ("≥1752000.00(次)", "ge", "1752000.00", "次"),
        ("=150.00(万字)", "eq", "150.00", "万字"),
        ("≤0.50(百分比)", "le", "0.50", "百分比"),
        ("≥4.00（星）", "ge", "4.00", "星"),
        ("≥50个", "ge", "50", "个"),
        ("≥100百分比", "ge", "100", "百分比"),
        ("≤90万元", "le", "90", "万元"),
        (">=90%", "ge", "90", "%"),
        ("> =90%", "ge", "90", "%"),
        ("=>90%", "ge", "90", "%"),
        ("＞=90", "ge", "90", None),
        ("＞＝90", "ge", "90", None),
        ("≧735", "ge", "735", None),
        ("≦735", "le", "735", None),
        ("<=3", "le", "3", None),
        ("═100", "eq", "100", None),
        ("＝100", "eq", "100", None),
        ("=100%", "eq", "100", "%"),
        ("＞95％", "gt", "95", "％"),
        ("＜5‰", "lt", "5", "‰"),
        ("500", None, "500", None),
        ("0", None, "0", None),
        ("0次", None, "0", "次"),
        ("85%", None, "85", "%"),
        ("25TB", None, "25", "TB"),
        ("300公里", None, "300", "公里"),
        ("1600元/亩", None, "1600", "元/亩"),
        ("≥200元每人每月", "ge", "200", "元每人每月"),
        ("不低于60户/人.月", "ge", "60", "户/人.月"),
        ("不少于3次", "ge", "3", "次"),
        ("至少3次", "ge", "3", "次"),
        ("不超过160万", "le", "160", "万"),
        ("85%以上", "ge", "85", "%"),
        ("≥85%以上", "ge", "85", "%"),
        ("30日以内", "le", "30", "日"),
        ("5个工作日内", "le", "5", "个工作日"),
        ("60分贝以下", "le", "60", "分贝"),
        ("小于等于5", "le", "5", None),
        ("≥266米", "ge", "266", "米"),
        ("≥ 266 米", "ge", "266", "米"),
        ("1800000.00(次)", None, "1800000.00", "次"),
        ("2,848.20", None, "2848.20", None),
        ("≥１，２３４．５（个）", "ge", "1234.5", "个"),
        ("-5%", None, "-5", "%"),
        ("36.5℃", None, "36.5", "℃"),
        ("5m2", None, "5", "m2"),
        ("120m³", None, "120", "m³"),
        ("35微克/m3", None, "35", "微克/m3"),
        ("3.5吨标准煤/万元", None, "3.5", "吨标准煤/万元"),
        ("100千瓦时", None, "100", "千瓦时"),
        ("10元/千人", None, "10", "元/千人"),
        ("1个百分点", None, "1", "个百分点"),
        ("50百万元", None, "50", "百万元"),
        ("2场(次)", None, "2", "场(次)"),
        ("6个（套）", None, "6", "个（套）"),
        ("3个月", None, "3", "个月"),
        ("3年", None, "3", "年"),
        ("≤2024.12", "le", "2024.12", None),
        ("99.55分", None, "99.55", "分"),
        ("0.88", None, "0.88", None),
    ],
)
def test_one_number_is_a_number(raw: str, op: Operator | None, number: str, unit: str | None) -> None:
    assert parse_quantity(raw) == Quantity(op=op, number=Decimal(number), unit=unit)


@pytest.mark.parametrize(
    ("raw", "low", "high", "unit"),
    [
        ("10-20个", "10", "20", "个"),
        ("10～20", "10", "20", None),
        ("10%—20%", "10", "20", "%"),
        ("10至20人", "10", "20", "人"),
        ("10人到20人", "10", "20", "人"),
        ("10－20（个）", "10", "20", "个"),
        ("-5~10℃", "-5", "10", "℃"),
        ("1,000-2,000元/亩", "1000", "2000", "元/亩"),
    ],
)
def test_a_range_has_two_ends(raw: str, low: str, high: str, unit: str | None) -> None:
    assert parse_quantity(raw) == Quantity(number=Decimal(low), high=Decimal(high), unit=unit)


WORDS = """合理|好|符合|无|达成指标|PC端|稳中有升|第3名|①50个|10³|三次|II级
2021年12月31日|2021年底|2024年|≥2024年|2025.1.1-2025.12.31|2024年1-3月|12月底前|1-3月|2023-2024年|2024-12|2024.12
约5.5万人次|1600人、200人|2次/年、3次/季|1/2|8/10|2/月|9:00-17:00|020-12345678|1个半月|100余人|100多人|3万2千
24小时响应|100%完成|3个项目完成|40%(百分比)|65岁以上老人|完成门户的设计优化及初始内容部署|英文网站发稿量不低于300条
7,00.0,77|28,48.20|5.|≥|≥%|<>5|不超过85%以上|≥10-20|20-10个|10-10个|10个-20人|≥90%。|00123|10左右|()5|5()"""


@pytest.mark.parametrize("raw", re.split(r"[|\n]", WORDS))
def test_what_is_not_one_number_is_text_as_printed(raw: str) -> None:
    assert parse_quantity(raw) == Quantity(text=raw)


@pytest.mark.parametrize("raw", ["", " ", "/", "-", "—", "－"])
def test_a_blank_target_is_none(raw: str) -> None:
    assert parse_quantity(raw) is None


@pytest.mark.parametrize(
    ("raw", "grade"),
    [
        ("优", "优"),
        (" 合格 ", "合格"),
        ("☑优 □良 □中 □差", "优"),
        ("优☑ 良□ 中□ 差□", "优"),
        ("□优 √良 □中", "良"),
        ("□优 □良 □中", None),
        ("☑优 ☑良", None),
        ("", None),
    ],
)
def test_a_grade_is_its_word_or_the_ticked_one(raw: str, grade: str | None) -> None:
    assert parse_grade(raw) == grade


@pytest.mark.parametrize(
    ("raw", "name", "share"),
    [
        ("产出指标(50分)", "产出指标", "50"),
        ("产出指标（50分）", "产出指标", "50"),
        ("产出指标 50分", "产出指标", "50"),
        ("产出指标50%", "产出指标", "50"),
        ("产出指标(12.5)", "产出指标", "12.5"),
        ("产出指标", "产出指标", None),
        ("指标1", "指标1", None),
        ("", None, None),
    ],
)
def test_the_share_is_split_from_the_name_of_a_level(raw: str, name: str | None, share: str | None) -> None:
    assert split_share(raw) == (name, None if share is None else Decimal(share))


PRINTED = st.text(
    alphabet="0123456789.,-~至%≥≤=<>()（）个次元万人/年月日m以上不内０９．、 ³①⼈—", max_size=14
) | st.text(max_size=30)


@given(PRINTED)
@example("0" * 200)
@example("1" * 30 + "." + "1" * 30)
def test_nothing_that_can_be_printed_raises(raw: str) -> None:
    parse_number(raw), parse_rate(raw), parse_year(raw), parse_grade(raw), split_share(raw)
    for unit in ("元", "万元", None):
        parse_money(raw, unit)
    parse_quantity(raw)


def _digits(text: str) -> str:
    return re.sub(
        r"[^0-9]", "", text.translate({value: key for key, value in ((k, ord(v)) for k, v in FULL_WIDTH.items())})
    )


@given(PRINTED)
def test_a_quantity_keeps_every_printed_digit_in_order(raw: str) -> None:
    quantity = parse_quantity(raw)
    if quantity is None:
        assert not _digits(raw)
    elif quantity.text is None:
        parts = [f"{part:f}" for part in (quantity.number, quantity.high) if part is not None]
        kept = "".join(parts) + (quantity.unit or "")
        assert _digits(kept).replace("0", "") == _digits(raw).replace("0", "")
    else:
        assert _digits(quantity.text) == _digits(raw)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from(["", "个", "万元", "m2"]))
def test_a_number_comes_back_as_printed(number: Decimal, unit: str) -> None:
    printed = f"{number:,}"
    assert str(parse_number(printed)) == str(number)
    quantity = parse_quantity(f"≥{printed}{unit}")
    assert quantity == Quantity(op="ge", number=number, unit=unit or None)
    assert quantity is not None
    assert str(quantity.number) == str(number)


@given(st.from_regex(r"[><]?=?-?[0-9]{1,4}(,[0-9]{3})?(\.[0-9]{1,2})?[个次%]?", fullmatch=True))
def test_full_width_means_the_same_as_half_width(raw: str) -> None:
    wide = raw.translate(FULL_WIDTH)
    assert parse_number(wide) == parse_number(raw)
    assert parse_rate(wide) == parse_rate(raw)
    assert parse_money(wide, "元") == parse_money(raw, "元")
    half, full = parse_quantity(raw), parse_quantity(wide)
    assert half is not None
    assert full is not None
    assert (full.op, full.number) == (half.op, half.number)


@given(st.text(max_size=20))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean_text(raw)
    assert once is None or clean_text(once) == once
