"""Where legislation.gov.uk keeps the XML of a piece of law, and what the file that came says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.errors import ReadError, RefusedError
from ingest.editions import long_date
from ingest.legislation.facts import LegislationFacts, facts


@dataclass(frozen=True, slots=True)
class Wording:
    """Of a file of law: the day whose wording it is (else the day on which the publisher last changed it, else None).

    `fields` are those of its manifest entry that the publisher states.
    """

    title: str | None
    day: date | None
    fields: dict[str, Any]


def data_address(url: str, as_of: date | None) -> str:
    """The XML's address for the latest wording, or that of a day: `.../ukpga/1989/41/2020-01-01/data.xml`."""
    return f"{url.rstrip('/')}/{as_of}/data.xml" if as_of else f"{url.rstrip('/')}/data.xml"


def warning(as_of: date | None, today: date) -> str | None:
    """The notice of a wording that was asked for by a day that is past; None for any other."""
    return f"Wording of {long_date(as_of)}; later changes are not in it." if as_of and as_of < today else None


def wording(path: Path, url: str, as_of: date | None) -> Wording:
    """What the file says, for the law at `url`. Raises `RefusedError` for what is no whole law, or another."""
    try:
        found = facts(path)
    except ReadError as error:
        raise RefusedError(f"{url}: not kept: {error}") from error
    if found.uri is None or urlsplit(found.uri).path != urlsplit(url.rstrip("/")).path:
        raise RefusedError(f"{url}: what came is {found.uri or 'law that does not say which'}; not kept.")
    day = as_of or found.valid or found.modified
    return Wording(found.title, day, {key: value for key, value in _fields(found, as_of).items() if value})


def _fields(found: LegislationFacts, as_of: date | None) -> dict[str, Any]:
    """The entry's fields. `in_force_from` is the first day stated, also where the law starts in stages.

    `enacted` without it says that the law is not known to be in force. A revised text marks each provision that waits,
    so that what it does not mark is in force, and `enacted` is left out.
    """
    day = as_of or found.valid
    waits = found.is_wholly_prospective
    start = found.in_force[0] if found.in_force and not waits else None
    marked = found.is_revised is True and not waits
    return {
        "edition": f"as at {day}" if day else "as enacted or made" if found.is_revised is False else None,
        "published": found.enacted,
        "enacted": found.enacted if start or not marked else None,
        "in_force_from": start,
    }
