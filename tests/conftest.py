"""What the tests share: flags, folders, made files and what is read of them, the app in a harness and in a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings
from page_fakes import FakeSearcher
from playwright.sync_api import Browser
from publishers import LocalPublishers
from sheets import Sheet
from statutes import ACT, REGULATIONS
from streamlit.testing.v1 import AppTest
from visits import LOCAL, Server, Visit, chromium, serving

from core.records import Reading
from core.settings import ROOT
from ingest.readers import read_file
from pages.parts import directory, opening

SAMPLE = ROOT / "guidance_docs"

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--goldens", action="store_true", help="write tests/golden/*.json from what the tests find")
    parser.addoption("--screenshots", action="store_true", help="write docs/screenshots/*.png from the browser tests")


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the library that ships, as `waymark ingest` builds it."""
    store = tmp_path_factory.mktemp("sample") / "store"
    command = [sys.executable, "-m", "cli", "ingest", "--library", str(SAMPLE), "--store", str(store)]
    built = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    if built.returncode:
        pytest.fail(f"waymark ingest could not build the sample library:\n{built.stderr}")
    return store


@pytest.fixture
def local() -> Iterator[LocalPublishers]:
    """GOV.UK and legislation.gov.uk on this machine."""
    with LocalPublishers() as publishers:
        yield publishers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library's folder that does not exist yet."""
    return tmp_path / "library"


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """A PDF to draw on, one line below the other."""
    return Sheet(tmp_path / "made.pdf")


@pytest.fixture(scope="session")
def act_reading() -> Reading:
    """The sample Act, read."""
    return read_file(ACT)


@pytest.fixture(scope="session")
def regulations() -> Reading:
    """The sample Regulations, read."""
    return read_file(REGULATIONS)


@pytest.fixture
def searcher(monkeypatch: pytest.MonkeyPatch) -> FakeSearcher:
    """What the pages of the app search, in place of a store and a model."""
    fake = FakeSearcher()
    monkeypatch.setattr(opening, "open_searcher", lambda: fake)
    monkeypatch.setattr(opening, "open_generation", fake.generation)
    monkeypatch.setattr(opening, "library_findings", fake.library_findings)
    monkeypatch.setattr(directory, "store_folder", lambda: Path("no-such-store"))
    return fake


@pytest.fixture
def page(searcher: FakeSearcher) -> AppTest:
    """The app in Streamlit's own test harness, over `searcher`."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)


@pytest.fixture(scope="session")
def server(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`waymark serve` over the sample library."""
    with serving(sample_store, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as running:
        yield running


@pytest.fixture
def width() -> int:
    """How wide the window of `visit` is, in pixels."""
    return 1280


@pytest.fixture
def visit(browser: Browser, server: Server, width: int) -> Iterator[Visit]:
    """A window on the app, which asks this machine and nobody else."""
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
