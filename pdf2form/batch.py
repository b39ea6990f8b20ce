"""Many documents, each in a process that is ended when it takes too long, takes too much memory, or crashes.

The process that asks never reads a PDF. Whatever becomes of a worker, its document gets a record, and no other one
is harmed: a document whose worker was lost is tried once more, alone, before it is blamed.
"""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from functools import partial
from threading import Event, Thread
from types import TracebackType
from typing import Protocol, Self, TypeVar

import psutil
from pebble import ProcessExpired, ProcessPool

from pdf2form import worker
from pdf2form.convert import NOTHING, Source, find_document, find_place, verifying
from pdf2form.deadline import MISSED
from pdf2form.errors import MissingPackage
from pdf2form.faults import fault
from pdf2form.inputs import FilePlace
from pdf2form.record import Document, Fault, Record
from pdf2form.request import Request
from pdf2form.sources import Mode
from pdf2form.worker import Answer, Task

A = TypeVar("A")
T = TypeVar("T")

START = 120.0
"""Seconds in which a first worker must be up; it loads some hundred megabytes, from a slow disk too."""
AHEAD = 2
"""Tasks for each worker that are given out before they can begin, so that none waits for the next."""
FAR_AHEAD = 16
"""The same where answers are wanted in order: one that takes long should not keep the others waiting."""
LOOK_EVERY = 0.2
"""Seconds between two looks at the memory of workers, where the system itself sets no limit."""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Environment of workers: there is one for each core already."""


class Lost(Exception):
    """The process of a task has ended before its answer."""

    def __init__(self, code: int, *, grew: bool) -> None:
        super().__init__(code)
        self.code = code
        """As `multiprocessing` gives it: minus the signal."""
        self.grew = grew
        """Whether it was ended for its memory."""


class Executor(Protocol):
    """Who reads documents: processes of this machine, or a cluster."""

    width: int
    """How many at a time."""

    def submit(self, task: Task) -> "Future[Answer]":
        """Have a document read; the future raises `Lost` if its process was."""
        ...

    def close(self) -> None:
        """End whatever is being read."""
        ...


Start = Callable[[], Executor]
"""Starts an executor, when there is something to read."""


class Workers:
    """Processes of this machine that read one document each at a time."""

    def __init__(self, jobs: int, *, memory: int, watched: int | None = None) -> None:
        """Start the processes.

        Args:
            jobs: how many.
            memory: bytes that each may take.
            watched: bytes at which they are ended from here; for systems that set a process no limit.

        Raises:
            MissingPackage: no worker comes up.
        """
        self.width = jobs
        self.memory = memory
        self._pool = self._start()
        self._grown: set[int] = set()
        self._done = Event()
        self._await_first(memory)
        watched = memory if sys.platform != "linux" else watched
        if watched:
            Thread(target=self._watch, args=(watched,), daemon=True).start()

    def submit(self, task: Task) -> "Future[Answer]":
        """Have a document read; see `Executor`."""
        return self.run(worker.read, task)

    def run(self, function: Callable[[A], T], given: A) -> "Future[T]":
        """Have a function called in one of the processes; the future raises `Lost` if its process was."""
        answer: Future[T] = Future()
        if not self._pool.active:  # a process has ended between two documents, which pebble takes for the end of all
            self._end()
            self._pool = self._start()
        self._pool.submit(function, None, given).add_done_callback(partial(pass_on, answer=answer, lost=self._lost))
        return answer

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._done.set()
        self._end()

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.width, initializer=worker.prepare, initargs=(self.memory,), context=_context()
        )

    def _end(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's
        self._pool.join()

    def _lost(self, error: BaseException) -> Lost | None:
        if isinstance(error, ProcessExpired):
            return Lost(error.exitcode, grew=error.pid in self._grown)
        return Lost(0, grew=False) if isinstance(error, BrokenExecutor) else None

    def _await_first(self, memory: int) -> None:
        try:
            self._pool.submit(os.getpid, None).result(START)
        except (TimeoutError, ProcessExpired, BrokenExecutor) as error:
            self.close()
            raise MissingPackage(
                f"no worker process came up in {START:g} s, with {memory:,} bytes of memory. Give more --memory; a"
                " script that converts with jobs does so below `if __name__ == '__main__':`"
            ) from error

    def _watch(self, memory: int) -> None:
        while not self._done.wait(LOOK_EVERY):
            for process in psutil.Process().children(recursive=True):
                try:
                    if process.memory_info().rss > memory:
                        self._grown.add(process.pid)
                        process.kill()
                except psutil.Error:  # it has ended by itself
                    continue


def pass_on(done: "Future[T]", *, answer: "Future[T]", lost: Callable[[BaseException], Lost | None]) -> None:
    """Give what a future has come to, to another one, in our own words where its process was lost."""
    if done.cancelled():
        answer.cancel()
    elif error := done.exception():
        answer.set_exception(lost(error) or error)
    else:
        answer.set_result(done.result())


def _context() -> multiprocessing.context.BaseContext:
    """Return how workers are started: from a server that has loaded everything, so that a lost one costs little."""
    os.environ.update({name: os.environ.get(name, value) for name, value in ONE_THREAD.items()})
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pdf2form.worker"])
    return context


def count_cores() -> int:
    """Return on how many cores this process may run."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def convert_many(
    sources: Iterable[Source],
    *,
    jobs: int | None = None,
    password: str | None = None,
    pages: Collection[int] | None = None,
    mode: Mode = "auto",
    verify: bool = False,
) -> Iterator[Record]:
    """Yield one record for each source, in order; whatever is in a document, the others get theirs.

    A path that cannot be read gives a failed record with the code `unreachable` and no SHA-256.

    Args:
        sources: paths, bytes, or places; taken as they are needed.
        jobs: processes that read a document each, and are ended at its limits; a script that asks for them does so
            below `if __name__ == "__main__":`. None: all are read in this process, without limits.
        password: see `convert`.
        pages: see `convert`.
        mode: see `convert`.
        verify: see `convert`.

    Raises:
        MissingPackage: what `verify` needs is not installed, or no process can be started.
        ValueError: fewer jobs than one.
    """
    request = Request(password, pages, mode, verify)
    request.reader()
    tasks = (Task(find_place(source), _document(source), request) for source in sources)
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs is {jobs}: at least one process is needed, or None for this one")
    if jobs is None:
        with verifying(verify) as verifier:
            yield from (worker.read_now(task, verifier) for task in tasks)
        return
    start, alone = (partial(Workers, count, memory=request.memory) for count in (jobs, 1))
    yield from (Record.model_validate_json(answer.text) for _, answer in read_in_order(tasks, start, alone=alone))


def _document(source: Source) -> Document:
    """Return what a record says of the bytes, should their process be lost; nothing, where only reading them tells."""
    place = find_place(source)
    try:
        if isinstance(place, FilePlace):
            place.stamp()  # before it is opened: opening a pipe waits
            return find_document(place.path)
        return find_document(source) if isinstance(source, bytes) else NOTHING
    except (OSError, ValueError):
        return NOTHING


def read_each(tasks: Iterable[Task], start: Start, *, alone: Start) -> Iterator[tuple[Task, Answer]]:
    """Yield what became of every task, in the order in which they are done.

    Args:
        tasks: taken one by one, no faster than they are read.
        start: starts who reads them.
        alone: starts a single worker for those whose process was lost, when all others are done.

    Raises:
        Pdf2formError: of a kind that stops the run: a record cannot be written, a package is missing.
    """
    running: dict[Future[Answer], Task] = {}
    lost: list[Task] = []

    def settle(most: int) -> Iterator[tuple[Task, Answer]]:
        while len(running) > most:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                if answer := _answer(task, future):
                    yield task, answer
                else:
                    lost.append(task)

    with _Late(start) as executor:
        for task in tasks:
            running[executor.submit(task)] = task
            yield from settle(AHEAD * executor.width - 1)
        yield from settle(0)
    with _Late(alone) as single:
        yield from ((task, _read_alone(task, single)) for task in lost)


def read_in_order(tasks: Iterable[Task], start: Start, *, alone: Start) -> Iterator[tuple[Task, Answer]]:
    """Yield what became of every task, in their order; see `read_each`.

    A task whose process was lost is read again at once, when those that have begun are done.
    """
    waiting: deque[tuple[Task, Future[Answer]]] = deque()

    def first() -> tuple[Task, Answer]:
        task, future = waiting.popleft()
        answer = _answer(task, future)
        if answer is None:
            wait([each for _, each in waiting])
            with _Late(alone) as single:
                answer = _read_alone(task, single)
        return task, answer

    with _Late(start) as executor:
        for task in tasks:
            waiting.append((task, executor.submit(task)))
            if len(waiting) >= FAR_AHEAD * executor.width:
                yield first()
        while waiting:
            yield first()


class _Late:
    """An executor that starts with its first task: a run that finds all done starts none."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._executor: Executor | None = None

    @property
    def width(self) -> int:
        return self._executor.width if self._executor else 1

    def submit(self, task: Task) -> "Future[Answer]":
        if self._executor is None:
            self._executor = self._start()
        return self._executor.submit(task)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._executor:
            self._executor.close()


def answer_once_more(task: Task, single: Workers) -> Answer:
    """Read a document with a worker of its own; if that is lost, once more, and then the document is to blame.

    Raises:
        Pdf2formError: see `read_each`.
    """
    return _answer(task, single.submit(task)) or _read_alone(task, single)


def _read_alone(task: Task, single: Workers | _Late) -> Answer:
    try:
        return single.submit(task).result()
    except Lost as error:
        return worker.fail(task, _fault(error, task))


def _answer(task: Task, future: "Future[Answer]") -> Answer | None:
    """Return what became of a task; None if its process was lost, which may have been by another's doing."""
    try:
        return future.result()
    except Lost as error:
        return worker.fail(task, _fault(error, task)) if error.code == MISSED else None


def _fault(error: Lost, task: Task) -> Fault:
    memory = f"{task.request.memory:,} bytes"
    if error.code == MISSED:
        return fault("timeout", f"It was not read within {_limit(task)}. Allow more with --timeout SECONDS")
    if error.grew:
        return fault("out_of_memory", f"It takes more than {memory} of memory. Allow more with --memory")
    if error.code == -9:
        why = f"as systems do when memory is short ({memory} are allowed). Run fewer --jobs"
        return fault("out_of_memory", f"Its process was killed, also when it ran alone, {why}")
    name = signal.strsignal(-error.code) if error.code < 0 else None
    name = name or f"code {error.code}"
    why = f"a library cannot read this file, or not within {memory} of memory"
    todo = "Print it to a new PDF, or allow more with --memory"
    return fault("crashed", f"Its process ended ({name}), also when it ran alone: {why}. {todo}")


def _limit(task: Task) -> str:
    if task.request.timeout is not None:
        return f"{task.request.timeout:g} s"
    return f"{worker.PATIENCE:g} s, {worker.A_PAGE:g} s a page and {worker.A_SCAN:g} s a page to recognise"
