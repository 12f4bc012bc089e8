"""By when: the limits of time in the passages that were found, and the day that one gives from a day that is typed.

    deadlines.draw(hits, question=3)

Which limit, and from which day, the reader says: nothing is guessed, and every reading is shown. The day lives in this
session's memory, for the question that it is about, and nowhere else; the widgets' keys and values are numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from typing import NamedTuple

import streamlit as st

from core.errors import QueryError, WaymarkError
from core.records import Hit
from index.binding import asked_in, best_asked, limit_in_words
from ingest.editions import long_date, weekday_date
from pages.parts.narrowing import as_address, day_of, plain
from pages.parts.results import counted
from practice.limits import Counting, Limit, Unit
from practice.working_days import Due, due_dates

MOST = 12
"""Limits that are offered: those of the best sentences come first."""


class Offered(NamedTuple):
    """A limit, what it says and from when, the sentence that says so, verbatim, and the rank of its hit."""

    limit: Limit
    words: str
    sentence: str
    rank: int


def offered(hits: Sequence[Hit]) -> list[Offered]:
    """The limits that the passages of `hits` state, each sentence's once: those of the best sentences first, by rank.

    How long something is kept (`Counting.FOR`) is due by no day, and left out.
    """
    best: dict[tuple[Limit, str], Offered] = {}
    others: dict[tuple[Limit, str], Offered] = {}
    for hit in sorted(hits, key=lambda hit: hit.rank):
        text = hit.passage.text
        asked = asked_in(hit.passage, hit.document.tier)
        answers = best_asked(hit, asked)
        for one in asked:
            for stated in one.limits:
                if stated.limit.counting is not Counting.FOR:
                    sentence = text[one.start : one.end]
                    held = best if one is answers else others
                    words = limit_in_words(stated, text)
                    held.setdefault((stated.limit, sentence), Offered(stated.limit, words, sentence, hit.rank))
    return [*best.values(), *(one for key, one in others.items() if key not in best)][:MOST]


def draw(hits: Sequence[Hit], *, question: int) -> None:
    """Draws the card, closed; nothing where the passages state no limit. `question` counts the session's questions."""
    limits = offered(hits)
    if not limits:
        return
    with st.expander(f"By when? {counted(len(limits), 'limit')} of time in these passages"):
        chosen = st.radio(
            "Which limit?",
            range(len(limits)),
            format_func=lambda place: f"{plain(limits[place].words)} (match {limits[place].rank})",
            index=None if len(limits) > 1 else 0,
            key=f"limit_{question}",
        )
        typed = st.text_input("From which day?", key=f"limit_from_{question}", placeholder="25 November 2026")
        if chosen is None:
            return
        one = limits[chosen]
        is_hourly = one.limit.unit is Unit.HOURS
        hour = st.text_input("At which hour?", key=f"limit_hour_{question}", placeholder="14:30") if is_hourly else ""
        st.html(f'<blockquote class="wm-passage">{escape(one.sentence)}</blockquote>')
        if typed.strip() and (hour.strip() or not is_hourly):
            st.html(typed_html(one.limit, typed, hour))


def typed_html(limit: Limit, day: str, hour: str = "") -> str:
    """`due_html` from a day as people write it and, of a limit in hours, an hour such as 14:30; or what is wrong."""
    try:
        return due_html(limit, start_of(day, hour))
    except QueryError as problem:
        return _warning(str(problem))


def start_of(day: str, hour: str = "") -> date | datetime:
    """A day as people write it, with an hour such as 14:30 where one is typed. Raises `QueryError` where it is none."""
    start = day_of(as_address(day))
    if start is None:
        raise QueryError(f"“{day.strip()}” is not a day. Write it like 25 November 2026, or 25/11/2026.")
    if not hour.strip():
        return start
    try:
        at = datetime.strptime(hour.strip().replace(".", ":"), "%H:%M").time()
    except ValueError:
        raise QueryError(f"“{hour.strip()}” is not an hour. Write it like 14:30.") from None
    return datetime.combine(start, at)


def due_html(limit: Limit, start: date | datetime) -> str:
    """Every day that `limit` gives from `start`, its own reading first, with rule, days left out and remarks."""
    try:
        readings = due_dates(limit, start)
    except WaymarkError as problem:
        return _warning(str(problem))
    rows = [_reading_html(one, is_first=not place) for place, one in enumerate(readings)]
    if limit.unit is Unit.DAYS:
        rows.append(_warning("The text says “days” and not which: both are given."))
    return f'<div role="status">{"".join(rows)}</div>'


def _reading_html(one: Due, *, is_first: bool) -> str:
    day = weekday_date(one.due) if one.due else "no day can be given"
    head = f"<strong>Due {day}.</strong>" if is_first else f"Read otherwise: {day}."
    remark = f" {escape(one.remark)}" if one.remark else ""
    lines = [f'<p class="wm-due">{head} In {one.unit}. {escape(one.rule)}{remark}</p>']
    if is_first and one.skipped:
        skipped = ", ".join(f"{_unbroken(day.day)} ({escape(day.name)})" for day in one.skipped)
        lines.append(f'<p class="wm-meta">Not counted: {skipped}.</p>')
    return "".join(lines)


def _unbroken(day: date) -> str:
    """A day that no line's end parts from its month."""
    return long_date(day).replace(" ", "\u00a0")


def _warning(words: str) -> str:
    return f'<p class="wm-warning">{escape(words)}</p>'
