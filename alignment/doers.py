"""Who does a thing, where two places name two: the chair decides on a plan here, and those at the conference there.

    for clash in doer_clashes(local, local): ...        within one document, each pair once
    for clash in doer_clashes(local, other): ...        across two

Only acts that one body does are read (decides, approves, chairs, leads, signs off, is responsible for), where the
sentence says in plain words who does which. A sentence with a condition is compared only with one that has the same. It
does not say which of the two is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from alignment.clashes import Clash, is_beside, is_history, is_of_others
from alignment.gist import are_other_children, children_of, gist
from alignment.records import Severity
from alignment.sides import Side, kept_by_side
from alignment.statements import Statement

_CONFIDENCE = 0.6
_ALIKE, _NEAR, _LEAST = 0.6, 0.5, 2
_MOST_WORDS = 14
_HEADS = (
    r"chair(?:person)?s?|managers?|social workers?|workers?|practitioners?|panels?|conference(?: participants)?|participants"
    r"|core groups?|directors?|decision[ -]makers?(?: \(ADM\))?|ADM|IROs?|reviewing officers?|officers?|LADO|leads?|carers?"
    r"|police|headteachers?|partners|partnerships?|authorit(?:y|ies)|council|agenc(?:y|ies)|team|court|board|committee"
    r"|co-?ordinators?|advis[eo]rs?|nurses?|teachers?|parents?|individual|person"
)
_BODY = rf"(?P<body>(?:the |an? |each |every |our |their |your )?(?:[A-Za-z’'-]+ ){{0,3}}?(?:{_HEADS}))\b(?: \([A-Z]{{2,5}}s?\))?"
_MODAL = (
    r"(?:who |which |that )?(?:(?:must|should|will|shall|then|also|always|normally|usually|ultimately|jointly|is to|are to) )*"
)
_ACTS = {
    "decides": r"decides?|decided|determines?|determined|makes? (?:the |a |all |any )?(?:final )?decisions?|make the decision",
    "approves": r"approves?|approved|authoris(?:e|es|ed)|signs? off|signed off|ratif(?:y|ies|ied)",
    "chairs": r"chairs?|chaired",
    "leads": r"leads?|led|co-?ordinates?|coordinated",
    "signs": r"signs?|signed",
    "is responsible for": r"(?:is|are|be) responsible for|takes? responsibility for",
    "carries out": r"carr(?:y|ies|ied) out|undertakes?|undertaken|conducts?|conducted",
    "convenes": r"convenes?|convened",
    "monitors": r"monitors?|monitored",
    "appoints": r"appoints?|appointed|allocates?|allocated",
}
_ANY_ACT = "|".join(rf"(?P<a{place}>{words})" for place, words in enumerate(_ACTS.values()))
_ACTIVE = re.compile(rf"(?:^|[.,;:•] ?|\bthat )\W*{_BODY} {_MODAL}(?:{_ANY_ACT})(?: (?:on|whether|if|about|as to))?(?: or not)? (?P<what>[^.;:()|]+)", re.I)
_PASSIVE = re.compile(
    rf"(?:^|[.,;:•] ?)\W*(?P<what>(?:[A-Za-z’'-]+ ){{1,10}}?)(?:must |should |will |can |may |shall )?(?:is|are|be|been) "
    rf"(?:\w+ly )?(?:{_ANY_ACT}) by {_BODY}(?! or\b| and\b|/)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|where|when|unless|except|in the absence|until|once|depending|before|after|during|for|in exceptional)\b"
    r"(?P<what>[^.;:]*)",
    re.IGNORECASE,
)
_CASES = re.compile(
    r"\b(?:initial|review|first|final|emergency|urgent|interim|annual|planned|out of hours|joint\w*|single|strategy|outline|draft)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|never|cannot)\b", re.IGNORECASE)
_PLAIN = gist("the relevant appropriate allocated qualified lead senior named child children case")


@dataclass(frozen=True, slots=True)
class _Done:
    """That a body does an act upon something; `what` and `who` are gists, `cases` the words that tell occasions apart."""

    row: int
    statement: Statement
    act: str
    body: str
    who: frozenset[str]
    what: frozenset[str]
    condition: frozenset[str]
    cases: frozenset[str]


def doer_clashes(local: Side, other: Side) -> Iterator[Clash]:
    """Pairs of places that name two bodies for one act; of one document each pair once."""
    if local is not other and is_of_others(local.document, other.document):
        return
    first, second = _all_done(local), _all_done(other)
    for one in first:
        for two in second:
            if one.act != two.act or (local is other and (two.row <= one.row or is_beside(one.statement, two.statement))):
                continue
            if _is_one_act(one, two) and _is_near(local, one, other, two):
                told = [f"Of {_about(one)}, this place says that it is {a.body} who {a.act}; {{where}} that it is {b.body}."
                        for a, b in ((one, two), (two, one))]
                yield Clash(one.statement.quote, two.statement.quote, (told[0], told[1]), Severity.MATERIAL, _CONFIDENCE)


def _about(one: _Done) -> str:
    return "one matter"


def _is_one_act(one: _Done, two: _Done) -> bool:
    """Whether two bodies that share no word do one act upon one thing, on the same condition."""
    what = one.what & two.what
    is_same = len(what) >= _LEAST and len(what) >= _ALIKE * len(one.what | two.what)
    is_other_body = bool(one.who and two.who) and not one.who & two.who
    is_conditioned = bool(one.condition) != bool(two.condition) or bool(one.condition and not one.condition & two.condition)
    return is_same and is_other_body and one.cases == two.cases and not is_conditioned


def _is_near(local: Side, one: _Done, other: Side, two: _Done) -> bool:
    first, second = local.vectors[one.row], other.vectors[two.row]
    near = float(first @ second) >= _NEAR or not (np.any(first) and np.any(second))
    children = [children_of(done.statement.said, done.statement.quote.headings) for done in (one, two)]
    return near and not are_other_children(*children)


@kept_by_side
def _all_done(side: Side) -> list[_Done]:
    found = []
    for row, one in enumerate(side.statements):
        if not is_history(one):
            text = " ".join(one.text.split())
            found += [done for done in _done(row, one, text)]
    return found


def _done(row: int, one: Statement, text: str) -> Iterator[_Done]:
    for pattern in (_ACTIVE, _PASSIVE):
        for match in pattern.finditer(text):
            act = list(_ACTS)[next(place for place in range(len(_ACTS)) if match[f"a{place}"])]
            what = " ".join(match["what"].split()[:_MOST_WORDS])
            condition = _CONDITION.search(f"{text[: match.start()]} {text[match.end() :]}")
            if not _NEGATED.search(match.group()):
                yield _Done(
                    row,
                    one,
                    act,
                    match["body"],
                    gist(match["body"]) - _PLAIN,
                    gist(what) - _PLAIN,
                    gist(condition["what"]) if condition else frozenset(),
                    frozenset(word.casefold() for word in _CASES.findall(one.said)),
                )
