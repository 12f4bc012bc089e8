"""Laws and worked examples of the builder that every reader writes to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import stem, texts

from core.records import BlockKind, Reading
from ingest.building import ReadingBuilder, cite, fold

WORDS = st.text(st.sampled_from("ab: \n\t\u00a0é–"), max_size=12)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["heading", "paragraph", "item", "row", "footnote", "contents", "extend", "page"]), WORDS
    ),
    max_size=25,
)


def built(steps: list[tuple[str, str]]) -> Reading:
    builder = ReadingBuilder()
    pages = 0
    for call, text in steps:
        if call == "page":
            pages += 1
            builder.page(pages)
        elif call == "heading":
            builder.heading(text, level=1 + len(text) % 3)
        elif call == "item":
            builder.item(text, depth=len(text) % 3)
        else:
            getattr(builder, call)(text)
    return builder.finish()


@given(STEPS)
@settings(max_examples=300, deadline=None)
def test_blocks_cover_the_text_but_for_one_newline_between_them(steps: list[tuple[str, str]]) -> None:
    reading = built(steps)
    assert "\n".join(texts(reading)) == reading.text
    for before, after in zip(reading.blocks, reading.blocks[1:], strict=False):
        assert after.start == before.end + 1
    assert all(block.end > block.start for block in reading.blocks)


@given(STEPS)
@settings(max_examples=300, deadline=None)
def test_every_word_given_is_in_the_text_in_order(steps: list[tuple[str, str]]) -> None:
    given_words: list[str] = []
    waiting: list[str] = []
    for call, text in [*steps, ("heading", "end")]:
        if call == "heading" and text.strip():
            given_words, waiting = given_words + waiting, []
        if call == "footnote":
            waiting += text.split()
        elif call != "page":
            given_words += text.split()
    given_words.pop()
    assert [word for word in built(steps).text.split() if word != "•"] == given_words


@given(STEPS)
@settings(max_examples=300, deadline=None)
def test_pages_are_in_order_and_hold_every_block_once_a_page_has_begun(steps: list[tuple[str, str]]) -> None:
    reading = built(steps)
    for before, after in zip(reading.pages, reading.pages[1:], strict=False):
        assert before.number < after.number
        assert before.start <= before.end <= after.end
        assert before.start <= after.start
    for page in reading.pages:
        assert 0 <= page.start <= page.end <= len(reading.text)


@given(STEPS)
@settings(max_examples=300, deadline=None)
def test_a_stem_is_a_whole_block_above_its_item(steps: list[tuple[str, str]]) -> None:
    reading = built(steps)
    whole = {(block.start, block.end) for block in reading.blocks}
    for block in reading.blocks:
        if block.stem is not None:
            assert block.kind is BlockKind.ITEM
            assert block.stem in whole
            assert block.stem[1] < block.start


def test_heading_path_drops_headings_of_its_own_level_and_below() -> None:
    builder = ReadingBuilder()
    for text, level in (("Part 1", 1), ("Visits", 2), ("When", 3), ("Reviews", 2)):
        builder.heading(text, level=level)
    builder.paragraph("Held within 20 working days.")
    reading = builder.finish()
    assert reading.blocks[-1].headings == ("Part 1", "Reviews")
    assert reading.blocks[3].headings == ("Part 1",)


def test_paragraph_number_stays_in_effect_until_a_heading() -> None:
    builder = ReadingBuilder()
    builder.paragraph("12. The manager should:", number="12")
    builder.item("ring the parents")
    builder.paragraph("Then write it down.")
    builder.heading("Records", level=1)
    builder.paragraph("Keep them.")
    numbers = [block.paragraph for block in builder.finish().blocks]
    assert numbers == ["12", "12", "12", None, None]


def test_items_hang_under_the_nearest_stem_above_their_depth() -> None:
    builder = ReadingBuilder()
    builder.paragraph("The social worker should:")
    builder.item("tell:")
    builder.item("the parents", depth=1)
    builder.item("write it down")
    reading = builder.finish()
    assert stem(reading, reading.blocks[1]) == "The social worker should:"
    assert stem(reading, reading.blocks[2]) == "• tell:"
    assert stem(reading, reading.blocks[3]) == "The social worker should:"


@pytest.mark.parametrize("end", [":", ";", " should", " and", " –"])
def test_a_sentence_left_open_is_a_stem(end: str) -> None:
    builder = ReadingBuilder()
    builder.paragraph(f"The social worker{end}")
    builder.item("visits")
    assert builder.finish().blocks[1].stem is not None


def test_items_after_a_closed_sentence_have_no_stem() -> None:
    builder = ReadingBuilder()
    builder.paragraph("The social worker visits.")
    builder.item("weekly")
    assert builder.finish().blocks[1].stem is None


def test_extend_continues_the_paragraph_over_the_page() -> None:
    builder = ReadingBuilder()
    builder.page(1, label="i")
    builder.paragraph("The manager")
    builder.page(2, label="ii")
    builder.extend("should:")
    builder.item("visit")
    reading = builder.finish()
    assert texts(reading) == ["The manager should:", "• visit"]
    assert stem(reading, reading.blocks[1]) == "The manager should:"
    assert [page.label for page in reading.pages] == ["i", "ii"]
    first, last = reading.page_at(reading.blocks[0].start), reading.page_at(reading.blocks[0].end - 1)
    assert (first and first.number, last and last.number) == (1, 2)


def test_extend_with_nothing_before_it_begins_a_paragraph() -> None:
    builder = ReadingBuilder()
    builder.extend("Alone.")
    assert [block.kind for block in builder.finish().blocks] == [BlockKind.PARAGRAPH]


def test_close_ends_headings_of_its_level_and_below() -> None:
    builder = ReadingBuilder()
    builder.heading("Part 1", level=1)
    builder.heading("Section 2", level=2)
    builder.paragraph("2. Inside.", number="2")
    builder.close(level=2)
    builder.paragraph("Behind it.")
    blocks = builder.finish().blocks
    assert (blocks[-1].headings, blocks[-1].paragraph) == (("Part 1",), None)


def test_nothing_added_gives_an_empty_reading() -> None:
    assert ReadingBuilder().finish() == Reading("", ())


def test_fold_takes_white_space_of_every_kind() -> None:
    assert fold(" a\u00a0\tb\n\nc ") == "a b c"


def test_footnote_keeps_its_page_where_the_paragraph_ran_on_to_the_next() -> None:
    builder = ReadingBuilder()
    builder.page(1)
    builder.paragraph("A paragraph that runs")
    builder.page(2)
    builder.extend("over the page.")
    builder.footnote("1 A note at the foot of page 1.", page=1)
    builder.footnote("2 A note at the foot of page 2.", page=2)
    builder.paragraph("The next paragraph.")
    reading = builder.finish()
    pages = [reading.page_at(block.start) for block in reading.blocks]
    assert [page.number for page in pages if page] == [1, 2, 1, 2]
    assert [block.page for block in reading.blocks] == [None, None, 1, None]


def test_half_a_cite_that_a_text_holds_is_left_out() -> None:
    opening, closing = cite("")
    builder = ReadingBuilder()
    builder.paragraph(f"See{opening} the child alone{cite('1')}, whatever else there may be to do now{closing}.")
    builder.footnote("Weekly.", mark="1")
    reading = builder.finish()
    assert reading.text == "See the child alone, whatever else there may be to do now.\nWeekly."
    assert cited(reading) == [("1", "See the child alone")]


def test_footnotes_come_behind_their_section_under_the_headings_that_cite_them() -> None:
    builder = ReadingBuilder()
    builder.page(1)
    builder.heading("Visits", level=1)
    builder.paragraph("See the child" + cite("1") + ".")
    builder.heading("Records", level=1)
    builder.paragraph("Write it down" + cite("2") + ".")
    builder.footnote("Alone.", mark="1")
    builder.footnote("In ink.", mark="2")
    builder.page(2)
    builder.paragraph("Keep it.")
    builder.heading("Reviews", level=1)
    reading = builder.finish()
    assert [(text, block.headings) for text, block in zip(texts(reading), reading.blocks, strict=True)][3:] == [
        ("Write it down.", ("Records",)),
        ("Keep it.", ("Records",)),
        ("Alone.", ("Visits",)),
        ("In ink.", ("Records",)),
        ("Reviews", ()),
    ]
    assert [page.number for block in reading.blocks if (page := reading.page_at(block.start))] == [*[1] * 4, 2, 1, 1, 2]


def test_a_page_begins_behind_the_footnotes_of_the_section_before() -> None:
    builder = ReadingBuilder()
    builder.page(1)
    builder.paragraph("See the child" + cite("1") + ".")
    builder.footnote("Alone.", mark="1")
    builder.page(2)
    builder.heading("Records", level=1)
    reading = builder.finish()
    assert [reading.text[page.start : page.end] for page in reading.pages] == ["See the child.", "Records"]
    assert [page.number for block in reading.blocks if (page := reading.page_at(block.start))] == [1, 1, 2]


def cited(reading: Reading) -> list[tuple[str | None, str]]:
    """Each footnote's mark and the text up to the place that cites it."""
    notes = [block for block in reading.blocks if block.kind is BlockKind.FOOTNOTE]
    return [(note.mark, "" if note.cited is None else reading.text[: note.cited]) for note in notes]


@pytest.mark.parametrize(
    ("given", "text", "before"),
    [
        ("Call the lead" + cite("1") + " at once.", "Call the lead at once.", "Call the lead"),
        ("Call the lead " + cite("1") + " at once.", "Call the lead at once.", "Call the lead"),
        ("Call the lead " + cite("1") + ".", "Call the lead.", "Call the lead"),
        ("Call the lead." + cite("1"), "Call the lead.", "Call the lead."),
        (cite("1") + " Call the lead.", "Call the lead.", ""),
    ],
)
def test_a_mark_leaves_no_trace_in_the_text_and_cites_what_stands_before_it(given: str, text: str, before: str) -> None:
    builder = ReadingBuilder()
    builder.paragraph(given)
    builder.footnote("The one on duty.", mark="1")
    reading = builder.finish()
    assert texts(reading)[0] == text
    assert cited(reading) == [("1", before)]


def test_a_mark_at_the_head_of_a_page_cites_the_words_before_the_page() -> None:
    builder = ReadingBuilder()
    builder.page(1)
    builder.paragraph("Call the lead")
    builder.page(2)
    builder.extend(cite("1") + " at once.")
    builder.footnote("The one on duty.", mark="1", page=2)
    reading = builder.finish()
    assert texts(reading)[0] == "Call the lead at once."
    assert cited(reading) == [("1", "Call the lead")]


def test_a_number_that_starts_again_on_each_page_is_tied_on_its_own_page() -> None:
    builder = ReadingBuilder()
    for page, who in ((1, "nurse"), (2, "chair")):
        builder.page(page)
        builder.paragraph(f"Call the {who}{cite('1')} at once.")
        builder.footnote(f"The {who} on duty.", mark="1", page=page)
    assert [before.split("\n")[-1] for _, before in cited(builder.finish())] == ["Call the nurse", "Call the chair"]


def test_a_number_that_starts_again_in_each_chapter_is_tied_to_the_nearest_mark_before() -> None:
    builder = ReadingBuilder()
    for who in ("nurse", "chair"):
        builder.heading(f"Chapter of the {who}", level=1)
        builder.paragraph(f"Call the {who}{cite('1')} at once.")
        builder.footnote(f"The {who} on duty.", mark="1")
    assert [before.split("\n")[-1] for _, before in cited(builder.finish())] == ["Call the nurse", "Call the chair"]


@given(st.lists(st.tuples(st.sampled_from(["page", "cite", "note"]), st.sampled_from("12*")), max_size=40))
def test_each_note_is_tied_to_the_free_mark_on_its_page_then_before_it_then_nearest(
    plan: list[tuple[str, str]],
) -> None:
    builder = ReadingBuilder()
    page, end = 0, 0
    free: list[tuple[str, int, int]] = []
    notes: list[tuple[str, int, int]] = []
    for step, mark in plan:
        if step == "page":
            page += 1
            builder.page(page)
        elif step == "cite":
            builder.paragraph("Words." + cite(mark))
            end += len("Words.") + (end > 0)
            free.append((mark, page, end))
        else:
            builder.footnote("Note.", mark=mark)
            notes.append((mark, page, end))
    expected: list[int | None] = []
    for mark, page, given_at in notes:
        ranked = sorted(
            (cited[1] != page, cited[2] > given_at, abs(cited[2] - given_at), cited)
            for cited in free
            if cited[0] == mark
        )
        if ranked:
            free.remove(ranked[0][3])
        expected.append(ranked[0][3][2] if ranked else None)
    assert [block.cited for block in builder.finish().blocks if block.kind is BlockKind.FOOTNOTE] == expected
