"""What in a situation calls for a row of the tables: its signs, matters read by phrase, and an age.

    calls = calls_in(situation, signals)              {"missing": [(4, 11)], "looked-after": [(15, 18)]}
    is_called(("missing", "placement + kinship-care"), calls)          True: one of them is enough

A row names what it is called by as ids; "a + b" where both are needed. No id calls for a row that names none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.records import Span
from practice.rules import SignKind
from practice.signals import Signals, overlap
from practice.situation import Situation

YOUNG_ADULT = "aged-18-to-24"
_YOUNG_ADULT_MONTHS = range(18 * 12, 25 * 12)
_DEADLINE = "deadline"

Calls = Mapping[str, Sequence[Span]]
"""The ids that a situation gives, with the characters of its text that gave each."""


def calls_in(situation: Situation, matters: Signals) -> Calls:
    """The ids of the situation's signs and of the `matters` that its text holds, with where each stands."""
    found: dict[str, list[Span]] = {}
    for sign in situation.signs:
        spans = [(words.start, words.end) for words in sign.given_by]
        if sign.kind is not SignKind.AGE:
            found.setdefault(sign.id, []).extend(spans)
        elif sign.age and sign.age.months[0] in _YOUNG_ADULT_MONTHS:
            found.setdefault(YOUNG_ADULT, []).extend(spans)
    for matter, spans in matters.find(situation.text).items():
        found.setdefault(matter, []).extend(spans)
    return found


def ids_of(called_by: Sequence[str]) -> Iterator[str]:
    """Every id that a row names, "a + b" as two."""
    for one in called_by:
        yield from (part.strip() for part in one.split("+"))


def is_called(called_by: Sequence[str], calls: Calls) -> bool:
    """Whether `calls` has what a row needs; always where it names nothing."""
    return not called_by or any(True for _ in _met(called_by, calls))


def is_asked(called_by: Sequence[str], calls: Calls, situation: Situation) -> bool:
    """Whether the words that call for a row stand in a part of the situation that asks by when."""
    when = calls.get(_DEADLINE, ())
    parts = [(part.start, part.end) for part in situation.parts]
    asking = [part for part in parts if any(overlap(part, span) for span in when)]
    spans = [span for one in _met(called_by, calls) for part in one.split("+") for span in calls[part.strip()]]
    return any(overlap(part, span) for part in asking for span in spans)


def _met(called_by: Sequence[str], calls: Calls) -> Iterator[str]:
    return (one for one in called_by if all(part in calls for part in ids_of((one,))))
