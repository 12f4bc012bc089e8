"""Where a document points in itself: to sections and appendices that it does not have, and one number given twice.

    for clash in pointer_clashes(side): ...

Only a document that numbers its own sections, or names its own appendices, is read so; what points into law or into
another document is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alignment.clashes import Clash, is_history
from alignment.gist import gist
from alignment.records import Quote, Severity
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind

_SURE, _LIKELY = 0.8, 0.65
_FEWEST = 4
_APART = 3
_APPENDIX = re.compile(r"^\W*(?:\d{1,2}\.?\s+)?(?:appendix|annexe?)\s+(?P<key>\d{1,2}|[A-Z])\b[.:)]?", re.IGNORECASE)
_TO_APPENDIX = re.compile(
    r"\b(?:[Aa]ppendix|APPENDIX|[Aa]nnexe?)\s+(?P<key>\d{1,2}|[A-Z])\b(?!\s+(?:of|to|in)\s+(?:the\s+)?[A-Z“‘])(?!\w)"
)
_SECTION = re.compile(
    r"^\W*(?:section|part|chapter)?\s*(?P<key>\d{1,2}(?:\.\d{1,2}){0,3})(?P<mark>[.:)]?)\s+(?P<title>[A-Za-z“‘].*)",
    re.I | re.S,
)
_TO_SECTION = re.compile(
    r"\b(?P<see>see|refer to|in|under|also|at)?\s*\(?(?:section|paragraph|para"
    r"|chapter)\s+(?P<key>\d{1,2}(?:\.\d{1,2}){0,2})\b"
    r"(?P<behind>\s+(?:below|above|of this)\b)?(?!\.\d)(?!\s*\()(?!\s+(?:of|to|in)\s)(?!\s+(?:CA"
    r"|Children|enquir|assess|Act)\w*)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:Act|Regulations?|regulations|Working Together|KCSIE|Keeping Children Safe|Guidance"
    r"|Handbook|Schedule|Code of Practice"
    r"|NMS|Standards?|Volume|Vol)\b"
)
_CHANGED = re.compile(r"\b(?:updated|amended|added|revised|removed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A heading with its number, and the mark behind the number, "" where there is none."""

    key: str
    mark: str
    title: str
    quote: Quote


def pointer_clashes(side: Side) -> Iterator[Clash]:
    """Pointers of `side` that lead nowhere, and numbers that two sections have, in this order."""
    sections = list(_sections(side))
    yield from _twice(sections)
    yield from _missing_appendices(side)
    yield from _missing_sections(side, sections)


def _sections(side: Side) -> Iterator[_Numbered]:
    for block in side.reading.blocks:
        if block.kind is BlockKind.HEADING:
            match = _SECTION.match(side.reading.text[block.start : block.end])
            if match:
                yield _Numbered(match["key"], match["mark"], " ".join(match["title"].split()), side.quote(block))


def _twice(sections: Sequence[_Numbered]) -> Iterator[Clash]:
    """Numbers that two sections of different titles have, a few sections apart."""
    for place, one in enumerate(sections):
        for two in sections[place + 1 : place + 1 + _APART]:
            is_other = gist(one.title) != gist(two.title) and bool(gist(one.title) and gist(two.title))
            if (one.key, one.mark) == (two.key, two.mark) and is_other and not _restarts(sections, place, two):
                told = f"Number {one.key} is that of “{one.title}” here, and {{in_where}} that of “{two.title}”."
                yield Clash(one.quote, two.quote, (told, told), Severity.TIDY, _SURE)


def _restarts(sections: Sequence[_Numbered], place: int, two: _Numbered) -> bool:
    """Whether numbers begin again between two sections, or lower ones follow: a list in each of several parts."""
    until = sections.index(two)
    between = [_order(one.key) for one in sections[place + 1 : until]]
    own = _order(sections[place].key)
    return own in ((1,),) or any(one < own[: len(one)] or one[: len(own)] != own for one in between)


def _order(key: str) -> tuple[int, ...]:
    return tuple(int(part) for part in key.split("."))


def _missing_appendices(side: Side) -> Iterator[Clash]:
    own: dict[str, Quote] = {}
    for block in side.reading.blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.CONTENTS):
            match = _APPENDIX.match(side.reading.text[block.start : block.end])
            if match:
                own.setdefault(match["key"].upper(), side.quote(block))
    if not own:
        return
    told_of: set[str] = set()
    last = own[max(own)]
    for one in side.statements:
        for match in _TO_APPENDIX.finditer(one.text):
            key = match["key"].upper()
            is_alike = key.isdigit() == max(own).isdigit()
            if key not in own and is_alike and key not in told_of and not (_ELSEWHERE.search(one.text) or _is_log(one)):
                told_of.add(key)
                told = f"This place points to appendix {key}, which the document has not. Its last is {{in_where}}."
                yield Clash(one.quote, last, (told, told), Severity.TIDY, _LIKELY)


def _missing_sections(side: Side, sections: Sequence[_Numbered]) -> Iterator[Clash]:
    known = _known(side, sections)
    tops = {_order(key)[0] for key in known}
    if len(sections) < _FEWEST or len(tops) < _FEWEST or max(tops) != len(tops):
        return
    told_of: set[str] = set()
    for one in side.statements:
        for match in _TO_SECTION.finditer(one.text):
            key = match["key"]
            is_own = "." in key or match["behind"] or (match["see"] or "").casefold() in ("see", "refer to")
            if key in known or key in told_of or not is_own or _ELSEWHERE.search(one.text) or _is_log(one):
                continue
            nearest = _nearest(sections, key, tops)
            if nearest:
                told_of.add(key)
                told = f"This place points to section {key}, which the document has not. The nearest is {{in_where}}."
                yield Clash(one.quote, nearest.quote, (told, told), Severity.TIDY, _LIKELY)


def _is_log(one: Statement) -> bool:
    return is_history(one) or (one.kind is BlockKind.ROW and _CHANGED.search(one.text) is not None)


def _known(side: Side, sections: Sequence[_Numbered]) -> Mapping[str, None]:
    """Every number that a heading, an entry of the contents or a paragraph of the document has, and those above it."""
    keys = [one.key for one in sections]
    keys += [one.quote.paragraph for one in side.statements if one.quote.paragraph]
    for block in side.reading.blocks:
        if block.kind is BlockKind.CONTENTS and (match := _SECTION.match(side.reading.text[block.start : block.end])):
            keys.append(match["key"])
    found: dict[str, None] = {}
    for key in keys:
        parts = key.split(".")
        if all(part.isdigit() for part in parts):
            found |= {".".join(parts[:length]): None for length in range(1, len(parts) + 1)}
    return found


def _nearest(sections: Sequence[_Numbered], key: str, tops: set[int]) -> _Numbered | None:
    """The last section under the same number above, where there are some; else the last section of all."""
    order = _order(key)
    if len(order) == 1:
        return sections[-1] if max(tops) < order[0] <= 2 * max(tops) else None
    under = [one for one in sections if len(_order(one.key)) == len(order) and _order(one.key)[:-1] == order[:-1]]
    return under[-1] if under else None
