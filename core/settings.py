"""Where things lie, and what the environment may say about it.

WAYMARK_LIBRARY   the library that `ingest` reads when none is named (default: the sample in `guidance_docs/`)
WAYMARK_STORE     the store that commands and pages open (default: `store/` beside the code)
WAYMARK_MODEL     the encoder's name or folder (default: `waymark-minilm`, MiniLM tuned to practitioners' words)
WAYMARK_UNANSWERED  `count`: the Ask page counts, by concern and month, what the library does not answer, and says so
                  (default: nothing is counted)
WAYMARK_SHARED    real documents for tests and measurements (default: `../shared`)
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGED_MODEL = "all-MiniLM-L6-v2"
"""The plain encoder, from the package that carries its weights."""

TUNED_MODEL = "waymark-minilm"
"""The plain encoder with the layers that ship in `index/waymark_minilm/`, trained by `evaluations.training`."""


def library_folder() -> Path:
    """The folder with the `library.toml` to ingest."""
    return Path(os.environ.get("WAYMARK_LIBRARY") or ROOT / "guidance_docs")


def store_folder() -> Path:
    """The folder that holds the built index."""
    return Path(os.environ.get("WAYMARK_STORE") or ROOT / "store")


def model_name() -> str:
    """The encoder to load: `waymark-minilm` (tuned), `all-MiniLM-L6-v2` (plain), or the name or folder of another."""
    return os.environ.get("WAYMARK_MODEL") or TUNED_MODEL


def counts_unanswered() -> bool:
    """Whether what the library does not answer is counted, by concern and month and never in words."""
    return os.environ.get("WAYMARK_UNANSWERED", "").strip().lower() == "count"


def shared_folder() -> Path:
    """The folder of real documents that tests and benchmarks use where it is present."""
    return Path(os.environ.get("WAYMARK_SHARED") or ROOT.parent / "shared")
