"""Which lines open a numbered paragraph: a number counts only in its place in the sequence.

A document's own numbering is the longest run of numbers, each one more than the last, that stands at one left edge.
What stands elsewhere or breaks the run (a list's "1.", a year at the start of a line) is no paragraph number. An
annex may count anew: there a number opens a run where it stands directly under a heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.pdf.lines import Line, is_mark

_PLAIN = re.compile(r"(\d{1,3})\.?")
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,3})+)\.?")
_ANNEX = re.compile(r"(?:annex|appendix|schedule)\b", re.IGNORECASE)
_LEAST_IN_ANNEX = 3
_LEFT = 5.0
_SKIP = 3
_ASIDE = 40.0
_WINDOW = 100
Value = tuple[int, ...]


class _Candidate(NamedTuple):
    place: int
    value: Value
    printed: str
    x0: float
    page: int


def paragraph_numbers(lines: Sequence[Line], *, heading: Sequence[bool], listed: Sequence[bool]) -> dict[int, str]:
    """The number that each line opens, by the line's place; headings and lines `listed` as contents do not count.

    Empty where the document has no numbered paragraphs: fewer than five such as "1.2" or eight such as "12." in a run,
    or all on one page or two of many.
    """
    closed = [one or other for one, other in zip(heading, listed, strict=True)]
    pages = min(3, (len({line.page for line in lines}) + 1) // 2)
    dotted, plain = _candidates(lines, closed, _DOTTED), _candidates(lines, closed, _PLAIN)
    best = max(
        _runs(dotted, least=5, pages=pages),
        _runs(plain, least=8, pages=pages)[:1],
        key=lambda runs: sum(len(run) for run in runs),
    )
    if not best:
        return {}
    spans = [(run[0].place, run[-1].place) for run in best]
    for annex in _annexes(lines, heading):
        for found in (dotted, plain):
            inside = [one for one in found if one.place in annex and not any(a <= one.place <= b for a, b in spans)]
            best.extend(_annex_runs(inside, heading))
    return {candidate.place: candidate.printed for run in best for candidate in run}


def _annexes(lines: Sequence[Line], heading: Sequence[bool]) -> list[range]:
    """The places of each annex's lines: from a heading that says "Annex" up to the next one."""
    starts = [place for place, line in enumerate(lines) if heading[place] and _ANNEX.match(line.text)]
    return [range(start, end) for start, end in pairwise([*starts, len(lines)])]


def _annex_runs(found: list[_Candidate], heading: Sequence[bool]) -> list[list[_Candidate]]:
    """Runs that open with 1 (or 1.1) directly under a heading, each number one more than the last, at one left edge."""
    runs: list[list[_Candidate]] = []
    for candidate in found:
        last = runs[-1][-1] if runs else None
        if _opens(candidate.value) and heading[candidate.place - 1]:
            runs.append([candidate])
        elif last is not None and abs(last.x0 - candidate.x0) <= _LEFT and _step(last.value, candidate.value) == 1:
            runs[-1].append(candidate)
    return [run for run in runs if len(run) >= _LEAST_IN_ANNEX]


def _candidates(lines: Sequence[Line], closed: Sequence[bool], pattern: re.Pattern[str]) -> list[_Candidate]:
    return [
        _Candidate(place, tuple(int(part) for part in printed.split(".")), printed, line.x0, line.page)
        for place, line in enumerate(lines)
        if not closed[place] and (printed := _printed(line, pattern)) is not None
    ]


def _runs(found: list[_Candidate], *, least: int, pages: int) -> list[list[_Candidate]]:
    """The longest run, then the longest of what follows it, as in an annex that counts again from 1.1."""
    edges: dict[tuple[int, bool], list[_Candidate]] = defaultdict(list)
    for candidate in found:
        edges[int(candidate.x0 / _LEFT), False].append(candidate)
        edges[int(candidate.x0 / _LEFT + 0.5), True].append(candidate)
    longest = max((_longest_run(group) for group in edges.values()), key=len, default=[])
    if len(longest) < least or len({candidate.page for candidate in longest}) < pages:
        return []
    rest = [candidate for candidate in found if candidate.place > longest[-1].place]
    return [_filled(longest, found), *_runs(rest, least=least, pages=pages)]


def _filled(run: list[_Candidate], found: list[_Candidate]) -> list[_Candidate]:
    """The run with what is missing from it put in where it stands a little further in, as in a box."""
    whole = run[:1]
    places = [candidate.place for candidate in found]
    for before, candidate in pairwise(run):
        for between in found[bisect_right(places, before.place) : bisect_left(places, candidate.place)]:
            last = whole[-1]
            inside = abs(between.x0 - last.x0) <= _ASIDE and between.value < candidate.value
            if inside and _step(last.value, between.value) == 1:
                whole.append(between)
        whole.append(candidate)
    return whole


def _printed(line: Line, pattern: re.Pattern[str]) -> str | None:
    """The number at the start of a line that words follow, without its full stop."""
    if not line.text[:1].isdecimal():
        return None
    number, _, rest = line.text.partition(" ")
    found = pattern.fullmatch(number)
    if found is None or not rest or line.turned or is_mark(line.words, 0, line.size):
        return None
    first, following = line.words[:2]
    tabbed = following.x0 - first.x1 > 0.45 * line.size
    return found.group(1) if not following.glued and (tabbed or number.endswith(".")) else None


def _longest_run(group: list[_Candidate]) -> list[_Candidate]:
    """The longest chain in which each number follows the last; small gaps, and pages between, count against it.

    Of those that it may follow, a number follows the best, of equals the first; the last is mostly that.
    """
    scores: list[float] = []
    came: list[int | None] = []
    for here, candidate in enumerate(group):
        value = candidate.value
        score, source = (1.0 if _opens(value) else 0.2), None
        for before in range(here - 1, max(0, here - _WINDOW) - 1, -1):
            apart = 0.001 * (candidate.page - group[before].page)
            if scores[before] + 1.3 - 0.3 - apart < score:
                continue
            step = _step(group[before].value, value)
            worth = scores[before] + 1.3 - 0.3 * step - apart
            if step and (worth > score or (worth == score and source is not None)):
                score, source = worth, before
        scores.append(score)
        came.append(source)
    place: int | None = max(range(len(group)), key=lambda index: scores[index], default=None)
    run: list[_Candidate] = []
    while place is not None:
        run.append(group[place])
        place = came[place]
    return run[::-1]


def _opens(value: Value) -> bool:
    return all(part <= 1 for part in value)


def _step(before: Value, value: Value) -> int:
    """How far a number is from the one before: 1 for the very next, up to 3 over a gap, 0 where it cannot follow."""
    for level, (one, other) in enumerate(zip(before, value, strict=False)):
        if one == other:
            continue
        tail = value[level + 1 :]
        if not 1 <= other - one <= _SKIP or any(part > 2 for part in tail):
            return 0
        return other - one
    return 1 if len(value) == len(before) + 1 and value[-1] <= 2 else 0
