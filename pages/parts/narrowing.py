"""The filters: read from the page's address, drawn as widgets, written back to the address.

    ?tier=statutory&tier=local&area=Marlbrook&publisher=...&doc=working-together-2023&superseded=yes&as_of=2025-03-01

The address holds filters and never a word of the situation. A value that the library does not know is left out, and
said. What is typed as a day and is none stays in its field, is not written to the address, and nothing is searched for
until it is mended: an answer for today would be taken for one of that day. Whoever comes back from another page finds
the filters as they were.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

import streamlit as st

from core.errors import QueryError
from core.records import Document, Filters, Tier
from index.narrowing import areas_of
from ingest.editions import long_date, named

TIER, AREA, PUBLISHER, DOC, SUPERSEDED, AS_OF = "tier", "area", "publisher", "doc", "superseded", "as_of"
NAMES = (TIER, AREA, PUBLISHER, DOC, SUPERSEDED, AS_OF)
YES = "yes"
ANY_AREA = ""
WRITTEN = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)

Address = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a library offers to filter by: tiers in binding order, areas and publishers by name, titles by doc_id."""

    tiers: tuple[str, ...]
    areas: tuple[str, ...]
    publishers: tuple[str, ...]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Choices:
        """The choices among `documents`."""
        documents = list(documents)
        present = {document.tier for document in documents}
        return cls(
            tiers=tuple(tier.value for tier in Tier if tier in present),
            areas=areas_of(documents),
            publishers=tuple(sorted({document.publisher for document in documents})),
            titles={
                document.doc_id: named(document)
                for document in sorted(documents, key=lambda document: (document.title, document.edition or ""))
            },
        )

    def knows(self, name: str, value: str) -> bool:
        """Whether the library knows `value` under `name`; whether a day is one, `as_filters` says."""
        known: dict[str, Container[str]] = {
            TIER: self.tiers,
            AREA: self.areas,
            PUBLISHER: self.publishers,
            DOC: self.titles,
            SUPERSEDED: (YES,),
        }
        return name == AS_OF or value in known[name]


def sort_address(address: Address, choices: Choices) -> tuple[Address, tuple[str, ...]]:
    """The part of `address` that the library knows, and what was left out as "name: value", in the address's order.

    Only the first area and the first day count: a search is for one of each.
    """
    kept: Address = {}
    unknown: list[str] = []
    for name in NAMES:
        values = address.get(name, [])
        kept[name] = [value for value in dict.fromkeys(values) if choices.knows(name, value)]
        unknown += [f"{name}: {value}" for value in values if not choices.knows(name, value)]
    kept[AREA], kept[AS_OF] = kept[AREA][:1], kept[AS_OF][:1]
    return kept, tuple(unknown)


def as_address(typed: str) -> str:
    """A day as people write it ("1 March 2025", "1/3/2025") in the address's way; what is no day stays as it is."""
    for style in WRITTEN:
        with suppress(ValueError):
            day = datetime.strptime(typed.strip(), style).date().isoformat()
            return day if day_of(day) else typed.strip()
    return typed.strip()


def day_of(value: str) -> date | None:
    """The day that is written as 2025-03-01; None for anything else, and for one too far away to be meant."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if value == day.isoformat() and EARLIEST <= day <= LATEST else None


def as_filters(address: Address) -> Filters:
    """The filters that a sorted address stands for. Raises `QueryError`, as Markdown, where its day is none."""
    for value in address.get(AS_OF, []):
        if day_of(value) is None:
            raise QueryError(
                f"“{plain(value)}” is not a day from {EARLIEST.year} to {LATEST.year}, so nothing is searched. Under "
                "“Narrow the search”, write the day like 1 March 2025 or 1/3/2025, or empty the field for today."
            )
    return Filters(
        tiers=tuple(Tier(value) for value in address.get(TIER, [])),
        area=next(iter(address.get(AREA, [])), None),
        publishers=tuple(address.get(PUBLISHER, [])),
        doc_ids=tuple(address.get(DOC, [])),
        include_superseded=bool(address.get(SUPERSEDED)),
        as_of=next(map(day_of, address.get(AS_OF, [])), None),
    )


def draw(documents: Sequence[Document]) -> Filters:
    """Draws the filters over `documents`, keeps the address in step, and gives what is chosen.

    Raises `QueryError` once all is drawn, where what is typed as a day is none.
    """
    choices = Choices.of(documents)
    kept, unknown = sort_address(_wanted(), choices)
    if unknown:
        words = ", ".join(map(plain, unknown))
        st.info(f"Left out of the filters, as this library does not know it: {words}.")
    chosen = _widgets(choices, kept)
    _write(chosen)
    filters = as_filters(chosen)
    if words := in_words(filters, choices):
        st.html(f'<p class="wm-meaning">Narrowed to: {escape(words)}.</p>')
    return filters


def in_words(filters: Filters, choices: Choices) -> str:
    """The filters that are set, in words for a reader; "" where none is."""
    parts = [tier.label for tier in filters.tiers]
    if filters.area:
        parts.append(f"national guidance and {filters.area}")
    parts += [*filters.publishers, *(choices.titles[doc_id] for doc_id in filters.doc_ids)]
    if filters.include_superseded:
        parts.append("superseded editions shown")
    if filters.as_of:
        parts.append(f"as things stood on {long_date(filters.as_of)}")
    return "; ".join(parts)


def _wanted() -> Address:
    """The address if it has changed since it was last written, else what the widgets hold, or held on leaving."""
    given = {name: st.query_params.get_all(name) for name in NAMES}
    last: Address = st.session_state.get("address_written", {})
    if _key(TIER) not in st.session_state:
        return given if any(given.values()) else st.session_state.get("narrowed", {})
    if given != last:
        return given
    return {name: _held(name) for name in NAMES}


def _held(name: str) -> list[str]:
    """What the widget for `name` holds, as the address would say it."""
    value = st.session_state.get(_key(name))
    if name == SUPERSEDED:
        return [YES] if value else []
    if name == AREA:
        return [value] if value else []
    if name == AS_OF:
        return [day] if (day := as_address(value or "")) else []
    return list(value or [])


def _widgets(choices: Choices, kept: Address) -> Address:
    for name in (TIER, PUBLISHER, DOC):
        st.session_state[_key(name)] = kept[name]
    st.session_state[_key(AREA)] = kept[AREA][0] if kept[AREA] else ANY_AREA
    st.session_state[_key(SUPERSEDED)] = bool(kept[SUPERSEDED])
    st.session_state[_key(AS_OF)] = next(map(_as_typed, kept[AS_OF]), "")
    with st.expander("Narrow the search", expanded=False, key="narrowing"):
        st.multiselect(
            "Kind of guidance",
            choices.tiers,
            key=_key(TIER),
            format_func=lambda value: Tier(value).label,
            placeholder="Every kind",
        )
        st.selectbox(
            "Area",
            (ANY_AREA, *choices.areas),
            key=_key(AREA),
            format_func=lambda value: value or "Every area",
            help="National guidance always applies. With an area chosen, no other area's procedures show.",
        )
        st.multiselect("Publisher", choices.publishers, key=_key(PUBLISHER), placeholder="Every publisher")
        st.multiselect(
            "Document",
            tuple(choices.titles),
            key=_key(DOC),
            format_func=lambda value: choices.titles[value],
            placeholder="Every document",
        )
        st.text_input(
            "As things stood on (day, month, year)",
            key=_key(AS_OF),
            placeholder="Today",
            help="The law and guidance of a past day, as far as the library holds it: 1 March 2025, or 1/3/2025.",
        )
        st.checkbox("Include superseded editions", key=_key(SUPERSEDED))
    return {name: _held(name) for name in NAMES}


def _as_typed(value: str) -> str:
    """What the field shows of an address's day: a long date, and what is no day as it stands."""
    return long_date(day) if (day := day_of(value)) else value


def _write(chosen: Address) -> None:
    st.session_state["narrowed"] = chosen
    address = {**chosen, AS_OF: [value for value in chosen[AS_OF] if day_of(value)]}
    if {name: st.query_params.get_all(name) for name in NAMES} != address or any(
        name not in NAMES for name in st.query_params
    ):
        st.query_params.from_dict({name: values for name, values in address.items() if values})
    st.session_state["address_written"] = address


def _key(name: str) -> str:
    return f"narrow_{name}"


def plain(words: str) -> str:
    """`words` with the marks of Markdown made harmless."""
    return "".join("\\" + mark if mark in "\\`*_{}[]()#+-.!|<>$~:" else mark for mark in words)
