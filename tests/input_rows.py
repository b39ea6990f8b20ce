"""The inputs of an OUT folder as a list: tests have few of them."""

from collections.abc import Collection, Iterable
from pathlib import Path

from pdf2form.export import formats, tables
from pdf2form.export import inputs as kept
from pdf2form.export.inputs import InputRow, keep_inputs, open_inputs
from pdf2form.export.store import OutPath
from pdf2form.export.tables import Opener, Written


def read_inputs(out: OutPath) -> list[InputRow]:
    """Return the rows of inputs.csv, by source."""
    with open_inputs(out) as inputs:
        return [*inputs]


def write_inputs(out: OutPath, rows: Iterable[InputRow]) -> None:
    """Write inputs.csv."""
    with keep_inputs(rows) as inputs:
        kept.write_inputs(out, inputs)


def write_tables(out: Path, rows: Iterable[InputRow], openers: Iterable[Opener]) -> Written:
    """Write the tables of a folder with these inputs."""
    with keep_inputs(rows) as inputs:
        return tables.write_tables(out, inputs, openers)


def write_formats(out: OutPath, rows: Iterable[InputRow], wanted: Collection[str]) -> Written:
    """Write the formats of a folder with these inputs."""
    with keep_inputs(rows) as inputs:
        return formats.write_formats(out, inputs, wanted)
