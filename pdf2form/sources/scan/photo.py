"""The picture of a page: the embedded image itself where the page is one image, else what PDFium draws.

What the picture lacks is said: an image that is cut off or cannot be decoded, Chinese for which there is no font.
"""

import ctypes
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.errors import MissingFont, TooLarge
from pdf2form.page import Box, PageFault
from pdf2form.sources import objects as po
from pdf2form.sources import pdfium
from pdf2form.sources.fonts import draws_chinese
from pdf2form.sources.pdfium import Annotation, Floats, Ints, Upright
from pdf2form.sources.pictures import INKED, UNSEEN
from pdf2form.sources.scan.images import draw_page, is_cut, read_filter, read_pixels, read_size
from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.strokes import joined_rows

DRAWN_DPI, COARSER_DPI, LEAST_DRAWN_DPI = 300.0, 200.0, 150.0
"""A page is drawn at the first; one of images alone at theirs, between the first two. A page that has too many pixels
then is drawn at less, down to the last: below it figures would be guessed."""
MOST_DPI = 320.0
"""A finer image is halved or thirded: more pixels tell nothing more of text of 9 points."""
LEAST_DPI = 90.0
"""A coarser image is drawn finer: what follows needs rulings of more than a pixel. A fax has 98 rows an inch."""
MOST_PIXELS = 120_000_000
"""A page whose images have more is refused: A4 at 600 dpi has 35,000,000, A2 at 600 dpi 140,000,000."""
MOST_UNPACKED = 40_000_000
"""An image with more is drawn by PDFium, a part at a time. JPEG 2000 is always unpacked whole, into 12 bytes a pixel:
there it is refused."""
MOST_READ = 36_000_000
"""Pixels of the picture; A2 at 300 dpi has 35,000,000. What follows needs some 20 bytes for each."""
MOST_SIDE = 32_000
"""Pixels of the picture's longer side; OpenCV moves no more."""
MOST_CHECKED = 64
"""Images of a page of which it is asked whether they are whole."""
SMALLEST_PAGE = 18.0
"""On a page whose shorter side is less no form has room, not even one row of a table. Points."""
SLANT = 0.002
"""What rises less than this, of its length, is level."""
LIKE_DPI, LIKE_REACH, UNLIKE, FAR_UNLIKE = 72.0, 7, 4.0, 16.0
"""The image is compared with the drawn page at this resolution, in squares of so many points, about a figure. More
greys of difference in the mean, or in one square, tell that it is not what is seen: a mask, a layer. Alike, they differ
by 1.0 and 1.3; a figure of 9 points that is missing, by 40 in its square."""
NEAR = 0.01
"""What is so near to a whole pixel is one. Pixels."""
COARSE_DPI = 130.0
"""Scans of 150 dpi are in the fixtures (docs/scans.md); of 108, characters are lost and no confidence shows it."""
WHITE_SHARE = 0.5
"""Where less of an image's place is drawn white, it was decoded."""
INVISIBLE = 3
"""PDFium's render mode of text that is not painted."""
CHINESE = 0x2E80
"""Where the characters of Chinese begin."""
CORNERS = ((0.0, 1.0), (1.0, 1.0), (0.0, 0.0))
"""Of the square that an image fills before its matrix: its first pixel, the last of its first row, the first of its
last."""

_font_of = pdfium.bulk("FPDFTextObj_GetFont", ctypes.c_void_p, answers=ctypes.c_void_p)


class Photo(NamedTuple):
    """The pixels of a whole page, upright as far as the PDF says."""

    pixels: Pixels
    width: float
    """Of the page, in points."""
    height: float
    embedded: bool
    """The pixels are the image's own, not drawn anew."""
    dpi: float | None = None
    """Pixels an inch of the image that the page is, in the mean of both ways; None if none covers half of it."""
    fault: PageFault | None = None
    """What the picture lacks."""

    @property
    def scale(self) -> float:
        """Pixels a point."""
        return float(self.pixels.shape[1] / self.width)


class _Look(NamedTuple):
    """A page to be photographed."""

    page: int
    """Its handle."""
    upright: Upright
    objects: po.Objects
    images: po.Objects
    sizes: Ints
    """Width and height of each image, a row each. Pixels."""
    corners: Floats
    """CORNERS of each image on the page."""
    notes: tuple[Annotation, ...]
    """That print something."""
    bare: bool
    """Nothing but images can be seen."""


def read_photo(number: int, page: int, upright: Upright) -> Photo:
    """Return the picture of a page.

    Args:
        number: of the page, from 1.
        page: its handle.
        upright: the way to the upright page.

    Raises:
        MissingFont: it must be drawn, and has Chinese that would be drawn as nothing.
        TooLarge: its images, or the page itself, have too many pixels.
    """
    with np.errstate(all="ignore"):  # hostile numbers overflow
        look = _look(page, upright)
        _check_sizes(look, number)
        own = read_pixels(look.images.handles[0]) if _may_be_embedded(look) else None
        placed = None if own is None else _placed(own, look)
        pixels = _drawn(look, number) if placed is None else placed
        fault, dpi = _find_fault(look, number, pixels, own), _find_dpi(look)
    return Photo(pixels, upright.width, upright.height, placed is not None, dpi, fault)


def find_coarse(photo: Photo, number: int) -> PageFault | None:
    """Say that a page was scanned too coarsely for what was read on it to be sure."""
    if photo.dpi is None or photo.dpi >= COARSE_DPI:
        return None
    why = f"its image has {photo.dpi:.0f} dpi, and below {COARSE_DPI:.0f} characters may be misread unnoticed"
    todo = "Scan it at 200 dpi or more, or compare every value"
    return PageFault("coarse", f"Page {number} was read, but {why}. {todo}.")


def _look(page: int, upright: Upright) -> _Look:
    objects = po.walk_objects(page, upright)
    images = objects.only(objects.pick(po.IMAGE))
    sizes = np.array([read_size(image) for image in images.handles], np.int64).reshape(-1, 2)
    matrices = joined_rows(po.read_matrices(images.handles), images.matrices)
    ones = np.ones(len(matrices))
    corners = np.array([po.moved(x * ones, y * ones, matrices) for x, y in CORNERS]).transpose(2, 0, 1)
    notes = tuple(note for note in pdfium.annotations(page) if note.kind in INKED and not note.flags & UNSEEN)
    others = objects.only(np.flatnonzero(objects.kinds != po.IMAGE))
    bare = objects.whole and not notes and len(_unseen(others)) == len(others.handles)
    return _Look(page, upright, objects, images, sizes, corners, notes, bare)


def _unseen(objects: po.Objects) -> set[int]:
    """Return the handles of the texts that are not painted."""
    texts = objects.at(objects.pick(po.TEXT))
    return {text for text, mode in zip(texts, po.read_render_modes(texts).tolist(), strict=True) if mode == INVISIBLE}


def _check_sizes(look: _Look, number: int) -> None:
    """Raise TooLarge before anything of that size is unpacked."""
    counts = [width * height for width, height in look.sizes.tolist()]  # of any size, unlike numpy's
    for image, (width, height), count in zip(look.images.handles, look.sizes.tolist(), counts, strict=True):
        most = MOST_UNPACKED if read_filter(image) == "JPXDecode" else MOST_PIXELS
        if count > most:
            size = f"an image on it has {width} x {height} pixels, more than {most:,} in all"
            raise TooLarge(f"Page {number} was not recognised: {size}. Scan it at 300 dpi.")
    if sum(counts) > MOST_PIXELS:
        size = f"the {len(counts)} images on it have {sum(counts):,} pixels, more than {MOST_PIXELS:,}"
        raise TooLarge(f"Page {number} was not recognised: {size}. Print it to a new PDF, or scan it at 300 dpi.")


# --- The page that is one image ----------------------------------------------------------------------------------


def _may_be_embedded(look: _Look) -> bool:
    """Whether a page shows one straight image, cut by nothing but the edge of the page, and nothing else."""
    if not look.bare or len(look.corners) != 1 or not np.isfinite(look.corners).all():
        return False
    along, down = _sides(look.corners[0])
    if any(min(abs(side)) > SLANT * max(abs(side)) for side in (along, down)):
        return False
    if not 0 < look.sizes.prod() <= MOST_UNPACKED or not _finenesses(look).min() * 72 >= LEAST_DPI:
        return False
    shown, clip = _shown(look, 0), Box(*po.with_clips(look.images).clips[0].tolist())
    low = clip.x0 <= shown.x0 + 1 and clip.top <= shown.top + 1
    return low and clip.x1 >= shown.x1 - 1 and clip.bottom >= shown.bottom - 1 and _area(shown) > 0


def _sides(corners: Floats) -> tuple[Floats, Floats]:
    """Return the way along the rows of an image, and the way down its columns."""
    return corners[1] - corners[0], corners[2] - corners[0]


def _finenesses(look: _Look) -> Floats:
    """Return the pixels a point of each image, along its rows and down its columns, a row each."""
    sides = look.corners[:, 1:] - look.corners[:, :1]
    return np.asarray(look.sizes / np.hypot(sides[..., 0], sides[..., 1]), np.float64)


def _box(corners: Floats) -> Box:
    """Return the box around an image; its fourth corner lies opposite the first."""
    spots = np.concatenate([corners, [corners[1] + corners[2] - corners[0]]])
    return Box(*spots.min(axis=0).tolist(), *spots.max(axis=0).tolist())


def _shown(look: _Look, image: int) -> Box:
    """Return what of the box around an image lies on the page; its area is 0 if nothing does."""
    x0, top, x1, bottom = _box(look.corners[image])
    return Box(max(0.0, x0), max(0.0, top), min(look.upright.width, x1), min(look.upright.height, bottom))


def _area(box: Box) -> float:
    return max(0.0, box.x1 - box.x0) * max(0.0, box.bottom - box.top)


def _placed(own: Pixels, look: _Look) -> Pixels | None:
    """Lay the pixels of the only image onto the page; None if that is not what is seen."""
    own = _turned(own, *_sides(look.corners[0]))
    pixels = _on_page(own, look)
    if pixels is None:
        return None
    # Of JPEG 2000 PDFium would unpack a small version, which is another picture.
    fine = _finenesses(look).max() if read_filter(look.images.handles[0]) == "JPXDecode" else LIKE_DPI / 72
    fine = min(fine, _most_scale(look.upright))
    drawn = draw_page(look.page, *(max(1, round(side * fine)) for side in look.upright[:2]), grey=True)
    small, reach = _as_drawn(own, look, drawn.shape), max(1, round(LIKE_REACH * fine))
    if _are_alike(small, drawn, reach):
        return pixels
    return ~pixels if own.ndim == 2 and _are_alike(~small, drawn, reach) else None  # a stencil: 1 in it stays bare


def _turned(pixels: Pixels, along: Floats, down: Floats) -> Pixels:
    """Turn and mirror an image as its matrix places it."""
    if abs(along[0]) < abs(along[1]):
        pixels = np.swapaxes(pixels, 0, 1)
        along, down = down, along
    if along[0] < 0:
        pixels = pixels[:, ::-1]
    if down[1] < 0:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _on_page(pixels: Pixels, look: _Look) -> Pixels | None:
    """Cut the pixels to the page, make them square and at most MOST_DPI fine, and put white around them."""
    box, shown, upright = _box(look.corners[0]), _shown(look, 0), look.upright
    across, down = pixels.shape[1] / (box.x1 - box.x0), pixels.shape[0] / (box.bottom - box.top)
    most = max(across, down)  # a fax has fewer rows than columns
    usual = max(1, int(most * 72 / MOST_DPI + 0.3))
    part = max(usual, int(np.ceil(most / _most_scale(upright))))
    fine = most / part
    if part > usual and fine * 72 < LEAST_DRAWN_DPI:
        return None
    first, last = round((shown.top - box.top) * down), pixels.shape[0] - round((box.bottom - shown.bottom) * down)
    left, right = round((shown.x0 - box.x0) * across), pixels.shape[1] - round((box.x1 - shown.x1) * across)
    pixels = pixels[first:last, left:right]
    if not pixels.size:
        return None
    if part > 1 or abs(across - down) > 0.01 * most:
        pixels = _resized(pixels, (shown.x1 - shown.x0) * fine, (shown.bottom - shown.top) * fine)
    edges = (shown.top, upright.height - shown.bottom, shown.x0, upright.width - shown.x1)
    above, below, before, behind = (round(edge * fine) for edge in edges)
    if max(above, below, before, behind) <= 1:
        return np.ascontiguousarray(pixels)
    deep = [(0, 0)] * (pixels.ndim - 2)
    return np.pad(pixels, [(above, below), (before, behind), *deep], constant_values=255)


def _most_scale(upright: Upright) -> float:
    """Return how many pixels a point the picture of a page has at most."""
    area, longest = upright.width * upright.height, max(upright.width, upright.height)
    return float(min(np.sqrt(MOST_READ / area), MOST_SIDE / longest))


def _resized(pixels: Pixels, width: float, height: float) -> Pixels:
    size = max(1, round(width)), max(1, round(height))
    how = cv2.INTER_AREA if size[0] < pixels.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def _as_drawn(own: Pixels, look: _Look, size: tuple[int, ...]) -> Pixels:
    """Draw the only image small, in grey, as PDFium does: onto whole pixels."""
    height, width = size
    scale = np.array([width / look.upright.width, height / look.upright.height] * 2)
    x0, top, x1, bottom = np.array(_box(look.corners[0])) * scale
    left, upper = int(np.floor(x0 + NEAR)), int(np.floor(top + NEAR))
    right, lower = max(left + 1, int(np.ceil(x1 - NEAR))), max(upper + 1, int(np.ceil(bottom - NEAR)))
    grey = cv2.cvtColor(own, cv2.COLOR_RGB2GRAY) if own.ndim == 3 else own
    small = cv2.resize(grey, (right - left, lower - upper), interpolation=cv2.INTER_AREA)
    inside = small[max(0, -upper) : height - upper, max(0, -left) : width - left]
    paper = np.full((height, width), 255, np.uint8)
    paper[max(0, upper) : max(0, upper) + inside.shape[0], max(0, left) : max(0, left) + inside.shape[1]] = inside
    return paper


def _are_alike(one: Pixels, other: Pixels, reach: int) -> bool:
    off: npt.NDArray[np.float32] = one.astype(np.float32) - other
    return float(np.abs(off).mean()) <= UNLIKE and float(np.abs(cv2.blur(off, (reach, reach))).max()) <= FAR_UNLIKE


# --- The page that is drawn --------------------------------------------------------------------------------------


def _drawn(look: _Look, number: int) -> Pixels:
    """Let PDFium draw the page."""
    if not draws_chinese() and _lacks_font(look):
        why = "it must be drawn, and has Chinese in a font that neither the PDF nor this machine has"
        todo = "Install a Chinese font (`pdf2form doctor` says which), or save the PDF with its fonts embedded"
        raise MissingFont(f"Page {number} was not recognised: {why}. {todo}.")
    width, height, _ = look.upright
    dpi = min(_own_dpi(look), 72 * _most_scale(look.upright))
    if dpi < LEAST_DRAWN_DPI:
        size = f"{width:.0f} x {height:.0f} points, more than can be drawn at {LEAST_DRAWN_DPI:.0f} dpi"
        raise TooLarge(f"Page {number} was not recognised: it has {size}. Print it smaller, on A3 or A4.")
    return draw_page(look.page, max(1, round(width * dpi / 72)), max(1, round(height * dpi / 72)))


def _own_dpi(look: _Look) -> float:
    """Return the resolution of the finest image of a page of images, between COARSER_DPI and DRAWN_DPI."""
    own = 72 * _finenesses(look)
    own = own[np.isfinite(own)]
    return float(np.clip(own.max(initial=0), COARSER_DPI, DRAWN_DPI)) if look.bare and own.size else DRAWN_DPI


def _lacks_font(look: _Look) -> bool:
    """Whether a page shows Chinese, or what may be Chinese, in a font that the PDF does not bring along."""
    texts = look.objects.at(look.objects.pick(po.TEXT))
    with po.text_layer(look.page, texts) as layer:
        words = po.read_words(layer)
    chinese = np.flatnonzero((words.codes >= CHINESE) | words.unmapped).tolist()
    printing = {words.objects[index] for index in chinese} - _unseen(look.objects) - {None}
    fonts = {_font_of(text) for text in printing}
    noted = any(ord(letter) >= CHINESE for note in look.notes for letter in note.says[0])
    return noted or any(font and not pdfium.is_embedded(font) for font in fonts)


def _find_dpi(look: _Look) -> float | None:
    page = look.upright.width * look.upright.height
    finenesses = [72 * float(np.sqrt(x * y)) for x, y in _finenesses(look).tolist()]
    found = [dpi for k, dpi in enumerate(finenesses) if np.isfinite(dpi) and _area(_shown(look, k)) >= page / 2]
    return max(found, default=None)


def _find_fault(look: _Look, number: int, pixels: Pixels, own: Pixels | None) -> PageFault | None:
    """Say that images of a page are not whole: PDFium draws what there is of them, or nothing, and says nothing.

    `own`: the pixels of its only image, if they were read.
    """
    areas = {k: _area(_shown(look, k)) for k in np.flatnonzero(np.isfinite(look.corners).all(axis=(1, 2))).tolist()}
    for k in sorted(areas, key=lambda k: -areas[k])[:MOST_CHECKED]:
        image = look.images.handles[k]
        if areas[k] <= 0:
            continue
        if own is None and _is_white(pixels, _shown(look, k), look.upright) and read_pixels(image) is None:
            why = "cannot be decoded"
        elif is_cut(image):
            why = "is cut off, or larger than the page says"
        else:
            continue
        read = "may be incomplete" if pixels.min() < 255 else "was not read"
        todo = "Fetch or copy the file again, or scan the page anew"
        return PageFault("damaged", f"Page {number} {read}: an image on it {why}. {todo}.")
    return None


def _is_white(pixels: Pixels, box: Box, upright: Upright) -> bool:
    """Whether the place of an image is so white that it may have been drawn as nothing."""
    across, down = pixels.shape[1] / upright.width, pixels.shape[0] / upright.height
    rows = slice(int(box.top * down), max(int(box.top * down) + 1, int(box.bottom * down)), 4)
    columns = slice(int(box.x0 * across), max(int(box.x0 * across) + 1, int(box.x1 * across)), 4)
    return bool((pixels[rows, columns] == 255).mean() >= WHITE_SHARE)
