"""Any console: data goes to stdout, talk to stderr, and errors are one line with their exit code."""

import errno
import io
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import NoReturn

import click
import psutil
from rich.console import Console

from pdf2form.errors import OutputUnwritable, Pdf2formError

INTERRUPTED, TERMINATED = 130, 143
"""Exit codes of a program that Ctrl-C, or the system, has stopped."""

GRACE = 8.0
"""Seconds in which an interrupted program ends by itself; a download that is going on, or a pool of processes that
waits for a lost one, could keep it much longer."""

DYING = 2.0
"""Seconds in which a killed process is gone: whoever starts others after it should not meet it."""

STOPPED = "pdf2form: interrupted; what was read is kept, and the same command goes on from there"

LOG_WIDTH = 120
"""Columns of tables where there is no terminal."""


class Stopped(BaseException):
    """The user or the system wants this process to end."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code
        """To end with."""


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C and the system end what is done here by `Stopped`, which lets everything clean up behind itself.

    If that takes longer than GRACE, the process ends where it stands.
    """
    late: list[Timer] = []

    def stop(number: int, _frame: object) -> NoReturn:
        code = INTERRUPTED if number == signal.SIGINT else TERMINATED
        late.append(Timer(GRACE, _end_now, [code]))
        late[-1].daemon = True
        late[-1].start()
        raise Stopped(code)

    numbers = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32":
        numbers.append(signal.SIGHUP)
    # What is ignored stays so: nohup, and shells for what they start in the background, ask for that.
    heard = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for timer in late:
            timer.cancel()


def _end_now(code: int) -> None:
    """End this process where it stands: no file is half-written, and the system lets go of its lock."""
    try:
        _end_children()
        say(STOPPED)
    finally:
        os._exit(code)


class Commands(click.Group):
    """Commands on any console: what it cannot print is escaped, and our errors are one line with their exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse them as click does."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().parse_args(ctx, args)
        except OSError as error:  # of --help and --version
            self._end(ctx, lost_stdout(error))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; end with the exit code of what goes wrong."""
        try:
            with _stoppable():
                return super().invoke(ctx)
        except Pdf2formError as error:
            self._end(ctx, error)
        except Stopped as error:
            _end_children()
            say(STOPPED)
            ctx.exit(error.code)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            self._end(ctx, lost_stdout(error))  # of a command's --help; all else that is written says so itself

    @staticmethod
    def _end(ctx: click.Context, error: Pdf2formError) -> NoReturn:
        say(f"pdf2form: {error}")
        ctx.exit(error.exit_code)


def _end_children() -> None:
    """End the processes that this one has started: one that is just starting would say on stderr what it misses.

    Not the one of Python itself that cleans up behind them all.
    """
    killed = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if not any("resource_tracker" in word for word in child.cmdline()):
                child.kill()
                killed.append(child)
    until = time.monotonic() + DYING
    while any(map(_is_alive, killed)) and time.monotonic() < until:
        time.sleep(0.01)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def say(text: str) -> None:
    """Write a line to stderr."""
    click.echo(text, err=True)


def say_more(count: int, place: str | None) -> None:
    """Say how many lines were left out, and where they are."""
    if count:
        say(f"and {count} more" + (f" in {place}" if place else ""))


def write_data(text: str) -> None:
    """Write to stdout in UTF-8, whatever the console's encoding."""
    write_bytes(text.encode())


def write_bytes(data: bytes) -> None:
    """Write to stdout, at once.

    Raises:
        OutputUnwritable: it is closed, or full, or its reader has gone.
    """
    if sys.stdout is None:
        raise OutputUnwritable("stdout: cannot be written (it is closed); send it to a file")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise lost_stdout(error) from error


def lost_stdout(error: OSError) -> OutputUnwritable:
    """Say that stdout cannot be written, and let its buffer go nowhere: Python would try it again at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return OutputUnwritable(f"stdout: cannot be written ({error.strerror or error}); send it to a file with room")


def read_stdin() -> bytes:
    """Return all of stdin; raises OSError if it is closed."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "stdin is closed")
    return sys.stdin.buffer.read()


def stderr() -> Console:
    """Return stderr as rich writes to it."""
    found = Console(stderr=True, markup=False, highlight=False, emoji=False)
    return found if found.is_terminal else Console(stderr=True, markup=False, emoji=False, width=LOG_WIDTH)
