"""How faithfully a reading holds the words of its source: what is lost, what is said again; nothing here asserts.

The source's words come in pieces that stand together (a paragraph, a cell), in order, found by another library than the
readers use. A piece is found where its words stand side by side in the reading's headings and body text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.records import Block, BlockKind, Reading

_WORD = re.compile(r"\w+")
_NEAR = 400


@dataclass(frozen=True, slots=True)
class Coverage:
    """`lost` are the pieces that were not found, `added` the runs of words that no piece accounts for.

    `share` is the share of the source's words found, `again` of the reading's words said a second time: the headers and
    merged cells of its rows.
    """

    words: int
    share: float
    again: float
    lost: tuple[str, ...]
    added: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return _WORD.findall(text.casefold())


def coverage(pieces: Iterable[str], reading: Reading) -> Coverage:
    """Compares the pieces of a source with what was read of it."""
    blocks = [block for block in reading.blocks if block.kind.is_body or block.kind is BlockKind.HEADING]
    said = [(word, block) for block in blocks for word in words_of(reading.text[block.start : block.end])]
    stream = [word for word, _ in said]
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(stream):
        places[word].append(place)
    taken = [False] * len(stream)
    listed = [words for piece in pieces if (words := words_of(piece))]
    lost: list[str] = []
    reached = 0
    for words in listed:
        free = [one for one in places[words[0]] if not any(taken[one : one + len(words)])]
        found = _find(words, stream, free, reached)
        if found is None:
            lost.append(" ".join(words))
            continue
        taken[found : found + len(words)] = [True] * len(words)
        reached = max(reached, found + len(words))
    total = sum(map(len, listed))
    known = {" ".join(words) for words in listed}
    runs = list(_runs(said, taken))
    again = [words for words, block in runs if block.kind is BlockKind.ROW and _is_made_of(words, known)]
    added = [
        " ".join(words) for words, block in runs if block.kind is not BlockKind.ROW or not _is_made_of(words, known)
    ]
    missing = sum(len(words.split()) for words in lost)
    share = sum(map(len, again)) / max(len(stream), 1)
    return Coverage(total, 1 - missing / total, share, tuple(lost), tuple(added))


def _find(words: Sequence[str], stream: Sequence[str], starts: Sequence[int], reached: int) -> int | None:
    """Where the words stand nearest to what was found last."""
    near = [one for one in starts if abs(one - reached) <= _NEAR]
    fits = [one for one in near if list(stream[one : one + len(words)]) == list(words)]
    return min(fits, key=lambda one: abs(one - reached), default=None)


def _runs(said: Sequence[tuple[str, Block]], taken: Sequence[bool]) -> Iterator[tuple[list[str], Block]]:
    """The stretches of words that no piece took, each within its block."""
    rest = [(word, block) for (word, block), is_taken in zip(said, taken, strict=True) if not is_taken]
    places = [place for place, is_taken in enumerate(taken) if not is_taken]
    held: list[str] = []
    for number, (word, block) in enumerate(rest):
        held.append(word)
        ends = number + 1 == len(rest) or rest[number + 1][1] is not block or places[number + 1] != places[number] + 1
        if ends:
            yield held, block
            held = []


def _is_made_of(words: Sequence[str], known: Container[str]) -> bool:
    """Whether words are whole pieces of the source, one after the other."""
    fits = [True] + [False] * len(words)
    for end in range(1, len(words) + 1):
        fits[end] = any(fits[start] and " ".join(words[start:end]) in known for start in range(end))
    return fits[-1]
