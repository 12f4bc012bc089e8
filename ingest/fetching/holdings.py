"""What a library holds of fetched documents: its entries in `library.toml`, and where each file came from.

`fetched.json` says of each file whence it came, by the file's place; `library.toml` alone says which file a document
has. A fetched file is never written over, so that a run that broke off anywhere leaves a library that holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.errors import ChoiceError, FetchError, LibraryError, Mistake
from ingest.manifest import MANIFEST
from ingest.manifest_editor import Value, add_document, manifest_text, set_fields, write_manifest

STATE = "fetched.json"
FILES = "fetched"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where one file of the library came from. Days are ISO text; `stated` is the publisher's day of this content.

    `etag` and `last_modified` are the file's own, `page_etag` and `page_last_modified` those of the page that lists
    it. `picked` is the attachment that a person chose, by name or title; `change` the publisher's note on the last
    change, `withdrawn` the day on which it took the page back.
    """

    url: str
    sha256: str
    stated: str
    fetched_at: str
    title: str
    licence: str
    attribution: str
    etag: str | None = None
    last_modified: str | None = None
    page_etag: str | None = None
    page_last_modified: str | None = None
    picked: str | None = None
    change: str = ""
    withdrawn: str | None = None

    @property
    def day(self) -> date:
        """The day of `stated`."""
        return date.fromisoformat(self.stated)


@dataclass(frozen=True, slots=True)
class Held:
    """A fetched document of the library: its entry, its file's place and whether it lies there, whence it came."""

    entry: Mapping[str, Any]
    place: str
    is_there: bool
    record: Fetched


@contextmanager
def sole_fetch(folder: Path) -> Iterator[None]:
    """Keeps a second fetch out of the folder meanwhile; raises `FetchError` where one runs already."""
    (folder / FILES).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / FILES / _LOCK, timeout=0):
            yield
    except Timeout as error:
        raise FetchError(f"{folder}: another fetch writes to it; wait until that has ended.") from error


def held_document(doc_id: str, folder: Path) -> Held | None:
    """What the library holds under this id; None where nothing.

    Raises `ChoiceError` where it holds a document that was not fetched, or a file that was changed by hand.
    """
    entry = entries(folder).get(doc_id)
    if entry is None:
        return None
    place = str(entry.get("file", ""))
    record = read_state(folder).get(place)
    if record is None:
        raise ChoiceError(
            f"{doc_id}: library.toml has a document of this id that was not fetched; nothing was changed. "
            "Give that one another id, or keep it."
        )
    is_there = (folder / place).is_file()
    if is_there and content_hash(folder / place) != record.sha256:
        raise ChoiceError(
            f"{doc_id}: {place} was changed by hand; it was kept and nothing was fetched. Move it away to fetch again."
        )
    return Held(entry, place, is_there, record)


def content_hash(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()


def read_state(folder: Path) -> dict[str, Fetched]:
    """By the file's place; empty where nothing was fetched. Raises `FetchError` where it is damaged."""
    path = folder / STATE
    if not path.exists():
        return {}
    try:
        held = {place: Fetched(**record) for place, record in json.loads(path.read_text(encoding="utf-8")).items()}
        for record in held.values():
            date.fromisoformat(record.stated)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise FetchError(f"{path}: damaged ({error}); restore it from a copy, then fetch again.") from error
    return held


def write_state(folder: Path, state: Mapping[str, Fetched]) -> None:
    """Replaces the record of what was fetched, all at once."""
    held = {place: asdict(fetched) for place, fetched in state.items()}
    new = folder / f".{STATE}.new"
    new.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(new, folder / STATE)


def entries(folder: Path) -> dict[str, dict[str, Any]]:
    """The fields of each [[document]] by its id; empty where there is no manifest."""
    try:
        listed = tomllib.loads(manifest_text(folder)).get("document", [])
        return {str(entry["id"]): entry for entry in listed}
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError) as error:
        raise LibraryError(folder / MANIFEST, [Mistake(0, f"cannot be read: {error}")]) from error


def put_entries(folder: Path, changed: Mapping[str, Mapping[str, Value | None]], comment: str) -> None:
    """Adds or changes the [[document]]s of these ids, all at once; a new one gets the comment."""
    held, before = entries(folder), manifest_text(folder)
    text = before
    for doc_id, fields in changed.items():
        if doc_id in held:
            text = set_fields(text, doc_id, fields)
        else:
            known = {key: value for key, value in fields.items() if value is not None}
            text = add_document(text, {"id": doc_id, **known}, comment)
    if text != before:
        write_manifest(folder, text, replacing=before)
