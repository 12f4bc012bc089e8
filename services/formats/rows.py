"""What the older families share: lists of rows under other names, days of the week in words or numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Row = Mapping[str, Any]


def rows(value: Any) -> list[Row] | None:
    """The rows of a list; None for what is no list of objects, which is then to stay as it is."""
    if isinstance(value, Mapping):
        return [value]
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        return None
    return list(value)


def move(shaped: dict[str, Any], old: str, new: str, change: Callable[[Row], Any] | None = None) -> None:
    """Adds the rows under the name `old`, changed, to those under `new`; what is no list of rows stays."""
    found = rows(shaped.get(old))
    held = rows(shaped.get(new) or [])
    if found is None or held is None:
        return
    del shaped[old]
    shaped[new] = [*(held if old != new else ()), *(change(row) if change else row for row in found)]


def rename(shaped: dict[str, Any], old: str, new: str) -> None:
    """Puts the value of a field under another name, unless that holds one."""
    if old in shaped and not shaped.get(new):
        shaped[new] = shaped.pop(old)


def blank(row: Row, *names: str) -> bool:
    """Whether none of the fields holds anything."""
    return all(row.get(name) in (None, "") for name in names)


def weekday(value: Any) -> str | None:
    """`MO` to `SU` for a day's name in English, its first letters, or its number by ISO 8601; None for anything else.

    1 is Monday; Sunday is 7 or 0.
    """
    word = str(value).strip().upper()
    if word.isdigit() and len(word) == 1:
        return _DAYS[(int(word) - 1) % 7] if int(word) <= 7 else None
    return word[:2] if word[:2] in _DAYS and word.isalpha() else None


def weekly(row: Row) -> dict[str, Any]:
    """A schedule of one weekday as one that recurs by the standard; `weekday` stays where it names no day."""
    shaped = dict(row)
    day = weekday(shaped["weekday"]) if not blank(shaped, "weekday") else None
    if day and blank(shaped, "byday", "freq"):
        del shaped["weekday"]
        shaped |= {"freq": "WEEKLY", "byday": day}
    return shaped


def term(link_type: str, row: Row, taxonomy: str | None = None) -> dict[str, Any]:
    """An attribute that holds a term of the older families."""
    held: dict[str, Any] = {"taxonomy": taxonomy, **row}
    return {"link_type": link_type, "taxonomy_term": {key: value for key, value in held.items() if value is not None}}
