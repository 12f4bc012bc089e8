"""Reads a library's manifest, `library.toml`: what each document is, before any of them is opened.

    [library]                       optional: `name`, and a `notice` that is shown with every document
    [[document]]                    one entry a file
    [[folder]]                      one entry for a folder of Markdown files that share their values

Every field is described in `docs/library.md`. All mistakes are found in one pass and raised together, each with its
line. It does not open the documents: whether they can be read is the readers' to say.
"""

from __future__ import annotations

import errno
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.errors import LibraryError, Mistake
from core.records import Document, Tier

MANIFEST = "library.toml"

_TEXT_FIELDS = ("id", "file", "title", "publisher", "tier", "applies_to", "edition", "supersedes", "superseded_by")
_OPTIONAL_TEXT = ("url", "licence", "notice", "owner")
DATE_FIELDS = ("published", "enacted", "in_force_from", "in_force_to", "withdrawn", "review_due")
_SHARED_FIELDS = ("publisher", "tier", "applies_to", "edition", *_OPTIONAL_TEXT, *DATE_FIELDS)
FIELDS = {
    "library": ("name", "notice"),
    "document": (*_TEXT_FIELDS, *_OPTIONAL_TEXT, *DATE_FIELDS),
    "folder": ("path", "id_prefix", "superseded_by", *_SHARED_FIELDS),
}
IN_ORDER = (("in_force_from", "in_force_to"), ("enacted", "in_force_from"), ("published", "withdrawn"))
REQUIRED = {
    "document": ("id", "file", "title", "publisher", "tier", "applies_to"),
    "folder": ("path", "id_prefix", "publisher", "tier", "applies_to"),
}
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:\s*(.+)\n|\A\s*#\s+(.+?)\s*#*$", re.MULTILINE)
_DECORATION = re.compile(r"[^\w\s.,:;'’()/&?!–-]|_")
_BARE_DATE = re.compile(r"^([^\S\n]*[a-z_]+\s*+=\s*+)(\d+-\d+-\d+)(?=[^\S\n]*(?:#.*)?$)", re.MULTILINE)
_LONGEST_NAME, _LONGEST_PATH = 255, 1024
"""Bytes of one part of a file's name, and characters of the whole: systems of files allow no more."""
_TABLE_LINE = re.compile(r"^\s*\[\[?\s*([A-Za-z_-]+)\s*\]\]?\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of documents and what its manifest says of them, in the manifest's order."""

    folder: Path
    name: str
    notice: str | None
    documents: tuple[Document, ...]

    def path(self, document: Document) -> Path:
        """Where the document's file lies."""
        return self.folder / document.file


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of the manifest: its values, its line, and the line of each key (all from 1)."""

    kind: str
    values: Mapping[str, Any]
    line: int
    key_lines: Mapping[str, int]

    def line_of(self, key: str) -> int:
        return self.key_lines.get(key, self.line)


def read_manifest(folder: Path, *, may_lack_files: bool = False) -> Library:
    """The library in `folder`; its documents in the manifest's order, a folder's files by name.

    With `may_lack_files`, a document whose file is not there is no mistake, though told beside others: its path leads
    nowhere. Raises `LibraryError` with every mistake found: one that names no manifest, one for TOML that does not
    parse, or any number for fields, dates, tiers, ids, files and supersessions that do not hold.
    """
    path = folder / MANIFEST
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LibraryError(
            path, [Mistake(0, f"there is no {MANIFEST}; write one, or name another --library")]
        ) from None
    except OSError as error:
        raise LibraryError(
            path, [Mistake(0, f"cannot be opened ({error.strerror}); check it and try again")]
        ) from error
    except UnicodeDecodeError as error:
        raise LibraryError(path, [Mistake(0, f"not valid TOML: {error}")]) from error
    return manifest_of(folder, source, may_lack_files=may_lack_files)


def manifest_of(folder: Path, source: str, *, may_lack_files: bool = False) -> Library:
    """The library that `folder` is with `source` as its manifest; the rest is as `read_manifest` has it."""
    path = folder / MANIFEST
    try:
        tables = tomllib.loads(_with_impossible_dates_quoted(source))
    except tomllib.TOMLDecodeError as error:
        raise LibraryError(path, [Mistake(_line_in(error), f"not valid TOML: {error}")]) from error
    except RecursionError as error:
        raise LibraryError(path, [Mistake(0, "its lists nest deeper than can be read; mend or replace it")]) from error
    mistakes: list[Mistake] = []
    entries = _entries(source, tables, mistakes)
    documents = [document for entry in entries for document in _documents(entry, folder, mistakes)]
    _check_together(documents, entries, mistakes)
    if mistakes or not may_lack_files:
        mistakes += _missing_files(entries, folder)
    if not documents and not mistakes:
        mistakes.append(Mistake(0, "no [[document]] and no [[folder]]; add at least one"))
    if mistakes:
        raise LibraryError(path, mistakes)
    about = tables.get("library", {})
    notice = about.get("notice")
    documents = [replace(document, notice=document.notice or notice) for document in documents]
    return Library(
        folder, about.get("name", folder.resolve().name), notice, tuple(_editions_joined(documents, entries))
    )


def _with_impossible_dates_quoted(source: str) -> str:
    """The source with bare dates that no calendar has in quotes, so that they are told with the other mistakes."""

    def quoted(found: re.Match[str]) -> str:
        try:
            date.fromisoformat(found[2])
        except ValueError:
            return f'{found[1]}"{found[2]}"'
        return found[0]

    return _BARE_DATE.sub(quoted, source)


def _line_in(error: Exception) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else 0


def _entries(source: str, tables: Mapping[str, Any], mistakes: list[Mistake]) -> list[_Entry]:
    """The manifest's tables with their lines, which tomllib does not give."""
    places = list(_places(source))
    entries: list[_Entry] = []
    for kind, held in tables.items():
        lines = [place for place in places if place[0] == kind]
        if kind not in FIELDS:
            line = lines[0][1] if lines else 0
            mistakes.append(Mistake(line, f"unknown table [{kind}]; known are [library], [[document]], [[folder]]"))
            continue
        wanted = "[library] with one bracket" if kind == "library" else f"[[{kind}]] with two brackets"
        is_list = isinstance(held, list) and all(isinstance(entry, Mapping) for entry in held)
        if not (isinstance(held, Mapping) if kind == "library" else is_list):
            mistakes.append(Mistake(lines[0][1] if lines else 0, f"`{kind}` is no table: write {wanted}"))
            continue
        for number, values in enumerate([held] if kind == "library" else held):
            _, line, keys = lines[number] if number < len(lines) else (kind, 0, {})
            entry = _Entry(kind, values, line, keys)
            _check_fields(entry, mistakes)
            if kind != "library":
                entries.append(entry)
    return sorted(entries, key=lambda entry: entry.line)


def _places(source: str) -> Iterator[tuple[str, int, dict[str, int]]]:
    """(table name, its line, {key: line}) for every table header in the source, in order."""
    current: tuple[str, int, dict[str, int]] | None = None
    for number, line in enumerate(source.splitlines(), start=1):
        if header := _TABLE_LINE.match(line):
            if current:
                yield current
            current = (header[1], number, {})
        elif current and (key := re.match(r"\s*([A-Za-z_]+)\s*=", line)):
            current[2].setdefault(key[1], number)
    if current:
        yield current


def _check_fields(entry: _Entry, mistakes: list[Mistake]) -> None:
    """Names, types and required fields of one table."""
    where = f"[[{entry.kind}]]" if entry.kind != "library" else "[library]"
    for key in REQUIRED.get(entry.kind, ()):
        if not entry.values.get(key):
            mistakes.append(Mistake(entry.line, f"{where} without `{key}`"))
    for key, value in entry.values.items():
        line = entry.line_of(key)
        if key not in FIELDS[entry.kind]:
            mistakes.append(
                Mistake(line, f"unknown field `{key}` in {where}; known are {', '.join(FIELDS[entry.kind])}")
            )
        elif key in DATE_FIELDS:
            if not isinstance(value, date) or isinstance(value, datetime):
                mistakes.append(Mistake(line, f"`{key}` is not a date: write it bare, like {key} = 2026-03-18"))
        elif not isinstance(value, str):
            mistakes.append(Mistake(line, f"`{key}` is not text: write it in quotes"))
    tier = entry.values.get("tier")
    if isinstance(tier, str) and tier and tier not in set(Tier):
        known = ", ".join(Tier)
        mistakes.append(Mistake(entry.line_of("tier"), f"unknown tier `{tier}`; known are {known}"))
    for earlier, later in IN_ORDER:
        start, end = entry.values.get(earlier), entry.values.get(later)
        if type(start) is date and type(end) is date and end < start:
            mistakes.append(Mistake(entry.line_of(later), f"`{later}` {end} is before `{earlier}` {start}"))


def _documents(entry: _Entry, folder: Path, mistakes: list[Mistake]) -> Iterator[Document]:
    """The documents that one table stands for, as far as its fields hold; what does not is a mistake already."""
    text = {key: value for key, value in entry.values.items() if isinstance(value, str)}
    shared = {key: entry.values[key] for key in _SHARED_FIELDS if key in entry.values and key != "tier"}
    shared |= {key: text[key] for key in ("supersedes", "superseded_by") if key in text}
    shared |= {key: text.get(key, "") for key in ("publisher", "applies_to")}
    tier = Tier(text["tier"]) if text.get("tier") in set(Tier) else Tier.LOCAL
    if entry.kind == "document":
        file = text.get("file", "")
        if file:
            _inside(folder, file, entry, mistakes)
        if text.get("id"):
            yield Document(text["id"], file, text.get("title", ""), tier=tier, line=entry.line, **shared)
    elif text.get("path") and _inside(folder, text["path"], entry, mistakes):
        files = sorted(each for each in (folder / text["path"]).glob("*.md") if each.is_file())
        if not files:
            mistakes.append(Mistake(entry.line_of("path"), f"no Markdown file (*.md) in {text['path']}"))
        for each in files:
            doc_id = text.get("id_prefix", "") + each.stem.strip("_").lower()
            place = f"{text['path']}/{each.name}"
            yield Document(doc_id, place, title_of(each), tier=tier, line=entry.line, **shared)


def _missing_files(entries: Sequence[_Entry], folder: Path) -> Iterator[Mistake]:
    """A mistake for each document whose file does not lie where its entry says, inside the library's folder."""
    for entry in entries:
        file = entry.values.get("file")
        if entry.kind != "document" or not isinstance(file, str) or not file or not _lies_inside(folder, file):
            continue
        if not (folder / file).is_file():
            remedy = f"put it back, or `{removal_of(str(entry.values.get('id')), folder)}`"
            yield Mistake(entry.line_of("file"), f"no file {file} in {folder}: {remedy}")


def removal_of(doc_id: str, folder: Path) -> str:
    """The command that takes a document out of the library in `folder`."""
    return shlex.join(["waymark", "library", "remove", doc_id, "--library", str(folder)])


def _is_too_long(name: str) -> bool:
    return len(name) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in name.split("/"))


def _leads_in_a_circle(path: Path) -> bool:
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _lies_inside(folder: Path, name: str) -> bool:
    if "\0" in name or _is_too_long(name) or _leads_in_a_circle(folder / name):
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _inside(folder: Path, name: str, entry: _Entry, mistakes: list[Mistake]) -> bool:
    """Whether `name` stays inside the library's folder; a mistake otherwise."""
    if _lies_inside(folder, name):
        return True
    key = "file" if entry.kind == "document" else "path"
    if _is_too_long(name):
        mistakes.append(Mistake(entry.line_of(key), f"`{key}` is longer than any file's name: {name[:40]!r}..."))
        return False
    if "\0" not in name and _leads_in_a_circle(folder / name):
        told = "is a link that leads in a circle; put the file or folder itself there"
    else:
        told = "lies outside the library's folder"
    mistakes.append(Mistake(entry.line_of(key), f"`{key}` {name!r} {told}"))
    return False


def title_of(file: Path) -> str:
    """A Markdown file's title: its front matter's, its first line's "# ..." heading, or its name in words."""
    found = _TITLE.search(file.read_text(encoding="utf-8", errors="replace"))
    words = _DECORATION.sub("", (found[1] or found[2]) if found else "")
    return " ".join(words.split()) or file.stem.strip("_").replace("-", " ").capitalize()


def _check_together(documents: Sequence[Document], entries: Sequence[_Entry], mistakes: list[Mistake]) -> None:
    """What no single entry shows: ids given twice or malformed, and supersessions that run in a circle."""
    lines = {entry.line: entry for entry in entries}
    by_id = {document.doc_id: document for document in documents}
    counts = Counter(document.doc_id for document in documents)
    seen: set[str] = set()
    for document in documents:
        line = lines[document.line].line_of("id")
        if document.doc_id in seen:
            mistakes.append(
                Mistake(line, f"id `{document.doc_id}` stands {counts[document.doc_id]} times; make it unique")
            )
        seen.add(document.doc_id)
        if not _ID.fullmatch(document.doc_id):
            mistakes.append(Mistake(line, f"id `{document.doc_id}`: use small letters, digits and hyphens only"))
        if circle := _circle(document, by_id):
            key = "superseded_by" if document.superseded_by else "supersedes"
            mistakes.append(Mistake(lines[document.line].line_of(key), f"supersession runs in a circle: {circle}"))


def _circle(document: Document, by_id: Mapping[str, Document]) -> str | None:
    """The ids of a circle of supersession that begins at this document and names it first; None where there is none.

    Each circle is told once, by its alphabetically first document.
    """
    successors = {held.doc_id: {held.superseded_by} - {None} for held in by_id.values()}
    for held in by_id.values():
        if held.supersedes in successors:
            successors[held.supersedes].add(held.doc_id)
    frontier: list[tuple[str, tuple[str, ...]]] = [(document.doc_id, (document.doc_id,))]
    visited = {document.doc_id}
    while frontier:
        current, path = frontier.pop()
        for successor in sorted(name for name in successors.get(current, ()) if name):
            if successor == document.doc_id:
                return " → ".join((*path, successor)) if document.doc_id == min(path) else None
            if successor not in visited:
                visited.add(successor)
                frontier.append((successor, (*path, successor)))
    return None


def _editions_joined(documents: Sequence[Document], entries: Sequence[_Entry]) -> Iterator[Document]:
    """Joins folder editions: an ended folder gives way to the publisher's folder that is in force.

    Two [[folder]] tables of one publisher and area hold one set of procedures in two editions. Each file of the ended
    one is superseded by the file of the same name, or, where that name is gone, by the set (its `id_prefix`).
    """
    folders = {entry.line: entry for entry in entries if entry.kind == "folder"}
    in_force = {_owner(entry): entry for entry in folders.values() if "in_force_to" not in entry.values}
    ids = {document.doc_id for document in documents}
    for document in documents:
        entry = folders.get(document.line)
        later = in_force.get(_owner(entry)) if entry else None
        if later is None or document.in_force_to is None or document.superseded_by:
            yield document
        else:
            prefix = later.values["id_prefix"]
            twin = prefix + Path(document.file).stem.strip("_").lower()
            yield replace(document, superseded_by=twin if twin in ids else prefix)


def _owner(entry: _Entry) -> tuple[str, str]:
    return entry.values["publisher"], entry.values["applies_to"]
