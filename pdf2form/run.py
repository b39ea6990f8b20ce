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

from pdf2form.account import Account, Outcome, find_outcome
from pdf2form.batch import Start, Workers, read_each, read_in_order
from pdf2form.convert import NOTHING, failed_record
from pdf2form.errors import in_both
from pdf2form.export.edition import Made, find_edition, find_made, note_edition
from pdf2form.export.folder import count_records, holding, prepare, refuse_strangers, replacing
from pdf2form.export.formats import find_outdated
from pdf2form.export.inputs import InputRow, InputRows, open_inputs, write_inputs
from pdf2form.export.lines import source_line
from pdf2form.export.store import OutPath
from pdf2form.export.tables import open_csv, write_tables
from pdf2form.inputs import FilePlace, Input, Inputs
from pdf2form.ledger import Ledger
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
    with holding(out, plan.part) as still_hold, open_inputs(out) as known:
        begun = bool(known)
        if not begun:
            refuse_strangers(out)
        run = _Run(out, plan, known, _Tally(len(inputs), on_progress))
        survey = Survey(run.find_earlier, stdin, plan.force, out if plan.keep_pdf else None)
        tasks = run.tasks(survey.find_all(inputs))
        for task, answer in read_each(tasks, plan.start or plan.alone, alone=plan.alone):
            run.take(task, answer)
        still_hold()
        ledger = run.settle()
        if not plan.shard:
            ledger.merge()
            _write_tables(out, known, account=run.account)
            if not begun:
                run.account.orphans = count_records(out) - ledger.count_documents()
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
        for found in Survey(lambda _sources: {}, stdin).find_all(inputs):
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

    def __init__(self, out: OutPath, plan: Plan, earlier: InputRows, tally: _Tally) -> None:
        self.account = Account()
        self._earlier, self._ledger = earlier, Ledger(earlier)
        self._out, self._plan, self._tally = out, plan, tally
        self._notes = Notebook(out, earlier.scratch, shard=plan.part)
        self._reading: dict[str, tuple[int, InputRow]] = {}  # the input that a document is being read for
        self._keys: dict[str | None, str] = {}

    def find_earlier(self, sources: Sequence[str]) -> Mapping[str, InputRow]:
        """Return the rows that earlier runs have left of inputs which are looked at next; see `Survey`."""
        rows = self._earlier.find_all(sources)
        self._notes.expect([row.sha256 for row in rows.values()])
        return rows

    def tasks(self, found: Iterable[Found]) -> Iterator[Task]:
        """Yield what is to be read, each document once."""
        for at, each in enumerate(found):
            sha256 = each.row.sha256
            if each.place is None or not self._ledger.ask(sha256):
                self._ledger.put(at, each.row)
                self._tally.add(None, new=False)
            elif outcome := self._noted(sha256):
                self._ledger.put(at, each.row, outcome=outcome, known=each.known)
                self._ledger.note(sha256, asked=at, read=at)
                self.account.add_findings(outcome, place=at)
                self._tally.add(outcome, new=False)
            else:
                self._ledger.note(sha256, asked=at)
                self._reading[sha256] = at, each.row
                plan = self._plan
                yield Task(each.place, each.document, plan.request, self._out, plan.force, plan.retry)

    def take(self, task: Task, answer: Answer) -> None:
        """Keep what became of a task; its file may have changed since it was found."""
        (at, row), document = self._reading.pop(task.document.sha256), answer.document
        if document.sha256:
            if document.sha256 != row.sha256:
                size = str(document.bytes) if row.mtime else row.size
                row = row._replace(sha256=document.sha256, size=size)
            self._notes.keep(row.sha256, reader=self._key(answer.outcome), outcome=answer.outcome)
            self._ledger.note(row.sha256, read=at)
            self._ledger.put(at, row, how=answer.how, outcome=answer.outcome)
            self.account.add_findings(answer.outcome, place=at)
        else:
            row = with_fault(row, answer.outcome.faults[0], known=self._earlier.find(row.source))
            self._ledger.put(at, row, how=answer.how)
        self._tally.add(answer.outcome, new=answer.how == "read")

    def settle(self) -> Ledger:
        """Account for every input, and return the ledger, which is complete."""
        ledger = self._ledger
        for at, row in ledger.unknown():  # its document was read from a twin that changed in the meantime
            ledger.put(at, with_fault(row, CHANGED, known=self._earlier.find(row.source)))
        for status, how, inputs, faults in ledger.count():
            self.account.count(status, how, inputs=inputs, faults=faults)
        self.account.add_troubles(ledger.troubles())
        for source in ledger.changed():
            self.account.add_changed(source)
        self._notes.tidy()
        return ledger

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


def _write_tables(out: OutPath, inputs: InputRows, *, account: Account) -> None:
    """Write inputs.csv and the tables, unless they are there as they would be written; tell the account."""
    edition = find_edition(out, inputs, version=VERSION)
    made = find_made(out, edition)
    if made is None:
        write_inputs(out, inputs)
        written = write_tables(out, inputs, [open_csv])
        made = Made(len(written.refused), written.lost)
        note_edition(out, edition, made)
    account.refused, account.lost = made
    account.outdated = find_outdated(out, inputs, edition)


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
