"""The processes that draw: they start with the first page that has no picture, and can be lost without harm."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from itertools import takewhile
from types import TracebackType
from typing import Self

from pdf2form.batch import Lost, Workers
from pdf2form.deadline import MISSED
from pdf2form.errors import Pdf2formError
from pdf2form.report.drawing import Drawn, Task, draw, find_sizes, picture_name
from pdf2form.request import MEMORY

AHEAD = 4
"""Tasks for each process that are given out before they can begin."""

Pages = tuple[Drawn, ...]


class Artists:
    """Processes of this machine that draw some pages each at a time; a context manager, which ends them."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._workers: Workers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._workers:
            self._workers.close()

    def draw_in_order(self, tasks: Iterable[Task], there: Mapping[str, int]) -> Iterator[tuple[Task, Pages]]:
        """Yield what becomes of the pages of every task, in order; some are drawn ahead of the one that is waited for.

        Args:
            tasks: taken as they are needed.
            there: sizes of the pictures that need not be drawn, by their names.
        """
        waiting: deque[tuple[Task, Pages, Task, Future[Pages] | None]] = deque()

        def first() -> tuple[Task, Pages]:
            task, known, rest, future = waiting.popleft()
            drawn = self._wait(rest, future) if future else ()
            return task, tuple(sorted(known + drawn))

        for task in tasks:
            known, rest = _divide(task, there)
            waiting.append((task, known, rest, self._submit(rest) if rest.pages else None))
            if len(waiting) > AHEAD * self._jobs:
                yield first()
        while waiting:
            yield first()

    def _submit(self, task: Task) -> "Future[Pages]":
        if self._workers is None:
            self._workers = Workers(self._jobs, memory=MEMORY)
        return self._workers.run(draw, task)

    def _wait(self, task: Task, future: "Future[Pages]") -> Pages:
        """Wait for a task; where its process is lost, the page that it was at is to blame, and the others go on."""
        found = self._result(task, future)
        if not isinstance(found, Lost):
            return found
        drawn = _find_drawn(task)
        if len(drawn) == len(task.pages):
            return drawn
        blamed = Drawn(task.pages[len(drawn)], missing=_why(found))
        rest = task._replace(pages=task.pages[len(drawn) + 1 :])
        return (*drawn, blamed, *self._wait_once_more(rest))

    def _wait_once_more(self, task: Task) -> Pages:
        found = self._result(task, self._submit(task)) if task.pages else ()
        if not isinstance(found, Lost):
            return found
        drawn = _find_drawn(task)
        return (*drawn, *(Drawn(page, missing=_why(found)) for page in task.pages[len(drawn) :]))

    def _result(self, task: Task, future: "Future[Pages]") -> Pages | Lost:
        """Return what a task has come to, or that its process was lost.

        Raises:
            OutputUnwritable: a picture cannot be written.
        """
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, Lost):
            return error
        if isinstance(error, Pdf2formError) or not isinstance(error, Exception):
            raise error
        return self._draw_each(task)

    def _draw_each(self, task: Task) -> Pages:
        """Draw the pages of a task one by one: an error that nobody has expected costs the picture of its own page."""
        if len(task.pages) == 1:
            return (Drawn(task.pages[0], missing="not_drawn"),)
        alone = (task._replace(pages=(page,)) for page in task.pages)
        return tuple(drawn for one in alone for drawn in self._wait(one, self._submit(one)))


def _why(lost: Lost) -> str:
    return "timeout" if lost.code == MISSED else "not_drawn"


def _divide(task: Task, there: Mapping[str, int]) -> tuple[Pages, Task]:
    """Return what is known of pages without drawing them, and the task of drawing the rest."""
    names = {page: picture_name(task.doc_id, page) for page in task.pages}
    known = tuple(Drawn(page, there[name]) for page, name in names.items() if name in there)
    rest = tuple(page for page, name in names.items() if name not in there)
    if not task.places:
        known, rest = (*known, *(Drawn(page, missing=task.why) for page in rest)), ()
    return known, task._replace(pages=rest)


def _find_drawn(task: Task) -> Pages:
    """Return the first pages of a task that have their pictures: a process draws them in this order."""
    names = [picture_name(task.doc_id, page) for page in task.pages]
    sizes = find_sizes(task.folder, names)
    drawn = takewhile(lambda pair: pair[1] in sizes, zip(task.pages, names, strict=True))
    return tuple(Drawn(page, sizes[name]) for page, name in drawn)
