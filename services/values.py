"""What a field of a service's record may hold: text, a number, a day, an hour; what holds nothing is None.

A value that is none of the field's is refused with a `ValueError` that says why; `services.mapping` then empties the
field and tells of it. Nothing is guessed: 03/04/2024 is no day, since it is two.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator

LONDON = ZoneInfo("Europe/London")
OLDEST = 120
"""Years: an age above it is a sign for "no limit" and says nothing."""

_FIRST_YEAR = 1900
_HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE | re.ASCII,
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WEB = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:)\S.*|[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value if value and value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is no text")
    return str(value)


def _email(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError("is no e-mail address")
    text = _text(value)
    if text and not _EMAIL.search(text):
        raise ValueError("is no e-mail address")
    return text


def _web(value: Any) -> str | None:
    text = _text(value)
    if text and not _WEB.fullmatch(text.strip()):
        raise ValueError("is no web address")
    return text


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        value = value.strip() or None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("is no number")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError("is no number") from None
    if not math.isfinite(number):
        raise ValueError("is no number")
    return number


def _age(value: Any) -> float | None:
    number = _number(value)
    if number is not None and not 0 <= number <= OLDEST:
        raise ValueError("is no age in years")
    return number


def _amount(value: Any) -> float | None:
    number = _number(value)
    if number is not None and number < 0:
        raise ValueError("is no price")
    return number


def _whole(value: Any) -> int | None:
    number = _number(value)
    if number is None:
        return None
    if number < 1 or number != int(number):
        raise ValueError("is no count")
    return int(number)


def _latitude(value: Any) -> float | None:
    """Degrees north. Exactly 0 is what an unfilled field holds; no directory in use stands on the equator."""
    number = _number(value)
    if number is not None and (number == 0 or abs(number) > 90):
        raise ValueError("is no latitude")
    return number


def _longitude(value: Any) -> float | None:
    number = _number(value)
    if number is not None and abs(number) > 180:
        raise ValueError("is no longitude")
    return number


def _moment(value: Any) -> datetime | None:
    text = _text(value) if not isinstance(value, date) else value.isoformat()
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("is no day as 2025-03-01") from None
    if moment.year < _FIRST_YEAR:
        raise ValueError("is no day that anything happened on")
    return moment


def _day(value: Any) -> date | None:
    """The day; of a moment with a zone, the day that it was in London."""
    moment = _moment(value)
    if moment is None:
        return None
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()


def _hour(value: Any) -> time | None:
    """The hour on the clock where the service is, whatever zone stands behind it; 24:00 is midnight."""
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    if value is not None and not isinstance(value, str):
        raise ValueError("is no hour as 09:30")
    text = _text(value)
    if text is None:
        return None
    found = _HOUR.fullmatch(text.strip())
    if not found or not (found["minute"] or found["half"]):
        raise ValueError("is no hour as 09:30")
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        raise ValueError("is no hour as 09:30")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        hour = 0
    try:
        return time(hour, minute, second)
    except ValueError:
        raise ValueError("is no hour as 09:30") from None


def zone_behind(hour: Any) -> str | None:
    """The offset from UTC that stands behind an hour as it was written, as `Z` or `+01:00`; None where none does."""
    if isinstance(hour, time) and hour.tzinfo:
        return hour.strftime("%:z")
    found = _HOUR.fullmatch(hour.strip()) if isinstance(hour, str) else None
    return found["zone"] if found else None


def _truth(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": None}
    word = str(value).strip().lower()
    if word not in known:
        raise ValueError("is neither yes nor no")
    return known[word]


def is_masked(value: Any) -> bool | None:
    """Whether a record asks that a place is not shown: whatever is no plain no does; None where it says nothing."""
    word = "" if value is None else str(value).strip().lower()
    return None if not word else word not in ("false", "no", "0", "0.0", "f", "n", "off")


def _joined(value: Any) -> str | None:
    """A list in one text, TH,FR, as the standard writes it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(str(one) for one in value) or None
    return _text(value)


def _shape(value: Any) -> str | None:
    """A shape in one text; GeoJSON may come as an object."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping | list) else _text(value)


def _word(value: Any) -> str | None:
    text = _text(value)
    return " ".join(text.replace("_", " ").lower().split()) if text else None


def _upper(value: Any) -> str | None:
    text = _text(value)
    return text.strip().upper() if text else None


def _one(value: Any) -> Any:
    """An object, or None for one that is empty."""
    return value or None


def _stated(value: BaseModel | None) -> BaseModel | None:
    """An object, or None for one of whose fields none holds anything."""
    if value is None or value.model_extra or any(held not in (None, ()) for held in value.__dict__.values()):
        return value
    return None


def _several(value: Any) -> Any:
    """A list of objects without empty places; a single object is a list of one."""
    if value is None or value == "" or value == {}:
        return ()
    if isinstance(value, list | tuple):
        return tuple(one for one in value if one is not None)
    return (value,)


Text = Annotated[str | None, BeforeValidator(_text)]
Email = Annotated[str | None, BeforeValidator(_email)]
Web = Annotated[str | None, BeforeValidator(_web)]
Number = Annotated[float | None, BeforeValidator(_number)]
Age = Annotated[float | None, BeforeValidator(_age)]
Amount = Annotated[float | None, BeforeValidator(_amount)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
Latitude = Annotated[float | None, BeforeValidator(_latitude)]
Longitude = Annotated[float | None, BeforeValidator(_longitude)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Day = Annotated[date | None, BeforeValidator(_day)]
Hour = Annotated[time | None, BeforeValidator(_hour)]
Truth = Annotated[bool | None, BeforeValidator(_truth)]
Mask = Annotated[bool | None, BeforeValidator(is_masked)]
Shape = Annotated[str | None, BeforeValidator(_shape)]
Joined = Annotated[str | None, BeforeValidator(_joined)]

word = BeforeValidator(_word)
upper = BeforeValidator(_upper)
one = BeforeValidator(_one)
several = BeforeValidator(_several)
stated = AfterValidator(_stated)
