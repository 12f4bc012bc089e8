"""How two limits stand to each other."""

from __future__ import annotations

import pytest

from alignment.lengths import Relation, relation
from practice.limits import limit_of

CASES = [
    ("within ten working days", "within 10 working days", Relation.SAME),
    ("annually", "at least every 12 months", Relation.SAME),
    ("within 28 days", "within 4 weeks", Relation.SAME),
    ("within 30 days", "within 1 month", Relation.SAME),
    ("within 7 working days", "within 10 working days", Relation.STRICTER),
    ("within 4 hours", "within 1 working day", Relation.STRICTER),
    ("the same day", "within 1 working day", Relation.STRICTER),
    ("within 12 weeks", "within 3 months", Relation.STRICTER),
    ("at least 5 working days before", "at least 3 working days before", Relation.STRICTER),
    ("within 4 months", "within 3 months", Relation.WEAKER),
    ("within 5 days", "within 72 hours", Relation.WEAKER),
    ("within 15 days", "within 10 working days", Relation.WEAKER),
    ("within 48 hours", "within 1 working day", Relation.WEAKER),
    ("for 10 years from", "for 75 years from", Relation.WEAKER),
    ("at least 2 working days before", "at least 3 working days before", Relation.WEAKER),
    ("within 21 working days", "within 20 working days", Relation.SLIGHTLY_WEAKER),
    ("within 45 days", "within 45 working days", Relation.UNIT_MISSING),
    ("at least 20 days before", "at least 20 working days before", Relation.UNIT_MISSING),
    ("within four weeks", "within 20 working days", Relation.NEAR),
    ("within 3 working days", "within 72 hours", Relation.NEAR),
    ("within 5 working days", "within 5 days", Relation.NEAR),
    ("within 24 hours", "within 1 working day", Relation.WEEKENDS),
    ("the next day", "within 1 working day", Relation.WEEKENDS),
    ("within 6 weeks", "at least 6 weeks before", Relation.ELSE),
]


@pytest.mark.parametrize(("local", "national", "found"), CASES)
def test_limits_stand_to_each_other_by_their_lengths(local: str, national: str, found: Relation) -> None:
    assert relation(limit_of(local), limit_of(national)) is found


@pytest.mark.parametrize("words", [one for pair in CASES for one in pair[:2]])
def test_a_limit_is_the_same_as_itself(words: str) -> None:
    assert relation(limit_of(words), limit_of(words)) is Relation.SAME
