"""The outlines of council areas that a map is drawn on: a GeoJSON file that the council gave, kept in the store.

import_areas(Path("councils.geojson"), store)     # how many; SourceError where it is none
known_areas(store)                                # tuple[Area, ...], empty where none were given
known_codes(store)                                # {"Marl": "E06000001"}: of those that have a code
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from core.errors import DirectoryError
from services.areas import Area, read_areas

FILE = "services/areas.geojson"
"""Under the store; beside it stand the names and codes alone, since shapes take long to read."""

_CODES = "services/area_codes.json"


def import_areas(source: Path, store: Path) -> int:
    """Takes a file of areas into a store in place of what was there; what cannot be read changes nothing."""
    areas = read_areas(source)
    path = store / FILE
    copy = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
        (store / _CODES).unlink(missing_ok=True)
        os.replace(copy, path)
    except OSError as error:
        raise DirectoryError(f"{path} cannot be written ({error.strerror}); the areas are as they were.") from error
    return len(areas)


def known_areas(store: Path) -> tuple[Area, ...]:
    """The areas of a store, in their file's order. SourceError where the file is none any more."""
    path = store / FILE
    return read_areas(path) if path.is_file() else ()


def known_codes(store: Path) -> dict[str, str]:
    """The codes of a store's areas, by name. SourceError where the file is none any more."""
    path, kept = store / FILE, store / _CODES
    if not path.is_file():
        return {}
    changed = path.stat().st_mtime_ns
    try:
        held = json.loads(kept.read_bytes())
        if held["of"] == changed:
            return {str(name): str(code) for name, code in held["codes"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    codes = {area.name: area.code for area in read_areas(path) if area.code}
    copy = kept.with_suffix(f".{os.getpid()}")
    try:
        copy.write_text(json.dumps({"of": changed, "codes": codes}), encoding="utf-8")
        os.replace(copy, kept)
    except OSError:  # a store that cannot be written is opened all the same, only more slowly
        copy.unlink(missing_ok=True)
    return codes
