"""The laws of docs/design.md, as properties."""

import random
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdf2form.convert import convert
from pdf2form.labels import is_label
from pdf2form.layout import find_sheets
from pdf2form.layout.sheet import TableCell, lay_out
from pdf2form.page import Box, Glyph, Page, Ruling
from pdf2form.parse import parse_sheet
from pdf2form.record import Reading, Record
from pdf2form.rows import walk_readings
from pdf2form.sources import read_pages
from tests import sweep

FIXTURES = Path(__file__).parent.parent / "fixtures"
PDFS = sorted(path for path in FIXTURES.glob("*/*.pdf") if path.parent.name not in {"bad", "scanned"})
QUICK = settings(max_examples=12, suppress_health_check=list(HealthCheck))


@cache
def pages_of(path: Path) -> tuple[Page, ...]:
    return tuple(read_pages(path.read_bytes()).pages)


def forms_of(pages: Iterable[Page]) -> list[str]:
    return [parse_sheet(sheet, number=1).model_dump_json() for sheet in find_sheets(pages)]


@pytest.mark.parametrize("path", PDFS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_conservation_every_glyph_is_in_one_cell_or_one_line(path: Path) -> None:
    for page in pages_of(path):
        layout = lay_out(page)
        cells = [line.text for t in layout.tables for cell in t.cells for part in cell.parts for line in part.lines]
        found = Counter("".join([*cells, *(line.line.text for line in layout.lines)]).replace(" ", ""))
        assert found == Counter("".join(glyph.text for glyph in page.glyphs))


def is_part(cell: TableCell, reading: Reading[Any]) -> bool:
    """Whether a reading of several cells has this one among them: a target with its sign and its unit."""
    inside = any(
        place.page == part.page
        and part.box.x0 <= (place.box[0] + place.box[2]) / 2 <= part.box.x1
        and part.box.top <= (place.box[1] + place.box[3]) / 2 <= part.box.bottom
        for place in reading.where
        for part in cell.parts
    )
    return inside and len(reading.where) > 1 and cell.text in reading.raw


@pytest.mark.parametrize("path", PDFS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_conservation_every_cell_of_a_form_is_a_reading_or_a_label(path: Path) -> None:
    for sheet in find_sheets(pages_of(path)):
        form = parse_sheet(sheet, number=1)
        readings = [reading for _, reading in walk_readings(form)]
        raws = {reading.raw for reading in readings}
        left = [cell for cell in sheet.cells if cell.text and cell.text not in raws and not is_label(cell.text)]
        assert [cell.text for cell in left if not any(is_part(cell, reading) for reading in readings)] == []
        assert not any(finding.rule == "conservation" for finding in form.findings)


@QUICK
@given(st.sampled_from(PDFS), st.randoms(use_true_random=False))
def test_invariance_the_order_of_glyphs_and_rulings_changes_nothing(path: Path, order: random.Random) -> None:
    shuffled = [
        page._replace(
            glyphs=tuple(order.sample(page.glyphs, len(page.glyphs))),
            rulings=tuple(order.sample(page.rulings, len(page.rulings))),
        )
        for page in pages_of(path)
    ]
    assert forms_of(shuffled) == forms_of(pages_of(path))


@QUICK
@given(st.sampled_from(PDFS), st.randoms(use_true_random=False))
def test_invariance_doubled_and_split_rulings_change_nothing(path: Path, order: random.Random) -> None:
    def pieces(ruling: Ruling) -> Iterable[Ruling]:
        cut = order.uniform(ruling.start, ruling.end)
        yield from (ruling, ruling._replace(end=cut), ruling._replace(start=cut))

    split = [page._replace(rulings=tuple(p for r in page.rulings for p in pieces(r))) for page in pages_of(path)]
    assert forms_of(split) == forms_of(pages_of(path))


@QUICK
@given(st.sampled_from(PDFS), st.floats(-40, 40), st.floats(-40, 40))
def test_invariance_a_shift_of_the_page_moves_places_and_nothing_else(path: Path, dx: float, dy: float) -> None:
    def moved(page: Page) -> Page:
        glyphs = (g._replace(x0=g.x0 + dx, x1=g.x1 + dx, top=g.top + dy, bottom=g.bottom + dy) for g in page.glyphs)
        rulings = (
            Ruling("h", r.at + dy, r.start + dx, r.end + dx)
            if r.axis == "h"
            else Ruling("v", r.at + dx, r.start + dy, r.end + dy)
            for r in page.rulings
        )
        return page._replace(glyphs=tuple(glyphs), rulings=tuple(rulings))

    def raws(pages: Iterable[Page]) -> list[list[tuple[str, str]]]:
        forms = [parse_sheet(sheet, number=1) for sheet in find_sheets(pages)]
        return [[(subject, reading.raw) for subject, reading in walk_readings(form)] for form in forms]

    assert raws(map(moved, pages_of(path))) == raws(pages_of(path))


@pytest.mark.parametrize("name", ["seed-service", "seed-portal", "mof-training", "city-data"])
def test_break_sweep_the_page_break_changes_no_record(name: str) -> None:
    sample = list(sweep.cases(name, every=23 if name == "seed-service" else 61))
    outcomes = Counter(map(sweep.outcome, sample))
    assert outcomes["different"] == 0
    assert outcomes["same"] >= 0.99 * len(sample)


@pytest.mark.parametrize("path", PDFS[::7], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_one_record_survives_json_and_a_second_reading(path: Path) -> None:
    record = convert(path)
    text = record.model_dump_json()
    assert Record.model_validate_json(text).model_dump_json() == text
    assert convert(path).model_dump_json() == text


def test_honesty_a_value_is_never_changed_by_the_checks() -> None:
    record = convert(FIXTURES / "planted-total" / "reportlab-lines.pdf")
    total = record.forms[0].total.score
    assert total
    assert total.raw == "97.97"
    assert str(total.value) == "97.97"


def test_honesty_a_character_that_the_pdf_does_not_name_is_a_doubt() -> None:
    page, *_ = pages_of(FIXTURES / "seed-service" / "reportlab-lines.pdf")
    glyphs = tuple(g._replace(text="\ufffd") if g.text == "星" else g for g in page.glyphs)
    (sheet,) = find_sheets([page._replace(glyphs=glyphs)])
    doubts = {(f.subject, f.rule) for f in parse_sheet(sheet, number=1).findings}
    assert doubts == {(f"/indicators/1/{name}", "unreadable-character") for name in ("target", "actual")}


def test_honesty_an_exponent_is_a_doubt() -> None:
    page, *_ = pages_of(FIXTURES / "seed-service" / "reportlab-lines.pdf")
    last = next(g for g in sorted(page.glyphs, key=lambda g: -g.x1) if g.text == "次")
    small = Glyph("3", last.x1, last.top - 1, last.x1 + 2, last.top + 4)
    (sheet,) = find_sheets([page._replace(glyphs=(*page.glyphs, small))])
    assert [f.rule for f in parse_sheet(sheet, number=1).findings] == ["raised-figure"]


def test_honesty_a_picture_in_a_cell_is_a_doubt() -> None:
    page, *_ = pages_of(FIXTURES / "seed-service" / "reportlab-lines.pdf")
    star = next(g for g in page.glyphs if g.text == "星")
    over = Box(star.x0 - 10, star.top, star.x1, star.bottom)
    (sheet,) = find_sheets([page._replace(pictures=(over,))])
    assert {f.rule for f in parse_sheet(sheet, number=1).findings} == {"picture-in-cell"}
