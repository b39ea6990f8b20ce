"""Forms held against two more readers of the same bytes; where one reads another value, that value gets a doubt.

pdfplumber's characters go through our own layout and parse (`forms`), camelot's cells are held against ours (`cells`).
Neither ever changes a value, and what could not be compared is said in a finding of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pdf2form.layout import find_sheets
from pdf2form.layout.sheet import Sheet
from pdf2form.page import Glyph, Page
from pdf2form.parse import parse_sheet
from pdf2form.record import Finding, Form
from pdf2form.sources import lattice
from pdf2form.sources.apart import Apart, Unanswered
from pdf2form.verify.cells import compare_cells
from pdf2form.verify.findings import CELLS, READING, faulty, not_verified, recognised, unanswered
from pdf2form.verify.forms import compare_forms
from pdf2form.verify.hidden import visible

__all__ = ["Seen", "Verifier", "find_names", "read_forms"]

PATIENCE, PATIENCE_A_PAGE = 20.0, 10.0
"""Seconds to wait for a reader: it takes a second to start, and 0.1 to 0.5 for a page of a thousand characters."""


class Seen(NamedTuple):
    """What the first reader made of a document."""

    pages: Mapping[int, Page]
    """The pages by number; their glyphs and rulings are not needed, only what is hidden and where it came from."""
    sheets: Sequence[Sheet]
    forms: Sequence[Form]
    """One for each sheet."""


def find_names() -> str:
    """Return the names of the second readers, with their versions.

    Raises:
        MissingPackage: one is not installed.
    """
    from pdf2form.sources import plumber  # pdfplumber takes a while to load, which only --verify should wait for

    return f"{plumber.NAME}, {lattice.find_name()}"


class Verifier:
    """Reads pages again, in a process that it keeps for all documents until its end."""

    def __init__(self, *, patience: float = PATIENCE, patience_a_page: float = PATIENCE_A_PAGE) -> None:
        self._apart = Apart()
        self._patience = patience
        self._patience_a_page = patience_a_page

    def __enter__(self) -> "Verifier":
        return self

    def __exit__(self, *_: object) -> None:
        self._apart.close()

    def compare(self, document: bytes, seen: Seen, *, password: str | None) -> list[tuple[Finding, ...]]:
        """Return for each form what the other readers found; they read the pages on which a form stands."""
        found: list[tuple[Finding, ...]] = [() for _ in seen.forms]
        for run in _runs({page for sheet in seen.sheets for page in _standing_on(sheet)}):
            inside = [index for index, form in enumerate(seen.forms) if form.pages[0] in run]
            forms = [seen.forms[index] for index in inside]
            by_glyphs = self._by_glyphs(document, password, run, seen, forms)
            by_cells = self._by_cells(document, password, run, seen, inside)
            for index, one, two in zip(inside, by_glyphs, by_cells, strict=True):
                found[index] = (*one, *two)
        return found

    def _by_glyphs(
        self, document: bytes, password: str | None, run: Sequence[int], seen: Seen, forms: Sequence[Form]
    ) -> list[tuple[Finding, ...]]:
        hidden = {page: seen.pages[page].hidden for page in run}
        try:
            theirs, faults = self._apart.call(
                self._seconds(run), read_forms, document, password=password, hidden=hidden
            )
        except Unanswered as error:
            return [(not_verified(READING, why=unanswered(error)),) for _ in forms]
        unread = {page: faulty(page, fault) for page, fault in faults.items()}
        unread |= {page: recognised(page) for page in run if seen.pages[page].source != "text"}
        return compare_forms(forms, theirs, unread=unread)

    def _by_cells(
        self, document: bytes, password: str | None, run: Sequence[int], seen: Seen, inside: Sequence[int]
    ) -> list[tuple[Finding, ...]]:
        upright = [page for page in run if not seen.pages[page].turn]  # camelot sees a turned page as it is drawn
        try:
            found = (
                self._apart.call(self._seconds(run), lattice.read_lattice, document, password=password, wanted=upright)
                if upright
                else ()
            )
        except Unanswered as error:
            return [(not_verified(CELLS, why=unanswered(error)),) for _ in inside]
        pages = {page.page: page for page in found}
        return [tuple(compare_cells(seen.sheets[index], seen.forms[index], pages, seen.pages)) for index in inside]

    def _seconds(self, run: Sequence[int]) -> float:
        return self._patience + self._patience_a_page * len(run)


def read_forms(
    document: bytes, *, password: str | None, hidden: Mapping[int, Sequence[Glyph]]
) -> tuple[tuple[Form, ...], dict[int, str]]:
    """Read the forms of some pages by pdfplumber's characters; return also why a page could not be read.

    Args:
        document: the bytes of the PDF.
        password: of it.
        hidden: the pages to read, each with what the first reader saw to be hidden there.
    """
    from pdf2form.sources import plumber  # as above

    found = tuple(plumber.read_pages(document, password=password, wanted=hidden.keys()).pages)
    seen = (page._replace(glyphs=visible(page.glyphs, hidden[page.number])) for page in found)
    forms = tuple(parse_sheet(sheet, number=n) for n, sheet in enumerate(find_sheets(seen), start=1))
    return forms, {page.number: page.fault.message for page in found if page.fault}


def _standing_on(sheet: Sheet) -> Iterator[int]:
    """Yield the pages of a form; its title may stand on the page before its table."""
    yield from sheet.pages
    yield from (line.page for line in (*sheet.above, *sheet.below))


def _runs(pages: Iterable[int]) -> Iterator[list[int]]:
    """Yield the pages in runs without a gap: a form goes on only on the next page."""
    run: list[int] = []
    for page in sorted(pages):
        if run and page > run[-1] + 1:
            yield run
            run = []
        run.append(page)
    if run:
        yield run
