"""What a new edition changes: paragraph by paragraph and requirement by requirement.

    for change in changes(sides.side("kcsie-2024"), sides.side("kcsie-2025")):
        change.kind, change.rating      ChangeKind.CHANGED, Rating.DUTY
        change.summary                  "Paragraph 177 (178 before): “should” became “must”."

What is laid out, numbered, hyphenated or quoted otherwise is no change, nor is a note or a page that has another
number, nor a reference that follows a paragraph to its new number. It does not say whose procedures a change touches:
that is `alignment.touched`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignment.matched import Meaning, Pair, Pairing, paired
from alignment.numbering import numbering_of
from alignment.rating import Wording, rating_of, rating_of_whole, vocabulary
from alignment.records import Change, ChangeKind
from alignment.runs import are_together, quote_at, runs, words_at
from alignment.sides import Side
from alignment.telling import told_added, told_changed, told_moved, told_removed
from alignment.wholes import heading_changes, is_of_whole, whole_changes
from alignment.wording import POINTER, Difference, Pointer, Word, differences, key_of, pointers, words
from core.records import BlockKind

_PRINT = re.compile(
    r"(?:figure|table|box|diagram)\s*\d+\W*$|\W*(?:crown )?copyright \d{4}|follow us on|connect with us"
    r"|this publication is (?:licensed|available)|about this publication",
    re.IGNORECASE,
)


def changes(old: Side, new: Side, *, meaning: Meaning | None = None) -> list[Change]:
    """Every change between two editions, in the order of the new one; what went, where it stood.

    A document beside itself has none. The other way round, what was added was removed. `meaning` (`Sides.meaning`)
    gives the vectors of the few statements that need one, where the sides were opened without (`Sides.unmeant`).
    """
    return _Comparison(old, new, meaning).changes()


class _Comparison:
    def __init__(self, old: Side, new: Side, meaning: Meaning | None) -> None:
        self.old, self.new, self.meaning = old, new, meaning
        self.body = self._paired(notes=False)
        self.notes = self._paired(notes=True)
        self.numbering = numbering_of(old, new, self.body.pairs)
        self.known = vocabulary([*old.statements, *new.statements])

    def changes(self) -> list[Change]:
        pairs = [*self.body.pairs, *self.notes.pairs]
        found = {pair: self._differences(pair) for pair in pairs}
        changed = [pair for pair in pairs if found[pair]]
        told = [self._changed(pair, found[pair]) for pair in changed]
        told += self._moved([pair for pair in pairs if pair.is_moved and not found[pair]])
        for pairing in (self.body, self.notes):
            told += [self._added(rows) for rows in runs(self.new, _unheaded(self.new, self.old, pairing.come))]
            told += [self._removed(rows) for rows in runs(self.old, _unheaded(self.old, self.new, pairing.gone))]
        told += self.numbering.renumbered(
            [*(row for pair in changed for row in pair.old), *self.body.gone],
            [*(row for pair in changed for row in pair.new), *self.body.come],
        )
        told += [*heading_changes(self.old, self.new), *whole_changes(self.old, self.new)]
        return sorted(told, key=self._place)

    def _paired(self, *, notes: bool) -> Pairing:
        rows = _rows(self.old, notes=notes), _rows(self.new, notes=notes)
        return paired(self.old, self.new, rows, in_order=not notes, meaning=self.meaning)

    def _differences(self, pair: Pair) -> list[Difference]:
        old, new = words_at(self.old, pair.old), words_at(self.new, pair.new)
        found = differences(old, new)
        if key_of(old) == key_of(new):
            was_parted = len(pair.old) != len(pair.new)
            found = [one for one in found if one.is_punctuation and not was_parted]
        return sorted([*found, *self._led_elsewhere(pair, old, new)], key=lambda one: one.new)

    def _led_elsewhere(self, pair: Pair, old: Sequence[Word], new: Sequence[Word]) -> Iterator[Difference]:
        """References that lead elsewhere, and not only because paragraphs have other numbers."""
        first, second = ([word for word in found if word.norm == POINTER] for found in (old, new))
        if len(first) == len(second):
            before, after = Wording.at(self.old, pair.old), Wording.at(self.new, pair.new)
            for gone, come in zip(first, second, strict=True):
                if not self.numbering.is_followed(_pointer(before, gone), _pointer(after, come)):
                    yield Difference((gone,), (come,), (gone.start, gone.end), (come.start, come.end))

    def _changed(self, pair: Pair, found: Sequence[Difference]) -> Change:
        before, after = Wording.at(self.old, pair.old), Wording.at(self.new, pair.new)
        quotes = quote_at(self.old, pair.old), quote_at(self.new, pair.new)
        number = self.numbering.number_before(pair.new[0])
        summary = told_changed(quotes, found, before=number, is_moved=pair.is_moved)
        return Change(ChangeKind.CHANGED, rating_of(found, before, after, self.known), *quotes, summary)

    def _added(self, rows: Sequence[int]) -> Change:
        quote = quote_at(self.new, rows)
        summary = told_added(quote, before=self.numbering.number_before(rows[0]))
        return Change(ChangeKind.ADDED, rating_of_whole(Wording.at(self.new, rows)), None, quote, summary)

    def _removed(self, rows: Sequence[int]) -> Change:
        quote = quote_at(self.old, rows)
        summary = told_removed(quote, now=self.numbering.number_after(rows[0]))
        return Change(ChangeKind.REMOVED, rating_of_whole(Wording.at(self.old, rows)), quote, None, summary)

    def _moved(self, pairs: Sequence[Pair]) -> Iterator[Change]:
        held: list[Pair] = []
        for pair in [*pairs, None]:
            if held and (pair is None or not self._goes_on(held[-1], pair)):
                quotes = (
                    quote_at(self.old, [row for one in held for row in one.old]),
                    quote_at(self.new, [row for one in held for row in one.new]),
                )
                yield Change(ChangeKind.MOVED, None, *quotes, told_moved(*quotes))
                held = []
            held += [pair] if pair is not None else []

    def _goes_on(self, first: Pair, second: Pair) -> bool:
        ends, begins = (first.old[-1], first.new[-1]), (second.old[0], second.new[0])
        return all(
            begin == end + 1 and are_together(side, end, begin)
            for side, end, begin in zip((self.old, self.new), ends, begins, strict=True)
        )

    def _place(self, change: Change) -> tuple[int, int, int, str]:
        if change.new is not None:
            return change.new.start, 0, 0, change.summary
        start = change.old.start if change.old else 0
        return self._after(start), 1, start, change.summary

    def _after(self, start: int) -> int:
        """The offset in the new edition behind which words stood that began at `start` of the old one."""
        before = [
            self.new.statements[pair.new[-1]].quote.start
            for pair in self.body.pairs
            if not pair.is_moved and self.old.statements[pair.old[-1]].quote.start <= start
        ]
        return max(before, default=0)


def _rows(side: Side, *, notes: bool) -> list[int]:
    return [
        row
        for row, one in enumerate(side.statements)
        if (one.kind is BlockKind.FOOTNOTE) is notes and not is_of_whole(one) and not _PRINT.match(one.text)
    ]


def _pointer(wording: Wording, word: Word) -> Pointer:
    start = word.start - wording.start
    return next(one for one in pointers(wording.text) if one.start == start)


def _unheaded(side: Side, other: Side, rows: Sequence[int]) -> list[int]:
    """Those of `rows` whose words are no heading of the other side: what is a heading there was read otherwise."""
    headings = {
        key_of(words(other.reading.text[block.start : block.end]))
        for block in other.reading.blocks
        if block.kind is BlockKind.HEADING
    }
    return [row for row in rows if key_of(words_at(side, [row])) not in headings]
