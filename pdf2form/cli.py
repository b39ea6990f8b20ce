"""The command line: arguments in, one call into the library, a summary out. Data goes to stdout, talk to stderr."""

import io
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, cast

import click

from pdf2form.convert import Mode, inspect_page
from pdf2form.errors import OutputUnwritable, Pdf2formError, UsageFault
from pdf2form.export.folder import INPUT_COLUMNS, read_inputs, replacing_bytes
from pdf2form.export.lines import write_json
from pdf2form.export.tables import DOCUMENTS, FAILURES, write_csv
from pdf2form.inputs import Inputs, find_inputs, read_list
from pdf2form.record import VERSION, Record
from pdf2form.run import Account, Request, convert_into, convert_to_lines
from pdf2form.talk import progress, say, show_account

INTERRUPTED = 130
"""What a shell answers for a program that Ctrl-C has stopped."""

NO_OCR = 6
"""Exit code: the environment lacks what was asked for."""

FORMATS = {"csv": write_csv, "json": write_json}


class _Commands(click.Group):
    """Commands on any console: what it cannot print is escaped, and our errors are one line with their exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Pdf2formError as error:
            say(f"pdf2form: {error}")
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            say("pdf2form: interrupted; what was read is kept, the same command goes on from there")
            ctx.exit(INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="pdf2form")
def cli() -> None:
    """Read 财政项目支出绩效自评表 (self-evaluations of fiscal projects) from PDFs into records and tables.

    从 PDF 读取财政项目支出绩效自评表，逐项复核后输出记录和表格。

    \b
    Exit codes:
      0  every input was read            4  no form in any input
      1  internal error                  6  something is missing in this installation
      2  wrong usage                     7  OUT cannot be written
      3  some input failed             130  interrupted
    The first of 1, 7, 6, 3, 4 wins.
    """


@cli.command()
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option("-o", "out", default="pdf2form-out", show_default=True, metavar="OUT", help="Folder for records and tables; - writes JSON Lines to stdout, and no files.")  # fmt: skip
@click.option("--files-from", "lists", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE", help="More inputs: a list, one a line, or a CSV with a column 'source'; its other columns are carried along.")  # fmt: skip
@click.option("--mode", type=click.Choice(["auto", "text", "ocr"]), default="auto", show_default=True, help="How pages are read. Scans (ocr) are not in this version.")  # fmt: skip
@click.option("--pages", metavar="N-M", help="Only these pages of every PDF, counted from 1: 3-9, 3, or 3- to the end.")
@click.option("--password", metavar="TEXT", help="For encrypted PDFs; it is stored nowhere.")
@click.option("--force", is_flag=True, help="Read again what is there and current.")
def convert(
    inputs: tuple[str, ...],
    out: str,
    lists: tuple[Path, ...],
    mode: str,
    pages: str | None,
    password: str | None,
    force: bool,
) -> None:
    """Read PDFs; write one record per document, and the tables.

    读取 PDF：每个文件一条记录，并汇总成表。

    INPUT is a PDF, a folder (every *.pdf in it and below), a glob, or - for one PDF on stdin. A document whose record
    is in OUT and current is not read again. At the end every input is accounted for, and the first mismatches
    (printed against recomputed) and doubts are listed; all of them are in OUT/diff.csv.

    \b
    Examples:
      pdf2form convert 2024/ -o out
      pdf2form convert report.pdf --pages 3-9 -o - | jq .status
    """


