"""What a document calls its levels, tiers or stages: the list that names the second one otherwise than the table does.

    for clash in level_clashes(side): ...

Two series are compared where they agree on one name at least, so that a document may have several kinds of stage. A
list right under words that announce so many levels is a series too, and so are the grades of one risk that a sentence
or a run of headings names ("low, medium or high"). It does not read what a level means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from alignment.clashes import Clash
from alignment.gist import NUMBERS, gist, number_of
from alignment.records import Quote, Severity
from alignment.sides import Side
from core.records import Block, BlockKind

_SURE, _LIKELY = 0.75, 0.6
_LEAST_GRADES = 3
_GRADES = (
    *(
        "no apparent",
        "very low",
        "low",
        "mild",
        "standard",
        "emerging",
        "moderate",
        "medium",
        "significant",
        "serious",
        "high",
    ),
    *("very high", "severe", "critical"),
)
_ANY_GRADE = "|".join(sorted(_GRADES, key=len, reverse=True))
_GRADE = re.compile(rf"\b(?:{_ANY_GRADE})\b", re.IGNORECASE)
_SCALE = re.compile(
    rf"\b(?:{_ANY_GRADE})(?: risk)?(?:\s*[,/]\s*(?:and |or )?(?:{_ANY_GRADE})(?: risk)?|\s+(?:and|or"
    rf"|to)\s+(?:{_ANY_GRADE})(?: risk)?){{2,}}",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:missing|domestic|exploitation|CSE|CCE|DASH|self-harm|fire|health|neglect|radicalis\w+)", re.IGNORECASE
)
_MOST_WORDS = 6
_KINDS = r"level|tier|stage|step|band|phase"
_NAMED = re.compile(
    rf"\b(?P<kind>{_KINDS})\s*:?\s*(?P<number>[1-7])\b\s*(?P<joint>[:–—(=-]"
    rf"|--)?\s*(?P<name>[A-Z][A-Za-z’'/&-]*(?:[ /&]+[A-Za-z’'/&-]+)*)",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"\b(?P<number>[2-7]|{'|'.join(NUMBERS[1:7])})\s+(?:[a-z]+\s+){{0,2}}(?P<kind>{_KINDS})s\b[^.:]*:\s*$",
    re.IGNORECASE,
)
_MARK = re.compile(r"^\W*(?:\d[.)]\s*)?")
_PLAIN = frozenset(gist("level tier stage step band phase need needs support service services child children"))


@dataclass(slots=True)
class _Series:
    """The names that one place gives to the levels of a kind, by number, each with its quote."""

    kind: str
    names: dict[int, tuple[str, Quote]] = field(default_factory=dict)


def level_clashes(side: Side) -> Iterator[Clash]:
    """Levels that two series of `side` name otherwise, once for each level, in the order of the series."""
    told_of: set[tuple[str, int]] = set()
    for one, two in combinations(_series(side), 2):
        if one.kind != two.kind:
            continue
        common = sorted(one.names.keys() & two.names.keys())
        other = [number for number in common if _is_other(one.names[number][0], two.names[number][0])]
        alike = [number for number in common if gist(one.names[number][0]) & gist(two.names[number][0]) - _PLAIN]
        if not alike or len(other) > len(alike):
            continue
        for number in other:
            (name, quote), (other_name, other_quote) = one.names[number], two.names[number]
            if (one.kind, number) not in told_of and quote.span != other_quote.span:
                told_of.add((one.kind, number))
                told = f"{one.kind.title()} {number} is “{name}” here, and “{other_name}” {{in_where}}."
                yield Clash(quote, other_quote, (told, told), Severity.TIDY, _SURE)
    yield from _grade_clashes(side)


def _grade_clashes(side: Side) -> Iterator[Clash]:
    """The first two scales of risk of `side` that share a grade and differ in another, under one subject."""
    scales = list(_scales(side))
    for one, two in combinations(scales, 2):
        (grades, subject, quote), (other_grades, other_subject, other_quote) = one, two
        if grades & other_grades and grades - other_grades and other_grades - grades and subject == other_subject:
            first, second = (", ".join(sorted(held, key=_GRADES.index)) for held in (grades, other_grades))
            told = f"Risk is graded {first} here, and {second} {{in_where}}."
            yield Clash(quote, other_quote, (told, told), Severity.TIDY, _LIKELY)
            return


def _scales(side: Side) -> Iterator[tuple[frozenset[str], frozenset[str], Quote]]:
    """Every sentence that names three grades of risk or more, joined as a list, with what risk it speaks of."""
    for one in side.statements:
        for match in _SCALE.finditer(one.text):
            grades = frozenset(grade.casefold() for grade in _GRADE.findall(match.group()))
            if len(grades) >= _LEAST_GRADES:
                around = " ".join([*one.quote.headings[-1:], one.text])
                yield grades, frozenset(found.casefold()[:5] for found in _SUBJECT.findall(around)), one.quote


def _is_other(first: str, second: str) -> bool:
    one, two = gist(first) - _PLAIN, gist(second) - _PLAIN
    return bool(one and two) and not one & two


def _series(side: Side) -> list[_Series]:
    found: dict[tuple[object, ...], _Series] = {}
    blocks = side.reading.blocks
    for place, block in enumerate(blocks):
        text = side.reading.text[block.start : block.end]
        listed = _LIST.search(text)
        if listed:
            series = _of_list(side, blocks[place + 1 :], listed)
            if series:
                found[("list", place)] = series
        for match in _NAMED.finditer(text):
            name = _name(match, is_alone=match.start() == 0 or block.kind is BlockKind.ROW)
            if name and block.kind is not BlockKind.CONTENTS:
                kind = match["kind"].casefold()
                key = (
                    kind,
                    block.kind is BlockKind.HEADING,
                    block.kind,
                    () if block.kind is BlockKind.HEADING else block.headings,
                )
                series = found.setdefault(key, _Series(kind))
                series.names.setdefault(int(match["number"]), (name, side.quote(block)))
    return [one for one in found.values() if len(one.names) > 1]


def _of_list(side: Side, blocks: tuple[Block, ...], listed: re.Match[str]) -> _Series | None:
    series = _Series(listed["kind"].casefold())
    for number, block in enumerate(blocks, 1):
        text = " ".join(side.reading.text[block.start : block.end].split())
        if block.kind is not BlockKind.ITEM or len(text.split()) > _MOST_WORDS + 1:
            break
        series.names[number] = (_MARK.sub("", text), side.quote(block))
    return series if len(series.names) == number_of(listed["number"]) else None


def _name(match: re.Match[str], *, is_alone: bool) -> str | None:
    """The name behind a number, where a mark joins them or it stands at the head of its block; None in running text."""
    if not (match["joint"] or is_alone):
        return None
    name = re.split(r"\s+[-–—]\s+|[:.;,|(•\n]", match["name"])[0].strip()
    return name if name and len(name.split()) <= _MOST_WORDS else None
