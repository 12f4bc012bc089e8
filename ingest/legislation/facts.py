"""What a file of legislation says of itself as a whole: enough to write its entry in a library's manifest.

    found = facts(Path("data.xml"))
    found.title, found.kind, found.year, found.number == "Children Act 1989", "ukpga", 1989, "41"

Nothing is worked out that the file does not state: a date is None, and a tuple empty, where it states none. The text
of the provisions is `ingest.legislation.reader`'s to read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree

from core.records import Force
from ingest.building import fold
from ingest.legislation.markup import DUBLIN_CORE, FORCES, METADATA, TERMS, day_of, name_of, open_legislation

_ADDRESS = re.compile(r"legislation\.gov\.uk/(?:id/)?([a-z]+)/([^/]+(?:/[^/\d][^/]*)*?)/(\d+)(?:/|$)")


@dataclass(frozen=True, slots=True)
class LegislationFacts:
    """A document of legislation, as its metadata describe it.

    `kind` is the publisher's short name ("ukpga", "uksi"), `year` and `number` those it is cited by ("41"; None for
    a year counted by a reign). `enacted` is the day on which an Act was passed or an instrument made. `in_force`
    holds the days of coming into force that its metadata state, in order: often none for an Act, whose sections
    state their own. `valid` is the day whose wording this is (point in time), `modified` when the publisher last
    changed the file. `is_revised` says whether later amendments are worked in (False: the wording as enacted or
    made, None: not said). `extent` is in the publisher's letters ("E+W"). `force` is that of the document as a
    whole, and `prospective` how many of its `provisions` (sections, regulations, Schedule paragraphs) are marked as
    not yet in force, `mixed` how many are in part. `unapplied` counts the amendments that the publisher knows of
    and has not worked in. `uri` names the document ("http://www.legislation.gov.uk/ukpga/1989/41"), `version_uri`
    the version read; None for a fragment that does not say. `title` is None for a fragment.
    """

    title: str | None = None
    kind: str | None = None
    year: int | None = None
    number: str | None = None
    uri: str | None = None
    version_uri: str | None = None
    enacted: date | None = None
    in_force: tuple[date, ...] = ()
    valid: date | None = None
    modified: date | None = None
    is_revised: bool | None = None
    extent: str | None = None
    force: Force = Force.IN_FORCE
    provisions: int = 0
    prospective: int = 0
    mixed: int = 0
    unapplied: int = 0
    language: str | None = None

    @property
    def is_wholly_prospective(self) -> bool:
        """Whether nothing in it is in force yet."""
        return self.force is Force.PROSPECTIVE or 0 < self.provisions == self.prospective


def facts(path: Path) -> LegislationFacts:
    """The facts of the file; raises the `ReadError` that reading it would raise."""
    return facts_of(open_legislation(path))


def facts_of(root: etree._Element) -> LegislationFacts:
    """The facts of an open document, as `facts` gives them."""
    address = root.get("IdURI") or root.get("DocumentURI") or _value(root, METADATA, "DocumentURI")
    version = root.get("DocumentURI")
    uri, kind, year, number = _identity(address or next(_addresses(root), ""))
    stated_year = _value(root, METADATA, "Year", "Value")
    status = _value(root, METADATA, "DocumentStatus", "Value")
    provisions = _provisions(root)
    made = _value(root, METADATA, "EnactmentDate", "Date") or _value(root, METADATA, "Made", "Date")
    return LegislationFacts(
        title=_value(root, DUBLIN_CORE, "title"),
        kind=kind,
        year=int(stated_year) if stated_year and stated_year.isdigit() else year,
        number=_value(root, METADATA, "Number", "Value") or number,
        uri=uri,
        version_uri=version,
        enacted=day_of(made),
        in_force=_in_force(root),
        valid=day_of(_value(root, TERMS, "valid")),
        modified=day_of(_value(root, DUBLIN_CORE, "modified")),
        is_revised={"revised": True, "final": False}.get(status or ""),
        extent=root.get("RestrictExtent"),
        force=FORCES.get(root.get("Status", ""), Force.IN_FORCE),
        provisions=provisions.total(),
        prospective=provisions["prospective"],
        mixed=provisions["mixed"],
        unapplied=_unapplied(root),
        language=_value(root, DUBLIN_CORE, "language"),
    )


def _identity(address: str) -> tuple[str | None, str | None, int | None, str | None]:
    """The document's own address with what it says: kind, year, number."""
    found = _ADDRESS.search(address)
    if found is None:
        return None, None, None, None
    kind, year, number = found.groups()
    uri = f"http://www.legislation.gov.uk/{kind}/{year}/{number}"
    return uri, kind, int(year) if year.isdigit() else None, number


def _addresses(root: etree._Element) -> Iterator[str]:
    return (address for element in root.iter() if (address := element.get("IdURI") or element.get("DocumentURI")))


def _value(root: etree._Element, space: str, name: str, attribute: str | None = None) -> str | None:
    """The first such element's attribute, or its text; None where it is not there or empty."""
    found = next(root.iter(f"{{{space}}}{name}"), None)
    if found is None:
        return None
    return fold((found.get(attribute) if attribute else "".join(found.itertext())) or "") or None


def _in_force(root: etree._Element) -> tuple[date, ...]:
    days = {
        day
        for stated in root.iter(f"{{{METADATA}}}ComingIntoForce")
        for when in stated.iter(f"{{{METADATA}}}DateTime")
        if (day := day_of(when.get("Date")))
    }
    return tuple(sorted(days))


def _unapplied(root: etree._Element) -> int:
    effects = root.iter(f"{{{METADATA}}}UnappliedEffect")
    return sum(effect.get("RequiresApplied", "true") == "true" for effect in effects)


def _provisions(root: etree._Element) -> Counter[str]:
    """The document's own provisions by how much of each is not yet in force: "prospective", "mixed" or "other"."""
    found: Counter[str] = Counter()
    walk: list[tuple[etree._Element, str]] = [(root, "")]
    while walk:
        element, outer = walk.pop()
        if not isinstance(element.tag, str) or name_of(element) in ("BlockAmendment", "BlockExtract", "Versions"):
            continue
        status = element.get("Status") or outer
        if name_of(element) != "P1":
            walk.extend((child, status) for child in element)
        elif status == "Prospective":
            found["prospective"] += 1
        else:
            within = any(part.get("Status") == "Prospective" for part in element.iterdescendants())
            found["mixed" if within else "other"] += 1
    return found
