"""Names of bodies and processes that a local text gets nearly right, as `names.toml` has them.

    for finding in name_findings(side):
        finding.local.quote, finding.explanation        "... the Disclosure and Barring Scheme ..."

A slip is one of those listed, or a name of which one word in the middle is another, is left out or is too many. It
knows nothing of names that were right once: those are `alignment.bodies`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alignment.bodies import is_own, told_unchecked
from alignment.lines import Line, is_past, lines_of
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Side
from core.records import Checked, Span
from practice.tables import read_toml

FILE = "names.toml"

_LINKING = "and|&|of|for|in|the"
_RUN = re.compile(rf"[A-Z][\w’'-]*(?:\s+(?:(?:{_LINKING})\s+)*[A-Z][\w’'-]*)+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|&")
_ABROAD = re.compile(r"\bNorthern Ireland\b|\bIreland\b|\bUnited States\b|\bUS\b|\bWales\b|\bScotland\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A right name, its initials in brackets or "", and which others are right as well. Key: right."""

    right: str
    initials: str
    also: frozenset[tuple[str, ...]]
    wrong: re.Pattern[str] | None
    is_near: bool
    source: str
    checked: Checked


def name_findings(local: Side) -> list[Finding]:
    """An `outdated_term_or_body`, to tidy up, for each name that is nearly right; in the order of the text."""
    own = local.document.publisher
    return [one for line in lines_of(local) if not line.is_log for one in _of_line(line, own)]


def _of_line(line: Line, own: str) -> Iterator[Finding]:
    for name in _names():
        span = next(_slips(line.text, name), None)
        if span is None or is_past(line, *span) or is_own(line.text, span, own) or _ABROAD.search(line.text):
            continue
        said = " ".join(line.text[slice(*span)].split())
        yield Finding(
            Verdict.OUTDATED_TERM_OR_BODY,
            Severity.TIDY,
            0.8,
            line.quote(0, len(line.text)),
            None,
            f"“{said}” is not quite its name: it is the {name.right}{name.initials} ({name.source})."
            f"{told_unchecked(name.checked)}",
            "Give it its name, so that readers find it.",
            fact=f"{FILE}: {name.right}, {name.checked.label}",
        )


def _slips(text: str, name: Name) -> Iterator[Span]:
    if name.wrong is not None:
        yield from (match.span() for match in name.wrong.finditer(text))
    if not name.is_near:
        return
    right = _words(name.right)
    for run in _RUN.finditer(text):
        words = list(_WORD.finditer(run[0]))
        for length in (len(right), len(right) - 1, len(right) + 1):
            for first in range(len(words) - length + 1):
                part = words[first : first + length]
                if _is_slip(run[0], part, right, name.also):
                    yield run.start() + part[0].start(), run.start() + part[-1].end()


def _is_slip(text: str, part: Sequence[re.Match[str]], right: Sequence[str], also: frozenset[tuple[str, ...]]) -> bool:
    """Whether the words are the right name but for one between its first and last, and are not right themselves."""
    found = _words(text[part[0].start() : part[-1].end()])
    if _holds(_words(text), tuple(right)) or any(_holds(_words(text), one) for one in also):
        return False
    ends = (found[0], found[-1]) == (right[0], right[-1])
    return ends and _is_one_apart(found, right)


def _holds(words: Sequence[str], name: tuple[str, ...]) -> bool:
    return any(tuple(words[place : place + len(name)]) == name for place in range(len(words)))


def _is_one_apart(found: Sequence[str], right: Sequence[str]) -> bool:
    """Whether one word replaced, left out or put in makes one of the other.

    >>> _is_one_apart(["safeguarding", "review", "panel"], ["safeguarding", "practice", "review", "panel"])
    True
    """
    if len(found) == len(right):
        return sum(one != other for one, other in zip(found, right, strict=True)) == 1
    shorter, longer = sorted((list(found), list(right)), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _words(text: str) -> tuple[str, ...]:
    return tuple("and" if word == "&" else word.casefold().replace("’", "'") for word in _WORD.findall(text))


@cache
def _names() -> tuple[Name, ...]:
    """The names that ship. Raises `TermsError` where the table cannot be read."""
    _, tables = read_toml(Path(__file__).with_name(FILE))
    return tuple(_name(row) for row in tables["name"])


def _name(row: Mapping[str, Any]) -> Name:
    return Name(
        row["right"],
        f" ({row['initials']})" if "initials" in row else "",
        frozenset(_words(one) for one in row.get("also", ())),
        _any_of(row.get("wrong", ())),
        not row.get("exact", False),
        row["source"],
        Checked(row["checked"]),
    )


def _any_of(slips: Sequence[str]) -> re.Pattern[str] | None:
    """Any of the slips as whole words, in any case of letters; None where there are none."""
    if not slips:
        return None
    spelt = (r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", slip)) for slip in slips)
    joined = "|".join(spelt).replace(r"\&", "(?:&|and)")
    return re.compile(rf"(?<!\w)(?:{joined})(?![\w-])", re.IGNORECASE)
