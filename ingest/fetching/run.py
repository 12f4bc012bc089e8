"""Fetches one source of the register into a library folder.

    outcome = fetch_source(source, Path("library"), Client())
    outcome.state is State.FETCHED

A file that has changed at the publisher takes the old one's place under the same id; the old one stays as an edition
of its own, with its day in its id. Where anything fails, the library is as it was.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import ChoiceError, FetchError, RefusedError
from ingest.fetching import gov_uk, law
from ingest.fetching.client import Client, Form, Validators
from ingest.fetching.holdings import ATTRIBUTION, Fetched, day, entries, put_entries, read_state, write_state
from ingest.manifest import FIELDS
from ingest.sources import Source, SourceKind

FILES = "fetched"


class State(StrEnum):
    """How fetching a source ended."""

    FETCHED = "fetched"
    UNCHANGED = "not changed"
    NEW_EDITION = "new edition"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How fetching the source ended; `message` says where the file lies, or what to do."""

    source_id: str
    state: State
    message: str


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file that was downloaded and not yet put in the library."""

    part: Path
    form: Form
    fetched: Fetched
    fields: dict[str, Any]


def refusal(source: Source) -> str | None:
    """Why the source cannot be fetched; None where it can."""
    if not source.may_store:
        return f"its licence ({source.licence}) does not let the full text be kept; read it at its publisher"
    if source.kind is SourceKind.WEB:
        return "its publisher has no interface to fetch from; download it by hand and add it to library.toml"
    if not source.url:
        return "no address is known; look it up by its title and add it to library.toml by hand"
    return None


def fetch_source(
    source: Source, folder: Path, client: Client, *, as_of: date | None = None, attachment: str | None = None
) -> Outcome:
    """Brings the source into the folder; `as_of` is for law alone. Raises `FetchError`s and `LibraryError`s."""
    if why := refusal(source):
        raise RefusedError(f"{source.source_id}: {why}.")
    state = read_state(folder)
    if source.source_id in entries(folder) and source.source_id not in state:
        raise ChoiceError(
            f"{source.source_id}: library.toml has a document of this id that was not fetched; nothing was changed. "
            "Give that one another id, or keep it."
        )
    (folder / FILES).mkdir(parents=True, exist_ok=True)
    held = _whole(source, folder, state.get(source.source_id))
    if source.kind is SourceKind.LEGISLATION:
        arrival = _fetch_law(source, folder, client, held, as_of)
    else:
        arrival = _fetch_guidance(source, folder, client, held, attachment)
    return _settle(source, folder, state, arrival)


def _whole(source: Source, folder: Path, held: Fetched | None) -> Fetched | None:
    """What is held, if its file still has the bytes that were fetched."""
    place = entries(folder).get(source.source_id, {}).get("file")
    if held and place and (folder / place).is_file() and _hash(folder / place) == held.sha256:
        return held
    return None


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _part(folder: Path, source: Source, form: Form) -> Path:
    return folder / FILES / f".{source.source_id}{form.suffix}.part"


def _validators(held: Fetched | None, url: str) -> Validators | None:
    return Validators(held.etag, held.last_modified) if held and held.url == url else None


def _fetch_law(source: Source, folder: Path, client: Client, held: Fetched | None, as_of: date | None) -> _Arrival:
    url = law.data_address(source.url or "", as_of)
    part = _part(folder, source, Form.XML)
    given = client.download(url, part, Form.XML, _validators(held, url))
    if given is None and held:
        return _Arrival(part, Form.XML, held, {})
    try:
        title, valid = law.wording(part)
    except RefusedError:
        part.unlink()
        raise
    stated = as_of or valid or datetime.now(UTC).date()
    if held and day(held.stated) > stated:
        part.unlink()
        raise ChoiceError(f"{source.source_id}: the library holds a later wording ({held.stated}); it was kept.")
    fetched = _record(source, part, url, stated, title or source.title, given)
    return _Arrival(part, Form.XML, fetched, {"title": title or source.title, "edition": f"as at {stated}"})


def _fetch_guidance(source: Source, folder: Path, client: Client, held: Fetched | None, named: str | None) -> _Arrival:
    page = _page(source.url or "", source, folder, client)
    chosen = gov_uk.choose(page, source, named)
    fields: dict[str, Any] = {}
    if page.withdrawn:
        fields["notice"] = f"Withdrawn by its publisher on {page.withdrawn}. {page.withdrawn_because}".strip()
        if "withdrawn" in FIELDS["document"]:
            fields["withdrawn"] = page.withdrawn
    form = chosen.form if chosen else Form.HTML
    part = _part(folder, source, form)
    url = chosen.url if chosen else source.url or ""
    given: Validators | None = Validators()
    if chosen and form is Form.PDF:
        given = client.download(url, part, form, _validators(held, url))
    else:
        words = _page(url, source, folder, client) if chosen else page
        part.write_text(gov_uk.as_html(words), encoding="utf-8")
    withdrawn = str(page.withdrawn) if page.withdrawn else None
    if given is None and held:
        return _Arrival(part, form, replace(held, withdrawn=withdrawn), fields)
    fetched = _record(source, part, url, page.updated, chosen.title if chosen else page.title, given)
    return _Arrival(part, form, replace(fetched, withdrawn=withdrawn), fields)


def _page(url: str, source: Source, folder: Path, client: Client) -> gov_uk.Page:
    part = _part(folder, source, Form.JSON)
    try:
        client.download(gov_uk.api_address(url), part, Form.JSON)
        return gov_uk.parse_page(part.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise FetchError(f"{url}: GOV.UK's answer is no text; fetch again later.") from error
    finally:
        part.unlink(missing_ok=True)


def _record(source: Source, part: Path, url: str, stated: date, title: str, given: Validators | None) -> Fetched:
    return Fetched(
        url=url,
        sha256=_hash(part),
        stated=str(stated),
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        title=title,
        licence=source.licence,
        attribution=ATTRIBUTION,
        etag=given.etag if given else None,
        last_modified=given.last_modified if given else None,
    )


def _settle(source: Source, folder: Path, state: dict[str, Fetched], arrival: _Arrival) -> Outcome:
    """Puts what arrived in its place: file, then manifest, then state."""
    doc_id, fetched = source.source_id, arrival.fetched
    before = state.get(doc_id)
    old = entries(folder).get(doc_id)
    changed: dict[str, dict[str, Any]] = {}
    if before and old and (folder / old["file"]).is_file() and before.sha256 == fetched.sha256:
        arrival.part.unlink(missing_ok=True)
        place, ended = old["file"], State.UNCHANGED
        if _hash(folder / place) != before.sha256:
            raise ChoiceError(f"{doc_id}: {place} was changed by hand; it was kept. Move it away to fetch it again.")
    else:
        place, ended = f"{FILES}/{doc_id}{arrival.form.suffix}", State.FETCHED
        if before and old and (folder / old["file"]).is_file():
            kept_id, kept = _keep_edition(doc_id, folder, old, before, fetched)
            changed[kept_id], state[kept_id] = kept, replace(before, etag=None, last_modified=None)
            ended = State.NEW_EDITION
        os.replace(arrival.part, folder / place)
    fields = (_fields(source) if ended is not State.UNCHANGED else {}) | arrival.fields | {"file": place}
    put_entries(folder, changed | {doc_id: fields})
    write_state(folder, state | {doc_id: fetched})
    return Outcome(doc_id, State.WITHDRAWN if fetched.withdrawn else ended, place)


def _keep_edition(
    doc_id: str, folder: Path, old: dict[str, Any], before: Fetched, fetched: Fetched
) -> tuple[str, dict[str, Any]]:
    """Copies the old file to an edition of its own; its id and its entry."""
    taken = entries(folder)
    number, kept_id = 1, f"{doc_id}-{day(before.stated)}"
    while kept_id in taken:
        number += 1
        kept_id = f"{doc_id}-{day(before.stated)}-{number}"
    place = f"{FILES}/{kept_id}{Path(old['file']).suffix}"
    shutil.copyfile(folder / old["file"], folder / place)
    entry = {key: value for key, value in old.items() if key != "id"}
    ended = day(fetched.stated)
    if entry.get("in_force_from", ended) > ended:
        del entry["in_force_from"]
    return kept_id, entry | {"file": place, "in_force_to": ended, "superseded_by": doc_id}


def _fields(source: Source) -> dict[str, Any]:
    """The entry's fields as the register gives them."""
    known = {
        "title": source.title,
        "publisher": source.publisher,
        "tier": str(source.tier),
        "applies_to": source.applies_to,
        "edition": source.edition,
        "published": source.published,
        "in_force_from": source.in_force_from,
        "in_force_to": source.in_force_to,
        "supersedes": source.supersedes,
        "superseded_by": source.superseded_by,
        "url": source.url,
        "licence": source.licence,
    }
    return {key: value for key, value in known.items() if value is not None}
