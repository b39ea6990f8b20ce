"""A real HTTP server on this machine, in a thread, for the tests of URLs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple


class Answer(NamedTuple):
    """What the server says under one path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = {}
    allow_head: bool = True


class Served(NamedTuple):
    """A running server: where it is, and which requests have come."""

    url: str
    asked: list[str]


@contextmanager
def serving(answers: Mapping[str, Answer], *, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serve answers by path, with its query or else without it; others are 404."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            asked.append(f"{self.command} {self.path}")

        def _answer(self) -> None:
            answer = answers.get(self.path) or answers.get(self.path.partition("?")[0], Answer(status=404))
            if self.command == "HEAD" and not answer.allow_head:
                answer = Answer(status=405)
            self.send_response(answer.status)
            for name, value in ({"Content-Length": str(len(answer.body))} | {**answer.headers}).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(answer.body)

    server = ThreadingHTTPServer((host, 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Served(f"http://{host}:{server.server_port}", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
