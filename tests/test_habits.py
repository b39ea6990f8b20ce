"""Drawing habits of fixtures: each has a fixture, and none of them changes what is on paper."""

import tomllib
from collections.abc import Iterable

import pytest

from fixtures import breaks
from fixtures.habits import HABITS
from fixtures.model import DATA, load
from fixtures.producers.reportlab_ import Options, render
from pdf2form.layout.grid import find_grids
from pdf2form.page import Page
from pdf2form.sources import plumber, text

READERS = {"pdfium": text.read_pages, "pdfplumber": plumber.read_pages}
WIDER = {name for name, habit in HABITS.items() if habit.switched or habit.spacing or habit.stretch != 100.0}
"""Habits that wrap lines elsewhere, and so move rows."""


def cells(pages: Iterable[Page]) -> list[tuple[int, ...]]:
    """Rows, columns and spans of all cells; torn ones are marked."""
    return [(*cell[:4], cell.torn) for page in pages for grid in find_grids(page.rulings) for cell in grid.cells]


def characters(pages: Iterable[Page]) -> list[str]:
    """All visible characters, sorted."""
    return sorted(glyph.text for page in pages for glyph in page.glyphs)


def test_every_habit_has_a_fixture() -> None:
    sources = [tomllib.loads(path.read_text(encoding="utf-8")) for path in DATA.glob("[!_]*.toml")]
    renders = [options for source in sources for options in source.get("render", ())]
    drawn = {options.get("habit", Options().habit) for options in renders if options["producer"] == "reportlab"}
    assert drawn == set(HABITS)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("habit", sorted(HABITS.keys() - WIDER))
def test_a_habit_changes_no_cell(habit: str, reader: str) -> None:
    form = load("drawn-borders")
    usual, other = (breaks.render(form, breaks=[], habit=name) for name in ("lines", habit))
    assert cells(READERS[reader](other).pages) == cells(READERS[reader](usual).pages)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("options", [{"nested": True}, {"unit": 2.0}, {"trim": 30.0}, {"rotate": 180}], ids=str)
def test_a_page_reads_the_same_however_it_is_kept(options: dict[str, object], reader: str) -> None:
    form = load("drawn-pages")
    usual, other = (render([form], given) for given in ({}, options))
    read = READERS[reader]
    assert cells(read(other).pages) == cells(read(usual).pages)
    assert characters(read(other).pages) == characters(read(usual).pages)
