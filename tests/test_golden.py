"""Every fixture gives exactly the values that its data says, from both readers, and exactly the declared findings."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pdf2form.characters import plain
from pdf2form.checks import run_checks, verdict
from pdf2form.convert import convert
from pdf2form.layout import find_sheets
from pdf2form.parse import parse_sheet
from pdf2form.record import Form
from pdf2form.sources import plumber

FIXTURES = Path(__file__).parent.parent / "fixtures"
PDFS = sorted(path for path in FIXTURES.glob("*/*.pdf") if path.parent.name not in {"bad", "scanned"})
PLACES_ONLY = {"findings", "ignored"}
"""Parts of the truth that are compared in a way of their own."""
PAPER_REMARKS = {"level-without-rows"}
"""Remarks on what is printed in `ignored`, which differs from PDF to PDF of one form."""


def truths(path: Path) -> list[dict[str, Any]]:
    truth = json.loads((path.parent / "truth.json").read_text(encoding="utf-8"))
    forms: list[dict[str, Any]] = truth.get("forms", [truth])
    return forms


def differences(truth: Any, found: Any, at: str = "") -> Iterator[str]:
    """Yield what differs; characters of the text layer that only look like the printed ones count as printed."""
    if isinstance(truth, dict):
        for key in truth.keys() - PLACES_ONLY:
            yield from differences(truth[key], found.get(key) if isinstance(found, dict) else None, f"{at}/{key}")
    elif isinstance(truth, list):
        if len(truth) != len(found or ()):
            yield f"{at}: {len(truth)} expected, {len(found or ())} found"
        for index, (one, other) in enumerate(zip(truth, found or (), strict=False)):
            yield from differences(one, other, f"{at}/{index}")
    elif truth != (plain(found) if isinstance(found, str) else found):
        yield f"{at}: {truth!r} expected, {found!r} found"


def assert_right(path: Path, forms: list[Form]) -> None:
    expected = truths(path)
    assert len(forms) == len(expected)
    for truth, form in zip(expected, forms, strict=True):
        assert list(differences(truth, json.loads(form.model_dump_json()))) == []
        loud = {
            (finding.subject, finding.result)
            for finding in form.findings
            if finding.result not in ("pass", "unchecked") and finding.rule not in PAPER_REMARKS
        }
        assert loud == {(finding["subject"], finding["result"]) for finding in truth["findings"]}
        bad = any(finding["result"] in ("mismatch", "doubt") for finding in truth["findings"])
        assert form.verdict == ("flagged" if bad else "clean")


@pytest.mark.parametrize("path", PDFS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_value_is_right(path: Path) -> None:
    assert_right(path, list(convert(path).forms))


@pytest.mark.parametrize("path", PDFS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_second_reader_gives_the_same_record(path: Path) -> None:
    sheets = find_sheets(plumber.read_pages(path.read_bytes()).pages)
    forms = [parse_sheet(sheet, number=number) for number, sheet in enumerate(sheets, 1)]
    checked = [form.model_copy(update={"findings": (*form.findings, *run_checks(form))}) for form in forms]
    assert_right(path, [form.model_copy(update={"verdict": verdict(form.findings)}) for form in checked])


def test_the_seed_forms_are_read_whole() -> None:
    service = convert(FIXTURES / "seed-service" / "reportlab-lines.pdf").forms[0]
    portal = convert(FIXTURES / "seed-portal" / "reportlab-lines.pdf").forms[0]
    assert [len(service.indicators), len(portal.indicators)] == [6, 58]
    assert [form.total.score.value for form in (service, portal) if form.total.score] == [Decimal("96.97"), 100]
    assert [form.grade.value for form in (service, portal) if form.grade] == ["优", "优"]
    cut = portal.indicators[49]
    assert cut.level2
    assert cut.target
    assert (cut.level2.raw, cut.target.raw) == ("时效指标", "完成门户的设计优化及初始内容部署")
    assert [place.page for place in cut.target.where] == [2, 3]
    remarks = [finding for finding in service.findings if finding.result == "remark"]
    assert [finding.rule for finding in remarks] == ["missing-reason"] * 3


SHARED = sorted((Path(__file__).parent.parent.parent / "shared" / "pdfs").glob("*.pdf"))


@pytest.mark.skipif(not SHARED, reason="the real disclosures may not be committed, and are not here")
def test_real_disclosures_without_a_self_evaluation_give_no_form() -> None:
    assert {path.name: len(convert(path).forms) for path in SHARED} == {path.name: 0 for path in SHARED}
