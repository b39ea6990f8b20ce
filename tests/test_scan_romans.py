"""Roman figures of one character, which networks take for letters."""

import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import UNCERTAIN, Placed
from pdf2form.sources.scan.romans import read_romans
from pdf2form.sources.scan.signs import settle
from tests.drawn_line import EM, page, printed, text


def line(*letters: tuple[str, int, int]) -> list[Placed]:
    """Characters with where they begin and how wide they are."""
    return [Placed(Letter(text, 0.0, 1.0, 0.99), Box(x, 14.0, x + width, 41.0)) for text, x, width in letters]


def test_letters_that_take_the_room_of_one_character_are_one_and_doubted() -> None:
    found = read_romans(line(("到", 40, 27), ("I", 71, 9), ("V", 82, 15), ("类", 101, 27)), EM)
    assert text(found) == "到Ⅳ类"
    assert [each.letter.confidence for each in found] == [0.99, UNCERTAIN, 0.99]
    assert found[1].ink == Box(71, 14.0, 97, 41.0)


@pytest.mark.parametrize(("seen", "read"), [("ⅣV", "到Ⅳ类"), ("IⅣ", "到Ⅳ类"), ("ⅣX", "到ⅣX类"), ("ⅣⅥ", "到ⅣⅥ类")])
def test_a_figure_and_a_letter_of_it_in_the_room_of_one_are_one(seen: str, read: str) -> None:
    assert text(read_romans(line(("到", 40, 27), (seen[0], 71, 9), (seen[1], 82, 15), ("类", 101, 27)), EM)) == read


def test_a_letter_in_either_case_is_one_of_a_figure() -> None:
    assert text(read_romans(line(("到", 40, 27), ("I", 71, 9), ("v", 82, 15), ("类", 101, 27)), EM)) == "到Ⅳ类"


def test_letters_that_take_more_room_stay_letters() -> None:
    found = read_romans(line(("到", 40, 27), ("V", 71, 14), ("I", 87, 9), ("I", 102, 9), ("类", 113, 27)), EM)
    assert text(found) == "到VII类"


@pytest.mark.parametrize(("before", "letters"), [("1", "IV"), ("P", "VI"), ("到", "XX")])
def test_letters_beside_others_and_such_as_make_no_figure_stay(before: str, letters: str) -> None:
    read = line((before, 40, 12), (letters[0], 54, 12), (letters[1], 68, 12), ("类", 85, 27))
    assert text(read_romans(read, EM)) == before + letters + "类"


@pytest.mark.parametrize(("end", "read"), [(101, "到Ⅴ类"), (92, "到V类")])
def test_one_letter_is_a_figure_where_it_has_the_place_of_a_character(end: int, read: str) -> None:
    assert text(read_romans(line(("到", 40, 27), ("V", 74, 15), ("类", end, 27)), EM)) == read


@pytest.mark.parametrize(("end", "read"), [(101, "到|类"), (80, "到类")])
def test_a_stroke_in_the_place_of_a_character_is_no_piece_of_a_ruling(end: int, read: str) -> None:
    assert text(settle(line(("到", 40, 27), ("|", 73, 3), ("类", end, 27)), printed(page()), EM)) == read
