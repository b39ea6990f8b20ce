"""Documents in object stores and whatever else fsspec reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pdf2form.errors import TooLarge, Unreachable
from pdf2form.inputs.places import Stamp
from pdf2form.inputs.web import PATIENCE_FOR_MORE, PATIENCE_TO_CONNECT
from pdf2form.remote import failures, find_version, open_files, say_failure

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
        return Store(*open_files(url, connect=PATIENCE_TO_CONNECT, more=PATIENCE_FOR_MORE))


@contextmanager
def _renamed() -> Iterator[None]:
    """Give errors of a store our name: in plain words, or in its own, of which the first line is taken."""
    try:
        yield
    except FileNotFoundError as error:
        raise Unreachable("the store has nothing of this name") from error
    except PermissionError as error:
        raise Unreachable("the store does not give it: the key is missing, or has no right to it") from error
    except failures() as error:
        raise Unreachable(say_failure(error).removeprefix("ValueError: ").removeprefix("OSError: ")) from error


def _stamp(info: dict[str, Any]) -> Stamp | None:
    size, version = info.get("size"), find_version(info)
    return Stamp(str(size), version) if size is not None and version is not None else None
