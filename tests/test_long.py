"""Forms in long documents: several on a page, over many pages, amid prose, on turned pages and on their side."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from fixtures.disclosure import (
    DOCUMENTS,
    FOLDER,
    Leaf,
    Text,
    draw,
    form_leaves,
    form_parts,
    made,
    prose,
    true,
    untitled,
)
from pdf2form.convert import convert
from pdf2form.layout import find_sheets
from pdf2form.parse import parse_sheet
from pdf2form.record import Form
from pdf2form.sources import plumber
from tests.test_fixtures import drawn
from tests.test_golden import differences

LEAVES = {
    "two-on-a-page": [[1], [1], [2], [2]],
    "ten-pages": [list(range(1, 13))],
    "amid-prose": [[4, 5], [8], [10, 11]],
    "turned": [[2], [4, 5], [7]],
    "sideways": [[2], [3, 4], [5]],
    "mid-page": [[1, 2]],
    "report": [[10, 11], [13], [15, 16], list(range(18, 30)), [31]],
}
"""The pages of each form."""


def truths(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / name / "truth.json").read_text(encoding="utf-8"))["forms"]
    return found


def assert_right(name: str, forms: list[Form]) -> None:
    assert [list(form.pages) for form in forms] == LEAVES[name]
    for truth, form in zip(truths(name), forms, strict=True):
        assert list(differences(truth, json.loads(form.model_dump_json()))) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_value_is_right_wherever_the_form_stands(name: str) -> None:
    record = convert(FOLDER / name / "source.pdf")
    assert record.status == "clean"
    assert_right(name, list(record.forms))


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "report"])
def test_the_second_reader_gives_the_same_forms(name: str) -> None:
    sheets = find_sheets(plumber.read_pages((FOLDER / name / "source.pdf").read_bytes()).pages)
    assert_right(name, [parse_sheet(sheet, number=number) for number, sheet in enumerate(sheets, 1)])


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "report"])
def test_the_committed_document_is_the_one_that_is_made(name: str) -> None:
    pdf, truth = made(name)
    assert drawn(pdf) == drawn((FOLDER / name / "source.pdf").read_bytes())
    assert json.loads(truth)["forms"] == truths(name)


def test_no_other_long_document_is_there() -> None:
    assert {path.name for path in Path(FOLDER).iterdir()} == set(DOCUMENTS) == set(LEAVES)


def test_notes_under_a_form_are_kept_however_much_prose_follows() -> None:
    dice = random.Random(5)
    document = draw([*form_leaves("beijing-museum"), *(Leaf((Text(prose(dice)),)) for _ in range(4))])
    (form,) = convert(document).forms
    assert list(differences(true("beijing-museum"), json.loads(form.model_dump_json()))) == []


def test_a_form_without_its_title_begins_with_its_table() -> None:
    (part,) = form_parts("city-rotated", size=7.0, leading=8.4, pad_y=1.5)
    bare = untitled(part)
    assert len(bare.lines) < len(part.lines)
    assert bare.head == min(piece.cell.top for piece in part.pieces)
