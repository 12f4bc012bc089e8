"""The product's search: a question and filters in, hits out, each with all that a citation needs.

    searcher = Searcher.open(store_folder, model="waymark-minilm")
    searcher.search("how soon after the strat must the conference be", k=5)

    found = searcher.answer("how many days of annual leave do i get")
    found.fit.fits, found.fit.reason
    found.also              the parts of a long situation that the hits leave out (`index.covering`)

How the searches are composed and weighted is said once, in `product_retriever`. It reads no document and does not
judge whether a passage answers: it ranks, and says with `index.fit` whether the library answers at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import QueryError
from core.records import Document, Failure, Filters, Hit, Passage
from index.ahead import Ahead
from index.citing import Citing
from index.covering import EACH, RARE, Also, left_out, words_for
from index.dense import DenseRetriever
from index.encoder import load_encoder, load_fingerprint
from index.examples import Telling
from index.expansion import Expanded, KnownWords
from index.fit import Evidence, Fit, Fitting
from index.fusion import ScoreMix
from index.generation import Generation, open_generation
from index.lexical import LexicalRetriever, words_of
from index.model import Encoder, TokenEncoder
from index.narrowing import areas_of, narrowed, shown
from index.nearest import QuestionVectors, Sentences
from index.rescoring import Grounds, Rescored
from index.retriever import Candidate, Retriever
from index.standings import LibraryEntry, cautioned, cautions_of, library_entries, standings_of
from index.store import with_live
from ingest.editions import Standing, passage_standing, undated_warned
from ingest.register import Register
from practice.matching import matcher_of
from practice.outside import outside_of
from practice.situation import Situation, read_situation
from practice.understanding import Understanding

LONGEST_QUERY = 4_000
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search comes to: the hits, best first, and how the question fits the library that they are from.

    `fit` and the `evidence` for it are None where no passage passes the filters. Hits are there whether or not it fits.
    `candidates` are the hits as the search had them, one a hit. `also` are the parts of a long situation that the hits
    leave out, in its order.
    """

    hits: list[Hit]
    fit: Fit | None
    evidence: Evidence | None = None
    candidates: tuple[Candidate, ...] = ()
    also: tuple[Also, ...] = ()


def product_retriever(generation: Generation, encoder: Encoder) -> Retriever:
    """The search that the product serves: meaning and words, mixed by score; the first of these in the order of a
    closer look, where the store has tokens; a footnote is answered by the passage that cites it. `Searcher` asks it in
    guidance's words too."""
    dense = DenseRetriever(generation.vectors, encoder)
    mixed = ScoreMix(dense, LexicalRetriever(generation.lexical_folder))
    return Citing(second_stage(mixed, generation, encoder), generation.passages)


def second_stage(retriever: Retriever, generation: Generation, encoder: Encoder) -> Retriever:
    """The retriever with its first candidates scored anew; itself where the store has no tokens."""
    if generation.tokens is None or not isinstance(encoder, TokenEncoder):
        return retriever
    grounds = Grounds(generation.passages, generation.vectors, generation.tokens)
    telling = None
    if generation.examples is not None:
        telling = Telling(generation.examples, generation.passages, generation.vectors)
    return Rescored(retriever, grounds, encoder, telling=telling)


class Searcher:
    """Answers questions from one generation; keeps it, whatever happens to the store later.

    `today` decides which editions stand; None means the day of each call. A search may ask for another day by itself:
    `Filters.as_of`. `register` says which later editions there are; None means the one that ships.
    """

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        *,
        retriever: Retriever | None = None,
        today: date | None = None,
        register: Register | None = None,
    ) -> None:
        self._generation = generation
        self._encoder = encoder
        self._ahead = Ahead(encoder)
        self._lexical = LexicalRetriever(generation.lexical_folder)
        if not isinstance(encoder, TokenEncoder):
            generation = replace(generation, tokens=None)
        self._sentences = Sentences(generation.passages, encoder, generation.tokens)
        self._retriever = retriever or product_retriever(generation, self._ahead)
        self._fitting = Fitting(generation.vectors, encoder)
        self._known = KnownWords(generation.passages, encoder.card.name)
        self._today = today
        self._register = register
        self._stood: tuple[tuple[date, date] | None, Mapping[str, Standing]] = (None, {})
        self._cautions = cautions_of(generation)
        self._held = {document.doc_id: document for document in generation.documents}
        places = {doc_id: place for place, doc_id in enumerate(self._held)}
        self._places = np.array([places[passage.doc_id] for passage in generation.passages], dtype=np.int64)
        self._law = [row for row, passage in enumerate(generation.passages) if passage.provision is not None]

    @classmethod
    def open(cls, store_folder: Path, *, model: str, today: date | None = None) -> Searcher:
        """Opens the store and loads the model it was built with.

        Raises `StoreMissingError`, `StoreMismatchError` (also for another model's store) or `ModelError`.
        """
        fingerprint = load_fingerprint(model)

        def opened(folder: Path) -> Searcher:
            return cls(open_generation(folder, fingerprint=fingerprint), load_encoder(model), today=today)

        return with_live(store_folder, opened)

    @property
    def generation(self) -> Generation:
        """What is being searched."""
        return self._generation

    @property
    def encoder(self) -> Encoder:
        """The model that queries are encoded with."""
        return self._encoder

    @property
    def retriever(self) -> Retriever:
        """The search behind the hits, in guidance's words too, without filters or labels."""
        return Expanded(self._retriever, self.understand)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that local documents apply to, by name."""
        return areas_of(self._generation.documents)

    @property
    def library_folder(self) -> Path:
        """The folder of the library that the store was built from, with its own terms and concerns."""
        return Path(self._generation.manifest.library_folder)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The documents that could not be read when the store was built, those of an earlier reading among them."""
        return self._generation.manifest.failures

    def quoted(self, candidates: Sequence[Candidate], query: str, *, filters: Filters = NO_FILTERS) -> list[Hit]:
        """What `retriever` found for `query`, or some of it, as hits in the order given; ranks are places in it."""
        expanded = self.understand(query).expanded
        with self._ahead.of([expanded]) as rows:
            asked = self._asked(expanded, rows[0])
        return self._hits(candidates, asked, filters)

    @contextmanager
    def asking(self, queries: Sequence[str]) -> Iterator[None]:
        """Within it these questions, in guidance's words too, are encoded but once, and together."""
        with self._ahead.of([self.understand(query).expanded for query in queries]):
            yield

    def documents(self) -> list[LibraryEntry]:
        """Every document of the store, in the manifest's order, with where it stands."""
        return library_entries(self._generation, self._day(), register=self._register)

    def understand(
        self, query: str, *, without: Collection[str] = (), readings: Mapping[str, str] | None = None
    ) -> Understanding:
        """What guidance calls the words of `query`, by the terms that ship and the library's own, as `search` adds it.

        Nothing is added for what was typed as one of `without`; `readings` gives, by what was typed, the reading that
        an ambiguous term is to have. Raises `QueryError` for an overlong query or a reading that there is not, and
        `TermsError` where the library's terms have mistakes.
        """
        _check_length(query)
        matcher = matcher_of(self.library_folder)
        return matcher.understand(query, known=self._known, without=without, readings=readings)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        filters: Filters = NO_FILTERS,
        without: Collection[str] = (),
        readings: Mapping[str, str] | None = None,
    ) -> list[Hit]:
        """At most `k` hits, best first; an empty list where no passage passes the filters. As `answer`, hits alone."""
        _check_query(query, k=k)
        expanded = self.understand(query, without=without, readings=readings).expanded
        return self._first(expanded, k=k, filters=filters, allowed=self.allowed(filters))[0]

    def answer(
        self,
        query: str,
        *,
        k: int = 10,
        filters: Filters = NO_FILTERS,
        without: Collection[str] = (),
        readings: Mapping[str, str] | None = None,
        without_signs: Collection[str] = (),
        with_parts: bool = True,
    ) -> Found:
        """At most `k` hits, whether what passes the filters answers at all, and what the hits leave out of `query`.

        `without` and `readings` are as `understand` has them; `without_signs` are the ids of signs that do not count,
        so that what they alone say is immediate is held back like anything else. Raises what `understand` raises, and
        `QueryError` for an empty query, `k` below 1, or a filter that names what the library does not hold.
        """
        _check_query(query, k=k)
        understood = self.understand(query, without=without, readings=readings)
        allowed = self.allowed(filters)
        if not allowed.any():
            return Found([], None)
        hits, candidates, asked = self._first(understood.expanded, k=k, filters=filters, allowed=allowed)
        situation = read_situation(query, library=self.library_folder, without=without_signs)
        evidence = self._evidence(
            query, hits, asked.vector, allowed, is_immediate=situation.is_immediate, signs=situation.is_read()
        )
        fit = self._fitting.fit(evidence, hits)
        also: tuple[Also, ...] = ()
        if with_parts and fit.fits and len(situation.parts) > 1:
            rows = [candidate.row for candidate in candidates]
            also = tuple(self._also(situation, understood, shown=rows, filters=filters, allowed=allowed))
        return Found(hits, fit, evidence, tuple(candidates), also)

    def _first(
        self, expanded: str, *, k: int, filters: Filters, allowed: NDArray[np.bool_]
    ) -> tuple[list[Hit], list[Candidate], QuestionVectors]:
        """The hits of a question in guidance's words too, as the search had them, and the question as compared."""
        with self._ahead.of([expanded]) as rows:
            candidates = self._retriever.retrieve(expanded, k=k, allowed=allowed)
            asked = self._asked(expanded, rows[0])
        return self._hits(candidates, asked, filters), candidates, asked

    def _asked(self, expanded: str, row: NDArray[np.float32]) -> QuestionVectors:
        """A question in guidance's words too, with its vector, as it is compared with sentences."""
        return QuestionVectors(
            row, self._ahead.encode_tokens(expanded) if isinstance(self._encoder, TokenEncoder) else None
        )

    def _also(
        self,
        situation: Situation,
        understood: Understanding,
        *,
        shown: list[int],
        filters: Filters,
        allowed: NDArray[np.bool_],
    ) -> Iterator[Also]:
        """The parts that the rows which are `shown` leave out, each searched by itself; all are encoded together."""
        queries = [understood.within(part.start, part.end).expanded for part in situation.parts]
        with self._ahead.of(queries) as rows:
            found = [self._retriever.retrieve(query, k=EACH, allowed=allowed) for query in queries]
            asked = [self._asked(query, row) for query, row in zip(queries, rows, strict=True)]
        for part, one, own in zip(situation.parts, asked, found, strict=True):
            rare = self._lexical.rare_terms(words_for(part, situation, understood), most=RARE)
            far = left_out(one.vector, own, shown=shown, vectors=self._generation.vectors)
            left = [candidate for candidate in far if self._holds(candidate, rare)]
            if not left or left[0] is not own[0]:
                continue
            hits = self._hits(left, one, filters, after=len(shown))
            signs = situation.is_read(part)
            evidence = self._evidence(part.text, hits, one.vector, allowed, is_immediate=False, signs=signs)
            if self._fitting.fit(evidence, hits).fits:
                shown = [*shown, *(candidate.row for candidate in left)]
                yield Also(part, tuple(hits), tuple(left))

    def _holds(self, candidate: Candidate, terms: set[str]) -> bool:
        """Whether the passage of a candidate holds one of `terms`."""
        passage = self._generation.passages[candidate.row]
        return not terms.isdisjoint(self._lexical.terms(words_of(self._held[passage.doc_id], passage)))

    def _hits(
        self, candidates: Sequence[Candidate], asked: QuestionVectors, filters: Filters, *, after: int = 0
    ) -> list[Hit]:
        """What a reader needs of the candidates, ranked from `after` + 1, with the sentence nearest to `asked`."""
        passages = [self._generation.passages[candidate.row] for candidate in candidates]
        sentences = self._sentences.nearest(asked, [candidate.row for candidate in candidates])
        return [
            _hit(rank, candidate, self._held[passage.doc_id], passage, self._standing(passage, filters), sentence)
            for rank, (candidate, passage, sentence) in enumerate(
                zip(candidates, passages, sentences, strict=True), start=after + 1
            )
        ]

    def _evidence(
        self,
        query: str,
        hits: Sequence[Hit],
        asked: NDArray[np.float32],
        allowed: NDArray[np.bool_],
        *,
        is_immediate: bool,
        signs: bool,
    ) -> Evidence:
        outside = outside_of(self.library_folder)
        return self._fitting.evidence(
            query, hits, outside, asked=asked, allowed=allowed, is_immediate=is_immediate, signs=signs
        )

    def allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """One flag a passage, by row: whether it passes `filters`. Raises `QueryError` as `search` does.

        Without `as_of` it stands or falls with its document; with it, law does so provision by provision.
        """
        standings = self._standings(filters.as_of or self._day())
        named = narrowed(self._held, filters)
        flags = [doc_id in named and shown(self._held[doc_id], standings[doc_id], filters) for doc_id in self._held]
        allowed: NDArray[np.bool_] = np.array(flags, dtype=np.bool_)[self._places]
        if filters.as_of is not None:
            for row in self._law:
                passage = self._generation.passages[row]
                stands = passage_standing(standings[passage.doc_id], passage.provision, filters.as_of)
                allowed[row] = passage.doc_id in named and shown(self._held[passage.doc_id], stands, filters)
        return allowed

    def _standing(self, passage: Passage, filters: Filters) -> Standing:
        """Where one passage stands on the day that is asked for, with all that a reader must be warned of."""
        day = filters.as_of or self._day()
        stands = passage_standing(self._standings(day)[passage.doc_id], passage.provision, day)
        if filters.as_of is not None:
            stands = undated_warned(self._held[passage.doc_id], stands, day, passage.provision)
        return cautioned(stands, self._cautions.get(passage.doc_id))

    def _standings(self, day: date) -> Mapping[str, Standing]:
        """Where each document stands on `day`, worked out when that or today changes."""
        days = (day, self._day())
        stood, standings = self._stood
        if stood != days:
            standings = standings_of(self._held, days[1], as_of=day, register=self._register)
            self._stood = (days, standings)
        return standings

    def _day(self) -> date:
        return self._today or date.today()


def _hit(rank: int, candidate: Candidate, document: Document, passage: Passage, stands: Standing, sentence: str) -> Hit:
    return Hit(
        rank=rank,
        score=candidate.score,
        document=document,
        passage=passage,
        status=stands.status,
        sentence=sentence,
        warning=stands.warning,
        dense_rank=candidate.dense_rank,
        lexical_rank=candidate.lexical_rank,
    )


def _check_query(query: str, *, k: int) -> None:
    if not query.strip():
        raise QueryError("The question is empty. Say in your own words what you need to know.")
    _check_length(query)
    if k < 1:
        raise QueryError(f"The number of hits must be at least 1, not {k}.")


def _check_length(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise QueryError(
            f"The question has {len(query):,} characters, the most is {LONGEST_QUERY:,}. Keep what you need to know."
        )
