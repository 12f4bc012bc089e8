"""HSDS 1 and 2, and the tables of 3: weekdays for schedules, addresses by kind, eligibility and taxonomy rows.

What one version has and another has not is told by its name alone, so that all go one way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.formats import Format
from services.formats.rows import Row, blank, move, rename, rows, term, weekly


def shape_service(record: Mapping[str, Any]) -> dict[str, Any]:
    """A service with its rows under the older names as the standard has it."""
    shaped = place_shape(record)
    _eligibility(shaped)
    move(shaped, "services_taxonomy", "attributes", _category)
    move(shaped, "service_at_locations", "service_at_locations", _at_location)
    if isinstance(shaped.get("organization"), Mapping):
        shaped["organization"] = _organization(shaped["organization"])
    return shaped


def place_shape(row: Row) -> dict[str, Any]:
    """A service, a location or a service at one, with what any of them may hold."""
    shaped = dict(row)
    move(shaped, "regular_schedules", "schedules", weekly)
    move(shaped, "regular_schedule", "schedules", weekly)
    move(shaped, "schedules", "schedules", weekly)
    move(shaped, "languages", "languages", _language)
    move(shaped, "phones", "phones", _phone)
    move(shaped, "contacts", "contacts", contact)
    return shaped


def location(row: Row) -> dict[str, Any]:
    """A location; the kind of an address is that of the table in which it stood."""
    shaped = place_shape(row)
    move(shaped, "physical_addresses", "addresses", lambda one: {"address_type": "physical", **one})
    move(shaped, "postal_addresses", "addresses", lambda one: {"address_type": "postal", **one})
    move(shaped, "accessibility_for_disabilities", "accessibility")
    if blank(shaped, "location_type") and any(
        one.get("address_type") == "physical" for one in rows(shaped.get("addresses")) or ()
    ):
        shaped["location_type"] = "physical"
    return shaped


def contact(row: Row) -> dict[str, Any]:
    """Whom to ask, with the numbers."""
    shaped = dict(row)
    move(shaped, "phones", "phones", _phone)
    return shaped


def _at_location(row: Row) -> dict[str, Any]:
    shaped = place_shape(row)
    if isinstance(shaped.get("location"), Mapping):
        shaped["location"] = location(shaped["location"])
    return shaped


def _organization(row: Row) -> dict[str, Any]:
    shaped = place_shape(row)
    rename(shaped, "url", "website")
    return shaped


def _language(row: Row) -> dict[str, Any]:
    shaped = dict(row)
    rename(shaped, "language", "name")
    return shaped


def _phone(row: Row) -> dict[str, Any]:
    shaped = dict(row)
    spoken = shaped.get("language")
    if isinstance(spoken, str) and not shaped.get("languages"):
        del shaped["language"]
        shaped["languages"] = [{"name": one.strip()} for one in spoken.split(",") if one.strip()]
    return shaped


def _eligibility(shaped: dict[str, Any]) -> None:
    """The rows in one text; ages that all of them state become the service's, from the youngest to the oldest."""
    found = rows(shaped.get("eligibility"))
    if found is None:
        return
    del shaped["eligibility"]
    words = [str(row["eligibility"]) for row in found if not blank(row, "eligibility")]
    if words and not shaped.get("eligibility_description"):
        shaped["eligibility_description"] = "; ".join(dict.fromkeys(words))
    for field, choose in (("minimum_age", min), ("maximum_age", max)):
        ages = [row.get(field) for row in found]
        if ages and blank(shaped, field) and not any(age in (None, "") for age in ages):
            shaped[field] = choose(ages, key=_years) if len(ages) > 1 else ages[0]


def _years(age: Any) -> float:
    """An age to compare with; what is none comes first, so that it is told of."""
    try:
        return float(age)
    except (TypeError, ValueError):
        return float("-inf")


def _category(row: Row) -> dict[str, Any]:
    """An attribute for a row that links a service to a term; the term's vocabulary is its taxonomy."""
    held = row.get("taxonomy")
    found: dict[str, Any] = dict(held) if isinstance(held, Mapping) else {"id": row.get("taxonomy_id")}
    rename(found, "vocabulary", "taxonomy")
    rest = {key: value for key, value in row.items() if key not in ("taxonomy", "taxonomy_id")}
    return {**rest, **term("category", found)}


HSDS1 = Format("HSDS 1", shape_service)
HSDS2 = Format("HSDS 2 or 3 tables", shape_service)
