"""The searches that are measured side by side, over the same documents, text and encoder.

    lexical    BM25 over the product's passages
    dense      cosine over the product's passages
    rrf        reciprocal rank fusion of those two
    product    what `waymark search` answers with
    baseline   1,000-character splits, dense and BM25, reciprocal rank fusion (`evaluations.baseline`)

All see the documents that a search shows by default. The baseline has the plain model that the tuned one comes from,
which is what most people would take. Its vectors are kept in `evaluations/cache/`, keyed by text and model, because
encoding them takes minutes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.records import Document, Filters, Passage, Reading
from core.settings import PACKAGED_MODEL, TUNED_MODEL
from evaluations.baseline import recursive_splits
from evaluations.measures import Stretch
from index.dense import DenseRetriever
from index.encoder import Encoder, load_encoder, load_tokenizer
from index.fusion import RankFusion
from index.generation import Generation
from index.lexical import LexicalRetriever, write_lexical
from index.retriever import Retriever
from index.search import Searcher
from ingest.split import embedded_text

DEPTH = 60
"""Stretches asked of each system: enough for ten paragraphs after repeats are counted."""

CACHE = Path(__file__).parent / "cache"


@dataclass(frozen=True, slots=True)
class System:
    """A named search: `answer` gives the stretches for a query, best first."""

    name: str
    answer: Callable[[str], list[Stretch]]


def shown_documents(searcher: Searcher) -> dict[str, Document]:
    """The documents that a search shows by default, by doc_id, in the manifest's order; superseded ones are not."""
    generation = searcher.generation
    shown = {generation.passages[row].doc_id for row in np.flatnonzero(searcher.allowed(Filters()))}
    return {document.doc_id: document for document in generation.documents if document.doc_id in shown}


def systems(searcher: Searcher, readings: Mapping[str, Reading], *, folder: Path) -> list[System]:
    """The five systems, the product and the baseline last; `folder` holds a word index while they are used."""
    generation, encoder = searcher.generation, searcher.encoder
    allowed = searcher.allowed(Filters())
    dense = DenseRetriever(generation.vectors, encoder)
    lexical = LexicalRetriever(generation.lexical_folder)
    documents = shown_documents(searcher)
    return [
        as_system("lexical", lexical, generation.passages, allowed),
        as_system("dense", dense, generation.passages, allowed),
        as_system("rrf", RankFusion(dense, lexical), generation.passages, allowed),
        as_system("product", searcher.retriever, generation.passages, allowed),
        baseline(documents, readings, plain_of(encoder), folder=folder),
    ]


def plain_of(encoder: Encoder) -> Encoder:
    """The plain model for the tuned one; any other model itself."""
    return load_encoder(PACKAGED_MODEL) if encoder.card.name == TUNED_MODEL else encoder


def embedded_texts(generation: Generation) -> list[str]:
    """What is embedded of each passage, by row."""
    tokenizer = load_tokenizer(generation.manifest.card.name)
    documents = {document.doc_id: document for document in generation.documents}
    return [
        embedded_text(documents[passage.doc_id], passage, tokenizer=tokenizer, limit=tokenizer.limit)
        for passage in generation.passages
    ]


def as_system(
    name: str, retriever: Retriever, passages: Sequence[Passage], allowed: NDArray[np.bool_] | None
) -> System:
    """A retriever over the `allowed` of `passages` as a system."""

    def answer(query: str) -> list[Stretch]:
        found = retriever.retrieve(query, k=DEPTH, allowed=allowed)
        rows = [passages[candidate.row] for candidate in found]
        return [Stretch(passage.doc_id, passage.start, passage.end) for passage in rows]

    return System(name, answer)


def baseline(
    documents: Mapping[str, Document], readings: Mapping[str, Reading], encoder: Encoder, *, folder: Path
) -> System:
    """The baseline over `documents`; `folder` holds its word index while it is used."""
    passages = baseline_passages(documents, readings)
    write_lexical(folder / "lexical", passages, documents)
    lexical = LexicalRetriever(folder / "lexical", title_boost=0, headings_boost=0)
    dense = DenseRetriever(cached_vectors(encoder, [passage.text for passage in passages]), encoder)
    return as_system("baseline", RankFusion(dense, lexical), passages, None)


def baseline_passages(doc_ids: Iterable[str], readings: Mapping[str, Reading]) -> list[Passage]:
    """The splits that the baseline searches, document by document."""
    return [
        Passage(f"{doc_id}#{number}", doc_id, number, start, end, readings[doc_id].text[start:end])
        for doc_id in doc_ids
        for number, (start, end) in enumerate(recursive_splits(readings[doc_id].text))
    ]


def cached_vectors(encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """The rows of `texts`, encoded once and kept."""
    digest = hashlib.sha256("\0".join([encoder.card.fingerprint, *texts]).encode()).hexdigest()
    path = CACHE / f"{digest[:32]}.npy"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        whole = path.with_suffix(".writing.npy")
        np.save(whole, encoder.encode(texts), allow_pickle=False)
        whole.replace(path)
    vectors: NDArray[np.float32] = np.load(path, allow_pickle=False)
    return vectors
