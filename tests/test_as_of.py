"""The law and guidance of a day: what stood on it answers, what had not begun or had ended does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from commands import run
from fakes import document, draft_of, generation_of

from cli.search import day_line, hit_row
from core.records import Checked, Document, Filters, Force, Provision, Status, Tier
from core.settings import shared_folder
from index.encoder import HashingEncoder
from index.search import Searcher
from index.standings import library_entries
from ingest.editions import Standing, passage_standing
from ingest.manifest import read_manifest
from ingest.register import Register
from ingest.sources import Source, SourceKind
from pages.parts.results import STATUS_WORDS

TODAY = date(2026, 11, 23)
CORPUS = shared_folder() / "corpus"
DOCUMENTS = [
    document("old", published=date(2024, 9, 1), in_force_to=date(2025, 9, 1), superseded_by="new"),
    document("new", published=date(2025, 7, 1), in_force_from=date(2025, 9, 1), supersedes="old"),
    document("taken-back", published=date(2020, 1, 1), withdrawn=date(2025, 6, 1)),
    document("ended", published=date(2010, 1, 1), in_force_to=date(2020, 1, 1)),
    document("undated"),
    document("act", tier=Tier.LEGISLATION, enacted=date(2024, 4, 1)),
    document("coming", tier=Tier.LEGISLATION, enacted=date(2024, 4, 1), in_force_from=date(2025, 4, 1)),
]

Asked = Callable[..., dict[str, tuple[Status, str | None]]]


def searcher_of(folder: Path, documents: list[Document], register: Register | None = None) -> Searcher:
    texts = {one.doc_id: [f"The {one.doc_id} child is seen alone."] for one in documents}
    generation = generation_of(folder, draft_of(texts, documents=documents))
    return Searcher(generation, HashingEncoder(), today=TODAY, register=register)


def found(searcher: Searcher, as_of: date | None, **filters: bool) -> dict[str, tuple[Status, str | None]]:
    """What a search of everything shows, by doc_id: where it stands and its warning."""
    hits = searcher.search("child seen alone", k=1000, filters=Filters(as_of=as_of, **filters))
    return {hit.document.doc_id: (hit.status, hit.warning) for hit in hits}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2009, 12, 31), {"undated"}),
        (date(2019, 12, 31), {"undated", "ended"}),
        (date(2020, 1, 1), {"undated", "taken-back"}),
        (date(2025, 3, 1), {"undated", "taken-back", "old"}),
        (date(2025, 5, 31), {"undated", "taken-back", "old", "coming"}),
        (date(2025, 8, 31), {"undated", "old", "coming"}),
        (date(2025, 9, 1), {"undated", "new", "coming"}),
        (TODAY, {"undated", "new", "coming"}),
        (None, {"undated", "new", "coming", "taken-back", "ended", "act"}),
    ],
)
def test_what_stood_on_the_day_answers(tmp_path: Path, as_of: date | None, expected: set[str]) -> None:
    assert set(found(searcher_of(tmp_path, DOCUMENTS), as_of)) == expected


def test_today_what_does_not_bind_says_why(tmp_path: Path) -> None:
    shown = found(searcher_of(tmp_path, DOCUMENTS), None)
    assert shown["taken-back"] == (
        Status.WITHDRAWN,
        "Withdrawn by its publisher on 1 June 2025. Check what applies now before relying on this.",
    )
    assert shown["act"][0] is Status.NOT_COMMENCED
    assert "Passed on 1 April 2024" in (shown["act"][1] or "")
    assert shown["undated"] == (Status.CURRENT, None)


def test_an_undated_document_is_shown_on_a_day_with_a_warning(tmp_path: Path) -> None:
    status, warning = found(searcher_of(tmp_path, DOCUMENTS), date(2025, 3, 1))["undated"]
    assert status is Status.CURRENT
    assert "whether it applied on 1 March 2025 is not known" in (warning or "")


def test_a_superseded_edition_is_shown_on_a_day_when_asked_for(tmp_path: Path) -> None:
    shown = found(searcher_of(tmp_path, DOCUMENTS), date(2025, 9, 1), include_superseded=True)
    assert shown["old"][0] is Status.SUPERSEDED
    assert "ended" not in shown


def test_law_in_force_answers_beside_the_law_that_will_follow_it(tmp_path: Path) -> None:
    old = document("old", tier=Tier.LEGISLATION, in_force_from=date(1990, 1, 1), superseded_by="new")
    new = document("new", tier=Tier.LEGISLATION, enacted=date(2026, 1, 1))
    searcher = searcher_of(tmp_path, [old, new])
    assert found(searcher, TODAY) == {"old": (Status.CURRENT, None)}
    assert {one: status for one, (status, _) in found(searcher, None).items()} == {
        "old": Status.CURRENT,
        "new": Status.NOT_COMMENCED,
    }


def test_an_undated_successor_hides_nothing_on_a_past_day(tmp_path: Path) -> None:
    old = document("old", published=date(2020, 1, 1), superseded_by="new")
    searcher = searcher_of(tmp_path, [old, document("new")])
    assert set(found(searcher, date(2025, 3, 1))) == {"old", "new"}
    assert set(found(searcher, TODAY)) == {"new"}
    stood = library_entries(searcher.generation, TODAY, as_of=date(2025, 3, 1))
    assert [entry.status for entry in stood] == [Status.CURRENT, Status.CURRENT]


PROVISIONS = {
    "in force": Provision(start=date(2020, 1, 1)),
    "later wording": Provision(start=date(2025, 9, 1)),
    "earlier wording": Provision(start=date(2010, 1, 1), end=date(2025, 1, 1)),
    "prospective": Provision(Force.PROSPECTIVE),
    "unmarked": Provision(extent="E+W"),
}


@pytest.fixture
def law(tmp_path: Path) -> Searcher:
    """An Act that is in force, and one that was only passed, with the same five provisions."""
    dated = document("dated", tier=Tier.LEGISLATION, in_force_from=date(2008, 1, 1))
    passed = document("passed", tier=Tier.LEGISLATION, enacted=date(2008, 1, 1))
    draft = draft_of({one: [f"{name} child" for name in PROVISIONS] for one in ("dated", "passed")})
    provisions = [*PROVISIONS.values(), *PROVISIONS.values()]
    passages = [replace(one, provision=held) for one, held in zip(draft.passages, provisions, strict=True)]
    generation = generation_of(tmp_path, replace(draft, documents=(dated, passed), passages=passages))
    return Searcher(generation, HashingEncoder(), today=TODAY)


@pytest.mark.parametrize(
    ("as_of", "of_dated", "of_passed"),
    [
        (date(2024, 6, 1), {"in force", "earlier wording", "unmarked"}, {"in force", "earlier wording"}),
        (date(2025, 1, 1), {"in force", "unmarked"}, {"in force"}),
        (date(2026, 1, 1), {"in force", "later wording", "unmarked"}, {"in force", "later wording"}),
        (None, set(PROVISIONS), set(PROVISIONS)),
    ],
)
def test_law_answers_provision_by_provision(
    law: Searcher, as_of: date | None, of_dated: set[str], of_passed: set[str]
) -> None:
    hits = law.search("child", k=100, filters=Filters(as_of=as_of))
    shown = {(hit.document.doc_id, hit.passage.text.removesuffix(" child")) for hit in hits}
    assert shown == {("dated", one) for one in of_dated} | {("passed", one) for one in of_passed}


def test_today_a_provision_that_is_not_in_force_says_so(law: Searcher) -> None:
    hits = law.search("child", k=100, filters=Filters(doc_ids=("dated",)))
    stands = {hit.passage.text.removesuffix(" child"): hit.status for hit in hits}
    assert stands == {
        "in force": Status.CURRENT,
        "later wording": Status.CURRENT,
        "earlier wording": Status.ENDED,
        "prospective": Status.NOT_COMMENCED,
        "unmarked": Status.CURRENT,
    }
    (warned,) = [hit.warning for hit in hits if hit.status is Status.NOT_COMMENCED]
    assert "marked prospective" in (warned or "")


def test_law_without_a_date_is_warned_of_only_where_its_provision_has_none(tmp_path: Path) -> None:
    draft = draft_of({"act": [f"{name} child" for name in PROVISIONS]})
    passages = [replace(one, provision=held) for one, held in zip(draft.passages, PROVISIONS.values(), strict=True)]
    generation = generation_of(tmp_path, replace(draft, passages=passages))
    hits = Searcher(generation, HashingEncoder()).search("child", k=9, filters=Filters(as_of=date(2024, 6, 1)))
    warned = {hit.passage.text.removesuffix(" child"): hit.warning is not None for hit in hits}
    assert warned == {"in force": False, "earlier wording": False, "unmarked": True}


def test_a_provision_keeps_the_warning_of_its_document() -> None:
    warned = Standing(Status.CURRENT, "Read with care.")
    assert passage_standing(warned, PROVISIONS["in force"], TODAY) == warned
    prospective = passage_standing(warned, PROVISIONS["prospective"], TODAY)
    assert prospective.status is Status.NOT_COMMENCED
    assert (prospective.warning or "").endswith("issued this text. Read with care.")
    ended = Standing(Status.ENDED, "Over.")
    assert passage_standing(ended, PROVISIONS["in force"], TODAY) == ended


def test_filters_still_narrow_law_on_a_day(law: Searcher) -> None:
    filters = Filters(as_of=date(2024, 6, 1), doc_ids=("passed",))
    assert {hit.document.doc_id for hit in law.search("child", k=100, filters=filters)} == {"passed"}


def test_the_register_tells_of_a_later_edition_that_is_not_held(tmp_path: Path) -> None:
    register = Register.of([source("g-2024", superseded_by="g-2026"), source("g-2026", published=date(2026, 2, 1))])
    searcher = searcher_of(tmp_path, [document("g-2024", published=date(2024, 1, 1))], register)
    assert found(searcher, date(2026, 1, 31)) == {"g-2024": (Status.CURRENT, None)}
    assert found(searcher, None)["g-2024"] == (
        Status.REPLACED,
        "Replaced on 1 February 2026 by a later edition that this library does not hold: G-2026 (not checked). "
        "Check the current edition before relying on this.",
    )
    (entry,) = library_entries(searcher.generation, TODAY, register=register)
    assert entry.status is Status.REPLACED
    (entry,) = library_entries(searcher.generation, TODAY, as_of=date(2025, 1, 1), register=register)
    assert entry.status is Status.CURRENT


def source(source_id: str, **changes: object) -> Source:
    held = Source(
        source_id,
        source_id.upper(),
        "Department",
        Tier.STATUTORY,
        "England",
        SourceKind.GOV_UK,
        "OGL-3.0",
        Checked.UNCHECKED,
    )
    return replace(held, **changes)  # type: ignore[arg-type]


def test_every_status_has_words_for_the_pages() -> None:
    assert set(STATUS_WORDS) == set(Status)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    searcher_of(tmp_path, DOCUMENTS)
    return tmp_path


def test_search_as_of_a_day_says_the_day_and_gives_its_edition(store: Path) -> None:
    asked = ("search", "child seen", "--json", "--store", store, "--model", "hashing")
    answer = json.loads(run(*asked, "--as-of", "2025-03-01").stdout)
    assert answer["as_of"] == "2025-03-01"
    assert {hit["doc_id"] for hit in answer["hits"]} == {"undated", "taken-back", "old"}
    assert json.loads(run(*asked).stdout)["as_of"] is None


def test_search_as_of_a_day_begins_with_the_day(store: Path) -> None:
    asked = ("search", "child seen", "--store", store, "--model", "hashing")
    shown = run(*asked, "--as-of", "2025-03-01").stdout
    assert shown.startswith("As the law and guidance stood on 1 March 2025:\n1. ")
    ahead = run(*asked, "--as-of", "2999-03-01").stdout
    assert ahead.startswith("As the law and guidance will stand on 1 March 2999; what may change until then is not kn")
    nothing = run(*asked, "--as-of", "2009-12-31", "--document", "ended").stdout
    assert nothing.startswith("As the law and guidance stood on 31 December 2009:\nNothing in this library fits")
    assert run(*asked).stdout.startswith("1. ")


def test_the_day_line_of_today_says_how_things_stand() -> None:
    assert day_line(TODAY, TODAY) == "As the law and guidance stand on 23 November 2026:"


def test_library_lists_where_each_document_stood_on_a_day(store: Path) -> None:
    result = run("library", "--json", "--as-of", "2025-03-01", "--store", store)
    stood = {row["doc_id"]: row["status"] for row in map(json.loads, result.stdout.splitlines())}
    assert (stood["old"], stood["new"], stood["coming"]) == ("current", "not yet in force", "enacted, not in force")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-02-30", "no calendar has the day 2025-02-30"),
        ("1 March 2025", "'1 March 2025' is no day"),
        ("20250301", "is no day. Write year, month and day, like 2025-03-01."),
        ("2025-W09-6", "is no day"),
        ("٢٠٢٥-٠٣-٠١", "is no day"),
    ],
)
@pytest.mark.parametrize("command", [("search", "child"), ("library",)])
def test_a_day_that_is_none_is_refused(store: Path, command: tuple[str, ...], day: str, words: str) -> None:
    result = run(*command, "--as-of", day, "--store", store)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


@pytest.fixture(scope="module")
def act_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of an invented Act of 12 June 2031, whose sections began, ended and did not begin on several days."""
    folder = tmp_path_factory.mktemp("act")
    shutil.copyfile(Path(__file__).parent / "data" / "sample-act.xml", folder / "act.xml")
    (folder / "library.toml").write_text(
        '[[document]]\nid = "act"\nfile = "act.xml"\ntitle = "Sample Act"\npublisher = "Us"\n'
        'tier = "legislation"\napplies_to = "England"\nenacted = 2031-06-12\n'
    )
    assert run("ingest", "--library", folder, "--store", folder / "store", "--model", "hashing").exit_code == 0
    return folder / "store"


@pytest.mark.parametrize(
    ("day", "in_force", "not_in_force"),
    [
        ("2031-12-31", set(), {"lantern must be green", "ask a child", "telephone", "whistle", "pram", "blue"}),
        ("2032-01-10", {"lantern must be green", "ask a child"}, {"telephone", "whistle", "pram", "blue"}),
        ("2033-12-31", {"lantern must be green", "ask a child", "pram"}, {"telephone", "whistle", "blue"}),
        ("2034-01-01", {"ask a child", "pram"}, {"lantern must be green", "telephone", "whistle", "blue"}),
    ],
)
def test_an_act_answers_with_the_sections_of_the_day(
    act_store: Path, day: str, in_force: set[str], not_in_force: set[str]
) -> None:
    asked = ("search", "council child lantern", "-k", 100, "--json", "--store", act_store, "--model", "hashing")
    hits = json.loads(run(*asked, "--as-of", day).stdout)["hits"]
    law = " ".join(hit["text"] for hit in hits)
    assert {words for words in in_force | not_in_force if words in law} == in_force
    assert {hit["status"] for hit in hits} <= {"current"}


needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs the real documents: set WAYMARK_SHARED to the folder that holds corpus/"
)
KCSIE_2026 = (
    "Replaced on 1 September 2026 by a later edition that this library does not hold: Keeping children safe in "
    "education 2026 (seen in a secondary source, not checked in the official text). Check the current "
    "edition before relying on this."
)


@needs_corpus
def test_the_real_library_gives_the_edition_of_the_day_and_today_warns_of_the_next(tmp_path: Path) -> None:
    searcher = searcher_of(tmp_path, list(read_manifest(CORPUS).documents))
    then = found(searcher, date(2025, 3, 1))
    assert then["kcsie-2024"] == (Status.CURRENT, None)
    assert "kcsie-2025" not in then
    for as_of in (None, TODAY):
        hits = searcher.search("child seen alone", k=1000, filters=Filters(as_of=as_of))
        now = {row["doc_id"]: (row["status"], row["warning"]) for row in map(hit_row, hits)}
        assert "kcsie-2024" not in now
        assert now["kcsie-2025"] == ("replaced", KCSIE_2026)
