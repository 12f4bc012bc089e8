"""Which statement of one edition is which of another, by their words first, then by what they say.

    pairing = paired(old, new)
    pairing.pairs[0].old, pairing.pairs[0].new      rows of the statements of the two sides
    pairing.gone, pairing.come                      rows that have none on the other side

A statement is found wherever it stands, so that paragraphs that were split, joined or laid out otherwise are no matter;
two or three sentences may be what one was. It says nothing of what a difference comes to. Exchanging the sides
exchanges the answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from alignment.runs import are_in_one_block, words_at
from alignment.sides import Side
from alignment.statements import Statement
from alignment.wording import key_of

_LEAST_ANCHOR = 4
_LEAST_MOVED = 6
_NEAR = 0.5
_SPELT = 0.65
_NEAR_JOINED = 0.55
_NEAR_ANYWHERE = 0.72
_SURE = 0.8
_SHORT_GAP = 2500
_MOST_AT_ONCE = 1_000_000
_SCRAP = 3
_SHAPES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))


Meaning = Callable[[Sequence[Statement]], NDArray[np.float32]]
"""Gives a vector of length 1 a statement, or a row of zeros: `Sides.meaning`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows of the old side that are rows of the new: one each, or up to three where sentences were parted or joined.

    `is_moved` says that they stand elsewhere among those around them.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """What was found, each in the order of the new side, `gone` in that of the old."""

    pairs: tuple[Pair, ...]
    gone: tuple[int, ...]
    come: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    key: str
    tokens: tuple[str, ...]


def paired(
    old: Side,
    new: Side,
    rows: tuple[Sequence[int], Sequence[int]],
    *,
    in_order: bool = True,
    meaning: Meaning | None = None,
) -> Pairing:
    """The statements at `rows` of the two sides.

    Without `in_order`, where they stand says nothing, as with footnotes, and none has moved. `meaning` gives the
    vectors of the statements that are not the same, where the sides have none.
    """
    if old.reading.text > new.reading.text:
        turned = paired(new, old, (rows[1], rows[0]), in_order=in_order, meaning=meaning)
        pairs = sorted((Pair(one.new, one.old, one.is_moved) for one in turned.pairs), key=lambda one: one.new)
        return Pairing(tuple(pairs), turned.come, turned.gone)
    return _Work(old, new, rows, meaning).done(in_order=in_order)


class _Work:
    def __init__(
        self, old: Side, new: Side, rows: tuple[Sequence[int], Sequence[int]], meaning: Meaning | None
    ) -> None:
        self.sides = old, new
        self.meaning = meaning
        self.old, self.new = _rows(old, rows[0]), _rows(new, rows[1])
        self.pairs: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

    def done(self, *, in_order: bool) -> Pairing:
        anchors = _anchors(self.old, self.new)
        self.pairs += [((at,), (to,)) for at, to in anchors]
        self._same_elsewhere(_LEAST_MOVED if in_order else 1)
        for gap in _gaps(anchors, len(self.old), len(self.new)):
            self._fill(*gap)
        self._near_elsewhere()
        self._take_scraps()
        moved = _moved(self.pairs, self.new) if in_order else set()
        self.pairs.sort(key=lambda pair: pair[1])
        pairs = [
            Pair(
                tuple(self.old[at].row for at in old),
                tuple(self.new[to].row for to in new),
                is_moved=(old, new) in moved,
            )
            for old, new in self.pairs
        ]
        return Pairing(tuple(pairs), tuple(self._left(0)), tuple(self._left(1)))

    def _left(self, side: int) -> Iterator[int]:
        taken = self._taken(side)
        yield from (one.row for place, one in enumerate((self.old, self.new)[side]) if place not in taken)

    def _taken(self, side: int) -> set[int]:
        return {place for pair in self.pairs for place in pair[side]}

    def _open(self) -> tuple[list[int], list[int]]:
        sides = self.old, self.new
        taken = self._taken(0), self._taken(1)
        first, second = ([place for place in range(len(sides[side])) if place not in taken[side]] for side in (0, 1))
        return first, second

    def _same_elsewhere(self, least: int) -> None:
        """Pairs what has the same `least` words or more at another place; of several, in their order."""
        found: tuple[defaultdict[str, list[int]], defaultdict[str, list[int]]] = defaultdict(list), defaultdict(list)
        for side, (rows, places) in enumerate(zip((self.old, self.new), self._open(), strict=True)):
            for place in places:
                if len(rows[place].tokens) >= least:
                    found[side][rows[place].key].append(place)
        for key, places in found[0].items():
            self.pairs += [((at,), (to,)) for at, to in zip(places, found[1].get(key, ()), strict=False)]

    def _fill(self, start: int, end: int, begin: int, until: int) -> None:
        """Pairs what stands between the same two anchors, in order."""
        taken = self._taken(0), self._taken(1)
        old = [place for place in range(start, end) if place not in taken[0]]
        new = [place for place in range(begin, until) if place not in taken[1]]
        if not old or not new:
            return
        near = self._nearness(old, new)
        for first, second in _parts(near):
            self._in_order([old[at] for at in first], [new[to] for to in second], near.block(first, second))

    def _in_order(self, old: list[int], new: list[int], near: NDArray[np.float64]) -> None:
        best: NDArray[np.float64] = np.zeros((len(old) + 1, len(new) + 1))
        steps: NDArray[np.int8] = np.zeros((*best.shape, 2), dtype=np.int8)
        for at in range(len(old) + 1):
            for to in range(len(new) + 1):
                reached, step = max(
                    (best[at - 1, to], (1, 0)) if at else (-1.0, (0, 0)),
                    (best[at, to - 1], (0, 1)) if to else (-1.0, (0, 0)),
                )
                for shape in _SHAPES:
                    if at >= shape[0] and to >= shape[1]:
                        gain = self._gain(old[at - shape[0] : at], new[to - shape[1] : to], near, (at, to))
                        if gain > 0 and best[at - shape[0], to - shape[1]] + gain > reached:
                            reached, step = best[at - shape[0], to - shape[1]] + gain, shape
                best[at, to] = max(reached, 0)
                steps[at, to] = step
        at, to = len(old), len(new)
        while at and to:
            back, across = map(int, steps[at, to])
            if back and across:
                self.pairs.append((tuple(old[at - back : at]), tuple(new[to - across : to])))
            at, to = at - back, to - across

    def _gain(self, old: list[int], new: list[int], near: NDArray[np.float64], at: tuple[int, int]) -> float:
        close = near[at[0] - len(old) : at[0], at[1] - len(new) : at[1]]
        if len(old) == len(new) == 1:
            weight = len(self.old[old[0]].tokens) + len(self.new[new[0]].tokens)
            return (float(close[0, 0]) - _NEAR) * weight
        if close.max() < 0.3 or close.max() > 0.97:
            return 0
        first = [token for place in old for token in self.old[place].tokens]
        second = [token for place in new for token in self.new[place].tokens]
        joined = Indel.normalized_similarity(first, second)
        return (joined - _NEAR_JOINED) * (len(first) + len(second)) if joined > close.max() else 0

    def _near_elsewhere(self) -> None:
        """Pairs what says nearly the same at another place, the nearest first."""
        old, new = self._open()
        old = [place for place in old if len(self.old[place].tokens) >= _LEAST_MOVED]
        new = [place for place in new if len(self.new[place].tokens) >= _LEAST_MOVED]
        if not old or not new:
            return
        taken: tuple[set[int], set[int]] = set(), set()
        for _, at, to in sorted((-close, at, to) for at, to, close in self._nearness(old, new).above(_NEAR_ANYWHERE)):
            if at not in taken[0] and to not in taken[1]:
                taken[0].add(at)
                taken[1].add(to)
                self.pairs.append(((old[at],), (new[to],)))

    def _take_scraps(self) -> None:
        """Gives a few words that were left to the pair beside them: a sentence was cut in two where none ends."""
        for side, rows in enumerate((self.old, self.new)):
            taken = self._taken(side)
            for place, one in enumerate(rows):
                if place in taken or len(one.tokens) > _SCRAP:
                    continue
                beside = next((pair for pair in self.pairs if place - 1 in pair[side]), None)
                if beside and are_in_one_block(self.sides[side], rows[place - 1].row, one.row):
                    grown = (*beside[side], place)
                    self.pairs[self.pairs.index(beside)] = (beside[0], grown) if side else (grown, beside[1])

    def _nearness(self, old: list[int], new: list[int]) -> _Nearness:
        return _Nearness(
            tuple(self.old[place].tokens for place in old),
            tuple(self.new[place].tokens for place in new),
            self._vectors(0, [self.old[place].row for place in old]),
            self._vectors(1, [self.new[place].row for place in new]),
        )

    def _vectors(self, side: int, rows: list[int]) -> NDArray[np.float32]:
        if self.meaning is None:
            return self.sides[side].vectors[rows]
        return self.meaning([self.sides[side].statements[row] for row in rows])


@dataclass(frozen=True, slots=True)
class _Nearness:
    """How near each is to each, 0 to 1: the words they share in order, and what they mean where it is known.

    It is worked out a part at a time: of two long documents the whole would be held for nothing.
    """

    old: tuple[tuple[str, ...], ...]
    new: tuple[tuple[str, ...], ...]
    old_vectors: NDArray[np.float32]
    new_vectors: NDArray[np.float32]

    @property
    def shape(self) -> tuple[int, int]:
        """How many there are on each side."""
        return len(self.old), len(self.new)

    def block(self, old: Sequence[int], new: Sequence[int]) -> NDArray[np.float64]:
        """Of some of the old and some of the new, a row each of the old."""
        near: NDArray[np.float64] = np.zeros((len(old), len(new)))
        for start, band in self._bands(old, new):
            near[start : start + len(band)] = band
        return near

    def _bands(self, old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """The same some rows at a time, each with the number of its first row."""
        size = max(1, _MOST_AT_ONCE // max(1, len(new)))
        theirs = [self.new[to] for to in new]
        for start in range(0, len(old) if new else 0, size):
            rows = old[start : start + size]
            mine = [self.old[at] for at in rows]
            spelt = process.cdist(mine, theirs, scorer=Indel.normalized_similarity, dtype=np.float64)
            meant = np.clip((self.old_vectors[rows] @ self.new_vectors[new].T).astype(np.float64), 0, 1)
            yield start, np.maximum(spelt, _SPELT * spelt + (1 - _SPELT) * meant)

    def _all(self) -> Iterator[tuple[int, NDArray[np.float64]]]:
        return self._bands(range(len(self.old)), range(len(self.new)))

    def above(self, least: float) -> Iterator[tuple[int, int, float]]:
        """The places that are as near as `least`, and how near, by row and column."""
        for start, band in self._all():
            for at, to in np.argwhere(band >= least).tolist():
                yield start + at, to, float(band[at, to])

    def sure(self) -> list[tuple[int, int]]:
        """Those that are each other's nearest beyond doubt, by row; of equals the first is the nearest."""
        rows, closest = [], np.full(len(self.new), -1.0)
        nearest = np.zeros(len(self.new), dtype=np.int64)
        for start, band in self._all():
            rows += [(int(to), float(band[at, to])) for at, to in enumerate(band.argmax(axis=1))]
            is_nearer = band.max(axis=0) > closest
            nearest[is_nearer] = start + band.argmax(axis=0)[is_nearer]
            closest = np.maximum(closest, band.max(axis=0))
        return [(at, to) for at, (to, close) in enumerate(rows) if nearest[to] == at and close >= _SURE]


def _rows(side: Side, rows: Sequence[int]) -> list[_Row]:
    found = []
    for row in rows:
        its = words_at(side, [row])
        if key := key_of(its):
            found.append(_Row(row, key, tuple(word.norm for word in its if not word.is_mark)))
    return found


def _anchors(old: Sequence[_Row], new: Sequence[_Row]) -> list[tuple[int, int]]:
    """Places whose words are the same on both sides, in order on both; a short one only beside another."""
    matcher = SequenceMatcher(None, [one.key for one in old], [one.key for one in new], autojunk=False)
    found: list[tuple[int, int]] = []
    for at, to, size in matcher.get_matching_blocks():
        if sum(len(old[place].tokens) for place in range(at, at + size)) >= _LEAST_ANCHOR:
            found += zip(range(at, at + size), range(to, to + size), strict=True)
    return found


def _gaps(anchors: Sequence[tuple[int, int]], old: int, new: int) -> Iterator[tuple[int, int, int, int]]:
    at, to = 0, 0
    for anchor in [*anchors, (old, new)]:
        if at < anchor[0] and to < anchor[1]:
            yield at, anchor[0], to, anchor[1]
        at, to = anchor[0] + 1, anchor[1] + 1


def _parts(near: _Nearness) -> Iterator[tuple[list[int], list[int]]]:
    """A long gap cut at what is each other's nearest beyond doubt, so that it is paired in short parts."""
    if near.shape[0] * near.shape[1] <= _SHORT_GAP:
        yield list(range(near.shape[0])), list(range(near.shape[1]))
        return
    sure = near.sure()
    kept = [sure[place] for place in _rising([to for _, to in sure])]
    at, to = 0, 0
    for cut in [*kept, near.shape]:
        yield list(range(at, cut[0])), list(range(to, cut[1]))
        if cut != near.shape:
            yield [cut[0]], [cut[1]]
        at, to = cut[0] + 1, cut[1] + 1


def _moved(
    pairs: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], new: Sequence[_Row]
) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The pairs that break the order of the rest, as few as can be."""
    ordered = sorted(pairs)
    kept = set(_rising([pair[1][0] for pair in ordered]))
    return {pair for place, pair in enumerate(ordered) if place not in kept}


def _rising(values: Sequence[int]) -> list[int]:
    """The places of the longest rising run of `values`."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(ends, value)
        ends[at : at + 1] = [value]
        places[at : at + 1] = [place]
        before.append(places[at - 1] if at else -1)
    run: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        run.append(place)
        place = before[place]
    return run[::-1]
