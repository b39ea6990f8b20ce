"""What becomes of the lines of a page: marks that are all there is in their row; pages kept for a second reading."""

from collections import Counter

import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan import upright
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.photo import Photo
from pdf2form.sources.scan.placed import Placed
from pdf2form.sources.scan.reading import Read, _is_legible, _is_lone_mark, _row


def read(text: str, confidence: float, cell: Box | None) -> Read:
    box = Box(10.0, 10.0, 14.0, 14.0)
    placed = [Placed(Letter(each, 0.0, 1.0, confidence), box) for each in text]
    return Read(placed, TextLine(box, cell, 28.0), box, 28.0)


ROW, OTHER = Box(0.0, 0.0, 100.0, 40.0), Box(100.0, 0.0, 200.0, 40.0)


@pytest.mark.parametrize("text", ["-", "—", ".", "~"])
def test_a_doubted_mark_alone_in_its_row_is_no_value(text: str) -> None:
    mark = read(text, 0.5, ROW)
    assert _is_lone_mark(mark, Counter(map(_row, [mark])))


def test_a_mark_beside_values_or_that_is_certain_or_no_mark_is_read() -> None:
    beside = [read("-", 0.5, ROW), read("96.97", 0.99, OTHER)]
    assert not _is_lone_mark(beside[0], Counter(map(_row, beside)))
    for text, confidence, cell in (
        ("-", 0.99, ROW),
        ("。", 0.5, ROW),
        ("）", 0.5, ROW),
        ("5", 0.5, ROW),
        ("-", 0.5, None),
    ):
        alone = read(text, confidence, cell)
        assert not _is_lone_mark(alone, Counter(map(_row, [alone])))


@pytest.mark.parametrize(
    ("text", "confidence", "legible"),
    [
        ("转移支付区域绩效目标自评表", 0.5, True),
        ("（2024年度）", 0.5, True),
        ("司2", 0.5, False),
        ("填报单位", 0.99, True),
        ("填报单位", 0.5, False),
    ],
)
def test_a_doubted_line_outside_tables_is_dust_unless_it_is_the_title_or_the_year(
    text: str, confidence: float, legible: bool
) -> None:
    assert _is_legible(read(text, confidence, None)) == legible
    assert _is_legible(read(text, confidence, ROW))


def photo(shade: int, side: int = 400) -> Photo:
    return Photo(np.full((side, side), shade, np.uint8), 144.0, 144.0, True)


def test_a_page_is_made_flat_once_and_only_the_last_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upright, "KEPT", 2 * 400 * 400)
    first = upright.find_upright(photo(250))
    assert upright.find_upright(photo(250)) is first
    upright.find_upright(photo(251))
    upright.find_upright(photo(252))
    assert upright.find_upright(photo(250)) is not first
    large = upright.find_upright(photo(253, side=800))
    assert upright.find_upright(photo(253, side=800)) is not large
