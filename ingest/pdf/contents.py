"""Contents pages: the lines of a table of contents, which are kept but are not body text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ingest.pdf.lines import Line

_LEADER = re.compile(r"(?<!\.)(?<!\.\s)(?:\.\s?){4,}+\s*+[\divxl]{0,5}$|(?<!…)…{2,}+\s*+\d*$|(?<!_)_{4,}+\s*+\d+$")
_NUMBERED = re.compile(r"\S.*\s(?:\d{1,3}|[ivxl]{1,5})$")
_ROMANS = frozenset("ivxl")
_TITLE = re.compile(r"(?:table of )?(?:contents?|figures|tables|annexes)(?: page)?:?", re.IGNORECASE)
_SPACES = re.compile(r"[\W\d]+")
_EDGE = 4.0
_LEAST_LISTED = 5


def mark_contents(lines: Sequence[Line]) -> list[bool]:
    """For each line whether it belongs to a table of contents.

    It does where dots lead to a page number; and after a title such as "Contents" on pages half of whose lines end in
    a number, or as long as each line comes again later as a line of its own. The title belongs to it, too.
    """
    pages: dict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        pages[line.page].append(place)
    marks = [False] * len(lines)
    listing = False
    for page in sorted(pages):
        places = pages[page]
        title = next((place for place in places if _TITLE.fullmatch(lines[place].text)), None)
        rest = places if title is None else [place for place in places if place > title]
        numbered = [place for place in rest if _ends_in_number(lines[place].text)]
        led = [place for place in places if _leads(lines[place].text)]
        if len(led) >= 3:
            _mark(marks, [place for place in rest if place <= led[-1]])
            listing = True
        elif (title is not None or listing) and rest and len(numbered) >= 0.5 * len(rest):
            _mark(marks, [place for place in rest if place <= numbered[-1]])
            listing = True
        elif title is not None:
            _mark_repeated(marks, rest, lines)
        else:
            listing = False
        if title is not None and any(marks[place] for place in rest):
            marks[title] = True
    return marks


def listed_ranks(lines: Sequence[Line], marks: Sequence[bool], headings: Iterable[str]) -> dict[str, int]:
    """How deep, from 0, the table of contents lists each heading that it names, by the heading's bare words.

    Depth shows in how far an entry stands in, and between entries of one edge in their type. A title that is listed
    at two depths, or that two headings have, is left out. Empty where the contents show one depth only, or are not
    these headings'.
    """
    entries = list(_entries(line for line, mark in zip(lines, marks, strict=True) if mark))
    edges: list[float] = []
    for x0 in sorted(line.x0 for line, _ in entries):
        if not edges or x0 > edges[-1] + _EDGE:
            edges.append(x0)
    kinds = [(bisect_right(edges, line.x0), -line.size, not line.style.bold) for line, _ in entries]
    order = {kind: rank for rank, kind in enumerate(sorted(set(kinds)))}
    found: dict[str, set[int]] = defaultdict(set)
    for (_, title), kind in zip(entries, kinds, strict=True):
        found[bare(title)].add(order[kind])
    known = Counter(bare(heading) for heading in headings)
    ranks = {title: next(iter(depths)) for title, depths in found.items() if len(depths) == 1 and known[title] == 1}
    return ranks if len(order) > 1 and len(ranks) >= max(_LEAST_LISTED, 0.6 * len(found)) else {}


def bare(text: str) -> str:
    """A title's words alone, by which a line of the contents and its heading are known for the same."""
    return _SPACES.sub(" ", text).strip().casefold()


def _entries(lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """Each entry of a table of contents: its first line, and its words, which may go on until a page number."""
    first, words = None, ""
    for line in lines:
        if _TITLE.fullmatch(line.text):
            continue
        first = first or line
        words = f"{words} {line.prose}"
        if _ends_in_number(line.text) or _leads(line.text) or line.text.isdecimal():
            yield first, words
            first, words = None, ""


def _ends_in_number(text: str) -> bool:
    return (text[-1:].isdecimal() or text[-1:] in _ROMANS) and _NUMBERED.match(text) is not None


def _leads(text: str) -> bool:
    """Whether dots or a line lead to a page number."""
    return (text.count(".") > 3 or "……" in text or "____" in text) and _LEADER.search(text) is not None


def _mark(marks: list[bool], places: Sequence[int]) -> None:
    for place in places:
        marks[place] = True


def _mark_repeated(marks: list[bool], rest: list[int], lines: Sequence[Line]) -> None:
    """Marks lines from the first on as long as each comes again."""
    texts = Counter(bare(line.text) for line in lines)
    missed = 0
    kept: list[int] = []
    for place in rest:
        if kept and bare(lines[place].text) == bare(lines[kept[0]].text):
            break
        missed = 0 if texts[bare(lines[place].text)] >= 2 else missed + 1
        if missed > 2:
            break
        kept.append(place)
    while kept and texts[bare(lines[kept[-1]].text)] < 2:
        kept.pop()
    if len(kept) >= 3:
        _mark(marks, kept)
