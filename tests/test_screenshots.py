"""The screenshots in the documents are there; `--screenshots` takes them anew from the pages of today."""

from __future__ import annotations

import pytest
from visits import NEEDS_CHROMIUM, SITUATION, Visit, see_page

from core.settings import ROOT

pytestmark = NEEDS_CHROMIUM


@pytest.mark.parametrize(("width", "name"), [(1280, "ask-desktop"), (390, "ask-phone")])
def test_screenshots_of_results_are_in_the_documents(visit: Visit, name: str, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--screenshots"):
        visit.open().ask(SITUATION).shoot(name, height=1800)
    else:
        visit.open()
    assert 10_000 < (ROOT / "docs" / "screenshots" / f"{name}.png").stat().st_size < 300_000


def test_screenshot_of_a_marked_page_is_in_the_documents(visit: Visit, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--screenshots"):
        see_page(visit).first.screenshot()
        visit.page.set_viewport_size({"width": 800, "height": 880})
        visit.page.get_by_text("See match 1 on page").evaluate("one => one.scrollIntoView({block: 'start'})")
        visit.page.locator(".stMain").evaluate("main => main.scrollBy(0, -90)")
        visit.shoot("marked-page", height=880)
    else:
        visit.open()
    assert 10_000 < (ROOT / "docs" / "screenshots" / "marked-page.png").stat().st_size < 300_000


def test_screenshot_of_the_library_is_in_the_documents(visit: Visit, pytestconfig: pytest.Config) -> None:
    visit.open("/library")
    if pytestconfig.getoption("--screenshots"):
        visit.shoot("library", height=1400)
    assert 10_000 < (ROOT / "docs" / "screenshots" / "library.png").stat().st_size < 300_000
