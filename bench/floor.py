"""The floor under every reader: CPU seconds a page of a compiled loop over PDFium's characters and path points.

Run: python bench/floor.py FILE...     prints the floor, our reader, and the ratio.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pypdfium2_raw  # type: ignore[import-untyped]

from pdf2form.sources import text

SOURCE = Path(__file__).with_name("floor.c")


class FloorError(RuntimeError):
    """The floor cannot be measured here; the message says what is missing."""


def measure_floor(paths: Sequence[Path], repeat: int) -> float:
    """Compile floor.c, read all documents `repeat` times, return CPU seconds a page."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise FloorError("There is no C compiler (cc, gcc, clang). Install one to measure the floor.")
    libraries = sorted(Path(pypdfium2_raw.__file__).parent.glob("*pdfium*.*"))
    library = next((path for path in libraries if path.suffix in {".so", ".dylib"}), None)
    if library is None:
        raise FloorError("pypdfium2 brings no PDFium library of its own here (.so, .dylib).")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "floor"
        _run([compiler, "-O2", "-o", str(program), str(SOURCE), "-ldl"])
        seconds, pages = _run([str(program), str(library), str(repeat), *map(str, paths)]).split()
    return float(seconds) / int(pages)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not (done.stdout or command[-1] == "-ldl"):
        raise FloorError(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout


def measure_ours(paths: Sequence[Path], repeat: int) -> float:
    """Read all documents `repeat` times with pdf2form.sources.text, return CPU seconds a page."""
    documents = [path.read_bytes() for path in paths]
    start, pages = time.process_time(), 0
    for _ in range(repeat):
        for document in documents:
            pages += sum(1 for _ in text.read_pages(document).pages)
    return (time.process_time() - start) / pages


if __name__ == "__main__":
    chosen = [Path(name) for name in sys.argv[1:]]
    floor, ours = measure_floor(chosen, 10), measure_ours(chosen, 10)
    print(f"floor {floor * 1000:.2f} ms a page, ours {ours * 1000:.2f} ms a page, ratio {ours / floor:.2f}")
