"""Running heads, feet and page numbers: found by what repeats at one height, and taken off every page.

The page number that is printed in them gives the page its label where the file itself holds none. A heading may count
with the pages as well ("Standard 1", "Standard 2"): it is left where its type or the text below it says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf.lines import Line
from ingest.pdf.words import Word

_HEAD, _FOOT = 0.13, 0.87
_BUCKET = 6.0
_DIGITS = re.compile(r"\d+")
_NUMBER_ONLY = re.compile(
    r"(?:page\s*|p\.\s*)?[-–|\s]*(\d{1,4}|[ivxl]{1,6})[-–|\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)
_ROMAN_PAGE = re.compile(r"\bpage [ivxl]{1,6}\b")
_ROMAN = re.compile(r"[ivxl]{1,6}", re.IGNORECASE)
_LABEL = re.compile(r"(?!page\b)[^\W\d](?:[^\d|]*[^\d|\W])? \d", re.IGNORECASE)
_PAGE = re.compile(r"\bpage \d", re.IGNORECASE)
_PLAIN_REACH, _BOLD_REACH = 1.7, 2.6
"""How far below a line the text that belongs to it may stand, in type sizes: a running head stands farther off."""
# Said on the pages of legislation.gov.uk and of printed web pages, however often they change on the way.
_STOCK = re.compile(r"Document Generated: \d{4}-|^(?:Status|Changes to legislation): ")


_Key = tuple[str, int, int]
_Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """The lines of one page from top to bottom, its height in points, and the words of its tables and charts."""

    number: int
    height: float
    lines: tuple[Line, ...]
    drawn: Sequence[Sequence[Word]]

    @property
    def rows(self) -> list[Sequence[Word]]:
        """All its words, by lines, then by cells and boxes."""
        return [*(line.words for line in self.lines), *self.drawn]


def strip_furniture(leaves: Sequence[Leaf]) -> tuple[list[list[Line]], list[str | None]]:
    """Each page's own lines in their order, and the label printed on each page (None where none is printed)."""
    edges = [[line for line in leaf.lines if _zone(line, leaf) is not None] for leaf in leaves]
    counts = _near_repeats([_keys(lines, leaf) for leaf, lines in zip(leaves, edges, strict=True)])
    often = Counter(text for leaf, lines in zip(leaves, edges, strict=True) for text in {_masked(x) for x in lines})
    always = {text for text, count in often.items() if count > 4 and count > 0.5 * len(leaves)}
    shift = _usual_shift(leaves, edges)
    printed = Counter(text for lines in edges for text in {line.text for line in lines})
    body = _body_type(leaves)
    needed = max(2, min(4, len(leaves) // 4), len(leaves) // 12)
    kept, removed = [], []
    for leaf, lines in zip(leaves, edges, strict=True):
        found = [
            line
            for line in lines
            if _repeats(line, leaf, counts, needed)
            or (_masked(line) in always and _counts_pages(line, leaf, shift))
            or _STOCK.search(line.text)
        ]
        for line in sorted(found, key=lambda line: -line.base):
            if printed[line.text] == 1 and _is_heading(line, leaf, found, body):
                found.remove(line)
        found += [line for line in lines if line not in found and _outside(line, found, leaf)]
        found += [line for line in lines if line not in found and _lone_number(line, leaf)]
        taken = {id(line) for line in found}
        kept.append([line for line in leaf.lines if id(line) not in taken])
        removed.append(found)
    return kept, _labels(leaves, removed)


def _usual_shift(leaves: Sequence[Leaf], edges: Sequence[Sequence[Line]]) -> int:
    """How far the lone numbers at the pages' edges are, most often, from the pages' places in the file."""
    shifts = Counter(
        int(line.text) - leaf.number
        for leaf, lines in zip(leaves, edges, strict=True)
        for line in lines
        if line.text.isdecimal()
    )
    return shifts.most_common(1)[0][0] if shifts else 0


def _counts_pages(line: Line, leaf: Leaf, shift: int) -> bool:
    """Whether a line that is nothing but a number is its page's: a footnote's mark that stands alone is not."""
    return not line.text.isdecimal() or int(line.text) == leaf.number + shift


def _body_type(leaves: Sequence[Leaf]) -> tuple[float, bool]:
    """The size and weight of most letters that stand in lines clear of the edges, of all words where there are none."""
    letters: Counter[tuple[float, bool]] = Counter()
    for leaf in leaves:
        for line in leaf.lines:
            if _zone(line, leaf) is None:
                letters[line.size, line.style.bold] += len(line.text)
    if not letters:
        for word in (word for leaf in leaves for row in leaf.rows for word in row):
            letters[round(word.size * 2) / 2, word.bold] += len(word.text)
    return letters.most_common(1)[0][0] if letters else (0.0, False)


def _is_heading(line: Line, leaf: Leaf, found: Sequence[Line], body: tuple[float, bool]) -> bool:
    """Whether a line that repeats in its words but not in its number is a heading of the text, or within the text.

    It is words with a number behind, in type no smaller than the body's. Larger type is a heading's unless it ends the
    page; other lines have text below them as near as text stands to text, or to a heading where the line is bold.
    """
    size, bold = body
    if line.size < size or not _LABEL.match(line.text) or _PAGE.search(line.text):
        return False
    taken = {id(other.words) for other in found}
    bases = (word.base for row in leaf.rows if id(row) not in taken for word in row)
    below = min((base for base in bases if base > line.base + 1), default=None)
    if line.size > size:
        return below is not None or _zone(line, leaf) == 0
    reach = _BOLD_REACH if line.style.bold and not bold else _PLAIN_REACH
    return below is not None and below - line.base <= reach * line.size


def _near_repeats(pages: list[dict[_Key, _Numbers]]) -> Counter[_Key]:
    """On how many pages each key stands that has it on one of the two pages before or after, too.

    A heading that opens every chapter comes back as well, but not on the next page or the next but one. Numbers may
    differ only as page numbers do.
    """
    counts: Counter[_Key] = Counter()
    for place, here in enumerate(pages):
        around = [step for step in (-2, -1, 1, 2) if 0 <= place + step < len(pages)]
        counts.update(
            key
            for key, numbers in here.items()
            if any(key in pages[place + step] and _in_step(numbers, pages[place + step][key], step) for step in around)
        )
    return counts


def _in_step(numbers: _Numbers, others: _Numbers, step: int) -> bool:
    """Whether numbers are the same or count the pages; roman ones, which are not among them, always are."""
    return len(numbers) != len(others) or all(
        other - number in (0, step) for number, other in zip(numbers, others, strict=True)
    )


def _zone(line: Line, leaf: Leaf) -> int | None:
    if line.base < _HEAD * leaf.height:
        return 0
    return 1 if line.base > _FOOT * leaf.height else None


def _masked(line: Line) -> str:
    return _ROMAN_PAGE.sub("page #", _DIGITS.sub("#", line.text).casefold())


def _keys(lines: list[Line], leaf: Leaf) -> dict[_Key, _Numbers]:
    """Each line's words with digits masked, and its height counted from the nearer edge, in two rounded ways."""
    return {
        key: tuple(int(digits) for digits in _DIGITS.findall(line.text))
        for line in lines
        for key in _line_keys(line, leaf)
    }


def _line_keys(line: Line, leaf: Leaf) -> list[_Key]:
    masked = _masked(line)
    from_edge = line.base if line.base < leaf.height / 2 else leaf.height - line.base
    zone = _zone(line, leaf) or 0
    place = from_edge / _BUCKET
    return [(masked, zone, 2 * int(place)), (masked, zone, 2 * int(place + 0.5) + 1)]


def _repeats(line: Line, leaf: Leaf, counts: Counter[_Key], needed: int) -> bool:
    return max(counts[key] for key in _line_keys(line, leaf)) >= needed


def _outside(line: Line, found: list[Line], leaf: Leaf) -> bool:
    """Whether a line stands beyond a found one: above a running head, below a running foot."""
    heads = [other.base for other in found if _zone(other, leaf) == 0]
    feet = [other.base for other in found if _zone(other, leaf) == 1]
    if _zone(line, leaf) == 0:
        return bool(heads) and line.base < max(heads) + 1
    return bool(feet) and line.base > min(feet) - 1


def _lone_number(line: Line, leaf: Leaf) -> bool:
    """Whether a line at the very edge is nothing but this page's number."""
    found = _NUMBER_ONLY.fullmatch(line.text)
    beyond = line.base < 0.08 * leaf.height or line.base > 0.92 * leaf.height
    return bool(found and beyond and (found.group(1) == str(leaf.number) or "page" in line.text.casefold()))


def _labels(leaves: Sequence[Leaf], removed: list[list[Line]]) -> list[str | None]:
    """The printed number of each page: the numbers that keep one distance from the page's place in the file."""
    found = [[number for line in lines for number in _DIGITS.findall(line.text)] for lines in removed]
    shifts = Counter(
        shift
        for leaf, numbers in zip(leaves, found, strict=True)
        for shift in {int(number) - leaf.number for number in numbers if len(number) <= 4}
    )
    if not shifts:
        return [None] * len(leaves)
    shift, votes = max(shifts.items(), key=lambda pair: (pair[1], -abs(pair[0])))
    if votes < 2 or votes < 0.4 * len(leaves):
        return [None] * len(leaves)
    labels: list[str | None] = []
    for leaf, numbers, lines in zip(leaves, found, removed, strict=True):
        printed = str(leaf.number + shift)
        romans = [line.text for line in lines if _ROMAN.fullmatch(line.text)]
        labels.append(printed if printed in numbers else romans[0] if romans else None)
    return labels
