"""The report over 10,000 forms: what it takes to make it, and how soon its pages open in Chromium.

The records are those of fixtures, of 3 to 60 indicators, under other names, departments and years; there are no PDFs,
so the pages have no pictures. Needs Chromium.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from playwright.sync_api import Browser

from pdf2form import convert
from pdf2form.export.folder import write_record
from pdf2form.export.inputs import InputRow
from pdf2form.parts import Text
from pdf2form.record import Form, Record
from tests.browser import running, visiting
from tests.input_rows import write_inputs

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
BODIES = ("教育局", "水务局", "民政局", "财政局", "档案馆", "卫健委", "农业局", "交通局", "文旅局", "应急局")
DISTRICTS = tuple(f"{one}{other}区" for one in "东南西北中" for other in "望临青松石桥汀云")
"""40 of them: 400 departments."""
YEARS = range(2019, 2025)
ROUNDS = 3
AIM = 2.0
"""Seconds until a page shows its table."""
SOUGHT = "培训"
"""Stands in the names of indicators, but not of the most frequent ones."""
ONLY_SOUGHT = """(sought) => {
    const rows = [...document.querySelectorAll("table[data-table=names] tbody tr")];
    return rows.length > 0 && rows.every((row) => row.textContent.includes(sought));
}"""


OPENED = {
    "index.html": "table[data-table=departments-years] tbody tr",
    "departments.html": "table[data-table=departments] tbody tr",
    "differences.html": "table[data-table=differences] tbody tr",
    "indicators.html": "input[type=search]",
}
"""Pages, and what stands there once they can be read."""


def make_out(out: Path, count: int) -> None:
    """Write so many records, and inputs.csv."""
    patterns = [record for record in map(convert, _samples()) if len(record.forms) == 1]
    rows = []
    for number in range(count):
        record = rewrite(patterns[number % len(patterns)], number)
        write_record(out, record)
        rows.append(InputRow(f"pdf/{number:06}.pdf", "1", "1", record.document.sha256))
    write_inputs(out, rows)


def _samples() -> Iterator[Path]:
    """Yield one PDF of each fixture."""
    for truth in sorted(FIXTURES.glob("*/truth.json")):
        yield min(truth.parent.glob("*.pdf"))


def rewrite(record: Record, number: int) -> Record:
    """Return the record of another document: of another department, project and year."""
    form, sha256 = record.forms[0], hashlib.sha256(b"%d" % number).hexdigest()
    body = DISTRICTS[number // len(BODIES) % len(DISTRICTS)] + BODIES[number % len(BODIES)]
    year = YEARS[number // 7 % len(YEARS)]
    changed = form.model_copy(
        update={
            "project": _called(form.project, f"{_project(form)}第{number}号"),
            "department": _called(form.department, body),
            "unit": _called(form.unit, f"{body}第{number % 5}中心"),
            "year": form.year and form.year.model_copy(update={"raw": f"（{year}年度）", "value": year}),
        }
    )
    document = record.document.model_copy(update={"sha256": sha256})
    return record.model_copy(update={"document": document, "forms": (changed,)})


def _project(form: Form) -> str:
    return (form.project and form.project.value) or "部门整体支出"


def _called(reading: Text | None, name: str) -> Text | None:
    return reading and reading.model_copy(update={"raw": name, "value": name})


class Made(NamedTuple):
    """What it took to make a report."""

    seconds: float
    peak: float
    """Memory of the process and of those it started, the largest of them. MB."""
    files: int
    megabytes: float


def make_report(out: Path) -> Made:
    """Run `pdf2form report`."""
    command = [str(Path(sys.executable).parent / "pdf2form"), "report", str(out)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"pdf2form report ended with exit code {process.returncode}")
    sizes = [path.stat().st_size for path in (out / "report").rglob("*") if path.is_file()]
    return Made(seconds, used.ru_maxrss / 1000, len(sizes), sum(sizes) / 1e6)


def open_pages(browser: Browser, report: Path) -> dict[str, float]:
    """Return the seconds until each page can be read, each time in a new profile; the best of ROUNDS."""
    return {
        file: min(open_page(browser, report / file, shown) for _ in range(ROUNDS)) for file, shown in OPENED.items()
    }


def open_page(browser: Browser, page: Path, shown: str) -> float:
    """Return the seconds until a page can be read."""
    with visiting(browser) as visit:
        started = time.perf_counter()
        visit.page.goto(page.as_uri(), wait_until="commit")
        visit.page.wait_for_selector(shown)
        return time.perf_counter() - started


def search(browser: Browser, report: Path) -> tuple[float, float]:
    """Return the seconds until all indicators are loaded, and from then until only those sought are shown."""
    with visiting(browser) as visit:
        started = time.perf_counter()
        visit.page.goto((report / "indicators.html").as_uri())
        visit.page.wait_for_selector("[data-loaded=indicators]", state="attached", timeout=120_000)
        loaded = time.perf_counter()
        visit.page.fill("#names-search", SOUGHT)
        visit.page.wait_for_function(ONLY_SOUGHT, arg=SOUGHT)
        return loaded - started, time.perf_counter() - loaded


@click.command()
@click.option("--forms", default=10_000, show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Keep what is made in this folder; used again if it is there."
)
def main(forms: int, out: Path | None) -> None:
    """Measure what a report of many forms costs, to make and to open."""
    with tempfile.TemporaryDirectory() as name:
        folder = out or Path(name) / "out"
        if not (folder / "inputs.csv").exists():
            folder.mkdir(parents=True, exist_ok=True)
            make_out(folder, forms)
        made = make_report(folder)
        print(f"report of {forms:,} forms: {made.seconds:.0f} s, {made.peak:.0f} MB of memory at most")
        print(f"  {made.files:,} files, {made.megabytes:.0f} MB")
        with running() as browser:
            for file, seconds in open_pages(browser, folder / "report").items():
                print(f"  {file:18} {seconds:5.2f} s until it can be read (aim: {AIM:.0f})")
            loaded, found = search(browser, folder / "report")
            print(f"  all indicators are loaded after {loaded:.1f} s; a search among them takes {found:.2f} s")


if __name__ == "__main__":
    main()
