"""Two places that say opposite things of one matter: payments stop, payments continue; consent is needed, and is not.

    for clash in opposite_clashes(local, local): ...    within one document, each pair once
    for clash in opposite_clashes(local, other): ...    across two

The matter is what is paid, contact or support, where "stops", "continues" or "is paid" stands right beside it, or
consent to share information. Of consent one pair is told, the nearest, within a document from the place that asks for
it. What stands under one heading are cases told side by side, and so is what holds while a child stays and once the
child has gone. It reads no other conditions: a person sees from the two quotes whether both can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alignment.clashes import Clash, is_history
from alignment.sides import Side, kept_by_side
from alignment.statements import Statement

_CONFIDENCE = 0.6
_NEAR = 0.35
_THE_CONSENT = "consent to share"
_BE = r"(?:(?:may|will|must|should|can|shall|is|are|be|being|been|has|have|to|also|then|always) )*"
_STOPS = r"stop(?:s|ped)?|cease[sd]?|paused?|suspended|withdrawn|withheld|(?:not|no longer) (?:be )?paid"
_GOES_ON = r"continue[sd]?|maintained|go(?:es)? on|paid (?:for|until|throughout|in full)"
_MATTERS = {
    "payments": r"payments?|allowances?|fees?|retainers?|salar(?:y|ies)",
    "contact": r"contact|family time",
    "support": r"support|services?|funding|respite|supervision|membership",
}
_MATTER = "|".join(rf"(?P<{name}>{words})" for name, words in _MATTERS.items())
_LED = "".join(
    rf"(?<!{word} )" for word in ("when", "whether", "if", "until", "unless", "before", "after", "why", "or not")
)
_BEFORE = re.compile(
    rf"\b{_LED}(?:{_MATTER})(?: (?:to|of|for) (?:\w+ ){{1,4}}?| )?{_BE}(?:(?P<no>{_STOPS})|(?P<yes>{_GOES_ON}))\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\b(?P<yes>continued|continuing|uninterrupted)(?P<no>) (?:{_MATTER})\b", re.IGNORECASE)
_STAYS = re.compile(r"\b(?:remain(?:s|ed|ing)?|stay(?:s|ed|ing)?) (?:in|with|at)\b", re.IGNORECASE)
_GONE = re.compile(
    r"\b(?:remov(?:ed|al)|moved|no placement|ends?|ended|leaves?|left|terminat\w+|returns? home)\b", re.IGNORECASE
)
_CONSENT = re.compile(r"\b(?:consent|permission|agreement)\b", re.IGNORECASE)
_NEEDED = re.compile(
    rf"\b(?:consent|permission) (?:\w+ ){{0,4}}?{_BE}(?:needs? to be )?(?:obtained|needed|required|necessary)"
    r"|\b(?:must|need to|has to|have to) (?:\w+ )?(?:obtain|get|have|gain) (?:\w+ ){0,3}?(?:consent|permission)",
    re.IGNORECASE,
)
_NOT_NEEDED = re.compile(
    r"\b(?:not|never|no) (?:\w+ ){0,2}?(?:necessary|need|needed|required|require)\b"
    r"|\b(?:shar|refer|pass|disclos)\w* (?:\w+ ){0,4}?without (?:\w+ ){0,2}?(?:consent|permission)"
    r"|\bnot need (?:\w+ ){0,2}?(?:consent|permission)|\bno (?:consent|permission)\b",
    re.IGNORECASE,
)
_SHARING = re.compile(r"\b(?:shar(?:e|ed|ing)|information|refer(?:s|red|ral|rals)?)\b", re.IGNORECASE)
_STORY = re.compile(r"\b(?:I|I've|my|she is|he is|she was|he was|mum|dad)\b")
_ELSE = re.compile(
    r"\b(?:onto other|early help|family help|level [123]|tier [123]|section 17|photo\w*|images?|medical|treatment"
    r"|immunis\w*|overnight|trips?|assessment|where possible|wherever possible)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """That a statement says yes or no of a matter."""

    row: int
    statement: Statement
    matter: str
    words: str
    is_yes: bool


def opposite_clashes(local: Side, other: Side) -> Iterator[Clash]:
    """Pairs of places that say opposite things of one matter; of one document, each pair once."""
    is_consent_told = False
    for _, one, two in sorted(_pairs(local, other), key=lambda pair: (-pair[0], pair[1].row, pair[2].row)):
        if one.matter == _THE_CONSENT:
            if is_consent_told:
                continue
            is_consent_told = True
            if local is other and two.is_yes:
                one, two = two, one
        told = tuple(
            f"This place says that {_in_words(a)}, {{where}} that {_in_words(b)}." for a, b in ((one, two), (two, one))
        )
        yield Clash(one.statement.quote, two.statement.quote, (told[0], told[1]), confidence=_CONFIDENCE)


def _pairs(local: Side, other: Side) -> Iterator[tuple[float, _Said, _Said]]:
    first = _all_said(local)
    second = first if local is other else _all_said(other)
    for one in first:
        for two in second:
            if one.matter != two.matter or one.is_yes is two.is_yes or (local is other and two.row <= one.row):
                continue
            is_one_section = one.statement.quote.headings == two.statement.quote.headings
            near = float(local.vectors[one.row] @ other.vectors[two.row])
            if near >= _NEAR and not (local is other and is_one_section) and not _is_other_case(one, two):
                yield near, one, two


def _is_other_case(one: _Said, two: _Said) -> bool:
    """Whether one is said of a child who stays, and the other of a child who has gone."""
    texts = one.statement.said, two.statement.said
    stays, gone = ([pattern.search(text) is not None for text in texts] for pattern in (_STAYS, _GONE))
    return (stays[0] and gone[1]) or (stays[1] and gone[0])


def _in_words(one: _Said) -> str:
    if one.matter == _THE_CONSENT:
        return "consent is needed" if one.is_yes else "consent is not needed"
    return f"“{one.words}” go on" if one.is_yes else f"“{one.words}” stop or pause"


@kept_by_side
def _all_said(side: Side) -> list[_Said]:
    title = side.document.title
    told = ((row, one) for row, one in enumerate(side.statements) if not (is_history(one) or _STORY.search(one.text)))
    return [said for row, one in told for said in _said(row, one, title)]


def _said(row: int, one: Statement, title: str) -> Iterator[_Said]:
    for match in (*_BEFORE.finditer(one.text), *_BEHIND.finditer(one.text)):
        matter = next(name for name in _MATTERS if match[name])
        yield _Said(row, one, matter, match[matter].casefold(), bool(match["yes"]))
    around = " . ".join([title, *one.quote.headings[-1:], one.said])
    if _CONSENT.search(one.text) and _SHARING.search(around) and not _ELSE.search(around):
        if _NOT_NEEDED.search(one.text):
            yield _Said(row, one, _THE_CONSENT, "consent", False)
        elif _NEEDED.search(one.text):
            yield _Said(row, one, _THE_CONSENT, "consent", True)
