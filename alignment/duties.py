"""Duties that a text states in the present tense, without a modal word: "The chair ensures", "X is responsible for".

    duty_in("The social worker completes the plan within ten days.")
        Duty(words=(18, 27), body=(0, 17), action_from=18)
    duty_in("Records are kept by the social worker.").body      (24, 41)

A body that acts must be named, and the verb must be one that is done as a task: what children, parents and families do
is no duty, nor is what somebody thinks, knows or is. A clause with "if", "who" or "because" states none. It reads one
sentence and says nothing of how strongly it binds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alignment.actors import agent, subject
from core.records import Span
from practice.limits import limits_in
from practice.modality import is_subordinate


@dataclass(frozen=True, slots=True)
class Duty:
    """What a sentence states as somebody's task; all are offsets into it.

    `words` state it, `body` is who has it, None of a passive with a limit that names nobody. `action_from` is where
    what is to be done begins. `is_charge` says that it is told as a responsibility or a need, not as an act.
    """

    words: Span
    body: Span | None
    action_from: int
    is_charge: bool = False


def duty_in(sentence: str) -> Duty | None:
    """The first duty that the sentence states, None where it states none."""
    return next(_duties(sentence), None)


def is_command(sentence: str) -> bool:
    """Whether a sentence or list item begins as an order does: "Notify the manager"."""
    return _COMMAND.match(sentence) is not None


def _duties(sentence: str) -> Iterator[Duty]:
    for found in _STATES.finditer(sentence):
        words = found.span()
        if is_subordinate(sentence[: words[0]]):
            continue
        if found["passive"]:
            body = _by(sentence, words[1])
            if (body and not _is_cared_for(sentence, body)) or (body is None and _is_limited(sentence, words[1])):
                yield Duty(words, body, 0)
            continue
        body = subject(sentence, words)
        if body is None or not _opens_a_clause(sentence, body) or not _agrees(sentence, body, found):
            continue
        is_charge = found["charge"] is not None
        yield Duty(words, body, words[1] if is_charge else found.start("verb"), is_charge)


def _is_cared_for(sentence: str, body: Span) -> bool:
    """Whether the body is a child, a family or people at large, of whom a procedure tells what they do."""
    return _CARED_FOR.search(sentence[slice(*body)]) is not None


def _by(sentence: str, start: int) -> Span | None:
    """Whoever stands behind the "by" of a passive that ends at `start`, in the same clause."""
    found = agent(sentence, start)
    return found if found and not _BREAK.search(sentence, start, found[0]) else None


def _opens_a_clause(sentence: str, body: Span) -> bool:
    """Whether the body is what its clause begins with, by its article where that is not the sentence's first."""
    if _is_cared_for(sentence, body) or _TOLD_OF.search(sentence[slice(*body)]):
        return False
    return _FIRST.fullmatch(sentence, 0, body[0]) is not None or (
        _LATER.search(sentence, 0, body[0]) is not None and _ARTICLE.match(sentence, body[0]) is not None
    )


def _agrees(sentence: str, body: Span, found: re.Match[str]) -> bool:
    """Whether a verb without its -s stands behind several and one with it behind one, and is no noun ("visits")."""
    before = sentence[body[1] : found.start()]
    if _NOT_DONE.search(before):
        return False
    if found["charge"]:
        return True
    who, verb = sentence[slice(*body)], found["verb"].lower()
    is_many = _MANY.search(who) is not None
    if is_many is (verb not in _BASE) or (verb in _LOOSE and _SERVICE.search(who)):
        return False
    if verb.removesuffix("s") not in _NOUNS:
        return True
    return (is_many or _ARTICLE.match(who) is not None) and _OBJECT.match(sentence, found.end()) is not None


def _is_limited(sentence: str, start: int) -> bool:
    """Whether a limit of time stands behind `start`."""
    return any(limit.words[0] >= start for limit in limits_in(sentence))


def _these(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BASE = _these(
    """agree allocate approve arrange ask assess attend authorise call carry chair check circulate collate collect
    complete confirm consider consult contact convene coordinate co-ordinate decide designate discuss distribute draw
    ensure escalate explain gather give inform initiate invite keep lead liaise maintain meet monitor notify obtain
    oversee prepare produce provide quality-assure read record refer report request review ring scrutinise send set
    share sign speak submit supervise take tell undertake update visit write"""
)
_SINGLE = frozenset({"makes", "sees", "offers", "organises", "leads", "holds"})
_NOUNS = _these(
    "call chair check contact draw lead offer record refer report request review set share sign update visit"
)
_LOOSE = frozenset({"provide", "provides", "offers"})


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "o")) else f"{verb}s"


_DONE = (
    r"completed|recorded|arranged|convened|chaired|notified|informed|told|contacted|sent|held|agreed|decided|shared|seen"
    r"|visited|reviewed|updated|prepared|provided|offered|made|taken|written|led|consulted|invited|checked|monitored"
    r"|reported|referred|signed|approved|authorised|allocated|assessed|discussed|followed\sup|kept|given|explained"
    r"|circulated|distributed|undertaken|carried\sout|submitted|drawn\sup|acknowledged|answered|issued|called|produced"
)
_ADVERBS = r"(?:(?:also|always|then|first|normally|usually|clearly|jointly|formally|promptly|immediately|only)\s)?"
_STATES = re.compile(
    rf"""(?<=\s) (?:
      (?P<charge> (?: (?:is|are) \s (?:also\s|jointly\s|ultimately\s)? (?:responsible|accountable) \s for
          | (?:has|have|holds?|takes?|retains?) \s (?:(?:the|overall|lead|primary|joint|ultimate|a|day-to-day)\s){{0,3}}
            responsibilit(?:y|ies) \s (?:for|to)
          | needs? \s to (?!\s(?:be|feel|have|know|understand)\b) | (?:has|have) \s to (?!\s(?:be|feel|have|live)\b)
          | (?:is|are) \s to (?=\s(?!blame\b)[a-z]) ) )
      | (?P<passive> (?:is|are) \s {_ADVERBS} (?P<done>{_DONE}) )
      | {_ADVERBS} (?P<verb> {"|".join(sorted({*_BASE, *_SINGLE, *map(_third, _BASE)}, key=len, reverse=True))} )
    )\b (?!-)""",
    re.VERBOSE | re.IGNORECASE,
)
_CARED_FOR = re.compile(
    r"\b(?:child(?:ren)?|famil(?:y|ies)|parents?|people|persons?|individuals?|residents?|those|anyone|court)\s*$",
    re.IGNORECASE,
)
_MANY = re.compile(r"(?<![siu])s\b(?:\s\([^)]*\))?\s*$|\b(?:police|staff|and)\b(?!.*\bofficer$)", re.IGNORECASE)
_BREAK = re.compile(r"[,;:|]")
_FIRST = re.compile(r"[\s•–*·\d.)(-]*(?:\([a-z]\)\s*)?")
_LATER = re.compile(r"(?:[,;:–—|]|[.]\s)\s*(?:(?:and|but|so|then)\s+)?$")
_ARTICLE = re.compile(r"(?:the|an?|each|every|any|another|all|this|that|our|both)\b", re.IGNORECASE)
_TOLD_OF = re.compile(
    r"\b(?:how|what|why|when|procedure|guidance|policy|explains?|page|section|everyone|everybody|nobody)\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(r"\b(?:to|help|helps|let|that|who|which|would|could|might|did)\s*$|['’]s?\s*$", re.IGNORECASE)
_SERVICE = re.compile(r"\b(?:services?|teams?|hubs?|organisations?|agenc(?:y|ies)|groups?)\s*$", re.IGNORECASE)
_OBJECT = re.compile(
    r"\s(?:the|an?|all|any|each|every|your|their|his|her|its|it|them|whether|why|what|how|that|this|in|on|with|to|up|down"
    r"|parents|children)\b",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    rf"[\s•–*·\d.)(-]*(?:{'|'.join(sorted(_BASE, key=len, reverse=True))})\s"
    r"(?:the|an?|all|any|each|every|your|their|his|her|its|whether|why|what|how|that|when|with|to)\b",
    re.IGNORECASE,
)
