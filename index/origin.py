"""Which library a store is of, also where the store itself cannot be opened: what a remedy must name."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

GENERATION_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


def library_of(store_folder: Path) -> str | None:
    """The folder of the library that the live generation was built from; None where that cannot be read.

    Where CURRENT names no generation, it is that of all that are there.
    """
    live = _text(store_folder / "CURRENT").strip()
    if GENERATION_ID.fullmatch(live):
        return _library_in(store_folder / "generations" / live)
    found = {_library_in(folder) for folder in (store_folder / "generations").glob("*")} - {None}
    return found.pop() if len(found) == 1 else None


def mending(store_folder: Path) -> str:
    """The sentence that says how to build a damaged store again, from the library that it is of."""
    library = library_of(store_folder)
    if library is None:
        command = shlex.join(["waymark", "ingest", "--store", str(store_folder), "--library"])
        return f"Run `{command}` with the folder of its library to build it again."
    command = shlex.join(["waymark", "ingest", "--library", library, "--store", str(store_folder)])
    return f"Run `{command}` to build it again."


def _library_in(generation: Path) -> str | None:
    try:
        manifest = json.loads(_text(generation / "manifest.json"))
    except (ValueError, RecursionError):
        return None
    folder = manifest.get("library_folder") if isinstance(manifest, dict) else None
    return folder if isinstance(folder, str) and folder else None


def _text(path: Path) -> str:
    """A file's text, empty where it cannot be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        return ""
