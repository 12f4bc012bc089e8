"""Outpost, version 1 of its API: age bands, SEND needs, categories, and phones that stand in contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.formats import Format
from services.formats.rows import Row, blank, move, rename, term, weekly

_BANDS = (("under_2", 0, 1), ("2", 2, 2), ("3_4", 3, 4), ("5_7", 5, 7), ("8_plus", 8, None))


def _shape(record: Mapping[str, Any]) -> dict[str, Any]:
    shaped = dict(record)
    for old, new in (
        ("organisation", "organization"),
        ("min_age", "minimum_age"),
        ("max_age", "maximum_age"),
        ("updated_at", "last_modified"),
    ):
        rename(shaped, old, new)
    if isinstance(shaped.get("organization"), Mapping):
        shaped["organization"] = dict(shaped["organization"])
        rename(shaped["organization"], "url", "website")
    _ages(shaped)
    move(shaped, "regular_schedules", "schedules", weekly)
    move(shaped, "contacts", "contacts", _contact)
    move(shaped, "locations", "service_at_locations", _at_location)
    move(shaped, "taxonomies", "attributes", lambda row: term("category", row))
    move(shaped, "send_needs", "attributes", lambda row: term("send_need", row, "SEND needs"))
    move(shaped, "suitabilities", "attributes", lambda row: term("suitability", row, "suitabilities"))
    if shaped.get("free") is True and not shaped.get("cost_options"):
        shaped["cost_options"] = [{"option": "Free", "amount": 0}]
    return shaped


def _ages(shaped: dict[str, Any]) -> None:
    """The ages of the bands that are marked, where no other is stated and the bands adjoin."""
    if not blank(shaped, "minimum_age", "maximum_age"):
        return
    if shaped.get("age_band_all") is True:
        shaped["minimum_age"] = 0
        return
    marked = [number for number, (band, _, _) in enumerate(_BANDS) if shaped.get(f"age_band_{band}") is True]
    if marked and marked[-1] - marked[0] == len(marked) - 1:
        shaped["minimum_age"], shaped["maximum_age"] = _BANDS[marked[0]][1], _BANDS[marked[-1]][2]


def _contact(row: Row) -> dict[str, Any]:
    shaped = dict(row)
    if not isinstance(shaped.get("phones"), list):
        number = shaped.pop("phone", None)
        shaped["phones"] = [] if number in (None, "") else [{"number": number}]
    return shaped


def _at_location(row: Row) -> dict[str, Any]:
    """A place of the service. Its address is a physical one, since it has a point on the map."""
    place = dict(row)
    move(place, "accessibilities", "accessibility", lambda one: {"accessibility": one.get("name"), **one})
    address = {key: place.pop(key) for key in _ADDRESS if key in place}
    point = place.get("geometry")
    if isinstance(point, Mapping) and point.get("type") == "Point" and isinstance(point.get("coordinates"), list):
        del place["geometry"]
        place["longitude"], place["latitude"] = (*point["coordinates"], None, None)[:2]
        place["location_type"] = address["address_type"] = "physical"
    if not blank(address, *_ADDRESS):
        place["addresses"] = [address]
    return {"location_id": place.get("id"), "location": place}


_ADDRESS = ("address_1", "city", "state_province", "postal_code", "country")

OUTPOST = Format("Outpost", _shape)
