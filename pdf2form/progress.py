"""A run on stderr: how far it is (a bar, lines, or lines of JSON), and in the end what has become of its inputs."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from pdf2form.account import Account
from pdf2form.console import say, say_more, stderr
from pdf2form.export.formats import say_outdated
from pdf2form.export.store import OutPath
from pdf2form.inputs import Inputs
from pdf2form.report.pictures import OnPages
from pdf2form.run import OnProgress, Progress

SHOWN_CHANGED = 5
"""Changed inputs that are named at the end."""
LINE_EVERY = 5.0
"""Seconds between two lines of progress where there is no terminal."""

Style = Literal["auto", "json", "none"]


@contextmanager
def show_progress(style: Style) -> Iterator[OnProgress]:
    """Give a function that shows progress."""
    screen = stderr()
    started = time.monotonic()
    if style == "none":
        yield lambda _progress: None
    elif style == "auto" and screen.is_terminal:
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
        with Bar(*columns, console=screen, transient=True) as bar:
            task = bar.add_task("", total=None)

            def move(progress: Progress) -> None:
                said = _in_words(progress, time.monotonic() - started)
                bar.update(task, completed=progress.done, total=progress.inputs, description=said)

            yield move
    else:
        yield _Lines(json_lines=style == "json", started=started).show


@contextmanager
def show_pages() -> Iterator[OnPages]:
    """Give a function that shows how many pages are drawn."""
    screen = stderr()
    if screen.is_terminal:
        with Bar(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=screen, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, of: bar.update(task, completed=done, total=of)
        return
    first: tuple[float, int] | None = None  # when, and how many were there already
    said = 0.0

    def show(done: int, of: int) -> None:
        nonlocal first, said
        now = time.monotonic()
        if first is None:
            first, said = (now, done), now
        drawn = done - first[1]
        if drawn and now - said >= LINE_EVERY:
            said = now
            say(f"{done} of {of} pages drawn, about {(now - first[0]) / drawn * (of - done):.0f} s to go")

    yield show


class _Lines:
    """Says every few seconds how far a run is."""

    def __init__(self, *, json_lines: bool, started: float) -> None:
        self._json, self._started, self._said = json_lines, started, started

    def show(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._said < LINE_EVERY:
            return
        self._said = now
        seconds = now - self._started
        say(_as_json(progress, seconds) if self._json else _in_line(progress, seconds))


def _in_line(progress: Progress, seconds: float) -> str:
    remaining = seconds / progress.done * (progress.inputs - progress.done)
    return f"{progress.done} of {progress.inputs} read, {_in_words(progress, seconds)}, about {remaining:.0f} s to go"


def _in_words(progress: Progress, seconds: float) -> str:
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in sorted(progress.statuses.items()))
    return f"{progress.pages / seconds if seconds else 0:.1f} pages/s" + (f", {counts}" if counts else "")


def _as_json(progress: Progress, seconds: float) -> str:
    return json.dumps(
        {
            "event": "progress",
            "done": progress.done,
            "inputs": progress.inputs,
            "pages": progress.pages,
            "seconds": round(seconds, 1),
            **progress.statuses,
        }
    )


def show_account(account: Account, found: Inputs, *, place: OutPath | None, style: Style) -> None:
    """Print what is worth a look, what failed, what was passed over, and last the account."""
    line, notes = account.line(len(found.inputs)), [*_notes(account, found, place)]
    if style == "json":
        for event in (*_events(account), *({"event": "note", "message": note} for note in notes), _done(account)):
            say(json.dumps(event))
        return
    if account.worth:
        _show_worth(account)
        say_more(account.worth_count - len(account.worth), str(place / "diff.csv") if place else None)
    for trouble in account.troubles:
        say(f"{_on_one_line(trouble.source)}: {trouble.fault.code}: {trouble.fault.message}")
    say_more(account.trouble_count - len(account.troubles), str(place / "failures.csv") if place else None)
    for text in (*notes, line):
        say(text)


def _notes(account: Account, found: Inputs, place: OutPath | None) -> Iterator[str]:
    """Yield a sentence for each thing that the counts do not say."""
    if found.skipped:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.skipped.items()))
        yield f"skipped in folders and archives: {kinds}"
    if account.changed:
        named = ", ".join(map(_on_one_line, account.changed[:SHOWN_CHANGED]))
        count = account.changed_count
        yield f"{count} inputs have other bytes than in an earlier run, whose rows they replace: {named}"
    if account.differing:
        yield f"{account.differing} documents were there, read by another version or with other options: read again"
    if account.lost:
        yield f"{account.lost} records are missing or damaged, and their values in no table: convert their inputs again"
    if account.orphans:
        yield (
            f"{account.orphans} records that were there belong to none of these inputs, and there was no inputs.csv to"
            " name theirs: the tables leave them out. Convert all inputs again: what is there is not read twice"
        )
    if account.refused:
        yield f"{account.refused} rows of corrections.csv were not applied: see corrections_report.csv"
    if place and account.outdated:
        yield say_outdated(place, account.outdated)


def _events(account: Account) -> Iterator[dict[str, object]]:
    """Yield the first findings and faults, as the end of a run shows them."""
    for row in account.worth:
        yield {"event": "finding", **row._asdict()}
    for source, fault in account.troubles:
        yield {"event": "fault", "source": source, "code": fault.code, "message": fault.message}


def _show_worth(account: Account) -> None:
    table = Table("", "project", "what", "printed", "recomputed")
    for row in account.worth:
        table.add_row(*(Text(cell) for cell in row))
    stderr().print(table)


def _on_one_line(source: str) -> str:
    """Return a name without what would break the line."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in source)


def _done(account: Account) -> dict[str, object]:
    statuses = {str(status): count for status, count in account.statuses.items()}
    ways = {how.replace(" ", "_"): count for how, count in account.ways.items()}
    return {"event": "done", "inputs": account.statuses.total(), **statuses, **ways}
