"""The Alignment page in real Chromium over the sample library: findings, a decision that stays, topics, changes."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Locator, expect
from visits import NEEDS_CHROMIUM, PATIENCE, WIDTHS, Visit

pytestmark = NEEDS_CHROMIUM

LONG = 4 * PATIENCE
"""Milliseconds in which every procedure of the sample is compared, the first time."""


DECIDE_H1 = re.compile("^Decide H1( again)?$")


def take(visit: Visit, box: str, words: str) -> None:
    """Takes the first option of a list that has `words`, by keyboard alone."""
    visit.page.get_by_role("combobox", name=box).focus()
    visit.page.keyboard.type(words)
    expect(visit.page.get_by_role("option").first).to_contain_text(words, timeout=PATIENCE)
    visit.page.keyboard.press("Enter")
    visit.settle()


def choose(visit: Visit, words: str) -> Locator:
    """Opens the page and takes the first procedure whose title has `words`; gives its findings."""
    visit.open("/alignment")
    take(visit, "Local procedure", words)
    found = visit.page.locator("article.wm-finding")
    expect(found.first).to_be_visible(timeout=LONG)
    visit.settle()
    return found


def look_at(visit: Visit, view: str, awaited: Locator) -> None:
    visit.page.get_by_role("radiogroup", name="Look at").get_by_text(view, exact=True).click()
    expect(awaited.first).to_be_visible(timeout=LONG)
    visit.settle()


def check(visit: Visit, width: int) -> None:
    """Axe finds nothing, headings go down a level at a time, and the page fits its window."""
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()
    tags = visit.page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert all(later - earlier <= 1 for earlier, later in pairwise(tags))
    assert visit.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width


def test_decision_survives_a_reload_and_the_report_holds_it(visit: Visit, tmp_path: Path) -> None:
    found = choose(visit, "Core groups")
    assert "Core groups and child protection plans" in found.first.inner_text()
    decide = visit.page.get_by_role("button", name=DECIDE_H1)
    decide.focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_label("Your name").fill("B. Khan")
    visit.page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(visit.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible(timeout=PATIENCE)
    choose(visit, "Core groups")
    expect(visit.page.get_by_text("agreed (B. Khan")).to_be_visible(timeout=PATIENCE)
    with visit.page.expect_download() as saved:
        visit.page.get_by_role("button", name="Report as Word").click()
    saved.value.save_as(tmp_path / "report.docx")
    words = "\n".join(part.text for part in Document(str(tmp_path / "report.docx")).paragraphs)
    assert "agreed (B. Khan" in words
    assert "Marlbrook" in words
    assert not any("Khan" in url for url in visit.asked_for)


@WIDTHS
def test_axe_finds_no_violation_on_any_view_and_all_fit(visit: Visit, width: int) -> None:
    page = visit.page
    choose(visit, "Core groups")
    page.get_by_text("See the words of H1 on the page").click()
    expect(page.get_by_role("img", name="as printed, with the quoted words marked").first).to_be_visible(
        timeout=PATIENCE
    )
    page.get_by_role("button", name=DECIDE_H1).click()
    page.get_by_text("To do: by whom and when").click()
    expect(page.get_by_label("By when?")).to_be_visible(timeout=PATIENCE)
    visit.settle()
    check(visit, width)
    look_at(visit, "All procedures", page.locator("table.wm-matrix tbody th[scope=row]"))
    assert page.locator("table.wm-matrix thead th[scope=col]").count() > 2
    check(visit, width)
    look_at(visit, "Review queue", page.get_by_role("radiogroup", name="Show", exact=True))
    check(visit, width)
    look_at(visit, "What changed", page.get_by_role("combobox", name="Which two editions?"))
    visit.choose("Which two editions?", "Child protection conferences")
    expect(page.locator(".wm-difference").first).to_be_visible(timeout=LONG)
    visit.settle()
    check(visit, width)
    visit.open("/recording")
    take(visit, "Event or matter", "Referral")
    expect(page.get_by_role("heading", name="Local procedures").first).to_be_visible(timeout=LONG)
    check(visit, width)
    assert "Traceback" not in visit.server.log.read_text()


def test_table_leads_to_a_procedure(visit: Visit) -> None:
    visit.open("/alignment")
    look_at(visit, "All procedures", visit.page.locator("table.wm-matrix"))
    title = visit.page.locator("table.wm-matrix tbody th").first.inner_text()
    take(visit, "See the findings of", title)
    visit.page.get_by_role("button", name="Open this procedure").click()
    expect(visit.page.locator("article.wm-finding").first).to_contain_text(title, timeout=PATIENCE)
