"""Counts Word's automatic numbering, so that "4.2" stands in the text as it is printed.

Word stores only that a paragraph belongs to level 1 of list 7; the number is made when it is shown (ECMA-376 part 1,
17.9). Pictures as bullets are bullets; number formats of other scripts are shown as decimal numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from ingest.marks import roman
from ingest.word.styles import Element, W

_PLACE = re.compile(r"%(\d)")
_MOST = 32_767
"""The largest number that a list can start with in Word."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is printed before a paragraph: `text` ("4.2", "(a)", "" for a bullet); `key` names the list and level."""

    text: str
    is_bullet: bool
    key: tuple[str, int]
    number: int


@dataclass(frozen=True, slots=True)
class _Level:
    style: str = "decimal"
    pattern: str = "%1."
    start: int = 1
    legal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    abstract: str
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of one document and how far each has been counted. `root` is None where there are none."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def label(self, list_id: str, level: int) -> Label | None:
        """Counts one paragraph at a level of a list; None where the list is not defined or prints nothing."""
        found = self._lists.get(list_id)
        if found is None:
            return None
        shape = found.levels.get(level, _Level())
        counts = self._counts[found.abstract]
        if level in found.restarts and (list_id, level) not in self._begun:
            counts[level] = found.restarts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = shape.start
        self._begun.add((list_id, level))
        for deeper in [place for place in counts if place > level]:
            del counts[deeper]
        key = (found.abstract, level)
        if shape.style == "bullet":
            return Label("", True, key, 0)
        text = self._text(found, shape, counts)
        return Label(text, False, key, counts[level]) if text else None

    def _text(self, found: _List, shape: _Level, counts: dict[int, int]) -> str:
        def count(place: re.Match[str]) -> str:
            level = int(place.group(1)) - 1
            other = found.levels.get(level, _Level())
            number = counts.setdefault(level, other.start)
            return shown(number, "decimal" if shape.legal else other.style)

        return "" if shape.style == "none" else _PLACE.sub(count, shape.pattern).strip()

    def _read(self, root: Element) -> None:
        abstracts = {str(one.get(f"{W}abstractNumId")): one for one in root.findall(f"{W}abstractNum")}
        linked = {
            str(link.get(f"{W}val")): name
            for name, one in abstracts.items()
            if (link := one.find(f"{W}styleLink")) is not None
        }
        for one in root.findall(f"{W}num"):
            named = one.find(f"{W}abstractNumId")
            abstract = "" if named is None else str(named.get(f"{W}val"))
            pointer = abstracts[abstract].find(f"{W}numStyleLink") if abstract in abstracts else None
            if pointer is not None:
                abstract = linked.get(str(pointer.get(f"{W}val")), abstract)
            if abstract in abstracts:
                self._lists[str(one.get(f"{W}numId"))] = _list_of(one, abstract, abstracts[abstract])


def _list_of(one: Element, abstract: str, shape: Element) -> _List:
    levels = {_number(level, "ilvl"): _level_of(level) for level in shape.findall(f"{W}lvl")}
    found = _List(levels, abstract)
    for change in one.findall(f"{W}lvlOverride"):
        place = _number(change, "ilvl")
        start, level = change.find(f"{W}startOverride"), change.find(f"{W}lvl")
        if level is not None:
            levels[place] = _level_of(level)
        if start is not None:
            found.restarts[place] = _number(start, "val")
    return found


def _level_of(level: Element) -> _Level:
    style, pattern, start = (level.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start"))
    return _Level(
        style="decimal" if style is None else str(style.get(f"{W}val")),
        pattern="" if pattern is None else str(pattern.get(f"{W}val") or ""),
        start=0 if start is None else _number(start, "val"),
        legal=level.find(f"{W}isLgl") is not None,
    )


def _number(element: Element, name: str) -> int:
    text = str(element.get(f"{W}{name}"))
    return min(int(text), _MOST) if text.isdecimal() else 0


def shown(number: int, style: str) -> str:
    """A count as one of Word's number formats prints it: `shown(4, "lowerRoman")` is "iv"."""
    if style in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if style == "lowerLetter" else letters.upper()
    if style in ("lowerRoman", "upperRoman"):
        return roman(number) if style == "lowerRoman" else roman(number).upper()
    return f"{number:02d}" if style == "decimalZero" else str(number)
