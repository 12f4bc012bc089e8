"""A searcher that answers from a list, its documents and hits, and what a page of the app shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from streamlit.testing.v1 import AppTest

from core.errors import WaymarkError
from core.records import (
    Document,
    Failure,
    Filters,
    Hit,
    Passage,
    Status,
    Tier,
)
from index.covering import Also
from index.fit import Fit
from index.search import Found
from ingest.checks import Finding
from practice.matching import matcher_of
from practice.understanding import Understanding

NOTICE = "Sample: Marlbrook is an invented council. Not real guidance."
TEXT = "12. The home tells the police at once.\n• It writes down <when> & whom it told.\n13. An interview is offered."
SENTENCE = "It writes down <when> & whom it told."
REPLACED = "Replaced on 18 March 2026 by a later edition that this library does not hold."


def make_document(doc_id: str, tier: Tier, *, area: str = "England", edition: str = "2026") -> Document:
    return Document(
        doc_id=doc_id,
        file=f"documents/{doc_id}.pdf",
        title=f"Title of {doc_id}",
        publisher="Marlbrook County Council" if tier is Tier.LOCAL else "HM Government",
        tier=tier,
        applies_to=area,
        edition=edition,
        published=date(2026, 3, 1),
        url=f"https://example.org/{doc_id}",
        notice=NOTICE,
    )


DOCUMENTS = (
    make_document("missing", Tier.LOCAL, area="Marlbrook"),
    make_document("advice", Tier.NON_STATUTORY),
    make_document("act", Tier.LEGISLATION),
    make_document("working", Tier.STATUTORY, edition="2023"),
    make_document("inspection", Tier.INSPECTION),
)


def make_hit(rank: int, document: Document, **changes: Any) -> Hit:
    passage = Passage(
        passage_id=f"{document.doc_id}:1",
        doc_id=document.doc_id,
        ordinal=1,
        start=0,
        end=len(TEXT),
        text=TEXT,
        headings=("When a child is missing", "What the home does"),
        paragraph="12",
        page=67,
        page_label="66",
        stem="The manager should:",
    )
    status, warning = (Status.REPLACED, REPLACED) if document.edition == "2023" else (Status.CURRENT, None)
    shown: dict[str, Any] = {"sentence": SENTENCE, "warning": warning, "dense_rank": 2, "lexical_rank": None}
    return Hit(rank, 1 / rank, document, passage, status, **(shown | changes))


class FakeSearcher:
    """Answers every question with `answers`, or with one hit from each document that the filters let through."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Filters]] = []
        self.failures: tuple[Failure, ...] = ()
        self.problem: WaymarkError | None = None
        self.changes: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.switched: list[tuple[set[str], dict[str, str]]] = []
        self.answers: list[Hit] | None = None
        self.fit = Fit(0.9, True)
        self.also: tuple[Also, ...] = ()
        self.left_out: list[set[str]] = []
        self.library_folder = Path("no-such-library")

    def generation(self) -> SimpleNamespace:
        named = {"library_name": "Marlbrook sample library", "library_notice": "A sample & no more."}
        manifest = SimpleNamespace(**named, failures=self.failures)
        passages = tuple(replace(make_hit(1, document).passage, **self.changes) for document in DOCUMENTS)
        return SimpleNamespace(documents=DOCUMENTS, passages=passages, manifest=manifest)

    def library_findings(self, day: date) -> list[Finding]:
        if self.problem:
            raise self.problem
        return self.findings

    def understand(
        self, query: str, *, without: Collection[str] = (), readings: Mapping[str, str] | None = None
    ) -> Understanding:
        return matcher_of().understand(query, without=without, readings=readings)

    def answer(
        self,
        query: str,
        *,
        k: int,
        filters: Filters,
        without: Collection[str],
        readings: Mapping[str, str],
        without_signs: Collection[str],
    ) -> Found:
        self.left_out.append(set(without_signs))
        hits = self.search(query, filters=filters, without=without, readings=readings)
        return Found(hits, self.fit if hits else None, also=self.also)

    def search(
        self, query: str, *, filters: Filters, without: Collection[str], readings: Mapping[str, str]
    ) -> list[Hit]:
        self.asked.append((query, filters))
        self.switched.append((set(without), dict(readings)))
        if self.problem:
            raise self.problem
        if self.answers is not None:
            return self.answers
        through = [one for one in DOCUMENTS if not filters.tiers or one.tier in filters.tiers]
        hits = [make_hit(rank, document) for rank, document in enumerate(through, start=1) if "zzz" not in query]
        return [replace(hit, passage=replace(hit.passage, **self.changes)) for hit in hits]


def html_of(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def ask(page: AppTest, words: str) -> AppTest:
    page.run()
    page.text_area[0].set_value(words)
    page.button[0].click().run()
    assert not page.exception
    return page


def draw_ask_or_nothing() -> None:
    """A page for Streamlit's test harness: Ask, or while `is_away` is set another page that has nothing on it."""
    import streamlit as st

    import pages.ask

    if st.session_state.get("is_away"):
        st.query_params.clear()
    else:
        pages.ask.draw()
