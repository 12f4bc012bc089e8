"""A brief as the lines of one page, in its order, for a terminal, a file or a screen: text, and how each line looks.

    for line in page_of(brief, with_situation=False):
        line.look, line.text        Look.QUOTE, "The conference should be held within 15 working days ..."

Whoever draws the page gives each look its style. Without the situation no word that was typed is on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from core.records import Hit, Tier, citation
from index.binding import asked_in, best_asked, in_words, limit_in_words
from index.brief import Brief
from ingest.editions import long_date, weekday_date
from ingest.facts import replaced, source_title
from ingest.remarks import cautions, force_words
from practice.briefing import Deadline
from practice.modality import Modality
from practice.prompts import Gateway, Holder, Prompt
from practice.timescales import Timescale, timescales

NO_VERDICT = "Prompts and quotes. Nothing here says what happened, whether a threshold is met, or what to decide."

LOCAL_LIMITS = (
    "Limits of time in the local passages above that the table of national timescales does not have. Whether one is "
    "for the same thing is yours to read."
)

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
        yield from _holders(brief)
    if briefing.visits:
        yield Line(Look.HEADING, "Preparing the visit")
        yield from _prompts(briefing.visits, Look.POINT)
    if own := list(_local_limits(brief)):
        yield Line(Look.HEADING, "How local procedure differs")
        yield Line(Look.NOTE, LOCAL_LIMITS)
        yield from own


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
    if not brief.binds.by_tier:
        yield Line(Look.NOTE, "Nothing in this library that binds is near to this situation.")
    if brief.binds.outside:
        yield Line(Look.NOTE, brief.binds.outside)
    for tier, hits in brief.binds.by_tier:
        for hit in hits:
            yield from _hit(tier.label, hit)


def _hit(kind: str, hit: Hit) -> Iterator[Line]:
    document = hit.document
    best = best_asked(hit, asked_in(hit.passage, document.tier))
    asks = in_words(best, hit.passage.text) if best else ""
    yield Line(Look.POINT, " · ".join(filter(None, (kind, document.title, str(hit.status), asks))))
    yield from _quote(hit)


def _quote(hit: Hit) -> Iterator[Line]:
    """The sentence with its source, and what should keep a reader from relying on it."""
    if hit.passage.stem:
        yield Line(Look.DETAIL, f"under: {hit.passage.stem}")
    yield Line(Look.QUOTE, hit.sentence)
    yield Line(Look.SOURCE, citation(hit))
    if hit.passage.provision:
        yield Line(Look.DETAIL, force_words(hit.passage.provision))
    for words in (hit.warning, hit.document.notice, *cautions(hit.passage)):
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
    yield Line(Look.SOURCE, known_words(one))


def _prompts(prompts: Iterable[Prompt], look: Look) -> Iterator[Line]:
    for prompt in prompts:
        yield Line(look, prompt.title)
        yield Line(Look.DETAIL, "; ".join(prompt.points))
        yield Line(Look.SOURCE, known_words(prompt))


def _holders(brief: Brief) -> Iterator[Line]:
    for holder in brief.briefing.holders:
        yield Line(Look.POINT, holder.name)
        yield Line(Look.DETAIL, _by(holder))
    for gateway in brief.briefing.gateways:
        yield Line(Look.POINT, gateway.name)
        yield Line(Look.DETAIL, gateway.says)
        if gateway.note:
            yield Line(Look.DETAIL, gateway.note)
        yield Line(Look.SOURCE, known_words(gateway))
        if hit := brief.binds.gateways.get(gateway.gateway_id):
            yield from _quote(hit)


def known_words(fact: Prompt | Gateway | Timescale) -> str:
    """Where a fact of the tables stands and how that is known: "Working together 2023, paragraph 153 (read in ...)"."""
    return f"{source_title(fact.source)}, {fact.at} ({fact.checked.label})"


def _local_limits(brief: Brief) -> Iterator[Line]:
    """The sentences of the local passages that bind by a limit which no timescale of the table has, quoted."""
    national = {(one.limit.number, one.limit.unit) for one in timescales().values() if one.limit}
    for hit in brief.binds.hits:
        local = hit.document.tier is Tier.LOCAL
        for asked in asked_in(hit.passage, Tier.LOCAL) if local else ():
            own = [one for one in asked.limits if (one.limit.number, one.limit.unit) not in national]
            if own and asked.label.modality is not Modality.NONE:
                quoted = replace(hit, sentence=hit.passage.text[asked.start : asked.end])
                words = "; ".join(limit_in_words(one, hit.passage.text) for one in own)
                yield Line(Look.POINT, f"{hit.document.applies_to}: {words}")
                yield Line(Look.QUOTE, quoted.sentence)
                yield Line(Look.SOURCE, citation(quoted))


def _by(holder: Holder) -> str:
    if holder.is_inside:
        return "within the council"
    by = "; ".join(gateway.name for gateway in holder.gateways)
    return by or "no power or duty is in the table: with agreement, or ask your legal team first"
