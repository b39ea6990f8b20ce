"""The committed scans (`python -m fixtures.scans --committed`): what is wrong is doubted, what is right is in place."""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scan_score import Value, compare, distance, reading_at
from bench.values import true_forms
from fixtures import departments
from fixtures.scans import FONT, RECIPES, SCANNED, Job, committed, scan, scan_name
from pdf2form import convert
from pdf2form.page import Box, Spot, Turn
from pdf2form.record import Record
from pdf2form.sources import pdfium
from pdf2form.sources.scan import Scanner, reading
from pdf2form.sources.scan.photo import Photo, read_photo
from pdf2form.sources.scan.upright import Turned, find_upright, turned

JOBS: dict[str, Job] = {}
"""By recipe; of some there is another."""
for job in committed():
    JOBS[f"other-{job.recipe.name}" if job.recipe.name in JOBS else job.recipe.name] = job
LEAST = {
    "bilevel-300": 97,
    "skew-300": 100,
    "seal-300": 100,
    "jpeg-200": 96,
    "seal-200": 93,
    "curl-200": 100,
    "faded-200": 100,
    "shadow-200": 100,
    "upside-200": 100,
    "side-200": 100,
    "bilevel-200": 98,
    "signed-200": 65,
    "copied-200": 57,
    "poor-150": 100,
    "faded-150": 100,
    "other-skew-300": 100,
    "other-curl-200": 100,
    "other-faded-200": 97,
    "other-side-200": 100,
}
"""Share of right values that a scan had when it was measured. Percent, rounded down; raise it, never lower it."""
FARTHEST, WHITE = 2.0, 2.0
"""Between the middle of a value and that of the fixture's own, moved as its page was; and more where it ends in a sign
that is half white, since a text layer counts the white and a picture does not show it. Points."""


def path_of(job: Job) -> Path:
    return SCANNED / scan_name(job)


@cache
def read(name: str) -> Record:
    return convert(path_of(JOBS[name]))


def form_of(name: str) -> Any:
    (form,) = read(name).forms
    return json.loads(form.model_dump_json())


def truth_of(name: str) -> Any:
    (truth,) = true_forms(JOBS[name].folder / "truth.json")
    return truth


def values(name: str) -> list[Value]:
    return [*compare(truth_of(name), form_of(name))]


def test_every_recipe_is_there_but_the_lossless_one() -> None:
    assert {job.recipe.name for job in JOBS.values()} == {recipe.name for recipe in RECIPES} - {"clean-300"}
    assert {path.name for path in SCANNED.glob("*")} == {scan_name(job) for job in JOBS.values()}
    assert sum(path.stat().st_size for path in SCANNED.glob("*")) < 6_000_000
    assert set(LEAST) == set(JOBS)


@pytest.mark.parametrize("name", JOBS)
def test_the_form_is_found_and_no_other(name: str) -> None:
    assert [entry.source for entry in read(name).pages] == ["ocr"] * read(name).document.pages
    assert not any(entry.fault for entry in read(name).pages)
    assert len(read(name).forms) == 1


@pytest.mark.parametrize("name", JOBS)
def test_a_value_that_is_not_as_printed_is_doubted(name: str) -> None:
    assert [value for value in values(name) if not value.right and not value.doubted] == []


@pytest.mark.parametrize("name", JOBS)
def test_so_many_values_are_right(name: str) -> None:
    wanted = [value for value in values(name) if value.wanted is not None]
    assert 100 * sum(value.right for value in wanted) // len(wanted) >= LEAST[name]


@pytest.mark.parametrize("name", JOBS)
def test_every_value_says_how_certain_it_is(name: str) -> None:
    (form,) = read(name).forms
    printed = [reading for _, reading in form.readings() if reading.raw]
    assert {reading.source for _, reading in form.readings()} == {"ocr"}
    assert all(reading.confidence is not None and 0 <= reading.confidence <= 1 for reading in printed)


@pytest.mark.parametrize("name", ["curl-200", "other-curl-200", "side-200", "other-side-200"])
@pytest.mark.skipif(not FONT.exists(), reason="the fonts of CONTRIBUTING.md are not installed")
def test_a_right_value_is_where_the_paper_has_it(name: str) -> None:
    job = JOBS[name]
    places = scan(job.path.read_bytes(), job.recipe, seed=job.seed).places
    source = json.loads(convert(job.path).forms[0].model_dump_json())
    pairs = [
        (reading_at(source, value.subject.split("/")[1:]), reading_at(form_of(name), value.subject.split("/")[1:]))
        for value in values(name)
        if value.right
    ]
    assert len(pairs) > 50
    for wanted, found in pairs:
        assert [place["page"] for place in found["where"]] == [place["page"] for place in wanted["where"]]
        most = FARTHEST + WHITE * wanted["raw"].endswith(("。", "）"))
        for one, other in zip(wanted["where"], found["where"], strict=True):
            assert distance(one["box"], other["box"], places[one["page"] - 1]) <= most, (wanted, found)


def test_a_scan_is_read_the_same_twice() -> None:
    assert convert(path_of(JOBS["shadow-200"])) == read("shadow-200")


@pytest.mark.parametrize(
    ("name", "further", "turn"),
    [
        ("upside-200", 0, 180),
        ("side-200", 0, 270),
        ("side-200", 180, 90),
        ("other-side-200", 0, 90),
        ("poor-150", 0, 0),
    ],
)
def test_a_page_that_lies_on_its_side_or_head_is_turned_back(name: str, further: Turn, turn: Turn) -> None:
    document = pdfium.open_document(path_of(JOBS[name]).read_bytes(), password=None)
    with pdfium.loaded_page(document, 1) as handle:
        assert handle is not None
        photo = read_photo(1, handle, pdfium.read_upright(handle, 1.0))
    document.close()
    assert photo.embedded
    assert find_upright(turned(photo, further)).turn == turn


def test_a_page_is_made_flat_once_for_all_that_is_asked_of_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Photo] = []

    def find(photo: Photo) -> Turned:
        made.append(photo)
        return find_upright(photo)

    monkeypatch.setattr(reading, "find_upright", find)
    document = path_of(JOBS["faded-150"]).read_bytes() + b"\n"  # no other test reads these bytes
    for _ in range(2):
        scanner = Scanner(document)
        assert scanner.find_turn(1) == 0
        assert scanner.reread(1, [Spot(1, Box(0.0, 0.0, 1.0, 1.0), "")]) == ("",)
        scanner.close()
        assert len(made) == 1
    other = Scanner(document + b"\n")
    other.find_turn(1)
    other.close()
    assert len(made) == 2


@pytest.mark.parametrize(("key", "size", "margin"), [("water-1-2023", 12.0, 100.0), ("culture-1-2023", 13.0, 120.0)])
@pytest.mark.skipif(not FONT.exists(), reason="the fonts of CONTRIBUTING.md are not installed")
def test_columns_of_single_characters_do_not_lay_a_page_on_its_side(key: str, size: float, margin: float) -> None:
    filed = next(filed for filed in departments.forms() if filed.key == key)
    narrow = departments.render(filed, size=size, margin=margin, breaks=["lines"], align="left", valign="top")
    recipe = next(recipe for recipe in RECIPES if recipe.name == "jpeg-200")
    document = pdfium.open_document(scan(narrow, recipe, seed=3).pdf, password=None)
    with pdfium.loaded_page(document, 2) as handle:
        assert handle is not None
        photo = read_photo(2, handle, pdfium.read_upright(handle, 1.0))
    document.close()
    further: tuple[Turn, ...] = (0, 90, 180, 270)
    assert [find_upright(turned(photo, turn)).turn for turn in further] == [0, 270, 180, 90]


@pytest.mark.parametrize("name", JOBS)
def test_without_recognition_a_scan_is_said_to_need_it(name: str) -> None:
    record = convert(path_of(JOBS[name]), mode="text")
    assert [entry.fault.code for entry in record.pages if entry.fault] == ["needs_ocr"] * record.document.pages
    assert (record.status, record.forms) == ("failed", ())
