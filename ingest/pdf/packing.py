"""Words held small while other pages are read: as they are, a document's words take more room than all else of it.

    row = PackedWords(words)
    row.text                        "The child must be seen.12"
    row[0], len(row), (*row,)       the words, unpacked; those of the rows that were looked at last stay so

    Bundles(shelf).put([row, ...])  the rows of a page put aside: they are what they were, and take hardly any room

They come back equal to what they were: no number is rounded, and the letters may be any. The rows of a page are put
aside and brought back together, since what looks at one looks at its neighbours; their letters stay.
"""

from __future__ import annotations

import marshal
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, overload

from ingest.pdf.remembering import remembered
from ingest.pdf.shelf import Shelf
from ingest.pdf.words import Word, word_of

_UNPACKED = 64
"""Rows whose words stay unpacked: a page's lines, since what looks at one looks at its neighbours."""
_AT_HAND = 8
"""Pages whose words are at hand while those of the others are put aside."""
_SINGLE = array("f").itemsize
_BASE = Word._fields.index("base")
"""Where the baseline stands in a word, and behind it all that says how it looks."""
_WITHOUT_REFERENCES = 2
"""The version of `marshal` that is quickest where hardly a value comes twice."""

_Look = tuple[float | int, ...]
_Row = tuple[bytes, float, _Look | bytes]
"""What a row's words are besides their letters: where they stand, the baseline of the first, and how they look, which
is packed unless all look alike."""


def spell(words: Iterable[Word]) -> str:
    """Words with single spaces between them, none where they are glued."""
    return "".join([word.text if word.glued else " " + word.text for word in words]).strip()


class _Bundle:
    """Rows that are put aside and brought back together; `rows` is empty while they are put aside."""

    __slots__ = ("_bundles", "_place", "rows")

    def __init__(self, rows: Sequence[_Row], bundles: Bundles | None = None, place: int = 0) -> None:
        self.rows = rows
        self._bundles = bundles
        self._place = place

    def brought(self) -> Sequence[_Row]:
        """The rows, brought back."""
        if self._bundles is not None:
            self.rows = self._bundles.bring(self, self._place)
        return self.rows


class PackedWords(Sequence[Word]):
    """The words of one row. Two with equal words are equal.

    `text` is the words spelt; `even` says whether they stand a space apart on one baseline and look alike.
    """

    __slots__ = ("_bundle", "_number", "even", "text")

    def __init__(self, words: Sequence[Word]) -> None:
        self.text = spell(words)
        places = _packed_places([*(word.x0 for word in words), *(word.x1 for word in words)])
        base = words[0].base if words else 0.0
        texts = [word.text for word in words]
        each: list[tuple[Any, ...]] = [word[_BASE:] for word in words]
        looks = {look: place for place, look in enumerate(dict.fromkeys(each))}
        is_spaced = self.text.split(" ") == texts
        self.even = is_spaced and len(looks) == 1
        if self.even:
            packed: _Look | bytes = each[0][1:]
        else:
            held = (None if is_spaced else texts, tuple(looks), [looks[look] for look in each])
            packed = marshal.dumps(held, _WITHOUT_REFERENCES)
        self._bundle = _Bundle(((places, base, packed),))
        self._number = 0

    @property
    def texts(self) -> list[str]:
        """The letters of each word."""
        return self.text.split(" ") if self.even else [word.text for word in self]

    @property
    def row(self) -> _Row:
        """What they are besides their letters, as it is packed."""
        return (self._bundle.rows or self._bundle.brought())[self._number]

    def come_from(self, bundle: _Bundle, number: int) -> None:
        """Has the words come from a bundle that holds them as its row `number`, from 0."""
        self._bundle, self._number = bundle, number

    def __len__(self) -> int:
        return len(_unpacked(self.text, *self.row))

    @overload
    def __getitem__(self, index: int) -> Word: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Word, ...]: ...

    def __getitem__(self, index: int | slice) -> Word | tuple[Word, ...]:
        return _unpacked(self.text, *self.row)[index]

    def __iter__(self) -> Iterator[Word]:
        return iter(_unpacked(self.text, *self.row))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedWords) and self.text == other.text and self.row == other.row

    def __hash__(self) -> int:
        return hash((self.text, self.row))


class Bundles:
    """Pages' rows of words put aside on a shelf: all that they are besides their letters."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._at_hand: deque[_Bundle] = deque()

    def put(self, rows: Sequence[PackedWords]) -> None:
        """Puts the rows of a page aside; they come back by themselves when they are asked for, while the shelf is open.

        Raises as `Shelf.put`, and a row that cannot be brought back as `Shelf.get`.
        """
        bundle = _Bundle((), self, self._shelf.put(marshal.dumps([row.row for row in rows], _WITHOUT_REFERENCES)))
        for number, row in enumerate(rows):
            row.come_from(bundle, number)

    def bring(self, bundle: _Bundle, place: int) -> Sequence[_Row]:
        """The rows at a place of the shelf, for a bundle that now is at hand; the one longest at hand is so no more."""
        rows: list[_Row] = marshal.loads(self._shelf.get(place))
        if len(self._at_hand) == _AT_HAND:
            self._at_hand.popleft().rows = ()
        self._at_hand.append(bundle)
        return rows


def _packed_places(places: list[float]) -> bytes:
    """Numbers as bytes: in single precision where that says the same."""
    single = array("f", places)
    return single.tobytes() if single.tolist() == places else array("d", places).tobytes()


@remembered(_UNPACKED)
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
