"""Where things lie, and what the environment may say about it.

WAYMARK_LIBRARY   the library that `ingest` reads when none is named (default: the sample in `guidance_docs/`)
WAYMARK_STORE     the store that commands and pages open (default: `store/` beside the code)
WAYMARK_MODEL     the encoder's name or folder (default: the packaged MiniLM)
WAYMARK_SHARED    real documents for tests and measurements (default: `../shared`)
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGED_MODEL = "all-MiniLM-L6-v2"


def library_folder() -> Path:
    """The folder with the `library.toml` to ingest."""
    return Path(os.environ.get("WAYMARK_LIBRARY") or ROOT / "guidance_docs")


def store_folder() -> Path:
    """The folder that holds the built index."""
    return Path(os.environ.get("WAYMARK_STORE") or ROOT / "store")


def model_name() -> str:
    """The encoder to load: `all-MiniLM-L6-v2` (packaged), or the name or folder of another."""
    return os.environ.get("WAYMARK_MODEL") or PACKAGED_MODEL


def shared_folder() -> Path:
    """The folder of real documents that tests and benchmarks use where it is present."""
    return Path(os.environ.get("WAYMARK_SHARED") or ROOT.parent / "shared")
