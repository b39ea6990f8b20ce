"""Pieces of ink are those of the whole page, in its order, though only rows with ink are looked at."""

import cv2
import numpy as np
import pytest

from pdf2form.sources.scan.pieces import find_pieces
from pdf2form.sources.scan.pixels import Mask


def specks(height: int, share: float) -> Mask:
    ink = np.random.default_rng(height).random((height, 150)) < share
    return np.asarray(ink | np.roll(ink, 1, axis=0), np.bool_)


@pytest.mark.parametrize("height", [1, 7, 200, 201])
@pytest.mark.parametrize("share", [0.0, 0.0005, 0.02])
def test_pieces_are_numbered_as_on_the_whole_page(height: int, share: float) -> None:
    ink = specks(height, share)
    pieces = find_pieces(ink)
    _, labels, boxes, middles = cv2.connectedComponentsWithStats(np.asarray(ink, np.uint8))
    found = np.zeros(ink.shape, np.int32)
    found[pieces.rows] = pieces.labels
    assert np.array_equal(found, labels)
    assert np.array_equal(np.delete(pieces.boxes[1:], 1, axis=1), np.delete(boxes[1:], 1, axis=1))
    assert np.array_equal(pieces.rows[pieces.boxes[1:, 1]], boxes[1:, 1])
    assert np.array_equal(pieces.middles[1:, 0], middles[1:, 0])


def test_a_page_without_rows_has_no_pieces() -> None:
    assert len(find_pieces(np.zeros((0, 9), np.bool_)).boxes) == 1
