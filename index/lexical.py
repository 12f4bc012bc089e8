"""Search by words: tantivy's BM25 over title, headings and text, stemmed, on disk.

    "LA's duties"  ->  la, duti          lower case, ASCII, no stop words, English stems
    '"core group" when'  ->  the phrase must be there; every word of the query counts towards the score

A query is analysed into terms first and the search built from those, so that no punctuation of it has any meaning save
double quotes. A passage's own text is not stored here. It does not correct spelling and knows no synonyms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from core.errors import StoreError, StoreMismatchError
from core.records import Document, Passage
from index.origin import mending
from index.retriever import Candidate, ordered
from ingest.split import own_headings

FIELDS = ("title", "headings", "text")

_ANALYSER = "words"
_ROW = "row"
_WORD = r"[\p{L}\p{N}]+(?:['’]\p{L}+|\.\p{N}+)*"
_QUOTED = re.compile(r'["“”]([^"“”]+)["“”]')
_HEAP = 128_000_000
_DIGITS = 6


def write_lexical(folder: Path, passages: Sequence[Passage], documents: Mapping[str, Document]) -> None:
    """Indexes `passages` in `folder` (made here, must be new), row 0 being the first; one segment, closed at return."""
    folder.mkdir(parents=True)
    schema = _schema()
    try:
        index = tantivy.Index(schema, path=str(folder), reuse=False)
        index.register_tokenizer(_ANALYSER, analyser())
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        for row, passage in enumerate(passages):
            fields = {
                _ROW: row,
                "title": documents[passage.doc_id].title,
                "headings": "\n".join(own_headings(passage.headings)),
                "text": "\n".join(part for part in (passage.stem, passage.text) if part),
            }
            writer.add_document(tantivy.Document.from_dict(fields, schema))
        writer.commit()
        writer.wait_merging_threads()
    except (ValueError, OSError) as error:
        raise StoreError(f"{folder}: the word index cannot be written ({error}). Look at the disk's room.") from error
    for lock in folder.glob(".tantivy-*.lock"):
        lock.unlink()


class LexicalRetriever:
    """BM25 search of the index in `folder`; the score of a term is multiplied by its field's boost."""

    def __init__(
        self, folder: Path, *, title_boost: float = 0.5, headings_boost: float = 1.0, text_boost: float = 1.0
    ) -> None:
        try:
            index = tantivy.Index.open(str(folder))
            index.register_tokenizer(_ANALYSER, analyser())
            index.config_reader(reload_policy="manual")
            self._searcher = index.searcher()
        except (ValueError, OSError) as error:
            raise StoreMismatchError(
                f"{folder}: the word index cannot be opened ({error}). {mending(folder.parent.parent.parent)}"
            ) from error
        self._schema = index.schema
        self._analyser = analyser()
        self._boosts = dict(zip(FIELDS, (title_boost, headings_boost, text_boost), strict=True))

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` best allowed rows that hold a word of the query, and all its quoted phrases.

        `score` is BM25, above 0, to six digits of the best one's; ties by row. A query of stop words alone finds none.
        """
        parsed = self._parsed(query)
        if parsed is None or k < 1 or (allowed is not None and not allowed.any()):
            return []
        scores = self._best(parsed, k=k, allowed=allowed)
        return [Candidate(row, scores[row], lexical_rank=rank) for rank, row in enumerate(ordered(scores)[:k], start=1)]

    def terms(self, text: str) -> set[str]:
        """The words of `text` as the search has them."""
        return {token.text for token in self._analyser.pre_tokenize(text).tokens}

    def rare_terms(self, text: str, *, most: float) -> set[str]:
        """Those of them that fewer than `most` (from 0 to 1) of the passages hold, in their text."""
        least = most * self._searcher.num_docs
        return {term for term in self.terms(text) if self._searcher.doc_freq("text", term) < least}

    def _best(self, parsed: tantivy.Query, *, k: int, allowed: NDArray[np.bool_] | None) -> dict[int, float]:
        """At least the `k` best allowed rows and every row that ties with the last of them, to six digits."""
        depth = 4 * k + 64
        while True:
            hits = self._searcher.search(parsed, limit=depth, count=False).hits
            rows = np.array(self._searcher.fast_field_values(_ROW, [place for _, place in hits]), dtype=np.int64)
            scores = np.array([score for score, _ in hits], dtype=np.float64)
            kept = np.ones(len(rows), dtype=np.bool_) if allowed is None else allowed[rows]
            places = _DIGITS - 1 - int(np.floor(np.log10(scores[0]))) if hits else 0
            enough = int(np.count_nonzero(kept)) >= k and scores[kept][k - 1] - scores[-1] > 2 * 10.0**-places
            if len(hits) < depth or enough:
                rounded = np.round(scores[kept], places)
                return dict(zip(rows[kept].tolist(), rounded.tolist(), strict=True))
            depth *= 8

    def _parsed(self, query: str) -> tantivy.Query | None:
        """Any of the query's terms, each counted once, and all of its phrases; None where there is no term."""
        terms = dict.fromkeys(token.text for token in self._analyser.pre_tokenize(query).tokens)
        if not terms:
            return None
        clauses = [(tantivy.Occur.Should, self._anywhere([(0, term)])) for term in terms]
        for quoted in _QUOTED.findall(query):
            tokens = self._analyser.pre_tokenize(quoted).tokens
            if tokens:
                first = tokens[0].position
                words = [(token.position - first, token.text) for token in tokens]
                clauses.append((tantivy.Occur.Must, self._anywhere(words)))
        return tantivy.Query.boolean_query(clauses)

    def _anywhere(self, words: list[tuple[int, str]]) -> tantivy.Query:
        """A term, or a phrase with its words' positions, in any field with a boost above 0."""
        found = []
        for field, boost in self._boosts.items():
            if len(words) == 1:
                one = tantivy.Query.term_query(self._schema, field, words[0][1])
            else:
                one = tantivy.Query.phrase_query(self._schema, field, list(words))
            if boost > 0:
                found.append((tantivy.Occur.Should, tantivy.Query.boost_query(one, boost)))
        return tantivy.Query.boolean_query(found)


def analyser() -> tantivy.TextAnalyzer:
    """Text to terms, for passages and queries alike; "5.4" and "child's" are one word each."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD))
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def words_of(document: Document, passage: Passage) -> str:
    """All of a passage in which a reader finds words: title, headings, lead, text and footnotes."""
    notes = (note.text for note in passage.footnotes)
    return "\n".join((document.title, *passage.headings, passage.stem or "", passage.text, *notes))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ROW, stored=False, indexed=False, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=_ANALYSER, index_option="position")
    return builder.build()
