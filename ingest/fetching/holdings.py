"""What a library holds of fetched documents: its entries in `library.toml`, and where each came from, `fetched.json`.

Both are written to a new file that then takes the old one's place, so that a broken run leaves them whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from core.errors import LibraryError, Mistake
from ingest.manifest import MANIFEST

STATE = "fetched.json"
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where one file of the library came from. Days are ISO text; `stated` is the publisher's day of this content."""

    url: str
    sha256: str
    stated: str
    fetched_at: str
    title: str
    licence: str
    attribution: str
    etag: str | None = None
    last_modified: str | None = None
    withdrawn: str | None = None


def read_state(folder: Path) -> dict[str, Fetched]:
    """By doc_id; empty where nothing was fetched. Raises `LibraryError` where the file is damaged."""
    path = folder / STATE
    if not path.exists():
        return {}
    try:
        return {doc_id: Fetched(**held) for doc_id, held in json.loads(path.read_text(encoding="utf-8")).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise LibraryError(path, [Mistake(0, f"damaged ({error}); restore it, or move it away")]) from error


def write_state(folder: Path, state: Mapping[str, Fetched]) -> None:
    """Replaces the record of what was fetched."""
    held = {doc_id: asdict(fetched) for doc_id, fetched in state.items()}
    _replace(folder / STATE, json.dumps(held, indent=1, ensure_ascii=False) + "\n")


def entries(folder: Path) -> dict[str, dict[str, Any]]:
    """The fields of each [[document]] by its id; empty where there is no manifest."""
    return {str(entry["id"]): entry.unwrap() for entry in _read(folder).get("document", [])}


def put_entries(folder: Path, changed: Mapping[str, Mapping[str, object]]) -> None:
    """Adds or changes the [[document]]s of these ids, all at once; comments, order and other fields stay."""
    manifest = _read(folder)
    for doc_id, fields in changed.items():
        listed = manifest.setdefault("document", tomlkit.aot())
        entry = next((held for held in listed if held["id"] == doc_id), None)
        if entry is None:
            entry = tomlkit.table()
            entry.add(tomlkit.comment(f"Fetched by `waymark fetch`. {ATTRIBUTION}"))
            entry.add("id", doc_id)
            listed.append(entry)
            entry = listed[-1]
        entry.update(fields)
    _replace(folder / MANIFEST, tomlkit.dumps(manifest))


def _read(folder: Path) -> tomlkit.TOMLDocument:
    path = folder / MANIFEST
    if not path.exists():
        return tomlkit.document()
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (ParseError, UnicodeDecodeError) as error:
        raise LibraryError(path, [Mistake(0, f"not valid TOML: {error}")]) from error


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def day(text: str) -> date:
    """The day in a state's ISO text."""
    return date.fromisoformat(text[:10])
