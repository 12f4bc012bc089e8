"""What binds is picked by tier, only where it is near; local limits are quoted where no national timescale has them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from page_fakes import DOCUMENTS, make_hit

from core.records import Filters, Hit, Tier
from index.binds import BINDING, EACH, MEANT, Binds, binds_of
from index.brief import Brief
from index.brief_page import Line, Look, page_of
from index.fit import Fit
from index.retriever import Candidate
from practice.briefing import briefing_of
from practice.situation import read_situation

BY_TIER = {document.tier: document for document in DOCUMENTS}
OUTSIDE = Fit(0.1, False, reason="It is outside this library.")


class Searcher:
    """Finds what it is given: a tier, a score and a rank by meaning a row."""

    def __init__(self, *found: tuple[Tier, float, int | None], fit: Fit = Fit(0.9, True)) -> None:  # noqa: B008
        self._found = found
        self._hits = [make_hit(1, BY_TIER[tier]) for tier, _, _ in found]
        self._fit = fit
        passages = tuple(hit.passage for hit in self._hits)
        self.generation = SimpleNamespace(documents=DOCUMENTS, passages=passages)
        self.retriever = self

    def allowed(self, filters: Filters) -> Any:
        return np.ones(len(self._hits), dtype=np.bool_)

    def answer(self, query: str, **_: Any) -> Any:
        return SimpleNamespace(fit=self._fit)

    def asking(self, queries: Sequence[str]) -> AbstractContextManager[None]:
        return nullcontext()

    def retrieve(self, query: str, **_: Any) -> list[Candidate]:
        return [Candidate(row, score, rank) for row, (_, score, rank) in enumerate(self._found)]

    def quoted(self, candidates: Sequence[Candidate], query: str, **_: Any) -> list[Hit]:
        return [
            replace(self._hits[candidate.row], rank=rank, score=float(candidate.row))
            for rank, candidate in enumerate(candidates, start=1)
        ]


def bound(searcher: Any, text: str = "what is the purpose of all this") -> dict[Tier, list[int]]:
    """The rows that are quoted, by tier."""
    found = binds_of(searcher, briefing_of(read_situation(text)), Filters(tiers=BINDING))
    return {tier: [int(hit.score) for hit in hits] for tier, hits in found.by_tier}


def test_each_tier_gives_its_own_best_strongest_first() -> None:
    flood = [(Tier.LOCAL, 0.9 - row / 1000, row + 1) for row in range(MEANT - 2)]
    searcher = Searcher(*flood, (Tier.STATUTORY, 0.7, MEANT - 1), (Tier.LEGISLATION, 0.75, MEANT))
    assert bound(searcher) == {Tier.LEGISLATION: [MEANT - 1], Tier.STATUTORY: [MEANT - 2], Tier.LOCAL: [0, 1, 2]}
    assert len(bound(searcher)[Tier.LOCAL]) == EACH


@pytest.mark.parametrize(
    ("tier", "score", "rank", "is_quoted"),
    [
        (Tier.STATUTORY, 0.65, 99, True),
        (Tier.STATUTORY, 0.55, 2, False),
        (Tier.LEGISLATION, 0.75, MEANT, True),
        (Tier.LEGISLATION, 0.75, MEANT + 1, False),
        (Tier.LEGISLATION, 0.75, None, False),
        (Tier.LEGISLATION, 0.65, 1, False),
    ],
)
def test_tier_that_is_not_near_is_left_out(tier: Tier, score: float, rank: int | None, is_quoted: bool) -> None:
    assert (tier in bound(Searcher((Tier.LOCAL, 0.9, 1), (tier, score, rank)))) is is_quoted


def test_nothing_is_quoted_as_near_where_the_library_does_not_answer() -> None:
    searcher: Any = Searcher((Tier.LOCAL, 0.9, 1), fit=OUTSIDE)
    found = binds_of(searcher, briefing_of(read_situation("annual leave")), Filters(tiers=BINDING))
    assert (found.by_tier, found.outside) == ((), "It is outside this library.")


def test_whether_it_answers_is_asked_as_the_ask_page_asks_and_found_hits_keep_their_scores() -> None:
    searcher: Any = Searcher((Tier.LOCAL, 0.9, 1))
    asked: list[dict[str, Any]] = []
    given: list[Candidate] = []
    answer, quoted = searcher.answer, searcher.quoted
    searcher.answer = lambda query, **rest: asked.append(rest) or answer(query)
    searcher.quoted = lambda candidates, query, **rest: given.extend(candidates) or quoted(candidates, query)
    filters = Filters(tiers=BINDING)
    binds_of(searcher, briefing_of(read_situation("anything")), filters, without_signs=["alone"])
    assert asked == [{"filters": filters, "without_signs": ["alone"], "with_parts": False}]
    assert [(one.score, one.dense_rank) for one in given] == [(0.9, 1)]


def lines_of(sentence: str) -> list[Line]:
    """The page's lines about a local passage that is `sentence`."""
    hit = make_hit(1, BY_TIER[Tier.LOCAL], sentence=sentence)
    hit = replace(hit, passage=replace(hit.passage, text=sentence, end=len(sentence), stem=None))
    made = Brief(
        briefing_of(read_situation("when is the conference")),
        Binds(((Tier.LOCAL, (hit,)),), {}),
        library="Sample",
        notice=None,
        made_on=date(2026, 11, 28),
        as_of=None,
        start=None,
        local_of=(),
    )
    lines = list(page_of(made, with_situation=False))
    heads = [place for place, line in enumerate(lines) if line.text == "How local procedure differs"]
    return lines[heads[0] + 2 :] if heads else []


def test_limit_that_no_national_timescale_has_is_quoted_as_local() -> None:
    sentence = "The conference must be held within 11 working days of the strategy discussion."
    point, quote, source = lines_of(sentence)
    assert (point.look, quote, source.look) == (Look.POINT, Line(Look.QUOTE, sentence), Look.SOURCE)
    assert point.text.startswith("Marlbrook: within 11 working days")


@pytest.mark.parametrize(
    "sentence",
    [
        "The conference must be held within 15 working days of the strategy discussion.",
        "This rule was made after an audit within 11 working days.",
        "The conference must be held soon.",
    ],
)
def test_local_sentence_without_a_limit_of_its_own_that_binds_is_not(sentence: str) -> None:
    assert lines_of(sentence) == []


def test_sentence_that_states_a_called_limit_is_quoted_before_the_nearest() -> None:
    text = "The timing depends on the child. The conference should be held within 15 working days. Notes are kept."
    searcher = Searcher((Tier.STATUTORY, 0.9, 1))
    [hit] = searcher._hits
    searcher._hits = [replace(hit, passage=replace(hit.passage, text=text), sentence="Notes are kept.")]
    for asked, sentence in (
        ("the strategy discussion was last week, when is the conference", "within 15 working days."),
        ("what is the purpose of all this", "Notes are kept."),
    ):
        found = binds_of(searcher, briefing_of(read_situation(asked)), Filters(tiers=BINDING))
        assert found.hits[0].sentence.endswith(sentence)
