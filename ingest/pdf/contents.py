"""Contents pages: the lines of a table of contents, which are kept but are not body text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from ingest.pdf.lines import Line

_LEADER = re.compile(r"(?:\.\s?){4,}\s*[\divxl]{0,5}$|…{2,}\s*\d*$|_{4,}\s*\d+$")
_NUMBERED = re.compile(r"\S.*\s(?:\d{1,3}|[ivxl]{1,5})$")
_TITLE = re.compile(r"(?:table of )?(?:contents?|figures|tables|annexes)(?: page)?:?", re.IGNORECASE)
_SPACES = re.compile(r"[\W\d]+")


def mark_contents(lines: Sequence[Line]) -> list[bool]:
    """For each line whether it belongs to a table of contents.

    It does where dots lead to a page number; and after a title such as "Contents" on pages half of whose lines end in
    a number, or as long as each line comes again later as a line of its own.
    """
    texts = Counter(_bare(line.text) for line in lines)
    pages: dict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        pages[line.page].append(place)
    marks = [False] * len(lines)
    listing = False
    for page in sorted(pages):
        places = pages[page]
        title = next((place for place in places if _TITLE.fullmatch(lines[place].text)), None)
        rest = places if title is None else [place for place in places if place > title]
        led = [place for place in places if _LEADER.search(lines[place].text)]
        if len(led) >= 3:
            _mark(marks, [place for place in rest if place <= led[-1]])
            listing = True
            continue
        numbered = [place for place in rest if _NUMBERED.match(lines[place].text)]
        if (title is not None or listing) and rest and len(numbered) >= 0.5 * len(rest):
            _mark(marks, [place for place in rest if place <= numbered[-1]])
            listing = True
        elif title is not None:
            _mark_repeated(marks, rest, lines, texts)
        else:
            listing = False
    return marks


def _mark(marks: list[bool], places: Sequence[int]) -> None:
    for place in places:
        marks[place] = True


def _mark_repeated(marks: list[bool], rest: list[int], lines: Sequence[Line], texts: Counter[str]) -> None:
    """Marks lines from the first on as long as each comes again."""
    missed = 0
    kept: list[int] = []
    for place in rest:
        if kept and _bare(lines[place].text) == _bare(lines[kept[0]].text):
            break
        missed = 0 if texts[_bare(lines[place].text)] >= 2 else missed + 1
        if missed > 2:
            break
        kept.append(place)
    while kept and texts[_bare(lines[kept[-1]].text)] < 2:
        kept.pop()
    if len(kept) >= 3:
        _mark(marks, kept)


def _bare(text: str) -> str:
    return _SPACES.sub(" ", text).strip().casefold()
