"""Flat pages are packed and unpacked without loss."""

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan import kept as kept_pages
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.kept import find_kept, keep, pack, unpack
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.stamps import REMAINS
from pdf2form.sources.scan.upright import Turned

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
    page = Turned(90, 297.0, 210.0, flat)
    again = unpack(pack(page))
    assert again._replace(flat=flat) == page
    for before, after in zip(flat, again.flat, strict=True):
        if isinstance(before, np.ndarray):
            assert isinstance(after, np.ndarray)
            np.testing.assert_array_equal(before, after, strict=True)
        else:
            assert before == after


def test_a_page_kept_takes_less_than_two_bytes_a_pixel() -> None:
    kept = pack(blank(400))
    arrays = (kept.rest.flat.grey, *kept.masks, *kept.inks)
    assert sum(array.nbytes for array in arrays) < 2 * kept.pixels == 2 * 400 * 400


def test_only_the_last_pages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "MOST", 2 * 400 * 400)
    for name in "abc":
        keep(name, blank(400))
    assert [find_kept(name) is not None for name in "abc"] == [False, True, True]
    assert find_kept("b") is not None  # the last one now
    keep("d", blank(400))
    assert [find_kept(name) is not None for name in "bcd"] == [True, False, True]
    keep("large", blank(800))
    assert [find_kept(name) is not None for name in ("b", "large")] == [True, False]


def blank(side: int) -> Turned:
    """A page with room for colours, and nothing on it."""
    nothing, bend = np.zeros((side, side), np.bool_), Bend(side, side, 0.0, (), ())
    shades = nothing.view(np.uint8)
    flat = Flat(shades, nothing, 2.0, bend, (), (), nothing, nothing, (), shades, shaded=True)
    return Turned(0, side / 2, side / 2, flat)
