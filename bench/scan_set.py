"""The scans that `bench.scan` reads, made once for a seed and kept in build/scans/, each with where its points lie."""

import json
import zlib
from concurrent.futures import Executor
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2

from bench.measure import ROOT
from fixtures import scans
from fixtures.scans import RECIPES, Job, Place, choose, scan

FOLDER = ROOT / "build" / "scans"

MOST_PAGES = 6
"""Longer documents are left out: one of them would be the time of ten others."""
SPARE = 3
"""So many more scans of a recipe are dealt than asked for, to stand in for those left out."""
DPI = {recipe.name: recipe.dpi for recipe in RECIPES}


class Made(NamedTuple):
    """One scan on disk."""

    recipe: str
    source: Path
    """The text fixture, whose truth is that of the scan."""
    path: Path
    turn: int
    """How far the stored pictures are turned clockwise. Degrees."""
    places: tuple[Place, ...]
    """Where the points of the fixture's pages are on the upright pages of the scan."""

    @property
    def name(self) -> str:
        """Enough to find the file."""
        return str(self.path.relative_to(FOLDER))


def deal(count: int, seed: int, *, recipe: str | None = None) -> list[Job]:
    """Choose `count` documents of at most MOST_PAGES pages for every recipe, or for the one named."""
    every = [job for job in choose(count + SPARE, seed) if recipe in (None, job.recipe.name)]
    fit = [job for job in every if count_pages(job.path) <= MOST_PAGES]
    return [job for _, jobs in groupby(fit, key=lambda job: job.recipe) for job in [*jobs][:count]]


def count_pages(path: Path) -> int:
    """Return the number of pages of a PDF."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def make_set(jobs: list[Job], seed: int, pool: Executor) -> list[Made]:
    """Make the scans that are not there yet, side by side."""
    folder = FOLDER / str(seed)
    folder.mkdir(parents=True, exist_ok=True)
    return [*pool.map(partial(make, folder=folder, stamp=_stamp()), jobs)]


def make(job: Job, *, folder: Path, stamp: int) -> Made:
    """Make one scan; one that the same degrader made of the same bytes stays."""
    source = job.path.read_bytes()
    name = f"{job.recipe.name}--{job.path.parent.name}--{job.path.stem}"
    path, notes = folder / f"{name}.pdf", folder / f"{name}.json"
    key = [stamp, zlib.crc32(source), job.seed]
    if not (path.exists() and notes.exists() and json.loads(notes.read_text())["key"] == key):
        made = scan(source, job.recipe, seed=job.seed)
        path.write_bytes(made.pdf)
        notes.write_text(json.dumps({"key": key, "turn": made.turn, "places": made.places}))
    kept = json.loads(notes.read_text())
    return Made(job.recipe.name, job.path, path, kept["turn"], tuple(map(_place, kept["places"])))


def _place(kept: list[Any]) -> Place:
    return Place._make(tuple(part) if isinstance(part, list) else part for part in kept)


def _stamp() -> int:
    """Return a number that is another one when the degrader is."""
    return zlib.crc32(b"".join(path.read_bytes() for path in sorted(Path(scans.__file__).parent.glob("scan*.py"))))
