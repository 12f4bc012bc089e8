"""GOV.UK and legislation.gov.uk on this machine, with their formats and their faults; nothing here asserts.

publishers.put(PAGE, Answer.page("Title", attachments=[pdf(ASSET, "Title")]))
publishers.put(ASSET, Answer(status=500), Answer(b"%PDF-...", "application/pdf"))    # in turn; the last one stays
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.fetching.client import HOSTS, Client, Publishers

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Answer:
    """What the server says. `breaks_at` bytes the connection is cut; `is_silent` says nothing until the test is over.

    With `is_closing` no length is stated: the end of the connection is the end; with `is_endless` the body comes again
    and again. `etag` is the content's hash unless it is given; an empty one is not sent. Ranges are served where
    `has_ranges`.
    """

    body: bytes = b""
    kind: str = "application/pdf"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    breaks_at: int | None = None
    is_silent: bool = False
    is_closing: bool = False
    is_endless: bool = False
    has_ranges: bool = True

    @property
    def tag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:12]}"' if self.etag is None else self.etag


@dataclass(frozen=True)
class Asked:
    """A request that came: the publisher's address, and the headers in small letters."""

    url: str
    headers: Mapping[str, str]


class LocalPublishers:
    """Serves both publishers on one port; ask with `client()`. What no answer is put for is 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.slept: list[float] = []
        self.sent = 0
        self.over = threading.Event()
        self._answers: dict[str, list[Answer]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._clients: list[Client] = []
        self._now = 0.0

    def __enter__(self) -> LocalPublishers:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for client in self._clients:
            client.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def put(self, url: str, *answers: Answer) -> None:
        self._answers[url] = list(answers)

    def answer(self, url: str) -> Answer:
        waiting = self._answers.get(url, [Answer(b"", "text/html", 404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def client(self, timeout: float = 30.0) -> Client:
        """Asks this server for every publisher; its sleeps pass at once and are counted in `slept`."""
        base = f"http://127.0.0.1:{self._server.server_address[1]}"
        publishers = Publishers(dict.fromkeys(HOSTS, base))
        client = Client(publishers, clock=lambda: self._now, sleep=self._sleep, timeout=timeout)
        self._clients.append(client)
        return client

    def urls(self) -> list[str]:
        return [asked.url for asked in self.asked]

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += seconds


def _handler(publishers: LocalPublishers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = "https:/" + self.path
            publishers.asked.append(Asked(url, {name.lower(): value for name, value in self.headers.items()}))
            answer = publishers.answer(url)
            self.close_connection = True
            if answer.is_silent:
                publishers.over.wait(30)
            elif answer.status == 200 and answer.tag and self.headers.get("If-None-Match") == answer.tag:
                self._send(304, answer, b"")
            elif answer.status == 200 and self._wants_rest(answer):
                start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
                size = len(answer.body)
                self._send(206, answer, answer.body[start:], {"Content-Range": f"bytes {start}-{size - 1}/{size}"})
            else:
                self._send(answer.status, answer, answer.body)

        def _wants_rest(self, answer: Answer) -> bool:
            return answer.has_ranges and "Range" in self.headers and self.headers.get("If-Range") == answer.tag

        def _send(self, status: int, answer: Answer, body: bytes, more: Mapping[str, str] | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", answer.kind)
            if answer.tag:
                self.send_header("ETag", answer.tag)
            if answer.has_ranges:
                self.send_header("Accept-Ranges", "bytes")
            if not answer.is_closing and not answer.is_endless:
                self.send_header("Content-Length", str(len(body)))
            for name, value in {**answer.headers, **(more or {}), "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: answer.breaks_at])
            with suppress(ConnectionError):
                while answer.is_endless and publishers.sent < 200_000_000:
                    publishers.sent += self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def api(url: str) -> str:
    """The Content API's address of a page."""
    return f"https://www.gov.uk/api/content{urlsplit(url).path}"


def page(
    title: str,
    *,
    updated: str = "2025-07-07T09:30:00+01:00",
    attachments: Sequence[Mapping[str, Any]] = (),
    body: str = "",
    withdrawn: str | None = None,
    why: str = "",
    note: str = "First published.",
) -> Answer:
    """A page as the Content API gives it."""
    notice = {"withdrawn_at": withdrawn, "explanation": why} if withdrawn else {}
    history = [
        {"note": "First published.", "public_timestamp": "2014-04-01T00:00:00Z"},
        {"note": note, "public_timestamp": updated},
    ]
    held = {
        "base_path": "/government/publications/a-page",
        "schema_name": "publication",
        "document_type": "statutory_guidance",
        "title": title,
        "first_published_at": "2014-04-01T00:00:00Z",
        "public_updated_at": updated,
        "withdrawn_notice": notice,
        "details": {"attachments": list(attachments), "body": body, "change_history": history},
    }
    return Answer(json.dumps(held).encode(), "application/json; charset=utf-8")


def file_of(url: str, title: str, kind: str = "application/pdf") -> dict[str, Any]:
    """An attachment that is a file."""
    name = url.rsplit("/", 1)[-1]
    return {"attachment_type": "file", "content_type": kind, "filename": name, "id": name, "title": title, "url": url}


def web_page_of(path: str, title: str) -> dict[str, Any]:
    """An attachment that is a page of its own; its address has no host, as GOV.UK writes it."""
    return {"attachment_type": "html", "id": path, "title": title, "url": path}


def pdf(words: str, size: int = 0) -> Answer:
    """A file that begins and ends as a PDF does, at least `size` bytes long."""
    return Answer(b"%PDF-1.7\n" + words.encode() + b"\n" + b"x" * size + b"\n%%EOF\n")


def act(path: str, *, valid: str = "2033-04-01", words: str = "") -> Answer:
    """The sample Act under another address: `ukpga/1989/41`."""
    text = (DATA / "sample-act.xml").read_text(encoding="utf-8")
    text = text.replace("ukpga/2031/7", path).replace("2033-04-01", valid)
    if words:
        text = text.replace("Sample Children (Marlbrook) Act 2031", words)
    return Answer(text.encode(), "application/xml")
