"""Which code made a reading or a passage, so that a store knows when to make it again: a hash, never kept by hand.

    code_version(*reached(("ingest.split",)))      changes with that module and with all that it imports, not otherwise

It goes by the import statements, wherever in a module they stand.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_ROOMS = ("core", "ingest")
_UNREAD = ("core.errors", "ingest.versions")
"""What is refused leaves no reading behind, so other words for it make none out of date; nor does this module."""


def code_version(modules: Iterable[str], packages: Iterable[str]) -> str:
    """Sixteen hex digits over the files of our modules, and the versions of what holds the packages so imported."""
    digest = hashlib.sha256()
    for module in sorted(modules):
        digest.update(module.encode() + b"\0" + _path(module).read_bytes())
    for name in sorted({name for package in packages for name in _distributions().get(package, ())}):
        digest.update(f"{name}={version(name)}".encode())
    return digest.hexdigest()[:16]


def reached(
    modules: Sequence[str], *, alone: Sequence[str] = (), without: tuple[str, ...] = ()
) -> tuple[frozenset[str], frozenset[str]]:
    """All of our modules that `modules` import in the end, and the first names of all others but the standard ones.

    Of the modules `alone` only their own file counts; those whose names begin as one of `without` do not count.
    """
    ours, foreign, waiting = set[str](), set[str](), list(modules)
    while waiting:
        module = waiting.pop()
        room = module.partition(".")[0]
        if room not in _ROOMS:
            foreign |= {room} - sys.stdlib_module_names
        elif module not in ours and module not in _UNREAD and not module.startswith(without):
            ours.add(module)
            waiting.extend(_imported(module))
    return frozenset(ours.union(alone)), frozenset(foreign)


@cache
def _imported(module: str) -> frozenset[str]:
    """The modules that a module of ours imports."""
    found = set[str]()
    for node in ast.walk(ast.parse(_path(module).read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = {f"{node.module}.{alias.name}" for alias in node.names}
            is_ours = node.module.partition(".")[0] in _ROOMS
            found |= {name for name in within if is_ours and _path(name).is_file()} or {node.module}
    return frozenset(found)


def _path(module: str) -> Path:
    file = _ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return file if file.is_file() else file.with_suffix("") / "__init__.py"


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(packages_distributions())
