"""What became of each document of an OUT folder, known without reading its record.

A notebook beside the records, which may be deleted any time: a record that no line of it names, or whose file is not
as it was, is read instead. A run adds a line for each document, so that a killed one has lost nothing; in a store,
where nothing can be added to a file, all are written when it ends, and the next run reads the records of a killed one.
"""

import fnmatch
from collections.abc import Iterator
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from pdf2form.account import Outcome
from pdf2form.export.folder import append_line, find_record_stats, find_stats, open_text, replacing
from pdf2form.export.store import OutPath, Stat, StorePath

MOST_AGAIN = 1_000
"""Lines of documents that were noted again, beyond which the notebook is written anew."""


class Note(BaseModel):
    """What is known of a record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    """Of the document."""
    stat: Stat
    """Of the record's file."""
    reader: str
    """Key of what read it, see `Request.key`."""
    outcome: Outcome


class Notebook:
    """The notes of an OUT folder; those of a shard go into a file of its own, and all are read."""

    def __init__(self, out: OutPath, *, shard: str = "") -> None:
        self._out, self._path = out, out / f".notes{shard}.jsonl"
        self._known = self._read()
        self._again = 0  # how many lines of the file speak of a document that a later one speaks of, too
        self._late: dict[str, tuple[str, Outcome]] = {}  # of a store: reader and outcome, until the run ends
        self._find_stat = find_record_stats(out)

    def _read(self) -> dict[str, Note]:
        found: dict[str, Note] = {}
        for name in sorted(fnmatch.filter(find_stats(self._out), ".notes*.jsonl")):
            with open_text(self._out / name, errors="replace") as file:
                found |= ((note.sha256, note) for note in _notes(file))
        return found

    def find(self, sha256: str) -> Note | None:
        """Return what is noted of a document, if its record is still the one that was noted."""
        note = self._known.get(sha256)
        return note if note and note.stat == self._find_stat(sha256) else None

    def keep(self, sha256: str, *, reader: str, outcome: Outcome) -> None:
        """Note what became of a document whose record was just written.

        Raises:
            OutputUnwritable: the notebook cannot be written.
        """
        if isinstance(self._path, StorePath):
            self._late[sha256] = reader, outcome
        elif stat := self._find_stat(sha256):
            # Not kept in mind: nobody asks again in this run, and there may be a million.
            self._again += self._known.pop(sha256, None) is not None
            append_line(self._path, Note(sha256=sha256, stat=stat, reader=reader, outcome=outcome).model_dump_json())

    def tidy(self) -> None:
        """Write the notebook anew, each document once, where lines of a store wait or old ones are too many."""
        if self._late:
            find_stat = find_record_stats(self._out)
            for sha256, (reader, outcome) in self._late.items():
                if stat := find_stat(sha256):
                    self._known[sha256] = Note(sha256=sha256, stat=stat, reader=reader, outcome=outcome)
        elif self._again > MOST_AGAIN:
            self._known = self._read()
        else:
            return
        with replacing(self._path) as file:
            file.writelines(f"{note.model_dump_json()}\n" for note in self._known.values())


def _notes(lines: IO[str]) -> Iterator[Note]:
    for line in filter(str.strip, lines):
        try:
            yield Note.model_validate_json(line)
        except ValidationError:
            continue
