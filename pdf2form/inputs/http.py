"""Documents over HTTP, through aiohttp: the only file that imports it.

Each document has a connection of its own, and the address of every connection is looked at when it is made, also after
a redirect: what a name resolves to may change from one look to the next.
"""

import asyncio
import socket
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import aiohttp

from pdf2form.errors import DocumentFault, TooLarge, Unreachable
from pdf2form.inputs.places import Stamp
from pdf2form.inputs.web import LONGEST_CHAIN, LONGEST_FETCH, PATIENCE_FOR_MORE, PATIENCE_TO_CONNECT, is_private

CHUNK = 1 << 16
"""Bytes that are taken at a time."""

_NO_SERVER = "the URL, or the one that the server redirects to, names no server that is asked over HTTP; correct it"
_IN_WORDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (aiohttp.TooManyRedirects, f"it redirects more than {LONGEST_CHAIN} times, or in a circle"),
    (aiohttp.ClientSSLError, "the server's certificate is not trusted"),
    (
        (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError),
        "the connection broke off before all had come; try again",
    ),
    (aiohttp.ClientResponseError, "the server's answer cannot be understood; look at it in a browser"),
    ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, ValueError), _NO_SERVER),
)
"""Errors of aiohttp, the narrower first."""


class Http(NamedTuple):
    """One URL with `http` or `https`."""

    url: str
    allow_private: bool

    def stamp(self) -> Stamp | None:
        """Return what the server says of the document without sending it; None if that does not tell it from another.

        Raises:
            Unreachable: there is no connection.
        """
        headers = asyncio.run(self._ask("HEAD", lambda _: None, 0))
        size = headers.get("Content-Length", "")
        version = headers.get("ETag") or headers.get("Last-Modified") or ""
        return Stamp(size, version) if size and version else None

    def fetch(self, take: Callable[[bytes], object], most: int) -> None:
        """Hand the bytes to `take`, piece by piece, at most so many.

        Raises:
            Unreachable: there is no connection, or no document.
            TooLarge: there are more bytes.
        """
        asyncio.run(self._ask("GET", take, most))

    async def _ask(self, method: str, take: Callable[[bytes], object], most: int) -> Mapping[str, str]:
        """Ask for the document, and return the headers of the answer; none if HEAD is refused."""
        refused: list[str] = []
        guard = partial(_open_socket, refused, allow_private=self.allow_private)
        timeout = aiohttp.ClientTimeout(LONGEST_FETCH, sock_connect=PATIENCE_TO_CONNECT, sock_read=PATIENCE_FOR_MORE)
        try:
            async with (
                aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=guard), timeout=timeout) as session,
                session.request(
                    method, self.url, headers={"Accept-Encoding": "identity"}, max_redirects=LONGEST_CHAIN
                ) as answer,
            ):
                if method == "HEAD":
                    return answer.headers if answer.status == 200 else {}
                await _take(answer, take, most)
                return answer.headers
        except (aiohttp.ClientError, OSError, ValueError) as error:  # a ValueError: no URL, a name that cannot be one
            raise _unreachable(error, refused) from error


async def _take(answer: aiohttp.ClientResponse, take: Callable[[bytes], object], most: int) -> None:
    if answer.status != 200:
        raise Unreachable(f"the server answers {answer.status} {answer.reason or ''}".rstrip())
    taken = 0
    async for chunk in answer.content.iter_chunked(CHUNK):
        taken += len(chunk)
        if max(taken, answer.content_length or 0) > most:
            raise TooLarge(f"it has more than {most} bytes, which is as much as is fetched; fetch it yourself")
        take(chunk)


def _open_socket(refused: list[str], where: tuple[Any, ...], *, allow_private: bool) -> socket.socket:
    """Make the socket for one address; note and refuse one that is private.

    Args:
        refused: where it is noted.
        where: family, type, protocol, name, address, as of `getaddrinfo`.
        allow_private: refuse nothing.
    """
    family, kind, protocol, _, (address, *_) = where
    if not allow_private and is_private(address):
        refused.append(address)
        raise PermissionError(f"{address} is a private address")
    return socket.socket(family, kind, protocol)


def _unreachable(error: Exception, refused: list[str]) -> DocumentFault:
    """Return an error in our words: those of aiohttp repeat the URL, in which there may be a password."""
    if refused:
        return Unreachable(f"it leads to {refused[0]}, a private address; --allow-private reads it")
    if isinstance(error, TimeoutError):
        return Unreachable(f"no connection in {PATIENCE_TO_CONNECT:.0f} s, or no byte in {PATIENCE_FOR_MORE:.0f} s")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Unreachable(f"no connection: {error.os_error.strerror or 'it was refused'}")
    return Unreachable(next((words for kinds, words in _IN_WORDS if isinstance(error, kinds)), "no connection"))
