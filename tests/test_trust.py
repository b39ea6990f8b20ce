"""Whether a text layer says what its glyphs show: honest fonts are never doubted, others are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fixtures.lies import Names, exchange, renamed
from pdf2form.characters import plain
from pdf2form.convert import convert
from pdf2form.page import Box, Page
from pdf2form.parse.distrust import find_distrust
from pdf2form.sources import shapes, text
from pdf2form.sources.likeness import FIGURES, is_foreign
from pdf2form.sources.trust import layer_fault, plain_codes
from tests.handmade import a_form
from tests.small_pdf import small_pdf

ROOT = Path(__file__).parent.parent
FIXTURES = sorted(path for path in (ROOT / "fixtures").glob("*/*.pdf") if path.parent.name not in {"bad", "scanned"})
SHARED = sorted((ROOT.parent / "shared" / "pdfs").glob("*.pdf"))
SERVICE = ROOT / "fixtures" / "seed-service"


def pages_of(data: bytes) -> list[Page]:
    return list(text.read_pages(data).pages)


def doubted(data: bytes) -> str:
    """Return the distinct characters that stand where the first page is doubted."""
    page = pages_of(data)[0]
    marks = {tuple(box) for box in page.doubtful}
    return "".join(sorted({glyph.text for glyph in page.glyphs if tuple(glyph[1:5]) in marks}))


@pytest.mark.parametrize("path", FIXTURES[::5], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_font_of_a_fixture_is_doubted(path: Path) -> None:  # test_golden holds all of them to clean verdicts
    assert [(page.number, page.doubtful, page.fault) for page in pages_of(path.read_bytes()) if page.doubtful] == []


@pytest.mark.skipif(not SHARED, reason="the real disclosures may not be committed, and are not here")
@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_no_font_of_a_real_disclosure_is_doubted(path: Path) -> None:
    assert not any(page.doubtful for page in pages_of(path.read_bytes()))


@pytest.mark.parametrize("base", ["chromium", "docx", "xlsx", "reportlab-bars"])
@pytest.mark.parametrize("pair", ["17", "69", "38", "05", "24", "89", "06", "35"])
def test_two_figures_exchanged_are_doubted_in_every_kind_of_font(base: str, pair: str) -> None:
    one, other = pair[0], pair[1]
    data = renamed((SERVICE / f"{base}.pdf").read_bytes(), exchange({one: other, other: one}))
    found = doubted(data)
    assert set(FIGURES) & set(found) == {glyph.text for glyph in pages_of(data)[0].glyphs if glyph.text in FIGURES}
    assert not set(found) & set("财政项目支出绩效")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (exchange({"元": "亿"}), "亿"),
        (exchange({"年": "月"}), "月"),
        (exchange({"万": "千"}), "千"),
    ],
)
def test_a_unit_that_is_another_is_doubted_alone(change: Callable[[Names], Names], expected: str) -> None:
    assert doubted(renamed((SERVICE / "xlsx.pdf").read_bytes(), change)) == expected


def test_a_font_is_known_over_all_pages_of_its_document() -> None:
    path = ROOT / "fixtures" / "seed-portal" / "chromium.pdf"
    data = renamed(path.read_bytes(), exchange({"1": "7", "7": "1"}))
    assert [bool(page.doubtful) for page in pages_of(data)] == [True, True, True]


def test_glyphs_that_are_little_drawings_are_judged_too() -> None:
    data = (ROOT / "fixtures" / "mof-river" / "chromium.pdf").read_bytes()  # a font of type 3
    assert doubted(data) == ""
    assert {"1", "7"} <= set(doubted(renamed(data, exchange({"1": "7", "7": "1"}))))


def test_letters_are_doubted_only_where_they_stand_in_numbers() -> None:
    data = renamed((SERVICE / "xlsx.pdf").read_bytes(), exchange({"0": "O"}))
    page = pages_of(data)[0]
    marks = {tuple(box) for box in page.doubtful}
    assert all(tuple(glyph[1:5]) in marks for glyph in page.glyphs if glyph.text == "O")
    portal = pages_of((ROOT / "fixtures" / "seed-portal" / "xlsx.pdf").read_bytes())
    assert any(glyph.text in "OlI" for page in portal for glyph in page.glyphs)
    assert not any(page.doubtful for page in portal)


def test_a_blank_that_prints_something_is_unreadable_and_a_blank_is_not() -> None:
    data = renamed((SERVICE / "xlsx.pdf").read_bytes(), exchange({"5": " "}))
    assert "1\ufffd1.21" in "".join(glyph.text for glyph in pages_of(data)[0].glyphs)
    honest = small_pdf("BT /Helv 10 Tf 40 50 Td (A 1) Tj ET")
    assert "".join(glyph.text for glyph in pages_of(honest)[0].glyphs) == "A1"


def test_text_too_small_to_see_is_hidden() -> None:
    (page,) = pages_of(small_pdf("BT /Helv 0.5 Tf 40 50 Td (7) Tj ET BT /Helv 5 Tf 40 90 Td (8) Tj ET"))
    assert ["".join(g.text for g in glyphs) for glyphs in (page.glyphs, page.hidden)] == ["8", "7"]


# --- shapes


def drawn(rows: list[str]) -> shapes.Greys:
    return np.array([[255 if pixel == "#" else 0 for pixel in row] for row in rows], np.uint8)


def test_a_shape_is_the_same_in_every_size() -> None:
    small = shapes.measure(drawn(["    ", " ## ", " #  ", "    "]), 4.0, 3.0)
    large = shapes.measure(np.kron(drawn(["    ", " ## ", " #  ", "    "]), np.ones((5, 5), np.uint8)), 20.0, 15.0)
    assert small is not None
    assert large is not None
    assert np.abs(small - large).max() < 0.02


def test_a_place_without_ink_has_no_shape() -> None:
    assert shapes.measure(np.zeros((4, 4), np.uint8), 4.0, 3.0) is None


def test_every_known_shape_is_nearest_to_its_own_character_and_never_foreign() -> None:
    known = shapes.references()
    apart = shapes.distances(known.shapes)
    owners = np.repeat(np.arange(len(known.codes)), np.diff([*known.starts, len(known.shapes)]))
    assert np.array_equal(apart.argmin(axis=1), owners)
    figures = [k for k, owner in enumerate(owners) if chr(known.codes[owner]) in FIGURES]
    sizes = np.zeros(shapes.FIELDS)
    assert not any(is_foreign(int(known.codes[owners[k]]), apart[k], sizes, embedded=True) for k in figures)


# --- pages and forms


def test_only_characters_that_mean_another_one_are_unified() -> None:
    assert plain("⽇⼾⾭⿈⻔⻋豈𝟏𝐀") == "日户青黄门车豈1A"
    assert plain("1\u200d0\u00ad\u202c0") == "100"
    assert plain("10³①½㎡⑩Ⅱ％１") == "10³①½㎡⑩Ⅱ％１"
    unified = [chr(code) for block in (range(0x2F00, 0x2FD6), range(0xF900, 0xFA0E)) for code in block]
    assert all(plain(character) != character for character in unified)


def test_full_width_bold_and_radical_codes_mean_their_plain_ones() -> None:
    codes = np.array([0xFF11, 0x1D7CF, 0xD835, 0xDFCF, 0x2F47, 0x2F83, 0x4E00, 0xD83D, 0xDFD9])
    assert [chr(code) for code in plain_codes(codes)[[0, 1, 3, 4, 6]]] == list("111日一")
    assert plain_codes(codes)[-1] == 0xDFD9


@pytest.mark.parametrize(
    ("words", "doubt", "fault"),
    [
        ("财政项目支出", [0, 1, 2, 3, 4], True),
        ("财政项目支出", [0, 1], False),
        ("12345678", [0, 1, 2, 3, 4, 5, 6], False),
        ("\ufffd财\ufffd政\ufffd项\ufffd", [], False),
        ("财\ufffd\ufffd\ufffd\ufffd政", [], True),
    ],
)
def test_a_page_of_which_words_are_lost_is_worthless(words: str, doubt: list[int], fault: bool) -> None:
    marks = np.zeros(len(words), np.bool_)
    marks[doubt] = True
    found = layer_fault(1, np.array([*map(ord, words)]), boxes_of(len(words), 0.5), marks, ruled=True)
    assert (found is not None and found.code == "needs_ocr") == fault


def boxes_of(count: int, width: float) -> Any:
    return np.array([[0.0], [0.0], [width], [1.0]]).repeat(count, axis=1)


@pytest.mark.parametrize(
    ("words", "width", "ruled", "fault"),
    [
        ("ÏîÄ¿Ãû³ÆÖ÷¹Ü²¿ÃÅ", 1.0, True, True),
        ("ÏîÄ¿Ãû³ÆÖ÷¹Ü²¿ÃÅ", 1.0, False, False),
        ("Performance report", 0.5, True, False),
        ("プロジェクトシートノナマエ", 1.0, True, True),
    ],
)
def test_chinese_that_is_named_as_another_script_is_no_text(words: str, width: float, ruled: bool, fault: bool) -> None:
    codes, none = np.array([*map(ord, words)]), np.zeros(len(words), np.bool_)
    found = layer_fault(1, codes, boxes_of(len(words), width), none, ruled=ruled)
    assert (found is not None) == fault


def moved_to(subject_box: tuple[float, ...], place: float) -> Box:
    x0, top, _, bottom = subject_box
    return Box(x0 + place, (top + bottom) / 2 - 1, x0 + place + 1, (top + bottom) / 2 + 1)


def test_a_doubtful_character_doubts_the_readings_in_its_place() -> None:
    form = a_form()
    place = form.indicators[0].weight.where[0] if form.indicators[0].weight else None
    assert place
    findings = list(find_distrust(form, {place.page: [moved_to(place.box, 0.5)]}))
    assert "/indicators/0/weight" in {finding.subject for finding in findings}
    assert {(finding.rule, finding.result) for finding in findings} == {("untrusted-text", "doubt")}


def test_a_doubtful_character_in_no_reading_doubts_the_form() -> None:
    assert [f.subject for f in find_distrust(a_form(), {1: [Box(-50, -50, -49, -49)]})] == [""]
    assert list(find_distrust(a_form(), {9: [Box(-50, -50, -49, -49)]})) == []
    assert list(find_distrust(a_form(), {})) == []


def test_a_record_is_the_same_in_a_second_reading() -> None:
    path: Any = ROOT / "fixtures" / "traps" / "pdf" / "digits-swapped-docx.pdf"
    assert convert(path).model_dump_json() == convert(path).model_dump_json()
