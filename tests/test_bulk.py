"""Runs over many documents: poison among them, kills, a second run, full disks, a cluster. `bulk` has the long way."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner, Result

from pdf2form.cli import cli
from pdf2form.console import STOPPED
from tests.bulk import contents, find_faults, finish, finish_on_cluster, kill_at_random, start_run
from tests.handmade import FIXTURES
from tests.poison import FAULTS, SMALL, make_folder

CLEAN, FLAGGED, NO_FORM = (FIXTURES / name for name in SMALL)
PROGRAM = "from pdf2form.cli import cli; cli(prog_name='pdf2form')"
ACCOUNT = "inputs 37 = 10 clean + 10 flagged + 10 no form + 7 failed"


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bulk") / "papers"
    make_folder(folder, innocent=30, poisoned=1)
    return folder


@pytest.fixture(scope="module")
def quiet(papers: Path) -> Path:
    """What an undisturbed run makes of them."""
    out = papers.parent / "quiet"
    assert finish(papers, out) == (3, f"{ACCOUNT} (37 read now, 0 already there)")
    return out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers"
    papers.mkdir()
    for path in (CLEAN, FLAGGED, NO_FORM):
        shutil.copy(path, papers)
    return papers


def test_poison_is_named_and_every_input_is_accounted_for(quiet: Path) -> None:
    assert find_faults(quiet) == Counter(FAULTS.items())


def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(papers: Path, quiet: Path) -> None:
    killed, chance = papers.parent / "killed", random.Random(6)
    kills = sum(kill_at_random(papers, killed, within=8.0, chance=chance) for _ in range(4))
    assert kills > 1
    code, account = finish(papers, killed)
    assert (code, account.startswith(ACCOUNT)) == (3, True)
    assert contents(killed) == contents(quiet)
    assert [*killed.rglob("*.draft")] == []


def test_workers_end_with_the_run_that_is_killed(papers: Path, tmp_path: Path) -> None:
    victim = start_run(papers, tmp_path / "out")
    _await_record(tmp_path / "out")
    workers = psutil.Process(victim.pid).children(recursive=True)
    victim.kill()
    victim.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert (len(workers) > 2, alive) == (True, [])


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(papers: Path, quiet: Path) -> None:
    out = papers.parent / "cluster"
    code, account = finish_on_cluster(papers, out, kill_after=6.0)
    assert (code, account.startswith(ACCOUNT)) == (3, True)
    assert contents(out) == contents(quiet)


def test_a_second_run_into_one_folder_says_so_with_8(papers: Path, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = start_run(papers, out)
    try:
        while not (out / "records").exists():
            time.sleep(0.1)
        second = run("convert", folder, "-o", out)
        assert (second.exit_code, "another run" in second.stderr) == (8, True)
    finally:
        first.kill()
        first.communicate()
    assert run("convert", folder, "-o", out).exit_code == 0


def test_shards_make_the_records_and_a_run_over_all_the_tables(folder: Path, tmp_path: Path) -> None:
    whole, sharded = tmp_path / "whole", tmp_path / "sharded"
    run("convert", folder, "-o", whole)
    said = [run("convert", folder, "-o", sharded, "--shard", f"{k}/2").stderr for k in (1, 2)]
    assert sum(int(line.split("inputs ")[1].split()[0]) for line in said) == 3
    assert not (sharded / "inputs.csv").exists()
    assert "(0 read now, 3 already there)" in run("convert", folder, "-o", sharded).stderr
    assert contents(sharded) == contents(whole)


def test_what_failed_for_a_limit_is_read_again_with_another(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    long = FIXTURES / "seed-portal" / "docx.pdf"
    shutil.copy(long, folder)
    short = run("convert", folder, "-o", out, "--timeout", "0.001")
    assert "4 failed (4 read now" in short.stderr
    assert "(0 read now, 4 already there)" in run("convert", folder, "-o", out, "--timeout", "0.001").stderr
    assert "0 failed (4 read now" in run("convert", folder, "-o", out).stderr


def test_what_failed_is_read_again_if_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copy(FIXTURES / "bad" / "html.pdf", folder)
    run("convert", folder, "-o", out)
    assert "(1 read now, 3 already there)" in run("convert", folder, "-o", out, "--retry", "failed").stderr
    (out / ".notes.jsonl").unlink()
    assert "(1 read now, 3 already there)" in run("convert", folder, "-o", out, "--retry", "failed").stderr
    assert "(0 read now, 4 already there)" in run("convert", folder, "-o", out).stderr


def test_notes_that_are_lost_or_broken_cost_no_more_than_a_look_at_the_records(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("convert", folder, "-o", out)
    before = contents(out)
    (notes,) = out.glob(".notes*")
    notes.write_text(notes.read_text(encoding="utf-8")[:300] + "\n{}\nno note\n", encoding="utf-8")
    (out / ".tables.json").write_text("[]", encoding="utf-8")
    (out / "forms.csv").unlink()
    assert "(0 read now, 3 already there)" in run("convert", folder, "-o", out).stderr
    assert contents(out) == before


def test_a_table_that_was_deleted_or_changed_is_written_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("convert", folder, "-o", out)
    before = contents(out)
    (out / "forms.csv").unlink()
    (out / "goals.csv").write_text("", encoding="utf-8")
    run("convert", folder, "-o", out)
    assert contents(out) == before


def test_progress_can_be_json(folder: Path, tmp_path: Path) -> None:
    said = run("convert", folder, tmp_path / "gone.pdf", "-o", tmp_path / "out", "--progress", "json").stderr
    *events, last = map(json.loads, said.splitlines())
    assert (last["event"], last["inputs"], last["clean"], last["read"], last["not_reached"]) == ("done", 4, 1, 3, 1)
    assert {"finding", "fault"} <= {event["event"] for event in events}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--memory", "4 apples"),
        ("--memory", "10M"),
        ("--memory", "99999999G"),
        ("--shard", "3/2"),
        ("--shard", "0/2"),
        ("--timeout", "nan"),
        ("--timeout", "1e12"),
        ("-o", ""),
    ],
)
def test_limits_that_mean_nothing_are_wrong_usage(option: str, value: str, folder: Path) -> None:
    assert run("convert", folder, option, value).exit_code == 2


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for a few records only."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_ends_the_run_with_7_and_leaves_nothing_half_written(papers: Path, full: Path) -> None:
    result = run("convert", papers, "-o", full / "out")
    assert (result.exit_code, "No space left" in result.stderr) == (7, True), result.stderr
    assert [*full.rglob("*.draft")] == []
    for record in full.rglob("records/*/*.json"):
        json.loads(record.read_text(encoding="utf-8"))


def test_an_interrupted_run_says_that_the_next_goes_on(papers: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, "convert", str(papers), "-o", str(tmp_path / "out")]
    for signal_sent, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        _await_record(tmp_path / "out")
        started.send_signal(signal_sent)
        _, said = started.communicate(timeout=60)
        assert (started.returncode, said.splitlines()[-1]) == (code, STOPPED), said


def _await_record(out: Path) -> None:
    """Wait until a run has written one more record than it found."""
    there = len([*out.glob("records/*/*.json")])
    while len([*out.glob("records/*/*.json")]) == there:
        time.sleep(0.1)


def test_an_input_that_is_not_there_any_more_keeps_its_values_and_says_so(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    name = folder / CLEAN.name
    run("convert", name, "-o", out)
    forms = (out / "forms.csv").read_bytes()
    name.rename(folder / "moved")
    assert run("convert", name, "-o", out).exit_code == 3
    assert (out / "forms.csv").read_bytes() == forms
    assert "unreachable" in (out / "failures.csv").read_text(encoding="utf-8")
    (folder / "moved").rename(name)
    assert "1 clean" in run("convert", name, "-o", out).stderr
    assert "unreachable" not in (out / "failures.csv").read_text(encoding="utf-8")


def test_a_fault_of_a_folder_is_over_when_it_has_pdfs(tmp_path: Path) -> None:
    out, empty = tmp_path / "out", tmp_path / "empty"
    empty.mkdir()
    assert "no_pdf" in run("convert", empty, "-o", out).stderr
    shutil.copy(CLEAN, empty)
    run("convert", empty, "-o", out)
    assert (out / "failures.csv").read_text(encoding="utf-8") == "source,doc_id,code,message\n"


def test_what_replaces_rows_of_an_earlier_run_is_said(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("convert", folder, "-o", out)
    shutil.copy(FIXTURES / "seed-portal" / "docx.pdf", folder / CLEAN.name)
    changed = run("convert", folder, "-o", out).stderr
    assert (
        f"1 inputs have other bytes than in an earlier run, whose rows they replace: {folder / CLEAN.name}" in changed
    )
    assert "3 documents were there, read by another version" in run("convert", folder, "-o", out, "--pages", 1).stderr


def test_twins_of_an_archive_are_kept_once(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "twins.zip", "w") as archive:
        for number in range(40):
            archive.write((CLEAN, FLAGGED)[number % 2], f"{number}.pdf")
    result = run("convert", tmp_path / "twins.zip", "-o", tmp_path / "out", "--keep-pdf")
    assert (result.exit_code, len([*tmp_path.glob("out/pdf/*/*")])) == (0, 2), result.stderr


def test_pdfs_that_out_keeps_are_no_inputs(tmp_path: Path) -> None:
    shutil.copy(CLEAN, tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(FLAGGED, "flagged.pdf")
    first, second = (run("convert", tmp_path, "-o", tmp_path / "out", "--keep-pdf").stderr for _ in range(2))
    assert "inputs 2 =" in first
    assert "inputs 2 =" in second
    assert "1 kept in OUT" in second


def test_a_file_of_somebody_else_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text("mine", encoding="utf-8")
    result = run("convert", folder, "-o", tmp_path)
    assert (result.exit_code, "has a forms.csv that no run" in result.stderr) == (2, True)
    assert (tmp_path / "forms.csv").read_text(encoding="utf-8") == "mine"


def test_a_shard_without_inputs_is_no_failure(tmp_path: Path) -> None:
    codes = [run("convert", CLEAN, "-o", tmp_path / "out", "--shard", f"{k}/9").exit_code for k in range(1, 10)]
    assert codes == [0] * 9


def test_a_shard_without_a_form_is_no_failure(tmp_path: Path) -> None:
    """Nor does a job array stop at it: which inputs share a shard is chance."""
    without = (NO_FORM, "-o", tmp_path / "out")
    assert [run("convert", *without, "--shard", f"{k}/2").exit_code for k in (1, 2)] == [0, 0]
    assert run("convert", *without).exit_code == 4


def test_no_shard_begins_beside_a_run_over_all(papers: Path, folder: Path, tmp_path: Path) -> None:
    first = start_run(papers, tmp_path / "out")
    try:
        _await_record(tmp_path / "out")
        assert run("convert", folder, "-o", tmp_path / "out", "--shard", "1/2").exit_code == 8
    finally:
        first.kill()
        first.communicate()


def test_corrections_that_were_not_applied_are_said_each_time(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("convert", folder, "-o", out)
    (out / "corrections.csv").write_text("form_id,subject,old,new,by,why,at\nx,/year,1,2,a,b,c\n", encoding="utf-8")
    for _ in range(2):
        assert "1 rows of corrections.csv were not applied" in run("convert", folder, "-o", out).stderr


NEVER_ENDING = """
import time, click
from pdf2form.console import Commands

@click.group(cls=Commands)
def cli(): pass

@cli.command()
def wait():
    try:
        print("begun", flush=True)
        time.sleep(60)
    finally:
        time.sleep(60)

cli()
"""


def test_an_interrupted_program_ends_though_something_of_it_does_not() -> None:
    with subprocess.Popen([sys.executable, "-c", NEVER_ENDING, "wait"], stdout=-1, stderr=-1, text=True) as started:
        assert started.stdout
        assert started.stdout.readline() == "begun\n"
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=60)
    assert (started.returncode, said.splitlines()) == (130, [STOPPED])
