"""The thesaurus as a file: what ships holds together, a library adds to it, and every mistake is named by its line."""

import re
from pathlib import Path

import pytest

from core.errors import TermsError
from core.records import Checked
from core.settings import ROOT
from practice.terms import Term, read_terms

ICO = """
[[term]]
term = "ICO"
[[term.readings]]
guidance = ["interim care order"]
[[term.readings]]
guidance = ["internal complaints officer"]
cues = ["complaint"]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "terms.toml").write_text(text, encoding="utf-8")
    return folder


def named(terms: tuple[Term, ...], name: str) -> Term:
    return next(term for term in terms if term.term == name)


def test_terms_that_ship_are_read() -> None:
    terms = read_terms()
    assert named(terms, "ICPC").senses[0].guidance == ("initial child protection conference",)
    assert named(terms, "LSCB").outdated_since == 2019
    assert named(terms, "ICPC").checked is Checked.OFFICIAL
    assert len({term.term.casefold() for term in terms}) == len(terms)


def test_two_letters_are_exact_and_longer_words_are_not() -> None:
    terms = read_terms()
    assert named(terms, "SO").exact == ("SO",)
    assert named(terms, "SO").variants == ()
    assert "ICPC" in named(terms, "ICPC").variants


def test_every_ambiguous_term_that_ships_has_cues_for_each_reading() -> None:
    senses = [sense for term in read_terms() if len(term.senses) > 1 for sense in term.senses]
    assert senses
    assert all(sense.cues for sense in senses)


def test_no_reading_that_ships_shares_its_name_with_another_of_its_term() -> None:
    for term in read_terms():
        names = [sense.name.casefold() for sense in term.senses]
        assert len(set(names)) == len(names), term.term


def test_library_without_terms_has_those_that_ship(tmp_path: Path) -> None:
    assert read_terms(tmp_path) == read_terms()


def test_example_in_the_documents_holds_every_field(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    own = [
        term for term in read_terms(written(tmp_path, example)) if term.term in ("FIT", "the hub", "old panel", "CRT")
    ]
    assert [len(term.senses) for term in own] == [1, 1, 1, 2]
    for field in ("term", "variants", "exact", "guidance", "cues", "readings", "outdated_since", "note", "checked"):
        assert f"| `{field}` |" in page


def test_library_adds_a_term_and_changes_one(tmp_path: Path) -> None:
    own = '[[term]]\nterm = "FIT"\nvariants = ["strat"]\nguidance = ["family intervention team"]\n'
    terms = read_terms(written(tmp_path, own + ICO))
    assert [term.term for term in terms[:2]] == ["FIT", "ICO"]
    assert [term for term in terms if term.term == "ICO"] == [terms[1]]
    assert [sense.name for sense in terms[1].senses] == ["interim care order", "internal complaints officer"]
    assert [term.term for term in terms if "strat" in term.variants] == ["FIT"]
    assert len(terms) == len(read_terms()) + 1


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('\n[[term]]\nguidance = ["a"]', 2, "a [[term]]: no `term`"),
        ('[[term]]\nterm = "A"', 1, 'term "A": write either `guidance` or, of an ambiguous term, `readings`'),
        ('[[term]]\nterm = "A"\nguidance = "a"', 1, "`guidance` is no list of words"),
        ('[[term]]\nterm = "A"\nguidance = []', 1, "`guidance` is empty"),
        ('[[term]]\nterm = "A"\nguidance = ["a"]\nvariants = [" "]', 1, "`variants` is no list of words"),
        ('[[term]]\nterm = "A"\nguidance = ["a"]\nmeans = ["b"]', 1, "unknown field `means`"),
        ('[[term]]\nterm = "A"\nguidance = ["a"]\noutdated_since = "2019"', 1, "`outdated_since` is no year"),
        ('[[term]]\nterm = "A"\nguidance = ["a"]\noutdated_since = true', 1, "`outdated_since` is no year"),
        ('[[term]]\nterm = "A"\nguidance = ["a"]\nnote = 3', 1, "`note` is not text"),
        ('[[term]]\nterm = "A"\nguidance = ["a"]\nchecked = "yes"', 1, "`checked` is one of V, S, U"),
        ('[[term]]\nterm = "A"\nguidance = ["a"]\nchecked = ["V"]', 1, "`checked` is one of V, S, U"),
        ('[[term]]\nterm = "A"\nreadings = ["a", "b"]', 1, "`readings` are two or more tables"),
        ('[[term]]\nterm = "A"\n[[term.readings]]\nguidance = ["a"]', 1, "`readings` are two or more tables"),
        ('[[term]]\nterm = "A"\n[[term.readings]]\n[[term.readings]]\nguidance = ["a"]', 1, "a reading without"),
        (ICO.replace('"ICO"', '"ICO"\ncues = ["a"]'), 2, "`cues` belong to each of the `readings`"),
        ('[[term]]\nterm = "Aa"\nguidance =\n', 3, "not valid TOML"),
        ('[term]\nterm = "A"', 0, "write [[term]] with two brackets"),
        ('[[word]]\nterm = "A"', 0, "unknown `word`"),
        (
            '[[term]]\nterm = "One"\nguidance = ["a"]\n[[term]]\nterm = "Two"\nguidance = ["b"]\nvariants = ["one"]',
            4,
            'term "Two": "one" is "One" too',
        ),
    ],
)
def test_mistake_is_named_by_its_line_and_entry(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(TermsError) as raised:
        read_terms(written(tmp_path, text))
    assert [mistake.line for mistake in raised.value.mistakes] == [line]
    assert said in str(raised.value)
    assert "Mend it, or take it away." in str(raised.value)


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(TermsError, match=r"2 mistakes in terms\.toml") as raised:
        read_terms(written(tmp_path, '[[term]]\nterm = "A"\n\n[[term]]\nterm = "B"\nguidance = [1]\n'))
    assert [mistake.line for mistake in raised.value.mistakes] == [1, 4]


@pytest.mark.parametrize("held", [b"\xff\xfe", b"term = " + b"[" * 5000])
def test_file_that_cannot_be_read_is_a_mistake(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "terms.toml").write_bytes(held)
    with pytest.raises(TermsError, match=r"not valid TOML"):
        read_terms(tmp_path)
