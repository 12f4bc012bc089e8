"""The footnotes of a web page: which part holds them, what their marks are, and which links cite them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from ingest.building import cite, fold

_HOLDERS = "[role=doc-endnotes], [role=doc-footnote], .footnotes, #footnotes, .footnote-definition"
_FROM_WORD = "div[id^=ftn], div[id^=edn]"
_FROM_WORD_ID = re.compile(r"(?:ftn|edn)\d+")
_MARK = re.compile(
    r"[\[(]?\s*+(?:(?:(?:foot|end)(?:note)?|note)\s*+)?([\da-z]{1,4}|[*†‡§¶#]{1,4})\s*[\])]?\.?", re.IGNORECASE
)
_BRACKETED = re.compile(r"\[\d{1,3}\]")
_OPENING = re.compile(r"[\[(]?(\d{1,3}|[*†‡§]{1,3})[\])]?\.?\s+(?=\S)")


@dataclass(slots=True, eq=False)
class Note:
    """A footnote: its element, its mark as printed, and whether it has been given."""

    element: LexborNode
    mark: str
    is_given: bool = False


@dataclass(slots=True)
class PageNotes:
    """The footnotes of one part of a page. `cited` are those of the text read since they were last taken."""

    _by_id: dict[str, Note] = field(default_factory=dict)
    _by_holder: dict[int, list[Note]] = field(default_factory=dict)
    _cited: list[Note] = field(default_factory=list)

    def find(self, part: LexborNode) -> None:
        """Notes all footnotes in `part`, before it is read."""
        for holder in part.css(f"{_HOLDERS}, {_FROM_WORD}"):
            if holder.mem_id in self._by_holder or not is_footnotes(holder) or _is_held(holder):
                continue
            found = [Note(one, mark) for one, mark in _notes(holder)]
            self._by_holder[holder.mem_id] = found
            for note in found:
                for name in _names(note.element):
                    self._by_id.setdefault(name, note)

    def cite(self, link: LexborNode) -> str:
        """What stands for a note's mark in the text; "" where the note was cited before, for it is shown once."""
        reference = link if link.tag == "a" else link.css_first("a[href*='#']")
        note = None
        if reference is not None:
            note = self._by_id.get((reference.attributes.get("href") or "").rpartition("#")[2])
        if note is None or note in self._cited or note.is_given:
            return ""
        self._cited.append(note)
        return cite(note.mark)

    def take(self) -> list[Note]:
        """The notes cited since the last call, in order."""
        taken, self._cited = self._cited, []
        for note in taken:
            note.is_given = True
        return taken

    def rest(self, holder: LexborNode) -> list[Note]:
        """The notes in a holder that no text has cited; each is given once."""
        left = [note for note in self._by_holder.get(holder.mem_id, ()) if not note.is_given]
        for note in left:
            note.is_given = True
        return left


def is_footnotes(node: LexborNode) -> bool:
    """Whether a block holds footnotes of the page."""
    role = node.attributes.get("role") or ""
    names = (node.attributes.get("class") or "").split()
    own = node.attributes.get("id") or ""
    named = "footnotes" in names or "footnote-definition" in names or own == "footnotes"
    return role in ("doc-endnotes", "doc-footnote") or named or _FROM_WORD_ID.fullmatch(own) is not None


def is_note_link(node: LexborNode) -> bool:
    """Whether an element is the mark of a footnote, raised or in square brackets, which is no word of the sentence."""
    if node.attributes.get("role") == "doc-noteref" or "footnote-ref" in (node.attributes.get("class") or "").split():
        return True
    if node.tag not in ("sup", "a"):
        return False
    if node.tag == "a" and _BRACKETED.fullmatch(fold(node.text())):
        return (node.attributes.get("href") or "").startswith("#")
    link, raised = (node, node.css_first("sup")) if node.tag == "a" else (node.css_first("a[href*='#']"), node)
    if link is None or raised is None or "#" not in (link.attributes.get("href") or ""):
        return False
    text = fold(node.text())
    return text in (fold(link.text()), fold(raised.text())) and _MARK.fullmatch(text) is not None


def note_words(note: Note, texts: Callable[[LexborNode], Iterator[str]]) -> str:
    """A note's words without the mark that it may begin with."""
    text = fold("".join(texts(note.element)))
    opening = _OPENING.match(text)
    return text[opening.end() :] if opening and opening[1] == note.mark else text


def _notes(holder: LexborNode) -> Iterator[tuple[LexborNode, str]]:
    """Each note in a holder with its mark: the items of its list by their count, else its paragraphs by their words."""
    lists = holder.css("ol")
    if lists:
        for number, item in enumerate((child for child in lists[0].iter() if child.tag == "li"), start=1):
            yield item, str(number)
        return
    own = f"{holder.attributes.get('class')} {holder.attributes.get('id')} {holder.attributes.get('role')}"
    several = holder.css("li") or (holder.css("p") if re.search(r"footnotes|endnotes", own) else [])
    for number, item in enumerate(several or [holder], start=1):
        opening = _OPENING.match(f"{fold(item.text(separator=' '))} .")
        yield item, opening[1] if opening else str(number)


def _is_held(holder: LexborNode) -> bool:
    """Whether a holder stands inside another."""
    above = holder.parent
    while above is not None and not is_footnotes(above):
        above = above.parent
    return above is not None


def _names(element: LexborNode) -> Iterator[str]:
    for node in (element, *element.css("[id], [name]")):
        for key in ("id", "name"):
            if name := node.attributes.get(key):
                yield name
