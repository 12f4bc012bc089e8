"""Two places that give different limits of time for one event.

    for clash in limit_clashes(local, local): ...       within one document, each pair once
    for clash in limit_clashes(local, other): ...       across two

What a limit is about is told by `alignment.meaning`. Of the places of a document that say the same, one is shown.
Limits for other children, levels, stages or meetings are no clash, nor are those of one sentence or of one list, nor
what was changed from one edition to the next. It does not say which of the two holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignment.gist import are_other_children, children_of
from alignment.lengths import Relation, relation
from alignment.meaning import Asked
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind, Document
from practice.events import Event, starts
from practice.limits import Counting, Unit

CONSIDER = "Read both places together; the procedure's owner decides which holds, and brings the other into line."

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
_FOR_SOME = re.compile(
    r"\b(?:pre-?birth|unborn|bab(?:y|ies)|bruis|homeless|disab|asylum|private foster|privately|adopt|short break"
    r"|missing|connected|remand|secure|residential|transfer)",
    re.IGNORECASE,
)
_READS = re.compile(r"\b(?:reads?|countersigns?|audits?|samples)\b", re.IGNORECASE)
_LEVELS = re.compile(r"\b((?:level|tier|stage|band|grade) ?\w)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b|\bapart\b", re.IGNORECASE)
_HISTORY = re.compile(
    r"(?:^|\| )(?:(?:19|20)\d\d|Version|Change): "
    r"|\b(?:previously|formerly|used to be|no longer|changed from|amended from)\b",
    re.IGNORECASE,
)


def limit_clashes(local: Side, other: Side) -> Iterator[Finding]:
    """The places of `local` whose limit for an event differs from that of `other`, or of the rest of `local` itself."""
    first, second = _by_event(local), _by_event(other)
    for event_id in sorted(first.keys() & second.keys()):
        groups, others = _groups(first[event_id]), _groups(second[event_id])
        if local is other:
            yield from _within(groups)
        elif not is_of_others(local.document, other.document):
            yield from _across(groups, others, other.document)


def contradiction(
    first: Quote, second: Quote, told: str, *, severity: Severity = Severity.MATERIAL, confidence: float = _LIKELY
) -> Finding:
    """The finding that two places of one council's documents differ."""
    verdict = Verdict.INTERNAL_CONTRADICTION
    return Finding(verdict, severity, confidence, first, None, told, CONSIDER, other=second)


def place_of(quote: Quote, document: Document | None) -> str:
    """Where a second place is, in words; `document` where it is in another one."""
    place = f"paragraph {quote.paragraph}" if quote.paragraph else f"page {quote.page}" if quote.page else ""
    if not place and quote.headings:
        place = f"the section “{quote.headings[-1]}”"
    if document is None:
        return place or "another place"
    return f"“{document.title}” ({place})" if place else f"“{document.title}”"


def is_beside(one: Statement, two: Statement) -> bool:
    """Whether two statements of a document hang under one stem, or are rows of one table: cases told side by side."""
    if one.stem and one.stem == two.stem:
        return True
    return one.kind is two.kind is BlockKind.ROW and _columns(one.text)[1:] == _columns(two.text)[1:]


def is_history(one: Statement) -> bool:
    """Whether a statement tells what an earlier edition said."""
    return _HISTORY.search(one.text) is not None


def _columns(row: str) -> list[str]:
    return [cell.partition(":")[0] for cell in row.split(" | ")]


def is_of_others(one: Document, two: Document) -> bool:
    """Whether two documents are, by their titles, about other children, so that their limits may differ."""
    first, second = ({found.casefold() for found in _FOR_SOME.findall(document.title)} for document in (one, two))
    return first != second


def _by_event(side: Side) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = {}
    for asked in side.asked:
        limit = asked.stated.limit
        is_share = asked.words.casefold().startswith("in each")
        is_told = limit.number and not is_share and not is_history(asked.statement)
        if asked.event is not None and is_told:
            found.setdefault(asked.event.event_id, []).append(asked)
    return found


def _groups(held: Sequence[Asked]) -> list[list[Asked]]:
    """The places of a document by what they say, what most of them say first; in each, text before figures."""
    found: dict[tuple[object, ...], list[Asked]] = {}
    for asked in held:
        limit = asked.stated.limit
        found.setdefault((limit.number, limit.unit, limit.counting in _AGAIN, asked.starts), []).append(asked)
    for group in found.values():
        group.sort(key=lambda asked: (_KINDS.index(asked.statement.kind), asked.statement.quote.start))
    return sorted(found.values(), key=_clearest)


def _clearest(group: Sequence[Asked]) -> tuple[bool, int, int]:
    return group[0].stated.limit.unit is Unit.DAYS, -len(group), group[0].statement.quote.start


def _within(groups: Sequence[Sequence[Asked]]) -> Iterator[Finding]:
    """Each group beside the clearest of those that it differs from."""
    for place, group in enumerate(groups):
        found = (_first_clash(group, clearer, None) for clearer in groups[:place])
        clash = next((one for one in found if one), None)
        if clash:
            yield clash


def _across(groups: Sequence[Sequence[Asked]], others: Sequence[Sequence[Asked]], other: Document) -> Iterator[Finding]:
    for group in groups:
        if any(_agrees(group[0], clearer[0]) for clearer in others):
            continue
        found = (_first_clash(group, clearer, other) for clearer in others)
        clash = next((one for one in found if one), None)
        if clash:
            yield clash


def _agrees(one: Asked, two: Asked) -> bool:
    apart = one.starts and two.starts and not one.starts & two.starts
    return relation(one.stated.limit, two.stated.limit) is Relation.SAME and not apart


def _first_clash(group: Sequence[Asked], clearer: Sequence[Asked], other: Document | None) -> Finding | None:
    clashes = (_clash(one, two, other) for one in group for two in clearer)
    return next((one for one in clashes if one), None)


def _clash(one: Asked, two: Asked, other: Document | None) -> Finding | None:
    event = one.event
    first, second = one.statement, two.statement
    if event is None or (other is None and (first is second or _is_told_apart(one, two))):
        return None
    if _runs(one) is not _runs(two) or _says_so_too(two, one) or _says_so_too(one, two) or not _is_same_case(one, two):
        return None
    found = relation(one.stated.limit, two.stated.limit)
    apart = bool(one.starts and two.starts and not one.starts & two.starts)
    if (
        found is Relation.ELSE
        or (apart and not _is_one_start(one, two, event))
        or (found is Relation.SAME and not apart)
    ):
        return None
    severity, confidence = _WEIGHTS[Relation.SAME] if apart else _WEIGHTS[found]
    told = _told(one, two, event, other, found=found, apart=apart)
    return contradiction(first.quote, second.quote, told, severity=severity, confidence=confidence)


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


def _is_one_start(one: Asked, two: Asked, event: Event) -> bool:
    """Whether two starts that differ can be meant for one clock: one of them is the national one, the other no case."""
    if not event.starts or (one.starts | two.starts) & _ELSEWHERE:
        return False
    known = {*event.starts, *event.near}
    return bool(one.starts & known) != bool(two.starts & known)


def _is_same_case(one: Asked, two: Asked) -> bool:
    by_meeting = one.event is not None and one.event.event_id in _BY_MEETING
    patterns = [_CASES, _MEETINGS] if by_meeting else [_CASES]
    first, second = _clause(one), _clause(two)
    if bool(_READS.search(first)) is not bool(_READS.search(second)):
        return False
    if are_other_children(
        children_of(first, [*one.statement.quote.headings, one.statement.said]),
        children_of(second, [*two.statement.quote.headings, two.statement.said]),
    ):
        return False
    return all(_named(pattern, one) == _named(pattern, two) for pattern in patterns)


def _named(pattern: re.Pattern[str], asked: Asked) -> set[str]:
    """The cases that the clause of a limit and the headings above it name."""
    told = _clause(asked)
    named = [*pattern.finditer(" . ".join([told, *asked.statement.quote.headings])), *_LEVELS.finditer(told)]
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


def _told(one: Asked, two: Asked, event: Event, other: Document | None, *, found: Relation, apart: bool) -> str:
    where = place_of(two.statement.quote, other)
    told = f"For {event.name} this place says “{one.words}”, {where} says “{two.words}”."
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
