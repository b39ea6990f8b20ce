"""Opening, the upright page, rendering."""

import gc
import io
import subprocess
import sys
import zlib

import pikepdf
import pypdfium2
import pytest

from pdf2form.errors import DamagedDocument, DocumentFault, EmptyDocument, EncryptedDocument, NoPages, NotAPdf
from pdf2form.sources import plumber, read_pages, text
from pdf2form.sources.pdfium import may_have_user_unit, open_document, render_page
from tests.small_pdf import saved, small_pdf

GOOD = small_pdf(b"BT /Helv 10 Tf 10 50 Td (A) Tj ET 0 0 0 rg 0 250 50 50 re f")


def locked(user: str) -> bytes:
    with pikepdf.open(io.BytesIO(GOOD)) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=user))


BAD: list[tuple[bytes, type[DocumentFault], str]] = [
    (b"", EmptyDocument, "0 bytes"),
    (b"<!DOCTYPE html><html>404</html>", NotAPdf, "web page"),
    (b"PK\x03\x04rest", NotAPdf, "zip"),
    (b"\x89PNG\r\n", NotAPdf, "image"),
    (b"hello", NotAPdf, "hello"),
    (GOOD[:200], DamagedDocument, "damaged"),
    (b"%PDF-1.4\nrubbish", DamagedDocument, "damaged"),
    (locked("user"), EncryptedDocument, "password"),
    (saved(pikepdf.new()), NoPages, "no page"),
]


@pytest.mark.parametrize("reader", [text.read_pages, plumber.read_pages, read_pages])
@pytest.mark.parametrize(("document", "error", "says"), BAD, ids=[f"{e.__name__}-{s}" for _, e, s in BAD])
def test_what_cannot_be_opened_says_so_at_once(
    reader: object, document: bytes, error: type[DocumentFault], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert callable(reader)
    with pytest.raises(error, match=says) as caught:
        reader(document)
    assert str(caught.value).endswith(".")
    assert capfd.readouterr().err == ""


def test_a_wrong_password_is_told_from_a_missing_one() -> None:
    with pytest.raises(EncryptedDocument, match="does not open it"):
        text.read_pages(locked("user"), password="guess")
    with pytest.raises(EncryptedDocument, match="--password"):
        text.read_pages(locked("user"))


@pytest.mark.parametrize("password", ["user", "owner"])
def test_either_password_opens(password: str) -> None:
    assert [g.text for p in text.read_pages(locked("user"), password=password).pages for g in p.glyphs] == ["A"]
    assert [g.text for p in plumber.read_pages(locked("user"), password=password).pages for g in p.glyphs] == ["A"]


def test_a_document_that_anyone_may_open_needs_no_password() -> None:
    assert text.read_pages(locked("")).count == 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_rendered_page_is_upright(turn: int) -> None:
    drawn = render_page(small_pdf(b"0 250 50 50 re f", Rotate=turn), 1, dpi=72).convert("L")
    corner = {0: (10, 10), 90: (290, 10), 180: (290, 290), 270: (10, 290)}[turn]
    assert drawn.size == (300, 300)
    assert drawn.getpixel(corner) == 0
    assert drawn.getpixel((150, 150)) == 255


def test_a_rendered_page_is_as_large_as_its_user_unit_says() -> None:
    assert render_page(small_pdf(b"", UserUnit=2), 1, dpi=36).size == (300, 300)


def test_a_page_that_is_not_there_is_not_rendered() -> None:
    with pytest.raises(DocumentFault, match="no page 2"):
        render_page(GOOD, 2, dpi=72)


def test_user_unit_is_looked_for_in_object_streams_too() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        packed = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
        assert not may_have_user_unit(saved(pdf, **packed))
        pdf.pages[0].obj.UserUnit = 3
        document = saved(pdf, **packed)
    assert b"/UserUnit" not in document
    assert may_have_user_unit(document)
    assert next(text.read_pages(document).pages).width == 612 * 3


def test_user_unit_is_looked_for_in_every_object_stream() -> None:
    plain, telling = zlib.compress(b"<</Type/Page>>"), zlib.compress(b"<</Type/Page/UserUnit 2>>")
    streams = [b"1 0 obj<</Type/ObjStm/First 5>>stream\r\n" + data + b"endstream" for data in (plain, telling)]
    assert not may_have_user_unit(b"%PDF-1.5 /ObjStm " + streams[0])
    assert may_have_user_unit(b"%PDF-1.5 " + b"".join(streams))


def test_an_abandoned_reading_closes_its_document() -> None:
    started, untouched = text.read_pages(GOOD).pages, text.read_pages(GOOD).pages
    next(started)
    del started, untouched
    gc.collect()
    assert not [handle for handle in gc.get_objects() if isinstance(handle, pypdfium2.PdfDocument) and handle.raw]


def test_a_program_that_ends_in_the_middle_says_nothing() -> None:
    script = (
        "from pdf2form.sources import text; import sys;"
        "pages = text.read_pages(sys.stdin.buffer.read()).pages; next(pages)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=GOOD, capture_output=True, check=True)
    assert done.stderr == b""


def test_a_header_may_stand_behind_rubbish() -> None:
    open_document(b"x" * 1000 + GOOD).close()
    with pytest.raises(NotAPdf):
        open_document(b"x" * 2000 + GOOD)
