"""□ and ☑ by their frame, which networks are never sure of."""

import cv2
import numpy as np
import pytest

from pdf2form.sources.scan.boxes import read_boxes
from pdf2form.sources.scan.placed import CERTAIN
from tests.drawn_line import EM, Ink, page, placed, printed


def frame() -> Ink:
    ink = page()
    cv2.rectangle(ink, (100, 15), (123, 38), 1, 1)
    return ink


def confidence(ink: Ink, seen: str) -> float:
    (found,) = read_boxes([placed(ink, seen, 90, 50, 0.6)], printed(ink), EM)
    assert found.letter.text == seen
    return found.letter.confidence


def test_a_whole_square_is_an_empty_box_and_nothing_else() -> None:
    assert (confidence(frame(), "□"), confidence(frame(), "☑"), confidence(frame(), "口")) == (CERTAIN, 0.6, 0.6)


def test_a_square_with_a_tick_is_a_ticked_box() -> None:
    ink = frame()
    cv2.polylines(ink, [np.array([[107, 30], [111, 33], [118, 22]])], False, 1, 3)
    assert (confidence(ink, "☑"), confidence(ink, "□")) == (CERTAIN, 0.6)


@pytest.mark.parametrize(("start", "end"), [((104, 19), (119, 34)), ((111, 15), (111, 38))])
def test_a_square_with_ink_in_its_first_quarter_is_another_character(
    start: tuple[int, int], end: tuple[int, int]
) -> None:
    ink = frame()
    cv2.line(ink, start, end, 1, 4)
    assert (confidence(ink, "☑"), confidence(ink, "□")) == (0.6, 0.6)


def test_a_frame_on_feet_or_with_a_gap_is_no_box_for_certain() -> None:
    feet = frame()
    feet[38] = 0
    feet[34, 100:124] = 1
    feet[38, [100, 123]] = 1
    gap = frame()
    gap[15, 104:112] = 0
    assert (confidence(feet, "□"), confidence(gap, "□")) == (0.6, 0.6)
