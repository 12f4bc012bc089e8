"""The tables of a brief: what to record, who may hold information, call now, visits, and which timescales apply when.

    tables = read_tables()
    tables.recording[0].title          "referral", of `recording.toml`
    tables.agencies["gp"].gateways     by what the GP may be asked, of `holders.toml`

Every row has its source and how it is known, and the ids of the signs that call for it. The files describe their
fields. `practice.calls` tells what a situation calls for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from core.errors import WaymarkError
from core.records import Checked
from practice.calls import YOUNG_ADULT, ids_of
from practice.rules import read_rules
from practice.signals import Signals
from practice.timescales import timescales

FOLDER = Path(__file__).parent
_BRIEFING, _HOLDERS, _RECORDING = "briefing.toml", "holders.toml", "recording.toml"
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to think of: a title and its points, with their source. Key: prompt_id, within its table (`R07`).

    `source` is an id of the register of national documents, or a name that it does not have; `at` is where in it.
    """

    prompt_id: str
    title: str
    points: tuple[str, ...]
    source: str
    at: str
    checked: Checked
    called_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gateway:
    """A power or duty by which information may be asked for or given. Key: gateway_id. Source as of `Prompt`."""

    gateway_id: str
    name: str
    says: str
    source: str
    at: str
    checked: Checked
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who may hold information, and by which gateways to ask; none where the table has no power or duty for it.

    `is_inside` says that it is of the council itself.
    """

    holder_id: str
    name: str
    gateways: tuple[Gateway, ...]
    is_inside: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """Ids of timescales or agencies, and what calls for them."""

    ids: tuple[str, ...]
    called_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a brief. `matters` finds what `concerns.toml` has no rule for."""

    matters: Signals
    call_now: tuple[Prompt, ...]
    deadlines: tuple[Called, ...]
    recording: tuple[Prompt, ...]
    holders: tuple[Called, ...]
    agencies: Mapping[str, Holder]
    visits: tuple[Prompt, ...]


@cache
def read_tables(folder: Path = FOLDER) -> Tables:
    """The tables of `folder`. Raises `WaymarkError` with the file and the entry that does not hold."""
    briefing, holders = _load(folder, _BRIEFING), _load(folder, _HOLDERS)
    rules = read_rules()
    words: dict[str, list[str]] = briefing.get("words", {})
    signs = {rule.id for rule in rules.rules} | words.keys() | {YOUNG_ADULT}
    gateways = {one.gateway_id: one for one in _rows(_HOLDERS, holders, "gateways", _gateway)}

    def prompt(key: str, row: Mapping[str, Any]) -> Prompt:
        points, checked = _listed(row["points"]), Checked(row["checked"])
        return Prompt(key, row["title"], points, row["source"], row["at"], checked, _called_by(row, signs))

    def agency(key: str, row: Mapping[str, Any]) -> Holder:
        ways = tuple(gateways[one] for one in _known(row["gateways"], gateways))
        return Holder(key, row["name"], ways, row.get("inside", False))

    agencies = {one.holder_id: one for one in _rows(_HOLDERS, holders, "agencies", agency)}

    def deadline(key: str, row: Mapping[str, Any]) -> Called:
        return Called(_known(row["timescales"], timescales()), _called_by(row, signs))

    def holder(key: str, row: Mapping[str, Any]) -> Called:
        return Called(_known(row["agencies"], agencies), _called_by(row, signs))

    return Tables(
        Signals(words, rules.words),
        call_now=_rows(_BRIEFING, briefing, "call_now", prompt),
        deadlines=_rows(_BRIEFING, briefing, "deadlines", deadline),
        recording=_rows(_RECORDING, {"": _load(folder, _RECORDING)}, "", prompt),
        holders=_rows(_HOLDERS, holders, "holders", holder),
        agencies=agencies,
        visits=_rows(_BRIEFING, briefing, "visits", prompt),
    )


def _gateway(key: str, row: Mapping[str, Any]) -> Gateway:
    return Gateway(key, row["name"], row["says"], row["source"], row["at"], Checked(row["checked"]), row.get("note"))


def _called_by(row: Mapping[str, Any], signs: Iterable[str]) -> tuple[str, ...]:
    names = tuple(row.get("called_by", ()))
    _known(ids_of(names), signs)
    return names


def _listed(points: object) -> tuple[str, ...]:
    if not isinstance(points, list) or not points:
        raise ValueError("its `points` are no list with one or more")
    return tuple(points)


def _known(ids: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    named = tuple(ids)
    if unknown := [one for one in named if one not in there]:
        raise ValueError(f"it names {unknown[0]!r}, and there is no such id")
    return named


def _load(folder: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WaymarkError(f"{name}: cannot be read ({error}). Mend it, or restore it.") from error


def _rows(
    file: str, tables: Mapping[str, Any], table: str, made: Callable[[str, Mapping[str, Any]], _Row]
) -> tuple[_Row, ...]:
    """What is `made` of each entry of a table, in order; an entry that does not hold is named."""
    found: list[_Row] = []
    for key, row in tables.get(table, {}).items():
        entry = f"{table}.{key}" if table else key
        try:
            found.append(made(key, row))
        except KeyError as error:
            raise WaymarkError(f"{file}: [{entry}] has no `{error.args[0]}`. Mend it, or restore it.") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise WaymarkError(f"{file}: [{entry}] does not hold ({error}). Mend it, or restore it.") from error
    return tuple(found)
