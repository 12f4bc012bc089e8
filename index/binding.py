"""What each sentence of a passage asks: how strongly it binds, and what limits of time it states.

    asked = asked_in(passage, Tier.STATUTORY)
    asked[0].label.modality       Modality.SHOULD
    asked[0].limits[0].limit      Limit(15, Unit.WORKING_DAYS, Counting.WITHIN)

`practice.modality` and `practice.limits` know the rules; this cuts the passage and hangs its items under their stem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.records import Hit, Passage, Span, Tier
from ingest.sentences import sentence_spans
from practice.limits import Stated, limits_in
from practice.modality import Label, Modality, modalities


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence of a passage, from `start` to `end` of its text; all offsets are into that text.

    `limits` are in the sentence's order, none where it states no number.
    """

    start: int
    end: int
    label: Label
    limits: tuple[Stated, ...] = ()


@lru_cache(maxsize=1024)
def asked_in(passage: Passage, tier: Tier) -> tuple[Asked, ...]:
    """Every sentence of `passage`, of a document of `tier`, in order; none where it has no words."""
    spans = sentence_spans(passage.text)
    labels = modalities(passage.text, spans, tier, stem=passage.stem)
    return tuple(
        Asked(start, end, label, tuple(_moved(stated, start) for stated in limits_in(passage.text[start:end])))
        for (start, end), label in zip(spans, labels, strict=True)
    )


def best_asked(hit: Hit, asked: Sequence[Asked]) -> Asked | None:
    """Of what `hit`'s passage asks, the sentence that answers best; None where it is none of them."""
    at = hit.passage.text.find(hit.sentence)
    return next((one for one in asked if one.start <= at < one.end), None)


def in_words(asked: Asked, text: str) -> str:
    """What a sentence of `text` asks: `should, softened by “where possible”; within 2 weeks, from “the birth”`.

    "" where it neither binds nor states a limit.
    """
    label = asked.label
    softened = ", ".join(f"“{text[start:end]}”" for start, end in label.softeners)
    strength = "" if label.modality is Modality.NONE else str(label.modality)
    if strength and softened:
        strength = f"{strength}, softened by {softened}"
    return "; ".join(filter(None, (strength, *(limit_in_words(stated, text) for stated in asked.limits))))


def limit_in_words(stated: Stated, text: str) -> str:
    """A limit of `text` and, where the sentence says so, what it runs from: `within 2 weeks, from “the birth”`."""
    trigger = f", from “{text[slice(*stated.trigger)]}”" if stated.trigger else ""
    return f"{stated.limit}{trigger}"


def _moved(stated: Stated, by: int) -> Stated:
    def moved(span: Span | None) -> Span | None:
        return (span[0] + by, span[1] + by) if span else None

    words = stated.words[0] + by, stated.words[1] + by
    return replace(stated, words=words, trigger=moved(stated.trigger), action=moved(stated.action))
