"""Rows of a side that belong together, and the words that they are: what a change shows at once.

A row is a statement's place in `Side.statements`. It compares nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from alignment.records import Quote
from alignment.sides import Side
from alignment.wording import Word, words
from core.records import BlockKind


def words_at(side: Side, rows: Iterable[int]) -> list[Word]:
    """The words of the statements at `rows` as they are compared; offsets are into the document's text."""
    return [
        word
        for one in (side.statements[row] for row in rows)
        for word in words(one.text, paragraph=one.quote.paragraph, shift=one.quote.start)
    ]


def quote_at(side: Side, rows: Sequence[int]) -> Quote:
    """From the first of `rows` to the last, verbatim, at the place of the first. There must be one."""
    first, last = side.statements[min(rows)].quote, side.statements[max(rows)].quote
    return replace(first, quote=side.reading.text[first.start : last.end], end=last.end)


def runs(side: Side, rows: Iterable[int]) -> list[list[int]]:
    """`rows`, ascending, parted where a paragraph or a list ends or one of its statements is left out."""
    found: list[list[int]] = []
    for row in rows:
        if found and found[-1][-1] == row - 1 and are_together(side, row - 1, row):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def are_together(side: Side, first: int, second: int) -> bool:
    """Whether two statements stand in one numbered paragraph, one block, or a stem with its list."""
    one, two = side.statements[first], side.statements[second]
    if one.kind is not two.kind and BlockKind.ITEM not in (one.kind, two.kind):
        return False
    if one.quote.paragraph is not None or two.quote.paragraph is not None:
        return one.quote.paragraph == two.quote.paragraph and one.quote.headings == two.quote.headings
    if are_in_one_block(side, first, second):
        return True
    return two.kind is BlockKind.ITEM and bool(two.stem) and (two.stem == one.stem or two.stem.endswith(one.text))


def are_in_one_block(side: Side, first: int, second: int) -> bool:
    """Whether two statements stand in one paragraph, item, row or note."""
    starts = (side.statements[row].quote.start for row in (first, second))
    return len({_block(side, start) for start in starts}) == 1


def _block(side: Side, offset: int) -> int:
    return bisect_right(side.reading.blocks, offset, key=lambda block: block.start)
