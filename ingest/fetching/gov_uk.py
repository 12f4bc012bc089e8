"""Reads a page of GOV.UK as its Content API gives it, and chooses the file of a source among its attachments.

    page = parse_page(json_text)
    choose(page, source)            # the one attachment that fits; `ChoiceError` where none or several do

The API is described at https://content-api.publishing.service.gov.uk/. Nothing is guessed: another edition, or two
files that fit equally, are told to the person who fetches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from core.errors import ChoiceError, FetchError, GoneError
from ingest.fetching.client import Form
from ingest.sources import Source

HOME = "https://www.gov.uk"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HALF = re.compile("[\ud800-\udfff]")
_UNFIT = re.compile(
    r"easy.?read|summary|translat|welsh|cymraeg|large.?print|braille|\bbsl\b|consultation|response|flow ?chart"
    r"|equality|impact assessment|leaflet|poster|\bpart \d|changes|young.?people.?s? (?:version|guide)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a page. `url` is absolute."""

    title: str
    url: str
    form: Form

    @property
    def name(self) -> str:
        """The last part of its address, by which a person can pick it."""
        return urlsplit(self.url).path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of GOV.UK: when it last changed in public and how, when and why it was withdrawn, its files, its text."""

    title: str
    updated: date
    change: str
    withdrawn: date | None
    withdrawn_because: str
    attachments: tuple[Attachment, ...]
    body: str


def api_address(url: str) -> str:
    """The Content API's address of a page."""
    return f"{HOME}/api/content{urlsplit(url).path}"


def parse_page(text: str) -> Page:
    """The page in the API's answer; raises `FetchError` where it is not one, `GoneError` where it only leads on."""
    try:
        held = json.loads(text)
        if held.get("schema_name") == "redirect":
            destination = _text(held["redirects"][0]["destination"])
            raise GoneError(f"the page has moved to {urljoin(HOME, destination)}; look there.")
        details = held.get("details") or {}
        changes = sorted(
            ((each["public_timestamp"], each.get("note") or "") for each in details.get("change_history") or ()),
        )
        notice = held.get("withdrawn_notice") or details.get("withdrawn_notice") or {}
        return Page(
            title=_text(held["title"]),
            updated=_day(held.get("public_updated_at") or changes[-1][0]),
            change=_words(changes[-1][1]) if changes else "",
            withdrawn=_day(notice["withdrawn_at"]) if notice else None,
            withdrawn_because=_words(notice.get("explanation") or ""),
            attachments=tuple(_attachments(details.get("attachments") or ())),
            body=_text(details.get("body") or ""),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FetchError(
            f"GOV.UK's answer is not the page that was asked for ({error!r}); fetch again later."
        ) from error


def _text(value: object) -> str:
    """The value, if it is text that a file can hold: JSON can name half a character, a lone surrogate."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} where text was looked for")
    if _HALF.search(value):
        raise ValueError("its text holds half a character")
    return value


def _words(markup: str) -> str:
    """The words of a little HTML on one line; only tags that begin a line part words."""
    apart = re.sub(r"</?(?:p|br|li|ul|ol|div|h[1-6])\b[^>]*>", " ", _text(markup))
    return " ".join(unescape(re.sub(r"<[^>]+>", "", apart)).split())


def _day(stamp: str) -> date:
    return datetime.fromisoformat(stamp).date()


def _attachments(listed: Sequence[Mapping[str, Any]]) -> list[Attachment]:
    """Those in PDF or HTML; one without a title is known by its file's name."""
    found = []
    for each in listed:
        is_page = each.get("attachment_type") == "html"
        if is_page or each.get("content_type") == "application/pdf":
            url = urljoin(HOME, _text(each["url"]))
            title = _text(each.get("title") or url.rsplit("/", 1)[-1])
            found.append(Attachment(title, url, Form.HTML if is_page else Form.PDF))
    return found


def choose(page: Page, source: Source, register: Sequence[Source] = (), named: str | None = None) -> Attachment:
    """The source's file; `named` (a file's name or title) overrules what fits best, never the edition.

    A page without files is itself the document. `register` tells which id another edition has. Raises `ChoiceError`.
    """
    if named:
        picked = [each for each in page.attachments if named in (each.name, each.title)]
        if len(picked) != 1:
            raise ChoiceError(
                f"{source.source_id}: {len(picked)} attachments are named {named}; the page has "
                f"{_listed(page.attachments)}. Pick one with --attachment NAME."
            )
        _check_year(source, register, picked[0].title, picked[0].name, page.title)
        return picked[0]
    if not page.attachments and page.body:
        _check_edition(source, register, page.title)
        return Attachment(page.title, source.url or "", Form.HTML)
    fit = [each for each in page.attachments if not _UNFIT.search(each.title) or _UNFIT.search(source.title)]
    if not fit:
        raise ChoiceError(f"{source.source_id}: no file of the page fits; it has {_listed(page.attachments)}.")
    best = max(_score(each, source) for each in fit)
    equal = [each for each in fit if _score(each, source) == best]
    equal = [each for each in equal if each.form is Form.PDF] or equal
    if len(equal) > 1:
        raise ChoiceError(
            f"{source.source_id}: {len(equal)} files fit equally: {_listed(equal)}. Pick one with --attachment NAME."
        )
    _check_edition(source, register, equal[0].title, equal[0].name, page.title)
    return equal[0]


def _listed(attachments: Sequence[Attachment]) -> str:
    return "; ".join(f"{each.name} ({each.title})" for each in attachments) or "none that is PDF or HTML"


def _score(attachment: Attachment, source: Source) -> float:
    """How much of the source's title stands in the attachment's, and the reverse: 0 to 1, no unit."""
    wanted, held = (set(re.findall(r"\w+", title.lower())) for title in (source.title, attachment.title))
    return len(wanted & held) / len(wanted | held)


def _years(words: str) -> set[str]:
    return set(_YEAR.findall(words))


def _stated_years(source: Source) -> set[str]:
    return _years(f"{source.edition or ''} {source.title}")


def _check_edition(source: Source, register: Sequence[Source], *stated: str) -> None:
    """Raises `ChoiceError` where the publisher's words name another edition than the source's, or may mean a later."""
    if not _check_year(source, register, *stated) and source.superseded_by:
        raise ChoiceError(
            f"{source.source_id}: the page states no edition ({stated[0]}), and this one was superseded by "
            f"{source.superseded_by}. Fetch that, or pick the file with --attachment NAME."
        )


def _check_year(source: Source, register: Sequence[Source], *stated: str) -> bool:
    """Whether the publisher's words name a year, taken of the first that do; it must be one of the source's, if any."""
    own = _stated_years(source)
    found = next((years for words in stated if (years := _years(words))), set())
    if own and found and not own & found:
        others = [each for each in register if each.url == source.url and _stated_years(each) & found]
        remedy = f"fetch {others[0].source_id}" if others else "add that edition to the register under an id of its own"
        raise ChoiceError(
            f"{source.source_id}: the page now holds another edition ({stated[0]}), the register's is "
            f"{source.edition or source.title}; nothing was stored under this id: {remedy}."
        )
    return bool(found)


def as_html(page: Page) -> str:
    """The page's own text as a file of HTML."""
    title = escape(page.title)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><main><h1>{title}</h1>\n{page.body}\n</main></body></html>\n"
    )
