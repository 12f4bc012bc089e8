"""txtai: sections of its `Segmentation`, and an `Embeddings` index with hybrid search, in default settings.

Its quick start splits files into sections (`Textractor(sections=True)`), which begin at each heading; the headings are
those that Waymark read, marked by the form feed that txtai's own extraction puts before one. Its notebooks split into
paragraphs instead, which finds much less here. Hybrid search (`hybrid=True`) weighs BM25 and cosine by half each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from txtai import Embeddings
from txtai.pipeline import Segmentation

from core.records import BlockKind, Reading
from evaluations.measures import Stretch
from evaluations.peers.pieces import Readings, Vectors, placed_in_turn
from evaluations.systems import DEPTH, System


def txtai(readings: Readings, vectors: Vectors) -> System:
    """txtai over `readings`."""
    segment = Segmentation(sections=True)
    pieces = [
        piece
        for doc_id, reading in readings.items()
        for piece in placed_in_turn(doc_id, reading.text, segment(_with_breaks(reading)))
    ]
    vectors.keep([piece.text for piece in pieces])

    def transform(texts: Sequence[str]) -> Any:
        return vectors.of(texts)

    embeddings = Embeddings(hybrid=True, content=True, method="external", transform=transform)
    embeddings.index([(number, piece.text, None) for number, piece in enumerate(pieces)])

    def answer(query: str) -> list[Stretch]:
        return [pieces[int(found["id"])].stretch for found in embeddings.search(query, limit=DEPTH)]

    return System("txtai", answer)


def _with_breaks(reading: Reading) -> str:
    """The text with a form feed before each heading."""
    starts = [block.start for block in reading.blocks if block.kind is BlockKind.HEADING]
    edges = zip([0, *starts], [*starts, len(reading.text)], strict=True)
    return "\f".join(reading.text[start:end] for start, end in edges)
