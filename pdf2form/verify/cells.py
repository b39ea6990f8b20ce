"""The cells of a sheet against the characters and cells that camelot finds in the same places.

Two questions, cell by cell: do the same characters stand within its edges, and does camelot draw no edge through
them? Where camelot draws none of the edges that we see, only the first can be answered, and that is said.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pdf2form.layout.sheet import HANGING, TOUCHING, PageLine, Part, Sheet, TableCell
from pdf2form.page import Box, Glyph, Page
from pdf2form.parse.readings import places
from pdf2form.record import Finding, Form, Message, Where
from pdf2form.sources.lattice import Lattice, Square
from pdf2form.verify.findings import (
    CELLS,
    NO_CELLS,
    UNDECODED,
    UNREADABLE,
    bare,
    no_table,
    not_verified,
    only_theirs,
    other_text,
    recognised,
)
from pdf2form.verify.hidden import overlap, visible

Mark = tuple[Glyph, Square | None]
"""A character, and the lattice cell that it stands in; None outside all tables."""


class _Place(NamedTuple):
    """One cell on one page, and what camelot has there."""

    cell: TableCell
    part: Part
    marks: tuple[Mark, ...]

    @property
    def mine(self) -> str:
        """Our characters."""
        return "".join(line.text for line in self.part.lines)

    @property
    def theirs(self) -> str:
        """Camelot's characters, in the order of the file."""
        return "".join(glyph.text for glyph, _ in self.marks)

    @property
    def squares(self) -> frozenset[Square | None]:
        """The lattice cells that they stand in."""
        return frozenset(square for _, square in self.marks)


def compare_cells(
    sheet: Sheet, form: Form, lattices: Mapping[int, Lattice], pages: Mapping[int, Page]
) -> Iterator[Finding]:
    """Yield a doubt for each reading whose cell camelot reads differently, and say what was not compared.

    Args:
        sheet: of the form.
        form: whose readings are doubted.
        lattices: what camelot sees, by page.
        pages: as the first reader has them, by number; only text pages are compared.
    """
    subjects = _subjects(form)
    for number in sheet.pages:
        page, lattice = pages[number], lattices.get(number)
        if lattice and page.source == "text":
            places_here, others = _places(sheet, lattice, page)
            yield from _compare_page(places_here, subjects)
            if more := _more(others, places_here, [line for line in sheet.ignored if line.page == number]):
                yield only_theirs(CELLS, "", more)
        elif inputs := [at for place, found in subjects.items() if place.page == number for at in found]:
            why = no_table(number) if page.source == "text" else recognised(number)
            yield not_verified(CELLS, why=why, inputs=inputs)


def _compare_page(found: Sequence[_Place], subjects: Mapping[Where, Sequence[str]]) -> Iterator[Finding]:
    merged = _merged(found)
    open_cells: list[str] = []
    undecoded: list[str] = []
    for place in found:
        about = _about(subjects, place.cell)
        if doubt := _doubt(place):
            yield from (doubt.model_copy(update={"subject": at}) for at in about or [""])
        if UNREADABLE in place.theirs:
            undecoded += about
        if None in place.squares or place.squares & merged:
            open_cells += about
    for why, inputs in ((UNDECODED, undecoded), (NO_CELLS, open_cells)):
        if inputs:
            yield not_verified(CELLS, why=why, inputs=[*dict.fromkeys(inputs)])


def _subjects(form: Form) -> dict[Where, list[str]]:
    """Return the pointers of the readings by their places."""
    subjects: dict[Where, list[str]] = {}
    for at, reading in form.readings():
        for where in reading.where:
            subjects.setdefault(where, []).append(at)
    return subjects


def _about(subjects: Mapping[Where, Sequence[str]], cell: TableCell) -> list[str]:
    """Return the pointers of the readings that were made of a cell; a label may have none."""
    return [*dict.fromkeys(at for where in places(cell.parts) for at in subjects.get(where, ()))]


def _places(sheet: Sheet, lattice: Lattice, page: Page) -> tuple[list[_Place], list[Mark]]:
    """Put camelot's characters into our cells on one page; return also those that stand in none."""
    parts = [(cell, part) for cell in sheet.cells for part in cell.parts if part.page == page.number]
    marks: list[list[Mark]] = [[] for _ in parts]
    others: list[Mark] = []
    squares = dict(zip(lattice.glyphs, lattice.cells, strict=True))
    before: Glyph | None = None
    taken: int | None = None
    for glyph in visible(lattice.glyphs, page.hidden):
        if not (glyph.text in HANGING and before and _touches(before, glyph)):  # else where its forerunner stands
            taken = _owner(glyph, [part for _, part in parts])
        before = glyph
        here = others if taken is None else marks[taken]
        if not any(glyph.text == other.text and overlap(glyph, other) for other, _ in here):  # else fake bold
            here.append((glyph, squares[glyph]))
    return [_Place(cell, part, tuple(found)) for (cell, part), found in zip(parts, marks, strict=True)], others


def _more(others: Sequence[Mark], found: Sequence[_Place], aside: Sequence[PageLine]) -> str:
    """Return what camelot sees in the tables of a form, where we have no cell and set nothing aside."""
    tables = {square[0] for place in found for square in place.squares if square}
    return "".join(
        glyph.text
        for glyph, square in others
        if square and square[0] in tables and not any(_stands_in(glyph, line.line.box) for line in aside)
    )


def _stands_in(glyph: Glyph, box: Box) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return box.x0 <= x < box.x1 and box.top <= y < box.bottom


def _touches(before: Glyph, glyph: Glyph) -> bool:
    near = abs(before.x1 - glyph.x0) <= TOUCHING * (glyph.x1 - glyph.x0)
    return near and before.top < (glyph.top + glyph.bottom) / 2 < before.bottom


def _owner(glyph: Glyph, parts: Sequence[Part]) -> int | None:
    """Return which cell a character stands in, or else which text that sticks out of its cell it is part of."""
    for index, part in enumerate(parts):
        if _stands_in(glyph, part.box):
            return index
    for index, part in enumerate(parts):
        if any(_stands_in(glyph, line.box) for line in part.lines):
            return index
    return None


def _merged(found: Sequence[_Place]) -> frozenset[Square | None]:
    """Return the lattice cells that hold text of more than one of our cells: camelot misses an edge there."""
    held = Counter(square for place in found for square in place.squares)
    return frozenset(square for square, times in held.items() if times > 1)


def _doubt(place: _Place) -> Finding | None:
    mine, theirs = bare(place.mine), bare(place.theirs)
    where = places([place.part])
    named = Counter(theirs.replace(UNREADABLE, ""))
    if UNREADABLE not in mine and (len(mine) != len(theirs) or named - Counter(mine)):
        return other_text(CELLS, "", mine, theirs).model_copy(update={"where": where})
    if len(place.squares - {None}) > 1:
        return Finding(rule=CELLS.rule, result="doubt", subject="", printed=place.mine, message=_SPLIT, where=where)
    return None


_SPLIT = Message(
    en="camelot sees an edge through this text: a part of it may belong to another cell.",
    zh="camelot 认为该文字中间有框线，其中一部分可能属于其他单元格，请核对原件。",
)
