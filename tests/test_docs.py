"""What the documents say of the forms is what the program knows."""

import re
from pathlib import Path

import pytest

from pdf2form.labels import TEMPLATES, Template

DOCS = Path(__file__).parent.parent / "docs"
FORMS = (DOCS / "forms.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in re.split(r"^### ", FORMS, flags=re.MULTILINE)[1:]}
"""The third-level sections by their headings."""


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_each_template_has_a_section_with_a_picture_and_its_marks(template: Template) -> None:
    section = SECTIONS[template.name]
    assert f"(pictures/form-{template.name}.png)" in section
    marks = section.partition("- Marks:")[2].partition("\n- ")[0]
    words = {word for mark in template.has | template.lacks for word in mark.split("<")}
    assert {word for word in words if word not in marks} == set()


def test_every_picture_that_is_shown_is_there_and_every_picture_is_shown() -> None:
    shown = {DOCS / path for page in DOCS.glob("*.md") for path in _pictures(page)}
    readme = {DOCS.parent / path for path in _pictures(DOCS.parent / "README.md")}
    assert shown | readme == set(DOCS.glob("pictures/*"))


def _pictures(page: Path) -> list[str]:
    return re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in DOCS.glob("pictures/form-*.png")}
    assert {name for name, size in sizes.items() if size > 60_000} == set()


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {path}"
        for page in DOCS.glob("*.md")
        for path in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in path and not (DOCS / path).exists()
    ]
    assert broken == []
