"""A library of two procedures of Marlbrook, and a third that is not in it yet; nothing here asserts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

MANIFEST = """\
# The library of Marlbrook.   Do not tidy up.

[library]
name = 'Ours'   # single quotes on purpose

# Missing children
[[document]]
id = "missing"
file = "missing.md"
title = "Missing children"
publisher = "Marlbrook"
tier = "local"
applies_to = "Marlbrook"
published = 2026-01-01 # as minuted

[[document]]
id = "bruising"
file = "bruising.md"
title = "Bruising"
publisher = "Marlbrook"
tier = "local"
applies_to = "Marlbrook"
"""
OURS: dict[str, Any] = {"publisher": "Marlbrook", "tier": "local", "applies_to": "Marlbrook"}


def begun(folder: Path) -> Path:
    """Writes the library into `folder`, which it makes and gives."""
    folder.mkdir()
    (folder / "missing.md").write_text("# Missing\n\nOffer a return interview within 72 hours.\n")
    (folder / "bruising.md").write_text("# Bruising\n\nA bruise on a baby who cannot roll is seen the same day.\n")
    (folder / "library.toml").write_text(MANIFEST)
    return folder


def pre_birth(folder: Path) -> Path:
    """Writes the third procedure into `folder`; gives its file."""
    file = folder / "Pre-birth (2026).md"
    file.write_text("# Pre-birth assessments\n\nThe plan is ready by week 34.\n")
    return file


def manifest(folder: Path) -> str:
    """The manifest's text as it is now."""
    return (folder / "library.toml").read_text()
