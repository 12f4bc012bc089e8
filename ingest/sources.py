"""Reads the register of national documents, `sources.toml`: which editions exist, and where each is published.

    sources = read_sources(ROOT / "guidance_docs" / "sources.toml")
    by_id = {source.source_id: source for source in sources}

The register is written by hand and says how each fact is known (`checked`); every field is described at its top. It
knows of editions that no library need hold. It fetches nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import LibraryError, Mistake
from core.records import Checked, Tier
from core.settings import ROOT

REGISTER = ROOT / "guidance_docs" / "sources.toml"

_REQUIRED = ("id", "title", "publisher", "tier", "applies_to", "kind", "licence", "checked")
_OPTIONAL_TEXT = ("edition", "supersedes", "superseded_by", "url", "note")
_DATES = ("published", "in_force_from", "in_force_to")


class SourceKind(StrEnum):
    """Which way of fetching fits a source."""

    LEGISLATION = "legislation.gov.uk"
    GOV_UK = "gov.uk"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Source:
    """One edition of one national document. Key: source_id, the doc_id to give it in a library.

    `url` is its landing page and `files` the addresses of files seen; `may_store` is False where only a link and short
    extracts may be kept. Dates are None where not known.
    """

    source_id: str
    title: str
    publisher: str
    tier: Tier
    applies_to: str
    kind: SourceKind
    licence: str
    checked: Checked
    edition: str | None = None
    published: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    url: str | None = None
    files: tuple[str, ...] = ()
    may_store: bool = True
    note: str | None = None


def read_sources(path: Path = REGISTER) -> tuple[Source, ...]:
    """Every source of the register, in its order. Raises `LibraryError` naming each entry that does not hold."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except OSError as error:
        raise LibraryError(path, [Mistake(0, f"cannot be opened ({error.strerror}); check it")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LibraryError(path, [Mistake(0, f"not valid TOML: {error}")]) from error
    mistakes: list[Mistake] = []
    sources: list[Source] = []
    for number, entry in enumerate(entries, start=1):
        try:
            sources.append(_source(entry))
        except (KeyError, TypeError, ValueError) as error:
            named = entry.get("id", f"number {number}") if isinstance(entry, Mapping) else f"number {number}"
            mistakes.append(Mistake(0, f"[[source]] {named}: {error}"))
    if mistakes:
        raise LibraryError(path, mistakes)
    return tuple(sources)


def _source(entry: Mapping[str, Any]) -> Source:
    missing = [key for key in _REQUIRED if not isinstance(entry.get(key), str)]
    if missing:
        raise ValueError(f"without {', '.join(missing)}")
    dates = {key: entry[key] for key in _DATES if key in entry}
    if wrong := [key for key, value in dates.items() if type(value) is not date]:
        raise ValueError(f"{wrong[0]} is not a date")
    return Source(
        source_id=entry["id"],
        title=entry["title"],
        publisher=entry["publisher"],
        tier=Tier(entry["tier"]),
        applies_to=entry["applies_to"],
        kind=SourceKind(entry["kind"]),
        licence=entry["licence"],
        checked=Checked(entry["checked"]),
        files=tuple(entry.get("files", ())),
        may_store=entry.get("store", True),
        **{key: entry[key] for key in _OPTIONAL_TEXT if key in entry},
        **dates,
    )
