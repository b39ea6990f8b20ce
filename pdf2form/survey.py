"""Which bytes each input of a run is: its SHA-256, found without reading where an earlier run has seen it unchanged.

Files are hashed, archives unpacked and addresses fetched some inputs ahead of those that are read, in threads.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple

from pdf2form.errors import DocumentFault
from pdf2form.export.folder import keep_pdf, pdf_path
from pdf2form.export.inputs import InputRow
from pdf2form.export.store import OutPath
from pdf2form.faults import unreachable
from pdf2form.inputs import BytesPlace, FilePlace, Input, Place, Stamp
from pdf2form.record import Document, Fault

AHEAD = 8
"""Inputs that are found out about while others are read; the bytes of those that are no files are held so long."""

TOGETHER = 500
"""Inputs whose earlier rows are looked up at a time: one by one that takes five times as long."""


class Found(NamedTuple):
    """An input as it was found."""

    row: InputRow
    place: Place | None = None
    """None if there are no bytes to read."""
    known: bool = False
    """Whether the row is that of an earlier run, as it was."""

    @property
    def document(self) -> Document:
        """What its record says of the bytes."""
        return Document(sha256=self.row.sha256, bytes=int(self.row.size or 0), pages=0)


class Survey(NamedTuple):
    """How inputs are looked at."""

    find_earlier: Callable[[Sequence[str]], Mapping[str, InputRow]]
    """Gives the rows that an earlier run has left of some inputs, by their sources; asked in one thread only."""
    stdin: Callable[[], bytes]
    """Gives the bytes of the input `-`."""
    force: bool = False
    """Hash all anew."""
    keep_in: OutPath | None = None
    """OUT, if it keeps the bytes of what is no file."""

    def find_all(self, inputs: Iterable[Input]) -> Iterator[Found]:
        """Yield what each input is, in order."""
        with ThreadPoolExecutor(AHEAD) as threads:
            waiting: deque[Found | Future[Found]] = deque()
            for given, known in self._with_earlier(inputs):
                waiting.append(self._known_file(given, known) or threads.submit(self._find, given, known))
                if len(waiting) > AHEAD:
                    yield _result(waiting.popleft())
            yield from map(_result, waiting)

    def _with_earlier(self, inputs: Iterable[Input]) -> Iterator[tuple[Input, InputRow | None]]:
        """Yield each input with the row that an earlier run has left of it, which is asked of many at a time."""
        more = iter(inputs)
        while some := [*islice(more, TOGETHER)]:
            known = self.find_earlier([given.source for given in some])
            yield from ((given, known.get(given.source)) for given in some)

    def _find(self, given: Input, known: InputRow | None) -> Found:
        row = InputRow(given.source, carried=given.carried or (known.carried if known else ()))
        if given.fault:
            return Found(with_fault(row, given.fault))
        try:
            place = given.place or BytesPlace(self.stdin())
            stamp = place.stamp()
            same = self._seen(given, known, stamp)
            if same and not self._must_keep(place, same.sha256):
                return Found(same, place, same is known)
            if isinstance(place, FilePlace):
                with open(place.path, "rb") as file:
                    return Found(_stamped(row, stamp, hashlib.file_digest(file, "sha256").hexdigest()), place)
            data = place.read()
        except (OSError, ValueError, DocumentFault) as error:
            return Found(with_fault(row, unreachable(error), known=known))
        digest = hashlib.sha256(data).hexdigest()
        if self.keep_in and self._must_keep(place, digest):
            keep_pdf(self.keep_in, digest, data)
        return Found(_stamped(row, stamp or Stamp(str(len(data)), ""), digest), BytesPlace(data))

    def _known_file(self, given: Input, known: InputRow | None) -> Found | None:
        """Find a file that is unchanged, at once: a thread would take longer than the look."""
        if not isinstance(given.place, FilePlace) or known is None:
            return None
        try:
            same = self._seen(given, known, given.place.stamp())
        except (OSError, ValueError):
            return None
        return Found(same, given.place, same is known) if same else None

    def _seen(self, given: Input, known: InputRow | None, stamp: Stamp | None) -> InputRow | None:
        if known is None or self.force or not known.sha256 or stamp != (known.size, known.mtime):
            return None
        if known.fault_code or given.carried:
            known = known._replace(fault_code="", fault_message="", carried=given.carried or known.carried)
        return known

    def _must_keep(self, place: Place, sha256: str) -> bool:
        """Whether bytes that stand in no file of their own are to be kept, and are not kept yet."""
        return (
            self.keep_in is not None
            and not isinstance(place, FilePlace)
            and not pdf_path(self.keep_in, sha256).exists()
        )


def with_fault(row: InputRow, fault: Fault, *, known: InputRow | None = None) -> InputRow:
    """Return the row of an input whose bytes could not be had; those of an earlier run stay in the tables."""
    size, mtime, sha256 = (known.size, known.mtime, known.sha256) if known else ("", "", "")
    return InputRow(row.source, size, mtime, sha256, fault.code, fault.message, row.carried)


def _stamped(row: InputRow, stamp: Stamp | None, sha256: str) -> InputRow:
    size, mtime = stamp or ("", "")
    return row._replace(size=size, mtime=mtime, sha256=sha256)


def _result(found: "Found | Future[Found]") -> Found:
    return found.result() if isinstance(found, Future) else found
