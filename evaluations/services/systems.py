"""What is compared: the product, and what a directory has without it, each with and without the product's hard filters.

    keyword      BM25 over the same texts: name, terms, description, who it is for, who runs it
    dense        cosines of the same vectors, by the same encoder
    unfiltered   the same two as most directories search: without age and area

All answer with ids, best first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from core.settings import shared_folder
from evaluations.services.judged import Judged, feed_of
from index.encoder import load_encoder
from services.importing import import_services
from services.matching import Match, Matcher
from services.postcode_files import import_districts
from services.shelf import Words, text_of
from services.values import LONDON

K = 10
PRODUCT = "product"
TODAY = datetime(2026, 11, 28, 12, tzinfo=LONDON)
"""The day on which the sample stands."""

Answer = Callable[[Judged], list[str]]


@dataclass(frozen=True, slots=True)
class Bench:
    """A directory that is searched: the systems by name, and what the product shows."""

    systems: dict[str, Answer]
    shown: Callable[[Judged], Sequence[Match]]


@contextmanager
def bench(source: str, *, model: str) -> Iterator[Bench]:
    """The systems over the services of a source, imported into a store that is gone afterwards."""
    with TemporaryDirectory(prefix="waymark-services-") as folder:
        store = Path(folder)
        import_services(str(feed_of(source)), store, name=source)
        districts = shared_folder() / "services" / "uk_outcode_centroids_2014.csv"
        if districts.is_file():
            import_districts(districts, store)
        yield _bench(store, model=model)


def _bench(store: Path, *, model: str) -> Bench:
    encoder = load_encoder(model)
    matcher = Matcher.open(store, model=model, encoder=encoder, clock=lambda: TODAY)
    ids = [entry.service.id for entry in matcher.entries]
    texts = [text_of(entry.service) for entry in matcher.entries]
    words = Words.of(texts)
    vectors = encoder.encode(texts)

    def shown(judged: Judged) -> Sequence[Match]:
        return matcher.match(judged.query, age=judged.age, postcode=judged.postcode, area=judged.area, k=K).matches

    def fitting(judged: Judged) -> NDArray[np.bool_]:
        return matcher.fitting(judged.query, age=judged.age, postcode=judged.postcode, area=judged.area)

    def keyword(judged: Judged) -> NDArray[np.float32]:
        return words.scores(dict.fromkeys(words.terms(judged.query), 1.0))

    def dense(judged: Judged) -> NDArray[np.float32]:
        found: NDArray[np.float32] = vectors @ encoder.encode([judged.query])[0]
        return found

    def best(scores: NDArray[np.float32], allowed: NDArray[np.bool_] | None = None) -> list[str]:
        order = np.argsort(-scores, kind="stable")
        return [ids[row] for row in order if allowed is None or allowed[row]][:K]

    systems: dict[str, Answer] = {
        PRODUCT: lambda judged: [match.entry.service.id for match in shown(judged)],
        "keyword": lambda judged: best(keyword(judged), fitting(judged)),
        "dense": lambda judged: best(dense(judged), fitting(judged)),
        "keyword, unfiltered": lambda judged: best(keyword(judged)),
        "dense, unfiltered": lambda judged: best(dense(judged)),
    }
    return Bench(systems, shown)
