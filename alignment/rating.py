"""What a change comes to: a duty or limit, the meaning, the wording only, or a link or reference.

    rating_of(found, before, after, known)      of words that differ
    rating_of_whole(wording)                    of words that came or went

It goes by the words alone: modal words, limits and numbers, whom a sentence binds and what it lists as having to be
done weigh most; names, addresses and years of what is cited least. It errs towards the meaning: only what is surely
spelling, inflection or one of a few synonyms is wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from alignment.records import Quote, Rating
from alignment.runs import quote_at
from alignment.sides import Side
from alignment.statements import Statement
from alignment.wording import POINTER, Difference, Word, words
from core.records import BlockKind
from practice.limits import Limit
from practice.modality import Modality

_BINDING = (Modality.MUST, Modality.SHOULD, Modality.LOCAL, Modality.GOOD_PRACTICE)
_WEIGHT = {Rating.LINK: 0, Rating.WORDING: 1, Rating.MEANING: 2, Rating.DUTY: 3}


@dataclass(frozen=True, slots=True)
class Wording:
    """One side of a change: its statements, their text as it stands, and where in the document that begins."""

    statements: tuple[Statement, ...]
    text: str
    start: int

    @classmethod
    def at(cls, side: Side, rows: Sequence[int]) -> Wording:
        """The statements at `rows` of a side."""
        quote = quote_at(side, rows)
        return cls(tuple(side.statements[row] for row in rows), quote.quote, quote.start)

    @classmethod
    def of(cls, quote: Quote) -> Wording:
        """Words that are no statement: a heading."""
        return cls((), quote.quote, quote.start)

    def said(self, found: Sequence[Word]) -> list[str]:
        """The words as they are printed; a number that the text points to as `POINTER`."""
        return [
            POINTER if word.norm == POINTER else self.text[word.start - self.start : word.end - self.start]
            for word in found
        ]

    def holding(self, offset: int) -> Statement:
        """The statement that the character at `offset` of the document stands in, or the one before it."""
        return [one for one in self.statements if one.quote.start <= offset or one is self.statements[0]][-1]


def worst(ratings: Sequence[Rating]) -> Rating:
    """The one on which most hangs; `Rating.WORDING` of none."""
    return max(ratings, key=_WEIGHT.__getitem__, default=Rating.WORDING)


def vocabulary(statements: Sequence[Statement]) -> Counter[str]:
    """How often each word stands in `statements`, as `rating_of` wants it."""
    return Counter(stem for one in statements for stem in _content([word.norm for word in words(one.text)]).elements())


def rating_of(found: Sequence[Difference], before: Wording, after: Wording, known: Counter[str]) -> Rating:
    """What the differences between the two come to. `known` counts the words of both editions: a slip is rare there."""
    gone = [word.norm for one in found for word in one.gone]
    come = [word.norm for one in found for word in one.come]
    if all(_OF_EDITION.match(one.text) for one in before.statements + after.statements):
        return Rating.LINK
    is_stronger = _strengths(_printed(found, before)) != _strengths(_printed(found, after, come=True))
    if is_stronger or _limits(before) != _limits(after) or _softeners(before) != _softeners(after):
        return Rating.DUTY
    rating = worst([_rated(one, before, after, known) for one in found])
    is_status = gone.count("statutory") != come.count("statutory")
    held = before.statements + after.statements
    is_cited = all(one.kind is BlockKind.FOOTNOTE or _cites_only(one.text) for one in held)
    if rating is Rating.MEANING and is_cited and not is_status:
        return Rating.LINK
    return rating


def rating_of_whole(wording: Wording) -> Rating:
    """What words come to that stand in one edition only."""
    return worst([_whole(one) for one in wording.statements])


def is_name(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Whether names, addresses and years of what is cited stand for others, and nothing besides."""
    both = [*gone, *come]
    return all(map(_is_named, both)) and any(_is_sign(word) for word in both)


def _whole(statement: Statement) -> Rating:
    text = statement.text
    is_own = statement.label.words is not None
    if statement.kind is BlockKind.FOOTNOTE:
        return Rating.DUTY if is_own and _asks(statement) and not _cites_only(text) else Rating.LINK
    if _OF_EDITION.match(text):
        return Rating.LINK
    if not is_own and not statement.limits and (_PUBLISHED.search(text) or _is_title(text)):
        return Rating.LINK
    if _asks(statement) or statement.limits or _DUTIES.search(text):
        return Rating.DUTY
    return Rating.LINK if _cites_only(text) else Rating.MEANING


def _asks(statement: Statement) -> bool:
    """Whether it says what must, should or may be done, itself or by the last sentence that it hangs under."""
    label = statement.label
    if label.words is None and not _STRONG.search(re.split(r"[.?!]\s", statement.stem)[-1]):
        return False
    return label.modality in _BINDING or (label.modality is Modality.MAY and " may " in statement.said)


def _rated(one: Difference, before: Wording, after: Wording, known: Counter[str]) -> Rating:
    if one.is_punctuation:
        return Rating.WORDING
    said = before.said(one.gone), after.said(one.come)
    if is_name(*said):
        return Rating.LINK
    gone, come = ([word.norm for word in words if not word.is_mark] for words in (one.gone, one.come))
    is_binding = _is_binding(one, before, after)
    if _numbers(gone) != _numbers(come):
        return Rating.DUTY if is_binding or _is_length(one, before, after) else Rating.MEANING
    first, second = _content(gone), _content(come)
    if first == second or _are_slips(first, second, known):
        is_joint = Counter(gone) & _JOINTS != Counter(come) & _JOINTS
        return Rating.MEANING if is_joint else Rating.WORDING
    if is_binding and (_binds_whom(one, before, after) or _is_listed(one, said, before, after)):
        return Rating.DUTY
    return Rating.MEANING


def _limits(wording: Wording) -> Counter[Limit]:
    return Counter(stated.limit for one in wording.statements for stated in one.limits)


def _softeners(wording: Wording) -> Counter[str]:
    return Counter(
        one.text[slice(*span)].casefold()
        for one in wording.statements
        if one.label.modality is not Modality.NONE
        for span in one.label.softeners
    )


def _printed(found: Sequence[Difference], wording: Wording, *, come: bool = False) -> list[str]:
    return [word for one in found for word in wording.said(one.come if come else one.gone)]


def _strengths(said: Sequence[str]) -> Counter[str]:
    """How strongly words bind; May is a month."""
    return Counter(_STRENGTHS[word.casefold()] for word in said if word.casefold() in _STRENGTHS and word != "May")


def _numbers(norms: Sequence[str]) -> Counter[str]:
    return Counter(_SPELT.get(norm, norm) for norm in norms if norm[0].isdigit() or norm in _SPELT)


def _is_length(one: Difference, before: Wording, after: Wording) -> bool:
    """Whether a number of minutes, days or weeks is another."""
    sides = (before, one.old), (after, one.new)
    return any(_LENGTH.search(side.text[span[0] - side.start : span[1] - side.start + 20]) for side, span in sides)


def _is_binding(one: Difference, before: Wording, after: Wording) -> bool:
    return any(
        side.holding(span[0]).label.modality in (*_BINDING, Modality.MAY)
        for side, span in ((before, one.old), (after, one.new))
    )


def _binds_whom(one: Difference, before: Wording, after: Wording) -> bool:
    """Whether the words stand before the one that binds, in its clause: who must."""
    for side, span in ((before, one.old), (after, one.new)):
        statement = side.holding(span[0])
        bound = statement.label.words
        if bound is None or statement.label.modality not in (*_BINDING, Modality.MAY):
            return False
        clause = statement.text[max(0, span[0] - statement.quote.start) : bound[0]]
        if span[1] - statement.quote.start > bound[0] or re.search(r"[,;:.]\s", clause) or len(clause.split()) > 12:
            return False
    return True


def _is_listed(one: Difference, sides: tuple[list[str], list[str]], before: Wording, after: Wording) -> bool:
    """Whether a member of a list of what must be done has come or gone, and nothing besides."""
    if bool(sides[0]) == bool(sides[1]):
        return False
    side, span, said = (before, one.old, sides[0]) if sides[0] else (after, one.new, sides[1])
    behind = side.text[span[1] - side.start :].lstrip()[:1]
    return (
        said[0].casefold() in (",", ";", "and", "or") or said[-1].casefold() in (",", ";", "and", "or") or behind == ","
    )


def _is_named(word: str) -> bool:
    norm = word.casefold()
    return (
        _is_sign(word)
        or norm in _SMALL
        or norm in _JOINTS
        or not word[-1].isalnum()
        or (word[0].isupper() and norm not in _STRENGTHS)
    )


def _is_sign(word: str) -> bool:
    """Whether a word tells that something is cited: an address, a year, a number of a page, "guidance"."""
    return word == POINTER or word.casefold() in _CITED or _ADDRESS.search(word) is not None


def _cites_only(text: str) -> bool:
    return _is_title(text) or _PUBLISHED.search(text) is not None or _CITES.search(text) is not None


def _is_title(text: str) -> bool:
    """Whether a line is the title of something that is cited, and no sentence."""
    spelt = [word for word in re.findall(r"[^\W\d_][\w’']*", text) if word.casefold() not in _SMALL]
    if not spelt or len(spelt) > 20 or " | " in text or _SAYS.search(text):
        return False
    if "://" in text or re.search(r"\w\s[–-]\s[A-Z]", text):
        return True
    return sum(word[0].isupper() for word in spelt) > len(spelt) / 2 and any(map(_is_sign, text.split()))


def _content(norms: Sequence[str]) -> Counter[str]:
    return Counter(_stem(_SYNONYMS.get(norm, norm)) for norm in norms if norm not in _SMALL)


def _stem(norm: str) -> str:
    norm = norm.removesuffix("'s").removesuffix("'")
    for ending in ("ies", "ing", "ed", "es", "s", "e", "y"):
        if norm.endswith(ending) and len(norm) - len(ending) >= 3:
            return norm.removesuffix(ending)
    return norm


def _are_slips(first: Counter[str], second: Counter[str], known: Counter[str]) -> bool:
    """Whether one word is another with a letter or two wrong: the wrong one is hardly found in either edition."""
    gone, come = list((first - second).elements()), list((second - first).elements())
    if len(gone) != 1 or len(come) != 1 or min(map(len, gone + come)) < 4:
        return False
    is_rare = min(known[gone[0]], known[come[0]]) <= 1
    return is_rare and OSA.distance(gone[0], come[0]) <= 2


def _these(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _groups(text: str) -> dict[str, str]:
    return {word: group.split()[0] for group in text.split("/") for word in group.split()}


_STRENGTHS = {
    **dict.fromkeys(_these("must shall required duty duties mandatory"), Modality.MUST),
    **dict.fromkeys(_these("should ought expected"), Modality.SHOULD),
    "may": Modality.MAY,
    **dict.fromkeys(_these("not never cannot no without unless except only"), Modality.NONE),
}
_JOINTS = Counter({"and": 99, "or": 99})
_SMALL = _these(
    """a an the of to in on at by for from with within as that this these those which who its it their they is are be
    been being was were has have had s also so such up out into about there here via through can will would our we you
    your do does did i e g etc"""
)
_CITED = _these(
    """guidance advice code codes document documents publication publications page pages website site web link links
    portal service services system toolkit resource resources framework supplementary section annex part chapter
    paragraph paragraphs para paras edition version statement strategy handbook see access secure sign login online free
    available found further information details"""
)
_ADDRESS = re.compile(r"@|://|\w\.\w|^(?:19|20)\d\d$|^0\d{2,}|^\d{4,}$|^\d+(?:\s?[-–,&]\s?\d+)+$")
_SYNONYMS = _groups(
    "whilst while/amongst among/utilise use/prior before/commence start begin/obtain get/assist help/ensure sure"
    "/programme program/organisation organization/towards toward/in-depth thorough/regarding concerning/mum mother"
    "/children child/people person/women woman/men man/purchase buy/therefore thus/upon on/large big/require need"
)
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_SPELT = {word: str(number) for number, word in enumerate(_ONES.split(), start=1)}
_LENGTH = re.compile(r"\b[\w-]+(?:\s\w+)?[\s-](?:minute|hour|day|week|month|year)s?\b", re.IGNORECASE)
_OF_EDITION = re.compile(
    r"\W*(?:(?:last |next )?(?:agreed|approved|ratified|published|issued|updated|reviewed|review|replaces|supersedes)"
    r"|in force from|effective from|version|edition|owner|author|publisher|jurisdiction|official source)\b"
    r"[^|:.]{0,25}(?:[|:]|\d{4}\W*$)",
    re.IGNORECASE,
)
_STRONG = re.compile(r"\b(?:must|shall|should|may|will|duty|required?|expected|good practice)\b", re.IGNORECASE)
_DUTIES = re.compile(
    r"\b(?:must|shall|responsib(?:le|ilit(?:y|ies))\s(?:for|to)|dut(?:y|ies)\s(?:to|on|of)|mandatory|legal(?:ly)?\srequire)",
    re.I,
)
_SAYS = re.compile(r"\b(?:is|are|was|has|have|must|should|may|can|will|your?|their|them|they|our|we)\b", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\b(?:has|have)\s(?:also\s|recently\s)?(?:published|produced|issued|introduced|developed)\b"
    r"|\b(?:can|may)\sbe\s(?:found|accessed|downloaded|obtained)\s(?:at|from|on|in|here|via)\b"
    r"|\b(?:is|are)\savailable\s(?:at|from|on|in|here|via)\b",
    re.IGNORECASE,
)
_CITES = re.compile(
    r"""
    \b(?: (?:further|more|additional|detailed)\s(?:information|guidance|advice|support|details?|resources?)
        | (?:has|have|provides?|offers?)\s (?:[\w-]+\s){0,3} (?:resources|webinars|toolkits?|guidance)
        | (?:is|are)\s(?:set\sout|included|listed|provided|discussed)\s(?:at|in)\s
          (?:annex|appendix|part|section|chapter|para\w*)
      )\b
    | ^\W*see\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
