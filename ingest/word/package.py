"""Opens the archive that a Word document is (ECMA-376 part 2): its main part and those that belong to it, as XML.

Nothing is unpacked to disk, no entity is expanded and no address is followed. What would fill the memory, reach out of
the archive or declare entities is refused before it is read; pictures and other parts that hold no words are not read.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from core.errors import DamagedError, EncryptedError, UnsafeError, WrongFormatError
from ingest.word.styles import Element

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "[Content_Types].xml"
_WORD = re.compile(r"wordprocessingml|ms-word")
_MOST_ENTRIES = 10_000
_LARGEST = 16 * 1024 * 1024
"""Bytes of one part of XML, unpacked; a document of five hundred pages has four million."""

_STEEPEST = 400
_STEEP_FROM = 8 * 1024 * 1024
_DECLARES = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)\b")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises at an archive whose bytes are not as they should be."""


class Package:
    """The parts of one document: `part("styles")` is the root of its styles, None where it has none."""

    def __init__(self, path: Path) -> None:
        """Opens `path`. Raises DamagedError, EncryptedError, UnsafeError or WrongFormatError."""
        self._path = path
        try:
            with zipfile.ZipFile(path) as archive:
                self._entries = {entry.filename: entry for entry in archive.infolist()}
                self._check()
                self._read(archive)
        except _BROKEN as error:
            raise self._damaged() from error

    def part(self, kind: str) -> Element | None:
        """The root of the part that the main one names as its `kind`: "styles", "numbering", "footnotes"."""
        return self._parts.get(kind)

    def _check(self) -> None:
        if len(self._entries) > _MOST_ENTRIES:
            raise self._unsafe(
                f"the document holds {len(self._entries):,} files, more than the {_MOST_ENTRIES:,} allowed"
            )
        for name, entry in self._entries.items():
            steps = name.replace("\\", "/").split("/")
            if ".." in steps or steps[0] == "" or ":" in steps[0]:
                raise self._unsafe(f"it holds a file named {name[:80]!r}, which reaches outside the document")
            if entry.flag_bits & 1:
                raise EncryptedError(
                    self._path, "the document asks for a password", "Save a copy without the password in its place."
                )

    def _read(self, archive: zipfile.ZipFile) -> None:
        self._parts: dict[str, Element] = {}
        main = self._related(archive, "").get("officeDocument")
        if main is None:
            raise self._damaged("it does not say which part of it holds its text")
        self._check_type(archive, main)
        self.main = self._root(archive, main)
        for kind, target in self._related(archive, main).items():
            if kind in ("styles", "numbering", "footnotes", "endnotes", "settings") and target in self._entries:
                self._parts[kind] = self._root(archive, target)

    def _check_type(self, archive: zipfile.ZipFile, main: str) -> None:
        """Raises where the list of the parts' types is missing or names the main one as something else."""
        types = self._root(archive, _TYPES)
        named = {str(one.get("PartName")).lower(): str(one.get("ContentType")) for one in types.iter("{*}Override")}
        ending = {str(one.get("Extension")).lower(): str(one.get("ContentType")) for one in types.iter("{*}Default")}
        found = named.get(f"/{main}".lower()) or ending.get(main.rpartition(".")[2].lower(), "nothing")
        if not _WORD.search(found):
            raise self._damaged(f"its main part is declared as {found[:100]}, not as a Word text")

    def _related(self, archive: zipfile.ZipFile, name: str) -> dict[str, str]:
        """The parts that a part names, by kind; the first of each."""
        folder, base = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        found: dict[str, str] = {}
        if listed not in self._entries:
            return found
        for relation in self._root(archive, listed).iter(_RELATION):
            kind, target = str(relation.get("Type")), str(relation.get("Target"))
            if kind.startswith(_STRICT):
                raise WrongFormatError(
                    self._path,
                    "a Word document in the strict form of Open XML",
                    "Save it as an ordinary .docx in Word.",
                )
            if kind.startswith(_OFFICE) and relation.get("TargetMode") != "External":
                place = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found.setdefault(kind.rpartition("/")[2], place)
        return found

    def _root(self, archive: zipfile.ZipFile, name: str) -> Element:
        """The root element of one part."""
        entry = self._entries.get(name)
        if entry is None:
            raise self._damaged(f"its part {name} is missing")
        steep = entry.file_size > _STEEPEST * max(entry.compress_size, 1)
        if entry.file_size > _LARGEST or (steep and entry.file_size > _STEEP_FROM):
            raise self._unsafe(
                f"its part {name} unpacks to {entry.file_size / 1024 / 1024:,.0f} MB, as no document does"
            )
        content = archive.read(entry)
        if _DECLARES.search(content):
            raise self._unsafe(f"its part {name} declares entities, as no Word document does")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged(f"its part {name} is not whole XML") from error

    def _damaged(self, why: str = "") -> DamagedError:
        happened = "the Word document is damaged and cannot be opened" + (f": {why}" if why else "")
        return DamagedError(self._path, happened, "Fetch it again, or save a fresh copy.")

    def _unsafe(self, happened: str) -> UnsafeError:
        return UnsafeError(self._path, happened, "It was not read. Ask its sender for a sound copy, or leave it out.")
