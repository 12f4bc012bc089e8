"""Makes a service of a record in the shape of Open Referral UK 3.0, and tells of everything that is wrong with it.

    map_service(record, "record 1")              # Mapped(service, faults), or Rejected(place, why, raw)

A value that is none of its field's (an age of -1) is emptied, and a `Fault` tells of it, and of a field that the
standard requires and the record lacks. So is told of a schedule that falls more often than any does. The rest of the
record stays. Only what has no id is no record.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from services.records import Fault, Mapped, Rejected, Schedule, Service
from services.recurrence import beyond
from services.values import several

_ROUNDS = 6
_SHOWN = 80


def map_service(record: Any, place: str, raw: Any = None) -> Mapped | Rejected:
    """The service of a record in the shape of ORUK 3.0; `raw` is what a rejection keeps, the record itself if None.

    The record is left as it is. Each value that its field cannot hold is emptied and told of, the rest stays.
    """
    kept = record if raw is None else raw
    if not isinstance(record, Mapping):
        return Rejected(place, "it is no object with fields", kept)
    service_id = record.get("id")
    if isinstance(service_id, bool) or not isinstance(service_id, str | int) or not str(service_id).strip():
        return Rejected(place, "it has no id", kept)
    if not isinstance(service_id, str):
        record = {**record, "id": str(service_id)}
    faults: list[Fault] = []
    cleared = False
    for _ in range(_ROUNDS):
        try:
            service = Service.model_validate(record)
        except ValidationError as error:
            if not cleared:
                record, cleared = copy.deepcopy(dict(record)), True
            # From the last to the first, so that what is emptied in a list moves no place that is still to come.
            wrongs = reversed(error.errors(include_url=False))
            faults += [_emptied(record, wrong["loc"], _why(wrong)) for wrong in wrongs][::-1]
            continue
        told = {fault.field for fault in faults}
        faults += [Fault(field, "", "required, and not there") for field in _missing(service) if field not in told]
        faults += _beyond(service)
        return Mapped(service, tuple(faults))
    return Rejected(place, f"its fields cannot be read ({faults[-1].field} {faults[-1].why})", kept)


def _why(wrong: Any) -> str:
    """Why a value is refused: the words of `services.values`, or for a fixed list, what it may be."""
    if wrong["type"] == "value_error":
        return str(wrong["ctx"]["error"])
    if "expected" in wrong.get("ctx", {}):
        return f"is none of {wrong['ctx']['expected']}"
    return "is no object with fields" if wrong["type"] == "model_type" else str(wrong["msg"])


def _emptied(record: dict[str, Any], place: tuple[int | str, ...], why: str) -> Fault:
    """Empties the value at a place of the record, which is changed; lists are counted as `services.values` reads."""
    holder: Any = record
    for step, following in pairwise(place):
        if isinstance(following, int):
            holder[step] = list(several.func(holder[step]))  # type: ignore[call-arg]
        holder = holder[step]
    value, holder[place[-1]] = holder[place[-1]], None
    shown = value if isinstance(value, str) else repr(value)
    return Fault(".".join(str(step) for step in place if isinstance(step, str)), shown[:_SHOWN], why)


def _beyond(service: Service) -> Iterator[Fault]:
    """Numbers of schedules that no service has: they stay as they came, and no days are made of them."""
    for field, schedules in _schedules(service):
        for schedule in schedules:
            for name, why in beyond(schedule):
                yield Fault(f"{field}.{name}", str(getattr(schedule, name))[:_SHOWN], why)


def _schedules(service: Service) -> Iterator[tuple[str, tuple[Schedule, ...]]]:
    yield "schedules", service.schedules
    for at in service.service_at_locations:
        yield "service_at_locations.schedules", at.schedules
        if at.location:
            yield "service_at_locations.location.schedules", at.location.schedules


def _missing(service: Service) -> Iterator[str]:
    """What the standard requires and the service lacks."""
    if service.name is None:
        yield "name"
    if service.status is None:
        yield "status"
    if service.organization is None:
        yield "organization"
    else:
        for field in ("id", "name", "description"):
            if getattr(service.organization, field) is None:
                yield f"organization.{field}"
    for location in service.locations:
        for field in ("id", "location_type"):
            if getattr(location, field) is None:
                yield f"service_at_locations.location.{field}"
