"""Words held small while other pages are read: as they are, a document's words take more room than all else of it.

    row = PackedWords(words)
    row.text                        "The child must be seen.12"
    row[0], len(row), (*row,)       the words, unpacked; those of the rows that were looked at last stay so

They come back equal to what they were: no number is rounded, and the letters may be any. Where words stand is held in
bytes; how they look is held once for all rows that look alike.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, overload

from ingest.pdf.words import Word, word_of

_UNPACKED = 64
"""Rows whose words stay unpacked: a page's lines, since what looks at one looks at its neighbours."""
_LOOKS = 256
_SINGLE = array("f").itemsize
_BASE = Word._fields.index("base")
"""Where the baseline stands in a word, and behind it all that says how it looks."""
_WITHOUT_REFERENCES = 2
"""The version of `marshal` that is quickest where hardly a value comes twice."""

_Look = tuple[float | int, ...]


def spell(words: Iterable[Word]) -> str:
    """Words with single spaces between them, none where they are glued."""
    return "".join([word.text if word.glued else " " + word.text for word in words]).strip()


class PackedWords(Sequence[Word]):
    """The words of one row. Two with equal words are equal.

    `text` is the words spelt.
    """

    __slots__ = ("_base", "_looks", "_places", "_spaced", "text")

    def __init__(self, words: Sequence[Word]) -> None:
        self.text = spell(words)
        self._places = _packed_places([*(word.x0 for word in words), *(word.x1 for word in words)])
        self._base = words[0].base if words else 0.0
        self._looks: _Look | bytes
        texts, each = [word.text for word in words], [word[_BASE:] for word in words]
        looks = {look: place for place, look in enumerate(dict.fromkeys(each))}
        self._spaced = self.text.split(" ") == texts
        if self._spaced and len(looks) == 1:
            self._looks = _held_once(each[0][1:])
        else:
            held = (None if self._spaced else texts, tuple(looks), [looks[look] for look in each])
            self._looks = marshal.dumps(held, _WITHOUT_REFERENCES)

    @property
    def even(self) -> bool:
        """Whether the words stand a space apart on one baseline and look alike."""
        return not isinstance(self._looks, bytes)

    @property
    def texts(self) -> list[str]:
        """The letters of each word."""
        return self.text.split(" ") if self._spaced else [word.text for word in self]

    def __len__(self) -> int:
        return len(_unpacked(*self._held))

    @overload
    def __getitem__(self, index: int) -> Word: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Word, ...]: ...

    def __getitem__(self, index: int | slice) -> Word | tuple[Word, ...]:
        return _unpacked(*self._held)[index]

    def __iter__(self) -> Iterator[Word]:
        return iter(_unpacked(*self._held))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedWords) and self._held == other._held

    def __hash__(self) -> int:
        return hash(self._held)

    @property
    def _held(self) -> tuple[str, bytes, float, _Look | bytes]:
        return self.text, self._places, self._base, self._looks


@lru_cache(maxsize=_LOOKS)
def _held_once(look: _Look) -> _Look:
    """Itself: the same for all that are equal."""
    return look


def _packed_places(places: list[float]) -> bytes:
    """Numbers as bytes: in single precision where that says the same."""
    single = array("f", places)
    return single.tobytes() if single.tolist() == places else array("d", places).tobytes()


@lru_cache(maxsize=_UNPACKED)
def _unpacked(text: str, held: bytes, base: float, looks: _Look | bytes) -> tuple[Word, ...]:
    letters = text.split(" ")
    rest: Iterable[Iterable[Any]]
    if isinstance(looks, bytes):
        texts, kinds, order = marshal.loads(looks)
        letters = letters if texts is None else texts
        rest = zip(*[kinds[kind] for kind in order], strict=True)
    else:
        rest = map(repeat, (base, *looks))
    half = len(letters)
    places = array("f" if len(held) == 2 * half * _SINGLE else "d", held).tolist()
    return tuple(map(word_of, zip(letters, places[:half], places[half:], *rest, strict=False)))
