"""How long it takes to hold procedures against national documents: `python -m evaluations.speed align`.

Beside it, over the same sentences in the same run, stand what most people would build: the nearest sentence by meaning
(encode, and every pair's cosine), and the nearest by its letters. These give pairs and no finding.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import click
from rapidfuzz import fuzz, process

from alignment.findings import findings
from alignment.sides import Sides
from alignment.suggesting import standing_on, suggested
from core.errors import EvaluationError
from core.records import Document, Tier
from core.settings import model_name, store_folder
from index.encoder import load_encoder, load_fingerprint
from index.generation import Generation, open_generation
from index.model import Encoder
from index.store import with_live

MOST_SECONDS_FOR_ONE = 20.0
MOST_SECONDS_FOR_ALL = 120.0
NATIONAL = 3


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock and of the processor."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: a generation, a loaded encoder, and the day."""

    generation: Generation
    encoder: Encoder
    day: date

    @classmethod
    def open(cls, store: Path, *, model: str, day: date) -> Bench:
        """Opens the store as `Sides.open` does, and raises as that does."""
        fingerprint = load_fingerprint(model)
        generation = with_live(store, lambda folder: open_generation(folder, fingerprint=fingerprint))
        return cls(generation, load_encoder(model), day)

    def sides(self, kept_in: Path) -> Sides:
        """Sides as a process that has just begun has them; the vectors that stand in `kept_in` are not made again."""
        return Sides(self.generation, self.encoder, kept_in=kept_in)

    def standing(self, *, local: bool) -> list[Document]:
        """The local documents that stand on the day, or the others; the longest first."""
        lengths = {doc_id: len(reading.text) for doc_id, reading in self.generation.readings().items()}
        sides = Sides(self.generation, self.encoder)
        held = [one for one in standing_on(sides, self.day) if (one.tier is Tier.LOCAL) is local]
        return sorted(held, key=lambda one: (-lengths[one.doc_id], one.doc_id))

    def aligned(self, kept_in: Path, doc_id: str, against: Sequence[str]) -> int:
        """How many findings one procedure has, worked out from nothing but the kept vectors."""
        return len(findings(self.sides(kept_in), doc_id, against, day=self.day))

    def all_aligned(self, kept_in: Path, doc_ids: Sequence[str]) -> int:
        """How many findings all have, each beside what is suggested for it, by one process."""
        sides = self.sides(kept_in)
        return sum(len(findings(sides, one, suggested(sides, one, day=self.day), day=self.day)) for one in doc_ids)

    def nearest_by_meaning(self, doc_id: str, against: Sequence[str]) -> int:
        """How many pairs there are of each local sentence with the nearest national one, every sentence encoded."""
        local, national = self._texts([doc_id]), self._texts(against)
        cosines = self.encoder.encode(local) @ self.encoder.encode(national).T
        return len(cosines.argmax(axis=1))

    def nearest_by_letters(self, doc_id: str, against: Sequence[str]) -> int:
        """The same by the letters that two sentences share in order."""
        national = self._texts(against)
        return sum(process.extractOne(one, national, scorer=fuzz.ratio) is not None for one in self._texts([doc_id]))

    def _texts(self, doc_ids: Sequence[str]) -> list[str]:
        sides = Sides(self.generation, self.encoder)
        return [one.text for doc_id in doc_ids for one in sides.unmeant(doc_id).statements]


def spent(step: Callable[[], int]) -> tuple[Spent, int]:
    """What a step takes, and what it gives."""
    wall, processor = time.perf_counter(), time.process_time()
    found = step()
    return Spent(time.perf_counter() - wall, time.process_time() - processor), found


@click.command()
@click.option("--store", default=store_folder, type=click.Path(file_okay=False, path_type=Path), help="The index.")
@click.option("--model", default=model_name, help="The encoder.")
@click.option("--local", "doc_id", help="This procedure alone.  [default: the longest, and then all of them]")
@click.option("--against", multiple=True, help="National documents; may be given again.  [default: the three longest]")
def align(store: Path, model: str, doc_id: str | None, against: Sequence[str]) -> None:
    """Seconds for one procedure beside three national documents, and for every procedure of the store."""
    bench = Bench.open(store, model=model, day=date.today())
    procedures = [one.doc_id for one in bench.standing(local=True)]
    national = list(against) or [one.doc_id for one in bench.standing(local=False)][:NATIONAL]
    if not procedures or not national:
        raise EvaluationError(f"{store} holds no local procedure with a national document beside it: ingest some.")
    local = doc_id or procedures[0]
    click.echo(f"{local} beside {', '.join(national)}")
    with tempfile.TemporaryDirectory(prefix="waymark-align-") as folder:
        one = partial(bench.aligned, Path(folder), local, national)
        _told("findings, no vector kept", one, "findings")
        missed = _told("findings, vectors kept", one, "findings").wall > MOST_SECONDS_FOR_ONE
        _told("nearest by meaning alone", partial(bench.nearest_by_meaning, local, national), "pairs")
        _told("nearest by letters alone", partial(bench.nearest_by_letters, local, national), "pairs")
    if doc_id is None:
        click.echo(f"every procedure that stands ({len(procedures)}), each beside what is suggested")
        with tempfile.TemporaryDirectory(prefix="waymark-align-") as folder:
            every = partial(bench.all_aligned, Path(folder), procedures)
            missed |= _told("findings, no vector kept", every, "findings").wall > MOST_SECONDS_FOR_ALL
            _told("findings, vectors kept", every, "findings")
    if missed:
        sys.exit(1)


def _told(name: str, step: Callable[[], int], what: str) -> Spent:
    taken, found = spent(step)
    click.echo(
        f"   {name:26}{taken.wall:8.1f} s by the clock{taken.processor:8.1f} s of the processor   {found} {what}"
    )
    return taken
