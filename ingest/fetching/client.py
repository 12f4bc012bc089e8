"""Asks the publishers politely: https, known hosts only, one request a second a host, a few tries, bounded sizes.

    client.download(url, part, Form.PDF, known=Validators(etag='"5e1"'))     # None where nothing has changed

It sends an address and nothing else: no cookie, no word that a user typed. A download that broke off leaves its part
and is taken up there if the publisher still has the same file. A proxy is asked where the environment names one
(HTTPS_PROXY, NO_PROXY), as councils' networks need; through it too the publisher's certificate is checked.
"""

from __future__ import annotations

import email.utils
import os
import random
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from http.cookiejar import CookieJar, DefaultCookiePolicy
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
LONGEST_DOWNLOAD = 900.0
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_PASSING = (429, 500, 502, 503, 504)
_MEBIBYTE = 1024 * 1024


class Form(Enum):
    """What a file must be: its suffix, its most bytes, its content types, how it may begin, and what may end it.

    A page of GOV.UK comes as JSON, and its text is then kept as HTML. A feed is JSON of services.
    """

    JSON = (".json", 20 * _MEBIBYTE, ("application/json",), (b"{",), (b"}",))
    HTML = (".html", 20 * _MEBIBYTE, ("text/html",), (b"<",), (b">",))
    PDF = (".pdf", 80 * _MEBIBYTE, ("application/pdf", "application/octet-stream"), (b"%PDF-",), (b"%%EOF",))
    XML = (".xml", 60 * _MEBIBYTE, ("application/xml", "text/xml"), (b"<?xml", b"<Legislation"), (b">",))
    FEED = (
        ".json",
        200 * _MEBIBYTE,
        ("application/json", "application/hal+json", "application/ld+json", "text/json"),
        (b"{", b"["),
        (b"}", b"]"),
    )

    def __init__(
        self, suffix: str, most: int, types: tuple[str, ...], starts: tuple[bytes, ...], ends: tuple[bytes, ...]
    ) -> None:
        self.suffix, self.most, self.types, self.starts, self.ends = suffix, most, types, starts, ends


@dataclass(frozen=True, slots=True)
class Publishers:
    """The known hosts, and where they are found: `stand_ins` gives one's address on a local server, for tests alone."""

    stand_ins: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = HOSTS

    def address(self, url: str) -> str:
        """The address to ask for `url`; raises `RefusedError` for anything but https at a known host."""
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise RefusedError(f"{url}: no address ({error}); not followed.") from error
        if parts.scheme != "https" or parts.netloc not in self.hosts:
            asks = ", ".join(self.hosts)
            raise RefusedError(f"{url}: not https at a publisher that Waymark asks ({asks}); not followed.")
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
    """Downloads files, one at a time. `clock`, `sleep` and `pace` count seconds, `timeout` those of silence.

    Raises `FetchError` where a proxy or a certificate that the environment names cannot be used.
    """

    def __init__(
        self,
        publishers: Publishers | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = 30.0,
        pace: float = PACE,
    ) -> None:
        self._publishers = publishers or Publishers()
        self._clock = clock
        self._sleep = sleep
        self._pace = pace
        self._asked: dict[str, float] = {}
        self._http = _connections(timeout, by_environment=not self._publishers.stand_ins)

    def close(self) -> None:
        """Ends the connections."""
        self._http.close()

    def download(self, url: str, part: Path, form: Form, known: Validators | None = None) -> Validators | None:
        """Writes the file at `url` to `part`; None where it is as `known` says. Raises `FetchError`s."""
        why: Exception | None = None
        for attempt in range(TRIES):
            try:
                return self._once(url, part, form, known or Validators())
            except _PassingError as error:
                why, wait = error, error.wait
            except httpx.RequestError as error:
                why, wait = error, None
            if wait is not None and wait > LONGEST_WAIT:
                raise FetchError(f"{url}: the publisher asks to wait {wait:.0f} seconds; fetch again after that.")
            if attempt + 1 < TRIES:
                self._sleep(wait if wait is not None else 2.0**attempt * random.uniform(1.0, 1.5))
        if isinstance(why, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
            raise NoNetworkError(urlsplit(url).netloc, _said(why)) from why
        raise FetchError(f"{url}: {_said(why)}, {TRIES} times; fetch again later.") from why

    def _once(self, url: str, part: Path, form: Form, known: Validators) -> Validators | None:
        headers = known.headers() | _resumption(part, url)
        asked = url
        for _ in range(REDIRECTS + 1):
            address = self._publishers.address(url)
            self._keep_pace(urlsplit(url).netloc)
            with closing(self._http.send(self._request(address, headers), stream=True)) as response:
                if not response.has_redirect_location:
                    return self._keep(response, asked, part, form, known)
                url = _joined(url, response.headers["Location"])
        raise RefusedError(f"{asked}: more than {REDIRECTS} redirects; not followed.")

    def _request(self, address: str, headers: Mapping[str, str]) -> httpx.Request:
        try:
            return self._http.build_request("GET", address, headers=dict(headers))
        except (httpx.InvalidURL, ValueError) as error:
            raise RefusedError(f"{address}: no address ({error}); not followed.") from error

    def _keep_pace(self, host: str) -> None:
        earliest = self._asked.get(host, float("-inf")) + self._pace
        if (wait := earliest - self._clock()) > 0:
            self._sleep(wait)
        self._asked[host] = self._clock()

    def _keep(self, response: httpx.Response, url: str, part: Path, form: Form, known: Validators) -> Validators | None:
        if response.status_code == 304:
            discard(part)
            if not known.headers():
                raise _PassingError('answered "not changed" though nothing was held')
            return None
        _check_status(response, url, part)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in form.types:
            raise RefusedError(f"{url}: answered as {kind or 'no stated type'}, not {form.types[0]}; not kept.")
        if response.status_code == 200:
            _begin(response, url, part)
        self._write(response, url, part, form)
        _tag_file(part).unlink(missing_ok=True)
        _check_bytes(url, part, form)
        return Validators(_plain(response, "ETag"), _plain(response, "Last-Modified"))

    def _write(self, response: httpx.Response, url: str, part: Path, form: Form) -> None:
        size = part.stat().st_size if part.exists() else 0
        latest = self._clock() + LONGEST_DOWNLOAD
        with part.open("ab") as out:
            for piece in response.iter_bytes():
                size += len(piece)
                if size > form.most:
                    break
                out.write(piece)
                if self._clock() > latest:
                    raise _PassingError(f"took more than {LONGEST_DOWNLOAD:.0f} seconds")
            out.flush()
            os.fsync(out.fileno())
        if size > form.most:
            discard(part)
            raise RefusedError(f"{url}: more than {form.most // _MEBIBYTE} MiB; not kept.")


def _connections(timeout: float, *, by_environment: bool) -> httpx.Client:
    """What asks, without cookies and by the environment's proxies; the certificates are read here already."""
    try:
        return httpx.Client(
            timeout=timeout,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            follow_redirects=False,
            trust_env=by_environment,
        )
    except (ImportError, ValueError, httpx.InvalidURL, OSError) as error:
        meant = CERTIFICATES if isinstance(error, OSError) else PROXIES
        named = ", ".join(name for name, value in os.environ.items() if value and name.upper() in meant)
        happened = f"a setting of the network cannot be used ({error})"
        raise FetchError(f"{happened}: look at {named or 'the proxy of this machine'}.") from error


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise RefusedError(f"{url}: leads to {location}, which is no address ({error}); not followed.") from error


def discard(part: Path) -> None:
    """Takes away a part and what is known of it."""
    part.unlink(missing_ok=True)
    _tag_file(part).unlink(missing_ok=True)


def _tag_file(part: Path) -> Path:
    """Beside a part, how to ask for its rest: the address and the ETag, a line each."""
    return part.with_name(part.name + ".etag")


def _resumption(part: Path, url: str) -> dict[str, str]:
    """The headers that take up a broken download of `url`."""
    if not part.exists() or not part.stat().st_size or not _tag_file(part).exists():
        return {}
    of, _, etag = _tag_file(part).read_text(encoding="ascii").partition("\n")
    return {"Range": f"bytes={part.stat().st_size}-", "If-Range": etag} if of == url else {}


def _begin(response: httpx.Response, url: str, part: Path) -> None:
    """Clears the way for a whole file; notes its ETag where the publisher can be asked for the rest of it."""
    discard(part)
    etag = _plain(response, "ETag")
    whole = "Content-Encoding" not in response.headers and response.headers.get("Accept-Ranges") == "bytes"
    if etag and not etag.startswith("W/") and whole and url.isascii():
        _tag_file(part).write_text(f"{url}\n{etag}", encoding="ascii")


def _plain(response: httpx.Response, name: str) -> str | None:
    """The header, if it can be sent back."""
    value = response.headers.get(name)
    return value if value and value.isascii() and value.isprintable() else None


def _check_status(response: httpx.Response, url: str, part: Path) -> None:
    code = response.status_code
    if code in (404, 410):
        raise GoneError(f"{url}: the publisher has nothing there ({code}); look for the document by its title.")
    if code in _PASSING:
        raise _PassingError(f"answered {code}", _retry_after(response.headers.get("Retry-After", "")))
    start = f"bytes {part.stat().st_size if part.exists() else 0}-"
    if code == 416 or (code == 206 and not response.headers.get("Content-Range", "").startswith(start)):
        discard(part)
        raise _PassingError("another part came than was asked for")
    if code not in (200, 206):
        raise FetchError(f"{url}: the publisher answered {code}; open the address in a browser to see why.")


def _check_bytes(url: str, part: Path, form: Form) -> None:
    """Refuses what is no such file; what has no end broke off, though the connection did not say so."""
    with part.open("rb") as held:
        head = held.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        held.seek(max(0, part.stat().st_size - 2048))
        tail = held.read().rstrip(b"\0 \t\r\n")
    if not head.startswith(form.starts):
        discard(part)
        raise RefusedError(f"{url}: the bytes are no {form.name} file, whatever its name says; not kept.")
    if not (form.ends[0] in tail if form is Form.PDF else tail.endswith(form.ends)):
        discard(part)
        raise _PassingError("broke off before its end")


def _said(why: Exception | None) -> str:
    if isinstance(why, httpx.TimeoutException):
        return "no answer in time"
    return str(why) or type(why).__name__


def _retry_after(value: str) -> float | None:
    """Seconds from now, of a header in seconds or as an HTTP date; None where it says neither."""
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (when - datetime.now(UTC)).total_seconds()) if when.tzinfo else None
