"""How often the sentence that is shown of a passage is the one that a reader judged by.

    python -m evaluations.sentences --store store-corpus

Of each judged paragraph whose passage has several sentences: whether the sentence nearest to the query holds the first
words of the judgement's anchor. Side by side: by the tokens in the store, as the product shows them, by a vector of
each sentence, and by chance. Both ways know the passage; the search is not measured here.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from core.settings import model_name, store_folder
from evaluations.judgements import Split, read_queries
from evaluations.report import judged_answers
from index.ahead import Ahead
from index.model import TokenEncoder
from index.nearest import QuestionVectors, Sentences
from index.search import Searcher
from ingest.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Case:
    """A query, a passage that answers it, and where in the passage's text the anchor begins."""

    query: str
    row: int
    at: int


def cases(searcher: Searcher, store: Path, split: Split) -> Iterator[Case]:
    """The cases of a split: a judged paragraph each, in passages of several sentences."""
    generation = searcher.generation
    answers = judged_answers(generation.readings(), store=store)
    starts: dict[str, list[tuple[int, int]]] = {}
    for row, passage in enumerate(generation.passages):
        starts.setdefault(passage.doc_id, []).append((passage.start, row))
    for query in read_queries():
        if not query.answerable or query.split is not split:
            continue
        for answer in answers[query.query_id]:
            own, (start, _) = sorted(starts[answer.doc_id]), answer.spans[0]
            row = own[max(0, bisect_right(own, start, key=itemgetter(0)) - 1)][1]
            passage = generation.passages[row]
            if passage.start <= start < passage.end and len(sentence_spans(passage.text)) > 1:
                yield Case(searcher.understand(query.query).expanded, row, start - passage.start)


def right(case: Case, sentence: str, text: str) -> bool:
    """Whether the anchor of a case begins in `sentence`."""
    return any(text[start:end] == sentence and start <= case.at < end for start, end in sentence_spans(text))


@click.command()
@click.option("--store", type=click.Path(path_type=Path), default=store_folder, help="A store of the judged library.")
def main(store: Path) -> None:
    """Compare the ways to pick the sentence that is shown."""
    searcher = Searcher.open(store, model=model_name())
    encoder, generation = Ahead(searcher.encoder), searcher.generation
    table = Table("Split", "Way", "Right", "Of", "ms a passage", title="The sentence that is shown")
    ways = {"by vectors": Sentences(generation.passages, encoder)}
    if isinstance(searcher.encoder, TokenEncoder) and generation.tokens is not None:
        ways = {"by tokens": Sentences(generation.passages, encoder, generation.tokens), **ways}
    for split in Split:
        found = list(cases(searcher, store, split))
        for name, way in ways.items():
            hits, seconds = 0, 0.0
            for case in found:
                tokens = encoder.encode_tokens(case.query) if name == "by tokens" else None
                asked = QuestionVectors(encoder.encode([case.query])[0], tokens)
                started = time.process_time()
                [sentence] = way.nearest(asked, [case.row])
                seconds += time.process_time() - started
                hits += right(case, sentence, generation.passages[case.row].text)
            table.add_row(
                split, name, f"{hits / len(found):.3f}", str(len(found)), f"{1000 * seconds / len(found):.1f}"
            )
        chance = sum(1 / len(sentence_spans(generation.passages[case.row].text)) for case in found) / len(found)
        table.add_row(split, "by chance", f"{chance:.3f}", str(len(found)), "")
    Console().print(table)


if __name__ == "__main__":
    main()
