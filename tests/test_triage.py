"""Pages that hold no form are left out, and no record differs by it."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from fixtures.breaks import positions, render
from fixtures.disclosure import Leaf, Text, disclosure, draw
from fixtures.model import load
from pdf2form.layout import find_sheets
from pdf2form.page import Page
from pdf2form.sources import objects as po
from pdf2form.sources import pdfium, read_pages
from pdf2form.sources.triage import Glance, Look, may_hold, may_skip, read_glance, sift
from tests.paper import draw_page
from tests.small_pdf import small_pdf, song, unicode_map

FIXTURES = Path(__file__).parent.parent / "fixtures"
PDFS = [
    *sorted(path for path in FIXTURES.glob("*/*.pdf") if path.parent.name != "scanned")[::15],
    *sorted(FIXTURES.glob("long/*/*.pdf")),
    *sorted(FIXTURES.glob("negative/*/*.pdf")),
    *sorted(FIXTURES.glob("traps/pdf/*.pdf"))[::3],
]
BAD = {"encrypted.pdf", "empty.pdf", "html.pdf", "no-pages.pdf", "truncated.pdf"}
PROSE = (
    "按照年度工作计划统筹安排各项支出会议费培训费较上年减少基本用于保障机构正常运转资产配置严格执行标准政府采购通过平台"
)


def entries(pages: tuple[Page, ...]) -> list[tuple[object, ...]]:
    """What a record says of its pages, but for the forms on them."""
    return [(page.number, page.width, page.height, page.source, page.fault) for page in pages]


def both(document: bytes) -> tuple[tuple[Page, ...], tuple[Page, ...]]:
    """The pages with and without leaving any out."""
    return tuple(read_pages(document, skip=True).pages), tuple(read_pages(document).pages)


def assert_nothing_lost(document: bytes) -> int:
    """Return how many pages were left out."""
    some, every = both(document)
    sheets = find_sheets(every)
    inside = {number for sheet in sheets for number in sheet.pages}
    assert entries(some) == entries(every)
    assert find_sheets(some) == sheets
    assert [page for page in some if page.number in inside] == [page for page in every if page.number in inside]
    return sum(not one.glyphs and bool(other.glyphs) for one, other in zip(some, every, strict=True))


@pytest.mark.parametrize(
    "path", [path for path in PDFS if path.name not in BAD], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_leaving_pages_out_changes_no_form_and_no_page(path: Path) -> None:
    assert_nothing_lost(path.read_bytes())


def test_a_report_of_sixty_pages_is_mostly_left_out() -> None:
    document = draw(disclosure(60, tables=14, seed=3).leaves)
    assert assert_nothing_lost(document) > 20


def amid_prose(form: bytes) -> bytes:
    """Put the pages of a form between pages of prose."""
    lines = tuple(PROSE[n:] + PROSE[:n] for n in range(12))
    around = draw([Leaf((Text(lines, size=9.0),)), Leaf((Text(lines[::-1], size=9.0),))])
    target = io.BytesIO()
    with pikepdf.new() as pdf, pikepdf.open(io.BytesIO(around)) as prose, pikepdf.open(io.BytesIO(form)) as pages:
        for source in (prose, pages, prose):
            pdf.pages.extend(source.pages)
        pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", ["seed-service", "mof-training", "city-data"])
def test_no_page_break_hides_a_piece_of_a_form(name: str) -> None:
    form = load(name)
    for at in positions(form)[5::31]:
        assert_nothing_lost(amid_prose(render(form, breaks=[at])))


def test_a_form_over_many_low_pages_is_found_whole() -> None:
    form = load("mof-training")
    document = amid_prose(render(form, breaks=positions(form)[4::5]))
    assert_nothing_lost(document)
    assert len(find_sheets(read_pages(document, skip=True).pages)) == 1


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("traps/pdf/*.pdf"))[::6], ids=lambda path: path.stem)
def test_a_text_layer_that_lies_is_not_left_out_for_want_of_labels(path: Path) -> None:
    assert_nothing_lost(amid_prose(path.read_bytes()))


# --- a glance


def glance(text: str, *, ruled: bool = True, honest: bool = True) -> Glance:
    return Glance(frozenset(text), titled=False, ruled=ruled, plenty=True, honest=honest)


PLAIN = glance(PROSE, ruled=False)


def test_labels_are_found_as_characters_in_any_order() -> None:
    assert may_hold(glance("标指级三值成完" + PROSE), PLAIN)
    assert not may_hold(glance("标指" + PROSE), PLAIN)


def test_labels_without_a_ruling_make_no_form_but_the_page_is_read() -> None:
    page = glance("三级指标完成值得分" + PROSE, ruled=False)
    assert not may_hold(page, PLAIN)
    assert not may_skip(page, PLAIN)


def test_a_row_of_headings_may_be_cut_by_a_page_break() -> None:
    assert may_hold(glance("指标标值成值" + PROSE), glance("一二三级实际完" + PROSE))
    assert not may_hold(glance("指标标值成值" + PROSE), glance("一二三级实际完" + PROSE, ruled=False))


def test_a_page_whose_text_may_lie_is_read_whole() -> None:
    assert not may_skip(glance(PROSE, honest=False), PLAIN)
    assert not may_skip(glance(PROSE)._replace(plenty=False), PLAIN)
    assert may_skip(glance(PROSE), PLAIN)


def lines(text: str, font: str = "/Song", more: str = "") -> str:
    pieces = [text[n : n + 20] for n in range(0, len(text), 20)]
    shown = (f"BT {font} 10 Tf 20 {280 - 14 * k} Td {song(piece)} Tj ET" for k, piece in enumerate(pieces))
    return more + " ".join(shown)


def is_read(content: str, **keys: object) -> bool:
    """Whether a page is read although it has no label."""
    opened = pdfium.open_document(small_pdf(content, **keys))  # type: ignore[arg-type]
    with pdfium.loaded_page(opened, 1) as handle:
        assert handle
        upright = pdfium.read_upright(handle, 1.0)
        objects = po.walk_objects(handle, upright)
        with po.text_layer(handle, objects.at(objects.pick(po.TEXT))) as layer:
            found = read_glance(po.read_words(layer), objects, upright)
    opened.close()
    return not may_skip(found, PLAIN)


@pytest.mark.parametrize(
    "content",
    [
        lines(PROSE[:40]),
        lines(PROSE + "\ue123"),
        lines(PROSE + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"),
        lines(PROSE + "龘靐齉爩鱻麤灪吁龗厵纞虋驫"),
        lines(PROSE, more="3 Tr "),
        lines(PROSE, more="1 g "),
        lines(PROSE) + " 1 g 0 0 300 300 re f",
        "0 -1 1 0 0 300 cm " + lines(PROSE),
    ],
    ids=["little", "private use", "latin", "rare characters", "invisible", "white", "covered", "on its side"],
)
def test_a_page_that_may_not_be_what_it_says_is_read(content: str) -> None:
    assert is_read(content)


def test_a_page_under_a_large_image_is_read() -> None:
    assert is_read(lines(PROSE) + " q 280 0 0 280 10 10 cm /Im Do Q", image=True)


def test_a_page_with_a_character_of_no_meaning_is_read() -> None:
    content = lines(PROSE) + " BT /Cid 10 Tf 20 20 Td <0003> Tj ET"
    assert is_read(content, unicode_map=unicode_map({"0001": "0041"}))


# --- the pages around


TABLE = ["项目名称 | 道路养护", "主管部门 | 交通局"]


def sifted(pages: list[Page], holding: set[int]) -> list[int]:
    """The numbers of the pages that are read whole, if these hold a form."""

    def look(number: int, before: Glance | None) -> Look:
        holds = number in holding
        found = glance("三级指标完成值" if holds else PROSE)
        whole = before is None or holds
        page = pages[number - 1]
        return Look(page if whole else page._replace(glyphs=(), rulings=()), found, whole)

    return [page.number for page in sift(range(1, len(pages) + 1), look) if page.glyphs]


def prose_page(number: int, count: int = 12) -> Page:
    return draw_page([], [], number=number, above=[PROSE[:20]] * count, top=400)._replace(rulings=())


def table_page(number: int, width: float = 90.0) -> Page:
    return draw_page(TABLE, [width, width], number=number)


def numbered(kinds: str) -> Iterator[Page]:
    """p prose, t a table, w a wider table, s a page with two lines."""
    for number, kind in enumerate(kinds, start=1):
        if kind == "p":
            yield prose_page(number)
        elif kind == "s":
            yield prose_page(number, 2)
        else:
            yield table_page(number, 90.0 if kind == "t" else 140.0)


@pytest.mark.parametrize(
    ("kinds", "holding", "whole"),
    [
        ("pppppp", 3, [2, 3, 4]),
        ("pptttp", 3, [2, 3, 4, 5, 6]),
        ("ptttpp", 4, [1, 2, 3, 4, 5]),
        ("pwwtwwp", 4, [3, 4, 5]),
        ("ppstpp", 4, [2, 3, 4, 5]),
        ("pssstp", 5, [1, 2, 3, 4, 5, 6]),
        ("tpppp", 1, [1, 2]),
    ],
    ids=["neighbours", "goes on", "began before", "other tables", "a short page", "short pages", "the first page"],
)
def test_pages_are_read_as_far_as_a_form_may_reach(kinds: str, holding: int, whole: list[int]) -> None:
    assert sifted(list(numbered(kinds)), {holding}) == whole


def test_every_page_comes_once_and_in_order() -> None:
    pages = list(numbered("ptpstwpptsp"))
    for holding in range(1, len(pages) + 1):
        whole = sifted(pages, {holding, 2})
        assert whole == sorted(set(whole))
        assert {holding, 2} <= set(whole)
