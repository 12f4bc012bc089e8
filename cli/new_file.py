"""Writes a new file. What is there already is never written over."""

from __future__ import annotations

from pathlib import Path

from core.errors import WaymarkError


def refuse_existing(path: Path) -> None:
    """Raises `WaymarkError` where `path` is there already, or its folder is not."""
    if path.exists():
        raise WaymarkError(f"{path} is there already and is not written over. Give another name, or move it away.")
    if not path.parent.is_dir():
        raise WaymarkError(f"There is no folder {path.parent}. Make it first, or give another place.")


def write_new(path: Path, whole: bytes) -> None:
    """Writes the new file `path`. Raises `WaymarkError` as `refuse_existing` does, or where it cannot be written."""
    refuse_existing(path)
    try:
        with path.open("xb") as file:
            file.write(whole)
    except OSError as error:
        raise WaymarkError(f"{path} cannot be written ({error.strerror}). Give another place.") from error
