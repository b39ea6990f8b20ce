"""Faint dashes in blank cells: what a reader sees is ink, and grain, specks and shine-through are not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.faint import find_faint

SCALE = 200 / 72
CELL = Box(20.0, 20.0, 180.0, 80.0)
Page = NDArray[np.uint8]


def page(grain: float = 2.0) -> Page:
    """Paper with two lines of print above the cell."""
    drawn = np.clip(np.random.default_rng(7).normal(248, grain, (120, 200)), 0, 255).astype(np.uint8)
    drawn[4:12, 30:90] = 40
    return drawn


def found(drawn: Page) -> NDArray[np.bool_]:
    dark = drawn < 100
    ink = find_faint(drawn, dark, np.zeros(drawn.shape, np.bool_), [CELL], SCALE)
    return np.asarray(ink & ~dark)


@pytest.mark.parametrize("grey", [120, 150, 175])
def test_a_faint_dash_is_ink(grey: int) -> None:
    drawn = page()
    drawn[49:51, 90:112] = grey
    assert found(drawn)[49:51, 90:112].all()


def test_what_shines_through_is_none() -> None:
    drawn = page()
    drawn[49:51, 90:112] = 215
    assert not found(drawn).any()


def test_specks_and_grain_are_none() -> None:
    drawn = page(grain=12.0)
    drawn[50:53, 100:103] = 150
    assert not found(drawn).any()


def test_a_cell_with_text_is_left_as_it_is() -> None:
    drawn = page()
    drawn[40:60, 60:75] = 40
    drawn[49:51, 90:112] = 150
    assert not found(drawn).any()
