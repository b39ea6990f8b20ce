"""What a run into an OUT folder knows of its inputs while it goes on, in a `Scratch`: a million of them fit.

Which bytes are whose, and what is said of them in the end, is decided in `run`; here it is written down and counted.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, cast

from pdf2form.account import SHOWN, How, Outcome, Trouble
from pdf2form.export.inputs import CELLS, InputRow, InputRows, of_cells, to_cells
from pdf2form.record import Fault, Status
from pdf2form.scratch import Scratch

_ROW = ", ".join(CELLS)

_TABLES = (
    # an input as it was found; what became of it, if its document was read for it; of a document that was not met
    # before, what it has come to
    f"CREATE TABLE found (at INTEGER PRIMARY KEY, {_ROW}, how, status, faults, faulty)",
    # for which input a document is to be read, and for which one it was
    "CREATE TABLE documents (sha256 TEXT PRIMARY KEY, asked, read) WITHOUT ROWID",
)
_AS_IT_WAS = (None,) * (len(CELLS) - 1)
"""Of an input that an earlier run has left as it is: all but its source."""

_PUT = f"INSERT OR REPLACE INTO found VALUES ({', '.join('?' * (len(CELLS) + 5))})"
_NOTE = """
INSERT INTO documents VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET asked = IFNULL(asked, excluded.asked), read = IFNULL(excluded.read, read)
"""
_TWINS = """
FROM found
LEFT JOIN documents ON found.status IS NULL AND documents.sha256 = found.sha256
LEFT JOIN found AS asked ON asked.at = documents.asked
LEFT JOIN found AS read ON read.at = documents.read
"""
_UNKNOWN = f"""
SELECT found.at, {", ".join(f"found.{name}" for name in CELLS)} {_TWINS}
WHERE found.fault_code = '' AND found.status IS NULL AND read.at IS NULL ORDER BY found.at
"""
_BECAME = f"""
SELECT found.at AS at, found.source AS source, found.fault_code AS fault_code, found.fault_message AS fault_message,
  CASE WHEN found.fault_code != '' THEN 'failed' ELSE IFNULL(found.status, read.status) END AS status,
  CASE WHEN found.fault_code != '' THEN 'not reached'
       WHEN found.how IS NOT NULL THEN found.how
       WHEN asked.at != found.at AND asked.how = 'read' THEN 'twin'
       ELSE 'there' END AS way,
  CASE WHEN found.fault_code != '' THEN 1 ELSE IFNULL(found.faulty, read.faulty) END AS faulty,
  IFNULL(found.faults, read.faults) AS faults
{_TWINS}
"""
_CHANGED = """
SELECT source FROM found JOIN inputs USING (source)
WHERE inputs.sha256 != '' AND inputs.sha256 != found.sha256 ORDER BY at
"""
_OVER = """
DELETE FROM inputs WHERE sha256 = '' AND source != ''
AND NOT EXISTS (SELECT * FROM found WHERE source = inputs.source)
AND EXISTS (SELECT * FROM found WHERE source >= inputs.source || '/' AND source < inputs.source || '0')
"""


WAITING = 500
"""Inputs that are written down together."""

MET = 20
"""Of two to the power of it are the bytes that tell of most new documents that they are new, without a question."""


class Counted(NamedTuple):
    """Inputs that the same has become of."""

    status: Status
    how: How
    inputs: int
    faults: int
    """Of all of them together."""


class Ledger:
    """The inputs of a run as they are found, by their place among all, and the documents, by their SHA-256.

    What is written down waits in memory, some hundred rows at a time: one by one they take five times as long.
    """

    def __init__(self, inputs: InputRows) -> None:
        """Begin.

        Args:
            inputs: of earlier runs into the same folder.
        """
        self._inputs, self._scratch = inputs, inputs.scratch
        for table in _TABLES:
            self._scratch.run(table)
        self._found: list[tuple[object, ...]] = []
        self._documents: list[tuple[object, ...]] = []
        self._met = bytearray(1 << MET)

    def ask(self, sha256: str) -> bool:
        """Tell whether a document is met for the first time; if it is, it counts as met."""
        byte, bit = divmod(int(sha256[:16], 16) % (8 << MET), 8)
        if not self._met[byte] >> bit & 1:
            self._met[byte] |= 1 << bit
            return True
        question = "SELECT 1 FROM documents WHERE sha256 = ? AND asked IS NOT NULL"
        return self._settled().first(question, (sha256,)) is None

    def put(
        self, at: int, row: InputRow, *, how: How | None = None, outcome: Outcome | None = None, known: bool = False
    ) -> None:
        """Write down an input as it was found.

        Args:
            at: its place among all.
            row: as inputs.csv is to have it.
            how: what became of it, if its document was read for it.
            outcome: what its document has come to; None if that was, or will be, said of another input with it.
            known: the row is that of an earlier run, and the outcome is given: it need not be written twice.
        """
        came_to = (outcome.status, _as_json(outcome.faults), len(outcome.faults)) if outcome else (None, None, None)
        self._found.append((at, *((row.source, *_AS_IT_WAS) if known else to_cells(row)), how, *came_to))
        if len(self._found) >= WAITING:
            self._settled()

    def note(self, sha256: str, *, asked: int | None = None, read: int | None = None) -> None:
        """Write down for which input a document is to be read, or for which one it was, by their places."""
        self._documents.append((sha256, asked, read))

    def _settled(self) -> Scratch:
        """Return the database, which then has all that was written down."""
        self._scratch.run_each(_PUT, self._found)
        self._scratch.run_each(_NOTE, self._documents)
        self._found, self._documents = [], []
        return self._scratch

    def unknown(self) -> Iterator[tuple[int, InputRow]]:
        """Yield the inputs of whose bytes nothing has become, each with its place; it may be put anew meanwhile."""
        return ((at, of_cells(tuple(cells))) for at, *cells in self._settled().rows(_UNKNOWN))

    def count(self) -> Iterator[Counted]:
        """Yield how many inputs what has become of, in the order in which the first of each was found."""
        question = f"SELECT status, way, COUNT(*), SUM(faulty) FROM ({_BECAME}) GROUP BY 1, 2 ORDER BY MIN(at)"
        return (Counted(*cells) for cells in self._settled().rows(question))

    def troubles(self) -> Iterator[Trouble]:
        """Yield the faults of the first inputs that have any, SHOWN inputs at most."""
        question = f"SELECT source, fault_code, fault_message, faults FROM ({_BECAME}) WHERE faulty ORDER BY at LIMIT ?"
        for source, code, message, faults in self._settled().rows(question, (SHOWN,)):
            found = [(code, message)] if code else cast(list[tuple[str, str]], json.loads(faults))
            yield from (Trouble(source, Fault(code=code, message=message)) for code, message in found)

    def changed(self) -> Iterator[str]:
        """Yield the inputs that have other bytes than those of the same name had."""
        return (source for (source,) in self._settled().rows(_CHANGED))

    def count_documents(self) -> int:
        """Return how many documents the inputs are, read or not."""
        (count,) = self._settled().first("SELECT COUNT(DISTINCT sha256) FROM found WHERE sha256 != ''") or (0,)
        return int(count)

    def merge(self) -> None:
        """Add what was found to the inputs of earlier runs.

        An earlier fault of a folder or an archive is over when something was found in it.
        """
        self._settled().run("CREATE INDEX found_by_source ON found (source)")
        self._settled().run(_OVER)
        self._settled().run(
            f"INSERT OR REPLACE INTO inputs SELECT {_ROW} FROM found WHERE sha256 IS NOT NULL ORDER BY at"
        )


@lru_cache(maxsize=100)
def _as_json(faults: tuple[Fault, ...]) -> str:
    """Return faults as JSON, "" for none; most documents have one of a few, or none."""
    return json.dumps([(fault.code, fault.message) for fault in faults]) if faults else ""
