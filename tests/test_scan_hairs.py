"""Hairlines: found where a page has them, and nothing else that is faint."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pdf2form.sources.scan.hairs import find_hairs, has_shades
from pdf2form.sources.scan.ink import find_dark
from pdf2form.sources.scan.pixels import Mask

SCALE = 200 / 72
XS, YS = [150, 380, 610, 1000], [120, 190, 260, 330, 400, 470]
Page = NDArray[np.uint8]


def printed(level: int) -> Page:
    """A table with rulings one pixel thick, as dark as said, and black text."""
    page = np.full((700, 1150), 250, np.uint8)
    for x in XS:
        page[YS[0] : YS[-1] + 1, x] = level
    for y in YS:
        page[y, XS[0] : XS[-1] + 1] = level
    for y in YS[:-1]:
        for x in XS[:-1]:
            cv2.putText(page, "96.97", (x + 30, y + 45), cv2.FONT_HERSHEY_DUPLEX, 0.9, 40, 2)
    return page


def hairs(page: Page) -> Mask:
    return find_hairs(page, find_dark(page, SCALE), SCALE)


def test_a_ruling_that_is_no_ink_beside_black_print_is_found() -> None:
    page = printed(185)
    dark = find_dark(page, SCALE)
    ruled = np.zeros(page.shape, np.bool_)
    ruled[YS, XS[0] : XS[-1]] = True
    ruled[YS[0] : YS[-1], XS] = True
    assert (dark & ruled).sum() < 0.8 * ruled.sum()
    assert ((dark | hairs(page)) & ruled).sum() > 0.98 * ruled.sum()
    assert not (hairs(page) & ~ruled).any()


def test_a_page_with_black_rulings_has_none_and_the_streak_of_a_copier_is_none() -> None:
    page = printed(40)
    page[:, [300, 800]] = 190
    assert not hairs(page).any()


def test_shade_is_none() -> None:
    page = printed(40)
    page[500:540], page[:, 1050:1100] = 200, 200
    assert not hairs(page).any()


def test_a_page_in_black_and_white_has_no_shades() -> None:
    assert has_shades(printed(170))
    assert not has_shades(np.where(printed(170) > 128, np.uint8(255), np.uint8(0)))
