"""Points and commas of a few pixels: what parts thousands, and what may have."""

import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Placed
from pdf2form.sources.scan.points import read_point

EM = 27.0


def number(text: str) -> list[Placed]:
    """A number whose marks end where its figures do, read for certain."""
    return [
        Placed(Letter(each, 0.0, 1.0, 0.99), Box(14.0 * k, 16.0 if each.isdigit() else 33.0, 14.0 * k + 10, 36.0))
        for k, each in enumerate(text)
    ]


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
    found = read_point(placed[at], placed, at, EM)
    assert found.letter.text == "."
    assert (found.letter.confidence >= 0.9) == certain
