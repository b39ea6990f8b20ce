"""What a run keeps of its inputs outside its memory: nothing is lost or mixed up, and no room is said."""

import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import pytest

from pdf2form.account import Outcome
from pdf2form.batch import Executor
from pdf2form.export.inputs import InputRow, keep_inputs
from pdf2form.inputs import FilePlace, Input
from pdf2form.ledger import Ledger
from pdf2form.notes import Notebook
from pdf2form.record import Document, Fault
from pdf2form.run import Plan, convert_into
from pdf2form.scratch import Scratch
from pdf2form.worker import Answer, Task, fail
from tests.input_rows import read_inputs

DAMAGED = Fault(code="damaged", message="not read")
ONE, OTHER = "1" * 64, "2" * 64

NAMES = ("b", "a/b", "a-b", "a", "ａ", "中", "中.pdf", "𠀀", "\ue000", "A", "a\x00b", "")


def test_rows_are_sorted_as_python_sorts_them_and_come_back_whole() -> None:
    carried = (("年", "2024"), ("", "x"))
    rows = [InputRow(name, "1", "2", ONE, carried=carried if name > "b" else ()) for name in NAMES]
    with keep_inputs(rows) as inputs:
        assert [*inputs] == sorted(rows)
        assert [*inputs.by_document()] == [(ONE, tuple(sorted(rows)))]
        assert inputs.carried_columns() == ["年", ""]


@pytest.mark.parametrize(
    ("found", "over"), [("a/x.pdf", True), ("a/b/x.pdf", True), ("a-b/x.pdf", False), ("a0", False)]
)
def test_a_fault_of_a_folder_is_over_when_something_is_found_in_it_and_not_beside_it(found: str, over: bool) -> None:
    with keep_inputs([InputRow("a", fault_code="no_pdf")]) as inputs:
        ledger = Ledger(inputs)
        ledger.put(0, InputRow(found, sha256=ONE), how="read", outcome=Outcome("clean"))
        ledger.merge()
        assert [row.source for row in inputs] == ([found] if over else ["a", found])


def test_a_document_is_asked_for_once_though_others_look_like_it() -> None:
    with keep_inputs([]) as inputs:
        ledger, other = Ledger(inputs), ONE[:16] + OTHER[16:]
        assert ledger.ask(ONE)
        ledger.note(ONE, asked=0)
        assert (ledger.ask(other), ledger.ask(ONE)) == (True, False)


class Exchanged:
    """Stands for workers that find other bytes than the run has found."""

    width = 1

    def submit(self, task: Task) -> "Future[Answer]":
        done: Future[Answer] = Future()
        done.set_result(fail(task._replace(document=Document(sha256=OTHER, bytes=3, pages=0)), DAMAGED))
        return done

    def close(self) -> None:
        """End nothing."""


def test_a_twin_of_a_file_that_changed_while_it_was_read_is_not_reached(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"same")
    inputs = [Input(name, FilePlace(str(tmp_path / name))) for name in ("a.pdf", "b.pdf")]
    start: type[Executor] = Exchanged
    account = convert_into(tmp_path / "out", inputs, plan=Plan(start=start), stdin=bytes)
    first, twin = read_inputs(tmp_path / "out")
    assert (first.sha256, first.size, twin.sha256, twin.fault_code) == (OTHER, "3", "", "unreachable")
    assert account.line(2).endswith("2 failed (1 read now, 0 already there, 1 not reached)")
    assert [trouble.source for trouble in account.troubles] == ["a.pdf", "b.pdf"]


def test_of_two_lines_on_a_document_the_later_holds_and_what_is_no_line_is_passed_over(tmp_path: Path) -> None:
    record = tmp_path / "records" / "11" / f"{ONE}.json"
    record.parent.mkdir(parents=True)
    record.touch()
    with Scratch() as scratch:
        notes = Notebook(tmp_path, scratch)
        notes.keep(ONE, reader="a", outcome=Outcome("clean", pages=1))
        notes.keep(ONE, reader="b", outcome=Outcome("failed", (DAMAGED,)))
    with (tmp_path / ".notes.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"sha256":"1\nno note\n')
    with Scratch() as scratch:
        found = Notebook(tmp_path, scratch).find(ONE)
    assert found == ("b", Outcome("failed", (DAMAGED,)))


def test_a_record_that_changed_since_it_was_noted_is_not_known(tmp_path: Path) -> None:
    record = tmp_path / "records" / "11" / f"{ONE}.json"
    record.parent.mkdir(parents=True)
    record.touch()
    with Scratch() as scratch:
        Notebook(tmp_path, scratch).keep(ONE, reader="a", outcome=Outcome("clean"))
    record.write_text("{}", encoding="utf-8")
    with Scratch() as scratch:
        assert Notebook(tmp_path, scratch).find(ONE) is None


NO_ROOM = """
import resource
from pdf2form.export.inputs import InputRow, keep_inputs
from pdf2form.errors import OutputUnwritable

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with keep_inputs(InputRow(f"{number:0100}") for number in range(200_000)):
        pass
except OutputUnwritable as error:
    print(error.exit_code, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited there")
def test_a_full_disk_for_temporary_files_is_said_with_7() -> None:
    said = subprocess.run([sys.executable, "-c", NO_ROOM], capture_output=True, text=True, check=True).stdout
    assert said.startswith("7 the folder for temporary files cannot be written (")
    assert said.endswith("free space there, or let TMPDIR name another folder\n")
