"""Acts and regulations as legislation.gov.uk prints them: Parts, Chapters, sections, and numbers such as "44(1)".

A section's number stands in its heading (Acts) or opens its text (regulations, "44.—(1)"); a subsection's number
counts only at the edge of the text and above the last one, so that provisions quoted for insertion into another Act
take no number of this one. Paragraphs of a Schedule are numbered as printed, under the Schedule's heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.furniture import Leaf
from ingest.pdf.layout import Role
from ingest.pdf.lines import Line, unmarked
from ingest.pdf.notes import is_annotation, split_annotations
from ingest.pdf.styles import Body, gap_limit

_END = re.compile(r"(?:Status|Changes to legislation):")
_STOCK = re.compile(r"^(?:Changes to legislation|Document Generated)\b")
_OPENING = re.compile(r"\[*\s*(\d+[A-Z]{0,3})\.\s*—\s*\[*\s*\((\d+[A-Z]{0,3}|[A-Z]\d+)\)")
_LONE_OPENING = re.compile(r"\[*\s*(\d+[A-Z]{0,3})\.?\s+\S")
_SECTION_HEADING = re.compile(r"\[*\s*(\d+[A-Z]{0,3})\s+\S")
_SUBSECTION = re.compile(r"\[*\s*\((\d+[A-Z]{0,3}|[A-Z]\d+)\)")
_DIVISION = re.compile(r"\[*\s*(SCHEDULES?|PART|CHAPTER|EXPLANATORY NOTE|Part|Chapter)\b")
_BOTH = re.compile(r"\[*\s*(\d+[A-Z]{0,3})\.?\s+\((\d+[A-Z]{0,3})\)")
_EDGE, _NUMBER_EDGE = 12.0, 36.0
_COLUMNS = 3.0
"""Words further apart than this, in type sizes, stand in two columns."""

_PART, _CHAPTER, _GROUP, _CROSS, _SECTION = 1, 2, 3, 4, 5
"""The levels of headings: a group is in bold italics over several cross-headings in italics."""


def is_law(leaves: Sequence[Leaf], lines: Sequence[Line]) -> bool:
    """Whether the pages are those of an Act or a statutory instrument."""
    marked = sum(any(_STOCK.match(line.text) for line in leaf.lines) for leaf in leaves)
    return marked > len(leaves) / 2 or sum(bool(_OPENING.match(line.prose)) for line in lines) >= 8


def law_roles(lines: Sequence[Line], body: Body) -> list[Role]:
    """The role of each line of an Act or a statutory instrument."""
    reader = _LawReader(body, _left_edge(lines, body))
    return [role for group in split_annotations(lines, body) for role in reader.roles(group)]


def _left_edge(lines: Sequence[Line], body: Body) -> float:
    starts = Counter(round(line.x0) for line in lines if abs(line.size - body.style.size) <= 0.5)
    return float(min(start for start, count in starts.items() if count >= 0.01 * len(lines)))


@dataclass(slots=True)
class _LawReader:
    """Goes through the lines in order and remembers where in the Act it is."""

    body: Body
    left: float
    section: str | None = None
    last_sub: tuple[int, str] = (0, "")
    last_section: tuple[int, str] = (0, "")
    in_schedule: bool = False
    awaits_text: bool = False
    before: Line | None = None
    before_level: int = 0
    is_over: bool = False

    def roles(self, group: Sequence[Line]) -> list[Role]:
        """The roles of an annotation's lines together, or of one line.

        What the publisher says of the whole Act behind its end, and of a section not yet in force above it, is a note.
        """
        ends = bool(_END.fullmatch(group[0].text))
        follows, self.is_over = self.is_over and not ends, self.is_over or ends
        if self.is_over or group[0].text == "PROSPECTIVE" or is_annotation(group, self.body):
            self.before, self.before_level = group[-1], 0
            return [Role(note=True, opens=index == 0 and not follows) for index in range(len(group))]
        return [self._role(line) for line in group]

    def _role(self, line: Line) -> Role:
        text = line.prose
        level, opens = self._heading(line, text)
        role = Role(level=level, opens=opens) if level else Role(number=self._number(line, text))
        self.before, self.before_level = line, level
        return role

    def _heading(self, line: Line, text: str) -> tuple[int, bool]:
        """The level of a heading line (0: none), and whether it begins a heading."""
        near = self.before is not None and self.before.page == line.page
        gap = line.base - self.before.base if self.before is not None and near else 0.0
        if line.text.startswith(("SCHEDULE", "[SCHEDULE")) and line.x0 - self.left > 100:
            return self._division("SCHEDULE"), True
        if self._is_centred(line):
            return self._centred_heading(line, text, joins=near and 0 < gap < 2.8 * line.size)
        plain = line.style.bold and all(word.bold or word.size < 0.8 * line.size for word in line.words)
        if not plain or text.startswith(("“", "(", "‘")) or line.size < 0.95 * self.body.style.size:
            return 0, False
        goes_on = self.before_level == _SECTION and near and 0 < gap <= gap_limit(line.size, self.body)
        if goes_on and line.x0 > self.left + 4:
            return _SECTION, False
        if line.x0 - self.left > _EDGE:
            return 0, False
        found = _SECTION_HEADING.match(text)
        if found and _order(found.group(1)) > self.last_section and not self.in_schedule:
            self._enter(found.group(1))
        elif not found and goes_on:
            return _SECTION, False
        return _SECTION, True

    def _centred_heading(self, line: Line, text: str, *, joins: bool) -> tuple[int, bool]:
        division = _DIVISION.match(text)
        if division:
            return self._division(division.group(1)), True
        if line.style.italic:
            level = _GROUP if line.style.bold else _CROSS
            goes_on = joins and self.before_level == level and line.base - (self.before or line).base < 1.6 * line.size
            return level, not goes_on
        if self.before_level in (_PART, _CHAPTER) and joins:
            return self.before_level, False
        larger = line.size > 1.1 * self.body.style.size
        if larger or (text.isupper() and len(text) > 3):
            return _PART, True
        return (_CROSS if line.style.bold else 0), True

    def _division(self, name: str) -> int:
        if name.startswith("SCHEDULE") or name == "EXPLANATORY NOTE":
            self.in_schedule = True
            self.section, self.last_section, self.last_sub = None, (0, ""), (0, "")
            return _PART
        if name.upper() == "CHAPTER":
            return _CHAPTER
        return _CHAPTER if self.in_schedule else _PART

    def _is_centred(self, line: Line) -> bool:
        middle = (line.x0 + line.x1) / 2
        inset = line.x0 - self.left
        caps = line.text.isupper() or line.size > 1.1 * self.body.style.size
        mirrored = abs(middle - (self.left + line.right) / 2) < 14 and line.right - line.x1 > 5
        centred = mirrored and (inset > 50 or (caps and inset > 5))
        if not centred or line.text.startswith(("(", "“", ". .")):
            return False
        return not any(word.x0 - before.x1 > _COLUMNS * line.size for before, word in pairwise(line.words))

    def _enter(self, section: str) -> None:
        self.section, self.last_section, self.last_sub = section, _order(section), (0, "")
        self.awaits_text = True

    def _number(self, line: Line, text: str) -> str | None:
        """The number that a line of text opens, None where it opens none."""
        if line.x0 - self.left > _NUMBER_EDGE and not self.awaits_text:
            return None
        opening = _OPENING.match(text) or (_BOTH.match(text) if self._at_edge(line) else None)
        if opening and _order(opening.group(1)) > self.last_section:
            self._enter(opening.group(1))
            return self._subsection(opening.group(2))
        alone = _LONE_OPENING.match(text)
        if alone and self._opens_alone(line, alone.group(1)):
            self._enter(alone.group(1))
            self.awaits_text = False
            return self.section
        found = _SUBSECTION.match(text) if line.x0 - self.left <= _NUMBER_EDGE else None
        if found and self.section is not None and _order(found.group(1)) > self.last_sub:
            return self._subsection(found.group(1))
        if self.awaits_text:
            self.awaits_text = False
            return self.section
        return None

    def _subsection(self, number: str) -> str:
        self.last_sub, self.awaits_text = _order(number), False
        return f"{self.section}({number})"

    def _at_edge(self, line: Line) -> bool:
        return line.x0 - self.left <= 2 * _EDGE and self.in_schedule

    def _opens_alone(self, line: Line, number: str) -> bool:
        """Whether a number without "(1)" opens a regulation (in bold) or the next paragraph of a Schedule."""
        words = unmarked(line.words, line.size)
        first = words[0]
        whole, letters = _order(number)
        last, _ = self.last_section
        if _order(number) <= self.last_section or line.x0 - self.left > 2 * _EDGE:
            return False
        follows = whole - last <= 3 or (letters != "" and whole == last)
        tabbed = len(words) > 1 and words[1].x0 - first.x1 > 0.2 * line.size
        return (first.bold and first.text.endswith(".")) or (self.in_schedule and follows and tabbed)


def _order(number: str) -> tuple[int, str]:
    """A number as the law counts: 2, 2A, 2B, 3; and A1 before 1."""
    found = re.match(r"([A-Z]?)(\d+)([A-Z]*)", number)
    if found is None:
        return 0, ""
    before, digits, after = found.groups()
    return (int(digits) - 1, "Z" + before) if before else (int(digits), after)
