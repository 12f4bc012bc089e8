"""Trains the shipped encoder, and compares it with the plain one where it has not been.

    python -m evaluations.training train --store store-corpus --epochs 2 --out first.safetensors
    python -m evaluations.training train --store store-corpus --start first.safetensors --epochs 3 --rate 2.5e-5 \\
        --others 1500 --out second.safetensors
    python -m evaluations.training blend --store store-corpus --layers second.safetensors --out layers.safetensors
    python -m evaluations.training train --store store-corpus --out left-out.safetensors --without iro-handbook-2010
    python -m evaluations.training compare --store store-corpus --layers left-out.safetensors --on iro-handbook-2010
    python -m evaluations.training outside --layers layers.safetensors
    python -m evaluations.training weigh --store store-corpus

`WAYMARK_SHARED` names the folder with the shared queries and the other field's text. The first three make the layers
that ship, `index/waymark_minilm/layers.safetensors`; a store made with others must be ingested anew.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from safetensors.torch import load_file, save_file

from core.records import Filters, Passage
from core.settings import PACKAGED_MODEL, model_name, shared_folder, store_folder
from evaluations.systems import embedded_texts
from evaluations.training.comparing import (
    Question,
    as_passages,
    compared,
    outside_questions,
    questions_of,
)
from evaluations.training.pairs import Pair, judged_pairs, own_pairs, shared_pairs
from evaluations.training.recipe import Recipe, blended, trained
from evaluations.training.weighing import cross_measured, fitted, judged_lists, measured, measured_with_examples
from index.encoder import SentenceTransformerEncoder, TunedEncoder
from index.lexical import LexicalRetriever, write_lexical
from index.model import LAYERS, find_model
from index.rescoring import WEIGHTS
from index.search import Searcher
from index.tokens import Tokens

SHARE = 0.6
"""Of the trained layers in those that ship: with more, over 1 % is lost on the other field's text."""

Means = Mapping[str, Mapping[str, float]]

store_option = click.option(
    "--store", type=click.Path(path_type=Path), default=store_folder, help="A store of the judged library."
)
layers_option = click.option(
    "--layers", type=click.Path(path_type=Path, exists=True), default=LAYERS, help="The layers to compare."
)


class Held:
    """What a store holds for training: its passages, what is embedded of each, which are shown, and the pairs.

    `asked` are the pairs of a query with its own passage, `pairs` those with what was judged besides.
    """

    def __init__(self, store: Path) -> None:
        self.searcher = Searcher.open(store, model=model_name())
        generation = self.searcher.generation
        self.passages: list[Passage] = list(generation.passages)
        self.texts = embedded_texts(generation)
        self.allowed: NDArray[np.bool_] = self.searcher.allowed(Filters())
        readings = generation.readings()
        self.asked: list[Pair] = [
            *shared_pairs(self.passages, shared_folder() / "training" / "queries.jsonl"),
            *own_pairs(self.passages, readings),
        ]
        self.pairs: list[Pair] = judged_pairs(self.asked, self.passages, readings)


@click.group()
def main() -> None:
    """Train the shipped encoder, or compare it with the plain one."""


@main.command()
@store_option
@click.option("--without", multiple=True, metavar="DOC_ID", help="Leave out this document: its queries and passages.")
@click.option("--epochs", type=click.IntRange(1), default=Recipe().epochs, show_default=True)
@click.option("--rate", type=click.FloatRange(0, min_open=True), default=Recipe().rate, show_default=True)
@click.option("--others", type=click.IntRange(0), help="Of the pairs whose query has no list, draw so many, not all.")
@click.option("--start", type=click.Path(path_type=Path, exists=True), help="Layers to begin with, not the plain ones.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file of layers.")
def train(
    store: Path,
    without: tuple[str, ...],
    epochs: int,
    rate: float,
    others: int | None,
    start: Path | None,
    out: Path,
) -> None:
    """Train the layers on every pair but those left out, and write them."""
    held = Held(store)
    left_out = {pair.key for pair in held.asked if pair.doc_id in without}
    pairs = [pair for pair in held.pairs if pair.key not in left_out and held.passages[pair.row].doc_id not in without]
    if others is not None:
        bare = [pair for pair in pairs if not pair.right]
        drawn = random.Random(Recipe().seed).sample(bare, min(others, len(bare)))
        pairs = [*(pair for pair in pairs if pair.right), *drawn]
    click.echo(f"{len(pairs):,} pairs, {len(held.pairs) - len(pairs):,} left out", err=True)
    layers = trained(
        pairs,
        held.texts,
        np.flatnonzero(held.allowed),
        recipe=Recipe(epochs=epochs, rate=rate),
        start=start,
        tell=lambda line: click.echo(line, err=True),
    )
    save_file(layers, out)


@main.command()
@store_option
@click.option("--layers", type=click.Path(path_type=Path, exists=True), required=True, help="Trained layers.")
@click.option("--share", type=click.FloatRange(0, 1), default=SHARE, show_default=True, help="Of them in the blend.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file of layers.")
def blend(store: Path, layers: Path, share: float, out: Path) -> None:
    """Blend trained layers with the plain model's, which keeps what the plain one knew of other fields."""
    held = Held(store)
    texts = [held.texts[row] for row in np.flatnonzero(held.allowed)[:: Recipe().sample]]
    save_file(blended(load_file(layers), share, texts), out)


@main.command()
@store_option
@layers_option
@click.option("--on", multiple=True, required=True, metavar="DOC_ID", help="A document that the layers never saw.")
def compare(store: Path, layers: Path, on: tuple[str, ...]) -> None:
    """Compare the layers with the plain model on the queries of documents left out of training."""
    held = Held(store)
    questions = questions_of([pair for pair in held.asked if pair.doc_id in on])
    lexical = LexicalRetriever(held.searcher.generation.lexical_folder)
    found = {
        name: _compared(questions, held.texts, held.passages, one, lexical, held.allowed)
        for name, one in _encoders(layers)
    }
    _print(found, f"{len(questions)} queries of {', '.join(on)}")


@main.command()
@store_option
def weigh(store: Path) -> None:
    """Fit the weights of the second stage to lists that the encoder never learned from, and say what each sign brings.

    The store's encoder and first stage are the ones that ship.
    """
    held = Held(store)
    lists = judged_lists(held.searcher)
    table = Table(
        "Second stage", "nDCG@10", title=f"{len(lists)} lists, each measured with weights fitted to the others"
    )
    table.add_row("none", f"{measured(lists, None):.4f}")
    table.add_row("as it ships", f"{measured(lists, list(WEIGHTS.values())):.4f}")
    told, unseen = measured_with_examples(lists)
    table.add_row("as it ships, with worked examples", f"{told:.4f}")
    table.add_row("with worked examples, none of a document that answers", f"{unseen:.4f}")
    table.add_row("fitted", f"{cross_measured(lists, list(WEIGHTS)):.4f}")
    for name in WEIGHTS:
        table.add_row(
            f"fitted, without {name}", f"{cross_measured(lists, [one for one in WEIGHTS if one != name]):.4f}"
        )
    Console().print(table)
    click.echo(", ".join(f"{name} {weight:+.3f}" for name, weight in fitted(lists, list(WEIGHTS)).items()))


@main.command()
@layers_option
def outside(layers: Path) -> None:
    """Compare the layers with the plain model on another field's text."""
    texts, questions = outside_questions(shared_folder() / "outside" / "obliqa")
    passages, documents = as_passages(texts)
    with tempfile.TemporaryDirectory() as scratch:
        write_lexical(Path(scratch) / "lexical", passages, documents)
        lexical = LexicalRetriever(Path(scratch) / "lexical", title_boost=0, headings_boost=0)
        found = {name: _compared(questions, texts, passages, encoder, lexical) for name, encoder in _encoders(layers)}
    _print(found, f"{len(questions):,} questions of another field over {len(texts):,} paragraphs")


def _encoders(layers: Path) -> list[tuple[str, SentenceTransformerEncoder]]:
    folder = find_model(PACKAGED_MODEL)
    return [
        ("plain", SentenceTransformerEncoder("plain", folder)),
        ("tuned", TunedEncoder("tuned", folder, layers=layers)),
    ]


def _compared(
    questions: Sequence[Question],
    texts: Sequence[str],
    passages: Sequence[Passage],
    encoder: SentenceTransformerEncoder,
    lexical: LexicalRetriever,
    allowed: NDArray[np.bool_] | None = None,
) -> dict[str, Mapping[str, float]]:
    if not isinstance(encoder, TunedEncoder):
        return compared(questions, encoder.encode(texts), encoder, lexical, allowed=allowed)
    vectors, tokens = encoder.encode_whole(texts)
    held = Tokens.of(tokens)
    return compared(questions, vectors, encoder, lexical, passages=passages, tokens=held, allowed=allowed)


def _print(found: Mapping[str, Means], title: str) -> None:
    names = list(next(iter(next(iter(found.values())).values())))
    table = Table("Encoder", "Search", *names, title=title)
    for search, tuned in found["tuned"].items():
        plain = found["plain"].get(search, found["plain"]["mixed"])
        if search in found["plain"]:
            table.add_row("plain", search, *(f"{plain[name]:.3f}" for name in names))
        table.add_row("tuned", search, *(f"{tuned[name]:.3f} ({tuned[name] / plain[name] - 1:+.1%})" for name in names))
    Console().print(table)


if __name__ == "__main__":
    main()
