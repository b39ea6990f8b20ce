"""The last flat pages, kept for a second reading, in a third of their memory: masks as bits.

Places of a page are read again when its form is judged, and making the page flat takes as long as reading it.
"""

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.upright import Turned

MOST = 36_000_000
"""Of the last pages so many pixels are kept, two bytes each: four of A4 at 300 dpi, none that is larger."""

INK_BITS = 3
"""Kinds of coloured ink, and none, are told apart by so many."""


class Kept(NamedTuple):
    """A flat page, packed."""

    rest: Turned
    """All that is not packed; its masks are empty."""
    masks: tuple[Pixels, ...]
    """Its ink, its rulings and where they are pierced, eight pixels a byte."""
    inks: tuple[Pixels, ...]
    """Its coloured inks, a mask for each bit; none of a page without any."""

    @property
    def pixels(self) -> int:
        """Of the page."""
        return self.rest.flat.grey.size


def keep(name: Hashable, page: Turned) -> None:
    """Keep a page under a name as the last one, and let go of those before that there is no room for."""
    if page.flat.grey.size <= MOST:
        _put(name, pack(page))


def find_kept(name: Hashable) -> Turned | None:
    """Return the page of a name, if it is among the last; it is the last one then."""
    kept = _last.get(name)
    if kept is None:
        return None
    _put(name, kept)
    return unpack(kept)


def _put(name: Hashable, kept: Kept) -> None:
    _last.pop(name, None)
    _last[name] = kept
    pixels = 0
    for old, page in reversed([*_last.items()]):
        pixels += page.pixels
        if pixels > MOST:
            _last.pop(old, None)


_last: dict[Hashable, Kept] = {}


def pack(page: Turned) -> Kept:
    """Pack a page."""
    flat, none = page.flat, np.zeros((0, 0), np.bool_)
    masks = tuple(np.packbits(mask) for mask in (flat.dark, flat.ruled, flat.pierced))
    inks = () if flat.inks is None else tuple(np.packbits(flat.inks & np.uint8(1 << bit)) for bit in range(INK_BITS))
    rest = flat._replace(dark=none, ruled=none, pierced=none, inks=None)
    return Kept(page._replace(flat=rest), masks, inks)


def unpack(kept: Kept) -> Turned:
    """Return a page as it was packed."""
    flat = kept.rest.flat
    shape = flat.grey.shape
    dark, ruled, pierced = (_unpacked(mask, shape).view(np.bool_) for mask in kept.masks)
    inks = np.zeros(shape, np.uint8)
    for bit, mask in enumerate(kept.inks):
        inks |= _unpacked(mask, shape) << np.uint8(bit)
    flat = flat._replace(dark=dark, ruled=ruled, pierced=pierced, inks=inks if kept.inks else None)
    return kept.rest._replace(flat=flat)


def _unpacked(bits: Pixels, shape: tuple[int, ...]) -> Pixels:
    return np.unpackbits(bits, count=int(np.prod(shape))).reshape(shape)
