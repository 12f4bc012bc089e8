"""Situations with the signs that a person gave them, and how the rules do on them.

`data/situations.jsonl` and `data/false_friends.jsonl` are in our own words; their held-out half was labelled before the
first rule was written, by the author of the rules. `data/shared_concerns.json` labels concerns of the shared corpus's
training queries, by id: the first sixty before the rules had seen them and used to mend the rules since (dev), the
second sixty before the mended rules had seen them, and not used (held-out).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practice.situation import Situation, read_situation

DATA = Path(__file__).parent / "data"
SPLITS = ("dev", "held-out")
KINDS = ("concerns", "child", "ages", "step", "asked")


@dataclass(frozen=True)
class Score:
    """Signs found that were labelled, found that were not, and labelled that were not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def with_text(self, found: set[str], labelled: set[str]) -> Score:
        return Score(
            self.right + len(found & labelled),
            self.wrong + len(found - labelled),
            self.missed + len(labelled - found),
        )

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)

    @property
    def row(self) -> str:
        counts = f"{self.right} | {self.wrong} | {self.missed}"
        return f"{counts} | {self.precision:.2f} | {self.recall:.2f} |"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def situations(split: str | None = None) -> list[dict[str, Any]]:
    return [row for row in rows("situations.jsonl") if split in (None, row["split"])]


def found(situation: Situation, kind: str) -> set[str]:
    """The ids of one kind of sign as the labels name them; ages by their words."""
    signs = {"child": situation.children, "step": situation.steps}.get(kind) or getattr(situation, kind, ())
    return {sign.age.in_words if sign.age else sign.id for sign in signs}


def scores() -> Iterator[tuple[str, str, Score]]:
    """The score of each kind of sign on each half of our own situations."""
    for split in SPLITS:
        for kind in KINDS:
            score = Score()
            for row in situations(split):
                score = score.with_text(found(read_situation(row["text"]), kind), set(row[kind]))
            yield split, kind, score


def shared_scores(shared: Path) -> Iterator[tuple[str, Score]]:
    """The score of concerns on the labelled training queries of the shared corpus."""
    lines = (shared / "training" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    queries = {row["id"]: row["query"] for row in map(json.loads, lines)}
    for split, labels in json.loads((DATA / "shared_concerns.json").read_text(encoding="utf-8")).items():
        score = Score()
        for query_id, labelled in labels.items():
            score = score.with_text(found(read_situation(queries[query_id]), "concerns"), set(labelled))
        yield split, score
