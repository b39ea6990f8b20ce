"""Object stores, and whatever else fsspec opens by a URL: the only file that knows fsspec, and how its stores fail."""

import sys
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

S3 = ("s3", "s3a")
CHANGING = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "modified", "created")
"""What stores call that which changes with the bytes, the surest first."""
_FAILURES = (
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp.client_exceptions", "ClientError"),
    ("gcsfs.retry", "HttpError"),
    ("google.auth.exceptions", "GoogleAuthError"),
    ("azure.core.exceptions", "AzureError"),
)
"""Errors of the libraries behind stores that are no OSError."""


def open_files(url: str, *, connect: float, more: float) -> tuple[Any, str]:
    """Return the file system that a URL means, the same one each time, and the path in it; nothing is asked for yet.

    Args:
        url: of any kind that fsspec knows.
        connect: seconds in which a connection must be made, where that can be set (S3).
        more: seconds in which the next bytes must come, likewise.

    Raises:
        ImportError: fsspec is not installed, or lacks a package for this kind of store.
        OSError, ValueError: there is no such kind.
    """
    config = {"config_kwargs": {"connect_timeout": connect, "read_timeout": more}}
    files, path = import_module("fsspec").url_to_fs(url, **(config if url.partition("://")[0].lower() in S3 else {}))
    return files, str(path)


def failures() -> tuple[type[Exception], ...]:
    """Return the errors by which a store says that it does not give or take something, or cannot be reached.

    What has been raised has been imported, so nothing is imported for this.
    """
    loaded = [(sys.modules[module], name) for module, name in _FAILURES if module in sys.modules]
    return (OSError, ValueError, *(getattr(module, name) for module, name in loaded))


def say_failure(error: Exception) -> str:
    """Return an error of a store in its words: the first line of them."""
    said = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def find_version(info: Mapping[str, Any]) -> str | None:
    """Return what changes with the bytes of a file, as the store tells it; None if it does not."""
    version = next((info[key] for key in CHANGING if info.get(key)), None)
    if isinstance(version, datetime):
        version = version.timestamp()
    return None if version is None else str(version)
