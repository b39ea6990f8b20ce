"""Whether the tables and exports of an OUT folder are those of its records: where nothing has changed, they are.

What is noted here may be deleted any time; the tables are written again then, and exports count as outdated.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import NamedTuple

from pdf2form.export.folder import CORRECTIONS, find_record_stats, find_stats, open_text, replacing
from pdf2form.export.inputs import InputRows
from pdf2form.export.store import OutPath

NOTE = ".tables.json"
"""Of which records the tables were made, and how long and old they are."""

EXPORTS = ".exports.json"
"""Of which records the files of each format were made; of CSV NOTE says it."""


def find_edition(out: OutPath, inputs: InputRows, *, version: str) -> str:
    """Return a digest of all that the tables are made of: the inputs, the records as they lie there, corrections.

    Args:
        out: the folder.
        inputs: all of them.
        version: of the program that writes the tables.
    """
    digest = hashlib.sha256(version.encode())
    columns = inputs.carried_columns()
    digest.update(repr(columns).encode())
    for line in inputs.lines(columns):
        digest.update(repr(line).encode())
    find_stat = find_record_stats(out)
    for sha256 in inputs.documents():
        digest.update(repr((sha256, find_stat(sha256))).encode())
    digest.update(repr(find_stats(out).get(CORRECTIONS)).encode())
    return digest.hexdigest()


class Made(NamedTuple):
    """What the tables could not be made of."""

    refused: int
    """Corrections that were not applied."""
    lost: int
    """Documents whose record is missing or damaged."""


def find_made(out: OutPath, edition: str) -> Made | None:
    """Return what the tables of an edition were not made of; None if the tables are not of it."""
    try:
        with open_text(out / NOTE) as file:
            said = json.load(file)
        written, there = {name: tuple(stat) for name, stat in said["tables"].items()}, find_stats(out)
        same = bool(written) and said["edition"] == edition and written.items() <= there.items()
        return Made(int(said["refused"]), int(said["lost"])) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not there, or not ours any more
        return None


def note_edition(out: OutPath, edition: str, made: Made) -> None:
    """Note that the tables, as they are now, were made of these records, and what they could not be made of."""
    there = sorted(find_stats(out).items())
    tables = {name: stat for name, stat in there if name.endswith(".csv") and name != CORRECTIONS}
    with replacing(out / NOTE) as file:
        json.dump({"edition": edition, "tables": tables, **made._asdict()}, file)


def note_exports(out: OutPath, edition: str, formats: Collection[str]) -> None:
    """Note that the files of these formats, as they are now, were made of these records."""
    with replacing(out / EXPORTS) as file:
        json.dump({**read_exports(out), **dict.fromkeys(sorted(formats), edition)}, file)


def read_exports(out: OutPath) -> Mapping[str, str]:
    """Return of which edition the files of each format are, as far as it is noted."""
    try:
        with open_text(out / EXPORTS) as file:
            return {str(name): str(edition) for name, edition in json.load(file).items()}
    except (OSError, ValueError, AttributeError):  # not there, or not ours any more
        return {}
