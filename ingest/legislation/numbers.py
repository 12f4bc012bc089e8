"""Numbers of provisions: as a citation needs them ("47(1)") and as they are printed before their words ("47.—(1) ").

    section 47(1) of an Act: cited as "47(1)", printed as "(1) " under the heading "47 Title"
    regulation 47(1): cited as "47(1)", printed as "47.—(1) "
    paragraph 2(1) of a Schedule: cited as "2(1)" under the Schedule's heading, printed as "2 (1) " or "2.—(1) "

The PDF of the same law is numbered alike by `ingest.pdf.law`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from ingest.building import without_cites
from ingest.legislation.markup import METADATA, name_of
from ingest.legislation.pieces import PARAGRAPH_DEPTH
from ingest.legislation.place import Place
from ingest.legislation.words import Words

_ADDRESS = re.compile(r"/(?:section|article|regulation|rule|paragraph)/(\w+)(?:/(\w+))?")
_INSTRUMENTS = re.compile(r"legislation\.gov\.uk/(?:id/)?(?:uksi|wsi|ssi|nisr|nisi|ukmo|ukci|ukdsi|sdsi|nidsr|wdsi)/")
_INSERTED = ("Addition", "Substitution")
_WORD_BEFORE = re.compile(r"^(?:Article|Rule|Regulation|Section)\s+", re.IGNORECASE)


def beginning(root: etree._Element) -> Place:
    """Where the document begins: for a fragment, as far as its address tells."""
    address = root.get("IdURI") or root.get("DocumentURI") or ""
    number = _ADDRESS.search(address)
    section, sub = number.groups() if number else (None, None)
    sub = sub if sub and any(letter.isdigit() for letter in sub) else None
    is_instrument = (
        next(root.iter("{*}Secondary", f"{{{METADATA}}}SecondaryMetadata"), None) is not None
        or any(_INSTRUMENTS.search(element.get("IdURI", "")) for element in root.iter("{*}P1"))
        or _INSTRUMENTS.search(address) is not None
    )
    return Place(
        number=f"{section}({sub})" if sub else section,
        section=section,
        is_instrument=is_instrument,
        in_schedule="/schedule/" in address,
    )


def number_of(element: etree._Element, words: Words) -> str:
    """The number of a provision without its stop or brackets: "47", "1A", "a"; "" where it has none."""
    parts = [part for child in element for part in (child if name_of(child) in _INSERTED else [child])]
    found = next((part for part in parts if name_of(part) == "Pnumber"), None)
    if found is None:
        return ""
    return _WORD_BEFORE.sub("", without_cites(words.of(found) or words.with_repealed(found))).strip(" .()[]")


def numbered(place: Place, number: str, *, rank: int) -> Place:
    """The place inside a numbered provision; quoted words and lists below subsections take no number of their own."""
    if place.quoted or rank > 2:
        return replace(place, depth=place.depth + 1)
    if not number:
        return replace(place, depth=PARAGRAPH_DEPTH)
    if rank == 1:
        return replace(place, number=number, section=number, depth=PARAGRAPH_DEPTH)
    return replace(place, number=f"{place.section or ''}({number})", depth=PARAGRAPH_DEPTH)


def printed_number(element: etree._Element, number: str, *, rank: int, place: Place) -> str:
    """The number as it stands before its words: "(1) " and "(a) ", "47.—" before "(1) ", "47 " in a Schedule."""
    if rank > 1:
        return f"({number}) "
    if not place.is_instrument:
        return f"{number} "
    first = next((child for part in element if name_of(part) == "P1para" for child in part), None)
    return f"{number}.—" if first is not None and name_of(first) in ("P2", "P2group") else f"{number}. "
