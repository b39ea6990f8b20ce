"""Many inputs into one OUT folder: what is there and current is not read again, and every input is accounted for.

The records are written one by one, each whole or not at all; so a run that is interrupted goes on where it was.
"""

import hashlib
import json
import os
import platform
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pdf2form.account import Account, How, Outcome, find_outcome
from pdf2form.batch import Start, Workers, read_each, read_in_order
from pdf2form.convert import NOTHING, failed_record
from pdf2form.errors import in_both
from pdf2form.export.edition import Made, find_edition, find_made, note_edition
from pdf2form.export.folder import (
    InputRow,
    count_records,
    holding,
    prepare,
    read_inputs,
    refuse_strangers,
    replacing,
    write_inputs,
)
from pdf2form.export.formats import find_outdated
from pdf2form.export.lines import source_line
from pdf2form.export.store import OutPath
from pdf2form.export.tables import open_csv, write_tables
from pdf2form.inputs import FilePlace, Input, Inputs
from pdf2form.notes import Notebook
from pdf2form.record import VERSION, Fault, Status
from pdf2form.request import LIMITED, Request
from pdf2form.survey import Found, Survey, with_fault
from pdf2form.worker import Answer, Task

CHANGED = Fault(
    code="unreachable",
    message=in_both("unreachable", "its bytes, or those of its twin that was read, changed; convert it again"),
)


class Progress(NamedTuple):
    """How far a run is."""

    done: int
    """Inputs."""
    inputs: int
    pages: int
    """Of the documents that were read now."""
    statuses: Mapping[Status, int]
    """Of the documents so far, each counted once."""


OnProgress = Callable[[Progress], None]
"""Called each time that an input is done."""


class Shard(NamedTuple):
    """One of several parts of the inputs, of about the same size, by the hash of their names."""

    number: int
    """From 1."""
    of: int

    def holds(self, given: Input) -> bool:
        """Whether an input belongs to it."""
        digest = hashlib.sha256(given.source.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1


class Plan(NamedTuple):
    """How a run goes about its inputs."""

    request: Request = Request()
    start: Start | None = None
    """Starts who reads; None: one process of this machine."""
    force: bool = False
    """Read again what is there and current."""
    retry: bool = False
    """Read again what has failed."""
    shard: Shard | None = None
    """The inputs are this part of all, and only their records are written: tables are for a run over all of them."""
    keep_pdf: bool = False
    """Keep the bytes of what comes from stdin, archives and addresses."""

    def alone(self) -> Workers:
        """Start a single process that reads."""
        return Workers(1, memory=self.request.memory)

    @property
    def part(self) -> str:
        """What the files of a shard are called by."""
        return f"-{self.shard.number}-of-{self.shard.of}" if self.shard else ""


def without_kept(found: Inputs, out: OutPath | None) -> Inputs:
    """Leave out the PDFs that OUT itself keeps, where it lies in a folder that is read."""
    if not isinstance(out, Path):
        return found
    kept = os.path.join(os.path.abspath(out), "pdf", "")
    inputs = tuple(
        given
        for given in found.inputs
        if not (isinstance(given.place, FilePlace) and os.path.abspath(given.place.path).startswith(kept))
    )
    more = Counter({"kept in OUT": len(found.inputs) - len(inputs)})
    return found._replace(inputs=inputs, skipped=found.skipped + more)


def convert_into(
    out: OutPath,
    inputs: Sequence[Input],
    *,
    plan: Plan,
    stdin: Callable[[], bytes],
    on_progress: OnProgress = lambda _progress: None,
) -> Account:
    """Read the inputs into an OUT folder, and write its tables anew.

    Inputs of earlier runs into the same folder stay in its inputs.csv and tables.

    Args:
        out: the folder; made if it is not there.
        inputs: of `find_inputs`; those of its shard only, if the plan has one.
        plan: how to read them.
        stdin: gives the bytes of the input `-`.
        on_progress: see `OnProgress`.

    Raises:
        OutputUnwritable: the folder cannot be written.
        OutputHeld: another run writes into it; in a store that is found out at the end, and the records are kept.
    """
    started = time.monotonic()
    prepare(out)
    with holding(out, plan.part) as still_hold:
        earlier = {row.source: row for row in read_inputs(out)}
        if not earlier:
            refuse_strangers(out)
        survey = Survey(earlier, stdin, plan.force, out if plan.keep_pdf else None)
        run = _Run(out, plan, earlier, _Tally(len(inputs), on_progress))
        tasks = run.tasks(survey.find_all(inputs))
        for task, answer in read_each(tasks, plan.start or plan.alone, alone=plan.alone):
            run.take(task, answer)
        still_hold()
        rows = run.settle()
        if not plan.shard:
            _write_tables(out, earlier, rows, account=run.account)
            if not earlier:
                run.account.orphans = count_records(out) - len({row.sha256 for row in rows if row.sha256})
            _write_run(out, run.account, plan.request, seconds=time.monotonic() - started)
    return run.account


def convert_to_lines(
    inputs: Sequence[Input],
    write: Callable[[str], None],
    *,
    plan: Plan,
    stdin: Callable[[], bytes],
    on_progress: OnProgress = lambda _progress: None,
) -> Account:
    """Read the inputs, and write one line of JSON for each, in their order; also for those that cannot be found."""
    account, tally = Account(), _Tally(len(inputs), on_progress)
    waiting: deque[Found] = deque()

    def tasks() -> Iterator[Task]:
        for found in Survey({}, stdin).find_all(inputs):
            waiting.append(found)
            if found.place:
                yield Task(found.place, found.document, plan.request)

    def put(found: Found, answer: Answer) -> None:
        write(source_line(found.row.source, answer.text))
        account.add_input(found.row.source, answer.outcome, how=answer.how)
        account.add_findings(answer.outcome, place=account.statuses.total())
        tally.add(answer.outcome, new=answer.how == "read")

    def put_unread() -> None:
        while waiting and waiting[0].place is None:
            found = waiting.popleft()
            put(found, unread(found, plan.request))

    for _, answer in read_in_order(tasks(), plan.start or plan.alone, alone=plan.alone):
        put_unread()
        put(waiting.popleft(), answer)
    put_unread()
    return account


class _Tally:
    """Counts what is done, and tells it."""

    def __init__(self, inputs: int, on_progress: OnProgress) -> None:
        self._inputs, self._tell = inputs, on_progress
        self._done = self._pages = 0
        self._statuses: Counter[Status] = Counter()

    def add(self, outcome: Outcome | None, *, new: bool) -> None:
        """Count an input, with its document unless that was counted before."""
        self._done += 1
        if outcome:
            self._statuses[outcome.status] += 1
            self._pages += outcome.pages if new else 0
        self._tell(Progress(self._done, self._inputs, self._pages, self._statuses))


class _Run:
    """What is known of the inputs of a run into an OUT folder while it goes on."""

    def __init__(self, out: OutPath, plan: Plan, earlier: Mapping[str, InputRow], tally: _Tally) -> None:
        self.account = Account()
        self._earlier = earlier
        self._out, self._plan, self._tally = out, plan, tally
        self._notes = Notebook(out, shard=plan.part)
        self._found: list[InputRow] = []
        self._outcomes: dict[str, Outcome] = {}
        self._equal: dict[Outcome, Outcome] = {}  # most documents come to one of a few things: each is kept once
        self._asked: dict[str, int] = {}  # which of the inputs each document is read for, by its SHA-256
        self._read: dict[int, How] = {}
        self._keys: dict[str | None, str] = {}

    def tasks(self, found: Iterable[Found]) -> Iterator[Task]:
        """Yield what is to be read, each document once."""
        for at, each in enumerate(found):
            self._found.append(each.row)
            sha256 = each.row.sha256
            if each.place is None or sha256 in self._asked:
                self._tally.add(None, new=False)
                continue
            self._asked[sha256] = at
            if outcome := self._noted(sha256):
                self._add(sha256, outcome, at)
                self._tally.add(outcome, new=False)
            else:
                plan = self._plan
                yield Task(each.place, each.document, plan.request, self._out, plan.force, plan.retry)

    def take(self, task: Task, answer: Answer) -> None:
        """Keep what became of a task; its file may have changed since it was found."""
        at, document = self._asked[task.document.sha256], answer.document
        self._read[at] = answer.how
        row = self._found[at]
        if document.sha256:
            if document.sha256 != row.sha256:
                size = str(document.bytes) if row.mtime else row.size
                row = self._found[at] = row._replace(sha256=document.sha256, size=size)
            self._notes.keep(row.sha256, reader=self._key(answer.outcome), outcome=answer.outcome)
            self._add(row.sha256, answer.outcome, at)
        else:
            self._found[at] = with_fault(row, answer.outcome.faults[0], known=self._earlier.get(row.source))
        self._tally.add(answer.outcome, new=answer.how == "read")

    def settle(self) -> list[InputRow]:
        """Account for every input, and return their rows."""
        rows = [self._settled(row) for row in self._found]
        for at, row in enumerate(rows):
            before = self._earlier.get(row.source)
            if before and before.sha256 and before.sha256 != row.sha256:
                self.account.changed.append(row.source)
            if row.fault_code:
                fault = Fault(code=row.fault_code, message=row.fault_message)
                self.account.add_input(row.source, Outcome("failed", (fault,)), how="not reached")
            else:
                self.account.add_input(row.source, self._outcomes[row.sha256], how=self._how(at, row.sha256))
        self._notes.tidy()
        return rows

    def _how(self, at: int, sha256: str) -> How:
        if at in self._read:
            return self._read[at]
        asked = self._asked.get(sha256, at)
        return "twin" if asked != at and self._read.get(asked) == "read" else "there"

    def _settled(self, row: InputRow) -> InputRow:
        """Give a fault to a row whose document was read from a twin that changed in the meantime."""
        sound = row.fault_code or row.sha256 in self._outcomes
        return row if sound else with_fault(row, CHANGED, known=self._earlier.get(row.source))

    def _add(self, sha256: str, outcome: Outcome, at: int) -> None:
        self.account.add_findings(outcome, place=at)
        kept = outcome._replace(worth=())
        self._outcomes[sha256] = self._equal.setdefault(kept, kept)

    def _noted(self, sha256: str) -> Outcome | None:
        """Return what became of a document whose record is there and current, as far as the notebook knows."""
        note = None if self._plan.force else self._notes.find(sha256)
        if note is None:
            return None
        if note.reader != self._key(note.outcome):
            self.account.differing += 1
            return None
        if note.outcome.status == "failed" and (self._plan.retry or self._may_open_now(note.outcome)):
            return None
        return note.outcome

    def _may_open_now(self, outcome: Outcome) -> bool:
        return self._plan.request.may_open_now(outcome.faults[0])

    def _key(self, outcome: Outcome) -> str:
        """Return what the record of such a document should say of its reader."""
        fault = outcome.faults[0] if outcome.status == "failed" else None
        limit = LIMITED.get(fault.code) if fault else None
        if limit not in self._keys:
            self._keys[limit] = self._plan.request.key(fault)
        return self._keys[limit]


def unread(found: Found, request: Request) -> Answer:
    """Return what becomes of an input whose bytes could not be had."""
    fault = Fault(code=found.row.fault_code, message=found.row.fault_message)
    record = failed_record(NOTHING, request.reader(), fault)
    return Answer(NOTHING, find_outcome(record), "not reached", record.model_dump_json())


def _write_tables(out: OutPath, earlier: Mapping[str, InputRow], rows: Iterable[InputRow], *, account: Account) -> None:
    """Write inputs.csv and the tables, unless they are there as they would be written; tell the account."""
    now = {row.source: row for row in rows}
    merged = [*({**earlier} | now).values()]
    over = _parents(now)
    merged = [row for row in merged if row.sha256 or row.source in now or row.source not in over]
    edition = find_edition(out, merged, version=VERSION)
    made = find_made(out, edition)
    if made is None:
        write_inputs(out, merged)
        written = write_tables(out, merged, [open_csv])
        made = Made(len(written.refused), written.lost)
        note_edition(out, edition, made)
    account.refused, account.lost = made
    account.outdated = find_outdated(out, merged, edition)


def _parents(sources: Iterable[str]) -> set[str]:
    """Return the folders and archives that inputs lie in: an earlier fault of one of these is over."""
    found: set[str] = set()
    for source in sources:
        while (source := source.rpartition("/")[0]) and source not in found:
            found.add(source)
    return found


def _write_run(out: OutPath, account: Account, request: Request, *, seconds: float) -> None:
    """Write run.json: the only file of the folder that differs between two equal runs."""
    facts = {
        "reader": request.reader().model_dump(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "statuses": account.statuses,
        "ways": account.ways,
        "seconds": round(seconds, 3),
    }
    with replacing(out / "run.json") as file:
        file.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
