"""Stamps are known by their outline: no hand draws so exact a ring or frame, and what a hand drew is no stamp."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.sources.scan.outlines import is_stamp
from pdf2form.sources.scan.pixels import Mask

SCALE = 200 / 72
SHAPE = (560, 760)
MIDDLE = (380, 280)
CLOSED = True

Places = NDArray[np.float64]


def blank() -> NDArray[np.uint8]:
    return np.zeros(SHAPE, np.uint8)


def seen(drawn: NDArray[np.uint8]) -> bool:
    ink: Mask = drawn > 128
    return is_stamp(ink, ink, ink, SCALE)


def note(drawn: NDArray[np.uint8], text: str = "RECEIVED", below: str = "2025.1.14") -> NDArray[np.uint8]:
    """Two lines of print in the middle."""
    for words, y in ((text, 275), (below, 310)):
        (wide, _), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, 0.9, 2)
        cv2.putText(drawn, words, (MIDDLE[0] - wide // 2, y), cv2.FONT_HERSHEY_DUPLEX, 0.9, 255, 3)
    return drawn


def ring(axes: tuple[int, int], thick: int = 9) -> NDArray[np.uint8]:
    return np.asarray(cv2.ellipse(blank(), MIDDLE, axes, 12, 0, 360, 255, thick, cv2.LINE_AA), np.uint8)


def corners(wide: float, high: float, angle: float) -> Places:
    turn = np.radians(angle)
    places = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (wide / 2, high / 2)
    return np.asarray(places @ [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]] + MIDDLE)


def drawn_through(places: Places, thick: int = 4) -> NDArray[np.uint8]:
    drawn = blank()
    cv2.polylines(drawn, [np.round(places).astype(np.int32)], CLOSED, 255, thick, cv2.LINE_AA)
    return drawn


def by_hand(wide: float, high: float, edge: float, dice: np.random.Generator) -> Places:
    """A ring in one stroke: round with an edge of 2, nearly a rectangle with 6. It is off by a few percent."""
    t = np.linspace(0, 2 * np.pi, 200)
    across, down = (np.sign(v(t)) * np.abs(v(t)) ** (2 / edge) for v in (np.cos, np.sin))
    off = 1 + sum(dice.normal(0, 0.04 / k) * np.cos(k * t + dice.uniform(0, 6)) for k in (1.0, 2.0, 3.0, 4.0))
    return np.stack([across * off * wide / 2, down * off * high / 2], axis=1) + MIDDLE


@pytest.mark.parametrize("angle", [0, 3, -17])
def test_a_frame_with_a_note_is_a_stamp_also_where_black_print_has_cut_it(angle: float) -> None:
    whole = note(drawn_through(corners(230, 108, angle)))
    assert seen(whole)
    cut = whole.copy()
    for x in range(150, 640, 90):
        cv2.line(cut, (x, 0), (x, SHAPE[0]), 0, 10)
    assert seen(cut)


@pytest.mark.parametrize("axes", [(155, 155), (160, 158), (95, 95)])
def test_a_thick_ring_with_print_inside_is_a_seal(axes: tuple[int, int]) -> None:
    assert seen(note(np.asarray(cv2.circle(ring(axes), MIDDLE, 45, 255, -1), np.uint8)))
    assert not seen(ring(axes))


@pytest.mark.parametrize("thick", [4, 9])
def test_an_oval_is_none_however_exact_since_a_felt_pen_draws_such_ones(thick: int) -> None:
    assert not seen(note(ring((155, 113), thick), "9846", "60317"))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("edge", [2.0, 4.0, 8.0])
def test_a_ring_by_hand_around_a_number_is_none(edge: float, seed: int) -> None:
    dice = np.random.default_rng(seed)
    wide, high = dice.uniform(140, 360), dice.uniform(82, 170)
    assert not seen(note(drawn_through(by_hand(wide, high, edge, dice)), "9846", "60317"))


def test_a_seal_may_be_cut_by_the_edge_of_the_page() -> None:
    starred = note(np.asarray(cv2.circle(ring((155, 155)), MIDDLE, 45, 255, -1), np.uint8))
    starred[:, : MIDDLE[0] - 150] = 0
    assert seen(starred)


def test_a_ring_by_hand_may_be_an_exact_oval_but_is_not_as_large_as_a_seal() -> None:
    assert not seen(note(ring((150, 60), 4), "9846", "60317"))
    assert not seen(note(ring((80, 80), 4), "9846", "60317"))


def test_a_ring_as_large_and_exact_as_a_seal_is_none_if_a_pen_drew_it() -> None:
    written = np.asarray(cv2.circle(ring((150, 150), 4), MIDDLE, 45, 255, -1), np.uint8)
    assert not seen(note(written, "9846", "60317"))


@pytest.mark.parametrize("corner", range(4))
def test_a_frame_of_four_strokes_that_do_not_quite_meet_at_right_angles_is_none(corner: int) -> None:
    places = corners(230, 108, 2)
    places[corner] += (9, 7)
    assert not seen(note(drawn_through(places), "9846", "60317"))


def test_a_frame_without_print_inside_is_none() -> None:
    assert not seen(drawn_through(corners(230, 108, 3)))
    struck = drawn_through(corners(230, 108, 3))
    cv2.line(struck, (340, 275), (420, 280), 255, 4)
    assert not seen(struck)


def test_a_note_without_a_frame_and_no_ink_at_all_are_none() -> None:
    assert not seen(note(blank()))
    assert not seen(blank())
