"""The commands that set forms side by side: compare, diff, search."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path
from sqlite3 import Connection
from typing import cast, get_args

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table as Shown

from pdf2form.compare import changes as changing
from pdf2form.compare import search as searching
from pdf2form.compare.groups import FEWEST, By, Comparison, Group
from pdf2form.compare.groups import compare as compare_forms
from pdf2form.compare.index import open_index
from pdf2form.compare.output import csv_lines, json_lines, see_that_it_can_be_written, write_table
from pdf2form.console import say, say_more, write_data
from pdf2form.export.folder import find_stats
from pdf2form.export.tables import cell_text
from pdf2form.options import disk_folder

CHANGED = 10
"""Exit code of a diff that finds a change."""

NOTHING_FOUND = 11
"""Exit code of a search."""

SHOWN = 20
"""Places that a search, and changes that a diff shows on a terminal."""

_FILE = click.Path(dir_okay=False, path_type=Path)


def _by(_ctx: click.Context, _param: click.Parameter, text: str) -> tuple[By, ...]:
    """Return `department,year` as what is meant."""
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    known = get_args(By)
    if not names or {*names} - {*known} or len({*names}) < len(names):
        raise click.BadParameter(f"{text}: name one or more of {', '.join(known)}, each once, with commas between them")
    return tuple(cast(By, name) for name in names)


@click.command()
@click.argument("out", callback=disk_folder)
@click.option(
    "--by",
    callback=_by,
    default="department",
    show_default=True,
    metavar="WHAT,...",
    help="department, unit or year; several together with commas, such as department,year.",
)
@click.option(
    "-o",
    "place",
    type=_FILE,
    metavar="FILE",
    help="Write it into FILE: *.csv, or *.xlsx with charts (pip install 'pdf2form[report]').",
)
def compare(*, out: Path, by: tuple[By, ...], place: Path | None) -> None:
    """Set the departments, units or years of OUT side by side.

    按部门、单位或年度汇总对比：表数、预算、执行、得分、不一致、存疑。

    Every form counts once (forms.duplicate_of), money is in yuan, and a mean needs three forms. A table on a terminal,
    CSV elsewhere. Names of departments and units are taken together where they are surely one; OUT/aliases.csv
    decides on others, and OUT/aliases_suggested.csv lists names that look alike.

    \b
    Examples:
      pdf2form compare out --by department
      pdf2form compare out --by department,year -o compared.xlsx
    """
    if place:
        see_that_it_can_be_written(place, (".csv", ".xlsx"))
    with open_index(out) as database:
        found = compare_forms(database, by)
        if place:
            write_table(place, found.table(), found.rows(), charts=found.charts())
            say(f"{place}: {len(found.groups)} rows")
        else:
            _show(found)
        _suggest(out, database)


def _suggest(out: Path, database: Connection) -> None:
    """Say in a line whether names look alike, and list them beside the tables."""
    try:
        from pdf2form.compare.suggestions import FILE, find_suggestions, write_suggestions
    except ImportError as error:
        say(f"names that look alike were not looked for: {error.name} is not installed; pip install 'pdf2form[report]'")
        return
    found = find_suggestions(database)
    if found or FILE in find_stats(out):
        write_suggestions(out, found)
    if found:
        say(f"{len(found)} pairs of names look alike and were not taken together: {out / FILE}; see aliases.csv")


def _show(found: Comparison) -> None:
    console = _console()
    if console.is_terminal:
        console.print(*_tables(found, console))
    else:
        write_data("".join(csv_lines(found.table(), found.rows())))


def _console() -> Console:
    return Console(markup=False, highlight=False, emoji=False)


_HEADINGS = (
    *(
        "表数\nforms",
        "预算（元）\nbudget",
        "执行（元）\nexecuted",
        "执行率\nrate %",
        "均分\nmean",
        "中位\nmedian",
        "满分\nfull %",
    ),
    *("不一致\nmism.", "最大差\nlargest", "舍入\nround.", "未核对\nunch.", "存疑\ndoubts", "无疑\nclean %"),
)
"""Of the numbers, on a terminal."""

_NAMED = {"department": "部门\ndepartment", "unit": "单位\nunit", "year": "年度\nyear"}


def _tables(found: Comparison, console: Console) -> list[Shown]:
    """Return one table if the terminal is wide enough for it, else as few as show every number whole."""
    unbounded = console.options.update(width=10_000)
    for step in (len(_HEADINGS), 7, 4, 2):
        parts = (range(len(_HEADINGS))[at : at + step] for at in range(0, len(_HEADINGS), step))
        tables = [_table(found, part, widest=console.width // 5) for part in parts]
        if all(Measurement.get(console, unbounded, table).minimum <= console.width for table in tables):
            break
    return tables


def _table(found: Comparison, some: range, *, widest: int) -> Shown:
    """Return some of the columns of _HEADINGS behind the names, which go on in further lines if they are long."""
    shown = Shown(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for by in found.by:
        shown.add_column(_NAMED[by], overflow="fold", max_width=max(10, widest))
    for at in some:
        shown.add_column(_HEADINGS[at], justify="right", no_wrap=True)
    for group in found.groups:
        shown.add_row(*(_name(group, by) for by in found.by), *[*_numbers(group)][some.start : some.stop])
    shown.add_section()
    shown.add_row("合计 all", *[""] * (len(found.by) - 1), *[*_numbers(found.total)][some.start : some.stop])
    return shown


def _name(group: Group, by: By) -> str:
    if by == "year":
        return str(group.year or "—")
    return (group.department if by == "department" else group.unit) or "—"


def _numbers(group: Group) -> Iterator[str]:
    """Yield the cells of _HEADINGS; a mean of too few forms says so."""
    yield f"{group.forms}\n+{group.duplicates} 重复" if group.duplicates else str(group.forms)
    yield _money(group.budget, group.budget_forms, group.forms, doubted=group.budget_doubted)
    yield _money(group.executed, group.executed_forms, group.forms, doubted=group.executed_doubted)
    yield _number(group.rate)
    scores = (group.mean_score, group.median_score, group.full_marks_share)
    yield from (f"<{FEWEST}" if score is None else _number(score) for score in scores)
    yield str(group.mismatches)
    yield _number(group.largest)
    yield from map(str, (group.rounding, group.unchecked, group.doubts))
    yield _number(group.clean_share)


def _money(amount: Decimal | None, forms: int, of: int, *, doubted: int) -> str:
    """Return an amount, and where not every form is in it, or this amount is doubted in some, how many."""
    if amount is None:
        return "—"
    some = f"\n{forms}/{of} 张" if forms < of else ""
    return f"{amount:,.0f}{some}" + (f"\n{doubted} 存疑" if doubted else "")


def _number(number: float | None) -> str:
    return "—" if number is None else cell_text(number)


@click.command()
@click.argument("before", metavar="OUT_A", callback=disk_folder)
@click.argument("after", metavar="OUT_B", callback=disk_folder)
@click.option("-o", "place", type=_FILE, metavar="FILE", help="Write all changes into FILE: *.csv, *.xlsx or *.json.")
@click.pass_context
def diff(ctx: click.Context, *, before: Path, after: Path, place: Path | None) -> None:
    """Say what changed from OUT_A to OUT_B: two runs over the same documents, or two years.

    比较两个输出文件夹：同一文件逐值比较；不同文件按项目和单位配对（跨年度）。

    Documents of the same bytes are compared value by value, with verdicts, findings and faults. Forms of other
    documents are paired by project and unit, their lines by name. Where it cannot be told which belongs to which,
    that is said. The first changes and their numbers on a terminal, CSV elsewhere. Ends with exit code 10 if
    anything changed, 0 if nothing did.

    \b
    Examples:
      pdf2form diff out-before out-after
      pdf2form diff out-2023 out-2024 -o changes.xlsx
    """
    if place:
        see_that_it_can_be_written(place, (".csv", ".xlsx", ".json"))
    counts: Counter[tuple[str, str]] = Counter()
    with open_index(before) as a, open_index(after) as b:
        found = _counted(changing.find_changes(a, b), counts)
        if place:
            write_table(place, changing.table(), changing.rows(found))
        else:
            _show_changes(found)
    for (what, change), count in sorted(counts.items()):
        say(f"{what} {change}: {count}")
    say(f"{counts.total()} changes")
    ctx.exit(CHANGED if counts else 0)


def _counted(changes: Iterable[changing.Change], counts: Counter[tuple[str, str]]) -> Iterator[changing.Change]:
    """Yield changes, counting them."""
    for change in changes:
        counts[change.what, change.change] += 1
        yield change


def _show_changes(changes: Iterator[changing.Change]) -> None:
    """Print changes; on a terminal the first of them."""
    console = _console()
    if not console.is_terminal:
        for line in csv_lines(changing.table(), changing.rows(changes)):
            write_data(line)
        return
    if first := [*islice(changes, SHOWN)]:
        shown = Shown("", "项目 project", "行 line", "字段 field", "前 before", "后 after", box=SIMPLE_HEAD)
        for each in first:
            name = each.project or each.file_b or each.file_a or ""
            sides = (value or raw or "" for value, raw in ((each.value_a, each.raw_a), (each.value_b, each.raw_b)))
            shown.add_row(f"{each.what} {each.change}", name, each.label or "", each.field or "", *sides)
        console.print(shown)
    say_more(sum(1 for _ in changes), "-o FILE.csv")


@click.command()
@click.argument("out", callback=disk_folder)
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Places at most.  [default: {SHOWN} on a terminal, all elsewhere]",
)
@click.option("-o", "place", type=_FILE, metavar="FILE", help="Write them into FILE: *.csv, *.xlsx or *.json.")
@click.pass_context
def search(ctx: click.Context, *, out: Path, words: tuple[str, ...], limit: int | None, place: Path | None) -> None:
    """Find words in names, goals and indicators.

    检索项目、部门、单位名称、年度目标和绩效指标。

    A form is found if it has all the WORDs; what is shown are the places that have one of them. Chinese is found
    wherever it stands, also a single character; Latin words and numbers are found as wholes. Signs and quotes only
    part words. A table on a terminal, JSON Lines elsewhere. Ends with exit code 11 if nothing is found.

    \b
    Examples:
      pdf2form search out 养老
      pdf2form search out 养老 满意度 -o found.csv
    """
    if place:
        see_that_it_can_be_written(place, (".csv", ".xlsx", ".json"))
    console = _console()
    most = limit or (SHOWN if console.is_terminal and not place else None)
    with open_index(out) as database:
        hits = [*islice(searching.search(database, " ".join(words)), most and most + 1)]
    shown = hits[:most]
    if place:
        write_table(place, searching.table(), searching.rows(shown))
    elif console.is_terminal and shown:
        console.print(*_hits(shown))
    else:
        write_data("".join(json_lines(searching.table(), searching.rows(shown))))
    say(f"{len(shown)} places in {len({hit.form_id for hit in shown})} forms")
    if len(hits) > len(shown):
        say("there are more; show them with --limit, or all with -o FILE.csv")
    ctx.exit(0 if hits else NOTHING_FOUND)


def _hits(hits: Iterable[searching.Hit]) -> Iterator[Shown]:
    """Yield a block for each form: what it is, and below that the places; nothing is cut."""
    for _, places in groupby(hits, key=lambda hit: hit.form_id):
        block = Shown.grid(padding=(0, 2))
        for heading in ("subject", "page", "snippet"):
            block.add_column(heading, overflow="fold")
        for hit in places:
            if not block.rows:
                names = filter(None, (str(hit.year or ""), hit.department, hit.project))
                block.title = f"{' · '.join(names)} ({hit.form_id}, {hit.file})"
                block.title_justify = "left"
            block.add_row(f"  {hit.subject}", f"p. {hit.page}" if hit.page else "", hit.snippet)
        yield block


COMMANDS = (compare, diff, search)
