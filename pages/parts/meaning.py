"""How the question was understood: what guidance calls its words, each with a switch, and what is ambiguous, asked.

    without, readings = meaning.draw(searcher.understand(asked), question=3)

What is switched off and chosen lives in this session's memory, for the question that it is about, and nowhere else. The
widgets' keys and values are numbers and hold no word of the situation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from pages.parts.narrowing import plain
from practice.understanding import Expansion, Understanding


class Choices(NamedTuple):
    """The words that are left as typed, and the reading of each ambiguous word, by the word as typed."""

    without: set[str]
    readings: dict[str, str]


class _Asked(NamedTuple):
    """An ambiguous word: where it stands, how it was typed, its readings, and the one that the words near it tell."""

    start: int
    typed: str
    readings: tuple[str, ...]
    told: str | None


def draw(understood: Understanding, *, question: int) -> Choices:
    """Draws what `understood` adds and asks, and gives what the reader makes of it.

    `question` counts the questions of the session: what is chosen holds until the next one.
    """
    about, kept = st.session_state.get("meaning", (question, Choices(set(), {})))
    held = kept if about == question else Choices(set(), {})
    sure = [expansion for expansion in understood.expansions if not expansion.readings]
    without = _switched_off(sure, held, key=f"added_{question}")
    readings: dict[str, str] = {}
    for number, asked in enumerate(_ambiguous(understood)):
        reading = _reading(asked, held, key=f"reading_{question}_{number}")
        if reading is None:
            without.add(asked.typed)
        else:
            readings[asked.typed] = reading
    chosen = Choices(without, readings)
    st.session_state["meaning"] = (question, chosen)
    return chosen


def forget() -> None:
    """Forgets what was chosen, with the words that it was about."""
    st.session_state.pop("meaning", None)


def _ambiguous(understood: Understanding) -> list[_Asked]:
    """The ambiguous words in the question's order, those that are settled among them."""
    settled = [_Asked(one.start, one.typed, one.readings, one.reading) for one in understood.expansions if one.readings]
    return sorted([*settled, *(_Asked(one.start, one.typed, one.readings, None) for one in understood.questions)])


def _switched_off(sure: Sequence[Expansion], held: Choices, *, key: str) -> set[str]:
    """What of the words that are sure the reader switches off, as typed."""
    if not sure:
        return set()
    on = st.pills(
        "Also searched, in guidance’s words. Press one to leave it out.",
        range(len(sure)),
        selection_mode="multi",
        default=[place for place, one in enumerate(sure) if one.typed not in held.without],
        format_func=lambda place: plain(sure[place].in_words),
        key=key,
    )
    return {one.typed for place, one in enumerate(sure) if place not in on}


def _reading(asked: _Asked, held: Choices, *, key: str) -> str | None:
    """The reading that is chosen for an ambiguous word, None where it is left as typed."""
    default = None if asked.typed in held.without else held.readings.get(asked.typed, asked.told)
    chosen = st.pills(
        f"“{plain(asked.typed)}” means more than one thing. Which is meant here?",
        range(len(asked.readings)),
        default=asked.readings.index(default) if default else None,
        format_func=lambda place: plain(asked.readings[place]),
        key=key,
    )
    return None if chosen is None else asked.readings[chosen]
