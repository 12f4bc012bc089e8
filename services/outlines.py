"""What is asked of every service of a directory at once, kept beside it: a record is read only when it is looked at.

    outlines = open_outlines(store, directory.snapshot())     # made and kept where they are not there yet
    outlines.entries[0].service.minimum_age                   # of the fields of `Outline` alone
    outlines.shelved.words.scores({"chess": 1.0})

The file holds nothing that the directory does not, and stands for just the records and the code that it was made of:
where either has changed it is made anew. It can be deleted at any time.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ingest.versions import code_version
from services.councils import Areas
from services.directory import FOLDER, Snapshot
from services.records import Entry, Service, ServiceArea, Status
from services.shelf import Postings, Shelved, Words
from services.stated import languages

FILE = "outlines.npz"
_MODULES = ("markup", "outlines", "records", "shelf", "stated", "values")
_ARRAYS = ("starts", "rows", "counts", "lengths")

_Held = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Outline:
    """Of a service, what filters over all of them ask, under the names of `Service`; it has no other field."""

    name: str | None
    description: str | None
    eligibility_description: str | None
    application_process: str | None
    minimum_age: float | None
    maximum_age: float | None
    assurer_email: str | None
    status: Status | None
    assured_date: date | None
    service_areas: tuple[ServiceArea, ...]


_PLAIN = Outline.__slots__[:7]


@dataclass(frozen=True, slots=True)
class _Outlined:
    service: Outline


@dataclass(frozen=True, slots=True)
class Outlines:
    """In the order of the directory's entries. `languages` are all that any service speaks, by name, each once.

    Of `entries` there is the outline of the service and no other field: what is not in it cannot be asked.
    """

    entries: tuple[Entry, ...]
    shelved: Shelved
    languages: tuple[str, ...]


def open_outlines(store: Path, entries: Snapshot) -> Outlines:
    """Those of the entries. Where they cannot be written they are made anew the next time."""
    path = store / FOLDER / FILE
    made_by = code_version(("index.lexical", *(f"services.{name}" for name in _MODULES)), ())
    key = blake2b(f"{made_by} {version('tantivy')} ".encode() + entries.fingerprint).digest()
    held = _kept(path, key)
    if held is None:
        held = _made(entries, key)
        _keep(path, held)
    return _outlines(held)


def with_areas(entries: Sequence[Entry], change: Callable[[Areas], Areas]) -> tuple[Entry, ...]:
    """Outlines with their areas changed, each list of areas once."""
    found: dict[int, Areas] = {}
    outlined: list[_Outlined] = []
    for one in cast("Sequence[_Outlined]", entries):
        areas = one.service.service_areas
        if id(areas) not in found:
            found[id(areas)] = change(areas)
        changed = found[id(areas)]
        outlined.append(one if changed is areas else _Outlined(replace(one.service, service_areas=changed)))
    return cast("tuple[Entry, ...]", tuple(outlined))


def _made(entries: Snapshot, key: bytes) -> _Held:
    """What the file holds."""
    services = [entry.service for entry in entries]
    shelved = Shelved.of(services)
    areas, terms = _Numbered(), _Numbered()
    told = {
        "services": [_row(service, areas) for service in services],
        "areas": areas.values,
        "texts": shelved.texts,
        "under": [[terms.number(term) for term in under] for under in shelved.terms],
        "terms": terms.values,
        "languages": sorted({name for service in services for name in languages(service)}),
        "words": shelved.words.postings.terms,
    }
    arrays = {name: getattr(shelved.words.postings, name) for name in _ARRAYS}
    text = json.dumps(told, ensure_ascii=False).encode()
    return {"key": np.frombuffer(key, np.uint8), "told": np.frombuffer(text, np.uint8), **arrays}


def _row(service: Service, areas: _Numbered) -> list[Any]:
    day = service.assured_date.isoformat() if service.assured_date else None
    stated = json.dumps([area.model_dump(mode="json", exclude={"id"}) for area in service.service_areas])
    return [*(getattr(service, name) for name in _PLAIN), service.status, day, areas.number(stated)]


def _outlines(held: _Held) -> Outlines:
    told = json.loads(held["told"].tobytes())
    areas = [tuple(ServiceArea.model_validate(area) for area in json.loads(one)) for one in told["areas"]]
    found = tuple(_Outlined(Outline(*_stated(row, areas))) for row in told["services"])
    terms = told["terms"]
    under = tuple(tuple(terms[number] for number in numbers) for numbers in told["under"])
    words = Words(Postings(tuple(told["words"]), *(held[name] for name in _ARRAYS)))
    shelved = Shelved(tuple(told["texts"]), under, words)
    return Outlines(cast("tuple[Entry, ...]", found), shelved, tuple(told["languages"]))


def _stated(row: list[Any], areas: list[tuple[ServiceArea, ...]]) -> list[Any]:
    """The values of an outline, of what `_row` made of it."""
    *plain, status, day, area = row
    return [*plain, Status(status) if status else None, _day(day) if day else None, areas[area]]


@lru_cache(maxsize=10_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _kept(path: Path, key: bytes) -> _Held | None:
    """What the file holds, if it is of these records; None where there is none, or none that can be used."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            if held["key"].tobytes() == key:
                return {name: held[name] for name in ("told", *_ARRAYS)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass
    return None


def _keep(path: Path, held: _Held) -> None:
    beside = path.with_name(f"{path.stem}-{os.getpid()}.npz")
    try:
        np.savez(beside, **cast("dict[str, Any]", held))
        os.replace(beside, path)
    except OSError:  # a store that cannot be written is searched all the same, only made ready more slowly
        beside.unlink(missing_ok=True)


class _Numbered:
    """Values, each once, by the number of its first coming."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[str]:
        return list(self._numbers)
