"""What notes on access say of one thing, such as a wheelchair: that it is there, that it is not, or neither plainly.

    said_of("wheelchair", ["No steps, wheelchair accessible"])       # Said.YES: what is denied is the steps
    said_of("wheelchair", ["Wheelchair access is not possible"])     # Said.NO
    said_of("wheelchair", ["No lift, ramp or wheelchair access"])    # Said.UNCLEAR: a reader must see for themselves

Only a denial that stands close to the word, in its own part of the sentence, denies it. None is said of what no note
names: that it is not there does not follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

_SENTENCE = re.compile(r"[.;!?\n]+")
_PART = re.compile(r"[,()–—]+|\s-\s|\b(?:but|although|however)\b", re.IGNORECASE)
_CUE = r"(?:\b(?:no|not|non|without|cannot|never|unable|lacks?)\b|n['’]t\b)"
_PARTIAL = r"(?:all|every|only|just|always|steps?|stairs|kerbs?|barriers?|problems?|need|and|if)"
_BEFORE = re.compile(rf"{_CUE}(?:[\s-]+(?!{_PARTIAL}\b)[\w'’]+){{0,4}}[\s-]*$", re.IGNORECASE)
_AFTER = re.compile(
    rf"^[\w'’]*(?:\s+(?!and\b)[\w'’]+){{0,3}}?[\s:]*(?:{_CUE}(?!\s+{_PARTIAL}\b)|\bunavailable\b|\bnone\b)",
    re.IGNORECASE,
)
_ANY = re.compile(rf"{_CUE}|\bunavailable\b|\blimited\b|\bpartial(?:ly)?\b|\bsome\b", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\b(?:n?or)\b", re.IGNORECASE)


class Said(StrEnum):
    """What is said of a thing."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


def said_of(thing: str, notes: Iterable[str]) -> Said | None:
    """What the notes say together: a no only where each that names it says no; None where none names it."""
    found = {said for note in notes for said in _said(thing.strip(), note)}
    if not found:
        return None
    return found.pop() if len(found) == 1 else Said.UNCLEAR


def _said(thing: str, note: str) -> Iterator[Said]:
    for sentence in _SENTENCE.split(note):
        before = ""
        for part in _PART.split(sentence):
            for found in re.finditer(re.escape(thing), part, re.IGNORECASE):
                yield _of_part(part[: found.start()], part[found.end() :], before)
            before = part


def _of_part(ahead: str, behind: str, before: str) -> Said:
    """What one part of a sentence says; `before` is the part before its comma."""
    if _BEFORE.search(ahead) or _AFTER.search(behind):
        return Said.NO
    if _ANY.search(ahead) or _ANY.search(behind):
        return Said.UNCLEAR
    return Said.UNCLEAR if _ALTERNATIVE.search(ahead) and _ANY.search(before) else Said.YES
