"""What readers do with a report, in Chromium: find, sort, filter, follow a value to its place on paper, cite it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from fixtures.departments import LARGEST, SCANNED, Filed, forms
from pdf2form.export.folder import read_record
from pdf2form.record import VERSION, Form, Record
from pdf2form.rows import AnyReading
from tests.browser import READY, Visit, needs_chromium, visiting
from tests.handmade import a_form, a_record, finding, text
from tests.input_rows import read_inputs
from tests.reports import make_out, report

pytestmark = needs_chromium

MARGIN = 2.5
"""How far a box may stand from the place that was read: it is drawn 2 points around it. Points."""
DARK = 128
"""Grey values below are ink."""
FILED = {filed.key: filed for filed in forms()}


@contextmanager
def opened(browser: Browser, out: Path, address: str, *, width: int = 1280) -> Iterator[Visit]:
    """Open a page of the report, and see that nothing went wrong until it is left."""
    file, _, subject = address.partition("#")
    with visiting(browser, width=width) as visit:
        visit.open(out / "report" / file, subject)
        yield visit
        visit.assert_quiet()


def record_of(out: Path, filed: Filed) -> Record:
    row = next(row for row in read_inputs(out) if row.source.endswith(f"/{filed.file}"))
    record = read_record(out, row.sha256)
    assert record
    return record


def form_of(out: Path, key: str) -> Form:
    return record_of(out, FILED[key]).forms[0]


def reading_at(form: Form, pointer: str) -> AnyReading:
    return dict(form.readings())[pointer]


def column(page: Page, table: str, name: str) -> list[str]:
    """Return the texts of a column as they are shown, from the top down."""
    return page.locator(f"table[data-table={table}] tbody [data-column={name}]").all_inner_texts()


def numbers(texts: list[str]) -> list[Decimal]:
    """Return the numbers that are shown; cells that show none are left out."""
    plain = [text.split()[0].replace(",", "").replace("−", "-") for text in texts if text.strip("–\n ")]
    return [Decimal(text) for text in plain]


def worst_of(department: str) -> tuple[Filed, str]:
    """The form that was made to have the largest difference of a department, and the pointer to it."""
    found = [
        (abs(finding["difference"]), filed.key, finding["subject"])
        for filed in forms()
        for finding in filed.planted.findings
        if filed.department == department and finding["subject"].endswith("/score") and finding["result"] == "mismatch"
    ]
    _, key, subject = max(found)
    return FILED[key], subject


def test_the_first_page_names_the_three_departments_with_the_largest_differences(
    browser: Browser, report_out: Path
) -> None:
    with opened(browser, report_out, "index.html") as visit:
        names = column(visit.page, "departments-furthest", "department")
        points = numbers(column(visit.page, "departments-furthest", "largest"))
    assert names[:3] == [*LARGEST]
    assert points[:3] == [abs(Decimal(str(difference))) for difference in LARGEST.values()]


@pytest.mark.parametrize("department", LARGEST)
def test_a_newcomer_is_at_the_cell_behind_it_within_four_clicks(
    browser: Browser, report_out: Path, department: str
) -> None:
    filed, subject = worst_of(department)
    with opened(browser, report_out, "index.html") as visit:
        row = visit.page.locator("table[data-table=departments-furthest] tbody tr", has_text=department)
        row.locator("a.cell-link").click()  # the first click, and the last
        visit.page.wait_for_selector(f"{READY} rect.box")
        value = visit.page.locator("a.value[aria-current=true]")
        expect(value).to_have_text(reading_at(form_of(report_out, filed.key), subject).raw)
        expect(value).to_be_in_viewport()
        expect(visit.page.locator("rect.box")).to_be_in_viewport()


def test_the_same_cell_is_reached_by_way_of_the_department_and_the_project(browser: Browser, report_out: Path) -> None:
    filed, subject = worst_of("望海市教育局")
    with opened(browser, report_out, "index.html") as visit:
        page = visit.page
        page.click("nav a[data-page='departments.html']")
        page.locator("table[data-table=departments] a", has_text=filed.department).click()
        page.locator("table[data-table=forms] tbody tr").first.locator("a").first.click()
        page.locator("li.finding[data-result=mismatch] strong a").first.click()
        expect(page.locator("a.value[aria-current=true]")).to_have_attribute("data-pointer", subject)


@pytest.mark.parametrize(
    ("key", "pointer"),
    [
        ("water-1-2024", "/total/score"),
        ("education-2-2024", "/indicators/0/score"),
        ("culture-1-2023", "/indicators/4/target"),  # in three cells
        ("farming-3-2024", "/project"),
        ("health-2-2023", "/funding/0/rate"),
        ("archive-1-2023", "/year"),
        (SCANNED, "/indicators/0/actual"),
    ],
)
def test_a_value_leads_to_its_place_on_the_picture(browser: Browser, report_out: Path, key: str, pointer: str) -> None:
    form = form_of(report_out, key)
    with opened(browser, report_out, f"form.html#{form.form_id}") as visit:
        visit.page.locator(f'#printed a.value[data-pointer="{pointer}"]').click()
        visit.page.wait_for_selector("rect.box")
        expect(visit.page.locator("rect.box").first).to_be_in_viewport()
        drawn = boxes_on_picture(visit.page, record_of(report_out, FILED[key]))
        picture = picture_of(visit.page, report_out)
    places = [place.box for place in reading_at(form, pointer).where]
    assert [pytest.approx(box, abs=MARGIN) for box in places] == drawn
    assert min(share_of_ink(picture, box, record_of(report_out, FILED[key])) for box in places) > 0.02


def boxes_on_picture(page: Page, record: Record) -> list[tuple[float, ...]]:
    """Return where the boxes stand on the picture, as they are seen, in points of the page."""
    seen = page.evaluate("""() => {
        const picture = document.querySelector(".sheet img").getBoundingClientRect();
        return [...document.querySelectorAll("rect.box")].map((box) => box.getBoundingClientRect()).map((box) =>
            [box.left - picture.left, box.top - picture.top, box.right - picture.left, box.bottom - picture.top]
                .map((at, axis) => at / (axis % 2 ? picture.height : picture.width)));
    }""")
    size = (record.pages[0].width, record.pages[0].height)
    return [tuple(share * size[axis % 2] for axis, share in enumerate(box)) for box in seen]


def picture_of(page: Page, out: Path) -> Image.Image:
    source = page.locator(".sheet img").first.get_attribute("src")
    assert source
    return Image.open(out / "report" / source).convert("L")


def share_of_ink(picture: Image.Image, box: tuple[float, float, float, float], record: Record) -> float:
    """Return how much of a place is dark."""
    across, down = picture.width / record.pages[0].width, picture.height / record.pages[0].height
    x0, top, x1, bottom = box
    inside = picture.crop((round(x0 * across), round(top * down), round(x1 * across), round(bottom * down)))
    grey = inside.histogram()
    return sum(grey[:DARK]) / sum(grey)


def test_a_click_on_the_page_chooses_the_value_that_stands_there(browser: Browser, report_out: Path) -> None:
    form, page_size = form_of(report_out, "water-1-2024"), record_of(report_out, FILED["water-1-2024"]).pages[0]
    x0, top, x1, bottom = reading_at(form, "/grade").where[0].box
    with opened(browser, report_out, f"form.html#{form.form_id}/total/score") as visit:
        paper = visit.page.locator(".sheet svg").first
        seen = paper.bounding_box()
        assert seen
        x, y = (x0 + x1) / 2 / page_size.width, (top + bottom) / 2 / page_size.height
        paper.click(position={"x": x * seen["width"], "y": y * seen["height"]})
        expect(visit.page.locator("a.value[aria-current=true]")).to_have_attribute("data-pointer", "/grade")


def test_the_permanent_link_of_a_value_opens_it_elsewhere(browser: Browser, report_out: Path) -> None:
    form = form_of(report_out, "education-2-2024")
    with opened(browser, report_out, f"form.html#{form.form_id}") as visit:
        visit.page.click('#printed a.value[data-pointer="/indicators/0/score"]')
        link = visit.page.locator("#permanent").inner_text()
    with opened(browser, report_out, f"form.html#{link.partition('#')[2]}") as visit:
        expect(visit.page.locator("a.value[aria-current=true]")).to_have_text("19")
        assert link == visit.page.url


def test_a_link_to_a_value_that_is_not_there_says_so_and_shows_the_form(browser: Browser, report_out: Path) -> None:
    form = form_of(report_out, "education-2-2024")
    with opened(browser, report_out, f"form.html#{form.form_id}/indicators/99/score") as visit:
        expect(visit.page.locator(".fault[role=alert]")).to_contain_text("/indicators/99/score")
        expect(visit.page.locator("#form-indicators")).to_be_visible()


def test_a_citation_says_file_page_cell_and_version_and_is_copied_whole(browser: Browser, report_out: Path) -> None:
    form = form_of(report_out, "education-2-2024")
    with opened(browser, report_out, f"form.html#{form.form_id}/indicators/0/score") as visit:
        said = visit.page.locator("#citation").inner_text()
        visit.page.click("button[data-copy=citation]")
        visit.page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
        visit.page.focus("#paste")
        visit.page.keyboard.press("Control+V")
        assert visit.page.input_value("#paste") == said
    wanted = ["望海市教育局", "教师能力提升", "2024", ".pdf", "“19”", VERSION, f"{form.form_id}/indicators/0/score"]
    assert [part for part in [*wanted, "1"] if part not in said] == []


@pytest.mark.parametrize("name", ["budget", "executed", "rate", "mean", "mismatches"])
def test_a_heading_sorts_down_then_up(browser: Browser, report_out: Path, name: str) -> None:
    with opened(browser, report_out, "departments.html") as visit:
        for turn, backwards in (("descending", True), ("ascending", False)):
            visit.page.click(f"th button[data-sort={name}]")
            heading = visit.page.locator("th", has=visit.page.locator(f"[data-sort={name}]"))
            expect(heading).to_have_attribute("aria-sort", turn)
            ranked = visit.page.locator(f"table[data-table=departments] tbody tr:not(.few) [data-column={name}]")
            shown = numbers(ranked.all_inner_texts())
            assert shown == sorted(shown, reverse=backwards)
            assert len(set(shown)) > 1


def test_two_forms_rank_no_department(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "departments.html") as visit:
        for _ in range(2):
            visit.page.click("th button[data-sort=mean]")
            assert "望海市档案馆" in column(visit.page, "departments", "name")[-1]
        visit.open(report_out / "report" / "index.html")
        assert "望海市档案馆" not in "".join(column(visit.page, "departments-furthest", "department"))


def test_a_filtered_table_is_the_same_behind_its_address(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "differences.html") as visit:
        visit.page.select_option("select[data-filter=result]", "rounding")
        visit.page.select_option("select[data-filter=year]", "2024")
        visit.page.fill("#differences-search", "排涝泵站")
        expect(visit.page.locator("table[data-table=differences] tbody tr")).to_have_count(2)
        shown = column(visit.page, "differences", "project")
        address = visit.page.url.partition("#")[2]
    with opened(browser, report_out, f"differences.html#{address}") as visit:
        assert column(visit.page, "differences", "project") == shown == ["排涝泵站维护"] * 2


def test_differences_are_those_that_were_planted_and_rounding_stands_apart(browser: Browser, report_out: Path) -> None:
    wanted = {
        result: sorted(
            abs(finding["difference"])
            for filed in forms()
            for finding in filed.planted.findings
            if finding["result"] == result
        )
        for result in ("mismatch", "rounding")
    }
    with opened(browser, report_out, "differences.html") as visit:
        for result, differences in wanted.items():
            visit.page.select_option("select[data-filter=result]", result)
            shown = numbers(column(visit.page, "differences", "difference"))
            assert sorted(float(abs(number)) for number in shown) == differences


def test_a_difference_is_spelled_out_with_its_rule_and_where_that_comes_from(
    browser: Browser, report_out: Path
) -> None:
    with opened(browser, report_out, "differences.html#?differences-result=rounding") as visit:
        why = visit.page.locator("table[data-table=differences] [data-column=why]", has_text="150.72 / 151.21")
        why.first.locator("a").click()
        visit.page.wait_for_selector(f"{READY} table[data-table=rules]")
        assert visit.page.url.endswith("dictionary.html#rule-funding-rate")


def test_a_difference_has_its_unit_and_says_what_is_to_be_known_of_its_form(browser: Browser, tmp_path: Path) -> None:
    form = a_form(finding("/goals/0"), finding("/funding/0/executed", "mismatch", difference=Decimal(-20)))
    scanned = form.model_copy(update={"unit": text("某站").model_copy(update={"source": "ocr"})})
    out = make_out(tmp_path / "out", a_record(scanned))
    report(out)
    with opened(browser, out, "differences.html") as visit:
        expect(visit.page.locator("td[data-column=difference]")).to_have_text("−20 万元（−200,000 元）")
        expect(visit.page.locator("th[data-column=project] .badge")).to_have_text(["扫描识别", "有存疑"])
        visit.page.click("#language")
        expect(visit.page.locator("td[data-column=difference]")).to_have_text("−20 万元 (−200,000 yuan)")
        expect(visit.page.locator("th[data-column=project] .badge")).to_have_text(
            ["recognised from a scan", "has doubts"]
        )


def test_questions_are_asked_where_they_were_planted_and_nowhere_else(browser: Browser, report_out: Path) -> None:
    wanted = sorted(
        (filed.year, filed.form.project.value, signal["subject"])
        for filed in forms()
        for signal in filed.planted.signals
        if filed.form.project
    )
    with opened(browser, report_out, "signals.html") as visit:
        rows = visit.page.locator("table[data-table=signals] tbody tr").all()
        found = [
            (
                int(row.locator("[data-column=year]").inner_text()),
                row.locator("[data-column=project]").inner_text(),
                row.locator("a.cell-link").get_attribute("data-subject"),
            )
            for row in rows
        ]
        asked = column(visit.page, "signals", "signal")
    assert sorted(found) == wanted
    assert all(question.endswith("？") for question in asked)


def test_the_language_is_switched_and_kept_on_the_next_page(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "index.html") as visit:
        chinese = visit.page.locator("main").inner_text()
        visit.page.click("#language")
        expect(visit.page.locator("html")).to_have_attribute("lang", "en")
        visit.page.wait_for_selector(READY)
        assert visit.page.locator("main").inner_text() != chinese
        visit.page.click("nav a[data-page='differences.html']")
        visit.page.wait_for_selector(READY)
        assert visit.page.get_attribute("html", "lang") == "en"
        assert "rounding does not explain" in " ".join(column(visit.page, "differences", "why"))


def test_departments_stand_side_by_side(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "departments.html") as visit:
        rows = visit.page.locator("table[data-table=departments] tbody tr")
        for name in ("望海市水务局", "望海市教育局"):
            rows.filter(has_text=name).locator("input[type=checkbox]").check()
        beside = visit.page.locator("table[data-table=side-by-side]")
        expect(beside.locator("thead th")).to_have_count(3)
        for chart in ("scores", "budgets"):
            expect(visit.page.locator(f"figure[data-chart={chart}] svg")).to_be_visible()


def test_an_indicator_is_found_and_stands_beside_itself_in_other_departments(
    browser: Browser, report_out: Path
) -> None:
    with opened(browser, report_out, "indicators.html") as visit:
        visit.page.fill("#names-search", "培训人")
        visit.page.locator("table[data-table=names] tbody a", has_text="培训人次").click()
        visit.page.wait_for_selector(f"{READY} #chosen")
        rows = visit.page.locator("table[data-table=rows] tbody tr")
        counted = [
            filed for filed in forms() for row in filed.form.indicators if row.level3 and row.level3.raw == "培训人次"
        ]
        expect(rows).to_have_count(len(counted))
        assert set(column(visit.page, "rows", "department")) == {filed.department for filed in counted}
        assert "≥400人次" in column(visit.page, "rows", "target")


def test_the_account_and_the_money_are_those_of_the_forms(browser: Browser, report_out: Path) -> None:
    budget, spent = (sum(amounts) for amounts in zip(*(filed.yuan for filed in forms() if filed.yuan), strict=True))
    with opened(browser, report_out, "index.html") as visit:
        shown = numbers(visit.page.locator("#money-figures dd:not(.note)").all_inner_texts())
        counts = numbers(visit.page.locator("#account-figures dd:not(.note)").all_inner_texts())
    assert shown == [round(budget / 10000, 2), round(spent / 10000, 2), round(100 * spent / budget, 2)]
    inputs, *outcomes, of_forms = counts
    assert inputs == sum(outcomes) == len(forms()) + 5
    assert of_forms == len(forms())


def test_the_whole_way_is_gone_by_keys_alone(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "index.html") as visit:
        page = visit.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "skip"
        tab_to(page, "table[data-table=departments-furthest] a.cell-link")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{READY} rect.box")
        tab_to(page, '#printed a.value[data-pointer="/grade"]')
        page.keyboard.press("Enter")
        expect(page.locator("a.value[aria-current=true]")).to_have_attribute("data-pointer", "/grade")
        tab_to(page, "button[data-copy=citation]")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).not_to_be_empty()


def test_a_table_is_sorted_by_keys_alone(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "departments.html") as visit:
        tab_to(visit.page, "th button[data-sort=budget]")
        visit.page.keyboard.press("Enter")
        shown = numbers(column(visit.page, "departments", "budget"))
        assert shown == sorted(shown, reverse=True)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element, which must be seen there."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    pytest.fail(f"120 times Tab, and {selector} has not been reached")
