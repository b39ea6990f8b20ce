"""`pdf2form report`: what people open in a browser, made of an OUT folder."""

from pathlib import Path

import click

from pdf2form.batch import count_cores
from pdf2form.console import say, write_data
from pdf2form.options import disk_folder, picture_budget
from pdf2form.progress import show_pages
from pdf2form.report.write import write_report


@click.command()
@click.argument("out", callback=disk_folder)
@click.option(
    "--pictures",
    callback=picture_budget,
    default="1G",
    show_default=True,
    metavar="SIZE",
    help="Of all page pictures together, such as 500M; forms with mismatches or doubts come first. 0: none.",
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that draw.  [default: one a core]")
def report(*, out: Path, pictures: int, jobs: int | None) -> None:
    """Write OUT/report: pages that open in any browser, offline, and show every value beside its page.

    生成 OUT/report 网页报告：离线打开，逐项对照原件页面。

    Page pictures are drawn from the PDFs where they still are, or from OUT/pdf (convert --keep-pdf); else the report
    says that they are missing. What an earlier run has drawn is kept. Needs pip install 'pdf2form[report]'.

    \b
    Examples:
      pdf2form report out
      pdf2form report out --pictures 5G
    """
    with show_pages() as on_done:
        written = write_report(out, pictures=pictures, jobs=jobs or count_cores(), on_done=on_done)
    counts = written.pictures
    shown = f"{written.forms} forms, {counts['there']} pictures"
    say(f"{shown}, {counts['missing']} missing, {counts['left_out']} left out (--pictures)")
    write_data(f"{written.page}\n")


COMMANDS = (report,)
"""What this file adds to the command line."""
