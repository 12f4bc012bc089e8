"""What a family may need, as a situation tells it, in the words in which directories offer help with it.

    needs = read_needs()                                  # those that ship, `needs.toml`, 99 of them
    NeedReader(needs).read(situation, children=((15, 16),))
    # (Read(need=exploitation, weight=0.67, given_by=("picked up in cars",)), …)

A need is read by its phrases, by the concerns that `practice.situation` found, and by meaning: how near the situation
is to what the need is called, to what is offered for it and to examples of how it is told, which whoever has an encoder
says. Each adds to the others, since a word alone may mean another thing. None decides what a family needs: they are
where to look. Nothing of the text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Mistake, TermsError
from practice.rules import SignKind, is_list_of_words, line_of, read_rows, read_rules, unknown_lists
from practice.signals import Signals
from practice.situation import Sign, Situation

SHIPPED = Path(__file__).with_name("needs.toml")

SAID, BY_CONCERN, BY_CHILD = 4.0, 0.5, 0.25
"""What a need's own phrases add to its nearness, what a concern adds where they are not there, and who the child is."""

FAR, NEAR = 0.5, 6.0
"""In standard deviations above the mean of all needs: so near weighs nothing, and so near weighs 1."""

_LISTS = ("concerns", "terms", "offers", "signals", "unless", "told")
_FIELDS = ("id", "name", *_LISTS, "whose", "ages", "crisis")
_NEEDED = ("terms", "offers", "signals", "told")
_ADULT = "adult"

Years = tuple[float, float]
"""From and below, in years; an unborn child's are below 0."""


@dataclass(frozen=True, slots=True)
class Need:
    """One need; key: id. The fields are those of `needs.toml`, in which they are described."""

    id: str
    name: str
    terms: tuple[str, ...]
    offers: tuple[str, ...]
    signals: tuple[str, ...]
    told: tuple[str, ...]
    unless: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    ages: Years | None = None
    is_adults: bool = False
    is_crisis: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A need that a situation tells of. `weight` is above 0 and at most 1.

    `given_by` are the words of its own phrases, `by_concern` those that gave a concern which means it too; none stand
    there where it was read by meaning alone.
    """

    need: Need
    weight: float
    given_by: tuple[str, ...]
    by_concern: tuple[str, ...] = ()

    @property
    def is_said(self) -> bool:
        """Whether words of the text gave it, so that it may be told to a reader as read."""
        return bool(self.given_by or self.by_concern)


class NeedReader:
    """Applies needs to situations. Several threads may ask at once."""

    def __init__(self, needs: Sequence[Need], words: Mapping[str, Sequence[str]]) -> None:
        self.needs = tuple(needs)
        phrases = {need.id: need.signals for need in needs}
        self._signals = Signals(phrases, words, unless={need.id: need.unless for need in needs})

    def read(
        self,
        situation: Situation,
        *,
        children: Sequence[Years] = (),
        nearness: Sequence[float] | NDArray[np.float32] | None = None,
    ) -> tuple[Read, ...]:
        """The needs that the situation tells of, the weightiest first, then in the order of the file.

        `children` are their ages, none where they are not known; `nearness` is how near the situation is to each need,
        in standard deviations above their mean; without it all are as near.
        """
        found = self._signals.find(situation.text)
        signs = {sign.id: sign for sign in situation.signs}
        reads = []
        for place, need in enumerate(self.needs):
            if need.ages and children and not any(_overlap(need.ages, child) for child in children):
                continue
            own = tuple(situation.text[start:end] for start, end in found.get(need.id, ()))
            concerns = [signs[concern] for concern in need.concerns if concern in signs]
            shared = tuple(words.text for sign in concerns for words in sign.given_by)
            near = float(nearness[place]) if nearness is not None else 0.0
            weight = _share(near + (SAID if own else max(map(_adds, concerns), default=0.0)))
            if weight > 0:
                reads.append(Read(need, weight, own, tuple(dict.fromkeys(shared))))
        return tuple(sorted(reads, key=lambda read: -read.weight))


def _adds(sign: Sign) -> float:
    return BY_CONCERN if sign.kind is SignKind.CONCERN else BY_CHILD


def _share(near: float) -> float:
    return min(max((near - FAR) / (NEAR - FAR), 0.0), 1.0)


def _overlap(one: Years, other: Years) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@cache
def need_reader() -> NeedReader:
    """The reader of the needs that ship. Raises `TermsError` with every mistake of the file."""
    needs, words = read_needs()
    return NeedReader(needs, words)


def read_needs(path: Path = SHIPPED) -> tuple[tuple[Need, ...], dict[str, tuple[str, ...]]]:
    """The needs of a file, in its order, and the lists of words that their phrases name.

    Raises `TermsError` with every mistake.
    """
    rules = read_rules()
    source, rows, words, mistakes = read_rows(path, ("need",), rules.words)
    concerns = {rule.id for rule in rules.rules}
    needs: dict[str, Need] = {}
    for row in rows["need"]:
        wrong = list(_wrong(row, words, concerns))
        if not wrong and row["id"] in needs:
            wrong = ["the `id` is another need's too"]
        line = line_of(source, row.get("id"))
        mistakes += [Mistake(line, f'need "{row.get("id", "")}": {said}') for said in wrong]
        if not wrong:
            needs[row["id"]] = _need(row)
    if mistakes:
        raise TermsError(path, mistakes)
    return tuple(needs.values()), words


def _wrong(row: Mapping[str, Any], words: Mapping[str, Any], concerns: set[str]) -> Iterator[str]:
    """What does not hold of one need, in words."""
    for field in ("id", "name"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            yield f"no `{field}`; write it in quotes"
    for field, value in row.items():
        if field not in _FIELDS:
            yield f"unknown field `{field}`; known are {', '.join(_FIELDS)}"
        elif field in _LISTS and not is_list_of_words(value):
            yield f'`{field}` is no list of phrases; write it like {field} = ["one", "two"]'
        elif field in ("signals", "unless"):
            yield from unknown_lists(field, value, words)
            yield from (f'`{field}` has "{phrase}": an ending stands at a word' for phrase in value if _is_bare(phrase))
    yield from (f"no `{field}`" for field in _NEEDED if not row.get(field))
    if is_list_of_words(row.get("concerns", [])):
        yield from (f"there is no concern `{one}`" for one in row.get("concerns", ()) if one not in concerns)
    if row.get("whose", _ADULT) != _ADULT:
        yield '`whose` is "adult", or left out'
    if not isinstance(row.get("crisis", False), bool):
        yield "`crisis` is true or false"
    ages = row.get("ages", [0, 1])
    if not (isinstance(ages, list) and [type(one) for one in ages] == [int, int] and ages[0] < ages[1]):
        yield "`ages` are from and below, in years: ages = [11, 18]"


def _is_bare(phrase: str) -> bool:
    return re.search(r"(?<!\w)\*", phrase) is not None


def _need(row: Mapping[str, Any]) -> Need:
    lists = {field: tuple(row.get(field, ())) for field in _LISTS}
    ages = (float(row["ages"][0]), float(row["ages"][1])) if "ages" in row else None
    return Need(
        row["id"],
        row["name"],
        **lists,
        ages=ages,
        is_adults=row.get("whose") == _ADULT,
        is_crisis=row.get("crisis", False),
    )
