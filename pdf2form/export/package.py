"""datapackage.json: what the CSV tables hold, as a Data Package with Table Schemas."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pdf2form.export.columns import Table
from pdf2form.export.folder import replacing
from pdf2form.export.store import OutPath
from pdf2form.export.tables import Add
from pdf2form.record import VERSION
from pdf2form.rows import Row

FILE = "datapackage.json"

_KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id",),
    "forms": ("form_id",),
    **dict.fromkeys(("funding", "goals", "indicators"), ("form_id", "line")),
}
"""The columns that no two rows of a table have alike."""

_PARENTS = {"forms": ("doc_id", "documents")} | dict.fromkeys(
    ("funding", "goals", "indicators", "readings", "diff"), ("form_id", "forms")
)
"""By table: the column that names a row of another table, and that table."""

_TYPES = {"text": "string", "integer": "integer", "number": "number"}


@contextmanager
def open_package(out: OutPath, tables: Sequence[Table]) -> Iterator[Add]:
    """Write OUT/datapackage.json, which needs no rows; see `Opener`."""

    def add(_table: str, _row: Row) -> None:
        pass

    yield add
    with replacing(out / FILE) as file:
        file.write(package_text(tables))


def package_text(tables: Sequence[Table]) -> str:
    """Return what datapackage.json says of these tables."""
    package = {
        "profile": "tabular-data-package",
        "name": "pdf2form",
        "title": "Self-evaluations of fiscal projects 财政项目支出绩效自评表",
        "version": VERSION,
        "resources": [_resource(table) for table in tables],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table) -> dict[str, object]:
    fields = [
        {
            "name": column.name,
            "type": _TYPES[column.type],
            "title": f"{column.en} {column.zh}",
            "description": f"{column.says_en} {column.says_zh}",
        }
        for column in table.columns
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if table.name in _KEYS:
        schema["primaryKey"] = [*_KEYS[table.name]]
    if table.name in _PARENTS:
        column, parent = _PARENTS[table.name]
        schema["foreignKeys"] = [{"fields": [column], "reference": {"resource": parent, "fields": [column]}}]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": f"{table.en} {table.zh}",
        "description": f"{table.says_en} {table.says_zh}",
        "encoding": "utf-8",
        "schema": schema,
    }
