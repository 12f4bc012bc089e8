"""Services from an API: its list page by page, then each service's details; nothing is believed that a page claims.

    dump = open_feed("https://api.example.gov.uk/services", folder, client, known)

Every answer is kept in the folder until the import is done, so that a run that broke off is taken up there. Lists are
shallow: a service whose record holds no details is asked for by its id, with its ETag where it is held already. What
the pages claim (how many there are, which is the last) is held against what they bring; where these disagree, the feed
is not complete. A page that cannot be had ends the import; details that are not there leave the list's record. Details
that cannot be had end the import too, but when they fail again in the next run what is held of the service is kept.
One that brings more than an import may (`services.allowance`) ends it, and nothing of it is kept.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from core.errors import FetchError, GoneError, NoNetworkError, SourceError, TooMuchError
from ingest.fetching.client import Client, Form, Validators
from services.allowance import Allowance
from services.dump import LOOKED_AT, Dump, Record, parse_json
from services.envelope import Page, read_page
from services.formats.detect import detect
from services.records import Fault

PACE = 0.25
"""Seconds between two requests."""

PER_PAGE = 100
MOST_PAGES = 10_000
STALE = 24 * 3600.0
"""Seconds after which what was kept of a run that broke off is asked for again."""

_BARREN = 3
_GONE = 20
_TRIES = 3
_DETAILS = (
    "service_at_locations",
    "schedules",
    "regular_schedules",
    "contacts",
    "locations",
    "attributes",
    "service_taxonomys",
    "cost_options",
    "eligibilitys",
    "service_areas",
    "languages",
)
_BEGUN = "feed.json"


@dataclass(frozen=True, slots=True)
class Known:
    """What the directory holds of a service, with what its API gave to ask again with, if anything."""

    etag: str | None
    raw: Any


Recall = Callable[[str], Known | None]
"""Tells what is held of a service, by its id."""


def is_address(source: str) -> bool:
    """Whether a source is a web address, and not a file."""
    return "://" in source


def check_address(address: str, hosts: tuple[str, ...], remedy: str) -> None:
    """Raises `SourceError` unless it is https at an allowed host; `remedy` says where hosts are allowed."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise SourceError(f"{address}: it is no address ({error}); copy it from a browser.") from error
    if parts.scheme != "https" or not parts.netloc or "@" in parts.netloc:
        raise SourceError(
            f"{address}: a feed is asked for by https alone; name it as https://host/path, or name a file."
        )
    if parts.netloc.lower() not in hosts:
        raise SourceError(f"{parts.netloc} is no host that may be asked. {remedy}")


def open_feed(
    address: str,
    folder: Path,
    client: Client,
    recall: Recall = lambda _: None,
    *,
    say: Callable[[str], None] = lambda _: None,
    now: Callable[[], float] = time.time,
) -> Dump:
    """Everything that an API lists, brought to the folder first. Raises `SourceError`; run again to go on then."""
    feed = _Feed(address, folder, client, recall, say)
    try:
        feed.begin(now())
        feed.bring()
    except NoNetworkError as error:
        raise SourceError(
            f"{error.host} cannot be reached: try again with a network, or import a file of it."
        ) from error
    except FetchError as error:
        kept = f"The directory is as it was; {feed.held()} are kept for a day: run again to go on from there."
        raise SourceError(f"{error} {kept}") from error
    except TooMuchError:
        clear(folder)
        raise
    records = feed.records()
    first = list(islice(records, LOOKED_AT))
    family = detect((record.raw for record in first), address)
    return Dump(family, chain(first, records), feed.remarks, is_complete=feed.is_complete)


def clear(folder: Path) -> None:
    """Takes away what was kept of a feed, once it is imported."""
    shutil.rmtree(folder, ignore_errors=True)


class _Feed:
    """One run: what was listed, in order, and what came of each service's details."""

    def __init__(self, address: str, folder: Path, client: Client, recall: Recall, say: Callable[[str], None]) -> None:
        parts = urlsplit(address)
        path = parts.path.rstrip("/")
        self._is_file = "." in path.rpartition("/")[2]
        if not self._is_file and not path.endswith("/services"):
            path += "/services"
        self._list = f"https://{parts.netloc}{path}"
        self._query = parse_qsl(parts.query)
        self._address, self._folder, self._client, self._recall, self._say = address, folder, client, recall, say
        self._listed: dict[str, tuple[str, Any]] = {}
        self._allowance = Allowance(address, "narrow its address to a part, or ask who keeps it for files of parts")
        self._barren = 0
        self._etag: str | None = None
        self.remarks: list[str] = []
        self.is_complete = True

    def begin(self, now: float) -> None:
        """Makes the folder; what lies there of another address, or is a day old, goes."""
        noted = self._folder / _BEGUN
        try:
            begun = json.loads(noted.read_text(encoding="utf-8"))
            is_same = begun["address"] == self._address and 0 <= now - begun["begun"] < STALE
        except (OSError, ValueError, KeyError, TypeError):
            is_same = False
        if is_same:
            self._allowance.take(size=sum(one.stat().st_size for one in self._folder.iterdir()))
            self._say("Going on where the last run broke off.")
            return
        try:
            clear(self._folder)
            self._folder.mkdir(parents=True)
            noted.write_text(json.dumps({"address": self._address, "begun": now}), encoding="utf-8")
        except OSError as error:
            raise SourceError(f"{self._folder} cannot be written ({error.strerror}); name another --store.") from error

    def held(self) -> str:
        """What has come so far, in words."""
        pages, details = (len(list(self._folder.glob(f"{kind}-*.json"))) for kind in ("page", "details"))
        return f"{pages} pages and {details} details that have come"

    def bring(self) -> None:
        """Brings all pages, then all details, into the folder."""
        for number in range(1, MOST_PAGES + 1):
            if self._bring_page(number):
                break
        else:
            self._doubt(f"it goes on after {MOST_PAGES} pages, which were all that was asked for")
        self._bring_details()

    def records(self) -> Iterator[Record]:
        """What was brought, in the order of the list: details over the list's record."""
        for key, (place, listed) in self._listed.items():
            details = self._details_file(key)
            if not self._is_shallow(listed) or not details.exists():
                yield Record(place, listed)
                continue
            kept = parse_json(details.read_bytes())
            faults = (Fault("details", "", kept["why"]),) if kept["why"] else ()
            yield Record(place, {**listed, **(kept["raw"] or {})}, etag=kept["etag"], faults=faults)

    def _bring_page(self, number: int) -> bool:
        """Brings one page; whether it was the last."""
        page = self._page(number)
        if page is None:
            return True
        is_within = page.pages is not None and number < page.pages
        if is_within and not self._fresh(page):
            self._page_file(number).unlink()
            page = self._page(number) or page
        fresh = self._fresh(page)
        self._allowance.take(records=len(fresh))
        for key, place in fresh.items():
            self._listed[key] = (f"page {number} record {place + 1}", page.records[place])
        self._say(f"Page {number}: {len(fresh)} services, {len(self._listed)} so far.")
        self._barren = 0 if fresh else self._barren + 1
        if is_within and not fresh:
            self._doubt(f"page {number} {'repeats what came before' if page.records else 'is empty'}")
        return self._is_file or self._has_ended(page, number, brought=bool(fresh), is_within=is_within)

    def _has_ended(self, page: Page, number: int, *, brought: bool, is_within: bool) -> bool:
        has_all = page.items is not None and len(self._listed) >= page.items
        if not brought:
            ended = not is_within or self._barren >= _BARREN
        elif page.is_last and has_all:
            ended = True
        else:
            is_claimed = page.is_last or (page.is_last is None and page.pages is not None)
            ended = bool(is_claimed) and number >= (page.pages or 0) and (page.items is None or has_all)
        if ended and page.items is not None and not has_all:
            self._doubt(f"it claims {page.items} services and lists {len(self._listed)}")
        return ended

    def _fresh(self, page: Page) -> dict[str, int]:
        """The records of a page that no page had before, by their key, with their place on it.

        A record under an id that another has already is another record where it differs.
        """
        found: dict[str, int] = {}
        for place, record in enumerate(page.records):
            key = _key(record)
            held = self._listed.get(key)
            if key in found or (held and held[1] != record):
                key = f"{key} {sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()}"
            if key not in self._listed and key not in found:
                found[key] = place
        return found

    def _page(self, number: int) -> Page | None:
        """A page, from the folder where it lies there; None where there is none behind those that came."""
        numbers = [] if self._is_file else [("page", str(number)), ("per_page", str(PER_PAGE))]
        query = urlencode([*self._query, *numbers])
        url = f"{self._list}?{query}" if query else self._list
        try:
            value = self._json(url, self._page_file(number))
        except GoneError as error:
            if number == 1:
                told = f"{self._list}: there is no list of services (404). Name the API's address, without /services."
                raise SourceError(told) from error
            self._doubt_end(number)
            return None
        page = read_page(value)
        if page is None:
            self._page_file(number).unlink()
            raise SourceError(f"{url}: it answers with no list of services; open the address in a browser to see why.")
        return page

    def _doubt_end(self, number: int) -> None:
        last = read_page(parse_json(self._page_file(number - 1).read_bytes()))
        if last and last.pages is not None and number <= last.pages:
            raise FetchError(f"page {number} of {last.pages} is not there (404).")
        if last and last.items is not None and len(self._listed) < last.items:
            self._doubt(f"it claims {last.items} services and lists {len(self._listed)}")

    def _bring_details(self) -> None:
        shallow = [key for key, (_, record) in self._listed.items() if self._is_shallow(record)]
        gone, failed, why = 0, 0, ""
        for number, key in enumerate(shallow, start=1):
            if self._details_file(key).exists():
                continue
            if gone >= _GONE:
                self.remarks.append(f"{_GONE} services in turn had no details, so that no more were asked for")
                for rest in shallow[number - 1 :]:
                    self._keep(rest, None, None, "are not there, as for others before")
                break
            try:
                gone = 0 if self._bring_one(key) else gone + 1
            except NoNetworkError:
                raise
            except FetchError as error:
                failed, why = failed + 1, str(error)
                if failed >= _GONE:
                    break
            if number % 100 == 0:
                self._say(f"Details: {number} of {len(shallow)}.")
        if failed:
            count = f"{failed} services" if failed > 1 else "1 service"
            raise FetchError(f"The details of {count} cannot be had: {why}")

    def _bring_one(self, key: str) -> bool:
        """Brings one service's details; whether the API has any."""
        service_id = str(self._listed[key][1]["id"])
        url = f"{self._list}/{quote(service_id, safe='')}"
        known = self._recall(service_id)
        came = self._folder / "details.json"
        came.unlink(missing_ok=True)
        failed = self._details_file(key).with_suffix(".failed")
        try:
            value = self._json(url, came, Validators(etag=known.etag) if known and known.etag else None)
        except GoneError:
            self._keep(key, None, None, "are not there (404)")
            return False
        except NoNetworkError:
            raise
        except FetchError:
            if not failed.exists():
                failed.touch()
                raise
            raw, etag = (known.raw, known.etag) if known else (None, None)
            self._keep(key, raw, etag, "could not be had, in two runs")
            return True
        etag = self._etag if value is not None else known.etag if known else None
        if value is None and known:
            value = known.raw
        came.unlink(missing_ok=True)
        if not isinstance(value, Mapping) or str(value.get("id")) != service_id:
            self._keep(key, None, None, "are of no service, or of another")
        else:
            self._keep(key, value, etag, "")
        return True

    def _keep(self, key: str, raw: Any, etag: str | None, why: str) -> None:
        path = self._details_file(key)
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"raw": raw, "etag": etag, "why": why}), encoding="utf-8")
        os.replace(part, path)

    def _json(self, url: str, path: Path, known: Validators | None = None) -> Any:
        """The JSON at an address, which then lies in the file; None where it is as `known` says."""
        why = ""
        for _ in range(_TRIES):
            if not path.exists():
                part = path.with_suffix(".part")
                given = self._client.download(url, part, Form.FEED, known)
                if given is None:
                    return None
                self._etag = given.etag
                self._allowance.take(size=part.stat().st_size)
                os.replace(part, path)
            try:
                return parse_json(path.read_bytes())
            except ValueError as error:
                why = str(error)
                path.unlink()
        raise FetchError(f"{url}: it answers with what is no JSON ({why}), {_TRIES} times.")

    def _doubt(self, why: str) -> None:
        self.is_complete = False
        self.remarks.append(why)

    def _is_shallow(self, record: Any) -> bool:
        if self._is_file or not isinstance(record, Mapping):
            return False
        has_id = isinstance(record.get("id"), str | int) and str(record["id"]).strip() != ""
        return has_id and not any(field in record for field in _DETAILS)

    def _page_file(self, number: int) -> Path:
        return self._folder / f"page-{number:05}.json"

    def _details_file(self, key: str) -> Path:
        return self._folder / f"details-{sha256(key.encode()).hexdigest()[:32]}.json"


def _key(record: Any) -> str:
    if isinstance(record, Mapping) and isinstance(record.get("id"), str | int):
        return str(record["id"])
    return sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
