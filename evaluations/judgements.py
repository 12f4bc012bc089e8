"""Queries and judgements: what practitioners ask, and which paragraphs answer, pinned by anchors.

    queries.jsonl      {"query_id", "query", "split", "answerable", "note"}
    judgements.jsonl   {"query_id", "doc_id", "page", "anchor", "relevance"}

A judgement points to a paragraph by an anchor, at most eight words that stand once on that page (or once in the
document, where it has no pages). The anchor is looked up in the text as it was read, so that splitting passages
another way voids nothing. Two anchors of one query in one paragraph count once, with the higher relevance.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import EvaluationError
from core.records import BlockKind, Reading

FOLDER = Path(__file__).parent
MOST_WORDS = 8


class Split(StrEnum):
    """DEV is for tuning; HELD_OUT is only ever reported."""

    DEV = "dev"
    HELD_OUT = "held-out"


@dataclass(frozen=True, slots=True)
class Query:
    """What a practitioner types. Key: query_id. `answerable` is whether anything in the library answers it."""

    query_id: str
    query: str
    split: Split
    answerable: bool
    note: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One paragraph that answers a query: relevance 2 where it answers directly, 1 where it helps."""

    query_id: str
    doc_id: str
    page: int | None
    anchor: str
    relevance: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A judged paragraph found in the text: where its anchors stand. Key: paragraph_id.

    `spans` are (start, end) offsets of its anchors in the document's text, in order.
    """

    paragraph_id: str
    doc_id: str
    spans: tuple[tuple[int, int], ...]
    relevance: int


def read_queries(path: Path = FOLDER / "queries.jsonl") -> list[Query]:
    """Every query, in the file's order. A malformed row or an id given twice raises `EvaluationError`."""
    queries = [
        Query(row["query_id"], row["query"], Split(row["split"]), row["answerable"], row["note"])
        for row in rows(path, {"query_id", "query", "split", "answerable", "note"})
    ]
    ids = [query.query_id for query in queries]
    if twice := sorted({query_id for query_id in ids if ids.count(query_id) > 1}):
        raise EvaluationError(f"{path.name}: query_id {', '.join(twice)} stands twice; rename one.")
    return queries


def read_judgements(path: Path = FOLDER / "judgements.jsonl") -> list[Judgement]:
    """Every judgement, in the file's order. A malformed row or an anchor too long raises `EvaluationError`."""
    judgements = [Judgement(**row) for row in rows(path, {"query_id", "doc_id", "page", "anchor", "relevance"})]
    for judgement in judgements:
        if not 0 < len(judgement.anchor.split()) <= MOST_WORDS or judgement.relevance not in (1, 2):
            raise EvaluationError(f"{path.name}: {judgement}: an anchor has 1 to 8 words, a relevance is 1 or 2.")
    return judgements


def rows(path: Path, fields: set[str], optional: Set[str] = frozenset()) -> Iterable[Mapping[str, Any]]:
    """The objects of a file of JSON lines. One without exactly these fields raises `EvaluationError`."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise EvaluationError(f"{path.name}:{number}: not JSON ({error}). Mend the row.") from error
        if set(row) - optional != fields:
            raise EvaluationError(f"{path.name}:{number}: needs exactly the fields {', '.join(sorted(fields))}.")
        yield row


def find_answers(judgements: Sequence[Judgement], readings: Mapping[str, Reading]) -> dict[str, list[Answer]]:
    """The judged paragraphs of each query, by query_id, each paragraph once.

    A document that is not held, or an anchor found not once but never or twice, raises one `EvaluationError` that
    names them all.
    """
    found: dict[str, dict[str, Answer]] = {}
    faults: list[str] = []
    for judgement in judgements:
        reading = readings.get(judgement.doc_id)
        spans = find_anchor(judgement, reading) if reading else []
        if reading is None or len(spans) != 1:
            faults.append(
                f"{judgement.query_id}: “{judgement.anchor}” stands {len(spans)} times in {_place(judgement)}"
            )
            continue
        paragraph_id = f"{judgement.doc_id}@{_paragraph_start(reading, spans[0][0])}"
        answers = found.setdefault(judgement.query_id, {})
        held = answers.get(paragraph_id)
        answers[paragraph_id] = Answer(
            paragraph_id,
            judgement.doc_id,
            tuple(sorted({*(held.spans if held else ()), spans[0]})),
            max(judgement.relevance, held.relevance if held else 0),
        )
    if faults:
        raise EvaluationError("\n".join([*faults, f"{len(faults)} anchors do not hold; choose others."]))
    return {query_id: list(answers.values()) for query_id, answers in found.items()}


def _place(judgement: Judgement) -> str:
    return judgement.doc_id + (f" page {judgement.page}" if judgement.page else "")


def find_anchor(judgement: Judgement, reading: Reading) -> list[tuple[int, int]]:
    """Where the anchor stands on its page, white space folded; it belongs to the page on which it begins."""
    pattern = re.compile(r"\s+".join(_loose(word) for word in judgement.anchor.split()))
    spans = [found.span() for found in pattern.finditer(reading.text)]
    if judgement.page is None:
        return spans
    return [span for span in spans if (page := reading.page_at(span[0])) and page.number == judgement.page]


def _loose(word: str) -> str:
    """A word as a pattern in which typographic and plain quotes and dashes are the same."""
    escaped = re.escape(word)
    return re.sub(r"['‘’]|\\?[-‐‑–—]", lambda mark: "['‘’]" if mark[0][-1] in "'‘’" else r"[-‐‑–—]", escaped)


def _paragraph_start(reading: Reading, offset: int) -> int:
    """Where the paragraph that holds `offset` begins: a list item belongs to the paragraph that it follows.

    Items under a stem of their own heading run count to the nearest block before them that is not an item.
    """
    start = 0
    for block in reading.blocks:
        if block.start > offset:
            break
        interrupts = block.kind is BlockKind.FOOTNOTE and offset >= block.end
        if block.kind is not BlockKind.ITEM and not interrupts:
            start = block.start
    return start
