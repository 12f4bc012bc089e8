"""Asks the publishers politely: https, known hosts only, one request a second a host, a few tries, bounded sizes.

    client.download(url, part, Form.PDF, known=Validators(etag='"5e1"'))     # None where nothing has changed

It sends an address and nothing else: no cookie, no word that a user typed. A download that broke off leaves its part
and is taken up there if the publisher still has the same file.
"""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from core.errors import FetchError, GoneError, NoNetworkError, RefusedError

HOSTS = ("www.gov.uk", "assets.publishing.service.gov.uk", "www.legislation.gov.uk", "legislation.gov.uk")
USER_AGENT = "Waymark (library of practice guidance; fetched by a person)"
TRIES = 4
REDIRECTS = 5
PACE = 1.0
LONGEST_WAIT = 120.0
_PASSING = (429, 500, 502, 503, 504)
_MEBIBYTE = 1024 * 1024


class Form(Enum):
    """What a file must be: its suffix, its most bytes, its content types, and how it may begin."""

    JSON = (".json", 5 * _MEBIBYTE, ("application/json",), (b"{",))
    HTML = (".html", 20 * _MEBIBYTE, ("text/html",), (b"<",))
    PDF = (".pdf", 80 * _MEBIBYTE, ("application/pdf", "application/octet-stream"), (b"%PDF-",))
    XML = (".xml", 60 * _MEBIBYTE, ("application/xml", "text/xml"), (b"<?xml", b"<Legislation"))

    def __init__(self, suffix: str, most: int, types: tuple[str, ...], starts: tuple[bytes, ...]) -> None:
        self.suffix, self.most, self.types, self.starts = suffix, most, types, starts


@dataclass(frozen=True, slots=True)
class Publishers:
    """Where the known hosts are found. `stand_ins` gives a host's base address on a local server: for tests alone."""

    stand_ins: Mapping[str, str] = field(default_factory=dict)

    def address(self, url: str) -> str:
        """The address to ask for `url`; raises `RefusedError` for anything but https at a known host."""
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.netloc not in HOSTS:
            raise RefusedError(f"{url}: not https at a publisher that Waymark asks ({', '.join(HOSTS)}); not followed.")
        base = self.stand_ins.get(parts.netloc)
        query = f"?{parts.query}" if parts.query else ""
        return f"{base}/{parts.netloc}{parts.path}{query}" if base else url


@dataclass(frozen=True, slots=True)
class Validators:
    """What a publisher gave to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        held = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in held.items() if value}


class _PassingError(Exception):
    """A fault that may pass; `wait` is what the publisher asked for, in seconds."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(why)


class Client:
    """Downloads files, one at a time. `clock` and `sleep` count seconds."""

    def __init__(
        self,
        publishers: Publishers | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = 30.0,
    ) -> None:
        self._publishers = publishers or Publishers()
        self._clock = clock
        self._sleep = sleep
        self._asked: dict[str, float] = {}
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        self._http = httpx.Client(timeout=timeout, headers=headers, follow_redirects=False, trust_env=False)

    def download(self, url: str, part: Path, form: Form, known: Validators | None = None) -> Validators | None:
        """Writes the file at `url` to `part`; None where it is as `known` says. Raises `FetchError`s."""
        why: Exception | None = None
        for attempt in range(TRIES):
            try:
                return self._once(url, part, form, known or Validators())
            except _PassingError as error:
                why, wait = error, error.wait
            except httpx.TransportError as error:
                why, wait = error, None
            if attempt + 1 < TRIES:
                backoff = 2.0**attempt * random.uniform(1.0, 1.5)
                self._sleep(min(wait if wait is not None else backoff, LONGEST_WAIT))
        if isinstance(why, httpx.ConnectError | httpx.ConnectTimeout):
            raise NoNetworkError(urlsplit(url).netloc) from why
        raise FetchError(f"{url}: {why}, {TRIES} times; fetch again later.") from why

    def _once(self, url: str, part: Path, form: Form, known: Validators) -> Validators | None:
        headers = known.headers() | _resumption(part)
        for _ in range(REDIRECTS + 1):
            address = self._publishers.address(url)
            self._keep_pace(urlsplit(url).netloc)
            with self._http.stream("GET", address, headers=headers) as response:
                if response.has_redirect_location:
                    url = urljoin(url, response.headers["Location"])
                    continue
                if response.status_code == 304:
                    return None
                return _keep(response, url, part, form)
        raise RefusedError(f"{url}: more than {REDIRECTS} redirects; not followed.")

    def _keep_pace(self, host: str) -> None:
        earliest = self._asked.get(host, float("-inf")) + PACE
        if (wait := earliest - self._clock()) > 0:
            self._sleep(wait)
        self._asked[host] = self._clock()


def _tag_file(part: Path) -> Path:
    return part.with_name(part.name + ".etag")


def _resumption(part: Path) -> dict[str, str]:
    """The headers that take up a broken download."""
    if part.exists() and part.stat().st_size and _tag_file(part).exists():
        return {"Range": f"bytes={part.stat().st_size}-", "If-Range": _tag_file(part).read_text(encoding="utf-8")}
    return {}


def _keep(response: httpx.Response, url: str, part: Path, form: Form) -> Validators:
    _check_status(response, url, part)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in form.types:
        raise RefusedError(f"{url}: answered as {kind or 'no stated type'}, not {form.types[0]}; not kept.")
    etag = response.headers.get("ETag")
    strong = bool(etag) and not etag.startswith("W/") and response.headers.get("Accept-Ranges") == "bytes"
    if response.status_code == 200:
        part.unlink(missing_ok=True)
        _tag_file(part).unlink(missing_ok=True)
        if strong:
            _tag_file(part).write_text(etag, encoding="utf-8")
    _write(response, url, part, form)
    _tag_file(part).unlink(missing_ok=True)
    with part.open("rb") as held:
        head = held.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(form.starts):
        part.unlink()
        raise RefusedError(f"{url}: the bytes are no {form.name} file, whatever its name says; not kept.")
    return Validators(etag, response.headers.get("Last-Modified"))


def _check_status(response: httpx.Response, url: str, part: Path) -> None:
    code = response.status_code
    if code in (404, 410):
        raise GoneError(f"{url}: the publisher has nothing there ({code}); look for the document by its title.")
    if code in _PASSING:
        raise _PassingError(f"answered {code}", _retry_after(response.headers.get("Retry-After", "")))
    start = f"bytes {part.stat().st_size if part.exists() else 0}-"
    if code == 416 or (code == 206 and not response.headers.get("Content-Range", "").startswith(start)):
        part.unlink(missing_ok=True)
        raise _PassingError("another part came than was asked for")
    if code not in (200, 206):
        raise FetchError(f"{url}: the publisher answered {code}; open the address in a browser to see why.")


def _write(response: httpx.Response, url: str, part: Path, form: Form) -> None:
    size = part.stat().st_size if part.exists() else 0
    with part.open("ab") as out:
        for piece in response.iter_bytes():
            size += len(piece)
            if size > form.most:
                break
            out.write(piece)
    if size > form.most:
        part.unlink()
        _tag_file(part).unlink(missing_ok=True)
        raise RefusedError(f"{url}: more than {form.most // _MEBIBYTE} MiB; not kept.")


def _retry_after(value: str) -> float | None:
    """Seconds from now, of a header in seconds or as an HTTP date; None where it says neither."""
    if value.strip().isdigit():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (when - datetime.now(UTC)).total_seconds()) if when.tzinfo else None
