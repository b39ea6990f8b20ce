"""The command line of the benchmark: tables on stdout, progress on stderr."""

import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import pypdfium2

from bench.measure import ROOT, Families, measure
from bench.report import Bench, Table, accuracy_table, lines, ratio_table, remarks, speed_table, verdicts
from bench.stages import function_table, stage_table
from bench.tools import TOOLS
from bench.values import score_values, value_table

FIXTURES = ROOT / "fixtures"

PRODUCERS = ("reportlab", "docx", "xlsx", "chromium")

SEEDS = ("seed-portal", "seed-service")
"""The two forms that the project began with: 64 indicators, rendered by every producer."""


def find_families(names: Sequence[str]) -> dict[str, list[Path]]:
    """Return the PDFs of these fixtures by the kind of program that made them."""
    paths = [path for name in names for path in sorted((FIXTURES / name).glob("*.pdf"))]
    families = {kind: [path for path in paths if path.stem.split("-")[0] == kind] for kind in PRODUCERS}
    return {kind: found for kind, found in families.items() if found}


def count_pages(families: Families) -> dict[Path, int]:
    """Return the number of pages of every document."""
    counts: dict[Path, int] = {}
    for paths in families.values():
        for path in paths:
            with pypdfium2.PdfDocument(path) as document:
                counts[path] = len(document)
    return counts


@click.command()
@click.option("--all", "every", is_flag=True, help="All fixtures with a truth, not only the two seed forms.")
@click.option("--repeat", default=3, show_default=True, type=click.IntRange(1), help="Repetitions; the best counts.")
@click.option("--profile", is_flag=True, help="Where the time of pdf2form goes, instead of the comparison.")
@click.option("--templates", is_flag=True, help="Only the values right, template by template; no speed.")
@click.option("--markdown", is_flag=True, help="Tables as Markdown.")
def main(every: bool, repeat: int, profile: bool, templates: bool, markdown: bool) -> None:
    """Measure pdf2form, its peers and the bare PDFium on the same pages, in CPU time.

    Example: python -m bench --all --markdown > bench.md
    """
    all_names = [path.parent.name for path in sorted(FIXTURES.glob("*/truth.json"))]
    if templates:
        _show_templates(all_names, markdown=markdown)
        return
    names = all_names if every else SEEDS
    families = find_families(names)
    pages = count_pages(families)
    click.echo(_heading(families, pages, forms=len(names), repeat=repeat) + "\n")
    if profile:
        paths = [path for found in families.values() for path in found]
        _show([stage_table(families, pages, repeat=repeat), function_table(paths, pages)], markdown=markdown)
        return
    results = measure([*TOOLS], families, repeat=repeat, say=lambda text: click.echo(text, err=True))
    bench = Bench(results, families, pages)
    _show([speed_table(bench), accuracy_table(bench), ratio_table(bench)], markdown=markdown)
    for line in (*remarks(bench), *verdicts(bench)):
        click.echo(f"- {line}" if markdown else line)
    click.echo()
    _show_templates(all_names, markdown=markdown)


def _show_templates(names: Sequence[str], *, markdown: bool) -> None:
    """Print how many values each tool finds in all fixtures."""
    paths = [path for found in find_families(names).values() for path in found]
    tools, scores = score_values(paths, say=lambda text: click.echo(f"values: {text}", err=True))
    click.echo(f"{len(paths)} PDFs of {len(names)} fixtures.\n")
    for tool, name in tools.items():
        click.echo(f"- {tool}: {name}")
    click.echo()
    _show([value_table(tools, scores)], markdown=markdown)


def _heading(families: Families, pages: Mapping[Path, int], *, forms: int, repeat: int) -> str:
    parts = [f"{kind} {sum(pages[path] for path in paths)}" for kind, paths in families.items()]
    return (
        f"{sum(pages.values())} pages ({', '.join(parts)}) of {len(pages)} PDFs of {forms} fixtures.\n"
        f"CPU time, not wall time; warm; best of {repeat} turns. Tools: own process each, alternating turns; noise: "
        f"slowest\nturn / best. Python {platform.python_version()}, {platform.system()} {platform.machine()}."
    )


def _show(tables: Sequence[Table], *, markdown: bool) -> None:
    for table in tables:
        for line in lines(table, markdown=markdown):
            click.echo(line)


if __name__ == "__main__":
    main()
