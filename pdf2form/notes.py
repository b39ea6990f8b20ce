"""What became of each document of an OUT folder, known without reading its record.

A notebook beside the records, which may be deleted any time: a record that no line of it names, or whose file is not
as it was, is read instead. A run adds a line for each document, so that a killed one has lost nothing; in a store,
where nothing can be added to a file, all are written when it ends, and the next run reads the records of a killed one.
"""

import fnmatch
import json
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from pdf2form.account import Outcome
from pdf2form.export.folder import append_line, find_record_stats, find_stats, open_text, replacing
from pdf2form.export.store import OutPath, Stat, StorePath
from pdf2form.scratch import Scratch

MOST_AGAIN = 1_000
"""Lines of documents that were noted again, beyond which the notebook is written anew."""

EQUAL = 100
"""Outcomes that are kept as understood: most documents come to one of a few things."""

_BEGINS = '{"sha256":"'
_LINE = re.compile(
    rf'{re.escape(_BEGINS)}[0-9a-f]{{64}}","stat":(?P<stat>\[.+?\]),'
    r'"reader":"(?P<reader>[0-9a-f]+)","outcome":(?P<outcome>\[.*\])\}\n?'
)
_OUTCOME = TypeAdapter(Outcome)
_ALL = """
SELECT line FROM notes JOIN (SELECT MIN(rowid) AS first, MAX(rowid) AS last FROM notes GROUP BY sha256)
ON notes.rowid = last ORDER BY first
"""
"""The last line of each document, in the place of its first."""


class Note(NamedTuple):
    """What is known of a record."""

    reader: str
    """Key of what read it."""
    outcome: Outcome


class Notebook:
    """The notes of an OUT folder; those of a shard go into a file of its own, and all are read."""

    def __init__(self, out: OutPath, scratch: Scratch, *, shard: str = "") -> None:
        """Read the notes into a database of this run, in the order in which documents were first noted."""
        self._out, self._path, self._scratch = out, out / f".notes{shard}.jsonl", scratch
        self._again = 0  # how many lines of the file speak of a document that a later one speaks of, too
        scratch.run("CREATE TABLE notes (sha256, line)")
        scratch.run("CREATE TABLE late_notes (sha256, reader, outcome)")  # of a store: they wait until the run ends
        self._find_stat = find_record_stats(out)
        self._read()
        scratch.run("CREATE INDEX notes_by_document ON notes (sha256)")  # now: in one go it takes a third of the time
        self._expected: dict[str, str] = {}

    def _read(self) -> None:
        self._scratch.run("DELETE FROM notes")
        for name in sorted(fnmatch.filter(find_stats(self._out), ".notes*.jsonl")):
            with open_text(self._out / name, errors="replace") as file:
                lines = ((line[len(_BEGINS) : len(_BEGINS) + 64], line) for line in file if line.startswith(_BEGINS))
                self._scratch.run_each("INSERT INTO notes VALUES (?, ?)", lines)

    def expect(self, documents: Collection[str]) -> None:
        """Look up some hundred documents that will be asked for next: one by one that takes five times as long."""
        self._expected = self._look_up(documents)

    def _look_up(self, documents: Collection[str]) -> dict[str, str]:
        """Return the last line of each document, by its SHA-256."""
        places = ", ".join("?" * len(documents))
        question = f"SELECT sha256, line FROM notes WHERE sha256 IN ({places}) ORDER BY rowid"
        return dict(cast(Iterator[tuple[str, str]], self._scratch.rows(question, (*documents,))))

    def find(self, sha256: str) -> Note | None:
        """Return what is noted of a document, if its record is still the one that was noted."""
        line = self._expected.get(sha256) or self._look_up([sha256]).get(sha256)
        found = _LINE.fullmatch(line) if line else None
        if found is None or found["stat"] != _as_json(self._find_stat(sha256)):
            return None
        outcome = _understand(found["outcome"])
        return Note(found["reader"], outcome) if outcome else None

    def keep(self, sha256: str, *, reader: str, outcome: Outcome) -> None:
        """Note what became of a document whose record was just written.

        Raises:
            OutputUnwritable: the notebook cannot be written.
        """
        said = _OUTCOME.dump_json(outcome).decode()
        if isinstance(self._path, StorePath):
            self._scratch.run("INSERT INTO late_notes VALUES (?, ?, ?)", (sha256, reader, said))
        elif stat := self._find_stat(sha256):
            # Not kept in mind: nobody asks again in this run.
            self._expected.pop(sha256, None)
            self._again += self._scratch.run("DELETE FROM notes WHERE sha256 = ?", (sha256,)) > 0
            append_line(self._path, _line(sha256, stat, reader, said))

    def tidy(self) -> None:
        """Write the notebook anew, each document once, where lines of a store wait or old ones are too many."""
        if self._scratch.first("SELECT * FROM late_notes"):
            find_stat = find_record_stats(self._out)
            late = self._scratch.rows("SELECT * FROM late_notes ORDER BY rowid")
            stats = ((sha256, find_stat(sha256), reader, said) for sha256, reader, said in late)
            lines = ((sha256, _line(sha256, stat, reader, said)) for sha256, stat, reader, said in stats if stat)
            self._scratch.run_each("INSERT INTO notes VALUES (?, ?)", lines)
        elif self._again > MOST_AGAIN:
            self._read()
        else:
            return
        with replacing(self._path) as file:
            lasting = (line.rstrip("\n") for (line,) in self._scratch.rows(_ALL))
            file.writelines(f"{line}\n" for line in lasting if _LINE.fullmatch(line))


def _line(sha256: str, stat: Stat, reader: str, outcome: str) -> str:
    return f'{_BEGINS}{sha256}","stat":{_as_json(stat)},"reader":"{reader}","outcome":{outcome}}}'


def _as_json(stat: Stat | None) -> str:
    """Return a stat as the notebook has it, and "", which no line has, for None."""
    if stat is None:
        return ""
    size, version = stat
    return f"[{size},{version if isinstance(version, int) else json.dumps(version, ensure_ascii=False)}]"


@lru_cache(maxsize=EQUAL)
def _understand(outcome: str) -> Outcome | None:
    """Return an outcome that is JSON; None if it cannot be one."""
    try:
        return _OUTCOME.validate_json(outcome)
    except ValidationError:
        return None
