"""Local services in real Chromium over the sample directory: search, filters, map, shortlist, corrections, axe."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Browser, Locator, Route, expect
from pypdf import PdfReader
from visits import LOCAL, NEEDS_CHROMIUM, PATIENCE, WIDTHS, Server, Visit, serving

from core.settings import ROOT
from services.area_files import import_areas
from services.corrections import Corrections
from services.importing import import_services

pytestmark = NEEDS_CHROMIUM

FOLDER = ROOT / "services" / "sample"
SITUATION = "15 year old self-harming, waiting for CAMHS, mum cannot cope"


@pytest.fixture(scope="module")
def services_server(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`waymark serve` over the sample library and the sample directory, in a folder of its own."""
    folder = tmp_path_factory.mktemp("services")
    store = folder / "store"
    shutil.copytree(sample_store, store)
    import_services(str(FOLDER / "marlbrook.json"), store)
    import_areas(FOLDER / "areas.geojson", store)
    with serving(store, folder) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, services_server: Server, width: int) -> Iterator[Visit]:
    """A window on the app with the network cut off: whatever is asked of another host fails, and fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    visit = Visit(context.new_page(), services_server)
    visit.page.on("request", lambda request: visit.asked_for.append(request.url))
    visit.page.on("websocket", lambda stream: visit.asked_for.append(stream.url))
    context.route(lambda url: urlsplit(url).hostname not in LOCAL, _cut)
    yield visit
    outside = {urlsplit(url).hostname for url in visit.asked_for if not url.startswith(("data:", "blob:"))} - LOCAL
    context.close()
    assert outside == set()
    assert visit.asked_for


def _cut(route: Route) -> None:
    route.abort("internetdisconnected")


def find(visit: Visit, words: str = SITUATION, *, age: str = "") -> Locator:
    """Opens the page and searches; gives the services that were found."""
    visit.open("/services")
    visit.page.get_by_label("Describe the situation, or type what is looked for").fill(words)
    visit.page.get_by_label("Age", exact=True).fill(age)
    return again(visit)


def again(visit: Visit) -> Locator:
    visit.page.get_by_role("button", name="Search", exact=True).click()
    found = visit.page.locator("article.wm-service")
    expect(found.first).to_be_visible(timeout=PATIENCE)
    visit.settle()
    return found


def add(visit: Visit, rank: int) -> None:
    visit.page.get_by_role("button", name=f"Add match {rank} to the shortlist", exact=True).click()
    taken = visit.page.get_by_role("button", name=f"Take match {rank} off the shortlist", exact=True)
    expect(taken).to_be_visible(timeout=PATIENCE)
    visit.settle()


def test_situation_brings_services_and_none_of_it_is_in_the_address(visit: Visit) -> None:
    found = find(visit, age="15")
    assert found.count() == 10
    assert visit.page.get_by_role("heading", level=2).all_inner_texts()[0] == "First: these answer at any hour"
    assert urlsplit(visit.page.url)[2:4] == ("/services", "")
    assert not any("harming" in url for url in visit.asked_for)


def test_filter_by_area_leaves_services_of_other_areas_out(visit: Visit) -> None:
    found = find(visit, "young carers")
    names = found.locator("h3")
    expect(names.filter(has_text="Wrenholt Young Carers")).to_have_count(1)
    visit.page.get_by_text("Filters", exact=True).click()
    visit.choose("Area that is served", "Marlbrook")
    again(visit)
    expect(names.filter(has_text="Wrenholt Young Carers")).to_have_count(0, timeout=PATIENCE)
    expect(names.filter(has_text="Marlbrook Young Carers")).to_have_count(1)


@WIDTHS
def test_map_is_drawn_with_the_network_cut_off(visit: Visit, width: int) -> None:
    find(visit, "counselling for young people")
    drawn = visit.page.locator("[data-testid=stVegaLiteChart] svg").first
    expect(drawn).to_be_visible(timeout=PATIENCE)
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] > 250
    assert box["height"] > 300
    assert box["x"] + box["width"] <= width
    shapes = visit.page.locator("[data-testid=stVegaLiteChart] svg .mark-shape path")
    assert shapes.count() == 6
    lines = shapes.evaluate_all("all => all.map(one => one.getAttribute('d'))")
    assert all(line and "NaN" not in line for line in lines)
    assert visit.page.locator("[data-testid=stVegaLiteChart] svg .mark-symbol path").count() > 1


def test_shortlist_is_saved_and_what_is_saved_is_what_was_chosen(visit: Visit, tmp_path: Path) -> None:
    found = find(visit, "refuge from domestic abuse")
    names = found.locator("h3").all_inner_texts()
    ranks = [int(rank) for rank in re.findall(r"Match (\d+)", "\n".join(found.locator(".wm-match").all_inner_texts()))]
    wanted = [name for _, name in sorted(zip(ranks, names, strict=True))][:2]
    add(visit, 1)
    add(visit, 2)
    for kind, ending in (("Word", "docx"), ("PDF", "pdf"), ("CSV", "csv")):
        with visit.page.expect_download() as saved:
            visit.page.get_by_role("button", name=f"Shortlist as {kind}").click()
        saved.value.save_as(tmp_path / f"saved.{ending}")
    rows = list(csv.DictReader(StringIO((tmp_path / "saved.csv").read_bytes().decode("utf-8-sig"))))
    assert [row["Service"] for row in rows] == wanted
    assert all(row[label] for row in rows for label in ("Phone", "How to refer", "Cost", "Distance", "Last checked"))
    word = "\n".join(part.text for part in Document(str(tmp_path / "saved.docx")).paragraphs)
    pdf = "".join(page.extract_text() for page in PdfReader(tmp_path / "saved.pdf").pages)
    for row in rows:
        assert row["Service"] in word
        assert f"Phone: {row['Phone'].removeprefix(chr(39))}" in word
        assert re.sub(r"\W", "", row["Service"]) in re.sub(r"\W", "", pdf)
    assert "not shown, since the address is kept safe" in word
    visit.page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    printed = re.sub(r"\W", "", "".join(page.extract_text() for page in PdfReader(tmp_path / "printed.pdf").pages))
    assert "Shortlist2services" in printed
    assert not any(words in printed for words in ("Whyitishere", "Describethesituation", "ShortlistasWord"))
    visit.page.reload()
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    expect(visit.page.locator(".wm-shortlist")).to_have_count(0)


def test_correction_is_sent_to_the_queue_and_settled_there(visit: Visit, services_server: Server) -> None:
    queue = Corrections(services_server.log.parent / "store")
    find(visit, "young carers")
    before = len(queue.all())
    visit.page.get_by_role("button", name="Suggest a correction to match 1", exact=True).click()
    visit.page.get_by_label("What would be right").fill("It moved to the library.")
    assert len(queue.all()) == before
    visit.page.get_by_role("button", name="Send", exact=True).click()
    expect(visit.page.get_by_role("status").filter(has_text="Sent to the queue")).to_be_visible(timeout=PATIENCE)
    assert queue.all()[0].correction.says == "It moved to the library."
    visit.open("/corrections")
    visit.page.get_by_role("button", name=f"Done: {before + 1}", exact=True).click()
    expect(visit.page.get_by_text("Settled: ")).to_be_visible(timeout=PATIENCE)


def test_brief_has_local_services_and_leads_to_them(visit: Visit) -> None:
    visit.open().ask("A 15 year old is a young carer for her mum. Who has to assess her needs?")
    visit.page.get_by_role("button", name="One page for this: the brief").click()
    expect(visit.page.get_by_role("heading", name="Local services")).to_be_visible(timeout=PATIENCE)
    visit.settle().page.get_by_role("button", name="All local services for this").click()
    expect(visit.page.locator("article.wm-service").first).to_be_visible(timeout=PATIENCE)


@WIDTHS
@pytest.mark.parametrize("shown", ["start", "results", "corrections"])
def test_axe_finds_no_violation_and_the_page_fits(visit: Visit, shown: str, width: int) -> None:
    visit.open("/corrections" if shown == "corrections" else "/services")
    if shown == "results":
        find(visit, age="15")
        visit.page.get_by_text("Filters", exact=True).click()
        add(visit, 2)
        visit.page.get_by_role("button", name="Suggest a correction to match 2", exact=True).click()
        expect(visit.page.get_by_label("What would be right")).to_be_visible(timeout=PATIENCE)
        visit.settle().page.get_by_text("All that the record of match 2").click()
        visit.page.wait_for_timeout(1000)
    assert visit.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()
    tags = visit.page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert all(later - earlier <= 1 for earlier, later in pairwise(tags))


def test_server_prints_no_mistake(visit: Visit) -> None:
    find(visit)
    assert "Traceback" not in visit.server.log.read_text()
