"""The page break: what goes on below it, decided by the evidence on paper, and doubted where there is none.

        page 1   │ 时效 │ 2023年11月—12月 │ 完成门户的 │ 1.00 │      a row is cut when cells that a whole row
        ═════════╪══════╪═════════════════╪════════════╪══════╪═     must fill stand on one side only; a label is
        page 2   │ 指标 │                 │ 设计优化及 │      │      cut when only both halves make a word

Numbers are never evidence for a join by what they add up to: arithmetic may only raise a doubt afterwards.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from pdf2form.labels import begins_label, find_key, is_label, is_level, is_placeholder
from pdf2form.layout.blocks import Block, find_blocks
from pdf2form.layout.margins import EDGE
from pdf2form.layout.repeated import without_repeated_heading
from pdf2form.layout.sheet import Certainty, Seam, Sheet, Table, TableCell, without_mark
from pdf2form.layout.words import CHINESE, MOST_PADDING, Line, find_padding, first_token_width, glue, slack


class Pair(NamedTuple):
    """The lowest cell of a column above the break, and the uppermost below it."""

    above: TableCell
    below: TableCell
    padding: float
    """White space that cells of this table keep beside their text. Points."""

    @property
    def joined(self) -> str:
        """The text, if both are one cell."""
        a, b = self.above, self.below
        if not a.text or not b.text:
            return a.text + b.text
        return a.text + glue(_last_line(a), _first_line(b), self.room).text + b.text

    @property
    def room(self) -> float:
        """What is left of the last line above the break. Points."""
        part = next(part for part in reversed(self.above.parts) if part.lines)
        return slack(part.lines[-1], part.box, min(self.padding, find_padding(part.lines, part.box)))


_NUMERAL = re.compile(r"^([-—/]|[+-]?[\d,]*\d(\.\d+)?[%％]?)$")
_ENDED = "。！？；!?;"
_GOES_ON = "，、,（("
_MUST_FILL = {
    "funding": ("initial_budget", "annual_budget", "executed"),
    "goals": ("expected", "actual"),
    "indicators": ("level3", "target", "actual", "weight", "score"),
}
_LEVELS = ("level1", "level2")

LONG = 20
"""Characters. Of lines that long one in twenty is full where a text ends; of short ones one in ten or more."""

ENOUGH = 4
"""So many wrapped cells show what padding a table has."""


class _Verdict(NamedTuple):
    cut: bool
    certainty: Certainty
    reason: str


def start_sheet(table: Table) -> Sheet:
    """Make a sheet of the first (often the only) table of a form."""
    xs = tuple(x - table.grid.xs[0] for x in table.grid.xs)
    return Sheet((table.page,), xs, len(table.grid.ys) - 1, table.cells)


def same_outline(above: Table, below: Table) -> bool:
    """Whether two tables on following pages are equally wide: the first condition for one to go on in the other."""
    one, other = above.grid.xs, below.grid.xs
    return abs((one[-1] - one[0]) - (other[-1] - other[0])) <= 2 * EDGE


def join_page(sheet: Sheet, above: Table, below: Table, *, text_between: bool = False) -> Sheet:
    """Continue a sheet with the table of the next page.

    Args:
        sheet: all of the form so far.
        above: the table that ends the sheet, as its page shows it.
        below: the table that goes on.
        text_between: lines stand between the two that are no footer and no running head: perhaps it is another table.

    Returns:
        The longer sheet; its last seam says what was decided.
    """
    sheet, cells, n_rows = _same_columns(sheet, below)
    block = find_blocks(sheet.cells, sheet.n_rows)[-1]
    cells, n_rows, repeated = without_repeated_heading(sheet, block, cells, n_rows)
    pairs = _pairs(sheet, cells)
    drawn_open = above.grid.open_foot and below.grid.open_head and not repeated
    verdict = _judge(sheet, block, cells, pairs, drawn_open=drawn_open)
    bare = [pair._replace(above=_without_dust(pair.above), below=_without_dust(pair.below)) for pair in pairs]
    if (other := _judge(sheet, block, cells, bare, drawn_open=drawn_open)).cut != verdict.cut:
        verdict = other._replace(certainty="doubted")  # dust decides no row
    if above.page == below.page:
        text_between = False  # a caption
        verdict, pairs = _Verdict(False, "sure", "a table of its own on the same page"), []
    fates = {pair: _goes_on(pair, pairs, block, sheet.n_rows) for pair in pairs}
    joined = [pair for pair in pairs if verdict.cut or fates[pair].cut]
    shift = sheet.n_rows - verdict.cut
    merged = {(pair.above.row, pair.above.col): _merge(pair, shift) for pair in joined}
    kept = [merged.get((cell.row, cell.col), cell) for cell in sheet.cells]
    taken = {(pair.below.row, pair.below.col) for pair in joined}
    added = [cell._replace(row=cell.row + shift) for cell in cells if (cell.row, cell.col) not in taken]
    unclear = any(fate.certainty == "doubted" and (fate.in_row or not verdict.cut) for fate in fates.values())
    doubtful = text_between or unclear or verdict.certainty == "doubted"
    seam = Seam(above.page, shift, verdict.cut, "doubted" if doubtful else "sure", verdict.reason)
    return sheet._replace(
        pages=(*sheet.pages, below.page) if below.page not in sheet.pages else sheet.pages,
        n_rows=shift + n_rows,
        cells=tuple(sorted([*kept, *added], key=lambda cell: (cell.row, cell.col))),
        ignored=(*sheet.ignored, *repeated),
        seams=(*sheet.seams, seam),
    )


# --- one set of columns for both pages


def _same_columns(sheet: Sheet, below: Table) -> tuple[Sheet, tuple[TableCell, ...], int]:
    """Number the columns of both pages alike: an edge of either page is an edge of the sheet."""
    left = below.grid.xs[0]
    theirs = [x - left for x in below.grid.xs]
    edges = list(sheet.xs)
    for x in theirs:
        if all(abs(x - edge) > EDGE for edge in edges):
            edges.append(x)
    edges.sort()
    lowest = [cell for cell in sheet.cells if cell.end_row == sheet.n_rows]
    used = {sheet.xs[col] for cell in lowest for col in (cell.col, cell.end_col)}
    old, new = _places(sheet.xs, edges), _places(theirs, edges, preferred=used)
    renumbered = tuple(_renumber(cell, old) for cell in sheet.cells)
    cells = tuple(_renumber(cell, new) for cell in below.cells)
    return sheet._replace(xs=tuple(edges), cells=renumbered), cells, len(below.grid.ys) - 1


def _places(xs: Sequence[float], edges: Sequence[float], *, preferred: Collection[float] = ()) -> list[int]:
    """Number edges by the nearest one that is known; of several within EDGE one that the rows above the break use."""

    def far(edge: float, x: float) -> tuple[bool, float]:
        return (abs(edge - x) > EDGE or (bool(preferred) and edge not in preferred), abs(edge - x))

    return [min(range(len(edges)), key=lambda k: far(edges[k], x)) for x in xs]


def _renumber(cell: TableCell, places: Sequence[int]) -> TableCell:
    row, col, row_span, col_span, parts, text = cell
    return TableCell(row, places[col], row_span, places[col + col_span] - places[col], parts, text)


def _pairs(sheet: Sheet, cells: Sequence[TableCell]) -> list[Pair]:
    lowest = {(c.col, c.col_span): c for c in sheet.cells if c.end_row == sheet.n_rows}
    padding = _usual_padding([*sheet.cells, *cells])
    return [Pair(lowest[c.col, c.col_span], c, padding) for c in cells if c.row == 0 and (c.col, c.col_span) in lowest]


def _usual_padding(cells: Iterable[TableCell]) -> float:
    """Return the white space that cells keep beside wrapped lines: a short line in the middle tells nothing of it."""
    wrapped = (part for cell in cells for part in cell.parts if len(part.lines) > 1)
    paddings = sorted(find_padding(part.lines, part.box) for part in wrapped)
    return paddings[len(paddings) // 4] if len(paddings) >= ENOUGH else MOST_PADDING


# --- is the row cut?


def _judge(
    sheet: Sheet, block: Block, cells: Sequence[TableCell], pairs: Sequence[Pair], *, drawn_open: bool
) -> _Verdict:
    """Weigh the evidence for and against one row running over the break."""
    lowest = [cell for cell in sheet.cells if cell.end_row == sheet.n_rows]
    if len(pairs) != len(lowest) or len(pairs) != sum(cell.row == 0 for cell in cells):
        return _Verdict(False, "doubted" if drawn_open else "sure", "the columns change")
    in_body = sheet.n_rows > block.body
    labels = [pair for pair in pairs if _is_label_pair(pair, block, sheet.n_rows)]
    plain = [pair for pair in pairs if pair not in labels and not (in_body and _outlasts(pair, pairs))]
    if any(_two_labels(pair) for pair in labels if is_level(pair.below.text)):
        return _Verdict(False, "sure", "a new group begins")
    if not any(b.text for _, b, _ in plain) or not any(a.text for a, _, _ in plain):
        return _Verdict(in_body, "sure", "one side of the break is blank")
    if reason := next((reason for pair in plain if (reason := _veto(pair))), None):
        return _Verdict(False, "sure", reason)
    continued = [_continuation(pair) for pair in plain if pair.above.text and pair.below.text]
    lacking = [bool(a.text) != bool(b.text) for a, b, _ in _must_fill(plain, block, sheet.n_rows)]
    one_sided = any(lacking) and not _are_points_alone(plain, block, sheet.n_rows)
    label = any(is_label(pair.joined) for pair in plain if pair.above.text and pair.below.text)
    reasons_for = [
        text
        for text, holds in (
            ("both halves make one label", label),
            ("cells that a row must fill stand on one side only", one_sided),
            ("no ruling at the break", drawn_open),
            ("a full line stops in the middle of a sentence", "unfinished" in continued),
        )
        if holds
    ]
    against = "ended" in continued
    sliver = one_sided and not drawn_open and _is_sliver(plain, cells, block, sheet.n_rows)
    if reasons_for:
        weak = against and not (label or (one_sided and block.kind == "goals"))
        only_full = not (label or any(lacking) or drawn_open or any(map(_breaks_off, plain)))
        if only_full and against and block.kind != "goals":  # whose lines may end anywhere
            return _Verdict(False, "doubted", "a short line is full, but another cell has ended")
        return _Verdict(True, "doubted" if weak or only_full or sliver else "sure", reasons_for[0])
    likely = block.kind == "goals" and in_body
    return _Verdict(likely, "sure" if against and not likely else "doubted", "nothing tells whether the row goes on")


def _without_dust(cell: TableCell) -> TableCell:
    """Return a cell without what may be dust: no figure is, but a 1; a recognised / is a hair, however straight."""
    if cell.text == "/" and any(part.confidence is not None for part in cell.parts):
        return cell._replace(text="")
    return cell if cell.text.isdigit() and cell.text != "1" else without_mark(cell)


def _are_points_alone(pairs: Sequence[Pair], block: Block, n_rows: int) -> bool:
    """Whether all that a row must fill stands on both sides of the break, but for points: two rows may share them."""
    filled = _must_fill(pairs, block, n_rows)
    points = [heading for key in ("weight", "score") if (heading := block.column(key))]
    words = [pair for pair in filled if not any(h.col <= pair.above.col < h.end_col for h in points)]
    return len(words) > 1 and all(a.text and b.text for a, b, _ in words)


def _is_sliver(pairs: Sequence[Pair], cells: Sequence[TableCell], block: Block, n_rows: int) -> bool:
    """Whether the page below shows one row only, and the one above is whole: it may begin there, and not go on."""
    one_row = max(cell.end_row for cell in cells) == 1
    return one_row and all(pair.above.text for pair in _must_fill(pairs, block, n_rows))


def _is_label_pair(pair: Pair, block: Block, n_rows: int) -> bool:
    """Whether the pair stands in a column of labels that span rows: a level, or the label beside a block."""
    a, b, _ = pair
    first = min((column.heading.col for column in block.columns if column.key), default=0)
    named = [column.heading for column in block.columns if column.heading.col >= first]
    if any(h.col < a.end_col and a.col < h.end_col for h in named):
        levels = [heading for key in _LEVELS if (heading := block.column(key))]
        return n_rows > block.body and any(h.col <= a.col < h.end_col for h in levels)
    pieces = bool(a.text and b.text) and (find_key("side", pair.joined) is not None or begins_label(pair.joined))
    return a.row_span > 1 or b.row_span > 1 or pieces


def _outlasts(pair: Pair, pairs: Sequence[Pair]) -> bool:
    """Whether a cell of the pair spans more rows than the rows at the break have: one score of several rows."""
    lowest, highest = min(a.row_span for a, _, _ in pairs), min(b.row_span for _, b, _ in pairs)
    return pair.above.row_span > lowest or pair.below.row_span > highest


def _must_fill(pairs: Sequence[Pair], block: Block, n_rows: int) -> list[Pair]:
    """Return the pairs of the columns in which every whole row prints something."""
    keys = _MUST_FILL.get(block.kind)
    if keys is None or n_rows <= block.body:
        return list(pairs) if keys else [pair for index, pair in enumerate(pairs) if index % 2 == 0]
    headings = [heading for key in keys if (heading := block.column(key))]
    found = [pair for pair in pairs if any(h.col <= pair.above.col < h.end_col for h in headings)]
    if block.kind == "funding":
        first = min((column.heading.col for column in block.columns if column.key), default=0)
        found += [pair for pair in pairs if pair.above.col < first]
    return found


def _two_labels(pair: Pair) -> bool:
    """Whether the cell below the break begins a new label, since both are complete and differ."""
    a, b, _ = pair
    complete = is_level(a.text) and b.text != a.text and (is_level(b.text) or is_label(b.text))
    return complete and not is_level(pair.joined)


def _veto(pair: Pair) -> str | None:
    """Say why two cells cannot be halves of one, or None if they can."""
    a, b, _ = pair
    if not a.text or not b.text:
        return None
    if (is_label(a.text) or is_label(b.text)) and not is_label(pair.joined):
        return "a label is complete"
    if is_placeholder(b.text) or is_placeholder(a.text):
        return "a placeholder begins a row"
    if _NUMERAL.match(a.text) and _NUMERAL.match(b.text):
        narrow = pair.room < _advance(_first_line(b))
        if not (narrow and _NUMERAL.match(pair.joined)):
            return "both sides hold a whole number"
    return None


def _continuation(pair: Pair) -> Literal["unfinished", "ended", "open"]:
    """Judge the last line above the break: cut in the middle, or ended with room to spare?"""
    line, following = _last_line(pair.above), _first_line(pair.below)
    size, token, room = _size(line), first_token_width(following), pair.room
    if _unclosed(pair.above.text) or line.text[-1] in _GOES_ON:
        return "unfinished"
    if room > token + 1.75 * size:
        return "ended"
    return "unfinished" if room < token + 0.75 * size and line.text[-1] not in _ENDED else "open"


def _breaks_off(pair: Pair) -> bool:
    """Whether the text above the break surely goes on: a short line may be full by chance, and end there."""
    a, b, _ = pair
    unfinished = bool(a.text and b.text) and _continuation(pair) == "unfinished"
    return unfinished and (_unclosed(a.text) or a.text[-1] in _GOES_ON or len(_last_line(a).text) >= LONG)


def _unclosed(text: str) -> bool:
    return sum(text.count(c) for c in "（(《“") > sum(text.count(c) for c in "）)》”")


def _last_line(cell: TableCell) -> Line:
    return next(part for part in reversed(cell.parts) if part.lines).lines[-1]


def _first_line(cell: TableCell) -> Line:
    return next(part for part in cell.parts if part.lines).lines[0]


def _size(line: Line) -> float:
    """Return the font size: on a scan a line is as high as its tallest ink makes it, and as wide as it is printed."""
    whole = len(line.text) > 1 and all(ord(letter) >= CHINESE for letter in line.text)
    return min(line.size, _advance(line)) if whole else line.size


def _advance(line: Line) -> float:
    return (line.box.x1 - line.box.x0) / len(line.text)


# --- cells that span rows, and the joining itself


class _Fate(NamedTuple):
    """Whether one cell goes on below the break although the row does not."""

    cut: bool
    certainty: Certainty = "sure"
    in_row: bool = False
    """The doubt stays even if the row itself goes on."""


def _goes_on(pair: Pair, pairs: Sequence[Pair], block: Block, n_rows: int) -> _Fate:
    if _is_label_pair(pair, block, n_rows):
        return _label_goes_on(pair)
    if n_rows <= block.body or not _outlasts(pair, pairs):
        return _Fate(False)
    a, b, _ = pair
    whole = _veto(pair) is not None
    if not whole and any(
        _is_label_pair(p, block, n_rows) and _label_goes_on(p).cut and _level_with(pair, p) for p in pairs
    ):
        return _Fate(True)
    if a.text and b.text:
        continued = "ended" if whole else _continuation(pair)
        return _Fate(continued == "unfinished", "doubted" if continued == "open" else "sure")
    blank_alone = (a.row_span == 1 and not a.text) or (b.row_span == 1 and not b.text)
    return _Fate(True, "doubted" if blank_alone and a.text + b.text else "sure")


def _level_with(pair: Pair, label: Pair) -> bool:
    """Whether a cell stands beside exactly the rows of a label."""
    return pair.above.row == label.above.row and pair.below.end_row == label.below.end_row


def _label_goes_on(pair: Pair) -> _Fate:
    """Judge a label that spans rows; unclear are two pieces that make no known word, no repetition, and no two."""
    a, b, _ = pair
    if is_label(b.text) and not is_label(pair.joined):
        return _Fate(False)
    known = begins_label(pair.joined) or is_level(pair.joined) or _printed_again(pair)
    another = _two_labels(pair)
    unclear = bool(a.text and b.text) and not (is_label(b.text) or known or another)
    unclear = unclear or (another and len(a.parts) > 1 and not a.parts[-1].lines)  # whose is the blank page between?
    return _Fate(not another, "doubted" if unclear else "sure", in_row=True)


def _printed_again(pair: Pair) -> bool:
    """Whether the next page prints the label again, in whole; of the first print a piece may be cut off."""
    a, b, _ = pair
    return is_level(b.text) and bool(a.text) and b.text.startswith(a.text)


def _merge(pair: Pair, shift: int) -> TableCell:
    """Make one cell of two pieces; a label that is printed again on the next page counts once."""
    a, b, _ = pair
    text = b.text if _printed_again(pair) else pair.joined
    return a._replace(row_span=shift + b.end_row - a.row, parts=(*a.parts, *b.parts), text=text)
