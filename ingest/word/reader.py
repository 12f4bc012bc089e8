"""Reads Word documents (.docx): paragraphs and tables in their order, numbered as they are printed.

python-docx opens the file; the pieces are taken from its XML tree, because its own lists of paragraphs leave out
content controls, text boxes and tracked insertions. Headers, footers and comments are not text; tracked deletions are
gone. What the pieces become is decided in `ingest.word.blocks`.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.opc.oxml import parse_xml

from core.errors import DamagedError, EmptyError
from core.records import Reading
from ingest.building import ReadingBuilder, fold
from ingest.word.blocks import Piece, add_pieces
from ingest.word.numbering import Label, Numbering
from ingest.word.styles import Element, Styles, W, is_on

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LEFT_OUT = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sdtPr", "tblPr", "trPr")]
    + [f"{_MC}Fallback"]
)
_SPACES = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
_CONTENTS = "Table of Contents"
_DAMAGE = (
    *(OpcError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError),
    *(SyntaxError, KeyError, ValueError, AttributeError, TypeError),
)
"""What python-docx and the libraries under it raise while opening a file whose archive or XML is broken."""


class WordReader:
    """Reads .docx files."""

    def read(self, path: Path) -> Reading:
        """The document's blocks; it has no pages. Raises DamagedError, or EmptyError for 0 bytes."""
        if path.stat().st_size == 0:
            raise EmptyError(path, "the file is empty (0 bytes)", "Replace it with a whole copy.")
        try:
            body = _Body(docx.Document(str(path)))
        except _DAMAGE as error:
            raise DamagedError(
                path, "the Word document is damaged and cannot be opened", "Fetch it again, or save a fresh copy."
            ) from error
        builder = ReadingBuilder()
        add_pieces(builder, list(body.pieces()))
        return builder.finish()


class _Body:
    """The pieces of one document, and what must be remembered while they are taken."""

    def __init__(self, document: WordDocument) -> None:
        self._root: Element = document.element.body
        related = {part.reltype: part.target_part for part in document.part.rels.values() if not part.is_external}
        self._styles = Styles(document.styles.element)
        numbering = related.get(f"{_RELATIONS}/numbering")
        self._numbering = Numbering(None if numbering is None else parse_xml(numbering.blob))
        self._notes: dict[str, Element] = {}
        for kind in ("footnote", "endnote"):
            part = related.get(f"{_RELATIONS}/{kind}s")
            for note in parse_xml(part.blob).findall(f"{W}{kind}") if part is not None else ():
                self._notes[f"{kind} {note.get(f'{W}id')}"] = note
        self._noted = 0

    def pieces(self) -> Iterator[Piece]:
        """Every piece in the order in which it stands."""
        yield from self._blocks(self._root)

    def _blocks(self, parent: Element, *, contents: bool = False) -> Iterator[Piece]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, contents=contents)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
                listed = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                inside = listed is not None and listed.get(f"{W}val") == _CONTENTS
                yield from self._blocks(child, contents=contents or inside)

    def _paragraph(self, paragraph: Element, *, contents: bool) -> Iterator[Piece]:
        runs: list[tuple[str, Element]] = []
        boxes: list[Element] = []
        notes: list[Element] = []
        for text, element in self._inside(paragraph, None):
            if element is not None and element.tag == f"{W}txbxContent":
                boxes.append(element)
            elif element is not None and element.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                notes.append(element)
            elif element is not None:
                runs.append((text, element))
        text = "".join(words for words, _ in runs)
        if text.strip():
            yield self._piece(paragraph, text, runs, contents=contents)
        for box in boxes:
            yield from self._blocks(box)
        for note in notes:
            yield from self._note(note)

    def _piece(self, paragraph: Element, text: str, runs: list[tuple[str, Element]], *, contents: bool) -> Piece:
        label = self._label(paragraph)
        worded = [(words, run) for words, run in runs if words.strip()]
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

    def _note(self, reference: Element) -> Iterator[Piece]:
        kind = str(reference.tag).removeprefix(W).removesuffix("Reference")
        note = self._notes.get(f"{kind} {reference.get(f'{W}id')}")
        if note is None:
            return
        self._noted += 1
        text = " ".join(piece.text for piece in self._blocks(note))
        yield Piece(f"{self._noted}. {fold(text)}", is_note=True)

    def _table(self, table: Element) -> Iterator[Piece]:
        for row in _within(table, "tr"):
            deleted = row.find(f"{W}trPr/{W}del")
            if deleted is not None:
                continue
            cells = list(_within(row, "tc"))
            contents = [list(self._blocks(cell)) for cell in cells if not _is_merged(cell)]
            if len(cells) < 2 or any(_is_laid_out(cell) for cell in cells) or _has_heading(contents):
                yield from (piece for cell in contents for piece in cell)
                continue
            yield Piece(
                "",
                cells=tuple(" ".join(piece.printed for piece in cell if not piece.is_note) for cell in contents),
            )
            yield from (piece for cell in contents for piece in cell if piece.is_note)

    def _inside(self, node: Element, run: Element | None) -> Iterator[tuple[str, Element | None]]:
        """The words of a paragraph, each with its run, and its text boxes and notes, each with "" before it."""
        for child in node:
            if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
                continue
            if child.tag in (f"{W}txbxContent", f"{W}footnoteReference", f"{W}endnoteReference"):
                yield "", child
            elif child.tag in (f"{W}t", f"{_MATH}t"):
                yield str(child.text or ""), run if run is not None else node
            elif child.tag in _SPACES:
                yield _SPACES[child.tag], run
            elif child.tag == f"{W}br":
                yield "\n", run
            elif child.tag == f"{W}r":
                hidden = child.find(f"{W}rPr/{W}vanish")
                if hidden is None or not is_on(hidden):
                    yield from self._inside(child, child)
            else:
                yield from self._inside(child, run)


def _within(parent: Element, name: str) -> Iterator[Element]:
    """A table's rows or a row's cells, also those that stand in content controls."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _within(child, name)


def _is_merged(cell: Element) -> bool:
    """Whether a cell goes on with the one above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") in (None, "continue")


def _is_laid_out(cell: Element) -> bool:
    return cell.find(f".//{W}tbl") is not None


def _has_heading(contents: list[list[Piece]]) -> bool:
    return any(piece.level is not None for cell in contents for piece in cell)
