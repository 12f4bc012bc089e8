"""Who works by a document, by its publisher's name or by its own words."""

from __future__ import annotations

import pytest
from fakes import document

from alignment.audience import Audience, audiences_of, written_for
from core.records import Tier


@pytest.mark.parametrize(
    ("publisher", "audience"),
    [
        ("Harbour County Council", Audience.COUNCIL),
        ("Harbour Safeguarding Children Partnership", Audience.PARTNERSHIP),
        ("Bright Fostering Ltd", Audience.FOSTERING),
        ("Hill Primary School", Audience.SCHOOL),
        ("Harbour Police", Audience.POLICE),
    ],
)
def test_the_name_of_a_publisher_tells_who_works_by_its_document(publisher: str, audience: Audience) -> None:
    assert audiences_of(document("one", publisher=publisher, tier=Tier.LOCAL), "") == {audience}


def test_words_that_are_used_again_and_again_tell_where_the_publisher_does_not() -> None:
    one = document("one", publisher="Tern", tier=Tier.LOCAL)
    assert audiences_of(one, "The headteacher rings. Pupils wait. The headteacher writes.") == {Audience.SCHOOL}
    assert audiences_of(one, "The headteacher rings.") == frozenset()


def test_a_national_title_tells_whom_it_is_written_for_or_nothing() -> None:
    assert written_for(document("one", title="Guide to the Children's Homes Regulations")) == {Audience.HOME}
    assert written_for(document("one", title="Working together to safeguard children")) == frozenset()
