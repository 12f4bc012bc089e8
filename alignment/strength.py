"""Finds where a local document asks for less than a national must or should: "may be seen", "where appropriate".

    findings = strength_findings(local, [working_together, handbook])

A softened sentence is compared where it is about an event of the process of which the table says how strongly it is asked,
or where a national sentence has nearly the same words and the same verb. What merely sounds alike is left alone, and so is
"may" that says how a thing may be done. A pair of sentences without limits that are each other's nearest and ask alike is
`aligned`; limits are for `alignment.timescales`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from alignment.lengths import Relation, relation
from alignment.meaning import Asked, asked_in, wording
from alignment.national import Rules, named_place
from alignment.pairing import Pair, key_words, pairs_between
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from alignment.statements import Statement
from core.records import Checked, Span
from ingest.register import known_register, named_source
from practice.events import Event, event_of, places_of
from practice.modality import Modality
from practice.timescales import Timescale, timescales

_FIRM = (Modality.MUST, Modality.SHOULD)
_BINDING = (*_FIRM, Modality.LOCAL)
_ADVISORY = (Modality.GOOD_PRACTICE, Modality.MAY)
_ALIKE, _ALIKE_COSINE, _ALIKE_SHARE, _AGREED = 0.8, 0.8, 0.6, 0.8
_QUOTED, _FACT = 0.8, 0.6
_NEARBY = 6
_WHETHER = re.compile(r"appropriate|\bmay\b|\bcan\b|consider", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:as|so) soon as|quickly", re.IGNORECASE)
_MILD = re.compile(r"^(?:normally|usually|generally|as a rule|in most cases|reasonable (?:efforts|steps)|consider)$", re.IGNORECASE)
_MANNER = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:by|at|via|in|through|before|using|together|jointly|alone|earlier|sooner|again|on|with|without|when|more|"
    r"virtually|online|remotely|also|instead|as|to|from|for)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\W*(?:(?:not|also|only|always|then|therefore|normally|usually|still|be|\w+ly)\b\W*)*(?P<verb>[a-z]{3,})", re.IGNORECASE)
_MAY = re.compile(r"\bmay\s+(?:be\s+)?(?:seen|see|offered|offer|held|hold|convened|convene|told|tell|informed|inform|notified|notify|made|make|made|started|"
    r"referred|refer|completed|complete|visited|visit|appointed|appoint|named|name|carried\sout|reported|report)\b", re.IGNORECASE)
_OPEN = (Modality.MAY, Modality.NONE)
_ASIDE = re.compile(r"\b(?:at|in|during|after|before|from|for|following|by|of|about|on)\s+(?:(?:the|a|an|each|every|any)\s+)?$", re.I)
_AT_LATEST = re.compile(r"\b(?:at (?:the )?latest|in any (?:case|event)|no later than|and (?:always )?within)\b", re.IGNORECASE)


def strength_findings(local: Side, national: Sequence[Side]) -> list[Finding]:
    """The findings of `local`, in its order; a sentence without a pair or an event that is asked for has none."""
    rules = Rules.of(national)
    pairs = pairs_between(local, national)
    stated = _limits_by_event(local)
    softened = _national_events(national)
    found: list[Finding] = []
    for row, one in enumerate(local.statements):
        pair = pairs.get(row)
        if rules.same_words(one) is not None:
            found += _twin(one, rules)
        elif (weaker := _by_event(local, row, stated, softened)) is not None:
            found.append(weaker)
        elif pair is not None:
            found += _by_pair(pair)
    return found


def _twin(one: Statement, rules: Rules) -> Iterator[Finding]:
    held = rules.same_words(one)
    if held is not None and one.label.modality is not Modality.NONE:
        document, statement = held
        words = f"The same words stand in {named_place(document, statement.quote)}."
        yield Finding(Verdict.ALIGNED, Severity.INFORMATION, 1.0, one.quote, statement.quote, words)


def _limits_by_event(local: Side) -> Mapping[str, list[Asked]]:
    found: dict[str, list[Asked]] = {}
    for asked in asked_in(local.document, local.statements):
        if asked.event is not None:
            found.setdefault(asked.event.event_id, []).append(asked)
    return found


def _national_events(national: Sequence[Side]) -> Mapping[str, tuple[Statement, str]]:
    """By event the firmest national sentence that is about it and asks for it, with its place in words."""
    found: dict[str, tuple[tuple[bool, int, str, int], Statement, str]] = {}
    for side in sorted(national, key=lambda one: one.document.doc_id):
        for row, one in enumerate(side.statements):
            if one.label.modality not in _FIRM:
                continue
            event = event_of(wording(side.document, side.statements, row))
            if event is None or event.asks is None or not _binds(one, event):
                continue
            rank = (bool(one.label.softeners), -len(one.limits), side.document.doc_id, one.quote.start)
            if event.event_id not in found or rank < found[event.event_id][0]:
                found[event.event_id] = (rank, one, named_place(side.document, one.quote))
    return {event_id: (one, named) for event_id, (_, one, named) in found.items()}


def _binds(one: Statement, event: Event) -> bool:
    """Whether it is the event that the sentence's must or should is about."""
    words = one.label.words
    return words is not None and _near(one.text, words, places_of(event, one.text))


def _by_event(
    local: Side, row: int, stated: Mapping[str, list[Asked]], national: Mapping[str, tuple[Statement, str]]
) -> Finding | None:
    one = local.statements[row]
    if not one.label.softeners and one.label.modality not in _OPEN:
        return None
    event = event_of(wording(local.document, local.statements, row))
    if event is None or event.asks is None:
        return None
    fact = timescales()[event.asks]
    softener = _softener(one, event, fact)
    if softener is None or fact.modality not in _FIRM or fact.checked is Checked.UNCHECKED:
        return None
    if _WHEN.search(softener) and any(_agrees(asked, fact) for asked in stated.get(event.event_id, ())):
        return None
    held = national.get(event.event_id)
    if held is not None and held[0].label.softeners:
        return None
    return _weaker_event(one, event, fact, softener, held)


def _softener(one: Statement, event: Event, fact: Timescale) -> str | None:
    """The words that soften what is said of the event; None where they soften something else."""
    places = places_of(event, one.text)
    deed = _MAY.search(one.text) if one.label.modality in _OPEN else None
    if deed and _near(one.text, deed.span(), places) and not _MANNER.match(one.text, deed.end()):
        return deed.group()
    for start, end in one.label.softeners:
        words = one.text[start:end]
        if _MILD.match(words) or not _near(one.text, (start, end), places):
            continue
        if _WHEN.search(words) and (fact.limit is None or _AT_LATEST.search(one.text) or one.limits):
            continue
        return words
    return None


def _near(text: str, span: Span, places: Sequence[Span]) -> bool:
    own = (place for place in places if not _ASIDE.search(text, 0, place[0]))
    return any(_words_between(text, span, place) <= _NEARBY for place in own)


def _words_between(text: str, one: Span, other: Span) -> int:
    first, second = sorted((one, other))
    between = text[first[1] : second[0]]
    return 1000 if ";" in between or " and " in between else len(between.split())


def _agrees(asked: Asked, fact: Timescale) -> bool:
    same = (Relation.SAME, Relation.STRICTER)
    return fact.limit is not None and relation(asked.stated.limit, fact.limit) in same


def _weaker_event(
    one: Statement, event: Event, fact: Timescale, softener: str, held: tuple[Statement, str] | None
) -> Finding:
    source = known_register().by_id.get(fact.source)
    named = held[1] if held else f"{named_source(source) if source else fact.source}, {fact.at.split(';')[0]}"
    modality = held[0].label.modality if held else fact.modality
    limit = f", {fact.limit}" if fact.limit and not held else ""
    known = "" if held else " The words of that source are not among the documents compared; this is from Waymark's table"
    known += f" ({fact.checked.label})." if known and fact.checked is not Checked.OFFICIAL else "." if known else ""
    explanation = (
        f"For {event.name} your text says “{softener}”, which leaves room not to do it, or not in time; {named} says "
        f"“{modality}”{limit}.{known}"
    )
    return Finding(
        Verdict.WEAKER_MODALITY,
        Severity.HIGH if _WHETHER.search(softener) else Severity.MATERIAL,
        _QUOTED if held else _FACT,
        one.quote,
        held[0].quote if held else None,
        explanation,
        _CONSIDER,
        fact=None if held else f"{fact.timescale_id}, {fact.checked.label}",
    )


_CONSIDER = (
    "Check whether the softer wording is meant. If it is, say who decides and that the reasons are recorded; otherwise the "
    "procedure's owner can say it as firmly as the national text."
)


def _by_pair(pair: Pair) -> Iterator[Finding]:
    """What two sentences come to that speak of the same thing."""
    local, national = pair.local.label, pair.national.label
    is_softer = local.modality is Modality.MAY or (bool(_softeners(pair.local)) and not national.softeners)
    if national.modality in _FIRM and is_softer:
        if _is_alike(pair):
            yield _weaker_pair(pair)
        return
    if not pair.is_mutual or pair.confidence < _AGREED or local.modality not in _BINDING or pair.local.limits:
        return
    named = named_place(pair.document, pair.national.quote)
    words = f"Your text asks for it ({local.modality}); {named} says “{national.modality}”."
    if national.modality in _FIRM:
        yield _agreeing(pair, Verdict.ALIGNED, words)
    elif national.modality in _ADVISORY:
        yield _agreeing(pair, Verdict.STRICTER_LOCALLY, f"{words} Your text is firmer, which a local standard may be.")


def _softeners(one: Statement) -> list[str]:
    found = (one.text[slice(*span)] for span in one.label.softeners)
    return [words for words in found if not _MILD.match(words)]


def _is_alike(pair: Pair) -> bool:
    """Whether the sentences have nearly the same words and the same verb behind what binds."""
    mine, theirs = key_words(pair.local.text), key_words(pair.national.text)
    share = len(pair.shared) / max(len(mine), len(theirs), 1)
    verbs = _verb(pair.local), _verb(pair.national)
    return (
        pair.is_mutual
        and pair.confidence >= _ALIKE
        and pair.cosine >= _ALIKE_COSINE
        and share >= _ALIKE_SHARE
        and verbs[0] is not None
        and verbs[0] == verbs[1]
    )


def _verb(one: Statement) -> str | None:
    if one.label.words is None:
        return None
    softened = one.text
    for start, end in one.label.softeners:
        softened = f"{softened[:start]}{' ' * (end - start)}{softened[end:]}"
    found = _VERB.match(softened, one.label.words[1])
    return next(iter(key_words(found["verb"])), None) if found else None


def _weaker_pair(pair: Pair) -> Finding:
    label = pair.local.label
    softener = next(iter(_softeners(pair.local)), None) or pair.local.text[slice(*(label.words or (0, 0)))] or str(label.modality)
    named = named_place(pair.document, pair.national.quote)
    explanation = f"Your text says “{softener}”; {named} says “{pair.national.label.modality}” of the same thing."
    severity = Severity.HIGH if pair.national.label.modality is Modality.MUST else Severity.MATERIAL
    quotes: tuple[Quote, Quote] = (pair.local.quote, pair.national.quote)
    return Finding(Verdict.WEAKER_MODALITY, severity, pair.confidence, *quotes, explanation, _CONSIDER)


def _agreeing(pair: Pair, verdict: Verdict, words: str) -> Finding:
    return Finding(verdict, Severity.INFORMATION, pair.confidence, pair.local.quote, pair.national.quote, words)
