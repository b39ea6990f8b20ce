"""Where the time of pdf2form goes: by stage, and by function."""

import cProfile
import gc
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import CodeType
from typing import Any, TypeVar

import pdf2form
from bench.floor import FloorError
from bench.report import ALL, Table
from bench.tools import start_floor
from pdf2form import convert
from pdf2form.checks import run_checks
from pdf2form.layout import find_sheets
from pdf2form.parse import parse_sheet
from pdf2form.sources import read_pages

T = TypeVar("T")

STAGES = ("read", "layout", "parse", "checks")

OURS = str(Path(pdf2form.__file__).parent)

HOTTEST = 10


def stage_table(families: Mapping[str, Sequence[Path]], pages: Mapping[Path, int], *, repeat: int) -> Table:
    """CPU milliseconds a page of every stage: the best of `repeat` passes over a family, stage by stage.

    `record` is what is left of `convert`: the hash, page entries, the record itself.
    """
    spent = {family: _best([_pass(paths) for _ in range(repeat + 1)][1:]) for family, paths in families.items()}
    spent[ALL] = _sum([*spent.values()])
    counts = {family: sum(pages[path] for path in paths) for family, paths in families.items()}
    counts[ALL] = sum(counts.values())
    for stages in spent.values():
        stages["record"] = stages["convert"] - sum(stages[stage] for stage in STAGES)
        stages["sum"] = stages["convert"] + stages["json"]
    shown = (*STAGES, "record", "json", "sum")
    rows = [[stage, *(f"{1000 * spent[group][stage] / counts[group]:.2f}" for group in spent)] for stage in shown]
    floor = _floor(families, counts)
    rows += [["(PDFium floor)", *(f"{1000 * floor[group]:.2f}" for group in spent)]] if floor else []
    return Table("Stages of pdf2form, CPU ms a page", ["stage", *spent], rows)


def _floor(families: Mapping[str, Sequence[Path]], counts: Mapping[str, int]) -> dict[str, float]:
    """Seconds a page of the compiled floor, what reading cannot go below; empty if it cannot be measured."""
    try:
        run = start_floor()
        spent = {family: min(run(paths).seconds for _ in range(3)) for family, paths in families.items()}
    except FloorError:
        return {}
    spent[ALL] = sum(spent.values())
    return {group: seconds / counts[group] for group, seconds in spent.items()}


def _best(passes: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {stage: min(each[stage] for each in passes) for stage in passes[0]}


def _sum(passes: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {stage: sum(each[stage] for each in passes) for stage in passes[0]}


def _pass(paths: Sequence[Path]) -> dict[str, float]:
    gc.collect()
    return _sum([_stages(path.read_bytes()) for path in paths])


def _stages(document: bytes) -> dict[str, float]:
    spent: dict[str, float] = {}

    def clocked(stage: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        answer = work()
        spent[stage] = time.process_time() - start
        return answer

    pages = clocked("read", lambda: tuple(read_pages(document).pages))
    sheets = clocked("layout", lambda: find_sheets(pages))
    forms = clocked("parse", lambda: [parse_sheet(sheet, number=n) for n, sheet in enumerate(sheets, start=1)])
    clocked("checks", lambda: [run_checks(form) for form in forms])
    record = clocked("convert", lambda: convert(document))
    clocked("json", record.model_dump_json)
    return spent


def function_table(paths: Sequence[Path], pages: Mapping[Path, int]) -> Table:
    """The functions of pdf2form that cost most under cProfile, with the foreign functions that they call.

    cProfile makes small functions look slower than they are: good for the order, not for the sum.
    """
    documents = [path.read_bytes() for path in paths]
    profile = cProfile.Profile(time.process_time)
    for measured in (False, True):
        with profile if measured else nullcontext():
            for document in documents:
                convert(document).model_dump_json()
    entries = {entry.code: entry for entry in profile.getstats()}
    ours = [(_cost(entry, entries), entry) for entry in entries.values() if _is_ours(entry.code)]
    count = sum(pages[path] for path in paths)
    rows = [
        [
            _name(entry.code),
            *(f"{1000 * spent / count:.2f}" for spent in (cost, entry.inlinetime, entry.totaltime)),
            f"{entry.callcount / count:.1f}",
        ]
        for cost, entry in sorted(ours, key=lambda pair: pair[0], reverse=True)[:HOTTEST]
    ]
    head = ["function", "own + foreign ms/page", "own", "with all callees", "calls/page"]
    return Table("Hottest functions of pdf2form, under cProfile", head, rows)


def _cost(entry: Any, entries: Mapping[Any, Any]) -> float:
    """Return the time of a function and of the foreign ones it calls, less what those call of ours (`max(ours())`)."""
    cost: float = entry.inlinetime
    for call in entry.calls or ():
        if not _is_ours(call.code):
            callee = entries[call.code]
            back = sum(inner.totaltime for inner in callee.calls or () if _is_ours(inner.code))
            cost += call.totaltime * max(0.0, 1 - back / max(callee.totaltime, 1e-9))
    return cost


def _is_ours(code: CodeType | str) -> bool:
    return isinstance(code, CodeType) and code.co_filename.startswith(OURS)


def _name(code: CodeType | str) -> str:
    if isinstance(code, str):
        return code
    return f"{Path(code.co_filename).relative_to(OURS)}:{code.co_firstlineno} {code.co_qualname}"
