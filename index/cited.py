"""The provisions that the tables' facts name, as passages of the library that holds them.

    cited_rows([timescale], generation)        [1204], the passage with regulation 35(3) of the Regulations

A fact names its source by an id of the register and its place as "regulation 35(3)(a)" or "section 16H". Only law is
looked up, by the numbers that its readers tell; a schedule's paragraphs are no sections. Of a whole section that fills
several passages none is taken, nor of several sections: which of them is meant, the fact does not say.

    provision_words("regulation 35(3)(a)", passage)     "(a) within 24 hours of the use of the measure ..."
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from core.records import Passage, Tier
from index.generation import Generation
from ingest.register import known_register
from ingest.sentences import sentence_spans

_PROVISION = re.compile(r"(?:section|regulation) (\d+[A-Z]*)(\(\w+\))?(\(\w+\))?")
_NUMBER = re.compile(r"^\d+[A-Z]*\.—(?=\()")
"""The section's number before its first paragraph: "44.—(1) The registered person ..."."""

LONGEST = 700
"""Characters of a provision that are quoted, unless its first sentence is longer."""


class Fact(Protocol):
    """A row of the tables that says where it stands."""

    @property
    def source(self) -> str:
        """An id of the register, or a name that it does not have."""

    @property
    def at(self) -> str:
        """Where in the source."""


def cited_rows(facts: Iterable[Fact], generation: Generation) -> list[int | None]:
    """For each fact the row of the first passage that holds its provision; None where the library has none."""
    asked = list(facts)
    held = {
        source.source_id: document.doc_id
        for document in generation.documents
        if document.tier is Tier.LEGISLATION and (source := known_register().source_of(document))
    }
    wanted = {held[fact.source] for fact in asked if fact.source in held and _PROVISION.match(fact.at)}
    rows = _rows_of(wanted, generation.passages)
    return [_row(fact.at, rows.get(held.get(fact.source, ""), {}), generation.passages) for fact in asked]


def _rows_of(doc_ids: set[str], passages: Iterable[Passage]) -> dict[str, dict[str, list[int]]]:
    """The rows by document and by number as its reader tells it ("35(3)"), in the document's order."""
    found: dict[str, dict[str, list[int]]] = {doc_id: {} for doc_id in doc_ids}
    for row, passage in enumerate(passages):
        if passage.doc_id in doc_ids and not any(one.upper().startswith("SCHEDULE") for one in passage.headings):
            for number in _numbers(passage):
                found[passage.doc_id].setdefault(number, []).append(row)
    return found


def _numbers(passage: Passage) -> set[str]:
    """The numbers under which a passage is found: its paragraphs', and those of the sections that they are in."""
    own = {passage.paragraph, *(place.paragraph for place in passage.places)}
    return {number for one in own if one for number in (one, one.split("(")[0])}


def _row(at: str, rows: Mapping[str, list[int]], passages: tuple[Passage, ...]) -> int | None:
    named = _PROVISION.match(at)
    if named is None or at[named.end() :].startswith(", as made"):
        return None
    section, paragraph, point = named.group(1), named.group(2) or "", named.group(3) or ""
    found = rows.get(section + paragraph, [])
    if not paragraph and len(found) > 1:
        return None
    return next((row for row in found if point in passages[row].text), None)


def provision_words(at: str, passage: Passage) -> str:
    """The paragraph or point of `passage` that `at` names, else its first, with what hangs under it, verbatim.

    It ends where the next paragraph or point begins, or with the sentence that would make it longer than `LONGEST`.
    """
    named = _PROVISION.match(at)
    paragraph, point = (named.group(2), named.group(3)) if named else (None, None)
    spans = sentence_spans(passage.text) or [(0, len(passage.text))]
    starts = [_NUMBER.sub("", passage.text[start:end]) for start, end in spans]
    first = next((place for place, words in enumerate(starts) if paragraph and words.startswith(paragraph)), 0)
    first = next((place for place in range(first, len(spans)) if point and starts[place].startswith(point)), first)
    follows = re.compile(rf"\({chr(ord(point[-2]) + 1)}\)|\(\d" if point else r"\(\d|\d+[A-Z]*\.")
    last = first
    while (
        last + 1 < len(spans)
        and not follows.match(starts[last + 1])
        and spans[last + 1][1] - spans[first][0] <= LONGEST
    ):
        last += 1
    return passage.text[spans[first][0] : spans[last][1]].strip()
