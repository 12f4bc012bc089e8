"""Which reader reads a file: by its name, when its first bytes agree.

    reading = read_file(Path("missing-children.docx"))

A file whose bytes are of another format is refused with both named, rather than read as what it is not: its name is
what people and the manifest go by.
"""

from __future__ import annotations

import re
import zipfile
from functools import cache
from pathlib import Path

from core.errors import (
    DamagedError,
    EmptyError,
    EncryptedError,
    ReadError,
    UnknownFormatError,
    UnsafeError,
    WrongFormatError,
)
from core.records import Reader, Reading
from ingest.formats import FORMATS
from ingest.pdf.ocr import is_installed
from ingest.quotes import check_reading
from ingest.versions import code_version, reached

_CODE = {
    "PDF": ("ingest.pdf.scans", "ingest.pdf.quote"),
    "Word": ("ingest.word.reader",),
    "HTML": ("ingest.web.reader",),
    "legislation XML": ("ingest.legislation.reader",),
    "Markdown": ("ingest.markdown.reader", "ingest.web.reader"),
    "text": ("ingest.plain",),
}
"""What reads each format; the check of quotes comes to all of them, and names the rooms of formats that it is not
about."""
_SHARED_CODE = ("ingest.readers", "ingest.quotes", "ingest.raw", "ingest.pdf.quote")
_FORMAT_ROOMS = ("ingest.pdf.", "ingest.word.", "ingest.web.", "ingest.legislation.", "ingest.markdown.")
_NAMES = {
    "PDF": "a PDF",
    "Word": "a Word document (.docx)",
    "HTML": "a web page (.html)",
    "legislation XML": "legislation XML (.xml)",
    "Markdown": "Markdown (.md)",
    "text": "plain text (.txt)",
}
_SAVE_AS = "Open it in the program that made it and save it as PDF or .docx."
_SIGNATURES = (
    (b"{\\rtf", "a rich text file (.rtf)", _SAVE_AS),
    (b"\x89PNG", "a picture (PNG)", "Replace it with a copy that holds text."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Replace it with a copy that holds text."),
    (b"GIF8", "a picture (GIF)", "Replace it with a copy that holds text."),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it and name what was in it."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PAGE_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_LARGEST = {"HTML": 32, "Markdown": 5, "text": 20}
"""Megabytes that a text may have; a web page may hold its pictures."""

_HEAD = 1024
_FOREIGN = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What parsers are known to throw at damaged or hostile files; RecursionError and UnicodeError are among them."""


def read_file(path: Path) -> Reading:
    """What `path` says. Raises a `ReadError` that names the file, what is wrong with it and what to do."""
    wanted = FORMATS.get(path.suffix.lower())
    if wanted is None:
        known = ", ".join(FORMATS)
        raise UnknownFormatError(
            path, f"no reader for files named {path.suffix or 'without an ending'}", f"Known are {known}."
        )
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        happened = f"cannot be opened ({error.strerror})"
        raise ReadError(path, happened, "Check that it is there and may be read.") from error
    if not head:
        raise EmptyError(path, "the file is empty (0 bytes)", "Replace it with a whole copy.")
    _check_size(path, wanted)
    _check_format(path, wanted, head)
    reading = _read(wanted, path)
    if not any(character.isalnum() for character in reading.text):
        raise EmptyError(path, "the file holds no words", "Replace it with a copy that holds text, or leave it out.")
    return reading


@cache
def reader_version(ending: str) -> str:
    """Changes whenever files with that ending (".pdf") may be read otherwise, also when OCR is installed.

    What changes in another format's reader changes nothing here. Endings of one format have one version; "" for an
    ending that has no reader.
    """
    wanted = FORMATS.get(ending.lower())
    if wanted is None:
        return ""
    modules, foreign = code_of(wanted)
    version = code_version(modules, foreign)
    return f"{wanted} {version}-ocr" if wanted == "PDF" and is_installed() else f"{wanted} {version}"


def code_of(wanted: str) -> tuple[frozenset[str], frozenset[str]]:
    """What reads a format ("PDF"): modules of ours, and first names of others'."""
    code = _CODE[wanted]
    others = tuple(room for room in _FORMAT_ROOMS if not any(module.startswith(room) for module in code))
    return reached((*code, "ingest.building", "ingest.letters"), alone=_SHARED_CODE, without=others)


def _read(wanted: str, path: Path) -> Reading:
    """The checked reading; what a parser throws at a file that it did not foresee becomes the file's own error."""
    try:
        if wanted == "PDF":
            from ingest.pdf.scans import read_pdf

            return read_pdf(path)
        return check_reading(path, _reader(wanted).read(path))
    except ReadError:
        raise
    except _FOREIGN as error:
        happened = f"it cannot be read ({type(error).__name__}: {error})"
        raise DamagedError(path, happened, "Save it anew in the program that made it, or leave it out.") from error


def _reader(wanted: str) -> Reader:
    if wanted == "Word":
        from ingest.word.reader import WordReader

        return WordReader()
    if wanted == "HTML":
        from ingest.web.reader import WebReader

        return WebReader()
    if wanted == "legislation XML":
        from ingest.legislation.reader import LegislationReader

        return LegislationReader()
    if wanted == "Markdown":
        from ingest.markdown.reader import MarkdownReader

        return MarkdownReader()
    from ingest.plain import PlainReader

    return PlainReader()


def _check_size(path: Path, wanted: str) -> None:
    """Raises where a text is so large that reading it would take minutes; the longest real ones are under 1 MB."""
    most, size = _LARGEST.get(wanted), path.stat().st_size / 1024 / 1024
    if most is not None and size > most:
        raise UnsafeError(
            path,
            f"the file has {size:,.0f} MB; {_NAMES[wanted]} is read up to {most} MB",
            "Split it into documents, or leave it out.",
        )


def _check_format(path: Path, wanted: str, head: bytes) -> None:
    """Raises where the first bytes are surely another format's; bytes of no known format are left to the reader."""
    if head.startswith(_OLE) and wanted == "Word" and _ENCRYPTED_PACKAGE in path.read_bytes():
        raise EncryptedError(
            path, "the document asks for a password", "Save a copy without the password and put it in its place."
        )
    found, remedy = _format_of(path, head)
    if found and found != _NAMES[wanted]:
        raise WrongFormatError(path, f"named as {_NAMES[wanted]}, but its contents are {found}", remedy)


def _format_of(path: Path, head: bytes) -> tuple[str | None, str]:
    """The format that the first bytes show, in words, and what to do about it; None where they show none."""
    if b"%PDF-" in head:
        return _NAMES["PDF"], "Give the file the ending .pdf."
    if head.startswith(_OLE):
        return "an old Office file (.doc, .xls or .ppt)", _SAVE_AS
    if head.startswith(b"PK\x03\x04"):
        return _zip_format(path)
    for signature, name, remedy in _SIGNATURES:
        if head.startswith(signature):
            return name, remedy
    if _PAGE_START.match(head):
        return _NAMES["HTML"], "If it is the guidance itself, name it .html; if not, fetch the document again."
    return None, ""


def _zip_format(path: Path) -> tuple[str, str]:
    """What kind of ZIP file it is; one that cannot be listed is taken for a damaged Word document."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return _NAMES["Word"], "Give the file the ending .docx, or fetch it again if it does not open."
    for folder, name in (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint file")):
        if any(entry.startswith(folder) for entry in names):
            return name, _SAVE_AS
    if "mimetype" in names and "content.xml" in names:
        return "an OpenDocument file", _SAVE_AS
    if any(entry.startswith("word/") for entry in names):
        return _NAMES["Word"], "Give the file the ending .docx."
    return "a ZIP archive", "Unpack it and name the documents that were in it."
