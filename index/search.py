"""The product's search: a question and filters in, hits out, each with all that a citation needs.

    searcher = Searcher.open(store_folder, model="all-MiniLM-L6-v2")
    searcher.search("how soon after the strat must the conference be", k=5)

    found = searcher.answer("how many days of annual leave do i get")
    found.fit.fits, found.fit.reason

How the searches are composed and weighted is said once, in `product_retriever`. It reads no document and does not
judge whether a passage answers: it ranks, and says with `index.fit` whether the library answers at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import QueryError
from core.records import Document, Failure, Filters, Hit, Passage, Status, Tier
from index.citing import Citing
from index.dense import DenseRetriever
from index.encoder import RememberingEncoder, load_encoder, load_fingerprint
from index.expansion import Expanded, KnownWords
from index.fit import Evidence, Fit, Fitting
from index.fusion import ScoreMix
from index.generation import Generation, open_generation
from index.lexical import LexicalRetriever
from index.model import Encoder
from index.retriever import Candidate, Retriever
from index.store import with_live
from ingest.editions import Standing, passage_standing, standing, stood_on, undated_warned
from ingest.register import Register, known_register
from ingest.sentences import sentence_spans
from practice.matching import matcher_of
from practice.outside import outside_of
from practice.situation import read_situation
from practice.understanding import Understanding

LONGEST_QUERY = 4_000
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A document that the store holds: where it stands on a day, and how many passages it has."""

    document: Document
    status: Status
    warning: str | None
    passages: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search comes to: the hits, best first, and how the question fits the library that they are from.

    `fit` and the `evidence` for it are None where no passage passes the filters. Hits are there whether or not it fits.
    """

    hits: list[Hit]
    fit: Fit | None
    evidence: Evidence | None = None


def product_retriever(generation: Generation, encoder: Encoder) -> Retriever:
    """The search that the product serves: meaning and words, mixed by score; a footnote is answered by the passage that
    cites it. `Searcher` asks it in guidance's words too."""
    dense = DenseRetriever(generation.vectors, encoder)
    mixed = ScoreMix(dense, LexicalRetriever(generation.lexical_folder))
    return Citing(mixed, generation.passages)


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
        self._sentence_encoder = RememberingEncoder(encoder)
        self._retriever = retriever or product_retriever(generation, encoder)
        self._fitting = Fitting(generation.vectors, encoder)
        self._known = KnownWords(generation.passages, encoder.card.name)
        self._today = today
        self._register = register
        self._stood: tuple[tuple[date, date] | None, Mapping[str, Standing]] = (None, {})
        self._cautions = _cautions(generation)
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
        """At most `k` hits, best first; an empty list where no passage passes the filters. As `answer`."""
        return self.answer(query, k=k, filters=filters, without=without, readings=readings).hits

    def answer(
        self,
        query: str,
        *,
        k: int = 10,
        filters: Filters = NO_FILTERS,
        without: Collection[str] = (),
        readings: Mapping[str, str] | None = None,
    ) -> Found:
        """At most `k` hits, and whether what passes the filters answers at all.

        `without` and `readings` are as `understand` has them. Raises `QueryError` for an empty or overlong query, `k`
        below 1, or a filter that names what the library does not hold, and what `understand` raises.
        """
        _check_query(query, k=k)
        expanded = self.understand(query, without=without, readings=readings).expanded
        allowed = self.allowed(filters)
        if not allowed.any():
            return Found([], None)
        candidates = self._retriever.retrieve(expanded, k=k, allowed=allowed)
        passages = [self._generation.passages[candidate.row] for candidate in candidates]
        asked = self._encoder.encode([expanded])[0]
        sentences = nearest_sentences(asked, passages, self._sentence_encoder)
        hits = [
            _hit(rank, candidate, self._held[passage.doc_id], passage, self._standing(passage, filters), sentence)
            for rank, (candidate, passage, sentence) in enumerate(
                zip(candidates, passages, sentences, strict=True), start=1
            )
        ]
        evidence = self._fitting.evidence(
            query,
            hits,
            outside_of(self.library_folder),
            asked=asked,
            allowed=allowed,
            is_immediate=read_situation(query, library=self.library_folder).is_immediate,
        )
        return Found(hits, self._fitting.fit(evidence, hits), evidence)

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
        return _cautioned(stands, self._cautions.get(passage.doc_id))

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


def library_entries(
    generation: Generation, today: date, *, as_of: date | None = None, register: Register | None = None
) -> list[LibraryEntry]:
    """Every document of `generation`, in the manifest's order, with where it stands today or on `as_of`.

    Needs no model. Raises `LibraryError` where the register that ships does not hold.
    """
    held = {document.doc_id: document for document in generation.documents}
    counts = dict.fromkeys(held, 0)
    for passage in generation.passages:
        counts[passage.doc_id] += 1
    standings = standings_of(held, today, as_of=as_of, register=register)
    if as_of is not None:
        standings = {doc_id: undated_warned(held[doc_id], stands, as_of) for doc_id, stands in standings.items()}
    cautions = _cautions(generation)
    standings = {doc_id: _cautioned(stands, cautions.get(doc_id)) for doc_id, stands in standings.items()}
    return [
        LibraryEntry(document, standings[doc_id].status, standings[doc_id].warning, counts[doc_id])
        for doc_id, document in held.items()
    ]


def standings_of(
    held: Mapping[str, Document], today: date, *, as_of: date | None = None, register: Register | None = None
) -> dict[str, Standing]:
    """Where each document stands today or on `as_of`, by doc_id.

    `register` says which later editions there are; None means the one that ships.
    """
    known = register or known_register()
    day = as_of or today
    return {doc_id: standing(document, held, day, known, today=today) for doc_id, document in held.items()}


def _cautions(generation: Generation) -> dict[str, str]:
    """What a reader must know of the documents that answer from an earlier reading, by doc_id."""
    return {failure.doc_id: failure.caution for failure in generation.manifest.failures if failure.caution}


def _cautioned(stands: Standing, caution: str | None) -> Standing:
    return replace(stands, warning=" ".join(filter(None, (stands.warning, caution)))) if caution else stands


def areas_of(documents: Sequence[Document]) -> tuple[str, ...]:
    """The areas that local documents apply to, by name; national documents apply in all of them."""
    return tuple(sorted({document.applies_to for document in documents if document.tier is Tier.LOCAL}))


def narrowed(held: Mapping[str, Document], filters: Filters) -> set[str]:
    """The doc_ids that are of the tiers, area, publishers and documents asked for, wherever they stand.

    With an area, local documents of that area (in any case of letters) and all others pass. Raises `QueryError` where
    a filter names what no document has.
    """
    documents = list(held.values())
    area = filters.area.casefold() if filters.area is not None else None
    _check_known("tier", filters.tiers, [tier.value for tier in Tier])
    _check_known("publisher", filters.publishers, sorted({document.publisher for document in documents}))
    _check_known("document", filters.doc_ids, sorted(held))
    if area is not None and area not in {known.casefold() for known in areas_of(documents)}:
        raise _unknown("area", filters.area or "", areas_of(documents))
    return {
        document.doc_id
        for document in documents
        if (not filters.tiers or document.tier in filters.tiers)
        and (area is None or document.tier is not Tier.LOCAL or document.applies_to.casefold() == area)
        and (not filters.publishers or document.publisher in filters.publishers)
        and (not filters.doc_ids or document.doc_id in filters.doc_ids)
    }


def shown(document: Document, stands: Standing, filters: Filters) -> bool:
    """Whether what stands so is shown: superseded only with `include_superseded`; with `as_of`, what stood that day."""
    if stands.status is Status.SUPERSEDED:
        return filters.include_superseded
    return filters.as_of is None or stood_on(document, stands, filters.as_of)


def nearest_sentences(query: NDArray[np.float32], passages: Sequence[Passage], encoder: Encoder) -> list[str]:
    """For each passage its sentence nearest to the query, verbatim; the first of equals; the whole text if none.

    `query` is the query's vector, so that an encoder which remembers sentences never sees what was typed. The encoder
    is called once, for all sentences of all passages that have more than one.
    """
    found = [
        [passage.text[start:end] for start, end in sentence_spans(passage.text)] or [passage.text]
        for passage in passages
    ]
    several = list(dict.fromkeys(one for sentences in found if len(sentences) > 1 for one in sentences))
    scores = dict(zip(several, (encoder.encode(several) @ query).tolist(), strict=True))
    return [max(sentences, key=lambda one: scores.get(one, 0.0)) for sentences in found]


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


def _check_known(kind: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for one in asked:
        if one not in known:
            raise _unknown(kind, one, known)


def _unknown(kind: str, asked: str, known: Sequence[str]) -> QueryError:
    listed = ", ".join(known) if known else "none"
    return QueryError(f'No {kind} "{asked}" in this library. There is: {listed}.')
