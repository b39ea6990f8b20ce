"""Documents that hold no self-evaluation give no form, whatever words they use."""

from pathlib import Path

import pytest

from fixtures.negatives import BY_CHROMIUM, FOLDER, MADE
from pdf2form.convert import convert

NEGATIVES = sorted(FOLDER.glob("*/*.pdf"))
SHARED = sorted((Path(__file__).parent.parent.parent / "shared" / "pdfs").glob("*.pdf"))
SCANS = {"opendataloader-pdf__chinese_scan.pdf", "pdfplumber__pr-136-example.pdf"}
EMPTY = "empty-template"


def test_all_negatives_are_there() -> None:
    found = {(path.parent.name, path.stem) for path in NEGATIVES}
    assert found == {*(("reportlab", name) for name in MADE), *(("chromium", name) for name in BY_CHROMIUM)}


ZERO = [path for path in NEGATIVES if path.stem != EMPTY]


@pytest.mark.parametrize("path", ZERO, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_document_without_a_self_evaluation_gives_no_form(path: Path) -> None:
    record = convert(path)
    assert (record.status, len(record.forms)) == ("no_form", 0)
    assert [page.fault for page in record.pages if page.fault] == []


def test_an_empty_template_is_a_form_without_a_value_and_never_clean() -> None:
    (form,) = convert(FOLDER / "reportlab" / f"{EMPTY}.pdf").forms
    assert form.verdict == "flagged"
    assert form.indicators == ()
    assert {finding.rule for finding in form.findings if finding.result == "doubt"} >= {"no-indicators"}


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.name)
def test_a_real_disclosure_gives_no_form_and_a_fault_only_where_it_is_a_scan(path: Path) -> None:
    record = convert(path, mode="text" if path.name in SCANS else "auto")
    assert len(record.forms) == 0
    codes = {page.fault.code for page in record.pages if page.fault}
    assert codes == ({"needs_ocr"} if path.name in SCANS else set())


@pytest.mark.skipif(not SHARED, reason="the shared PDFs are not here")
def test_a_real_scan_that_is_no_form_gives_none_when_it_is_recognised() -> None:
    (path,) = (path for path in SHARED if path.name == "opendataloader-pdf__chinese_scan.pdf")
    record = convert(path)
    assert (record.status, len(record.forms)) == ("no_form", 0)
    assert {page.source for page in record.pages} == {"ocr"}
