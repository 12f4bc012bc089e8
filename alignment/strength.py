"""Finds where a local document asks for less than a national must or should: "may be seen", "where appropriate".

    findings = strength_findings(local, [working_together, handbook])

A softened sentence is compared where it is about an event of the process of which the table says how strongly it is
asked, or where a national sentence has nearly the same words and the same verb. What merely sounds alike is left alone,
and so is "may" that says how a thing may be done. A pair of sentences without limits that are each other's nearest and
ask alike is `aligned`; limits are for `alignment.timescales`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from alignment.lengths import Relation, relation
from alignment.meaning import Asked, is_near, wording
from alignment.national import Rules, named_fact, named_place, not_compared
from alignment.pairing import Pair, key_words, pairs_between
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Side
from alignment.statements import Statement
from core.records import Checked
from practice.events import Event, event_of, places_of
from practice.modality import Modality
from practice.timescales import Timescale, timescales

_FIRM = (Modality.MUST, Modality.SHOULD)
_BINDING = (*_FIRM, Modality.LOCAL)
_ADVISORY = (Modality.GOOD_PRACTICE, Modality.MAY)
_ALIKE, _ALIKE_COSINE, _ALIKE_SHARE, _AGREED = 0.8, 0.8, 0.6, 0.8
_QUOTED, _FACT = 0.8, 0.6
_WHETHER = re.compile(r"appropriate|\bmay\b|\bcan\b|consider|practice", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:as|so) soon as|quickly", re.IGNORECASE)
_MILD = re.compile(
    r"^(?:normally|usually|generally|as a rule|in most cases|reasonable (?:efforts|steps)|consider)$", re.IGNORECASE
)
_MANNER = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:by|at|via|in|through|before|using|together|jointly|alone|earlier|sooner|again|on|with|"
    r"without|when|more|virtually|online|remotely|also|instead|as\s+(?:an?|being)|to\s+be)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\W*(?:(?:not|also|only|always|then|therefore|normally|usually|still|be|\w+ly)\b\W*)*(?P<verb>[a-z]{3,})",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\bmay\s+(?:be\s+)?(?:seen|see|offered|offer|held|hold|convened|convene|told|tell|informed|inform|notified|notify|"
    r"made|make|started|referred|refer|completed|complete|visited|visit|appointed|appoint|named|name|carried\sout|"
    r"reported|report)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\W*(?:at|by|via|through|with|without|using|jointly|together|online|remotely|virtually)\b", re.IGNORECASE
)
_CONTENT = re.compile(r"\b(?:include|involve|cover|consider|invite|discuss|agree|address|attend)\w*", re.IGNORECASE)
_ALONE = re.compile(r"\b(?:seen?|spoken to|speak|interviewed|visited)\b[^.;]{0,40}\balone\b", re.IGNORECASE)
_CHILD = re.compile(r"\b(?:child|children|young p(?:erson|eople)|baby)\b", re.IGNORECASE)
_CHOICE = re.compile(
    r"\b(?:if|where|when) (?:the |their |a )?(?:\w+ ){0,2}?(?:workers?|managers?|practitioners?|officers?|you|we) "
    r"(?:thinks?|considers?|feels?|believes?|wants?|judges?|sees? fit)\b|\bat (?:the|their)(?: \w+){0,3} discretion\b",
    re.IGNORECASE,
)
_WEIGHED = re.compile(r"\bconsideration (?:is|was|will be|should be|must be|to be|may be) given to\b", re.IGNORECASE)
_WHETHER_TO = re.compile(r"\bwhether\b", re.IGNORECASE)
_OPEN = (Modality.MAY, Modality.NONE, Modality.GOOD_PRACTICE)
_AT_LATEST = re.compile(
    r"\b(?:at (?:the )?latest|in any (?:case|event)|no later than|and (?:always )?within)\b", re.IGNORECASE
)


def strength_findings(local: Side, national: Sequence[Side], *, rules: Rules | None = None) -> list[Finding]:
    """The findings of `local`, in its order; a sentence without a pair or an event that is asked for has none.

    `rules` are those of `national`, where they were made before.
    """
    rules = rules or Rules.of(national)
    pairs = pairs_between(local, national)
    stated = _limits_by_event(local)
    found: list[Finding] = []
    for row, one in enumerate(local.statements):
        pair = pairs.get(row)
        if rules.same_words(one) is not None:
            found += _twin(one, rules)
        elif (weaker := _by_event(local, row, stated, rules) or _alone_by_choice(one, national)) is not None:
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
    for asked in local.asked:
        if asked.event is not None:
            found.setdefault(asked.event.event_id, []).append(asked)
    return found


def _by_event(local: Side, row: int, stated: Mapping[str, list[Asked]], rules: Rules) -> Finding | None:
    one = local.statements[row]
    if not one.label.softeners and one.label.modality not in _OPEN:
        return None
    event = event_of(wording(local.document, local.statements, row))
    if event is None or event.asks is None:
        return None
    fact = timescales()[event.asks]
    softener = _softener(one, event, fact) or _weighing(one, event)
    if softener is None or fact.modality not in _FIRM or fact.checked is Checked.UNCHECKED:
        return None
    if _WHEN.search(softener) and any(_agrees(asked, fact) for asked in stated.get(event.event_id, ())):
        return None
    held = rules.asking.get(event.event_id)
    if held is not None and held[0].label.softeners:
        return None
    return _weaker_event(one, event, fact, softener, held)


def _softener(one: Statement, event: Event, fact: Timescale) -> str | None:
    """The words that soften what is said of the event; None where they soften something else."""
    if _ALONE.search(one.text):
        return None
    places = places_of(event, one.text)
    deed = _MAY.search(one.text) if one.label.modality in _OPEN else None
    if deed and is_near(one.text, deed.span(), places) and not _MANNER.match(one.text, deed.end()):
        return deed.group()
    for start, end in one.label.softeners:
        words = one.text[start:end]
        if _MILD.match(words) or not is_near(one.text, (start, end), places):
            continue
        if _CONTENT.search(one.text) or any(_WAY.match(one.text, place[1]) for place in places):
            continue
        if _WHEN.search(words) and (fact.limit is None or _AT_LATEST.search(one.text) or one.limits):
            continue
        return words
    return None


def _weighing(one: Statement, event: Event) -> str | None:
    """The words that make the deed of the event itself something to consider, or no more than good practice."""
    places = places_of(event, one.text)
    found = _WEIGHED.search(one.text)
    if found and not event.is_weighed and not _WHETHER_TO.search(one.text) and is_near(one.text, found.span(), places):
        return found.group()
    words = one.label.words
    if one.label.modality is Modality.GOOD_PRACTICE and words and not one.limits and is_near(one.text, words, places):
        return one.text[slice(*words)]
    return None


def _alone_by_choice(one: Statement, national: Sequence[Side]) -> Finding | None:
    """That seeing a child alone is left to what a worker thinks, where a national sentence says should or must."""
    choice = _CHOICE.search(one.text)
    if one.label.modality is not Modality.MAY or choice is None or not _is_child_alone(one):
        return None
    held = [
        (bool(other.label.softeners), side.document.doc_id, other.quote.start, side, other)
        for side in national
        for other in side.statements
        if other.label.modality in _FIRM and _is_child_alone(other)
    ]
    if not held:
        return None
    *_, side, other = min(held, key=lambda found: found[:3])
    explanation = (
        f"Your text leaves it to choice whether the child is seen alone (“may”, “{choice.group()}”); "
        f"{named_place(side.document, other.quote)} says “{other.label.modality}”."
    )
    return Finding(Verdict.WEAKER_MODALITY, Severity.MATERIAL, _FACT, one.quote, other.quote, explanation, _CONSIDER)


def _is_child_alone(one: Statement) -> bool:
    return bool(_ALONE.search(one.text) and _CHILD.search(one.text))


def _agrees(asked: Asked, fact: Timescale) -> bool:
    same = (Relation.SAME, Relation.STRICTER)
    return fact.limit is not None and relation(asked.stated.limit, fact.limit) in same


def _weaker_event(
    one: Statement, event: Event, fact: Timescale, softener: str, held: tuple[Statement, str] | None
) -> Finding:
    named = held[1] if held else named_fact(fact)
    modality = f"“{held[0].label.modality}”" if held else fact.modality
    limit = f", {fact.limit}" if fact.limit and not held else ""
    explanation = (
        f"For {event.name} your text says “{softener}”, which leaves room not to do it, or not in time; {named} says "
        f"{modality}{limit}.{'' if held else not_compared(fact)}"
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
    "Check whether the softer wording is meant. If it is, say who decides and that the reasons are recorded; otherwise "
    "the procedure's owner can say it as firmly as the national text."
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
    softener = (
        next(iter(_softeners(pair.local)), None)
        or pair.local.text[slice(*(label.words or (0, 0)))]
        or str(label.modality)
    )
    named = named_place(pair.document, pair.national.quote)
    explanation = f"Your text says “{softener}”; {named} says “{pair.national.label.modality}” of the same thing."
    severity = Severity.HIGH if pair.national.label.modality is Modality.MUST else Severity.MATERIAL
    quotes = pair.local.quote, pair.national.quote
    return Finding(Verdict.WEAKER_MODALITY, severity, pair.confidence, *quotes, explanation, _CONSIDER)


def _agreeing(pair: Pair, verdict: Verdict, words: str) -> Finding:
    return Finding(verdict, Severity.INFORMATION, pair.confidence, pair.local.quote, pair.national.quote, words)
