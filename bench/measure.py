"""All tools on the same documents, in turns, each in a process of its own."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.tools import Slot

ROOT = Path(__file__).resolve().parent.parent

Families = Mapping[str, Sequence[Path]]
"""Documents by the kind of program that made them."""


class Result(NamedTuple):
    """What one tool did."""

    name: str
    """With its version."""
    slots: dict[str, list[Slot]]
    """By family, one for each repetition."""
    lost: str | None = None
    """Why there is nothing, or nothing more."""

    def seconds(self, family: str) -> float:
        """CPU time of the best repetition."""
        return min(slot.seconds for slot in self.slots[family])

    @property
    def peak(self) -> int:
        """Memory in bytes."""
        return max(slot.peak for slots in self.slots.values() for slot in slots)

    @property
    def failed(self) -> int:
        """Documents on which the tool raised."""
        return sum(max(slot.failed for slot in slots) for slots in self.slots.values())

    @property
    def drift(self) -> float:
        """How much longer the slowest repetition took than the best: the noise of this run."""
        return max(max(s.seconds for s in slots) / min(s.seconds for s in slots) for slots in self.slots.values())


class LostChildError(RuntimeError):
    """The process of a tool is gone."""


class Child:
    """The process of one tool."""

    def __init__(self, tool: str) -> None:
        command = [sys.executable, "-m", "bench.worker", tool]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", cwd=ROOT
        )
        self.greeting: dict[str, str] = json.loads(self._answer())

    def close(self) -> None:
        """Let it end: it does when its stdin is closed."""
        try:
            self._process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def measure(self, paths: Sequence[Path]) -> Slot:
        """Let the tool read documents."""
        assert self._process.stdin
        try:
            print(json.dumps([str(path) for path in paths]), file=self._process.stdin, flush=True)
        except BrokenPipeError as error:
            raise LostChildError("its process died") from error
        return Slot(*json.loads(self._answer()))

    def _answer(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise LostChildError(f"its process died with exit code {self._process.wait()}")
        return line


def measure(tools: Sequence[str], families: Families, *, repeat: int, say: Callable[[str], None]) -> dict[str, Result]:
    """Measure every tool on every family `repeat` times, after one turn that does not count.

    The tools take turns within each family, so that a machine that gets slower is slow for all alike.
    """
    results: dict[str, Result] = {}
    children: dict[str, Child] = {}
    try:
        for tool in tools:
            _start(tool, children, results)
        for turn in range(repeat + 1):
            say(f"turn {turn} of {repeat}" if turn else "warming up")
            for family, paths in families.items():
                for tool in [*children]:
                    _measure(tool, children, results, family=family, paths=paths)
            if not turn:
                for tool in children:
                    results[tool].slots.clear()
    finally:
        for child in children.values():
            child.close()
    return {tool: results[tool] for tool in tools}


def _start(tool: str, children: dict[str, Child], results: dict[str, Result]) -> None:
    try:
        child = Child(tool)
    except LostChildError as error:
        results[tool] = Result(tool, {}, str(error))
        return
    missing = child.greeting.get("missing")
    results[tool] = Result(child.greeting.get("name", tool), defaultdict(list), missing)
    if missing:
        child.close()
    else:
        children[tool] = child


def _measure(
    tool: str, children: dict[str, Child], results: dict[str, Result], *, family: str, paths: Sequence[Path]
) -> None:
    try:
        results[tool].slots[family].append(children[tool].measure(paths))
    except LostChildError as error:
        results[tool] = Result(results[tool].name, {}, str(error))
        children.pop(tool).close()
