"""Files, folders, globs, lists, and all kinds of input through `convert`; archives and URLs have tests of their own."""

import csv
import glob
import os
import pickle
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pdf2form.cli import cli
from pdf2form.errors import UsageFault
from pdf2form.export.folder import pdf_path
from pdf2form.export.inputs import InputRow
from pdf2form.inputs import FilePlace, Input, Inputs, Web, find_inputs, read_list
from pdf2form.inputs.names import utf8
from tests.handmade import FIXTURES
from tests.input_rows import read_inputs, write_inputs
from tests.web_server import Answer, serving

CLEAN = FIXTURES / "city-data" / "reportlab-open.pdf"
NO_FORM = FIXTURES / "bad" / "no-form.pdf"
HTML = FIXTURES / "bad" / "html.pdf"


def convert(*args: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["convert", *map(str, args)], input=stdin)


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def find(*names: object) -> Inputs:
    return find_inputs(map(str, names), web=Web(FIXTURES))


def sources(found: Inputs, below: Path) -> list[str]:
    return [one.source.removeprefix(f"{below}/") for one in found.inputs]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers"
    for name in ("b.pdf", "a.PDF", "sub/c.pdf", "sub/notes.docx"):
        (papers / name).parent.mkdir(parents=True, exist_ok=True)
        (papers / name).write_bytes(b"%PDF")
    with zipfile.ZipFile(papers / "b.zip", "w") as archive:
        archive.writestr("x.pdf", b"%PDF")
    return papers


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "二〇二四.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(CLEAN, "局/自评表.pdf")
        archive.write(NO_FORM, "no-form.pdf")
    return path


def test_a_folder_gives_its_pdfs_and_archives_in_the_order_of_their_paths(folder: Path) -> None:
    found = find(folder)
    assert sources(found, folder) == ["a.PDF", "b.pdf", "b.zip/x.pdf", "sub/c.pdf"]
    assert found.skipped == {".docx": 1}
    assert found.inputs[0].place == FilePlace(str(folder / "a.PDF"))


def test_the_same_folder_under_another_spelling_gives_the_same_sources(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for name in (f"{folder}/", f"{folder}//", f"{folder}/."):
        assert sources(find(name), folder) == sources(find(folder), folder)
    assert sources(find("."), folder) == ["a.PDF", "b.pdf", "b.zip/x.pdf", "sub/c.pdf"]
    assert sources(find("./sub/"), folder) == ["sub/c.pdf"]


def test_a_folder_without_pdfs_is_an_input_with_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    (one,) = find(tmp_path).inputs
    assert one.fault
    assert (one.source, one.fault.code) == (str(tmp_path), "no_pdf")


def test_globs_are_expanded_and_real_names_are_not(folder: Path) -> None:
    (folder / "a[1].pdf").touch()
    assert sources(find(folder / "a[1].pdf", folder / "[b]*.pdf", folder / "s*"), folder) == [
        *("a[1].pdf", "b.pdf", "sub/c.pdf")
    ]
    (none,) = find(folder / "*.xyz").inputs
    assert none.fault
    assert none.fault.code == "unreachable"


@pytest.fixture
def linked(folder: Path) -> Path:
    """The folder with links: to a folder in it, to one elsewhere, and in circles."""
    outside = folder.parent / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "d.pdf").touch()
    for name, target in {"a-link": folder / "sub", "out": outside, "sub/up": folder, "sub/again": folder}.items():
        (folder / name).symlink_to(target, target_is_directory=True)
    (outside / "back").symlink_to(folder, target_is_directory=True)
    return folder


def test_links_to_folders_are_followed_each_real_folder_once(linked: Path) -> None:
    found = find(linked)
    assert sources(found, linked) == ["a.PDF", "b.pdf", "b.zip/x.pdf", "out/deep/d.pdf", "sub/c.pdf"]
    assert found.skipped == {".docx": 1}
    assert "a-link/c.pdf" in sources(find(linked / "a-link"), linked)


def test_patterns_follow_links_as_folders_do(linked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sources(find(linked / "**/*.pdf"), linked) == ["b.pdf", "out/deep/d.pdf", "sub/c.pdf"]
    assert sources(find(linked / "*/*.pdf"), linked) == ["sub/c.pdf"]
    monkeypatch.chdir(linked)
    assert sources(find("**/*.pdf"), linked) == ["b.pdf", "out/deep/d.pdf", "sub/c.pdf"]
    assert sources(find("s*b/**/c.pdf", "./**/d.pdf"), linked) == ["sub/c.pdf", "out/deep/d.pdf"]
    everything = ["a.PDF", "b.pdf", "b.zip/x.pdf", "out/deep/d.pdf", "sub/c.pdf", "sub/notes.docx"]
    assert sources(find("**"), linked) == everything
    assert sources(find("**/"), linked) == everything[:-1]


def test_patterns_of_any_depth_mean_what_they_mean_to_glob(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "h.pdf").touch()
    monkeypatch.chdir(folder)
    for pattern in (
        "**/*.pdf",
        "**/sub/*",
        f"{folder}/**/*.pdf",
        "./**/c.pdf",
        "**/.hidden/*.pdf",
        "**/**/c.pdf",
        "*/**/c.pdf",
    ):
        found = glob.glob(pattern, recursive=True)
        assert sorted(one.source for one in find(pattern).inputs) == sorted({Path(one).as_posix() for one in found})


def test_an_input_goes_to_another_process_as_it_is(folder: Path) -> None:
    assert pickle.loads(pickle.dumps(find(folder, "-", "none.zip"))) == find(folder, "-", "none.zip")


def test_out_is_read_again_however_long_a_name_was(tmp_path: Path) -> None:
    name = "https://example.invalid/" + "x" * 200_000
    limit = csv.field_size_limit()
    write_inputs(tmp_path, [InputRow(name)])
    assert read_inputs(tmp_path) == [InputRow(name)]
    assert csv.field_size_limit() == limit


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_found_and_can_be_written_to_a_table(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), "自评".encode("gbk") + b".pdf")
    with open(path, "wb"):
        pass
    (one,) = find(tmp_path).inputs
    assert one.source.encode().endswith(b"\\udcd7\\udcd4\\udcc6\\udcc0.pdf")
    assert one.place
    assert one.place.read() == b""


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_looks_like_one_that_is_no_text_is_another(tmp_path: Path) -> None:
    names = [b"\xb2\xc6.pdf", rb"\udcb2\udcc6.pdf", rb"\x5cudcb2\udcc6.pdf", b"\xb2/a.pdf", rb"\udcb2/a.pdf"]
    for name in names:
        path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert len(find(tmp_path).inputs) == 5
    below = {one.source for one in find(tmp_path).inputs}
    assert {one.source for one in find(*tmp_path.glob("*.pdf"), *tmp_path.glob("*/")).inputs} == below


@given(st.lists(st.sampled_from(["\\", "\udcb2", "udcb2", "x5c", "x"])).map("".join))
def test_the_text_of_a_name_tells_the_name(name: str) -> None:
    escaped = re.compile(r"\\(?:x5c|u(d[89a-f][0-9a-f]{2}))")
    assert escaped.sub(lambda found: chr(int(found[1] or "5c", 16)), utf8(name)) == name


def test_a_stamp_changes_with_the_file_and_only_a_file_has_one(folder: Path) -> None:
    place = FilePlace(str(folder / "b.pdf"))
    before = place.stamp()
    (folder / "b.pdf").write_bytes(b"%PDF-")
    assert (before.size, place.stamp().size) == ("4", "5")
    for ask in (FilePlace(str(folder)).stamp, FilePlace(str(folder)).read):
        with pytest.raises(IsADirectoryError):
            ask()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source,status\na.pdf,new\n", "line 1, column 2: the tables have a column 'status'"),
        ("source,url,url\na.pdf,1,2\n", "line 1, column 3: there is a column 'url' already"),
        ("source,,url\na.pdf,1,2\n", "line 1, column 2: the column has no name"),
        ("source,url\n\na.pdf,1,2\n", "line 3, column 3: '2' has no heading"),
        ("source,url\n,https://example.org/\n", "line 2, column 1: the row names no source"),
        ("url,src\n1,a.pdf\n", "needs a column 'source'"),
        ("a.pdf\n", "needs a column 'source'"),
        ("", "it has nothing"),
        ('source,url\na.pdf,"1"2\n', "line 2: "),
    ],
)
def test_a_list_of_which_something_would_be_lost_is_refused(text: str, said: str, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(text, encoding="utf-8")
    with pytest.raises(UsageFault) as caught:
        read_list(listed, reserved=["status"])
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"source\tyear\na.pdf\t2024\n", "separated by tabs; save it as CSV UTF-8"),
        ("source\n自评.pdf\n".encode("gbk"), "save it as UTF-8"),
        ("source\n自评.pdf\n".encode("utf-16"), "save it as UTF-8"),
        ("a.pdf\n".encode("utf-16-le"), "save it as UTF-8"),
    ],
    ids=["tabs", "gbk", "utf-16", "utf-16 without a mark"],
)
def test_a_list_that_a_spreadsheet_saved_otherwise_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_bytes(data)
    with pytest.raises(UsageFault, match=said) as caught:
        read_list(listed)
    assert "codec" not in str(caught.value)


def test_an_empty_name_is_said_to_be_empty() -> None:
    (one,) = find("").inputs
    assert one.fault
    assert (one.source, one.fault.message.startswith("an empty name")) == ("''", True)


def test_a_plain_list_names_one_input_a_line_also_with_commas(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    (folder / "a,b.pdf").touch()
    listed.write_text(f"{folder / 'a,b.pdf'}\n\n {folder / 'sub'}\n", encoding="utf-8")
    assert read_list(listed) == [Input(f"{folder}/a,b.pdf"), Input(f"{folder}/sub")]
    listed.write_text("url,src\n", encoding="utf-8")
    with pytest.raises(UsageFault):
        read_list(listed)


def test_a_list_names_inputs_of_every_kind_and_carries_its_columns_to_each(
    folder: Path, tmp_path: Path, packed: Path
) -> None:
    listed = tmp_path / "list.csv"
    names = [folder / "b.pdf", folder / "sub", folder / "*.PDF", packed, "https://example.invalid/d.pdf", "-"]
    listed.write_text("source,year\n" + "".join(f"{name},2024\n" for name in names), encoding="utf-8")
    found = find_inputs([], web=Web(tmp_path), listed=read_list(listed))
    members = [f"{packed}/no-form.pdf", f"{packed}/局/自评表.pdf"]
    assert sources(found, folder) == ["b.pdf", "sub/c.pdf", "a.PDF", *members, "https://example.invalid/d.pdf", "-"]
    assert {one.carried for one in found.inputs} == {(("year", "2024"),)}


def test_members_of_an_archive_are_read_once_and_stay_while_it_is_unchanged(packed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = convert(packed, "-o", out)
    assert (result.exit_code, "2 = 1 clean + 0 flagged + 1 no form" in result.stderr) == (0, True)
    assert [row["source"] for row in table(out, "inputs")] == [f"{packed}/no-form.pdf", f"{packed}/局/自评表.pdf"]
    assert "(0 read now, 2 already there)" in convert(packed, "-o", out).stderr
    assert not (out / "pdf").exists()


def test_what_an_archive_does_not_give_is_a_failed_input(packed: Path, tmp_path: Path) -> None:
    data = packed.read_bytes()
    packed.write_bytes(data[:99] + b"?" + data[100:])
    result = convert(packed, tmp_path / "x.7z", "-o", tmp_path / "out")
    assert result.exit_code == 3
    assert "1 no form + 2 failed (1 read now, 0 already there, 2 not reached)" in result.stderr
    assert {row["code"] for row in table(tmp_path / "out", "failures")} == {"bad_archive"}


def test_urls_are_read_and_a_web_page_is_no_pdf(tmp_path: Path) -> None:
    answers = {"/a.pdf": Answer(CLEAN.read_bytes()), "/page.pdf": Answer(HTML.read_bytes())}
    with serving(answers) as served:
        names = [f"{served.url}/{name}.pdf" for name in ("a", "page", "none")]
        result = convert(*names, "--allow-private", "-o", tmp_path / "out")
        refused = convert(names[0], "-o", tmp_path / "other")
    assert "inputs 3 = 1 clean + 0 flagged + 0 no form + 2 failed (2 read now, 0 already there, 1 not" in result.stderr
    failures = {row["source"].rpartition("/")[2]: row["code"] for row in table(tmp_path / "out", "failures")}
    assert failures == {"page.pdf": "not_a_pdf", "none.pdf": "unreachable"}
    assert (refused.exit_code, "a private address" in refused.stderr) == (3, True)


def test_pdfs_that_stand_in_no_file_of_their_own_are_kept(packed: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other.pdf"
    shutil.copy(FIXTURES / "planted-total" / "reportlab-lines.pdf", other)
    assert convert(packed, "-", other, "-o", out, stdin=HTML.read_bytes()).exit_code == 3
    convert(packed, "-", other, "--keep-pdf", "-o", out, stdin=HTML.read_bytes())
    kept = {row["source"]: pdf_path(out, row["sha256"]) for row in table(out, "inputs")}
    assert kept["-"].read_bytes() == HTML.read_bytes()
    assert kept[f"{packed}/局/自评表.pdf"].read_bytes() == CLEAN.read_bytes()
    assert not kept[str(other)].exists()
    assert len([*out.glob("pdf/*/*")]) == 3


def test_pdfs_are_kept_in_a_folder_only(packed: Path) -> None:
    result = convert(packed, "--keep-pdf", "-o", "-")
    assert (result.exit_code, "name one with -o OUT" in result.stderr) == (2, True)
