"""What filters of a report offer, and what stands on paper of them."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from fixtures.departments import forms
from tests.browser import needs_chromium
from tests.test_report_visit import column, opened

pytestmark = needs_chromium


def test_on_paper_a_table_says_what_was_chosen_and_searched(browser: Browser, report_out: Path) -> None:
    chosen = "differences-result=rounding&differences-year=2024&differences-q=泵站"
    with opened(browser, report_out, f"differences.html#?{chosen}") as visit:
        expect(visit.page.locator("#differences-state")).to_be_hidden()
        visit.page.emulate_media(media="print")
        expect(visit.page.locator("#differences-state")).to_be_visible()
        expect(visit.page.locator("#differences-state")).to_have_text("结果：舍入 · 年度：2024 · 搜索：泵站")


def test_a_filter_offers_only_departments_that_have_rows(browser: Browser, report_out: Path) -> None:
    with opened(browser, report_out, "signals.html") as visit:
        offered = visit.page.locator("select[data-filter=department] option").evaluate_all(
            "options => options.map((option) => option.value).filter(Boolean)"
        )
        visit.page.wait_for_selector("[data-loaded=signals]", state="attached")
        names = {*column(visit.page, "signals", "department")}
    assert len(offered) == len(names) < len({filed.department for filed in forms()})
