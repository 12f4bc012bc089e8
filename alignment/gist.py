"""What a sentence is about, by its words: stems without the small words, and the quantities that it states.

    gist("A child aged under 14 is pregnant")           {"child", "pregn"}
    quantities("for more than 28 days")                 [Quantity(28, "day", Bound.MORE_THAN, (4, 21))]

It cuts endings by rule, knows no grammar and judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.records import Span


class Bound(StrEnum):
    """How a quantity bounds: whether it holds itself or not."""

    OR_MORE = "at least"
    MORE_THAN = "more than"
    OR_LESS = "at most"
    LESS_THAN = "less than"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and bound, as a sentence states it; `words` are offsets. `unit` is "age" of an age."""

    number: int
    unit: str
    bound: Bound
    words: Span


@lru_cache(maxsize=1 << 16)
def gist(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning; numbers and units of time do not count."""
    words = (word.strip("'’-").casefold() for word in _WORD.findall(_shortened(text)))
    return frozenset(stem(word) for word in words if len(word) > 1 and word not in _SMALL)


def row_gist(row: str) -> frozenset[str]:
    """The gist of the cells of a table's row, without the names of its columns."""
    return gist(" . ".join(cell.partition(": ")[2] or cell for cell in row.split(" | ")))


def _shortened(text: str) -> str:
    """The text with the short form alone of each name that has one: "EHA" of "Early Help Assessment (EHA)"."""
    for short in _SHORT.finditer(text):
        words = _WORD.findall(text[: short.start()])[-len(short["letters"]) :]
        if "".join(word[0] for word in words).casefold() == short["letters"].casefold():
            name = text[text.rindex(words[0], 0, short.start()) : short.end()]
            return _shortened(text.replace(name, f"{short['letters']} "))
    return text


def stem(word: str) -> str:
    """The word without its ending, at least four letters of it; "children" as "child"."""
    word = _ALIKE.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word


def shared(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of the shorter gist that the longer one holds, from 0 to 1; 0 where one is empty."""
    fewest = min(len(first), len(second))
    return len(first & second) / fewest if fewest else 0.0


def children_of(told: str, headings: Sequence[str]) -> frozenset[str]:
    """Which children words are about, by law: "protection", "in need", "looked after", "private"; empty for any child.

    The words themselves go before the headings above them, and of those the nearest goes first.
    """
    for words in (told, *reversed(headings)):
        found = frozenset(name for name, pattern in _CHILDREN.items() if pattern.search(words))
        if found:
            return found
    return frozenset()


def are_other_children(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two places name children, as `children_of` has them, and no group in common."""
    return bool(one and two) and not one & two


def words_of(text: str, stems: frozenset[str]) -> list[str]:
    """The words of `text` that have one of `stems`, in order, each stem once."""
    found: dict[str, str] = {}
    for match in _WORD.findall(_shortened(text)):
        word = match.strip("'’-").casefold()
        if stem(word) in stems and word not in _SMALL:
            found.setdefault(stem(word), word)
    return list(found.values())


def quantities(text: str) -> list[Quantity]:
    """The quantities of `text` that have a bound, in order: "28 days or more", "aged under 14"."""
    return list(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        bound = _BOUNDS.get(" ".join((match["after"] or match["before"] or "").casefold().split()))
        number, unit = number_of(match["number"]), (match["unit"] or "").casefold().removesuffix("s")
        is_age = bool(match["aged"] or match["of_age"]) or (not unit and bound is not None and bool(match["person"]))
        if bound is not None and (is_age or unit):
            yield Quantity(number, "age" if is_age and unit in ("", "year") else unit, bound, match.span())


def number_of(words: str) -> int:
    """The number that a figure, or a word of `NUMBERS`, says."""
    return int(words) if words.isdecimal() else NUMBERS.index(words.casefold()) + 1


_CHILDREN = {
    "protection": re.compile(r"\bchild protection\b|\b(?:section|s\.?) ?47\b|\bcore groups?\b", re.IGNORECASE),
    "in need": re.compile(r"\bchild(?:ren)?(?:['’]s)? in need\b|\b(?:section|s\.?) ?17\b", re.IGNORECASE),
    "looked after": re.compile(r"\blooked[ -]after\b|\bchild(?:ren)? in care\b|\bplacements?\b", re.IGNORECASE),
    "private": re.compile(r"\bprivate(?:ly)? foster", re.IGNORECASE),
}
_LEAST = 4
_ALIKE = {
    "children": "child", "people": "person", "decides": "decision", "decide": "decision", "decided": "decision",
    "seen": "see", "saw": "see", "sees": "see", "spoken": "speak", "speaks": "speak", "told": "tell", "tells": "tell",
    "written": "write", "writes": "write", "held": "hold", "holds": "hold",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SHORT = re.compile(r"\((?P<letters>[A-Z][A-Za-z]{1,5})s?\)")
NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen"),
)
_ENDINGS = (
    *("ational", "ations", "ation", "ingly", "ments", "ment", "ness", "ings", "ing", "ances", "ance", "ancies", "ancy"),
    *("ants", "ant", "ents", "ent", "ies", "ied", "ed", "es", "er", "ly", "s", "y", "e"),
)
_SMALL_WORDS = """
    a about after aged ages all also an and any are as at be because been before being between both but by can
    could day days did do does during each either every for from had has have he her him his hour hours how if
    in into is it its just less made make may month months more most must no nor not of on once only or other
    our out over own per shall she should so such than that the their them then there these they this those to
    under until up upon us very via was we week weeks were what when where whether which while who whom whose
    will with within without would year years you your working calendar
"""
_SMALL = frozenset([*_SMALL_WORDS.split(), *NUMBERS])
_BOUNDS = {
    "or more": Bound.OR_MORE, "and over": Bound.OR_MORE, "or over": Bound.OR_MORE, "or older": Bound.OR_MORE,
    "and above": Bound.OR_MORE, "or above": Bound.OR_MORE, "or longer": Bound.OR_MORE, "at least": Bound.OR_MORE,
    "a minimum of": Bound.OR_MORE, "minimum of": Bound.OR_MORE,
    "more than": Bound.MORE_THAN, "over": Bound.MORE_THAN, "older than": Bound.MORE_THAN,
    "longer than": Bound.MORE_THAN,
    "or less": Bound.OR_LESS, "and under": Bound.OR_LESS, "or under": Bound.OR_LESS, "or younger": Bound.OR_LESS,
    "up to": Bound.OR_LESS, "no more than": Bound.OR_LESS, "a maximum of": Bound.OR_LESS, "maximum of": Bound.OR_LESS,
    "under": Bound.LESS_THAN, "below": Bound.LESS_THAN, "less than": Bound.LESS_THAN, "younger than": Bound.LESS_THAN,
    "fewer than": Bound.LESS_THAN,
}  # fmt: skip
_BEFORE = "|".join(sorted((words for words in _BOUNDS if not words.startswith(("or ", "and "))), key=len, reverse=True))
_AFTER = "|".join(words for words in _BOUNDS if words.startswith(("or ", "and ")))
_QUANTITY = re.compile(
    rf"""
    \b (?: (?P<person> child(?:ren)? | person | people | girls? | boys? | adults? | anyone | those | who \s (?:is|are)
        | siblings? ) \s )?
    (?: (?P<aged> aged? (?:\sof)? ) \s )?
    (?: (?P<before> {_BEFORE.replace(" ", chr(92) + "s")} ) \s )?
    (?P<number> \d{{1,3}} | {"|".join(NUMBERS)} ) \b
    (?: [\s-] (?:working\s|calendar\s)?
        (?P<unit> years? | months? | weeks? | days? | hours? | times | beds? | children ) \b )?
    (?P<of_age> \s (?:of\sage|old) \b )?
    (?: \s (?P<after> {_AFTER.replace(" ", chr(92) + "s")} ) \b )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
