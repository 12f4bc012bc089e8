"""Who does a thing, where two places name two: the chair decides on a plan here, and those at the conference there.

    for clash in doer_clashes(local, local): ...        within one document, once for each thing
    for clash in doer_clashes(local, other): ...        across two

What one body does is told by the doers of `matters.toml`, and by words that are all but the same. A sentence that names
two bodies, or a deputy, names nobody here. It does not say which of the two is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from alignment.clashes import Clash, is_beside, is_history, is_of_others
from alignment.gist import are_other_children, children_of, gist
from alignment.matters import FILE, is_about
from alignment.records import Severity
from alignment.sides import Side, kept_by_side
from alignment.statements import Statement
from practice.tables import read_toml

_CONFIDENCE = 0.65
_MOST = 400
_HEADS = (
    r"chair(?:person)?s?|managers?|social workers?|workers?|practitioners?|panels?"
    r"|conference(?: participants)?|participants"
    r"|core groups?|directors?|decision[ -]makers?|ADM|IROs?|reviewing officers?|officers?|LADO|leads?|carers?|meeting"
    r"|police|headteachers?|partners|partnerships?|authorit(?:y|ies)|council|agenc(?:y|ies)|team|court|board|committee"
    r"|co-?ordinators?|advis[eo]rs?|nurses?|teachers?|individual|person|organisation|charity|staff|representative"
)
_BODY = (
    r"(?P<body>(?:(?:the|an?|each|every|our|their|your|this) )?"
    r"(?:(?!(?:where|when|if|once|and|or|that|by|of|to|the|a|an|with|from|for|in|at) )[A-Za-z’'-]+ ){0,3}?"
    rf"(?:{_HEADS}))\b(?:,? \([A-Z]{{2,5}}s?\))?(?!\s*(?:/|or\b|and\b|’|'))"
)
_MODAL = r"(?:(?:who|which|must|should|will|shall|may|can|then|also|always|normally|usually|jointly|is to|are to) )*"
_OTHERS = re.compile(
    r"\b(?:deput\w+|delegat\w+|in the absence|absent|unavailable|on behalf|nominee|or their|joint\w*)\b", re.I
)
_NEGATED = re.compile(r"\b(?:not|never|cannot|neither)\b", re.IGNORECASE)
_PLAIN = gist(
    "the relevant appropriate allocated qualified lead senior named child children case independent local service"
)
_CASES = re.compile(
    r"\b(?:review|initial|first|urgent\w*|emergenc\w+|staff|transfer|out of hours|looked after|home)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Doer:
    """A row of the table, with its expressions made."""

    name: str
    about: tuple[re.Pattern[str], ...]
    is_headed: bool
    unless: re.Pattern[str] | None
    active: re.Pattern[str]
    passive: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Done:
    """Who does a thing, as a statement says it: the words and their gist."""

    statement: Statement
    body: str
    who: frozenset[str]
    cases: frozenset[str]
    children: frozenset[str]


def doer_clashes(local: Side, other: Side) -> Iterator[Clash]:
    """The things that one body does here and another there, one pair for each."""
    if local is not other and is_of_others(local.document, other.document):
        return
    first, second = _all_done(local), _all_done(other)
    for name, held in first.items():
        pairs = ((one, two) for one, two in product(held, second.get(name, ())) if _differ(one, two, local is other))
        found = min(
            pairs, key=lambda pair: sum(_NEGATED.search(one.statement.text) is not None for one in pair), default=None
        )
        if found and (local is other or not _agree(held, second[name])):
            one, two = found
            frame = f"As to {name}, this place names “{{}}”, {{{{where}}}} “{{}}”."
            told = frame.format(one.body, two.body), frame.format(two.body, one.body)
            yield Clash(one.statement.quote, two.statement.quote, told, Severity.MATERIAL, _CONFIDENCE)


def _differ(one: _Done, two: _Done, is_one_document: bool) -> bool:
    first, second = one.statement, two.statement
    if is_one_document and (second.quote.start <= first.quote.start or is_beside(first, second)):
        return False
    return not one.who & two.who and one.cases == two.cases and not are_other_children(one.children, two.children)


def _agree(first: list[_Done], second: list[_Done]) -> bool:
    """Whether two documents name one body alike: whom else they name is then for other cases."""
    return any(one.who & two.who for one in first for two in second)


@kept_by_side
def _all_done(side: Side) -> dict[str, list[_Done]]:
    found: dict[str, list[_Done]] = {}
    for one in side.statements:
        if len(one.text) > _MOST or is_history(one) or _OTHERS.search(one.text):
            continue
        heading = one.quote.headings[-1] if one.quote.headings else ""
        said = " ".join(one.said.split())
        for doer in _doers():
            is_told = not (doer.unless and doer.unless.search(said))
            if is_told and is_about(doer.about, said, heading, is_headed=doer.is_headed):
                found.setdefault(doer.name, []).extend(_done(doer, one, said, heading))
    return {name: held for name, held in found.items() if held}


def _done(doer: _Doer, one: Statement, said: str, heading: str) -> Iterator[_Done]:
    """Whom the sentence names, where it names one and no more."""
    found = [match for pattern in (doer.active, doer.passive) for match in pattern.finditer(said)]
    bodies = {match["body"] for match in found if not _NEGATED.search(match.group())}
    who = [gist(body) - _PLAIN for body in bodies]
    if len(bodies) == 1 and who[0]:
        cases = frozenset(word.casefold()[:6] for word in _CASES.findall(f"{said} {heading}"))
        yield _Done(one, bodies.pop(), who[0], cases, children_of(said, one.quote.headings))


@cache
def _doers() -> tuple[_Doer, ...]:
    return tuple(_doer(row) for row in read_toml(FILE)[1]["doer"])


def _doer(row: Mapping[str, Any]) -> _Doer:
    about = tuple(re.compile(words, re.IGNORECASE) for words in row["about"])
    unless = re.compile(row["unless"], re.IGNORECASE) if "unless" in row else None
    active = re.compile(rf"\b{_BODY} {_MODAL}(?:{row['acts']})\b", re.IGNORECASE)
    passive = re.compile(rf"\b(?:{row['done']})\s+(?:\w+ly )?(?:{row.get('joint', 'by')})\s+{_BODY}", re.IGNORECASE)
    return _Doer(row["name"], about, row.get("headed", False), unless, active, passive)
