"""Reads Word documents (.docx): paragraphs and tables in their order, numbered as they are printed.

The pieces are taken from the document's XML tree, with its content controls, text boxes and tracked insertions.
Headers, footers and comments are not text; what a tracked change takes out or moves away is gone, and so is what is
struck out by hand. What the pieces become is decided in `ingest.word.blocks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DamagedError, EmptyError
from core.records import Reading
from ingest.building import ReadingBuilder, cite
from ingest.word.blocks import Piece, add_pieces
from ingest.word.notes import REFERENCES, Notes
from ingest.word.numbering import Label, Numbering
from ingest.word.package import Package
from ingest.word.styles import Element, Styles, W
from ingest.word.symbols import symbol
from ingest.word.tables import table_pieces

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LEFT_OUT = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "delText", "sdtPr", "tblPr", "trPr")]
    + [f"{_MC}Fallback"]
)
_SPACES = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
_CONTENTS = "Table of Contents"


class WordReader:
    """Reads .docx files."""

    def read(self, path: Path) -> Reading:
        """The document's blocks; it has no pages.

        Raises DamagedError, EncryptedError, UnsafeError or WrongFormatError as `Package` does; EmptyError for 0 bytes.
        """
        if path.stat().st_size == 0:
            raise EmptyError(path, "the file is empty (0 bytes)", "Replace it with a whole copy.")
        package = Package(path)
        root = package.main.find(f"{W}body")
        if root is None:
            raise DamagedError(
                path, "the Word document has no body and cannot be read", "Fetch it again, or save a fresh copy."
            )
        builder = ReadingBuilder()
        add_pieces(builder, list(_Body(package).blocks(root)))
        return builder.finish()


@dataclass(slots=True)
class _Words:
    """What stands inside `paragraph`: its words with their runs (None for a note's mark), its boxes and its notes."""

    paragraph: Element
    runs: list[tuple[str, Element | None]]
    boxes: list[Element]
    notes: list[tuple[Element, str]]


class _Body:
    """The pieces of one document, and what must be remembered while they are taken."""

    def __init__(self, package: Package) -> None:
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"))
        self._notes = Notes(package)
        self._repeats_mark = False

    def blocks(self, parent: Element, *, contents: bool = False) -> Iterator[Piece]:
        """Every piece in `parent`, in the order in which it stands."""
        held: list[Element] = []
        for child in parent:
            if child.tag == f"{W}p":
                held.append(child)
                if _runs_on(child):
                    continue
            if held:
                yield from self._paragraph(held, contents=contents)
                held = []
            if child.tag == f"{W}tbl":
                yield from table_pieces(child, self._styles, self.blocks)
            elif child.tag != f"{W}p" and child.tag not in _LEFT_OUT and isinstance(child.tag, str):
                listed = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                inside = listed is not None and listed.get(f"{W}val") == _CONTENTS
                yield from self.blocks(child, contents=contents or inside)
        if held:
            yield from self._paragraph(held, contents=contents)

    def _paragraph(self, joined: Sequence[Element], *, contents: bool) -> Iterator[Piece]:
        """One paragraph, or several between which a tracked change took out the break: the last one's mark holds."""
        words = _Words(joined[-1], [], [], [])
        for paragraph in joined:
            words.paragraph = paragraph
            self._gather(paragraph, None, words)
        worded = [(text, run) for text, run in words.runs if run is not None and text.strip()]
        if worded:
            text = "".join(text for text, _ in words.runs)
            yield self._piece(joined[-1], text, worded, contents=contents)
        for box in words.boxes:
            yield from self.blocks(box)
        for reference, mark in words.notes:
            yield from self._notes.pieces(reference, mark, self.blocks)

    def _piece(self, paragraph: Element, text: str, worded: Sequence[tuple[str, Element]], *, contents: bool) -> Piece:
        label = self._label(paragraph)
        largest = max(worded, key=lambda one: len(one[0]))[1]
        return Piece(
            text,
            level=self._styles.level(paragraph),
            label=label,
            depth=max(self._styles.depth(paragraph), label.key[1] if label else 0),
            is_bold=all(self._styles.is_bold(paragraph, run) for _, run in worded),
            size=self._styles.size(paragraph, largest),
            is_contents=contents or self._styles.is_contents(paragraph),
        )

    def _label(self, paragraph: Element) -> Label | None:
        place = self._styles.list_of(paragraph)
        return None if place is None else self._numbering.label(*place)

    def _gather(self, node: Element, run: Element | None, words: _Words) -> None:
        """Puts what stands inside a paragraph into `words`."""
        for child in node:
            if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
                continue
            if child.tag == f"{W}txbxContent":
                words.boxes.append(child)
            elif child.tag in (f"{W}t", f"{_MATH}t"):
                self._add(str(child.text or ""), run if run is not None else node, words)
            elif child.tag in _SPACES:
                self._add(_SPACES[child.tag], run if run is not None else node, words)
            elif child.tag == f"{W}sym":
                self._add(symbol(child), run if run is not None else node, words)
            elif child.tag == f"{W}br":
                self._add("\n", run if run is not None else node, words)
            elif child.tag == f"{W}r":
                self._run(child, words)
            elif child.tag in REFERENCES:
                self._refer(child, "", words)
            elif child.tag in (f"{W}instrText", f"{W}fldChar", f"{W}fldSimple"):
                self._field(child, run, words)
            else:
                self._gather(child, run, words)

    def _add(self, text: str, run: Element, words: _Words) -> None:
        if not self._repeats_mark:
            words.runs.append((text, run))

    def _run(self, run: Element, words: _Words) -> None:
        if self._styles.is_hidden(words.paragraph, run):
            return
        if self._styles.is_struck(words.paragraph, run):
            for reference in (child for child in run if child.tag in REFERENCES):
                self._notes.mark(reference, "")
            return
        own = next((child for child in run if child.tag in REFERENCES and child.get(f"{W}customMarkFollows")), None)
        if own is None:
            self._gather(run, run, words)
        else:
            self._refer(own, "".join(_typed(child) for child in run), words)

    def _refer(self, reference: Element, typed: str, words: _Words) -> None:
        mark = self._notes.mark(reference, typed)
        words.runs.append((cite(mark), None))
        words.notes.append((reference, mark))

    def _field(self, child: Element, run: Element | None, words: _Words) -> None:
        """A field's words are its result; a note's mark that a field repeats is not a word of the sentence."""
        if child.tag == f"{W}fldSimple":
            if not _repeats_mark(str(child.get(f"{W}instr"))):
                self._gather(child, run, words)
        elif child.tag == f"{W}instrText":
            self._repeats_mark = self._repeats_mark or _repeats_mark(str(child.text))
        elif child.get(f"{W}fldCharType") == "end":
            self._repeats_mark = False


def _typed(child: Element) -> str:
    if child.tag == f"{W}sym":
        return symbol(child)
    return str(child.text or "") if child.tag == f"{W}t" else ""


def _repeats_mark(instruction: str) -> bool:
    """Whether a field shows the mark of a note again, raised as the note's own is."""
    steps = instruction.split()
    return steps[:1] == ["NOTEREF"] and "\\f" in steps


def _runs_on(paragraph: Element) -> bool:
    """Whether a tracked change took out the break at the paragraph's end."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))
