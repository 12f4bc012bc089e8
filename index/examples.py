"""Worked examples in a store: what is asked now, beside questions whose answers are known.

    told(passage) = ln(1 + the sum over the nearest examples that name it of worth · exp(10 · (cosine - 0.7)))

An example names passages; a passage of a document that no example names, such as a council's own, is told nothing by
that. It is given what passages like it are told: the mean over the other candidates, the nearer in meaning and in their
score so far, the more they count. So knowing one document well does not put another behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.records import Passage
from practice.examples import Example, Spot

NEAREST = 30
"""Examples that have a say in a question."""

_DIRECT, _HELPS = 1.0, 0.33
_SHARP, _MIDDLE = 10.0, 0.7
_ALIKE, _LEVEL = 10.0, 0.1
"""How fast a candidate counts less for another: by the cosine between them, and by what their scores differ."""

_SAME = str.maketrans({"‘": "'", "’": "'", **dict.fromkeys("‐‑–—", "-")})


class Link(NamedTuple):
    """That an example names the passage of a row, and what that is worth: 1 where it answers, less where it helps."""

    example: int
    row: int
    worth: float


class Told(NamedTuple):
    """What the examples say of candidates, in their order: how much, and the nearest example that names each, or -1."""

    much: NDArray[np.float32]
    like: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions, a vector each, and the `links` to passages, in the order of the questions: shape (links, 2) and one
    worth a link. Only those that name a passage of the store."""

    queries: tuple[str, ...]
    vectors: NDArray[np.float32]
    links: NDArray[np.int64]
    worths: NDArray[np.float32]

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, Any]], vectors: NDArray[np.float32]) -> Examples:
        """What `rows` gave, with the same vectors."""
        links = [(number, row) for number, one in enumerate(rows) for row, _ in one["links"]]
        worths = [worth for one in rows for _, worth in one["links"]]
        queries = tuple(one["query"] for one in rows)
        return cls(queries, vectors, np.array(links, dtype=np.int64), np.array(worths, dtype=np.float32))

    def without(self, rows: Iterable[int]) -> Examples:
        """The same questions with no link to these passages."""
        kept = ~np.isin(self.links[:, 1], np.fromiter(rows, dtype=np.int64))
        return replace(self, links=self.links[kept], worths=self.worths[kept])

    def rows(self) -> Iterator[dict[str, Any]]:
        """An object a question: {"query", "links": [[row, worth], ...]}."""
        links: list[list[list[Any]]] = [[] for _ in self.queries]
        for (example, row), worth in zip(self.links.tolist(), self.worths.tolist(), strict=True):
            links[example].append([row, round(worth, 4)])
        for query, own in zip(self.queries, links, strict=True):
            yield {"query": query, "links": own}

    def is_whole(self, *, passages: int, dimension: int) -> bool:
        """Whether there is a vector of this dimension a question, and no link to more than so many passages."""
        is_shaped = self.vectors.shape == (len(self.queries), dimension) and self.links.shape == (len(self.worths), 2)
        return is_shaped and bool((self.links[:, 1] < passages).all())

    def known(self, passages: Sequence[Passage]) -> NDArray[np.bool_]:
        """One flag a passage: whether an example names its document."""
        named = {passages[row].doc_id for row in self.links[:, 1].tolist()}
        return np.array([passage.doc_id in named for passage in passages], dtype=np.bool_)


class Telling:
    """Asks examples of candidates. `vectors` are the passages', one a row."""

    def __init__(self, examples: Examples, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
        self._examples = examples
        self._vectors = vectors
        self._known = examples.known(passages)
        self._starts = np.searchsorted(examples.links[:, 0], np.arange(len(examples.queries) + 1))

    def told(self, vector: NDArray[np.float32], rows: Sequence[int], scores: NDArray[np.float32]) -> Told:
        """What is told of the candidates `rows`, whose scores so far are `scores`, for a question of this vector."""
        sums: dict[int, float] = {}
        like: dict[int, int] = {}
        cosines = _products(self._examples.vectors, vector)
        for example in np.argsort(-cosines, kind="stable")[:NEAREST].tolist():
            weight = float(np.exp(_SHARP * (cosines[example] - _MIDDLE)))
            for link in range(self._starts[example], self._starts[example + 1]):
                row = int(self._examples.links[link, 1])
                sums[row] = sums.get(row, 0.0) + float(self._examples.worths[link]) * weight
                like.setdefault(row, example)
        much = np.log1p(np.array([sums.get(row, 0.0) for row in rows], dtype=np.float32))
        places = np.array(rows, dtype=np.int64)
        self._fill(much, places, scores)
        return Told(much, np.array([like.get(row, -1) for row in rows], dtype=np.int64))

    def _fill(self, much: NDArray[np.float32], places: NDArray[np.int64], scores: NDArray[np.float32]) -> None:
        """Gives candidates of documents that no example names what those like them are told."""
        known = self._known[places]
        if known.all() or not known.any():
            return
        alike = _products(self._vectors[places[~known]], self._vectors[places[known]].T)
        apart = (scores[~known][:, None] - scores[known][None, :]) / _LEVEL
        share = np.exp(_ALIKE * (alike - 1) - apart**2 / 2) + 1e-9
        much[~known] = (share * much[known]).sum(axis=1) / share.sum(axis=1)


def about(examples: Sequence[Example], doc_ids: Set[str]) -> list[Example]:
    """The examples that name one of these documents, and all of a library's own."""
    return [one for one in examples if one.is_own or any(spot.doc_id in doc_ids for spot in (*one.direct, *one.helps))]


def digest_of(examples: Sequence[Example]) -> str:
    """SHA-256 of examples, empty where there are none."""
    told = [[one.query, one.direct, one.helps] for one in examples]
    return hashlib.sha256(repr(told).encode()).hexdigest() if examples else ""


def links_of(examples: Sequence[Example], passages: Sequence[Passage]) -> list[Link]:
    """Which passages the examples name, an example after the other; a place that stands never or twice is none."""
    found = _Words(passages)
    links = []
    for number, example in enumerate(examples):
        direct = found.rows(example.direct)
        links += [Link(number, row, _DIRECT) for row in sorted(direct)]
        links += [Link(number, row, _HELPS) for row in sorted(found.rows(example.helps) - direct)]
    return links


class _Words:
    """The words of passages by document and page, white space and the kinds of quotation marks and dashes folded."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._rows: dict[str, list[int]] = {}
        self._on: dict[tuple[str, int | None], list[int]] = {}
        self._passages = passages
        self._folded: dict[int, str] = {}
        for row, passage in enumerate(passages):
            self._rows.setdefault(passage.doc_id, []).append(row)
            if passage.page is not None:
                for page in range(passage.page, (passage.last_page or passage.page) + 1):
                    self._on.setdefault((passage.doc_id, page), []).append(row)

    def rows(self, spots: Sequence[Spot]) -> set[int]:
        return {row for spot in spots if (row := self._row(spot)) is not None}

    def _row(self, spot: Spot) -> int | None:
        """The passage that holds the anchor on its page; where the page has it not, in the document."""
        anchor = _fold(spot.anchor)
        for rows in (self._on.get((spot.doc_id, spot.page), ()), self._rows.get(spot.doc_id, ())):
            found = [row for row in rows if anchor in self._text(row)]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _text(self, row: int) -> str:
        if row not in self._folded:
            self._folded[row] = _fold(self._passages[row].text)
        return self._folded[row]


def _fold(text: str) -> str:
    return " ".join(text.translate(_SAME).split())


def made_examples(
    examples: Sequence[Example],
    links: Sequence[Link],
    *,
    vectors: Mapping[str, NDArray[np.float32]],
    encode: Callable[[list[str]], NDArray[np.float32]],
) -> Examples | None:
    """The examples that `links` tie to a passage; None where there are none. `encode` makes the vectors that `vectors`
    does not hold, by the words of their questions."""
    if not links:
        return None
    used = sorted({link.example for link in links})
    numbers = {example: number for number, example in enumerate(used)}
    queries = tuple(examples[example].query for example in used)
    new = sorted({query for query in queries if query not in vectors}, key=len)
    held = {**vectors, **(dict(zip(new, encode(new), strict=True)) if new else {})}
    return Examples(
        queries,
        np.array([held[query] for query in queries], dtype=np.float32),
        np.array([[numbers[link.example], link.row] for link in links], dtype=np.int64),
        np.array([link.worth for link in links], dtype=np.float32),
    )


def unplaced(examples: Sequence[Example], links: Sequence[Link]) -> tuple[str, ...]:
    """The questions of a library's own examples that name no passage."""
    placed = {link.example for link in links}
    return tuple(one.query for number, one in enumerate(examples) if one.is_own and number not in placed)


def _products(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    import torch

    # torch keeps to the one thread that the encoder gave it; numpy would wake others for each question.
    found: NDArray[np.float32] = (torch.from_numpy(left) @ torch.from_numpy(np.ascontiguousarray(right))).numpy()
    return found
