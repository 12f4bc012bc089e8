"""Haystack: splits of 200 words, `InMemoryDocumentStore`, BM25 and embeddings joined by reciprocal rank fusion.

`DocumentSplitter` and the store are in default settings; the rest is its tutorial on hybrid retrieval without the
reranker, another model, so that the joiner ranks: by reciprocal rank fusion, as its page on joiners has it.
"""

from __future__ import annotations

from dataclasses import replace

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from evaluations.measures import Stretch
from evaluations.peers.pieces import Readings, Vectors, placed
from evaluations.systems import DEPTH, System


def haystack(readings: Readings, vectors: Vectors) -> System:
    """Haystack over `readings`."""
    documents = [Document(content=reading.text, meta={"doc_id": doc_id}) for doc_id, reading in readings.items()]
    splits = DocumentSplitter().run(documents=documents)["documents"]
    for split in splits:
        _stretch(split, readings)
    texts = [split.content for split in splits]
    vectors.keep(texts)
    rows = vectors.of(texts)
    store = InMemoryDocumentStore(shared=False)
    store.write_documents([replace(split, embedding=row.tolist()) for split, row in zip(splits, rows, strict=True)])
    bm25 = InMemoryBM25Retriever(store, top_k=DEPTH)
    dense = InMemoryEmbeddingRetriever(store, top_k=DEPTH)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def answer(query: str) -> list[Stretch]:
        by_words = bm25.run(query=query)["documents"]
        by_meaning = dense.run(query_embedding=vectors.of([query])[0].tolist())["documents"]
        return [_stretch(found, readings) for found in joiner.run([by_words, by_meaning])["documents"]]

    return System("Haystack", answer)


def _stretch(split: Document, readings: Readings) -> Stretch:
    doc_id, start = split.meta["doc_id"], split.meta["split_idx_start"]
    return placed(doc_id, readings[doc_id].text, split.content, start=start).stretch
