"""A brief names the right deadlines and records, quotes what binds, and writes no typed word unless asked to."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cli import main
from core.errors import WaymarkError
from core.settings import ROOT
from ingest.readers import read_file
from ingest.register import known_register
from practice.briefing import MOST_DEADLINES, Briefing, briefing_of
from practice.prompts import FOLDER, read_tables
from practice.situation import read_situation

SHARED = Path(os.environ.get("WAYMARK_SHARED", "nowhere"))
LABELS = tomllib.loads((ROOT / "tests" / "data" / "briefs.toml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "brief.md").read_text(encoding="utf-8")
CALL_NOW = {"S01", "S08", "S09", "S12", "S16", "S21", "S24"}
HURT = "nursery rang, 3yo with a handprint on his cheek, says stepdad smacked him, mum collecting at 5"


def forty() -> dict[str, str]:
    path = SHARED / "domain.md"
    if not path.is_file():
        pytest.skip("WAYMARK_SHARED does not name a folder with domain.md")
    return dict(re.findall(r"^\| (S\d\d) \| [^|]+ \| ([^|]+?) \|", path.read_text(encoding="utf-8"), re.M))


def named(briefing: Briefing) -> tuple[set[str], set[str]]:
    """The ids of the deadlines and the titles of the records that a briefing names."""
    deadlines = {one.timescale.timescale_id for one in briefing.deadlines}
    return deadlines, {one.title for one in briefing.recording}


def is_right(briefing: Briefing, label: dict[str, Any]) -> bool:
    deadlines, recording = named(briefing)
    return deadlines >= set(label["timescales"]) and recording >= set(label["recording"])


def score(name: str, labelled: Iterable[tuple[str, dict[str, Any]]]) -> str:
    """A row of the page's table."""
    right = of = 0
    shown, beside = [0, 0], [0, 0]
    for text, label in labelled:
        briefing = briefing_of(read_situation(text))
        right, of = right + is_right(briefing, label), of + 1
        for place, (found, wanted) in enumerate(
            zip(named(briefing), (label["timescales"], label["recording"]), strict=True)
        ):
            shown[place] += len(found)
            beside[place] += len(found - set(wanted))
    return f"| {name} | {right} | {of} | {beside[0]} of {shown[0]} | {beside[1]} of {shown[1]} |"


@pytest.mark.parametrize("number", LABELS["forty"])
def test_each_of_the_forty_situations_names_its_deadlines_and_records(number: str) -> None:
    briefing = briefing_of(read_situation(forty()[number]))
    deadlines, recording = named(briefing)
    assert set(LABELS["forty"][number]["timescales"]) - deadlines == set()
    assert set(LABELS["forty"][number]["recording"]) - recording == set()
    assert len(briefing.deadlines) <= MOST_DEADLINES
    if number in CALL_NOW:
        assert briefing.call_now


def test_forty_situations_are_all_labelled_and_the_docs_give_the_score() -> None:
    texts = forty()
    assert texts.keys() == LABELS["forty"].keys()
    assert score("the forty", ((texts[number], label) for number, label in LABELS["forty"].items())) in PAGE


def test_own_situations_are_right_and_the_docs_give_the_score() -> None:
    own = [(row["text"], row) for row in LABELS["own"]]
    assert [text for text, row in own if not is_right(briefing_of(read_situation(text)), row)] == []
    assert score("our own", own) in PAGE


@pytest.mark.parametrize("row", LABELS["own"], ids=lambda row: row["text"][:30])
def test_call_now_is_there_only_where_it_is_immediate(row: dict[str, Any]) -> None:
    assert bool(briefing_of(read_situation(row["text"])).call_now) is row["immediate"]


def test_what_was_asked_for_comes_first() -> None:
    text = "Mum drinks and there is no food in the house. Strategy meeting was on 3 June: when must the conference be?"
    ids = [one.timescale.timescale_id for one in briefing_of(read_situation(text)).deadlines]
    assert ids == ["T08", "T14"]
    unasked = briefing_of(read_situation("referral today. home conditions awful. core group soon"))
    assert [one.timescale.timescale_id for one in unasked.deadlines] == ["T09", "T01", "T02", "T14"]


def test_a_sign_left_out_takes_its_rows_along() -> None:
    text = "lad of 14 went missing for two nights"
    assert briefing_of(read_situation(text)).deadlines
    without = briefing_of(read_situation(text, without={"missing"}))
    assert (without.deadlines, without.recording, without.holders, without.visits) == ((), (), (), ())


def test_deadlines_are_counted_from_the_day_given_and_hours_need_the_hour() -> None:
    situation = read_situation("conference on friday, and he was missing last night")
    by_id = {one.timescale.timescale_id: one for one in briefing_of(situation, start=date(2026, 12, 18)).deadlines}
    assert by_id["T08"].readings[0].due == date(2027, 1, 13)
    assert (by_id["T90"].needs_hour, by_id["T90"].readings) == (True, ())
    (hours,) = [
        one
        for one in briefing_of(situation, start=datetime(2026, 12, 18, 9)).deadlines
        if one.timescale.timescale_id == "T90"
    ]
    assert hours.readings[0].due == datetime(2026, 12, 21, 9)


def test_more_deadlines_than_a_brief_lists_are_named_by_their_ids() -> None:
    text = "complaint about a private fostering arrangement and a restraint in our home"
    briefing = briefing_of(read_situation(text))
    assert len(briefing.deadlines) == MOST_DEADLINES
    assert briefing.further == ("T83a", "T83b", "T110", "T111a", "T112", "T113a", "T113b")[-len(briefing.further) :]


def test_rows_that_no_text_was_read_for_are_unchecked() -> None:
    tables = read_tables()
    known = known_register().by_id
    for prompt in (*tables.call_now, *tables.recording, *tables.visits):
        if prompt.source not in known:
            assert prompt.checked != "V", prompt.prompt_id
    assert {prompt.source for prompt in tables.recording if prompt.checked == "V"} <= set(known)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "recording.toml",
            'called_by = ["contact"]',
            'called_by = ["contract"]',
            "recording.toml: [R01] does not hold",
        ),
        ("recording.toml", 'title = "referral"\n', "", "recording.toml: [R01] has no `title`"),
        (
            "recording.toml",
            'points = ["key decisions',
            'points = []\nnone = ["key decisions',
            "[R12] does not hold (its `points`",
        ),
        ("recording.toml", 'checked = "V"', 'checked = "X"', "recording.toml: [R01] does not hold"),
        ("briefing.toml", '"T21", ', '"T999", ', "[deadlines.police-protection] does not hold (it names 'T999'"),
        ("holders.toml", '["disclosure", "cooperation", "crime"]', '["none"]', "[agencies.police] does not hold"),
        ("holders.toml", "[gateways.disclosure]", "[gateways.disclosure", "holders.toml: cannot be read"),
    ],
)
def test_mistake_in_a_table_names_the_entry(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = tmp_path / "practice"
    folder.mkdir()
    for name in ("recording.toml", "briefing.toml", "holders.toml"):
        shutil.copy(FOLDER / name, folder / name)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WaymarkError, match=re.escape(said)):
        read_tables(folder)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample library, by the encoder that needs no model."""
    store = tmp_path_factory.mktemp("brief") / "store"
    arguments = ["ingest", "--library", str(ROOT / "guidance_docs"), "--store", str(store), "--model", "hashing"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    return store


def run(store: Path, *arguments: object, typed: str | None = None) -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(main, ["brief", *words, "--store", str(store), "--model", "hashing"], input=typed)


def test_brief_prints_its_sections_in_order_each_with_its_source(store: Path) -> None:
    result = run(store, HURT, "--area", "Marlbrook", "--from", "2026-11-25")
    assert result.exit_code == 0, result.stderr
    headings = [
        "Call now",
        "What binds",
        "Deadlines",
        "What to record",
        "Who may hold information",
        "Preparing the visit",
    ]
    places = [result.stdout.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)
    assert "due Thursday 26 November 2026" in result.stdout
    assert "from practice, no text read (unchecked)" in result.stdout
    assert "paragraphs 151 and 153 (read in the official text)" in result.stdout
    assert "has been replaced by Working together to safeguard children 2026" in result.stdout
    assert "Sample: Marlbrook is an invented council" in result.stdout


def test_json_has_every_field_that_the_docs_promise(store: Path) -> None:
    found = json.loads(run(store, HURT, "--from", "2026-11-25", "--json").stdout)
    assert [key for key in found if f"`{key}`" not in PAGE] == []
    assert found["situation"] == HURT
    assert found["is_immediate"] is True
    assert (found["as_of"], found["from"]) == (None, "2026-11-25")
    assert {row["checked"] for row in found["recording"]} == {"V", "U"}
    assert [row["timescale_id"] for row in found["deadlines"]][:3] == ["T03", "T06", "T07"]
    held = {row["id"] for row in found["gateways"]}
    assert held
    assert all(set(row["gateways"]) <= held for row in found["holders"])
    tiers = [row["tier"] for row in found["binds"]]
    assert tiers == sorted(tiers, key=["legislation", "statutory", "local"].index)
    assert all(row["sentence"] in row["text"] and row["citation"] for row in found["binds"])


def test_as_of_a_day_before_the_new_edition_says_nothing_of_its_replacement(store: Path) -> None:
    found = json.loads(run(store, HURT, "--as-of", "2025-03-01", "--json").stdout)
    assert found["as_of"] == "2025-03-01"
    assert {row["replaced"] for row in found["recording"]} == {None}


def test_brief_reads_the_situation_from_standard_input(store: Path) -> None:
    assert json.loads(run(store, "-", "--json", typed=HURT).stdout)["situation"] == HURT


def plain(tokens: Iterable[Token]) -> Iterable[str]:
    """The words of parsed Markdown, without any mark of it."""
    for token in tokens:
        yield from plain(token.children) if token.children else [token.content if token.type == "text" else ""]


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_word_file_holds_the_page_and_no_word_that_was_typed(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    result = run(store, HURT, "--area", "Marlbrook", "--docx", path)
    assert (result.exit_code, result.stdout) == (0, f"Written: {path}\n")
    text = text_of(path)
    assert "from the library “Marlbrook sample library”" in text
    assert re.search(r"Made on \d+ \w+ \d{4} from", text)
    assert "Local procedures are those of Marlbrook." in text
    found = json.loads(run(store, HURT, "--area", "Marlbrook", "--json").stdout)
    for row in found["binds"]:
        assert row["citation"] in text
        assert row["sentence"] in text
    assert [one for one in ("handprint", "nursery rang", "stepdad", "collecting") if one in text] == []
    assert "physical abuse" in text


def test_word_file_holds_the_situation_where_asked_for(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    assert run(store, HURT, "--docx", path, "--with-situation").exit_code == 0
    assert HURT in text_of(path)


def test_word_file_is_never_written_over(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    path.write_text("mine")
    result = run(store, HURT, "--docx", path)
    assert (result.exit_code, result.stdout, path.read_text()) == (1, "", "mine")
    assert "is there already and is not written over" in result.stderr
    missing = run(store, HURT, "--docx", tmp_path / "no" / "brief.docx")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "There is no folder" in missing.stderr


def test_word_file_and_json_together_leave_stdout_to_the_json(store: Path, tmp_path: Path) -> None:
    result = run(store, HURT, "--docx", tmp_path / "brief.docx", "--json")
    assert json.loads(result.stdout)["situation"] == HURT
    assert result.stderr.startswith("Written: ")


def test_one_call_writes_the_same_page_as_word_pdf_and_markdown(store: Path, tmp_path: Path) -> None:
    word, pdf, markdown = (tmp_path / name for name in ("brief.docx", "brief.pdf", "brief.md"))
    result = run(store, HURT, "--area", "Marlbrook", "--docx", word, "--pdf", pdf, "--markdown", markdown)
    assert (result.exit_code, result.stdout) == (0, f"Written: {word}\nWritten: {pdf}\nWritten: {markdown}\n")
    whole = "".join(re.findall(r"\w", text_of(word)))
    read = "".join(re.findall(r"\w", read_file(pdf).text))
    assert whole in read
    marked = MarkdownIt().parse(markdown.read_text(encoding="utf-8"))
    assert whole == "".join(re.findall(r"\w", "".join(plain(marked)).replace("Note:", "")))
    assert [one for one in ("handprint", "stepdad", "collecting") if one in read] == []


def test_nothing_is_written_where_one_of_the_files_is_there(store: Path, tmp_path: Path) -> None:
    there = tmp_path / "brief.pdf"
    there.write_text("mine")
    result = run(store, HURT, "--markdown", tmp_path / "brief.md", "--pdf", there)
    assert (result.exit_code, there.read_text(), list(tmp_path.iterdir())) == (1, "mine", [there])


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["  "], 1, "The question is empty"),
        (["x", "--area", "Atlantis"], 1, "There is: "),
        (["x" * 4001], 1, "the most is 4,000"),
        (["x", "--from", "soon"], 2, "is no day"),
        (["x", "--with-situation"], 2, "is about the file of --docx, --pdf or --markdown"),
        (["x", "--docx", "a.x", "--pdf", "a.x"], 2, "each need a file of their own"),
        ([], 2, "Missing argument"),
    ],
)
def test_brief_that_cannot_be_made_says_why(store: Path, arguments: list[str], status: int, words: str) -> None:
    result = run(store, *arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert words in result.stderr


def test_situation_of_nothing_known_still_quotes(store: Path) -> None:
    found = json.loads(run(store, "what is the purpose of all this", "--json").stdout)
    assert found["binds"]
    assert [found[key] for key in ("call_now", "deadlines", "recording", "holders", "visits")] == [[], [], [], [], []]


def test_the_page_of_the_docs_names_every_option() -> None:
    options = ("--area", "--as-of", "--from", "--json", "--docx", "--pdf", "--markdown", "--with-situation")
    assert [option for option in options if option not in PAGE] == []
