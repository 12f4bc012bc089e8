"""Two places that give one matter two ages, lengths of time, intervals or numbers, where no national event is meant.

    for clash in matter_clashes(local, local): ...      within one document, each matter once
    for clash in matter_clashes(local, other): ...      across two

What a sentence is about is told by `matters.toml`. Cases told side by side, other children and other occasions are no
contradiction, and a matter that the table does not name is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from alignment.clashes import Clash, is_beside, is_history, is_of_others
from alignment.gist import NUMBERS, are_other_children, children_of, number_of
from alignment.records import Severity
from alignment.sides import Side, kept_by_side
from alignment.statements import Statement
from core.records import BlockKind
from practice.limits import Counting, Unit
from practice.tables import read_toml

FILE = Path(__file__).with_name("matters.toml")

_CONFIDENCE = 0.65
_CLOSE = 1.15
_MOST = 500
_DAYS = {
    Unit.HOURS: 1 / 24, Unit.DAYS: 1.0, Unit.CALENDAR_DAYS: 1.0, Unit.WORKING_DAYS: 1.4, Unit.SCHOOL_DAYS: 1.4,
    Unit.WEEKS: 7.0, Unit.MONTHS: 30.4, Unit.YEARS: 365.0,
}  # fmt: skip
_AGAIN = (Counting.EVERY, Counting.EACH)
_WORDS = "|".join(NUMBERS)
_AGE = re.compile(
    rf"\b(?:under|over|below|aged?(?: of)?|until|up to|turns?|reach\w*|from|those"
    rf"|are)\s+(?:the age of\s+)?(?:least\s+)?"
    rf"(?P<number>\d{{1,2}}|{_WORDS})\b(?!\s*(?:days?|weeks?|hours?|%|per|children|nights?))(?P<months>\s*months?\b)?"
    rf"|\b(?P<years>\d{{1,2}})\s*(?:\+|years?(?: old| of age)\b|and over\b|or over\b)",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(?P<word>daily|weekly|fortnightly|monthly|quarterly|annual(?:ly)?|yearly|bi-?annually"
    r"|each year|every year|once a year"
    r"|once a month|once a week|twice a year|each month|every month|every week|every (?:other|second) month)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(
    rf"\b(?:every|each)\s+(?P<number>\d{{1,2}}|{_WORDS})(?:\s*(?:-|–"
    rf"|to)\s*\d{{1,2}})?\s*-?\s*(?P<unit>days?|weeks?|months?|years?)\b"
    rf"|\b(?P<times>{_WORDS}|\d{{1,2}})\s+(?:times\s+)?(?:visits?\s+)?(?:a|per|each)\s+year\b"
    rf"|\b(?P<other>\d{{1,2}}|{_WORDS})[ -](?P<weekly>weekly|monthly|yearly)\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"\b(?P<number>\d{{1,3}}|{_WORDS})\s+(?P<unit>working days?|days?|weeks?|months?|years?|hours?)\b", re.IGNORECASE
)
_ANY = re.compile(
    rf"\d|\b(?:{_WORDS})\b|(?:dai|week|night|month|quarter|year|annual)ly|\bannual|\b(?:each|every|a) ", re.IGNORECASE
)
_INTERVALS = {
    "daily": 1, "weekly": 7, "once a week": 7, "every week": 7, "fortnightly": 14, "monthly": 30, "once a month": 30,
    "each month": 30, "every month": 30, "quarterly": 91, "twice a year": 182, "biannually": 182, "bi-annually": 182,
    "every other month": 61, "every second month": 61,
}  # fmt: skip
_YEAR, _MONTH = 365.0, 30.4
_UNITS = {"day": 1.0, "week": 7.0, "month": _MONTH, "year": _YEAR, "hour": 1 / 24, "working day": 1.4}
_CASES = re.compile(
    r"\b(?:first|initial|later|thereafter|emergenc\w+|urgent\w*|unplanned|new(?:ly)?|long[ -]term"
    r"|short[ -]term|connected|family"
    r"|kinship|part[ -]time|full[ -]time|managers?|agency workers?|students?|serious|minor"
    r"|exceptional\w*|disab\w+|extend\w*"
    r"|second|final|next|transfer\w*|birth children|siblings?|opposite|own children|prescri\w+"
    r"|representations?|learning difficult\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Matter:
    """A row of the table, with its expressions made."""

    name: str
    kind: str
    about: tuple[re.Pattern[str], ...]
    is_headed: bool
    is_own: bool
    unless: re.Pattern[str] | None
    counts: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What a statement gives for a matter: values in days, months or as they are, with their words."""

    statement: Statement
    values: Mapping[float, str]
    cases: frozenset[str]
    children: frozenset[str]


def matter_clashes(local: Side, other: Side) -> Iterator[Clash]:
    """The matters that two places give otherwise, one pair for each."""
    if local is not other and is_of_others(local.document, other.document):
        return
    first, second = _all_said(local), _all_said(other)
    for matter in _matters():
        if matter.is_own and local is not other:
            continue
        pairs = sorted(product(first.get(matter.name, ()), second.get(matter.name, ())), key=_apart)
        clash = next((one for one in (_clash(matter, *pair, is_one=local is other) for pair in pairs) if one), None)
        if clash and (local is other or not _agree(first[matter.name], second[matter.name])):
            yield clash


def _apart(pair: tuple[_Said, _Said]) -> float:
    """How far apart two places are: the nearest values are the likeliest to be meant for one case."""
    one, two = pair
    return min(max(a, b) / (min(a, b) or 1.0) for a in one.values for b in two.values)


def _agree(first: list[_Said], second: list[_Said]) -> bool:
    """Whether two documents give one value alike: what else they give is then for other cases."""
    return any(_is_one(a, b) for one in first for two in second for a in one.values for b in two.values)


def _clash(matter: _Matter, one: _Said, two: _Said, *, is_one: bool) -> Clash | None:
    first, second = one.statement, two.statement
    if is_one and (second.quote.start <= first.quote.start or is_beside(first, second)):
        return None
    if one.cases != two.cases or are_other_children(one.children, two.children):
        return None
    if any(_is_one(a, b) for a in one.values for b in two.values):
        return None
    here, there = next(iter(one.values.values())), next(iter(two.values.values()))
    frame = "On {} this place says “{}”, {{where}} says “{}”."
    told = frame.format(matter.name, here, there), frame.format(matter.name, there, here)
    return Clash(first.quote, second.quote, told, Severity.MATERIAL, _CONFIDENCE)


def _is_one(a: float, b: float) -> bool:
    return max(a, b) <= _CLOSE * min(a, b) if min(a, b) else a == b


@kept_by_side
def _all_said(side: Side) -> dict[str, list[_Said]]:
    found: dict[str, list[_Said]] = {}
    for one in side.statements:
        is_read = len(one.text) <= _MOST and one.kind is not BlockKind.FIGURE and _ANY.search(one.text)
        if not is_read or is_history(one):
            continue
        heading = one.quote.headings[-1] if one.quote.headings else ""
        for matter in _matters():
            values = _values(matter, one) if _is_about(matter, one.said, heading) else {}
            if values:
                cases = frozenset(word.casefold()[:7] for word in _CASES.findall(f"{one.said} {heading}"))
                children = children_of(one.said, one.quote.headings)
                found.setdefault(matter.name, []).append(_Said(one, values, cases, children))
    return found


def _is_about(matter: _Matter, said: str, heading: str) -> bool:
    if matter.unless and matter.unless.search(said):
        return False
    return is_about(matter.about, said, heading, is_headed=matter.is_headed)


def _values(matter: _Matter, one: Statement) -> dict[float, str]:
    text = " ".join(one.text.split())
    if matter.kind == "age":
        return dict(_ages(text))
    if matter.kind == "interval":
        return dict(_intervals(text, one))
    if matter.kind == "number" and matter.counts:
        found = (match for match in matter.counts.finditer(text))
        return {float(number_of(next(filter(None, match.groups())))): match.group() for match in found}
    return dict(_lengths(matter, text, one))


def _ages(text: str) -> Iterator[tuple[float, str]]:
    for match in _AGE.finditer(text):
        number = number_of(match["number"] or match["years"])
        yield float(number if match["months"] else number * 12), match.group()


def _lengths(matter: _Matter, text: str, one: Statement) -> Iterator[tuple[float, str]]:
    """Of several lengths the one that stands next to the words of the matter; of a sentence without a limit, any."""
    found = [stated for stated in one.limits if stated.limit.counting not in _AGAIN and stated.limit.number]
    told = matter.about[0].search(one.text)
    behind = [stated for stated in found if told and stated.words[0] >= told.start()]
    for stated in (behind or found[::-1])[:1]:
        yield stated.limit.number * _DAYS[stated.limit.unit], one.words_at(stated.words)
    if not one.limits:
        for match in _FOR.finditer(text):
            yield number_of(match["number"]) * _UNITS[match["unit"].casefold().removesuffix("s")], match.group()


def _intervals(text: str, one: Statement) -> Iterator[tuple[float, str]]:
    for match in _OFTEN.finditer(text):
        word = match["word"].casefold()
        yield float(_INTERVALS.get(word, _YEAR)), match.group()
    for match in _EVERY.finditer(text):
        if match["times"]:
            yield _YEAR / number_of(match["times"]), match.group()
        elif match["weekly"]:
            yield (
                number_of(match["other"])
                * {"weekly": 7.0, "monthly": _MONTH, "yearly": _YEAR}[match["weekly"].casefold()],
                match.group(),
            )
        else:
            yield number_of(match["number"]) * _UNITS[match["unit"].casefold().removesuffix("s")], match.group()


def is_about(about: Sequence[re.Pattern[str]], said: str, heading: str, *, is_headed: bool) -> bool:
    """Whether a sentence is about what all of `about` name; the heading above it counts for all but one of them."""
    missing = [pattern for pattern in about if not pattern.search(said)]
    if not missing:
        return True
    is_said = len(missing) < len(about) or len(about) == 1
    return is_headed and is_said and all(pattern.search(heading) for pattern in missing)


@cache
def _matters() -> tuple[_Matter, ...]:
    return tuple(_matter(row) for row in read_toml(FILE)[1]["matter"])


def _matter(row: Mapping[str, Any]) -> _Matter:
    about = tuple(re.compile(words, re.IGNORECASE) for words in row["about"])
    unless, counts = (re.compile(row[key], re.IGNORECASE) if key in row else None for key in ("unless", "counts"))
    return _Matter(row["name"], row["kind"], about, row.get("headed", False), row.get("own", False), unless, counts)
