"""Why each hit is there: what its score is made of, and which words of the question stand in it.

    found, understood = searcher.answer(query), searcher.understand(query)
    reasons = explained(found.hits, found.candidates, understood, searcher.generation.passages)
    reasons[0].cosine, reasons[0].dense_rank, reasons[0].words

Asked for after the search, which works none of it out. A word stands in a passage where its stem stands in the title,
the headings, the text or a footnote of it, as the search by words has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.records import Hit, Passage
from index.lexical import analyser, words_of
from index.retriever import Candidate
from practice.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is where it is. Key: rank.

    `score` orders the hits. `mixed` is the `cosine` (-1 to 1) plus what BM25 adds (from 0 to its weight), and is the
    score as long as no later search scores anew. Where one of the two searches did not find the passage, its number and
    its rank are None, and the least cosine that was found counts; `mixed` is None for a search that mixes nothing.
    `words` are words of the question as typed, `added` words that were added to it, both in their order, those that
    stand in the passage. `footnote` is the text of the footnote that was found, where the passage answers because it
    cites that. `told` is what worked examples add to the score, and `like` the nearest one that this passage answers.
    """

    rank: int
    score: float
    mixed: float | None
    cosine: float | None
    dense_rank: int | None
    bm25_share: float | None
    lexical_rank: int | None
    words: tuple[str, ...]
    added: tuple[str, ...]
    footnote: str | None = None
    told: float | None = None
    like: str | None = None


def explained(
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    understood: Understanding,
    passages: Sequence[Passage],
    examples: Sequence[str] = (),
) -> list[Reason]:
    """The reason of each hit, in order; `candidates` are the hits as the search had them, `passages` all, by row, and
    `examples` the questions of the store's worked examples."""
    words = _Words()
    typed = words.of(understood.query)
    behind = understood.expanded.removeprefix(understood.query)
    added = {stem: word for stem, word in words.of(behind).items() if stem not in typed}
    reasons = []
    for hit, candidate in zip(hits, candidates, strict=True):
        stems = words.of(words_of(hit.document, hit.passage))
        reasons.append(
            Reason(
                rank=hit.rank,
                score=candidate.score,
                mixed=candidate.mixed,
                cosine=candidate.cosine,
                dense_rank=candidate.dense_rank,
                bm25_share=candidate.share,
                lexical_rank=candidate.lexical_rank,
                words=tuple(word for stem, word in typed.items() if stem in stems),
                added=tuple(word for stem, word in added.items() if stem in stems),
                footnote=None if candidate.through is None else passages[candidate.through].text,
                told=candidate.told,
                like=None if candidate.like is None else examples[candidate.like],
            )
        )
    return reasons


class _Words:
    """Texts to words, as the search by words has them."""

    def __init__(self) -> None:
        self._analyser = analyser()

    def of(self, text: str) -> dict[str, str]:
        """By stem, in order, each word as it stands where it stands first; stop words are left out."""
        found: dict[str, str] = {}
        for token in self._analyser.pre_tokenize(text).tokens:
            found.setdefault(token.text, text[token.char_offset_from : token.char_offset_to])
        return found
