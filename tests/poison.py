"""Documents that harm whoever reads them, among innocent ones, and a program that converts them all.

A poisoned place has the bytes of a real file, so that it is found and hashed like any other; whoever reads it hangs,
crashes, or fills its memory. `bulk` starts the program, and kills it.
"""

import ctypes
import io
import re
import sys
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import click
from reportlab.pdfgen.canvas import Canvas

from pdf2form.account import Account
from pdf2form.batch import Start, Workers
from pdf2form.cluster import Cluster
from pdf2form.inputs import FilePlace, Input
from pdf2form.progress import show_progress
from pdf2form.request import Request
from pdf2form.run import Plan, convert_into
from tests.handmade import FIXTURES

MEMORY = 2_000_000_000
TIMEOUT = 8.0
SMALL = ("city-data/reportlab-open.pdf", "planted-total/reportlab-lines.pdf", "bad/no-form.pdf")
"""Fixtures that innocent documents are copies of: a clean one, a flagged one, and one without a form."""


class Hanging(FilePlace):
    """In compiled code that lets no other thread run."""

    def read(self) -> bytes:
        re.match(r"(a+)+$", "a" * 64 + "b")
        return b""


class Crashing(FilePlace):
    def read(self) -> bytes:
        ctypes.string_at(0)
        return b""


class Eating(FilePlace):
    """Wants more at once than it may have."""

    def read(self) -> bytes:
        return b"x" * MEMORY


class Growing(FilePlace):
    """Takes memory bit by bit, as a reader does, and never gives up by itself."""

    def read(self) -> bytes:
        kept = []
        while True:
            kept.append(b"x" * 10_000_000)


KINDS: dict[str, type[FilePlace]] = {"hang": Hanging, "crash": Crashing, "eat": Eating}
FAULTS = {
    "hang": "timeout",
    "crash": "crashed",
    "eat": "out_of_memory",
    "long": "timeout",
    "encrypted": "encrypted",
    "empty": "empty",
    "html": "not_a_pdf",
}
"""Kinds of poison, with the faults that they must end as."""


def make_folder(folder: Path, *, innocent: int, poisoned: int) -> None:
    """Fill a folder with so many innocent documents, no two with equal bytes, and so many of each kind of poison."""
    folder.mkdir()
    sound = [(FIXTURES / name).read_bytes() for name in SMALL]
    for number, data in enumerate(islice(cycle(sound), innocent)):
        (folder / f"{number:05}.pdf").write_bytes(data + b"%% %d\n" % number)
    bad = {name: (FIXTURES / "bad" / f"{name}.pdf").read_bytes() for name in ("encrypted", "html")}
    bad |= {"empty": b"", "long": _long(5_000)} | dict.fromkeys(KINDS, sound[0])
    for kind, data in bad.items():
        for number in range(poisoned):
            more = b"" if kind == "empty" else f"%% {kind} {number}\n".encode()
            (folder / f"{kind}-{number}.pdf").write_bytes(data + more)


def _long(pages: int) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(pages):
        canvas.drawString(72, 720, f"page {number}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def find_poisoned(folder: Path) -> Iterator[Input]:
    """Yield the files of a folder as inputs, poisoned as they are called."""
    for path in sorted(folder.iterdir()):
        kind = KINDS.get(path.name.split("-")[0], FilePlace)
        yield Input(path.name, kind(str(path)))


def convert_poisoned(folder: Path, out: Path, *, scheduler: str | None = None) -> Account:
    """Convert a folder by two processes, or by a cluster."""
    request = Request(timeout=TIMEOUT, memory=MEMORY)
    start: Start = partial(Cluster, scheduler) if scheduler else partial(Workers, 2, memory=MEMORY)
    with show_progress("auto") as on_progress:
        return convert_into(
            out, [*find_poisoned(folder)], plan=Plan(request, start), stdin=bytes, on_progress=on_progress
        )


def main() -> None:
    """Convert a folder, and print the account."""
    folder, out, *scheduler = sys.argv[1:]
    account = convert_poisoned(Path(folder), Path(out), scheduler=scheduler[0] if scheduler else None)
    click.echo(account.line(len([*Path(folder).iterdir()])), err=True)
    sys.exit(account.exit_code())
