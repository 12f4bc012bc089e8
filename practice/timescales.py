"""The timescales of children's social care in England, as facts in our own words, and how to find one.

    matching("T08")                      [the Timescale of the initial child protection conference]
    matching("rapid review")             the one that is so called
    matching("review health")            all whose words hold these

The table is `timescales.toml`; every row says where its fact stands and whether it was read there. It holds national
rules alone, decides nothing about a child, and is no source: the source is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.errors import WaymarkError
from core.records import Checked
from practice.limits import Limit, Unit, limit_of
from practice.matching import matcher_of
from practice.modality import Modality

TABLE = Path(__file__).with_name("timescales.toml")


@dataclass(frozen=True, slots=True)
class Timescale:
    """What is due, from when and by which limit. Key: timescale_id (`T08`, `T43a`).

    `limit` is None where the source gives no number. `source` is an id of the register of national documents, or the
    name of one that it does not have; `at` is where in it.
    """

    timescale_id: str
    trigger: str
    action: str
    limit: Limit | None
    modality: Modality
    source: str
    at: str
    checked: Checked
    note: str | None = None

    @property
    def is_unit_bare(self) -> bool:
        """Whether the source says "days" and not whether they are working days."""
        return self.limit is not None and self.limit.unit is Unit.DAYS


@cache
def timescales() -> Mapping[str, Timescale]:
    """Every timescale by its id, in the table's order. WaymarkError names the row that does not hold."""
    try:
        rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WaymarkError(f"{TABLE.name}: not valid TOML ({error}). Mend it, or restore it.") from error
    return {timescale_id: _timescale(timescale_id, row) for timescale_id, row in rows.items()}


def matching(words: str) -> list[Timescale]:
    """The timescales that `words` name, in the table's order; none where nothing fits.

    An id names its row ("T8" is "T08"), or all rows of its rule. Words name the one row whose action begins with them,
    or else those whose action holds them side by side, or else those that hold each of them in action or trigger.
    Practitioners' words ("ICPC") are read as what guidance calls them where they name nothing.
    """
    if key := _KEY.fullmatch(words.strip()):
        named = f"T{int(key['number']):02}{(key['letter'] or '').lower()}"
        return [row for row in timescales().values() if named in (row.timescale_id, _rule(row))]
    found = _named(words)
    if not found:
        for expansion in matcher_of().understand(words).expansions:
            words = words.replace(expansion.typed, expansion.guidance.split(",")[0])
        found = _named(words)
    return found


def _named(words: str) -> list[Timescale]:
    phrase = _said(words)
    if not phrase.strip():
        return []
    rows = [(row, _said(row.action), _said(f"{row.action} {row.trigger}")) for row in timescales().values()]
    each = [f" {word}" for word in phrase.split()]
    begin = [row for row, action, _ in rows if action.startswith(phrase)]
    if len(begin) == 1:
        return begin
    hold = [row for row, action, _ in rows if phrase in action]
    return hold or [row for row, _, both in rows if all(word in both for word in each)]


def _rule(row: Timescale) -> str:
    return row.timescale_id.rstrip("abcdefgh")


def _said(words: str) -> str:
    return f" {' '.join(_WORDS.findall(words.casefold()))} "


def _timescale(timescale_id: str, row: Mapping[str, str]) -> Timescale:
    try:
        return Timescale(
            timescale_id,
            trigger=row["trigger"],
            action=row["action"],
            limit=limit_of(row["limit"]) if "limit" in row else None,
            modality=Modality(row["modality"]),
            source=row["source"],
            at=row["at"],
            checked=Checked(row["checked"]),
            note=row.get("note"),
        )
    except (KeyError, ValueError, WaymarkError) as error:
        raise WaymarkError(
            f"{TABLE.name}: [{timescale_id}] does not hold ({error}). Mend it, or restore it."
        ) from error


_KEY = re.compile(r"t(?P<number>\d{1,3})(?P<letter>[a-h])?", re.IGNORECASE)
_WORDS = re.compile(r"[\w'’]+")
