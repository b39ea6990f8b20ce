"""Content that is drawn on its side is read as if the page were turned."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest

from pdf2form.convert import convert, inspect_page
from pdf2form.page import Box, Glyph, Page, Ruling, Turn
from pdf2form.sources import plumber, text
from pdf2form.sources.sideways import find_turn, turn_page
from tests.small_pdf import small_pdf, song

FIXTURES = Path(__file__).parent.parent / "fixtures"
TURNS: tuple[Turn, ...] = (90, 180, 270)
NAMES = ("seed-service/reportlab-lines.pdf", "mof-park/docx.pdf", "city-data/chromium.pdf", "city-health/xlsx.pdf")


def turned(document: bytes, turn: Turn) -> bytes:
    """Draw the content of each page on its side, clockwise, on a page as large as that needs."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for page in pdf.pages:
            width, height = float(page.mediabox[2]), float(page.mediabox[3])
            ways = {90: (0, -1, 1, 0, 0, width), 180: (-1, 0, 0, -1, width, height), 270: (0, 1, -1, 0, height, 0)}
            page.contents_add(f"q {' '.join(map(str, ways[turn]))} cm".encode(), prepend=True)
            page.contents_add(b"Q")
            if turn != 180:
                page.obj.MediaBox = pikepdf.Array([0, 0, height, width])
        pdf.save(target)
    return target.getvalue()


def without_places(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: without_places(value) for key, value in part.items() if key not in ("where", "document")}
    return [without_places(each) for each in part] if isinstance(part, list) else part


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("name", NAMES)
def test_content_on_its_side_gives_the_same_record(name: str, turn: Turn) -> None:
    document = (FIXTURES / name).read_bytes()
    upright, aside = (json.loads(convert(each).model_dump_json()) for each in (document, turned(document, turn)))
    assert without_places(aside) == without_places(upright)


@pytest.mark.parametrize("turn", TURNS)
def test_both_readers_turn_a_page_back_to_where_everything_would_be(turn: Turn) -> None:
    document = (FIXTURES / NAMES[0]).read_bytes()
    for reader in (text, plumber):
        (upright,), (page,) = (reader.read_pages(each).pages for each in (document, turned(document, turn)))
        assert (page.turn, page.width, page.height) == (turn, upright.width, upright.height)
        assert Counter(glyph.text for glyph in page.glyphs) == Counter(glyph.text for glyph in upright.glyphs)
        for glyph, other in zip(sorted(page.glyphs), sorted(upright.glyphs), strict=True):
            assert (glyph.x0, glyph.top, glyph.bottom) == pytest.approx((other.x0, other.top, other.bottom), abs=0.1)
            assert glyph.x1 == pytest.approx(other.x1, abs=1.0)  # of a turned last glyph PDFium tells the ink's end


@pytest.mark.parametrize("turn", TURNS)
def test_the_picture_of_a_page_is_turned_with_it(turn: Turn) -> None:
    document = (FIXTURES / NAMES[0]).read_bytes()
    _, upright = inspect_page(document, 1)
    _, aside = inspect_page(turned(document, turn), 1)
    assert aside.size == upright.size
    apart = np.abs(np.asarray(aside.convert("L"), np.int16) - np.asarray(upright.convert("L"), np.int16))
    assert (apart > 128).mean() < 0.01


def shown(words: str, matrix: str) -> str:
    return f"BT /Song 10 Tf {matrix} Tm {song(words)} Tj ET "


def test_a_few_turned_glyphs_turn_nothing() -> None:
    content = shown("一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑", "1 0 0 1 20 200") + shown(
        "绩效指标", "0 1 -1 0 20 50"
    )
    (page,) = text.read_pages(small_pdf(content)).pages
    assert page.turn == 0


def test_a_stamp_alone_turns_no_page() -> None:
    (page,) = text.read_pages(small_pdf(shown("绩效指标", "0 1 -1 0 20 50"))).pages
    assert page.turn == 0


def test_slanted_text_turns_nothing() -> None:
    matrices = np.array([[0.7, 0.7, -0.7, 0.7, 0, 0]] * 3)
    assert find_turn(matrices, np.array([50, 50, 50])) == 0


@pytest.mark.parametrize("turn", TURNS)
def test_four_quarters_bring_everything_back(turn: Turn) -> None:
    page = Page(1, 200.0, 100.0, (Glyph("一", 10, 20, 18, 28),), (Ruling("h", 5.0, 1.0, 9.0),), "text")
    page = page._replace(pictures=(Box(1, 2, 3, 4),), hidden=(Glyph("二", 0, 0, 8, 8),))
    again = page
    for _ in range(360 // turn if turn != 270 else 4):
        again = turn_page(again, turn)
    assert again._replace(turn=0) == page
