"""What a worker process does: one document to its record, within a time and a memory that end the process.

`batch` starts these processes and says what became of a document whose process was ended.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import cache
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import NamedTuple

from pdf2form.account import How, Outcome, find_outcome
from pdf2form.convert import NOTHING, Job, failed_record, read_job
from pdf2form.deadline import clear_deadline, set_deadline
from pdf2form.errors import DocumentFault, TooLarge
from pdf2form.export.folder import read_record, write_record
from pdf2form.export.store import OutPath
from pdf2form.faults import crashed, unreachable
from pdf2form.inputs import Place
from pdf2form.record import Document, Fault, Record
from pdf2form.request import Request
from pdf2form.verify import Verifier

PATIENCE, A_PAGE, A_SCAN = 30.0, 1.0, 10.0
"""Seconds for a document, for each of its pages, and for each that is recognised, where no other limit is asked for."""
A_READER, A_PAGE_AGAIN = 40.0, 20.0
"""More seconds with `verify`, whose two other readers have time limits of their own."""


class Task(NamedTuple):
    """A document to be read."""

    place: Place
    document: Document
    """Its bytes as they were found; they may be others when they are read."""
    request: Request
    out: OutPath | None = None
    """Where the record is written; None: the answer has it."""
    force: bool = False
    """Read it even if OUT has a current record."""
    retry: bool = False
    """Read it again if it has failed."""


class Answer(NamedTuple):
    """What became of a task."""

    document: Document
    outcome: Outcome
    how: How = "read"
    text: str = ""
    """The record as JSON, if the task has no OUT."""


def read(task: Task) -> Answer:
    """Read a document in this process, which ends if that takes too long.

    Raises:
        MissingPackage: what `verify` needs is not installed.
        OutputUnwritable: the record cannot be written.
    """
    there = None if task.force or task.out is None else read_record(task.out, task.document.sha256)
    if there and task.request.is_met_by(there) and not (task.retry and there.status == "failed"):
        return Answer(there.document, find_outcome(there), "there")
    allow = _allowance(task.request)
    allow(0, 0)
    try:
        record = read_now(task, _verifier() if task.request.verify else None, allow)
    finally:
        clear_deadline()
    return keep(task, record)


def fail(task: Task, fault: Fault) -> Answer:
    """Write the record of a document that could not be read, as `read` would."""
    return keep(task, failed_record(task.document, task.request.reader(fault), fault))


def keep(task: Task, record: Record) -> Answer:
    """Write a record if it is of any bytes and there is an OUT, and say what became of its document."""
    if record.fault:
        record = record.model_copy(update={"reader": task.request.reader(record.fault)})
    if task.out is None:
        return Answer(record.document, find_outcome(record), text=record.model_dump_json())
    if record.document.sha256:
        write_record(task.out, record)
    return Answer(record.document, find_outcome(record), "read" if record.document.sha256 else "not reached")


def read_now(
    task: Task, verifier: Verifier | None, on_load: Callable[[int, int], None] = lambda _pages, _scans: None
) -> Record:
    """Return the record of a document; see `convert` for `on_load`."""
    request, reader = task.request, task.request.reader()
    try:
        data = task.place.read()
    except TooLarge as error:
        return failed_record(task.document, reader, unreachable(error))
    except (OSError, ValueError, DocumentFault) as error:
        return failed_record(NOTHING, reader, unreachable(error))
    except MemoryError as error:
        return failed_record(task.document, reader, crashed(error))
    return read_job(Job(data, reader, request.password, request.pages, request.mode, on_load), verifier)


@cache
def _verifier() -> Verifier:
    """Return the one that serves all documents of this process: it takes a second to start."""
    return Verifier()


def _allowance(request: Request) -> Callable[[int, int], None]:
    """Return what sets the deadline, from now on, by the pages of a document and how many of them are recognised."""
    started = time.monotonic()

    def allow(pages: int, scans: int) -> None:
        seconds = request.timeout
        if seconds is None:
            seconds = PATIENCE + A_PAGE * pages + A_SCAN * scans
            seconds += (A_READER + A_PAGE_AGAIN * pages) if request.verify else 0
        set_deadline(started + seconds - time.monotonic())

    return allow


def prepare(memory: int) -> None:
    """Make a fresh process a worker: it may take so many bytes, and ends when the process that it works for is gone."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)  # what a batch system allows is the limit then
        memory = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    master = parent_process()
    if master is not None:
        Thread(target=_end_after, args=(master.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
