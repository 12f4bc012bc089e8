"""What national documents ask of a procedure about its own subject, and the procedure does not say.

    found = missing_findings(local, [working_together])
    found[0].national       the requirement
    found[0].local          the heading of the section that is about it

Two things are looked for: a limit of time that a national document gives for a step that the local one takes without
any, and what a procedure about a subject would say (`alignment.expecting`). Nothing that a local sentence answers, in
words or in meaning, is told; nor what is asked of others than those who work by the document. The surest come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from alignment.audience import audiences_of
from alignment.duties import duty_in, is_command
from alignment.expected import is_procedure, step_asked_of
from alignment.expecting import CONSIDER, headings_of, is_asked_of, missing_things, vector_of
from alignment.lengths import Relation, relation
from alignment.meaning import is_near, wording
from alignment.national import Rule, Rules
from alignment.records import Finding, Quote, Severity, Verdict, place_key
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind
from practice.events import Event, Wording, event_of, events, places_of
from practice.modality import Modality

MOST = 30

_IN_HEADING, _IN_TEXT = 0.85, 0.74
_ANSWERED, _SAME_MATTER = 0.8, 0.6
_BINDING = (Modality.MUST, Modality.SHOULD, Modality.LOCAL)
_NO_STEP = re.compile(r"\b20\d\d\b|%|\bfunded\b")


def missing_findings(local: Side, national: Sequence[Side], *, rules: Rules | None = None) -> list[Finding]:
    """At most thirty findings, the surest first, then by place; the order of the documents makes no difference.

    A document that is given as national to itself asks nothing of itself. `rules` are those of `national`, where they
    were made before.
    """
    others = [side for side in national if side.document.doc_id != local.document.doc_id]
    others.sort(key=lambda side: side.document.doc_id)
    if not others or not local.statements or not is_procedure(local.document.title):
        return []
    if rules is None or len(others) < len(national):
        rules = Rules.of(others)
    found = [*_limits(local, others, rules), *missing_things(local, others)]
    found.sort(key=lambda one: (-one.confidence, one.local.start, place_key(one.national)))
    kept: dict[tuple[object, ...], Finding] = {}
    for one in found:
        kept.setdefault(place_key(one.national), one)
    return list(kept.values())[:MOST]


def _limits(local: Side, national: Sequence[Side], rules: Rules) -> Iterator[Finding]:
    """Steps that the local document takes without any limit, and for which a national one gives one."""
    told = {asked.event.rule_id for asked in local.asked if asked.event}
    readers = audiences_of(local.document, local.reading.text)
    for event_id, held in _steps(local).items():
        event = events()[event_id]
        rule = rules.limit_of(event)
        if rule is None or rule.quote is None or event.rule_id in told:
            continue
        if not is_asked_of(step_asked_of(event_id), readers):
            continue
        vector = vector_of(next(side for side in national if side.document.doc_id == rule.quote.doc_id), rule.quote)
        near = local.vectors @ vector
        taken = [row for row in held if _is_taken(event, local.statements[row])]
        if taken and float(np.max(near)) < _ANSWERED and not _is_limited(local, held, rule, near):
            taken.sort(key=lambda row: (-round(float(near[row]), 6), row))
            yield _without_limit(local, event, rule, [local.statements[row] for row in taken])


def _steps(local: Side) -> dict[str, list[int]]:
    """The rows of the sentences without a limit that are about an event, by event_id."""
    found: dict[str, list[int]] = {}
    for place, one in enumerate(local.statements):
        if one.limits or one.kind in (BlockKind.FOOTNOTE, BlockKind.FIGURE) or _NO_STEP.search(one.text):
            continue
        event = event_of(wording(local.document, local.statements, place))
        if event is not None and event.replaced_by is None:
            found.setdefault(event.event_id, []).append(place)
    return found


def _is_taken(event: Event, one: Statement) -> bool:
    """Whether the step is what the section is about, or what its sentence asks somebody to do; no passing word."""
    places = places_of(event, one.text)
    if _is_headed(event, one):
        return True
    if not places:
        return False
    if one.label.modality in _BINDING and one.label.words is None:
        return True
    if one.label.modality in _BINDING and one.label.words is not None:
        return is_near(one.text, one.label.words, places)
    duty = duty_in(one.text)
    return is_command(one.text) or (duty is not None and is_near(one.text, duty.words, places))


def _is_limited(local: Side, held: Sequence[int], rule: Rule, near: NDArray[np.float32]) -> bool:
    """Whether the same limit stands where the step is spoken of, or in a sentence of the same matter."""
    about = {local.statements[row].quote.headings for row in held}
    return any(
        relation(limit.limit, rule.limit) is Relation.SAME
        for row, one in enumerate(local.statements)
        if one.quote.headings in about or near[row] >= _SAME_MATTER
        for limit in one.limits
    )


def _without_limit(local: Side, event: Event, rule: Rule, held: Sequence[Statement]) -> Finding:
    headed = [one for one in held if _is_headed(event, one)]
    first = (headed or held)[0]
    severity = Severity.HIGH if rule.modality is Modality.MUST else Severity.MATERIAL
    told = (
        f"No limit of time was found here for {event.name}. {rule.named} gives {rule.told(rule.limit_words)} "
        f"({rule.modality})."
    )
    return Finding(
        Verdict.MISSING_REQUIREMENT,
        severity,
        _IN_HEADING if headed else _IN_TEXT,
        _heading_above(local, first) or first.quote,
        rule.quote,
        told,
        CONSIDER,
    )


def _is_headed(event: Event, one: Statement) -> bool:
    """Whether the heading above a sentence is about the event, or has the words for it."""
    heading = one.quote.headings[-1] if one.quote.headings else ""
    found = event_of(Wording(heading, heading))
    return (found is not None and found.event_id == event.event_id) or bool(places_of(event, heading))


def _heading_above(local: Side, one: Statement) -> Quote | None:
    """The heading that a sentence stands under, as a quote."""
    above = [quote for quote in headings_of(local) if quote.start < one.quote.start]
    return above[-1] if above else None
