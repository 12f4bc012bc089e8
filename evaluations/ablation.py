"""What each step of the search brings: the product with one step left out, or put in.

    - tuned encoder    the plain MiniLM in place of the tuned one, which has no second stage
    - terms            the words as typed, nothing of guidance's added
    - score mix        reciprocal rank fusion of meaning and words in place of the weighted scores; its scores are small
                       beside those of the tokens, which then decide among the first 50
    - words            meaning alone
    - second stage     no scoring anew
    - examples         the second stage without worked examples
    + concerns         the words that guidance has for what a situation is about, added to the search as well

The last is no part of the product: it is measured because it might be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.records import Filters
from evaluations.systems import System, as_system, cached_vectors, embedded_texts, plain_of
from index.citing import Citing
from index.dense import DenseRetriever
from index.expansion import Expanded
from index.fusion import RankFusion
from index.lexical import LexicalRetriever
from index.retriever import Candidate, Retriever
from index.search import Searcher, product_retriever, second_stage
from practice.rules import SignKind
from practice.situation import read_situation, words_to_search


class WithConcerns:
    """Searches with the words that guidance has for what the query is about, and for the step it is at, besides."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """As the retriever within, for the longer query."""
        situation = read_situation(query)
        signs = (*situation.concerns, *situation.of(SignKind.STEP))
        added = [words for sign in signs if (words := words_to_search(situation, sign))]
        return self._retriever.retrieve("; ".join([query, *added]), k=k, allowed=allowed)


def ablation(searcher: Searcher) -> list[System]:
    """The product less or more each step, over the documents that a search shows."""
    generation, encoder = searcher.generation, searcher.encoder
    plain = plain_of(encoder)
    vectors = generation.vectors if plain is encoder else cached_vectors(plain, embedded_texts(generation))
    in_plain = replace(generation, vectors=vectors, tokens=None)
    dense = DenseRetriever(generation.vectors, encoder)
    lexical = LexicalRetriever(generation.lexical_folder)

    def served(retriever: Retriever) -> Retriever:
        rescored = second_stage(retriever, generation, encoder)
        return Expanded(Citing(rescored, generation.passages), searcher.understand)

    without_tokens = replace(generation, tokens=None)
    without_examples = replace(generation, examples=None)

    steps: Sequence[tuple[str, Retriever]] = [
        ("- tuned encoder", Expanded(product_retriever(in_plain, plain), searcher.understand)),
        ("- terms", product_retriever(generation, encoder)),
        ("- score mix", served(RankFusion(dense, lexical))),
        ("- words", served(dense)),
        ("- second stage", Expanded(product_retriever(without_tokens, encoder), searcher.understand)),
        ("- examples", Expanded(product_retriever(without_examples, encoder), searcher.understand)),
        ("+ concerns", WithConcerns(searcher.retriever)),
    ]
    allowed = searcher.allowed(Filters())
    return [as_system(name, retriever, generation.passages, allowed) for name, retriever in steps]


def is_step(name: str) -> bool:
    """Whether a system of this name is the product less or more a step."""
    return name.startswith(("- ", "+ "))
