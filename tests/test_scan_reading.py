"""What becomes of the lines of a page: marks that are all there is in their row."""

import cv2
import numpy as np
import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.lone_marks import find_lone_marks, is_stray
from pdf2form.sources.scan.placed import Placed
from pdf2form.sources.scan.reading import Read, _is_legible, read_lines, recognise


def read(text: str, confidence: float, cell: Box | None) -> Read:
    box = Box(10.0, 10.0, 14.0, 14.0)
    placed = [Placed(Letter(each, 0.0, 1.0, confidence), box) for each in text]
    return Read(placed, TextLine(box, cell, 28.0), box, 28.0)


ROW, OTHER, THIRD = Box(0.0, 0.0, 100.0, 40.0), Box(100.0, 0.0, 200.0, 40.0), Box(200.0, 0.0, 300.0, 40.0)


def lone_marks(*reads: Read) -> list[bool]:
    return [cell is not None for cell in find_lone_marks([(each.line.cell, each.placed) for each in reads])]


@pytest.mark.parametrize("text", ["-", "—", ".", "~"])
def test_a_doubted_mark_alone_in_its_row_is_no_value(text: str) -> None:
    assert lone_marks(read(text, 0.5, ROW)) == [True]


@pytest.mark.parametrize("text", ["……", "指标2：", "生态效益指标"])
def test_what_a_template_prints_beside_a_mark_is_no_value_either(text: str) -> None:
    assert lone_marks(read("·", 0.5, ROW), read(text, 0.99, OTHER), read("D", 0.5, THIRD)) == [True, False, True]


def test_a_doubted_figure_beside_a_placeholder_is_no_value_and_one_beside_a_level_is() -> None:
    assert lone_marks(read("71", 0.5, ROW), read("指标2：", 0.99, OTHER)) == [True, False]
    assert lone_marks(read("71", 0.5, ROW), read("生态效益指标", 0.99, OTHER)) == [False, False]
    assert lone_marks(read("71", 0.99, ROW), read("指标2：", 0.99, OTHER)) == [False, False]


@pytest.mark.parametrize(
    ("top", "size", "stray"), [(700, 8, True), (502, 8, False), (20, 8, False), (975, 8, False), (700, 16, False)]
)
def test_a_lone_mark_in_a_high_cell_is_dust_unless_it_stands_where_a_text_would(
    top: int, size: int, *, stray: bool
) -> None:
    mark = Placed(Letter("-", 0.0, 1.0, 0.5), Box(40.0, float(top), 40.0 + size, float(top + size)))
    assert is_stray([mark], Box(0.0, 0.0, 100.0, 1000.0), 28.0) is stray
    assert not is_stray([mark], Box(0.0, top - 60.0, 100.0, top + 100.0), 28.0)


def test_a_mark_beside_values_or_that_is_certain_or_no_mark_is_read() -> None:
    assert lone_marks(read("-", 0.5, ROW), read("96.97", 0.99, OTHER)) == [False, False]
    for text, confidence, cell in (
        ("-", 0.99, ROW),
        ("。", 0.5, ROW),
        ("）", 0.5, ROW),
        ("5", 0.5, ROW),
        ("-", 0.5, None),
    ):
        assert lone_marks(read(text, confidence, cell)) == [False]


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


def page(ink: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], *lines: TextLine) -> Flat:
    """A flat page of 300 dpi with nothing but this ink, drawn four times as large."""
    grey = np.asarray(cv2.resize(ink, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8)
    nothing, bend = np.zeros(grey.shape, np.bool_), Bend(grey.shape[1], grey.shape[0], 0.0, (), ())
    return Flat(grey, grey < 150, 300 / 72, bend, (), lines, nothing, nothing, (), None, shaded=True)


def line_at(x0: float, top: float, x1: float, bottom: float) -> TextLine:
    return TextLine(Box(x0, top, x1, bottom), Box(0.0, 0.0, 200.0, 100.0), 36.0)


def test_a_lone_sign_that_the_models_take_for_a_letter_is_read_with_white_beside_it() -> None:
    ink = np.full((400, 800), 255, np.uint8)
    for stroke in (((104, 0), (0, 48), (104, 96)), ((104, 128), (0, 80))):
        cv2.polylines(ink, [np.add(stroke, (300, 120)).astype(np.int32)], False, 0, 6, cv2.LINE_AA)
    sign = line_at(74.0, 29.0, 102.0, 63.0)
    assert [each.letter.text for each in recognise(page(ink, sign), sign).placed] == ["≤"]


def test_a_number_with_a_hair_beside_it_is_the_number_and_certain() -> None:
    ink = np.full((400, 800), 255, np.uint8)
    cv2.putText(ink, "100", (60, 220), cv2.FONT_HERSHEY_SIMPLEX, 4, 0, 16, cv2.LINE_AA)
    clean = recognise(page(ink), line_at(14.0, 31.0, 78.0, 58.0))
    cv2.polylines(ink, [np.array(((420, 110), (460, 150), (470, 200), (520, 250)), np.int32)], False, 0, 6)
    line = line_at(14.0, 26.0, 132.0, 64.0)
    assert min(each.letter.confidence for each in recognise(page(ink), line).placed) < 0.9
    (swept,) = read_lines(page(ink, line))
    assert [each.letter.text for each in swept.placed] == [each.letter.text for each in clean.placed] == [*"100"]
    assert min(each.letter.confidence for each in swept.placed) > 0.9
