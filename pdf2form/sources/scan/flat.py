"""A picture to a flat, clean page: rulings, and where its lines of text stand, not yet read."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2

from pdf2form.layout.grid import Grid, find_grids
from pdf2form.page import Box, Ruling
from pdf2form.sources.scan.bend import Bend, find_bend, find_net, warp
from pdf2form.sources.scan.faint import find_faint
from pdf2form.sources.scan.hairs import find_hairs, has_shades
from pdf2form.sources.scan.ink import find_dark, find_ink
from pdf2form.sources.scan.lines import TextLine, find_text
from pdf2form.sources.scan.photo import Photo
from pdf2form.sources.scan.pixels import Mask, Pixels, whitened
from pdf2form.sources.scan.placed import Paper
from pdf2form.sources.scan.ruled import find_rulings
from pdf2form.sources.scan.stamps import RULING
from pdf2form.sources.scan.unread import find_drawn, find_unread

MARGIN = 0.12
"""White that a crop keeps around the ink of a line, in heights of the line."""


class Flat(NamedTuple):
    """A page made flat and clean. Pixels."""

    grey: Pixels
    """Without rulings."""
    dark: Mask
    """Ink without rulings."""
    scale: float
    """Pixels a point."""
    bend: Bend
    rulings: tuple[Ruling, ...]
    lines: tuple[TextLine, ...]
    ruled: Mask
    """The ink of rulings, a little wider."""
    pierced: Mask
    """Where a ruling runs through ink; see `strokes`."""
    unread: tuple[Box, ...]
    """Where print stands in a cell and is in none of the lines, and where somebody wrote into a cell by pen."""
    inks: Pixels | None
    """Where ink has a colour, and where a stamp or a pen was; see `stamps`. None of a page without any."""
    shaded: bool
    """Its picture has greys: of ink that is lost a shade is left."""

    @property
    def paper(self) -> Paper:
        """What characters are held against."""
        return Paper(self.dark, self.grey, shaded=self.shaded)


def flatten(photo: Photo) -> Flat:
    """Take a picture apart into rulings and lines of text."""
    scale = photo.scale
    inked = find_ink(photo.pixels, scale)
    bend = find_bend(inked.dark, scale)
    net = find_net(bend)
    grey = warp(inked.grey, net)
    inks = None if inked.inks is None else warp(inked.inks, net, cv2.INTER_NEAREST)
    del inked  # three pictures of the page
    dark = find_dark(grey, scale)
    shaded = has_shades(photo.pixels)
    ruled = dark | find_hairs(grey, dark, scale) if shaded else dark
    if inks is not None:
        ruled = ruled | (inks == RULING)  # seal and ruling are one ink there: text is what is left without it
    strokes = find_rulings(ruled, scale)
    tables = _in_pixels(strokes.rulings, scale)
    cells = [cell.box for table in tables for cell in table.cells]
    dark = find_faint(grey, dark, strokes.ink, cells, scale)
    lines = find_text(dark, strokes.ink, tables, scale)
    return Flat(
        grey=whitened(grey, strokes.ink),
        dark=dark & ~strokes.ink,
        scale=scale,
        bend=bend,
        rulings=strokes.rulings,
        lines=tuple(lines),
        ruled=strokes.ink,
        pierced=strokes.pierced,
        unread=(
            *find_unread(grey, strokes.ink, lines, cells, scale),
            *find_drawn(inks, dark & ~strokes.ink, cells, scale),
        ),
        inks=inks,
        shaded=shaded,
    )


def _in_pixels(rulings: Sequence[Ruling], scale: float) -> list[Grid]:
    """Find the tables; their tolerances are points."""
    points = [Ruling(r.axis, r.at / scale, r.start / scale, r.end / scale) for r in rulings]
    return [
        grid._replace(
            cells=tuple(c._replace(box=Box(*(v * scale for v in c.box))) for c in grid.cells),
            xs=tuple(x * scale for x in grid.xs),
            ys=tuple(y * scale for y in grid.ys),
        )
        for grid in find_grids(points)
    ]


def crop(flat: Flat, line: TextLine) -> tuple[Pixels, Box]:
    """Cut a line of text out of its page with white around it; return its box as well."""
    x0, top, x1, bottom = line.box
    high, full = bottom - top, max(bottom - top, line.em)  # a dash is not blown up to the height of characters
    above, beside = (full - high) / 2 + MARGIN * full, max(MARGIN * full, (full - x1 + x0) / 2)
    left, upper = max(0, round(x0 - beside)), max(0, round(top - above))
    piece = flat.grey[upper : round(bottom + above), left : round(x1 + beside)]
    return piece, Box(float(left), float(upper), float(left + piece.shape[1]), float(upper + piece.shape[0]))
