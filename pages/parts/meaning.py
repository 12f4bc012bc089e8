"""How the question was read: its signs and what guidance calls its words, each a switch; what is ambiguous, asked.

    without, readings, without_signs = meaning.draw(searcher.understand(asked), read_situation(asked), question=3)

What is switched off and chosen lives in this session's memory, for the question that it is about, and nowhere else. The
widgets' keys and values are numbers and hold no word of the situation.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from pages.parts.narrowing import plain
from practice.situation import Sign, Situation
from practice.understanding import Understanding


class Choices(NamedTuple):
    """The words that are left as typed, the reading of each ambiguous word, by the word as typed, and the ids of the
    signs that are left out."""

    without: set[str]
    readings: dict[str, str]
    without_signs: set[str]


class _Asked(NamedTuple):
    """An ambiguous word: where it stands, how it was typed, its readings, and the one that the words near it tell."""

    start: int
    typed: str
    readings: tuple[str, ...]
    told: str | None


def draw(understood: Understanding, situation: Situation, *, question: int) -> Choices:
    """Draws what `situation` was read as, what `understood` adds and asks, and gives what the reader makes of it.

    `question` counts the questions of the session: what is chosen holds until the next one.
    """
    held = kept(question)
    without_signs = _switched_off(
        "Read from your words. Press one to leave it out.",
        [(sign.id, sign_words(sign)) for sign in situation.signs],
        held.without_signs,
        key=f"signs_{question}",
    )
    if without_signs:
        st.html(left_out_html(situation, without_signs))
    without = _switched_off(
        "Also searched, in guidance’s words. Press one to leave it out.",
        [(one.typed, one.in_words) for one in understood.expansions if not one.readings],
        held.without,
        key=f"added_{question}",
    )
    readings: dict[str, str] = {}
    for number, asked in enumerate(_ambiguous(understood)):
        reading = _reading(asked, held, key=f"reading_{question}_{number}")
        if reading is None:
            without.add(asked.typed)
        else:
            readings[asked.typed] = reading
    chosen = Choices(without, readings, without_signs)
    st.session_state["meaning"] = (question, chosen)
    return chosen


def kept(question: int) -> Choices:
    """What was chosen for a question of the session, on whichever page; nothing for any other."""
    about, chosen = st.session_state.get("meaning", (None, None))
    return chosen if chosen is not None and about == question else Choices(set(), {}, set())


def forget() -> None:
    """Forgets what was chosen, with the words that it was about."""
    st.session_state.pop("meaning", None)


def sign_words(sign: Sign) -> str:
    """What a sign's switch says: "About: missing from home or care (“missing”, “gone again”)"."""
    return f"{sign.kind.label}: {sign.in_words}"


def left_out_html(situation: Situation, without: Collection[str]) -> str:
    """What comes of the signs that are left out, in words; "" where none is.

    Where they alone said that somebody must be called now, that is a warning.
    """
    left = [sign for sign in situation.signs if sign.id in without]
    if not left:
        return ""
    names = escape(", ".join(sign.name for sign in left))
    if situation.is_immediate and not situation.without(without).is_immediate:
        return (
            f'<p class="wm-warning" role="status"><strong>Left out: {names}.</strong> So “Call now” is not shown, and '
            "what this library does not answer is held back. Press it again to undo this.</p>"
        )
    return (
        f'<p class="wm-left" role="status">Left out: {names}. It counts no longer for “Call now”. Passages are found '
        "by your own words and stay.</p>"
    )


def _ambiguous(understood: Understanding) -> list[_Asked]:
    """The ambiguous words in the question's order, those that are settled among them."""
    settled = [_Asked(one.start, one.typed, one.readings, one.reading) for one in understood.expansions if one.readings]
    return sorted([*settled, *(_Asked(one.start, one.typed, one.readings, None) for one in understood.questions)])


def _switched_off(label: str, switches: Sequence[tuple[str, str]], off: Collection[str], *, key: str) -> set[str]:
    """Which of the switches, each a name and what it says, the reader has switched off, by name."""
    if not switches:
        return set()
    on = st.pills(
        label,
        range(len(switches)),
        selection_mode="multi",
        default=[place for place, (name, _) in enumerate(switches) if name not in off],
        format_func=lambda place: plain(switches[place][1]),
        key=key,
    )
    return {name for place, (name, _) in enumerate(switches) if place not in on}


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
