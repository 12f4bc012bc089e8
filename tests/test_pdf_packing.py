"""What keeps the memory of a long PDF small: words packed and put aside, which come back as they were, and files opened
anew."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DamagedError
from core.settings import ROOT
from ingest.pdf import packing, raw, reader
from ingest.pdf.packing import Bundles, PackedWords, spell
from ingest.pdf.shelf import Shelf
from ingest.pdf.words import Word
from ingest.readers import read_file

_PLACE = st.floats(allow_nan=False)
_SINGLE = st.floats(allow_nan=False, width=32)
_TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
"""Letters as no page should have them, too: spaces, zeros, halves of a surrogate pair."""
_WORDS = st.lists(
    st.builds(
        Word,
        text=_TEXT,
        x0=_PLACE | _SINGLE,
        x1=_PLACE | _SINGLE,
        base=st.sampled_from([700.0, 696.3]) | _PLACE,
        size=st.sampled_from([11.0, 6.96]) | _PLACE,
        bold=st.booleans(),
        italic=st.booleans(),
        colour=st.integers(0, 0xFFFFFF),
        glued=st.booleans(),
        turned=st.booleans(),
    ),
    max_size=12,
)


def word(text: str, x0: float = 72.0, **changed: object) -> Word:
    made = Word(text, x0, x0 + 5.5 * len(text), 700.0, 11.0, False, False, 0, glued=False, turned=False)
    return made._replace(**changed)  # type: ignore[arg-type]


def line(*texts: str) -> list[Word]:
    return [word(text, 72.0 + 40 * place) for place, text in enumerate(texts)]


@given(_WORDS)
def test_words_come_back_as_they_were(words: list[Word]) -> None:
    row = PackedWords(words)
    assert [*row] == words
    assert len(row) == len(words)
    assert row.text == spell(words)
    assert row.texts == [one.text for one in words]
    assert row[1:] == tuple(words[1:])


@pytest.mark.parametrize(
    "words",
    [
        line("A", "child", "must", "be", "seen."),
        [*line("seen"), word("12", size=6.96, base=696.0, glued=True)],
        [word("turned", turned=True), word("up", base=650.0, turned=True)],
        [word("cropped", x0=72.1), word("page", x0=0.1 + 0.2)],
        [word("\ud83d"), word("\ude00"), word("\u2019s", glued=True)],
        [word("glued", glued=True), word("all", glued=True)],
    ],
    ids=["plain", "raised mark", "turned", "double precision", "surrogates", "all glued"],
)
def test_odd_words_come_back_as_they_were(words: list[Word]) -> None:
    row = PackedWords(words)
    assert [*row] == words
    assert all(type(one.bold) is bool and type(one.x0) is float for one in row)


def test_a_row_is_even_where_its_words_look_alike_a_space_apart() -> None:
    plain = line("A", "child", "must")
    assert PackedWords(plain).even
    assert not PackedWords([*plain, word("bold", bold=True)]).even
    assert not PackedWords([*plain, word("12", glued=True)]).even
    assert not PackedWords([word("one", glued=True), word("word", glued=True)]).even
    assert not PackedWords([]).even


def test_rows_are_equal_by_their_words() -> None:
    assert PackedWords(line("A", "child")) == PackedWords(line("A", "child"))
    assert hash(PackedWords(line("A", "child"))) == hash(PackedWords(line("A", "child")))
    assert PackedWords(line("A", "child")) != PackedWords(line("A", "Child"))
    assert PackedWords([word("A")]) != PackedWords([word("A", bold=True)])


@given(st.lists(_WORDS, min_size=1, max_size=4))
def test_words_that_were_put_aside_come_back_as_they_were(pages: list[list[Word]]) -> None:
    with Shelf(Path("any.pdf")) as shelf, pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "_AT_HAND", 1)
        rows, aside = [PackedWords(words) for words in pages], Bundles(shelf)
        for row in rows:
            aside.put([PackedWords(line("before")), row])
        for row, words in zip(rows + rows[::-1], pages + pages[::-1], strict=True):
            assert [*row] == words
            assert (row, row.text, row.even) == (PackedWords(words), spell(words), PackedWords(words).even)


def test_packed_words_take_a_third_of_the_memory_of_words_and_put_aside_a_sixth(tmp_path: Path) -> None:
    whole, packed = held(tuple, lambda rows: None), held(PackedWords, lambda rows: None)
    with Shelf(tmp_path / "any.pdf") as shelf, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.pdf.shelf._IN_MEMORY", 0)
        aside = held(PackedWords, Bundles(shelf).put)
    assert 3 * packed < whole
    assert 6 * aside < whole


def held(made: Callable[[Sequence[Word]], Sequence[Word]], then: Callable[[Any], None]) -> int:
    """Bytes that hold 200 rows of nine words, each row `made` of its words, when `then` was done with them."""
    tracemalloc.start()
    try:
        rows = [made(line(*(f"word{number}-{place}" for place in range(9)))) for number in range(200)]
        then(rows)
        return tracemalloc.get_traced_memory()[0] if rows else 0
    finally:
        tracemalloc.stop()


def test_a_file_that_is_opened_anew_between_pages_is_read_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    path = ROOT / "guidance_docs" / "procedures" / "marlbrook-missing-2026.pdf"
    before = read_file(path)
    for module in (reader, raw):
        monkeypatch.setattr(module, "PAGES_HELD", 1)
    assert len(before.pages) > 2
    assert read_file(path) == before


def test_a_file_that_is_replaced_while_it_is_read_is_not_read_from_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "replaced.pdf"
    content = (ROOT / "guidance_docs" / "procedures" / "marlbrook-missing-2026.pdf").read_bytes()
    path.write_bytes(content)
    read_page = reader.read_page

    def replaced(*arguments: Any) -> Any:
        path.write_bytes(content + b"\n")
        return read_page(*arguments)

    monkeypatch.setattr(reader, "PAGES_HELD", 1)
    monkeypatch.setattr(reader, "read_page", replaced)
    with pytest.raises(DamagedError, match=r"replaced\.pdf: the file was replaced while it was read"):
        read_file(path)
