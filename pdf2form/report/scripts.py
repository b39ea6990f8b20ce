"""Values to the scripts that pages load: browsers let a page from a disk load scripts, and nothing else.

A piece is one such script, `pdf2form.piece("departments", {...});`. Whatever stands in a value, it is data there: no
piece can end a script, break a line of one, or be anything but UTF-8.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

_UNSAFE = re.compile("[<>\u2028\u2029\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""What ends a script or a line in some reader's eyes, and lone halves of characters, which UTF-8 cannot hold."""

Cell = Any
"""Whatever JSON holds."""


class Table(NamedTuple):
    """Columns, and rows with a cell for each of them."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def script(name: str, value: object) -> str:
    """Return the script that gives a page the value of a piece; equal values are equal bytes."""
    return f"pdf2form.piece({to_json(name)}, {to_json(value)});\n"


def to_json(value: object) -> str:
    """Return JSON that may stand in any script; what is no number is null there."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        text = json.dumps(_with_numbers(value), ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _with_numbers(value: object) -> object:
    """Return the value with None for each number that JSON does not know."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _with_numbers(each) for key, each in value.items()}
    return [_with_numbers(each) for each in value] if isinstance(value, list | tuple) else value


class Pieces:
    """The folder that pieces are written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, value: object) -> None:
        """Write a piece; `name` is its path below the folder, without `.js`."""
        path = self._folder / f"{name}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script(name, value), encoding="utf-8", newline="\n")

    def put_table(self, name: str, table: Table) -> None:
        """Write a piece that is one table."""
        self.put(name, as_table(table))

    def put_numbered(self, name: str, table: Table, *, length: int) -> int:
        """Write a table in pieces `NAME/1`, `NAME/2` … of so many rows, and return how many there are."""
        number = 0
        for number, rows in enumerate(_parts(table.rows, length), start=1):
            self.put_table(f"{name}/{number}", Table(table.columns, rows))
        return number


def as_table(table: Table) -> dict[str, object]:
    """Return a table as pieces hold it."""
    return {"columns": list(table.columns), "rows": [list(row) for row in table.rows]}


def _parts(rows: Iterable[Sequence[Cell]], length: int) -> Iterator[list[Sequence[Cell]]]:
    given = iter(rows)
    while part := list(islice(given, length)):
        yield part
