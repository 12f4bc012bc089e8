"""A short note of a brief for the case record: what was read, with citations, and which deadlines were looked up.

    case_note(brief)      "Guidance read on 28 November 2026, in the library “...”:\\n- Statutory guidance: ..."

It holds no word of the situation, no quotation and no decision: whoever keeps the record adds those.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.records import Hit, Status, citation
from index.brief import Brief
from index.brief_page import known_words
from ingest.editions import long_date, weekday_date
from practice.briefing import Deadline
from practice.prompts import Gateway


def case_note(brief: Brief) -> str:
    """The note as plain text, a row for each source; parts of it that have nothing are left out."""
    return "\n".join(_rows(brief))


def _rows(brief: Brief) -> Iterator[str]:
    day = f", by the law and guidance of {long_date(brief.as_of)}" if brief.as_of else ""
    yield f"Guidance read on {long_date(brief.made_on)} with Waymark, in the library “{brief.library}”{day}."
    if brief.notice:
        yield brief.notice
    yield from dict.fromkeys(f"- {tier.label}: {_cited(hit)}" for tier, hits in brief.binds.by_tier for hit in hits)
    if brief.briefing.deadlines:
        yield "Deadlines looked up:"
        yield from (f"- {_deadline(one, brief)}" for one in brief.briefing.deadlines)
    if brief.briefing.gateways:
        yield "Ways to ask for information:"
        yield from (f"- {_way(one)}" for one in brief.briefing.gateways)


def _cited(hit: Hit) -> str:
    return citation(hit) if hit.status is Status.CURRENT else f"{citation(hit)} ({hit.status})"


def _way(way: Gateway) -> str:
    known = known_words(way)
    return known if known.startswith(way.name) else f"{way.name}: {known}"


def _deadline(deadline: Deadline, brief: Brief) -> str:
    one = deadline.timescale
    limit = str(one.limit) if one.limit else "no number is set"
    due = deadline.readings[0].due if deadline.readings else None
    counted = f", due {weekday_date(due)} if counted from {weekday_date(brief.start)}" if due and brief.start else ""
    return f"{one.action}: {limit}{counted} ({known_words(one)})"
