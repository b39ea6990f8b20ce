"""What a user names to single inputs: files, folders, globs, archives, stdin, URLs.

Nothing is read here but folders and the directories of archives; an archive on the web is fetched for it. What cannot
be found is an input too, with a fault of its own: so no name that was given goes missing from the account.
"""

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pdf2form.inputs.folders import Seen, find_matches, walk
from pdf2form.inputs.names import ARCHIVES, faulty, kind, printable, utf8
from pdf2form.inputs.places import FilePlace, Input
from pdf2form.inputs.urls import Web, find_behind, is_url, local_path
from pdf2form.inputs.zips import find_members

STDIN = "-"
"""The name, and the `source`, of one PDF on stdin."""


class Inputs(NamedTuple):
    """Every input once, in the order they were named, folders and archives in the order of their paths."""

    inputs: tuple[Input, ...]
    skipped: Counter[str]
    """How many files of which kind (`.docx`) were passed over in folders and archives."""
    conflicting: tuple[str, ...] = ()
    """Sources that a list names again with other columns: one input is one row, and the first row of the list stays."""


def find_inputs(names: Iterable[str], *, web: Web, listed: Iterable[Input] = ()) -> Inputs:
    """Find the inputs behind names: `-`, files, folders (recursive), globs, archives, URLs.

    Args:
        names: from the command line; a name of something that exists is never taken for a glob.
        web: how URLs are read.
        listed: inputs of `read_list`, whose own names are looked up likewise.

    Raises:
        MissingPackage: a URL is named, and what it needs is not installed.
    """
    skipped: Counter[str] = Counter()
    found: dict[str, Input] = {}
    conflicting: dict[str, None] = {}
    for named in (*(Input(name) for name in names), *listed):
        for one in _behind(named.source, web, skipped):
            carried = found.setdefault(one.source, one).carried
            if named.carried and not carried:
                found[one.source] = found[one.source]._replace(carried=named.carried)
            elif named.carried not in ((), carried):
                conflicting[one.source] = None
    return Inputs(tuple(found.values()), skipped, tuple(conflicting))


def _behind(name: str, web: Web, skipped: Counter[str]) -> Iterator[Input]:
    if name == STDIN:
        yield Input(STDIN)
    elif not name:
        yield faulty(
            "''", "unreachable", "an empty name was given, as by a variable that is not set; name a file or folder"
        )
    elif is_url(name) and not os.path.lexists(name):
        path = local_path(name)
        yield from find_behind(name, web, skipped) if path is None else _at(path, skipped, Seen())
    elif not os.path.lexists(name) and glob.has_magic(name):
        seen = Seen()
        matches = find_matches(name, seen)
        for match in matches:
            yield from _at(match, skipped, seen)
        if not matches:
            yield faulty(printable(name), "unreachable", "no file matches this pattern")
    else:
        yield from _at(name, skipped, Seen())


def _at(path: str, skipped: Counter[str], seen: Seen) -> Iterator[Input]:
    """Yield what is at a path that was named, or matched by a name."""
    if os.path.isdir(path):
        yield from _in_folder(path, skipped, seen)
    elif path.lower().endswith(".zip"):
        yield from find_members(path, printable(path), skipped)
    elif (what := kind(path)) in ARCHIVES:
        yield faulty(printable(path), "bad_archive", f"{what} is not opened; unpack it, and name the folder")
    else:
        yield Input(printable(path), FilePlace(path))


def _in_folder(folder: str, skipped: Counter[str], seen: Seen) -> Iterator[Input]:
    """Yield the PDFs below a folder; a folder without any is an input with a fault, not nothing."""
    closed: list[OSError] = []
    wanted: list[str] = []
    for parent, names in walk(folder, seen, closed.append):
        within = os.path.join(parent, "")
        for name in names:
            if name[-4:].lower() in (".pdf", ".zip"):
                wanted.append(within + name)
            else:
                skipped[kind(name)] += 1
    wanted.sort()
    shown = printable(folder)
    before = "" if shown == "." else shown.rstrip("/") + "/"
    for path in wanted:  # no Path here: there may be 100,000 of them
        source = before + utf8(path[len(folder) :].lstrip(os.sep).replace(os.sep, "/"))
        if path[-4:].lower() == ".pdf":
            yield Input(source, FilePlace(path))
        else:
            yield from find_members(path, source, skipped)
    for error in closed:
        path = printable(os.fsdecode(error.filename))
        yield faulty(path, "unreachable", error.strerror or "the folder cannot be read")
    if not wanted and not closed:
        yield faulty(shown, "no_pdf", "the folder has no *.pdf in it, nor have its subfolders")
