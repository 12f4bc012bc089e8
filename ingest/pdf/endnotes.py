"""Endnotes: the numbered references at a document's end that raised marks in its text cite.

They stand in running type under a title such as "References", counted from 1. A list of references that the text does
not cite by number is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from ingest.pdf.citing import mark_of
from ingest.pdf.lines import Line
from ingest.pdf.notes import Note, Parted, Row, cited_marks, opening
from ingest.pdf.packing import PackedWords
from ingest.pdf.styles import Body

_TITLE = re.compile(r"(?:references|endnotes|notes|footnotes)\W*", re.IGNORECASE)
_FEWEST = 3
_LARGER = 1.15
_CITED = 0.8
"""How much of the list lines of text must cite; what is left, tables may."""


def part_endnotes(parted: Parted, body: Body) -> Parted:
    """The same with endnotes among the notes of the pages on which they begin, and their lines out of the text."""
    flow = [line for lines in parted.lines for line in lines]
    titles = [place for place, line in enumerate(flow) if _TITLE.fullmatch(line.text)]
    if not titles:
        return parted
    cited = cited_marks(flow)
    notes: list[Note] = []
    taken: set[int] = set()
    for title in titles:
        found, lines = _section(flow[title + 1 :], largest=_LARGER * body.style.size)
        if len(found) >= _FEWEST and sum(note.mark in cited for note in found) >= _CITED * len(found):
            notes += found
            taken |= {id(line) for line in lines}
    return Parted(
        [[line for line in lines if id(line) not in taken] for lines in parted.lines],
        [[*held, *(note for note in notes if note.page == page)] for page, held in enumerate(parted.notes, start=1)],
        replace(parted.citing, marks=parted.citing.marks | {note.mark for note in notes}),
    )


def _section(lines: Sequence[Line], *, largest: float) -> tuple[list[Note], list[Line]]:
    """The endnotes that begin with the first of these lines, and their lines.

    They end at a line in larger type than `largest`, and before a page on which none begins.
    """
    notes: list[Note] = []
    taken: list[Line] = []
    for page, group in groupby(lines, key=lambda line: line.page):
        on_page = list(group)
        if notes and not any(_opens(line, len(notes) + 1) for line in on_page):
            break
        for line in on_page:
            rest = _opens(line, len(notes) + 1)
            if rest is not None:
                notes.append(Note(str(len(notes) + 1), page, (PackedWords(rest),)))
            elif notes and line.size <= largest:
                notes[-1] = replace(notes[-1], rows=(*notes[-1].rows, line.words))
            else:
                return notes, taken
            taken.append(line)
    return notes, taken


def _opens(line: Line, number: int) -> Row | None:
    """The words after the number with which a line opens the endnote of that number; None where it does not."""
    found = opening(line.words, line.size, (str(number),))
    return found[1] if found is not None and mark_of(found[0]) == str(number) else None
