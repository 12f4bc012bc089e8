"""A situation is read for its signs, each with the words that gave it, and cut into parts; nothing typed is kept."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import labelled
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TermsError
from core.settings import ROOT
from practice.rules import SignKind, read_rules
from practice.signals import Signals
from practice.situation import Situation, read_situation, reader_of, words_to_search

TEXTS = [row["text"] for name in ("situations.jsonl", "false_friends.jsonl") for row in labelled.rows(name)]
SHARED = Path(os.environ.get("WAYMARK_SHARED", "nowhere"))
LONG = (
    "y6 boy says stepdad hit him with a slipper, mark on his arm. Mum drinks most nights and says he made it up. "
    "He has been missing from home twice this month. Do we need a strat today and who do I have to tell? "
    "how long have we got to finish the assessment"
)

# What the forty situations of the shared corpus's domain.md §5 are about, by number.
FORTY = {
    "S01": {"physical-abuse"},
    "S02": set(),
    "S03": {"domestic-abuse", "non-engagement", "repeat-referral"},
    "S04": set(),
    "S05": set(),
    "S06": set(),
    "S07": {"non-engagement"},
    "S08": {"injury-to-baby", "physical-abuse"},
    "S09": {"fabricated-illness"},
    "S10": {"neglect", "repeat-referral"},
    "S11": {"missing", "sexual-exploitation", "repeat-referral"},
    "S12": {"criminal-exploitation", "serious-violence"},
    "S13": {"homelessness"},
    "S14": {"kinship-care", "private-fostering"},
    "S15": {"private-fostering"},
    "S16": {"kinship-care"},
    "S17": set(),
    "S18": {"professional-disagreement"},
    "S19": {"restraint"},
    "S20": {"allegation-staff", "online-harm"},
    "S21": {"fgm"},
    "S22": {"faith-abuse", "neglect"},
    "S23": {"fabricated-illness"},
    "S24": {"self-harm", "child-mental-health"},
    "S25": {"physical-abuse"},
    "S26": set(),
    "S27": {"professional-disagreement"},
    "S28": {"previous-removal"},
    "S29": {"parental-substance", "placement-breakdown"},
    "S30": {"parental-mental-health", "kinship-care"},
    "S31": {"parental-substance", "criminal-exploitation"},
    "S32": {"missing-education"},
    "S33": {"home-education", "non-engagement"},
    "S34": {"homelessness", "self-harm"},
    "S35": set(),
    "S36": {"repeat-referral"},
    "S37": {"records-access"},
    "S38": {"complaint"},
    "S39": {"parent-in-prison"},
    "S40": set(),
}
CALL_NOW = {"S01", "S08", "S09", "S12", "S16", "S21", "S24"}


def ids(situation: Situation) -> set[str]:
    return {sign.id for sign in situation.signs}


def forty() -> dict[str, str]:
    path = SHARED / "domain.md"
    if not path.is_file():
        pytest.skip("WAYMARK_SHARED does not name a folder with domain.md")
    return dict(re.findall(r"^\| (S\d\d) \| [^|]+ \| ([^|]+?) \|", path.read_text(encoding="utf-8"), re.M))


@pytest.mark.parametrize("number", FORTY)
def test_each_of_the_forty_situations_is_about_what_it_says(number: str) -> None:
    situation = read_situation(forty()[number])
    assert {sign.id for sign in situation.concerns} == FORTY[number]
    if number in CALL_NOW:
        assert situation.is_immediate


def test_forty_situations_are_all_there() -> None:
    assert forty().keys() == FORTY.keys()


@pytest.mark.parametrize("row", labelled.situations("dev"), ids=lambda row: row["id"])
def test_no_sign_of_a_dev_situation_is_missed(row: dict[str, object]) -> None:
    situation = read_situation(str(row["text"]))
    for kind in labelled.KINDS:
        assert labelled.found(situation, kind) >= set(row[kind]), kind  # type: ignore[call-overload]


@pytest.mark.parametrize("row", labelled.rows("false_friends.jsonl"), ids=lambda row: row["text"][:30])
def test_false_friend_gives_no_concern(row: dict[str, object]) -> None:
    assert not ids(read_situation(str(row["text"]))) & set(row["not"])  # type: ignore[call-overload]


def test_docs_give_the_scores_as_they_are() -> None:
    page = (ROOT / "docs" / "concerns.md").read_text(encoding="utf-8")
    for split, kind, score in labelled.scores():
        assert f"| {split} | {kind} | {score.row}" in page


def test_docs_give_the_scores_on_shared_queries_as_they_are() -> None:
    if not (SHARED / "training" / "queries.jsonl").is_file():
        pytest.skip("WAYMARK_SHARED does not name a folder with training/queries.jsonl")
    page = (ROOT / "docs" / "concerns.md").read_text(encoding="utf-8")
    for split, score in labelled.shared_scores(SHARED):
        assert f"| {split} | concerns of shared queries | {score.row}" in page


@pytest.mark.parametrize("text", [*TEXTS, LONG])
def test_signs_quote_the_text_and_parts_cover_it(text: str) -> None:
    situation = read_situation(text)
    for words in [*(words for sign in situation.signs for words in sign.given_by), *situation.parts]:
        assert words.text == text[words.start : words.end]
    ends = [0, *(part.end for part in situation.parts)]
    starts = [*(part.start for part in situation.parts), len(text)]
    assert not any(re.search(r"\w", text[end:start]) for end, start in zip(ends, starts, strict=True))
    assert all(end <= start for end, start in zip(ends, starts, strict=True))


@given(st.text())
def test_any_text_is_read_and_quoted(text: str) -> None:
    situation = read_situation(text)
    assert "".join(part.text for part in situation.parts) in text or len(situation.parts) > 1
    assert all(part.text == text[part.start : part.end] for part in situation.parts)
    assert all(w.text == text[w.start : w.end] for sign in situation.signs for w in sign.given_by)


def test_empty_text_has_one_empty_part_and_no_sign() -> None:
    situation = read_situation("")
    assert situation.signs == ()
    assert [part.text for part in situation.parts] == [""]


def test_long_situation_is_searched_by_its_parts_and_short_one_whole() -> None:
    assert [part.text for part in read_situation(LONG).parts] == [
        "y6 boy says stepdad hit him with a slipper, mark on his arm.",
        "Mum drinks most nights and says he made it up.",
        "He has been missing from home twice this month.",
        "Do we need a strat today and who do I have to tell?",
        "how long have we got to finish the assessment",
    ]
    assert [part.text for part in read_situation(" strat was friday, icpc date? ").parts] == [
        "strat was friday, icpc date?"
    ]


def test_part_knows_its_signs() -> None:
    situation = read_situation(LONG)
    within = [{sign.id for sign in situation.within(part)} for part in situation.parts]
    assert within[1] == {"parental-substance"}
    assert within[2] == {"missing"}
    assert {sign.id for sign in situation.signs} == set().union(*within)


def test_sign_left_out_is_gone_and_the_rest_stays() -> None:
    whole, less = read_situation(LONG), read_situation(LONG, without={"missing", "age 10-11 years"})
    assert ids(whole) - ids(less) == {"missing", "age 10-11 years"}
    assert less.parts == whole.parts


def test_sign_says_what_gave_it_and_what_to_search_for() -> None:
    situation = read_situation("15f missing 2 nights, gone again")
    missing = situation.concerns[0]
    assert missing.in_words == "missing from home or care (“missing”, “gone again”)"
    assert words_to_search(situation, missing) == "; ".join(missing.guidance)
    said = read_situation("missing: who does the Return Home Interview")
    assert "return home interview" not in words_to_search(said, said.concerns[0])
    assert words_to_search(situation, situation.ages[0]) == ""


def test_what_needs_a_call_now_is_told() -> None:
    assert read_situation("8 week old baby with a bruise").is_immediate
    assert not read_situation("how long does a CIN review take").is_immediate


def test_situation_is_json() -> None:
    told = json.loads(json.dumps(asdict(read_situation(LONG))))
    assert told["signs"][0]["kind"] == "concern"
    assert told["parts"][0]["start"] == 0


def test_capitals_apostrophes_and_marks_make_no_difference() -> None:
    for text in ("Dad won’t let me see the kids", "DAD WONT LET ME SEE THE KIDS", "dad won't, let me see the kids"):
        assert "non-engagement" in ids(read_situation(text)), text


def test_gap_of_a_phrase_ends_with_the_sentence() -> None:
    assert "parental-substance" in ids(read_situation("mum is back drinking"))
    assert "parental-substance" not in ids(read_situation("Spoke to mum. Drinking water is off"))


def test_nothing_typed_is_kept() -> None:
    reader = reader_of()
    reader.read("zyxwvutsrq was missing")
    assert "zyxwvutsrq" not in reader._signals._vocab.strings


def test_threads_read_alike() -> None:
    texts = TEXTS * 3
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read_situation, texts)) == [read_situation(text) for text in texts]


def test_every_signal_that_ships_gives_its_sign() -> None:
    rules = read_rules()
    for rule in rules.rules:
        for signal in rule.signals:
            typed = re.sub(r"\{(\w+)\}", lambda name: rules.words[name[1]][0], signal).replace("*", "").replace("…", "")
            assert rule.id in ids(read_situation(typed)), signal


def test_every_kind_of_rule_ships() -> None:
    rules = read_rules().rules
    assert {rule.kind for rule in rules} == set(SignKind) - {SignKind.AGE}
    assert len([rule for rule in rules if rule.kind is SignKind.CONCERN]) >= 35


def test_library_adds_a_rule_and_puts_one_in_place(tmp_path: Path) -> None:
    own = (
        '[words]\npet = ["dog*", "cat*"]\n'
        '[[concern]]\nid = "animals"\nname = "cruelty to animals"\nsignals = ["hurt {pet}"]\nguidance = ["animals"]\n'
        '[[concern]]\nid = "missing"\nname = "gone"\nsignals = ["vanished"]\nguidance = ["missing"]\n'
    )
    (tmp_path / "concerns.toml").write_text(own, encoding="utf-8")
    situation = read_situation("she hurt dogs, vanished, now missing", library=tmp_path)
    assert [(sign.name, sign.given_by[0].text) for sign in situation.concerns] == [
        ("cruelty to animals", "hurt dogs"),
        ("gone", "vanished"),
    ]
    assert len(read_rules(tmp_path).rules) == len(read_rules().rules) + 1


def test_library_without_rules_has_those_that_ship(tmp_path: Path) -> None:
    assert read_rules(tmp_path) == read_rules()


RULE = '[[concern]]\nid = "a"\nname = "A"\nsignals = ["x"]\nguidance = ["y"]\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (RULE + RULE, 2, 'concern "a": the `id` is another rule\'s too'),
        (RULE.replace('"x"', '"{kid} x"'), 2, "`signals` names {kid}, and [words] has no such list"),
        (RULE.replace('["x"]', '"x"'), 2, "`signals` is no list of phrases"),
        (RULE.replace('signals = ["x"]\n', ""), 2, "no `signals`"),
        (RULE.replace('name = "A"\n', ""), 2, "no `name`"),
        (RULE + "immediate = 1", 2, "`immediate` is true or false"),
        (RULE + "months = [0, 12]", 2, "`months` is of a [[child]] only"),
        (RULE + 'colour = "red"', 2, "unknown field `colour`"),
        ("[[worry]]", 0, "unknown `worry`"),
        ("[concern]", 0, "`concern` is no table"),
        ('words = ["a"]', 0, "`words` are lists"),
        ("[[concern]]\nid = \n", 2, "not valid TOML"),
    ],
)
def test_mistake_in_rules_is_named_by_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "concerns.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TermsError) as caught:
        read_rules(tmp_path)
    assert any(mistake.line == line and said in mistake.message for mistake in caught.value.mistakes), caught.value


def test_a_phrase_that_is_taken_away_leaves_a_shorter_one_beside_it() -> None:
    signals = Signals(
        {"blame": ["accus* … {staff}", "accused of"]}, {"staff": ["head"]}, unless={"blame": ["the head"]}
    )
    text = "accused of it, told the head"
    assert [text[slice(*span)] for span in signals.find(text)["blame"]] == ["accused of"]


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("dad hit him with a belt", True),
        ("when is the core group", True),
        ("can i ring the gp without mum's consent", True),
        ("when is the next bus to town", False),
    ],
)
def test_a_concern_a_step_or_a_question_of_the_field_counts_as_read(text: str, is_read: bool) -> None:
    assert read_situation(text).is_read() is is_read


def test_a_part_is_read_by_its_own_words() -> None:
    situation = read_situation("Dad hit him with a belt. When is the next bus to town?")
    first, last = situation.parts[0], replace(situation.parts[0], start=26, end=54)
    assert situation.is_read(first)
    assert not situation.is_read(last)
