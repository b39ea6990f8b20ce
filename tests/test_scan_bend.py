"""Bent pages: what a bend did is undone, and the way to the flat page leads back."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pdf2form.sources.scan.bend import Bend, find_bend, find_net, warp
from pdf2form.sources.scan.pixels import Mask

SCALE = 200 / 72
WIDTH, HEIGHT = 1200, 1600
ACROSS, DOWN = [100, 300, 620, 1100], [120, 260, 420, 640, 900, 1200, 1480]
BENT = Bend(WIDTH, HEIGHT, 0.02, (0, 3, 9, -4, 2, 0, 0, 0), (0, -2, 6, 3, -1, 0, 0, 0))
STRAIGHT = Bend(WIDTH, HEIGHT, 0.0, (0,) * 8, (0,) * 8)


def grid() -> NDArray[np.uint8]:
    """A table, flat."""
    flat = np.zeros((HEIGHT, WIDTH), np.uint8)
    for x in ACROSS:
        cv2.line(flat, (x, DOWN[0]), (x, DOWN[-1]), 1, 3)
    for y in DOWN:
        cv2.line(flat, (ACROSS[0], y), (ACROSS[-1], y), 1, 3)
    return flat


def scanned(bend: Bend) -> Mask:
    """The table as it lies on paper that is bent so."""
    xs, ys = np.meshgrid(np.arange(WIDTH, dtype=np.float64), np.arange(HEIGHT, dtype=np.float64))
    maps = [each.astype(np.float32) for each in bend.flattened(xs, ys)]
    return np.asarray(cv2.remap(grid(), maps[0], maps[1], cv2.INTER_NEAREST), np.bool_)


def unevenness(bend: Bend, found: Bend) -> float:
    """How far the strokes of the table, bent and made flat again, are from level and plumb. Pixels."""
    off = []
    for y in DOWN:
        x = np.linspace(ACROSS[0], ACROSS[-1], 40)
        off.append(np.ptp(found.flattened(*bend.on_paper(x, np.full(40, float(y))))[1]))
    for at in ACROSS:
        y_ = np.linspace(DOWN[0], DOWN[-1], 40)
        off.append(np.ptp(found.flattened(*bend.on_paper(np.full(40, float(at)), y_))[0]))
    return float(max(off))


def test_a_bend_is_undone_within_a_pixel() -> None:
    assert unevenness(BENT, STRAIGHT) > 10
    assert unevenness(BENT, find_bend(scanned(BENT), SCALE)) < 1


def test_a_page_that_is_only_askew_is_turned() -> None:
    askew = STRAIGHT._replace(slope=-0.04)
    found = find_bend(scanned(askew), SCALE)
    assert abs(found.slope + 0.04) < 0.002
    assert unevenness(askew, found) < 1


def test_the_way_to_the_flat_page_leads_back() -> None:
    x, y = np.meshgrid(np.linspace(0, WIDTH, 7), np.linspace(0, HEIGHT, 7))
    assert np.allclose(BENT.on_paper(*BENT.flattened(x, y)), (x, y), atol=0.05)
    assert np.allclose(BENT.flattened(*BENT.on_paper(x, y)), (x, y), atol=0.05)


def test_the_picture_goes_where_the_places_go() -> None:
    flat = warp(np.asarray(scanned(BENT), np.uint8), find_net(BENT), cv2.INTER_NEAREST)
    inner = (slice(DOWN[0] + 5, DOWN[-1] - 5), slice(ACROSS[0] + 5, ACROSS[-1] - 5))
    assert (cv2.dilate(grid(), np.ones((3, 3), np.uint8))[inner] >= flat[inner]).all()
    assert flat[inner].sum() > 0.8 * grid()[inner].sum()


def test_a_blank_page_stays_as_it_is() -> None:
    blank = np.zeros((HEIGHT, WIDTH), np.bool_)
    found = find_bend(blank, SCALE)
    assert found == STRAIGHT
    picture = np.full((HEIGHT, WIDTH), 255, np.uint8)
    assert warp(picture, find_net(found)) is picture
