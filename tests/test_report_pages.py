"""The pages of a report, as far as they can be judged without a browser."""

import csv
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from pdf2form.report.pages import MENU, PAGES, POLICY, read_texts, write_pages

HERE = Path(str(files("pdf2form.report")))
SCRIPTS = sorted(path for path in HERE.joinpath("assets").glob("*.js") if not path.name.startswith("echarts"))
VENDORED = HERE / "assets" / "echarts.common.min.js"

LITERAL = re.compile(r'"([a-z0-9_]+)"(?!\s*\+)')
FAMILY = re.compile(r'\bt\((?:"([a-z0-9_]+_)"\s*\+|`([a-z0-9_]+_)\$\{)')
"""Keys that end in a word of the data: t("result_" + …), t(`outcome_${…}`)."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_pages(folder)
    return folder


class Tags(HTMLParser):
    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def sources() -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in SCRIPTS)


def said_in_scripts() -> set[str]:
    """Keys that a script says itself: t("key"), t(many ? "rows" : "row")."""
    calls = (call for source in sources() for call in re.findall(r"\bt\(([^()`]*)", source))
    return {key for call in calls for key in LITERAL.findall(call)}


def said_in_pages() -> set[str]:
    template = HERE.joinpath("templates", "base.html").read_text(encoding="utf-8")
    keys = re.findall(r'(?:\btext\(|\btexts\[)"([a-z_]+)"', template)
    return {*keys, *(page.title for page in PAGES.values())}


def families() -> set[str]:
    return {"".join(found) for source in sources() for found in FAMILY.findall(source)}


def test_every_page_stands_in_the_report_and_loads_only_what_lies_beside_it(report: Path) -> None:
    assert {path.stem for path in report.glob("*.html")} == set(PAGES) >= set(MENU)
    for page in report.glob("*.html"):
        for tag, attributes in Tags(page).found:
            address = attributes.get("src" if tag == "script" else "href")
            if address and not address.startswith("#"):
                assert (report / address).is_file(), f"{page.name}: {address}"


def test_every_page_says_what_it_may_load_before_it_loads_anything(report: Path) -> None:
    for page in report.glob("*.html"):
        policies = [at for at, (_, found) in enumerate(Tags(page).found) if found.get("content") == POLICY]
        loads = [at for at, (tag, _) in enumerate(Tags(page).found) if tag in ("script", "link")]
        assert len(policies) == 1
        assert policies[0] < min(loads)


def test_nothing_in_a_page_is_a_script_a_style_or_a_handler_of_its_own(report: Path) -> None:
    for page in report.glob("*.html"):
        for tag, attributes in Tags(page).found:
            assert tag != "style"
            assert tag != "script" or attributes.get("src")
            assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_scripts_make_no_markup_of_text() -> None:
    markup = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|ContextualFragment|\beval\b|new Function"
    )
    assert not [path.name for path in SCRIPTS if markup.search(path.read_text(encoding="utf-8"))]


def test_no_asset_of_ours_and_no_page_names_another_machine(report: Path) -> None:
    ours = [path for kind in ("html", "css", "js") for path in report.rglob(f"*.{kind}") if path.name != VENDORED.name]
    for path in ours:
        found = re.findall(r"""(?:https?|wss?)://[^\s"']*|["'(]//[^\s"']*""", path.read_text(encoding="utf-8"))
        # The name of SVG looks like an address, and is none.
        assert set(found) <= {"http://www.w3.org/2000/svg"}, path.name
    assert len(ours) > len(SCRIPTS)


def test_the_vendored_library_is_the_file_that_its_notice_names() -> None:
    notice = HERE.joinpath("assets", "echarts.txt").read_text(encoding="utf-8")
    assert hashlib.sha256(VENDORED.read_bytes()).hexdigest() in notice
    assert "Apache License" in notice


def test_every_text_that_is_asked_for_exists() -> None:
    texts = read_texts()
    assert not sorted((said_in_scripts() | said_in_pages()) - texts.keys())
    assert not [family for family in families() if not any(key.startswith(family) for key in texts)]


def test_no_text_is_left_that_nobody_asks_for() -> None:
    literals = {key for source in sources() for key in LITERAL.findall(source)} | said_in_pages()
    ends = tuple(families())
    assert not [key for key in read_texts() if key not in literals and not key.startswith(ends)]


def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill() -> None:
    with HERE.joinpath("texts.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.reader(file)]
    assert len({key for key, *_ in rows}) == len(rows), "a key stands twice"
    for key, en, zh in rows[1:]:
        assert en.strip(), key
        assert zh.strip(), key
        assert set(re.findall(r"\{\w+\}", en)) == set(re.findall(r"\{\w+\}", zh)), key


def test_every_script_is_of_some_page(report: Path) -> None:
    loaded = {attributes.get("src") for page in report.glob("*.html") for _, attributes in Tags(page).found}
    assert {f"assets/{path.name}" for path in report.joinpath("assets").glob("*.js")} <= loaded


def test_two_reports_of_one_version_have_the_same_bytes(report: Path, tmp_path: Path) -> None:
    write_pages(tmp_path)
    for path in report.rglob("*"):
        assert path.is_dir() or path.read_bytes() == (tmp_path / path.relative_to(report)).read_bytes()
