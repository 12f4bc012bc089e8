"""Word's footnotes and endnotes: their words, and the marks by which the text cites them.

Word stores no marks: it counts the references as it prints them, footnotes in numbers and endnotes in small Roman ones
unless the document says otherwise (ECMA-376 part 1, 17.11). A count that starts again on every page is not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ingest.building import fold
from ingest.word.blocks import Piece
from ingest.word.numbering import shown
from ingest.word.package import Package
from ingest.word.styles import Element, W

REFERENCES = (f"{W}footnoteReference", f"{W}endnoteReference")
_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(frozen=True, slots=True)
class _Kind:
    """The notes of one kind by their ids, the format of their marks, and how many have been cited."""

    notes: dict[str, Element]
    style: str
    cited: int = 0


class Notes:
    """The notes of one document."""

    def __init__(self, package: Package) -> None:
        settings = package.part("settings")
        self._kinds: dict[str, _Kind] = {}
        for kind, usual in _FORMATS.items():
            part = package.part(f"{kind}s")
            found = {} if part is None else {str(one.get(f"{W}id")): one for one in part.findall(f"{W}{kind}")}
            said = None if settings is None else settings.find(f"{W}{kind}Pr/{W}numFmt")
            self._kinds[kind] = _Kind(found, usual if said is None else str(said.get(f"{W}val")))

    def mark(self, reference: Element, typed: str) -> str:
        """The mark that a reference prints: the one `typed` behind it, else the next of its count."""
        name = _kind(reference)
        if reference.get(f"{W}customMarkFollows") in ("1", "true", "on") and typed.strip():
            return fold(typed)
        kind = self._kinds[name] = replace(self._kinds[name], cited=self._kinds[name].cited + 1)
        return shown(kind.cited, kind.style) or str(kind.cited)

    def pieces(self, reference: Element, mark: str, blocks: Callable[[Element], Iterator[Piece]]) -> Iterator[Piece]:
        """The note that a reference names, its paragraphs as one; none where it is not there."""
        note = self._kinds[_kind(reference)].notes.pop(str(reference.get(f"{W}id")), None)
        if note is not None:
            text = fold(" ".join(piece.printed if piece.row is None else piece.row for piece in blocks(note)))
            yield Piece(
                text.removeprefix(mark).lstrip() if text.startswith(f"{mark} ") else text, is_note=True, mark=mark
            )


def _kind(reference: Element) -> str:
    return str(reference.tag).removeprefix(W).removesuffix("Reference")
