"""OUT/report, written whole: the earlier report stays until all of the new one is there, and its pictures are kept."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pdf2form.compare.index import open_index
from pdf2form.errors import MissingPackage, UsageFault
from pdf2form.export.folder import holding, scratch_folder
from pdf2form.export.inputs import open_inputs
from pdf2form.record import VERSION
from pdf2form.report.originals import find_originals
from pdf2form.report.pictures import FOLDER, OnPages, clear_pictures, find_wanted, make_pictures
from pdf2form.report.pieces import Sources, write_pieces

NAME = "report"
"""Of the folder in OUT."""

MARK = ".pdf2form-report"
"""A file in the folder that says whose it is: what has it may be replaced."""

EARLIER = ".report-earlier"
"""The report that is being replaced, for a moment."""


class Written(NamedTuple):
    """A report."""

    page: Path
    """What to open."""
    forms: int
    """That repeat no earlier one, as the overview counts them."""
    pictures: Mapping[str, int]
    """How many pages have one, have none for the budget, or miss theirs; see `Made`."""


def write_report(out: Path, *, pictures: int, jobs: int, on_done: OnPages = lambda _done, _of: None) -> Written:
    """Write the report of an OUT folder; see docs/report.md for what is in it.

    Args:
        out: a folder that `convert` has filled.
        pictures: bytes of all page pictures together.
        jobs: processes that draw them.
        on_done: told how many pages are done, and of how many.

    Raises:
        MissingPackage: the extra `report` is not installed.
        OutputHeld: a run writes into OUT.
        OutputUnwritable: OUT cannot be written.
        UsageFault: OUT is not filled, or has a folder `report` of somebody else, or a link in its place.
    """
    extra = _load_extra()
    folder = out / NAME
    _refuse_links(out)
    with open_index(out) as database, holding(out), open_inputs(out) as inputs, scratch_folder(out) as scratch:
        _recover(out)
        _refuse_strangers(folder)
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(f"{VERSION}\n", encoding="utf-8")
        sources = Sources(out, inputs, database, extra.find_suggestions(database))
        originals = find_originals(out, inputs)
        made = make_pictures(
            folder / FOLDER, find_wanted(database), originals, budget=pictures, jobs=jobs, on_done=on_done
        )
        new = scratch / NAME
        forms = write_pieces(new / "data", sources, made)
        extra.write_pages(new)
        shutil.copy(folder / MARK, new / MARK)
        _swap(new, folder)
        clear_pictures(folder / FOLDER, made)
    return Written(folder / "index.html", forms, made.counts)


class _Extra(NamedTuple):
    """What only some installations can do."""

    write_pages: Callable[[Path], None]
    find_suggestions: Callable[[sqlite3.Connection], Sequence[Sequence[object]]]


def _load_extra() -> _Extra:
    """Load what needs the packages of the extra."""
    try:
        from pdf2form.compare.suggestions import find_suggestions
        from pdf2form.report.pages import write_pages
    except ImportError as error:
        raise MissingPackage(f"report: {error.name} is not installed; run: pip install 'pdf2form[report]'") from error
    return _Extra(write_pages, find_suggestions)


def _refuse_links(out: Path) -> None:
    """See that what is to be written, renamed or removed lies in OUT itself.

    Raises:
        UsageFault: it is a symbolic link; where that leads nothing is changed.
    """
    for path in (out / EARLIER, out / NAME, out / NAME / MARK, out / NAME / FOLDER):
        if path.is_symlink():
            raise UsageFault(f"{path}: is a symbolic link, and a report is not written through one; remove the link")


def _refuse_strangers(folder: Path) -> None:
    """See that the folder is ours, or not there, or empty.

    Raises:
        UsageFault: it is somebody else's.
    """
    theirs = folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file())
    if theirs:
        raise UsageFault(f"{folder}: was not written by pdf2form report; move it, or rename it")


def _swap(new: Path, folder: Path) -> None:
    """Put a new report in the place of the earlier one, with its pictures; `_recover` goes on if this is cut short."""
    earlier = folder.with_name(EARLIER)
    os.replace(folder, earlier)
    os.replace(new, folder)
    _recover(folder.parent)


def _recover(out: Path) -> None:
    """Bring to its end what a killed run has begun: no picture is lost, and there is a whole report."""
    folder, earlier = out / NAME, out / EARLIER
    if earlier.is_dir() and not folder.is_dir():
        os.replace(earlier, folder)
    if earlier.is_dir():
        if (earlier / FOLDER).is_dir() and not (folder / FOLDER).is_dir():
            os.replace(earlier / FOLDER, folder / FOLDER)
        shutil.rmtree(earlier)
