"""The text layer through PDFium: what a reader can see, where, once."""

import math

import pytest

from pdf2form.page import Page
from pdf2form.sources import text
from pdf2form.sources.objects import DEEPEST_FORM
from tests.small_pdf import small_pdf, song, unicode_map

TURN = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 300 0", 180: "-1 0 0 -1 300 300", 270: "0 -1 1 0 0 300"}


def read(content: bytes | str, **keys: object) -> Page:
    (page,) = text.read_pages(small_pdf(content, **keys)).pages  # type: ignore[arg-type]
    return page


def printed(page: Page) -> str:
    return "".join(glyph.text for glyph in page.glyphs)


def unseen(page: Page) -> str:
    return "".join(glyph.text for glyph in page.hidden)


def flat(page: Page) -> list[object]:
    """Glyphs and rulings to a tenth of a point, in an order of their own."""
    glyphs = [(g.text, *(round(side, 1) + 0.0 for side in g[1:5])) for g in page.glyphs]
    rulings = [(r.axis, *(round(side, 1) + 0.0 for side in r[1:])) for r in page.rulings]
    return [*sorted(glyphs), *sorted(rulings)]


def show(words: str, x: float = 10, y: float = 50, more: str = "") -> str:
    return f"{more} BT /Helv 10 Tf {x} {y} Td ({words}) Tj ET "


SAMPLE = show("A1") + f"BT /Song 12 Tf 40 200 Td {song('产出')} Tj ET 10 40 100 60 re S 10 150 m 200 150 l S"


def test_a_glyph_is_as_wide_as_its_advance_and_as_high_as_its_font_size() -> None:
    (glyph, _) = read(f"BT /Song 10 Tf 10 50 Td {song('产出')} Tj ET").glyphs
    assert glyph.x1 - glyph.x0 == pytest.approx(10, abs=0.01)
    assert glyph.bottom - glyph.top == pytest.approx(10, abs=0.01)
    assert glyph.top < 250 < glyph.bottom


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_like_the_upright_one(turn: int) -> None:
    assert flat(read(f"{TURN[turn]} cm {SAMPLE}", Rotate=turn)) == flat(read(SAMPLE))


def test_the_crop_box_is_the_page() -> None:
    cropped = read("1 0 0 1 20 40 cm " + SAMPLE, media=(0, 0, 400, 500), CropBox=[20, 40, 320, 340])
    assert (cropped.width, cropped.height) == (300, 300)
    assert flat(cropped) == flat(read(SAMPLE))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_user_unit_scales_everything(turn: int) -> None:
    small = read(f"{TURN[turn]} cm 0.5 0 0 0.5 0 0 cm {SAMPLE}", Rotate=turn, media=(0, 0, 300, 300), UserUnit=2)
    moved = [(g.text, g.x0, g.bottom - 300) for g in small.glyphs]
    expected = [(g.text, g.x0, g.bottom) for g in read(SAMPLE).glyphs]
    assert (small.width, small.height) == (600, 600)
    for (letter, x0, bottom), (other, other_x0, other_bottom) in zip(moved, expected, strict=True):
        assert letter == other
        assert (x0, bottom) == pytest.approx((other_x0, other_bottom), abs=0.05)


def test_forms_in_forms_are_read_where_they_are_drawn() -> None:
    inner = (b"BT /Helv 5 Tf 5 25 Td (A1) Tj ET 5 20 50 30 re S", None, [0.0, 0.0, 200.0, 200.0])
    outer = (b"q 2 0 0 2 0 0 cm /In Do Q", [1.0, 0, 0, 1, 5, 7], [0.0, 0.0, 500.0, 500.0])
    page = read(b"q 1 0 0 1 -5 -7 cm /Out Do Q", forms={"In": inner, "Out": outer})
    assert flat(page) == flat(read(show("A1") + "10 40 100 60 re S"))


def test_endless_forms_are_a_fault_and_keep_what_was_read() -> None:
    forms: dict[str, object] = {
        f"F{n}": (f"/F{n + 1} Do".encode(), None, [0.0, 0.0, 300.0, 300.0]) for n in range(DEEPEST_FORM + 3)
    }
    page = read(show("A") + "/F0 Do", forms=forms)
    assert page.fault is not None
    assert page.fault.code == "too_large"
    assert printed(page) == "A"


@pytest.mark.parametrize("ink", ["3 Tr", "7 Tr", "/Clear gs", "1 g", "0.99 1 1 rg"])
def test_what_nobody_can_see_is_hidden(ink: str) -> None:
    page = read(show("secret", more=ink))
    assert (printed(page), unseen(page)) == ("", "secret")


def test_white_text_on_a_dark_shade_is_seen() -> None:
    page = read("0 0 0.5 rg 0 0 100 100 re f " + show("white", more="1 g") + show("paper", y=150))
    assert (printed(page), unseen(page)) == ("white", "paper")


def test_text_under_a_later_shade_is_hidden() -> None:
    page = read(show("old") + "1 g 5 45 60 20 re f " + show("new", more="0 g"))
    assert (printed(page), unseen(page)) == ("new", "old")


@pytest.mark.parametrize(("x", "y"), [(400, 50), (10, -40), (-60, 50)])
def test_text_beside_the_page_is_hidden(x: float, y: float) -> None:
    assert unseen(read(show("off", x=x, y=y))) == "off"


def test_clipped_text_is_hidden() -> None:
    page = read(f"q 0 0 31 300 re W n BT /Song 10 Tf 10 50 Td {song('产出指标')} Tj ET Q")
    assert (printed(page), unseen(page)) == ("产出", "指标")


def test_seen_text_is_not_lost_behind_the_same_text_invisible() -> None:
    page = read(show("same", more="3 Tr") + show("same", more="0 Tr"))
    assert (printed(page), unseen(page)) == ("same", "")


@pytest.mark.parametrize("shift", [0.0, 0.3, 1.0])
def test_fake_bold_is_read_once(shift: float) -> None:
    assert printed(read(show("100.00") + show("100.00", x=10 + shift, y=50 + shift / 2))) == "100.00"


def test_fake_bold_glyph_by_glyph_is_read_once() -> None:
    glyphs = "".join(f"{x} 0 Td (0) Tj " for x in (0, 5.56))
    assert printed(read(f"BT /Helv 10 Tf 10 50 Td {glyphs} ET BT /Helv 10 Tf 10.3 50 Td {glyphs} ET")) == "00"


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("shift", [0.3, 2.0])
def test_fake_bold_of_sideways_text_is_read_once(turn: int, shift: float) -> None:
    assert printed(read(f"{TURN[turn]} cm " + show("100.00") + show("100.00", x=10, y=50 + shift))) == "100.00"


def test_fake_bold_across_the_edge_of_the_page_is_read_once() -> None:
    assert printed(read(show("0", x=-3) + show("0", x=-2))) == "0"


@pytest.mark.parametrize("words", ["11", "00", "--", "lll"])
def test_neighbours_are_no_doubles(words: str) -> None:
    pieces = "".join(f"({letter}) Tj " for letter in words)
    assert printed(read(f"BT /Helv 10 Tf 10 50 Td {pieces} ET")) == words


def test_an_overprint_keeps_both() -> None:
    assert sorted(printed(read(show("8") + show("3")))) == ["3", "8"]


def test_a_hyphen_at_the_end_of_a_line_stays_one() -> None:
    assert printed(read(b"BT /Helv 10 Tf 10 50 Td (A-) Tj 0 -12 Td (b 1) Tj ET")) == "A-b1"


def test_what_has_no_unicode_is_visible_as_unreadable() -> None:
    page = read("BT /Cid 10 Tf 10 50 Td <000100020041> Tj ET", unicode_map=unicode_map({"0002": "FFFE"}))
    assert printed(page) == "\ufffd" * 3


def test_a_surrogate_pair_is_one_glyph_and_a_ligature_its_letters() -> None:
    mapping = unicode_map({"0001": "D840DC00", "0002": "00660066"})
    page = read("BT /Cid 10 Tf 10 50 Td <00010002> Tj ET", unicode_map=mapping)
    assert printed(page) == "\U00020000ff"
    assert [round(glyph.x0) for glyph in page.glyphs] == [10, 20, 25]


def test_a_character_that_says_nothing_shifts_none_of_those_behind_it() -> None:
    mapping = unicode_map({"0001": "0041", "0003": "0042"})
    page = read("BT /Cid 10 Tf 10 50 Td <000100020003> Tj ET", unicode_map=mapping)
    assert [(glyph.text, round(glyph.x0)) for glyph in page.glyphs] == [("A", 10), ("\ufffd", 20), ("B", 30)]


def test_what_is_printed_counts_not_what_the_file_says_about_it() -> None:
    assert printed(read(b"BT /Helv 10 Tf 10 50 Td /Span <</ActualText (99)>> BDC (98) Tj EMC ET")) == "98"


def lines(content: str) -> list[tuple[object, ...]]:
    return sorted((r.axis, *(round(side, 1) for side in r[1:])) for r in read(content).rulings)


BOX = [("h", 200.0, 50.0, 150.0), ("h", 240.0, 50.0, 150.0), ("v", 50.0, 200.0, 240.0), ("v", 150.0, 200.0, 240.0)]


@pytest.mark.parametrize(
    "box", ["50 60 100 40 re S", "50 60 m 150 60 l 150 100 l 50 100 l s", "0.9 g 50 60 100 40 re B"]
)
def test_a_stroked_box_is_four_rulings(box: str) -> None:
    assert lines(box) == BOX


def test_a_frame_is_four_rulings() -> None:
    assert lines("49.5 59.5 101 41 re 50.5 60.5 99 39 re f*") == BOX


@pytest.mark.parametrize(
    "line",
    ["10 100 m 90 100 l S", "[3 3] 0 d 10 100 m 90 100 l S", "10 99.5 80 1 re f", "10 99.5 80 1 re B",
     "1 0 0 1 0 50 cm 10 50 m 90 50 l S", "10 99.8 m 90 100.2 l S", "0 w 10 100 m 90 100 l S",
     "10 98 80 4 re f", "0 0 0.5 rg 10 98.5 80 3 re f", "10 98 m 50 98 l 90 98 l 90 102 l 50 102 l 10 102 l f",
     "10 99.5 m 40 99.5 60 99.5 90 99.5 c 90 100.5 l 60 100.5 40 100.5 10 100.5 c h f",
     "10.5 99.5 m 89.5 99.5 l 89.8 99.5 90 99.7 90 100 c 90 100.3 89.8 100.5 89.5 100.5 c 10.5 100.5 l"
     " 10.2 100.5 10 100.3 10 100 c 10 99.7 10.2 99.5 10.5 99.5 c f"],
)  # fmt: skip
def test_a_line_is_one_ruling_however_it_is_drawn(line: str) -> None:
    assert lines(line) == [("h", 200.0, 10.0, 90.0)]


def test_a_dot_is_a_piece_of_the_ruling_that_it_continues() -> None:
    dots = "".join(f"{x} 100 1 1 re f {10 if x < 50 else 150} {x + 100} 1 1 re f " for x in range(10, 90, 3))
    found = lines(dots)
    assert len(found) == 54
    assert {at for axis, at, *_ in found if axis == "h"} == {199.5}
    assert {at for axis, at, *_ in found if axis == "v"} == {10.5, 150.5}


def test_a_lone_dot_may_be_a_piece_of_either() -> None:
    assert [axis for axis, *_ in lines("10 100 1 1 re f 50 200 1 1 re f")] == ["h", "h", "v", "v"]


def test_many_lines_of_one_path_are_pieces() -> None:
    assert len(lines("10 10 m 20 10 l 21 10 m 30 10 l 40 90 m 40 20 l S")) == 3


@pytest.mark.parametrize(
    "nothing",
    ["0.8 g 10 10 100 40 re f", "10 10 m 90 60 l S", "10 10 m 30 10 60 10 90 11 c S", "1 G 10 10 m 90 10 l S",
     "/Clear gs 10 10 m 90 10 l S", "10 400 m 90 400 l S", "10 10 m 90 10 l n", "10 w 10 50 m 90 50 l S",
     "10 10 12 4 re f", "0.7 g 10 10 80 4 re f", "10 10 80 6 re f",
     "10 10 m 40 10 60 10 90 10 c 90 11 l 80 10.4 60 10.4 10 11 c h f"],
)  # fmt: skip
def test_what_is_no_line_is_no_ruling(nothing: str) -> None:
    assert lines(nothing) == []


def test_a_clip_cuts_rulings() -> None:
    assert lines("q 0 0 50 300 re W n 10 100 m 90 100 l S 60 100 m 90 100 l S Q") == [("h", 200.0, 10.0, 50.0)]


def test_a_white_line_on_a_dark_shade_is_a_ruling() -> None:
    assert lines("0 0 0.5 rg 0 0 200 200 re f 1 G 10 100 m 90 100 l S") == [("h", 200.0, 10.0, 90.0)]


def test_a_later_shade_hides_a_ruling_but_not_the_edge_it_ends_at() -> None:
    assert lines("20 50 m 80 50 l S 10 100 m 90 100 l S 1 g 10 20 80 80 re f") == [("h", 200.0, 10.0, 90.0)]


def test_a_page_with_nothing_on_it_is_blank() -> None:
    page = read(b"")
    assert (page.source, page.fault) == ("blank", None)


@pytest.mark.parametrize("over", ["", show("bad ocr", more="3 Tr"), show("page 1")])
def test_a_scan_is_a_fault_and_not_an_empty_form(over: str) -> None:
    page = read("q 300 0 0 300 0 0 cm /Im Do Q " + over, image=True)
    assert page.fault is not None
    assert page.fault.code == "needs_ocr"


def test_text_drawn_as_outlines_needs_ocr() -> None:
    page = read("10 10 m 20 30 40 50 60 10 c f " * 60)
    assert page.fault is not None
    assert page.fault.code == "needs_ocr"


def test_a_logo_beside_text_is_no_scan() -> None:
    assert read("q 30 0 0 30 0 0 cm /Im Do Q " + show("text", y=200), image=True).fault is None


def test_only_wanted_pages_are_read_and_all_are_counted() -> None:
    pages = text.read_pages(small_pdf(show("A")), wanted=range(2, 5))
    assert (pages.count, list(pages.pages)) == (1, [])


def turned(text: str, degrees: float, *, at: str = "100 100") -> str:
    turn = math.radians(degrees)
    matrix = f"{math.cos(turn):.6f} {math.sin(turn):.6f} {-math.sin(turn):.6f} {math.cos(turn):.6f} {at}"
    return f"BT /Helv 10 Tf {matrix} Tm ({text}) Tj ET "


def test_a_page_that_stands_askew_keeps_a_box_around_each_glyph() -> None:
    page = read(turned("AB", 30))
    assert printed(page) == "AB"
    assert all(glyph.x0 < glyph.x1 and glyph.top < glyph.bottom for glyph in page.glyphs)


def test_slanted_text_among_other_text_is_a_watermark() -> None:
    page = read(show("page of text") + turned("DRAFT", 45))
    assert printed(page) == "pageoftext"
    assert "".join(glyph.text for glyph in page.hidden) == "DRAFT"


@pytest.mark.parametrize(("degrees", "along"), [(90, 1), (180, 0), (270, 1)])
def test_text_turned_in_a_cell_is_read_in_its_order(degrees: float, along: int) -> None:
    page = read(show("a page with more upright text than turned text") + turned("ABC", degrees, at="100 150"))
    letters = [glyph for glyph in page.glyphs if glyph.text in "ABC"]
    letters.sort(key=lambda glyph: glyph.top if along else glyph.x0)
    assert "".join(glyph.text for glyph in letters) == "ABC"


def test_a_code_that_names_nothing_is_no_minus() -> None:
    assert "-" not in printed(read(show("5\\0020")))
