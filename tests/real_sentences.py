"""Sentences of the real documents, found by document, page and a few of their words."""

from __future__ import annotations

import tomllib
from functools import cache

from core.records import Reading, Tier
from core.settings import shared_folder
from ingest.readers import read_file
from ingest.sentences import sentence_spans

CORPUS = shared_folder() / "corpus"
NO_CORPUS = "needs the real documents: set WAYMARK_SHARED to the folder that holds corpus/"


@cache
def manifest() -> dict[str, tuple[str, Tier]]:
    """Each document's file and tier, by doc_id."""
    rows = tomllib.loads((CORPUS / "library.toml").read_text(encoding="utf-8"))["document"]
    return {row["id"]: (row["file"], Tier(row["tier"])) for row in rows if "id" in row}


@cache
def read(doc_id: str) -> Reading:
    return read_file(CORPUS / manifest()[doc_id][0])


def real_sentence(doc_id: str, page: int, anchor: str) -> tuple[str, str | None]:
    """The sentence that holds `anchor`, which must occur once in the document and on that page, and its item's stem."""
    reading = read(doc_id)
    assert len(anchor.split()) <= 8, f"{anchor!r} is longer than eight words"
    assert reading.text.count(anchor) == 1, f"{anchor!r} occurs {reading.text.count(anchor)} times in {doc_id}"
    place = reading.text.index(anchor)
    stands = reading.page_at(place)
    assert (stands.number if stands else None) == page, f"{anchor!r} is not on page {page} of {doc_id}"
    block = next(block for block in reading.blocks if block.start <= place < block.end)
    text = reading.text[block.start : block.end]
    start, end = next(span for span in sentence_spans(text) if span[0] <= place - block.start < span[1])
    return text[start:end], reading.text[slice(*block.stem)] if block.stem else None
