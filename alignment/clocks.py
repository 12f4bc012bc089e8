"""Limits of one document that cannot all be kept: what must be ready before a meeting, and by when the meeting is.

    for clash in clock_clashes(side): ...

A report that may take 15 working days from the strategy discussion, and is to be shared 5 working days before a
conference that is due 15 working days from the same discussion, cannot be. It adds only working days, up to the
initial child protection conference, that are counted from the discussion or the decision made at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignment.clashes import Clash
from alignment.gist import NUMBERS, number_of
from alignment.meaning import Asked
from alignment.sides import Side
from alignment.statements import Statement
from practice.limits import Counting, Unit

_SURE = 0.85
_STARTS = {"strategy-discussion", "section-47-decision"}
_MEETING = "initial-conference"
_REPORT = re.compile(r"\breports?\b", re.IGNORECASE)
_FINISH = re.compile(r"\b(?:finish\w*|complet\w*|writ\w+|ready|prepar\w+)\b", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:shar\w+|given|sent|sends?|provid\w+|parents?|famil\w+)\b", re.IGNORECASE)
_CONFERENCE = re.compile(r"\bconferences?\b|\bmeetings?\b", re.IGNORECASE)
_NOTICE = re.compile(rf"\b(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)}) working days['’] notice\b", re.IGNORECASE)
_Notice = tuple[Statement, int]
_ONCE = (Counting.WITHIN, Counting.BEGINNING_WITH)


def clock_clashes(side: Side) -> Iterator[Clash]:
    """The report of `side` that cannot be shared as long before the conference as it says."""
    held = [asked for asked in side.asked if asked.stated.limit.unit is Unit.WORKING_DAYS]
    meetings = [asked for asked in held if asked.event and asked.event.event_id == _MEETING]
    due = [asked.stated.limit.number for asked in meetings if asked.starts <= _STARTS]
    ready = [asked for asked in held if _is_ready(asked)]
    notice = [*_before(held), *_given(side)]
    if not (due and ready and notice):
        return
    until = max(due)
    for one in ready:
        number = one.stated.limit.number
        for two, days in notice:
            if number + days > until:
                told = (
                    f"{number} working days for the report and {days} working days' notice add up to {number + days}; "
                    f"the conference is due by working day {until}."
                )
                yield Clash(one.statement.quote, two.quote, (told, told), confidence=_SURE)
                return


def _is_ready(asked: Asked) -> bool:
    text = asked.statement.text
    is_own = asked.event is None or asked.event.event_id != _MEETING
    counts = asked.stated.limit.counting in _ONCE and "strategy-discussion" in asked.starts
    return is_own and counts and bool(_REPORT.search(text) and _FINISH.search(text))


def _before(held: Sequence[Asked]) -> Iterator[_Notice]:
    for asked in held:
        text = asked.statement.text
        if asked.stated.limit.counting is Counting.BEFORE and _SHARE.search(text) and _CONFERENCE.search(text):
            yield asked.statement, asked.stated.limit.number


def _given(side: Side) -> Iterator[_Notice]:
    """Notice of a conference in working days, which is no limit by itself."""
    for one in side.statements:
        match = _NOTICE.search(one.text)
        if match and _CONFERENCE.search(one.text):
            yield one, number_of(match["number"])
