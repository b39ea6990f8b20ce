"""OUT/report as a folder, and the command that makes it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pdf2form.cli import cli
from pdf2form.errors import OutputHeld, UsageFault
from pdf2form.export.folder import holding
from pdf2form.report.write import EARLIER, MARK, NAME, write_report
from tests.handmade import FIXTURES
from tests.reports import PLENTY, convert_into, copied, pages, report, tree

SOUND = FIXTURES / "city-data" / "reportlab-open.pdf"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one document, which nobody changes."""
    return convert_into(tmp_path_factory.mktemp("write") / "out", SOUND)


@pytest.fixture
def out(filled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return copied(filled, tmp_path / "out")


def run(*options: object) -> Result:
    return CliRunner().invoke(cli, ["report", *map(str, options)])


def test_the_command_says_where_the_report_is_and_what_is_in_it(out: Path) -> None:
    done = run(out, "--jobs", 1)
    assert (done.exit_code, done.stdout) == (0, f"{out / NAME / 'index.html'}\n")
    drawn = len(pages(out))
    assert f"1 forms, {drawn} pictures, 0 missing, 0 left out (--pictures)" in done.stderr
    assert (out / NAME / "index.html").is_file()


@pytest.mark.parametrize("size", ["1T", "x", "", "-1G"])
def test_a_size_that_is_none_is_refused(out: Path, size: str) -> None:
    done = run(out, f"--pictures={size}")
    assert (done.exit_code, "1G or 500M; 0 for none" in done.stderr) == (2, True)


def test_a_folder_that_nobody_has_filled_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.exit_code, "pdf2form convert" in done.stderr) == (2, True)
    assert [*tmp_path.iterdir()] == []


def test_a_folder_in_a_store_is_refused() -> None:
    done = run("s3://bucket/out")
    assert (done.exit_code, "copy its records/" in done.stderr) == (2, True)


def test_a_folder_of_somebody_else_is_left_alone(out: Path) -> None:
    (out / NAME).mkdir()
    (out / NAME / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageFault, match="move it"):
        report(out)
    assert tree(out / NAME) == {"thesis.txt": b"mine"}


def test_a_file_of_that_name_is_left_alone(out: Path) -> None:
    (out / NAME).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageFault, match="move it"):
        report(out)


def test_while_a_run_writes_there_is_no_report(out: Path) -> None:
    with holding(out), pytest.raises(OutputHeld):
        report(out)


def test_a_new_report_replaces_the_earlier_one_whole(out: Path) -> None:
    report(out)
    first = tree(out / NAME)
    (out / NAME / "data" / "form" / "old.js").write_text("of a form that is gone", encoding="utf-8")
    (out / NAME / "index.html").write_text("changed", encoding="utf-8")
    report(out)
    assert tree(out / NAME) == first
    assert {path.name for path in out.iterdir()} & {EARLIER} == set()


def test_an_interrupted_run_leaves_the_earlier_report_and_keeps_what_it_has_drawn(out: Path) -> None:
    report(out)
    first = tree(out / NAME)

    def interrupt(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_report(out, pictures=PLENTY, jobs=1, on_done=interrupt)
    left = tree(out / NAME)
    drawn = {name for name in left if name.endswith(".webp")}
    assert {name: data for name, data in left.items() if not name.startswith("pictures/")} == first
    assert len(drawn) == len(pages(out))
    assert [path.name for path in out.glob(".*draft*")] == []


@pytest.mark.parametrize("lacks", ["report", "pictures"])
def test_a_run_that_was_killed_while_it_replaced_the_report_is_made_up_for(out: Path, lacks: str) -> None:
    report(out, pictures=PLENTY)
    first, times = tree(out / NAME), drawn_at(out)
    os.replace(out / NAME, out / EARLIER)
    if lacks == "pictures":  # the new one is there, and has not got them yet
        shutil.copytree(out / EARLIER, out / NAME, ignore=shutil.ignore_patterns("pictures"))
    report(out, pictures=PLENTY)
    assert (tree(out / NAME), drawn_at(out), (out / EARLIER).exists()) == (first, times, False)


def drawn_at(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (out / NAME / "pictures").glob("*.webp")}


def test_the_mark_says_whose_the_report_is(out: Path) -> None:
    report(out)
    assert (out / NAME / MARK).is_file()


@pytest.mark.parametrize("package", ["jinja2", "rapidfuzz"])
def test_without_the_extra_the_command_says_what_to_install(out: Path, package: str) -> None:
    program = f"import sys; sys.modules['{package}'] = None; from pdf2form.cli import cli; cli()"
    done = subprocess.run([sys.executable, "-c", program, "report", str(out)], capture_output=True, text=True)
    assert (done.returncode, "pip install 'pdf2form[report]'" in done.stderr) == (6, True)
    assert not (out / NAME).exists()


@pytest.mark.parametrize("name", [NAME, EARLIER, f"{NAME}/pictures"])
@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_in_the_place_of_a_report_is_refused_and_what_it_leads_to_stays(
    out: Path, tmp_path: Path, name: str, *, dangling: bool
) -> None:
    elsewhere = tmp_path / "elsewhere"
    if not dangling:
        (elsewhere / "pictures").mkdir(parents=True)
        (elsewhere / MARK).write_text("x", encoding="utf-8")
    before = tree(tmp_path)
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).symlink_to(elsewhere, target_is_directory=True)
    done = run(out)
    assert (done.exit_code, f"{out / name}: is a symbolic link" in done.stderr) == (2, True)
    assert ((out / name).is_symlink(), {**tree(tmp_path), **before} == tree(tmp_path)) == (True, True)


def test_a_folder_that_cannot_be_written_is_said_without_an_option_that_report_has_not(out: Path) -> None:
    (out / ".lock").unlink(missing_ok=True)
    (out / ".lock").mkdir()  # stops root as well, whom no right does
    done = run(out)
    assert (done.exit_code, "cannot be written" in done.stderr, " -o" in done.stderr) == (7, True, False)
