"""Whether a service answers at any hour: by its hours, or by words that do not deny it."""

from __future__ import annotations

from datetime import datetime

import pytest
from shown_services import entry_of

from services.reasons import answers_any_hour
from services.values import LONDON

NOW = datetime(2026, 11, 28, 12, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("Ring us day or night.", True),
        ("A 24 hour line. Not for adults.", True),
        ("We are not a 24 hour service.", False),
        ("We can't answer round the clock.", False),
    ],
)
def test_a_line_that_denies_it_does_not_answer_at_any_hour(words: str, answers: bool) -> None:
    entry = entry_of({"id": "1", "name": "Line", "description": words, "phones": [{"number": "0808 157 0001"}]})
    assert answers_any_hour(entry, NOW) is answers
