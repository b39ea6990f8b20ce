"""Text layers that lie: no wrong value without a doubt, and none of the honest ones doubted."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.traps import FOLDER, FORM, TRAPS
from pdf2form.convert import convert
from pdf2form.record import Record

TRUTH = json.loads((FOLDER.parent / FORM / "truth.json").read_text(encoding="utf-8"))
LISTED: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "traps.toml").read_text(encoding="utf-8"))


def path_of(name: str) -> Path:
    return FOLDER / "pdf" / f"{name}.pdf"


def readings(truth: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every printed value with the place where it must be read."""
    if isinstance(truth, dict) and set(truth) == {"raw", "value"}:
        yield at, truth["value"]
    elif isinstance(truth, dict):
        for key in truth.keys() - {"findings", "ignored"}:
            yield from readings(truth[key], f"{at}/{key}")
    elif isinstance(truth, list):
        for index, each in enumerate(truth):
            yield from readings(each, f"{at}/{index}")


def found_at(form: Any, subject: str) -> Any:
    for step in subject.strip("/").split("/"):
        if form is None or (step.isdigit() and int(step) >= len(form)):
            return None
        form = form[int(step)] if step.isdigit() else form.get(step)
    return form["value"] if form else None


def wrong(record: Record) -> dict[str, bool]:
    """Return the values that are not as printed, and whether each is doubted, by itself or with its form."""
    (form,) = record.forms
    doubted = {finding.subject for finding in form.findings if finding.result == "doubt"}
    read = json.loads(form.model_dump_json())
    return {
        subject: bool({subject, ""} & doubted) for subject, value in readings(TRUTH) if found_at(read, subject) != value
    }


def test_every_trap_is_there_and_listed() -> None:
    assert list(LISTED) == [trap.name for trap in TRAPS]
    assert {path.stem for path in (FOLDER / "pdf").glob("*.pdf")} == set(LISTED)
    assert len({trap.about for trap in TRAPS}) >= 40


@pytest.mark.parametrize("name", [name for name, trap in LISTED.items() if trap["must"] == "right"])
def test_what_can_be_trusted_is_read_right_and_clean(name: str) -> None:
    record = convert(path_of(name))
    assert (record.status, wrong(record)) == ("clean", {})


@pytest.mark.parametrize("name", [name for name, trap in LISTED.items() if trap["must"] == "doubt"])
def test_a_value_that_is_not_as_printed_has_a_doubt(name: str) -> None:
    record = convert(path_of(name))
    assert record.status == "flagged"
    assert not any(page.fault for page in record.pages)
    assert all(wrong(record).values()), wrong(record)


WORTHLESS = {name: trap["about"] for name, trap in LISTED.items() if trap["must"] == "fault"}
ONE_OF_A_KIND = sorted({about: name for name, about in WORTHLESS.items() if name != "outlines"}.values())
"""The outlines are dots: there is nothing to recognise."""


@pytest.mark.parametrize("name", WORTHLESS)
def test_a_page_whose_text_is_worthless_needs_recognition(name: str) -> None:
    record = convert(path_of(name), mode="text")
    assert [page.fault.code for page in record.pages if page.fault] == ["needs_ocr"]
    assert record.status == ("flagged" if record.forms else "failed")
    assert all(form.verdict == "flagged" for form in record.forms)


@pytest.mark.parametrize("name", ONE_OF_A_KIND)
def test_a_page_whose_text_is_worthless_is_recognised_and_not_wrong_without_a_doubt(name: str) -> None:
    record = convert(path_of(name))
    faults = ["coarse"] if name.startswith("scan-") else [None]  # the pictures have 108 dpi
    assert [page.fault and page.fault.code for page in record.pages if page.source == "ocr"] == faults
    assert all(wrong(record).values()), wrong(record)


def test_only_the_font_that_lies_is_doubted() -> None:
    (form,) = convert(path_of("figures-of-one-font")).forms
    doubted = {finding.subject for finding in form.findings if finding.rule == "untrusted-text"}
    assert "/indicators/0/weight" in doubted
    assert not doubted & {"/project", "/indicators/0/level1", "/indicators/4/target"}
