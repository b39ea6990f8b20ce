"""OUT in an object store: the same bytes as on a disk, by several runs, and what a store refuses."""

import os
import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import fsspec
import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from pdf2form.cli import cli
from pdf2form.errors import MissingPackage, OutputHeld, OutputUnwritable
from pdf2form.export.corrections import read_corrections
from pdf2form.export.folder import holding, keep_pdf, pdf_path, prepare, replace_bytes, replacing
from pdf2form.export.inputs import InputRow
from pdf2form.export.store import StorePath
from tests.bulk import contents
from tests.handmade import FIXTURES
from tests.input_rows import read_inputs, write_formats, write_inputs
from tests.poison import SMALL
from tests.s3_server import S3, storing

PROGRAM = "from pdf2form.cli import cli; cli(prog_name='pdf2form')"
OUT = "s3://bucket/all/out"
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    with storing() as store:
        for name in KEYS:
            monkeypatch.setenv(name, "nobody")
        monkeypatch.setenv("AWS_ENDPOINT_URL", store.url)
        fsspec.get_filesystem_class("s3").clear_instance_cache()  # those that know another address
        yield store


@pytest.fixture
def memory() -> Iterator[StorePath]:
    yield StorePath("memory://bucket/out")
    fsspec.filesystem("memory").store.clear()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight documents: of each kind, some more than once under other bytes."""
    folder = tmp_path_factory.mktemp("store") / "papers"
    folder.mkdir()
    for number in range(8):
        data = (FIXTURES / SMALL[number % len(SMALL)]).read_bytes()
        (folder / f"{number}.pdf").write_bytes(data + b"%% %d\n" % number)
    return folder


@pytest.fixture(scope="module")
def local(papers: Path) -> Path:
    """What they give on a disk, with all formats."""
    out = papers.parent / "out"
    assert run("convert", papers, "-o", out, "--jobs", 2)[0] == 0
    return out


def start(*args: object) -> subprocess.Popen[str]:
    """Start the program; its workers then see the environment of the test."""
    command = [sys.executable, "-c", PROGRAM, *map(str, args)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def run(*args: object) -> tuple[int, str]:
    started = start(*args)
    _, said = started.communicate()
    return started.returncode, said


def test_a_store_gets_the_bytes_that_a_disk_gets_and_a_rerun_reads_nothing(s3: S3, papers: Path, local: Path) -> None:
    assert "(8 read now, 0 already there)" in run("convert", papers, "-o", f"{OUT}/", "--jobs", 2)[1]
    assert s3.folder("all/out") == contents(local)
    before, s3.asked[:] = s3.objects, []
    assert "(0 read now, 8 already there)" in run("convert", papers, "-o", OUT)[1]
    assert {key for key in before if s3.objects[key] != before[key]} == {"all/out/run.json", "all/out/.lock"}
    assert not [asked for asked in s3.asked if "/records/" in asked], "a look at the list of records is enough"


def test_a_killed_run_goes_on_from_the_records_that_are_there(s3: S3, papers: Path, local: Path) -> None:
    killed = start("convert", papers, "-o", OUT, "--jobs", 1)
    while not any("records/" in key for key in s3.objects):
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    there = sum("records/" in key for key in s3.objects)
    code, said = run("convert", papers, "-o", OUT, "--jobs", 1)
    assert 0 < there < 8
    assert code == 0
    assert int(said.split(" already there")[0].split()[-1]) >= there
    assert s3.folder("all/out") == contents(local)


def test_shards_write_records_and_a_run_over_all_the_tables(s3: S3, papers: Path, local: Path) -> None:
    both = [start("convert", papers, "-o", OUT, "--shard", f"{k}/2", "--jobs", 1) for k in (1, 2)]
    assert [one.communicate() and one.returncode for one in both] == [0, 0]
    assert "all/out/inputs.csv" not in s3.objects
    assert "(0 read now, 8 already there)" in run("convert", papers, "-o", OUT)[1]
    assert s3.folder("all/out") == contents(local)


def test_the_workers_of_a_cluster_write_into_a_store(s3: S3, papers: Path, local: Path) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        code, said = run("convert", papers, "-o", OUT, "--cluster", cluster.scheduler_address)
    assert (code, "(8 read now" in said) == (0, True), said
    assert s3.folder("all/out") == contents(local)


def test_export_writes_every_format_into_a_store_as_onto_a_disk(s3: S3, local: Path, tmp_path: Path) -> None:
    disk, formats = tmp_path / "out", "csv,json,parquet,duckdb,sqlite,xlsx,datapackage"
    shutil.copytree(local, disk)
    s3.objects = {f"all/out/{name}": data for name, data in contents(local).items()}
    assert [run("export", out, "-f", formats) for out in (OUT, disk)] == [(0, "")] * 2
    stored, kept = s3.folder("all/out"), contents(disk)
    assert stored.keys() == kept.keys()
    assert {name for name in kept if kept[name] != stored[name]} <= {"tables.duckdb", "tables.sqlite"}
    for name in ("tables.duckdb", "tables.sqlite"):
        (tmp_path / name).write_bytes(stored[name])
    for connect, name in ((duckdb.connect, "tables.duckdb"), (sqlite3.connect, "tables.sqlite")):
        ask = "SELECT * FROM indicators"
        assert connect(tmp_path / name).execute(ask).fetchall() == connect(disk / name).execute(ask).fetchall()


def test_corrections_in_a_store_are_read(memory: StorePath) -> None:
    assert read_corrections(memory).corrections == {}
    replace_bytes(memory / "corrections.csv", "\ufeffform_id,subject,old,new,by,why,at\r\nx,/y,1,2,me,,\r\n".encode())
    assert [*read_corrections(memory).corrections] == ["x"]


def test_a_store_that_is_full_ends_the_run_with_7(s3: S3, papers: Path) -> None:
    s3.room = 100_000
    code, said = run("convert", papers, "-o", OUT, "--jobs", 1)
    assert (code, "XMinioStorageFull" in said, "choose another -o" in said) == (7, True, True), said


@pytest.mark.parametrize(
    ("method", "out", "said"),
    [("PUT", OUT, "PermissionError"), ("GET", OUT, "PermissionError"), ("", "s3://none/out", "NoSuchBucket here")],
)
def test_a_store_that_refuses_is_said_with_7_before_anything_is_read(
    method: str, out: str, said: str, s3: S3, papers: Path
) -> None:
    s3.refused = (method,)
    result = CliRunner().invoke(cli, ["convert", str(papers), "-o", out])
    assert (result.exit_code, said in result.stderr, "see that its bucket is there" in result.stderr) == (7, True, True)


@pytest.mark.usefixtures("s3")
def test_a_store_that_nobody_reaches_is_said_with_7(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    result = CliRunner().invoke(cli, ["convert", str(papers), "-o", "s3://bucket/unreached"])
    assert (result.exit_code, "the network leads to it" in result.stderr) == (7, True), result.stderr


def test_a_kind_of_store_that_nobody_knows_or_has_no_package_is_said(papers: Path) -> None:
    unknown = CliRunner().invoke(cli, ["convert", str(papers), "-o", "nosuch://bucket/out"])
    assert (unknown.exit_code, "nosuch" in unknown.stderr) == (7, True)
    with pytest.raises(MissingPackage, match=r"pip install 'pdf2form\[cloud\]'"):
        prepare(StorePath("gs://bucket/out"))


@pytest.mark.parametrize(
    "out", ["https://example.org/out", "memory://out", "s3://", "simplecache::s3://bucket/out", "HTTP://x/y"]
)
def test_what_is_no_store_is_wrong_usage(out: str, papers: Path) -> None:
    assert CliRunner().invoke(cli, ["convert", str(papers), "-o", out]).exit_code == 2
    assert CliRunner().invoke(cli, ["export", out]).exit_code == 2


def test_a_url_of_a_folder_is_the_folder(papers: Path, local: Path, tmp_path: Path) -> None:
    out = f"file://{tmp_path}/an%20out"
    assert run("convert", papers, "-o", out, "--jobs", 1)[0] == 0
    assert contents(tmp_path / "an out") == contents(local)
    assert CliRunner().invoke(cli, ["export", out, "-f", "json"]).exit_code == 0
    assert (tmp_path / "an out" / "records.jsonl").exists()


def test_a_file_appears_when_it_is_whole_and_not_if_its_writing_fails(memory: StorePath) -> None:
    with replacing(memory / "a.csv") as file:
        file.write("whole")
        file.flush()
        assert not (memory / "a.csv").exists()
    with pytest.raises(UnicodeEncodeError), replacing(memory / "a.csv") as file:
        file.writelines(("half", "\ud800"))
    assert (memory / "a.csv").read_bytes() == b"whole"


def test_a_full_temporary_folder_is_said(memory: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", os.devnull)
    with pytest.raises(OutputUnwritable, match="TMPDIR"):
        prepare(memory)


def test_of_two_runs_into_one_folder_the_first_is_told_at_its_end(memory: StorePath) -> None:
    with holding(memory) as first, holding(memory) as second, holding(memory, "-1-of-2") as other:
        second()
        other()
        with pytest.raises(OutputHeld, match="another run of pdf2form has begun"):
            first()


def test_inputs_and_pdfs_come_back_from_a_store(memory: StorePath) -> None:
    rows = [InputRow("一.pdf", "1", "2", "ab" * 32, carried=(("a", 'x\r"y"\n'),))]
    assert read_inputs(memory) == []
    write_inputs(memory, rows)
    keep_pdf(memory, "ab" * 32, b"%PDF")
    assert read_inputs(memory) == rows
    assert pdf_path(memory, "ab" * 32).read_bytes() == b"%PDF"
    assert {*memory.find_stats()} == {"inputs.csv"}
    assert {*memory.find_stats(deep=True)} == {"inputs.csv", f"pdf/ab/{'ab' * 32}.pdf"}


def test_a_folder_of_a_store_goes_to_another_process(memory: StorePath) -> None:
    assert pickle.loads(pickle.dumps(memory / "a")) == StorePath("memory://bucket/out/a")


def test_a_lost_record_of_a_store_is_counted(memory: StorePath) -> None:
    assert write_formats(memory, [InputRow("a.pdf", sha256="ab" * 32)], {"csv"}).lost == 1
