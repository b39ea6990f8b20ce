"""Values that a tool found against the truth, template by template and producer by producer."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.measure import Child, LostChildError
from bench.report import Table
from bench.tools import TOOLS, Slot, name_tool
from pdf2form import convert
from pdf2form.characters import plain

Rows = Sequence[Sequence[str]]

KEYS = ("project", "department", "unit", "funding", "goals", "indicators", "total", "grade", "tables")
"""What is counted: what stands in cells. Titles and notes stand outside, and `extra` may."""

LEVELS = ("level1", "level2")

PEERS = ("pdfplumber", "camelot", "tablers", "pymupdf")

MOST_COLUMNS = 4
"""A target stands in up to so many neighbouring cells: 指标性质, 指标值, 度量单位, and one to spare."""


class Wanted(NamedTuple):
    """A printed value: where it stands in the record, what is printed, what it means."""

    pointer: tuple[str | int, ...]
    raw: str
    value: Any


class Share(NamedTuple):
    """Values found of values there."""

    found: int
    total: int

    def __str__(self) -> str:
        # Rounded down, so that 100 % says what it says.
        return f"{self.found}/{self.total} {100 * self.found // max(1, self.total)}%"


Scores = dict[tuple[str, str], Counter[str]]
"""By template and producer: values found by each tool, and `values` for how many there are."""


def true_forms(truth: Path) -> list[dict[str, Any]]:
    """Return the forms of a truth.json."""
    found = json.loads(truth.read_text(encoding="utf-8"))
    forms: list[dict[str, Any]] = found.get("forms", [found])
    return forms


def find_wanted(form: Mapping[str, Any]) -> list[Wanted]:
    """Return the printed values of a form that stand in cells, blank ones left out.

    一级指标 and 二级指标 count once for each cell that spans rows, not once for each row.
    """
    every = [want for key in KEYS if key in form for want in _walk(form[key], (key,))]
    return [want for want in every if want.raw and not _is_carried_down(form, want.pointer)]


def _walk(part: Any, at: tuple[str | int, ...]) -> Iterator[Wanted]:
    if isinstance(part, dict) and "raw" in part:
        yield Wanted(at, part["raw"], part["value"])
    elif isinstance(part, dict):
        for key, inner in part.items():
            if not (key == "label" and "extra" in at):  # a heading, which stands once for many rows
                yield from _walk(inner, (*at, key))
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from _walk(inner, (*at, index))


def _is_carried_down(form: Mapping[str, Any], pointer: tuple[str | int, ...]) -> bool:
    key = pointer[-1]
    if pointer[0] != "indicators" or key not in LEVELS or pointer[1] == 0:
        return False
    row = int(pointer[1])
    levels = LEVELS[: LEVELS.index(str(key)) + 1]
    rows = form["indicators"]
    return all(rows[row][level] == rows[row - 1][level] for level in levels)


def count_readings(wanted: Sequence[Wanted], form: Mapping[str, Any]) -> int:
    """Count the values that a record of pdf2form has in their places: characters and meaning both right."""
    return sum(_is_read(want, form) for want in wanted)


def _is_read(want: Wanted, form: Any) -> bool:
    try:
        for step in want.pointer:
            form = form[step]
        raw, value = form["raw"], form["value"]
    except (LookupError, TypeError):
        return False
    return bool(plain(raw) == want.raw and value == want.value)


def count_cells(forms: Sequence[Sequence[Wanted]], rows: Rows) -> list[int]:
    """Count for each form of a document the values that are the text of one cell; a cell answers for one value.

    Where the cell stands is not looked at, nor what it means. White space does not count, radicals are the characters
    that they mean. A target that is printed in several columns may be several neighbouring cells of one row.
    """
    texts = [[text for text in map(_text, row) if text] for row in rows]
    left = Counter(text for row in texts for text in row)
    return [sum(_take(want, texts, left) for want in wanted) for wanted in forms]


def _text(cell: str) -> str:
    return "".join(plain(cell).split())


def _take(want: Wanted, rows: Rows, left: Counter[str]) -> bool:
    """Take the cells of a value out of those that are left, if they are there."""
    text = _text(want.raw)
    runs = _runs(rows, text) if want.pointer[-1] == "target" else iter(())
    for run in ((text,), *runs):
        need = Counter(run)
        if need <= left:
            left.subtract(need)
            return True
    return False


def _runs(rows: Rows, text: str) -> Iterator[tuple[str, ...]]:
    """Yield the neighbouring cells that join to a text."""
    for row in rows:
        for start in range(len(row)):
            for end in range(start + 2, min(start + MOST_COLUMNS, len(row)) + 1):
                if "".join(row[start:end]) == text:
                    yield tuple(row[start:end])


def score_values(paths: Sequence[Path], *, say: Callable[[str], None]) -> tuple[dict[str, str], Scores]:
    """Let every tool read all documents; return the full names of those that are here, and what they found."""
    wanted = {path: [find_wanted(form) for form in true_forms(path.with_name("truth.json"))] for path in paths}
    scores: Scores = defaultdict(Counter)
    for path in paths:
        _add(scores, path, "values", [len(form) for form in wanted[path]])
    say("pdf2form")
    for path in paths:
        forms = json.loads(convert(path.read_bytes()).model_dump_json())["forms"]
        forms += [{}] * (len(wanted[path]) - len(forms))
        counts = [count_readings(want, form) for want, form in zip(wanted[path], forms, strict=False)]
        _add(scores, path, "pdf2form", counts)
    names = {"pdf2form": name_tool(TOOLS["pdf2form"])}
    for tool in PEERS:
        say(tool)
        found = _read(tool, paths)
        if found is None:
            continue
        names[tool], slot = found
        if slot.failed:
            names[tool] += f", raised on {slot.failed}"
        for path, rows in zip(paths, slot.rows, strict=True):
            _add(scores, path, tool, count_cells(wanted[path], rows))
    return names, scores


def _add(scores: Scores, path: Path, key: str, counts: Sequence[int]) -> None:
    """Add the counts of the forms of one document."""
    producer = path.stem.split("-")[0]
    for form, count in zip(true_forms(path.with_name("truth.json")), counts, strict=True):
        scores[form["template"], producer][key] += count


def _read(tool: str, paths: Sequence[Path]) -> tuple[str, Slot] | None:
    """Read all documents in a process of the tool's own; None if it is not installed or dies."""
    child = None
    try:
        child = Child(tool)
        return (child.greeting["name"], child.measure(paths)) if "name" in child.greeting else None
    except LostChildError:
        return None
    finally:
        if child:
            child.close()


def value_table(names: Mapping[str, str], scores: Scores) -> Table:
    """Values right of values there: a row for each template and producer, and one for all."""
    rows = [
        [f"{template}, {producer}", *(str(Share(found[tool], found["values"])) for tool in names)]
        for (template, producer), found in sorted(scores.items())
    ]
    every = sum(scores.values(), Counter[str]())
    rows.append(["all", *(str(Share(every[tool], every["values"])) for tool in names)])
    return Table("Values right of values printed", ["template, producer", *names], rows)
