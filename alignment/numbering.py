"""Which numbered paragraph of one edition is which of the next, and which references only follow it.

A paragraph is the one that most of its words stand in now. Numbers that begin again in an annex are told apart by where
they stand; a reference is taken to mean the number as it first stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alignment.matched import Pair
from alignment.records import Change, ChangeKind
from alignment.runs import quote_at
from alignment.sides import Side
from alignment.telling import told_renumbered
from alignment.wording import Pointer
from core.records import BlockKind


@dataclass(frozen=True, slots=True)
class Numbering:
    """What `numbering_of` found: paragraphs are runs of rows under one number, by their places in order.

    `old_of` and `new_of` name a row's paragraph, `held` the pairs of rows that a paragraph of each side have in common.
    """

    old: Side
    new: Side
    old_of: dict[int, int]
    new_of: dict[int, int]
    held: dict[tuple[int, int], list[Pair]]
    became: dict[int, int]
    was: dict[int, int]
    numbers: dict[str, str]

    def is_followed(self, old: Pointer, new: Pointer) -> bool:
        """Whether a reference leads to the same paragraphs under the numbers that they have now, or to a page."""
        if old.is_page or new.is_page or old.numbers == new.numbers:
            return True
        return tuple(self.numbers.get(number, number) for number in old.numbers) == new.numbers

    def number_before(self, row: int) -> str | None:
        """The number that the paragraph of a row of the new side had; None where it had none or is new."""
        old = self.was.get(self.new_of.get(row, -1))
        return None if old is None else _number(self.old, self.old_of, old)

    def number_after(self, row: int) -> str | None:
        """The number that the paragraph of a row of the old side has now; None where it has none or went."""
        new = self.became.get(self.old_of.get(row, -1))
        return None if new is None else _number(self.new, self.new_of, new)

    def renumbered(self, old_rows: Iterable[int], new_rows: Iterable[int]) -> Iterator[Change]:
        """A change for each paragraph that has another number only: none of its rows is of those that changed.

        Words that stand in another paragraph than most of theirs are told too.
        """
        changed = {self.old_of.get(row) for row in old_rows}, {self.new_of.get(row) for row in new_rows}
        for (old, new), pairs in self.held.items():
            numbers = _number(self.old, self.old_of, old), _number(self.new, self.new_of, new)
            is_whole = self.became[old] == new and self.was[new] == old
            if numbers[0] == numbers[1] or (is_whole and (old in changed[0] or new in changed[1])):
                continue
            quotes = (
                quote_at(self.old, [row for pair in pairs for row in pair.old][:1]),
                quote_at(self.new, [row for pair in pairs for row in pair.new][:1]),
            )
            yield Change(ChangeKind.RENUMBERED, None, *quotes, told_renumbered(*numbers, is_whole=is_whole))


def numbering_of(old: Side, new: Side, pairs: Sequence[Pair]) -> Numbering:
    """The paragraphs of two sides, put together by the words that `pairs` found again."""
    old_of, new_of = _paragraphs(old), _paragraphs(new)
    held: defaultdict[tuple[int, int], list[Pair]] = defaultdict(list)
    weights: Counter[tuple[int, int]] = Counter()
    for pair in pairs:
        at, to = old_of.get(pair.old[0]), new_of.get(pair.new[0])
        if at is not None and to is not None and not pair.is_moved:
            held[at, to].append(pair)
            weights[at, to] += sum(len(old.statements[row].text) for row in pair.old)
    became, was = _most(weights), _most(Counter({(to, at): weight for (at, to), weight in weights.items()}))
    numbers: dict[str, str] = {}
    for at, to in sorted(became.items()):
        numbers.setdefault(_number(old, old_of, at), _number(new, new_of, to))
    return Numbering(old, new, old_of, new_of, dict(held), became, was, numbers)


def _paragraphs(side: Side) -> dict[int, int]:
    """The paragraph, from 0, that each row stands in; rows without a number and notes have none."""
    found: dict[int, int] = {}
    held: tuple[str, ...] | None = None
    place = -1
    for row, one in enumerate(side.statements):
        if one.kind is BlockKind.FOOTNOTE:
            continue
        number = one.quote.paragraph
        if number is not None:
            if held != (number,):
                place += 1
            found[row] = place
        held = None if number is None else (number,)
    return found


def _number(side: Side, paragraph_of: dict[int, int], paragraph: int) -> str:
    row = next(row for row, place in paragraph_of.items() if place == paragraph)
    return side.statements[row].quote.paragraph or ""


def _most(weights: Counter[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (at, to), _ in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        found.setdefault(at, to)
    return found
