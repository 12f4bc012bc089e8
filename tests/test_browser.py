"""The page in real Chromium, against `waymark serve` over the sample library, as `scripts/run` starts it.

Two ears listen all the while: one in every Python process of the server, for connections it opens, and one in the
browser, for every address it asks for. Both may hear this machine and nothing else.
"""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect, sync_playwright

from core.settings import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCAL = {"localhost", "127.0.0.1", "::1"}
SITUATION = "The strategy discussion was nine days ago. How soon must the first child protection conference be held?"
WIDTHS = pytest.mark.parametrize("width", [1280, 390])
PATIENCE = 60_000

# Runs in every Python process of the server and writes down each address that it connects to or looks up.
LISTENER = """
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        place = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        host = place[0] if isinstance(place, tuple) else place
        with open(os.environ["WAYMARK_TEST_CONNECTIONS"], "a") as file:
            file.write(f"{event} {host!r}\\n")

sys.addaudithook(note)
with open(os.environ["WAYMARK_TEST_CONNECTIONS"], "a") as file:
    file.write("listening\\n")
"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path: install the package chromium")


@dataclass(frozen=True, slots=True)
class Server:
    """`waymark serve`, running: its address, what it prints, and what it connects to."""

    address: str
    log: Path
    connections: Path
    trace: Path
    started: float


def _can_trace() -> bool:
    strace = shutil.which("strace")
    return (
        strace is not None and subprocess.run([strace, "-qf", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="session")
def server(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "sitecustomize.py").write_text(LISTENER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Server(f"http://localhost:{port}", folder / "log", folder / "connections", folder / "trace", time.time())
    environment = os.environ | {"PYTHONPATH": str(folder), "WAYMARK_TEST_CONNECTIONS": str(running.connections)}
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port), "--store", str(sample_store)]
    if _can_trace():
        command = ["strace", "-qf", "--seccomp-bpf", "-e", "trace=connect", "-o", str(running.trace), *command]
    with running.log.open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _await_answer(running, process)
            yield running
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def _await_answer(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    pytest.fail(f"waymark serve did not answer:\n{server.log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@dataclass(slots=True)
class Visit:
    """A window on the app, and every address that it asked for."""

    page: Page
    server: Server
    asked_for: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Visit:
        self.page.goto(self.server.address + path)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
        expect(self.page.get_by_test_id("stSpinner")).to_have_count(0, timeout=PATIENCE)
        expect(self.page.get_by_text("Waymark quotes guidance")).to_be_visible(timeout=PATIENCE)
        return self

    def ask(self, words: str) -> Visit:
        self.page.get_by_label("Describe the situation in your own words").fill(words)
        self.page.get_by_role("button", name="Search", exact=True).click()
        expect(self.page.get_by_role("status").filter(has_text="The closest match")).to_be_visible(timeout=PATIENCE)
        return self.settle()

    def settle(self) -> Visit:
        """Waits until nothing of the page is from before the last press."""
        expect(self.page.locator("[data-stale=true]")).to_have_count(0, timeout=PATIENCE)
        expect(self.page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=PATIENCE)
        return self

    def choose(self, box: str, option: str) -> Visit:
        """Takes an option of a list, which is opened again where the page moved under the click and closed it."""
        wanted = self.page.get_by_role("option", name=option)
        for _ in range(10):
            self.page.get_by_role("combobox", name=box).click()
            with suppress(TimeoutError):
                wanted.click(timeout=5_000)
                return self
        pytest.fail(f"{box} does not offer {option}:\n{self.page.locator('main, .stMain').first.inner_text()}")

    def hits(self) -> Locator:
        return self.page.locator("article.wm-hit")

    def shoot(self, name: str, *, height: int) -> None:
        """Writes docs/screenshots/`name`.png, `height` pixels of it."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 1280
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png")


@pytest.fixture
def width() -> int:
    return 1280


@pytest.fixture
def visit(browser: Browser, server: Server, width: int) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.address)
    visit = Visit(context.new_page(), server)
    visit.page.on("request", lambda request: visit.asked_for.append(request.url))
    visit.page.on("websocket", lambda stream: visit.asked_for.append(stream.url))
    yield visit
    outside = {urlsplit(url).hostname for url in visit.asked_for if not url.startswith(("data:", "blob:"))} - LOCAL
    context.close()
    assert outside == set()
    assert visit.asked_for


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


def test_hit_opens_and_says_how_it_was_found(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    details = visit.page.locator("dl.wm-details").first
    expect(details).not_to_be_visible()
    visit.page.get_by_text("was found").first.click()
    expect(details).to_be_visible()
    assert "By meaning" in details.inner_text()


def see_page(visit: Visit) -> Locator:
    """Asks the procedure on missing children, which is a PDF, and opens the page of the first match."""
    visit.open("/?doc=marlbrook-missing-2026").ask("return home interview")
    expect(visit.page.get_by_role("img", name="as printed")).to_have_count(0)
    visit.page.get_by_text("See match 1 on page").click()
    pictures = visit.page.get_by_role("img", name="Children missing from home or care")
    expect(pictures.first).to_be_visible(timeout=PATIENCE)
    return pictures


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


@WIDTHS
def test_page_fits_its_window(visit: Visit, width: int) -> None:
    visit.open().ask(SITUATION)
    assert visit.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width


@WIDTHS
@pytest.mark.parametrize("shown", ["start", "narrowed", "day", "results", "page", "library"])
def test_axe_finds_no_violation(visit: Visit, shown: str) -> None:
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
    if shown == "page":
        see_page(visit)
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


@WIDTHS
def test_headings_go_down_one_level_at_a_time(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    tags = visit.page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert tags[0] == 1
    assert tags.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(tags))


def test_typed_words_are_written_nowhere(visit: Visit, sample_store: Path) -> None:
    word = f"zq{secrets.token_hex(8)}"
    visit.open().ask(f"A child said {word} at school and will not go home")
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


@pytest.mark.skipif(not _can_trace(), reason="no strace that may follow a process: install the package strace")
def test_kernel_saw_the_server_connect_to_nobody(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    rows = [row for row in visit.server.trace.read_text().splitlines() if "sa_family=AF_INET" in row]
    assert [row for row in rows if "127.0.0.1" not in row and '"::1"' not in row] == []


def test_server_prints_no_mistake(visit: Visit) -> None:
    visit.open().ask(SITUATION)
    assert "Traceback" not in visit.server.log.read_text()


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
