"""Goes through an Act or an instrument element by element and says what each is: the counterpart of `ingest.pdf.law`.

Headings, numbers and the way they are printed are those of the PDF of the same law: "47 Title" for a section of an Act,
"47.—(1) …" for a regulation, "47(1)" as a number to cite; paragraphs of a Schedule are numbered as printed, under the
Schedule's heading. What is not known here is walked through, and its text kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from lxml import etree

from core.records import BlockKind, Force, Provision
from ingest.building import fold, without_cites
from ingest.legislation.lists import item_markers
from ingest.legislation.markup import name_of
from ingest.legislation.notes import Notes
from ingest.legislation.numbers import beginning, number_of, numbered, printed_number
from ingest.legislation.pieces import PARAGRAPH_DEPTH, Piece
from ingest.legislation.place import Place, within
from ingest.legislation.tables import table_rows
from ingest.legislation.words import INLINE, Words, formula_words, is_law_in_england

_LEVELS = {
    **{"Group": 1, "Schedules": 1, "Schedule": 1, "Appendix": 1, "Attachment": 1, "Part": 2, "EUPart": 2},
    **{"EUTitle": 3, "Chapter": 4, "EUChapter": 4, "EUSection": 5, "Pblock": 5, "EUSubsection": 6, "PsubBlock": 6},
    **{"Division": 7, "P1group": 8, "P2group": 9},
}
"""How deep a division's heading stands; only the order counts."""

_PRELIMS_LEVEL = _APART_LEVEL = 1
_HEAD = ("Number", "Reference", "TitleBlock", "Title", "Subtitle")
"""What a division's heading is made of, in the order of print."""
_SILENT = {"Metadata", "Commentaries", "Footnotes", "Versions", "Resources", "MarginNotes", "CitationLists", "Pnumber"}
_ONE_LINE = {
    *("MadeDate", "LaidDate", "ComingIntoForce", "DateOfEnactment", "SiftedDate", "LaidDraft", "Approved"),
    *("DateSigned", "Address", "Key"),
}
_TITLES = {"Number", "SubjectInformation", "Title", "AlternateTitle", "Subtitle"}
_CHANGES = {"Addition", "Substitution", "Repeal"}
_MARKS = {"CommentaryRef", "MarginNoteRef", "FootnoteRef"}
_NUMBERED = re.compile(r"P([1-7])")
_ONLY_DOTS = re.compile(r"[\s.…]*")
_QUOTES = {"double": ("“", "”"), "default": ("“", "”"), "single": ("‘", "’")}


def walk(root: etree._Element) -> list[Piece]:
    """The pieces of the document in order; those of alternative wordings follow the wording they stand beside."""
    found = _Walk(root)
    found.visit(root, found.beginning)
    found.finish()
    return found.pieces


class _Walk:
    """Collects pieces; `_lead` is what is printed before the next words: "1.—(1) ", "“(a) "."""

    def __init__(self, root: etree._Element) -> None:
        self.pieces: list[Piece] = []
        self._asides: list[Piece] = []
        self.beginning = beginning(root)
        self._notes = Notes(root)
        self._words = Words(self._notes.marks)
        self._lead = ""
        self._headed: etree._Element | None = None
        self._versions = {
            version.get("id"): version for version in root.iter("{*}Version") if version.get("id") is not None
        }
        self._visits: dict[str, Callable[[etree._Element, Place], None]] = {
            "Contents": self._contents,
            "PrimaryPrelims": self._prelims,
            "SecondaryPrelims": self._prelims,
            "EUPrelims": self._prelims,
            "P1group": self._section_group,
            "BlockAmendment": self._quotation,
            "BlockExtract": self._quotation,
            "AppendText": self._append,
            "OrderedList": self._list,
            "UnorderedList": self._list,
            "KeyListItem": self._key,
            "SignedSection": self._signature,
            "ExplanatoryNotes": self._note,
            "EarlierOrders": self._note,
            "table": self._table,
            "math": self._formula,
            "Image": self._image,
            "Repeal": self._repeal,
            "CommentaryRef": self._mention,
        }

    def visit(self, element: etree._Element, outer: Place) -> None:
        """Adds the pieces of the element, then those of the other wordings that it names."""
        name = name_of(element)
        if name in _SILENT:
            return
        self._words.notes.extend(filter(None, [element.get("CommentaryRef")]))
        place = within(outer, element)
        if name in self._visits:
            self._visits[name](element, place)
        elif found := _NUMBERED.fullmatch(name):
            self._provision(element, place, rank=int(found[1]))
        elif name in _LEVELS:
            self._division(element, place)
        elif name in _ONE_LINE or _is_line(element):
            self._say(element, place)
        else:
            self._visit_all(element, place)
        for reference in element.get("AltVersionRefs", "").split():
            self._version(reference, outer)

    def finish(self) -> None:
        """Adds what nothing referred to: other wordings, footnotes and editors' notes."""
        for reference in list(self._versions):
            self._version(reference, self.beginning)
        self._annotate()
        self.pieces.extend(self._notes.left())

    def _visit_all(self, elements: Iterable[etree._Element], place: Place) -> None:
        for element in elements:
            if isinstance(element.tag, str):
                self.visit(element, place)

    def _version(self, reference: str, outer: Place) -> None:
        """Another wording, parted by notes from what stands before and behind it, so that no passage holds both."""
        version = self._versions.pop(reference, None)
        if version is None:
            return
        has_words = any(text.strip() for text in version.itertext())
        if has_words:
            self._put(Piece(BlockKind.ANNOTATION, "Another wording of what stands above:"))
        self._visit_all(version, outer)
        if has_words:
            self._put(Piece(BlockKind.ANNOTATION, "The other wording ends here."))

    def _contents(self, element: etree._Element, place: Place) -> None:
        for entry in element.iter():
            parts = [self._words.of(part) for part in entry if name_of(part) in ("ContentsNumber", "ContentsTitle")]
            if any(parts):
                self._put(Piece(BlockKind.CONTENTS, " ".join(filter(None, parts))))

    def _prelims(self, element: etree._Element, place: Place) -> None:
        """Number and title as one heading, which ends where the first division begins; then what stands below it."""
        titles = [child for child in element if name_of(child) in _TITLES]
        self._head(self._title(titles), place, level=_PRELIMS_LEVEL)
        self._visit_all((child for child in element if child not in titles), place)
        self._end(place, level=_PRELIMS_LEVEL)

    def _division(self, element: etree._Element, place: Place) -> None:
        name = name_of(element)
        if name in ("Schedule", "Appendix", "Attachment"):
            place = replace(place, in_schedule=True)
        heads = [child for child in element if name_of(child) in _HEAD]
        heads.sort(key=lambda child: _HEAD.index(name_of(child)))
        self._head(self._title(heads), place, level=_LEVELS[name])
        outer = place if name == "P2group" else replace(place, number=None, section=None, depth=PARAGRAPH_DEPTH)
        self._visit_all((child for child in element if child not in heads), place if place.quoted else outer)
        self._end(place, level=_LEVELS[name])

    def _section_group(self, element: etree._Element, place: Place) -> None:
        """A section under its title: in an Act, its number opens the title."""
        titles = [child for child in element if name_of(child) == "Title"]
        title = self._title(titles)
        sections = [child for child in element if name_of(child) == "P1"]
        opens = len(sections) == 1 and not place.is_instrument and not place.in_schedule
        if opens:
            title = f"{number_of(sections[0], self._words)} {title}".strip()
            self._headed = sections[0]
        self._head(title, within(place, sections[0]) if opens else place, level=_LEVELS["P1group"])
        self._visit_all((child for child in element if child not in titles), place)
        self._end(place, level=_LEVELS["P1group"])

    def _title(self, parts: Iterable[etree._Element]) -> str:
        """The parts of a heading as one line, without the dots that a repealed title leaves."""
        return " ".join(text for text in map(self._words.of, parts) if not _ONLY_DOTS.fullmatch(text))

    def _provision(self, element: etree._Element, place: Place, *, rank: int) -> None:
        """A section, subsection, paragraph or what is below: P1 to P7."""
        number = number_of(element, self._words)
        place = numbered(place, number, rank=rank)
        if number and element is not self._headed:
            self._lead += printed_number(element, number, rank=rank, place=place)
        before = len(self.pieces)
        self._visit_all(element, place)
        if len(self.pieces) == before and self._lead.strip():
            self._gone("", place)
        if rank == 1 and not place.quoted:
            self._annotate()

    def _quotation(self, element: etree._Element, place: Place) -> None:
        """Words for insertion into another law: quoted, under the number of the section that inserts them."""
        opening, closing = _QUOTES.get(element.get("Format", "none"), ("", ""))
        before, lead = len(self.pieces), self._lead
        self._lead += opening
        target = element.get("TargetClass", "unknown")
        is_instrument = place.is_instrument if target == "unknown" else target == "secondary"
        self._visit_all(element, replace(place, quoted=True, is_instrument=is_instrument))
        said = [piece for piece in self.pieces[before:] if _is_words(piece)]
        if said:
            said[-1].text += closing
        elif self._lead == lead + opening:
            self._lead = lead

    def _append(self, element: etree._Element, place: Place) -> None:
        """Words that go on behind a quotation: ", and"."""
        last = next((piece for piece in reversed(self.pieces) if piece.kind is not BlockKind.FOOTNOTE), None)
        if last is None or not _is_words(last):
            self._say(element, place)
            return
        words = self._words.of(element)
        last.text += words if re.match(r"[\W_]", words) else f" {words}"
        self._put_footnotes(place)

    def _list(self, element: etree._Element, place: Place) -> None:
        """A list; definitions and lists without a mark are paragraphs of their own, as in print."""
        is_plain = element.get("Class") == "Definition" or element.get("Decoration") == "none"
        is_text = is_plain and name_of(element) == "UnorderedList" and place.depth == PARAGRAPH_DEPTH
        inner = place if is_text else replace(place, depth=place.depth + 1)
        for entry, marker in item_markers(element):
            self._lead += marker
            before = len(self.pieces)
            self._visit_all([entry], inner)
            if len(self.pieces) == before and self._lead.endswith(marker):
                self._lead = self._lead.removesuffix(marker)

    def _key(self, element: etree._Element, place: Place) -> None:
        key = next((child for child in element if name_of(child) == "Key"), None)
        sign = (element.getparent().get("Separator") if element.getparent() is not None else None) or "—"
        self._lead += f"{self._words.of(key)} {sign} " if key is not None else ""
        before = len(self.pieces)
        self._visit_all((child for child in element if child is not key), replace(place, depth=place.depth + 1))
        if len(self.pieces) == before and self._lead:
            text, self._lead = self._lead, ""
            self._put_body(_line(text, place), place)

    def _signature(self, element: etree._Element, place: Place) -> None:
        self._head("Signature", place, level=_APART_LEVEL)
        self._visit_all(element, replace(place, number=None, section=None))
        self._end(place, level=_APART_LEVEL)

    def _note(self, element: etree._Element, place: Place) -> None:
        """An explanatory note: no provision of the law, and kept, as in the PDF."""
        titles = [child for child in element if name_of(child) == "Title"]
        title = self._title(titles) or "Explanatory note"
        apart = Place(is_instrument=place.is_instrument)
        self._head(title, apart, level=_APART_LEVEL)
        self._visit_all((child for child in element if child not in titles), apart)
        self._end(apart, level=_APART_LEVEL)

    def _table(self, element: etree._Element, place: Place) -> None:
        for row in table_rows(element, self._words):
            self._put_body(Piece(BlockKind.ROW, row), place)
        self._visit_all(element.iter("{*}Image"), place)

    def _formula(self, element: etree._Element, place: Place) -> None:
        self._put_body(Piece(BlockKind.FIGURE, formula_words(element)), place)

    def _image(self, element: etree._Element, place: Place) -> None:
        said = element.get("Description") or ""
        if said.strip():
            self._put_body(Piece(BlockKind.FIGURE, said), place)
        else:
            where = f" in {place.number}" if place.number else " here"
            note = f"A picture stands{where}; it was not read ({element.get('ResourceRef') or 'no name'})."
            self._asides.append(Piece(BlockKind.ANNOTATION, note, place.provision))

    def _repeal(self, element: etree._Element, place: Place) -> None:
        """Whole lines that were repealed; where that was for another country only, they are still law."""
        if is_law_in_england(element):
            self._visit_all(element, place)
        else:
            self._gone(self._words.with_repealed(element), place)

    def _mention(self, element: etree._Element, place: Place) -> None:
        self._words.notes.extend(filter(None, [element.get("Ref")]))

    def _say(self, element: etree._Element, place: Place) -> None:
        """A line of text: a paragraph, or an item at the depth of its list."""
        text, lead = self._words.of(element), self._lead
        loses = self._words.are_repealed_in(element)
        if _ONLY_DOTS.fullmatch(text) or (loses and not _has_words(text)):
            if repealed := self._words.with_repealed(element):
                self._gone(repealed, place)
            return
        self._put_body(_line(text, place), place)
        if loses and not place.is_repealed:
            self._lead = lead
            self._gone(self._words.with_repealed(element), place)
        self._visit_all(element.iter("{*}Image"), place)

    def _gone(self, text: str, place: Place) -> None:
        """The record that something was repealed here: its number, what it said or what is left of it; no law."""
        provision = replace(place.provision or Provision(), force=Force.REPEALED)
        above = place.number or "" if place.depth > PARAGRAPH_DEPTH else ""
        text, self._lead = above + self._lead + (without_cites(text) or ". . ."), ""
        self._asides.append(Piece(BlockKind.ANNOTATION, text, provision))
        self._asides.extend(self._notes.footnotes(self._words, replace(place, provision=provision)))

    def _head(self, text: str, place: Place, *, level: int) -> None:
        """A heading; among quoted words it is a line of them."""
        if not text:
            return
        if place.quoted:
            self._put_body(_line(text, replace(place, depth=place.depth + 1)), place)
        else:
            self._put(Piece(BlockKind.HEADING, text, place.provision, level=level))

    def _end(self, place: Place, *, level: int) -> None:
        """The end of a division: the editors' notes met in it, and its heading closed."""
        if not place.quoted:
            self._annotate()
            self._put(Piece(BlockKind.HEADING, "", level=level))

    def _put_body(self, piece: Piece, place: Place) -> None:
        """Adds words of the law behind what is printed before them; as a note where they are law no longer."""
        if not fold(piece.text):
            return
        piece.text, self._lead = self._lead + piece.text, ""
        piece.provision, piece.number = place.provision, place.number
        if place.is_repealed:
            piece.kind = BlockKind.ANNOTATION
        self._put(piece)
        self._put_footnotes(place)

    def _put(self, piece: Piece) -> None:
        self.pieces.append(piece)

    def _put_footnotes(self, place: Place) -> None:
        self.pieces.extend(self._notes.footnotes(self._words, place))

    def _annotate(self) -> None:
        """What is no law, behind the section it belongs to: repeals, pictures, and the editors' notes met in it."""
        self.pieces.extend(self._asides)
        self._asides.clear()
        self.pieces.extend(self._notes.annotations(self._words))


def _is_words(piece: Piece) -> bool:
    return piece.kind.is_body and piece.kind is not BlockKind.FOOTNOTE


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in without_cites(text))


def _line(text: str, place: Place) -> Piece:
    if place.depth == PARAGRAPH_DEPTH:
        return Piece(BlockKind.PARAGRAPH, text)
    return Piece(BlockKind.ITEM, text, depth=place.depth)


def _is_line(element: etree._Element) -> bool:
    """Whether an element holds text of its own, not only other lines or marks of notes."""
    if (element.text or "").strip():
        return True
    return any((child.tail or "").strip() or _is_inline(child) for child in element)


def _is_inline(element: etree._Element) -> bool:
    """Whether an element stands within a line; an amendment may also be put around whole lines."""
    name = name_of(element)
    if name in _CHANGES:
        return all(name_of(child) in INLINE for child in element)
    return name in INLINE and name not in _MARKS
