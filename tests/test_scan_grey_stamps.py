"""Grey seals: what is lighter than all print is taken out, what is printed below stays, and so does grey print."""

import cv2
import numpy as np

from pdf2form.sources.scan.ink import find_ink
from pdf2form.sources.scan.pixels import Mask, Pixels
from pdf2form.sources.scan.stamps import COVERED, REMAINS, RULING

SCALE = 200 / 72
SHAPE = (1000, 800)
MIDDLE, RADIUS = (400, 500), 157
SEAL = 0.5
"""How much light the ink of the seal leaves."""


def text(rows: range, level: int = 30) -> Pixels:
    """Print on paper, soft as a scan has it."""
    page = np.full(SHAPE, 250, np.uint8)
    for y in rows:
        cv2.putText(page, "96.97 3,400.00 100.00", (220, y), cv2.FONT_HERSHEY_DUPLEX, 0.9, level, 2)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.uint8)


def seal(*, ring: bool = True) -> Mask:
    """A ring of 42 mm with a star and some bars."""
    drawn = np.zeros(SHAPE, np.uint8)
    if ring:
        cv2.circle(drawn, MIDDLE, RADIUS, 255, 10)
    cv2.circle(drawn, MIDDLE, 45, 255, -1)
    cv2.rectangle(drawn, (300, 400), (340, 406), 255, -1)
    return drawn > 0


def stamped(page: Pixels, ink: Mask, light: float = SEAL) -> Pixels:
    share = cv2.GaussianBlur(np.where(ink, light, 1.0), (0, 0), 0.7)
    return np.asarray(page * share, np.uint8)


def test_a_grey_seal_is_taken_out_and_the_black_print_below_it_stays() -> None:
    page, ink = text(range(300, 800, 50)), seal()
    found = find_ink(stamped(page, ink), SCALE)
    assert found.inks is not None
    plain = page > 240
    assert (found.inks[ink & plain] == COVERED).mean() > 0.98
    assert found.dark[ink & plain].mean() < 0.01
    assert found.dark[page < 60].mean() > 0.98
    assert not found.inks[:300].any()


def test_rulings_below_a_seal_are_known_and_streaks_of_a_copier_are_none() -> None:
    page = text(range(300, 800, 50))
    ruled = np.zeros(SHAPE, np.uint8)
    for y in (365, 515, 655):  # the last one runs along the ring
        cv2.line(ruled, (60, y), (740, y + 4), 1, 2)
    cv2.line(ruled, (330, 100), (332, 900), 1, 2)
    page[ruled > 0] = 60
    page[:, 462:464] = np.minimum(page[:, 462:464], 180)
    page = np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.uint8)
    found = find_ink(stamped(page, seal()), SCALE)
    assert found.inks is not None
    known = found.inks == RULING
    for top, left, right in ((360, 330, 470), (510, 260, 540), (650, 380, 420)):
        assert known[top : top + 14, left:right].any(axis=0).mean() > 0.8
    near = cv2.dilate(ruled, np.ones((5, 5), np.uint8)) > 0
    assert not known[~near].any()
    assert found.dark[seal() & (page > 240)].mean() < 0.01


def test_a_page_without_a_seal_stays_as_it_is() -> None:
    page = text(range(300, 800, 50))
    found = find_ink(page, SCALE)
    assert found.inks is None
    assert found.dark[page < 60].all()


def test_grey_print_stays_beside_black_print() -> None:
    page = np.minimum(text(range(300, 800, 100)), text(range(350, 850, 100), level=125))
    found = find_ink(page, SCALE)
    assert found.inks is None
    assert found.dark[page < 140].all()


def test_nothing_is_taken_out_where_print_is_as_grey_as_the_seal() -> None:
    page = np.minimum(text(range(300, 800, 100)), text(range(350, 850, 100), level=125))
    found = find_ink(stamped(page, seal()), SCALE)
    assert found.inks is None
    assert found.dark[seal()].mean() > 0.9


def test_a_seal_as_black_as_print_stays() -> None:
    assert find_ink(stamped(text(range(300, 800, 50)), seal(), light=0.1), SCALE).inks is None


def test_grey_figures_without_a_ring_stay() -> None:
    page = stamped(text(range(300, 800, 50)), seal(ring=False))
    found = find_ink(page, SCALE)
    assert found.inks is None
    assert found.dark[seal(ring=False)].mean() > 0.9


def test_a_frame_in_grey_is_no_seal_but_may_be_a_table() -> None:
    frame = np.zeros(SHAPE, np.uint8)
    cv2.rectangle(frame, (250, 350), (550, 650), 255, 8)
    assert find_ink(stamped(text(range(300, 800, 50)), frame > 0), SCALE).inks is None


def test_what_may_be_left_of_a_seal_is_marked() -> None:
    page, ink = text(range(300, 800, 50)), seal()
    small = np.full(SHAPE, 250, np.uint8)
    cv2.putText(small, "3", (400, 621), cv2.FONT_HERSHEY_DUPLEX, 0.5, 90, 2)  # paler than print, denser than the seal
    page = np.minimum(page, cv2.GaussianBlur(small, (0, 0), 0.5))
    found = find_ink(stamped(page, ink), SCALE)
    assert found.inks is not None
    assert (found.inks[606:624, 396:414] == REMAINS).any()


def test_coarse_pictures_are_left_alone() -> None:
    page = stamped(text(range(300, 800, 50)), seal())
    coarse = np.asarray(cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    assert find_ink(coarse, SCALE / 2).inks is None
