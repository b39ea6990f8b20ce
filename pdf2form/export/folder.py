"""OUT: records, and files that are written whole or not at all.

The layout of the folder is known here only, and here only it matters whether it lies on a disk or in a store. What
the tables hold is in `tables`, which inputs there are in `inputs`; who fills the folder is in `run`.
"""

import csv
import io
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal
from uuid import uuid4

from filelock import FileLock, Timeout
from pydantic import ValidationError

from pdf2form.errors import OutputHeld, OutputUnwritable, UsageFault
from pdf2form.export.store import OfOut, OutPath, Stat, StorePath
from pdf2form.record import Record
from pdf2form.rows import COLUMNS

OURS = frozenset(("run.json", *(f"{name}.csv" for name in ("documents", "failures", *COLUMNS))))
"""Files that a run writes anew."""

CORRECTIONS = "corrections.csv"
"""The user's own file, which the tables are corrected by."""

PATIENCE = 5.0
"""Seconds that a shard waits for another one which looks, as itself, whether a run over all is at work."""

AHEAD = 32
"""Records that are asked of a store at a time: each takes it some hundredths of a second."""


def record_path(out: OfOut, sha256: str) -> OfOut:
    """Return where the record of a document is kept."""
    return out / "records" / sha256[:2] / f"{sha256}.json"


def find_stat(path: Path | str) -> Stat | None:
    """Return how long and old a file of this disk is; None if it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def find_record_stats(out: OutPath) -> Callable[[str], Stat | None]:
    """Return what tells the stat of a record, None if there is none: a disk when it is asked, a store as it is now."""
    if isinstance(out, StorePath):
        listed = (out / "records").find_stats(deep=True)
        return lambda sha256: listed.get(f"{sha256[:2]}/{sha256}.json")
    folder = str(out / "records")  # text: a Path takes four times as long as the look
    return lambda sha256: find_stat(f"{folder}/{sha256[:2]}/{sha256}.json")


def count_records(out: OutPath) -> int:
    """Return how many records lie in OUT."""
    if isinstance(out, StorePath):
        return sum(name.endswith(".json") for name in (out / "records").find_stats(deep=True))
    return sum(1 for _ in out.glob("records/*/*.json"))


def find_stats(out: OutPath) -> dict[str, Stat]:
    """Return the stats of the files that lie in OUT itself, by their names."""
    if isinstance(out, StorePath):
        return {**out.find_stats()}
    found = {path.name: find_stat(path) for path in out.glob("*") if path.is_file()}
    return {name: stat for name, stat in found.items() if stat}


def read_record(out: OutPath, sha256: str) -> Record | None:
    """Return the record of a document, or None if there is none that can be read, or it is another document's."""
    try:
        record = Record.model_validate_json(record_path(out, sha256).read_bytes())
    except (OSError, ValidationError):
        return None
    return record if record.document.sha256 == sha256 else None


def read_records(out: OutPath, documents: Iterable[str]) -> Iterator[Record | None]:
    """Yield the records of documents, given by their SHA-256, in order; see `read_record`."""
    if not isinstance(out, StorePath):
        yield from (read_record(out, sha256) for sha256 in documents)
        return
    waiting: deque[Future[Record | None]] = deque()
    with ThreadPoolExecutor(AHEAD) as threads:
        for sha256 in documents:
            waiting.append(threads.submit(read_record, out, sha256))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        yield from (each.result() for each in waiting)


def write_record(out: OutPath, record: Record) -> None:
    """Write the record of a document in its place; equal records are equal bytes."""
    with replacing(record_path(out, record.document.sha256)) as file:
        file.write(record.model_dump_json(indent=1) + "\n")


def pdf_path(out: OfOut, sha256: str) -> OfOut:
    """Return where the bytes of a document are kept, if they are: of one that stands in no file of its own."""
    return out / "pdf" / sha256[:2] / f"{sha256}.pdf"


def keep_pdf(out: OutPath, sha256: str, data: bytes) -> None:
    """Keep the bytes of a document, whole or not at all; raises as `replacing` does."""
    path = pdf_path(out, sha256)
    _make_parent(path)
    replace_bytes(path, data)


def row_writer(file: IO[str]) -> Callable[[Sequence[str]], object]:
    """Return what writes a row of CSV; Python's writer alone leaves a lone carriage return without its quotes."""
    plain = csv.writer(file, lineterminator="\n")
    careful = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    return lambda cells: (careful if any("\r" in cell for cell in cells) else plain).writerow(cells)


def open_text(path: OutPath, *, errors: Literal["strict", "replace"] = "strict") -> IO[str]:
    """Open a text file (UTF-8, line ends as they are) for reading; raises FileNotFoundError if there is none."""
    if isinstance(path, StorePath):
        return io.TextIOWrapper(io.BytesIO(path.read_bytes()), encoding="utf-8", errors=errors, newline="")
    return path.open(encoding="utf-8", errors=errors, newline="")


def prepare(out: OutPath) -> None:
    """Make the folder, and see that it can be written before hours of work depend on it.

    Raises:
        OutputUnwritable: it cannot.
    """
    if isinstance(out, StorePath):
        replace_bytes(out / ".writable", b"")
        return
    if out.exists() and not out.is_dir():
        raise OutputUnwritable(f"{out}: is a file, not a folder; choose another -o")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise _unwritable(out, error) from error


def refuse_strangers(out: OutPath) -> None:
    """See that a folder which no run has filled has no file that a run would overwrite.

    Raises:
        UsageFault: it has one.
    """
    there = find_stats(out)
    theirs = sorted(there.keys() & OURS)
    if theirs and not any(name.startswith(".notes") for name in there):
        raise UsageFault(f"{out}: has a {theirs[0]} that no run of pdf2form has written; choose another -o, or move it")


@contextmanager
def holding(out: OutPath, shard: str = "") -> Iterator[Callable[[], None]]:
    """Keep other runs out of the folder, or out of a shard of it, and clear what killed runs have left half-written.

    The system lets go of it when the process ends, however that is. A store has nothing of the kind: a run leaves
    its mark there, and what is yielded looks whether it still stands. It is to be called before the work is concluded.

    Raises:
        OutputHeld: another run is at work there, or, from what is yielded, has begun meanwhile.
        OutputUnwritable: the folder cannot be written.
    """
    if isinstance(out, StorePath):
        yield _mark(out / f".lock{shard}")
        return
    with _locked(out, out / f".lock{shard}", patience=0):
        others = [out / ".lock"] if shard else [path for path in out.glob(".lock-*") if path.is_file()]
        for other in others:  # shards beside each other, but no shard beside a run over all
            with _locked(out, other, patience=PATIENCE if shard else 0):
                pass
        if not shard:
            for pattern in (".*.draft", "records/*/.*.draft", "pdf/*/.*.draft"):
                for draft in out.glob(pattern):
                    if draft.is_dir():
                        shutil.rmtree(draft, ignore_errors=True)
                    else:
                        draft.unlink(missing_ok=True)
        yield lambda: None


@contextmanager
def _locked(out: Path, path: Path, *, patience: float) -> Iterator[None]:
    """Hold a lock, for which to wait so many seconds at most."""
    lock = FileLock(path, timeout=patience)
    try:
        lock.acquire()
    except Timeout as error:
        todo = "wait for it, or choose another folder"
        raise OutputHeld(f"{out}: another run of pdf2form writes there; {todo}") from error
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        yield
    finally:
        lock.release()


def _mark(path: StorePath) -> Callable[[], None]:
    """Put a mark in place of that of any other run, and return what raises OutputHeld if it is there no more."""
    mark = uuid4().hex.encode()
    replace_bytes(path, mark)

    def check() -> None:
        with suppress(FileNotFoundError):
            if path.read_bytes() == mark:
                return
        raise OutputHeld(
            f"{path}: another run of pdf2form has begun to write there; what was read is kept, the tables are left to"
            " it. Run this again when it has ended"
        )

    return check


@contextmanager
def replacing(path: OutPath) -> Iterator[IO[str]]:
    """Open a text file (UTF-8, `\\n`) that takes the place of `path` when all is written, and vanishes otherwise.

    Raises:
        OutputUnwritable: the folder is read-only, or full, or no folder.
    """
    _make_parent(path)
    with _draft(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        yield file
        _to_disk(file)


def replace_bytes(path: OutPath, data: bytes) -> None:
    """Write a file whole or not at all, into a folder that is there; raises as `replacing` does."""
    with _draft(path) as draft, draft.open("wb") as file:
        file.write(data)
        _to_disk(file)


def _make_parent(path: OutPath) -> None:
    """Make the folder of a file, which a store does without."""
    if not isinstance(path, StorePath):
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)  # if that fails, opening the draft says why


def _to_disk(file: IO[str] | IO[bytes]) -> None:
    """See that the disk has what was written: else a power cut could leave the new name, and nothing under it."""
    file.flush()
    os.fsync(file.fileno())


def append_line(path: Path, text: str) -> None:
    """Add a line to a file, behind the end of whatever a killed run has left there.

    Raises:
        OutputUnwritable: it cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{text}\n")
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def replacing_file(path: OutPath) -> Iterator[Path]:
    """Give the path of a draft for a library to write, in a folder that is there; else as `replacing`."""
    with _draft(path) as draft:
        yield draft


@contextmanager
def _draft(path: OutPath) -> Iterator[Path]:
    if isinstance(path, StorePath):
        with scratch_folder(path) as folder:
            yield folder / path.name
            path.put(folder / path.name)
        return
    draft = path.with_name(f".{path.name}.{uuid4().hex[:12]}.draft")  # threads and machines may write the same file
    try:
        yield draft
        os.replace(draft, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def scratch_folder(out: OutPath) -> Iterator[Path]:
    """Give a folder for files that go when it does: in OUT if that is on a disk, else where this machine has them.

    Raises:
        OutputUnwritable: there is no room for it.
    """
    place = None if isinstance(out, StorePath) else out
    try:
        # A draft by its name, which `holding` finds if this process is killed.
        with tempfile.TemporaryDirectory(".draft", ".pdf2form-", place, ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        if place:
            raise _unwritable(place, error) from error
        todo = "free space there, or let TMPDIR name another folder"
        raise OutputUnwritable(f"the temporary folder cannot be written ({error.strerror or error}); {todo}") from error


def _unwritable(path: Path, error: OSError) -> OutputUnwritable:
    todo = "choose another folder, free space, or change its rights"
    return OutputUnwritable(f"{path}: cannot be written ({error.strerror or error}); {todo}")
