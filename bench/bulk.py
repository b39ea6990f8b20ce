"""Bulk: what processes gain and isolation costs, and whether a run over 100,000 documents stays small and quick.

Real documents for speed; for memory and resuming, a reader that answers at once, so that nothing but the run itself is
measured.
"""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import click
import psutil

from pdf2form import convert_many
from pdf2form.batch import Workers, read_in_order
from pdf2form.convert import NOTHING
from pdf2form.inputs import FilePlace, Input, Web, find_inputs
from pdf2form.record import Fault
from pdf2form.request import MEMORY, Request
from pdf2form.run import Plan, Progress, convert_into
from pdf2form.worker import Answer, Task, fail

FIXTURES = Path(__file__).parent.parent / "fixtures"
SAMPLES = ("seed-service/reportlab-lines.pdf", "city-data/reportlab-open.pdf", "planted-total/reportlab-lines.pdf")
DOCUMENTS, ROUNDS = 240, 3


def make_documents(folder: Path, count: int) -> list[Path]:
    """Write copies of the samples, no two of equal bytes."""
    folder.mkdir()
    sound = [(FIXTURES / name).read_bytes() for name in SAMPLES]
    paths = [folder / f"{number:04}.pdf" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(sound[number % len(sound)] + b"%% %d\n" % number)
    return paths


def time_here(paths: list[Path]) -> float:
    """Return the seconds that documents take in this process, each to the JSON of its record."""
    started = time.perf_counter()
    for record in convert_many(paths):
        record.model_dump_json()
    return time.perf_counter() - started


def time_workers(paths: list[Path], workers: Workers) -> float:
    """Return the seconds that they take in processes that are up."""
    tasks = [Task(FilePlace(str(path)), NOTHING, Request()) for path in paths]
    started = time.perf_counter()
    for _ in read_in_order(tasks, lambda: Lent(workers), alone=partial(Workers, 1, memory=MEMORY)):
        continue
    return time.perf_counter() - started


class Lent:
    """Workers that stay up for the next round."""

    def __init__(self, workers: Workers) -> None:
        self.width, self.submit = workers.width, workers.submit

    def close(self) -> None:
        """End nothing."""


def measure_processes(folder: Path) -> None:
    """Compare this process, one worker, and two, in turns; the best of ROUNDS each, after one that does not count."""
    paths = make_documents(folder / "papers", DOCUMENTS)
    one, two = (Workers(jobs, memory=MEMORY) for jobs in (1, 2))
    ways: dict[str, Callable[[], float]] = {
        "in this process": partial(time_here, paths),
        "1 worker": partial(time_workers, paths, one),
        "2 workers": partial(time_workers, paths, two),
    }
    rounds = [{name: work() for name, work in ways.items()} for _ in range(ROUNDS + 1)][1:]
    one.close()
    two.close()
    best = {name: min(each[name] for each in rounds) for name in ways}
    print(f"{len(paths)} documents of {len(SAMPLES)} kinds, best of {ROUNDS} rounds:")
    for name, seconds in best.items():
        print(f"  {name:16} {seconds:6.2f} s  {len(paths) / seconds:6.1f} documents/s")
    print(f"  scaling from 1 to 2 workers: {best['1 worker'] / best['2 workers']:.2f} x (aim: 1.8)")
    print(f"  cost of isolation: {100 * (best['1 worker'] / best['in this process'] - 1):.1f} % (aim: at most 10)")


class AtOnce:
    """Stands for workers: every document fails at once, with its record written."""

    width = 64

    def submit(self, task: Task) -> "Future[Answer]":
        """Write the record of a document that nobody has read."""
        done: Future[Answer] = Future()
        done.set_result(fail(task, Fault(code="damaged", message="not read: this is a measurement")))
        return done

    def close(self) -> None:
        """End nothing."""


def measure_run(folder: Path, count: int) -> None:
    """Run over so many documents that nobody reads, watch the memory of this process, and run again."""
    papers, out = folder / "many", folder / "out"
    papers.mkdir()
    for number in range(count):
        (papers / f"{number:06}.pdf").write_bytes(b"%d" % number)
    process, sizes = psutil.Process(), []

    def watch(progress: Progress) -> None:
        if progress.done % (count // 10) == 0:
            sizes.append(process.memory_info().rss / 1e6)

    plan = Plan(start=AtOnce)
    work = partial(convert_into, out, find_all(papers, folder), plan=plan, stdin=bytes, on_progress=watch)
    before = process.memory_info().rss / 1e6
    first = measured(work)
    print(f"{count:,} documents that fail at once: {first.seconds:.0f} s, {first.cpu:.0f} s of CPU, tables included")
    print(f"  memory of this process before: {before:.0f} MB, with the inputs, which stay")
    print(f"  after each tenth: {', '.join(f'{size:.0f}' for size in sizes)} MB")
    print(f"  at most, while the tables are written too: {first.peak:.0f} MB")
    del work
    again = measured(lambda: convert_into(out, find_all(papers, folder), plan=plan, stdin=bytes))
    print(f"  the same run again, with all of them there: {again.seconds:.1f} s (aim: 10), {again.cpu:.1f} s of CPU")
    print(f"  at most {again.peak:.0f} MB")


def find_all(papers: Path, folder: Path) -> tuple[Input, ...]:
    """Find the inputs, anew each time, as a run would."""
    return find_inputs([str(papers)], web=Web(folder)).inputs


class Measured(NamedTuple):
    """What something took."""

    seconds: float
    cpu: float
    """Seconds of this process."""
    peak: float
    """Most memory of this process that was seen, in MB."""


def measured(work: Callable[[], object]) -> Measured:
    """Do something, and look at the memory of this process every twentieth of a second."""
    process, done, sizes = psutil.Process(), Event(), [0.0]

    def look() -> None:
        while not done.wait(0.05):
            sizes.append(process.memory_info().rss / 1e6)

    looking = Thread(target=look, daemon=True)
    looking.start()
    started, cpu = time.perf_counter(), time.process_time()
    work()
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    done.set()
    looking.join()
    return Measured(took, cpu, max(sizes))


@click.command()
@click.option("--documents", default=100_000, show_default=True, help="Of the run that nobody reads.")
def main(documents: int) -> None:
    """Measure what isolation costs, how it scales, and how a long run holds itself."""
    with tempfile.TemporaryDirectory() as name:
        measure_processes(Path(name))
        measure_run(Path(name), documents)


if __name__ == "__main__":
    main()
