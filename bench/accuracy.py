"""Rows that a tool extracted against the truth: how many indicator rows were found exactly."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pdf2form.characters import plain

Row = Sequence[str]

FIELDS = ("level3", "target", "actual", "weight", "score")
"""What must stand in one extracted row; 一级指标 and 二级指标 are merged cells, which stand once for many rows."""


def true_rows(truth: Path) -> list[Row]:
    """Return the printed fields of every indicator row, as `truth.json` has them; blank fields are left out."""
    found = json.loads(truth.read_text(encoding="utf-8"))
    indicators = [row for form in found.get("forms", [found]) for row in form["indicators"]]
    return [[row[field]["raw"] for field in FIELDS if row[field] and row[field]["raw"]] for row in indicators]


def count_exact(wanted: Iterable[Row], extracted: Iterable[Row]) -> int:
    """Count the wanted rows of which all fields are cells of one extracted row, which then answers for no other.

    White space does not count, radicals are the characters that they mean. A field that is there twice (分值 and 得分
    are often equal) needs two cells. Columns have no names in most tools, so the order of the cells is not looked at.
    """
    left = [_cells(row) for row in extracted]
    found = 0
    for need in sorted(map(_cells, wanted), key=Counter.total, reverse=True):
        at = next((index for index, have in enumerate(left) if need <= have), None)
        if at is not None:
            del left[at]
            found += 1
    return found


def _cells(row: Row) -> Counter[str]:
    texts = ("".join(plain(cell).split()) for cell in row)
    return Counter(text for text in texts if text)
