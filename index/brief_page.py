"""A brief as the lines of one page, in its order, for a terminal, a file or a screen: text, and how each line looks.

    for line in page_of(brief, with_situation=False):
        line.look, line.text        Look.QUOTE, "The conference should be held within 15 working days ..."

Whoever draws the page gives each look its style. Without the situation no word that was typed is on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.records import Hit, citation
from index.binding import asked_in, best_asked, in_words
from index.brief import Brief
from ingest.editions import long_date, weekday_date
from ingest.facts import replaced, source_title
from ingest.remarks import cautions, force_words
from practice.briefing import Deadline
from practice.modality import Modality
from practice.prompts import Gateway, Holder, Prompt

NO_VERDICT = "Prompts and quotes. Nothing here says what happened, whether a threshold is met, or what to decide."

SPEAK_FIRST = "Words of the situation are those of immediate danger. A prompt, no verdict: speak first."


class Look(StrEnum):
    """How a line looks."""

    TITLE = "title"
    HEADING = "heading"
    CALL = "call"
    POINT = "point"
    DETAIL = "detail"
    QUOTE = "quote"
    SOURCE = "source"
    CAUTION = "caution"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: one paragraph of text."""

    look: Look
    text: str


def page_of(brief: Brief, *, with_situation: bool) -> Iterator[Line]:
    """The lines of the page; sections that have nothing are left out, but for what binds, which says so."""
    briefing = brief.briefing
    yield from _head(brief, with_situation=with_situation)
    if briefing.call_now:
        yield Line(Look.HEADING, "Call now")
        yield Line(Look.NOTE, SPEAK_FIRST)
        yield from _prompts(briefing.call_now, Look.CALL)
    yield Line(Look.HEADING, "What binds")
    yield from _binds(brief)
    if briefing.deadlines:
        yield Line(Look.HEADING, "Deadlines")
        yield from _deadlines(brief)
    if briefing.recording:
        yield Line(Look.HEADING, "What to record")
        yield from _prompts(briefing.recording, Look.POINT)
    if briefing.holders:
        yield Line(Look.HEADING, "Who may hold information, and by which gateway to ask")
        yield from _holders(briefing.holders, briefing.gateways)
    if briefing.visits:
        yield Line(Look.HEADING, "Preparing the visit")
        yield from _prompts(briefing.visits, Look.POINT)


def _head(brief: Brief, *, with_situation: bool) -> Iterator[Line]:
    day = f", by the law and guidance of {long_date(brief.as_of)}" if brief.as_of else ""
    yield Line(Look.TITLE, "Brief")
    areas = f" Local procedures are those of {', '.join(brief.local_of)}." if brief.local_of else ""
    yield Line(
        Look.NOTE, f"Made on {long_date(brief.made_on)} from the library “{brief.library}”{day}.{areas} {NO_VERDICT}"
    )
    if brief.notice:
        yield Line(Look.CAUTION, brief.notice)
    briefing = brief.briefing
    facts: tuple[Prompt | Gateway, ...] = (
        *briefing.call_now,
        *briefing.recording,
        *briefing.visits,
        *briefing.gateways,
    )
    sources = dict.fromkeys((*(fact.source for fact in facts), *(one.timescale.source for one in briefing.deadlines)))
    for source in sources:
        if words := replaced(source, brief.as_of or brief.made_on):
            yield Line(Look.CAUTION, f"{words}. What is said below from the former is to be looked up in the latter.")
    if with_situation:
        yield Line(Look.HEADING, "The situation")
        yield Line(Look.NOTE, briefing.situation.text)
    read = [sign.in_words if with_situation else sign.name for sign in briefing.situation.signs]
    if read:
        yield Line(Look.NOTE, f"Read as: {'; '.join(read)}.")


def _binds(brief: Brief) -> Iterator[Line]:
    if not brief.binds:
        yield Line(Look.NOTE, "Nothing in this library that binds is near to this situation.")
    for tier, hits in brief.binds:
        for hit in hits:
            yield from _hit(tier.label, hit)


def _hit(kind: str, hit: Hit) -> Iterator[Line]:
    document = hit.document
    best = best_asked(hit, asked_in(hit.passage, document.tier))
    asks = in_words(best, hit.passage.text) if best else ""
    yield Line(Look.POINT, " · ".join(filter(None, (kind, document.title, str(hit.status), asks))))
    if hit.passage.stem:
        yield Line(Look.DETAIL, f"under: {hit.passage.stem}")
    yield Line(Look.QUOTE, hit.sentence)
    yield Line(Look.SOURCE, citation(hit))
    if hit.passage.provision:
        yield Line(Look.DETAIL, force_words(hit.passage.provision))
    for words in (hit.warning, document.notice, *cautions(hit.passage)):
        if words:
            yield Line(Look.CAUTION, words)


def _deadlines(brief: Brief) -> Iterator[Line]:
    if brief.start:
        said = weekday_date(brief.start)
        yield Line(
            Look.NOTE, f"Each is counted as if what it runs from were on {said}: read the trigger before the day."
        )
    for deadline in brief.briefing.deadlines:
        yield from _deadline(deadline)
    if brief.briefing.further:
        yield Line(Look.NOTE, f"Also called for, by `waymark due ID`: {', '.join(brief.briefing.further)}.")


def _deadline(deadline: Deadline) -> Iterator[Line]:
    one = deadline.timescale
    limit = str(one.limit) if one.limit else "no number is set"
    strength = "" if one.modality is Modality.NONE else f" · {one.modality}"
    yield Line(Look.POINT, f"{one.timescale_id} {one.action}: {limit}{strength}")
    yield Line(Look.DETAIL, f"from: {one.trigger}")
    for place, reading in enumerate(deadline.readings):
        said = weekday_date(reading.due) if reading.due else "no day"
        remark = f" {reading.remark}" if reading.remark else ""
        yield Line(Look.DETAIL, f"{'due' if place == 0 else 'read otherwise:'} {said}. {reading.rule}{remark}")
    if deadline.needs_hour:
        yield Line(Look.DETAIL, "counted in hours: give the hour too")
    if one.note:
        yield Line(Look.DETAIL, one.note)
    yield Line(Look.SOURCE, f"{source_title(one.source)}, {one.at} ({one.checked.label})")


def _prompts(prompts: Iterable[Prompt], look: Look) -> Iterator[Line]:
    for prompt in prompts:
        yield Line(look, prompt.title)
        yield Line(Look.DETAIL, "; ".join(prompt.points))
        yield Line(Look.SOURCE, f"{source_title(prompt.source)}, {prompt.at} ({prompt.checked.label})")


def _holders(holders: Iterable[Holder], gateways: Iterable[Gateway]) -> Iterator[Line]:
    for holder in holders:
        yield Line(Look.POINT, holder.name)
        yield Line(Look.DETAIL, _by(holder))
    for gateway in gateways:
        yield Line(Look.POINT, gateway.name)
        yield Line(Look.DETAIL, gateway.says)
        if gateway.note:
            yield Line(Look.DETAIL, gateway.note)
        yield Line(Look.SOURCE, f"{source_title(gateway.source)}, {gateway.at} ({gateway.checked.label})")


def _by(holder: Holder) -> str:
    if holder.is_inside:
        return "within the council"
    by = "; ".join(gateway.name for gateway in holder.gateways)
    return by or "no power or duty is in the table: with agreement, or ask your legal team first"
