"""Characters told by the places where they differ."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.sources.scan import lookalikes
from pdf2form.sources.scan.lookalikes import GRID, is_told


def drawn(bars: int, size: int = 40) -> NDArray[np.uint8]:
    """日 with one bar inside, 目 with two."""
    shades = np.zeros((size, size // 2), np.uint8)
    cv2.rectangle(shades, (1, 1), (size // 2 - 2, size - 2), 255, 2)
    for k in range(bars):
        y = round((k + 1) * (size - 2) / (bars + 1))
        cv2.line(shades, (1, y), (size // 2 - 2, y), 255, 2)
    return shades


@pytest.mark.parametrize("size", [40, 90])
def test_one_bar_is_told_from_two(size: int) -> None:
    assert is_told(drawn(1, size), "日", "目")
    assert not is_told(drawn(1, size), "目", "日")
    assert is_told(drawn(2, size), "目", "日")
    assert not is_told(drawn(2, size), "日", "目")


def test_small_print_that_is_not_told_is_told_for_nothing_else() -> None:
    assert not is_told(drawn(1, 28), "目", "日")
    assert not is_told(drawn(2, 28), "日", "目")


def test_faint_print_is_told_as_black_print_is() -> None:
    assert is_told(np.asarray(drawn(1) // 4, np.uint8), "日", "目")


def test_what_is_not_listed_or_white_is_told_from_nothing() -> None:
    assert not is_told(drawn(1), "日", "龙")
    assert not is_told(np.zeros((40, 20), np.uint8), "日", "目")
    assert not is_told(np.zeros((0, 20), np.uint8), "日", "目")


def test_every_listed_pair_is_told_both_ways_by_places_within_a_character() -> None:
    listed = lookalikes._differences()  # the table itself is what this is about
    assert len(listed) > 20_000
    for pair, known in listed.items():
        turned = listed[pair[::-1]]
        assert (turned.own, turned.other) == (known.other, known.own)
        assert abs(known.other - known.own) >= 0.39
        for top, left, bottom, right in (known.places[:4], known.places[4:]):
            assert 0 <= top < bottom <= GRID
            assert 0 <= left < right <= GRID
