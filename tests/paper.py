"""Paper drawn by hand for the layout tests: a table written as text becomes the page a reader would give.

│ 名称 │ 分值 │      one string a row, cells divided by `|`; `^` continues the cell above it, `<` the cell
│  ^   │ 10   │      left of it, and `/` ends a line inside a cell
"""

from collections.abc import Sequence

from pdf2form.page import Glyph, Page, Ruling

SIZE = 10.0
PADDING = 3.0


def text_glyphs(text: str, x: float, top: float, size: float = SIZE) -> list[Glyph]:
    """Set one line of text: Chinese characters are square, Latin ones half as wide, blanks only move on."""
    glyphs: list[Glyph] = []
    for character in text:
        width = size if ord(character) >= 0x2000 else size / 2
        if character != " ":
            glyphs.append(Glyph(character, x, top, x + width, top + size))
        x += width
    return glyphs


def draw_page(
    rows: Sequence[str],
    widths: Sequence[float],
    *,
    number: int = 1,
    above: Sequence[str] = (),
    below: Sequence[str] = (),
    left: float = 50.0,
    top: float = 100.0,
    open_head: bool = False,
    open_foot: bool = False,
) -> Page:
    """Draw one table with its rulings, and lines of text above and below it."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    heights = [max(len(cell.split("/")) for cell in row) * (SIZE + 2) + 2 * PADDING for row in cells]
    xs = [left + sum(widths[:k]) for k in range(len(widths) + 1)]
    ys = [top + sum(heights[:k]) for k in range(len(heights) + 1)]
    rulings = _rulings(cells, xs, ys, open_head=open_head, open_foot=open_foot)
    glyphs: list[Glyph] = []
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            if cell not in ("^", "<"):
                for k, line in enumerate(cell.split("/")):
                    glyphs += text_glyphs(line, xs[c] + PADDING, ys[r] + PADDING + k * (SIZE + 2))
    for k, line in enumerate(above):
        glyphs += text_glyphs(line, left + 20, top - (len(above) - k) * 20)
    for k, line in enumerate(below):
        glyphs += text_glyphs(line, left + 20, ys[-1] + 10 + k * 14)
    return Page(number, 595.0, 842.0, tuple(glyphs), tuple(rulings), "text")


def _rulings(
    cells: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float], *, open_head: bool, open_foot: bool
) -> list[Ruling]:
    found: list[Ruling] = []
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            if cell != "^" and not (open_head and r == 0):
                found.append(Ruling("h", ys[r], xs[c], xs[c + 1]))
            if cell != "<":
                found.append(Ruling("v", xs[c], ys[r], ys[r + 1]))
    found += [Ruling("v", xs[-1], ys[r], ys[r + 1]) for r in range(len(cells))]
    if not open_foot:
        found += [Ruling("h", ys[-1], xs[c], xs[c + 1]) for c in range(len(xs) - 1)]
    return found
