"""Many inputs into one OUT folder: what is there and current is not read again, and every input is accounted for.

The records are written one by one, each whole or not at all; so a run that is interrupted goes on where it was.
"""

import hashlib
import json
import platform
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

from pdf2form.convert import Source, convert_many, failed_record, find_reader, read_bytes
from pdf2form.errors import DocumentFault, Pdf2formError, in_both
from pdf2form.export.folder import (
    InputRow,
    keep_pdf,
    pdf_path,
    prepare,
    read_inputs,
    read_record,
    replacing,
    write_inputs,
    write_record,
)
from pdf2form.export.lines import json_line
from pdf2form.export.tables import write_csv
from pdf2form.faults import unreachable
from pdf2form.inputs import BytesPlace, FilePlace, Input
from pdf2form.record import Fault, Finding, Form, Reader, Record, Status
from pdf2form.rows import Cell, value_of
from pdf2form.sources import Mode

SHOWN = 20
"""Rows of findings, and of failures, that the end of a run lists; the rest is in the tables."""

How = Literal["read", "there", "not reached"]
"""What became of an input in this run: read now, there from before (or from its twin), or its bytes were not found."""

Progress = Callable[[int, int], None]
"""Called with the number of documents read, and the number to read."""

CHANGED = Fault(
    code="unreachable", message=in_both("unreachable", "its bytes changed during the run; convert it again")
)


class Request(NamedTuple):
    """How the documents of a run are read; see `convert`."""

    password: str | None = None
    pages: Collection[int] | None = None
    mode: Mode = "auto"
    verify: bool = False
    keep_pdf: bool = False
    """Keep the bytes of documents that stand in no file of their own."""

    def reader(self) -> Reader:
        """Return what the records will say about it.

        Raises:
            MissingPackage: what `verify` needs is not installed.
        """
        return find_reader(pages=self.pages, mode=self.mode, verify=self.verify)

    def records(self, sources: Sequence[Source]) -> Iterator[Record]:
        """Yield the record of each source, in order."""
        return convert_many(sources, password=self.password, pages=self.pages, mode=self.mode, verify=self.verify)


class Worth(NamedTuple):
    """A mismatch or a doubt, short enough for a line on a screen."""

    result: str
    project: Cell
    what: str
    printed: Cell
    recomputed: Cell
    """For a doubt, the better candidate, if there is one."""


class Trouble(NamedTuple):
    """An input that failed, or a page of it."""

    source: str
    fault: Fault


class Account:
    """What became of every input of a run: counts that must add up, and the first things worth a look."""

    def __init__(self) -> None:
        self.statuses: Counter[Status] = Counter()
        self.ways: Counter[How] = Counter()
        self.worth: list[Worth] = []
        self.worth_count = 0
        self.troubles: list[Trouble] = []
        self.trouble_count = 0

    def add_input(self, source: str, outcome: "Outcome", *, how: How) -> None:
        """Count one input."""
        self.statuses[outcome.status] += 1
        self.ways[how] += 1
        self.trouble_count += len(outcome.faults)
        self.troubles += (Trouble(source, fault) for fault in outcome.faults[: SHOWN - len(self.troubles)])

    def add_findings(self, record: Record) -> None:
        """Keep the first mismatches and doubts of a document, and count the others."""
        for form in record.forms:
            for finding in form.findings:
                if finding.result in ("mismatch", "doubt"):
                    self.worth_count += 1
                    if len(self.worth) < SHOWN:
                        self.worth.append(_worth(form, finding))

    def line(self, inputs: int) -> str:
        """Return the account in one line.

        Args:
            inputs: how many there were.

        Raises:
            Pdf2formError: the counts do not add up; an error of ours, which must not pass in silence.
        """
        counts, ways = self.statuses, self.ways
        if not inputs == counts.total() == ways.total():
            raise Pdf2formError(
                f"{inputs} inputs, but {dict(counts)} and {dict(ways)}: an error of pdf2form, please report it"
            )
        lost = f", {ways['not reached']} not reached" if ways["not reached"] else ""
        return (
            f"inputs {inputs} = {counts['clean']} clean + {counts['flagged']} flagged + {counts['no_form']} no form"
            f" + {counts['failed']} failed ({ways['read']} read now, {ways['there']} already there{lost})"
        )

    @property
    def exit_code(self) -> int:
        """0 all read, 3 some input failed, 4 no form in any."""
        if self.statuses["failed"]:
            return 3
        return 0 if self.statuses["clean"] + self.statuses["flagged"] else 4


class Outcome(NamedTuple):
    """What the account needs of a record, small enough to keep for all."""

    status: Status
    faults: tuple[Fault, ...]
    """Of the document, or else of its pages."""


class _Job(NamedTuple):
    row: InputRow
    source: Source | None = None
    """None if there are no bytes to read."""


def convert_into(
    out: Path,
    inputs: Sequence[Input],
    *,
    request: Request,
    stdin: Callable[[], bytes],
    force: bool = False,
    on_progress: Progress = lambda _done, _total: None,
) -> Account:
    """Read the inputs into an OUT folder, and write its tables anew.

    Inputs of earlier runs into the same folder stay in its inputs.csv and tables.

    Args:
        out: the folder; made if it is not there.
        inputs: of `find_inputs`.
        request: how to read them.
        stdin: gives the bytes of the input `-`.
        force: read again what is there and current.
        on_progress: see `Progress`.

    Raises:
        OutputUnwritable: the folder cannot be written.
    """
    started = time.monotonic()
    prepare(out)
    earlier = {row.source: row for row in read_inputs(out)}
    jobs = [_survey(given, earlier=earlier, stdin=stdin, force=force) for given in inputs]
    if request.keep_pdf:
        _keep_pdfs(out, jobs)
    account = Account()
    outcomes = {} if force else _there(out, jobs, request=request, account=account)
    todo: dict[str, _Job] = {}
    for job in jobs:
        if job.source is not None and job.row.sha256 not in outcomes:
            todo.setdefault(job.row.sha256, job)
    read: dict[str, InputRow] = {}
    records = request.records([job.source for job in todo.values() if job.source is not None])
    for job, record in zip(todo.values(), records, strict=True):
        read[job.row.source] = _keep(out, job.row, record)
        if record.document.sha256:
            account.add_findings(record)
            outcomes[record.document.sha256] = _outcome(record)
        on_progress(len(read), len(todo))
    rows = [_settle(read.get(job.row.source, job.row), outcomes) for job in jobs]
    for row in rows:
        account.add_input(row.source, _outcome_of(row, outcomes), how=_how(row, read))
    merged = [*(earlier | {row.source: row for row in rows}).values()]
    write_inputs(out, merged)
    write_csv(out, merged)
    _write_run(out, account, request=request, seconds=time.monotonic() - started)
    return account


def convert_to_lines(
    inputs: Sequence[Input],
    write: Callable[[str], None],
    *,
    request: Request,
    stdin: Callable[[], bytes],
    on_progress: Progress = lambda _done, _total: None,
) -> Account:
    """Read the inputs, and write one line of JSON for each, in their order; also for those that cannot be found."""
    account = Account()
    reader = request.reader()
    records = request.records([given.place or BytesPlace(stdin()) for given in inputs if not given.fault])
    for done, given in enumerate(inputs, start=1):
        record = failed_record(None, reader, given.fault) if given.fault else next(records)
        write(json_line(given.source, record))
        account.add_input(given.source, _outcome(record), how="read" if record.document.sha256 else "not reached")
        account.add_findings(record)
        on_progress(done, len(inputs))
    return account


def _survey(given: Input, *, earlier: Mapping[str, InputRow], stdin: Callable[[], bytes], force: bool) -> _Job:
    """Find out the SHA-256 of an input, by its size and mtime if an earlier run has seen it so."""
    known = earlier.get(given.source)
    row = InputRow(given.source, carried=given.carried or (known.carried if known else ()))
    if given.fault:
        return _Job(_faulty(row, given.fault))
    try:
        place = given.place or BytesPlace(stdin())
        stamp = place.stamp()
        if known and not force and known.sha256 and stamp == (known.size, known.mtime):
            return _Job(row._replace(size=known.size, mtime=known.mtime, sha256=known.sha256), place)
        data = place.read()
    except (OSError, ValueError, DocumentFault) as error:
        return _Job(_faulty(row, unreachable(error)))
    size, mtime = stamp or (str(len(data)), "")
    return _Job(row._replace(size=size, mtime=mtime, sha256=hashlib.sha256(data).hexdigest()), place)


def _keep_pdfs(out: Path, jobs: Sequence[_Job]) -> None:
    """Keep the bytes that are in no file of their own, and not kept yet; of what has changed since, nothing."""
    for row, source in jobs:
        if source is None or isinstance(source, FilePlace) or pdf_path(out, row.sha256).exists():
            continue
        with suppress(OSError, ValueError, DocumentFault):  # the reading says it
            data = read_bytes(source)
            if hashlib.sha256(data).hexdigest() == row.sha256:
                keep_pdf(out, row.sha256, data)


def _there(out: Path, jobs: Sequence[_Job], *, request: Request, account: Account) -> dict[str, Outcome]:
    """Return the outcome of every document whose record is there and current."""
    reader = request.reader()
    outcomes: dict[str, Outcome] = {}
    for sha256 in dict.fromkeys(job.row.sha256 for job in jobs if job.source is not None):
        record = read_record(out, sha256)
        if record and record.reader == reader and not _may_open_now(record, request):
            outcomes[sha256] = _outcome(record)
            account.add_findings(record)
    return outcomes


def _may_open_now(record: Record, request: Request) -> bool:
    return record.fault is not None and record.fault.code == "encrypted" and request.password is not None


def _keep(out: Path, row: InputRow, record: Record) -> InputRow:
    """Write a record, and return the row of its input as it is now: the file may have changed since the survey."""
    if record.document.sha256:
        write_record(out, record)
        return row._replace(sha256=record.document.sha256, size=str(record.document.bytes))
    return _faulty(row, record.fault or CHANGED)


def _settle(row: InputRow, outcomes: Mapping[str, Outcome]) -> InputRow:
    """Give a fault to a row whose document was read from a twin that changed in the meantime."""
    return row if row.fault_code or row.sha256 in outcomes else _faulty(row, CHANGED)


def _faulty(row: InputRow, fault: Fault) -> InputRow:
    return row._replace(sha256="", fault_code=fault.code, fault_message=fault.message)


def _how(row: InputRow, read: Collection[str]) -> How:
    if row.fault_code:
        return "not reached"
    return "read" if row.source in read else "there"


def _outcome_of(row: InputRow, outcomes: Mapping[str, Outcome]) -> Outcome:
    if row.fault_code:
        return Outcome("failed", (Fault(code=row.fault_code, message=row.fault_message),))
    return outcomes[row.sha256]


def _outcome(record: Record) -> Outcome:
    """Return what the account needs; the messages of page faults name their page."""
    pages = tuple(entry.fault for entry in record.pages if entry.fault)
    return Outcome(record.status, (record.fault,) if record.fault else pages)


def _worth(form: Form, finding: Finding) -> Worth:
    what = " · ".join(filter(None, (form.label_of(finding.subject), finding.rule)))
    better = finding.suggested if finding.recomputed is None else finding.recomputed
    return Worth(finding.result, value_of(form.project), what, _as_printed(form, finding), better)


def _as_printed(form: Form, finding: Finding) -> Cell:
    """Return the printed number with its own decimals, 1.90, if the finding speaks of a reading and not of a sum."""
    reading = dict(form.readings()).get(finding.subject)
    if reading and isinstance(finding.printed, Decimal) and reading.value == finding.printed:
        return " ".join(reading.raw.split())
    return finding.printed


def _write_run(out: Path, account: Account, *, request: Request, seconds: float) -> None:
    """Write run.json: the only file of the folder that differs between two equal runs."""
    facts = {
        "reader": request.reader().model_dump(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "documents": account.statuses,
        "inputs": account.ways,
        "seconds": round(seconds, 3),
    }
    with replacing(out / "run.json") as file:
        file.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
