"""Scans: what is read rightly, what is wrong without a doubt, what peers read. `python -m bench.scan --help`."""

import multiprocessing
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from itertools import groupby
from typing import TypeVar

import click
import cv2

from bench.report import Table, lines
from bench.scan_cost import soak_table, time_table
from bench.scan_peers import PEERS, judge_peers, peer_table
from bench.scan_score import Outcome, judge
from bench.scan_set import Made, deal, make_set
from bench.scan_tables import (
    accuracy_table,
    error_table,
    fault_table,
    place_table,
    reliability_table,
    trust_table,
    verdicts,
)
from fixtures.scans import RECIPES

HELD_OUT = 20261104
"""The seed of the published figures; pdf2form was made with the scans of seeds 0 to 3."""
PROCESSES = 2

A = TypeVar("A")
B = TypeVar("B")


@click.command()
@click.option("--seed", default=HELD_OUT, show_default=True, help="Which documents, and what happens to them.")
@click.option("--count", default=7, show_default=True, type=click.IntRange(1), help="Documents of each recipe.")
@click.option("--recipe", type=click.Choice([recipe.name for recipe in RECIPES]), help="Only this one.")
@click.option("--peers", is_flag=True, help="Also what rapidocr and tesseract read.")
@click.option("--peer-documents", default=2, show_default=True, help="Documents of each recipe for the peers.")
@click.option("--time", "timed", is_flag=True, help="Also the CPU time, beside rapidocr's.")
@click.option("--soak", is_flag=True, help="Only the memory of one worker that reads 500 pages.")
def main(seed: int, count: int, recipe: str | None, peers: bool, peer_documents: int, timed: bool, soak: bool) -> None:
    """Read scans of the text fixtures, and compare every value with the truth.

    Example: python -m bench.scan --seed 1 --count 1 --recipe seal-200
    """
    if peers and not shutil.which("tesseract"):
        raise click.UsageError("--peers needs tesseract: apt-get install tesseract-ocr tesseract-ocr-chi-sim")
    jobs = deal(count, seed, recipe=recipe)
    with start(PROCESSES) as pool:
        click.echo(f"making {len(jobs)} scans, where they are not in build/scans/{seed}", err=True)
        made = make_set(jobs, seed, pool)
        if not soak:
            click.echo(f"{len(made)} scans, seed {seed}. Python {platform.python_version()}, {platform.machine()}.\n")
            outcomes = [*watch("pdf2form", pool.map(judge, made), len(made))]
            show_outcomes(outcomes)
        if peers and not soak:
            show_peers(first(made, peer_documents), outcomes, pool)
    if timed and not soak:
        show([alone(time_table, made)])
    if soak:
        show([alone(soak_table, made)])


def start(processes: int) -> ProcessPoolExecutor:
    """Return fresh processes, which know nothing of this one."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=cv2.setNumThreads, initargs=(1,))


def alone(work: Callable[[Sequence[Made]], Table], made: Sequence[Made]) -> Table:
    """Do work in one process of its own."""
    with start(1) as pool:
        return pool.submit(work, made).result()


def watch(name: str, done: Iterable[A], count: int) -> Iterator[A]:
    """Pass results through, and say how far it is."""
    for number, result in enumerate(done, start=1):
        click.echo(f"\r{name}: {number} of {count} scans", err=True, nl=number == count)
        yield result


def first(made: Sequence[Made], count: int) -> list[Made]:
    """Return the first scans of every recipe."""
    return [each for _, scans in groupby(made, key=lambda each: each.recipe) for each in [*scans][:count]]


def show_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print what pdf2form read."""
    show([table(outcomes) for table in (accuracy_table, trust_table, place_table, reliability_table)])
    for line in verdicts(outcomes):
        click.echo(f"- {line}")
    click.echo()
    show([table for table in (error_table(outcomes), fault_table(outcomes)) if table.rows])


def show_peers(made: Sequence[Made], outcomes: Sequence[Outcome], pool: Executor) -> None:
    """Print what the peers read of some of the scans."""
    names = {each.name for each in made}
    ours = [outcome for outcome in outcomes if outcome.name in names]
    found = [*watch(" and ".join(PEERS), pool.map(judge_peers, made), len(made))]
    show([peer_table(ours, found)])


def show(tables: Sequence[Table]) -> None:
    """Print tables as Markdown."""
    for table in tables:
        for line in lines(table, markdown=True):
            click.echo(line)


if __name__ == "__main__":
    main()
