"""What each limit of a document is about: the event of the process, and what it is counted from.

    one = asked_in(document, statements)[0]
    one.event.name          "the first core group"; None where no event is told
    one.starts              {"initial-conference"}

It reads one document and compares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from alignment.statements import Statement
from core.records import BlockKind, Document, Span
from practice.events import Event, Wording, event_of, starts_in
from practice.limits import Stated

_FOLLOWS_ON = re.compile(r"(?:\W*\w+){0,3}?\W*\b(?:it|this|these|they|that|such|both|its|the plan)\b", re.IGNORECASE)
_GOVERNS = re.compile(r"\b(?:should|must|will|shall|are to|is to|need to|may|can|has to|have to)\W*$", re.IGNORECASE)
_ASIDE = re.compile(
    r"\s*(?:\((?P<brackets>[^)]{1,30})\)|(?P<clause>(?:if|for|until|up to the|during|thereafter"
    r"|after (?:that\b|the first (?:year|12))|in the (?:first|second))\b[^.;]{0,60}))",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?:^|(?<= \| ))[^|]*")
_BESIDE = re.compile(
    r"\b(?:at|in|during|after|before|from|for|following|by|of|about|on)\s+(?:(?:the|a|an|each|every|any)\s+)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?:count(?:ed|ing|s)?|clock\b[^.;]{0,60}?\b(?:starts?|runs?|begins?)|measured|timed|running|starting)\s+"
    r"(?:from|when|at|on|with)\s+(?P<start>[^,;.]+)",
    re.IGNORECASE,
)
_FEW = 3
_NEARBY = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One limit of a document: where it stands, what it is about and the ids of what it is counted from.

    `behind` is the next sentence under the same headings, "" where there is none.
    """

    statement: Statement
    stated: Stated
    event: Event | None
    starts: frozenset[str]
    behind: str = ""

    @property
    def words(self) -> str:
        """The limit as it is written, on one line."""
        return self.statement.words_at(self.stated.words)

    @property
    def trigger(self) -> str:
        """What it is counted from as it is written, on one line; "" where the sentence does not say it."""
        return self.statement.words_at(self.stated.trigger) if self.stated.trigger else ""


def asked_in(document: Document, statements: Sequence[Statement]) -> list[Asked]:
    """Every limit of `statements`, in order, with its event."""
    return [
        Asked(one, counted, event_of(words, stated.limit), starts_in(words.trigger), _behind(statements, place))
        for place, one in enumerate(statements)
        for stated in one.limits
        for counted in (_counted(one, stated),)
        for words in (wording(document, statements, place, stated, counted.trigger),)
    ]


def _behind(statements: Sequence[Statement], place: int) -> str:
    one = statements[place]
    after = statements[place + 1] if place + 1 < len(statements) else None
    is_near = after is not None and one.kind is not BlockKind.ROW and after.quote.headings == one.quote.headings
    return after.text if after is not None and is_near else ""


def _counted(one: Statement, stated: Stated) -> Stated:
    """The limit with what it is counted from where the sentence says that apart ("the clock starts at ...")."""
    if stated.trigger is not None or len(one.limits) > 1:
        return stated
    found = _CLOCK.search(one.text)
    return replace(stated, trigger=found.span("start")) if found else stated


def wording(
    document: Document,
    statements: Sequence[Statement],
    place: int,
    stated: Stated | None = None,
    trigger_at: Span | None = None,
) -> Wording:
    """The words by which the event of `statements[place]` is told, of one of its limits where `stated` is given.

    `trigger_at` is what the limit is counted from.
    """
    one = statements[place]
    setting = " . ".join([*one.quote.headings, document.title])
    before = " . ".join(_around(statements, place, stated))
    if stated is None:
        return Wording("", one.text, before, setting, whole=one.text)
    action, trigger = _action(one, stated), _cut(one.text, trigger_at)
    return Wording(action, _sentence(one, stated, action), before, setting, trigger, one.text)


def _action(one: Statement, stated: Stated) -> str:
    """What is due, with the words right behind the limit; of a further limit these alone ("annually if over five")."""
    place = one.limits.index(stated)
    if place and _ASIDE.match(one.text, one.limits[place - 1].words[1], stated.words[0]):
        stated = replace(stated, action=one.limits[0].action)
    until = one.limits[place + 1].words[0] if place + 1 < len(one.limits) else len(one.text)
    aside = _ASIDE.match(one.text, stated.words[1], until)
    has_own = place == 0 and stated.action is not None and stated.action[1] <= stated.words[0]
    if aside is None:
        return _cut(one.text, stated.action)
    behind: str = aside["brackets"] or aside["clause"]
    return f"{_cut(one.text, stated.action)} {behind}" if has_own else behind


def _sentence(one: Statement, stated: Stated, action: str) -> str:
    """The sentence without what the limit is counted from, and without what is due by its other limits.

    Of a table's row, the first cell and that of the limit.
    """
    if one.kind is BlockKind.ROW:
        cells = [cell.group() for cell in _CELL.finditer(one.text) if _holds(cell.span(), stated.words)]
        return " . ".join([_CELL.match(one.text).group(), *cells])  # type: ignore[union-attr]
    left_out = [stated.trigger] if stated.trigger else []
    others = [other for other in one.limits if other is not stated]
    left_out += [aside.span() for other in others if (aside := _ASIDE.match(one.text, other.words[1]))]
    if len(action.split()) > _FEW:
        left_out += [
            span for other in others for span in (other.action, other.trigger) if span and span != stated.action
        ]
    return _without(one.text, left_out)


def _around(statements: Sequence[Statement], place: int, stated: Stated | None) -> Iterator[str]:
    """The words that a sentence follows on: its stem where that is half of it, what a pronoun stands for, its list."""
    one = statements[place]
    if one.kind is BlockKind.ROW:
        return
    action = _cut(one.text, stated.action) if stated else one.text
    if one.stem and (_GOVERNS.search(one.stem.rstrip(" :\n—–")) or len(action.split()) <= _FEW):
        yield one.stem
    if one.text.rstrip().endswith(":"):
        yield from _items_under(statements, place)
    before = statements[place - 1] if place else None
    if before is not None and before.quote.headings == one.quote.headings and _FOLLOWS_ON.match(one.text):
        yield before.text
        yield from one.quote.headings[-1:]


def _items_under(statements: Sequence[Statement], place: int) -> Iterator[str]:
    for one in statements[place + 1 :]:
        if not one.stem or not one.stem.rstrip().endswith(statements[place].text.rstrip()):
            return
        yield one.text


def _cut(text: str, span: Span | None) -> str:
    return text[slice(*span)] if span else ""


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _without(text: str, spans: Sequence[Span]) -> str:
    kept: list[str] = []
    read_to = 0
    for start, end in sorted(spans):
        kept.append(text[read_to:start])
        read_to = max(read_to, end)
    return " . ".join([*kept, text[read_to:]])


def is_near(text: str, span: Span, places: Sequence[Span]) -> bool:
    """Whether one of `places` is within ten words of `span`, in its clause, and no aside ("at the meeting")."""
    own = (place for place in places if not _BESIDE.search(text, 0, place[0]))
    return any(_is_clause(text, span, place) for place in own)


def _is_clause(text: str, one: Span, other: Span) -> bool:
    first, second = sorted((one, other))
    between = text[first[1] : second[0]]
    is_one = not any(joint in between for joint in (";", " and ", " or other "))
    return is_one and len(between.split()) <= _NEARBY
