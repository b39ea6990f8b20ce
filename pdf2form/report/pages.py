"""The pages of a report and what they are drawn with: HTML from one template, scripts, styles, and all texts.

Data are not here: `pieces` writes them beside the pages, and the scripts load them when they are looked at.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pdf2form.report.scripts import to_json

_HERE = files("pdf2form.report")


class Page(NamedTuple):
    """A page: the key of its title, and its own scripts, after those that every page has."""

    title: str
    scripts: tuple[str, ...]


_SHARED = ("core", "texts", "language", "build", "shell", "table", "shown", "progress")
"""Scripts of every page, in the order in which they stand on each other; `texts` is written, the others are assets."""

_CHARTS = ("echarts.common.min", "charts", "points")

_FORM = ("form_value", "form_blocks", "form_findings", "form_evidence")

PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "index": Page("nav_overview", ("measures", "overview")),
        "departments": Page("nav_departments", ("measures", *_CHARTS, "departments")),
        "department": Page("nav_department", ("measures", *_CHARTS, "department")),
        "form": Page("nav_form", (*_FORM, "form")),
        "indicators": Page("nav_indicators", (*_CHARTS, "targets", "indicators")),
        "differences": Page("nav_differences", ("differences",)),
        "signals": Page("nav_signals", ("signals",)),
        "quality": Page("nav_quality", ("quality",)),
        "dictionary": Page("nav_dictionary", ("dictionary",)),
    }
)

MENU = ("index", "departments", "indicators", "differences", "signals", "quality", "dictionary")
"""Pages that stand in the menu; the others are about one thing, and are reached from these."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        # A page from disk is of the scheme file, which not every browser takes for itself.
        *(f"{kind}-src 'self' file:" for kind in ("script", "style", "img")),
        "base-uri 'none'",
        "form-action 'none'",
        # No text becomes markup or a script, whoever tries; `pieces` in core.js makes the addresses of the data.
        "require-trusted-types-for 'script'",
        "trusted-types pieces",
    ]
)
"""What a page may load: what lies beside it. All else is refused, and nothing is ever sent."""


class Text(NamedTuple):
    """A text of the interface in both languages."""

    en: str
    zh: str


@cache
def read_texts() -> Mapping[str, Text]:
    """Return all texts of the interface by their keys."""
    with _HERE.joinpath("texts.csv").open(encoding="utf-8") as file:
        return {row["key"]: Text(row["en"], row["zh"]) for row in csv.DictReader(file, strict=True)}


def write_pages(folder: Path) -> None:
    """Write the pages into a folder, and their assets below it; equal versions write equal bytes."""
    texts = read_texts()
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    for asset in _HERE.joinpath("assets").iterdir():
        assets.joinpath(asset.name).write_bytes(asset.read_bytes())
    said = to_json({key: text._asdict() for key, text in texts.items()})
    _write(assets / "texts.js", f'"use strict";\npdf2form.texts = {said};\n')
    template = _environment().get_template("base.html")
    titles = {name: page.title for name, page in PAGES.items()}
    for name, page in PAGES.items():
        known = {"page": name, "titles": titles, "menu": MENU, "scripts": (*_SHARED, *page.scripts)}
        _write(folder / f"{name}.html", template.render(known, policy=POLICY, texts=texts, text=_text))


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pdf2form.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _text(key: str) -> Markup:
    """Return a text that follows the chosen language; English until the scripts run."""
    return Markup('<span data-text="{}">{}</span>').format(key, read_texts()[key].en)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
