"""Where the bytes of a document are, and how they are had: one small value for each kind of place.

A place goes to a worker process as it is. Files and bytes are here; `members` has archives, `urls` the web.
"""

import errno
import os
import stat
from typing import NamedTuple, Protocol

from pdf2form.errors import TooLarge
from pdf2form.record import Fault

LARGEST_DOCUMENT = 500_000_000
"""Bytes of one PDF, or of an archive in an archive, that is read into memory. A worker may take four gigabytes; the
largest of 354 PDFs that were met has 3.4 million."""


class Stamp(NamedTuple):
    """What says that the bytes of a place are unchanged, without reading them: equal stamps, equal bytes."""

    size: str
    """Of the document, in bytes."""
    mtime: str
    """Whatever changes with the bytes; of a file its nanoseconds since 1970."""


class Place(Protocol):
    """Where the bytes of one document are."""

    def stamp(self) -> Stamp | None:
        """Return what says cheaply that the bytes are unchanged; None if only reading tells.

        Raises:
            OSError, ValueError, DocumentFault: as `read` does, so far as it is seen without reading.
        """
        ...

    def read(self) -> bytes:
        """Return the bytes.

        Raises:
            OSError: the system cannot give them.
            ValueError: the name cannot be a path (a NUL in it).
            DocumentFault: they are in no state to be read; the class says in which.
        """
        ...


class FilePlace(NamedTuple):
    """A regular file: a pipe or a device may never end, so it is not read."""

    path: str

    def stamp(self) -> Stamp:
        """Return size and mtime; see `Place`."""
        seen = os.stat(self.path)
        _check_regular(seen.st_mode)
        return Stamp(str(seen.st_size), str(seen.st_mtime_ns))

    def read(self) -> bytes:
        """Return the bytes of the file; see `Place`."""
        seen = os.stat(self.path)
        _check_regular(seen.st_mode)  # before it is opened: opening a pipe waits
        if seen.st_size > LARGEST_DOCUMENT:
            most = f"at most {LARGEST_DOCUMENT:,} are read"
            raise TooLarge(f"the file has {seen.st_size:,} bytes; {most}. Split it, or reduce its images")
        with open(self.path, "rb") as file:
            return file.read()


class BytesPlace(NamedTuple):
    """Bytes that are here already: of stdin, which can be read only once."""

    data: bytes

    def stamp(self) -> None:
        """Return None: there is nothing cheaper than the bytes."""

    def read(self) -> bytes:
        """Return the bytes."""
        return self.data


class Input(NamedTuple):
    """One PDF to read, or one name that leads to none."""

    source: str
    """As in all tables: the path as given, or below what was given; always UTF-8."""
    place: Place | None = None
    """None for stdin, and where there is a fault."""
    fault: Fault | None = None
    carried: tuple[tuple[str, str], ...] = ()
    """Columns of a list beside `source`, with their values."""


def _check_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file; copy it to a file, or give it as - on stdin")
