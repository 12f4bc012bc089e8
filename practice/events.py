"""Which event of the process a limit of time is about, and what it is counted from, by the words that are used.

    words = Wording("The first core group should meet", "... within ten working days of the conference.")
    event_of(words, limit).name             "the first core group"
    starts_in("the initial conference")     the starts that these words name

The table is `events.toml`, in the phrase language of `practice.signals`. An event without `facts` has no national
limit: a number for it is a local standard. It knows names, not rules; those are in `practice.timescales`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from core.errors import WaymarkError
from core.records import Span
from practice.limits import Counting, Limit
from practice.signals import Signals

TABLE = Path(__file__).with_name("events.toml")

_KEPT = 1 << 16
_NO_NEEDS = 1
_RUNS: Mapping[str, tuple[Counting, ...]] = {
    "once": (Counting.WITHIN, Counting.BEGINNING_WITH),
    "again": (Counting.EVERY, Counting.EACH),
    "kept": (Counting.FOR,),
    "never": (),
}


@dataclass(frozen=True, slots=True)
class Start:
    """What a limit may be counted from. Key: start_id."""

    start_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """What is due. Key: event_id.

    `facts` are ids of timescales, none where no national limit exists; `duty` is that of the row whose must or should
    it is, where that has no number, and `is_firm` says that its words alone tell it, without a limit; `is_weighed` that
    the rule itself leaves it to be considered whether it is needed. `starts` are ids
    of what the national limit is counted from, `near` of what comes nearly to the same; where there are none, the start
    is not compared. `outer` is the id of the row up to which the rule lets the limit be extended; `is_least` says that
    the limit is the least time that is given; `is_beside` that only the words of the limit's own clause tell the event.
    `remarks` say something of a figure, by the figure in words. An event
    that the process no longer has names what `replaced_by` is.
    """

    event_id: str
    name: str
    facts: tuple[str, ...] = ()
    duty: str | None = None
    is_firm: bool = False
    is_weighed: bool = False
    runs: str | None = None
    starts: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    outer: str | None = None
    is_least: bool = False
    is_beside: bool = False
    replaced_by: str | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_local(self) -> bool:
        """Whether no national limit exists for it."""
        return not self.facts and self.replaced_by is None

    @property
    def rule_id(self) -> str:
        """What its national limit is known by: events of one row of timescales share it."""
        return self.facts[0] if self.facts else self.event_id

    @property
    def asks(self) -> str | None:
        """The id of the row that says how strongly it is asked; None where none does, or a limit alone tells it."""
        return (self.facts[0] if self.facts else self.duty) if self.is_firm else None


@dataclass(frozen=True, slots=True)
class Wording:
    """Words around a limit, the nearest first: what is due, its sentence, the words before it, headings and title.

    `trigger` is what it is counted from, as the sentence says it. `sentence` leaves out what is said of other limits;
    `whole` is all of it.
    """

    action: str
    sentence: str
    before: str = ""
    setting: str = ""
    trigger: str = ""
    whole: str = ""


@cache
def events() -> Mapping[str, Event]:
    """Every event by its id, in the table's order. WaymarkError names the row that does not hold."""
    return {row["id"]: _event(row) for row in _table()["event"]}


@cache
def starts() -> Mapping[str, Start]:
    """Every start by its id, in the table's order."""
    return {row["id"]: Start(row["id"], row["name"]) for row in _table()["start"]}


def event_of(words: Wording, limit: Limit | None = None) -> Event | None:
    """The event that `words` are about; None where none is told.

    What is due counts before the sentence, and that before the words it follows on. Of several events the one whose
    needs stand nearest is taken, then the one with the longest phrase, then the first of the table.
    """
    read = words.trigger
    for tier in (words.action, words.sentence, words.before):
        read = f"{read} . {tier}"
        if found := _events_in(tier, read, words, limit):
            return events()[min(found)[-1]]
    return None


def places_of(event: Event, text: str) -> list[Span]:
    """Where `text` speaks of the event, in characters and in order."""
    return _signals("about").find(text).get(event.event_id, [])


def starts_in(trigger: str) -> frozenset[str]:
    """The ids of the starts that `trigger` names."""
    return frozenset(_found(trigger, "start"))


def _events_in(tier: str, read: str, words: Wording, limit: Limit | None) -> list[tuple[int, int, int, str]]:
    """The events of `tier` as they are ranked; `read` are its words with all that stand nearer."""
    around = (f"{words.action} . {words.trigger}", words.sentence, words.whole, words.before, words.setting)
    found = []
    for place, (event_id, event) in enumerate(events().items()):
        length = _found(tier, "about").get(event_id)
        runs_so = limit is None or event.runs is None or limit.counting in _RUNS[event.runs]
        if length is None or not runs_so or event_id in _found(read, "unless"):
            continue
        if event_id in _found(words.setting, "outside") or (event.is_beside and tier is not words.action):
            continue
        near = _NO_NEEDS if event_id not in _with_needs() else _nearest(event_id, around)
        if near is not None:
            found.append((near, -length, place, event_id))
    return found


def _nearest(event_id: str, around: Sequence[str]) -> int | None:
    return next((rank for rank, text in enumerate(around) if event_id in _found(text, "needs")), None)


@lru_cache(maxsize=_KEPT)
def _found(text: str, kind: str) -> Mapping[str, int]:
    """The rows whose phrases of `kind` stand in `text`, with the characters of the longest."""
    if not text:
        return {}
    found = _signals(kind).find(text)
    return {key: max(end - start for start, end in spans) for key, spans in found.items()}


@cache
def _signals(kind: str) -> Signals:
    if kind == "start":
        return Signals({row["id"]: row["signals"] for row in _table()["start"]}, {})
    return Signals({row["id"]: _with_plural(row[kind]) for row in _table()["event"] if kind in row}, {})


def _with_plural(phrases: Sequence[str]) -> list[str]:
    """The phrases, and those with "child*" also with "children", which is no ending of it."""
    return [*phrases, *(phrase.replace("child*", "children") for phrase in phrases if "child*" in phrase)]


@cache
def _with_needs() -> frozenset[str]:
    return frozenset(row["id"] for row in _table()["event"] if "needs" in row)


@cache
def _table() -> Mapping[str, Any]:
    try:
        return tomllib.loads(TABLE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WaymarkError(f"{TABLE.name}: not valid TOML ({error}). Mend it, or restore it.") from error


def _event(row: Mapping[str, Any]) -> Event:
    unknown = {*row.get("starts", ()), *row.get("near", ())} - starts().keys()
    if unknown or row.get("runs", "once") not in _RUNS:
        raise WaymarkError(
            f"{TABLE.name}: event {row['id']} does not hold ({sorted(unknown)}). Mend it, or restore it."
        )
    return Event(
        row["id"],
        row["name"],
        facts=tuple(row.get("facts", ())),
        duty=row.get("duty"),
        is_firm=row.get("firm", False),
        is_weighed=row.get("weighed", False),
        runs=row.get("runs"),
        starts=tuple(row.get("starts", ())),
        near=tuple(row.get("near", ())),
        outer=row.get("outer"),
        is_least=row.get("least", False),
        is_beside=row.get("beside", False),
        replaced_by=row.get("replaced_by"),
        remarks=row.get("remarks", {}),
    )
