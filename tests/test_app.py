"""The pages, run by Streamlit's own test harness over a searcher that answers from a list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from fakes import write_library
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import pages.ask
import pages.library
from core.errors import QueryError, StoreMissingError, WaymarkError
from core.records import (
    Document,
    Failure,
    Filters,
    Footnote,
    Force,
    Hit,
    Passage,
    Place,
    Provision,
    Status,
    Tier,
    citation,
)
from core.settings import ROOT
from index.build import build_store
from index.fidelity import Fidelity
from index.search import LibraryEntry
from ingest.checks import Finding, Kind
from pages.parts import narrowing, opening, results
from practice.terms import Expansion

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
    """Answers every question with one hit from each document that the filters let through."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Filters]] = []
        self.failures: tuple[Failure, ...] = ()
        self.problem: WaymarkError | None = None
        self.changes: dict[str, Any] = {}
        self.findings: list[Finding] = []

    def generation(self) -> SimpleNamespace:
        named = {"library_name": "Marlbrook sample library", "library_notice": "A sample & no more."}
        manifest = SimpleNamespace(**named, failures=self.failures)
        passages = tuple(replace(make_hit(1, document).passage, **self.changes) for document in DOCUMENTS)
        return SimpleNamespace(documents=DOCUMENTS, passages=passages, manifest=manifest)

    def library_findings(self, day: date) -> list[Finding]:
        if self.problem:
            raise self.problem
        return self.findings

    def search(self, query: str, *, k: int, filters: Filters) -> list[Hit]:
        self.asked.append((query, filters))
        if self.problem:
            raise self.problem
        through = [one for one in DOCUMENTS if not filters.tiers or one.tier in filters.tiers]
        hits = [make_hit(rank, document) for rank, document in enumerate(through, start=1) if "zzz" not in query]
        return [replace(hit, passage=replace(hit.passage, **self.changes)) for hit in hits]


@pytest.fixture
def searcher(monkeypatch: pytest.MonkeyPatch) -> FakeSearcher:
    fake = FakeSearcher()
    monkeypatch.setattr(opening, "open_searcher", lambda: fake)
    monkeypatch.setattr(opening, "open_generation", fake.generation)
    monkeypatch.setattr(opening, "library_findings", fake.library_findings)
    return fake


@pytest.fixture
def page(searcher: FakeSearcher) -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)


def html_of(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def ask(page: AppTest, words: str) -> AppTest:
    page.run()
    page.text_area[0].set_value(words)
    page.button[0].click().run()
    assert not page.exception
    return page


def test_start_page_warns_against_names_and_offers_examples(page: AppTest, searcher: FakeSearcher) -> None:
    page.run()
    assert not page.exception
    assert page.title[0].value == "Find the guidance"
    assert "Do not type names" in html_of(page)
    assert [button.label for button in page.button] == ["Search", "Clear", *pages.ask.EXAMPLES]
    assert searcher.asked == []


def test_every_page_says_that_it_does_not_advise(page: AppTest) -> None:
    assert "Waymark quotes guidance; it does not advise." in html_of(page.run())


def test_every_page_carries_the_librarys_notice_escaped(page: AppTest) -> None:
    assert '<p class="wm-notice">A sample &amp; no more.</p>' in html_of(page.run())


def test_results_are_grouped_by_what_binds_most(page: AppTest) -> None:
    shown = html_of(ask(page, "a girl is missing"))
    order = [shown.index(f'<h2 class="wm-group">{group.heading}</h2>') for group in results.GROUPS]
    assert order == sorted(order)
    assert re.findall(r"Match (\d)", shown) == ["3", "4", "1", "2", "5"]


def test_hit_shows_all_that_a_reader_needs(page: AppTest) -> None:
    shown = html_of(ask(page, "a girl is missing"))
    for words in (
        "Title of missing",
        "Edition 2026",
        '<span class="wm-area">Marlbrook</span>',
        "Current edition",
        REPLACED,
        NOTICE,
        "When a child is missing",
        "Paragraph 12, page 66 (PDF page 67)",
        "The manager should:",
        "<mark>It writes down &lt;when&gt; &amp; whom it told.</mark>",
    ):
        assert words in shown
    assert next(code.value for code in page.code) == citation(make_hit(1, DOCUMENTS[2]))
    assert len(page.code) == len(DOCUMENTS)


def test_hit_says_how_it_was_found(page: AppTest) -> None:
    shown = html_of(ask(page, "a girl is missing"))
    assert "<dt>By meaning</dt><dd>rank 2</dd>" in shown
    assert "<dt>By words</dt><dd>not among its best</dd>" in shown
    assert "How match 1 was found" in [expander.label for expander in page.expander]


def test_example_is_asked_when_pressed(page: AppTest, searcher: FakeSearcher) -> None:
    page.run()
    page.button(key="example_1").click().run()
    assert searcher.asked == [(pages.ask.EXAMPLES[1], Filters())]
    assert page.text_area[0].value == pages.ask.EXAMPLES[1]


def test_clear_takes_the_situation_away(page: AppTest) -> None:
    ask(page, "a girl is missing")
    page.button[1].click().run()
    assert page.text_area[0].value == ""
    assert "<article" not in html_of(page)


def test_nothing_found_is_said_in_plain_words(page: AppTest) -> None:
    ask(page, "zzz")
    assert "Nothing found" in html_of(page)
    assert page.markdown[0].value.startswith("Nothing in this library bears on that.")


def test_nothing_found_under_filters_says_to_take_one_away(page: AppTest) -> None:
    page.query_params["tier"] = ["local"]
    ask(page, "zzz")
    assert "Take a filter away" in page.markdown[0].value


def test_no_store_says_which_command_builds_it(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise StoreMissingError("Nothing has been ingested into store. Run `waymark ingest`.")

    monkeypatch.setattr(opening, "open_searcher", missing)
    monkeypatch.setattr(opening, "open_generation", missing)
    page.run()
    assert page.error[0].value == "Nothing has been ingested into store. Run `waymark ingest`."
    assert not page.exception


def test_problem_with_a_question_is_shown_as_it_stands(page: AppTest, searcher: FakeSearcher) -> None:
    searcher.problem = QueryError("The question is too long.")
    ask(page, "a girl is missing")
    assert page.error[0].value == "The question is too long."


def test_filters_are_read_from_the_address(page: AppTest, searcher: FakeSearcher) -> None:
    page.query_params["tier"] = ["local", "statutory"]
    page.query_params["area"] = ["Marlbrook"]
    page.query_params["superseded"] = ["yes"]
    ask(page, "a girl is missing")
    expected = Filters(tiers=(Tier.LOCAL, Tier.STATUTORY), area="Marlbrook", include_superseded=True)
    assert searcher.asked == [("a girl is missing", expected)]


def test_day_in_the_address_is_asked_for_and_said(page: AppTest, searcher: FakeSearcher) -> None:
    page.query_params["as_of"] = ["2025-03-01", "2024-01-01"]
    shown = html_of(ask(page, "a girl is missing"))
    assert searcher.asked == [("a girl is missing", Filters(as_of=date(2025, 3, 1)))]
    assert page.text_input(key="narrow_as_of").value == "1 March 2025"
    assert "Narrowed to: as things stood on 1 March 2025." in shown
    assert "<strong>The law and guidance of 1 March 2025</strong>" in shown
    assert shown.count(">Current on 1 March 2025</span>") == len(DOCUMENTS) - 1
    assert "Current edition" not in shown


def test_document_that_may_not_have_applied_on_the_day_is_perhaps_current() -> None:
    shown = results.document_html(DOCUMENTS[2], Status.CURRENT, "It is undated.", as_of=date(2025, 3, 1))
    assert '<span class="wm-caution">Perhaps current on 1 March 2025</span>' in shown


def test_day_that_is_chosen_is_written_to_the_address_and_taken_away_again(
    page: AppTest, searcher: FakeSearcher
) -> None:
    ask(page, "a girl is missing")
    assert "law and guidance of" not in html_of(page)
    page.text_input(key="narrow_as_of").set_value("1/3/2025").run()
    assert page.query_params == {"as_of": "2025-03-01"}
    page.text_input(key="narrow_as_of").set_value(" ").run()
    assert not page.info
    assert page.query_params == {}
    assert [filters.as_of for _, filters in searcher.asked] == [None, date(2025, 3, 1), None]


@pytest.mark.parametrize("typed", ["1 March 2025", " 01/03/2025", "1 mar 2025", "1.3.2025", "2025-03-01"])
def test_day_may_be_written_in_any_common_way(typed: str) -> None:
    assert narrowing.day_of(narrowing.as_address(typed)) == date(2025, 3, 1)


def test_typed_words_that_are_no_day_are_taken_away_and_said(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, "a girl is missing")
    page.text_input(key="narrow_as_of").set_value("31/2/2025").run()
    assert page.info[0].value.replace("\\", "").endswith("as_of: 31/2/2025. A day is written like 1 March 2025.")
    assert page.text_input(key="narrow_as_of").value == ""
    assert searcher.asked[-1] == ("a girl is missing", Filters())


@pytest.mark.parametrize("value", ["2025-02-30", "yesterday", "20250301", "0025-03-01", "2100-01-01"])
def test_what_is_no_day_is_left_out_and_said(page: AppTest, searcher: FakeSearcher, value: str) -> None:
    page.query_params["as_of"] = [value]
    assert f"as_of: {value}" in page.run().info[0].value.replace("\\", "")
    ask(page, "a girl is missing")
    assert searcher.asked == [("a girl is missing", Filters())]


def test_filters_are_written_to_the_address_and_the_situation_is_not(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, "a girl is missing")
    page.multiselect(key="narrow_tier").select("local").run()
    page.selectbox(key="narrow_area").select("Marlbrook").run()
    page.multiselect(key="narrow_doc").select("missing").run()
    assert page.query_params == {"tier": "local", "area": "Marlbrook", "doc": "missing"}
    assert searcher.asked[-1][1] == Filters(tiers=(Tier.LOCAL,), area="Marlbrook", doc_ids=("missing",))


def test_unknown_filter_in_the_address_is_left_out_and_said(page: AppTest, searcher: FakeSearcher) -> None:
    page.query_params["tier"] = ["local", "gossip"]
    page.query_params["doc"] = ["*gone*"]
    page.run()
    assert page.info[0].value.replace("\\", "") == (
        "Left out of the filters, as this library does not know it: tier: gossip, doc: *gone*."
    )
    assert page.query_params == {"tier": "local"}


def test_word_that_is_no_filter_is_taken_out_of_the_address(page: AppTest) -> None:
    page.query_params["situation"] = ["a girl is missing"]
    page.run()
    assert page.query_params == {}


def test_library_page_shows_where_each_document_stands(searcher: FakeSearcher) -> None:
    searcher.failures = (Failure("lost", "lost.pdf", "lost.pdf: asks for a password. Save it without one."),)
    page = AppTest.from_function(_draw_library, default_timeout=30).run()
    shown = html_of(page)
    assert "Marlbrook sample library: 5 documents, in 5 passages." in shown
    assert all(document.title in shown for document in DOCUMENTS)
    assert shown.count("Current edition") == 5
    assert shown.count(NOTICE) == len(DOCUMENTS)
    assert "lost.pdf: asks for a password." in shown


def _draw_library() -> None:
    import pages.library

    pages.library.draw()


def test_library_page_warns_of_an_edition_that_may_not_bind() -> None:
    shown = pages.library.documents_html([LibraryEntry(DOCUMENTS[3], Status.REPLACED, REPLACED, 1)], {})
    assert REPLACED in shown
    assert "Replaced</span>" in shown


@pytest.mark.parametrize("status", Status)
def test_every_standing_has_words_for_the_library_page(status: Status) -> None:
    shown = pages.library.documents_html([LibraryEntry(DOCUMENTS[3], status, None, 1)], {})
    assert f">{results.STATUS_WORDS[status]}</span>" in shown
    assert "Edition 2023" in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "1 passage, read from the file’s own text."),
        ({"verified": True}, "1 passage, read from the file’s own text, every one found again in the file."),
        ({"ocr": 71.4}, "1 passage, read by OCR, with a confidence of 71 out of 100 at the lowest."),
        ({"verified": False}, "1 passage could not be checked against the file, and is marked where it is found."),
    ],
)
def test_library_page_says_how_each_document_was_read(
    searcher: FakeSearcher, changes: dict[str, Any], words: str
) -> None:
    searcher.changes = changes
    shown = html_of(AppTest.from_function(_draw_library, default_timeout=30).run())
    assert shown.count(words) == len(DOCUMENTS)
    assert ("could not be checked" in shown) is (changes.get("verified") is False)


def test_passages_that_ocr_read_are_counted_among_the_others() -> None:
    read = Fidelity(passages=40, verified=38, unverified=2, by_ocr=4, ocr=63.6)
    shown = pages.library.fidelity_html(read)
    assert "40 passages, 4 of them read by OCR, with a confidence of 64 out of 100 at the lowest." in shown
    assert "2 passages could not be checked against the file, and are marked where they are found." in shown
    assert "0 passages." in pages.library.fidelity_html(Fidelity())


def test_library_page_tells_its_keeper_what_to_look_at(searcher: FakeSearcher) -> None:
    searcher.findings = [
        Finding(Kind.SUPERSEDED, DOCUMENTS[3], "Replaced by <2026>.", ("working-2026",)),
        Finding(Kind.UNOWNED, DOCUMENTS[0], "Has no `owner`."),
        Finding(Kind.UNOWNED, DOCUMENTS[1], "Has no `owner`."),
    ]
    page = AppTest.from_function(_draw_library, default_timeout=30).run()
    assert [one.label for one in page.expander] == ["For whoever keeps this library: 3 things to look at"]
    shown = html_of(page)
    assert re.findall('<h2 class="wm-small">([^<]*)', shown) == ["Superseded", "Without owner"]
    assert "<li><strong>Title of working (2023).</strong> Replaced by &lt;2026&gt;.</li>" in shown
    assert "Has no <code>owner</code>." in shown


def test_library_in_order_has_nothing_to_look_at(searcher: FakeSearcher) -> None:
    page = AppTest.from_function(_draw_library, default_timeout=30).run()
    assert not page.expander
    assert not page.exception


def test_check_that_cannot_be_made_is_said_and_the_library_is_shown(searcher: FakeSearcher) -> None:
    searcher.problem = WaymarkError("lost.pdf cannot be opened.")
    shown = html_of(AppTest.from_function(_draw_library, default_timeout=30).run())
    assert '<p class="wm-warning">lost.pdf cannot be opened.</p>' in shown
    assert "Title of act" in shown


def test_findings_are_worked_out_over_what_the_store_holds(
    sample_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYMARK_STORE", str(sample_library))
    monkeypatch.setenv("WAYMARK_MODEL", "hashing")
    streamlit.cache_resource.clear()
    found = opening.library_findings(date(2026, 7, 1))
    streamlit.cache_resource.clear()
    assert [(one.kind, one.document.doc_id, one.names) for one in found if one.kind is Kind.DUPLICATED] == [
        (Kind.DUPLICATED, "twin", ("first",))
    ]


@pytest.fixture
def sample_library(tmp_path: Path) -> Path:
    """The store of a library that holds one text twice."""
    words = "The conference is held within 15 working days."
    library = write_library(tmp_path / "library", {"first": words, "other": "Else.", "twin": words})
    build_store(library, tmp_path / "store", model="hashing")
    return tmp_path / "store"


def test_library_page_leaves_out_what_has_no_documents() -> None:
    entry = LibraryEntry(DOCUMENTS[2], Status.CURRENT, None, 1)
    assert re.findall(r"<h2[^>]*>([^<]*)", pages.library.documents_html([entry], {})) == ["Law"]
    assert pages.library.failures_html(()) == ""


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was opened, in order, with a store in `tmp_path` and nothing in the page's memory before or after."""
    names: list[str] = []
    monkeypatch.setenv("WAYMARK_STORE", str(tmp_path))
    monkeypatch.setattr(opening, "load_fingerprint", lambda model: "")
    monkeypatch.setattr(opening, "open_store", lambda folder, *, fingerprint: names.append("store") or folder)
    monkeypatch.setattr(opening, "load_encoder", lambda model: names.append("model") or model)
    monkeypatch.setattr(opening, "Searcher", lambda generation, encoder: (generation, encoder))
    streamlit.cache_resource.clear()
    yield names
    streamlit.cache_resource.clear()


def test_new_generation_is_opened_without_a_restart(tmp_path: Path, opened: list[str]) -> None:
    for generation in ("first", "first", "second"):
        (tmp_path / "CURRENT").write_text(generation + "\n")
        opening.open_searcher()
    assert opened == ["store", "model"] * 2


def test_library_does_not_wait_for_the_model(opened: list[str]) -> None:
    assert opening.open_generation() == opening.open_generation()
    assert opened == ["store"]


def test_warming_up_leaves_a_missing_store_to_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_STORE", str(tmp_path))
    opening.warm_up()
    with pytest.raises(StoreMissingError):
        opening.open_searcher()


def test_store_without_a_generation_has_no_name(tmp_path: Path) -> None:
    assert opening.live_generation(tmp_path) == ""


@given(st.text(), st.text())
def test_marked_keeps_every_character(text: str, sentence: str) -> None:
    html = results.marked(text, sentence)
    assert unescape(re.sub(r"</?mark>", "", html)) == unescape(results.marked(text, ""))
    assert html.count("<") == (2 if sentence and sentence in text else 0)


@given(st.text(min_size=1), st.text(), st.text())
def test_marked_highlights_the_sentence(sentence: str, before: str, after: str) -> None:
    found = re.search(r"<mark>(.*)</mark>", results.marked(before + sentence + after, sentence), re.DOTALL)
    assert found is not None
    assert found[1] == results.marked(sentence, "")


def test_link_to_the_source_is_only_ever_a_web_address() -> None:
    spoilt = Document("a", "a.md", "A", "B", Tier.LOCAL, "C", url="javascript:alert(1)")
    assert "href" not in results.details_html(make_hit(1, spoilt))
    assert 'href="https://example.org/act"' in results.details_html(make_hit(1, DOCUMENTS[2]))


def test_place_without_headings_pages_or_numbers_is_empty() -> None:
    assert results.place_html((), Place(0, None, None, None), title="A") == ""
    assert "Page 3" in results.place_html((), Place(0, None, 3, "3"), title="A")


def test_place_does_not_repeat_the_title() -> None:
    place = Place(0, None, None, None)
    assert "<span>A</span>" not in results.place_html(("A", "Duties"), place, title="A")
    assert "<span>A</span>" in results.place_html(("A", "Duties"), place, title="B")


@pytest.mark.parametrize(
    ("edition", "words"),
    [("2023", "Edition 2023"), ("version 4.2, May 2026", "Version 4.2, May 2026"), ("April 2015", "April 2015")],
)
def test_edition_is_named_as_it_names_itself(edition: str, words: str) -> None:
    document = make_document("act", Tier.LEGISLATION, edition=edition)
    assert f"<span>{words}</span>" in results.document_html(document, Status.CURRENT, None)


def test_document_without_an_edition_says_when_it_was_published_or_that_nothing_is_stated() -> None:
    published = replace(DOCUMENTS[2], edition=None)
    shown = results.document_html(published, Status.CURRENT, None)
    assert "<span>Published 1 March 2026</span>" in shown
    undated = replace(published, published=None)
    assert "<span>Edition not stated</span>" in results.document_html(undated, Status.CURRENT, None)


def test_every_tier_has_one_group() -> None:
    assert sorted(tier for group in results.GROUPS for tier in group.tiers) == sorted(Tier)


def test_filters_in_words_name_what_is_chosen() -> None:
    choices = narrowing.Choices.of(DOCUMENTS)
    filters = Filters(tiers=(Tier.LOCAL,), area="Marlbrook", doc_ids=("act",), include_superseded=True)
    assert narrowing.in_words(filters, choices) == (
        "Local procedure; national guidance and Marlbrook; Title of act (2026); superseded editions shown"
    )
    assert narrowing.in_words(Filters(), choices) == ""


@pytest.fixture
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


def test_server_answers_this_machine_only_and_reports_to_nobody(settings: dict[str, Any]) -> None:
    assert settings["server"]["address"] == "localhost"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"


def test_nothing_of_the_page_comes_from_outside(settings: dict[str, Any]) -> None:
    assert "http" not in str(settings["theme"])
    parts = ROOT / "pages" / "parts"
    assert "url(" not in (parts / "style.css").read_text()
    assert (parts / "waymark.svg").read_text().count("http") == 1
    assert not any(":material/" in path.read_text() for path in [ROOT / "app.py", *(ROOT / "pages").rglob("*.py")])


def test_words_put_into_guidances_words_are_shown_escaped() -> None:
    assert results.expansions_html([]) == ""
    shown = results.expansions_html([Expansion("<icpc>", "initial child protection conference")])
    assert "&lt;icpc&gt;: initial child protection conference." in shown


NOTE = Footnote("12", 38, "See <section 17> & after.", 67)


def noted(**changes: Any) -> str:
    hit = make_hit(1, DOCUMENTS[2])
    return results.hit_html(replace(hit, passage=replace(hit.passage, **changes)))


def test_footnotes_stand_under_the_passage_with_their_marks(page: AppTest, searcher: FakeSearcher) -> None:
    searcher.changes = {"footnotes": (NOTE, Footnote(None, 0, "A note without a mark."))}
    shown = html_of(ask(page, "a girl is missing"))
    assert '<p class="wm-label-notes">Footnotes</p>' in shown
    assert "<li><span>12</span> See &lt;section 17&gt; &amp; after.</li><li>A note without a mark.</li>" in shown
    assert shown.index("</blockquote>") < shown.index("wm-label-notes")
    assert "wm-label-notes" not in noted()


def test_mark_of_a_footnote_is_drawn_behind_the_words_that_cite_it_and_is_no_text() -> None:
    shown = noted(footnotes=(NOTE,))
    assert 'police at once.<sup class="wm-cited" data-mark="12"></sup>\n' in shown
    assert unescape(re.sub(r"<[^>]*>", "", results.marked(TEXT, SENTENCE, [(38, "12"), (50, "13")]))) == TEXT


def test_note_that_a_heading_cites_has_no_mark_in_the_text() -> None:
    assert "wm-cited" not in noted(footnotes=(Footnote("1", 0, "Of the heading."),))


@pytest.mark.parametrize(
    ("provision", "look", "words"),
    [
        (
            Provision(start=date(2022, 10, 25), extent="E+W"),
            "wm-law",
            "in force from 25 October 2022. Extends to England",
        ),
        (Provision(Force.PROSPECTIVE), "wm-warning", "Prospective: not yet in force"),
        (Provision(Force.REPEALED), "wm-warning", "Repealed."),
    ],
)
def test_law_says_whether_it_is_in_force_and_where(
    page: AppTest, searcher: FakeSearcher, provision: Provision, look: str, words: str
) -> None:
    searcher.changes = {"provision": provision}
    shown = html_of(ask(page, "a girl is missing"))
    assert re.search(f'<p class="{look}">[^<]*{re.escape(words)}', shown)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ocr": 91.4}, "read by OCR, from a picture of the page, with a confidence of 91 out of 100"),
        ({"verified": False}, "could not be checked against the file"),
        ({"is_figure": True}, "This is from a flow chart"),
    ],
)
def test_hit_says_how_its_words_were_read(
    page: AppTest, searcher: FakeSearcher, changes: dict[str, Any], words: str
) -> None:
    searcher.changes = changes
    assert html_of(ask(page, "a girl is missing")).count(words) == len(DOCUMENTS)


def test_passage_that_was_read_and_checked_says_nothing_of_it() -> None:
    assert noted(verified=True) == noted(verified=None) == noted()
