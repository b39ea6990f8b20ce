"""One page from its picture: the chain of the steps, and the page that comes of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any, NamedTuple

import numpy as np

from pdf2form.errors import MissingFont, TooLarge
from pdf2form.labels import is_title, is_year
from pdf2form.page import Box, Glyph, Guess, Page, PageFault, Ruling, Source, Spot, Turn
from pdf2form.sources import pdfium
from pdf2form.sources.scan import engine
from pdf2form.sources.scan.again import read_again
from pdf2form.sources.scan.agree import agree
from pdf2form.sources.scan.align import Lay, Uprights, find_lay, find_uprights
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.boxes import read_boxes
from pdf2form.sources.scan.crumbs import with_nothing, without_crumbs
from pdf2form.sources.scan.doubts import doubt_parts, with_doubts, without_dust
from pdf2form.sources.scan.dust import doubt_beside, find_dust, measure_stroke, sweep
from pdf2form.sources.scan.engine import Model
from pdf2form.sources.scan.flat import Flat, crop
from pdf2form.sources.scan.glyphs import make_glyphs, place_letters
from pdf2form.sources.scan.kept import find_kept, keep
from pdf2form.sources.scan.legible import ILLEGIBLE, is_legible
from pdf2form.sources.scan.letters import spell
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.lone_marks import find_lone_marks, is_stray
from pdf2form.sources.scan.order import SIGNS_OF_ORDER
from pdf2form.sources.scan.photo import SMALLEST_PAGE, Photo, find_coarse, read_photo
from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.placed import SURE, Paper, Placed
from pdf2form.sources.scan.repeats import doubt_unlike_names
from pdf2form.sources.scan.rivals import doubt_outer_bars, doubt_rivals, join_bars, settle_by_words
from pdf2form.sources.scan.romans import read_romans
from pdf2form.sources.scan.signs import name_mark, settle
from pdf2form.sources.scan.squares import find_squares, with_squares, without_squares
from pdf2form.sources.scan.stops import doubt_end, read_stop, settle_stops
from pdf2form.sources.scan.twins import Around, doubt_unlike
from pdf2form.sources.scan.upright import Turned, find_upright
from pdf2form.sources.scan.widths import Measured, measure_widths, print_widths
from pdf2form.sources.scan.words import complete_labels

SECOND, SECOND_OF_SMALL, SMALL = 0.97, 0.99, 18.0
"""A line with a character less certain than this is read by the better model as well; and one whose text is no larger
than so many pixels, in which the quick model takes 枕 for 杭 more surely."""
WHITE = 3.0
"""What is set on either side of a lone sign that is read once more. Ems."""
MOST_LINES = 2_000
"""A page with more pieces of text is a picture of something else; the densest scans have 350."""
TOO_MANY = f"there are more than {MOST_LINES} pieces of what might be text on it"


class Read(NamedTuple):
    """What was recognised in one line."""

    placed: list[Placed]
    line: TextLine
    box: Box
    """Of its crop. Pixels."""
    em: float


def read_lines(flat: Flat) -> list[Read]:
    """Read the lines of a page, each with what stands before it in its cell; those with dust as they are without it."""
    reads: list[Read] = []
    for line in flat.lines:
        reads.append(recognise(flat, line, _ahead(reads, line)))
    specks = [read.line for read in reads if not read.placed]
    lines = [read.line for read in reads if read.placed]
    reads = _swept(flat, reads)
    reads = [
        read._replace(placed=settle_stops(read.placed, read.line, lines, flat) or read_stop(read.line, lines))
        for read in reads
    ]
    whole = doubt_unlike([read.placed for read in reads], flat, [read.line.em for read in reads], _around(reads))
    reads = [read._replace(placed=placed) for read, placed in zip(reads, whole, strict=True)]
    before = [[], *(read.placed for read in reads)]
    return [
        read._replace(placed=doubt_end(doubt_parts(read.placed, read.line, last), read.line, specks))
        for read, last in zip(reads, before, strict=False)
    ]


def _swept(flat: Flat, reads: list[Read]) -> list[Read]:
    """Read doubtful lines once more without their dust, and leave out those that are nothing else.

    Where the dust is not proven the line must be certain without it, and what stands beside it is doubted.
    """
    if not any(map(_is_doubtful, reads)) or (stroke := measure_stroke(flat.dark, flat.lines)) is None:
        return reads
    dust = [find_dust(flat.dark, r.line, stroke, r.placed) if _is_doubtful(r) else None for r in reads]
    if not any(dust):
        return reads
    clean, lines = sweep(flat, [read.line for read in reads], dust)
    found: list[Read] = []
    for read, line, spots in zip(reads, lines, dust, strict=True):
        if line is None:
            continue
        again = read if line == read.line else recognise(clean, line, _ahead(found, line))
        if spots is not None and not spots.proven:
            doubted = again._replace(placed=doubt_beside(again.placed, read.line, spots))
            again = read if _is_doubtful(again) else doubted
        found.append(again)
    return found


def _is_doubtful(read: Read) -> bool:
    """Whether a line is not certain, or nothing was read in it."""
    return min((each.letter.confidence for each in read.placed), default=0.0) < SURE


def _ahead(reads: Sequence[Read], line: TextLine) -> list[Placed]:
    """Return the characters of the line before a line in its cell."""
    return reads[-1].placed if reads and line.cell is not None and reads[-1].line.cell == line.cell else []


def _around(reads: Sequence[Read]) -> list[Around]:
    """Return what stands in the line before and the line behind each line, if these are in its cell."""
    neighbours = zip([None, *reads], reads, [*reads[1:], None], strict=False)
    return [(_spell(before, read.line), _spell(after, read.line)) for before, read, after in neighbours]


def _spell(read: Read | None, beside: TextLine) -> str:
    """Return the text of a line, if it stands in the cell of another one."""
    if read is None or beside.cell is None or read.line.cell != beside.cell:
        return ""
    return "".join(each.letter.text for each in read.placed)


def recognise(flat: Flat, line: TextLine, ahead: Sequence[Placed] = ()) -> Read:
    """Read one line of a flat page: quickly, and again by the better model if that leaves any doubt.

    Args:
        flat: the page.
        line: where it stands.
        ahead: the characters of the line before it in its cell.
    """
    squares = find_squares(flat.paper, line)
    flat = without_squares(flat, squares)
    piece, box = crop(flat, line)
    placed, em = _read(flat, line, piece, box, "tiny")
    if min((each.letter.confidence for each in placed), default=0.0) < (SECOND if em > SMALL else SECOND_OF_SMALL):
        better, em = _read_better(flat, line, piece, box, placed)
        placed = settle_by_words(_compared(flat, line, placed, agree(placed, better)), ahead, flat.paper, em)
    placed = read_boxes(placed, flat.paper, em)
    placed = with_squares(with_doubts(without_dust(placed, line, em), flat, line), squares)
    return Read(measure_widths(placed, flat.paper, em), line, box, em)


def _read_better(
    flat: Flat, line: TextLine, piece: Pixels, box: Box, quick: Sequence[Placed]
) -> tuple[list[Placed], float]:
    """Read a crop by the better model, once more with white beside it if it swallows the last character of the line.

    The quick one is sure of that, as of 间 of ≥9间.
    """
    better, em = _read(flat, line, piece, box, "small")
    last = quick[-1].letter if quick else None
    sure = last is not None and last.text.isalnum() and last.confidence >= SURE
    if not sure or len(better) >= len(quick) or (better and last and better[-1].letter.text == last.text):
        return better, em
    again, em_again = _read(flat, line, *_with_white(piece, box, line.em), "small")
    return (again, em_again) if len(again) == len(quick) else (better, em)


def _with_white(piece: Pixels, box: Box, em: float) -> tuple[Pixels, Box]:
    """Return a crop, and where it stands, with white on both sides."""
    white = round(WHITE * em)
    wide = np.pad(piece, ((0, 0), (white, white)), constant_values=255)
    return wide, box._replace(x0=box.x0 - white, x1=box.x1 + white)


def _compared(flat: Flat, line: TextLine, first: list[Placed], agreed: list[Placed]) -> list[Placed]:
    """Read a lone character that may be ≥ or ≤, and is doubted, once more with white beside it.

    The better model takes these for V, W or A where nothing beside them tells how large they are.
    """
    if len(agreed) != 1 or len(first) != 1 or agreed[0].letter.confidence >= SURE:
        return agreed
    thought = {first[0].letter.text, *(text for text, _ in first[0].letter.others)}
    if not thought & SIGNS_OF_ORDER:
        return agreed
    better, _ = _read(flat, line, *_with_white(*crop(flat, line), line.em), "small")
    again = agree(first, better)
    if len(again) != 1 or again[0].letter.text not in SIGNS_OF_ORDER:
        return agreed
    text, other = agreed[0].letter.text, again[0].letter.text  # ≥ and ≧ are told by ink
    surer = again[0].letter.confidence > agreed[0].letter.confidence
    return again if surer and (text == other or text not in SIGNS_OF_ORDER) else agreed


def _read(flat: Flat, line: TextLine, piece: Pixels, box: Box, model: Model) -> tuple[list[Placed], float]:
    """Read a crop by one model, as far as its ink bears it out."""
    reader = engine.load(model)
    letters = spell(reader.read(engine.fit(piece)), reader, (255.0 - piece).sum(axis=0))
    placed, em = place_letters(letters, line, box, flat.dark)
    settled = settle(placed, flat.paper, em) or name_mark(line.box, flat.paper, em)
    return read_romans(settled, em), em


def read_turned(turned: Turned, number: int, before: Uprights = ()) -> tuple[Page | None, Uprights]:
    """Read a page from its picture, made flat and upright; None if what stands on it is no print.

    Args:
        turned: the picture.
        number: of the page.
        before: column edges of the page before, where the page is laid onto it.

    Returns:
        The page, and its column edges.
    """
    turn, width, height, flat = turned
    if len(flat.lines) > MOST_LINES:
        return None, ()
    rows, columns = flat.grey.shape
    way = Way(flat.bend, width / columns, height / rows, Lay())
    way = replace(way, lay=find_lay(find_uprights([way.ruling(each) for each in flat.rulings]), before))
    rulings = tuple(way.ruling(each) for each in flat.rulings)
    reads = read_lines(flat)
    lone = find_lone_marks([(read.line.cell, read.placed) for read in reads])
    legible = [read for read, cell in zip(reads, lone, strict=True) if _is_legible(read) and not cell]
    glyphs, guesses = _glyphs(legible, way, flat.paper)
    # A cell with a lone mark is left blank, and says that something stands there, unless it can only be dust.
    dropped = [
        cell or read.box
        for read, cell in zip(reads, lone, strict=True)
        if (not is_stray(read.placed, cell, read.em) if cell else not _is_legible(read))
    ]
    unread = tuple(map(way.points, (*flat.unread, *dropped)))
    blank = not (glyphs or rulings)
    source: Source = "blank" if blank else "ocr"
    page = Page(number, width, height, glyphs, rulings, source, pictures=unread, turn=turn, guesses=guesses)
    return page if blank else page._replace(on_paper=way), find_uprights(rulings)


@dataclass(frozen=True)
class Way:
    """From the pixels of the flat picture to the points of the page, and from there back to the paper."""

    bend: Bend
    across: float
    """Points a pixel, along rows."""
    down: float
    lay: Lay

    def points(self, box: Box) -> Box:
        """Move a box from pixels to the page."""
        x0, x1 = (self.lay.laid(x * self.across) for x in (box.x0, box.x1))
        return Box(x0, box.top * self.down, x1, box.bottom * self.down)

    def __call__(self, box: Box) -> Box:
        """Move a box from the page to the paper as it was scanned."""
        left, right = (self.lay.lifted(x) / self.across for x in (box.x0, box.x1))
        flat = Box(left, box.top / self.down, right, box.bottom / self.down)
        x0, top, x1, bottom = self.bend.box_on_paper(flat)
        return Box(x0 * self.across, top * self.down, x1 * self.across, bottom * self.down)

    def ruling(self, ruling: Ruling) -> Ruling:
        """Move a ruling from pixels to the page."""
        flat = ruling.axis == "h"
        edges = (
            (ruling.start, ruling.at, ruling.end, ruling.at)
            if flat
            else (ruling.at, ruling.start, ruling.at, ruling.end)
        )
        x0, top, x1, bottom = self.points(Box(*edges))
        return Ruling("h", top, x0, x1) if flat else Ruling("v", x0, top, bottom)


def _is_legible(read: Read) -> bool:
    """Whether a line can be text: outside the tables dust, signatures and seals look like a few odd characters.

    What names a self-evaluation or its year is none of them, doubted or not.
    """
    letters = [each.letter for each in read.placed]
    sure = [letter for letter in letters if letter.confidence >= SURE and letter.text.isalnum()]
    text = "".join(letter.text for letter in letters)
    return read.line.cell is not None or 2 * len(sure) > len(letters) or is_title(text) or is_year(text)


def _glyphs(reads: Sequence[Read], way: Way, paper: Paper) -> tuple[tuple[Glyph, ...], tuple[Guess, ...]]:
    """Make glyphs of the lines of a page."""
    cells = [[*cell] for _, cell in groupby(reads, key=lambda read: read.line.cell)]
    printed = print_widths([[Measured(read.placed, read.em) for read in cell] for cell in cells])
    lines = iter(printed)
    understood = [_understood([*islice(lines, len(cell))], cell[0], paper) for cell in cells]
    known = [line for cell in doubt_unlike_names(understood, paper) for line in cell]
    glyphs: list[Glyph] = []
    guesses: list[Guess] = []
    for read, placed in zip(reads, known, strict=True):
        for glyph, each in zip(make_glyphs(placed, read.box, read.em), placed, strict=True):
            box = way.points(Box(*glyph[1:5]))
            glyphs.append(Glyph(glyph.text, *box, glyph.confidence))
            if each.letter.confidence < SURE:
                guesses.append(Guess(box, glyph.text, each.letter.others))
    return tuple(glyphs), tuple(guesses)


def _understood(lines: Sequence[Sequence[Placed]], first: Read, paper: Paper) -> list[list[Placed]]:
    """Return the lines of a cell as what they say allows, and what else their doubted characters may be."""
    em = first.line.em
    lines = doubt_outer_bars([doubt_rivals(join_bars(line, em), paper) for line in lines])
    return with_nothing(without_crumbs(complete_labels(lines, first.em), em), em)


class Scanner:
    """Reads pages of one document from their pictures."""

    def __init__(self, document: bytes, *, password: str | None = None) -> None:
        self._opened: Any = pdfium.open_document(document, password=password)
        self._units = pdfium.may_have_user_unit(document)
        self._name = hashlib.blake2b(document).digest()
        self._before: tuple[int, Uprights] = (0, ())

    def read(self, number: int) -> Page:
        """Read one page; one that cannot be read is blank and has its fault."""
        unit = pdfium.user_unit(self._opened, number) if self._units else 1.0
        with pdfium.loaded_page(self._opened, number) as handle:
            if handle is None:
                fault = PageFault("damaged", f"Page {number} is damaged: PDFium cannot load it. Print it to a new PDF.")
                return Page(number, 0.0, 0.0, (), (), "blank", fault=fault)
            upright = pdfium.read_upright(handle, unit)
            if min(upright.width, upright.height) < SMALLEST_PAGE:
                return Page(number, upright.width, upright.height, (), (), "blank")
            try:
                photo = read_photo(number, handle, upright)
            except (MissingFont, TooLarge) as error:
                fault = PageFault(error.code, str(error))
                return Page(number, upright.width, upright.height, (), (), "blank", fault=fault)
        if not is_legible(photo):
            fault = photo.fault or PageFault("illegible", f"Page {number} was not recognised: {ILLEGIBLE}.")
            return Page(number, upright.width, upright.height, (), (), "blank", fault=fault)
        last, uprights = self._before
        turned = self._flattened(photo, number)
        page, edges = read_turned(turned, number, uprights if last == number - 1 else ())
        if page is None:
            fault = PageFault("illegible", f"Page {number} was not recognised: {TOO_MANY}.")
            return Page(number, upright.width, upright.height, (), (), "blank", fault=fault)
        self._before = number, edges
        return page._replace(fault=photo.fault or (find_coarse(photo, number) if page.source == "ocr" else None))

    def reread(self, number: int, spots: Sequence[Spot]) -> tuple[str, ...]:
        """Read places of one page once more, as numbers; "" of a page that cannot be loaded."""
        turned = self._turned(number)
        return read_again(turned, spots) if turned else ("",) * len(spots)

    def find_turn(self, number: int) -> Turn:
        """Return how far the content of a page lies on its side, as `Page.turn`; nothing else is read.

        Raises:
            MissingFont, TooLarge: see `read_photo`.
        """
        turned = self._turned(number)
        return turned.turn if turned else 0

    def _turned(self, number: int) -> Turned | None:
        """Return a page made flat, as it was kept or anew; None if it cannot be loaded."""
        if kept := find_kept((self._name, number)):
            return kept
        unit = pdfium.user_unit(self._opened, number) if self._units else 1.0
        with pdfium.loaded_page(self._opened, number) as handle:
            photo = None if handle is None else read_photo(number, handle, pdfium.read_upright(handle, unit))
        return photo and self._flattened(photo, number)

    def _flattened(self, photo: Photo, number: int) -> Turned:
        """Make a page flat, and keep it: places of it may be read again when its form is judged."""
        turned = find_upright(photo)
        keep((self._name, number), turned)
        return turned

    def close(self) -> None:
        """Let go of the document."""
        self._opened.close()
