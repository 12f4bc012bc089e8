"""A situation's brief: what binds, quoted from the library, beside what the tables say to it.

    brief = brief_of(searcher, "strat was last tues, ICPC by when?", area="Marlbrook")
    brief.binds[0]             (Tier.STATUTORY, the closest passages of statutory guidance)
    brief.briefing             deadlines, what to record, who may hold information (`practice.briefing`)

What binds is picked tier by tier (`index.binds`). Nothing in it is generated: passages stand as their documents have
them, facts as the tables have them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from core.records import Filters
from index.binds import BINDING, Binds, binds_of
from index.search import Searcher
from practice.briefing import Briefing, briefing_of
from practice.situation import read_situation


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing with the passages that bind.

    `made_on` is the day it was made, `as_of` the day whose law and guidance it gives, None for today. `local_of` are
    the areas whose local procedures were looked through.
    """

    briefing: Briefing
    binds: Binds
    library: str
    notice: str | None
    made_on: date
    as_of: date | None
    start: date | datetime | None
    local_of: tuple[str, ...]


def brief_of(
    searcher: Searcher,
    text: str,
    *,
    area: str | None = None,
    as_of: date | None = None,
    start: date | datetime | None = None,
    today: date | None = None,
    without_signs: Collection[str] = (),
) -> Brief:
    """The brief to a situation, by the library of `searcher`; deadlines are counted from `start`, where given.

    `without_signs` are the ids of signs that do not count. Raises what `Searcher.answer`, `read_situation`
    and `briefing_of` raise.
    """
    situation = read_situation(text, library=searcher.library_folder, without=without_signs)
    briefing = briefing_of(situation, start=start)
    manifest = searcher.generation.manifest
    return Brief(
        briefing,
        binds_of(searcher, briefing, Filters(tiers=BINDING, area=area, as_of=as_of), without_signs=without_signs),
        library=manifest.library_name,
        notice=manifest.library_notice,
        made_on=today or date.today(),
        as_of=as_of,
        start=start,
        local_of=(area,) if area else searcher.areas,
    )
