"""Uncertain characters and failing numbers of scans: what is suggested, and that nothing is changed by it."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from fixtures.scan_paper import FONT
from fixtures.scans import Recipe, scan
from pdf2form import convert
from pdf2form.checks import run_checks
from pdf2form.layout import find_sheets
from pdf2form.page import Box, Glyph, Guess, Page
from pdf2form.parse import parse_sheet
from pdf2form.parse.guesses import holds
from pdf2form.record import Finding, Form, Indicator, Reading, Where
from pdf2form.second import find_second, find_spots
from pdf2form.sources import read_pages, reread
from pdf2form.sources.scan.again import find_allowed, restrict
from pdf2form.sources.scan.engine import Steps
from pdf2form.suggest import PLAUSIBLE, find_position, find_suggested, keep_guesses
from tests.handmade import FIXTURES

LIBRARY = FIXTURES / "district-library" / "reportlab-lines.pdf"
PLANTED = FIXTURES / "planted-total" / "reportlab-lines.pdf"
CROOKED = Recipe("crooked", 200, "grey", skew=1, curl=6, jpeg=75, turns=(180,))


class Slip(NamedTuple):
    """A character of a reading that is read as another one, and what else it may be."""

    subject: str
    at: int
    text: str
    others: tuple[tuple[str, float], ...]


def look(path: Path, *slips: Slip) -> tuple[Form, list[Finding]]:
    """Read a fixture of one page as a recogniser would that slips; return the checked form, and its doubts."""
    (page,) = read_pages(path.read_bytes()).pages
    readings = dict(read(page).readings())
    for slip in slips:
        page = slipped(page, slip, readings[slip.subject].where[0])
    form = read(page)
    return form, [*find_suggested(form, {1: keep_guesses(page)})]


def slipped(page: Page, slip: Slip, place: Where) -> Page:
    line = sorted((g for g in page.glyphs if holds(place, Box(*g[1:5]))), key=lambda glyph: glyph.x0)
    wrong = line[slip.at]._replace(text=slip.text)
    glyphs = [glyph for glyph in page.glyphs if glyph != line[slip.at]]
    guess = Guess(Box(*wrong[1:5]), slip.text, slip.others)
    return page._replace(glyphs=(*glyphs, wrong), guesses=(*page.guesses, guess))


def read(page: Page) -> Form:
    (sheet,) = find_sheets([page])
    form = parse_sheet(sheet, number=1)
    return form.model_copy(update={"findings": run_checks(form)})


def failing(form: Form) -> set[str]:
    return {finding.subject for finding in form.findings if finding.result == "mismatch"}


def suggestions(findings: Sequence[Finding]) -> dict[str, object]:
    return {finding.subject: finding.suggested for finding in findings}


def test_the_one_alternative_that_makes_the_form_add_up_is_suggested_and_nothing_is_changed() -> None:
    form, doubts = look(LIBRARY, Slip("/total/score", 1, "6", (("5", 0.2), ("8", 0.1))))
    assert suggestions(doubts) == {"/total/score": Decimal("95.85")}
    assert form.total.score
    assert form.total.score.value == Decimal("96.85")
    assert failing(form) == {"/total/score"}


def test_all_mismatches_of_a_reading_must_go() -> None:
    form, doubts = look(LIBRARY, Slip("/indicators/1/score", 0, "7", (("1", 0.2), ("2", 0.1))))
    assert failing(form) == {"/indicators/1/score", "/total/score"}
    assert suggestions(doubts) == {"/indicators/1/score": Decimal(20)}


def test_what_is_suggested_for_a_quantity_is_its_print() -> None:
    _, doubts = look(LIBRARY, Slip("/indicators/0/actual", 1, "8", (("6", 0.3),)))
    assert suggestions(doubts) == {"/indicators/0/actual": "36场"}


def test_two_alternatives_that_both_fit_suggest_nothing() -> None:
    form, doubts = look(LIBRARY, Slip("/total/score", 4, "9", (("5", 0.2), ("6", 0.2))))
    assert failing(form) == {"/total/score"}
    assert suggestions(doubts) == {"/total/score": None}


def test_two_readings_that_could_each_explain_a_mismatch_suggest_nothing() -> None:
    total, score = Slip("/total/score", 1, "7", (("6", 0.1),)), Slip("/indicators/3/score", 1, "4", (("5", 0.1),))
    assert suggestions(look(PLANTED, total)[1]) == {"/total/score": Decimal("96.97")}
    assert suggestions(look(PLANTED, score)[1]) == {"/indicators/3/score": Decimal("15.00")}
    assert suggestions(look(PLANTED, total, score)[1]) == {"/total/score": None, "/indicators/3/score": None}


def test_a_wrong_form_stays_wrong_whatever_is_suggested() -> None:
    form, doubts = look(PLANTED, Slip("/total/score", 1, "7", (("1", 0.2), ("", 0.2))))
    assert failing(form) == {"/total/score"}
    assert suggestions(doubts) == {"/total/score": None}


def test_unlikely_alternatives_are_not_suggested() -> None:
    _, doubts = look(LIBRARY, Slip("/total/score", 1, "6", (("5", PLAUSIBLE / 2),)))
    assert suggestions(doubts) == {"/total/score": None}


def test_where_no_arithmetic_speaks_nothing_is_suggested() -> None:
    form, doubts = look(LIBRARY, Slip("/indicators/1/level3", 0, "图", (("圆", 0.4),)))
    assert not failing(form)
    assert suggestions(doubts) == {"/indicators/1/level3": None}


def test_the_message_says_what_would_fit_in_both_languages() -> None:
    _, (doubt,) = look(LIBRARY, Slip("/total/score", 1, "6", (("5", 0.2),)))
    assert "As 95.85 it would agree with the rest of the form" in doubt.message.en
    assert "若为“95.85”，则与表内其他数字相符" in doubt.message.zh


def test_a_character_is_found_among_others_alike_in_a_wrapped_text() -> None:
    upper = [Glyph(text, 10.0 * k, 10.0, 10.0 * k + 10, 20.0) for k, text in enumerate("10个/年")]
    lower = [Glyph(text, 10.0 * k, 25.0, 10.0 * k + 10, 35.0) for k, text in enumerate("100人")]
    place = Where(page=1, box=(0.0, 10.0, 50.0, 35.0))
    guess = Guess(Box(*lower[2][1:5]), "0", ())
    assert find_position("10个/年 100人", place, guess, [*lower, *upper]) == 8
    same = [*(glyph._replace(top=10.0, bottom=20.0) for glyph in lower), *lower]
    assert find_position("100人100人", place, guess, same) is None


# --- Read once more


@pytest.fixture(scope="module")
def scanned() -> tuple[bytes, Form]:
    if not FONT.exists():
        pytest.skip("the fonts of CONTRIBUTING.md are not installed")
    pdf = scan(PLANTED.read_bytes(), CROOKED, seed=3).pdf
    (form,) = convert(pdf).forms
    return pdf, form


def with_score(form: Form, row: int, raw: str) -> Form:
    """Return a scanned form whose score was misread, with what the checks find in it."""
    line = form.indicators[row]
    assert line.score
    score: Reading[Decimal] = line.score.model_copy(update={"raw": raw, "value": Decimal(raw)})
    lines: list[Indicator] = [*form.indicators]
    lines[row] = line.model_copy(update={"score": score})
    form = form.model_copy(update={"indicators": tuple(lines)})
    return form.model_copy(update={"findings": run_checks(form)})


def test_a_mistake_of_the_paper_is_read_the_same_again(scanned: tuple[bytes, Form]) -> None:
    _, form = scanned
    assert failing(form) == {"/total/score"}
    assert [finding for finding in form.findings if finding.rule == "read-again"] == []
    assert len([*find_spots(form)]) >= 6


def test_a_misread_number_gets_a_doubt_with_the_better_reading(scanned: tuple[bytes, Form]) -> None:
    pdf, form = scanned
    form = with_score(form, 2, "10.00")
    (doubt,) = find_second(form, reread(pdf, spots=[*find_spots(form)]))
    assert (doubt.rule, doubt.result, doubt.subject) == ("read-again", "doubt", "/indicators/2/score")
    assert (doubt.printed, doubt.suggested) == (Decimal("10.00"), Decimal("19.00"))
    assert "19.00, not 10.00" in doubt.message.en
    assert "“19.00”，而非“10.00”" in doubt.message.zh


def test_no_place_is_read_again_where_the_form_adds_up(scanned: tuple[bytes, Form]) -> None:
    form = scanned[1].model_copy(update={"findings": ()})
    assert [*find_spots(form)] == []


def test_readings_with_an_uncertain_character_are_left_to_its_doubt(scanned: tuple[bytes, Form]) -> None:
    form = with_score(scanned[1], 2, "10.00")
    doubt = form.findings[0].model_copy(
        update={"rule": "uncertain-character", "result": "doubt", "subject": "/indicators/2/score"}
    )
    doubted = form.model_copy(update={"findings": (*form.findings, doubt)})
    assert len([*find_spots(doubted)]) == len([*find_spots(form)]) - 1


def test_the_recogniser_is_held_to_the_classes_that_a_number_may_have() -> None:
    codes = np.array([[3, 1, 0], [2, 3, 0], [0, 3, 2], [3, 3, 3]])
    chances = np.array([[0.6, 0.3, 0.1], [0.9, 0.1, 0.0], [0.8, 0.1, 0.1], [0.9, 0.1, 0.0]], np.float32)
    held = restrict(Steps(codes, chances), np.array([True, True, True, False]))
    assert held.codes[:, 0].tolist() == [1, 2, 0, 0]
    assert held.chances[:, 0].tolist() == pytest.approx([0.3, 0.9, 0.8, 0.0])


def test_a_number_may_have_its_own_unit_and_no_other_letter() -> None:
    classes = ("", "1", "l", "O", "k", "m", "次", "％", " ", "N", "≥")
    allowed = dict(zip(classes, find_allowed(classes, "km"), strict=True))
    assert {each for each, may in allowed.items() if may} == {"", "1", "k", "m", "％", " ", "≥"}


def test_what_a_sign_of_comparison_is_taken_for_is_left_to_the_ink() -> None:
    assert find_allowed(("N", "≥", "O"), "≥次").tolist() == [True, True, False]
