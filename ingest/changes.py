"""Adds a document to a library and takes one out: its file, and its entry in the manifest.

    added = add_file(folder, Path("missing.pdf"), {"title": "Missing children", "tier": "local", ...}, known_register())
    removed = remove_document(folder, added.doc_id)

The manifest is read whole before it is written, as it will be: where it would have a mistake, nothing is changed. The
index is not touched: it follows with the next ingest.
"""

from __future__ import annotations

import filecmp
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import EditError, LibraryError
from core.records import Document
from ingest import manifest_editor
from ingest.formats import FORMATS
from ingest.manifest import FIELDS, MANIFEST, REQUIRED, manifest_of, read_manifest, title_of
from ingest.pdf.opening import title_held
from ingest.register import Register, unchecked
from ingest.sources import Source

Value = str | date
_TEXT_OF_SOURCE = ("title", "publisher", "applies_to", "edition", "supersedes", "superseded_by", "url", "licence")
_DATES_OF_SOURCE = ("published", "in_force_from", "in_force_to")

_HOLDS_ANY = re.compile(r"^[^\S\n]*\[\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Added:
    """The document that was added: its id, its file relative to the library's folder, and whether it was copied there.

    `known_from` says in words how the register knows what was taken from it; None where nothing was. `own_title` is the
    title where it is the file's own, else None.
    """

    doc_id: str
    file: str
    was_copied: bool
    known_from: str | None
    own_title: str | None


@dataclass(frozen=True, slots=True)
class Removed:
    """The document that was taken out, and whether its file was deleted, or was not there before."""

    document: Document
    was_deleted: bool
    was_missing: bool


def add_file(folder: Path, file: Path, given: Mapping[str, Value], register: Register) -> Added:
    """Adds `file` to the library in `folder`, copied into it from outside; a library without a manifest gets one.

    `given` are fields of its entry. Of the others, the id is made from the file's name, a Markdown file or a PDF may
    have its title, and where the register has the id, it says the rest. Raises `EditError` where a field is still
    missing or does not hold, no reader knows the file's ending, or it is there already, and `LibraryError` where the
    manifest has mistakes as it is.
    """
    if not file.is_file():
        raise EditError(f"{file}: there is no such file; nothing was changed.")
    text = manifest_editor.manifest_text(folder)
    held = manifest_of(folder, text, may_lack_files=True).documents if _HOLDS_ANY.search(text) else ()
    doc_id = str(given.get("id") or _id_of(file))
    source = register.by_id.get(doc_id)
    place, is_new = _place(folder, file, held)
    fields = _fields(file, {**given, "id": doc_id, "file": place}, source)
    known_from = _known_from(source, given) if source else None
    own_title = str(fields["title"]) if _has_own_title(file) and "title" not in given and source is None else None
    new = manifest_editor.add_document(text, fields, comment=known_from)
    if is_new:
        _copy(file, folder / place)
    try:
        _check(folder, new, doc_id)
        manifest_editor.write_manifest(folder, new, replacing=text)
    except (EditError, LibraryError):
        if is_new:
            (folder / place).unlink(missing_ok=True)
        raise
    return Added(doc_id, place, is_new, known_from, own_title)


def remove_document(folder: Path, doc_id: str, *, delete_file: bool = False) -> Removed:
    """Takes a document out of the library in `folder`; its file stays, unless `delete_file` asks otherwise.

    A file that is not there is no hindrance, its own or another's. A file of a [[folder]] has no entry of its own: it
    goes with its file only. Raises `EditError` where there is no such document, it is the only one (of the library or
    of its [[folder]]), or its file cannot go, and `LibraryError` where the manifest has mistakes.
    """
    documents = read_manifest(folder, may_lack_files=True).documents
    document = next((one for one in documents if one.doc_id == doc_id), None)
    if document is None:
        raise EditError(f"{folder / MANIFEST}: no document `{doc_id}`; look at the ids there. Nothing was changed.")
    if len(documents) == 1:
        raise EditError(f"`{doc_id}` is the only document of {folder}: add another before. Nothing was changed.")
    others = _by_path(folder, [one for one in documents if one is not document])
    also = others.get((folder / document.file).resolve())
    if delete_file and also:
        raise EditError(f"{document.file} is the file of `{also}` too and cannot be deleted. Nothing was changed.")
    text = manifest_editor.manifest_text(folder)
    if _is_of_folder(document, text):
        comes = f"`{doc_id}` comes with the [[folder]] that {document.file} lies in"
        if sum(one.line == document.line for one in documents) == 1:
            raise EditError(
                f"{comes}, as its only Markdown file, and a [[folder]] cannot be empty: take that [[folder]] out of "
                f"{MANIFEST} by hand and run `waymark ingest`, then delete the file if you wish. Nothing was changed."
            )
        if not delete_file:
            raise EditError(
                f"{comes}, and stays as long as the file does: move the file out, or delete it with --delete-file. "
                "Nothing was changed."
            )
    else:
        new = manifest_editor.remove_document(text, doc_id)
        _check(folder, new, doc_id)
        manifest_editor.write_manifest(folder, new, replacing=text)
    is_there = (folder / document.file).is_file()
    if delete_file and is_there:
        _delete(folder / document.file)
    return Removed(document, was_deleted=delete_file and is_there, was_missing=not is_there)


def _id_of(file: Path) -> str:
    """`Missing Children (2026).pdf` gives `missing-children-2026`; "" where no letter or digit is left."""
    return re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")


def _place(folder: Path, file: Path, held: Sequence[Document]) -> tuple[str, bool]:
    """Where in the library the file lies or will lie, and whether it must be copied there.

    Raises `EditError` where no reader knows its ending, or its place is taken.
    """
    if file.suffix.lower() not in FORMATS:
        ending, known = file.suffix or "without an ending", ", ".join(FORMATS)
        raise EditError(
            f"{file.name}: no reader for files named {ending}; known are {known}. Save it as one of these. Nothing was "
            "changed."
        )
    inside = file.resolve().is_relative_to(folder.resolve())
    place = file.resolve().relative_to(folder.resolve()).as_posix() if inside else file.name
    there = folder / place
    if there.is_symlink():
        raise EditError(f"{there} is a link; take it away, or rename the new file. Nothing was changed.")
    if already := _by_path(folder, held).get(there.resolve()):
        raise EditError(f"{place} is in {MANIFEST} already, as `{already}`; nothing was changed.")
    if not inside and there.exists() and not filecmp.cmp(file, there, shallow=False):
        raise EditError(f"{there} is another file of that name; rename the new one. Nothing was changed.")
    return place, not there.exists()


def _by_path(folder: Path, documents: Sequence[Document]) -> dict[Path, str]:
    """The documents' ids by the path that their file really has: "a.md" and "./a.md" are one."""
    return {(folder / document.file).resolve(): document.doc_id for document in documents}


def _has_own_title(file: Path) -> bool:
    return file.suffix.lower() in (".md", ".pdf")


def _fields(file: Path, given: Mapping[str, Value], source: Source | None) -> dict[str, Value]:
    """The entry's fields, in the manifest's order; raises `EditError` naming the options of those still missing."""
    known = _of_source(source) if source else {}
    if _has_own_title(file) and not given.get("title") and "title" not in known:
        known["title"] = title_of(file) if file.suffix.lower() == ".md" else title_held(file)
    values = {**known, **given}
    missing = [key for key in REQUIRED["document"] if not values.get(key)]
    if missing:
        options = ", ".join("--" + key.replace("_", "-") for key in missing)
        raise EditError(
            f"{file.name}: say also {options}. For a council's own procedure, --authority says three of them at once. "
            "Nothing was changed."
        )
    return {key: values[key] for key in FIELDS["document"] if key in values}


def _of_source(source: Source) -> dict[str, Value]:
    """What the register says of a document, as fields of a manifest."""
    names = (*_TEXT_OF_SOURCE, *_DATES_OF_SOURCE)
    values = {name: value for name in names if (value := getattr(source, name)) is not None}
    return {"tier": str(source.tier), **values}


def _known_from(source: Source, given: Mapping[str, Value]) -> str | None:
    """How the register knows what is taken from it; None where `given` leaves nothing to it."""
    if not _of_source(source).keys() - given.keys():
        return None
    how = unchecked(source)
    return f"From the register of national documents{': ' + how if how else ''}."


def _copy(file: Path, place: Path) -> None:
    try:
        shutil.copyfile(file, place)
    except OSError as error:
        place.unlink(missing_ok=True)
        raise EditError(f"{file} cannot be copied to {place} ({error.strerror}); nothing was changed.") from error


def _check(folder: Path, text: str, doc_id: str) -> None:
    """Raises `EditError` where `text` would be a manifest with mistakes."""
    try:
        manifest_of(folder, text, may_lack_files=True)
    except LibraryError as error:
        told = "; ".join(mistake.message for mistake in error.mistakes)
        raise EditError(f"`{doc_id}`: the manifest would not hold: {told}. Nothing was changed.") from error


def _is_of_folder(document: Document, text: str) -> bool:
    """Whether the document comes from a [[folder]]: the table at its line says so."""
    return text.splitlines()[document.line - 1].strip().startswith("[[folder")


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise EditError(f"{path} cannot be deleted ({error.strerror}); it is out of the manifest.") from error
