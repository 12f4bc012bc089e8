"""What a council's documents say two ways: two places with different limits, numbers, strengths, names or answers.

    found = contradictions(local, others)
    found[0].local, found[0].other      the place in `local`, and the second one, in it or in another of `others`

A contradiction within a document is told once. Two documents are compared in one order whichever of them is asked for,
so that what is told of the one is told of the other, under the same id. Each finding is a prompt to read both places:
which of them holds is for a person to say. A place that keeps other words for other children, stages or levels is no
contradiction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from alignment.by_event import limit_clashes
from alignment.clashes import Clash
from alignment.clocks import clock_clashes
from alignment.contacts import contact_clashes
from alignment.counted import counted_clashes
from alignment.documents import is_draft
from alignment.doers import doer_clashes
from alignment.levels import level_clashes
from alignment.likeness import like_clashes
from alignment.matters import matter_clashes
from alignment.naming import naming_clashes
from alignment.opposites import opposite_clashes
from alignment.pointers import pointer_clashes
from alignment.records import Finding, place_key
from alignment.sides import Side

BETWEEN = (limit_clashes, like_clashes, opposite_clashes, contact_clashes, doer_clashes, matter_clashes)
"""What is looked for within one document and across two."""

WITHIN = (naming_clashes, clock_clashes, counted_clashes, pointer_clashes, level_clashes)
"""What is looked for within one document alone."""

_MOST_OF_OTHER, _MOST_OF_PLACE = 6, 2


def contradictions(local: Side, others: Sequence[Side]) -> list[Finding]:
    """What `local` says otherwise than itself or one of `others`, in its order; their order makes no difference.

    `others` are documents of the same council that stand beside it; `local` itself and the editions before and after it
    are passed over, and so is an edition whose next one is held among them. Of one other document at most six findings
    are given, the surest first, and two of one place.
    """
    found = [clash.finding(local.document, local.document) for clash in _within(local)]
    standing = {local.document.doc_id, *(side.document.doc_id for side in others)}
    for other in sorted(others, key=lambda side: side.document.doc_id):
        if not (_is_edition_of(local, other) or other.document.superseded_by in standing):
            found += [clash.finding(local.document, other.document) for clash in _across(local, other)]
    told = _with_standing(found, [local, *others])
    return sorted(told, key=lambda one: (place_key(one.local), place_key(one.other), one.explanation))


def _within(side: Side) -> Iterator[Clash]:
    found = [clash for between in BETWEEN for clash in between(side, side)]
    found += [clash for within in WITHIN for clash in within(side)]
    return _few_of_place(_once(found))


def _across(local: Side, other: Side) -> list[Clash]:
    """What two documents say otherwise, the surest first: the same whichever of them is asked for."""
    first, second = sorted((local, other), key=lambda side: side.document.doc_id)
    found = _once(clash for between in BETWEEN for clash in between(first, second))
    surest = sorted(found, key=lambda one: (-one.confidence, place_key(one.first), place_key(one.second)))
    return list(_few_of_place(surest))[:_MOST_OF_OTHER]


def _few_of_place(found: Iterable[Clash]) -> Iterator[Clash]:
    """At most two contradictions of one place."""
    told: Counter[tuple[object, ...]] = Counter()
    for one in found:
        places = place_key(one.first), place_key(one.second)
        if all(told[place] < _MOST_OF_PLACE for place in places):
            told.update(places)
            yield one


def _with_standing(found: Iterable[Finding], sides: Sequence[Side]) -> Iterator[Finding]:
    """The findings, each saying which of its documents is a draft or has been superseded."""
    held = {side.document.doc_id: side for side in sides}
    known: dict[str, str] = {}
    for one in found:
        places = [one.local, one.other] if one.other else [one.local]
        for doc_id in dict.fromkeys(quote.doc_id for quote in places):
            if doc_id not in known:
                known[doc_id] = _standing(held[doc_id])
            one = replace(one, explanation=one.explanation + known[doc_id])
        yield one


def _standing(side: Side) -> str:
    """A sentence for a document that may not be the one to follow, "" for any other."""
    title = side.document.title
    if side.document.superseded_by:
        return f" “{title}” has been superseded."
    return f" “{title}” is marked as a draft." if is_draft(side) else ""


def _is_edition_of(local: Side, other: Side) -> bool:
    one, two = local.document, other.document
    return one.doc_id == two.doc_id or one.doc_id == two.superseded_by or two.doc_id == one.superseded_by


def _once(found: Iterable[Clash]) -> list[Clash]:
    """The first contradiction of each pair of places, whichever of the two comes first."""
    kept: dict[frozenset[tuple[object, ...]], Clash] = {}
    for one in found:
        kept.setdefault(frozenset((place_key(one.first), place_key(one.second))), one)
    return list(kept.values())
