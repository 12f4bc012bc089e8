"""Puts what came from a publisher in its place in a library: the file, whence it came, and the manifest.

The manifest is written all at once, after the record of a new file and before that of a file that is there already, so
that what it does not say yet is asked for again. No file that it names is written over: a run that breaks off anywhere
leaves a library that holds, with at most a file that nothing names. What a person wrote in an entry stays; the
register fills what is not there, and the publisher's own dates go with the content that came.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from ingest.fetching.client import Form, discard
from ingest.fetching.gov_uk import Page
from ingest.fetching.holdings import FILES, Fetched, Held, entries, put_entries, read_state, write_state
from ingest.manifest import IN_ORDER
from ingest.sources import Source

_NOTICE = "Its publisher withdrew it: "
_OWN_NOTICE = re.compile(rf"{_NOTICE}.*|Wording of \d+ \w+ \d{{4}}; later changes are not in it\.", re.DOTALL)


class State(StrEnum):
    """How fetching a source ended."""

    FETCHED = "fetched"
    UNCHANGED = "not changed"
    NEW_EDITION = "new edition"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How fetching a source ended: where its file lies, and the id under which what it had before was kept, if any.

    `withdrawn` is the day on which its publisher took it back, `change` the publisher's note on the last change.
    """

    source_id: str
    state: State
    place: str
    kept: str | None
    withdrawn: str | None
    change: str

    @property
    def message(self) -> str:
        """All of it in words, on one line."""
        parts = [self.place]
        if self.kept:
            parts.append(f"what was held before is kept as {self.kept}")
        if self.kept and self.change:
            parts.append(f"the publisher's note: {self.change}")
        if self.withdrawn:
            parts.append(f"withdrawn by its publisher on {self.withdrawn}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of a source. `part` is its file, None where the publisher says that what is held has not changed.

    `fields` are those of the manifest that the publisher states of this content; `page` is None where the page that
    lists it was not sent again, or there is none. `notice` is what is to be said of this wording of law, if anything.
    """

    part: Path | None
    form: Form
    record: Fetched
    fields: Mapping[str, Any] = field(default_factory=dict)
    page: Page | None = None
    notice: str | None = None


def settle(source: Source, folder: Path, held: Held | None, arrival: Arrival) -> Outcome:
    """Puts the arrival in the library. Raises `EditError`, or `OSError` where the folder cannot be written."""
    record, doc_id = arrival.record, source.source_id
    kept: dict[str, dict[str, Any]] = {}
    changed: dict[str, Any] = {}
    if held and held.is_there and held.record.sha256 == record.sha256:
        if arrival.part:
            discard(arrival.part)
        place, state = held.place, State.UNCHANGED
    else:
        place, state = _moved(source, folder, arrival), State.FETCHED
        changed = {key: arrival.fields[key] for key in ("edition", "published", "enacted") if key in arrival.fields}
        if held and held.is_there:
            state = State.NEW_EDITION
            kept, renewed = _kept_edition(doc_id, folder, held, arrival)
            changed |= renewed
    recorded = read_state(folder)
    if place not in recorded:
        write_state(folder, recorded | {place: record})
    entry = held.entry if held else {}
    known = _register_fields(source)
    if not held:
        known |= {key: value for key, value in arrival.fields.items() if key not in known}
    gaps = {key: value for key, value in known.items() if key not in entry}
    fields = {"file": place} | gaps | (changed if held else {}) | _marks(held, arrival)
    url = source.url or record.url
    put_entries(folder, kept | {doc_id: _sound(entry, fields)}, f"Fetched from {url}. {record.attribution}")
    if place in recorded:
        write_state(folder, recorded | {place: record})
    return Outcome(doc_id, state, place, next(iter(kept), None), record.withdrawn, record.change)


def _moved(source: Source, folder: Path, arrival: Arrival) -> str:
    """The place of the arrived file, by its day and its content, so that no other content ever has it."""
    record = arrival.record
    place = f"{FILES}/{source.source_id}-{record.stated}-{record.sha256[:8]}{arrival.form.suffix}"
    if arrival.part:
        os.replace(arrival.part, folder / place)
    return place


def _kept_edition(
    doc_id: str, folder: Path, held: Held, arrival: Arrival
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """What was held, as an edition of its own, by its id; and the fields of the one that follows it.

    The turn is the day that the publisher states of the new content, within the time in which the document counts.
    """
    taken = entries(folder)
    wanted = f"{doc_id}-{held.record.stated}"
    kept_id = next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    entry = {key: value for key, value in held.entry.items() if key != "id"}
    turn = arrival.record.day
    if start := _day(entry, "in_force_from"):
        turn = max(turn, start)
    if end := _day(entry, "in_force_to"):
        turn = min(turn, end)
    entry |= {"in_force_to": turn, "superseded_by": doc_id}
    if "edition" not in arrival.fields:
        published = f"as published on {held.record.stated}"
        entry["edition"] = f"{entry['edition']}, {published}" if entry.get("edition") else published
    return {kept_id: entry}, {"in_force_from": turn, "supersedes": kept_id}


def _day(entry: Mapping[str, Any], key: str) -> date | None:
    value = entry.get(key)
    return value if isinstance(value, date) else None


def _marks(held: Held | None, arrival: Arrival) -> dict[str, Any]:
    """The fields that say what to beware of, or (None) that it is over; empty where the page was not sent again."""
    page = arrival.page
    if arrival.form is Form.XML:
        return _notice(held, arrival.notice)
    if page is None:
        return {}
    because = f"{_NOTICE}{page.withdrawn_because}" if page.withdrawn and page.withdrawn_because else None
    fields = _notice(held, because)
    if page.withdrawn:
        fields["withdrawn"] = page.withdrawn
    elif held and held.record.withdrawn:
        fields["withdrawn"] = None
    return fields


def _notice(held: Held | None, words: str | None) -> dict[str, Any]:
    """The notice, or (None) none any more; a person's own stays."""
    there = str(held.entry.get("notice") or "") if held else ""
    return {"notice": words} if not there or _OWN_NOTICE.fullmatch(there) else {}


def _sound(entry: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without those that would run against a date that is there: a manifest may not hold both.

    A withdrawal is never left out: one that is dated before the day of publication counts from that day.
    """
    sound = dict(fields)
    for first, second in IN_ORDER:
        together = {**entry, **sound}
        start, end = _day(together, first), _day(together, second)
        if not start or not end or start <= end:
            continue
        if second == "withdrawn" and second in sound:
            sound[second] = start
        else:
            sound.pop(first if first in sound else second, None)
    return sound


def _register_fields(source: Source) -> dict[str, Any]:
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
