"""Two places that give different limits of time for one event.

    for clash in limit_clashes(local, local): ...       within one document, each pair once
    for clash in limit_clashes(local, other): ...       across two

What a limit is about is told by `alignment.meaning`. Of the places of a document that say the same, one is shown.
Places are compared by event and by case, and each with a few of the clearest, so that the time grows with the document
and not with its square.
Limits for other children, levels, stages or meetings are no clash, nor are those of one sentence or of one list, nor
what was changed from one edition to the next. It does not say which of the two holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from alignment.clashes import Clash, is_beside, is_history, is_of_others
from alignment.gist import are_other_children, children_of
from alignment.lengths import Relation, relation
from alignment.meaning import Asked
from alignment.records import Severity
from alignment.sides import Side, kept_by_side
from alignment.statements import Statement
from core.records import BlockKind
from practice.events import starts
from practice.limits import Counting, Unit

_SURE, _LIKELY, _MAYBE = 0.9, 0.75, 0.6
_WEIGHTS = {
    Relation.WEAKER: (Severity.MATERIAL, _SURE),
    Relation.STRICTER: (Severity.MATERIAL, _SURE),
    Relation.SLIGHTLY_WEAKER: (Severity.MATERIAL, _LIKELY),
    Relation.UNIT_MISSING: (Severity.MATERIAL, _SURE),
    Relation.SAME: (Severity.MATERIAL, _LIKELY),
    Relation.NEAR: (Severity.TIDY, _MAYBE),
    Relation.WEEKENDS: (Severity.TIDY, _MAYBE),
}
_AGAIN = (Counting.EVERY, Counting.EACH)
_ELSEWHERE = {"move", "notified", "birth"}
_KINDS = [BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW, BlockKind.FIGURE, BlockKind.FOOTNOTE]
_LETTERS, _BEHIND = 6, 30
_MOST_OF_CASE, _MOST_BESIDE = 3, 12
_BY_MEETING = ("minutes-sent", "conference-reports")

_MEETINGS = re.compile(
    r"\b(conference|core group|strategy|review|panel|initial|outline|full|decisions|draft|social worker|agenc)",
    re.IGNORECASE,
)
_CASES = re.compile(
    r"""
    \b( red | amber | green | urgent | emergenc\w+ | (?:high|medium|low)(?:er)?\srisk
      | team\saround | taf | early\shelp | unborn | pre-?birth | bab(?:y|ies) | newborn | infant | disab\w+ | asylum
      | homeless | (?:under|over)\s(?:five|5|two|2)
      | long.term | permanen\w+ | connected | with\s(?:a|their)\sparents? | relative | adopt\w* | remand\w* | privately
      | private\sfoster\w* | short\sbreak | respite | residential | secure | family\shome | in\s(?:our\s)?care
      | later | after\sthat | thereafter | subsequent | further | bruis\w+ | extend\w* | exten[st]ion )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_READS = re.compile(r"\b(?:reads?|countersigns?|audits?|samples)\b", re.IGNORECASE)
_LEVELS = re.compile(r"\b((?:level|tier|stage|band|grade) ?\w)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b|\bapart\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """A limit with the case that it is for: only places of one `case` are compared."""

    asked: Asked
    case: tuple[object, ...]
    children: frozenset[str]


def limit_clashes(local: Side, other: Side) -> Iterator[Clash]:
    """The places of `local` whose limit for an event differs from that of `other`, or of the rest of `local` itself."""
    if local is not other and is_of_others(local.document, other.document):
        return
    first, second = _by_event(local), _by_event(other)
    for event_id in sorted(first.keys() & second.keys()):
        if local is other:
            yield from _within(first[event_id])
        else:
            yield from _across(first[event_id], second[event_id])


@kept_by_side
def _by_event(side: Side) -> dict[str, list[list[_Place]]]:
    found: dict[str, list[Asked]] = {}
    for asked in side.asked:
        limit = asked.stated.limit
        is_share = asked.words.casefold().startswith("in each")
        is_told = limit.number and not is_share and not is_history(asked.statement)
        if asked.event is not None and is_told:
            found.setdefault(asked.event.event_id, []).append(asked)
    return {event_id: _groups(held) for event_id, held in found.items()}


def _groups(held: Sequence[Asked]) -> list[list[_Place]]:
    """The places of a document by what they say, what most of them say first; in each, text before figures.

    Of one case a group keeps a few.
    """
    found: dict[tuple[object, ...], list[Asked]] = {}
    for asked in held:
        limit = asked.stated.limit
        found.setdefault((limit.number, limit.unit, limit.counting in _AGAIN, asked.starts), []).append(asked)
    for group in found.values():
        group.sort(key=lambda asked: (_KINDS.index(asked.statement.kind), asked.statement.quote.start))
    return [list(_of_each_case(group)) for group in sorted(found.values(), key=_clearest)]


def _clearest(group: Sequence[Asked]) -> tuple[bool, int, int]:
    return group[0].stated.limit.unit is Unit.DAYS, -len(group), group[0].statement.quote.start


def _of_each_case(group: Sequence[Asked]) -> Iterator[_Place]:
    kept: dict[tuple[object, ...], int] = {}
    for asked in group:
        place = _place(asked)
        key = (*place.case, place.children)
        kept[key] = kept.get(key, 0) + 1
        if kept[key] <= _MOST_OF_CASE:
            yield place


def _within(groups: Sequence[Sequence[_Place]]) -> Iterator[Clash]:
    """Each group beside the clearest of those that it differs from; one limit beside one place once."""
    clearer: dict[tuple[object, ...], list[_Place]] = {}
    told_of: set[tuple[object, ...]] = set()
    for group in groups:
        clash = _first_clash(group, clearer, is_one_document=True)
        limit = group[0].asked.stated.limit
        if clash and (limit, clash.second.span) not in told_of:
            told_of.add((limit, clash.second.span))
            yield clash
        for place in group:
            clearer.setdefault(place.case, []).append(place)


def _across(groups: Sequence[Sequence[_Place]], others: Sequence[Sequence[_Place]]) -> Iterator[Clash]:
    """The clearest clash about an event between two documents, and no other about it."""
    clearer: dict[tuple[object, ...], list[_Place]] = {}
    for place in (place for group in others for place in group):
        clearer.setdefault(place.case, []).append(place)
    for group in groups:
        if not any(_agrees(group[0].asked, other[0].asked) for other in others):
            clash = _first_clash(group, clearer, is_one_document=False)
            if clash:
                yield clash
                return


def _agrees(one: Asked, two: Asked) -> bool:
    apart = one.starts and two.starts and not one.starts & two.starts
    return relation(one.stated.limit, two.stated.limit) is Relation.SAME and not apart


def _first_clash(
    group: Sequence[_Place], clearer: dict[tuple[object, ...], list[_Place]], *, is_one_document: bool
) -> Clash | None:
    pairs = ((one, two) for one in group for two in islice(clearer.get(one.case, ()), _MOST_BESIDE))
    clashes = (_clash(one, two, is_one_document=is_one_document) for one, two in pairs)
    return next((one for one in clashes if one), None)


def _clash(place: _Place, beside: _Place, *, is_one_document: bool) -> Clash | None:
    one, two = place.asked, beside.asked
    first, second = one.statement, two.statement
    if are_other_children(place.children, beside.children) or (
        is_one_document and (first is second or _is_told_apart(one, two))
    ):
        return None
    if _says_so_too(two, one) or _says_so_too(one, two):
        return None
    found = relation(one.stated.limit, two.stated.limit)
    apart = bool(one.starts and two.starts and not one.starts & two.starts)
    if found is Relation.ELSE or (apart and not _is_one_start(one, two)) or (found is Relation.SAME and not apart):
        return None
    severity, confidence = _WEIGHTS[Relation.SAME] if apart else _WEIGHTS[found]
    told = tuple(_told(*pair, found=found, apart=apart) for pair in ((one, two), (two, one)))
    return Clash(first.quote, second.quote, (told[0], told[1]), severity, confidence)


def _place(asked: Asked) -> _Place:
    """The place with its case: whether the limit runs again and again, who acts, and the cases that the words name."""
    statement = asked.statement
    clause = _clause(asked)
    by_meeting = asked.event is not None and asked.event.event_id in _BY_MEETING
    patterns = [_CASES, _MEETINGS] if by_meeting else [_CASES]
    named = [frozenset(_named(pattern, clause, statement)) for pattern in patterns]
    children = children_of(clause, [*statement.quote.headings, statement.said])
    return _Place(asked, (_runs(asked), bool(_READS.search(clause)), *named), children)


def _runs(asked: Asked) -> bool:
    """Whether a limit runs again and again."""
    after = asked.statement.text[asked.stated.words[0] : asked.stated.words[1] + _BEHIND]
    return asked.stated.limit.counting in _AGAIN or _BETWEEN.search(after) is not None


def _says_so_too(one: Asked, two: Asked) -> bool:
    """Whether the statement of `one` gives the limit of `two` as well, for another case."""
    limits = [stated.limit for stated in one.statement.limits if stated is not one.stated]
    return any(relation(limit, two.stated.limit) is Relation.SAME for limit in limits)


def _is_told_apart(one: Asked, two: Asked) -> bool:
    """Whether two places of a document with one unit stand side by side, as cases do."""
    same_unit = one.stated.limit.unit is two.stated.limit.unit
    return same_unit and is_beside(one.statement, two.statement)


def _is_one_start(one: Asked, two: Asked) -> bool:
    """Whether two starts that differ can be meant for one clock: one of them is the national one, the other no case."""
    event = one.event
    if event is None or not event.starts or (one.starts | two.starts) & _ELSEWHERE:
        return False
    known = {*event.starts, *event.near}
    return bool(one.starts & known) != bool(two.starts & known)


def _named(pattern: re.Pattern[str], clause: str, statement: Statement) -> set[str]:
    """The cases that the clause of a limit and the headings above it name."""
    named = [*pattern.finditer(" . ".join([clause, *statement.quote.headings])), *_LEVELS.finditer(clause)]
    return {match.group(1).casefold()[:_LETTERS] for match in named}


def _clause(asked: Asked) -> str:
    """The words that a limit stands in, behind the limit before it; with the stem for the first."""
    one = asked.statement
    place = one.limits.index(asked.stated)
    since = one.limits[place - 1].words[1] if place and one.kind is not BlockKind.ROW else 0
    clause = one.text[since : _clause_end(one, asked)]
    return f"{one.stem if place == 0 else ''} . {clause}"


def _clause_end(one: Statement, asked: Asked) -> int:
    place = one.limits.index(asked.stated) + 1
    if one.kind is BlockKind.ROW or place == len(one.limits):
        return len(one.text)
    return max(asked.stated.words[1], asked.stated.trigger[1] if asked.stated.trigger else 0)


def _told(one: Asked, two: Asked, *, found: Relation, apart: bool) -> str:
    about = one.event.name if one.event else "one thing"
    told = f"For {about} this place says “{one.words}”, {{where}} says “{two.words}”."
    if apart:
        told += f" They count from different things: from {_starts(one)} here, from {_starts(two)} there."
    if found is Relation.UNIT_MISSING:
        told += " One of them does not say whether working days are meant."
    if found in (Relation.NEAR, Relation.WEEKENDS):
        told += " They are about as long, but weekends and bank holidays make them end on different days."
    return told


def _starts(asked: Asked) -> str:
    """What a limit is counted from: as written where the words are known, else by name."""
    if asked.stated.trigger:
        return f"“{asked.trigger}”"
    return " or ".join(sorted(starts()[one].name for one in asked.starts))
