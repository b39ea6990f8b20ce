"""The command line: arguments in, one call into the library, a summary out. Data goes to stdout, talk to stderr."""

import io
import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import click
from rich.console import Console
from rich.table import Table

from pdf2form.batch import Workers, count_cores
from pdf2form.cluster import Cluster
from pdf2form.commands import compare, report
from pdf2form.console import Commands, read_stdin, say, say_more, write_bytes, write_data
from pdf2form.convert import inspect_page
from pdf2form.doctor import STATES, Report, both, examine
from pdf2form.errors import DocumentFault, UsageFault
from pdf2form.export.folder import holding, replace_bytes
from pdf2form.export.formats import FORMATS, say_outdated, write_formats
from pdf2form.export.inputs import INPUT_COLUMNS, open_inputs
from pdf2form.export.store import OutPath
from pdf2form.export.tables import DOCUMENTS
from pdf2form.inputs import Inputs, Web, find_inputs, read_list
from pdf2form.options import filled_folder, memory_size, out_folder, page_range, seconds, shard_of
from pdf2form.progress import show_account, show_progress
from pdf2form.record import VERSION, Record
from pdf2form.request import Request
from pdf2form.run import Plan, Shard, convert_into, convert_to_lines, without_kept

MODES = "auto recognises the pages whose text cannot be trusted (scans), text none, ocr all."

REFUSED = 9
"""Exit code of an export that could not apply a correction."""

MOST_REFUSED = 20
"""Corrections that the end of an export lists; all of them are in corrections_report.csv."""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="pdf2form")
def cli() -> None:
    """Read 财政项目支出绩效自评表 (self-evaluations of fiscal projects) from PDFs into records and tables.

    从 PDF 读取财政项目支出绩效自评表，逐项复核，输出记录和表格。

    \b
    Exit codes:
      0  every input was read            4  no form in any input
      1  internal error                  6  something is missing in this installation
      2  wrong usage                     7  OUT cannot be written
      3  some input failed               8  another run writes into OUT
      9  a correction was not applied   10  diff found a change
     11  search found nothing           130, 143  interrupted; the next run goes on
    The first of 1, 7, 6, 3, 4 wins.
    """


for command in (*compare.COMMANDS, *report.COMMANDS):
    cli.add_command(command)


@cli.command()
@click.argument("names", nargs=-1, metavar="INPUT...")
@click.option(
    "-o",
    "out",
    callback=out_folder,
    default="pdf2form-out",
    show_default=True,
    metavar="OUT",
    help="Folder for records and tables, also in a store that several machines see, such as s3://bucket/out (pip "
    "install 'pdf2form[cloud]'); - writes JSON Lines to stdout, and no files.",
)
@click.option(
    "--files-from",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="More inputs of any kind: one a line, or a CSV with a column 'source', whose other columns are carried along.",
)
@click.option("--mode", type=click.Choice(["auto", "text", "ocr"]), default="auto", show_default=True, help=MODES)
@click.option("--pages", callback=page_range, metavar="N-M", help="Only these pages of every PDF, counted from 1.")
@click.option("--password", metavar="TEXT", help="For encrypted PDFs; it is stored nowhere.")
@click.option(
    "--verify",
    is_flag=True,
    help="Read again with pdfplumber and camelot; doubt what they read differently (pip install 'pdf2form[verify]').",
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read.  [default: one a core]")
@click.option(
    "--timeout",
    type=float,
    callback=seconds,
    metavar="SECONDS",
    help="For a document; then it is given up, with the fault timeout.  [default: 30, 1 a page, and 10 a scanned page]",
)
@click.option("--memory", callback=memory_size, metavar="SIZE", help="For a process, such as 6G.  [default: 4G]")
@click.option("--force", is_flag=True, help="Read again what is there and current.")
@click.option("--retry", type=click.Choice(["failed"]), help="Read again what has failed.")
@click.option(
    "--shard",
    callback=shard_of,
    metavar="K/N",
    help="Read only the K-th of N parts of the inputs, and write their records; a run without it makes the tables.",
)
@click.option(
    "--cluster", metavar="ADDRESS", help="Read on a dask scheduler's workers (pip install 'pdf2form[cluster]')."
)
@click.option("--keep-pdf", is_flag=True, help="Keep PDFs from stdin, archives and URLs in OUT/pdf, by their SHA-256.")
@click.option("--allow-private", is_flag=True, help="Read URLs of this machine and this network too.")
@click.option(
    "--progress",
    type=click.Choice(["auto", "json", "none"]),
    default="auto",
    show_default=True,
    help="auto: a bar on a terminal, a line every few seconds elsewhere; json: such lines as JSON.",
)
@click.pass_context
def convert(  # noqa: PLR0913  one parameter an option
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    out: OutPath | None,
    listed: Path | None,
    mode: Literal["auto", "text", "ocr"],
    pages: range | None,
    password: str | None,
    verify: bool,
    jobs: int | None,
    timeout: float | None,
    memory: int,
    force: bool,
    retry: str | None,
    shard: Shard | None,
    cluster: str | None,
    keep_pdf: bool,
    allow_private: bool,
    progress: Literal["auto", "json", "none"],
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
    request = Request(password, pages, mode, verify, timeout, memory)
    if keep_pdf and out is None:
        raise UsageFault("--keep-pdf needs a folder to keep them in; name one with -o OUT")
    request.reader()  # what is not installed is said before anything is read
    start = partial(Cluster, cluster) if cluster else partial(Workers, jobs or count_cores(), memory=memory)
    plan = Plan(request, start, force=force, retry=retry is not None, shard=shard, keep_pdf=keep_pdf)
    scratch = ctx.with_resource(TemporaryDirectory(prefix="pdf2form-"))
    found = without_kept(_find(names, listed, Web(Path(scratch), allow_private)), out)
    if shard:
        found = found._replace(inputs=tuple(given for given in found.inputs if shard.holds(given)))
    with show_progress(progress) as on_progress:
        if out is None:
            account = convert_to_lines(found.inputs, write_data, plan=plan, stdin=read_stdin, on_progress=on_progress)
        else:
            account = convert_into(out, found.inputs, plan=plan, stdin=read_stdin, on_progress=on_progress)
    show_account(account, found, place=out, style=progress)
    ctx.exit(account.exit_code(of_part=shard is not None))


@cli.command()
@click.argument("out", callback=filled_folder)
@click.option(
    "-f",
    "formats",
    default="csv",
    show_default=True,
    metavar="FORMAT,...",
    help="csv, parquet: a file a table; duckdb, sqlite, xlsx: tables.*; json: records.jsonl, one record a line with "
    "its source; datapackage: the CSV files with their Table Schema.",
)
@click.pass_context
def export(ctx: click.Context, *, out: OutPath, formats: str) -> None:
    """Write the tables of OUT again, from its records, with what OUT/corrections.csv corrects.

    由已有记录重新导出表格（含 corrections.csv 的更正），不再读取 PDF。

    OUT is a folder, or a URL as of convert -o. Ends with exit code 9 if a correction was not applied;
    OUT/corrections_report.csv says why. For parquet, duckdb and xlsx: pip install 'pdf2form[datasets]'.

    \b
    Examples:
      pdf2form export out -f csv,json
      pdf2form export out -f xlsx,parquet,datapackage
    """
    wanted = [name for name in (part.strip().lower() for part in formats.split(",")) if name]
    if not wanted:
        raise UsageFault(f"-f {formats}: names no format; known are {', '.join(FORMATS)}")
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise UsageFault(f"-f {formats}: there is no format {unknown[0]!r}; known are {', '.join(FORMATS)}")
    with open_inputs(out) as inputs:
        if not inputs:
            raise UsageFault(f"{out}: has no inputs.csv; name a folder that pdf2form convert has filled to the end")
        with holding(out):
            written = write_formats(out, inputs, wanted)
    for row in written.refused[:MOST_REFUSED]:
        where = f"corrections.csv, line {row['line']}: {row['form_id']}{row['subject']}: {row['result']}"
        say(f"{where}: {row['message_en']} {row['message_zh']}")
    say_more(max(0, len(written.refused) - MOST_REFUSED), str(out / "corrections_report.csv"))
    if written.outdated:
        say(say_outdated(out, written.outdated))
    if written.lost:
        say(f"pdf2form: {written.lost} records are missing or damaged; convert their inputs again")
        ctx.exit(3)
    if written.refused:
        say(f"pdf2form: {len(written.refused)} rows of corrections.csv were not applied")
        ctx.exit(REFUSED)


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
        write_bytes(png.getvalue())
    else:
        replace_bytes(place, png.getvalue())
    where = "stdout" if to_stdout else place
    say(f"{where}: page {page}, {seen.source}, {len(seen.glyphs)} glyphs, {len(seen.rulings)} rulings")
    if seen.fault:
        say(f"page {page}: {seen.fault.code}: {seen.fault.message}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a record (draft 2020-12).

    输出记录的 JSON Schema。
    """
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    found = dialect | Record.model_json_schema(mode="serialization")
    write_data(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


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
        write_data("".join(f"{line}\n" for line in report.lines()))
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
        say(f"{source}: is in {listed} more than once, with other columns; those of its first row are carried along")
    return found
