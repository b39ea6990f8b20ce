"""What hides text that is painted and not white: opaque images over it, and layers that are switched off."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pdf2form.sources import objects as po
from pdf2form.sources import pdfium
from pdf2form.sources.objects import Bools
from pdf2form.sources.pages import SCAN_GLYPHS, SCAN_SHARE
from pdf2form.sources.pdfium import Floats, Ints, Upright
from pdf2form.sources.strokes import Shades, containing

OPAQUE, SHARE = 250, 0.99
"""An image is opaque where it is so opaque (of 255) in this share of its pixels; a seal has a mask, and is not."""
LEAST_AREA, MOST_AREA = 400.0, 4_000_000.0
"""Images smaller than this hide no number, larger images and pages are not drawn. Square points; A3 has 1,000,000."""
TABLE_WIDTH, TABLE_HEIGHT = 150.0, 60.0
"""A smaller image holds no table of indicators. Points."""
MOST_IMAGES = 20
"""Images of one page that are drawn."""
DIFFERENT = 24
"""Pixels that differ by more (of 255) show a layer that is switched off."""
TOUCHED = 0.02
"""Share of a glyph's pixels that must differ for it to be in a layer, or on it."""
LEAST_CONTRAST = 40
"""Where the darkest and the lightest pixel of a glyph's place differ less than this (of 255), nothing is printed."""

Greys = npt.NDArray[np.uint8]


def find_opaque(document: Any, page: int, objects: po.Objects, images: Floats) -> Bools:
    """Tell which images hide the text below them; one that cannot be drawn is thought to.

    Args:
        document: of the page.
        page: its handle.
        objects: of the page.
        images: boxes of its images.
    """
    places, texts = objects.pick(po.IMAGE), objects.pick(po.TEXT)
    found = np.zeros(len(places), np.bool_)
    area = np.prod(images[:, 2:] - images[:, :2], axis=1)
    later = (area >= LEAST_AREA) & (places > texts[0] if len(texts) else False)
    if not later.any():
        return found
    boxes = po.moved_boxes(po.read_bounds(objects.at(texts)), objects.matrices[texts])
    x, y = (boxes[:, :2] + boxes[:, 2:]).T / 2
    for k in np.flatnonzero(later)[:MOST_IMAGES].tolist():
        x0, top, x1, bottom = images[k]
        if ((x > x0) & (x < x1) & (y > top) & (y < bottom) & (texts < places[k])).any():
            ink = pdfium.draw_image(document, page, objects.handles[places[k]], most=MOST_AREA)
            found[k] = ink is None or bool((ink >= OPAQUE).mean() > SHARE)
    return found


def shows_text(document: Any, page: int, objects: po.Objects, images: Floats, glyphs: Floats) -> bool:
    """Whether the largest image has ink where the text of the page stands: a scan, with its text printed over it.

    Args:
        document: of the page.
        page: its handle.
        objects: of the page.
        images: boxes of its images.
        glyphs: boxes of its visible glyphs, columns.
    """
    if not len(images) or glyphs.shape[1] < SCAN_GLYPHS:
        return False
    largest = int(np.prod(images[:, 2:] - images[:, :2], axis=1).argmax())
    x0, top, x1, bottom = images[largest]
    xs, ys = (glyphs[:2] + glyphs[2:]) / 2
    over = np.flatnonzero((xs > x0) & (xs < x1) & (ys > top) & (ys < bottom))
    if len(over) < SCAN_SHARE * glyphs.shape[1]:
        return False
    handle = objects.handles[objects.pick(po.IMAGE)[largest]]
    drawn = pdfium.draw_image(document, page, handle, most=MOST_AREA, opacity=False)
    if drawn is None:
        return True
    height, width = drawn.shape
    scale = np.array([[width / max(x1 - x0, 1.0)], [height / max(bottom - top, 1.0)]])
    low = np.floor((glyphs[:2, over] - [[x0], [top]]) * scale).clip(0).astype(np.int64)
    high = np.ceil((glyphs[2:, over] - [[x0], [top]]) * scale).clip(1).astype(np.int64)
    places = (drawn[t:b, s:e] for s, t, e, b in np.concatenate([low, high]).T.tolist())
    inked = sum(int(np.ptp(place)) >= LEAST_CONTRAST for place in places if place.size)
    return inked > SCAN_SHARE * len(over)


class Layers(NamedTuple):
    """A page with layers that are switched off, a pixel a point."""

    shown: Greys
    different: Bools
    """Where the layers would print."""
    unit: float
    """UserUnit: points of the upright page a pixel."""

    def judge(self, boxes: Floats) -> tuple[Bools, Bools]:
        """Tell which glyphs are hidden with their layer, and which may be.

        A glyph in the place of something else that is printed may be either.

        Args:
            boxes: columns x0, top, x1, bottom on the upright page.
        """
        shown, different = self.shown, self.different
        hidden, unsure = np.zeros((2, boxes.shape[1]), np.bool_)
        height, width = shown.shape
        x0, top, x1, bottom = np.round(boxes / self.unit).astype(np.int64)
        edges = [np.clip(x0, 0, width), np.clip(top, 0, height), np.clip(x1, 0, width), np.clip(bottom, 0, height)]
        for k, (left, up, right, down) in enumerate(np.stack(edges, axis=1).tolist()):
            place = different[up : max(down, up + 1), left : max(right, left + 1)]
            if place.size and place.mean() > TOUCHED:
                ink = shown[up : max(down, up + 1), left : max(right, left + 1)]
                unsure[k] = int(ink.max()) - int(ink.min()) >= LEAST_CONTRAST
                hidden[k] = not unsure[k]
        return hidden, unsure


def find_layers(document: Any, number: int, upright: Upright, turn: int) -> Layers | None:
    """Find what the layers of a page would print that are switched off; None if nothing.

    Args:
        document: of the page.
        number: of the page, from 1.
        upright: the page, its content turned back.
        turn: how far that was.
    """
    unit = float(np.hypot(*upright.matrix[:2])) or 1.0
    drawn = pdfium.draw_layers(document, number) if 0 < upright.width * upright.height < MOST_AREA * unit**2 else None
    if drawn is None or drawn[0].shape != drawn[1].shape:
        return None
    shown, whole = (np.rot90(each, turn // 90) for each in drawn)
    different = np.abs(shown.astype(np.int16) - whole) > DIFFERENT
    return Layers(shown, different, unit) if different.any() else None


# --- images and shades


def image_boxes(objects: po.Objects) -> Floats:
    """Bounds of the images, as far as their clips leave them."""
    places = objects.pick(po.IMAGE)
    if not len(places):
        return np.zeros((0, 4))
    boxes = po.moved_boxes(po.read_bounds(objects.at(places)), objects.matrices[places])
    clips = objects.clips[places]
    low, high = np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])
    return np.concatenate([low, np.maximum(low, high)], axis=1)


def has_large_image(objects: po.Objects) -> bool:
    """Whether an image is large enough to be a table: the page is not to be judged by its text alone."""
    sides = np.diff(image_boxes(objects).reshape(-1, 2, 2), axis=1)[:, 0]
    return bool(((sides[:, 0] >= TABLE_WIDTH) & (sides[:, 1] >= TABLE_HEIGHT)).any())


def with_images(shades: Shades, images: Floats, places: Ints, opaque: Bools) -> Shades:
    """Let images count as dark ground for white text, and those that are opaque as a cover of what is below."""
    if not len(images):
        return shades
    every = np.concatenate([shades.places, places])
    order = np.argsort(every, kind="stable")
    boxes = np.concatenate([shades.boxes, images])
    white = np.concatenate([shades.white, np.zeros(len(images), np.bool_)])
    return Shades(boxes[order], every[order], white[order], np.concatenate([shades.opaque, opaque])[order])


def are_blackened(boxes: Floats, places: Ints, shades: Shades) -> Bools:
    """Tell which glyphs lie under something opaque that is not white: somebody made a value unreadable.

    Args:
        boxes: of the glyphs, columns.
        places: of their text objects among all objects.
        shades: of the page.
    """
    found = np.zeros(len(places), np.bool_)
    dark = np.flatnonzero(shades.opaque & ~shades.white & (shades.places > (places.min() if len(places) else 0)))
    xs, ys = (boxes[:2] + boxes[2:]) / 2
    glyph, shade = containing(xs, ys, shades.boxes[dark])
    found[glyph[shades.places[dark[shade]] > places[glyph]]] = True
    return found


def are_camouflaged(boxes: Floats, places: Ints, shades: Shades, objects: po.Objects) -> Bools:
    """Tell which glyphs have the colour of the filled box that they are printed on, such as black on black.

    Args:
        boxes: of the glyphs, columns.
        places: of their text objects among all objects.
        shades: of the page; white ones need not be looked at.
        objects: of the page.
    """
    found = np.zeros(len(places), np.bool_)
    grounds = np.flatnonzero(shades.opaque & (objects.kinds[shades.places] == po.PATH))
    if not len(grounds) or shades.white[grounds].all():
        return found
    xs, ys = (boxes[:2] + boxes[2:]) / 2
    glyph, ground = containing(xs, ys, shades.boxes[grounds])
    before = shades.places[grounds[ground]] < places[glyph]
    last = np.full(len(places), -1, np.int64)
    np.maximum.at(last, glyph[before], grounds[ground[before]])
    some = np.flatnonzero((last >= 0) & ~np.append(shades.white, True)[last])
    if not len(some):
        return found
    below = shades.places[last[some]]
    colors = [po.read_colors(objects.at(each), stroke=False)[:, :3].astype(np.int64) for each in (places[some], below)]
    filled, _ = po.read_draw_modes(objects.at(below))
    found[some] = filled & (np.abs(colors[0] - colors[1]).max(axis=1) < LEAST_CONTRAST)
    return found
