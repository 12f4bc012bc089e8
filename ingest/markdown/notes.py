"""Footnotes in Markdown: `[^1]` cites, `[^1]: words` says; pandoc writes short ones in place, as `^[words]`.

    notes = MarkdownNotes("See the child[^a].\\n\\n[^a]: Alone.")
    notes.text == "See the child" + cite("1") + ".\\n"

A note's mark is its number in the order in which the text cites, as a reader of the rendered page sees it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.building import cite, marks_in

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*(.*)$")
_REFERENCE = re.compile(r"(?<!\\)\[\^([^\]\s]{1,60})\]|(?<![\\\w])\^\[([^\[\]\n]{1,2000})\]")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


@dataclass(slots=True)
class _Note:
    """A note's words as Markdown, the mark that it has once it is cited, and whether it has been given."""

    words: str
    mark: str | None = None
    is_given: bool = False


class MarkdownNotes:
    """The notes of one text. `text` is the rest of it, with `cite` where a note is cited first, and nothing after."""

    def __init__(self, text: str) -> None:
        self._notes: dict[str, _Note] = {}
        self._by_mark: dict[str, _Note] = {}
        self.text = _REFERENCE.sub(self._cite, self._without_definitions(text.split("\n")))

    def cited_by(self, text: str) -> list[tuple[str | None, str]]:
        """Mark and words of the notes that a text cites; each is given once."""
        notes = (self._by_mark.get(mark) for mark in marks_in(text))
        return [self._give(note) for note in notes if note is not None and not note.is_given]

    def rest(self) -> list[tuple[str | None, str]]:
        """The notes that have not been given, in their order; one that nothing cites has no mark."""
        return [self._give(note) for note in self._notes.values() if not note.is_given]

    def _give(self, note: _Note) -> tuple[str | None, str]:
        note.is_given = True
        return note.mark, note.words

    def _cite(self, found: re.Match[str]) -> str:
        label = found[1] or f"^{found.start()}"
        if found[2]:
            self._notes[label] = _Note(found[2])
        note = self._notes.get(label)
        if note is None:
            return found[0]
        if note.mark is not None:
            return ""
        note.mark = str(len(self._by_mark) + 1)
        self._by_mark[note.mark] = note
        return cite(note.mark)

    def _without_definitions(self, lines: Sequence[str]) -> str:
        """The text without the notes' own lines: from `[^1]:` to the next line at the margin after a blank one."""
        kept: list[str] = []
        found: dict[str, list[str]] = {}
        held: list[str] | None = None
        is_fenced = False
        for line in lines:
            defines = None if is_fenced else _DEFINITION.match(line)
            if defines:
                held = [defines[2]]
                found.setdefault(defines[1], held)
                kept.append("")
            elif held is not None and _goes_on(line, held[-1]):
                held.append(line.strip())
            else:
                held = None
                is_fenced ^= _FENCE.match(line) is not None
                kept.append(line)
        self._notes = {label: _Note("\n".join(words).strip()) for label, words in found.items()}
        return "\n".join(kept)


def _goes_on(line: str, before: str) -> bool:
    return not line.strip() or line[0] in " \t" or (bool(before.strip()) and line[0] not in "#|>-*+`~")
