"""Finds the phrases of rules in what was typed, by spaCy's phrase matcher; no model.

    "mum* … drink*"          "mums back drinking again" holds it: a gap is up to four words, within a sentence
    "placed with {kin}"      any word of the list `kin` stands there

A phrase is cut into pieces at its gaps, lists and endings. The matcher finds the pieces of several words, and all are
joined here.
Capitals, apostrophes and marks within a sentence count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from core.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

GAP = 4
"""Words that a gap may be long."""

ENDINGS = (
    *("", "s", "es", "d", "ed", "e", "er", "ers", "ing", "ings", "y", "ies", "ied", "ity", "ly", "al", "ally", "ful"),
    *("ion", "ions", "ation", "ations", "ative", "ive", "ment", "ments", "ant", "ent", "ance", "ence", "ancy", "ency"),
    *("t", "n", "en", "ism", "ist", "ists", "ise", "ised", "ising", "ized", "isation", "my", "ee", "ees", "le", "ble"),
    *("m", "tic", "ic"),
)
"""What "*" stands for; ing, ed and er also after a doubled letter, as in "grabbing"."""

_UNLESS = "unless "
_DOUBLING = ("ing", "ed", "er", "ers")
_WORD = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*")
_PIECE = re.compile(r"…|\{\w+\}|[^\s…{]+")
_SENTENCE_END = re.compile(r"[.?!;]+(?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that stand together, and how many may stand between them and the piece before."""

    words: str
    gap: int


class Signals:
    """The phrases of many rules, by the rule's key. Several threads may ask at once; they wait for each other.

    `unless` are phrases that take away those of the same rule with which they share a word.
    """

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        words: Mapping[str, Sequence[str]],
        *,
        unless: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        import spacy
        from spacy.matcher import PhraseMatcher

        self._vocab = spacy.blank("en").vocab
        self._matcher = PhraseMatcher(self._vocab)
        self._lock = Lock()
        self._by_word: dict[str, set[str]] = {}
        self._by_first: dict[str, list[tuple[str, tuple[_Piece, ...]]]] = {}
        pieces: set[str] = set()
        all_phrases = {**phrases, **{_UNLESS + key: listed for key, listed in (unless or {}).items()}}
        for key, listed in all_phrases.items():
            for phrase in listed:
                cut = _pieces(phrase)
                pieces.update(piece.words for piece in cut)
                self._by_first.setdefault(cut[0].words, []).append((key, cut))
        for piece in pieces:
            for form in _forms(piece, words):
                if len(form) > 1:
                    self._matcher.add(piece, [self._document(form)])
                else:
                    self._by_word.setdefault(form[0], set()).add(piece)

    def find(self, text: str) -> dict[str, list[Span]]:
        """Where each rule's phrases stand in `text`, in characters and in order; rules without any are left out.

        One that overlaps an `unless` of its rule does not count; of a rule's others that overlap, the longest does.
        """
        typed = list(_WORD.finditer(text))
        ends = [end.start() for end in _SENTENCE_END.finditer(text)]
        sentences = [sum(end < word.start() for end in ends) for word in typed]
        pieces = self._pieces_in([_bare(word.group()) for word in typed])
        found: dict[str, set[Span]] = {}
        for first in pieces:
            for key, cut in self._by_first.get(first, ()):
                runs = _joined(cut, pieces)
                found.setdefault(key, set()).update(run for run in runs if sentences[run[0]] == sentences[run[1] - 1])
        friends = {key: found.get(_UNLESS + key, ()) for key in found}
        kept = {
            key: _longest(run for run in runs if not any(overlap(run, friend) for friend in friends[key]))
            for key, runs in found.items()
            if not key.startswith(_UNLESS)
        }
        return {
            key: [(typed[start].start(), typed[end - 1].end()) for start, end in runs]
            for key, runs in kept.items()
            if runs
        }

    def _pieces_in(self, words: Sequence[str]) -> dict[str, list[Span]]:
        with self._lock, self._vocab.memory_zone():  # without a zone the vocabulary would keep every word ever typed
            matches = self._matcher(self._document(words)) if words else []
            spans = [(self._vocab.strings[label], (start, end)) for label, start, end in matches]
        spans += [(piece, (at, at + 1)) for at, word in enumerate(words) for piece in self._by_word.get(word, ())]
        found: dict[str, list[Span]] = {}
        for piece, span in spans:
            found.setdefault(piece, []).append(span)
        return found

    def _document(self, words: Sequence[str]) -> Doc:
        from spacy.tokens import Doc

        return Doc(self._vocab, words=list(words))


def _bare(word: str) -> str:
    """A word as it is compared: "Doesn’t" and "doesnt" are one."""
    return word.lower().replace("'", "").replace("’", "")


def _pieces(phrase: str) -> tuple[_Piece, ...]:
    """A phrase cut at its gaps, and around each list and each word with endings.

    >>> [piece.words for piece in _pieces("{parent} … back on drink*")]
    ['{parent}', 'back on', 'drink*']
    """
    cut: list[_Piece] = []
    gap, is_open = 0, False
    for part in _PIECE.findall(phrase):
        if part == "…":
            gap, is_open = GAP, False
            continue
        is_alone = part.startswith("{") or part.endswith("*")
        words = part if part.startswith("{") else _bare(part)
        if is_open and not is_alone:
            cut[-1] = _Piece(f"{cut[-1].words} {words}", cut[-1].gap)
        else:
            cut.append(_Piece(words, gap))
        gap, is_open = 0, not is_alone
    return tuple(cut)


def _forms(piece: str, lists: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """All that a piece may be typed as, each as words."""
    if piece.startswith("{"):
        return [form for word in lists[piece[1:-1]] for form in _forms(_bare(word), lists)]
    if piece.endswith("*"):
        stem = piece[:-1]
        return [[f"{stem}{ending}"] for ending in ENDINGS] + [[f"{stem}{stem[-1]}{ending}"] for ending in _DOUBLING]
    return [_WORD.findall(piece)]


def _joined(cut: Sequence[_Piece], found: Mapping[str, Sequence[Span]]) -> set[Span]:
    """Where a phrase stands, by where its pieces do."""
    runs = set(found[cut[0].words])
    for piece in cut[1:]:
        after = found.get(piece.words, ())
        runs = {(start, to) for start, end in runs for since, to in after if 0 <= since - end <= piece.gap}
    return runs


def _longest(runs: Iterable[Span]) -> list[Span]:
    """The spans in order; of those that overlap the longest, then the first."""
    kept: list[Span] = []
    for run in sorted(runs, key=lambda run: (run[0] - run[1], run[0])):
        if not any(overlap(run, other) for other in kept):
            kept.append(run)
    return sorted(kept)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share anything."""
    return one[0] < other[1] and other[0] < one[1]
