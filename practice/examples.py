"""Worked examples: questions as practitioners ask them, each with the places of guidance that answer it.

    examples = examples_of()                          those that ship
    examples = examples_of(Path("a/library"))         with those of a library's own `examples.jsonl`

    asked/queries.jsonl      each tied to the one place that it was written for
    asked/judged.jsonl       of some of them, the places that answer ("direct") and that help, by reading
    asked/situations.jsonl   situations with both, written after the encoder had learned

A place is a document of the register, a page (null where it has none) and an anchor: at most eight words that stand
once on that page. Where they stand in a library is found by `index.examples`; a document that it does not hold, or that
holds other words, has no part in it. `evaluations.training` teaches the encoder the first two files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import Mistake, TermsError
from practice.tables import PerLibrary

FILE = "examples.jsonl"
_FOLDER = Path(__file__).with_name("asked")
QUERIES = _FOLDER / "queries.jsonl"
JUDGED = _FOLDER / "judged.jsonl"
SITUATIONS = _FOLDER / "situations.jsonl"

MOST_WORDS = 8

_FIELDS = ("query", "direct", "helps")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a document that an example names. `page` is None where the document has none."""

    doc_id: str
    page: int | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the places that answer it directly, at least one, and that help. Key: query.

    `is_own` says that a library's own file names it.
    """

    query: str
    direct: tuple[Spot, ...]
    helps: tuple[Spot, ...] = ()
    is_own: bool = False


@dataclass(slots=True)
class _Gathered:
    """What several rows say of one question."""

    direct: dict[Spot, None] = field(default_factory=dict)
    helps: dict[Spot, None] = field(default_factory=dict)
    is_own: bool = False


def examples_of(library: Path | None = None) -> tuple[Example, ...]:
    """The examples that ship and those of the folder `library`, read anew when its file changes; a question once.

    Raises `TermsError` with every mistake of the library's file, by its line.
    """
    return _EXAMPLES.of(library)


def _read(library: Path | None) -> tuple[Example, ...]:
    asked: dict[str, _Gathered] = {}
    for row in _rows(QUERIES):
        asked.setdefault(row["query"], _Gathered()).direct[Spot(row["doc_id"], row["page"], row["anchor"])] = None
    for row in _rows(JUDGED):
        if row["key"] in asked:
            _add(asked[row["key"]], row)
    for row in _rows(SITUATIONS):
        _add(asked.setdefault(row["query"], _Gathered()), row)
    if library and (library / FILE).is_file():
        for row in _checked(library / FILE):
            own = asked.setdefault(row["query"], _Gathered())
            own.is_own = True
            _add(own, row)
    return tuple(
        Example(query, tuple(one.direct), tuple(spot for spot in one.helps if spot not in one.direct), one.is_own)
        for query, one in asked.items()
    )


_EXAMPLES = PerLibrary(FILE, _read)


def _add(gathered: _Gathered, row: dict[str, Any]) -> None:
    gathered.direct |= {Spot(*spot): None for spot in row["direct"]}
    gathered.helps |= {Spot(*spot): None for spot in row.get("helps", ())}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _checked(path: Path) -> list[dict[str, Any]]:
    """The rows of a library's own file. Raises `TermsError` with what is wrong, by line."""
    rows: list[dict[str, Any]] = []
    mistakes: list[Mistake] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TermsError(path, [Mistake(0, f"cannot be read as UTF-8 ({error})")]) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            mistakes.append(Mistake(number, f"not JSON ({error})"))
            continue
        if wrong := _wrong(row):
            mistakes.append(Mistake(number, wrong))
        else:
            rows.append(row)
    if mistakes:
        raise TermsError(path, mistakes)
    return rows


def _wrong(row: object) -> str | None:
    """What does not hold of a row, in words; None where it is right."""
    if not isinstance(row, dict) or not {"query", "direct"} <= row.keys() <= set(_FIELDS):
        return 'write {"query": "...", "direct": [["document id", page or null, "words"]], "helps": []}'
    if not isinstance(row["query"], str) or not row["query"].strip():
        return "`query` is empty; write the question as it was asked"
    if not row["direct"]:
        return "`direct` names no place; name one that answers the question"
    for name in ("direct", "helps"):
        spots = row.get(name, [])
        if not isinstance(spots, list) or not all(map(_is_spot, spots)):
            return f'`{name}`: write each place as ["document id", page or null, "at most {MOST_WORDS} words of it"]'
    return None


def _is_spot(spot: object) -> bool:
    if not isinstance(spot, Sequence) or isinstance(spot, str) or len(spot) != 3:
        return False
    doc_id, page, anchor = spot
    is_page = page is None or (isinstance(page, int) and not isinstance(page, bool) and page > 0)
    return isinstance(doc_id, str) and is_page and isinstance(anchor, str) and 0 < len(anchor.split()) <= MOST_WORDS
