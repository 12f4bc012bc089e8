"""Opens a file of Crown Legislation Markup Language: nothing outside it is fetched, no entity is put in.

The schema is https://www.legislation.gov.uk/schema/legislation.xsd. Fragments (one section, one Part) are read as well
as whole Acts, with or without their namespace. This module does not read text.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lxml import etree

from core.errors import DamagedError, ReadError, WrongFormatError
from core.records import Force

LEGISLATION = "http://www.legislation.gov.uk/namespaces/legislation"
METADATA = "http://www.legislation.gov.uk/namespaces/metadata"
TERMS = "http://purl.org/dc/terms/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MATHS = "http://www.w3.org/1998/Math/MathML"
FORCES = {
    "Prospective": Force.PROSPECTIVE,
    "Repealed": Force.REPEALED,
    "Discarded": Force.REPEALED,
    "Dead": Force.REPEALED,
}
"""What the `Status` of an element says; one without any is in force."""


_ROOTS = {
    "Legislation", "Primary", "Secondary", "EURetained", "Body", "EUBody", "Group", "Part", "EUPart", "Chapter",
    "EUChapter", "EUTitle", "EUSection", "EUSubsection", "Pblock", "PsubBlock", "Division", "P1group", "P1",
    "P2group", "P2", "P3group", "P3", "P4", "P5", "P6", "P7", "Schedules", "Schedule", "ExplanatoryNotes",
    "SignedSection", "PrimaryPrelims", "SecondaryPrelims",
}  # fmt: skip
_MOST_BYTES = 64_000_000
_AGAIN = "Fetch it again: legislation.gov.uk serves it under the document's address with /data.xml behind it."


def open_legislation(path: Path) -> etree._Element:
    """The outermost element. Raises a `ReadError` where the file is damaged, hostile or not legislation."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _MOST_BYTES else b""
    except OSError as error:
        happened = f"cannot be opened ({error.strerror})"
        raise ReadError(path, happened, "Check that it is there and may be read.") from error
    if size > _MOST_BYTES:
        happened = f"it holds {size // 1_000_000} MB, more than any Act ({_MOST_BYTES // 1_000_000} MB)"
        raise DamagedError(path, happened, "Fetch the Parts that are needed, each as its own file.")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError(path, f"it is not whole XML ({error})", _AGAIN) from error
    _refuse_entities(path, root)
    _refuse_strangers(path, root)
    return root


def name_of(element: etree._Element) -> str:
    """The element's name without its namespace: `P1group`."""
    return str(element.tag).rpartition("}")[2]


def day_of(text: str | None) -> date | None:
    """The day that `text` begins with ("2014-04-22T00:00:00Z"); None where it names none."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _refuse_entities(path: Path, root: etree._Element) -> None:
    inner = root.getroottree().docinfo.internalDTD
    declared = inner is not None and any(True for _ in inner.iterentities())
    if declared or next(root.iter(etree.Entity), None) is not None:
        raise DamagedError(path, "it declares XML entities, which legislation never does", _AGAIN)


def _refuse_strangers(path: Path, root: etree._Element) -> None:
    known = etree.QName(root).namespace in (None, LEGISLATION)
    if not known or name_of(root) not in _ROOTS:
        happened = f"named as legislation XML (.xml), but its outermost element is <{name_of(root)}>"
        remedy = "Only Crown Legislation Markup Language is read (data.xml of legislation.gov.uk); save others as PDF."
        raise WrongFormatError(path, happened, remedy)
