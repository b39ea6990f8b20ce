"""The pages of a report."""

from pathlib import Path

from jinja2 import Environment


def write_pages(folder: Path) -> None:
    """Write the pages of a report beside its pieces."""
    page = Environment(autoescape=True).from_string("<!doctype html><title>{{ title }}</title>")
    (folder / "index.html").write_text(page.render(title="pdf2form"), encoding="utf-8")
