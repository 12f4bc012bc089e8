"""What is found of the procedures of one generation on one day, each worked out once and kept, for readers at once.

    comparing = Comparing(sides, date.today())
    beside = {"marlbrook-missing-2026": comparing.suggested("marlbrook-missing-2026")}
    comparing.report(beside, decisions.all()).rows

Kept in this process's memory alone. What people decided is given each time, since others decide meanwhile. It finds
nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from threading import RLock

from alignment.changes import changes
from alignment.decisions import Decided
from alignment.findings import findings
from alignment.recorded import Recorded, recorded
from alignment.records import Change, Finding, Quote
from alignment.reporting import Compared, Report, reported
from alignment.sides import Sides
from alignment.standing import successors_of
from alignment.suggesting import standing_on, suggested
from alignment.touched import touched
from core.records import Document, Tier
from ingest.editions import start_of
from ingest.register import known_register
from practice.prompts import Prompt

_MOST_REPORTS = 8

Beside = Mapping[str, tuple[str, ...]]
"""What each local document is held against, by its id."""


class Comparing:
    """The findings and the changes of one generation on `day`. One reader's work at a time; the others wait for it."""

    def __init__(self, sides: Sides, day: date) -> None:
        self.sides = sides
        self.day = day
        self._lock = RLock()
        self._suggested: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
        self._changes: dict[tuple[str, str], list[tuple[Change, tuple[Quote, ...]]]] = {}
        self._recorded: dict[str, Recorded] = {}
        self._reports: dict[tuple[object, ...], Report] = {}

    def procedures(self) -> list[Document]:
        """The local documents that stand on the day, by title; of several editions the one that stands."""
        found = [one for one in standing_on(self.sides, self.day) if one.tier is Tier.LOCAL]
        return sorted(found, key=lambda one: (one.title.casefold(), one.doc_id))

    def editions(self) -> list[tuple[Document, Document]]:
        """Every two editions of one document that are both held, the older first; by title, the latest pair first."""
        held = {one.doc_id: one for one in self.sides.generation.documents}
        later = successors_of(held.values(), known_register())
        pairs = [(one, held[new]) for one in held.values() for new in later.get(one.doc_id, ()) if new in held]
        pairs.sort(key=lambda pair: [_begun(one) for one in reversed(pair)], reverse=True)
        return sorted(pairs, key=lambda pair: pair[1].title.casefold())

    def suggested(self, doc_id: str) -> tuple[str, ...]:
        """As `alignment.suggesting.suggested`."""
        with self._lock:
            if doc_id not in self._suggested:
                self._suggested[doc_id] = tuple(suggested(self.sides, doc_id, day=self.day))
            return self._suggested[doc_id]

    def is_found(self, doc_id: str, against: Sequence[str]) -> bool:
        """Whether it is known by now what is found, so that asking takes no time."""
        return _key(doc_id, against) in self._found

    def found(self, doc_id: str, against: Sequence[str]) -> list[Finding]:
        """As `alignment.findings.findings`."""
        key = _key(doc_id, against)
        with self._lock:
            if key not in self._found:
                self._found[key] = findings(self.sides, doc_id, against, day=self.day)
            return self._found[key]

    def report(self, beside: Beside, decided: Sequence[Decided]) -> Report:
        """What is found of the documents of `beside` and where it stands, `decided` being everything ever decided.

        Raises as `Sides.side` does.
        """
        found = {doc_id: self.found(doc_id, against) for doc_id, against in beside.items()}
        key = (tuple(beside.items()), tuple(one.number for one in decided))
        with self._lock:
            if key not in self._reports:
                now = datetime.now(UTC)
                made = reported(self.sides, Compared(dict(beside), found), decided, made_at=now, day=self.day)
                kept = list(self._reports.items())[1 - _MOST_REPORTS :]
                self._reports = dict([*kept, (key, made)])
            return self._reports[key]

    def recorded(self, prompt: Prompt) -> Recorded:
        """What belongs on the record for an event, beside what the day's procedures say of it."""
        with self._lock:
            if prompt.prompt_id not in self._recorded:
                doc_ids = [one.doc_id for one in self.procedures()]
                self._recorded[prompt.prompt_id] = recorded(self.sides, prompt, doc_ids)
            return self._recorded[prompt.prompt_id]

    def changes(self, old: str, new: str) -> list[tuple[Change, tuple[Quote, ...]]]:
        """What the document `new` changes of `old`, each with the local words that it touches."""
        with self._lock:
            if (old, new) not in self._changes:
                compared = self.sides.unmeant(old), self.sides.unmeant(new)
                found = changes(*compared, meaning=self.sides.meaning)
                touches = touched(found, self.sides, old=old, new=new, day=self.day)
                self._changes[old, new] = list(zip(found, touches, strict=True))
            return self._changes[old, new]


def _key(doc_id: str, against: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    return doc_id, tuple(sorted(set(against)))


def _begun(document: Document) -> date:
    return start_of(document) or date.min
