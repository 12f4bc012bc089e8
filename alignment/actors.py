"""Who is to act, by the words around a modal word: the subject of an active clause, or the agent of a passive one.

    sentence = "Where a child is missing, the social worker and their manager should agree a plan."
    subject(sentence, (58, 64))         (26, 57): "the social worker and their manager"

Bodies are told by their last word ("worker", "authority", "panel"), so that a body without such a word is not found. A
pronoun stands for nobody here, and what is acted on ("the child should be seen") is never taken for who acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.records import Span


def actor(sentence: str, modal: Span) -> Span | None:
    """Who is to do what `modal` asks, as offsets into `sentence`; None where the sentence does not say.

    Of a passive it is whoever stands behind "by", of "the duty rests with" whoever follows.
    """
    if _IS_OWED.search(sentence, *modal):
        return None
    if _DUTY.search(sentence, *modal) and (rests := _WITH.match(sentence, modal[1])):
        return _named(sentence, rests)
    return agent(sentence, modal[1]) if is_passive(sentence, modal[1]) else subject(sentence, modal)


def agent(sentence: str, start: int) -> Span | None:
    """Who stands behind the "by" that follows `start`; None where no body does."""
    return _named(sentence, _AGENT.search(sentence, start))


def is_passive(sentence: str, start: int) -> bool:
    """Whether the verb at `start`, behind a modal word, says what is done to its subject."""
    return _PASSIVE.match(sentence, start) is not None


def subject(sentence: str, modal: Span) -> Span | None:
    """The body, or the bodies joined by "and", that stand before `modal` as its subject; None where none does."""
    before = sentence[: modal[0]]
    if _PRONOUN.search(before):
        return None
    if _SHARED.search(before):
        earlier = [one.span() for one in _MODAL.finditer(before)]
        return subject(sentence, earlier[-1]) if earlier else None
    found: Span | None = None
    for start in _clause_starts(before):
        match = _CHAIN.match(before, start)
        if match is None or (found and match.end() <= found[1]):
            continue
        if _BETWEEN.fullmatch(before, match.end()):
            found = match.span()
    return found


def _clause_starts(before: str) -> Iterator[int]:
    opened = _OPENED.match(before)
    start = opened.end() if opened else 0
    leading = _LEADING.match(before, start)
    if leading is None:
        yield start
    for found in _STARTS.finditer(before, leading.end() - 1 if leading else start):
        yield found.end()


def _named(sentence: str, leads: re.Match[str] | None) -> Span | None:
    body = _CHAIN.match(sentence, leads.end()) if leads else None
    return body.span() if body else None


def _any_of(words: str) -> str:
    return "|".join(words.split())


_HEADS = _any_of(
    """social\\sworkers? workers? practitioners? professionals? managers? chairs? chairpersons? officers? IROs? LADOs?
    leads? DSLs? headteachers? principals? teachers? staff police carers? parents? providers? individuals?
    governing\\sbod(?:y|ies) bod(?:y|ies) proprietors? schools? colleges? authorit(?:y|ies) councils? partners?
    partnerships? agenc(?:y|ies) organisations? services? teams? boards? panels? committees? Secretary\\sof\\sState
    ICBs? trusts? GPs? midwi(?:fe|ves) visitors? nurses? doctors? paediatricians? clinicians? advis[eo]rs? advocates?
    co-?ordinators? directors? executives? employers? trustees? inspectors? inspectorates? Ofsted courts? groups?
    supervisors? heads? members? institutions? persons? people everyone anyone those reviewers? leaders? assessors?
    child(?:ren)? homes? hubs? coroners? interviewers? guardians? volunteers? contractors? settings? constables? MASH
    departments? delegates? guarantors? commissioners? constabular(?:y|ies) forces? famil(?:y|ies) residents?
    nominees? NSPCC CAFCASS LSPs? DSPs? DfE CCGs? PCTs? LSCBs? LAs? CDOPs? secretar(?:y|ies) minute-?takers?
    referrers? caregivers? responders? investigators?"""
)
_NO_MODIFIER = _any_of(
    """of for with to from in on at by as and or but nor that which who whom whose where when if unless because is are
    was were be been being has have had should must may will can shall do does not they it he she we you there about
    after before under between into than then also however while whilst during following once within so
    the a an all each every any both another some most this our your its his her no such
    including"""
)
_DETERMINER = r"(?:the|an?|all|each|every|any|both|another|some|most|that|this|our|your|their|its|his|her|no)"
_BODY = (
    rf"(?:{_DETERMINER}\s+){{0,2}}(?:(?!(?:{_NO_MODIFIER})\b)[^\W\d_][\w’'./-]*\s+){{0,4}}(?:{_HEADS})\b(?![-’'])"
    r"(?:\s\([^()]{2,30}\))?(?:\sof\s(?:the\s)?(?:(?-i:[A-Z])[\w’'-]*|children[’']s?|service|police|home|panel|governors)"
    r"(?:\s(?:and\s)?(?-i:[A-Z])[\w’'-]*)*)?"
)
_JOINT = r"(?:,\s+(?:and\s+|or\s+)?|\s+(?:and/or|and|or)\s+)"
_CHAIN = re.compile(rf"{_BODY}(?:{_JOINT}{_BODY})*", re.IGNORECASE)
_OPENED = re.compile(r"\s*(?:(?:[•–*-]|\([a-z0-9]{1,4}\)|\d{1,3}(?:\.\d{1,3})*\.?|\d{1,3}\.—\(\d+\))\s*)*")
_LEADING = re.compile(
    r"(?:where|wherever|if|when|whenever|after|before|following|in|on|for|as|during|with|to|at|under|from|once|unless"
    r"|while|given|by|within|upon|until|because|although|provided)\b[^,]*,",
    re.IGNORECASE,
)
_STARTS = re.compile(r"[,;:–—](?:\s+|$)|\bthat\s+|\b(?:and|but|so|then|means)\s+", re.IGNORECASE)
_BETWEEN = re.compile(
    r"""\s* (?: (?: also|both|therefore|then|always|only|still|all|each|jointly|together|themselves|either|normally )\s*
          | [,(–—] .*
          | (?: who|which|whose|whom|with|for|in|at|on|from|of|to|under|within|involved|concerned|responsible|as
            | \w+ing ) \b [^.;:]* )?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SHARED = re.compile(r"\b(?:and|or|but)(?:\s(?:also|then|therefore|where\s\w+))*\s*$", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:must|should|may|can|will|shall)\b")
_PRONOUN = re.compile(r"\b(?:they|it|he|she|we|you|I|this|these|those|there|who|which|that)\s*$", re.IGNORECASE)
_PASSIVE = re.compile(
    r"(?:\s(?:also|only|then|therefore|always|still|each|all|both|never|not|normally|usually|where\s\w+|\w+ly))*"
    r"(?:\s*,\s[^,]{3,60},)?\s*\bbe(?:\s(?:also|only|then|always|never|not|so|first|jointly|\w+ly))*\s"
    r"(?:(?!open\b)\w+(?:ed|en|wn)|brought|held|kept|led|made|met|put|sent|set|sought|told|built|drawn|read|begun|done)\b",
    re.IGNORECASE,
)
_AGENT = re.compile(r"\bby\s+(?:either\s+)?", re.IGNORECASE)
_IS_OWED = re.compile(r"\bentitled\b", re.IGNORECASE)
_DUTY = re.compile(r"\bdut(?:y|ies)\b", re.IGNORECASE)
_WITH = re.compile(r"\s+(?:(?:up)?on|with)\s+", re.IGNORECASE)
