"""Who works by a document: a council, partners together, a fostering agency, a home, a school; by its words alone.

    audiences_of(local.document, local.reading.text)        frozenset({Audience.FOSTERING})
    written_for(national.document)                          frozenset({Audience.HOME}); empty where it is for everybody

Of a local document its publisher tells, else the words that it uses most. It knows no list of organisations, so that
one whose name says nothing, and whose text says no more, is not told: everything may then be its business.
"""

from __future__ import annotations

import re
from enum import StrEnum

from core.records import Document


class Audience(StrEnum):
    """Who works by a document; `PARTNERSHIP` is councils, health, police and schools together."""

    COUNCIL = "council"
    PARTNERSHIP = "partnership"
    FOSTERING = "fostering"
    HOME = "home"
    SCHOOL = "school"
    HEALTH = "health"
    POLICE = "police"

    @property
    def plural(self) -> str:
        """Them, as an explanation names them."""
        return _PLURALS[self]


_PLURALS = {
    Audience.COUNCIL: "councils",
    Audience.PARTNERSHIP: "partnerships",
    Audience.FOSTERING: "fostering agencies",
    Audience.HOME: "children's homes",
    Audience.SCHOOL: "schools and colleges",
    Audience.HEALTH: "health services",
    Audience.POLICE: "the police",
}
_FEW = 3


def audiences_of(document: Document, text: str) -> frozenset[Audience]:
    """Who works by a local document; empty where its publisher and `text` do not tell."""
    for audience, pattern in _PUBLISHERS.items():
        if pattern.search(document.publisher):
            return frozenset({audience})
    counts = {audience: len(pattern.findall(text)) for audience, pattern in _WORDS.items()}
    most = max(counts.values())
    if most < _FEW:
        return frozenset()
    return frozenset(audience for audience, count in counts.items() if count == most)


def written_for(document: Document) -> frozenset[Audience]:
    """Whom a national document is written for by its title; empty where that says nothing, and it may be everybody."""
    return frozenset(audience for audience, pattern in _TITLES.items() if pattern.search(document.title))


_PUBLISHERS = {
    Audience.PARTNERSHIP: re.compile(
        r"\bsafeguarding\b.*\b(?:board|partnership|partners)\b|\b(?:L?SCP|L?SCB)\b", re.IGNORECASE
    ),
    Audience.COUNCIL: re.compile(
        r"\b(?:council|borough|children['’]?s\s(?:trust|services|social care)|local authority)\b",
        re.IGNORECASE,
    ),
    Audience.FOSTERING: re.compile(r"\b(?:foster(?:ing)?|adoption)\b", re.IGNORECASE),
    Audience.SCHOOL: re.compile(r"\b(?:school|college|academy|academies|nursery)\b", re.IGNORECASE),
    Audience.POLICE: re.compile(r"\b(?:police|constabulary)\b", re.IGNORECASE),
    Audience.HEALTH: re.compile(r"\b(?:NHS|hospitals?|health|ICB|surgery)\b", re.IGNORECASE),
    Audience.HOME: re.compile(r"\b(?:children['’]?s homes?|residential|care homes?)\b", re.IGNORECASE),
}
_WORDS = {
    Audience.COUNCIL: re.compile(
        r"\b(?:the council|our social workers?|team manager|head of service|children['’]s social care)\b", re.IGNORECASE
    ),
    Audience.FOSTERING: re.compile(
        r"\b(?:supervising social workers?|fostering (?:agency|service)|our (?:foster )?carers)\b", re.IGNORECASE
    ),
    Audience.HOME: re.compile(
        r"\b(?:registered (?:manager|person)|(?:the|our) home(?:'s)?(?= staff|\b))", re.IGNORECASE
    ),
    Audience.SCHOOL: re.compile(r"\b(?:pupils?|headteacher|governing body|governors|our school)\b", re.IGNORECASE),
}
_TITLES = {
    Audience.HOME: re.compile(r"\bchildren['’]s homes\b", re.IGNORECASE),
    Audience.SCHOOL: re.compile(r"\beducation\b|\bschools?\b", re.IGNORECASE),
    Audience.COUNCIL: re.compile(r"\breviewing officers?\b|\bIRO\b"),
    Audience.FOSTERING: re.compile(r"\bfostering (?:services|regulations)\b", re.IGNORECASE),
}
