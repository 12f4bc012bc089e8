"""The clauses of a sentence that say when, on what condition, and what is to be written down.

    sentence = "If the child is not seen, the reasons should be recorded within one working day."
    condition(sentence, (38, 44))       (0, 24): "If the child is not seen"
    record(sentence, (38, 44))          (26, 37): "the reasons"

By words alone. What softens ("where possible") is no condition; `practice.modality` tells that apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.records import Span


def condition(sentence: str, modal: Span | None = None, softeners: Sequence[Span] = ()) -> Span | None:
    """The clause with "if", "where" or "unless" on which what is asked depends; the first of several.

    `modal` is the word that asks, None of an item whose stem asks.
    """
    return _clause(sentence, _CONDITIONS, modal, softeners)


def occasion(sentence: str, modal: Span | None = None, softeners: Sequence[Span] = ()) -> Span | None:
    """The clause with "when", "after", "once" or "on" that says upon what it is asked; the first of several."""
    return _clause(sentence, _OCCASIONS, modal, softeners)


def record(sentence: str, modal: Span | None) -> Span | None:
    """What is to be written down or sent in writing; None where the sentence asks for nothing of the kind.

    `modal` is the word that asks; None of an item whose stem asks.
    """
    start = modal[0] if modal else 0
    passive = _IS_RECORDED.match(sentence, modal[1]) if modal else None
    if passive and modal:
        opened = max((found.end() for found in _SUBJECT_STARTS.finditer(sentence, 0, modal[0])), default=0)
        return _stripped(sentence, opened, modal[0])
    for pattern in (_TO_RECORD, _WHO_RECORDS, _RECORDS):
        if found := pattern.search(sentence, start):
            return _stripped(sentence, *found.span("what"))
    return None


def _clause(sentence: str, pattern: re.Pattern[str], modal: Span | None, softeners: Sequence[Span]) -> Span | None:
    for found in pattern.finditer(sentence):
        start, end = found.span("clause")
        end = modal[0] if modal and start < modal[0] < end else end
        is_softener = any(start <= softener[0] < end and softener[0] - start <= _NEAR for softener in softeners)
        if not is_softener and not (_OF_A_PLACE.search(sentence, 0, start) and _WHERE.match(sentence, start)):
            return _stripped(sentence, start, end)
    return None


def _stripped(sentence: str, start: int, end: int) -> Span | None:
    words = sentence[start:end]
    start += len(words) - len(words.lstrip(_AROUND))
    words = words.strip(_AROUND)
    return (start, start + len(words)) if words else None


_NEAR = 3
_AROUND = " \n\t,;:.–—•"
_UNTIL = r"(?:(?!\.\s|\.$)[^,;:—()])+"
_WHERE = re.compile(r"where\b", re.IGNORECASE)
_OF_A_PLACE = re.compile(
    r"\b(?:home|school|place|placement|area|address|house|hospital|accommodation|country|location|room|college|setting"
    r"|environment|authority)s?\s$",
    re.IGNORECASE,
)
_CONDITIONS = re.compile(
    rf"""(?:^|(?<=[\s(—])) (?<!\band\s) (?<!\bor\s)
      (?P<clause> (?:only\s|even\s|except\s|but\s)?
        (?: if\b(?!\sany\b) | unless\b | provided\sthat\b
          | (?:in|for)\s(?:any\s)?(?:cases?|circumstances|situations)\s(?:where|when)\b
          | in\sthe\sevent\s(?:that|of)\b | (?<!\bcases\s)(?<!\bcase\s) where(?:ver)?\b )
        {_UNTIL} )""",
    re.VERBOSE | re.IGNORECASE,
)
_OCCASIONS = re.compile(
    rf"""(?:^|(?<=[\s(—])) (?<!\bthe\s) (?<!\blooked\s) (?<!\band\s)
      (?P<clause> (?: when(?:ever)?\b | once\b(?!\s(?:a|in|every|each)\b) | following\b
          | upon\s(?:receipt|\w+ing)\b | after\b
          | as\ssoon\sas\b(?!\s(?:is\s)?(?:reasonably\s)?(?:possible|practicable))
          | on\s(?:receipt|receiving|becoming|being|the\sday|admission|return|discovery|arrival|completion)\b
          | at\sthe\s(?:point|time|end|conclusion)\b(?!\sthat) | (?:prior\sto|before)\b )
        {_UNTIL} )""",
    re.VERBOSE | re.IGNORECASE,
)
_WRITTEN = r"(?:recorded|documented|minuted|logged|noted|written(?:\s(?:down|up))?|kept\son\s(?:file|record))"
_IS_RECORDED = re.compile(rf"(?:\s\w+){{0,2}}?\s(?:be|been)\s(?:\w+\s){{0,2}}?{_WRITTEN}\b", re.IGNORECASE)
_TO_RECORD = re.compile(
    r"(?:^[\s•*(a-z0-9)-]{0,6}|\b(?:to|and|or|also|then|clearly|fully|carefully|must|should|will|may|always|,)\s)"
    r"(?:record|document|minute|log|note(?!\sthat)|write\s(?:down|up))(?!\s(?:for|of)\b)\s"
    r"(?P<what>(?!and\b)(?:(?!\.\s|\.$)[^;:])+)",
    re.IGNORECASE,
)
_WHO_RECORDS = re.compile(
    r"\b(?:records|documents|notes|logs|minutes|writes\s(?:down|up))\s(?=(?:the|an?|any|all|each|every|their|his|her|its"
    r"|what|why|whether|how|who|that|it)\b)(?P<what>(?:(?!\.\s|\.$)[^;:])+)",
    re.IGNORECASE,
)
_RECORDS = re.compile(
    r"\b(?:keep|make|maintain|produce|provide|prepare|complete|write|submit|send|take|compile|draw\sup|create|kept|made"
    r"|produced|provided|prepared|completed|submitted|sent|taken)\s(?P<what>(?:(?!\.\s|\.$)[^,;:.]){0,60}?"
    r"\b(?:records?|reports?|minutes|notes?|log|chronolog(?:y|ies)|in\swriting|written\s\w+)\b(?:(?!\.\s|\.$)[^,;:])*)",
    re.IGNORECASE,
)
_SUBJECT_STARTS = re.compile(
    r"[,;:–—]\s+|^\s*(?:[•–*-]|\d{1,3}(?:\.\d{1,3})*\.?)\s+|\b(?:and|but)\s+(?=the\b|any\b|all\b)"
)
