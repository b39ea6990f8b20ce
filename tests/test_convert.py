import hashlib
import os
from collections.abc import Collection
from pathlib import Path

import pytest

import pdf2form
from pdf2form.batch import convert_many
from pdf2form.checks.cut import WHOLE_FORM_RULES
from pdf2form.convert import convert, find_reader, inspect_page
from pdf2form.errors import IN_CHINESE, DamagedDocument, DocumentFault, UsageFault
from pdf2form.record import Record
from tests.handmade import FIXTURES
from tests.small_pdf import small_pdf

SEED = FIXTURES / "seed-portal" / "reportlab-lines.pdf"
SCAN = "q 300 0 0 300 0 0 cm /Im Do Q"


class BadPages(frozenset[int]):
    """A selection that fails when it is asked: an error of ours, as far as `convert_many` can tell."""

    def __contains__(self, page: object) -> bool:
        raise RecursionError("too deep")


@pytest.fixture(scope="module")
def seed() -> Record:
    return convert(SEED)


def test_the_seed_gives_one_form_and_says_on_which_pages_it_stands(seed: Record) -> None:
    assert [form.form for form in seed.forms] == [1]
    assert [entry.page for entry in seed.pages if entry.forms == (1,)] == [*seed.forms[0].pages]
    assert seed.document.pages == len(seed.pages)


def test_the_findings_of_the_checks_are_in_the_form(seed: Record) -> None:
    assert any(finding.result == "pass" for finding in seed.forms[0].findings)
    bad = {"mismatch", "doubt"} & {finding.result for finding in seed.forms[0].findings}
    assert (seed.status, seed.forms[0].verdict) == (("flagged",) * 2 if bad else ("clean",) * 2)


def test_path_and_bytes_give_equal_records(seed: Record) -> None:
    assert convert(SEED.read_bytes()).model_dump_json() == seed.model_dump_json()
    assert convert(str(SEED)) == seed


def test_the_record_names_the_bytes_and_not_the_path(seed: Record) -> None:
    assert seed.document.sha256 == hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert "seed-portal" not in seed.model_dump_json()


@pytest.mark.parametrize(("name", "code"), [("empty", "empty"), ("html", "not_a_pdf"), ("encrypted", "encrypted")])
def test_a_document_that_cannot_be_read_is_a_failed_record(name: str, code: str) -> None:
    record = convert(FIXTURES / "bad" / f"{name}.pdf")
    assert record.status == "failed"
    assert record.fault
    assert record.fault.code == code


def test_the_password_opens_and_is_not_in_the_record() -> None:
    record = convert(FIXTURES / "bad" / "encrypted.pdf", password="qingyun-2024")
    assert record.status in ("clean", "flagged")
    assert "qingyun" not in record.model_dump_json()


def test_a_document_without_a_form_is_no_form() -> None:
    record = convert(FIXTURES / "bad" / "no-form.pdf")
    assert (record.status, record.forms, record.fault) == ("no_form", (), None)


def test_a_scan_has_failed_and_is_not_called_empty() -> None:
    record = convert(small_pdf(SCAN, image=True), mode="text")
    assert record.status == "failed"
    assert record.fault
    assert record.fault.code == "needs_ocr"
    assert record.pages[0].fault


def test_the_record_names_the_recogniser_unless_only_text_is_read(seed: Record) -> None:
    assert seed.reader.ocr
    assert seed.reader.ocr.startswith("PP-OCRv6 ")
    assert find_reader(mode="ocr").ocr == seed.reader.ocr
    assert find_reader(mode="text").ocr is None


def test_only_wanted_pages_are_read_and_the_record_says_so() -> None:
    record = convert(SEED, pages=range(1, 2))
    assert [entry.page for entry in record.pages] == [1]
    assert record.reader.options == {"mode": "auto", "pages": "1", "verify": None}


def test_pages_beyond_the_end_are_a_fault_and_not_an_empty_document() -> None:
    record = convert(SEED, pages=range(90, 100))
    assert record.status == "failed"
    assert record.fault
    assert record.fault.code == "no_pages"


@pytest.mark.parametrize(
    ("pages", "text"), [(range(3, 10), "3-9"), ({4}, "4"), ([9, 3, 4, 5], "3-5,9"), (range(1, 10**9), "1-999999999")]
)
def test_equal_pages_are_equal_options(pages: range | set[int] | list[int], text: str) -> None:
    assert find_reader(pages=pages).options["pages"] == text


def test_a_missing_file_raises_for_one_and_is_a_failed_record_among_many(tmp_path: Path) -> None:
    missing = tmp_path / "no.pdf"
    with pytest.raises(FileNotFoundError):
        convert(missing)
    records = [*convert_many([missing, FIXTURES / "bad" / "no-form.pdf", "a\0b"])]
    assert [record.status for record in records] == ["failed", "no_form", "failed"]
    assert records[0].fault
    assert records[0].fault.code == "unreachable"
    assert str(tmp_path) not in records[0].model_dump_json()


def test_an_error_of_ours_in_one_document_is_a_crashed_record() -> None:
    records = [*convert_many([SEED, b""], pages=BadPages({1}))]
    assert [record.fault and record.fault.code for record in records] == ["crashed", "empty"]
    assert records[0].fault
    assert "RecursionError at test_convert.py" in records[0].fault.message
    assert records[0].document.sha256
    assert convert(SEED, pages=BadPages({1})) == records[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.pdf")
    with pytest.raises(OSError, match="pipe or a device"):
        convert(tmp_path / "x.pdf")
    (record,) = convert_many([tmp_path / "x.pdf"])
    assert record.fault
    assert (record.fault.code, "on stdin" in record.fault.message) == ("unreachable", True)


@pytest.mark.parametrize("pages", [range(1, 2), range(1, 3), {1, 3}])
def test_a_form_that_the_selection_may_have_cut_is_doubted_and_its_sums_are_not_judged(pages: Collection[int]) -> None:
    (form,) = convert(SEED, pages=pages).forms
    (doubt,) = [finding for finding in form.findings if finding.rule == "page-selection"]
    assert (doubt.result, doubt.subject, form.verdict) == ("doubt", "", "flagged")
    assert not [x.rule for x in form.findings if x.rule in WHOLE_FORM_RULES and x.result in ("mismatch", "doubt")]
    (weights,) = [finding for finding in form.findings if finding.rule == "weights-sum"]
    assert (weights.result, weights.recomputed, weights.difference) == ("unchecked", None, None)
    assert "part of the pages" in weights.message.en


def test_a_selection_of_the_whole_document_is_no_doubt(seed: Record) -> None:
    chosen = convert(SEED, pages=range(1, 100))
    assert [*chosen.forms] == [*seed.forms]
    assert convert(SEED, pages=range(2, 4)).status == "no_form"


def test_a_real_mismatch_stays_where_the_selection_cuts_nothing() -> None:
    (form,) = convert(FIXTURES / "planted-total" / "reportlab-lines.pdf", pages=range(1, 100)).forms
    assert "total-score" in [finding.rule for finding in form.findings if finding.result == "mismatch"]


def test_every_fault_says_it_in_both_languages() -> None:
    codes = {fault.code for fault in DocumentFault.__subclasses__()}
    assert codes <= set(IN_CHINESE)
    for name in ("empty", "html", "encrypted"):
        fault = convert(FIXTURES / "bad" / f"{name}.pdf").fault
        assert fault
        assert fault.message.endswith(IN_CHINESE[fault.code])
    scan = convert(small_pdf(SCAN, image=True), mode="text")
    assert scan.fault
    assert scan.fault.message.count(IN_CHINESE["needs_ocr"]) == 1


def test_inspect_draws_the_page_and_a_legend_below_it() -> None:
    page, picture = inspect_page(SEED, 1)
    assert page.glyphs
    assert picture.width == round(page.width * 2)
    assert picture.height > page.height * 2


def test_inspect_says_what_it_cannot_draw() -> None:
    with pytest.raises(UsageFault, match="no page 99"):
        inspect_page(SEED, 99)
    with pytest.raises(DocumentFault):
        inspect_page(b"no pdf", 1)
    assert issubclass(DamagedDocument, DocumentFault)


def test_the_public_names_are_these() -> None:
    assert pdf2form.__all__ == ["Form", "Pdf2formError", "Record", "__version__", "convert", "convert_many"]
    assert all(getattr(pdf2form, name) for name in pdf2form.__all__)


def test_a_form_on_a_page_that_was_not_wholly_read_is_doubted() -> None:
    data = bytearray((FIXTURES / "city-rotated" / "reportlab-lines.pdf").read_bytes())
    data[3706] = ord("\x0b")  # one character of the packed page
    record = convert(bytes(data))
    assert record.status == "flagged"
    assert any(page.fault for page in record.pages)
    assert all(any(finding.rule == "damaged-page" for finding in form.findings) for form in record.forms)
    assert all(form.verdict == "flagged" for form in record.forms)
