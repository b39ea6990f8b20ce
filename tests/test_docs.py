"""What the documents say of the forms is what the program knows."""

import re
from collections.abc import Sized
from pathlib import Path
from shutil import copytree
from typing import cast

import pytest
from click.testing import CliRunner

from pdf2form.cli import cli
from pdf2form.errors import IN_CHINESE, IN_ENGLISH
from pdf2form.labels import TEMPLATES, Template
from tests.handmade import FIXTURES

DOCS = Path(__file__).parent.parent / "docs"
FORMS = (DOCS / "forms.md").read_text(encoding="utf-8")
COMPARE = (DOCS / "compare.md").read_text(encoding="utf-8")
DATASETS = (DOCS / "datasets.md").read_text(encoding="utf-8")
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


def test_each_fault_code_of_the_contract_has_its_meaning_in_both_languages() -> None:
    contract = (DOCS / "contract.md").read_text(encoding="utf-8")
    lines = contract.partition("- `fault.code` of a document")[2].partition("- `fault.message`")[0]
    codes = set(re.findall(r"`([a-z_]+)`", lines)) - {"convert_many"}  # where one of them may be met
    assert codes == IN_ENGLISH.keys() == IN_CHINESE.keys()


def test_the_queries_of_the_data_sets_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner().invoke
    monkeypatch.chdir(tmp_path)
    sources = [str(FIXTURES / name) for name in ("seed-service", "seed-portal", "planted-typing-error")]
    assert run(cli, ["convert", *sources, "-o", "out"]).exit_code == 0
    command = re.search(r"pdf2form (export out -f csv,json.*)", DATASETS)
    assert command is not None
    assert run(cli, command[1].split()).exit_code == 0
    found: dict[str, object] = {}
    exec("\n".join(re.findall(r"```python\n(.*?)```", DATASETS, re.DOTALL)), found)
    assert (found["counted"], len(cast(Sized, found["missed"]))) == ([(13, 3)], 1)


def test_the_correction_of_the_data_sets_is_applied(tmp_path: Path) -> None:
    written = re.search(r"(form_id,subject.*?)\$ pdf2form", DATASETS, re.DOTALL)
    assert written is not None
    assert (
        CliRunner().invoke(cli, ["convert", str(FIXTURES / "planted-typing-error"), "-o", str(tmp_path)]).exit_code == 0
    )
    (tmp_path / "corrections.csv").write_text(written[1], encoding="utf-8")
    assert CliRunner().invoke(cli, ["export", str(tmp_path)]).exit_code == 0
    assert ",899740,899740,899000," in (tmp_path / "funding.csv").read_text(encoding="utf-8").splitlines()[1]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `out` of docs/compare.md, and a copy with a correction."""
    folder = tmp_path_factory.mktemp("compared")
    (folder / "fixtures").symlink_to(FIXTURES)
    command = re.search(r"pdf2form (convert .*)", COMPARE)
    assert command is not None
    words = [str(folder / word) if word.startswith(("fixtures", "out")) else word for word in command[1].split()]
    assert CliRunner().invoke(cli, words).exit_code == 0
    copytree(folder / "out", folder / "out-corrected", symlinks=True)
    (folder / "out-corrected" / "corrections.csv").write_text(CORRECTION, encoding="utf-8")
    return folder


CORRECTION = """\
form_id,subject,old,new,by,why,at
c2ba6ff4e08f57b2-01,/funding/0/initial_budget,"7,00.0,77",89.974,王会计,与各分项之和一致,2025-03-01
"""


@pytest.mark.parametrize("block", re.findall(r"```console\n\$ pdf2form ((?!convert).*?)```", COMPARE, re.DOTALL))
def test_the_commands_of_the_comparison_print_what_they_are_said_to(
    block: str, compared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(compared)
    command, _, printed = block.partition("\n")
    found = CliRunner().invoke(cli, command.split(), env={"FORCE_COLOR": "1", "COLUMNS": "120", "NO_COLOR": None})
    plain = re.sub(r"\x1b\[[0-9;]*m", "", found.output)
    assert re.sub(r" +$", "", plain, flags=re.MULTILINE).strip("\n") == printed.strip("\n")


def test_the_python_of_the_comparison_prints_what_it_is_said_to(
    compared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(compared)
    (code,) = re.findall(r"```python\n(.*?)```", COMPARE, re.DOTALL)
    exec(code, {})
    assert capsys.readouterr().out.splitlines() == re.findall(r"# (.*)", code)
