"""A word that is one slip away from a known one: a letter too many, too few or wrong, or two neighbours swapped.

    OneEdit({"assessment"}).nearest("assesment")    "assessment"
    OneEdit({"assessment"}).nearest("assessed")     None

Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964. It does not know which
words are right as they stand: whoever asks leaves those out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


class OneEdit:
    """Known words, found from any word one edit away; each word is kept under itself less any one of its letters."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_shorter: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            for shorter in {word, *_shortened(word)}:
                self._by_shorter[shorter].append(word)

    def nearest(self, word: str) -> str | None:
        """The known word that `word` is one edit from: of several one with the same letters, then one that begins
        alike, then the first by the alphabet; None where there is none."""
        candidates = {
            known
            for shorter in (word, *_shortened(word))
            for known in self._by_shorter.get(shorter, ())
            if is_one_edit(word, known)
        }
        alike = sorted(candidates, key=lambda known: (sorted(known) != sorted(word), known[0] != word[0], known))
        return alike[0] if alike else None


def is_one_edit(one: str, other: str) -> bool:
    """Whether a single insertion, deletion or substitution, or one swap of neighbours, makes `other` of `one`."""
    shorter, longer = sorted((one, other), key=len)
    start = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    if len(longer) - len(shorter) == 1:
        return shorter[start:] == longer[start + 1 :]
    if len(longer) != len(shorter) or one == other:
        return False
    swapped = shorter[start + 1 : start + 2] + shorter[start : start + 1] + shorter[start + 2 :]
    return shorter[start + 1 :] == longer[start + 1 :] or swapped == longer[start:]


def _shortened(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))
