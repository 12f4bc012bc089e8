"""What directories' records look like; each file turns one family's record into the shape of Open Referral UK 3.0.

A shape is a new object: what a family calls otherwise goes under the standard's name, all else stays under its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Format:
    """A family of records: its name for people, and how one becomes the standard's."""

    name: str
    shape: Callable[[Mapping[str, Any]], Mapping[str, Any]]
