"""camelot's characters and cells, in our points."""

from collections.abc import Sequence

import pytest

from pdf2form.errors import MissingPackage
from pdf2form.sources import lattice, text
from pdf2form.sources.lattice import Lattice, Square, read_lattice
from tests.small_pdf import small_pdf, song


def lines(xs: Sequence[int], ys: Sequence[int]) -> str:
    upright = "".join(f"{x} {ys[0]} m {x} {ys[-1]} l S " for x in xs)
    return upright + "".join(f"{xs[0]} {y} m {xs[-1]} {y} l S " for y in ys)


GRID = lines((30, 100, 200, 280), (30, 100, 200, 250))
WORDS = f"BT /Helv 10 Tf 40 50 Td (A-1) Tj 70 0 Td (b) Tj ET BT /Song 12 Tf 40 210 Td {song('产出指标')} Tj ET"


def only(document: bytes) -> Lattice:
    (found,) = read_lattice(document, password=None, wanted=[1])
    return found


def words(found: Lattice) -> list[str]:
    """What stands together in one cell."""
    together: dict[Square | None, str] = {}
    for glyph, cell in zip(found.glyphs, found.cells, strict=True):
        together[cell] = together.get(cell, "") + glyph.text
    return sorted(together.values())


@pytest.mark.parametrize("turn", [0, 180])
@pytest.mark.parametrize("crop", [[0, 0, 300, 300], [5, 15, 290, 295]])
@pytest.mark.parametrize(("media", "unit"), [((0, 0, 300, 300), 1), ((-10, -20, 310, 330), 1.5)])
def test_characters_stand_where_the_first_reader_sees_them(
    turn: int, crop: list[float], media: tuple[float, ...], unit: float
) -> None:
    document = small_pdf(GRID + WORDS, media=media, Rotate=turn, CropBox=crop, UserUnit=unit)
    (page,) = text.read_pages(document).pages
    mine, theirs = sorted(page.glyphs), sorted(only(document).glyphs)
    assert [glyph.text for glyph in mine] == [glyph.text for glyph in theirs]
    if turn:  # of a run that stands on its head the first reader exchanges the places, to read it in its order
        mine, theirs = sorted(mine, key=lambda g: g[1:5]), sorted(theirs, key=lambda g: g[1:5])
    for one, other in zip(mine, theirs, strict=True):
        assert one[1:5] == pytest.approx(other[1:5], abs=0.1)


def test_characters_are_in_the_cell_around_them() -> None:
    assert words(only(small_pdf(GRID + WORDS))) == ["A-1", "b", "产出指标"]


def test_squares_without_a_wall_between_are_one_cell() -> None:
    grid = lines((30, 280), (30, 100, 200, 250)) + "100 100 m 100 250 l S 200 100 m 200 250 l S "
    assert words(only(small_pdf(grid + WORDS))) == ["A-1b", "产出指标"]


def test_a_wall_in_the_color_of_paper_is_none() -> None:
    grid = lines((30, 280), (30, 100, 200, 250)) + "1 G 100 30 m 100 250 l S 0 G 200 30 m 200 250 l S "
    assert words(only(small_pdf(grid + WORDS))) == ["A-1b", "产出指标"]


def test_invisible_text_is_left_out() -> None:
    assert words(only(small_pdf(GRID + "BT /Helv 10 Tf 40 50 Td (1) Tj 3 Tr (2) Tj ET"))) == ["1"]


def test_a_page_without_a_ruled_table_is_not_in_the_answer() -> None:
    assert read_lattice(small_pdf(WORDS), password=None, wanted=[1]) == ()


def test_a_missing_camelot_is_said_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lattice, "PACKAGE", "camelot-that-nobody-has")
    with pytest.raises(MissingPackage, match=r"pip install 'pdf2form\[verify\]'") as caught:
        lattice.find_name()
    assert caught.value.exit_code == 6
