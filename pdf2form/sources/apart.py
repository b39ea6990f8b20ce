"""A process of its own for readers that may hang, crash, or grow: what becomes of it never harms a record.

Not `multiprocessing`: its processes import the caller's script again, and may not be started from a worker of a pool.
"""

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from threading import Thread
from typing import IO, NamedTuple, ParamSpec, TypeVar, cast

from pdf2form.deadline import clear_deadline, set_deadline

P = ParamSpec("P")
T = TypeVar("T")

GRACE = 5.0
"""Seconds after which such a process ends itself, if whoever asked was ended before it could do so."""
LOOP = "from pdf2form.sources.apart import serve; serve()"


class Unanswered(Exception):
    """There is no answer; the words say why, the same on every machine."""


class _Answer(NamedTuple):
    value: object
    error: str | None


class Apart:
    """Calls functions in a process of its own, which starts with the first call and anew after it was lost.

    Functions are named, not sent: each must be importable. Its temporary files go with it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def call(self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns.

        Args:
            seconds: to wait for the answer, at most.
            function: to be called.
            args: of it.
            kwargs: of it.

        Raises:
            Unanswered: it took too long, raised an exception, or took its process down.
        """
        process = self._process or self._start()
        answers: list[_Answer] = []
        request = (seconds + GRACE, function, args, kwargs)
        talk = Thread(target=_talk, args=(process, request, answers), daemon=True)
        talk.start()
        talk.join(seconds)
        if not answers:
            slow = talk.is_alive()
            self.close()
            talk.join()
            raise Unanswered(f"it was not done after {seconds:g} s" if slow else "its process ended")
        if answers[0].error:
            raise Unanswered(answers[0].error)
        return cast(T, answers[0].value)

    def _start(self) -> subprocess.Popen[bytes]:
        folder = tempfile.TemporaryDirectory(prefix="pdf2form-", ignore_cleanup_errors=True)
        here = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder.name)
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **here, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return self._process

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                _close(pipe)
        if self._folder:
            self._folder.cleanup()
        self._process = self._folder = None


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except OSError:  # bytes that the lost process did not take
        return


def _talk(process: subprocess.Popen[bytes], request: object, answers: list[_Answer]) -> None:
    """Send a request and wait for its answer; none, if the process ends before."""
    if process.stdin is None or process.stdout is None:
        return
    try:
        pickle.dump(request, process.stdin)
        process.stdin.flush()
        answers.append(pickle.load(process.stdout))
    except (OSError, ValueError, EOFError, pickle.UnpicklingError):
        return


def serve() -> None:
    """Answer calls until stdin ends: the other side of `Apart`."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what a library prints is no answer
    while True:
        try:
            seconds, function, args, kwargs = pickle.load(requests)
        except EOFError:
            return
        set_deadline(seconds)
        try:
            answer = _Answer(function(*args, **kwargs), None)
        except Exception as error:  # of another project's code, on any bytes
            answer = _Answer(None, type(error).__name__)
        clear_deadline()
        pickle.dump(answer, answers)
        answers.flush()
