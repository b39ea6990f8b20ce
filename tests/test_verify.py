"""Other readers of the same bytes: what they read differently is doubted, what they agree on is left alone."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from pikepdf import Dictionary, Name, Stream

from pdf2form import convert
from pdf2form.cli import cli
from pdf2form.convert import find_reader
from pdf2form.layout import find_sheets
from pdf2form.page import Page
from pdf2form.parse import parse_sheet
from pdf2form.record import Finding, Form, Quantity
from pdf2form.sources import lattice, text
from pdf2form.verify import Seen, Verifier
from pdf2form.verify.forms import compare_forms
from tests.handmade import FIXTURES, a_form, amount
from tests.small_pdf import saved

LIBRARY = FIXTURES / "district-library" / "reportlab-lines.pdf"
SOUND = [
    *("city-data/xlsx.pdf", "city-rotated/reportlab-bars-270.pdf", "beijing-transit/docx.pdf"),
    *("mof-park/reportlab-boxes-closed.pdf", "mof-river/chromium.pdf", "two-forms/reportlab-pieces.pdf"),
]

Change = Callable[[Page], Page]


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier() as started:
        yield started


def look(document: bytes, change: Change = lambda page: page) -> Seen:
    """Read as `convert` does, with a first reader that may stumble."""
    pages = [change(page) for page in text.read_pages(document).pages]
    sheets = find_sheets(pages)
    forms = [parse_sheet(sheet, number=n) for n, sheet in enumerate(sheets, start=1)]
    return Seen({page.number: page for page in pages}, sheets, forms)


def verify(verifier: Verifier, change: Change) -> tuple[Form, list[Finding]]:
    document = LIBRARY.read_bytes()
    seen = look(document, change)
    (found,) = verifier.compare(document, seen, password=None)
    return seen.forms[0], [*found]


def doubts(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.rule, finding.subject) for finding in findings if finding.result == "doubt"}


def both(*subjects: str) -> set[tuple[str, str]]:
    return {(rule, subject) for rule in ("second-reading", "second-cells") for subject in subjects}


def where_is(page: Page, word: str) -> int:
    """Return where a run of characters begins among the glyphs of a page."""
    return "".join(glyph.text[0] for glyph in page.glyphs).index(word)


@pytest.mark.parametrize("name", SOUND)
def test_no_value_of_a_sound_document_is_doubted(verifier: Verifier, name: str) -> None:
    document = (FIXTURES / name).read_bytes()
    found = verifier.compare(document, look(document), password=None)
    assert found
    assert not any(doubts([*findings]) for findings in found)


def test_a_digit_that_only_the_first_reader_has_is_doubted_and_kept(verifier: Verifier) -> None:
    def misread(page: Page) -> Page:
        at = where_is(page, "9.85") + 3
        return page._replace(glyphs=(*page.glyphs[:at], page.glyphs[at]._replace(text="6"), *page.glyphs[at + 1 :]))

    form, found = verify(verifier, misread)
    assert doubts(found) == both("/funding/0/score")
    assert form.funding[0].score
    assert form.funding[0].score.value == Decimal("9.86")
    for finding in found:
        assert "“9.85”" in finding.message.en
        assert "“9.86”" in finding.message.zh
        assert finding.suggested is None
        assert finding.where == form.funding[0].score.where


def test_a_character_in_its_neighbours_cell_is_doubted_in_both(verifier: Verifier) -> None:
    def shifted(page: Page) -> Page:
        at = where_is(page, "98.50%") + 4
        glyph = page.glyphs[at]
        beyond = page.glyphs[where_is(page, "9.85") + 3].x1 + 1
        moved = glyph._replace(x0=beyond, x1=beyond + glyph.x1 - glyph.x0)
        return page._replace(glyphs=(*page.glyphs[:at], moved, *page.glyphs[at + 1 :]))

    _, found = verify(verifier, shifted)
    assert doubts(found) == both("/funding/0/rate", "/funding/0/score")


def test_a_lost_ruling_is_doubted(verifier: Verifier) -> None:
    def without_ruling(page: Page) -> Page:
        nine, six = (page.glyphs[where_is(page, word)] for word in ("98.50%", "9.85"))
        return page._replace(rulings=tuple(x for x in page.rulings if not (x.axis == "v" and nine.x1 < x.at < six.x0)))

    _, found = verify(verifier, without_ruling)
    rules = {rule for rule, _ in doubts(found)}
    assert rules == {"second-reading", "second-cells"}


def test_a_row_that_the_first_reader_lost_with_its_rulings_is_doubted(verifier: Verifier) -> None:
    def cut(page: Page) -> Page:
        foot = page.glyphs[where_is(page, "总分")].top - 4
        return page._replace(
            glyphs=tuple(glyph for glyph in page.glyphs if glyph.top < foot),
            rulings=tuple(
                ruling._replace(end=min(ruling.end, foot)) if ruling.axis == "v" else ruling
                for ruling in page.rulings
                if ruling.axis == "v" or ruling.at < foot + 4
            ),
        )

    _, found = verify(verifier, cut)
    assert ("second-cells", "") in doubts(found)
    assert ("second-reading", "/total/score") in doubts(found)


def test_what_was_recognised_is_not_compared_and_that_is_said(verifier: Verifier) -> None:
    _, found = verify(verifier, lambda page: page._replace(source="ocr"))
    assert [(finding.rule, finding.result) for finding in found] == [
        ("second-reading", "unchecked"),
        ("second-cells", "unchecked"),
    ]
    assert "recognised" in found[0].message.en


def test_a_reader_that_gives_no_answer_costs_no_value() -> None:
    document = LIBRARY.read_bytes()
    with Verifier(patience=0, patience_a_page=0) as hasty:
        (found,) = hasty.compare(document, look(document), password=None)
    assert [(finding.rule, finding.result, finding.subject) for finding in found] == [
        ("second-reading", "unchecked", ""),
        ("second-cells", "unchecked", ""),
    ]
    assert "not done after 0 s" in found[0].message.en


# --- Files on which the readers differ ----------------------------------------------------------------------


def with_score(show: str, **font: object) -> bytes:
    """Print the score 9.85 of a sound form in another way, with a font /T."""
    with pikepdf.open(LIBRARY) as pdf:
        page = pdf.pages[0]
        about = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        for key, value in font.items():
            about[f"/{key}"] = Stream(pdf, value) if isinstance(value, bytes) else value
        page.Resources.Font["/T"] = pdf.make_indirect(about)
        lines = []
        for shown in pikepdf.parse_content_stream(page):
            line = pikepdf.unparse_content_stream([shown])
            score = str(shown.operator) == "Tj" and bytes(shown.operands[0]) == "9.85".encode("utf-16-be")
            lines.append(f"/T 9 Tf {show}".encode() if score else line)
        page.Contents = Stream(pdf, b"\n".join(lines))
        return saved(pdf)


def mapping(rows: str, space: str = "<00> <FF>") -> bytes:
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange"
    return f"{head} {space} endcodespacerange {rows} endcmap end end".encode()


TWO_BYTES = mapping("1 beginbfchar <0035> <0036> endbfchar", "<0000> <FFFF>")
CID_RANGE = mapping("1 begincidrange <35> <35> 54 endcidrange")
THREE_DIGITS = mapping("1 beginbfchar <35> <036> endbfchar")

TRAPS = {
    "a code of two bytes for a font of one": with_score("(9.85) Tj", ToUnicode=TWO_BYTES),
    "character numbers in a map to Unicode": with_score("(9.85) Tj", ToUnicode=CID_RANGE),
    "a target of three digits": with_score("(9.85) Tj", ToUnicode=THREE_DIGITS),
    "an encoding of another kind of font": with_score("(9.85) Tj", Encoding=Name.MacExpertEncoding),
    "letters in a string of hex digits": with_score("<392e38zz35> Tj"),
    "an octal code beyond a byte": with_score(r"(9.8\465) Tj"),
    "a soft hyphen before a number": with_score(r"(\2559.85) Tj"),
    "a font that is not there": with_score("/Missing 9 Tf (9.85) Tj"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_value_that_the_file_leaves_to_the_reader_is_doubted(verifier: Verifier, trap: str) -> None:
    seen = look(TRAPS[trap])
    (found,) = verifier.compare(TRAPS[trap], seen, password=None)
    assert "/funding/0/score" in {finding.subject for finding in found if finding.result == "doubt"}


@pytest.mark.parametrize("show", ["(9.85) Tj", "(9.85) Tj 3 Tr (5) Tj 0 Tr", "(9.85) Tj 0.3 0 Td (9.85) Tj"])
def test_another_font_invisible_and_doubled_text_are_no_disagreement(verifier: Verifier, show: str) -> None:
    document = with_score(show)
    (found,) = verifier.compare(document, look(document), password=None)
    assert found == ()


def test_what_another_reader_cannot_decode_is_said_and_no_disagreement(verifier: Verifier) -> None:
    document = with_score("(9.85) Tj", ToUnicode=mapping("1 beginbfchar <35> <> endbfchar"))
    (found,) = verifier.compare(document, look(document), password=None)
    assert {(finding.result, finding.inputs) for finding in found} == {("unchecked", ("/funding/0/score",))}


# --- Forms beside forms --------------------------------------------------------------------------------------


def compare(mine: Form, *theirs: Form) -> list[tuple[str, str]]:
    (found,) = compare_forms([mine], theirs, unread={})
    return [(finding.result, finding.subject) for finding in found]


def test_equal_forms_and_other_blanks_give_nothing() -> None:
    other = a_form()
    assert other.project
    spaced = other.model_copy(update={"project": other.project.model_copy(update={"raw": "望海市 养老服务"})})
    assert compare(a_form(), spaced) == []


def test_equal_characters_that_mean_something_else_are_doubted() -> None:
    form = a_form()
    row = form.indicators[0]
    assert row.actual
    other = row.model_copy(update={"actual": row.actual.model_copy(update={"value": Quantity(text="不合理")})})
    assert compare(form, form.model_copy(update={"indicators": (other,)})) == [("doubt", "/indicators/0/actual")]


def test_a_form_that_only_one_reader_finds_is_doubted() -> None:
    assert compare(a_form()) == [("doubt", "")]
    assert compare(a_form(), a_form(), a_form(number=2)) == [("doubt", "")]


def test_a_row_more_or_less_is_one_doubt_and_shifts_no_row_below_it() -> None:
    form = a_form()
    row = form.indicators[0].model_copy(update={"weight": amount("7.5"), "score": amount("7")})
    long = form.model_copy(update={"indicators": (row, *form.indicators)})
    assert compare(long, form) == [("doubt", "/indicators/0")]
    assert compare(form, long) == [("doubt", "/indicators")]


# --- The option ----------------------------------------------------------------------------------------------


def test_a_verified_record_says_so_and_is_clean() -> None:
    record = convert(LIBRARY, verify=True)
    assert record.status == "clean"
    assert str(record.reader.options["verify"]).startswith("pdfplumber ")
    assert record.reader != find_reader()


def test_a_doubt_of_a_second_reader_flags_the_document() -> None:
    document = TRAPS["a soft hyphen before a number"]
    assert not any(finding.rule == "second-reading" for finding in convert(document).forms[0].findings)
    assert convert(document, verify=True).status == "flagged"


def test_without_camelot_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lattice, "PACKAGE", "camelot-that-nobody-has")
    result = CliRunner().invoke(cli, ["convert", "no-such-file.pdf", "--verify", "-o", "-"])
    assert result.exit_code == 6
    assert "pip install 'pdf2form[verify]'" in result.stderr
    assert result.stdout == ""


def test_a_record_that_was_not_verified_is_read_again(tmp_path: Path) -> None:
    said = [
        CliRunner().invoke(cli, ["convert", str(LIBRARY), "-o", str(tmp_path), *options]).stderr.splitlines()[-1]
        for options in ([], ["--verify"], ["--verify"])
    ]
    assert ["1 read now" in line for line in said] == [True, True, False]
