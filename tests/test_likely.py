"""Recognised places that must hold a number: what doubted characters are taken as, and what stays as it was read."""

from decimal import Decimal
from pathlib import Path

import pytest

from pdf2form.layout import find_sheets
from pdf2form.page import Box, Glyph, Guess
from pdf2form.parse import parse_sheet
from pdf2form.parse.guesses import holds
from pdf2form.parse.likely import read_likeliest
from pdf2form.record import Finding, Quantity
from pdf2form.rows import AnyReading
from pdf2form.sources import read_pages
from pdf2form.suggest import keep_guesses
from tests.handmade import FIXTURES
from tests.paper import draw_page

LIBRARY = FIXTURES / "district-library" / "reportlab-lines.pdf"
SCORE, RATE, ACTUAL = "/indicators/0/score", "/funding/0/rate", "/indicators/0/actual"
Others = tuple[tuple[str, float], ...]
Printed = tuple[str, Others | None]
"""A character of a place, and what else it may be; None if it is certain."""


def look(subject: str, *printed: Printed, path: Path = LIBRARY) -> tuple[AnyReading, list[Finding]]:
    """Read a fixture with other characters in a place; return that reading, and what was found about it."""
    (page,) = read_pages(path.read_bytes()).pages
    (sheet,) = find_sheets([page])
    (place,) = dict(parse_sheet(sheet, number=1).readings())[subject].where
    old = [glyph for glyph in page.glyphs if holds(place, Box(*glyph[1:5]))]
    wide, x0 = (old[0].x1 - old[0].x0) / 3, old[0].x0  # narrow, so that all fit the cell
    new = [
        Glyph(text, x0 + k * wide, old[0].top, x0 + (k + 1) * wide, old[0].bottom, 0.99 if others is None else 0.5)
        for k, (text, others) in enumerate(printed)
    ]
    guesses = tuple(
        Guess(Box(*glyph[1:5]), glyph.text, others)
        for glyph, (_, others) in zip(new, printed, strict=True)
        if others is not None
    )
    page = page._replace(glyphs=(*(glyph for glyph in page.glyphs if glyph not in old), *new), guesses=guesses)
    (sheet,) = find_sheets([page])
    form = read_likeliest(parse_sheet(sheet, number=1), {1: keep_guesses(page)})
    return dict(form.readings())[subject], [each for each in form.findings if each.subject == subject]


def sure(text: str) -> list[Printed]:
    return [(character, None) for character in text]


def test_dust_behind_a_score_is_left_out_and_the_score_doubted() -> None:
    reading, findings = look(SCORE, *sure("1.00"), ("-", (("", 0.2),)))
    assert (reading.raw, reading.value) == ("1.00", Decimal("1.00"))
    assert [each.rule for each in findings] == ["read-as-number"]


def test_the_place_of_what_is_left_is_that_of_its_characters() -> None:
    whole, _ = look(SCORE, *sure("1.00"))
    reading, _ = look(SCORE, *sure("1.00"), ("-", (("", 0.2),)))
    assert reading.where == whole.where


@pytest.mark.parametrize(
    ("subject", "printed", "raw"),
    [
        (SCORE, [("i", (("1", 0.9),))], "1"),
        (SCORE, [("=", ())], "-"),
        (SCORE, [("二", (("7", 0.1),))], "-"),
        (SCORE, [*sure("5"), ("0", None), (":", ((".", 0.3), ("", 0.2))), *sure("00")], "50.00"),
        (SCORE, [("-", (("", 0.2),)), *sure("10.00")], "10.00"),
        (RATE, [("。", (("", 0.2),)), *sure("100%")], "100%"),
        (ACTUAL, [*sure("3"), ("·", (("", 0.2), (" ", 0.1))), *sure("天")], "3天"),
        (ACTUAL, [("o", (("0", 0.4), ("", 0.1))), *sure("人")], "0人"),
    ],
)
def test_the_likeliest_number_is_taken(subject: str, printed: list[Printed], raw: str) -> None:
    assert look(subject, *printed)[0].raw == raw


@pytest.mark.parametrize(
    ("subject", "printed"),
    [
        (SCORE, [*sure("2"), ("1", (("", 0.9),))]),  # a number as it is read
        (SCORE, sure("7,00.0,77")),  # what the paper has wrong
        (SCORE, [("i", (("1", 0.4), ("7", 0.3)))]),  # two that are as likely
        (SCORE, [*sure("1"), (":", (("", 0.9),)), *sure("5")]),  # nothing is left out between others
        (SCORE, [*sure("1"), ("·", (("", 0.9),)), *sure("5")]),  # nor a point
        (ACTUAL, [*sure("完成5"), ("次", (("", 0.005),))]),  # too unlikely
        (SCORE, [*sure("-2")]),  # certain, and no score
        (SCORE, [("=", (("2", 0.3),))]),  # a bar, or a figure
        (SCORE, sure("=")),
    ],
)
def test_what_is_a_number_or_certain_or_not_clear_stays(subject: str, printed: list[Printed]) -> None:
    reading, findings = look(subject, *printed)
    assert reading.raw == "".join(text for text, _ in printed)
    assert "read-as-number" not in {each.rule for each in findings}


def test_dust_beside_the_sign_of_a_target_in_three_columns_is_left_out() -> None:
    rows = [
        "项目名称 | 渠道清淤 | < | < | < | < | < | <",
        "一级指标 | 三级指标 | 年度指标值 | < | < | 实际完成值 | 分值 | 得分",
        "^ | ^ | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^",
        "产出指标 | 清淤长度 | 8≧ | 5 | 公里 | 6 | 90 | 90",
    ]
    widths = [60.0, 90.0, 70.0, 60.0, 60.0, 70.0, 50.0, 50.0]
    page = draw_page(rows, widths, above=["项目支出绩效自评表", "（2024年度）"])
    glyphs = tuple(glyph._replace(confidence=0.5 if glyph.text == "8" else 0.99) for glyph in page.glyphs)
    (dust,) = (glyph for glyph in glyphs if glyph.text == "8")
    page = page._replace(glyphs=glyphs, guesses=(Guess(Box(*dust[1:5]), "8", (("", 0.2),)),))
    (sheet,) = find_sheets([page])
    form = read_likeliest(parse_sheet(sheet, number=1), {1: keep_guesses(page)})
    target = form.indicators[0].target
    assert target
    assert (target.raw, target.value) == ("≧5公里", Quantity(op="ge", number=Decimal(5), unit="公里"))
    assert len(target.where) == 3
    assert [each.rule for each in form.findings if each.subject == "/indicators/0/target"] == ["read-as-number"]
