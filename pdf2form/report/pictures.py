"""Pictures of the pages that forms stand on: which of them are made, and what becomes of each.

A PDF may hang, crash, or eat memory, so `artists` has them drawn in processes that can be lost. Pictures that are there
already stay; all together keep to a budget, forms with something to look at first.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pdf2form.export.folder import replacing
from pdf2form.report.artists import Artists
from pdf2form.report.drawing import NOTE, STYLE, Drawn, Task, find_sizes, picture_name
from pdf2form.report.forms import Picture
from pdf2form.report.originals import Originals

FOLDER = "pictures"
"""Of the report."""

A_TASK = 12
"""Pages that are drawn at a time: what is lost with a process, and by how much the budget is overshot."""

_WANTED = """
SELECT facts.doc_id, documents.sha256, facts.page_first, facts.page_last, facts.duplicate_of IS NOT NULL AS again,
  facts.mismatches + facts.doubts > 0 AS looked_at
FROM facts JOIN documents USING (doc_id) WHERE facts.page_first IS NOT NULL ORDER BY facts.doc_id
"""

OnPages = Callable[[int, int], None]
"""Told how many pages are done, and of how many."""


class Wanted(NamedTuple):
    """A document with forms; these sort in the order in which the budget is spent on them."""

    rank: int
    """0: a form of it has a mismatch or a doubt; 1: it has none; 2: all its forms say the same as earlier ones."""
    doc_id: str
    sha256: str
    pages: tuple[int, ...]
    """That a form stands on."""


class Made(NamedTuple):
    """The pictures of a report."""

    of_page: Mapping[tuple[str, int], Picture]
    """By doc_id and page."""
    counts: Mapping[str, int]
    """`there`, `left_out` for the budget, `missing` for any other reason."""


def find_wanted(database: sqlite3.Connection) -> list[Wanted]:
    """Return the documents with forms, in the order in which pictures are made."""
    pages: dict[tuple[str, str], set[int]] = {}
    ranks: dict[str, int] = {}
    for row in database.execute(_WANTED):
        key = row["doc_id"], row["sha256"]
        pages.setdefault(key, set()).update(range(row["page_first"], row["page_last"] + 1))
        rank = 2 if row["again"] else 1 - row["looked_at"]
        ranks[row["doc_id"]] = min(rank, ranks.get(row["doc_id"], rank))
    return sorted(Wanted(ranks[doc_id], doc_id, sha256, (*sorted(of),)) for (doc_id, sha256), of in pages.items())


def make_pictures(
    folder: Path, wanted: Sequence[Wanted], originals: Originals, *, budget: int, jobs: int, on_done: OnPages
) -> Made:
    """Make the pictures that are not there, as far as the budget reaches; equal folders give equal pictures.

    Args:
        folder: where they are; made if it is not there.
        wanted: see `find_wanted`.
        originals: where their PDFs are.
        budget: bytes of all pictures together; 0: none is made.
        jobs: processes that draw.
        on_done: told how far this is.

    Raises:
        MissingPackage: no process comes up.
        OutputUnwritable: a picture cannot be written.
    """
    found: dict[tuple[str, int], Picture] = {}
    of_all = sum(len(one.pages) for one in wanted)
    if budget:
        _note_style(folder)
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.webp")}
    tasks = _tasks(wanted, originals, folder) if budget else ()
    spent = 0
    with Artists(jobs) as artists:
        for task, drawn in artists.draw_in_order(tasks, find_sizes(folder, sizes)):
            for each in (_or_older(task, each, sizes) for each in drawn):
                spent += each.size
                if spent <= budget:
                    found[task.doc_id, each.page] = _picture(task, each)
            on_done(len(found), of_all)
            if spent > budget:  # what is drawn beyond it is deleted, so that another run comes to the same
                break
    left_out = Picture(missing="over_budget" if budget else "switched_off")
    found = {(one.doc_id, page): found.get((one.doc_id, page), left_out) for one in wanted for page in one.pages}
    return Made(found, _counts(found))


def _tasks(wanted: Iterable[Wanted], originals: Originals, folder: Path) -> Iterator[Task]:
    for one in wanted:
        places = originals.find(one.sha256)
        why = "gone" if places else originals.why_not(one.sha256)
        for first in range(0, len(one.pages), A_TASK):
            yield Task(originals.out, one.sha256, one.pages[first : first + A_TASK], places, why, folder)


def _or_older(task: Task, drawn: Drawn, sizes: Mapping[str, int]) -> Drawn:
    """Return the picture in an earlier style, where there is one and it cannot be drawn anew: its PDF may be gone."""
    older = sizes.get(picture_name(task.doc_id, drawn.page))
    return Drawn(drawn.page, older) if drawn.missing and older is not None else drawn


def _picture(task: Task, drawn: Drawn) -> Picture:
    if drawn.missing:
        return Picture(missing=drawn.missing)
    return Picture(f"{FOLDER}/{picture_name(task.doc_id, drawn.page)}")


def _counts(found: Mapping[tuple[str, int], Picture]) -> dict[str, int]:
    left_out = ("over_budget", "switched_off")
    states = Counter(
        "there" if one.path else "left_out" if one.missing in left_out else "missing" for one in found.values()
    )
    return {state: states[state] for state in ("there", "left_out", "missing")}


def _note_style(folder: Path) -> None:
    """Note in which style pictures are drawn from now on, if it is another one."""
    note = folder / NOTE
    if not (note.is_file() and note.read_bytes() == STYLE.encode()):
        with replacing(note) as file:
            file.write(STYLE)


def clear_pictures(folder: Path, made: Made) -> None:
    """Delete the pictures that the report does not show, and what processes that were lost have left half-written."""
    shown = {f"{FOLDER}/{NOTE}", *(one.path for one in made.of_page.values())}
    for path in folder.glob("*"):
        if f"{FOLDER}/{path.name}" not in shown:
            path.unlink()
