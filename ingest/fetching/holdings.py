"""What a library holds of fetched documents: its entries in `library.toml`, and where each came from, `fetched.json`.

Both are written to a new file that then takes the old one's place, so that a broken run leaves them whole.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import LibraryError, Mistake
from ingest.manifest import MANIFEST
from ingest.manifest_editor import Value, add_document, manifest_text, set_fields, write_manifest

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
    try:
        listed = tomllib.loads(manifest_text(folder)).get("document", [])
        return {str(entry["id"]): entry for entry in listed}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise LibraryError(folder / MANIFEST, [Mistake(0, f"cannot be read: {error}")]) from error


def put_entries(folder: Path, changed: Mapping[str, Mapping[str, Value]]) -> None:
    """Adds or changes the [[document]]s of these ids, all at once; comments, order and other fields stay."""
    held, before = entries(folder), manifest_text(folder)
    text = before
    for doc_id, fields in changed.items():
        if doc_id in held:
            text = set_fields(text, doc_id, fields)
        else:
            text = add_document(text, {"id": doc_id, **fields}, f"Fetched by `waymark fetch`. {ATTRIBUTION}")
    write_manifest(folder, text, replacing=before)


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def day(text: str) -> date:
    """The day in a state's ISO text."""
    return date.fromisoformat(text[:10])
