"""A page that prints the headings of a form, and gives none, says so."""

from pathlib import Path

import pytest

from fixtures.disclosure import FOLDER as LONG
from fixtures.disclosure import Leaf, Stuck, form_parts, ruled
from fixtures.disclosure import draw as draw_pdf
from fixtures.negatives import FOLDER
from pdf2form.convert import convert
from pdf2form.layout import find_sheets
from pdf2form.layout.missed import count_headings, find_missed
from pdf2form.page import Page
from pdf2form.sources import read_pages
from tests.paper import draw_page, text_glyphs

HEADINGS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
WIDTHS = [50.0, 90.0, 90.0, 70.0, 50.0, 50.0]
FORM = [
    "项目名称 | 道路养护 | < | < | < | <",
    "一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
    "产出指标 | 养护里程 | ≥5公里 | 6公里 | 90 | 90",
    "总分 | < | < | < | 100 | 90",
]


def page_of(*rows: list[str], top: float = 300.0, number: int = 1) -> Page:
    """Set texts beside each other, without any ruling."""
    glyphs = [
        glyph
        for k, row in enumerate(rows)
        for c, cell in enumerate(row)
        for glyph in text_glyphs(cell, 40.0 + 72 * c, top + 14 * k)
    ]
    return Page(number, 595.0, 842.0, tuple(glyphs), (), "text")


def test_headings_without_rulings_are_missed() -> None:
    page = page_of(HEADINGS, ["产出指标", "数量指标", "养护里程", "≥5公里", "6公里", "90", "90"])
    assert count_headings(page) == 1
    assert find_missed([page], ()) == (1,)


def test_headings_that_are_broken_into_lines_are_missed() -> None:
    page = page_of(
        ["一级", "二级", "三级", "年度", "实际", "分值", "得分"], ["指标", "指标", "指标", "指标值", "完成值"]
    )
    assert find_missed([page], ()) == (1,)


@pytest.mark.parametrize(
    "rows",
    [
        ["一级指标二级指标三级指标年度指标值实际完成值分值得分"],
        ["三级指标", "年度指标值", "分值"],
        ["实际完成值", "得分", "分值"],
        ["三级指标的实际完成值", "见得分", "表"],
    ],
)
def test_prose_and_other_headings_are_not(rows: list[str]) -> None:
    assert find_missed([page_of(rows)], ()) == ()


def test_the_headings_of_a_form_are_not_missed_also_where_they_are_repeated() -> None:
    pages = [
        draw_page(FORM[:3], WIDTHS),
        draw_page([FORM[1], " | 绿化 | ≥2处 | 2处 | 10 | 10", FORM[3]], WIDTHS, number=2),
    ]
    sheets = find_sheets(pages)
    assert [sheet.pages for sheet in sheets] == [(1, 2)]
    assert find_missed(pages, sheets) == ()


def test_a_second_form_without_rulings_beside_a_good_one_is_missed() -> None:
    page = draw_page(FORM, WIDTHS)
    page = page._replace(glyphs=(*page.glyphs, *page_of(HEADINGS, top=600.0).glyphs))
    sheets = find_sheets([page])
    assert count_headings(page) > len(sheets) == 1
    assert find_missed([page], sheets) == (1,)


def bare(name: str) -> bytes:
    """A form of which every ruling is lost."""
    (part,) = form_parts(name, size=7.0, leading=8.4, pad_y=1.5)
    lines = tuple(line for piece in part.pieces for line in piece.cell.lines)
    empty = ruled([[""]], [1.0])._replace(pieces=(), lines=(*part.lines, *lines), foot=part.foot, head=part.head)
    return draw_pdf([Leaf((Stuck(empty),))])


@pytest.mark.parametrize("name", ["city-rotated", "city-after-prose"])
def test_a_document_whose_form_has_no_rulings_is_failed_not_without_form(name: str) -> None:
    record = convert(bare(name))
    assert [page.fault and page.fault.code for page in record.pages] == ["unread_form"]
    assert record.status == "failed"
    assert record.fault
    assert record.fault.code == "unread_pages"


@pytest.mark.parametrize(
    "path",
    [*sorted(FOLDER.glob("*/*.pdf")), *sorted(LONG.glob("*/*.pdf"))],
    ids=lambda path: path.parent.name + path.stem,
)
def test_nothing_is_missed_in_documents_that_are_read_rightly(path: Path) -> None:
    pages = tuple(read_pages(path.read_bytes()).pages)
    assert find_missed(pages, find_sheets(pages)) == ()
