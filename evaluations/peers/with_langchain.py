"""LangChain: recursive splits of 1,000 characters with 200 overlap, FAISS and BM25 in an `EnsembleRetriever`.

The sizes are those of its tutorial on semantic search; the ensemble (reciprocal rank fusion, half and half) is that of
its page on hybrid search. BM25 takes words as they stand between spaces, which is its default.
"""

from __future__ import annotations

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evaluations.measures import Stretch
from evaluations.peers.pieces import Readings, Vectors, placed
from evaluations.systems import DEPTH, System


class _Embeddings(Embeddings):
    """The shared vectors behind LangChain's interface."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self._vectors.keep(texts)
        rows: list[list[float]] = self._vectors.of(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self._vectors.of([text])[0].tolist()
        return row


def langchain(readings: Readings, vectors: Vectors) -> System:
    """LangChain over `readings`."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200, add_start_index=True)
    splits = splitter.split_documents(
        [Document(page_content=reading.text, metadata={"doc_id": doc_id}) for doc_id, reading in readings.items()]
    )
    for split in splits:
        _stretch(split, readings)
    bm25 = BM25Retriever.from_documents(splits, k=DEPTH)
    dense = FAISS.from_documents(splits, _Embeddings(vectors)).as_retriever(search_kwargs={"k": DEPTH})
    ensemble = EnsembleRetriever(retrievers=[bm25, dense], weights=[0.5, 0.5])

    def answer(query: str) -> list[Stretch]:
        return [_stretch(found, readings) for found in ensemble.invoke(query)]

    return System("LangChain", answer)


def _stretch(split: Document, readings: Readings) -> Stretch:
    doc_id, start = split.metadata["doc_id"], split.metadata["start_index"]
    return placed(doc_id, readings[doc_id].text, split.page_content, start=start).stretch
