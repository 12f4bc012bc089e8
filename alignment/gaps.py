"""What national documents ask of a procedure about its own subject, and the procedure does not say.

    found = missing_findings(local, [working_together])
    found[0].national       the requirement
    found[0].local          the heading of the section that is about it

Two things are looked for: a limit of time that a national document gives for a step that the local one speaks of
without any, and what a procedure about a subject would say by `expected.toml`. Nothing that a local sentence answers,
in words or in meaning, is told; nor anything about which the local document has no section. The surest come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignment.expected import Expected, asked_as, expected, found_in, is_procedure
from alignment.lengths import Relation, relation
from alignment.meaning import wording
from alignment.national import Rule, Rules, named_place
from alignment.records import Finding, Quote, Severity, Verdict, place_key
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind
from practice.events import Event, Wording, event_of, events
from practice.modality import Modality

MOST = 30

_IN_HEADING, _IN_TEXT, _ASKED, _LOOSELY = 0.85, 0.75, 0.7, 0.6
_ANSWERED = 0.8
_LEAST_WITHIN = 2
_FIRM = (Modality.MUST, Modality.SHOULD)
_NO_STEP = re.compile(r"\b20\d\d\b|%|\bfunded\b")
_CONSIDER = "Look whether another procedure covers it; if so, point to it."


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading of the local document, with the path it stands under."""

    words: str
    quote: Quote


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
    found = [*_limits(local, others, rules), *_things(local, others)]
    found.sort(key=lambda one: (-one.confidence, one.local.start, place_key(one.national)))
    kept: dict[tuple[object, ...], Finding] = {}
    for one in found:
        kept.setdefault(place_key(one.national), one)
    return list(kept.values())[:MOST]


def _limits(local: Side, national: Sequence[Side], rules: Rules) -> Iterator[Finding]:
    """Steps of which the local document speaks without any limit, and for which a national one gives one."""
    told = {asked.event.rule_id for asked in local.asked if asked.event}
    for event_id, held in _steps(local).items():
        event = events()[event_id]
        rule = rules.limit_of(event)
        if rule is None or rule.quote is None or event.rule_id in told or _is_limited(local, held, rule):
            continue
        if _is_answered(local, national, rule.quote):
            continue
        yield _without_limit(local, event, rule, _nearest_first(local, held, national, rule.quote))


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


def _is_limited(local: Side, held: Sequence[int], rule: Rule) -> bool:
    """Whether the same limit stands in a section that speaks of the step, of whatever it is read to be."""
    about = {local.statements[row].quote.headings for row in held}
    stated = [limit.limit for one in local.statements if one.quote.headings in about for limit in one.limits]
    return any(relation(limit, rule.limit) is Relation.SAME for limit in stated)


def _nearest_first(local: Side, held: Sequence[int], national: Sequence[Side], quote: Quote) -> list[Statement]:
    """The sentences of the rows `held`, the nearest to the national one first."""
    vector = _vector(national, quote)
    order = sorted(held, key=lambda row: (-round(float(local.vectors[row] @ vector), 6), row))
    return [local.statements[row] for row in order]


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
        _CONSIDER,
    )


def _is_headed(event: Event, one: Statement) -> bool:
    """Whether the heading above a sentence is about the event by itself."""
    heading = one.quote.headings[-1] if one.quote.headings else ""
    found = event_of(Wording(heading, heading))
    return found is not None and found.event_id == event.event_id


def _things(local: Side, national: Sequence[Side]) -> Iterator[Finding]:
    """What a procedure about the subjects of the local one would say, and it does not."""
    sections = _sections(local)
    outside = found_in(f"{local.document.title} . {local.document.publisher}", "unless")
    for row in expected():
        if row.expected_id in outside or _answers(row, local, sections):
            continue
        about = _about(row, local, sections)
        asking = [(side, one) for side in national if (one := _asking(row, side)) is not None]
        if about is None or not asking:
            continue
        side, asked = min(asking, key=lambda found: (*_rank(row, found[1])[:2], found[0].document.doc_id))
        if _is_answered(local, national, asked.quote):
            continue
        named = named_place(side.document, asked.quote)
        force = "without must or should" if asked.label.modality is Modality.NONE else asked.label.modality
        told = f"No sentence was found here on {row.name}. {named} asks for it ({force})."
        is_firm = asked.label.modality in _FIRM or bool(asked.stem)
        confidence = _ASKED if is_firm and row.severity is not Severity.TIDY else _LOOSELY
        yield Finding(Verdict.MISSING_REQUIREMENT, row.severity, confidence, about, asked.quote, told, _CONSIDER)


def _answers(row: Expected, local: Side, sections: Sequence[_Section]) -> bool:
    """Whether the words of a local sentence or heading answer a row."""
    if not row.is_near and any(row.expected_id in found_in(one.words, "answers") for one in sections):
        return True
    return any(
        row.expected_id in found_in(one.said, "answers") and (not row.is_near or _is_by_subject(row, one))
        for one in local.statements
    )


def _is_by_subject(row: Expected, one: Statement) -> bool:
    above = " . ".join(one.quote.headings[-1:])
    return row.expected_id in found_in(above, "subject") | found_in(one.said, "within")


def _about(row: Expected, local: Side, sections: Sequence[_Section]) -> Quote | None:
    """The place by which the local document is about the row's subject; None where it is not."""
    for section in sections:
        if row.expected_id in found_in(section.words, "subject"):
            return section.quote
    title = local.document.title
    if row.expected_id in found_in(title, "subject") | found_in(title, "titles"):
        return sections[0].quote if sections else local.statements[0].quote
    within = [one for one in local.statements if row.expected_id in found_in(one.text, "within")]
    return within[0].quote if len(within) >= _LEAST_WITHIN else None


def _asking(row: Expected, side: Side) -> Statement | None:
    """The national sentence that asks for it: in the best words, then one that binds, then the first."""
    found = [one for one in side.statements if one.kind is not BlockKind.FOOTNOTE and _asks(row, one)]
    return min(found, key=lambda one: _rank(row, one), default=None)


def _rank(row: Expected, one: Statement) -> tuple[int, bool, int]:
    return asked_as(one.text)[row.expected_id], one.label.modality not in _FIRM, one.quote.start


def _asks(row: Expected, one: Statement) -> bool:
    if row.expected_id not in asked_as(one.text):
        return False
    around = " . ".join([one.stem, one.text, *one.quote.headings])
    return not row.has_under or row.expected_id in found_in(around, "under")


def _is_answered(local: Side, national: Sequence[Side], quote: Quote) -> bool:
    """Whether a local sentence means nearly the same as the national one."""
    return bool(np.max(local.vectors @ _vector(national, quote)) >= _ANSWERED)


def _vector(national: Sequence[Side], quote: Quote) -> NDArray[np.float32]:
    side = next(side for side in national if side.document.doc_id == quote.doc_id)
    row = next(row for row, one in enumerate(side.statements) if one.quote == quote)
    vector: NDArray[np.float32] = side.vectors[row]
    return vector


def _sections(local: Side) -> list[_Section]:
    return [
        _Section(local.reading.text[block.start : block.end], local.quote(block))
        for block in local.reading.blocks
        if block.kind is BlockKind.HEADING
    ]


def _heading_above(local: Side, one: Statement) -> Quote | None:
    """The heading that a sentence stands under, as a quote."""
    above = [
        block for block in local.reading.blocks if block.kind is BlockKind.HEADING and block.start < one.quote.start
    ]
    return local.quote(above[-1]) if above else None
