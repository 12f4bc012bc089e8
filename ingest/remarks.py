"""What a reader must know of a passage beside its words, in plain sentences: how it was read, and when it is law.

    cautions(passage)         "This was read by OCR, from a picture of the page ..."
    force_words(provision)    "This wording is in force from 25 October 2022. Extends to England and Wales."

It knows only what the passage carries. Whether its edition binds on a day is told by `ingest.editions`.
"""

from __future__ import annotations

from core.records import Force, Passage, Provision
from ingest.editions import long_date

LOW_CONFIDENCE = 85
"""OCR that is less sure than this, of 100, misreads words often enough to matter (`docs/quotes.md`)."""

_FIGURE = (
    "This is from a flow chart, a diagram or a form. Its words are all here, but which follows which "
    "can only be seen on the page: look there before you rely on it."
)
_UNVERIFIED = "These words could not be checked against the file. Read them in the document before you rely on them."
_COUNTRIES = {"E": "England", "W": "Wales", "S": "Scotland", "N.I.": "Northern Ireland"}


def cautions(passage: Passage) -> tuple[str, ...]:
    """A sentence for each way in which the passage's words may not be the document's; empty where none is known."""
    found = (
        _FIGURE if passage.is_figure else None,
        _UNVERIFIED if passage.verified is False else None,
        _ocr_words(passage.ocr) if passage.ocr is not None else None,
    )
    return tuple(words for words in found if words)


def _ocr_words(confidence: float) -> str:
    advice = "Compare it with the page" if confidence >= LOW_CONFIDENCE else "It may hold wrong words: look at the page"
    return (
        f"This was read by OCR, from a picture of the page, with a confidence of {confidence:.0f} out of 100. "
        f"{advice} before you rely on it."
    )


def force_words(provision: Provision) -> str:
    """Whether a provision of law is in force, since and until when, and where it extends; "" where nothing is known."""
    parts = (_force(provision), f"Extends to {extent_words(provision.extent)}." if provision.extent else "")
    return " ".join(part for part in parts if part)


def _force(provision: Provision) -> str:
    span = "".join(
        f" {word} {long_date(day)}" for word, day in (("from", provision.start), ("to", provision.end)) if day
    )
    if provision.force is Force.REPEALED:
        return f"Repealed. This wording was in force{span}." if span else "Repealed."
    if provision.force is Force.PROSPECTIVE:
        return "Prospective: not yet in force when its publisher issued this text."
    return f"This wording is in force{span}." if span else "In force."


def extent_words(extent: str) -> str:
    """A publisher's letters in words: "E+W+S" is "England, Wales and Scotland"; letters not known stay as they are."""
    names = [_COUNTRIES.get(letters, letters) for letters in extent.split("+")]
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
