"""Whether tuning holds where it has not been: on documents left out of it, and on another field's text.

    left out    the queries of whole documents that the layers never saw, each with one right passage, among all that
                the library shows
    outside     questions over regulations of financial services (ObliQA's development questions), each with the
                paragraphs that answer it: what tuning for one field loses in another

Both are measured by meaning alone, as the product mixes meaning and words, and with the second stage where the encoder
has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from core.records import Document, Passage, Tier
from evaluations.judgements import Answer
from evaluations.measures import measure
from evaluations.training.pairs import Pair, read_lines
from index.dense import DenseRetriever
from index.fusion import ScoreMix
from index.lexical import LexicalRetriever
from index.model import Encoder, TokenEncoder
from index.rescoring import Grounds, Rescored
from index.retriever import Retriever
from index.tokens import Tokens

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the rows that answer it."""

    query: str
    rows: tuple[int, ...]


def questions_of(pairs: Sequence[Pair]) -> list[Question]:
    """A question a pair."""
    return [Question(pair.query, (pair.row,)) for pair in pairs]


def outside_questions(folder: Path) -> tuple[list[str], list[Question]]:
    """The other field's paragraphs, and its questions with the rows of their answers; `folder` holds both as JSON."""
    passages = read_lines(folder / "passages.jsonl")
    places = {(row["doc_id"], row["passage_id"]): place for place, row in enumerate(passages)}
    questions = [
        Question(row["query"], tuple(places[tuple(key)] for key in row["relevant"] if tuple(key) in places))
        for row in read_lines(folder / "dev.jsonl")
    ]
    return [row["text"] for row in passages], [question for question in questions if question.rows]


def compared(
    questions: Sequence[Question],
    vectors: NDArray[np.float32],
    encoder: Encoder,
    lexical: LexicalRetriever,
    *,
    passages: Sequence[Passage] = (),
    tokens: Tokens | None = None,
    allowed: NDArray[np.bool_] | None = None,
) -> dict[str, Mapping[str, float]]:
    """The means by meaning alone ("dense"), mixed with words ("mixed") and, with `tokens` of the `passages`, as
    the product has it ("two stages"): {search: {measure: mean}}."""
    dense = DenseRetriever(vectors, encoder)
    mixed = ScoreMix(dense, lexical)
    found = {"dense": _means(dense, questions, allowed), "mixed": _means(mixed, questions, allowed)}
    if tokens is not None and isinstance(encoder, TokenEncoder):
        grounds = Grounds(passages, vectors, tokens)
        found["two stages"] = _means(Rescored(mixed, grounds, encoder), questions, allowed)
    return found


def _means(
    retriever: Retriever, questions: Sequence[Question], allowed: NDArray[np.bool_] | None
) -> Mapping[str, float]:
    answers = {
        str(number): [Answer(str(row), "", (), 1) for row in question.rows] for number, question in enumerate(questions)
    }
    rankings = {
        str(number): [str(found.row) for found in retriever.retrieve(question.query, k=DEPTH, allowed=allowed)]
        for number, question in enumerate(questions)
    }
    return {name: fmean(values.values()) for name, values in measure(rankings, answers).items()}


def as_passages(texts: Sequence[str]) -> tuple[list[Passage], dict[str, Document]]:
    """Bare texts as passages of one document, for the word index."""
    document = Document("outside", "passages.jsonl", "", "", Tier.LOCAL, "")
    return [Passage(str(row), "outside", row, 0, len(text), text) for row, text in enumerate(texts)], {
        "outside": document
    }
