"""Flat pages are packed and unpacked without loss."""

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.kept import pack, unpack
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.stamps import REMAINS

SIZE = 37, 53  # no whole bytes
LINE = TextLine(Box(1.0, 2.0, 30.0, 12.0), None, 10.0)


@pytest.mark.parametrize("coloured", [False, True])
def test_a_page_comes_out_as_it_was_kept(coloured: bool) -> None:
    dice = np.random.default_rng(1)

    def some() -> Mask:
        return dice.random(SIZE) < 0.3

    grey, inks = (dice.integers(0, most, SIZE, np.uint8, endpoint=True) for most in (255, int(REMAINS)))
    bend = Bend(SIZE[1], SIZE[0], 0.0, (), ())
    flat = Flat(grey, some(), 2.0, bend, (), (LINE,), some(), some(), (), inks if coloured else None, shaded=True)
    found = unpack(pack(flat))
    for before, after in zip(flat, found, strict=True):
        if isinstance(before, np.ndarray):
            assert isinstance(after, np.ndarray)
            np.testing.assert_array_equal(before, after, strict=True)
        else:
            assert before == after


def test_a_page_kept_takes_less_than_two_bytes_a_pixel() -> None:
    nothing = np.zeros((400, 400), np.bool_)
    kept = pack(
        Flat(
            *(nothing.view(np.uint8), nothing, 2.0),
            Bend(400, 400, 0.0, (), ()),
            (),
            (),
            nothing,
            nothing,
            (),
            nothing.view(np.uint8),
            shaded=True,
        )
    )
    arrays = (kept.rest.grey, *kept.masks, *kept.inks)
    assert sum(array.nbytes for array in arrays) < 2 * nothing.size
