"""Sentences that say almost the same words, and differ in a number, a bound or how strongly they bind.

    for clash in like_clashes(local, local): ...        within one document, each pair once
    for clash in like_clashes(local, other): ...        across two

What is alike is told by the stems that two sentences share and, where both have vectors, by their nearness. Limits of
an event that is known are left to `alignment.clashes`. Items of one list and rows of one table are cases told side by
side, and no clash. It does not say which of the two holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from alignment.clashes import Clash, is_beside, is_history, is_of_others
from alignment.gist import (
    Bound,
    Quantity,
    are_other_children,
    children_of,
    gist,
    quantities,
    row_gist,
    stem,
    words_of,
)
from alignment.lengths import Relation, relation
from alignment.sides import Side, kept_by_side
from alignment.statements import Statement
from core.records import BlockKind, Span
from practice.limits import Counting
from practice.modality import Modality

_CONFIDENCE = 0.6
_LEAST_SHARED, _NEAR = 2, 0.45
_ROUNDING = 1e-4
_LONGEST = 400
_FIRM = (Modality.MUST, Modality.SHOULD)
_CONSIDER = re.compile(r"\bconsider\b(?= (?:[\w-]+ly )?(?P<act>[a-z-]+ing)\b)", re.IGNORECASE)
_ACT = re.compile(
    r"(?:\s+(?:be|been|also|then|always|normally|usually|therefore|only|still|both|all|each|first|not|\w+ly))*\s+(?P<act>[a-z-]+)",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:\s+\w+)?\s+(?:not|never)\b", re.IGNORECASE)
_CASE = re.compile(
    r"\b(?:unless|except|without|only|if|where|when|until|other than|simply|solely|just)\b", re.IGNORECASE
)
_BODIES = frozenset(
    gist(
        "panel partner police manager chair council authority school inspector court team social worker officer health"
    )
)
_IF_FIT = re.compile(
    r"\b(?:may|can)\b[^.;]*\b(?:if|where|when) (?:(?:that|it|this) is )?(?:appropriate|possible|practicable)\b",
    re.IGNORECASE,
)
_FIT = re.compile(r"\b(?:if|where|when) (?:(?:that|it|this) is )?(?:appropriate|possible|practicable)\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?:first|second|third|initial|later|last|next|final)\b")
_LEFT, _WORDS, _FEW = 0, 16, 4
Told = tuple[str, str]
_KINDS = 5
_ALL_BUT_ALIKE = 0.66
_AGAIN = (Counting.EVERY, Counting.EACH)


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement that is compared: its gist, and what of it can differ; `loose` is the gist of what it leaves open."""

    row: int
    statement: Statement
    title: str
    gist: frozenset[str]
    quantities: tuple[Quantity, ...]
    loose: frozenset[str]
    act: str | None
    has_event: bool

    @property
    def is_firm(self) -> bool:
        """Whether the sentence asks for what it says, in words of its own, and does not forbid it."""
        label = self.statement.label
        is_asked = label.modality in _FIRM and label.words is not None
        return is_asked and not _NOT.match(self.statement.text, label.words[1] if label.words else 0)

    @property
    def is_forbidden(self) -> bool:
        """Whether the sentence forbids what it says."""
        return _is_forbidden(self.statement)

    @property
    def has_limit(self) -> bool:
        """Whether it states one limit and no more."""
        return len(self.statement.limits) == 1


def like_clashes(local: Side, other: Side) -> Iterator[Clash]:
    """Pairs that say the same with another number, bound or strength; of one document, each pair once."""
    if local is not other and is_of_others(local.document, other.document):
        return
    is_one = local is other
    for one, two in _pairs(local, other):
        if is_one and (two.row <= one.row or is_beside(one.statement, two.statement)):
            continue
        told = _difference(one, two, is_one_section=is_one and _section(one) == _section(two))
        if told and (is_one or _is_headed(one, two)):
            yield Clash(one.statement.quote, two.statement.quote, told, confidence=_CONFIDENCE)


def _pairs(local: Side, other: Side) -> Iterator[tuple[_Line, _Line]]:
    """The pairs that have something of one kind to differ in, and whose vectors are near, or of which one has none."""
    first = _lines(local)
    second = first if local is other else _lines(other)
    vectors = other.vectors[[line.row for line in second]]
    is_unmeant = ~vectors.any(axis=1)
    kinds = np.array([_kinds(line) for line in second], dtype=bool).reshape(len(second), _KINDS)
    for one in first:
        vector = local.vectors[one.row]
        is_held = is_unmeant | (vectors @ vector >= _NEAR - _ROUNDING) if vector.any() else np.ones_like(is_unmeant)
        has_quantity, has_limit, is_loose, is_firm, is_forbidden = _kinds(one)
        may_differ = [has_quantity, has_limit, is_firm or is_forbidden, is_loose, is_loose]
        is_held &= (kinds & np.array(may_differ)).any(axis=1)
        yield from ((one, second[place]) for place in np.flatnonzero(is_held))


def _kinds(line: _Line) -> tuple[bool, bool, bool, bool, bool]:
    """What of a line can differ: a quantity, its one limit, that it leaves something open, asks for it, forbids it."""
    return bool(line.quantities), line.has_limit, bool(line.loose), line.is_firm, line.is_forbidden


@kept_by_side
def _lines(side: Side) -> list[_Line]:
    known = {id(asked.statement) for asked in side.asked if asked.event is not None}
    found = []
    for row, one in enumerate(side.statements):
        if len(one.text) < _LONGEST and not is_history(one):
            about = row_gist(one.text) if one.kind is BlockKind.ROW else gist(one.text)
            line = _Line(
                row,
                one,
                side.document.title,
                about,
                tuple(quantities(one.text)),
                _left_open(one),
                _act(one),
                id(one) in known,
            )
            if line.quantities or line.loose or one.limits or one.label.modality in _FIRM:
                found.append(line)
    return found


def _left_open(one: Statement) -> frozenset[str]:
    """The gist of what a sentence lets somebody do, or only consider; empty where it asks for it."""
    consider = _CONSIDER.search(one.text)
    if one.label.modality in (*_FIRM, Modality.LOCAL) or one.kind is BlockKind.FIGURE:
        return frozenset()
    if consider:
        return gist(one.text[consider.end() :])
    is_may = (one.label.modality is Modality.MAY and one.label.words is not None) or _IF_FIT.search(one.text)
    is_told = is_may and not one.text.endswith(":") and not _is_forbidden(one)
    about = gist(_unsoftened(one)) if is_told else frozenset()
    return about if len(about) > _LEAST_SHARED else frozenset()


def _is_forbidden(one: Statement) -> bool:
    return one.label.words is not None and _NOT.match(one.text, one.label.words[1]) is not None


def _unsoftened(one: Statement) -> str:
    text = one.text
    for start, end in reversed(one.label.softeners):
        text = f"{text[:start]} {text[end:]}"
    return _FIT.sub(" ", text)


def _section(one: _Line) -> tuple[str, ...]:
    return one.statement.quote.headings


def _is_headed(one: _Line, two: _Line) -> bool:
    """Whether shared words stand in the headings or title above each of two; above one of them for strength."""
    common = one.gist & two.gist
    above = [common & gist(" . ".join([line.title, *_section(line)])) for line in (one, two)]
    return any(above) if one.loose or two.loose else all(above)


def _difference(one: _Line, two: _Line, *, is_one_section: bool) -> Told | None:
    """What differs, as `Clash.told` has it; None where nothing does, or they are about different things."""
    if are_other_children(*(children_of(line.statement.said, [line.title, *_section(line)]) for line in (one, two))):
        return None
    common, every = len(one.gist & two.gist), len(one.gist | two.gist)
    is_other_body = bool((one.gist ^ two.gist) & _BODIES)
    is_alike = common >= _LEAST_SHARED and common >= _ALL_BUT_ALIKE * every and not is_other_body
    is_same = is_alike and common > _LEAST_SHARED
    told = _quantity(one, two, is_alike) if is_alike or is_one_section else None
    if told is None and is_same:
        told = _limit(one, two)
    return told or _strength(one, two)


def _quantity(one: _Line, two: _Line, is_alike: bool) -> Told | None:
    for a in one.quantities:
        if any((a.number, a.unit, a.bound) == (b.number, b.unit, b.bound) for b in two.quantities):
            continue
        for b in two.quantities:
            is_other = is_alike and a.number != b.number and a.bound is b.bound and not _is_limit(one, a)
            if a.unit == b.unit and (is_other or (a.number == b.number and _touches(a.bound, b.bound))):
                return _told(one, a.words, two, b.words)
    return None


def _is_limit(one: _Line, quantity: Quantity) -> bool:
    start, end = quantity.words
    return any(stated.words[0] < end and start < stated.words[1] for stated in one.statement.limits)


def _touches(first: Bound, second: Bound) -> bool:
    """Whether two bounds differ only in whether the number itself is in."""
    return {first, second} in ({Bound.OR_MORE, Bound.MORE_THAN}, {Bound.OR_LESS, Bound.LESS_THAN})


def _limit(one: _Line, two: _Line) -> Told | None:
    """Limits that differ, of sentences that have one each and are not both of an event that is known."""
    if len(one.statement.limits) != 1 or len(two.statement.limits) != 1 or (one.has_event and two.has_event):
        return None
    a, b = one.statement.limits[0], two.statement.limits[0]
    is_comparable = (a.limit.counting in _AGAIN) == (b.limit.counting in _AGAIN) and a.limit.number and b.limit.number
    if not is_comparable or relation(a.limit, b.limit) in (Relation.SAME, Relation.ELSE, Relation.NEAR):
        return None
    if _ordinals(one) != _ordinals(two):
        return None
    return _told(one, a.words, two, b.words)


def _ordinals(one: _Line) -> set[str]:
    return set(_ORDINAL.findall(one.statement.text.casefold()))


def _strength(one: _Line, two: _Line) -> Told | None:
    """That one place leaves open what the other asks, or allows what it forbids."""
    if _allows(one, two) or _allows(two, one):
        frame = "One place allows what the other forbids: “{}” here, “{}” {{in_where}}."
        return frame.format(_short(one), _short(two)), frame.format(_short(two), _short(one))
    if not (_leaves_open(one, two) or _leaves_open(two, one)):
        return None
    words = [f"“{_bound(line)}” (“{_short(line)}”)" for line in (one, two)]
    frame = "One place leaves open what the other asks: {} here, {} {{in_where}}."
    return frame.format(*words), frame.format(*reversed(words))


def _leaves_open(loose: _Line, firm: _Line) -> bool:
    is_one_act = loose.act is not None and loose.act == firm.act
    is_about = len(loose.loose & firm.gist) >= _LEAST_SHARED and len(loose.loose - firm.gist) <= _LEFT
    return firm.is_firm and is_one_act and is_about


def _allows(loose: _Line, other: _Line) -> bool:
    """Whether one allows by itself what the other forbids, of children of any age."""
    is_one_act = loose.act is not None and loose.act == _forbidden_act(other.statement)
    has_own_case = (
        loose.quantities or other.quantities or any(_CASE.search(one.statement.text) for one in (loose, other))
    )
    is_about = len(loose.loose & other.gist) > _LEAST_SHARED and len(loose.loose - other.gist) <= _LEFT
    return other.is_forbidden and is_one_act and is_about and not has_own_case


def _forbidden_act(one: Statement) -> str | None:
    """The stem of what must not be done."""
    negated = _NOT.match(one.text, one.label.words[1]) if one.label.words else None
    acted = _ACT.match(one.text, negated.end()) if negated else None
    return stem(acted["act"].casefold()) if acted else None


def _act(one: Statement) -> str | None:
    """The stem of what is to be done, or considered: the word behind the modal word; None where there is none."""
    if found := _CONSIDER.search(one.text):
        return stem(found["act"].casefold())
    modal = one.label.words or ((match := _IF_FIT.search(one.text)) and (match.start(), match.start() + len("may")))
    acted = _ACT.match(one.text, modal[1]) if modal else None
    return stem(acted["act"].casefold()) if acted else None


def _bound(one: _Line) -> str:
    """The word that says how strongly a sentence binds."""
    consider = _CONSIDER.search(one.statement.text)
    if one.loose and consider:
        return consider.group()
    if one.statement.label.words:
        return one.statement.words_at(one.statement.label.words)
    softer = _IF_FIT.search(one.statement.text)
    return softer.group().split()[0] if softer else one.statement.label.modality.value


def _short(one: _Line) -> str:
    words = one.statement.text.split()
    return " ".join(words[:_WORDS]) + ("…" if len(words) > _WORDS else "")


def _told(one: _Line, first: Span, two: _Line, second: Span) -> Told:
    about = ", ".join(words_of(one.statement.text, one.gist & two.gist)[:_FEW]) or "one thing"
    here, there = one.statement.words_at(first), two.statement.words_at(second)
    frame = f"Both places seem to be about {about}: “{{}}” here, “{{}}” {{{{in_where}}}}."
    return frame.format(here, there), frame.format(there, here)
