"""Documents in object stores and whatever else fsspec reads: the only file that imports it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from typing import Any, NamedTuple

import fsspec

from pdf2form.errors import TooLarge, Unreachable
from pdf2form.inputs.places import Stamp
from pdf2form.inputs.web import PATIENCE_FOR_MORE, PATIENCE_TO_CONNECT

OPTIONS: dict[str, dict[str, Any]] = {
    name: {"config_kwargs": {"connect_timeout": PATIENCE_TO_CONNECT, "read_timeout": PATIENCE_FOR_MORE}}
    for name in ("s3", "s3a")
}
CHANGING = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "modified", "created")
"""What stores call that which changes with the bytes, the surest first."""
CHUNK = 1 << 23
"""Bytes that are taken at a time."""


class Store(NamedTuple):
    """A document, or a folder of them, in a file system of fsspec. Everything raises Unreachable if it is not there."""

    files: Any
    path: str

    def stamp(self) -> Stamp | None:
        """Return size and version of a document, None if the store keeps none."""
        with _renamed():
            return _stamp(self.files.info(self.path))

    def fetch(self, take: Callable[[bytes], object], most: int) -> None:
        """Hand the bytes to `take`, piece by piece.

        Raises:
            TooLarge: there are more than so many.
        """
        taken = 0
        with _renamed(), self.files.open(self.path, "rb") as file:
            while chunk := file.read(CHUNK):
                taken += len(chunk)
                if taken > most:
                    raise TooLarge(f"it has more than {most} bytes, which is as much as is fetched; fetch it yourself")
                take(chunk)

    def is_there(self) -> bool:
        """Tell whether there is a document or a folder of this very name."""
        with _renamed():
            return bool(self.files.exists(self.path))

    def is_folder(self) -> bool:
        """Tell whether there are documents below it."""
        with _renamed():
            return bool(self.files.isdir(self.path))

    def find(self, *, pattern: bool) -> Iterator[tuple[str, Stamp | None]]:
        """Yield the URL of every file below a folder, or that the path matches as a pattern, sorted."""
        with _renamed():
            look = self.files.glob if pattern else self.files.find
            found = look(self.path, detail=True)
        for name, info in sorted(found.items()):
            if info["type"] == "file":
                yield self.files.unstrip_protocol(name), _stamp(info)


def open_store(url: str) -> Store:
    """Return what a URL means to fsspec.

    Raises:
        ImportError: it lacks a package for this kind of store.
        Unreachable: there is no such kind.
    """
    with _renamed():
        return Store(*fsspec.url_to_fs(url, **OPTIONS.get(url.partition("://")[0], {})))


@contextmanager
def _renamed() -> Iterator[None]:
    """Give errors of a store our name, in its words: the first line of them."""
    try:
        yield
    except _failures() as error:
        said = str(error).strip().partition("\n")[0]
        raise Unreachable(f"{type(error).__name__}: {said}" if said else type(error).__name__) from error


def _failures() -> tuple[type[Exception], ...]:
    """Return the errors by which stores say that they do not give something; those of S3 only if it is installed."""
    if find_spec("botocore") is None:
        return (OSError, ValueError)
    from botocore.exceptions import BotoCoreError, ClientError

    return (OSError, ValueError, BotoCoreError, ClientError)


def _stamp(info: dict[str, Any]) -> Stamp | None:
    size, version = info.get("size"), next((info[key] for key in CHANGING if info.get(key)), None)
    if isinstance(version, datetime):
        version = version.timestamp()
    return Stamp(str(size), str(version)) if size is not None and version is not None else None
