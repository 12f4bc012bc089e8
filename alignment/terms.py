"""What has gone, as `bodies*.toml` list it: each term, how it is written, and which of them a sentence may hold.

    terms = TERMS.of(library)
    terms.in_words("Tell the CCG.")         the terms of which a first word stands there, in the order of the tables

A library adds its own in a `bodies.toml` in its folder. Whether a place means the term is `alignment.bodies`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from alignment.records import Severity
from core.errors import Mistake, TermsError
from core.records import Checked
from practice.tables import PerLibrary, read_toml

FILE = "bodies.toml"
SHIPPED = tuple(
    Path(__file__).with_name(name)
    for name in (
        FILE,
        "bodies_practice.toml",
        "bodies_work.toml",
        "bodies_state.toml",
        "bodies_councils.toml",
        "bodies_voluntary.toml",
    )
)

_REQUIRED = ("name", "kind", "now", "source", "checked")
_LISTS = ("variants", "exact", "cues", "unless")
_FIELDS = (*_REQUIRED, *_LISTS, "since", "severity", "consider", "blames")
KINDS = ("body", "process", "council", "language")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A name or word that has gone. Key: name. `since` is a year or a day; `patterns` are its ways to be written.

    `first_words` are those with which one of these ways begins, in lower case; `blames` is true of language that puts
    the blame on the child.
    """

    name: str
    kind: str
    patterns: tuple[re.Pattern[str], ...]
    now: str
    since: date | int
    source: str
    checked: Checked
    cues: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    first_words: frozenset[str] = frozenset()
    severity: Severity = Severity.TIDY
    consider: str = ""
    blames: bool = False

    @property
    def first_day(self) -> date:
        """The day from which it is gone; of a year, its first."""
        return self.since if isinstance(self.since, date) else date(self.since, 1, 1)


class Terms:
    """Terms in the order of their tables, found by the first words of their ways to be written."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = tuple(terms)
        self._by_word: dict[str, set[int]] = {}
        for place, term in enumerate(self._terms):
            for word in term.first_words:
                self._by_word.setdefault(word, set()).add(place)

    def in_words(self, text: str) -> list[Term]:
        """Those that `text` may hold: one of their first words is in it, or any word may be their first."""
        words = {ANY, *_WORD.findall(text.casefold())}
        places = {place for word in words for place in self._by_word.get(word, ())}
        return [self._terms[place] for place in sorted(places)]


ANY = "*"
"""The first word of a term that begins with any capitals."""


def read_bodies(library: Path | None = None) -> tuple[Term, ...]:
    """The terms that ship, and those of `bodies.toml` in the folder `library` first and instead of namesakes.

    Raises `TermsError` with every mistake of a file.
    """
    shipped = tuple(term for path in SHIPPED for term in _terms_in(path))
    path = library / FILE if library else None
    if path is None or not path.is_file():
        return shipped
    own = _terms_in(path)
    named = {term.name.casefold() for term in own}
    return (*own, *(term for term in shipped if term.name.casefold() not in named))


TERMS = PerLibrary(FILE, cache(lambda library: Terms(read_bodies(library))))


def _terms_in(path: Path) -> tuple[Term, ...]:
    _, tables = read_toml(path)
    rows = tables.get("term", [])
    mistakes = [
        Mistake(0, f"unknown `{key}`; a file of bodies holds [[term]] tables alone") for key in tables if key != "term"
    ]
    terms: list[Term] = []
    for number, row in enumerate(rows, start=1):
        named = f'[[term]] "{row.get("name", number)}"'
        wrong = list(_wrong(row))
        mistakes += [Mistake(0, f"{named}: {words}") for words in wrong]
        if any(term.name == row.get("name") for term in terms):
            mistakes.append(Mistake(0, f"{named} stands there twice"))
        if not wrong:
            terms.append(_term(row))
    if mistakes:
        raise TermsError(path, mistakes)
    return tuple(terms)


def _wrong(row: Mapping[str, Any]) -> Iterator[str]:
    for key in _REQUIRED:
        if not isinstance(row.get(key), str) or not row[key].strip():
            yield f"no `{key}`"
    for key, value in row.items():
        if key not in _FIELDS:
            yield f"unknown field `{key}`; known are {', '.join(_FIELDS)}"
        elif key in _LISTS and not (
            isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
        ):
            yield f'`{key}` is no list of words; write it like {key} = ["one", "two"]'
    if not row.get("variants") and not row.get("exact"):
        yield "neither `variants` nor `exact`: say how it is written"
    if type(row.get("since")) not in (int, date):
        yield "`since` is no year and no day; write it bare, like 2019 or 2022-07-01"
    if row.get("kind") not in KINDS:
        yield f"`kind` is one of {', '.join(KINDS)}"
    if not isinstance(row.get("blames", False), bool):
        yield "`blames` is neither true nor false"
    if row.get("checked") not in list(Checked):
        yield f"`checked` is one of {', '.join(Checked)}"
    if row.get("severity", "L") not in list(Severity):
        yield f"`severity` is one of {', '.join(Severity)}"


def _term(row: Mapping[str, Any]) -> Term:
    return Term(
        name=row["name"],
        kind=row["kind"],
        patterns=(*_patterns(row.get("variants", ()), re.IGNORECASE), *_patterns(row.get("exact", ()), 0)),
        now=row["now"],
        since=row["since"],
        source=row["source"],
        checked=Checked(row["checked"]),
        cues=_any_of(row.get("cues", ())),
        unless=_any_of(row.get("unless", ())),
        first_words=frozenset(_first_words([*row.get("variants", ()), *row.get("exact", ())])),
        severity=Severity(row.get("severity", Severity.TIDY)),
        consider=row.get("consider", ""),
        blames=row.get("blames", False),
    )


def _patterns(variants: Sequence[str], flags: int) -> Iterator[re.Pattern[str]]:
    """Any of `variants`, the plural too, with blanks or hyphens between its words; nothing where there are none."""
    if not variants:
        return
    forms = sorted(variants, key=len, reverse=True)
    spelt = (r"[\s-]+".join(re.escape(part) for part in form.split()) for form in forms)
    joined = re.sub(r"['’]", "['’]?", "|".join(spelt)).replace(r"\*", "[A-Z]{1,4}")
    yield re.compile(rf"(?<![\w-])(?:{joined}){'s?' if flags else ''}(?!\w)", flags)


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """Any of `words` as whole words, in any case of letters; None where there are none."""
    if not words:
        return None
    spelt = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<!\w)(?:{spelt})(?!\w)", re.IGNORECASE)


def _first_words(written: Sequence[str]) -> Iterator[str]:
    """The first word of each, and its plural where there is no other; `ANY` where it may be any."""
    for one in written:
        words = _WORD.findall(one.casefold())
        if one.startswith("*"):
            yield ANY
        else:
            yield words[0]
            yield f"{words[0]}s" if len(words) == 1 else words[0]
