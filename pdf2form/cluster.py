"""Documents on more than one machine, by a dask.distributed scheduler.

Each dask worker keeps killable processes of its own (`batch.Workers`), so that no document takes a dask worker down.
OUT and the inputs lie on storage that all machines see under the same names, such as an object store.
"""

import multiprocessing
import os
from concurrent.futures import Future
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import local
from typing import Any

from pdf2form.batch import Lost, Workers, answer_once_more, pass_on
from pdf2form.errors import MissingPackage, UsageFault
from pdf2form.inputs import FilePlace
from pdf2form.worker import Answer, Task

PATIENCE = 30
"""Seconds to wait for the scheduler, and for its first worker."""
_mine = local()


class Cluster:
    """A dask scheduler and the workers that it has when the run begins, or gets later."""

    def __init__(self, address: str) -> None:
        """Connect.

        Args:
            address: of the scheduler, such as `tcp://10.0.0.1:8786`.

        Raises:
            MissingPackage: dask.distributed is not installed.
            UsageFault: nobody answers there, or has no workers.
        """
        try:
            dask = import_module("distributed")
        except ImportError as error:
            raise MissingPackage("--cluster needs dask.distributed: pip install 'pdf2form[cluster]'") from error
        self._killed: type[Exception] = dask.KilledWorker
        try:
            self._client = dask.Client(address, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageFault(f"--cluster {address}: no dask scheduler answers there ({error})") from error
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            self._client.close()
            raise UsageFault(f"--cluster {address}: the scheduler has no workers; start some (dask worker)") from error
        self._executor = self._client.get_executor(pure=False)
        self.width = max(1, sum(self._client.nthreads().values()))

    def submit(self, task: Task) -> "Future[Answer]":
        """Have a document read; see `batch.Executor`."""
        answer: Future[Answer] = Future()
        told = partial(pass_on, answer=answer, lost=self._lost)
        self._executor.submit(read_apart, _absolute(task)).add_done_callback(told)
        return answer

    def close(self) -> None:
        """Let go of the scheduler; what it still reads is forgotten."""
        self._executor.shutdown(wait=False)
        self._client.close()

    def _lost(self, error: BaseException) -> Lost | None:
        return Lost(0, grew=False) if isinstance(error, self._killed) else None


def _absolute(task: Task) -> Task:
    """Name the files of a task so that they are found from any working folder."""
    place = FilePlace(os.path.abspath(task.place.path)) if type(task.place) is FilePlace else task.place
    out = task.out.absolute() if isinstance(task.out, Path) else task.out
    return task._replace(place=place, out=out)


def read_apart(task: Task) -> Answer:
    """Read a document in a process beside this one, which belongs to this thread of a dask worker."""
    # Dask's own process is a daemon, which may start none; ours end when it does, as daemons would.
    multiprocessing.current_process().daemon = False
    workers: Any = getattr(_mine, "workers", None)
    if workers is None or workers.memory != task.request.memory:
        workers = _mine.workers = Workers(1, memory=task.request.memory)
    return answer_once_more(task, workers)
