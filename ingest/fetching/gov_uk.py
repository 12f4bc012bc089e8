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
from html import escape
from typing import Any
from urllib.parse import urljoin, urlsplit

from core.errors import ChoiceError, FetchError
from ingest.fetching.client import Form
from ingest.sources import Source

HOME = "https://www.gov.uk"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
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
    """A page of GOV.UK: when it last changed in public, when and why it was withdrawn, and its files."""

    title: str
    updated: date
    withdrawn: date | None
    withdrawn_because: str
    attachments: tuple[Attachment, ...]
    body: str


def api_address(url: str) -> str:
    """The Content API's address of a page."""
    return f"{HOME}/api/content{urlsplit(url).path}"


def parse_page(text: str) -> Page:
    """The page in the API's answer; raises `FetchError` where it is not one."""
    try:
        held = json.loads(text)
        details = held.get("details") or {}
        changes = [change["public_timestamp"] for change in details.get("change_history") or ()]
        notice = held.get("withdrawn_notice") or details.get("withdrawn_notice") or {}
        return Page(
            title=held["title"],
            updated=_day(held.get("public_updated_at") or max(changes)),
            withdrawn=_day(notice["withdrawn_at"]) if notice else None,
            withdrawn_because=" ".join(re.sub(r"<[^>]+>", " ", notice.get("explanation", "")).split()),
            attachments=tuple(_attachments(details.get("attachments") or ())),
            body=details.get("body") or "",
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FetchError(
            f"GOV.UK's answer is not the page that was asked for ({error!r}); fetch again later."
        ) from error


def _day(stamp: str) -> date:
    return datetime.fromisoformat(stamp).date()


def _attachments(listed: Sequence[Mapping[str, Any]]) -> list[Attachment]:
    found = []
    for each in listed:
        url = urljoin(HOME, each["url"])
        if each.get("attachment_type") == "html":
            found.append(Attachment(each["title"], url, Form.HTML))
        elif each.get("content_type") == "application/pdf":
            found.append(Attachment(each["title"], url, Form.PDF))
    return found


def choose(page: Page, source: Source, named: str | None = None) -> Attachment | None:
    """The source's file; `named` (a file's name or title) overrules. None where the page's own text is the document."""
    if named:
        picked = [each for each in page.attachments if named in (each.name, each.title)]
        if len(picked) != 1:
            raise ChoiceError(
                f"{source.source_id}: no one attachment {named}; the page has {_listed(page.attachments)}."
            )
        return picked[0]
    if not page.attachments and page.body:
        _check_edition(source, page.title)
        return None
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
    _check_edition(source, equal[0].title, equal[0].name, page.title)
    return equal[0]


def _listed(attachments: Sequence[Attachment]) -> str:
    return "; ".join(f"{each.name} ({each.title})" for each in attachments) or "none that is PDF or HTML"


def _score(attachment: Attachment, source: Source) -> float:
    """How much of the source's title stands in the attachment's, and the reverse: 0 to 1, no unit."""
    wanted, held = (set(re.findall(r"\w+", title.lower())) for title in (source.title, attachment.title))
    return len(wanted & held) / len(wanted | held)


def _check_edition(source: Source, *stated: str) -> None:
    """Raises `ChoiceError` where the publisher's words, the first that name a year, name another than the source's."""
    own = set(_YEAR.findall(f"{source.edition or ''} {source.title}"))
    found = next((years for words in stated if (years := set(_YEAR.findall(words)))), set())
    if own and found and not own & found:
        raise ChoiceError(
            f"{source.source_id}: the page now holds another edition ({stated[0]}); the register's is "
            f"{source.edition}. Not stored under this id: fetch the id of that edition, or add it to the register."
        )
    if not found and source.superseded_by:
        raise ChoiceError(
            f"{source.source_id}: the page states no edition ({stated[0]}), and this one was superseded by "
            f"{source.superseded_by}. Fetch that, or pick the file with --attachment NAME."
        )


def as_html(page: Page) -> str:
    """The page's own text as a file of HTML."""
    title = escape(page.title)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><main><h1>{title}</h1>\n{page.body}\n</main></body></html>\n"
    )
