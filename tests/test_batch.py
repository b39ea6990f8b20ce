"""Workers: each document ends its own process at most, and says why."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Timer

import cv2
import pytest

from pdf2form.batch import Lost, Workers, convert_many, read_each, read_in_order
from pdf2form.convert import Source, convert, find_document
from pdf2form.errors import MissingPackage
from pdf2form.faults import crashed
from pdf2form.inputs import BytesPlace, FilePlace, Place
from pdf2form.request import Request
from pdf2form.worker import Answer, Task
from tests.handmade import FIXTURES
from tests.poison import MEMORY, Crashing, Eating, Growing, Hanging

CLEAN = FIXTURES / "city-data" / "reportlab-open.pdf"
FLAGGED = FIXTURES / "planted-total" / "reportlab-lines.pdf"
SOUND = FilePlace(str(CLEAN))
Reading = Callable[..., Iterator[tuple[Task, Answer]]]


def task(place: Place) -> Task:
    """Read a document, with more time than it needs on a busy machine, unless it would take for ever."""
    return Task(place, find_document(CLEAN), Request(timeout=3 if isinstance(place, Hanging) else 60, memory=MEMORY))


def read(*places: Place, jobs: int = 2) -> list[Answer]:
    start, alone = (partial(Workers, count, memory=MEMORY) for count in (jobs, 1))
    return [answer for _, answer in read_in_order(map(task, places), start, alone=alone)]


def codes(answers: list[Answer]) -> list[str]:
    return [answer.outcome.faults[0].code if answer.outcome.faults else answer.outcome.status for answer in answers]


def test_poison_is_named_and_innocents_are_untouched() -> None:
    path = str(CLEAN)
    answers = read(SOUND, Crashing(path), SOUND, Hanging(path), Eating(path), SOUND, BytesPlace(b""), SOUND)
    assert codes(answers) == ["clean", "crashed", "clean", "timeout", "out_of_memory", "clean", "empty", "clean"]
    assert {answer.text for answer in answers if answer.outcome.status == "clean"} == {convert(CLEAN).model_dump_json()}


def test_a_fault_says_what_to_do_in_both_languages() -> None:
    (answer,) = read(Hanging(str(CLEAN)), jobs=1)
    (fault,) = answer.outcome.faults
    assert (fault.code, "not read within 3 s" in fault.message) == ("timeout", True)
    assert "--timeout" in fault.message
    assert "时限" in fault.message


def test_memory_is_watched_from_outside_where_a_process_has_no_limit() -> None:
    """As on systems without one: the limit of the process itself is so high that it is never met."""
    workers = Workers(1, memory=8 * MEMORY, watched=MEMORY // 4)
    try:
        with pytest.raises(Lost) as lost:
            workers.submit(task(Growing(str(CLEAN)))).result()
        assert lost.value.grew
        assert workers.submit(task(SOUND)).result().outcome.status == "clean"
    finally:
        workers.close()


class CrashingOnce(FilePlace):
    """As if another process had taken all memory: the second time, it is read like any other."""

    def read(self) -> bytes:
        mark = Path(f"{self.path}.tried")
        if mark.exists():
            return super().read()
        mark.touch()
        return Crashing(self.path).read()


class CrashingLater(FilePlace):
    """Harms its process so that it ends between two documents."""

    def read(self) -> bytes:
        Timer(3.0, partial(os.kill, os.getpid(), signal.SIGSEGV)).start()
        return super().read()


def test_a_process_that_ends_between_two_documents_costs_none() -> None:
    workers = Workers(1, memory=MEMORY)
    try:
        assert workers.submit(task(CrashingLater(str(CLEAN)))).result().outcome.status == "clean"
        time.sleep(5)
        assert workers.submit(task(SOUND)).result().outcome.status == "clean"
    finally:
        workers.close()


@pytest.mark.parametrize("reading", [read_each, read_in_order])
def test_a_document_whose_worker_was_lost_is_read_again_alone(reading: Reading, tmp_path: Path) -> None:
    path = str(shutil.copy(CLEAN, tmp_path))
    start, alone = (partial(Workers, count, memory=MEMORY) for count in (2, 1))
    answers = reading(map(task, [SOUND, CrashingOnce(path), SOUND]), start, alone=alone)
    assert [answer.outcome.status for _, answer in answers] == ["clean"] * 3


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("std::bad_alloc"), cv2.error("(-4:Insufficient memory)")]
)
def test_a_library_without_memory_is_no_crash(error: Exception) -> None:
    assert crashed(error).code == "out_of_memory"
    assert crashed(RuntimeError("it ran out of paper")).code == "crashed"


def test_a_worker_that_cannot_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdf2form.batch.START", 2.0)
    with pytest.raises(MissingPackage, match="--memory"):
        Workers(1, memory=1_000_000)


def test_fewer_than_one_job_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="at least one"):
        next(convert_many([CLEAN], jobs=0))


def test_a_script_without_a_guard_is_told_of_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import pdf2form; print([*pdf2form.convert_many([{str(CLEAN)!r}], jobs=1)])", encoding="utf-8")
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert "a script that converts with jobs does so below `if __name__ == '__main__':`" in ended.stderr


def test_a_source_whose_process_was_lost_has_its_bytes_named() -> None:
    crashed, sound = convert_many([Crashing(str(CLEAN)), CLEAN], jobs=1)
    assert (crashed.fault and crashed.fault.code, sound.status) == ("crashed", "clean")
    assert crashed.document.sha256 == sound.document.sha256


def test_records_come_in_order_and_are_those_of_one_process() -> None:
    sources: list[Source] = [FLAGGED, CLEAN, FIXTURES / "missing.pdf", b"", CLEAN]
    here = [*convert_many(sources)]
    assert [*convert_many(sources, jobs=2)] == here
    assert [record.status for record in here] == ["flagged", "clean", "failed", "failed", "clean"]
