"""Where in an Act the walk stands, and what the publisher says of that place: in force or not, where, since when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from core.records import Force, Provision
from ingest.legislation.markup import FORCES, day_of
from ingest.legislation.pieces import PARAGRAPH_DEPTH


@dataclass(frozen=True, slots=True)
class Place:
    """Handed down from an element to those in it.

    `number` is the paragraph number in effect and `section` that of the section or Schedule paragraph; `depth` counts
    lists; `quoted` says that the words are quoted for insertion elsewhere, `is_instrument` that numbers are printed as
    a statutory instrument has them ("1.—(1)").
    """

    provision: Provision | None = None
    number: str | None = None
    section: str | None = None
    depth: int = PARAGRAPH_DEPTH
    quoted: bool = False
    is_instrument: bool = False
    in_schedule: bool = False

    @property
    def is_repealed(self) -> bool:
        """Whether its words are law no longer."""
        return self.provision is not None and self.provision.force is Force.REPEALED


def within(place: Place, element: etree._Element) -> Place:
    """The place inside `element`: what it states itself, and what stands around it where it states nothing.

    A provision that is not yet in force has no date of its own but the one stated with it. Words quoted for insertion
    stand as the section that inserts them.
    """
    if place.quoted or not any(name in element.attrib for name in _STATED):
        return place
    outer = place.provision or Provision()
    status = element.get("Status")
    starts_anew = status is not None
    provision = Provision(
        force=FORCES.get(status, outer.force) if status else outer.force,
        extent=element.get("RestrictExtent") or outer.extent,
        start=day_of(element.get("RestrictStartDate")) or (None if starts_anew else outer.start),
        end=day_of(element.get("RestrictEndDate")) or (None if starts_anew else outer.end),
    )
    return replace(place, provision=provision)


_STATED = ("Status", "RestrictExtent", "RestrictStartDate", "RestrictEndDate")
