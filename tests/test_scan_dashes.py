"""Dashed and dotted rulings: filled where their pieces are evenly spaced, and nothing else is."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.sources.scan.dashes import with_dashes
from pdf2form.sources.scan.strokes import views

SCALE = 200 / 72
Page = NDArray[np.uint8]


def blank() -> Page:
    return np.zeros((400, 600), np.uint8)


def dashes(page: Page, x: int, lengths: list[int], top: int = 50, long: int = 4) -> int:
    """An upright row of pieces, so long, each so far below the one before it; return where it ends."""
    for step in lengths:
        cv2.rectangle(page, (x, top), (x + 1, top + long - 1), 1, -1)
        top += step
    return top - lengths[-1] + long


def filled(page: Page) -> Page:
    ink = page.astype(np.bool_)
    return np.asarray(with_dashes(ink, views(ink, SCALE)) & ~ink, np.uint8)


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize(("step", "long"), [(7, 3), (8, 5), (10, 6)])
def test_the_white_in_a_dashed_ruling_is_filled(step: int, long: int, *, across: bool) -> None:
    page = blank()
    end = dashes(page, 200, [step] * 20, long=long)
    found = filled(page.T.copy()).T if across else filled(page)
    assert found[50:end, 200].sum() == 19 * (step - long)
    assert found.sum() == found[50:end, 198:204].sum()


def test_pieces_that_are_not_evenly_spaced_are_no_ruling() -> None:
    page = blank()
    dashes(page, 200, [5, 9, 6, 9, 5, 10, 7, 5, 9, 6, 10, 5])
    assert not filled(page).any()


def test_text_that_touches_a_dashed_ruling_does_not_hide_it() -> None:
    page = blank()
    dashes(page, 200, [8] * 20, long=5)
    cv2.rectangle(page, (196, 90), (215, 93), 1, -1)
    assert filled(page)[60:80, 200].any()


@pytest.mark.parametrize(("step", "found"), [(8, True), (6, False)])
def test_a_short_row_is_one_if_its_pieces_are_as_far_apart_as_those_of_the_page(step: int, *, found: bool) -> None:
    page = blank()
    dashes(page, 200, [8] * 20, long=4)
    dashes(page, 400, [step] * 4, long=3)
    assert filled(page)[50:80, 400].any() == found


def test_a_page_with_whole_rulings_stays_as_it_is() -> None:
    page = blank()
    cv2.rectangle(page, (200, 50), (201, 350), 1, -1)
    assert not filled(page).any()


def test_the_feet_of_figures_are_no_row_of_points() -> None:
    page = blank()
    dashes(page, 200, [8] * 20, long=4)
    for k in range(12):
        cv2.ellipse(page, (304 + 8 * k, 300), (2, 9), 0, 0, 360, 1, 2)
    assert not filled(page)[285:315, 290:420].any()
