"""What a council's documents say two ways: two places with different limits, numbers, strengths, names or answers.

    found = contradictions(local, others)
    found[0].local, found[0].other      the place in `local`, and the second one, in it or in another of `others`

A contradiction within a document is told once. Each is a prompt to read both places: which of them holds is for a
person to say. A place that keeps other words for other children, stages or levels is no contradiction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from alignment.clashes import limit_clashes
from alignment.clocks import clock_clashes
from alignment.documents import is_draft
from alignment.likeness import like_clashes
from alignment.naming import naming_clashes
from alignment.opposites import opposite_clashes
from alignment.records import Finding, place_key
from alignment.sides import Side

_MOST_OF_OTHER, _MOST_OF_PLACE = 6, 2


def contradictions(local: Side, others: Sequence[Side]) -> list[Finding]:
    """What `local` says otherwise than itself or one of `others`, in its order; their order makes no difference.

    `others` are documents of the same council that stand beside it; `local` itself and the editions before and after it
    are passed over, and so is an edition whose next one is held among them. Of one other document at most six findings
    are given, the surest first, and of one place two.
    """
    found = _once([*limit_clashes(local, local), *_named(local), *clock_clashes(local)])
    standing = {local.document.doc_id, *(side.document.doc_id for side in others)}
    for other in sorted(others, key=lambda side: side.document.doc_id):
        if not (_is_edition_of(local, other) or other.document.superseded_by in standing):
            pairs = (clashes(local, other) for clashes in (limit_clashes, like_clashes, opposite_clashes))
            across = _once(one for pair in pairs for one in pair)
            found += sorted(across, key=lambda one: (-one.confidence, place_key(one.local)))[:_MOST_OF_OTHER]
    told = _with_standing(_few_ofplace_key(found), [local, *others])
    return sorted(told, key=lambda one: (place_key(one.local), place_key(one.other), one.explanation))


def _few_ofplace_key(found: Iterable[Finding]) -> Iterator[Finding]:
    """At most two findings of one place, those within the document first."""
    told: Counter[tuple[object, ...]] = Counter()
    for one in found:
        told[place_key(one.local)] += 1
        if told[place_key(one.local)] <= _MOST_OF_PLACE:
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


def _named(local: Side) -> Iterator[Finding]:
    yield from like_clashes(local, local)
    yield from opposite_clashes(local, local)
    yield from naming_clashes(local)


def _is_edition_of(local: Side, other: Side) -> bool:
    one, two = local.document, other.document
    return one.doc_id == two.doc_id or one.doc_id == two.superseded_by or two.doc_id == one.superseded_by


def _once(found: Iterable[Finding]) -> list[Finding]:
    """The first finding of each pair of places, whichever of the two comes first."""
    kept: dict[frozenset[tuple[object, ...]], Finding] = {}
    for one in found:
        kept.setdefault(frozenset((place_key(one.local), place_key(one.other))), one)
    return list(kept.values())
