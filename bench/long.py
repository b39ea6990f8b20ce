"""Forms in a long report: what the pages without a form cost. `python -m bench.long` draws the report and measures.

Three ways over the same bytes: the bare text of every page through PDFium (the floor), pdf2form as it is, which reads
no more than a glance of pages that surely hold no form, and pdf2form reading every page whole.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import click
import pypdfium2

from fixtures.disclosure import Document, disclosure, draw
from pdf2form.checks import run_checks
from pdf2form.layout import find_sheets
from pdf2form.parse import parse_sheet
from pdf2form.record import Form
from pdf2form.sources import read_pages


class Row(NamedTuple):
    """One way to read the report."""

    name: str
    seconds: float
    """CPU time of the best turn."""
    whole: int
    """Pages whose characters were read."""
    forms: int


def bare_text(document: bytes) -> None:
    """Load each page and its text, nothing else."""
    with pypdfium2.PdfDocument(document) as opened:
        for page in opened:
            layer = page.get_textpage()
            layer.get_text_range()
            layer.close()
            page.close()


def read_forms(document: bytes, *, skip: bool) -> tuple[Form, ...]:
    """Read the report with or without leaving pages out."""
    sheets = find_sheets(read_pages(document, skip=skip).pages)
    forms = [parse_sheet(sheet, number=number) for number, sheet in enumerate(sheets, 1)]
    return tuple(form.model_copy(update={"findings": (*form.findings, *run_checks(form))}) for form in forms)


def count_whole(document: bytes, *, skip: bool) -> int:
    """Count the pages that were read whole; a page without any print counts too."""
    return sum(bool(page.glyphs) for page in read_pages(document, skip=skip).pages)


def best(read: Callable[[], object], repeat: int) -> float:
    """Return the CPU seconds of the fastest of some turns, after one that does not count."""
    read()
    turns = []
    for _ in range(repeat):
        start = time.process_time()
        read()
        turns.append(time.process_time() - start)
    return min(turns)


def measure_report(report: Document, *, repeat: int) -> list[Row]:
    """Measure the three ways; raises if leaving pages out changes a form."""
    document, pages = draw(report.leaves), len(report.leaves)
    if read_forms(document, skip=True) != (forms := read_forms(document, skip=False)):
        raise AssertionError("pages were left out that belong to a form")
    return [
        Row("PDFium, bare text", best(lambda: bare_text(document), repeat), pages, 0),
        *(
            Row(
                "pdf2form" if skip else "pdf2form, every page read whole",
                best(lambda skip=skip: read_forms(document, skip=skip), repeat),  # type: ignore[misc]
                count_whole(document, skip=skip),
                len(forms),
            )
            for skip in (True, False)
        ),
    ]


def table(rows: list[Row], pages: int, *, markdown: bool) -> list[str]:
    """Set the rows as lines."""
    floor = rows[0].seconds
    head = ["", "pages/s", "ms a page", "times the floor", "pages read whole", "forms"]
    cells = [
        [
            *(r.name, f"{pages / r.seconds:.0f}", f"{r.seconds / pages * 1000:.2f}", f"{r.seconds / floor:.1f}"),
            *(str(r.whole), str(r.forms) if r.forms else "-"),
        ]
        for r in rows
    ]
    if markdown:
        return [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *cells]]
    return ["  ".join(f"{cell:>{16 if i else 32}}" for i, cell in enumerate(row)) for row in [head, *cells]]


@click.command()
@click.option("--pages", default=200, show_default=True, type=click.IntRange(40), help="Of the report.")
@click.option("--tables", default=40, show_default=True, type=click.IntRange(0), help="Pages of budget tables.")
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Turns; the best counts.")
@click.option("--markdown", is_flag=True, help="The table as Markdown.")
def main(pages: int, tables: int, repeat: int, markdown: bool) -> None:
    """Measure pdf2form on a report with five forms."""
    report = disclosure(pages, tables=tables)
    click.echo(f"A report of {pages} pages: {tables} of budget tables, five forms. CPU time, best of {repeat} turns.\n")
    for line in table(measure_report(report, repeat=repeat), pages, markdown=markdown):
        click.echo(line)


if __name__ == "__main__":
    main()
