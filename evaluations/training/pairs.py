"""What the encoder learns from: practitioners' queries, each with the passage that it is for.

    asked/queries.jsonl (practice)   written by reading passages; each tied to its place by document, page and an anchor
                                     of at most eight words
    training/queries.jsonl (shared)  each with the words of its passage
    asked/judged.jsonl (practice)    of some of both, which of nine passages near it answer directly, help, or do
                                     neither, judged by reading; a shared query goes by its id

The first and the third are worked examples of the product too (`practice.examples`), whose other file teaches nothing.
None holds a query of `evaluations/queries.jsonl`. A passage is where its words stand today, so that splitting another
way voids nothing.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from core.errors import EvaluationError
from core.records import Passage, Reading
from evaluations.judgements import Judgement, find_anchor
from ingest.letters import folded
from practice.examples import JUDGED, QUERIES

OUTSIDE = Path(__file__).with_name("outside.jsonl")
"""Queries that a library of children's safeguarding does not answer, by category; they teach the encoder nothing."""

LEAST_SHARE = 0.3
"""The least share of a shared passage's words that one of ours must hold to stand for it."""

_LETTERS = 24
_STEP = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and the row of the passage that it is for.

    `key` is the id of a shared query, and the words of one of ours. `right` are other rows that answer or help, `wrong`
    near ones that do not: both judged, none for a query that was not. `helps` says that `row` does not answer.
    """

    key: str
    query: str
    row: int
    doc_id: str
    right: frozenset[int] = frozenset()
    wrong: frozenset[int] = frozenset()
    helps: bool = False


def own_pairs(passages: Sequence[Passage], readings: Mapping[str, Reading], *, path: Path = QUERIES) -> list[Pair]:
    """The pairs of `queries.jsonl` whose documents are held, in the file's order.

    Raises `EvaluationError` naming the anchors that stand not once but never or twice on their page.
    """
    places = _Places(passages, readings)
    pairs = [
        Pair(line["query"], line["query"], row, line["doc_id"])
        for line in read_lines(path)
        if (row := places.row(line["doc_id"], line["page"], line["anchor"])) is not None
    ]
    places.complain()
    return pairs


def judged_pairs(
    pairs: Sequence[Pair], passages: Sequence[Passage], readings: Mapping[str, Reading], *, path: Path = JUDGED
) -> list[Pair]:
    """`pairs` with what `judged.jsonl` says of their queries, and one pair more for each other passage that it names.

    Raises `EvaluationError` as `own_pairs` does.
    """
    judged = read_places(path, passages, readings)
    found: list[Pair] = []
    for pair in pairs:
        if (said := judged.get(pair.key)) is None:
            found.append(pair)
            continue
        right, wrong = frozenset(said["direct"] | said["helps"]), frozenset(said["wrong"] - {pair.row})
        helps = said["helps"] - said["direct"] - {pair.row}
        rows = dict.fromkeys((pair.row, *sorted(said["direct"]), *sorted(helps)))
        found += [Pair(pair.key, pair.query, row, pair.doc_id, right | {pair.row}, wrong, row in helps) for row in rows]
    return found


def read_places(
    path: Path, passages: Sequence[Passage], readings: Mapping[str, Reading]
) -> dict[str, dict[str, set[int]]]:
    """The rows that the lists of a file name, by key: those that answer ("direct"), that help and that are wrong.

    Raises `EvaluationError` as `own_pairs` does.
    """
    places = _Places(passages, readings)
    kinds = ("direct", "helps", "wrong")
    judged = {line["key"]: {kind: places.rows(line[kind]) for kind in kinds} for line in read_lines(path)}
    places.complain()
    return judged


def shared_pairs(passages: Sequence[Passage], path: Path) -> list[Pair]:
    """The pairs of the shared queries: each with the passage of its document that holds most of its passage's words.

    A query is left out where no passage holds `LEAST_SHARE` of them: its words were a running head or a contents page.
    """
    texts: dict[str, list[tuple[int, str]]] = {}
    for row, passage in enumerate(passages):
        texts.setdefault(passage.doc_id, []).append((row, folded(passage.text)))
    pairs: list[Pair] = []
    for line in read_lines(path):
        text = folded(line["passage"])
        shingles = [text[at : at + _LETTERS] for at in range(0, max(1, len(text) - _LETTERS), _STEP)]
        shares = {
            row: sum(shingle in held for shingle in shingles) / len(shingles)
            for row, held in texts.get(line["doc_id"], [])
        }
        best = max(shares, key=lambda row: shares[row], default=None)
        if best is not None and shares[best] >= LEAST_SHARE:
            pairs.append(Pair(line["id"], line["query"], best, line["doc_id"]))
    return pairs


class _Places:
    """Finds the rows of passages by anchors, and keeps what it does not find."""

    def __init__(self, passages: Sequence[Passage], readings: Mapping[str, Reading]) -> None:
        self._readings = readings
        self._starts: dict[str, list[tuple[int, int]]] = {}
        for row, passage in enumerate(passages):
            self._starts.setdefault(passage.doc_id, []).append((passage.start, row))
        self._faults: list[str] = []
        for held in self._starts.values():
            held.sort()

    def row(self, doc_id: str, page: int | None, anchor: str) -> int | None:
        """The passage in which the anchor begins; None where the document is not held or the anchor not found once."""
        if doc_id not in self._readings:
            return None
        spans = find_anchor(Judgement("", doc_id, page, anchor, 2), self._readings[doc_id])
        if len(spans) != 1:
            self._faults.append(f"“{anchor}” stands {len(spans)} times in {doc_id} page {page}")
            return None
        starts = self._starts[doc_id]
        return starts[max(0, bisect_right(starts, spans[0][0], key=itemgetter(0)) - 1)][1]

    def rows(self, places: Sequence[tuple[str, int | None, str]]) -> set[int]:
        """The rows that are found of several places."""
        return {row for place in places if (row := self.row(*place)) is not None}

    def complain(self) -> None:
        """Raises `EvaluationError` naming the anchors that were not found once."""
        if self._faults:
            listed = [*self._faults[:20], f"{len(self._faults)} anchors do not hold; choose others."]
            raise EvaluationError("\n".join(listed))


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON lines file. Raises `EvaluationError` where it is not there or not JSON."""
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except FileNotFoundError as error:
        raise EvaluationError(f"{path} is not there. Name the shared folder with WAYMARK_SHARED.") from error
    except ValueError as error:
        raise EvaluationError(f"{path.name}: not JSON ({error}). Mend the row.") from error
