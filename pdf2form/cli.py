"""The command line: arguments in, one call into the library, a summary out. Data goes to stdout, talk to stderr."""

import errno
import io
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from pdf2form.convert import inspect_page
from pdf2form.doctor import STATES, Report, both, examine
from pdf2form.errors import DocumentFault, OutputUnwritable, Pdf2formError, UsageFault
from pdf2form.export.folder import INPUT_COLUMNS, read_inputs, replace_bytes
from pdf2form.export.lines import write_json
from pdf2form.export.tables import DOCUMENTS, cell_text, write_csv
from pdf2form.inputs import Inputs, Web, find_inputs, read_list
from pdf2form.record import VERSION, Record
from pdf2form.run import Account, Progress, Request, convert_into, convert_to_lines

INTERRUPTED = 130
"""Exit code of a program that Ctrl-C has stopped."""

LINE_EVERY = 5.0
"""Seconds between two lines of progress where there is no terminal."""

LOG_WIDTH = 120
"""Columns of the closing table where there is no terminal."""

MODES = "auto recognises the pages whose text cannot be trusted (scans), text none, ocr all."

WRITERS = {"csv": write_csv, "json": write_json}


class _Commands(click.Group):
    """Commands on any console: what it cannot print is escaped, and our errors are one line with their exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().parse_args(ctx, args)
        except OSError as error:  # of --help and --version
            self._end(ctx, _lost_stdout(error))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Pdf2formError as error:
            self._end(ctx, error)
        except KeyboardInterrupt:
            _say("pdf2form: interrupted; what was read is kept, and the same command goes on from there")
            ctx.exit(INTERRUPTED)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            self._end(ctx, _lost_stdout(error))  # of a command's --help; all else that is written says so itself

    @staticmethod
    def _end(ctx: click.Context, error: Pdf2formError) -> NoReturn:
        _say(f"pdf2form: {error}")
        ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="pdf2form")
def cli() -> None:
    """Read 财政项目支出绩效自评表 (self-evaluations of fiscal projects) from PDFs into records and tables.

    从 PDF 读取财政项目支出绩效自评表，逐项复核，输出记录和表格。

    \b
    Exit codes:
      0  every input was read            4  no form in any input
      1  internal error                  6  something is missing in this installation
      2  wrong usage                     7  OUT cannot be written
      3  some input failed             130  interrupted; the next run goes on
    The first of 1, 7, 6, 3, 4 wins.
    """


def _page_range(_ctx: click.Context, _param: click.Parameter, text: str | None) -> range | None:
    """Return `3-9` or `3` as the pages that are meant."""
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?", text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise click.BadParameter("pages are written 3-9 or 3, counted from 1, the lower one first")
    return range(first, last + 1)


@cli.command()
@click.argument("names", nargs=-1, metavar="INPUT...")
@click.option(
    "-o",
    "out",
    default="pdf2form-out",
    show_default=True,
    metavar="OUT",
    help="Folder for records and tables; - writes JSON Lines to stdout, and no files.",
)
@click.option(
    "--files-from",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="More inputs of any kind: one a line, or a CSV with a column 'source', whose other columns are carried along.",
)
@click.option("--mode", type=click.Choice(["auto", "text", "ocr"]), default="auto", show_default=True, help=MODES)
@click.option("--pages", callback=_page_range, metavar="N-M", help="Only these pages of every PDF, counted from 1.")
@click.option("--password", metavar="TEXT", help="For encrypted PDFs; it is stored nowhere.")
@click.option(
    "--verify",
    is_flag=True,
    help="Read again with pdfplumber and camelot; doubt what they read differently (pip install 'pdf2form[verify]').",
)
@click.option("--force", is_flag=True, help="Read again what is there and current.")
@click.option("--keep-pdf", is_flag=True, help="Keep PDFs from stdin, archives and URLs in OUT/pdf, by their SHA-256.")
@click.option("--allow-private", is_flag=True, help="Read URLs of this machine and this network too.")
@click.pass_context
def convert(  # noqa: PLR0913  one parameter an option
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    out: str,
    listed: Path | None,
    mode: Literal["auto", "text", "ocr"],
    pages: range | None,
    password: str | None,
    verify: bool,
    force: bool,
    keep_pdf: bool,
    allow_private: bool,
) -> None:
    """Read PDFs into records and tables, and recompute what they print.

    读取 PDF：每个文件写一条记录，并汇总成表。

    INPUT is a PDF, a folder (every *.pdf in it and below it), a glob, a .zip archive (every *.pdf in it, and in
    archives in it), a URL, or - for one PDF on stdin. URLs are https:// and http:// (a PDF or a .zip), and s3:// and
    others that fsspec knows (also a folder or a pattern); they need pip install 'pdf2form[cloud]'. A document whose
    record is in OUT and current is not read again. The last line accounts for every input; before it stand the first
    mismatches (printed against recomputed) and doubts, and what could not be read. All of them are in OUT/diff.csv
    and OUT/failures.csv.

    \b
    Examples:
      pdf2form convert 2024/ -o out
      pdf2form convert report.pdf --pages 3-9 -o - > report.jsonl
      pdf2form convert 2024.zip https://example.org/2023.zip --keep-pdf -o out
      pdf2form convert "s3://bucket/2024/*.pdf" -o out
    """
    request = Request(password=password, pages=pages, mode=mode, verify=verify, keep_pdf=keep_pdf)
    if keep_pdf and out == "-":
        raise UsageFault("--keep-pdf needs a folder to keep them in; name one with -o OUT")
    request.reader()  # what is not installed is said before anything is read
    scratch = ctx.with_resource(TemporaryDirectory(prefix="pdf2form-"))
    found = _find(names, listed, Web(Path(scratch), allow_private))
    with _progress() as on_progress:
        if out == "-":
            account = convert_to_lines(
                found.inputs, _write_data, request=request, stdin=_read_stdin, on_progress=on_progress
            )
        else:
            account = convert_into(
                Path(out), found.inputs, request=request, stdin=_read_stdin, force=force, on_progress=on_progress
            )
    _show(account, found, place=None if out == "-" else Path(out))
    ctx.exit(account.exit_code)


@cli.command()
@click.argument("out", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-f",
    "formats",
    default="csv",
    show_default=True,
    metavar="FORMAT,...",
    help="csv: the tables as CSV files; json: records.jsonl, one record a line with its source.",
)
@click.pass_context
def export(ctx: click.Context, *, out: Path, formats: str) -> None:
    """Write the tables of OUT again, from its records.

    由已有记录重新导出表格，不再读取 PDF。

    \b
    Example:
      pdf2form export out -f csv,json
    """
    wanted = [name.strip() for name in formats.split(",")]
    if unknown := [name for name in wanted if name not in WRITERS]:
        raise UsageFault(f"-f {formats}: there is no format {unknown[0]!r}; known are {', '.join(WRITERS)}")
    inputs = read_inputs(out)
    if not inputs:
        raise UsageFault(f"{out}: has no inputs.csv; name a folder that pdf2form convert has filled to the end")
    lost = max(WRITERS[name](out, inputs) for name in wanted)
    if lost:
        _say(f"pdf2form: {lost} records are missing or damaged; convert their inputs again")
        ctx.exit(3)


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Counted from 1.")
@click.option("--password", metavar="TEXT", help="For an encrypted PDF.")
@click.option("--mode", type=click.Choice(["auto", "text", "ocr"]), default="auto", show_default=True, help=MODES)
@click.option(
    "-o",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PNG",
    help="Where to write the picture, *.png; - for stdout; FILE-p1.png in the working folder if not given.",
)
def inspect(
    *, file: Path, page: int, password: str | None, mode: Literal["auto", "text", "ocr"], out: Path | None
) -> None:
    """Draw what was read on one page.

    Glyphs, rulings, cells and blocks stand on the page's picture, each kind in its colour.

    在页面图像上标出识别到的字符、表线、单元格和区块。

    \b
    Example:
      pdf2form inspect report.pdf --page 3 -o page3.png
    """
    place = out or Path(f"{file.stem}-p{page}.png")
    to_stdout = out == Path("-")
    if not to_stdout and place.suffix.lower() != ".png":
        raise UsageFault(f"-o {place}: the picture is a PNG; name it *.png, or - for stdout")
    try:
        seen, picture = inspect_page(file, page, password=password, mode=mode)
    except OSError as error:
        raise DocumentFault(f"{file}: {error.strerror or error}") from error
    png = io.BytesIO()
    picture.save(png, "PNG")
    if to_stdout:
        _write_bytes(png.getvalue())
    else:
        replace_bytes(place, png.getvalue())
    where = "stdout" if to_stdout else place
    _say(f"{where}: page {page}, {seen.source}, {len(seen.glyphs)} glyphs, {len(seen.rulings)} rulings")
    if seen.fault:
        _say(f"page {page}: {seen.fault.code}: {seen.fault.message}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a record (draft 2020-12).

    输出记录的 JSON Schema。
    """
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    found = dialect | Record.model_json_schema(mode="serialization")
    _write_data(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


@cli.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check what reading needs on this machine, by trying it; list the limits of what is read.

    检查运行环境：依赖包、识别模型（实际试读）、中文字体、内存，并列出各项处理上限。

    Ends with exit code 6 if something that convert needs is missing; what only extras need is a note.
    """
    report = examine()
    console = Console(markup=False, highlight=False, emoji=False)
    if console.is_terminal:
        console.print(*_report_tables(report))
    else:
        _write_data("".join(f"{line}\n" for line in report.lines()))
    ctx.exit(report.exit_code)


def _report_tables(report: Report) -> tuple[Table, Table]:
    checks, limits = Table("", "", "found 所见", "hint 建议"), Table("limit 上限", "", "", "beyond 超出时")
    for check in report.checks:
        says = f"{check.says.en}\n{check.says.zh}" if check.says else ""
        checks.add_row(both(STATES[check.state]), both(check.name), check.found, says)
    for limit in report.limits:
        limits.add_row(limit.name, f"{limit.value:,.0f}", both(limit.unit), both(limit.beyond))
    return checks, limits


def _find(names: tuple[str, ...], listed: Path | None, web: Web) -> Inputs:
    if not names and listed is None:
        raise UsageFault("nothing to convert: name PDFs, folders or globs, - for stdin, or --files-from FILE")
    reserved = {*INPUT_COLUMNS, *DOCUMENTS} - {"source"}
    found = find_inputs(names, web=web, listed=read_list(listed, reserved=reserved) if listed else ())
    if not found.inputs:
        raise UsageFault(f"--files-from {listed}: names nothing")
    for source in found.conflicting:
        _say(f"{source}: is in {listed} more than once, with other columns; those of its first row are carried along")
    return found


def _say(text: str) -> None:
    click.echo(text, err=True)


def _write_data(text: str) -> None:
    """Write to stdout in UTF-8, whatever the console's encoding."""
    _write_bytes(text.encode())


def _write_bytes(data: bytes) -> None:
    """Write to stdout, at once.

    Raises:
        OutputUnwritable: it is closed, or full, or its reader has gone.
    """
    if sys.stdout is None:
        raise OutputUnwritable("stdout: cannot be written (it is closed); send it to a file")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise _lost_stdout(error) from error


def _lost_stdout(error: OSError) -> OutputUnwritable:
    """Say that stdout cannot be written, and let its buffer go nowhere: Python would try it again at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return OutputUnwritable(f"stdout: cannot be written ({error.strerror or error}); send it to a file with room")


def _read_stdin() -> bytes:
    return sys.stdin.buffer.read()


def _console() -> Console:
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    return console if console.is_terminal else Console(stderr=True, markup=False, emoji=False, width=LOG_WIDTH)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Give a function that shows progress: a bar on a terminal, a line every few seconds elsewhere."""
    console = _console()
    if console.is_terminal:
        with Bar(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
            task = bar.add_task("reading", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
        return
    said = time.monotonic()

    def line(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said >= LINE_EVERY:
            said = time.monotonic()
            _say(f"{done} of {total} read")

    yield line


def _show(account: Account, found: Inputs, *, place: Path | None) -> None:
    """Print what is worth a look, what failed, what was passed over, and last the account."""
    if account.worth:
        _show_worth(account)
        _say_more(account.worth_count - len(account.worth), place and place / "diff.csv")
    for trouble in account.troubles:
        _say(f"{trouble.source}: {trouble.fault.code}: {trouble.fault.message}")
    _say_more(account.trouble_count - len(account.troubles), place and place / "failures.csv")
    if found.skipped:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.skipped.items()))
        _say(f"skipped in folders: {kinds}")
    _say(account.line(len(found.inputs)))


def _show_worth(account: Account) -> None:
    table = Table("", "project", "what", "printed", "recomputed")
    for row in account.worth:
        table.add_row(*(Text(cell_text(cell)) for cell in row))
    _console().print(table)


def _say_more(count: int, place: Path | None) -> None:
    if count:
        _say(f"and {count} more" + (f" in {place}" if place else ""))
