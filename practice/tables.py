"""Tables that ship, and those of a library's own beside them: read in one way, and remade when they change.

    source, tables = read_toml(path)
    PerLibrary("terms.toml", made).of(library)         what `made` makes of a library, once until its file changes

What stands in a table, its reader says: `practice.terms`, `practice.rules`, `practice.outside`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.errors import Mistake, TermsError

_Made = TypeVar("_Made")
_Stamp = tuple[int, int]

_MOST = 4
"""Libraries that are remembered at a time."""


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """A file's text and what it holds. Raises `TermsError` where it cannot be read, at its line if that is known."""
    try:
        source = path.read_text(encoding="utf-8")
        return source, tomllib.loads(source)
    except OSError as error:
        raise TermsError(path, [Mistake(0, f"cannot be opened ({error.strerror})")]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise TermsError(path, [Mistake(int(found[1]) if found else 0, f"not valid TOML: {error}")]) from error


class PerLibrary(Generic[_Made]):
    """What is made of the tables that ship and of a library's file `name`, made anew when that changes."""

    def __init__(self, name: str, make: Callable[[Path | None], _Made]) -> None:
        self._name = name

        @lru_cache(maxsize=_MOST)
        def made(library: Path | None, stamp: _Stamp | None) -> _Made:
            return make(library)

        self._made = made

    def of(self, library: Path | None) -> _Made:
        """What is made for the folder `library`; where it has no such file, or is None, of what ships alone."""
        try:
            stat = (library / self._name).stat() if library else None
        except OSError:
            stat = None
        return self._made(library, (stat.st_mtime_ns, stat.st_size)) if stat else self._made(None, None)
