"""What is compared as a whole: headings, flow charts, whose order cannot be read, and an edition's own list of changes.

A heading that came or went is no change of its own: what stands under it is. A chart has changed where a quarter of its
words or more are others: fewer may be no more than how they were read off the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import Indel

from alignment.rating import Wording, is_name
from alignment.records import Change, ChangeKind, Quote, Rating
from alignment.sides import Side
from alignment.statements import Statement
from alignment.telling import short, told_changed
from alignment.wording import differences, words
from core.records import BlockKind

_NEAR = 0.6
_SAME_CHART = 0.75
_LIST_OF_CHANGES = re.compile(
    r"\b(?:tables? of (?:\w+ )?changes|changes (?:from|since) (?:the )?(?:previous|last|\w+ \d{4}|\d{4})"
    r"|what has changed|version (?:history|control)|amendment (?:history|record|log))\b",
    re.IGNORECASE,
)


def is_of_whole(statement: Statement) -> bool:
    """Whether a statement is compared with all that stands beside it, and not alone."""
    return statement.kind is BlockKind.FIGURE or _is_list_of_changes(statement.quote)


def heading_changes(old: Side, new: Side) -> Iterator[Change]:
    """Headings that are worded otherwise; a year or a number alone is none."""
    for before, after in _paired(_headings(old), _headings(new)):
        gone, come = (words(quote.quote, shift=quote.start) for quote in (before, after))
        found = [one for one in differences(gone, come) if not one.is_punctuation]
        if all(word.norm.isdigit() or word.is_mark for one in found for word in one.gone + one.come):
            continue
        sides = Wording.of(before), Wording.of(after)
        is_link = all(is_name(sides[0].said(one.gone), sides[1].said(one.come)) for one in found)
        rating = Rating.LINK if is_link else Rating.WORDING
        yield Change(
            ChangeKind.CHANGED, rating, before, after, told_changed((before, after), found, named="The heading")
        )


def whole_changes(old: Side, new: Side) -> Iterator[Change]:
    """Charts with other words, and the list of changes where it is another."""
    lists = [[one.quote for one in side.statements if _is_list_of_changes(one.quote)] for side in (old, new)]
    if [one.quote for one in lists[0]] != [one.quote for one in lists[1]]:
        first, second = (quotes[0] if quotes else None for quotes in lists)
        kind = ChangeKind.ADDED if first is None else ChangeKind.REMOVED if second is None else ChangeKind.CHANGED
        yield Change(kind, Rating.LINK, first, second, "The list of changes that the document itself gives is another.")
    yield from _chart_changes(_charts(old), _charts(new))


def _chart_changes(old: Sequence[Quote], new: Sequence[Quote]) -> Iterator[Change]:
    near = sorted(
        ((_shared(one, two), -at, -to) for at, one in enumerate(old) for to, two in enumerate(new)), reverse=True
    )
    pairs: dict[int, int] = {}
    for shared, at, to in near:
        if shared < 1 - _SAME_CHART or -at in pairs or -to in pairs.values():
            continue
        pairs[-at] = -to
        if shared < _SAME_CHART:
            said = "A chart has other words: compare the two pages."
            yield Change(ChangeKind.CHANGED, Rating.MEANING, old[-at], new[-to], said)
    for at, quote in enumerate(old):
        if at not in pairs:
            said = f"A chart has gone: “{short(quote.quote)}”."
            yield Change(ChangeKind.REMOVED, Rating.MEANING, quote, None, said)
    for to, quote in enumerate(new):
        if to not in pairs.values():
            said = f"A chart is new: “{short(quote.quote)}”."
            yield Change(ChangeKind.ADDED, Rating.MEANING, None, quote, said)


def _charts(side: Side) -> list[Quote]:
    return [side.quote(block) for block in side.reading.blocks if block.kind is BlockKind.FIGURE]


def _shared(old: Quote, new: Quote) -> float:
    """The share of words that two charts have in common, 0 to 1; 1 of two that have none."""
    first, second = (Counter(re.findall(r"[^\W\d_]{4,}", one.quote.casefold())) for one in (old, new))
    whole = (first | second).total()
    return (first & second).total() / whole if whole else 1.0


def _headings(side: Side) -> list[Quote]:
    found = [side.quote(block) for block in side.reading.blocks if block.kind is BlockKind.HEADING]
    return [one for one in found if not _LIST_OF_CHANGES.search(one.quote)]


def _paired(old: Sequence[Quote], new: Sequence[Quote]) -> Iterator[tuple[Quote, Quote]]:
    """Headings that stand in one place and are near in words; the same the other way round."""
    first, second = ([_plain(one) for one in found] for found in (old, new))
    if first > second:
        yield from ((before, after) for after, before in _paired(new, old))
        return
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for operation, at, until, to, end in matcher.get_opcodes():
        if operation == "replace":
            places = [
                (_near(first[one], second[two]), -one, -two) for one in range(at, until) for two in range(to, end)
            ]
            taken: set[int] = set()
            for near, one, two in sorted(places, reverse=True):
                if near >= _NEAR and not {-one, ~-two} & taken:
                    taken |= {-one, ~-two}
                    yield old[-one], new[-two]


def _plain(heading: Quote) -> tuple[str, ...]:
    return tuple(word.norm for word in words(heading.quote))


def _near(old: tuple[str, ...], new: tuple[str, ...]) -> float:
    return float(Indel.normalized_similarity(old, new))


def _is_list_of_changes(quote: Quote) -> bool:
    return any(_LIST_OF_CHANGES.search(heading) for heading in quote.headings)
