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
from alignment.national import Rules
from alignment.order import order_findings
from alignment.records import Finding, Severity, Verdict, place_key
from alignment.references import reference_findings
from alignment.sections import section_findings
from alignment.sides import Side, Sides
from alignment.strength import strength_findings
from alignment.suggesting import council_of
from alignment.timescales import timescale_findings
from core.errors import QueryError
from core.records import Document, Tier
from ingest.register import first_day, known_register
from practice.timescales import timescales

Alone = Callable[[Side, date, Path], Iterable[Finding]]
Beside = Callable[[Side, Sequence[Side], Rules], Iterable[Finding]]
Among = Callable[[Side, Sequence[Side]], Iterable[Finding]]

ALONE: tuple[Alone, ...] = (
    lambda local, day, _: reference_findings(local, register=known_register(), day=day),
    lambda local, day, library: term_findings(local, day=day, library=library),
    lambda local, _, __: name_findings(local),
    lambda local, _, __: section_findings(local),
    lambda local, day, _: document_findings(local, day=day),
)
"""What is found in a document by itself, on a day; the last is the library's folder, with terms of its own."""

PAIRED: tuple[Beside, ...] = (
    lambda local, national, rules: timescale_findings(local, national, rules=rules),
    lambda local, national, rules: strength_findings(local, national, rules=rules),
    lambda local, national, _: consent_findings(local, national),
    lambda local, national, rules: order_findings(local, national, rules=rules),
    lambda local, national, _: beyond_findings(local, national),
    lambda local, national, rules: missing_findings(local, national, rules=rules),
)
"""What is found of a local document beside national ones; the last are the rules of these, made once."""

AMONG: tuple[Among, ...] = (contradictions,)
"""What is found of a local document in itself and beside the others of its area."""


def findings(sides: Sides, doc_id: str, against: Sequence[str], *, day: date) -> list[Finding]:
    """Everything found in the document `doc_id` beside the documents `against`, as `settled` has it.

    The order of `against` makes no difference, nor does one that is named twice. A fact of the tables whose source came
    after `day` is left out. Raises as `Sides.side` does, and `QueryError` where another local document is named.
    """
    local = sides.side(doc_id)
    _refuse_local(local.document, map(sides.document, against))
    national = [sides.side(one) for one in sorted(set(against))]
    others = [sides.side(one) for one in council_of(sides, doc_id, day=day)]
    rules = Rules.of(national)
    library = Path(sides.generation.manifest.library_folder)
    found = [one for alone in ALONE for one in alone(local, day, library)]
    found += [one for paired in PAIRED for one in paired(local, national, rules)]
    found += [one for among in AMONG for one in among(local, others)]
    return settled(one for one in found if _was_known(one, day))


def _refuse_local(local: Document, against: Iterable[Document]) -> None:
    for one in against:
        if one.tier is Tier.LOCAL and one.doc_id != local.doc_id:
            raise QueryError(
                f"{one.doc_id}: is a local document. Name law or national guidance; what two local documents say "
                "otherwise of one thing is found without naming them."
            )


def _was_known(one: Finding, day: date) -> bool:
    """Whether the source of the timescale that a finding rests on had come by `day`, as far as the register knows."""
    row = timescales().get((one.fact or "").partition(",")[0])
    source = known_register().by_id.get(row.source) if row and one.national is None else None
    began = first_day(source) if source else None
    return began is None or began <= day


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
    limited = {place_key(one.local) for one in kept.values() if one.verdict in _OF_LIMITS}
    told: dict[tuple[object, ...], Finding] = {}
    for one in sorted(kept.values(), key=_mildness):
        if one.verdict.is_alarm or one.national is None:
            if not (one.verdict is Verdict.LOCAL_ONLY and place_key(one.local) in limited):
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


def _pair(one: Finding) -> tuple[object, ...]:
    return (place_key(one.local), place_key(one.national))


def _subject(one: Finding) -> tuple[object, ...]:
    """What makes two findings the same one."""
    about: tuple[object, ...] = place_key(one.other)
    if one.verdict in _BY_NATIONAL:
        about = place_key(one.national)
    elif one.verdict in _BY_WORDS:
        about = (one.fact or one.explanation,)
    return (one.verdict, place_key(one.local), about)


def _rank(one: Finding) -> tuple[object, ...]:
    return (_SEVERITIES.index(one.severity), -one.confidence, place_key(one.national), one.explanation)


def _mildness(one: Finding) -> int:
    return _MILD.index(one.verdict) if one.verdict in _MILD else -1


def _order(one: Finding) -> tuple[object, ...]:
    return (
        _SEVERITIES.index(one.severity),
        not one.verdict.is_alarm,
        place_key(one.local),
        _VERDICTS.index(one.verdict),
        place_key(one.national),
        place_key(one.other),
        one.explanation,
    )
