"""The second reader says the same as the first, from the same bytes."""

import io
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pdf2form.page import Page
from pdf2form.sources import plumber, text
from tests.small_pdf import small_pdf, song

SHARED = sorted((Path(__file__).parents[2] / "shared" / "pdfs").glob("*.pdf"))
CONTENT = (
    f"BT /Helv 10 Tf 40 50 Td (A-1) Tj 0 -12 Td (b) Tj ET BT /Song 12 Tf 40 200 Td {song('产出指标')} Tj ET "
    "10 40 100 60 re S 10 150 m 200 150 l S 10 160 190 1 re f 0.9 g 20 170 100 20 re f [2 2] 0 d 30 20 m 30 140 l S"
)


def assert_same(one: Page, two: Page) -> None:
    assert (one.width, one.height) == pytest.approx((two.width, two.height), abs=0.1)
    assert sorted(g.text for g in one.glyphs) == sorted(g.text for g in two.glyphs)
    for glyph in one.glyphs:
        assert any(
            glyph.text == other.text
            and abs(glyph.x0 - other.x0) < 2  # widths differ: we end a glyph where the next begins
            and abs(glyph.top + glyph.bottom - other.top - other.bottom) < 4
            for other in two.glyphs
        ), glyph
    for mine, theirs in ((one.rulings, two.rulings), (two.rulings, one.rulings)):
        for ruling in mine:
            assert any(
                ruling.axis == other.axis and max(abs(a - b) for a, b in zip(ruling[1:], other[1:], strict=True)) < 0.5
                for other in theirs
            ), ruling


def assert_parity(document: bytes) -> None:
    first, second = text.read_pages(document), plumber.read_pages(document)
    assert first.count == second.count
    for one, two in zip(first.pages, second.pages, strict=True):
        assert_same(one, two)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [[0, 0, 300, 300], [5, 15, 280, 290]])
@pytest.mark.parametrize("media", [(0, 0, 300, 300), (-10, -20, 310, 330)])
def test_both_readers_agree_on_turned_and_cropped_pages(turn: int, crop: list[float], media: tuple[float, ...]) -> None:
    assert_parity(small_pdf(CONTENT, media=media, Rotate=turn, CropBox=crop))


def test_both_readers_agree_on_user_unit() -> None:
    assert_parity(small_pdf(CONTENT, UserUnit=1.5))


def test_both_readers_agree_on_forms() -> None:
    form = (CONTENT.encode(), [0.5, 0.0, 0.0, 0.5, 20.0, 30.0], [0.0, 0.0, 300.0, 300.0])
    assert_parity(small_pdf(b"/F Do", forms={"F": form}))


@pytest.mark.parametrize("cells", [True, False])
def test_both_readers_agree_on_a_table_of_reportlab(cells: bool) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.setFont("STSong-Light", 9)
    for row in range(20):
        for column in range(5):
            x, y = 40 + 90 * column, 700 - 20 * row
            if cells:
                canvas.rect(x, y, 90, 20)
            else:
                canvas.line(x, y, x + 90, y)
            canvas.drawString(x + 2, y + 6, f"产出{row}-{column}.00")
    canvas.save()
    assert_parity(target.getvalue())


def test_text_in_the_color_of_the_page_is_hidden() -> None:
    document = small_pdf(
        "0 0 0.5 rg 0 0 100 100 re f 1 g BT /Helv 10 Tf 10 50 Td (on) Tj ET BT /Helv 10 Tf 10 200 Td (off) Tj ET"
    )
    (page,) = plumber.read_pages(document).pages
    assert ["".join(g.text for g in glyphs) for glyphs in (page.glyphs, page.hidden)] == ["on", "off"]


def test_fake_bold_is_read_once() -> None:
    document = small_pdf("BT /Helv 10 Tf 10 50 Td (100) Tj ET BT /Helv 10 Tf 10.3 50 Td (100) Tj ET")
    (page,) = plumber.read_pages(document).pages
    assert "".join(glyph.text for glyph in page.glyphs) == "100"


def test_a_scan_is_a_fault_and_a_page_with_nothing_is_blank() -> None:
    (scan,) = plumber.read_pages(small_pdf("q 300 0 0 300 0 0 cm /Im Do Q", image=True)).pages
    (blank,) = plumber.read_pages(small_pdf("")).pages
    assert scan.fault is not None
    assert scan.fault.code == "needs_ocr"
    assert (blank.source, blank.fault) == ("blank", None)


@pytest.mark.skipif(not SHARED, reason="the shared PDFs are not here")
@pytest.mark.parametrize("name", ["PyMuPDF__chinese-tables", "pdfplumber__issue-336-example"])
def test_both_readers_agree_on_published_tables(name: str) -> None:
    assert_parity(next(path for path in SHARED if path.stem == name).read_bytes())
