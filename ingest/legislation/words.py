"""The words of an element as a reader of the law sees them: editors' marks out, repealed words out, cites in.

    <Text>A council<CommentaryRef Ref="c1"/> must <Repeal>. . .</Repeal> act.</Text>   "A council must act."

Repealed words are out though the publisher still prints them, unless they were repealed for another country only.
This module knows what stands inside a line; which lines are sections or items is `ingest.legislation.walk`'s to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from ingest.building import cite, fold
from ingest.legislation.markup import MATHS, name_of

INLINE = {
    "Abbreviation", "Acronym", "Addition", "Character", "Citation", "CitationSubRef", "CommentaryRef",
    "Definition", "Emphasis", "Expanded", "ExternalLink", "FootnoteRef", "Inferior", "InlineAmendment",
    "InternalLink", "MarginNoteRef", "Proviso", "Repeal", "SmallCaps", "Span", "Strike", "Strong",
    "Substitution", "Superior", "Term", "Underline", "Uppercase",
}  # fmt: skip
"""Elements that stand within a line."""

_GLUED = frozenset({*INLINE, "a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup", "u"})
_CHARACTERS = {"Minus": "−", "ThinSpace": " ", "EmSpace": " ", "EnSpace": " ", "NonBreakingSpace": " "}
_SPACE = re.compile(r"\s+")
_OPENS, _CLOSES = "“‘(", ",.;:)”’—"


def is_law_in_england(repeal: etree._Element) -> bool:
    """Whether words marked as repealed are still printed, and were repealed for other parts of the Kingdom only."""
    extent = repeal.get("Extent", "")
    return _is_printed(repeal) and extent != "" and "E" not in extent.split("+")


def _is_printed(repeal: etree._Element) -> bool:
    return str(repeal.get("RetainText")) == "true"


_Keeps = Callable[[etree._Element], bool]


class Words:
    """Reads lines of one document and remembers which notes they refer to.

    `marks` has the printed mark of each footnote by its id. `notes` are the ids of the editors' notes met since they
    were last taken, `cited` those of the footnotes, in order.
    """

    def __init__(self, marks: Mapping[str, str]) -> None:
        self._marks = marks
        self.notes: list[str] = []
        self.cited: list[str] = []

    def of(self, element: etree._Element) -> str:
        """The element's words on one line, with a `cite` where a footnote's mark stands."""
        return _tidy("".join(self._parts(element)))

    def with_repealed(self, element: etree._Element) -> str:
        """The same with what was repealed left in (mostly dots), for the record that it was there."""
        return _tidy("".join(self._parts(element, keeps=lambda repeal: True)))

    def are_repealed_in(self, element: etree._Element) -> bool:
        """Whether the publisher still prints words in it, not dots alone, that were repealed for England."""
        repeals = (one for one in element.iter("{*}Repeal") if _is_printed(one) and not is_law_in_england(one))
        return any(character.isalnum() for repeal in repeals for text in repeal.itertext() for character in text)

    def _parts(self, element: etree._Element, *, keeps: _Keeps = is_law_in_england) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                gap = "" if name_of(child) in _GLUED else " "
                yield gap
                yield from self._child(child, keeps=keeps)
                yield gap
            yield child.tail or ""

    def _child(self, child: etree._Element, *, keeps: _Keeps) -> Iterator[str]:
        name = name_of(child)
        if reference := child.get("CommentaryRef") or (child.get("Ref") if name == "CommentaryRef" else None):
            self.notes.append(reference)
        if name == "FootnoteRef":
            yield self._cite(child.get("Ref", ""))
        elif name == "Character":
            yield _CHARACTERS.get(child.get("Name", ""), " ")
        elif child.tag == f"{{{MATHS}}}math":
            yield formula_words(child)
        elif name != "Footnote" and (name != "Repeal" or keeps(child)):
            yield from self._parts(child, keeps=keeps)

    def _cite(self, reference: str) -> str:
        if reference not in self._marks:
            return ""
        self.cited.append(reference)
        return cite(self._marks[reference])


def formula_words(element: etree._Element) -> str:
    """The signs of a formula in the order of its markup, which need not be the order in which it is read."""
    return " ".join(fold(text) for text in element.itertext() if text.strip())


def _tidy(text: str) -> str:
    """One line; where line breaks of the file's own layout part a word from its punctuation, they go."""
    return fold(_SPACE.sub(_kept, text))


def _kept(space: re.Match[str]) -> str:
    """White space as it is; nothing where a line break parts a word from its punctuation."""
    if "\n" not in space[0]:
        return space[0]
    start, end = space.span()
    before, after = space.string[max(0, start - 1) : start], space.string[end : end + 1]
    parts = (before and before in _OPENS) or (after and after in _CLOSES) or before + after == ")("
    return "" if parts else space[0]
