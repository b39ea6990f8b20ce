"""What reading scans costs: CPU time beside rapidocr's, and the memory of a worker over many pages."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from typing import Any

import onnxruntime

from bench.report import Table
from bench.scan_peers import Peer, Picture, start_rapidocr, upright_pages
from bench.scan_set import DPI, Made
from bench.tools import STATUS
from pdf2form import convert

TIMED_PAGES = 12
TIMED_DPI = 200
SOAK_PAGES = 500
SOAK_STEP = 100


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of some work, of all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


@contextmanager
def recognition() -> Iterator[list[float]]:
    """Collect the CPU seconds of every call into the models; all that pdf2form uses are recognisers."""
    spent: list[float] = []
    run: Any = onnxruntime.InferenceSession.run

    def timed(*args: Any, **named: Any) -> Any:
        start = time.process_time()
        answer = run(*args, **named)
        spent.append(time.process_time() - start)
        return answer

    onnxruntime.InferenceSession.run = timed
    try:
        yield spent
    finally:
        onnxruntime.InferenceSession.run = run


def spread(made: Sequence[Made], pages: int) -> list[Made]:
    """Return scans at TIMED_DPI, one of each recipe before a second of any, until they have so many pages."""
    fit = [each for each in made if DPI[each.recipe] == TIMED_DPI]
    seen: Counter[str] = Counter()
    turns: list[int] = []
    for each in fit:
        turns.append(seen[each.recipe])
        seen[each.recipe] += 1
    chosen: list[Made] = []
    for at in sorted(range(len(fit)), key=turns.__getitem__):
        each = fit[at]
        if sum(len(scan.places) for scan in chosen) < pages:
            chosen.append(each)
    return chosen


def time_table(made: Sequence[Made]) -> Table:
    """Read the same pages with pdf2form and with rapidocr, scan by scan in turn, after one that does not count.

    rapidocr gets the upright picture for nothing; pdf2form takes it out of the PDF and turns it.
    """
    chosen, peer = spread(made, TIMED_PAGES), start_rapidocr(words=False)
    if not chosen:
        return Table(f"No scans at {TIMED_DPI} dpi to time", ["tool"], [])
    convert(chosen[0].path)
    peer.read(upright_pages(chosen[0])[0])
    ours = theirs = recognised = 0.0
    for each in chosen:
        with recognition() as spent:
            ours += seconds(partial(convert, each.path))
        recognised += sum(spent)
        theirs += seconds(partial(_read_all, peer, upright_pages(each)))
    pages = sum(len(each.places) for each in chosen)
    rows = [
        ["pdf2form", f"{ours / pages:.2f}", "1.00", f"{100 * recognised / ours:.0f}"],
        [peer.name, f"{theirs / pages:.2f}", f"{theirs / ours:.2f}", "-"],
    ]
    title = f"CPU seconds a page, one process, {pages} pages of {len(chosen)} scans at {TIMED_DPI} dpi, in turn"
    return Table(title, ["tool", "s a page", "of ours", "inside the recogniser %"], rows)


def _read_all(peer: Peer, pictures: Sequence[Picture]) -> None:
    for picture in pictures:
        peer.read(picture)


def soak_table(made: Sequence[Made]) -> Table:
    """Read SOAK_PAGES pages in this process, over and over the same scans."""
    rows, pages, start = [], 0, time.process_time()
    for each in cycle(made):
        before = pages
        convert(each.path).model_dump_json()
        pages += len(each.places)
        if pages // SOAK_STEP > before // SOAK_STEP:
            used = time.process_time() - start
            rows.append(
                [f"after {pages}", *(f"{memory(key):.0f}" for key in ("VmRSS", "VmHWM")), f"{used / pages:.2f}"]
            )
        if pages >= SOAK_PAGES:
            break
    title = f"Memory of one worker, {len(made)} scans over and over"
    return Table(title, ["pages", "RSS MB", "peak MB", "CPU s a page"], rows)


def memory(key: str) -> float:
    """Return a figure of this process from the kernel, in MB (10^6)."""
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(f"{key}:"))
