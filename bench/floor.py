"""The floor under every reader: a compiled loop over PDFium's characters and path points (floor.c)."""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("floor.c")

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one ru_maxrss."""


class FloorError(RuntimeError):
    """The floor cannot be measured here; the message says what is missing."""


class Floor(NamedTuple):
    """What one run of the compiled loop used."""

    seconds: float
    """CPU time, without the start of the process."""
    pages: int
    """All pages of all rounds."""
    peak: int
    """Of memory, in bytes."""


def compile_floor(folder: Path) -> Path:
    """Compile floor.c into a folder and return the program."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise FloorError("there is no C compiler (cc, gcc, clang)")
    program = folder / "floor"
    _run([compiler, "-O2", "-o", str(program), str(SOURCE), "-ldl"])
    return program


def run_floor(program: Path, paths: Sequence[Path], *, repeat: int) -> Floor:
    """Read all documents `repeat` times."""
    seconds, pages, peak = _run([str(program), str(_library()), str(repeat), *map(str, paths)]).split()
    return Floor(float(seconds), int(pages), int(peak) * MAXRSS_UNIT)


def _library() -> Path:
    """Return the PDFium that pypdfium2 brings; looked up without importing it, which would take memory."""
    spec = importlib.util.find_spec("pypdfium2_raw")
    folders = spec.submodule_search_locations if spec else None
    libraries = [path for folder in folders or () for path in sorted(Path(folder).glob("*pdfium*.*"))]
    library = next((path for path in libraries if path.suffix in {".so", ".dylib"}), None)
    if library is None:
        raise FloorError("pypdfium2 brings no PDFium library of its own here (.so, .dylib)")
    return library


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FloorError(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout
