"""What the looks of a line mean in its own document: the body's type, and which lines are headings of which level.

Everything is relative: a heading is larger, heavier, or of another colour than the running text of the same file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.pdf.lines import Line, Style

_NEIGHBOURS = 60
_LETTER_OR_DIGIT = re.compile(r"\w")
_LETTERS = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"[.;:,!]['’”\")]*$")
# "Section 2: ..." stands above other headings that look like it.
_SECTION = re.compile(r"(?i:section) (?:\d{1,2}|one|two|three|four|five|six|seven|eight):")
_LISTED = re.compile(r"[(\[]?\w{1,2}[.)\]]\s")
# The blue of links, and the white of words on a filled box.
_NOT_HEADINGS = (0x0000FF, 0x0563C1, 0xFFFFFF)
# What stands in brackets refers to something; what names a figure belongs to it, not to the text below.
_REFERENCE = re.compile(r"[(\[].*[)\]]|(?:Figure|Fig\.|Diagram) ?\d+\b.*")
_BRACKETED = re.compile(r"\([^()]*\)")
_NONE = Style(0.0, False, False, 0)
_DEEPEST = 9
"""The last level that a look can have."""
_WORDS_OF_A_COVER = 40
"""The most that a page says which tells title, publisher and day alone."""
_FEWEST_BEHIND = 3
"""Pages that a document has behind its covers: in a shorter one the first page is no cover."""
_MARKER = re.compile(r"(?:[•●▪■○◦o–-]|\([a-z0-9]{1,4}\))$")


class Body(NamedTuple):
    """The running text of a document: its look, and the usual distance of two baselines in type sizes."""

    style: Style
    leading: float


class Look(NamedTuple):
    """The looks by which headings are ranked, in order of weight."""

    size: float
    section: bool
    caps: bool
    bold: bool
    coloured: bool
    italic: bool


def find_body(lines: Sequence[Line]) -> Body:
    """The look that most letters have, and its leading (1.2 where no two lines of it follow one another).

    Without lines it is a look that no line has.
    """
    letters: Counter[Style] = Counter()
    for line in lines:
        letters[line.style] += len(line.text)
    style = max(letters, key=lambda style: letters[style], default=_NONE)
    gaps = Counter(
        round((line.base - before.base) / style.size, 1)
        for before, line in pairwise(lines)
        if before.page == line.page
        and before.size == line.size == style.size
        and before.x1 > before.right - 0.15 * (before.right - before.x0)
    )
    usual = Counter({gap: count for gap, count in gaps.items() if 0.9 <= gap <= 2.2})
    return Body(style, usual.most_common(1)[0][0] if usual else 1.2)


def gap_limit(size: float, body: Body) -> float:
    """The largest distance of two baselines within one paragraph of this type size."""
    return size * body.leading * 1.17 + 0.8


def mark_headings(lines: Sequence[Line], body: Body) -> list[bool]:
    """For each line whether it is (part of) a heading."""
    outstanding = [_stands_out(line, body) for line in lines]
    trusted = _trusted_styles(lines, outstanding, body)
    marks = [outstands and line.style in trusted for line, outstands in zip(lines, outstanding, strict=True)]
    start = 0
    while start < len(lines):
        if not marks[start]:
            start += 1
            continue
        end = start + 1
        while end < len(lines) and marks[end] and continues_heading(lines[end - 1], lines[end], body):
            end += 1
        before = lines[start - 1] if start else None
        after = lines[end] if end < len(lines) else None
        if not _is_heading(lines[start:end], before, after, body):
            marks[start:end] = [False] * (end - start)
        start = end
    _unmark_lists(lines, marks, body)
    _unmark_labels(lines, marks)
    return marks


def _unmark_lists(lines: Sequence[Line], marks: list[bool], body: Body) -> None:
    """Takes back the marks of a list in bold: three numbered lines or more of one look, one after another."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and marks[end] and lines[end].style == lines[start].style:
            end += 1
        listed = [line for line in lines[start:end] if _LISTED.match(line.text)]
        if len(listed) >= 3 and lines[start].size < 1.08 * body.style.size:
            marks[start:end] = [False] * (end - start)
        start = max(end, start + 1)


def _unmark_labels(lines: Sequence[Line], marks: list[bool]) -> None:
    """Takes back the marks of labels in a drawing: a word or three with other words on both sides, at one height."""
    for place, line in enumerate(lines):
        if not marks[place] or len(line.words) > 3:
            continue
        level = [
            other
            for other in lines[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]
            if other.page == line.page
            and abs(other.base - line.base) < line.size
            and (other.region == line.region or line.region < 0)
        ]
        if any(other.x1 <= line.x0 for other in level) and any(other.x0 >= line.x1 for other in level):
            marks[place] = False


def heading_levels(lines: Sequence[Line], marks: Sequence[bool], body: Body) -> dict[Look, int]:
    """A level from 1 for each look that headings have; looks that only the covers have are level 1, too."""
    pages: dict[Look, set[int]] = defaultdict(set)
    for line, mark in zip(lines, marks, strict=True):
        if mark:
            pages[look(line, body)].add(line.page)
    covers = _covers(lines)
    is_long = len({line.page for line in lines} - covers) >= _FEWEST_BEHIND
    cover = {found for found, numbers in pages.items() if numbers <= covers} if is_long else set()
    ranked = sorted(set(pages) - cover, key=lambda found: tuple(-part for part in found))
    levels = {found: min(place, _DEEPEST) for place, found in enumerate(ranked, start=1)}
    return levels | dict.fromkeys(cover, 1)


def _covers(lines: Sequence[Line]) -> set[int]:
    """The first page, and those behind it with as few words as a cover, where it has as few: a cover put on another."""
    words: Counter[int] = Counter()
    for line in lines:
        words[line.page] += len(line.words)
    last = max(words, default=1)
    behind = next((number for number in range(1, last + 1) if words[number] > _WORDS_OF_A_COVER), last + 1)
    return set(range(1, max(behind, 2)))


def look(line: Line, body: Body) -> Look:
    """The looks of a line that rank it among headings; of words in brackets the capitals do not count."""
    letters = "".join(_LETTERS.findall(_BRACKETED.sub("", line.text)))
    coloured = line.style.colour != body.style.colour
    section = bool(_SECTION.match(line.text))
    caps = letters.isupper() and len(letters) > 3
    return Look(line.size, section, caps, line.style.bold, coloured, line.style.italic)


def _trusted_styles(lines: Sequence[Line], outstanding: Sequence[bool], body: Body) -> set[Style]:
    """Larger styles, and other distinct ones that are used for whole lines rather than for words within a line."""
    whole: Counter[Style] = Counter()
    mixed: Counter[Style] = Counter()
    for line, outstands in zip(lines, outstanding, strict=True):
        if outstands:
            whole[line.style] += len(line.text)
        elif line.words.even:
            mixed[line.style] += len(line.text.replace(" ", ""))
        else:
            for word in line.words:
                mixed[Style(round(word.size * 2) / 2, word.bold, word.italic, word.colour)] += len(word.text)
    return {
        style
        for style in whole
        if style.size >= 1.08 * body.style.size or style.bold or whole[style] >= 1.5 * mixed[style]
    }


def _stands_out(line: Line, body: Body) -> bool:
    larger = line.size >= 1.08 * body.style.size
    coloured = line.style.colour != body.style.colour
    coloured = coloured and (line.text.isupper() or line.style.colour not in _NOT_HEADINGS)
    if not larger and not (line.style.bold > body.style.bold or coloured):
        return False
    if line.turned or not _LETTER_OR_DIGIT.search(line.text):
        return False
    if line.size < (0.88 if coloured and line.text.isupper() else 0.93) * body.style.size:
        return False
    if _MARKER.match(line.words[0].text):
        return False
    if line.words.even:
        return True
    look_of = (line.style.bold, line.style.colour)
    other = sum(
        len(word.text) for word in line.words if abs(word.size - line.size) > 0.5 or (word.bold, word.colour) != look_of
    )
    return other <= (0.4 if larger else 0.1) * sum(len(word.text) for word in line.words)


def continues_heading(before: Line, line: Line, body: Body) -> bool:
    """Whether a heading goes on in the next line."""
    near = before.page == line.page and 0 < line.base - before.base <= max(1.45, body.leading * 1.15) * line.size
    return near and look(before, body)[:1] == look(line, body)[:1] and before.style == line.style


def _is_heading(group: Sequence[Line], before: Line | None, after: Line | None, body: Body) -> bool:
    text = " ".join(line.prose for line in group)
    larger = group[0].size >= 1.08 * body.style.size
    apart = _stands_apart(group, before, after, body)
    coloured = apart and group[0].style.colour != body.style.colour
    if len(group) > (4 if larger else 2) or len(text) > (220 if larger or coloured else 140):
        return False
    if _REFERENCE.fullmatch(text):
        return False
    if larger:
        return not (text.endswith((".", ";", ",")) and len(text) > 60)
    ends = _SENTENCE_END.search(text) and not _heads_a_stem(text, after, body)
    short = coloured and text.endswith((".", ":")) and len(text) <= 60
    if (ends and not short) or not re.match(r"[A-Z0-9‘’'“\"\[(*]", text):
        return False
    if before is not None and before.page == group[0].page and not apart:
        gap = group[0].base - before.base
        close = 0 < gap <= gap_limit(group[0].size, body)
        if close and not _SENTENCE_END.search(before.text) and before.x1 > before.right - 0.2 * before.right:
            return False
        if close and before.style == body.style and before.text.endswith(":"):
            return False
    return not (after is not None and _goes_on(group[-1], after, body))


def _stands_apart(group: Sequence[Line], before: Line | None, after: Line | None, body: Body) -> bool:
    """Whether more room than within a paragraph is above and below some lines, or the end of the page."""
    limit = gap_limit(group[0].size, body)
    above = before is None or before.page != group[0].page or not 0 < group[0].base - before.base <= limit
    return above and (after is None or after.page != group[-1].page or not 0 < after.base - group[-1].base <= limit)


def _heads_a_stem(text: str, after: Line | None, body: Body) -> bool:
    """Whether a bold text with a colon stands over another such line: the first is a heading, the second its stem."""
    return text.endswith(":") and after is not None and after.text.endswith(":") and _stands_out(after, body)


def _goes_on(last: Line, after: Line, body: Body) -> bool:
    """Whether the line after a bold one is the rest of its sentence, or begins with the rest of its bold words."""
    near = last.page == after.page and 0 < after.base - last.base <= gap_limit(last.size, body)
    first = after.words[0]
    full = last.right - last.x1 < first.x1 - first.x0 + 0.5 * last.size
    return near and (after.text[:1].islower() or (full and first.bold and not after.style.bold))
