"""% and ‰ by their rings, whatever a network takes them for."""

import cv2
import pytest

from pdf2form.sources.scan.placed import CERTAIN, OTHERS_TELL, UNCERTAIN
from pdf2form.sources.scan.signs import settle
from tests.drawn_line import EM, Ink, page, placed, printed, settled


def ring(ink: Ink, x: int, y: int, *, size: int = 4) -> None:
    cv2.circle(ink, (x, y), size, 1, 2)


def sign(rings: int) -> Ink:
    """A slash with one ring above and the others below."""
    ink = page()
    ring(ink, 105, 25)
    cv2.line(ink, (104, 42), (116, 20), 1, 2)
    for k in range(rings - 1):
        ring(ink, 118 + 11 * k, 37)
    return ink


@pytest.mark.parametrize("seen", ["%", "‰"])
def test_a_sign_with_three_rings_is_a_per_mille_whatever_is_seen(seen: str) -> None:
    (found,) = settle([placed(sign(3), seen, 95, 50, 0.6)], printed(sign(3)), EM)
    assert (found.letter.text, found.letter.confidence) == ("‰", CERTAIN)


@pytest.mark.parametrize(("seen", "sure"), [("%", 0.99), ("‰", UNCERTAIN)])
def test_a_sign_with_two_rings_is_no_per_mille_for_certain(seen: str, sure: float) -> None:
    (found,) = settle([placed(sign(2), seen, 95, 50, 0.99)], printed(sign(2)), EM)
    assert (found.letter.text, found.letter.confidence) == (seen, sure)


@pytest.mark.parametrize("seen", ["0", "。", "%", "o"])
def test_the_last_ring_is_part_of_its_sign_whatever_is_seen_in_it(seen: str) -> None:
    assert settled(sign(3), placed(sign(3), "%", 95, 29), placed(sign(3), seen, 124, 20)) == "‰"


def test_a_full_stop_behind_a_sign_is_none_of_its_rings() -> None:
    ink = sign(2)
    ring(ink, 131, 39, size=2)
    assert settled(ink, placed(ink, "%", 95, 30, 0.99), placed(ink, "。", 126, 20, 0.99)) == "%。"
    ring(ink, 129, 37)
    ring(ink, 144, 39, size=2)
    assert settled(ink, placed(ink, "%", 95, 41, 0.99), placed(ink, "。", 137, 20, 0.99)) == "‰。"


def test_a_third_ring_that_is_larger_is_no_per_mille_and_doubted() -> None:
    ink = sign(2)
    ring(ink, 133, 34, size=7)
    (found,) = settle([placed(ink, "%", 95, 50, 0.99)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("%", UNCERTAIN)  # and too wide for one sign


def test_a_sign_with_a_ring_too_many_may_be_told_by_others_of_its_page() -> None:
    ink = sign(2)
    ring(ink, 127, 25)
    (found,) = settle([placed(ink, "%", 95, 45, 0.99)], printed(ink), EM)
    assert (found.letter.text, found.letter.confidence) == ("%", OTHERS_TELL)
