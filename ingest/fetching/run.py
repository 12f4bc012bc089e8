"""Fetches one source of the register into a library folder.

    outcome = fetch_source(source, Path("library"), Client())
    outcome.state is State.FETCHED

Content that has changed at the publisher becomes the document's; what it had stays as an edition of its own, with its
day in its id. Where anything fails, the library is as it was (`ingest.fetching.settling`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from core.errors import ChoiceError, FetchError, RefusedError
from ingest.fetching import gov_uk, law
from ingest.fetching.client import Client, Form, Validators, discard
from ingest.fetching.holdings import FILES, Fetched, Held, content_hash, held_document, sole_fetch
from ingest.fetching.settling import Arrival, Outcome, settle
from ingest.sources import Source, SourceKind

_OGL = "Contains public sector information licensed under the Open Government Licence v3.0"


def refusal(source: Source) -> str | None:
    """Why the source cannot be fetched; None where it can."""
    if not source.may_store:
        return f"its licence ({source.licence}) does not let the full text be kept; read it at its publisher"
    if source.kind is SourceKind.WEB:
        return "its publisher has no interface to fetch from; download it by hand, then `waymark library add`"
    if not source.url:
        return "no address is known; look it up by its title, then `waymark library add`"
    return None


def attribution(source: Source) -> str:
    """The words by which the publisher's licence wants to be named."""
    if source.licence == "OGL-3.0":
        return f"{_OGL}; publisher: {source.publisher}."
    return f"Publisher: {source.publisher}; licence: {source.licence}."


def fetch_source(
    source: Source,
    folder: Path,
    client: Client,
    *,
    register: Sequence[Source] = (),
    as_of: date | None = None,
    attachment: str | None = None,
) -> Outcome:
    """Brings the source into the folder; `as_of` is for law alone, `attachment` for guidance.

    `register` tells which id another edition has. Raises `FetchError`s, `LibraryError` and `EditError`.
    """
    if why := refusal(source):
        raise RefusedError(f"{source.source_id}: {why}.")
    try:
        with sole_fetch(folder):
            held = held_document(source.source_id, folder)
            if source.kind is SourceKind.LEGISLATION:
                arrival = _law(source, folder, client, held, as_of)
            else:
                arrival = _guidance(source, folder, client, held, register=register, named=attachment)
            return settle(source, folder, held, arrival)
    except OSError as error:
        happened = f"cannot be written ({error.strerror})"
        raise FetchError(f"{folder}: {happened}; mend that, or name another with --library.") from error


def _part(folder: Path, source: Source, form: Form) -> Path:
    return folder / FILES / f".{source.source_id}{form.suffix}.part"


def _file_validators(held: Held | None, url: str) -> Validators:
    """How to ask whether the file at `url` is still the one that is held."""
    if held and held.is_there and held.record.url == url:
        return Validators(held.record.etag, held.record.last_modified)
    return Validators()


def _law(source: Source, folder: Path, client: Client, held: Held | None, as_of: date | None) -> Arrival:
    url = law.data_address(source.url or "", as_of)
    part = _part(folder, source, Form.XML)
    today = datetime.now(UTC).date()
    notice = law.warning(as_of, today)
    given = client.download(url, part, Form.XML, _file_validators(held, url))
    if given is None:
        return Arrival(None, Form.XML, _still(held, url).record, notice=notice)
    try:
        found = law.wording(part, source.url or "", as_of)
    except RefusedError:
        discard(part)
        raise
    day = found.day or today
    # The latest wording states the day on which it began, which may lie before a day whose wording was asked for.
    was_of_a_day = held is not None and held.record.url != law.data_address(source.url or "", None)
    reaches = max(day, today) if was_of_a_day and not as_of else day
    if held and held.is_there and held.record.day > reaches:
        discard(part)
        raise ChoiceError(
            f"{source.source_id}: the library holds a later wording ({held.record.stated}), which was kept. "
            "Fetch the earlier one into another --library."
        )
    record = _record(source, part, url, day, found.title or source.title, given)
    return Arrival(part, Form.XML, record, found.fields, notice=notice)


def _guidance(
    source: Source, folder: Path, client: Client, held: Held | None, *, register: Sequence[Source], named: str | None
) -> Arrival:
    known = Validators()
    if held and held.is_there and not named:
        known = Validators(held.record.page_etag, held.record.page_last_modified)
    named = named or (held.record.picked if held else None)
    listing = _ask(source.url or "", source, folder, client, known)
    chosen = gov_uk.choose(listing.page, source, register, named) if listing else _chosen_before(held, source)
    part = _part(folder, source, chosen.form)
    content = _content(chosen, listing, source, folder, client, held)
    if content is None:
        record = _still(held, chosen.url).record
    else:
        record = _record(source, part, chosen.url, content.page.updated, chosen.title, content.given)
        record = replace(record, page_etag=known.etag, page_last_modified=known.last_modified)
    if listing:
        page, given = listing.page, listing.given
        withdrawn = str(page.withdrawn) if page.withdrawn else None
        record = replace(record, picked=named, change=page.change, withdrawn=withdrawn)
        record = replace(record, page_etag=given.etag, page_last_modified=given.last_modified)
    fields = {"published": record.day}
    return Arrival(part if content else None, chosen.form, record, fields, listing.page if listing else None)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A page of GOV.UK and what to ask with whether it has changed: of itself, or of the file that it lists."""

    page: gov_uk.Page
    given: Validators


def _content(
    chosen: gov_uk.Attachment,
    listing: _Answer | None,
    source: Source,
    folder: Path,
    client: Client,
    held: Held | None,
) -> _Answer | None:
    """Writes the chosen file to its part; None where it is what is held.

    A PDF whose page has not changed is not asked for: GOV.UK gives a changed file a new address. An attachment in
    HTML is a page of its own, so that it is.
    """
    part, answer = _part(folder, source, chosen.form), listing
    if chosen.form is Form.PDF:
        given = client.download(chosen.url, part, Form.PDF, _file_validators(held, chosen.url)) if listing else None
        return replace(listing, given=given) if listing and given else None
    if chosen.url != source.url:
        answer = _ask(chosen.url, source, folder, client, _file_validators(held, chosen.url))
    if answer:
        part.write_text(gov_uk.as_html(answer.page), encoding="utf-8")
    return answer


def _still(held: Held | None, url: str) -> Held:
    """What is held, where a publisher says that it has not changed."""
    if held is None:
        raise FetchError(f'{url}: the publisher answered "not changed", and nothing is held; fetch again later.')
    return held


def _chosen_before(held: Held | None, source: Source) -> gov_uk.Attachment:
    still = _still(held, source.url or "")
    form = Form.PDF if still.place.endswith(Form.PDF.suffix) else Form.HTML
    return gov_uk.Attachment(still.record.title, still.record.url, form)


def _ask(url: str, source: Source, folder: Path, client: Client, known: Validators) -> _Answer | None:
    """The page as the Content API gives it; None where it is as `known` says."""
    part = _part(folder, source, Form.JSON)
    try:
        given = client.download(gov_uk.api_address(url), part, Form.JSON, known)
        return _Answer(gov_uk.parse_page(part.read_text(encoding="utf-8")), given) if given else None
    except UnicodeDecodeError as error:
        raise FetchError(f"{url}: GOV.UK's answer is no text; fetch again later.") from error
    finally:
        discard(part)


def _record(source: Source, part: Path, url: str, stated: date, title: str, given: Validators) -> Fetched:
    return Fetched(
        url=url,
        sha256=content_hash(part),
        stated=str(stated),
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        title=title,
        licence=source.licence,
        attribution=attribution(source),
        etag=given.etag,
        last_modified=given.last_modified,
    )
