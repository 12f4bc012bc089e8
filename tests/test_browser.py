"""The pages in real Chromium over the sample library: what they show, and that nothing typed is kept or sent."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect
from pypdf import PdfReader
from visits import LISTENER, LOCAL, NEEDS_CHROMIUM, PATIENCE, SITUATION, WIDTHS, Visit, can_trace, see_page

from core.settings import ROOT

pytestmark = NEEDS_CHROMIUM


def test_first_page_that_anyone_opens_may_be_the_library(visit: Visit) -> None:
    visit.open("/library")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Library")
    expect(visit.page.locator(".wm-lead")).to_contain_text("Marlbrook sample library")


def test_situation_brings_passages_grouped_by_what_binds_most(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    headings = visit.page.get_by_role("heading", level=2).all_inner_texts()
    order = [name for name in ("Law", "Statutory guidance", "Local procedures", "Other guidance") if name in headings]
    assert headings == order
    assert len(headings) > 1
    assert visit.hits().count() == 10
    assert visit.page.locator("article.wm-hit mark").count() == 10
    assert visit.page.locator("article.wm-hit .wm-notice").count() == 10


def test_missing_child_is_answered_from_the_missing_procedure(visit: Visit) -> None:
    visit.open().ask("A girl in a children's home did not come back last night. Who has to be told?")
    expect(visit.hits().first.get_by_role("heading")).to_contain_text("missing")


def test_filters_stand_in_the_address_and_the_situation_never(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    visit.page.get_by_text("Narrow the search").click()
    visit.choose("Kind of guidance", "Local procedure")
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_text("Narrowed to: Local procedure.")).to_be_visible(timeout=PATIENCE)
    assert parse_qs(urlsplit(visit.page.url).query) == {"tier": ["local"]}
    expect(visit.page.get_by_role("heading", level=2)).to_have_text(["Local procedures"], timeout=PATIENCE)
    assert not any("conference" in url for url in visit.asked_for)


def test_filters_in_the_address_apply_when_the_page_opens(visit: Visit) -> None:
    visit.open("/?tier=local&area=Marlbrook&doc=nobody-knows").ask(SITUATION)
    expect(visit.page.get_by_text("Narrowed to: Local procedure; national guidance and Marlbrook.")).to_be_visible()
    assert visit.page.get_by_role("heading", level=2).all_inner_texts() == ["Local procedures"]


def test_filters_return_with_whoever_comes_back_from_the_library(visit: Visit) -> None:
    visit.open("/?area=Marlbrook").ask(SITUATION)
    visit.page.get_by_role("link", name="Library").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Library", timeout=PATIENCE)
    visit.page.get_by_role("link", name="Ask").click()
    expect(visit.page.get_by_text("Narrowed to: national guidance and Marlbrook.")).to_be_visible(timeout=PATIENCE)
    assert parse_qs(urlsplit(visit.page.url).query) == {"area": ["Marlbrook"]}


UNCLEAR = "icpc after the strat, the MASH and the LADO said so, then who tells the ICO"


@WIDTHS
def test_what_was_added_can_be_left_out_and_what_is_unclear_is_asked(visit: Visit, width: int) -> None:
    visit.open().ask(UNCLEAR)
    added = visit.page.get_by_role("button", name="icpc: initial child protection conference")
    expect(added).to_have_attribute("aria-pressed", "true")
    added.click()
    expect(added).to_have_attribute("aria-pressed", "false", timeout=PATIENCE)
    reading = visit.settle().page.get_by_role("radio", name="interim care order")
    reading.click()
    expect(reading).to_have_attribute("aria-checked", "true", timeout=PATIENCE)
    visit.settle().page.wait_for_timeout(500)
    assert visit.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    assert visit.page.locator("[class*=st-key-added_] button *").evaluate_all(cut) == []
    assert not any(word in visit.page.url for word in ("icpc", "ICO", "interim"))
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


HURT = "School rang: a boy of 9 says dad hit him with a belt, there is a mark on his arm. Who has to be told today?"


@WIDTHS
def test_what_was_read_is_shown_with_its_words_and_can_be_left_out(visit: Visit, width: int) -> None:
    visit.open().ask(HURT)
    call = visit.page.get_by_role("heading", name="Call now")
    sign = visit.page.get_by_role("button", name="About: physical abuse (“hit him with a belt”, “mark on”)")
    chips = visit.page.locator("[class*=st-key-signs_]")
    assert call.bounding_box()["y"] < chips.bounding_box()["y"] < visit.hits().first.bounding_box()["y"]
    expect(chips.get_by_role("button").nth(2)).to_be_visible(timeout=PATIENCE)
    assert chips.bounding_box()["height"] < 130
    sign.press("Enter")
    expect(sign).to_have_attribute("aria-pressed", "false", timeout=PATIENCE)
    told = visit.page.get_by_role("status").filter(has_text="Left out: physical abuse.")
    expect(told).to_be_visible(timeout=PATIENCE)
    expect(call).to_have_count(0)
    assert visit.settle().page.evaluate("document.querySelector('.stMain').scrollWidth") <= width
    assert not any("belt" in url or "abuse" in url for url in [visit.page.url, *visit.asked_for])
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()
    sign.press("Enter")
    expect(call).to_be_visible(timeout=PATIENCE)


def test_hit_opens_and_says_how_it_was_found(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    details = visit.page.locator("dl.wm-details").first
    expect(details).not_to_be_visible()
    visit.page.get_by_text("was found").first.click()
    expect(details).to_be_visible()
    assert "By meaning" in details.inner_text()


def reckon(visit: Visit) -> Locator:
    """Asks for the conference, and reckons its last day from a strategy discussion before Christmas."""
    visit.open("/?doc=marlbrook-conferences-2026").ask(SITUATION)
    visit.page.get_by_text("By when?").click()
    visit.page.get_by_role("radiogroup").get_by_text("within 15 working days").first.click()
    visit.page.get_by_role("textbox", name="From which day?").fill("14 December 2026")
    visit.page.keyboard.press("Enter")
    due = visit.page.get_by_role("status").filter(has_text="Due ")
    expect(due).to_be_visible(timeout=PATIENCE)
    return due


def test_deadline_is_reckoned_from_the_day_that_is_typed_and_stays_out_of_the_address(visit: Visit) -> None:
    due = reckon(visit)
    expect(due).to_contain_text("Due Thursday 7 January 2027.")
    expect(due).to_contain_text("substitute day for Boxing Day")
    assert parse_qs(urlsplit(visit.page.url).query) == {"doc": ["marlbrook-conferences-2026"]}


@WIDTHS
def test_page_of_a_pdf_opens_with_the_words_marked(visit: Visit, width: int) -> None:
    picture = see_page(visit).first
    assert (picture.get_attribute("alt") or "").endswith("as printed, with the quoted words marked")
    visit.page.wait_for_function("one => one.complete && one.naturalWidth > 1000", arg=picture.element_handle())
    assert picture.evaluate("one => one.getBoundingClientRect().right") <= width
    assert visit.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width


def test_citation_is_copied(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    first = visit.page.get_by_test_id("stCode").first
    first.get_by_role("button", name="Copy to clipboard").click()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied == first.locator("code").inner_text()
    assert visit.hits().first.get_by_role("heading", level=3).inner_text() in copied


def test_keyboard_alone_asks_and_opens(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_label("Describe the situation in your own words").focus()
    visit.page.keyboard.type("bruise on a baby who cannot roll over")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.innerText") == "Search"
    visit.page.keyboard.press("Enter")
    expect(visit.hits().first).to_be_visible(timeout=PATIENCE)


def test_closest_match_is_one_key_away(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    closest = visit.page.locator("#match-1")
    visit.page.get_by_role("status").get_by_role("link").press("Enter")
    expect(closest.get_by_text("Match 1", exact=True)).to_be_in_viewport()
    below_the_header = closest.bounding_box()["y"] - visit.page.get_by_test_id("stHeader").bounding_box()["height"]
    assert 0 <= below_the_header < 200
    assert visit.hits().count() > 1


def see_outside(visit: Visit) -> None:
    """Asks what the library does not answer, and opens its nearest passages."""
    visit.page.get_by_label("Describe the situation in your own words").fill("How many days of annual leave do I get?")
    visit.page.get_by_role("button", name="Search", exact=True).click()
    told = visit.page.get_by_role("heading", level=2).filter(has_text="This library does not answer this")
    expect(told).to_be_visible(timeout=PATIENCE)
    visit.settle()
    expect(visit.hits().first).not_to_be_visible()
    visit.page.get_by_text("Show the nearest passages anyway").click()
    expect(visit.hits().first).to_be_visible(timeout=PATIENCE)


@WIDTHS
def test_page_fits_its_window(visit: Visit, width: int) -> None:
    visit.open().ask(SITUATION)
    assert visit.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width


@WIDTHS
@pytest.mark.parametrize(
    "shown", ["start", "narrowed", "day", "results", "deadline", "page", "library", "outside", "call", "brief"]
)
def test_axe_finds_no_violation(visit: Visit, shown: str, width: int) -> None:
    visit.open({"library": "/library", "narrowed": "/?tier=local&doc=nobody-knows"}.get(shown, "/"))
    if shown == "results":
        visit.ask(SITUATION)
        visit.page.get_by_text("Narrow the search").click()
        visit.page.get_by_text("was found").first.click()
        visit.page.wait_for_timeout(500)
    if shown == "day":
        visit.open("/?as_of=2025-03-01")
        visit.page.get_by_text("Narrow the search").click()
        expect(visit.page.get_by_role("textbox", name="As things stood on")).to_have_value("1 March 2025")
        visit.page.wait_for_timeout(500)
    if shown == "library":
        visit.page.get_by_text("For whoever keeps this library").click()
        visit.page.wait_for_timeout(500)
    if shown == "deadline":
        reckon(visit)
    if shown == "page":
        see_page(visit)
    if shown == "outside":
        see_outside(visit)
    if shown == "brief":
        see_brief(visit)
        visit.page.get_by_text("Copy for the case record").click()
        visit.page.wait_for_timeout(500)
        assert visit.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width
    if shown == "call":
        visit.ask("A nursery has seen a bruise on a baby who cannot roll over yet.")
        expect(visit.page.get_by_role("heading", level=2).first).to_have_text("Call now")
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


def see_brief(visit: Visit) -> None:
    """Asks, goes on to the brief, and gives the day that its deadlines are counted from."""
    visit.ask(SITUATION).page.get_by_role("button", name="One page for this: the brief").click()
    expect(visit.page.get_by_role("heading", name="What binds")).to_be_visible(timeout=PATIENCE)
    visit.settle().page.get_by_label("From which day?").fill("14 December 2026")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".wm-detail").filter(has_text="due Thursday 7 January 2027")).to_be_visible(
        timeout=PATIENCE
    )
    visit.settle()


def test_brief_is_saved_and_printed_without_what_was_typed(visit: Visit, tmp_path: Path) -> None:
    visit.open()
    see_brief(visit)
    with visit.page.expect_download() as saved:
        visit.page.get_by_role("button", name="PDF").click()
    saved.value.save_as(tmp_path / "saved.pdf")
    visit.page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    for name in ("saved.pdf", "printed.pdf"):
        pages = PdfReader(tmp_path / name).pages
        text = "".join(re.findall(r"\w", "".join(page.extract_text() for page in pages)))
        assert len(pages) > 1
        assert "fromthelibraryMarlbrooksamplelibrary" in text
        assert "dueThursday7January2027" in text
        assert not any(words in text for words in ("ninedaysago", "Fromwhichday", "Copyforthecaserecord"))
    assert urlsplit(visit.page.url)[2:4] == ("/brief", "")
    assert not any("conference" in url or "nine" in url for url in visit.asked_for)


@WIDTHS
def test_headings_go_down_one_level_at_a_time(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    tags = visit.page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert tags[0] == 1
    assert tags.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(tags))


def test_typed_words_are_written_nowhere(visit: Visit, sample_store: Path) -> None:
    word = f"zq{secrets.token_hex(8)}"
    visit.open().ask(f"{SITUATION} {word}")
    kept = visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert word not in kept
    visit.page.reload()
    assert word not in visit.page.url
    assert not any(word in url for url in visit.asked_for)
    places = {ROOT, Path.home(), sample_store, visit.server.log.parent}
    written = list(_written_since(places, visit.server.started))
    assert visit.server.log in written
    assert [path for path in written if _holds(path, word)] == []


def _written_since(places: set[Path], moment: float) -> Iterator[Path]:
    waiting = [str(place) for place in places]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        waiting += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime >= moment:
                yield Path(entry.path)


def _holds(path: Path, word: str) -> bool:
    try:
        return word.encode() in path.read_bytes()
    except OSError:
        return False


def test_server_connects_to_nobody(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    rows = visit.server.connections.read_text().splitlines()
    assert rows.count("listening") >= 1
    hosts = {row.split(" ", 1)[1].strip("'") for row in rows if row != "listening"}
    assert hosts <= LOCAL | {"None", "0.0.0.0", "::"}


def test_ear_in_the_server_hears_a_connection(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(LISTENER)
    heard = tmp_path / "heard"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "WAYMARK_TEST_CONNECTIONS": str(heard)}
    call = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.9', 9))"
    subprocess.run([sys.executable, "-c", call], env=environment, check=True)
    assert "socket.connect '127.0.0.9'" in heard.read_text()


@pytest.mark.skipif(not can_trace(), reason="no strace that may follow a process: install the package strace")
def test_kernel_saw_the_server_connect_to_nobody(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    rows = [row for row in visit.server.trace.read_text().splitlines() if "sa_family=AF_INET" in row]
    assert [row for row in rows if "127.0.0.1" not in row and '"::1"' not in row] == []


def test_server_prints_no_mistake(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    assert "Traceback" not in visit.server.log.read_text()
