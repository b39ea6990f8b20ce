"""What a URL leads to: documents, archives and folders on the web and in object stores.

`http` and `stores` carry the bytes; their packages are an extra, so they are imported when a URL is named.
"""

import hashlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from glob import has_magic
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pdf2form.errors import DocumentFault, MissingPackage, Unreachable
from pdf2form.inputs.names import ARCHIVES, faulty, kind, utf8
from pdf2form.inputs.places import LARGEST_DOCUMENT, Input, Stamp
from pdf2form.inputs.web import LARGEST_FETCHED
from pdf2form.inputs.zips import find_members

STORES = frozenset(("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory"))
"""Kinds of URL whose address is set up on this machine, not in the URL: what a list names cannot lead elsewhere."""
_URL = re.compile(r"([a-z][a-z0-9+.-]+(?:::.*)?)://", re.IGNORECASE)
_PASSWORD = re.compile(r"(://[^/@:]*):[^/@]*@")


class Web(NamedTuple):
    """How URLs are read."""

    scratch: Path
    """A folder for archives, for as long as their members are to be read."""
    allow_private: bool = False
    """Also from addresses of this machine and this network."""


class UrlPlace(NamedTuple):
    """A document behind a URL."""

    url: str
    allow_private: bool = False
    seen: Stamp | None = None
    """As the listing of its folder had it, so that it need not be asked for."""

    def stamp(self) -> Stamp | None:
        """Return size and version as the server has them; None if it keeps none; see `Place`."""
        return self.seen or _carrier(self.url, self.allow_private).stamp()

    def read(self) -> bytes:
        """Fetch the document; see `Place`.

        Raises:
            MissingPackage: the extra is not installed.
        """
        data = bytearray()
        _carrier(self.url, self.allow_private).fetch(data.extend, LARGEST_DOCUMENT)
        return bytes(data)


class _Carrier(Protocol):
    def stamp(self) -> Stamp | None: ...
    def fetch(self, take: Callable[[bytes], object], most: int) -> None: ...


class _Store(_Carrier, Protocol):
    def is_there(self) -> bool: ...
    def is_folder(self) -> bool: ...
    def find(self, *, pattern: bool) -> Iterator[tuple[str, Stamp | None]]: ...


def is_url(name: str) -> bool:
    """Tell whether a name is a URL; `C:\\x` is none."""
    return _URL.match(name) is not None


def local_path(url: str) -> str | None:
    """Return the path that a URL with `file` means, None for all others."""
    return url2pathname(urlsplit(url).path) if _scheme(url) in ("file", "local") else None


def find_behind(url: str, web: Web, skipped: Counter[str]) -> Iterator[Input]:
    """Yield the inputs behind a URL; what is not there is one with a fault.

    A URL is a document, or an archive if its path ends in `.zip`. In a store it may also be a folder (it ends in `/`,
    or it has no suffix and the store says so) or a pattern (`s3://bucket/2024/*.pdf`).

    Raises:
        MissingPackage: the extra is not installed.
    """
    source = utf8(_PASSWORD.sub(r"\1:***@", url))
    suffix = _suffix(url)
    try:
        carrier = _carrier(url, web.allow_private)
        pattern = not _is_http(url) and has_magic(url) and not _store(url, web.allow_private).is_there()
        if pattern or _is_folder(url, web):
            yield from _in_folder(url, source, web, skipped, pattern=pattern)
        elif suffix == ".zip":
            yield from _in_archive(carrier, source, web, skipped)
        elif suffix in ARCHIVES:
            yield faulty(source, "bad_archive", f"{suffix} is not opened; fetch it, unpack it, and name the folder")
        else:
            yield Input(source, UrlPlace(url, web.allow_private))
    except DocumentFault as error:
        yield faulty(source, error.code, str(error))


def _in_folder(url: str, source: str, web: Web, skipped: Counter[str], *, pattern: bool) -> Iterator[Input]:
    found = False
    for name, stamp in _store(url, web.allow_private).find(pattern=pattern):
        if _suffix(name) == ".zip":
            yield from _in_archive(_carrier(name, web.allow_private), utf8(name), web, skipped)
        elif _suffix(name) == ".pdf" or pattern:
            yield Input(utf8(name), UrlPlace(name, web.allow_private, stamp))
        else:
            skipped[kind(name)] += 1
            continue
        found = True
    if not found and pattern:
        raise Unreachable("nothing matches this pattern")
    if not found:
        yield faulty(source, "no_pdf", "nothing below it is called *.pdf")


def _in_archive(carrier: _Carrier, source: str, web: Web, skipped: Counter[str]) -> Iterator[Input]:
    """Fetch an archive into the scratch folder; its digest says whether it is the same when it is fetched again."""
    digest = hashlib.sha256()
    handle, path = tempfile.mkstemp(suffix=".zip", dir=web.scratch)
    with os.fdopen(handle, "wb") as file:

        def take(chunk: bytes) -> None:
            digest.update(chunk)
            file.write(chunk)

        try:
            carrier.fetch(take, LARGEST_FETCHED)
        except DocumentFault as error:
            yield faulty(source, error.code, str(error))
            return
    yield from find_members(path, source, skipped, version=digest.hexdigest())


def _carrier(url: str, allow_private: bool) -> _Carrier:
    """Return what carries the bytes of a URL; raises as `_store` does."""
    if not _is_http(url):
        return _store(url, allow_private)
    try:
        from pdf2form.inputs.http import Http
    except ImportError as error:
        raise _missing(error) from error
    return Http(url, allow_private)


def _store(url: str, allow_private: bool) -> _Store:
    """Return what lists and carries the files of a store.

    Raises:
        Unreachable: it is of a kind that is not known, or that leads nobody can tell where.
        MissingPackage: its package is not installed.
    """
    scheme = _scheme(url)
    if "::" in scheme:
        raise Unreachable("URLs in URLs are not read; name the file itself")
    if scheme not in STORES and not allow_private:
        raise Unreachable(f"whether {scheme}:// leads to a private address cannot be told; --allow-private reads it")
    bucket = url.partition("://")[2].partition("/")[0]
    if scheme in STORES - {"memory"} and (not bucket or has_magic(bucket)):
        raise Unreachable(f"it names no bucket; write {scheme}://bucket/folder/")
    try:
        from pdf2form.inputs.stores import open_store

        return open_store(url)
    except ImportError as error:
        raise _missing(error) from error


def _missing(error: ImportError) -> MissingPackage:
    return MissingPackage(f"URLs need packages that are not installed ({error}); run: pip install 'pdf2form[cloud]'")


def _is_folder(url: str, web: Web) -> bool:
    """Tell whether a URL is a folder; a store is asked only where the name leaves it open."""
    if _is_http(url) or _suffix(url) in (".pdf", ".zip", *ARCHIVES):
        return False
    return url.endswith("/") or _store(url, web.allow_private).is_folder()


def _is_http(url: str) -> bool:
    return _scheme(url) in ("http", "https")


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()


def _suffix(url: str) -> str:
    """Return the suffix of the path, in lower case; of HTTP without the query."""
    return kind(re.split("[?#]", url)[0] if _is_http(url) else url)
