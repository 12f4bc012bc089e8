"""Tells which family's records these are, from the fields that the first of them have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import SourceError
from services.formats import Format
from services.formats.oruk1 import ORUK1
from services.formats.oruk3 import ORUK3, is_at_location, is_organization
from services.formats.outpost import OUTPOST

EXPECTED = (
    "services as Open Referral UK 3.0 or 1.0, HSDS 1.1 to 3.1 or Outpost give them: a JSON list, a page of an API, "
    "JSON lines, or a CSV data package"
)
_OUTPOST = {"organisation", "min_age", "max_age", "send_needs", "target_directories", "needs_referral"}
_ORUK1 = {"eligibilitys", "regular_schedules", "service_taxonomys", "fundings", "attending_access", "deliverable_type"}
_ORUK3 = {"minimum_age", "maximum_age", "schedules", "attributes", "assurer_email"}
_SERVICE = {"status", "organization", "organization_id", "service_at_locations", "assured_date", "fees"}
_OTHERS = {
    "identifier": "organisations",
    "organization_identifiers": "organisations",
    "parent_organization_id": "organisations",
    "taxonomy_terms": "taxonomies",
    "term_uri": "terms of a taxonomy",
    "parent_id": "terms of a taxonomy",
    "version": "taxonomies",
    "location_type": "locations",
}


def detect(records: Iterable[Any], place: str) -> Format:
    """The family of some records, the first of a feed or file; `place` is what an error names. Raises `SourceError`.

    Shallow records of the older families may show no field of their own: those of the standard fit them too.
    """
    some = [one for one in records if isinstance(one, Mapping)]
    fields: set[str] = {str(field) for one in some for field in one}
    if any(is_at_location(one) or is_organization(one) for one in some):
        return ORUK3
    if len(fields & _OUTPOST) >= 2:
        return OUTPOST
    if fields & _ORUK1 or (not fields & _ORUK3 and any(field.startswith("pc_") for field in fields)):
        return ORUK1
    if "id" in fields and fields & _SERVICE:
        return ORUK3
    other = next((told for field, told in _OTHERS.items() if field in fields), None)
    shown = ", ".join(sorted(fields)[:6])
    found = f"holds {other}, not services" if other else f"holds no services ({shown or 'no record with fields'})"
    raise SourceError(f"{place} {found}. Expected: {EXPECTED}.")
