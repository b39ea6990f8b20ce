"""What `--verify` costs, and what it catches: `python -m bench.verify`.

Cost: CPU seconds a page of the fixtures, each reader in this process. Catch: the first reader is made to stumble at one
place (seeded, so every run stumbles alike), and every value that has become another one must get a doubt. False alarms:
doubts of a second reader on fixtures that are read as they are.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import click

from bench.measure import ROOT
from pdf2form.layout import find_sheets
from pdf2form.page import Glyph, Page
from pdf2form.parse import parse_sheet
from pdf2form.record import Finding, Form
from pdf2form.sources import text
from pdf2form.sources.lattice import Lattice, read_lattice
from pdf2form.verify import read_forms
from pdf2form.verify.cells import compare_cells
from pdf2form.verify.forms import compare_forms

T = TypeVar("T")
Stumble = Literal["changed", "lost", "added", "moved", "no ruling"]
STUMBLES: tuple[Stumble, ...] = ("changed", "lost", "added", "moved", "no ruling")
STEP = 40.0
"""Points that a moved character moves to the right: about a column."""


class Known(NamedTuple):
    """One document as three readers see it."""

    pages: tuple[Page, ...]
    forms: tuple[Form, ...]
    second: tuple[Form, ...]
    lattices: dict[int, Lattice]


class Timer:
    """Adds up CPU seconds by name."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Do the work, and count its time under the name."""
        start = time.process_time()
        done = work()
        self.seconds[name] += time.process_time() - start  # type: ignore[assignment]  # a Counter of floats
        return done


def read(document: bytes, timer: Timer) -> Known:
    """Read a document with all three readers."""

    def first() -> tuple[tuple[Page, ...], tuple[Form, ...]]:
        pages = tuple(text.read_pages(document).pages)
        return pages, forms_of(pages)

    pages, forms = timer.time("pdf2form", first)
    wanted = sorted({page for form in forms for page in form.pages})
    hidden = {page.number: page.hidden for page in pages if page.number in wanted}
    second, _ = timer.time("pdfplumber", lambda: read_forms(document, password=None, hidden=hidden))
    found = timer.time("camelot", lambda: read_lattice(document, password=None, wanted=wanted)) if wanted else ()
    return Known(pages, forms, second, {lattice.page: lattice for lattice in found})


def forms_of(pages: Sequence[Page]) -> tuple[Form, ...]:
    """Read the forms of some pages."""
    return tuple(parse_sheet(sheet, number=n) for n, sheet in enumerate(find_sheets(pages), start=1))


def doubts(known: Known, pages: Sequence[Page]) -> list[Finding]:
    """Return what the second readers doubt in the forms of these pages."""
    sheets = find_sheets(pages)
    forms = [parse_sheet(sheet, number=n) for n, sheet in enumerate(sheets, start=1)]
    found = [finding for findings in compare_forms(forms, known.second, unread={}) for finding in findings]
    numbered = {page.number: page for page in pages}
    for sheet, form in zip(sheets, forms, strict=True):
        found += compare_cells(sheet, form, known.lattices, numbered)
    return [finding for finding in found if finding.result == "doubt"]


def stumbles(known: Known, random_: random.Random) -> Iterator[tuple[Stumble, tuple[Page, ...]]]:
    """Yield the pages with one error of each kind, on a page of a form."""
    on_forms = [n for n, page in enumerate(known.pages) if any(page.number in form.pages for form in known.forms)]
    for kind in STUMBLES:
        index = random_.choice(on_forms)
        page = stumbled(known.pages[index], kind, random_)
        yield kind, (*known.pages[:index], page, *known.pages[index + 1 :])


def stumbled(page: Page, kind: Stumble, random_: random.Random) -> Page:
    """Return the page with one error."""
    if kind == "no ruling":
        at = random_.randrange(len(page.rulings))
        return page._replace(rulings=(*page.rulings[:at], *page.rulings[at + 1 :]))
    at = random_.randrange(len(page.glyphs))
    glyph = page.glyphs[at]
    return page._replace(glyphs=(*page.glyphs[:at], *errors(glyph, kind, random_), *page.glyphs[at + 1 :]))


def errors(glyph: Glyph, kind: Stumble, random_: random.Random) -> Iterator[Glyph]:
    """Yield what is read in the place of a character."""
    if kind == "changed":
        others = "0123456789" if glyph.text.isdigit() else "的一是不了人我在有他"
        yield glyph._replace(text=random_.choice([other for other in others if other != glyph.text]))
    elif kind == "added":
        yield glyph
        yield glyph._replace(x0=glyph.x1, x1=2 * glyph.x1 - glyph.x0)
    elif kind == "moved":
        yield glyph._replace(x0=glyph.x0 + STEP, x1=glyph.x1 + STEP)


def outcome(known: Known, pages: Sequence[Page]) -> str:
    """Say what became of an error.

    Returns:
        caught: every value that is printed nowhere in its kind of place has a doubt, and the form if a value is gone;
        partly: the form has a doubt, one of those values has none; missed: no doubt; no change: no value differs.
    """
    try:
        forms = forms_of(pages)
    except Exception:  # `convert` makes a failed record of it
        return "crashed"
    if len(forms) != len(known.forms):
        return "other forms"
    found = {finding.subject for finding in doubts(known, pages)}
    sound, stumbled_ = _values(known.forms), _values(forms)
    if Counter(sound.values()) == Counter(stumbled_.values()):
        return "no change"
    known_values = {*sound.values()}
    wrong = [at for at, value in stumbled_.items() if value not in known_values]
    covered = all(any(at == x or at.startswith(f"{x}/") for x in found) for at in wrong)
    return "caught" if found and covered else "partly" if found else "missed"


def _values(forms: Sequence[Form]) -> dict[str, tuple[str, str]]:
    """Return what is read: by its pointer, its kind of place (rows have no number here), and its value."""
    return {
        at: (re.sub(r"\d+", "*", at), str(reading.value))
        for form in forms
        for at, reading in form.readings()
        if not at.startswith("/ignored") and reading.value is not None
    }


@click.command()
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Errors of each kind a document.")
@click.option("--only", default="", metavar="TEXT", help="Only fixtures with this in their path.")
def main(rounds: int, only: str) -> None:
    """Measure what --verify costs and catches on all fixtures."""
    paths = [path for path in sorted((ROOT / "fixtures").glob("*/*.pdf")) if (path.parent / "truth.json").is_file()]
    timer, random_ = Timer(), random.Random(3)
    alarms: list[str] = []
    results: Counter[tuple[Stumble, str]] = Counter()
    pages = documents = 0
    for path in (path for path in paths if only in str(path)):
        known = read(path.read_bytes(), timer)
        documents, pages = documents + 1, pages + len(known.pages)
        alarms += (f"{_name(path)} {finding.subject}: {finding.message.en}" for finding in doubts(known, known.pages))
        for _ in range(rounds if known.forms else 0):
            for kind, stumbling in stumbles(known, random_):
                result = outcome(known, stumbling)
                results[kind, result] += 1
                if result in ("missed", "partly"):
                    click.echo(f"missed: {_name(path)} {kind}", err=True)
    click.echo(f"{documents} PDFs, {pages} pages; false doubts: {len(alarms)}")
    for name, seconds in timer.seconds.items():
        click.echo(f"{name:12}{seconds / max(1, pages):8.3f} CPU s a page")
    for kind in STUMBLES:
        counts = {result: n for (of, result), n in sorted(results.items()) if of == kind}
        click.echo(f"{kind:12}" + ", ".join(f"{n} {result}" for result, n in counts.items()))
    for alarm in alarms:
        click.echo(f"false doubt: {alarm}")


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


if __name__ == "__main__":
    main()
