"""How well the changes between two editions fit their labels: listed by the publisher, left out by it, or none.

    result = changes_measured(labels, found, spots)
    result.by_source["annex-f"].recall

A change fits a label whose places it quotes: the new one where there is one, else the old one. Whether it is rated as
substantive (a duty, a limit, a meaning) as the label has it counts apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alignment.records import Change, ChangeKind, Quote, Rating
from evaluations.alignment.gold import ChangeLabel, Pin, Spot

SAME, NEUTRAL = "no-change", "neutral"
"""The sources of places with the same words, and of those that changed in nothing but punctuation."""

_SUBSTANTIVE = (Rating.DUTY, Rating.MEANING)
_NO_WORDS = (ChangeKind.MOVED, ChangeKind.RENUMBERED)

Spots = Mapping[Pin, Spot]


@dataclass(frozen=True, slots=True)
class Changed:
    """Of one source: labels, those found, and of the substantive ones those found and those rated as such."""

    labels: int
    found: int
    substantive: int
    substantive_found: int
    rated: int
    missed: tuple[ChangeLabel, ...]
    misrated: tuple[tuple[ChangeLabel, Change], ...]

    @property
    def recall(self) -> float:
        """From 0 to 1."""
        return self.found / self.labels


@dataclass(frozen=True, slots=True)
class ChangesResult:
    """How found changes fit their labels; `same` counts the places where nothing should be told, `false` what is."""

    editions: tuple[tuple[str, str], ...]
    by_source: Mapping[str, Changed]
    same: int
    false: tuple[tuple[ChangeLabel, Change], ...]
    reported: int


def changes_measured(
    labels: Sequence[ChangeLabel],
    found: Sequence[Change],
    spots: Spots,
    *,
    editions: Sequence[tuple[str, str]] = (),
) -> ChangesResult:
    """Holds the changes between the labelled editions against their labels."""
    sources = dict.fromkeys(label.source for label in labels if label.source not in (SAME, NEUTRAL))
    same = [label for label in labels if label.source in (SAME, NEUTRAL)]
    false = [(label, change) for label in same if (change := _false(label, found, spots))]
    by_source = {
        source: _changed([label for label in labels if label.source == source], found, spots) for source in sources
    }
    return ChangesResult(tuple(editions), by_source, len(same), tuple(false), len(found))


def _changed(labels: Sequence[ChangeLabel], found: Sequence[Change], spots: Spots) -> Changed:
    fitting = {label.label_id: [change for change in found if _fits(change, label, spots)] for label in labels}
    weighty = [label for label in labels if label.rating in _SUBSTANTIVE]
    rated = [label for label in weighty if any(one.rating in _SUBSTANTIVE for one in fitting[label.label_id])]
    return Changed(
        labels=len(labels),
        found=sum(bool(fitting[label.label_id]) for label in labels),
        substantive=len(weighty),
        substantive_found=sum(bool(fitting[label.label_id]) for label in weighty),
        rated=len(rated),
        missed=tuple(label for label in labels if not fitting[label.label_id]),
        misrated=tuple(
            (label, fitting[label.label_id][0]) for label in weighty if label not in rated and fitting[label.label_id]
        ),
    )


def _fits(change: Change, label: ChangeLabel, spots: Spots) -> bool:
    is_of_place = label.kind in _NO_WORDS
    if (change.kind in _NO_WORDS) is not is_of_place:
        return False
    if label.new is not None and change.new is not None:
        return _meets(change.new, label.new, spots)
    return label.old is not None and change.old is not None and _meets(change.old, label.old, spots)


def _false(label: ChangeLabel, found: Sequence[Change], spots: Spots) -> Change | None:
    """The first change of words that is told where there is none, or where punctuation changed a substantive one."""
    for change in found:
        places = ((change.old, label.old), (change.new, label.new))
        is_told = change.rating in _SUBSTANTIVE if label.source == NEUTRAL else change.kind not in _NO_WORDS
        if is_told and any(pin and _meets(quote, pin, spots) for quote, pin in places):
            return change
    return None


def _meets(quote: Quote | None, pin: Pin, spots: Spots) -> bool:
    return quote is not None and spots[pin].meets(quote.doc_id, quote.span)
