"""The app in real Chromium, against `waymark serve` as `scripts/run` starts it.

Two ears listen all the while: one in every Python process of the server, for connections it opens, and one in the
browser, for every address it asks for. Both may hear this machine and nothing else.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
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
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path: install the package chromium")

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


@dataclass(frozen=True, slots=True)
class Server:
    """`waymark serve`, running: its address, what it prints, and what it connects to."""

    address: str
    log: Path
    connections: Path
    trace: Path
    started: float


def can_trace() -> bool:
    """Whether strace is here and may follow a process."""
    strace = shutil.which("strace")
    return (
        strace is not None and subprocess.run([strace, "-qf", "true"], capture_output=True, check=False).returncode == 0
    )


@contextmanager
def serving(store: Path, folder: Path) -> Iterator[Server]:
    """`waymark serve` over `store`, which answers by now; what is heard of it is written into `folder`."""
    (folder / "sitecustomize.py").write_text(LISTENER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Server(f"http://localhost:{port}", folder / "log", folder / "connections", folder / "trace", time.time())
    environment = os.environ | {"PYTHONPATH": str(folder), "WAYMARK_TEST_CONNECTIONS": str(running.connections)}
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port), "--store", str(store)]
    if can_trace():
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


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window, which calls nobody of itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


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


def see_page(visit: Visit) -> Locator:
    """Asks the procedure on missing children, which is a PDF, and opens the page of the first match."""
    visit.open("/?doc=marlbrook-missing-2026").ask("return home interview")
    expect(visit.page.get_by_role("img", name="as printed")).to_have_count(0)
    visit.page.get_by_text("See match 1 on page").click()
    pictures = visit.page.get_by_role("img", name="Children missing from home or care")
    expect(pictures.first).to_be_visible(timeout=PATIENCE)
    return pictures
