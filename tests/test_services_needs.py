"""What a family may need: the needs that ship, how they are read, and what is wrong with a file of them."""

import csv
import json
import os
from pathlib import Path

import pytest

from core.errors import TermsError
from core.settings import ROOT
from practice.situation import read_situation
from services.needs import BY_CONCERN, FAR, NEAR, SAID, Need, NeedReader, Read, need_reader, read_needs

SHARED = Path(os.environ.get("WAYMARK_SHARED", "nowhere")) / "services"
NEEDS, _ = read_needs()
WHOLE = {
    "id": "a",
    "name": "b",
    "terms": ["Activities"],
    "offers": ["c"],
    "signals": ["d"],
    "told": ["e"],
}


def reads(text: str, **asked: object) -> dict[str, Read]:
    return {read.need.id: read for read in need_reader().read(read_situation(text), **asked)}


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text(
        "\n".join(
            "[[need]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in row.items()) for row in rows
        ),
        encoding="utf-8",
    )
    return path


def test_needs_stand_under_terms_of_the_family_hubs_list_and_leave_none_out():
    file = SHARED / "taxonomies" / "family-hubs-categories.csv"
    if not file.is_file():
        pytest.skip("WAYMARK_SHARED does not name a folder with services/taxonomies")
    with file.open(encoding="utf-8", newline="") as lines:
        terms = {row["term"] for row in csv.DictReader(lines) if row["parent"]}
    assert {term for need in NEEDS for term in need.terms} == terms


def test_no_judged_situation_stands_among_the_examples():
    files = (ROOT / "evaluations" / "services").glob("*queries.jsonl")
    rows = [row for file in files for row in file.read_text(encoding="utf-8").splitlines()]
    judged = {json.loads(row)["query"].casefold() for row in rows}
    assert judged.isdisjoint(told.casefold() for need in NEEDS for told in need.told)


def test_crises_are_a_refuge_taking_ones_life_self_harm_and_no_bed_tonight():
    assert {need.id for need in NEEDS if need.is_crisis} == {
        "refuge",
        "suicide-crisis",
        "self-harm",
        "homeless-tonight",
    }


@pytest.mark.parametrize(
    ("text", "need", "words"),
    [
        ("cuts on her arms again", "self-harm", "cuts on her arms"),
        ("Foodbank? nothing till friday", "food", "Foodbank"),
        ("her twin is disabled and gets it all", "siblings", "twin is disabled"),
        ("nan has the kids since march", "kinship", "nan has the kids"),
    ],
)
def test_a_needs_own_words_give_it_and_are_kept(text, need, words):
    assert words in reads(text)[need].given_by


def test_a_concern_adds_less_than_a_needs_own_words_and_is_told_apart():
    needs = [Need(one, one, ("Activities",), ("x",), (f"word {one}",), ("x",), concerns=("neglect",)) for one in "ab"]
    found = NeedReader(needs, {}).read(read_situation("word a, neglect"), nearness=[1.0, 1.0])
    assert [(read.need.id, read.given_by, read.by_concern) for read in found] == [
        ("a", ("word a",), ("neglect",)),
        ("b", (), ("neglect",)),
    ]
    assert found[1].weight == pytest.approx((1 + BY_CONCERN - FAR) / (NEAR - FAR))
    assert all(read.is_said for read in found)


def test_an_unless_takes_a_signal_away():
    assert "bullying" not in reads("the bull terrier barks")


def test_a_need_of_other_ages_is_not_read_where_every_childs_age_is_known():
    assert "birth-registration" in reads("birth certificate")
    assert "birth-registration" not in reads("birth certificate", children=((15.0, 16.0),))
    assert "birth-registration" in reads("birth certificate", children=((15.0, 16.0), (0.0, 1.0)))


def test_meaning_and_words_add_up():
    needs = [Need(one, one, ("Activities",), ("x",), (f"word {one}",), ("x",)) for one in "ab"]
    reader = NeedReader(needs, {})
    found = {read.need.id: read for read in reader.read(read_situation("word a"), nearness=[0.0, FAR + 0.1])}
    assert found["a"].weight == pytest.approx((SAID - FAR) / (NEAR - FAR))
    assert found["b"].weight == pytest.approx(0.1 / (NEAR - FAR))
    assert (found["a"].is_said, found["b"].is_said) == (True, False)
    assert reader.read(read_situation("nothing"), nearness=[-1.0, FAR]) == ()
    assert reader.read(read_situation("word b"), nearness=[0.0, 9.0])[0].weight == 1.0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": ""}, "no `id`"),
        ({"told": []}, "no `told`"),
        ({"signals": ["{nobody} falls"]}, "{nobody}"),
        ({"signals": ["a * b"]}, "an ending stands at a word"),
        ({"concerns": ["none-such"]}, "no concern `none-such`"),
        ({"whose": "child"}, "`whose` is"),
        ({"ages": [5, 2]}, "`ages` are"),
        ({"crisis": "yes"}, "`crisis` is"),
        ({"colour": "red"}, "unknown field `colour`"),
        ({"offers": "one"}, "`offers` is no list"),
    ],
)
def test_a_mistake_in_a_file_of_needs_is_told(tmp_path, change, says):
    with pytest.raises(TermsError, match=r"\d mistakes? in") as told:
        read_needs(write(tmp_path / "needs.toml", {**WHOLE, **change}))
    assert says in str(told.value)


def test_two_needs_of_one_id_are_a_mistake(tmp_path):
    with pytest.raises(TermsError, match="another need's"):
        read_needs(write(tmp_path / "needs.toml", WHOLE, WHOLE))
