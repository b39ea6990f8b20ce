"""Cells and characters of text pages through camelot's lattice: the third reader, and nobody else imports it.

camelot finds cells in its own way, on another PDF library (playa) than the other two readers. Its vector engine works
on the drawn lines, without a picture of the page. Of its table only the cells are taken: it hands out text by whole
lines, so each character is put into the cell in which its middle lies instead.
"""

import logging
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from pdf2form.errors import MissingPackage
from pdf2form.page import Box, Glyph, Ruling

PACKAGE, READER = "camelot-py", "playa-pdf"
ASCENT, DESCENT = 0.86, -0.14
"""As in text.py, so that all readers give one box."""
NEAR_WHITE, THICKEST, NEAR = 0.97, 2.0, 2.0
"""As in strokes.py: a share of full light, points; and how far camelot moves a line to the next, points."""
INVISIBLE = 3
"""The text rendering mode of layers that search, and do not show."""


Square = tuple[int, int]
"""A table of camelot's on a page, and one of its cells; numbers of no other meaning."""


class Lattice(NamedTuple):
    """What camelot sees on one page; positions as in `Page`."""

    page: int
    glyphs: tuple[Glyph, ...]
    """Characters as the file has them; fake bold is in it twice."""
    cells: tuple[Square | None, ...]
    """For each glyph the cell that it stands in; None outside all tables."""


class _Place(NamedTuple):
    """Where the visible part of a page lies on camelot's page, whose origin is the lower left corner of MediaBox."""

    left: float
    top: float
    unit: float
    pale: tuple[Ruling, ...]
    """What is drawn in the colour of paper, on camelot's page: camelot takes it for walls."""
    dark: tuple[Ruling, ...]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        left, top, unit, *_ = self
        return Box((x0 - left) * unit, (top - y1) * unit, (x1 - left) * unit, (top - y0) * unit)


def find_name() -> str:
    """Return the name of the reader, with its version and that of the library that reads for it.

    Raises:
        MissingPackage: camelot is not installed.
    """
    try:
        return f"camelot {version(PACKAGE)} (playa {version(READER)})"
    except PackageNotFoundError as error:
        raise MissingPackage(f"{PACKAGE} is not installed; run: pip install 'pdf2form[verify]'") from error


def read_lattice(document: bytes, *, password: str | None, wanted: Sequence[int]) -> tuple[Lattice, ...]:
    """Read the wanted pages (counted from 1). A page without a ruled table, or of sideways text, is not in the answer.

    Raises whatever camelot and playa raise: they have no error of their own for most damage.
    """
    logging.getLogger("playa").addHandler(logging.NullHandler())
    camelot: Any = import_module("camelot")
    places = _places(document, password, wanted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "No tables found on page": we see that ourselves
        tables = camelot.read_pdf(
            document,
            pages=",".join(map(str, wanted)),
            password=password,
            flavor="lattice",
            engine="vector",
            suppress_stdout=True,
        )
    return tuple(
        _lattice(number, place, found)
        for number, place in places.items()
        if (found := [table for table in tables if table.page == number]) and not any(x.rotation for x in found)
    )


def _places(document: bytes, password: str | None, wanted: Sequence[int]) -> dict[int, _Place]:
    """Find the visible part of each page: CropBox within MediaBox, turned as the page is."""
    playa: Any = import_module("playa")
    with playa.parse(document, password=password or "", space="page") as pdf:
        return {number: _place(pdf.pages[number - 1]) for number in wanted}


def _place(page: Any) -> _Place:
    left, bottom, right, top = map(float, page.mediabox)
    crop = [*map(float, page.cropbox)]
    x0, y0, x1, y1 = max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3])
    if x0 >= x1 or y0 >= y1:
        x0, y0, x1, y1 = left, bottom, right, top
    upper_left = {
        0: (x0 - left, y1 - bottom),
        90: (y0 - bottom, right - x0),
        180: (right - x1, top - y0),
        270: (top - y1, x1 - left),
    }
    strokes = [*_strokes(import_module("playa.miner").extract_page(page, None))]
    pale, dark = (tuple(ruling for ruling, light in strokes if light is wanted) for wanted in (True, False))
    return _Place(*upper_left[int(page.rotate) % 360], float(page.attrs.get("UserUnit", 1.0)), pale, dark)


def _strokes(items: Any) -> Iterator[tuple[Ruling, bool]]:
    """Yield the straight strokes of a page, and whether each has the colour of paper."""
    for item in items:
        if not hasattr(item, "original_path"):
            yield from _strokes(item) if hasattr(item, "__iter__") else ()
            continue
        light = _is_pale(item.stroking_color, item.scs) if item.stroke else _is_pale(item.non_stroking_color, item.ncs)
        x0, y0, x1, y1 = item.bbox
        if min(x1 - x0, y1 - y0) <= THICKEST:
            yield _along(x0, y0, x1, y1), light
        elif item.stroke:
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                yield _along(*edge), light


def _along(x0: float, y0: float, x1: float, y1: float) -> Ruling:
    return Ruling("h", (y0 + y1) / 2, x0, x1) if x1 - x0 >= y1 - y0 else Ruling("v", (x0 + x1) / 2, y0, y1)


def _is_pale(color: Any, space: Any) -> bool:
    """Whether a colour is that of paper; of a spot colour, 1 is full ink."""
    parts = color.values
    if color.pattern or not parts or not space.name.startswith(("Device", "Cal", "ICC")):
        return False
    return bool(max(parts) <= 1 - NEAR_WHITE if len(parts) == 4 else min(parts) >= NEAR_WHITE)


def _lattice(number: int, place: _Place, tables: Sequence[Any]) -> Lattice:
    finders = [_cell_finder(table, place) for table in tables]
    chars = [char for char in _chars(tables[0].textlines) if char.render_mode != INVISIBLE]
    glyphs: list[Glyph] = []
    cells: list[Square | None] = []
    for char in chars:
        x0, y0, x1, y1 = _em_box(char)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        found = [(rank, cell) for rank, find in enumerate(finders) if (cell := find(x, y)) is not None]
        glyphs.append(Glyph(_text(char), *place.box(x0, y0, x1, y1)))
        cells.append(found[0] if found else None)
    return Lattice(number, tuple(glyphs), tuple(cells))


def _chars(lines: Sequence[Any]) -> Iterator[Any]:
    """Yield the printed characters of camelot's lines of text; its blanks are guesses."""
    for line in lines:
        yield from (char for char in line if hasattr(char, "render_mode") and not char.get_text().isspace())


def _text(char: Any) -> str:
    text: str = char.get_text()
    if text.startswith("(cid:") or not text:
        return "\ufffd"
    return "".join(unicodedata.normalize("NFKC", letter) if "ﬀ" <= letter <= "ﬆ" else letter for letter in text)


def _em_box(char: Any) -> tuple[float, float, float, float]:
    """Set the box on its base line, as high as the font size; camelot's depends on what the font says of itself."""
    a, b, c, d, e, f = char.matrix
    x0, y0, x1, y1 = char.bbox
    if abs(b) <= 0.01 * abs(a):
        size = (y1 - y0) * (1 if d > 0 else -1)
        y0, y1 = sorted((f + size * ASCENT, f + size * DESCENT))
    elif abs(a) <= 0.01 * abs(b):
        size = (x1 - x0) * (1 if c > 0 else -1)
        x0, x1 = sorted((e + size * ASCENT, e + size * DESCENT))
    return x0, y0, x1, y1


def _cell_finder(table: Any, place: _Place) -> Callable[[float, float], int | None]:
    """Return a function from a point to the cell around it, as camelot draws them: squares without a wall between."""
    lefts = [left for left, _ in table.cols]
    bottoms = [min(row) for row in table.rows][::-1]  # camelot counts rows from the top, in rising coordinates
    right, top = table.cols[-1][1], max(table.rows[0])
    owners = _owners(table.cells, place)

    def find(x: float, y: float) -> int | None:
        if not (lefts[0] <= x < right and bottoms[0] <= y < top):
            return None
        return owners[len(bottoms) - bisect_right(bottoms, y)][bisect_right(lefts, x) - 1]

    return find


def _owners(squares: Sequence[Sequence[Any]], place: _Place) -> list[list[int]]:
    """For each square of the lattice the number of its cell: squares run together where no wall stands between."""
    wide = len(squares[0])
    parents = [*range(wide * len(squares))]

    def root(index: int) -> int:
        while parents[index] != index:
            index = parents[index]
        return index

    for r, row in enumerate(squares):
        for c, square in enumerate(row):
            upright = Ruling("v", square.x2, square.y1, square.y2)
            if c + 1 < wide and not ((square.right or row[c + 1].left) and _is_seen(upright, place)):
                parents[root(r * wide + c + 1)] = root(r * wide + c)
            flat = Ruling("h", square.y1, square.x1, square.x2)
            if r + 1 < len(squares) and not ((square.bottom or squares[r + 1][c].top) and _is_seen(flat, place)):
                parents[root((r + 1) * wide + c)] = root(r * wide + c)
    return [[root(r * wide + c) for c in range(wide)] for r in range(len(squares))]


def _is_seen(wall: Ruling, place: _Place) -> bool:
    """Whether a wall is drawn in another colour than that of paper."""
    return not _lies_on(wall, place.pale) or _lies_on(wall, place.dark)


def _lies_on(wall: Ruling, rulings: Sequence[Ruling]) -> bool:
    middle = (wall.start + wall.end) / 2
    return any(
        wall.axis == other.axis and abs(wall.at - other.at) <= NEAR and other.start <= middle <= other.end
        for other in rulings
    )
