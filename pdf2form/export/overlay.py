"""A page's picture with everything drawn on it that was found there, for the eyes of whoever doubts a value.

An export, not a stage: nothing is read from the drawing. It takes the picture, the page, and named boxes; who renders
the picture and who finds the boxes is not known here.
"""

from collections import Counter
from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont

from pdf2form.page import Box, Page

COLOURS = {
    "glyph": "#9e9e9e",
    "hidden": "#b39ddb",
    "ruling": "#e53935",
    "cell": "#1e88e5",
    "torn": "#ff00ff",
    "title": "#6d4c41",
    "header": "#00897b",
    "funding": "#43a047",
    "goals": "#fb8c00",
    "indicators": "#5e35b1",
    "total": "#d81b60",
    "grade": "#ad1457",
    "tail": "#546e7a",
}
"""Of every kind, in the order of drawing; a kind that is not here is drawn in `OTHER`."""

TINT = "20"
"""Hexadecimal opacity of the colour that fills a block: the text below it stays readable."""

OTHER = "#000000"

FAINT = ("glyph", "hidden", "ruling", "cell", "torn")
"""Kinds without a label on the page: there are hundreds of them."""

INSET = {"cell": 1.0}
"""Points that a box is drawn smaller, so that it does not cover the rulings it was found from."""

LETTER = 13
"""Height of legend and labels, pixels."""


def draw_overlay(picture: Image.Image, page: Page, named: Iterable[tuple[str, Box]]) -> Image.Image:
    """Return the picture with glyph boxes, rulings and the named boxes on it, and a legend with counts below it.

    Args:
        picture: of the upright page, at any resolution.
        page: whose positions are drawn; points.
        named: more boxes in points, each with its kind: "cell", "torn", or a block such as "funding".
    """
    boxes = [*_page_boxes(page), *named]
    if page.on_paper:
        boxes = [(kind, page.on_paper(box)) for kind, box in boxes]
    order = [*COLOURS]
    boxes.sort(key=lambda pair: order.index(pair[0]) if pair[0] in COLOURS else len(order))
    drawn = picture.convert("RGB")
    pen, scale = ImageDraw.Draw(drawn, "RGBA"), picture.width / page.width
    for kind, box in boxes:
        if kind not in FAINT:
            pen.rectangle([edge * scale for edge in box], fill=COLOURS.get(kind, OTHER) + TINT)
    for kind, box in boxes:
        _draw_box(pen, kind, box, scale=scale)
    return _with_legend(drawn, Counter(kind for kind, _ in boxes))


def _page_boxes(page: Page) -> list[tuple[str, Box]]:
    kinds = (("glyph", page.glyphs), ("hidden", page.hidden))
    boxes = [(kind, Box(g.x0, g.top, g.x1, g.bottom)) for kind, glyphs in kinds for g in glyphs]
    for r in page.rulings:
        box = Box(r.start, r.at, r.end, r.at) if r.axis == "h" else Box(r.at, r.start, r.at, r.end)
        boxes.append(("ruling", box))
    return boxes


def _draw_box(pen: ImageDraw.ImageDraw, kind: str, box: Box, *, scale: float) -> None:
    colour = COLOURS.get(kind, OTHER)
    if kind == "ruling":
        pen.line([edge * scale for edge in box], fill=colour, width=2)
        return
    inset = INSET.get(kind, 0.0) if min(box.x1 - box.x0, box.bottom - box.top) > 3 else 0.0
    corners = [
        (box.x0 + inset) * scale,
        (box.top + inset) * scale,
        (box.x1 - inset) * scale,
        (box.bottom - inset) * scale,
    ]
    pen.rectangle(corners, outline=colour, width=1 if kind in FAINT else 3)
    if kind not in FAINT:
        _draw_label(pen, kind, corners[2], corners[1])


def _draw_label(pen: ImageDraw.ImageDraw, kind: str, right: float, top: float) -> None:
    """Write the kind into the top right corner of its box, where forms have least text."""
    font = ImageFont.load_default(LETTER)
    width = pen.textlength(kind, font=font)
    pen.rectangle([right - width - 8, top, right, top + LETTER + 5], fill=COLOURS.get(kind, OTHER))
    pen.text((right - width - 4, top + 1), kind, fill="#ffffff", font=font)


def _with_legend(picture: Image.Image, counts: Counter[str]) -> Image.Image:
    """Return the picture on a taller ground; the legend stands below it, so that it covers nothing."""
    font, step = ImageFont.load_default(LETTER), LETTER + 7
    names = [f"{kind} {counts[kind]}" for kind in COLOURS]
    columns = max(1, picture.width // 150)
    ground = Image.new("RGB", (picture.width, picture.height + step * (-(-len(names) // columns)) + 8), "#ffffff")
    ground.paste(picture)
    pen = ImageDraw.Draw(ground)
    for index, (kind, name) in enumerate(zip(COLOURS, names, strict=True)):
        x, y = index % columns * 150 + 8, picture.height + index // columns * step + 6
        pen.rectangle([x, y, x + LETTER, y + LETTER], fill=COLOURS[kind])
        pen.text((x + LETTER + 6, y - 1), name, fill="#000000", font=font)
    return ground
