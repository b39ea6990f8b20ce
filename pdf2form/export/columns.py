"""What the tables hold: a heading, a type and a sentence for every column, in English and Chinese.

`columns.csv` beside this file has them as data; all formats take their types and headings from here. The order of the
columns is not here: `rows.COLUMNS` and `tables` have it.
"""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain, count
from typing import Literal, NamedTuple, cast

ColumnType = Literal["text", "integer", "number"]

CARRIED = (
    "Carried along from the list of inputs; different values for one document are joined by semicolons.",
    "由输入清单带入；同一文件的各来源取值不同的，以分号相连。",
)
"""What is said of a column that the user's own list has."""

DICTIONARY = "dictionary"
"""The name of the table that explains the others, in the formats that can hold it."""

DICTIONARY_COLUMNS = ("table", "column", "type", "heading_en", "heading_zh", "says_en", "says_zh")


class Column(NamedTuple):
    """A column of a table: its heading and a sentence, in both languages."""

    name: str
    type: ColumnType
    en: str
    zh: str
    says_en: str
    says_zh: str


class Table(NamedTuple):
    """A table: its heading and a sentence, in both languages, and its columns in order."""

    name: str
    en: str
    zh: str
    says_en: str
    says_zh: str
    columns: tuple[Column, ...]


class Chart(NamedTuple):
    """A chart of the first rows of a table, which the spreadsheet draws itself, from the cells."""

    table: str
    kind: Literal["bar", "scatter"]
    title: str
    """In both languages."""
    across: tuple[str, str]
    """First and last of neighbouring columns: what the rows are called; of a scatter chart where its points stand."""
    columns: tuple[str, ...]
    """A series each."""


def describe(table: str, columns: Sequence[str], *, package: str = "pdf2form.export") -> Table:
    """Return the description of a table with these columns; one that nobody knows is text, carried along.

    Args:
        table: its name.
        columns: in order.
        package: whose columns.csv has it.
    """
    known = _descriptions(package)
    _, en, zh, says_en, says_zh = known[table, ""]
    carried = {name: Column(name, "text", name, name, *CARRIED) for name in columns if (table, name) not in known}
    found = (carried.get(name) or _column(name, known[table, name]) for name in columns)
    return Table(table, en, zh, says_en, says_zh, tuple(found))


def _column(name: str, described: tuple[str, str, str, str, str]) -> Column:
    kind, *texts = described
    return Column(name, cast(ColumnType, kind), *texts)


@cache
def _descriptions(package: str) -> Mapping[tuple[str, str], tuple[str, str, str, str, str]]:
    """Return type, headings and sentences by (table, column); the column of a table itself is ""."""
    with files(package).joinpath("columns.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file, strict=True)
        next(rows)
        return {
            (table, column): (kind, en, zh, says_en, says_zh)
            for tables, column, kind, en, zh, says_en, says_zh in rows
            for table in tables.split()
        }


def dictionary_rows(tables: Sequence[Table]) -> list[tuple[str, ...]]:
    """Return the rows of the table that explains the others, with DICTIONARY_COLUMNS; a table stands before its own."""
    rows: list[tuple[str, ...]] = []
    for table in tables:
        rows.append((table.name, "", "table", table.en, table.zh, table.says_en, table.says_zh))
        rows += ((table.name, *column) for column in table.columns)
    return rows


def sql_names(table: Table) -> list[str]:
    """Return names for the columns of a table in a database, where URL and url are one name and have no control codes.

    Only columns of the user's list can differ from their own names: the second of two alike becomes `url_2`.
    """
    taken: dict[str, str] = {}
    for column in table.columns:
        plain = "".join(letter if letter.isprintable() else " " for letter in column.name)
        free = chain([plain], (f"{plain}_{number}" for number in count(2)))
        name = next(name for name in free if name.casefold() not in taken)
        taken[name.casefold()] = name
    return [*taken.values()]


def quoted(name: str) -> str:
    """Return a name as SQL writes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
