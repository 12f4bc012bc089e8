"""Follows a quote through the raw letters of its pages: the stretches of them that it is made of, in its order.

    trace(pdf, "a child must not be moved", first=12, last=13)
    -> the letters 310 to 331 of page 12

The letters must stand one after the other in the file. Between two of them only this may be passed over: a hyphen at
a line's end, the mark of a footnote (raised, in brackets, or the number of a note on its page), and, from the end of a
line, whatever parts it from the line that a reader goes on with: the next one below it, beside it, or at the top of
the next column or page. Of text that stands between two such lines only running heads and feet and smaller type
(footnotes) may be passed over. So a word that was changed, dropped or moved is found, wherever it stood.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.letters import SOFT_HYPHEN, folded, numbers_masked
from ingest.pdf.raw import SMALLER, RawPage, RawPdf, Segment
from ingest.pdf.rectangle import Box

_STARTS = (12, 3, 1)
_MOST_STEPS = 400
"""Letters that a way goes on from, and lines that it may go on with, which are looked at for one quote. Real documents
ask for 80 at most."""
_BACK = 24
_HEAD = 6
_MARKS = re.compile(r"(?:[\[(]?(?:[A-Z]{0,2}\d{1,4}|[a-z]{1,4}|[*†‡§¹²³]{1,2})[\])]?[,;]?){1,4}")
_SURE_MARK = re.compile(r".*[^A-Za-z].*|[ivxl]+")
_LEVEL_MARK = re.compile(r"\[\d{1,3}\]|[*†‡§]{1,2}|\d{1,3}")
_LONGEST_MARKS = 16
_SMALL = 0.93
_EDGE = 0.15
_LEVEL = 8.0
"""Points: running heads and feet stand at the same height on every page, or nearly."""
_NUMBER = re.compile(r"(?:page)?[-–|]*(?:\d{1,4}|[ivxl]{1,6})[-–|]*(?:(?:of|/)\d{1,4})?", re.IGNORECASE)


class Run(NamedTuple):
    """Letters `start` to `end` of a page."""

    page: int
    start: int
    end: int


def trace(pdf: RawPdf, quote: str, *, first: int, last: int, is_ordered: bool = True) -> tuple[Run, ...] | None:
    """The runs of letters that `quote` is made of; None where it does not stand there.

    It begins on one of the pages `first` (from 1) to `last`, and ends at the latest on the page after `last`.
    A quote without letters is nowhere. `is_ordered` False lets a line follow any other: for the words of a flow chart.
    """
    return next(traces(pdf, quote, first=first, last=last, is_ordered=is_ordered), None)


def traces(pdf: RawPdf, quote: str, *, first: int, last: int, is_ordered: bool = True) -> Iterator[tuple[Run, ...]]:
    """Every place where `quote` stands, as `trace` has them: first those where no line ends within it."""
    letters = folded(quote)
    if not letters:
        return
    found: set[tuple[Run, ...]] = set()
    for number in _pages(pdf, first, last):
        for at in _places(pdf.page(number).letters, letters):
            whole = (Run(number, at, at + len(letters)),)
            found.add(whole)
            yield whole
    if not set(letters) - {"-"} <= frozenset().union(
        *(pdf.page(number).signs for number in _pages(pdf, first, last + 1))
    ):
        return
    for is_by_row, starts in ((True, _STARTS[:1]), (False, _STARTS)):
        walk = _Walk(pdf, letters, is_by_row=is_by_row, last=min(last + 1, len(pdf)), is_ordered=is_ordered)
        for number in _pages(pdf, first, last):
            for runs in walk.from_page(pdf.page(number), starts):
                if runs not in found:
                    found.add(runs)
                    yield runs


def _places(letters: str, part: str) -> Iterator[int]:
    at = letters.find(part)
    while at >= 0:
        yield at
        at = letters.find(part, at + 1)


def _pages(pdf: RawPdf, first: int, last: int) -> range:
    return range(first, min(last, len(pdf)) + 1)


class _Walk:
    """One quote's way through the pages, line by line: whole rows are tried first, for speed."""

    def __init__(self, pdf: RawPdf, letters: str, *, is_by_row: bool, last: int, is_ordered: bool) -> None:
        self._pdf = pdf
        self._letters = letters
        self._is_by_row = is_by_row
        self._last = last
        self._is_ordered = is_ordered
        self._steps = _MOST_STEPS

    def from_page(self, page: RawPage, starts: Sequence[int]) -> Iterator[tuple[Run, ...]]:
        """The quote's runs where it begins on `page`, found by as many first letters as `starts` say."""
        tried: set[int] = set()
        for length in starts:
            for at in _places(page.letters, self._letters[:length]):
                if at not in tried:
                    tried.add(at)
                    runs = self._follow(page, at, 0)
                    if runs:
                        yield tuple(runs)

    def _parts(self, page: RawPage) -> tuple[Segment, ...]:
        return page.rows if self._is_by_row else page.segments

    def _parts_from(self, page: RawPage, letter: str) -> list[int]:
        """The places of the parts of a page that begin with a letter."""
        return (page.row_starts if self._is_by_row else page.segment_starts).get(letter, [])

    def _follow(self, page: RawPage, start: int, done: int, *, may_leave: bool = False) -> list[Run]:
        """The runs of the quote from its letter `done` on, where it goes on at the letter `start` of a page.

        `may_leave` says that the way may leave the page's letters at `start` already.
        """
        self._steps -= 1
        if self._steps < 0:
            return []
        count = _common(page.letters, start, self._letters, done)
        end, reached = start + count, done + count
        if reached == len(self._letters):
            return [Run(page.number, start, end)]
        for skipped, said in self._passable(page, end, reached):
            rest = self._follow(page, end + skipped, reached + said, may_leave=True)
            if rest:
                return [Run(page.number, start, end + said), *rest]
        for left in self._line_ends(page, start if may_leave else start + 1, end):
            for there, at in self._onward(page, left, done + left - start):
                rest = self._follow(there, at, done + left - start)
                if rest:
                    return [Run(page.number, start, left), *rest]
        return []

    def _line_ends(self, page: RawPage, first: int, last: int) -> Iterator[int]:
        """The ends of segments from the letter `first` to `last`, the nearest to `last` first."""
        parts, first = self._parts(page), max(first, last - _BACK)
        for place in range(bisect_right(parts, last, key=lambda segment: segment.end) - 1, -1, -1):
            if parts[place].end < first:
                return
            yield parts[place].end

    def _passable(self, page: RawPage, at: int, reached: int) -> Iterator[tuple[int, int]]:
        """What may be passed over at the letter `at`: how many letters of the page, and how many of the quote."""
        if page.letters[at : at + 1] == SOFT_HYPHEN:
            yield 1, 1 if self._letters[reached] == "-" else 0
            return
        for length in self._mark_lengths(page, at, reached):
            yield length, 0
            if page.letters[at + length - 1] in ",;":
                yield length - 1, 0

    def _mark_lengths(self, page: RawPage, at: int, reached: int) -> Iterator[int]:
        """The lengths that the marks of footnotes at the letter `at` may have, where the quote may go on behind them.

        That is asked first: how high letters are must mostly be asked of the file.
        """
        if at == 0:
            return
        raised = _MARKS.match(page.letters, at, at + _LONGEST_MARKS)
        if raised and self._may_go_on(page, range(at + 1, raised.end() + 1), reached):
            yield from _raised_lengths(page, at)
        level = _LEVEL_MARK.match(page.letters, at)
        if level is None or not self._may_go_on(page, range(level.end(), level.end() + 1), reached):
            return
        if not level.group().isdigit() or _has_note(page, level.group(), at):
            yield level.end() - at

    def _may_go_on(self, page: RawPage, places: range, reached: int) -> bool:
        """Whether at one of the places of a page the quote's next letter stands, or a line ends."""
        letters = page.letters[places.start : places.stop]
        if self._letters[reached] in letters or SOFT_HYPHEN in letters:
            return True
        return not (page.row_ends if self._is_by_row else page.segment_ends).isdisjoint(places)

    def _onward(self, page: RawPage, left: int, reached: int) -> Iterator[tuple[RawPage, int]]:
        """Where a reader may go on at the end of the line that ends before the letter `left`, and the quote does."""
        parts = self._parts(page)
        place = bisect_right(parts, left - 1, key=lambda segment: segment.start) - 1
        here = parts[place]
        for there in self._pages_onward(page):
            onward = self._parts(there)
            for number in self._parts_from(there, self._letters[reached]):
                segment = onward[number]
                if there is page and number == place:
                    continue
                head = there.letters[segment.start : min(segment.end, segment.start + _HEAD)].split(SOFT_HYPHEN)[0]
                if not self._letters.startswith(head or SOFT_HYPHEN, reached) and not (
                    head and head.startswith(self._letters[reached:])
                ):
                    continue
                self._steps -= 1
                if self._steps < 0:
                    return
                if not self._is_ordered or self._is_next(page, here, there, segment):
                    yield there, segment.start

    def _pages_onward(self, page: RawPage) -> Iterator[RawPage]:
        yield page
        if page.number < self._last:
            yield self._pdf.page(page.number + 1)

    def _is_next(self, page: RawPage, here: Segment, there: RawPage, segment: Segment) -> bool:
        """Whether a reader goes on from `here` to `segment`."""
        one, other = here.box, segment.box
        if there is page:
            if _share(one.y0, one.y1, other.y0, other.y1) and other.x0 >= one.x1 - 2:
                return not self._between(page, Box(one.x1, one.y0, other.x0, one.y1), (here, segment))
            if _middle(other) > one.y1 - 1:
                room = Box(min(one.x0, other.x0), one.y1, max(one.x1, other.x1), other.y0)
                return not self._between(page, room, (here, segment), is_close=True)
            if other.x0 < one.x1 - 2:
                return False
        below = Box(one.x0, one.y1, one.x1, page.depth)
        above = Box(other.x0, 0, other.x1, other.y0)
        return not self._between(page, below, (here,)) and not self._between(there, above, (segment,), is_turn=True)

    def _between(
        self, page: RawPage, room: Box, ends: tuple[Segment, ...], *, is_close: bool = False, is_turn: bool = False
    ) -> bool:
        """Whether text that may not be passed over stands in `room`, a part of the page between two lines.

        Smaller type, a footnote's, may be, but not where `is_close` says that both lines are in one column. `is_turn`
        says that the room is above the line that a page or column goes on with: where a footnote goes on, larger type
        may be passed over, too.
        """
        size = min(end.size for end in ends)
        top, bottom = 2 * room.y0, 2 * room.y1
        return any(
            top < segment.box.y0 + segment.box.y1 < bottom
            and _share(room.x0, room.x1, segment.box.x0, segment.box.x1)
            and segment not in ends
            and (segment.size > _SMALL * size or (is_close and not _MARKS.fullmatch(self._said(page, segment))))
            and not (is_turn and _SMALL * segment.size > size)
            and not self._is_furniture(page, segment)
            for segment in self._parts(page)
        )

    @staticmethod
    def _said(page: RawPage, segment: Segment) -> str:
        return page.letters[segment.start : segment.end]

    def _is_furniture(self, page: RawPage, segment: Segment) -> bool:
        """Whether a line near a page's edge is its number, or stands on a neighbouring page but for its numbers."""
        middle = _middle(segment.box) / page.depth
        if _EDGE < middle < 1 - _EDGE:
            return False
        text = self._said(page, segment)
        if _NUMBER.fullmatch(text):
            return True
        masked = numbers_masked(text)
        near = [number for number in range(page.number - 2, page.number + 3) if 1 <= number <= len(self._pdf)]
        return any(
            abs(line.box.y0 - segment.box.y0) < _LEVEL and numbers_masked(self._said(there, line)) == masked
            for there in (self._pdf.page(number) for number in near if number != page.number)
            if masked in there.masked
            for line in self._parts(there)
        )


def _common(one: str, start: int, other: str, begin: int) -> int:
    """How many letters two texts share from two offsets on."""
    low, high = 0, min(len(one) - start, len(other) - begin)
    while low < high:
        middle = (low + high + 1) // 2
        if one[start + low : start + middle] == other[begin + low : begin + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _raised_lengths(page: RawPage, at: int) -> Iterator[int]:
    """The length of the raised marks at the letter `at`, if there are any."""
    end, most = at, SMALLER * page.height(at - 1)
    while end < min(at + _LONGEST_MARKS, len(page.letters)) and page.height(end) < most:
        end += 1
    if end > at and not page.is_raised(at, at - 1) and (end == len(page.letters) or not page.is_raised(at, end)):
        end = at
    raised = _MARKS.match(page.letters, at, end)
    if raised is not None and (_SURE_MARK.fullmatch(raised.group()) or _begins_note(page, raised.group(), at - 1)):
        yield raised.end() - at


def _has_note(page: RawPage, mark: str, at: int) -> bool:
    """Whether the number at `at` is glued to a word, and a line in smaller type begins with it: its footnote."""
    return not (page.is_apart(at) and page.is_apart(at + len(mark))) and _begins_note(page, mark, at)


def _begins_note(page: RawPage, mark: str, at: int) -> bool:
    """Whether a line in smaller type than the letter at `at` begins with a mark, and that does not go on."""
    size = _SMALL * page.height(at)
    return any(
        page.letters.startswith(mark, line.start)
        and not (mark[-1].isdigit() and page.letters[line.start + len(mark)].isdigit())
        and line.size < size
        for line in map(page.rows.__getitem__, page.row_starts.get(mark[0], ()))
        if line.end > line.start + len(mark)
    )


def _share(low: float, high: float, other_low: float, other_high: float) -> bool:
    """Whether two spans overlap by more than a point."""
    return min(high, other_high) - max(low, other_low) > 1


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2
