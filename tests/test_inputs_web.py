"""URLs: documents, archives, folders and patterns elsewhere, and what is not fetched from there."""

import hashlib
import io
import pickle
import socket
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from pdf2form.errors import DocumentFault, MissingPackage, TooLarge, Unreachable
from pdf2form.inputs import Input, Inputs, Stamp, Web, find_inputs, http, urls
from pdf2form.inputs.urls import UrlPlace, is_url
from pdf2form.inputs.web import is_private
from tests.web_server import Answer, Served, serving

PDF = b"%PDF-1.7 " + bytes(range(256)) * 999
HTML = b"<!DOCTYPE html><title>404</title>"


def packed(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.pdf", data)
    return target.getvalue()


ARCHIVE = packed(一=PDF, 二=b"2")
ANSWERS = {
    "/a.pdf": Answer(PDF, headers={"ETag": '"1"'}),
    "/dated.pdf": Answer(PDF, headers={"Last-Modified": "Thu, 02 Jan 2025 03:04:05 GMT"}),
    "/plain.pdf": Answer(PDF),
    "/no-head.pdf": Answer(PDF, headers={"ETag": '"1"'}, allow_head=False),
    "/page.pdf": Answer(HTML),
    "/down.pdf": Answer(HTML, status=503),
    "/cut.pdf": Answer(b"%PDF", headers={"Content-Length": "999"}),
    "/moved.pdf": Answer(status=302, headers={"Location": "/a.pdf"}),
    "/loop.pdf": Answer(status=302, headers={"Location": "/loop.pdf"}),
    "/to-file.pdf": Answer(status=302, headers={"Location": "file:///etc/hosts"}),
    "/a.zip?year=2024": Answer(ARCHIVE),
    "/%E8%A1%A8.pdf": Answer(PDF),
    "/broken.zip": Answer(ARCHIVE[:99]),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(ANSWERS) as served:
        yield served


@pytest.fixture
def web(tmp_path: Path) -> Web:
    return Web(tmp_path, allow_private=True)


@pytest.fixture
def memory() -> Iterator[str]:
    """A store with documents in folders."""
    files = fsspec.filesystem("memory")
    for name, data in {"a.pdf": PDF, "sub/b.PDF": b"2", "sub/c.zip": ARCHIVE, "notes.docx": b""}.items():
        files.pipe(f"/bucket/{name}", data)
    yield "memory://bucket"
    files.rm("/bucket", recursive=True)


def faults(found: Inputs) -> list[str]:
    return [one.fault.code if one.fault else "" for one in found.inputs]


def read(one: Input) -> bytes:
    assert one.place
    return one.place.read()


def test_a_document_is_fetched_also_by_another_process(server: Served, web: Web) -> None:
    found = find_inputs([f"{server.url}/a.pdf", f"{server.url}/moved.pdf", f"{server.url}/表.pdf"], web=web)
    assert [one.source.removeprefix(server.url) for one in found.inputs] == ["/a.pdf", "/moved.pdf", "/表.pdf"]
    assert [read(pickle.loads(pickle.dumps(one))) for one in found.inputs] == [PDF] * 3


def test_a_web_page_is_given_as_it_is(server: Served) -> None:
    assert UrlPlace(f"{server.url}/page.pdf", True).read() == HTML


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/down.pdf", "the server answers 503"),
        ("/none.pdf", "the server answers 404"),
        ("/cut.pdf", "broke off before all had come"),
        ("/loop.pdf", "redirects more than 10 times"),
        ("/to-file.pdf", "the one that the server redirects to"),
    ],
)
def test_what_a_server_does_not_give_is_unreachable(server: Served, path: str, said: str) -> None:
    with pytest.raises(Unreachable, match=said):
        UrlPlace(server.url + path, True).read()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/a.pdf", "http://nowhere.invalid/a.pdf", "http://127.1/", "http://[/", "http://"]
)
def test_where_no_server_is_nothing_is_reached_and_it_is_said_in_words(url: str) -> None:
    for ask in (UrlPlace(url, True).read, UrlPlace(url, True).stamp):
        with pytest.raises(Unreachable, match=r"^(no connection|the URL)(?!.*Error)"):
            ask()


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PATIENCE_FOR_MORE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = UrlPlace(f"http://127.0.0.1:{silent.getsockname()[1]}/a.pdf", True)
        with pytest.raises(Unreachable, match="no byte in"):
            place.read()


def test_no_more_is_fetched_than_the_limit(server: Served, monkeypatch: pytest.MonkeyPatch, memory: str) -> None:
    monkeypatch.setattr(urls, "LARGEST_DOCUMENT", len(PDF) - 1)
    for url in (f"{server.url}/a.pdf", f"{memory}/a.pdf"):
        with pytest.raises(TooLarge, match=str(len(PDF) - 1)):
            UrlPlace(url, True).read()


def test_a_stamp_is_what_the_server_says_without_sending_the_document(server: Served) -> None:
    stamps = {path: UrlPlace(f"{server.url}/{path}.pdf", True).stamp() for path in ("a", "dated", "plain", "no-head")}
    size = str(len(PDF))
    dated = Stamp(size, "Thu, 02 Jan 2025 03:04:05 GMT")
    assert stamps == {"a": Stamp(size, '"1"'), "dated": dated, "plain": None, "no-head": None}


def test_an_archive_is_fetched_once_and_its_digest_tells_when_it_changes(server: Served, web: Web) -> None:
    before = len(server.asked)
    found = find_inputs([f"{server.url}/a.zip?year=2024"], web=web)
    assert [one.source.removeprefix(server.url) for one in found.inputs] == [
        "/a.zip?year=2024/一.pdf",
        "/a.zip?year=2024/二.pdf",
    ]
    assert [read(one) for one in found.inputs] == [PDF, b"2"]
    assert server.asked[before:] == ["GET /a.zip?year=2024"]
    place = found.inputs[0].place
    assert place
    stamp = place.stamp()
    assert stamp
    assert stamp.mtime.startswith(hashlib.sha256(ARCHIVE).hexdigest())
    assert find_inputs([f"{server.url}/a.zip?year=2024"], web=web).inputs[0].place != place


def test_archives_that_cannot_be_had_are_inputs_with_faults(server: Served, web: Web) -> None:
    names = [f"{server.url}/{name}" for name in ("broken.zip", "none.zip", "a.rar")]
    found = find_inputs(names, web=web)
    assert [one.source for one in found.inputs] == names
    assert faults(found) == ["bad_archive", "unreachable", "bad_archive"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_an_address_of_this_machine_is_refused_before_anything_is_asked(web: Web, host: str) -> None:
    with serving(ANSWERS) as served:
        url = served.url.replace("127.0.0.1", host)
        (one,) = find_inputs([f"{url}/a.pdf"], web=web._replace(allow_private=False)).inputs
        for ask in (lambda: read(one), one.place.stamp if one.place else None):
            assert ask
            with pytest.raises(Unreachable, match="a private address; --allow-private reads it"):
                ask()
        assert served.asked == []


def test_a_redirect_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "is_private", lambda address: address == "127.0.0.2")
    with serving(ANSWERS, host="127.0.0.2") as inside:
        away = {"/a.pdf": Answer(status=302, headers={"Location": f"{inside.url}/a.pdf"})}
        with serving(away) as outside, pytest.raises(Unreachable, match=r"leads to 127\.0\.0\.2, a private address"):
            UrlPlace(f"{outside.url}/a.pdf").read()
        assert (outside.asked, inside.asked) == (["GET /a.pdf"], [])


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1"),
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_addresses_that_are_not_of_the_public_internet_are_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "202.96.209.5", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_not_private(address: str) -> None:
    assert not is_private(address)


def test_a_folder_of_a_store_gives_what_is_below_it(memory: str, web: Web) -> None:
    for name in (f"{memory}/", memory):
        found = find_inputs([name], web=web._replace(allow_private=False))
        shown = [one.source.partition("bucket/")[2] for one in found.inputs]
        assert shown == ["a.pdf", "sub/b.PDF", "sub/c.zip/一.pdf", "sub/c.zip/二.pdf"]
        assert [read(one) for one in found.inputs] == [PDF, b"2", PDF, b"2"]
        assert found.skipped == {".docx": 1}


def test_a_pattern_of_a_store_gives_what_it_matches(memory: str, web: Web) -> None:
    found = find_inputs([f"{memory}/**/*.PDF", f"{memory}/*.xyz"], web=web)
    assert [one.source.partition("bucket/")[2] for one in found.inputs] == ["sub/b.PDF", "*.xyz"]
    assert faults(found) == ["", "unreachable"]


def test_a_document_of_a_store_whose_name_looks_like_a_pattern_is_itself(memory: str, web: Web) -> None:
    fsspec.filesystem("memory").pipe("/bucket/x[1].pdf", b"x")
    (one,) = find_inputs([f"{memory}/x[1].pdf"], web=web).inputs
    assert read(one) == b"x"


def test_a_stamp_of_a_store_changes_with_the_document_and_is_the_same_from_a_folder(memory: str, web: Web) -> None:
    (listed, *_) = find_inputs([memory], web=web).inputs
    (named,) = find_inputs([f"{memory}/a.pdf"], web=web).inputs
    assert listed.place
    assert named.place
    stamp = named.place.stamp()
    assert (stamp, stamp and stamp.size) == (listed.place.stamp(), str(len(PDF)))
    fsspec.filesystem("memory").pipe("/bucket/a.pdf", PDF)
    assert named.place.stamp() != stamp


def test_what_a_store_does_not_have_is_said(memory: str, web: Web) -> None:
    fsspec.filesystem("memory").pipe("/bucket/other/x.txt", b"")
    assert faults(find_inputs([f"{memory}/other/", f"{memory}/none/"], web=web)) == ["no_pdf", "no_pdf"]
    for ask in (UrlPlace(f"{memory}/none.pdf").read, UrlPlace(f"{memory}/none.pdf").stamp):
        with pytest.raises(Unreachable, match="nothing of this name"):
            ask()


LISTING = """<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><KeyCount>1</KeyCount>
<IsTruncated>false</IsTruncated><Contents><Key>2024/a.pdf</Key><LastModified>2025-01-02T03:04:05.000Z</LastModified>
<ETag>"1"</ETag><Size>SIZE</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>"""


def test_s3_is_listed_and_read(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = Answer(LISTING.replace("SIZE", str(len(PDF))).encode(), headers={"Content-Type": "application/xml"})
    with serving({"/bucket": listing, "/bucket/2024/a.pdf": Answer(PDF, headers={"ETag": '"1"'})}) as served:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, "nobody")
        monkeypatch.setenv("AWS_ENDPOINT_URL", served.url)
        (one,) = find_inputs(["s3://bucket/2024/"], web=web).inputs
        assert one.source == "s3://bucket/2024/a.pdf"
        assert one.place
        assert one.place.stamp() == Stamp(str(len(PDF)), '"1"')
        assert read(one) == PDF


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://169.254.169.254/a.pdf", "--allow-private reads it"),
        ("simplecache::http://127.0.0.1/a.pdf", "URLs in URLs are not read"),
    ],
)
def test_what_might_lead_to_a_private_address_unseen_is_refused(web: Web, url: str, said: str) -> None:
    (one,) = find_inputs([url], web=web._replace(allow_private=False)).inputs
    assert one.fault
    assert (one.fault.code, said in one.fault.message) == ("unreachable", True)


def test_a_kind_of_url_that_nobody_knows_is_unreachable(web: Web) -> None:
    assert faults(find_inputs(["nosuch://a/b.pdf"], web=web)) == ["unreachable"]


@pytest.mark.parametrize("url", ["s3://", "s3:///", "s3://*", "s3://*/a.pdf"])
def test_all_of_a_store_is_not_looked_through(web: Web, url: str) -> None:
    (one,) = find_inputs([url], web=web).inputs
    assert one.fault
    assert (one.fault.code, "s3://bucket/folder/" in one.fault.message) == ("unreachable", True)


def test_a_url_of_a_file_is_the_file(tmp_path: Path, web: Web) -> None:
    (tmp_path / "a b.pdf").write_bytes(PDF)
    for kind in ("file", "local"):
        (one,) = find_inputs([f"{kind}://{tmp_path}/a%20b.pdf"], web=web).inputs
        assert (one.source, read(one)) == (f"{tmp_path}/a b.pdf", PDF)


def test_a_password_in_a_url_is_in_no_table(web: Web) -> None:
    (one,) = find_inputs(["https://me:secret@example.invalid/a.pdf"], web=web).inputs
    assert one.source == "https://me:***@example.invalid/a.pdf"
    with pytest.raises(DocumentFault) as caught:
        read(one)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("name", "truth"), [("s3://a/b", True), ("C:\\a", False), ("C:/a", False), ("a.pdf", False)])
def test_a_url_is_told_from_a_path(name: str, truth: bool) -> None:
    assert is_url(name) is truth


@pytest.mark.parametrize(
    ("package", "module", "url"),
    [("aiohttp", "http", "https://example.invalid/a.pdf"), ("fsspec", "stores", "s3://bucket/a.pdf")],
)
def test_a_missing_package_is_said_with_what_to_do(
    package: str, module: str, url: str, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"pdf2form.inputs.{module}", raising=False)
    with pytest.raises(MissingPackage, match=r"pip install 'pdf2form\[cloud\]'"):
        find_inputs([url], web=web)
