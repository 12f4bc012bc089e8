"""The judged situations: what was asked, of which directory, and which services answer it.

    read_situations()     # [Judged("sq-kabul", "just turned 16, …", Split.DEV, "marlbrook", 16, "CA2 6ZN", …), …]

Every `*queries.jsonl` and `*judgements.jsonl` of this folder is read; a row that names no `source` is of the sample.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import EvaluationError
from core.settings import ROOT, shared_folder
from evaluations.judgements import Split

FOLDER = Path(__file__).parent
SAMPLE = "marlbrook"
TUNING = "marlbrook-tuning"
"""More situations over the sample, all of which may be looked at."""
SECOND = "marlbrook-second"
"""Others, written and judged before any search saw them; those held out were not looked at to change anything."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A situation and the relevance (1 or 2) of services by id, all others being 0. Key: query_id."""

    query_id: str
    query: str
    split: Split
    source: str
    age: float | None
    postcode: str | None
    area: str | None
    relevance: Mapping[str, int]


def feed_of(source: str) -> Path:
    """The file with the services of a source; it need not be there."""
    if source in (SAMPLE, TUNING, SECOND):
        return ROOT / "services" / "sample" / "marlbrook.json"
    return shared_folder() / "services" / {"bristol": "bristol-2024-12-oruk1.json"}.get(source, f"{source}.json")


def read_situations(folder: Path = FOLDER) -> list[Judged]:
    """The situations in the order of the files. Raises `EvaluationError` where one is judged nowhere or twice."""
    relevance: dict[str, dict[str, int]] = {}
    for row in _rows(folder, "*judgements.jsonl"):
        judged = relevance.setdefault(row["query_id"], {})
        if row["service_id"] in judged:
            raise EvaluationError(f"{row['query_id']}: {row['service_id']} is judged twice; keep one row.")
        judged[row["service_id"]] = row["relevance"]
    found = []
    for row in _rows(folder, "*queries.jsonl"):
        query_id = row["query_id"]
        if not relevance.get(query_id):
            raise EvaluationError(f"{query_id}: no service is judged for it; judge it, or take it out.")
        asked = (row["query"], Split(row["split"]), row.get("source", SAMPLE), row["age"], row["postcode"], row["area"])
        found.append(Judged(query_id, *asked, relevance=relevance[query_id]))
    return found


def _rows(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
