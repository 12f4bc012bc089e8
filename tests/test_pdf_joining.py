"""Where one line ends and the next begins: which addresses go on without a space."""

import pytest

from ingest.pdf.joining import Vocabulary, stitch


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("see https://here.uk/files/1", "187743/Guide", "see https://here.uk/files/1187743/Guide"),
        ("see https://here.uk/data/guide_to", "the_home.pdf", "see https://here.uk/data/guide_tothe_home.pdf"),
        ("see https://here.uk/data/2023", "and the note below", "see https://here.uk/data/2023 and the note below"),
        ("see https://here.uk/data/2023", "2 and/or more", "see https://here.uk/data/2023 2 and/or more"),
        ("see www.here.uk", "12/13 of them", "see www.here.uk 12/13 of them"),
    ],
)  # fmt: skip
def test_an_address_goes_on_where_the_next_line_can_only_be_more_of_it(before: str, after: str, whole: str) -> None:
    assert stitch(before, after, Vocabulary([])) == whole
