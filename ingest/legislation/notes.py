"""Footnotes, which are tied to the words that cite them, and editors' notes on amendments, which are no law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from core.records import BlockKind
from ingest.legislation.markup import name_of
from ingest.legislation.pieces import Piece
from ingest.legislation.place import Place
from ingest.legislation.words import Words


class Notes:
    """The notes of one document, each given once: with the first words that refer to it, or at the end."""

    def __init__(self, root: etree._Element) -> None:
        self._footnotes = {note.get("id", ""): note for note in root.iter("{*}Footnote")}
        self._commentaries = {note.get("id", ""): note for note in root.iter("{*}Commentary")}
        self._counts: Counter[str] = Counter()
        self.marks = {key: _mark(note, place) for place, (key, note) in enumerate(self._footnotes.items(), start=1)}

    def footnotes(self, words: Words, place: Place) -> Iterator[Piece]:
        """The footnotes that the words just said cite."""
        cited, words.cited = words.cited, []
        for key in cited:
            note = self._footnotes.pop(key, None)
            if note is not None:
                yield self._footnote(key, note, words, is_law=not place.is_repealed)

    def annotations(self, words: Words) -> Iterator[Piece]:
        """The editors' notes met since they were last asked for: "F1 Words in s. 4 inserted …"."""
        met, words.notes = words.notes, []
        for key in met:
            note = self._commentaries.pop(key, None)
            if note is not None:
                yield self._annotation(note)

    def left(self) -> Iterator[Piece]:
        """The notes that nothing referred to."""
        words = Words({})
        for key, note in self._footnotes.items():
            yield self._footnote(key, note, words, is_law=True)
        for note in self._commentaries.values():
            yield self._annotation(note)

    def _footnote(self, key: str, note: etree._Element, words: Words, *, is_law: bool) -> Piece:
        kind = BlockKind.FOOTNOTE if is_law else BlockKind.ANNOTATION
        texts = [words.of(part) for part in note if name_of(part) != "Number"]
        return Piece(kind, " ".join(filter(None, texts)), mark=self.marks[key])

    def _annotation(self, note: etree._Element) -> Piece:
        letter = note.get("Type", "")
        self._counts[letter] += 1
        label = f"{letter}{self._counts[letter]} " if letter else ""
        return Piece(BlockKind.ANNOTATION, label + Words({}).of(note))


def _mark(note: etree._Element, place: int) -> str:
    """The footnote's number as printed, else its place among them."""
    printed = next((child for child in note if name_of(child) == "Number"), None)
    return ("".join(printed.itertext()).strip(" ().\n") if printed is not None else "") or str(place)
