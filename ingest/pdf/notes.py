"""Footnotes: the small lines at a page's foot, and the small annotations of legislation, told from the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.pdf.lines import Line, is_mark
from ingest.pdf.styles import Body
from ingest.pdf.words import Rule

_SMALL = 0.93
_NUMBERED = re.compile(r"[\[(]?(?:\d{1,3}|[ivx]{1,5}|[*†‡])[\])]?")
_ANNOTATION = re.compile(r"[A-Z]\d{1,4}$")
_ANNOTATION_TITLES = frozenset(
    ["Textual Amendments", "Marginal Citations", "Commencement Information", "Modifications etc. (not altering text)",
     "Extent Information", "Editorial Information"]
)  # fmt: skip


def split_notes(lines: Sequence[Line], rules: Sequence[Rule], body: Body) -> tuple[list[Line], list[list[Line]]]:
    """A page's text lines in their order, and its footnotes from top to bottom, each as its lines.

    Footnotes are what is small from some line to the foot of the page, if that line opens with a note's number or
    stands under a short rule.
    """
    small = _SMALL * body.style.size
    ordered = sorted((line for line in lines if not line.turned), key=lambda line: (line.base, line.x0))
    left = min((line.x0 for line in ordered), default=0.0)
    first = len(ordered)
    for place in range(len(ordered) - 1, -1, -1):
        if ordered[place].size > small or ordered[place].region < 0:
            break
        if _opens(ordered[place]) or _ruled(ordered, place, rules, left):
            first = place
    notes: list[list[Line]] = []
    for line in ordered[first:]:
        if not notes or _opens(line):
            notes.append([])
        notes[-1].append(line)
    taken = {id(line) for line in ordered[first:]}
    return [line for line in lines if id(line) not in taken], notes


def _opens(line: Line) -> bool:
    """Whether a line begins with the number of a note: raised, or smaller than the words after it."""
    if len(line.words) < 2 or not _NUMBERED.fullmatch(line.words[0].text):
        return False
    return is_mark(line.words, 0, line.size) or line.words[0].size <= 0.85 * line.size


def _ruled(ordered: Sequence[Line], place: int, rules: Sequence[Rule], left: float) -> bool:
    """Whether a short rule at the text's left edge stands between a line and the one above it."""
    line = ordered[place]
    above = ordered[place - 1].base if place else 0.0
    return any(
        rule.y0 == rule.y1
        and above < rule.y0 < line.base - 0.5 * line.size
        and 100 <= rule.x1 - rule.x0 <= 260
        and abs(rule.x0 - left) < 12
        for rule in rules
    )


def split_annotations(lines: Sequence[Line], body: Body) -> list[tuple[Line, ...]]:
    """Lines of legislation in their order, each alone, but an annotation's lines together.

    An annotation is small type that begins with its mark ("F12", "M3") or a title such as "Textual Amendments".
    """
    groups: list[list[Line]] = []
    inside = False
    for line in lines:
        small = _is_small(line, body)
        title = _is_title(line, body)
        opens = title or (small and bool(_ANNOTATION.match(line.words[0].text)))
        if inside and (small or title) and (not opens or groups[-1][-1].text in _ANNOTATION_TITLES):
            groups[-1].append(line)
        else:
            groups.append([line])
        inside = opens or (inside and small)
    return [tuple(group) for group in groups]


def is_annotation(group: Sequence[Line], body: Body) -> bool:
    """Whether a group that `split_annotations` made is an annotation."""
    line = group[0]
    marked = _is_small(line, body) and bool(_ANNOTATION.match(line.words[0].text))
    return marked or _is_title(line, body) or len(group) > 1


def _is_title(line: Line, body: Body) -> bool:
    return line.size <= body.style.size and line.text in _ANNOTATION_TITLES


def _is_small(line: Line, body: Body) -> bool:
    caps = line.text.isupper() and not _ANNOTATION.match(line.words[0].text)
    return line.size <= _SMALL * body.style.size and not caps and line.x0 < 0.3 * line.right
