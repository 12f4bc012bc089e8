"""Open Referral UK 3.0 and HSDS 3 as JSON: the standard's own shape, by service, by place or by organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.formats import Format
from services.formats.rows import rows


def _shape(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return record


ORUK3 = Format("Open Referral UK 3.0", _shape)


def is_at_location(record: Any) -> bool:
    """Whether a record is of `/service_at_locations`: a place that holds its service."""
    return isinstance(record, Mapping) and isinstance(record.get("service"), Mapping) and "location" in record


def is_organization(record: Any) -> bool:
    """Whether a record is of `/organizations`, with the services that it runs."""
    return isinstance(record, Mapping) and bool(rows(record.get("services"))) and "status" not in record


def by_service(records: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The services of records of places or organisations, each once, where it stood first, with all its places."""
    found: dict[str, tuple[str, Any]] = {}
    for place, record in records:
        if is_at_location(record):
            at = {key: value for key, value in record.items() if key != "service"}
            key = str(record["service"].get("id") or place)
            _, service = found.setdefault(key, (place, {**record["service"], "service_at_locations": []}))
            service["service_at_locations"].append(at)
        elif is_organization(record):
            organization = {key: value for key, value in record.items() if key != "services"}
            for number, service in enumerate(rows(record["services"]) or (), start=1):
                stood = f"{place}, service {number}"
                found[f"{service.get('id') or stood} {place}"] = (stood, {"organization": organization, **service})
        else:
            found[place] = (place, record)
    yield from found.values()
