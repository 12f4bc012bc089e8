"""Finds what a local document's limits of time are beside the national ones.

    findings = timescale_findings(local, [working_together, handbook])

For each limit of the local document one finding: it agrees, is stricter, is weaker or counted from something else, is a
local standard, or cannot be told. What a limit is about is told by `practice.events`; where the national documents do
not state the rule, the table of timescales is used, and the finding says so. The order of the documents makes no
difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from alignment import wordings
from alignment.lengths import Relation, relation
from alignment.meaning import Asked
from alignment.national import Rule, Rules, named_place
from alignment.own import says_out_of_hours, says_own
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Side
from core.records import Checked, Document, Span
from practice.events import Event
from practice.limits import Limit, Unit
from practice.modality import Modality
from practice.timescales import timescales

_CONFIDENCE = {Checked.OFFICIAL: 0.8, Checked.SECONDARY: 0.6, Checked.UNCHECKED: 0.4}
_QUOTED, _SAME_WORDS, _LOCAL, _UNKNOWN = 0.9, 1.0, 0.7, 0.3
_SEVERITIES = {
    Relation.WEAKER: Severity.HIGH,
    Relation.SLIGHTLY_WEAKER: Severity.MATERIAL,
    Relation.UNIT_MISSING: Severity.MATERIAL,
    Relation.NEAR: Severity.MATERIAL,
    Relation.WEEKENDS: Severity.INFORMATION,
}
_LONGER = (Relation.WEAKER, Relation.SLIGHTLY_WEAKER)
_FIRM = (Modality.MUST, Modality.SHOULD)


def timescale_findings(local: Side, national: Sequence[Side], *, rules: Rules | None = None) -> list[Finding]:
    """A finding for each limit of `local`, in its order; those of one sentence with one verdict and quote are one.

    `rules` are those of `national`, where they were made before.
    """
    rules = rules or Rules.of(national)
    return merged(_finding(asked, rules, local.document) for asked in local.asked)


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """`findings` with those of one place made one: the explanations joined, the worst severity, the least confidence.

    Of one place are those of one id about one sentence; the same words elsewhere in the document stay apart.
    """
    found: dict[tuple[str, Span], Finding] = {}
    for one in findings:
        key = (one.finding_id, one.local.span)
        found[key] = _joined(found[key], one) if key in found else one
    return list(found.values())


def _joined(held: Finding, one: Finding) -> Finding:
    severities = list(Severity)
    return replace(
        held,
        severity=min(held.severity, one.severity, key=severities.index),
        confidence=min(held.confidence, one.confidence),
        explanation=" ".join(dict.fromkeys([held.explanation, one.explanation])),
        consider=" ".join(dict.fromkeys(words for words in (held.consider, one.consider) if words)),
    )


def _finding(asked: Asked, rules: Rules, document: Document) -> Finding:
    quote = asked.statement.quote
    twin = rules.same_words(asked.statement)
    if twin is not None:
        words = f"The same words stand in {named_place(twin[0], twin[1].quote)}."
        return Finding(Verdict.ALIGNED, Severity.INFORMATION, _SAME_WORDS, quote, twin[1].quote, words)
    event = asked.event
    if event is None and says_own(asked, document):
        return Finding(Verdict.LOCAL_ONLY, Severity.INFORMATION, _LOCAL, quote, None, wordings.own(asked))
    if event is not None and event.is_local:
        return Finding(Verdict.LOCAL_ONLY, Severity.INFORMATION, _LOCAL, quote, None, wordings.local_only(asked, event))
    rule = rules.limit_of(event) if event else None
    if event is None or rule is None:
        return _untold(asked)
    if event.replaced_by is not None:
        return _replaced(asked, rule, event)
    return _compared(asked, rule, event)


def _compared(asked: Asked, rule: Rule, event: Event) -> Finding:
    limit = asked.stated.limit
    found = relation(rule.limit, limit) if event.is_least else relation(limit, rule.limit)
    if found is Relation.ELSE or (found in _LONGER and _may_be_extended(limit, event)):
        return _untold(asked)
    is_other = bool(asked.starts and event.starts) and not asked.starts & {*event.starts, *event.near}
    if is_other:
        severity = _capped(Severity.HIGH, rule)
        explanation = wordings.other_start(asked, rule, event, found)
        return _of(asked, rule, Verdict.TIMESCALE_CONFLICT, severity, explanation, wordings.consider(Relation.WEAKER))
    if found is Relation.SAME:
        is_near = bool(asked.starts) and bool(event.starts) and not asked.starts & {*event.starts}
        return _of(asked, rule, Verdict.ALIGNED, Severity.INFORMATION, wordings.same(asked, rule, event, is_near))
    if found is Relation.STRICTER or (found is Relation.WEEKENDS and says_out_of_hours(asked)):
        explanation = wordings.stricter(asked, rule, event)
        return _of(asked, rule, Verdict.STRICTER_LOCALLY, Severity.INFORMATION, explanation)
    severity = _capped(_SEVERITIES[found], rule)
    explanation = wordings.weaker(asked, rule, event, found)
    return _of(asked, rule, Verdict.TIMESCALE_CONFLICT, severity, explanation, wordings.consider(found))


def _may_be_extended(limit: Limit, event: Event) -> bool:
    """Whether `limit` is the one to which the rule itself lets its limit be extended."""
    outer = timescales()[event.outer].limit if event.outer else None
    return outer is not None and relation(limit, outer) is Relation.SAME


def _replaced(asked: Asked, rule: Rule, event: Event) -> Finding:
    if _is_a_day(asked.stated.limit):
        return _untold(asked)
    explanation = wordings.replaced(asked, rule, event)
    consider = wordings.consider(Relation.WEAKER)
    return _of(asked, rule, Verdict.TIMESCALE_CONFLICT, Severity.HIGH, explanation, consider)


def _is_a_day(limit: Limit) -> bool:
    """Whether it is the day in which a referral is first looked at, which some call an initial assessment."""
    return limit.unit is Unit.HOURS or limit.number <= 1


def _of(
    asked: Asked, rule: Rule, verdict: Verdict, severity: Severity, explanation: str, consider: str = ""
) -> Finding:
    confidence = _QUOTED if rule.quote else _CONFIDENCE[rule.checked]
    fact = f"{rule.fact.timescale_id}, {rule.fact.checked.label}" if rule.fact else None
    return Finding(verdict, severity, confidence, asked.statement.quote, rule.quote, explanation, consider, fact=fact)


def _untold(asked: Asked) -> Finding:
    words = "No limit for this was found in the documents compared; Waymark cannot tell whether a national one exists."
    return Finding(Verdict.CANNOT_TELL, Severity.INFORMATION, _UNKNOWN, asked.statement.quote, None, words)


def _capped(severity: Severity, rule: Rule) -> Severity:
    """High only where a must or should is known from its source, or seen elsewhere."""
    is_firm = rule.modality in _FIRM and rule.checked is not Checked.UNCHECKED
    return Severity.MATERIAL if severity is Severity.HIGH and not is_firm else severity
