"""OUT on shared storage: a name in an object store, with as much of a path's ways as a folder OUT needs.

A store takes a file whole or not at all, so there are no drafts; it cannot add to a file, and it has no locks.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pdf2form.errors import MissingPackage, OutputUnwritable
from pdf2form.remote import failures, find_version, open_files, say_failure

PATIENCE_TO_CONNECT, PATIENCE_FOR_MORE = 15.0, 60.0
"""Seconds for a connection to be made, and for the next bytes to come; S3 is tried five times."""

Stat = tuple[int, int | str]
"""Bytes of a file, and what changes with them: nanoseconds since 1970, or the version that a store gives it."""


class StorePath(NamedTuple):
    """A folder or a file in a store.

    All that a store does not do is OutputUnwritable, and a package that is not installed MissingPackage: only that a
    file is not there is an answer.
    """

    url: str
    """Without a slash at its end."""

    def __truediv__(self, name: str) -> "StorePath":
        return StorePath(f"{self.url}/{name}")

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        """The last part of it."""
        return self.url.rpartition("/")[2]

    def exists(self) -> bool:
        """Tell whether there is such a file."""
        try:
            with self._reached("read") as (files, path):
                files.info(path)
        except FileNotFoundError:
            return False
        return True

    def read_bytes(self) -> bytes:
        """Return the bytes of the file.

        Raises:
            FileNotFoundError: there is none.
        """
        with self._reached("read") as (files, path):
            return bytes(files.cat_file(path))

    def put(self, draft: Path) -> None:
        """Make a file of this disk the file of this name.

        fsspec's own writing would not do: it also uploads what was written before an error.
        """
        try:
            with self._reached("written") as (files, path):
                files.put_file(str(draft), path)
        except FileNotFoundError as error:  # the bucket
            raise self._fault("written", error) from error

    def find_stats(self, *, deep: bool = False) -> Mapping[str, Stat]:
        """Return the stats of the files in this folder by their names, `deep` with those below it: a question a 1,000.

        A file to which the store gives no version is not among them.
        """
        try:
            with self._reached("listed") as (files, path):
                infos = files.find(path, detail=True).values() if deep else files.ls(path, detail=True)
        except FileNotFoundError:
            return {}
        inside = f"{path.rstrip('/')}/"
        files_only = [(info, find_version(info)) for info in infos if info["type"] == "file"]
        return {
            info["name"].removeprefix(inside): (int(info["size"]), version) for info, version in files_only if version
        }

    @contextmanager
    def _reached(self, doing: str) -> Iterator[tuple[Any, str]]:
        try:
            files, path = open_files(self.url, connect=PATIENCE_TO_CONNECT, more=PATIENCE_FOR_MORE)
            files.invalidate_cache()  # other machines write there
            yield files, path
        except FileNotFoundError:
            raise
        except ImportError as error:
            raise MissingPackage(f"{self}: {error}; run: pip install 'pdf2form[cloud]'") from error
        except failures() as error:
            raise self._fault(doing, error) from error

    def _fault(self, doing: str, error: Exception) -> OutputUnwritable:
        todo = "see that its bucket is there, your key may list, read and write it, and the network leads to it"
        return OutputUnwritable(f"{self}: cannot be {doing} ({say_failure(error)}); {todo}, or choose another -o")


OutPath = Path | StorePath
"""A folder OUT, or a file in one."""

OfOut = TypeVar("OfOut", Path, StorePath, OutPath)
"""Either of them, where what is given decides what is returned."""
