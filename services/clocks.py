"""By which clock a schedule's hours are read: London's, unless its time zone is another.

    ahead(None, day), ahead("Europe/London", day)     # 0 hours: the hours are London's
    ahead("UTC", date(2026, 7, 1))                    # 1 hour: London's clock shows 10:00 when that shows 09:00
    ahead("somewhere", day)                           # None: no zone that is known here

A zone is a name of the time zone database or an offset from UTC (+01:00, UTC+1, 1), as Open Referral UK has it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed
from zoneinfo import ZoneInfo

from services.values import LONDON

_OFFSET = re.compile(
    r"(?:UTC|GMT|Z)?\s*(?:(?P<sign>[+-])?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2})|\.0)?)?", re.IGNORECASE
)
_NOON = time(12)
_MOST_HOURS, _MOST_MINUTES = 14, 59


def ahead(zone: str | None, day: date) -> timedelta | None:
    """By how much London's clock is ahead of the zone's at noon of the day; None where the zone cannot be read."""
    if zone is None:
        return timedelta()
    other = _zone(zone.strip())
    if other is None:
        return None
    noon = datetime.combine(day, _NOON)
    ours, theirs = noon.replace(tzinfo=LONDON).utcoffset(), noon.replace(tzinfo=other).utcoffset()
    return None if ours is None or theirs is None else ours - theirs


def _zone(named: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(named)
    if found:
        hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
        if hours > _MOST_HOURS or minutes > _MOST_MINUTES:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return fixed(-offset if found["sign"] == "-" else offset)
    try:
        return ZoneInfo(named)
    except (KeyError, OSError, ValueError):  # no such zone, a folder of zones, and what is no name of one at all
        return None
