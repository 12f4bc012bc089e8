"""What a procedure about a subject would say: the table `expected.toml`, in the phrase language of `practice.signals`.

    rows = expected()
    found_in("The child's right to complain", "answers")        ids of the rows whose answers these words hold

It knows phrases, not rules: what is asked is the national sentence that holds them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from alignment.audience import Audience
from alignment.records import Severity
from core.errors import WaymarkError
from practice.signals import Signals

TABLE = Path(__file__).with_name("expected.toml")

_NEEDED = {"id", "name", "asks", "answers", "severity"}
_ABOUT = {"subject", "titles", "within"}
_MAY = {*_ABOUT, "under", "unless", "near", "of"}
_OUTSIDE = "outside"
COUNCILS = frozenset({Audience.COUNCIL, Audience.PARTNERSHIP})
_KEPT = 1 << 16


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that a procedure about a subject would say. Key: expected_id.

    `has_under` is true where the national sentence must stand under certain words too, `is_near` where only what stands
    close to the subject answers. `of` is whom it is asked of.
    """

    expected_id: str
    name: str
    severity: Severity
    has_under: bool
    is_near: bool
    of: frozenset[Audience] = COUNCILS


@cache
def expected() -> tuple[Expected, ...]:
    """The rows in the table's order. `WaymarkError` names the row that does not hold."""
    return tuple(_row(row) for row in _table()["expected"])


@lru_cache(maxsize=_KEPT)
def found_in(text: str, kind: str) -> frozenset[str]:
    """The ids of the rows one of whose phrases of `kind` stands in `text`."""
    return frozenset(_signals(kind).find(text)) if text else frozenset()


def asked_as(text: str) -> Mapping[str, int]:
    """The rows one of whose `asks` stands in `text`, each with the place of the first that does: 0 for the best."""
    found: dict[str, int] = {}
    for key in found_in(text, "asks"):
        expected_id, _, place = key.rpartition("/")
        found[expected_id] = min(int(place), found.get(expected_id, int(place)))
    return found


def step_asked_of(event_id: str) -> frozenset[Audience]:
    """Whom the limit of an event of `practice.events` is asked of: by the table's `steps`, else councils."""
    named = _table()["steps"].get(event_id)
    return COUNCILS if named is None else frozenset(Audience(one) for one in named)


def is_procedure(title: str) -> bool:
    """Whether a title is not that of a plan, a report or a leaflet."""
    return not found_in(title, _OUTSIDE)


@cache
def _signals(kind: str) -> Signals:
    if kind == _OUTSIDE:
        table = _table()[_OUTSIDE]
        return Signals({_OUTSIDE: table["titles"]}, {}, unless={_OUTSIDE: table["unless"]})
    rows = _table()["expected"]
    if kind == "asks":
        return Signals({f"{row['id']}/{place}": [words] for row in rows for place, words in enumerate(row[kind])}, {})
    return Signals({row["id"]: row[kind] for row in rows if kind in row}, {})


@cache
def _table() -> Mapping[str, Any]:
    try:
        table: Mapping[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WaymarkError(f"{TABLE.name}: not valid TOML ({error}). Mend it, or restore it.") from error
    return table


def _row(row: Mapping[str, Any]) -> Expected:
    if _NEEDED - row.keys() or row.keys() - _NEEDED - _MAY or not _ABOUT & row.keys():
        raise WaymarkError(f"{TABLE.name}: row {row.get('id')} lacks a field, or has another. Mend it, or restore it.")
    return Expected(row["id"], row["name"], Severity(row["severity"]), "under" in row, row.get("near", False), _of(row))


def _of(row: Mapping[str, Any]) -> frozenset[Audience]:
    return frozenset(Audience(one) for one in row["of"]) if "of" in row else COUNCILS
