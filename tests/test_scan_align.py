"""Pages of one table: their columns are laid onto each other, and pages that have nothing in common stay."""

import pytest

from pdf2form.page import Ruling
from pdf2form.sources.scan.align import Lay, Uprights, find_lay, find_uprights

EDGES = [40.0, 92.0, 150.0, 233.0, 301.0, 356.0, 402.0, 555.0]
LENGTHS = [700.0, 650.0, 640.0, 400.0, 400.0, 380.0, 120.0, 700.0]


STILL = Lay()


def uprights(lay: Lay = STILL, leave: int = -1) -> Uprights:
    """The columns of a page that must be laid so to be as EDGES."""
    pairs = [(lay.lifted(x), length) for k, (x, length) in enumerate(zip(EDGES, LENGTHS, strict=True)) if k != leave]
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


@pytest.mark.parametrize(
    "lay",
    [STILL, Lay(shift=7.5), Lay(scale=0.96, shift=-11), Lay(scale=1.05, shift=3, curve=-8e-5), Lay(1.097, -5, -2e-4)],
    ids=["same", "shift", "scale", "curve", "leaf"],
)
def test_a_page_is_laid_onto_the_page_before(lay: Lay) -> None:
    found = find_lay(uprights(lay, leave=3), uprights())
    assert [found.laid(lay.lifted(x)) for x in EDGES] == pytest.approx(EDGES, abs=0.3)


def test_pages_with_other_columns_stay() -> None:
    other = tuple((x, 500.0) for x in (61.0, 127.0, 279.0, 333.0, 480.0, 530.0))
    assert find_lay(other, uprights()) == STILL


def test_two_strokes_tell_nothing() -> None:
    assert find_lay(uprights()[:2], uprights()) == STILL
    assert find_lay((), ()) == STILL


def test_no_page_is_stretched_by_more_than_scanners_do() -> None:
    assert find_lay(uprights(Lay(scale=0.8)), uprights()) == STILL


def test_what_is_laid_can_be_lifted() -> None:
    lay = Lay(scale=1.05, shift=3, curve=-8e-5)
    assert [lay.lifted(lay.laid(x)) for x in EDGES] == pytest.approx(EDGES, abs=0.01)


def test_pieces_in_one_line_count_together() -> None:
    rulings = [Ruling("v", 100.2, 0, 40), Ruling("v", 100.9, 50, 90), Ruling("v", 200, 0, 60), Ruling("h", 5, 0, 300)]
    assert find_uprights(rulings) == ((100.2, 80), (200, 60))


def test_borders_are_tried_where_all_columns_are_nearly_of_one_length() -> None:
    places = [40.8, 61.4, 101.0, 140.6, 174.0, 198.6, 243.8, 274.8, 326.4, 364.3, 420.2, 449.5, 478.8, 547.7]
    lay = Lay(scale=1.006, shift=-7.5)
    before = [(x, 701.0 if 0 < k < 7 else 700.0) for k, x in enumerate(places)]
    page = [(lay.lifted(x), 701.0 if 6 < k < 13 else 700.0) for k, x in enumerate(places)]
    found = find_lay(*(tuple(sorted(pairs, key=lambda pair: -pair[1])) for pairs in (page, before)))
    assert [found.laid(lay.lifted(x)) for x in places] == pytest.approx(places, abs=0.3)


def test_a_bent_page_is_laid_although_its_longest_columns_are_not_those_of_the_other() -> None:
    columns = [34.9, 536.0, 94.3, 323.8, 251.8, 55.4, 395.3, 133.0, 430.7, 466.0]  # the longest first, as they are
    strokes = [170.1, 407.3, 446.4, 497.7, 300.4, 109.3, 278.5, 350.8]
    before = (*((x, 700.0 - k) for k, x in enumerate(columns)), *((x, 67.0 - k) for k, x in enumerate(strokes)))
    bent = [409.0, 484.9, 48.6, 446.9, 562.0, 142.6, 67.9, 104.9, 260.5, 334.3]
    lay = find_lay(tuple((x, 491.0 - k) for k, x in enumerate(bent)), before)
    assert sorted(map(lay.laid, bent)) == pytest.approx(sorted(columns), abs=0.5)
