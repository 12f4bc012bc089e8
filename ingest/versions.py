"""Which code made a reading or a passage, so that a store knows when to make it again: a hash, never kept by hand."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

_ROOM = Path(__file__).parent


def code_version(*patterns: str, packages: tuple[str, ...] = ()) -> str:
    """Sixteen hex digits over this room's files that match, the shared records, and the packages' versions."""
    digest = hashlib.sha256()
    paths = {path for pattern in patterns for path in _ROOM.glob(pattern)}
    for path in [*sorted(paths), _ROOM.parent / "core" / "records.py"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for package in packages:
        digest.update(f"{package}={version(package)}".encode())
    return digest.hexdigest()[:16]
