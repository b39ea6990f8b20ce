"""Results as tables, for a terminal and for Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.accuracy import count_exact, true_rows
from bench.measure import Families, Result

ALL = "all"

LEAST_GAIN = 20.0
"""Aim: as many times as fast as pdfplumber."""

MOST_FLOOR = 3.0
"""Aim: at most this many times the CPU time of the compiled floor."""


class Table(NamedTuple):
    """Cells as printed; the first column is text, the others are numbers."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Bench(NamedTuple):
    """What was measured on what."""

    results: Mapping[str, Result]
    families: Families
    pages: Mapping[Path, int]

    def groups(self) -> list[str]:
        """The families, and all of them."""
        return [*self.families, ALL]

    def page_seconds(self, tool: str, group: str) -> float:
        """CPU seconds a page; over all families the sum of their best times, so that pages count alike."""
        chosen = [*self.families] if group == ALL else [group]
        pages = sum(self.pages[path] for family in chosen for path in self.families[family])
        return sum(self.results[tool].seconds(family) for family in chosen) / pages

    def present(self) -> list[str]:
        """The tools that were measured."""
        return [tool for tool, result in self.results.items() if not result.lost]

    def ratio(self, tool: str, group: str) -> float:
        """How many times the CPU time of pdf2form a tool takes."""
        return self.page_seconds(tool, group) / self.page_seconds("pdf2form", group)


def speed_table(bench: Bench) -> Table:
    """Pages a second and memory."""
    rows = [
        [
            bench.results[tool].name,
            *(f"{1 / bench.page_seconds(tool, group):.1f}" for group in bench.groups()),
            f"{bench.results[tool].peak / 1e6:.0f}",
            f"{bench.results[tool].drift:.2f}",
        ]
        for tool in bench.present()
    ]
    return Table("Pages per CPU second", ["tool", *bench.groups(), "peak MB", "noise"], rows)


def accuracy_table(bench: Bench) -> Table:
    """Indicator rows found exactly."""
    wanted = {path: true_rows(path.parent / "truth.json") for paths in bench.families.values() for path in paths}
    totals = {family: sum(len(wanted[path]) for path in paths) for family, paths in bench.families.items()}
    rows = []
    for tool in bench.present():
        last = {family: slots[-1] for family, slots in bench.results[tool].slots.items()}
        if not any(slot.rows for slot in last.values()):
            continue
        found = {
            family: sum(count_exact(wanted[path], rows) for path, rows in zip(paths, last[family].rows, strict=True))
            for family, paths in bench.families.items()
        }
        every = _share(sum(found.values()), sum(totals.values()))
        rows.append([bench.results[tool].name, *(_share(found[f], totals[f]) for f in totals), every])
    return Table("Indicator rows with every printed field exact, in one row", ["tool", *bench.groups()], rows)


def _share(found: int, total: int) -> str:
    return f"{found}/{total} {100 * found // total}%"


def ratio_table(bench: Bench) -> Table:
    """CPU time of the others in terms of pdf2form's, and of pdf2form in terms of the floor's."""
    rows = []
    for tool in bench.present() if "pdf2form" in bench.present() else ():
        if tool == "floor":
            values = [f"{1 / bench.ratio(tool, group):.1f} x floor time" for group in bench.groups()]
            rows.append(["pdf2form against the compiled floor", *values])
        elif tool != "pdf2form":
            values = [f"{bench.ratio(tool, group):.2f} x" for group in bench.groups()]
            rows.append([f"pdf2form's speed against {tool}", *values])
    return Table("Ratios of CPU time", ["", *bench.groups()], rows)


def verdicts(bench: Bench) -> Iterator[str]:
    """Say whether the aims are met, over all and in the worst family; not where an error cut our work short."""
    present = bench.present()
    if "pdf2form" not in present or bench.results["pdf2form"].failed:
        yield "aims: not judged, since pdf2form itself raised or was not measured; its speed here means nothing"
        return
    if "pdfplumber" in present:
        gains = [bench.ratio("pdfplumber", group) for group in bench.groups()]
        aim = f"aim: at least {LEAST_GAIN:.0f} times as fast as pdfplumber extract_tables"
        yield f"{aim}: {_met(gains[-1] >= LEAST_GAIN)} ({gains[-1]:.1f} over all, {min(gains):.1f} in the worst family)"
    if "floor" in present:
        costs = [1 / bench.ratio("floor", group) for group in bench.groups()]
        aim = f"aim: at most {MOST_FLOOR:.0f} times the time of the compiled floor"
        yield f"{aim}: {_met(costs[-1] <= MOST_FLOOR)} ({costs[-1]:.1f} over all, {max(costs):.1f} in the worst family)"


def _met(met: bool) -> str:
    return "met" if met else "not met"


def remarks(bench: Bench) -> Iterator[str]:
    """Say what is missing, and what failed."""
    for tool, result in bench.results.items():
        if result.lost:
            yield f"{tool}: not measured ({result.lost})"
        elif result.failed:
            yield f"{result.name}: raised on {result.failed} documents, which count as read, without a row"


def lines(table: Table, *, markdown: bool) -> Iterator[str]:
    """Yield the table with aligned columns; as Markdown the same with bars."""
    cells = [table.head, *table.rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(table.head))]

    def line(row: Sequence[str]) -> str:
        padded = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        return f"| {' | '.join(padded)} |" if markdown else "  ".join(padded).rstrip()

    yield f"### {table.title}" if markdown else table.title
    yield ""
    yield line(table.head)
    if markdown:
        yield "|".join(["", "-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:]), ""])
    else:
        yield "  ".join("-" * width for width in widths)
    yield from map(line, table.rows)
    yield ""
