"""A form that was recognised is doubted as a whole where a row of it is none: those after it stand one row too low."""

import pytest

from pdf2form.parse.scanned import find_scanned
from tests.printed_form import make_form

WHOLE = "产出指标|数量指标|管护面积|≥5|5|10|10|"


def doubts(*rows: str, source: str = "ocr") -> list[tuple[str, str]]:
    form = make_form(rows=rows)
    assert form.project is not None
    read = form.model_copy(update={"project": form.project.model_copy(update={"source": source})})
    return [(found.rule, found.subject) for found in find_scanned(read)]


@pytest.mark.parametrize("piece", ["产出指标|数量指标||||||计划优先实施", "产出指标|数量指标|||5|||"])
def test_a_piece_of_a_row_shakes_the_form(piece: str) -> None:
    assert doubts(WHOLE, piece, WHOLE) == [("unsure-table", "")]
    assert doubts(WHOLE, piece, WHOLE, source="text") == []


@pytest.mark.parametrize("other", [WHOLE, "产出指标|数量指标||||||", "产出指标|数量指标|管护面积||||↑|", "|||||↑|↑|"])
def test_whole_rows_blank_rows_and_shared_points_do_not(other: str) -> None:
    assert doubts(WHOLE, other, WHOLE) == []


@pytest.mark.parametrize(
    ("raw", "odd"), [("═清溪河治理", True), ("═", True), ("清溪河治理＝", True), ("=100", False), ("A=B", False)]
)
def test_two_strokes_at_the_edge_of_a_value_without_a_number_behind_them_are_hairs(raw: str, odd: bool) -> None:
    form = make_form(rows=[WHOLE])
    assert form.project is not None
    read = form.model_copy(update={"project": form.project.model_copy(update={"source": "ocr", "raw": raw})})
    assert [(found.rule, found.subject) for found in find_scanned(read)] == [("odd-print", "/project")] * odd
