"""A file or folder of services: a JSON list or page, JSON lines, or a CSV data package, record by record.

    dump = open_dump(Path("bristol.json"))
    for record in dump.records: ...              # where it stands ("record 1"), and what it is
    dump.remarks                                  # afterwards: what was not read, and why

A line of JSON lines that is no JSON comes as the `Unreadable` text that it is, so that it is counted and told of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, starmap
from pathlib import Path
from typing import Any

from core.errors import SourceError
from services.envelope import read_page
from services.formats import Format
from services.formats.detect import EXPECTED, detect
from services.formats.oruk3 import by_service, is_at_location, is_organization
from services.formats.tables import open_package
from services.records import Fault

LOOKED_AT = 50
"""So many records at the start tell the format."""

MOST_BYTES = 1024 * 1024 * 1024
_LONE = re.compile("[\ud800-\udfff]")


class Unreadable(str):
    """What stood where a record should and is no JSON."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it came: where it stood, what an API gave to ask again with, and what is wrong with its coming."""

    place: str
    raw: Any
    etag: str | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Dump:
    """The records of a source, and the family that they are of; remarks come as they are read.

    `is_complete` is false where something that it should hold may not be there: then nothing is missing from it.
    """

    format: Format
    records: Iterator[Record]
    remarks: list[str] = field(default_factory=list)
    is_complete: bool = True


def open_dump(path: Path) -> Dump:
    """What a file or folder holds. Raises `SourceError`, at once or while its records are read."""
    if not path.exists():
        raise SourceError(f"{path}: there is no such file or folder; name a file, a folder, or an address (https://…).")
    try:
        if path.is_dir() or path.suffix.lower() in (".zip", ".csv"):
            package = open_package(path)
            return Dump(package.format, starmap(Record, package.records()), package.remarks)
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(f"{path}: more than {MOST_BYTES // 1024**2} MiB; split it, or give it as JSON lines.")
        if path.suffix.lower() in (".ndjson", ".jsonl"):
            return _lines(path)
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: it cannot be read ({error.strerror}); look at its permissions.") from error
    try:
        return from_json(parse_json(content), str(path))
    except ValueError as error:
        if _is_lines(content):
            return _lines(path)
        raise SourceError(f"{path}: it is no JSON ({error}). Get it again. Expected: {EXPECTED}.") from error


def parse_json(content: bytes) -> Any:
    """The JSON of some bytes; `ValueError` says why it is none.

    A number that JSON does not have (NaN) is its word, half a character the sign that stands for an unknown one: both
    are told of where they stand in a field.
    """
    try:
        text = content.decode("utf-8-sig")
        value = json.loads(text, parse_constant=str)
    except RecursionError:
        raise ValueError("lists or objects stand too deep within one another") from None
    return _whole(value) if "\\ud" in text or "\\uD" in text else value


def _whole(value: Any) -> Any:
    """The value with U+FFFD for each half of a character."""
    if isinstance(value, str):
        return _LONE.sub("�", value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_LONE.sub("�", key): _whole(one) for key, one in value.items()}
    return value


def from_json(value: Any, place: str) -> Dump:
    """The records of a JSON value: a list, a page with a list in it, or one record. Raises `SourceError`."""
    page = read_page(value)
    if page is None:
        raise SourceError(f"{place} holds no list of records and no record. Expected: {EXPECTED}.")
    if not page.records:
        raise SourceError(f"{place} holds an empty list, which is no reason to take any service away; get it again.")
    placed: Iterable[tuple[str, Any]] = ((f"record {number}", one) for number, one in enumerate(page.records, start=1))
    family = detect(page.records[:LOOKED_AT], place)
    if any(is_at_location(one) or is_organization(one) for one in page.records):
        placed = by_service(placed)
    dump = Dump(family, starmap(Record, placed))
    if page.is_last is False or (page.items or 0) > len(page.records):
        dump.is_complete = False
        dump.remarks.append("it is one page of several, so that nothing is missing because it is not there")
    return dump


def _is_lines(content: bytes) -> bool:
    """Whether the first line that holds anything is a JSON object of its own."""
    first = next((line for line in content.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()), b"")
    try:
        return isinstance(parse_json(first), dict)
    except ValueError:
        return False


def _lines(path: Path) -> Dump:
    placed = _placed_lines(path)
    first = list(islice(placed, LOOKED_AT))
    if not first:
        raise SourceError(f"{path} is empty. Expected: {EXPECTED}.")
    family = detect((record.raw for record in first), str(path))
    return Dump(family, chain(first, placed))


def _placed_lines(path: Path) -> Iterator[Record]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield Record(f"line {number}", _line(line))


def _line(line: bytes) -> Any:
    try:
        return parse_json(line.strip())
    except ValueError as error:
        return Unreadable(f"{error}: {line[:2000].decode('utf-8', errors='replace')}")
