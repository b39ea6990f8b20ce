"""Points and commas of a few pixels: what parts thousands, and what may have."""

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.pixels import square
from pdf2form.sources.scan.placed import Paper, Placed
from pdf2form.sources.scan.points import read_point

EM = 27.0


def number(text: str) -> list[Placed]:
    """A number whose marks end where its figures do, read for certain."""
    sizes = [(10.0, 20.0) if each.isdigit() else (5.0, 5.0) for each in text]
    return [
        Placed(Letter(each, 0.0, 1.0, 0.99), Box(14.0 * k, 36.0 - high, 14.0 * k + wide, 36.0))
        for k, (each, (wide, high)) in enumerate(zip(text, sizes, strict=True))
    ]


def printed(placed: list[Placed], *, shaded: bool = True) -> Paper:
    grey = np.full((60, 200), 255, np.uint8)
    for each in placed:
        grey[square(each.ink)] = 0
    return Paper(grey < 128, grey, shaded=shaded)


@pytest.mark.parametrize(
    ("text", "at", "certain"),
    [
        ("1,710.000", 5, False),
        ("1.710.000", 5, False),
        ("1,710.00", 5, True),
        ("1710.000", 4, True),
        ("1,10.000", 4, True),
        ("98.600", 2, True),
    ],
)
def test_a_point_where_a_second_comma_would_stand_is_doubted(text: str, at: int, *, certain: bool) -> None:
    placed = number(text)
    found = read_point(placed[at], placed, at, printed(placed), EM)
    assert found.letter.text == "."
    assert (found.letter.confidence >= 0.9) == certain


@pytest.mark.parametrize(
    ("text", "shade", "shaded", "certain"),
    [
        ("98.600", 20, True, True),
        ("98.600", 60, True, False),  # the tail of a comma
        ("1.000", 60, True, False),
        ("98.600", 0, False, False),  # in black and white nothing is left of it
        ("0.600", 60, True, True),
        ("98.60", 60, True, True),
        ("9860.000", 60, True, True),
    ],
)
def test_a_point_where_thousands_may_be_parted_is_certain_if_there_is_white_below(
    text: str, shade: int, *, shaded: bool, certain: bool
) -> None:
    placed = number(text)
    at = text.index(".")
    paper = printed(placed, shaded=shaded)
    x0, x1 = round(placed[at].ink.x0), round(placed[at].ink.x1)
    paper.grey[36:39, x0:x1] -= np.uint8(shade)
    assert (read_point(placed[at], placed, at, paper, EM).letter.confidence >= 0.9) == certain


def test_a_colon_between_figures_may_be_a_point_below_dust() -> None:
    placed = number("0:45")
    assert read_point(placed[1], placed, 1, printed(placed), EM).letter.confidence < 0.9


@pytest.mark.parametrize(("below", "beside", "certain"), [(70, 70, True), (70, 0, False), (0, 0, True)])
def test_a_point_that_blurs_as_far_across_as_down_is_no_comma_without_its_tail(
    below: int, beside: int, *, certain: bool
) -> None:
    placed = number("98.600")
    paper, ink = printed(placed), placed[2].ink
    x0, top, x1, bottom = map(round, ink)
    for rows, columns, shade in (
        (slice(top - 2, top), slice(x0, x1), below),
        (slice(bottom, bottom + 2), slice(x0, x1), below),
        (slice(top, bottom), slice(x0 - 2, x0), beside),
        (slice(top, bottom), slice(x1, x1 + 2), beside),
    ):
        paper.grey[rows, columns] = 255 - shade
    assert (read_point(placed[2], placed, 2, paper, EM).letter.confidence >= 0.9) == certain


@pytest.mark.parametrize(
    ("em", "tail", "certain"), [(27.0, 5, True), (27.0, 0, False), (16.0, 0, False), (16.0, 1, False), (16.0, 3, True)]
)
def test_a_comma_before_three_figures_is_certain_if_its_tail_shows(em: float, tail: int, *, certain: bool) -> None:
    placed = number("9,137")
    placed[1] = placed[1]._replace(ink=placed[1].ink._replace(bottom=36.0 + tail))
    found = read_point(placed[1], placed, 1, printed(placed), em)
    assert found.letter.text == ","
    assert (found.letter.confidence >= 0.9) == certain


def test_a_point_of_a_font_that_sets_it_low_may_be_a_comma() -> None:
    placed = number("9.137")
    placed[1] = Placed(Letter(".", 0.0, 1.0, 0.99, ((",", 0.2),)), placed[1].ink._replace(top=32.0, bottom=37.0))
    assert read_point(placed[1], placed, 1, printed(placed), 16.0).letter.confidence < 0.9


@pytest.mark.parametrize(("apart", "confidence"), [(0.0, 0.8), (12.0, 0.5)])
def test_a_comma_in_the_room_of_a_chinese_character_parts_two_numbers(apart: float, confidence: float) -> None:
    first, mark, last = number("3,5")
    mark = mark._replace(letter=mark.letter._replace(others=((".", 0.2),)))
    line = [first, mark, last._replace(ink=last.ink._replace(x0=last.ink.x0 + apart, x1=last.ink.x1 + apart))]
    found = read_point(mark, line, 1, printed(line), EM)
    assert (found.letter.text, found.letter.confidence) == (".", confidence)
