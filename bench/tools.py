"""The tools that are measured, each as a function that reads one document and returns the rows of its tables.

A tool is imported when it starts, not above: each runs in its own process, whose memory must be its own.
"""

import gc
import resource
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from bench.floor import MAXRSS_UNIT, compile_floor, run_floor

Rows = list[list[str]]

Read = Callable[[Path], Rows]

LEAST_CPU = 0.3
"""Seconds that one measurement takes at least: fast tools read the same documents several times for it."""

FLOOR_ROUNDS = 12
"""Rounds of the compiled loop for one measurement, about as long as LEAST_CPU."""

STATUS = Path("/proc/self/status")


class Slot(NamedTuple):
    """One measurement of one tool on some documents."""

    seconds: float
    """CPU time for reading all documents once."""
    peak: int
    """Of memory since the process started, in bytes."""
    rows: list[Rows]
    """One list for each document."""
    failed: int
    """Documents on which the tool raised."""


Run = Callable[[Sequence[Path]], Slot]


class Tool(NamedTuple):
    """What is measured, and how to start it (ImportError or FloorError: it is not here)."""

    label: str
    package: str
    start: Callable[[], Run]


def start_pdf2form() -> Run:
    """The whole way from bytes to JSON, with all checks."""
    from pdf2form import convert

    def read(path: Path) -> Rows:
        record = convert(path.read_bytes())
        record.model_dump_json()
        lines = [line for form in record.forms for line in form.indicators]
        cells = [(line.level3, line.target, line.actual, line.weight, line.score) for line in lines]
        return [[cell.raw for cell in row if cell] for row in cells]

    return timed(read)


def start_floor() -> Run:
    """Characters and path points, compiled; no tables."""
    folder = tempfile.TemporaryDirectory()
    program = compile_floor(Path(folder.name))

    def run(paths: Sequence[Path]) -> Slot:
        assert folder  # lives as long as this function
        used = run_floor(program, paths, repeat=FLOOR_ROUNDS)
        return Slot(used.seconds / FLOOR_ROUNDS, used.peak, [], 0)

    return run


def start_pdfplumber() -> Run:
    """As it comes: its default strategy is ruled lines."""
    pdfplumber: Any = import_module("pdfplumber")

    def read(path: Path) -> Rows:
        with pdfplumber.open(path) as document:
            tables = [table for page in document.pages for table in page.extract_tables()]
        return [[cell or "" for cell in row] for table in tables for row in table]

    return timed(read)


def start_camelot() -> Run:
    """Lattice with the settings that read these forms fastest and best."""
    camelot: Any = import_module("camelot")

    def read(path: Path) -> Rows:
        tables = camelot.read_pdf(
            str(path), pages="all", flavor="lattice", engine="vector", split_text=True, suppress_stdout=True
        )
        return [list(row) for table in tables for row in table.data]

    return timed(read)


def start_tablers() -> Run:
    """With the edges of rectangles as rulings too, and missing outer borders closed: it reads these forms best so."""
    tablers: Any = import_module("tablers")
    options = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "extend_partial_outer_boundaries": True}

    def read(path: Path) -> Rows:
        with tablers.Document(path) as document:
            pages = document.pages()
            tables = [table for page in pages for table in tablers.find_tables(page, extract_text=True, **options)]
            return [[cell.text if cell else "" for cell in row.cells] for table in tables for row in table.rows]

    return timed(read)


def start_pymupdf() -> Run:
    """Without the page layout model that 2.0 runs first: it takes 20 times as long and no more rows are right.

    With its own tolerance of 3 points, a full stop or a comma of a Chinese font lands on a line of its own (`000 .`).
    """
    pymupdf: Any = import_module("pymupdf")
    options = {"use_layout": False} if int(version("pymupdf").split(".")[0]) >= 2 else {}

    def read(path: Path) -> Rows:
        with pymupdf.open(path) as document:
            tables = [table.extract(y_tolerance=6) for page in document for table in page.find_tables(**options).tables]
        return [[cell or "" for cell in row] for table in tables for row in table]

    return timed(read)


TOOLS = {
    "pdf2form": Tool("pdf2form, PDF to JSON record", "pdf2form", start_pdf2form),
    "floor": Tool("PDFium, compiled floor", "pypdfium2", start_floor),
    "tablers": Tool("tablers find_tables, lines, outer borders closed", "tablers", start_tablers),
    "camelot": Tool("camelot lattice, vector engine, split_text", "camelot-py", start_camelot),
    "pdfplumber": Tool("pdfplumber extract_tables", "pdfplumber", start_pdfplumber),
    "pymupdf": Tool("PyMuPDF find_tables, no layout model, y_tolerance 6", "pymupdf", start_pymupdf),
}


def name_tool(tool: Tool) -> str:
    """Return the label with the version of the package."""
    return f"{tool.label} ({tool.package} {version(tool.package)})"


def timed(read: Read) -> Run:
    """Make a run of a reader: the mean CPU time of as many passes as LEAST_CPU holds."""

    def run(paths: Sequence[Path]) -> Slot:
        gc.collect()
        passes, used, start = 0, 0.0, time.process_time()
        while used < LEAST_CPU:
            answers = [_attempt(read, path) for path in paths]
            passes, used = passes + 1, time.process_time() - start
        rows = [answer or [] for answer in answers]
        return Slot(used / passes, peak_memory(), rows, answers.count(None))

    return run


def _attempt(read: Read, path: Path) -> Rows | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(path)
    except Exception:  # a peer may fail in any way; it is counted
        return None


def peak_memory() -> int:
    """Return the peak of this process in bytes.

    On Linux from /proc: ru_maxrss would also hold what the parent had when it started us.
    """
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT
