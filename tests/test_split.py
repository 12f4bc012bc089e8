"""The laws of splitting: nothing lost, nothing changed, nothing too long, nothing under two headings."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Document, Reading, Tier
from ingest.building import ReadingBuilder, cite
from ingest.split import embedded_text, own_headings, split

DOCUMENT = Document("doc", "doc.md", "A title", "Us", Tier.LOCAL, "Here")
LIMIT = 40


class Words:
    """One token a word of at most ten letters, as subword tokenizers cut long ones."""

    def count(self, text: str) -> int:
        return sum(1 + len(word) // 10 for word in text.split())


class WordsAndBreaks(Words):
    """As `Words`, and one token a line break, as byte-level tokenizers have it."""

    def count(self, text: str) -> int:
        return super().count(text) + text.count("\n")


def built(steps: list[tuple[str, str]]) -> Reading:
    builder = ReadingBuilder()
    for number, (kind, text) in enumerate(steps, start=1):
        if kind == "page":
            builder.page(number, label=f"p{number}")
        elif kind == "heading":
            builder.heading(text, level=1 + number % 3)
        else:
            getattr(builder, kind)(text)
    return builder.finish()


steps = st.lists(
    st.tuples(
        st.sampled_from(["heading", "paragraph", "item", "row", "footnote", "contents", "page", "extend"]),
        st.text(alphabet="abc. :?\n", min_size=1, max_size=400)
        | st.lists(st.text(alphabet="abc. :", min_size=1, max_size=120), min_size=2, max_size=6).map(" | ".join),
    ),
    max_size=20,
)


@given(steps)
@settings(deadline=None)
def test_split_keeps_every_character_of_body_text_once(plan: list[tuple[str, str]]) -> None:
    reading = built(plan)
    covered = [0] * len(reading.text)
    for passage in split(DOCUMENT, reading, tokenizer=Words(), limit=LIMIT):
        for offset in range(passage.start, passage.end):
            covered[offset] += 1
    for block in reading.blocks:
        for offset in range(block.start, block.end):
            if not reading.text[offset].isspace():
                assert covered[offset] == int(block.kind.is_body)


@given(steps)
@settings(deadline=None)
def test_split_gives_exactly_the_documents_text_within_the_limit(plan: list[tuple[str, str]]) -> None:
    reading = built(plan)
    for tokenizer in (Words(), WordsAndBreaks()):
        for passage in split(DOCUMENT, reading, tokenizer=tokenizer, limit=LIMIT):
            assert passage.text == reading.text[passage.start : passage.end]
            assert tokenizer.count(embedded_text(DOCUMENT, passage, tokenizer=tokenizer, limit=LIMIT)) <= LIMIT
            inside = [block for block in reading.blocks if block.start < passage.end and passage.start < block.end]
            assert {block.headings for block in inside} == {passage.headings}


def test_split_keeps_a_paragraph_with_its_list() -> None:
    reading = built([("paragraph", "They should:"), ("item", "see the child"), ("item", "record it")])
    (passage,) = split(DOCUMENT, reading, tokenizer=Words(), limit=LIMIT)
    assert passage.text == "They should:\n• see the child\n• record it"
    assert passage.stem is None


def test_split_gives_the_stem_to_items_that_stand_apart_from_it() -> None:
    items = [("item", f"item {number} " + "word " * 12) for number in range(6)]
    passages = split(DOCUMENT, built([("paragraph", "They should:"), *items]), tokenizer=Words(), limit=LIMIT)
    assert len(passages) > 1
    assert {passage.stem for passage in passages[1:]} == {"They should:"}
    assert embedded_text(DOCUMENT, passages[1], tokenizer=Words(), limit=LIMIT).startswith("A title\nThey should:\n• ")


def test_split_cuts_a_long_paragraph_between_sentences() -> None:
    text = "One two three four five six seven eight nine ten. " * 8
    passages = split(DOCUMENT, built([("paragraph", text)]), tokenizer=Words(), limit=LIMIT)
    assert len(passages) > 1
    assert all(passage.text.endswith("ten.") for passage in passages)


def test_split_names_first_and_last_page_and_the_printed_label() -> None:
    builder = ReadingBuilder()
    builder.page(1, label="i")
    builder.paragraph("Begins here")
    builder.page(2, label="ii")
    builder.extend("and ends there.")
    (passage,) = split(DOCUMENT, builder.finish(), tokenizer=Words(), limit=LIMIT)
    assert (passage.page, passage.page_label, passage.last_page) == (1, "i", 2)
    assert passage.text == "Begins here and ends there."


def test_a_heading_that_a_deeper_one_says_again_counts_once() -> None:
    assert own_headings(("Risk checklist", "Risk checklist for others", "For others")) == [
        "Risk checklist for others",
        "For others",
    ]
    assert own_headings(("Visits", "Visits")) == ["Visits"]
    assert own_headings(("Care", "Carers")) == ["Care", "Carers"]
    assert own_headings(()) == []


def test_split_puts_title_and_inner_headings_into_what_is_embedded() -> None:
    builder = ReadingBuilder()
    builder.heading("Very " * 20 + "long chapter", level=1)
    builder.heading("Reviews", level=2)
    builder.paragraph("Within three months.")
    (passage,) = split(DOCUMENT, builder.finish(), tokenizer=Words(), limit=LIMIT)
    embedded = embedded_text(DOCUMENT, passage, tokenizer=Words(), limit=LIMIT)
    assert embedded == "A title > Reviews\nWithin three months."


def test_split_of_a_reading_without_body_gives_none() -> None:
    assert split(DOCUMENT, built([("heading", "Only this")]), tokenizer=Words(), limit=LIMIT) == []


def test_split_knows_each_paragraph_and_page_inside_a_passage() -> None:
    builder = ReadingBuilder()
    builder.page(8, label="7")
    builder.paragraph("1. Begin. It runs", number="1")
    builder.page(9, label="8")
    builder.extend("on.")
    builder.paragraph("2. End.", number="2")
    (passage,) = split(DOCUMENT, builder.finish(), tokenizer=Words(), limit=LIMIT)
    found = [(word, passage.place_at(passage.start + passage.text.index(word))) for word in ("It", "on.", "End")]
    assert [(word, place.paragraph, place.page, place.page_label) for word, place in found] == [
        ("It", "1", 8, "7"),
        ("on.", "1", 9, "8"),
        ("End", "2", 9, "8"),
    ]


def noted() -> Reading:
    builder = ReadingBuilder()
    builder.heading("Who is told" + cite("1"), level=1)
    builder.footnote("In this chapter.", mark="1")
    builder.paragraph("The lead rings the police" + cite("2") + " at once.")
    builder.footnote("On the number for emergencies.", mark="2")
    builder.paragraph("Then the lead rings the chair.")
    return builder.finish()


def test_a_passage_has_the_footnotes_of_its_text_and_of_the_heading_above_it() -> None:
    reading = noted()
    passages = split(DOCUMENT, reading, tokenizer=Words(), limit=LIMIT)
    first, *others = [one for one in passages if one.stem is None and one.cited_in is None]
    assert first.text == "The lead rings the police at once.\nThen the lead rings the chair."
    assert [(note.mark, note.text) for note in first.footnotes] == [
        ("1", "In this chapter."),
        ("2", "On the number for emergencies."),
    ]
    assert [first.text[: note.at - first.start] for note in first.footnotes] == ["", "The lead rings the police"]
    assert others == []


def test_a_footnote_is_a_passage_under_the_words_that_cite_it() -> None:
    passages = split(DOCUMENT, noted(), tokenizer=Words(), limit=LIMIT)
    assert [(one.stem, one.text, one.footnotes, one.cited_in) for one in passages if one.stem] == [
        ("Who is told", "In this chapter.", (), 0),
        ("The lead rings the police", "On the number for emergencies.", (), 0),
    ]
    assert passages[0].text.startswith("The lead rings the police at once.")


class Counted(tuple[Any, ...]):
    """A tuple that counts how many of its members are looked at, over all such tuples."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        Counted.looks += len(found) if isinstance(place, slice) else 1
        return found

    def __iter__(self) -> Iterator[Any]:
        for member in super().__iter__():
            Counted.looks += 1
            yield member


def looks(count: int, *, is_paged: bool) -> int:
    """How many blocks and pages are looked at to split a document of so many sections, each with its footnote."""
    builder = ReadingBuilder()
    for number in range(count):
        if is_paged:
            builder.page(2 * number + 1)
        builder.heading(f"Section {number}", level=1)
        builder.paragraph("The lead rings the police" + cite(str(number)) + " at once.")
        builder.footnote("On the number for emergencies.", mark=str(number))
        builder.paragraph("The case is looked at again")
        if is_paged:
            builder.page(2 * number + 2)
        builder.extend("on the next day.")
    reading = builder.finish()
    counted = replace(reading, blocks=Counted(reading.blocks), pages=Counted(reading.pages))
    Counted.looks = 0
    assert split(DOCUMENT, counted, tokenizer=Words(), limit=LIMIT) == split(
        DOCUMENT, reading, tokenizer=Words(), limit=LIMIT
    )
    return Counted.looks


@pytest.mark.parametrize("is_paged", [False, True], ids=["notes", "pages"])
def test_split_of_a_document_of_eight_times_the_length_is_little_more_than_eight_times_the_work(is_paged: bool) -> None:
    assert looks(800, is_paged=is_paged) < 2 * 8 * looks(100, is_paged=is_paged)


def split_rows(*rows: str) -> list[tuple[str | None, str]]:
    builder = ReadingBuilder()
    for row in rows:
        builder.row(row)
    return [(one.stem, one.text) for one in split(DOCUMENT, builder.finish(), tokenizer=Words(), limit=LIMIT)]


def test_a_long_row_is_cut_between_cells_and_each_part_stands_under_the_rows_first_cell() -> None:
    low, high = "ring the carer " * 7, "visit the home " * 6
    assert split_rows(f"Sign: Missing | Low: {low}| High: {high}") == [
        (None, "Sign: Missing | Low: " + low.strip() + " |"),
        ("Sign: Missing", "High: " + high.strip()),
    ]


def test_a_long_cell_is_cut_between_sentences_each_under_its_column() -> None:
    told = " ".join(f"The {who} is told of it on the day in writing." for who in ("chair", "nurse", "carer"))
    assert split_rows(f"Sign: Missing | Low: {told} The police are told of it. | High: None") == [
        (None, f"Sign: Missing | Low: {told}"),
        ("Sign: Missing | Low", "The police are told of it. | High: None"),
    ]
