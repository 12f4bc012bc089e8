"""Open Referral UK 1.0: HSDS 1 nested in JSON, plurals of its own (`eligibilitys`), and a vendor's `pc_` fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.formats import Format
from services.formats.hsds import shape_service
from services.formats.rows import Row, blank, move, rename, term


def _shape(record: Mapping[str, Any]) -> dict[str, Any]:
    shaped = dict(record)
    rename(shaped, "eligibilitys", "eligibility")
    rename(shaped, "service_taxonomys", "services_taxonomy")
    rename(shaped, "fundings", "funding")
    shaped = shape_service(shaped)
    move(shaped, "pc_targetAudience", "attributes", _audience)
    kept = shaped.get("pc_metadata")
    if isinstance(kept, Mapping):
        for field, own in (("assured_date", "date_assured"), ("last_modified", "date_modified")):
            if blank(shaped, field) and not blank(kept, own):
                shaped[field] = kept[own]
        if blank(shaped, "assurer_email") and "@" in str(kept.get("assured_by")):
            shaped["assurer_email"] = kept["assured_by"]
    return shaped


def _audience(row: Row) -> dict[str, Any]:
    named = row.get("audienceType")
    name = named.strip() if isinstance(named, str) else named
    rest = {key: value for key, value in row.items() if key != "audienceType"}
    return term("target_audience", {**rest, "name": name}, "target audience")


ORUK1 = Format("Open Referral UK 1.0", _shape)
