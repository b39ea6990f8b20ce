"""Every page of a report in Chromium: nothing goes wrong, nothing is asked of a network, nobody is shut out."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, ViewportSize

from fixtures.departments import forms
from pdf2form.cli import cli
from pdf2form.compare.index import open_index
from tests.browser import READY, Visit, needs_chromium, visiting
from tests.conftest import LINE_ENDS

pytestmark = needs_chromium

A4 = (595.3, 841.9)
"""Points."""
PHONE = 360
"""Width in pixels."""
DESK: ViewportSize = {"width": 1280, "height": 900}
TRAPS = [
    "<script>alert(1)</script>河道巡查",
    '"><img src=x onerror=alert(2)>',
    "=cmd|'/c calc'!A1",
    "</script><b>粗体</b>",
    "\"双引号\"与'单引号'&amp;",
]
"""What the form farming-3-2024 prints."""
PAGES = {
    "index": "index.html",
    "departments": "departments.html",
    "two departments": "departments.html#?compare=望海市水务局+望海市教育局",
    "department": "department.html#望海市农业农村局",
    "small department": "department.html#望海市档案馆",
    "form": "form.html#{trapped}",
    "value": "form.html#{trapped}/indicators/4/level3",
    "long form": "form.html#{long}/goals/0/actual",
    "scanned form": "form.html#{scanned}/total/score",
    "flagged form": "form.html#{largest}/total/score",
    "indicators": "indicators.html",
    "one indicator": "indicators.html#?name=服务对象满意度",
    "differences": "differences.html",
    "roundings": "differences.html#?differences-result=rounding",
    "signals": "signals.html",
    "quality": "quality.html",
    "dictionary": "dictionary.html",
}
FORMS = {"trapped": "farming-3-2024", "long": "water-4-2024", "scanned": "civil-2-2024", "largest": "water-1-2024"}
NO_PRELOAD = {"preload": False}
"""Of axe: else it asks for the style sheets once more, which the pages' policy refuses."""


@pytest.fixture(scope="module")
def ids(report_out: Path) -> dict[str, str]:
    """The form_ids of FORMS."""
    names = {filed.key: filed for filed in forms()}
    with open_index(report_out) as database:
        found = dict(
            database.execute("SELECT project || year, form_id FROM facts ORDER BY duplicate_of IS NULL").fetchall()
        )
    return {name: found[f"{names[key].form.project.value}{names[key].year}"] for name, key in FORMS.items()}  # type: ignore[union-attr]


@pytest.fixture(scope="module", params=PAGES)
def at(request: pytest.FixtureRequest, browser: Browser, report_out: Path, ids: dict[str, str]) -> Iterator[Visit]:
    """Each page in turn, opened once for all that is to be seen of it; what a test changes it sets back."""
    with opened(browser, report_out, PAGES[request.param].format(**ids)) as visit:
        yield visit


@contextmanager
def opened(browser: Browser, out: Path, address: str) -> Iterator[Visit]:
    """Open a page, let it be looked at, and see that nothing went wrong meanwhile."""
    file, _, subject = address.partition("#")
    with visiting(browser) as visit:
        visit.open(out / "report" / file, subject)
        yield visit
        visit.assert_quiet()


@contextmanager
def as_on_a_phone(page: Page) -> Iterator[None]:
    page.set_viewport_size({"width": PHONE, "height": 740})
    yield
    page.set_viewport_size(DESK)


def test_every_page_is_drawn_in_both_languages_without_an_error_or_a_request(at: Visit) -> None:
    for language in ("zh-CN", "en"):
        assert at.page.get_attribute("html", "lang") == language
        assert at.page.locator("#title").inner_text()
        assert at.page.locator("[role=alert]").count() == 0
        at.assert_quiet()
        at.page.click("#language")
        at.page.wait_for_selector(READY)


def test_axe_finds_nothing_serious(at: Visit) -> None:
    assert [*grave_faults(at.page)] == []


def test_no_page_is_wider_than_a_phone(at: Visit) -> None:
    with as_on_a_phone(at.page):
        assert at.page.evaluate("document.scrollingElement.scrollWidth") <= PHONE


def test_every_page_is_printed_on_a4(at: Visit) -> None:
    title = at.page.locator("#title").inner_text()
    with pypdfium2.PdfDocument(BytesIO(at.page.pdf(prefer_css_page_size=True))) as printed:
        sizes = {tuple(sorted(sheet.get_size())) for sheet in printed}
        text = printed[0].get_textpage().get_text_range()
    assert [size for size in sizes if size != pytest.approx(A4, abs=1)] == []
    assert "".join(title.split()) in "".join(text.split())


def test_nothing_that_is_printed_is_obeyed(at: Visit) -> None:
    assert at.page.locator("img[src=x], #content b, #content script, iframe").count() == 0
    assert at.page.locator("[onerror], [onclick], [onload]").count() == 0


@pytest.mark.parametrize("page", ["index", "departments", "value"])
def test_axe_finds_nothing_serious_on_a_phone(
    browser: Browser, report_out: Path, ids: dict[str, str], page: str
) -> None:
    with opened(browser, report_out, PAGES[page].format(**ids)) as visit, as_on_a_phone(visit.page):
        assert [*grave_faults(visit.page)] == []


def grave_faults(page: Page) -> Iterator[tuple[str, int, str]]:
    """Yield what axe calls serious or critical: its rule, how often, and the first element."""
    for found in Axe().run(page, options=NO_PRELOAD).response["violations"]:
        if found["impact"] in ("serious", "critical"):
            yield found["id"], len(found["nodes"]), found["nodes"][0]["html"]


def test_what_is_printed_is_shown_letter_by_letter(browser: Browser, report_out: Path, ids: dict[str, str]) -> None:
    with opened(browser, report_out, PAGES["form"].format(**ids)) as visit:
        shown = visit.page.locator("#printed a.value").all_text_contents()
        assert [trap for trap in [*TRAPS, LINE_ENDS] if trap not in shown] == []


def test_a_long_text_is_shown_whole(browser: Browser, report_out: Path, ids: dict[str, str]) -> None:
    with opened(browser, report_out, PAGES["long form"].format(**ids)) as visit:
        shown = visit.page.locator('#printed a[data-pointer="/goals/0/actual"]').text_content() or ""
        assert len(shown) == 2000


def test_a_file_name_is_shown_and_not_obeyed(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "department.html#望海市交通运输局") as visit:
        assert "onerror=alert(3)" in visit.page.locator("#all-forms").inner_text()
        assert visit.page.locator("img[src=x]").count() == 0


def test_without_pictures_each_page_says_why(
    browser: Browser, report_out: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("records", "inputs.csv"):
        (out / name).symlink_to(report_out / name)
    assert CliRunner().invoke(cli, ["report", str(out), "--pictures", "0"]).exit_code == 0
    with opened(browser, out, PAGES["flagged form"].format(**ids)) as visit:
        assert visit.page.locator(".missing[data-missing]").first.inner_text()
        assert visit.page.locator("rect.box").count() == 1


def test_an_address_of_a_form_that_is_not_there_is_answered(browser: Browser, report_out: Path) -> None:
    with visiting(browser) as visit:
        visit.open(report_out / "report" / "form.html", "0123456789abcdef-01/total/score")
        assert "0123456789abcdef-01" in visit.page.locator("[role=alert]").inner_text()
        assert all(address.startswith(("file:", "about:")) for address in visit.asked)
