"""The command line: what it prints where, the JSON it promises, and how it ends."""

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from commands import run
from fakes import document

from cli import main
from cli.search import _print_hits, hit_row
from core.records import Footnote, Force, Hit, Passage, Provision, Status
from core.settings import ROOT
from ingest.remarks import cautions

SHARED = 'publisher = "Us"\ntier = "{tier}"\napplies_to = "{area}"\n'
DOCUMENTS = {
    "conference": ("local", "Marlbrook", "# Conferences\n\n## Timing\n\n4.2 The conference must be within 15 days."),
    "missing": ("local", "Elsewhere", "# Missing\n\nOffer a return interview within 72 hours. It is voluntary."),
    "guidance": ("statutory", "England", "# Guidance\n\n12. A manager should decide within one working day."),
}
HIT_FIELDS = {
    "rank",
    "score",
    "doc_id",
    "title",
    "tier",
    "edition",
    "status",
    "headings",
    "paragraph",
    "page",
    "page_label",
    "text",
    "sentence",
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    rows = []
    for doc_id, (tier, area, text) in DOCUMENTS.items():
        (folder / f"{doc_id}.md").write_text(text, encoding="utf-8")
        shared = SHARED.format(tier=tier, area=area)
        rows.append(f'[[document]]\nid = "{doc_id}"\nfile = "{doc_id}.md"\ntitle = "{doc_id.title()}"\n{shared}')
    (folder / "library.toml").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture
def store(library: Path, tmp_path: Path) -> Path:
    store = tmp_path / "store"
    result = run("ingest", "--library", library, "--store", store, "--model", "hashing")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("3 documents, 3 passages, 0 failures; built in")
    return store


def test_ingest_of_an_unchanged_library_does_nothing(library: Path, store: Path) -> None:
    result = run("ingest", "--library", library, "--store", store, "--model", "hashing")
    assert result.stdout == "3 documents, 3 passages, 0 failures; unchanged.\n"


def test_a_document_that_fails_answers_as_it_was_read_and_every_listing_says_so(library: Path, store: Path) -> None:
    (library / "missing.md").write_bytes(b"")
    arguments = ("--library", library, "--store", store, "--model", "hashing")
    result = run("ingest", *arguments)
    day = datetime.now(UTC).date()
    why = "missing.md: the file is empty (0 bytes). Replace it with a whole copy."
    said = f"missing: {why} Until then it answers as it was read on {day}."
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout.startswith("3 documents, 3 passages, 1 failures; built in")
    report = json.loads(run("ingest", *arguments, "--json").stdout)
    assert report["failures"][0] == {
        "doc_id": "missing",
        "file": "missing.md",
        "message": why,
        "kept_from": str(day),
    }
    assert (report["documents"], report["reused"], report["unchanged"]) == (3, 2, False)
    listed = run("library", "--store", store, "--json")
    rows = {row["doc_id"]: row["warning"] for row in map(json.loads, listed.stdout.splitlines())}
    assert said in listed.stderr
    assert "the file as it is now could not be read" in rows["missing"]
    found = run("search", "return interview", "-k", 1, "--json", "--store", store, "--model", "hashing")
    hit = json.loads(found.stdout)["hits"][0]
    assert (hit["doc_id"], hit["warning"]) == ("missing", rows["missing"])


def test_ingest_names_a_file_that_is_gone_and_indexes_the_rest(library: Path, store: Path) -> None:
    (library / "missing.md").unlink()
    result = run("ingest", "--library", library, "--store", store, "--model", "hashing")
    assert result.exit_code == 1
    assert "missing.md: the file is not in the library's folder. Put it back, or run" in result.stderr
    assert (
        f"`waymark library remove missing --library {library}`. Until then it answers as it was read on"
        in result.stderr
    )
    assert result.stdout.startswith("3 documents, 3 passages, 1 failures; built in")


def test_search_prints_the_hit_with_its_citation(store: Path) -> None:
    result = run("search", "when is the conference", "-k", 1, "--store", store, "--model", "hashing")
    assert "1. Conference" in result.stdout
    assert "Conference, Timing, paragraph 4.2" in result.stdout


def test_search_json_has_every_promised_field(store: Path) -> None:
    result = run("search", "conference within days", "--json", "--store", store, "--model", "hashing")
    answer = json.loads(result.stdout)
    assert answer["query"] == "conference within days"
    first = answer["hits"][0]
    assert set(first) >= HIT_FIELDS
    assert (first["rank"], first["doc_id"], first["paragraph"]) == (1, "conference", "4.2")
    assert first["headings"] == ["Conferences", "Timing"]
    assert first["text"] == first["sentence"] == "4.2 The conference must be within 15 days."


AMBIGUOUS = "icpc, then who tells the ICO"


def test_search_says_what_it_added_and_asks_what_it_cannot_tell(store: Path) -> None:
    result = run("search", AMBIGUOUS, "-k", 1, "--store", store, "--model", "hashing")
    assert result.stdout.splitlines()[:2] == [
        "Also searched, for “icpc”: initial child protection conference",
        "ICO: interim care order, or Information Commissioner's Office? "
        "Say which, like --reading 'ICO=interim care order'.",
    ]


def test_search_json_says_what_it_added_and_asks(store: Path) -> None:
    result = run("search", AMBIGUOUS, "--json", "--store", store, "--model", "hashing")
    answer = json.loads(result.stdout)
    (expansion,), (question,) = answer["expansions"], answer["questions"]
    assert (expansion["typed"], expansion["guidance"], expansion["kind"]) == (
        "icpc",
        "initial child protection conference",
        "expansion",
    )
    assert AMBIGUOUS[question["start"] : question["end"]] == question["typed"] == "ICO"
    assert question["readings"] == ["interim care order", "Information Commissioner's Office"]


def test_search_leaves_a_word_as_typed_and_takes_a_reading(store: Path) -> None:
    chosen = ("--as-typed", "ICPC", "--reading", "ICO=interim care order")
    answer = json.loads(run("search", AMBIGUOUS, *chosen, "--json", "--store", store, "--model", "hashing").stdout)
    assert [(one["guidance"], one["kind"]) for one in answer["expansions"]] == [("interim care order", "reading")]
    assert answer["questions"] == []


HURT = "boy says dad hit him with a belt, strat held"


def test_search_explains_what_was_read_and_why_each_hit_is_there(store: Path) -> None:
    result = run("search", f"{HURT}, when is the conference", "--explain", "--store", store, "--model", "hashing")
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines[0] == "Read from what was typed:"
    assert "About: physical abuse (“hit him with a belt”) --without-sign physical-abuse" in lines
    assert "Step: strategy discussion (“strat”) --without-sign strategy-discussion" in lines
    assert any(
        line.startswith("Fit: no confidence, for this encoder; cosine of the nearest passage 0.") for line in lines
    )
    assert "Also searched, for “strat”: strategy discussion" in lines
    (why,) = [line for line in lines if line.startswith("why: cosine") and "(rank 1) = " in line]
    assert re.fullmatch(r"why: cosine 0\.\d+ \(rank \d\) \+ BM25 share 0\.200 \(rank 1\) = 0\.\d+", why)
    assert "your words in it: conference" in lines


def test_search_explains_in_json_what_the_scores_are_made_of(store: Path) -> None:
    asked = ("search", HURT, "--anyway", "--json", "--store", store, "--model", "hashing")
    plain, answer = json.loads(run(*asked).stdout), json.loads(run(*asked, "--explain").stdout)
    explained = answer.pop("explain")
    assert answer == plain
    assert explained["searched"] == f"{HURT} (strategy discussion)"
    assert (explained["signs"][0]["kind"], explained["signs"][0]["id"]) == ("concern", "physical-abuse")
    assert [HURT[one["start"] : one["end"]] for one in explained["signs"][0]["given_by"]] == ["hit him with a belt"]
    assert explained["is_immediate"]
    assert explained["parts"] == [{"text": HURT, "start": 0, "end": len(HURT)}]
    assert [one["rank"] for one in explained["hits"]] == [hit["rank"] for hit in answer["hits"]]
    for one, hit in zip(explained["hits"], answer["hits"], strict=True):
        assert one["score"] == one["mixed"] == hit["score"]
        assert one["mixed"] == pytest.approx(one["cosine"] + (one["bm25_share"] or 0.0), abs=1e-5)
        assert (one["dense_rank"], one["lexical_rank"]) == (hit["dense_rank"], hit["lexical_rank"])


def test_search_takes_no_account_of_a_sign_that_is_left_out(store: Path) -> None:
    asked = ("search", HURT, "--json", "--explain", "--store", store, "--model", "hashing", "--without-sign")
    explained = json.loads(run(*asked, "physical-abuse").stdout)["explain"]
    assert "physical-abuse" not in {one["id"] for one in explained["signs"]}
    assert not explained["is_immediate"]
    refused = run(*asked, "missing")
    assert refused.exit_code == 1
    assert 'Nothing in this text gives the sign "missing". It gives: physical-abuse,' in refused.stderr


def test_search_queries_answers_each_line_in_order(store: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(
        '{"query_id": "b", "query": "return interview"}\n\n{"query_id": "a", "query": "manager decide"}\n'
    )
    result = run("search", "--queries", queries, "-k", 2, "--json", "--store", store, "--model", "hashing")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["query_id"] for row in rows] == ["b", "a"]
    assert [row["hits"][0]["doc_id"] for row in rows] == ["missing", "guidance"]
    assert all(set(row) == {"query_id", "hits", "also", "fit"} and len(row["hits"]) <= 2 for row in rows)


def test_search_with_an_area_shows_no_other_areas_procedures(store: Path) -> None:
    result = run("search", "interview", "--area", "marlbrook", "--json", "--store", store, "--model", "hashing")
    assert {hit["doc_id"] for hit in json.loads(result.stdout)["hits"]} == {"conference", "guidance"}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["search"], 2, "either a TEXT or --queries"),
        (["search", "x", "--tier", "byelaw"], 2, "byelaw"),
        (["search", "x", "--area", "Atlantis"], 1, "There is: Elsewhere, Marlbrook"),
        (["search", "  "], 1, "The question is empty"),
        (["search", "ICO", "--reading", "ICO"], 2, 'write the word, "=" and its reading'),
        (["search", "ICO", "--reading", "ICO=care"], 1, "“ICO” has no reading “care”. There is: interim care order;"),
        (["search", "--queries", __file__, "--as-typed", "ICO"], 2, "are about the words of a TEXT"),
    ],
)
def test_search_that_cannot_be_done_says_why(store: Path, arguments: list[str], status: int, words: str) -> None:
    result = run(*arguments, "--store", store, "--model", "hashing")
    assert (result.exit_code, result.stdout) == (status, "")
    assert words in result.stderr


def test_librarys_own_terms_are_searched_and_their_mistakes_stop_search_and_ingest(library: Path, store: Path) -> None:
    searching = ("search", "ask fit", "--json", "--store", store, "--model", "hashing")
    (library / "terms.toml").write_text('[[term]]\nterm = "FIT"\nguidance = ["return interview"]\n')
    assert [one["guidance"] for one in json.loads(run(*searching).stdout)["expansions"]] == ["return interview"]
    (library / "terms.toml").write_text('\n[[term]]\nterm = "FIT"\n')
    for command in (searching, ("ingest", "--library", library, "--store", store, "--model", "hashing")):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert 'terms.toml:2: term "FIT": write either `guidance`' in result.stderr


@pytest.mark.parametrize("damage", ["", "{"])
def test_ingest_says_that_it_replaced_the_index_of_another_library(
    damage: str, library: Path, store: Path, tmp_path: Path
) -> None:
    if damage:
        next((store / "generations").glob("*/passages.jsonl")).write_text(damage)
    other = shutil.copytree(library, tmp_path / "other")
    arguments = ("--store", store, "--model", "hashing")
    replaced = run("ingest", "--library", other, *arguments)
    said = f"The index in {store} was of another library ({library}); it is of {other} now.\n"
    assert said in replaced.stderr
    assert "another library" not in run("ingest", "--library", other, *arguments).stderr
    told = json.loads(run("ingest", "--library", library, *arguments, "--json").stdout)
    assert told["replaced"] == str(other)


def test_ingest_that_leaves_the_index_of_another_library_says_nothing_of_replacing(
    library: Path, store: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(library, tmp_path / "other")
    for path in other.glob("*.md"):
        path.write_bytes(b"")
    result = run("ingest", "--library", other, "--store", store, "--model", "hashing")
    assert "it is of" not in result.stderr
    assert (
        json.loads(run("ingest", "--library", library, "--store", store, "--model", "hashing", "--json").stdout)[
            "replaced"
        ]
        is None
    )


def test_search_without_a_store_says_what_to_run(tmp_path: Path) -> None:
    result = run("search", "anything", "--store", tmp_path / "none", "--model", "hashing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "waymark ingest" in result.stderr


def test_search_queries_with_a_bad_row_names_its_line(store: Path, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"query_id": "a", "query": "x"}\n{"query": 1}\n')
    result = run("search", "--queries", tmp_path / "q.jsonl", "--store", store, "--model", "hashing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "q.jsonl:2" in result.stderr


def test_library_lists_every_document_with_its_status(store: Path) -> None:
    result = run("library", "--json", "--store", store)
    rows = {row["doc_id"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert set(rows) == set(DOCUMENTS)
    assert {(row["status"], row["passages"]) for row in rows.values()} == {("current", 1)}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_a_runnable_example_and_stands_in_the_readme(name: str) -> None:
    shown = run(name, "--help").stdout
    assert f"Example: waymark {name}" in shown
    assert f"waymark {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_search_queries_goes_on_past_one_that_cannot_be_searched(store: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"query_id": "a", "query": " "}\n{"query_id": "b", "query": "return interview"}\n')
    result = run("search", "--queries", queries, "--json", "--store", store, "--model", "hashing")
    assert result.exit_code == 1
    assert [json.loads(line)["query_id"] for line in result.stdout.splitlines()] == ["b"]
    assert "waymark: a: The question is empty" in result.stderr


def test_search_reads_the_situation_from_standard_input(store: Path) -> None:
    arguments = ["search", "-", "--json", "--store", str(store), "--model", "hashing"]
    result = CliRunner().invoke(main, arguments, input="return interview")
    assert json.loads(result.stdout)["hits"][0]["doc_id"] == "missing"


def test_a_passage_from_a_flow_chart_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    passage = Passage("doc#0", "doc", 0, 0, 4, "Ring", is_figure=True)
    _print_hits([Hit(1, 0.5, document("doc"), passage, Status.CURRENT, "Ring")])
    assert "This is from a flow chart" in " ".join(capsys.readouterr().out.split())
    assert hit_row(Hit(1, 0.5, document("doc"), passage, Status.CURRENT, "Ring"))["is_figure"] is True


def hit_of(**changes: Any) -> Hit:
    return Hit(1, 0.5, document("doc"), Passage("doc#0", "doc", 0, 0, 4, "Ring", **changes), Status.CURRENT, "Ring")


def test_json_of_a_passage_holds_its_footnotes_and_how_it_was_read() -> None:
    row = hit_row(hit_of(footnotes=(Footnote("12", 4, "See section 17.", 3),), ocr=71.5, verified=False))
    assert row["footnotes"] == [{"mark": "12", "at": 4, "text": "See section 17.", "page": 3}]
    assert (row["ocr"], row["verified"], row["provision"]) == (71.5, False, None)
    assert row["cautions"] == list(cautions(hit_of(ocr=71.5, verified=False).passage))
    assert hit_row(hit_of())["cautions"] == []


def test_json_of_law_says_whether_it_is_in_force() -> None:
    row = hit_row(hit_of(provision=Provision(Force.IN_FORCE, "E+W", date(2022, 10, 25))))
    assert row["provision"] == {
        "force": "in force",
        "extent": "E+W",
        "start": "2022-10-25",
        "end": None,
        "in_words": "This wording is in force from 25 October 2022. Extends to England and Wales.",
    }


def test_search_prints_footnotes_force_and_cautions(capsys: pytest.CaptureFixture[str]) -> None:
    notes = (Footnote("12", 4, "See section 17."), Footnote(None, 4, "No mark."))
    _print_hits([hit_of(footnotes=notes, provision=Provision(Force.REPEALED), verified=False)])
    printed = capsys.readouterr().out
    assert "   note 12: See section 17.\n   note: No mark.\n" in printed
    assert "   Repealed.\n" in printed
    assert "could not be checked against the file" in " ".join(printed.split())
