"""How strongly a sentence binds, by its own words: must, should, may, good practice, or a local document's "will".

    modality("The IRO should, where possible, see the child.", Tier.STATUTORY)
        Label(Modality.SHOULD, words=(8, 14), softeners=((16, 30),))

A word in a subordinate clause ("if it must move", "a child who may be at risk") says nothing of what the sentence asks,
and "may" and "can" give a power only where somebody is let do something: what may be true gives none. Of several
strengths the strongest counts, and "should" in a sentence that speaks of good practice is good practice.

It reads one sentence at a time and knows no grammar beyond these rules. It gives no force to commands ("Record why"),
to "need to", or to "will" in a national document, and does not say whom a document binds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.records import Span, Tier


class Modality(StrEnum):
    """How strongly a sentence binds, the strongest first."""

    MUST = "must"
    SHOULD = "should"
    LOCAL = "local commitment"
    GOOD_PRACTICE = "good practice"
    MAY = "may"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Label:
    """A sentence's modality, the words that gave it and what softens them, as offsets into the sentence, in order.

    `words` is None where nothing binds, and where it is the stem that does.
    """

    modality: Modality
    words: Span | None = None
    softeners: tuple[Span, ...] = ()


def modality(sentence: str, tier: Tier, *, stem: str | None = None) -> Label:
    """How strongly `sentence` binds in a document of `tier`; NONE where no word of it does.

    `stem` is the text that a list item hangs under ("The social worker must:"); where it binds more strongly than the
    item's own words it gives the modality. Of several words of one strength the first counts.
    """
    softeners = tuple(found.span() for found in _SOFTENERS.finditer(sentence))
    own = _strongest(sentence, tier)
    of_stem = _strongest(stem, tier) if stem else None
    if of_stem and (own is None or _RANK[of_stem[0]] < _RANK[own[0]]):
        return Label(of_stem[0], softeners=softeners)
    return Label(*own, softeners) if own else Label(Modality.NONE, softeners=softeners)


def modalities(text: str, sentences: Iterable[Span], tier: Tier, *, stem: str | None = None) -> list[Label]:
    """The label of each of `sentences`, offsets into `text` in order, with offsets into `text`.

    A list item takes the modality of the sentence that it hangs under, which ends in a colon or a dash; those that
    come first, of `stem`.
    """
    labels: list[Label] = []
    ended = 0
    for start, end in sentences:
        sentence = text[start:end]
        hangs = not labels or _ITEM.match(sentence) is not None
        if not hangs and "\n" in text[ended:start]:
            stem = None
        label = modality(sentence, tier, stem=stem if hangs else None)
        if sentence.endswith(_OPEN_ENDS) and (stem is None or label.words):
            stem = sentence
        labels.append(_moved(label, start))
        ended = end
    return labels


def _moved(label: Label, by: int) -> Label:
    def moved(span: Span) -> Span:
        return span[0] + by, span[1] + by

    return Label(label.modality, moved(label.words) if label.words else None, tuple(map(moved, label.softeners)))


def _strongest(sentence: str, tier: Tier) -> tuple[Modality, Span] | None:
    found = list(_binding(sentence, tier))
    if any(strength is Modality.GOOD_PRACTICE for strength, _ in found):
        found = [one for one in found if one[0] is not Modality.SHOULD]
    return min(found, key=lambda one: _RANK[one[0]], default=None)


def _binding(sentence: str, tier: Tier) -> Iterator[tuple[Modality, Span]]:
    """The words that bind, in their order."""
    clause_from = 0
    for word in _MODALS.finditer(sentence):
        before = sentence[clause_from : word.start()]
        clause_from = word.end()
        strength = Modality[str(word.lastgroup)]
        if word.group().istitle():  # "Should it be needed", "Can the child say"
            continue
        if is_subordinate(before) and (strength is Modality.MAY or not _ASIDES.search(before)):
            continue
        if strength is Modality.LOCAL and tier is not Tier.LOCAL:
            continue
        if strength in (Modality.LOCAL, Modality.MAY):
            act = _ACT.match(sentence, word.end())
            if act is None or (act["done"] is None and act["power"] is None and _THINGS.search(before)):
                continue
            if strength is Modality.MAY and (act["not"] or _NOBODY.search(before)):
                if word.group() == "can":
                    continue
                strength = Modality.MUST
        yield strength, word.span()


def is_subordinate(before: str) -> bool:
    """Whether the words since the last modal word open a subordinate clause that has no other verb yet."""
    clause = before[_last_end(_BREAKS, before) :]
    opened = _last_end(_OPENERS, clause)
    return bool(opened) and not _VERBS.search(clause[opened:])


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


def _any_of(words: str) -> str:
    return "|".join(words.split())


_RANK = {modality: rank for rank, modality in enumerate(Modality)}

_MODALS = re.compile(
    r"""
    \b(?: (?P<MUST> must | shall
            | (?:is|are|be) \s (?:\w+ly\s)? required \s to
            | (?:is|are|be|has|have|contains?|owes?) \s (?:also\s)? (?:under\s)? (?:(?:an?|the)\s)? (?:(?!no\b)\w+\s)?
              dut(?:y|ies)
            | dut(?:y|ies) \s (?:falls?|rests?|lies?)
            | (?:is|are) \s entitled \s to )
        | (?P<SHOULD> should | ought \s to | (?:is|are) \s (?:\w+ly\s)? expected \s to | is \s an \s expectation )
        | (?P<GOOD_PRACTICE> (?:is|be|represents?|matter\sof) \s (?:\w+ly\s)? (?:good|best) \s practice
            | (?:good|best) \s practice \s (?:is|would\sbe|suggests) \s (?:to|that) )
        | (?P<LOCAL> will | is \s to (?=\sbe\b) | are \s to (?=\s[a-z]) )
        | (?P<MAY> may | can | (?:is|are) \s able \s to )
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SOFTENERS = re.compile(
    r"""
    \b(?: (?:where|wherever|when|whenever|if|unless) \s (?:it\sis\s|this\sis\s)? (?:reasonably\s|at\sall\s)?
            (?:possible|practicable|appropriate|feasible|safe\sto\sdo\sso)
        | (?:as|so|in\sso) \s (?:far|soon|much|quickly) \s as \s (?:is\s)? (?:reasonably\s)? (?:possible|practicable)
        | as \s appropriate | as \s a \s rule | in \s most \s cases
        | ideally | normally | usually | generally | consider
        | (?:seek|aim|try|endeavour) \s to | reasonable \s (?:efforts|steps)
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_ITEM = re.compile(r"\s*(?:[•–*-]|\([a-z0-9]{1,4}\))\s")
_OPEN_ENDS = (":", "—", "–")
_BREAKS = re.compile(r"[,;:–—]|\s-\s")
_OPENERS = re.compile(
    r"""
    \b(?: who | whom | whose | what(?:so)?ever | whichever | because | until | although | though | than
        | (?:so|in\sorder)\sthat | that(?=\s*$)
        | (?:which|where|wherever|if|when|whenever|unless|whether|how|what|why)
          (?!\s (?:to|(?:it\sis\s)?(?:possible|practicable|appropriate|necessary|safe)) \b)
        | as (?=\s(?:they|it|he|she|we|you|the)\b)
        | (?:ensur|think|believ|feel|decid|agree|conclud|indicat|suggest|confirm|show) (?:e?[sd]?|ing) \s that
        | (?:important|essential|vital|standards?|requirements?|qualifications?|steps|actions?|duties|things|criteria
            |conditions?) \s that
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ASIDES = re.compile(r"(?:[,;–—]|\b(?:and|but))\s*(?:who|which|whom)\s*$")
_VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|agrees|applies|arises|asks|becomes|believes|comes|considers|decides"
    r"|leaves|lives|moves|needs|occurs|refuses|says|stands|starts|thinks|wants|works)\b|^ \w{3,}(?:s|ed)\b"
)
_NOBODY = re.compile(r"\b(?:no|nobody|none|neither|nor)\b[^,;:]*$", re.IGNORECASE)
_THINGS = re.compile(r"(?:^|[,;:.]|\b(?:and|but|that)\b)\s*(?:it|this|there|these|that|such)\s*$", re.IGNORECASE)

_STATES = _any_of(
    """abuse affect appear arise become believe benefit cause change come contain continue create depend differ exist
    experience face feel find form happen harm have hear help hurt include indicate involve know lack lead look
    mean need occur react read realise reflect remain represent result see seem show start suffer suggest take
    understand vary want"""
)
_BEFALLEN = _any_of(
    """abused affected based born caused coerced concerned confused considered expected exploited exposed found
    frightened given groomed harmed hurt influenced injured involved known linked lost missed moved needed
    neglected required seen subjected targeted trafficked used victimised"""
)
_POWERS = _any_of(
    """adjourn appoint ask decide direct extend impose order prohibit publish recommend refer refuse request require"""
)
_DONE = r"\w+(?:ed|en) | brought | held | kept | led | made | met | put | sent | set | sought | told"
_ADVERBS = r"(?:\s(?:also|only|then|therefore|always|still|each|all|both|never|normally|usually|in\spractice)\b)*+"
_ACT = re.compile(
    rf"""
    {_ADVERBS} (?P<not>\snot\b)?+ {_ADVERBS} \s
    (?: (?P<done> be {_ADVERBS} \s (?: (?!(?:{_BEFALLEN})\b) (?:{_DONE}) \b | appropriate | helpful | useful ) )
      | (?P<power> (?:{_POWERS})\b ) | (?!be\b | (?:{_STATES})\b) \w+
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
