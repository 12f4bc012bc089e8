"""How many a document announces and how many it lists: "the following four stages:" before five of them.

    for clash in counted_clashes(side): ...

Only a list that stands right under the words that announce it is counted, by the mark of its first item. It does not
know which items belong under which, so that a list with two kinds of item is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignment.clashes import Clash
from alignment.gist import NUMBERS, number_of
from alignment.records import Severity
from alignment.sides import Side
from core.records import Block, BlockKind

_SURE = 0.7
_LISTED = (
    r"levels?|tiers?|stages?|steps?|phases?|types?|kinds?|categor(?:y|ies)|principles?|areas?|outcomes?|options?|"
    r"elements?|domains?|criteria|reasons?|aims|objectives?|questions?|pillars?|themes?|priorit(?:y|ies)|standards?|"
    r"conditions?|circumstances|situations|routes?|ways|forms?|groups?|rules?|services|teams|functions|features|tests?|"
    r"factors?|characteristics|documents|parts|sections|components?|dimensions?|grades?|ratings?|bands?|duties"
)
_ANNOUNCED = re.compile(
    rf"\b(?P<lead>(?i:at least|up to|more than|first|last|next|other|of|than|over|minimum of|section"
    rf"|regulation|article|part"
    rf"|paragraph|level|standard|schedule|age|aged))?\s*(?<![\d.])"
    rf"\b(?P<number>\d{{1,2}}|(?i:{'|'.join(NUMBERS)}))\s+(?:(?!or\b|to\b"
    rf"|and\b)[a-z-]+\s+){{0,3}}?(?P<noun>{_LISTED})\b"
)
_SENTENCE = re.compile(r"[^.?!;]*$")
_MARKS = (
    re.compile(r"^\s*\(?(?P<number>\d{1,2})[.)]\s+\S"),
    re.compile(
        r"^\s*(?:level|stage|step|tier|phase|grade|band|principle|category|option)\s+(?P<number>\d{1,2})\b", re.I
    ),
    re.compile(r"^\s*[•▪●◦‣➢*]\s*\S"),
    re.compile(r"^\s*[-–]\s+\S"),
    re.compile(r"^\s*\(?(?P<letter>[a-z])[.)]\s+\S"),
)
_LEAST, _FARTHEST = 2, 12


def counted_clashes(side: Side) -> Iterator[Clash]:
    """The lists of `side` that have more or fewer items than the words above them say, in its order."""
    blocks = side.reading.blocks
    for place, block in enumerate(blocks[:-1]):
        text = _text(side, block)
        if not block.kind.is_body or not text.rstrip().endswith(":"):
            continue
        announced = _announced(text.rstrip().removesuffix(":"))
        listed = _listed(side, blocks[place + 1 :]) if announced else []
        if announced is None or len(listed) < _LEAST or len(listed) == announced[0]:
            continue
        told = f"This place announces {announced[1]}, and {len(listed)} are listed; the last of them is {{in_where}}."
        yield Clash(side.quote(block), side.quote(listed[-1]), (told, told), Severity.TIDY, _SURE)


def _announced(text: str) -> tuple[int, str] | None:
    """The number that the last sentence announces, and its words; None where it announces none, or several."""
    sentence = _SENTENCE.search(text)
    found = list(_ANNOUNCED.finditer(sentence.group())) if sentence else []
    if len(found) != 1 or found[0]["lead"]:
        return None
    number = number_of(found[0]["number"])
    words = " ".join(found[0].group().split())
    return (number, words) if _LEAST <= number <= _FARTHEST else None


def _listed(side: Side, blocks: Sequence[Block]) -> list[Block]:
    """The items of the list that `blocks` begin with; empty where there is none, or its items are of two kinds."""
    mark = next((one for one in _MARKS if one.match(_text(side, blocks[0]))), None)
    if mark is None:
        return []
    is_numbered = "number" in mark.groupindex
    found: list[Block] = []
    for block in blocks:
        match = mark.match(_text(side, block))
        if block.kind is BlockKind.HEADING and not match:
            break
        if match and is_numbered and int(match["number"]) != len(found) + 1:
            break
        if match:
            found.append(block)
        elif not is_numbered:
            if block.kind is BlockKind.ITEM:
                return []
            break
    return found if is_numbered or _is_one_kind(side, found) else []


def _is_one_kind(side: Side, items: Sequence[Block]) -> bool:
    """Whether all items hang under the same words, and all of them or none ask a question or open a list."""
    texts = [_text(side, one).rstrip() for one in items]
    ends = {text.endswith("?") for text in texts}
    return len({one.stem for one in items}) == 1 and len(ends) == 1 and not any(text.endswith(":") for text in texts)


def _text(side: Side, block: Block) -> str:
    return side.reading.text[block.start : block.end]
