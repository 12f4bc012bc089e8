"""What is looked for on the Services page: the form, read into `Sought`, and what of it cannot be read.

What is typed lives in this session's memory: nothing of it is in the address or on a disk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st

from core.errors import QueryError
from services.fitting import SEND, Filters
from services.values import LONDON

LONGEST = 4000
ANY = ""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))
REMOTE, IN_PERSON = "remote", "in person"
_BLANK: dict[str, Any] = {
    "text": "",
    "postcode": "",
    "age": "",
    "area": ANY,
    "free": False,
    "day": ANY,
    "hour": "10:00",
    "language": "",
    "access": "",
    "way": ANY,
    "send": ANY,
    "old": False,
}
_MONTHS = re.compile(r"(\d+)\s*(?:months?|m|mths?)(?:\s+old)?")
_YEARS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:years?|yrs?|y)?(?:\s+old)?")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. An age is in years, below 0 unborn; what is None is not asked."""

    text: str
    postcode: str | None
    age: float | None
    area: str | None
    filters: Filters


def draw(areas: Sequence[str], languages: Sequence[str]) -> None:
    """Draws the form; `areas` and `languages` are those that the directory names."""
    held = st.session_state.get("services_held", {"text": st.session_state.get("asked", "")})
    for name, blank in _BLANK.items():
        st.session_state.setdefault(_key(name), held.get(name, blank))
    with st.form("services_question", border=False):
        st.text_area(
            "Describe the situation, or type what is looked for", key=_key("text"), height=100, max_chars=LONGEST
        )
        st.html(
            '<p class="wm-privacy"><strong>Do not type names</strong>, dates of birth, addresses or anything else that '
            "says who someone is. What you type is searched on this computer and kept nowhere.</p>"
        )
        postcode, age = st.columns(2)
        postcode.text_input("Postcode, or its first half", key=_key("postcode"), placeholder="CA2", max_chars=12)
        age.text_input("Age", key=_key("age"), placeholder="7, 8 months, or unborn", max_chars=20)
        with st.expander("Filters", key="services_filters"):
            _filters(areas, languages)
        with st.container(horizontal=True):
            st.form_submit_button("Search", type="primary", on_click=_search)
            st.form_submit_button("Clear", on_click=_clear)


def held() -> Mapping[str, Any] | None:
    """What was searched for last, as typed; None where nothing was."""
    kept: dict[str, Any] | None = st.session_state.get("services_held")
    return kept if kept and kept["text"].strip() else None


def hold(text: str) -> None:
    """Makes a text what is searched for, as if it had been typed."""
    st.session_state["services_held"] = {**_BLANK, "text": text}
    for name, value in st.session_state["services_held"].items():
        st.session_state[_key(name)] = value


def sought(typed: Mapping[str, Any], now: datetime) -> Sought:
    """What was typed, read. Raises `QueryError` where an age is none."""
    way = typed["way"]
    filters = Filters(
        send=typed["send"] or None,
        is_free=typed["free"],
        language=typed["language"].strip() or None,
        accessibility=typed["access"].strip() or None,
        is_remote=None if way == ANY else way == REMOTE,
        open_at=_moment(typed["day"], typed["hour"], now),
        with_old=typed["old"],
    )
    return Sought(
        typed["text"], typed["postcode"].strip() or None, age_of(typed["age"]), typed["area"].strip() or None, filters
    )


def age_of(typed: str) -> float | None:
    """An age as people write it, in years; None for nothing. Raises `QueryError` for what is no age.

    >>> age_of("7"), age_of("2.5 years"), age_of("6 months"), age_of("unborn"), age_of(" ")
    (7.0, 2.5, 0.5, -0.5, None)
    """
    plain = typed.strip().casefold().replace("½", ".5")
    if not plain:
        return None
    if plain in ("unborn", "before birth", "pregnancy"):
        return -0.5
    if found := _MONTHS.fullmatch(plain):
        return int(found[1]) / 12
    if found := _YEARS.fullmatch(plain):
        return float(found[1])
    raise QueryError("The age could not be read, so nothing is searched. Write it like 7, 8 months, or unborn.")


def _moment(day: str, hour: str, now: datetime) -> datetime | None:
    """The next such day at that hour in London, today included; None for any day."""
    if day == ANY:
        return None
    today = now.astimezone(LONDON).date()
    wanted = today + timedelta(days=(DAYS.index(day) - today.weekday()) % 7)
    return datetime.combine(wanted, time.fromisoformat(hour), LONDON)


def _filters(areas: Sequence[str], languages: Sequence[str]) -> None:
    st.selectbox(
        "Area that is served",
        (ANY, *areas),
        key=_key("area"),
        format_func=lambda value: value or "Every area",
        help="Services that name another area are left out; national ones stay.",
    )
    day, hour = st.columns(2)
    day.selectbox("Open on", (ANY, *DAYS), key=_key("day"), format_func=lambda value: value or "Any day")
    hour.selectbox("At", HOURS, key=_key("hour"), help="Counts where a day is chosen: the next such day.")
    way, send = st.columns(2)
    way.selectbox(
        "Remote or in person",
        (ANY, IN_PERSON, REMOTE),
        key=_key("way"),
        format_func=lambda value: value.capitalize() or "Either",
    )
    send.selectbox(
        "Special need (SEND)",
        (ANY, *SEND),
        key=_key("send"),
        format_func=lambda value: value.capitalize() or "Not asked",
    )
    language, access = st.columns(2)
    language.selectbox(
        "Language", (ANY, *languages), key=_key("language"), format_func=lambda value: value or "Not asked"
    )
    access.text_input("Access", key=_key("access"), placeholder="wheelchair", max_chars=40)
    st.checkbox("Free of charge", key=_key("free"))
    st.checkbox("Include records checked too long ago", key=_key("old"))
    st.html(
        '<p class="wm-meaning">A filter takes away what a record states otherwise. Where a record does not say, the '
        "service stays, and says so.</p>"
    )


def _search() -> None:
    st.session_state["services_held"] = {name: st.session_state[_key(name)] for name in _BLANK}
    st.session_state["services_number"] = st.session_state.get("services_number", 0) + 1
    st.session_state.pop("services_shown", None)


def _clear() -> None:
    hold("")
    st.session_state.pop("services_shown", None)


def _key(name: str) -> str:
    return f"services_{name}_typed"
