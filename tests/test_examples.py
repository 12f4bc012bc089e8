"""Worked examples: what ships names places by few words, a library adds its own, and like questions lift passages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import TermsError
from core.records import Passage
from index.examples import Examples, Telling, about, digest_of, links_of, made_examples, unplaced
from practice.examples import FILE, MOST_WORDS, Example, Spot, examples_of
from tests.fakes import passages_of

HERE, AWAY = np.array([1.0, 0.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)


def own(folder: Path, *rows: object) -> Path:
    (folder / FILE).write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def mistakes(folder: Path, *rows: object) -> str:
    with pytest.raises(TermsError) as caught:
        examples_of(own(folder, *rows))
    return str(caught.value)


def telling(examples: Examples, passages: Sequence[Passage], *vectors: NDArray[np.float32]) -> Telling:
    return Telling(examples, passages, np.array(vectors, dtype=np.float32))


def example(query: str, *direct: tuple[str, int | None, str], helps: tuple[Spot, ...] = ()) -> Example:
    return Example(query, tuple(Spot(*spot) for spot in direct), helps)


def made(passages: Sequence[Passage], vectors: dict[str, NDArray[np.float32]], *examples: Example) -> Examples:
    found = made_examples(examples, links_of(examples, passages), vectors=vectors, encode=none_asked)
    assert found is not None
    return found


def none_asked(queries: list[str]) -> NDArray[np.float32]:
    raise AssertionError(f"asked to encode {queries}")


def test_each_question_that_ships_stands_once_and_names_places_by_few_words() -> None:
    shipped = examples_of()
    assert len({one.query for one in shipped}) == len(shipped) > 7_000
    spots = [spot for one in shipped for spot in (*one.direct, *one.helps)]
    assert all(one.direct for one in shipped)
    assert all(0 < len(re.findall(r"[a-z0-9]+", spot.anchor.casefold())) <= MOST_WORDS for spot in spots)
    assert all(not set(one.direct) & set(one.helps) for one in shipped)


def test_a_library_adds_examples_and_places_of_its_own(tmp_path: Path) -> None:
    known = examples_of()[0]
    found = {
        one.query: one
        for one in examples_of(
            own(
                tmp_path,
                {"query": known.query, "direct": [["ours", 2, "Ring the hub."]]},
                {"query": "who do i ring", "direct": [["ours", 1, "Ring the hub."]], "helps": [["ours", None, "x"]]},
            )
        )
    }
    assert found[known.query].direct == (*known.direct, Spot("ours", 2, "Ring the hub."))
    assert found["who do i ring"].helps == (Spot("ours", None, "x"),)


def test_every_mistake_of_a_library_s_own_file_is_told_by_its_line(tmp_path: Path) -> None:
    right = {"query": "q", "direct": [["a", 1, "words"]]}
    said = mistakes(
        tmp_path,
        right,
        {"query": "q"},
        right | {"query": " "},
        right | {"direct": []},
        right | {"direct": [["a", 0, "words"]]},
        right | {"helps": [["a", 1, "one two three four five six seven eight nine"]]},
        right | {"wrong": []},
    )
    assert [f":{number}:" in said for number in range(1, 8)] == [False, *[True] * 6]
    assert "6 mistakes" in said
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(TermsError, match="not JSON"):
        examples_of(tmp_path)


def test_a_place_is_the_passage_that_holds_its_words_on_its_page() -> None:
    passages = [*passages_of("a", ["The chair’s note – one.", "Other words."]), *passages_of("b", ["Other words."])]
    links = links_of(
        [
            example(
                "q", ("a", None, "the missing words"), ("c", None, "Other words."), ("a", None, "chair's note - one")
            ),
            example("r", ("a", None, "Other words."), helps=(Spot("b", None, "Other"), Spot("a", None, "Other"))),
        ],
        passages,
    )
    assert [(one.example, one.row) for one in links] == [(0, 0), (1, 1), (1, 2)]
    assert links[1].worth > links[2].worth


def test_words_that_stand_twice_name_no_passage() -> None:
    assert links_of([example("q", ("a", None, "Words."))], passages_of("a", ["Words.", "Words."])) == []


def test_a_question_like_an_example_lifts_what_answers_that() -> None:
    passages = passages_of("a", ["One.", "Two."])
    held = made(
        passages, {"near": HERE, "far": AWAY}, example("near", ("a", None, "Two.")), example("far", ("a", None, "One."))
    )
    found = telling(held, passages, HERE, HERE).told(HERE, [0, 1], np.zeros(2, dtype=np.float32))
    assert found.much[1] > 10 * found.much[0]
    assert [held.queries[place] for place in found.like] == ["far", "near"]


def test_a_document_that_no_example_names_is_told_what_is_like_it() -> None:
    passages = [*passages_of("a", ["One.", "Two."]), *passages_of("ours", ["Near one.", "Near two."])]
    held = made(passages, {"q": HERE}, example("q", ("a", None, "One.")))
    scores = np.array([1.0, 1.0, 1.0, 1.0], dtype=np.float32)
    much = telling(held, passages, HERE, AWAY, HERE, AWAY).told(HERE, [0, 1, 2, 3], scores).much
    assert much[0] == pytest.approx(much[2], abs=1e-3), "as near as can be: the same"
    assert much[1] == 0
    assert much[3] == pytest.approx(0, abs=1e-3)
    low = np.array([1.0, 1.0, 0.2, 0.2], dtype=np.float32)
    assert telling(held, passages, HERE, AWAY, HERE, AWAY).told(HERE, [0, 1, 2], low[:3]).like.tolist() == [0, -1, -1]


def test_examples_come_back_from_their_rows_as_they_were() -> None:
    passages = passages_of("a", ["One.", "Two."])
    held = made(passages, {"q": HERE}, example("q", ("a", None, "One."), helps=(Spot("a", None, "Two."),)))
    again = Examples.from_rows(list(held.rows()), held.vectors)
    assert again.queries == held.queries
    assert again.links.tolist() == held.links.tolist()
    assert again.worths == pytest.approx(held.worths)
    assert held.is_whole(passages=2, dimension=2)
    assert not held.is_whole(passages=1, dimension=2)
    assert held.without([0]).links.tolist() == [[0, 1]]


def test_a_change_of_examples_changes_their_digest() -> None:
    one, other = example("q", ("a", None, "One.")), example("q", ("a", None, "Two."))
    assert digest_of([]) == ""
    assert digest_of([one]) != digest_of([other])


def test_only_new_questions_are_encoded_and_none_without_a_passage() -> None:
    passages = passages_of("a", ["One."])
    examples = [
        example("kept", ("a", None, "One.")),
        example("new", ("a", None, "One.")),
        example("x", ("b", None, "One.")),
    ]
    asked: list[str] = []

    def encode(queries: list[str]) -> NDArray[np.float32]:
        asked.extend(queries)
        return np.array([AWAY for _ in queries])

    found = made_examples(examples, links_of(examples, passages), vectors={"kept": HERE}, encode=encode)
    assert found is not None
    assert (found.queries, found.vectors.tolist()) == (("kept", "new"), [HERE.tolist(), AWAY.tolist()])
    assert asked == ["new"]
    assert made_examples(examples[2:], links_of(examples[2:], passages), vectors={}, encode=none_asked) is None


def test_a_library_s_own_examples_that_name_no_passage_are_told() -> None:
    passages = passages_of("a", ["One."])
    examples = [
        replace(example("lost", ("a", None, "Gone.")), is_own=True),
        replace(example("found", ("a", None, "One.")), is_own=True),
        example("of another document", ("b", None, "x")),
    ]
    assert [one.query for one in about(examples, {"a"})] == ["lost", "found"]
    assert unplaced(examples, links_of(examples, passages)) == ("lost",)
