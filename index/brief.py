"""A situation's brief: what binds, quoted from the library, beside what the tables say to it.

    brief = brief_of(searcher, "strat was last tues, ICPC by when?", area="Marlbrook")
    brief.binds[0]             (Tier.STATUTORY, the closest passages of statutory guidance)
    brief.briefing             deadlines, what to record, who may hold information (`practice.briefing`)

Nothing in it is generated: passages stand as their documents have them, facts as the tables have them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.records import Filters, Hit, Tier
from index.search import LONGEST_QUERY, Searcher
from practice.briefing import Briefing, briefing_of
from practice.rules import SignKind
from practice.situation import Situation, read_situation, words_to_search

BINDING = (Tier.LEGISLATION, Tier.STATUTORY, Tier.LOCAL)
"""What binds, the strongest first."""

CLOSEST = 24
"""Passages that are looked through for what binds: a tier shows the first few of its own among these."""

EACH = 3
"""Passages that a brief quotes of one tier, at most."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing with the passages that bind, by tier, strongest first; a tier without one is left out.

    `made_on` is the day it was made, `as_of` the day whose law and guidance it gives, None for today. `local_of` are
    the areas whose local procedures were looked through.
    """

    briefing: Briefing
    binds: tuple[tuple[Tier, tuple[Hit, ...]], ...]
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
) -> Brief:
    """The brief to a situation, by the library of `searcher`; deadlines are counted from `start`, where given.

    Raises what `Searcher.search`, `read_situation` and `briefing_of` raise.
    """
    situation = read_situation(text, library=searcher.library_folder)
    hits = searcher.search(_asked(situation), k=CLOSEST, filters=Filters(tiers=BINDING, area=area, as_of=as_of))
    found = [(tier, tuple(hit for hit in hits if hit.document.tier is tier)[:EACH]) for tier in BINDING]
    manifest = searcher.generation.manifest
    return Brief(
        briefing_of(situation, start=start),
        tuple((tier, held) for tier, held in found if held),
        library=manifest.library_name,
        notice=manifest.library_notice,
        made_on=today or date.today(),
        as_of=as_of,
        start=start,
        local_of=(area,) if area else searcher.areas,
    )


def _asked(situation: Situation) -> str:
    """The situation with guidance's words for its concerns and steps, as far as a question may be long."""
    asked = situation.text
    for sign in (*situation.of(SignKind.CONCERN), *situation.of(SignKind.STEP)):
        words = words_to_search(situation, sign)
        if words and len(asked) + len(words) + 2 <= LONGEST_QUERY:
            asked = f"{asked}; {words}"
    return asked
