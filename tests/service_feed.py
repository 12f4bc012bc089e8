"""An API of services on this machine, as ORUK 3.0 serves them: pages of shallow records, details by id, and the faults.

with ServiceFeed(services(25), size=10) as feed:
    feed.break_page(2, Fault.ERROR)          # for good; Fault.ONCE passes after one answer
    import_services(feed.address, store, hosts=(HOST,), client=feed.client)

Nothing here asserts.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from enum import Enum
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ingest.fetching.client import Client, Publishers

HOST = "api.marlbrook.example"
SHALLOW = ("id", "name", "description", "status", "url", "email", "minimum_age", "maximum_age", "assured_date")


class Fault(Enum):
    """What an answer has wrong with it."""

    ERROR = "answers 500"
    ONCE = "answers 500 once"
    TRUNCATED = "its JSON breaks off, though all bytes that were promised came"
    HTML = "answers with a page of HTML"
    EMPTY = "holds no records"
    REPEATED = "holds the first page again"
    GONE = "answers 404"
    OTHER = "holds another service"


def service(number: int, **more: Any) -> dict[str, Any]:
    """A whole record of a service that nobody runs."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "name": f"Service {number}",
        "description": f"<p>Help of kind {number}</p>",
        "status": "active",
        "email": f"s{number}@example.org",
        "minimum_age": 0,
        "maximum_age": 18,
        "assured_date": "2026-05-01",
        "organization": {"id": f"org-{number % 7}", "name": f"Organisation {number % 7}", "description": "A charity"},
        "service_areas": [{"id": f"area-{number}", "name": "Marlbrook"}],
        "contacts": [
            {"id": f"contact-{number}", "phones": [{"id": f"p{number}", "number": f"01632 {960000 + number}"}]}
        ],
        "schedules": [
            {"id": f"sch-{number}", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}
        ],
        "service_at_locations": [
            {
                "id": f"at-{number}",
                "location": {
                    "id": f"loc-{number}",
                    "location_type": "physical",
                    "latitude": 51.5 + number / 1e5,
                    "longitude": -1.5,
                    "addresses": [
                        {
                            "id": f"add-{number}",
                            "address_1": f"{number} High Street",
                            "city": "Marlbrook",
                            "state_province": "Marlshire",
                            "postal_code": f"ZZ1 {number % 10}AA",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        **more,
    }


def services(count: int) -> list[dict[str, Any]]:
    """So many services, each under its own id."""
    return [service(number) for number in range(1, count + 1)]


class ServiceFeed:
    """Serves services at `address`; ask with `client`. `claims` are what every page claims instead of the truth."""

    def __init__(self, held: Sequence[Mapping[str, Any]], *, size: int = 10) -> None:
        self.held = list(held)
        self.size = size
        self.claims: dict[str, Any] = {}
        self.has_etags = True
        self.ignores_page = False
        self.asked: list[str] = []
        self.slept: list[float] = []
        self.statuses: list[int] = []
        self._pages: dict[int, Fault] = {}
        self._details: dict[str, Fault] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> ServiceFeed:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """The address of the API as a council would give it."""
        return f"https://{HOST}/v3"

    def client(self, hosts: tuple[str, ...]) -> Client:
        """What asks this server in place of the allowed hosts, without waiting."""
        base = f"http://127.0.0.1:{self._server.server_port}"
        publishers = Publishers(dict.fromkeys(hosts, base), hosts=hosts)
        return Client(publishers, sleep=self.slept.append, pace=0.0, timeout=5.0)

    def break_page(self, number: int, fault: Fault) -> None:
        """Makes a page answer with a fault."""
        self._pages[number] = fault

    def break_details(self, service_id: str, fault: Fault) -> None:
        """Makes the details of a service answer with a fault."""
        self._details[service_id] = fault

    def mend(self) -> None:
        """Takes all faults away."""
        self._pages.clear()
        self._details.clear()

    def answer(self, path: str, query: str) -> tuple[int, str, bytes]:
        """Status, content type and body for an address."""
        steps = path.removeprefix(f"/{HOST}").strip("/").split("/")
        if steps[-1] == "services":
            number = 1 if self.ignores_page else int(parse_qs(query).get("page", ["1"])[0])
            return self._faulty(self._pages, number, lambda: self._page(number))
        return self._faulty(self._details, unquote(steps[-1]), lambda: self._one(unquote(steps[-1])))

    def _faulty(self, faults: dict[Any, Fault], key: Any, whole: Any) -> tuple[int, str, bytes]:
        fault = faults.get(key)
        if fault is Fault.ONCE:
            del faults[key]
        if fault in (Fault.ERROR, Fault.ONCE):
            return 500, "text/html", b"<h1>Server Error</h1>"
        if fault is Fault.GONE:
            return 404, "application/json", b'{"error": "not found"}'
        if fault is Fault.HTML:
            return 200, "text/html", b"<html>Sign in</html>"
        value = whole()
        if value is None:
            return 404, "application/json", b"{}"
        if fault is Fault.EMPTY:
            value["contents"] = []
        if fault is Fault.REPEATED:
            value["contents"] = self._page(1)["contents"]
        if fault is Fault.OTHER:
            value = {**value, "id": "another"}
        body = json.dumps(value).encode()
        return 200, "application/json", body[: len(body) // 2] + b"}" if fault is Fault.TRUNCATED else body

    def _page(self, number: int) -> dict[str, Any]:
        start = (number - 1) * self.size
        held = self.held[start : start + self.size]
        pages = -(-len(self.held) // self.size)
        return {
            "total_items": len(self.held),
            "total_pages": pages,
            "page_number": number,
            "size": len(held),
            "first_page": number == 1,
            "last_page": number >= pages,
            "empty": not held,
            "contents": [self._shallow(one) for one in held],
            **self.claims,
        }

    @staticmethod
    def _shallow(one: Mapping[str, Any]) -> dict[str, Any]:
        organization = one.get("organization")
        return {key: one[key] for key in SHALLOW if key in one} | (
            {"organization": organization} if organization else {}
        )

    def _one(self, service_id: str) -> dict[str, Any] | None:
        return next((dict(one) for one in self.held if one["id"] == service_id), None)


def _handler(feed: ServiceFeed) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            feed.asked.append(self.path.removeprefix(f"/{HOST}"))
            status, kind, body = feed.answer(parts.path, parts.query)
            etag = f'"{sha256(body).hexdigest()[:12]}"'
            if feed.has_etags and status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            feed.statuses.append(status)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if feed.has_etags and status in (200, 304):
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
