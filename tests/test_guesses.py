"""Doubts about values that hold an uncertain character, and brackets whose partner stands on another page."""

import pytest

from pdf2form.page import Box, Guess
from pdf2form.parse.guesses import find_uncertain
from pdf2form.record import Where
from pdf2form.sources import read_pages
from tests.handmade import FIXTURES
from tests.test_suggest import read

PLACES = (Where(page=1, box=Box(0.0, 0.0, 50.0, 20.0)), Where(page=2, box=Box(0.0, 0.0, 50.0, 20.0)))


@pytest.mark.parametrize(
    ("raw", "pages", "width", "others", "doubts"),
    [
        ("3500.00(册次)", 2, 4.0, (), 0),
        ("3500.00(册次)", 1, 4.0, (), 1),
        ("3500.00(册次", 2, 4.0, (), 1),
        ("3500.00)册次(", 2, 4.0, (), 1),
        ("3500.00(册次)", 2, 9.0, (), 1),  # more ink than a bracket has
        ("3500.00(册次)", 2, 4.0, (("1", 0.2),), 1),
    ],
)
def test_a_bracket_is_certain_if_its_partner_stands_on_the_next_page(
    raw: str, pages: int, width: float, others: tuple[tuple[str, float], ...], doubts: int
) -> None:
    (page,) = read_pages((FIXTURES / "district-library" / "reportlab-lines.pdf").read_bytes()).pages
    form = read(page)
    assert form.project is not None
    form = form.model_copy(update={"project": form.project.model_copy(update={"raw": raw, "where": PLACES[:pages]})})
    guesses = {1: (Guess(Box(40.0, 5.0, 40.0 + width, 15.0), "(", others),)}
    assert len([*find_uncertain(form, guesses)]) == doubts
