"""What there is to know of a local document beside national ones: what all the finders say, each thing once, in order.

    found = findings(sides, "marlbrook-missing-2026", ["working-together-2023"], day=date.today())
    found[0].severity       the most severe first, then by place

Each finder looks for its own verdicts and knows nothing of the others; here it is settled what is told of a place. It
finds nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from alignment.beyond import beyond_findings
from alignment.bodies import term_findings
from alignment.consent import consent_findings
from alignment.contradictions import contradictions
from alignment.documents import document_findings
from alignment.gaps import missing_findings
from alignment.names import name_findings
from alignment.order import order_findings
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.references import reference_findings
from alignment.sections import section_findings
from alignment.sides import Side, Sides
from alignment.strength import strength_findings
from alignment.suggesting import council_of
from alignment.timescales import timescale_findings
from ingest.register import known_register

Alone = Callable[[Side, date, Path], Iterable[Finding]]
Beside = Callable[[Side, Sequence[Side]], Iterable[Finding]]

ALONE: tuple[Alone, ...] = (
    lambda local, day, _: reference_findings(local, register=known_register(), day=day),
    lambda local, day, library: term_findings(local, day=day, library=library),
    lambda local, _, __: name_findings(local),
    lambda local, _, __: section_findings(local),
    lambda local, day, _: document_findings(local, day=day),
)
"""What is found in a document by itself, on a day; the last is the library's folder, with terms of its own."""

PAIRED: tuple[Beside, ...] = (
    timescale_findings,
    strength_findings,
    consent_findings,
    order_findings,
    beyond_findings,
    missing_findings,
)
"""What is found of a local document beside national ones."""

AMONG: tuple[Beside, ...] = (contradictions,)
"""What is found of a local document in itself and beside the others of its area."""


def findings(sides: Sides, doc_id: str, against: Sequence[str], *, day: date) -> list[Finding]:
    """Everything found in the document `doc_id` beside the documents `against`, as `settled` has it.

    The order of `against` makes no difference, nor does one that is named twice. Raises as `Sides.side` does.
    """
    local = sides.side(doc_id)
    national = [sides.side(one) for one in sorted(set(against))]
    others = [sides.side(one) for one in council_of(sides, doc_id, day=day)]
    library = Path(sides.generation.manifest.library_folder)
    found = [one for alone in ALONE for one in alone(local, day, library)]
    found += [one for paired in PAIRED for one in paired(local, national)]
    found += [one for among in AMONG for one in among(local, others)]
    return settled(found)


def settled(found: Iterable[Finding]) -> list[Finding]:
    """Each finding once: the most severe first, then by place.

    Of several of one verdict about one place the most severe, then the surest, is kept; what is missing, what
    contradicts and what is outdated counts by what it is about as well. Of one pair of quotes nothing milder is told
    beside an alarm, and no two things that are no alarm. A place that a national limit was found for is not local only.
    """
    kept: dict[tuple[object, ...], Finding] = {}
    for one in sorted(found, key=_rank):
        kept.setdefault(_subject(one), one)
    alarmed = {_pair(one) for one in kept.values() if one.verdict.is_alarm and one.national}
    limited = {_place(one.local) for one in kept.values() if one.verdict in _OF_LIMITS}
    told: dict[tuple[object, ...], Finding] = {}
    for one in sorted(kept.values(), key=_mildness):
        if one.verdict.is_alarm or one.national is None:
            if not (one.verdict is Verdict.LOCAL_ONLY and _place(one.local) in limited):
                told[_subject(one)] = one
        elif _pair(one) not in alarmed:
            told.setdefault(_pair(one), one)
    return sorted(told.values(), key=_order)


_SEVERITIES = list(Severity)
_VERDICTS = list(Verdict)
_MILD = (Verdict.STRICTER_LOCALLY, Verdict.CANNOT_TELL, Verdict.ALIGNED, Verdict.LOCAL_ONLY)
_OF_LIMITS = (Verdict.TIMESCALE_CONFLICT, Verdict.STRICTER_LOCALLY)
_BY_NATIONAL = (Verdict.MISSING_REQUIREMENT,)
_BY_WORDS = (Verdict.OUTDATED_REFERENCE, Verdict.OUTDATED_TERM_OR_BODY)


def _place(quote: Quote | None) -> tuple[object, ...]:
    return (quote.doc_id, *quote.span) if quote else ()


def _pair(one: Finding) -> tuple[object, ...]:
    return (_place(one.local), _place(one.national))


def _subject(one: Finding) -> tuple[object, ...]:
    """What makes two findings the same one."""
    about: tuple[object, ...] = _place(one.other)
    if one.verdict in _BY_NATIONAL:
        about = _place(one.national)
    elif one.verdict in _BY_WORDS:
        about = (one.fact or one.explanation,)
    return (one.verdict, _place(one.local), about)


def _rank(one: Finding) -> tuple[object, ...]:
    return (_SEVERITIES.index(one.severity), -one.confidence, _place(one.national), one.explanation)


def _mildness(one: Finding) -> int:
    return _MILD.index(one.verdict) if one.verdict in _MILD else -1


def _order(one: Finding) -> tuple[object, ...]:
    return (
        _SEVERITIES.index(one.severity),
        not one.verdict.is_alarm,
        _place(one.local),
        _VERDICTS.index(one.verdict),
        _place(one.national),
        _place(one.other),
        one.explanation,
    )
