"""What the words beside hours say: that they hold in part of the year or by appointment, and of bank holidays.

    limit("Term time only", is_weekly=True)             # "Term time only": no calendar here knows terms
    on_bank_holidays("not available on public holidays")     # False; True for "open bank holidays"; None: not said

    without_places("Term time only. Ring at 12 Mill Lane")     # "Term time only": what may be told of a masked place

Only plain words are read, close together. What is worded otherwise says nothing: None.
"""

from __future__ import annotations

import re

_LIMIT = re.compile(
    r"\bterm[\s-]*times?\b|\bduring\s+(?:school\s+)?terms?\b|\bschool\s+(?:terms?|holidays?)\b|\bhalf[\s-]*terms?\b"
    r"|\b(?:by|on)\s+appointments?\b|\bappointments?\s+(?:only|needed|required|necessary)\b"
    r"|\b(?:times?|hours|days|dates)\s+(?:may\s+|can\s+|will\s+)?(?:vary|varies|change)\b|\bseasonal(?:ly)?\b",
    re.IGNORECASE,
)
_SOME_WEEKS = re.compile(
    r"\b(?:fortnight(?:ly)?|monthly|every\s+other|alternate|(?:first|second|third|fourth|last)\s+(?:and\s+\w+\s+)?"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"(?P<no>\b(?:not|never)\s+|n['’]t\s+)?\b(?P<cue>closed|unavailable|no\s+service|except(?:ing|\s+for)?|excluding"
    r"|excl|apart\s+from|other\s+than|open|available|including|incl|includes)\b[\s.:,(]*"
    r"(?:(?:on|all|at|over|for|during|the|and|or|uk|english|weekends?|saturdays?|sundays?|christmas|easter|day|&)"
    r"[\s,]+){0,6}(?:bank|public)\s+(?:and\s+(?:bank|public)\s+)?holidays?\b",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"\b365\s+days\b|\bevery\s+day\s+of\s+the\s+year\b", re.IGNORECASE)
_OF_TIME = re.compile(
    r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:days?)?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|\d{1,2}(?:[:.]\d{2})?(?:am|pm)?|365|am|pm|noon|midday|midnight|daily"
    r"|weekly|fortnightly|monthly|days?|nights?|hours?|weeks?|weekdays?|weekends?|months?|years?|mornings?|afternoons?"
    r"|evenings?|round|clock|the|an?|and|or|to|from|until|till|all|every|each|any|other|first|second|third|fourth|last"
    r"|open|opens|opening|closed|closes|not|no|only|except|including|excluding|on|in|at|by|of|for|during|outside|out"
    r"|bank|public|school|terms?|times?|holidays?|half|christmas|easter|appointments?|available|needed|required)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w:.'’]*[\w'’]")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_OPEN = ("open", "available", "incl")
_SHOWN = 100


def limit(*texts: str | None, is_weekly: bool) -> str | None:
    """The first of the texts that says that the hours hold at some times only, shortened; None where none does.

    `is_weekly` is whether the hours are given for every week, which "every other Monday" then takes back.
    """
    found = (
        " ".join(text.split())
        for text in texts
        if text and (_LIMIT.search(text) or (is_weekly and _SOME_WEEKS.search(text)))
    )
    first = next(found, None)
    return first if first is None or len(first) <= _SHOWN else f"{first[:_SHOWN].rstrip()}…"


def on_bank_holidays(*texts: str | None) -> bool | None:
    """Whether the texts say that the hours hold on bank holidays; None where they do not say, or say both."""
    said = set()
    for text in texts:
        for found in _BANK.finditer(text or ""):
            is_open = found["cue"].lower().startswith(_OPEN)
            said.add(is_open != bool(found["no"]))
        if text and _ALWAYS.search(text):
            said.add(True)
    return said.pop() if len(said) == 1 else None


def without_places(text: str) -> str:
    """What may be told where a place is kept safe: a text's sentences of times alone, and of others what they limit.

    What is left says the same of bank holidays and of limits as all of it did.
    """
    flat = " ".join(text.split())
    kept = [part for part in _SENTENCE.split(flat) if all(map(_OF_TIME.fullmatch, _WORD.findall(part)))]
    for sign in (_LIMIT, _SOME_WEEKS, _BANK, _ALWAYS):
        kept += (found.group() for found in sign.finditer(flat) if found.group() not in " ".join(kept))
    return " ".join(filter(None, kept))
