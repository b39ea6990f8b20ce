"""Whether the tables of an OUT folder are those of its records: where nothing has changed, they need not be written.

What is noted here may be deleted any time; the tables are written again then.
"""

import hashlib
import json
from collections.abc import Sequence

from pdf2form.export.folder import CORRECTIONS, InputRow, find_record_stats, find_stats, open_text, replacing
from pdf2form.export.store import OutPath

NOTE = ".tables.json"
"""Of which records the tables were made, and how long and old they are."""


def find_edition(out: OutPath, rows: Sequence[InputRow], *, version: str) -> str:
    """Return a digest of all that the tables are made of: the inputs, the records as they lie there, corrections.

    Args:
        out: the folder.
        rows: its inputs.
        version: of the program that writes the tables.
    """
    digest = hashlib.sha256(version.encode())
    for row in sorted(rows):
        digest.update(repr(row).encode())
    find_stat = find_record_stats(out)
    for sha256 in sorted({row.sha256 for row in rows if row.sha256}):
        digest.update(repr((sha256, find_stat(sha256))).encode())
    digest.update(repr(find_stats(out).get(CORRECTIONS)).encode())
    return digest.hexdigest()


def find_refused(out: OutPath, edition: str) -> int | None:
    """Return how many corrections were not applied to the tables of an edition; None if the tables are not of it."""
    try:
        with open_text(out / NOTE) as file:
            said = json.load(file)
        written, there = {name: tuple(stat) for name, stat in said["tables"].items()}, find_stats(out)
        same = bool(written) and said["edition"] == edition and written.items() <= there.items()
        return int(said["refused"]) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not there, or not ours any more
        return None


def note_edition(out: OutPath, edition: str, *, refused: int) -> None:
    """Note that the tables, as they are now, were made of these records, and how many corrections were not applied."""
    there = sorted(find_stats(out).items())
    tables = {name: stat for name, stat in there if name.endswith(".csv") and name != CORRECTIONS}
    with replacing(out / NOTE) as file:
        json.dump({"edition": edition, "tables": tables, "refused": refused}, file)
