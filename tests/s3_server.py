"""A small S3 of our own on this machine, in a thread: it lists (in short pages), gives, takes and refuses.

Names and errors as in the S3 API; no keys are checked, and there are no uploads in parts (s3fs makes them from 100 MB).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "bucket"
PAGE = 7
"""Names in an answer to a listing: few, so that there are many answers."""
DATE = "2025-01-02T03:04:05.000Z"


class S3:
    """A running server with one bucket."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.url = ""
        self.room: int | None = None
        """Bytes that it holds at most; None: any number."""
        self.refused: tuple[str, ...] = ()
        """Methods that the key has no right to."""
        self.asked: list[str] = []

    def folder(self, name: str) -> dict[str, bytes]:
        """Return the records and tables of a folder OUT as `tests.bulk.contents` does."""
        inside = {
            key.removeprefix(f"{name}/"): data for key, data in self.objects.items() if key.startswith(f"{name}/")
        }
        return {key: data for key, data in inside.items() if key != "run.json" and key[0] != "."}


@contextmanager
def storing() -> Iterator[S3]:
    """Run a server."""
    store, lock = S3(), Lock()

    class Handler(_Handler):
        s3, turn = store, lock

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    store.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    s3: S3
    turn: Lock

    def log_message(self, *_: object) -> None:
        self.s3.asked.append(f"{self.command} {self.path}")

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        if self._is_refused(bucket):
            return
        if not key:
            self._answer(200, self._listing(parse_qs(parts.query)))
        elif key in self.s3.objects:
            data = self.s3.objects[key]
            self._answer(200, data, ETag=_etag(data))
        else:
            self._fail(404, "NoSuchKey")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        data = self._body()
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        if self._is_refused(bucket):
            return
        with self.turn:
            taken = sum(map(len, self.s3.objects.values()))
            if self.s3.room is not None and taken + len(data) > self.s3.room:
                self._fail(507, "XMinioStorageFull")
                return
            self.s3.objects = self.s3.objects | {key: data}
        self._answer(200, ETag=_etag(data))

    def _body(self) -> bytes:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return sent
        data = bytearray()
        while True:  # size in hex, what is signed, the bytes; at the end a checksum
            size, _, sent = sent.partition(b"\r\n")
            length = int(size.partition(b";")[0], 16)
            if not length:
                return bytes(data)
            data += sent[:length]
            sent = sent[length + 2 :]

    def _is_refused(self, bucket: str) -> bool:
        if bucket != BUCKET:
            self._fail(404, "NoSuchBucket")
        elif self.command in self.s3.refused:
            self._fail(403, "AccessDenied")
        else:
            return False
        return True

    def _listing(self, query: dict[str, list[str]]) -> bytes:
        prefix, delimiter = (query.get(name, [""])[0] for name in ("prefix", "delimiter"))
        names: dict[str, bool] = {}
        for key in sorted(self.s3.objects):
            if key.startswith(prefix):
                head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
                names[f"{prefix}{head}/" if found else key] = bool(found)
        start = int(query.get("continuation-token", ["0"])[0])
        page = [*names.items()][start : start + PAGE]
        rest = start + PAGE < len(names)
        more = f"<NextContinuationToken>{start + PAGE}</NextContinuationToken>" if rest else ""
        return (
            f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{BUCKET}</Name>'
            f"<IsTruncated>{str(rest).lower()}</IsTruncated>{more}{''.join(self._entry(*each) for each in page)}"
            "</ListBucketResult>"
        ).encode()

    def _entry(self, name: str, folder: bool) -> str:
        if folder:
            return f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
        data = self.s3.objects[name]
        return (
            f"<Contents><Key>{escape(name)}</Key><LastModified>{DATE}</LastModified><ETag>{escape(_etag(data))}</ETag>"
            f"<Size>{len(data)}</Size></Contents>"
        )

    def _fail(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>{code} here</Message></Error>".encode())

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        kind = "application/xml" if body[:1] == b"<" else "application/octet-stream"
        told = {
            "Content-Length": str(len(body)),
            "Content-Type": kind,
            "Last-Modified": "Thu, 02 Jan 2025 03:04:05 GMT",
        }
        for name, value in (told | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _etag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'
