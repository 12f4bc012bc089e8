"""Sentences: guidance's abbreviations and numbers do not end one; every word belongs to one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12. The manager must act. It should record why.", ["12. The manager must act.", "It should record why."]),
        (
            "Under s. 47 and para. 3, e.g. No. 2, they act. Then stop.",
            ["Under s. 47 and para. 3, e.g. No. 2, they act.", "Then stop."],
        ),
        ("1.10 All children.\n• None.", ["1.10 All children.", "• None."]),
        ("The board (see reg. 5) decides. Does it? Yes!", ["The board (see reg. 5) decides.", "Does it?", "Yes!"]),
        ("one line\nanother", ["one line", "another"]),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab .?!\n12•(", max_size=80))
def test_sentences_cover_every_word_in_order_without_overlap(text: str) -> None:
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
