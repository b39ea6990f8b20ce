"""Dust and hairs beside print: what their ink tells, and what no ink may ever lose."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.dust import Dust, doubt_beside, find_dust, measure_stroke, sweep
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.placed import Placed

EM, STROKE, THICK = 40.0, 0.1, 4
"""Of the print here: figures of 28 pixels."""
CELL = Box(20.0, 10.0, 380.0, 90.0)
HAIR = ((0, 0), (8, 7), (11, 18), (20, 26))
"""A bent stroke, from its upper left."""
Ink = NDArray[np.uint8]


def page() -> Ink:
    return np.zeros((100, 400), np.uint8)


def figure(ink: Ink, x: int) -> Placed:
    cv2.rectangle(ink, (x + 2, 38), (x + 14, 62), 1, THICK)
    return Placed(Letter("0", 0.0, 1.0, 0.99), Box(float(x), 36.0, x + 17.0, 65.0))


def hair(ink: Ink, x: int, y: int, thick: int = 1) -> None:
    points = np.add(HAIR, (x, y)).astype(np.int32)
    cv2.polylines(ink, [points], False, 1, thick)


def line_of(ink: Ink, *, shares: bool = False) -> TextLine:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = Box(float(columns[0]), float(rows[0]), columns[-1] + 1.0, rows[-1] + 1.0)
    return TextLine(box, CELL, EM, shares=shares)


def found(ink: Ink, *placed: Placed, shares: bool = False) -> Dust | None:
    return find_dust(ink > 0, line_of(ink, shares=shares), STROKE, placed)


def test_a_thin_bent_stroke_beside_figures_is_dust_and_they_are_none() -> None:
    ink = page()
    placed = [figure(ink, 100), figure(ink, 124)]
    assert found(ink, *placed) is None
    figures = int(ink.sum())
    hair(ink, 160, 36)
    dust = found(ink, *placed)
    assert dust is not None
    assert dust.proven
    assert dust.ink.sum() == ink.sum() - figures


@pytest.mark.parametrize(("thick", "points"), [(THICK, HAIR), (1, ((0, 0), (0, 28))), (2, ((0, 0), (12, -25)))])
def test_what_is_as_thick_as_print_or_straight_is_no_dust(thick: int, points: tuple[tuple[int, int], ...]) -> None:
    ink = page()
    placed = [figure(ink, 100), figure(ink, 124)]
    cv2.polylines(ink, [np.add(points, (170, 64 if points[1][1] < 0 else 36)).astype(np.int32)], False, 1, thick)
    assert found(ink, *placed) is None


def test_a_hair_that_is_read_as_a_character_for_certain_is_none() -> None:
    ink = page()
    placed = [figure(ink, 100)]
    hair(ink, 160, 36)
    read = Placed(Letter("1", 0.0, 1.0, 0.99), Box(160.0, 36.0, 181.0, 63.0))
    assert found(ink, *placed, read) is None


def test_a_thin_bracket_is_no_hair() -> None:
    ink = page()
    placed = [figure(ink, 100)]
    cv2.ellipse(ink, (130, 50), (8, 19), 0, -80, 80, 1, 3)
    assert found(ink, *placed) is None


def test_a_level_hair_may_be_a_dash_and_is_never_proven() -> None:
    ink = page()
    cv2.polylines(ink, [np.array(((160, 48), (175, 52), (190, 48)), np.int32)], False, 1, 1)
    assert found(ink) is None
    placed = [figure(ink, 100)]
    dust = found(ink, *placed)
    assert dust is not None
    assert not dust.proven


def test_what_may_be_a_dash_stays_where_all_else_of_its_line_is_dust() -> None:
    ink = page()
    hair(ink, 100, 36)
    hairs = int(ink.sum())
    cv2.polylines(ink, [np.array(((160, 48), (175, 52), (190, 48)), np.int32)], False, 1, 1)
    dust = found(ink)
    assert dust is not None
    assert dust.ink.sum() == hairs
    assert not dust.proven


@pytest.mark.parametrize(("size", "gap", "is_dust"), [(10, 44, True), (10, 30, False), (4, 14, True), (4, 8, False)])
def test_a_speck_is_dust_where_no_point_of_print_stands(size: int, gap: int, *, is_dust: bool) -> None:
    ink = page()
    placed = [figure(ink, 100)]
    ink[60 : 60 + size, 117 + gap : 117 + gap + size] = 1
    assert (found(ink, *placed) is not None) == is_dust


def test_a_point_between_figures_is_no_dust_however_small() -> None:
    ink = page()
    placed = [figure(ink, 100), figure(ink, 150)]
    ink[62:64, 132:134] = 1
    assert found(ink, *placed) is None


@pytest.mark.parametrize(("width", "height", "is_dust"), [(10, 10, True), (12, 6, False)])
def test_a_spot_alone_in_its_cell_is_dust_and_what_may_be_a_hyphen_is_none(
    width: int, height: int, *, is_dust: bool
) -> None:
    ink = page()
    ink[50 : 50 + height, 100 : 100 + width] = 1
    assert (found(ink) is not None) == is_dust
    assert found(ink, shares=True) is None  # a full stop may have a line of its own


def test_a_spot_at_the_edge_of_its_cell_may_go_on_behind_the_ruling() -> None:
    ink = page()
    ink[50:60, 24:34] = 1
    assert found(ink) is None


def test_strokes_are_measured_in_ems_of_their_lines() -> None:
    ink = page()
    for x in range(100, 220, 24):
        figure(ink, x)
    stroke = measure_stroke(ink > 0, [line_of(ink)])
    assert stroke is not None
    assert stroke == pytest.approx(STROKE, rel=0.3)
    assert measure_stroke(ink > 0, []) is None


def test_a_page_is_swept_and_its_lines_are_as_large_as_what_is_left() -> None:
    ink = page()
    placed = [figure(ink, 100), figure(ink, 124)]
    hair(ink, 160, 30)
    line = line_of(ink)
    flat = _flat(ink)
    clean, (kept,) = sweep(flat, [line], [find_dust(flat.dark, line, STROKE, placed)])
    assert kept is not None
    assert kept.box == Box(100.0, 36.0, 141.0, 65.0)
    assert clean.grey[30:60, 155:190].min() == 255
    assert (clean.dark[:, :150] == flat.dark[:, :150]).all()


def test_a_line_of_nothing_but_dust_is_left_out_and_its_cell_has_one_line() -> None:
    ink = page()
    figure(ink, 100)
    upper, lower = line_of(ink, shares=True), page()
    hair(lower, 200, 70)
    flat, below = _flat(ink | lower), line_of(lower, shares=True)
    dust = [None, find_dust(flat.dark, below, STROKE, ())]
    _, (first, second) = sweep(flat, [upper, below], dust)
    assert first == upper._replace(shares=False)
    assert second is None


def test_what_stood_beside_dust_that_is_not_proven_is_doubted() -> None:
    ink = page()
    placed = [figure(ink, 100), figure(ink, 124)]
    spots = page()
    spots[50, 150:160] = 1
    every = line_of(ink | spots)
    part = spots[round(every.box.top) : round(every.box.bottom), round(every.box.x0) : round(every.box.x1)]
    beside = doubt_beside(placed, every, Dust(part > 0, proven=False))
    assert [each.letter.confidence < 0.9 for each in beside] == [False, True]


def _flat(ink: Ink) -> Flat:
    nothing = np.zeros(ink.shape, np.bool_)
    grey = np.where(ink > 0, np.uint8(0), np.uint8(255))
    bend = Bend(ink.shape[1], ink.shape[0], 0.0, (), ())
    return Flat(grey, ink > 0, 4.2, bend, (), (), nothing, nothing, (), None, shaded=True)
