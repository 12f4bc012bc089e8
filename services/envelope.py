"""A page of a list of services, by whatever names its counts stand under (ORUK 3.0, ORUK 1.0, Outpost)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LISTS = ("contents", "content", "services", "items", "results", "data")
_PAGES = ("total_pages", "totalPages")
_ITEMS = ("total_items", "totalElements", "total_elements", "totalItems")
_LAST = ("last_page", "last")


@dataclass(frozen=True, slots=True)
class Page:
    """The records of a page and what it claims: how many pages and records there are, whether it is the last.

    A claim that is not made is None; none need be true.
    """

    records: list[Any]
    pages: int | None = None
    items: int | None = None
    is_last: bool | None = None


def read_page(value: Any) -> Page | None:
    """The page that a JSON value is: a list, an object with a list in it, or one record; None for none of these."""
    if isinstance(value, list):
        return Page(value)
    if not isinstance(value, Mapping):
        return None
    if "id" in value:
        return Page([value])
    found = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
    if found is None:
        return None
    last = next((value[name] for name in _LAST if isinstance(value.get(name), bool)), None)
    return Page(found, _count(value, _PAGES), _count(value, _ITEMS), last)


def _count(value: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    counts = (value[name] for name in names if isinstance(value.get(name), int))
    return next((count for count in counts if not isinstance(count, bool) and count >= 0), None)
