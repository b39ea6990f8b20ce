"""Flat pages that are kept for a second reading, in a third of their memory: masks as bits."""

from typing import NamedTuple

import numpy as np

from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.pixels import Pixels

INK_BITS = 3
"""Kinds of coloured ink, and none, are told apart by so many."""


class Kept(NamedTuple):
    """A flat page, packed."""

    rest: Flat
    """All that is not packed; its masks are empty."""
    masks: tuple[Pixels, ...]
    """Its ink, its rulings and where they are pierced, eight pixels a byte."""
    inks: tuple[Pixels, ...]
    """Its coloured inks, a mask for each bit; none of a page without any."""


def pack(flat: Flat) -> Kept:
    """Pack a flat page."""
    none = np.zeros((0, 0), np.bool_)
    masks = tuple(np.packbits(mask) for mask in (flat.dark, flat.ruled, flat.pierced))
    inks = () if flat.inks is None else tuple(np.packbits(flat.inks & np.uint8(1 << bit)) for bit in range(INK_BITS))
    return Kept(flat._replace(dark=none, ruled=none, pierced=none, inks=None), masks, inks)


def unpack(kept: Kept) -> Flat:
    """Return a page as it was packed."""
    shape = kept.rest.grey.shape
    dark, ruled, pierced = (_unpacked(mask, shape).view(np.bool_) for mask in kept.masks)
    inks = np.zeros(shape, np.uint8)
    for bit, mask in enumerate(kept.inks):
        inks |= _unpacked(mask, shape) << np.uint8(bit)
    return kept.rest._replace(dark=dark, ruled=ruled, pierced=pierced, inks=inks if kept.inks else None)


def _unpacked(bits: Pixels, shape: tuple[int, ...]) -> Pixels:
    return np.unpackbits(bits, count=int(np.prod(shape))).reshape(shape)
