"""Whether a length of time without "within" before it is one that something may take, by the words around it.

"Managers have ten working days to reply", "it may be extended by a week", "nobody may be kept for more than 72 hours",
"the limit is six weeks", "two weeks at most". A length of time in which nothing is due ("she has two years of
experience", "missing for more than 24 hours") is none. `practice.limits` finds the lengths; this judges one of them.
"""

from __future__ import annotations

import re


def is_given(match: re.Match[str]) -> bool:
    """Whether the length of time that a match of `practice.limits` holds is a limit, by the words around it."""
    before = match.start()
    if match["over"]:
        return any(words.search(match.string, 0, before) for words in (_FORBIDS, _TAKES))
    if match["kept"] or match["by"]:
        asks = _EXTENDS if match["by"] or not _LASTS.search(match.string, 0, before) else _LASTS
        return asks.search(match.string, 0, before) is not None
    if match["least"]:
        return _TO_DO.match(match.string, match.end("words")) is not None
    if match["within"] or match["most"] or match["loose"]:
        return False
    if _HAS.search(match.string, 0, before) and _TO_DO.match(match.string, match.end("words")):
        return True
    is_framed = any(words.search(match.string, 0, before) for words in (_LASTS, _FRAME))
    return is_framed or _AT_MOST.match(match.string, match.end("words")) is not None


def is_repeated(match: re.Match[str]) -> bool:
    """Whether a word such as "weekly" says how often a thing is done, and not of which kind it is ("weekly news")."""
    is_at_least = match["often"].lower().startswith("at least")
    return is_at_least or any(
        (_DONE.search(match.string, 0, match.start("words")), _TURNS.match(match.string, match.end("words")))
    )


_LASTS = re.compile(r"(?<!the )\blast(?:s|ing)?\s+$", re.IGNORECASE)
_EXTENDS = re.compile(r"\bexten(?:d\w*|sions?)\b[^.;]{0,40}$", re.IGNORECASE)
_FORBIDS = re.compile(r"\b(?:no|not|never|cannot|nobody)\b(?!.*\bintended to\b)[^.;,]{0,80}$", re.IGNORECASE)
_TAKES = re.compile(r"(?<!intended to )\b(?:take|last|need|require)s?\s+$", re.IGNORECASE)
_HAS = re.compile(r"\b(?:has|have|given|allowed|allows?|gets?)\s(?:only\s)?$", re.IGNORECASE)
_TO_DO = re.compile(r"\s(?:(?:in|within)\swhich\s)?to\s\w|\s(?:from|after|of)\b[^.;,]{1,60}\sto\s\w", re.IGNORECASE)
_FRAME = re.compile(
    r"\b(?:time\s?(?:scale|frame|limit)s?|limits?|deadlines?|maximum (?:period|time|length|duration))\b[^.;|]{0,80}?"
    r"(?:\b(?:is|are|of|to|be)|:)\s(?:normally\s)?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(r"\s(?:maximum|max|at most|at the latest)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:met|meets?|meeting|held|hold|reviewed|visit(?:s|ed)?|seen|place|occurs?|undertaken|complete[ds]?|conducted|out"
    r"|convened|updated|done|made|least|be|are|is|then|thereafter|supervis\w+|:)\s+(?:on\s+an?\s+)?$",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\s(?:intervals|basis)\b|\s*(?:[.;,)]|$)|(?<=nightly)\s(?:visits?|meetings?|reviews?)\b", re.IGNORECASE
)
