"""Words held small while other pages are read: as they are, a document's words take more room than all else of it.

    row = PackedWords(words)
    row.text                        "The child must be seen.12"
    row[0], len(row), (*row,)       the words, unpacked; those of the rows that were looked at last stay so

They come back equal to what they were: no number is rounded, and the letters may be any.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import overload

from ingest.pdf.words import Word

_UNPACKED = 64
"""Rows whose words stay unpacked: a page's lines, since what looks at one looks at its neighbours."""
_WITHOUT_REFERENCES = 2
"""The version of `marshal` that is quickest where hardly a value comes twice."""

_word = partial(tuple.__new__, Word)
"""`Word._make` without its check of the length, which takes longer than the rest."""


def spell(words: Iterable[Word]) -> str:
    """Words with single spaces between them, none where they are glued."""
    return "".join([word.text if word.glued else " " + word.text for word in words]).strip()


class PackedWords(Sequence[Word]):
    """The words of one row. Two with equal words are equal.

    `text` is the words spelt; `even` says that they stand a space apart on one baseline and look alike.
    """

    __slots__ = ("_packed", "even", "text")

    def __init__(self, words: Sequence[Word]) -> None:
        texts, lefts, rights, *rest = zip(*words, strict=True) if words else [()] * len(Word._fields)
        each = list(zip(*rest, strict=True))
        looks = {look: place for place, look in enumerate(dict.fromkeys(each))}
        self.text = spell(words)
        is_spaced = self.text.split(" ") == [*texts]
        self.even = is_spaced and len(looks) == 1
        code, places = _packed_places([*lefts, *rights])
        order = None if len(looks) == 1 else [looks[look] for look in each]
        held = (code, places, tuple(looks), order, None if is_spaced else texts)
        self._packed = marshal.dumps(held, _WITHOUT_REFERENCES)

    @property
    def texts(self) -> list[str]:
        """The letters of each word."""
        return self.text.split(" ") if self.even else [word.text for word in self]

    def __len__(self) -> int:
        return len(_unpacked(self._packed, self.text))

    @overload
    def __getitem__(self, index: int) -> Word: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Word, ...]: ...

    def __getitem__(self, index: int | slice) -> Word | tuple[Word, ...]:
        return _unpacked(self._packed, self.text)[index]

    def __iter__(self) -> Iterator[Word]:
        return iter(_unpacked(self._packed, self.text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedWords) and (self._packed, self.text) == (other._packed, other.text)

    def __hash__(self) -> int:
        return hash((self._packed, self.text))


def _packed_places(places: list[float]) -> tuple[str, bytes]:
    """Numbers as bytes with what `array` calls their type: single precision where that says the same."""
    single = array("f", places)
    return ("f", single.tobytes()) if single.tolist() == places else ("d", array("d", places).tobytes())


@lru_cache(maxsize=_UNPACKED)
def _unpacked(packed: bytes, text: str) -> tuple[Word, ...]:
    code, held, looks, order, texts = marshal.loads(packed)
    places = memoryview(held).cast(code).tolist()
    letters = text.split(" ") if texts is None else texts
    rest = map(repeat, *looks) if order is None else zip(*[looks[kind] for kind in order], strict=True)
    half = len(letters)
    return tuple(map(_word, zip(letters, places[:half], places[half:], *rest, strict=False)))
