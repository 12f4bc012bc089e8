"""Whether a service serves an area, by the areas that its record names.

    names = AreaNames([area for service in services for area in service.service_areas])
    serves(service.service_areas, names.wanted("Northmarl"))     # Serves.YES, PART, NO, NOT_STATED or NOT_CHECKED

Names are compared whole, without words such as "district" and "council"; "X district, Y" says that X lies within Y. A
name that is stated and is another is no: nothing is guessed from what lies near. England and the UK are served
everywhere. Where a postcode alone is known, an area is told by the council's code in its record, or by its shape. Not
checked are a code that no postcode known here has (a county's, a ward's, one that was abolished), one of several
councils of a postcode's district, and a shape whose edge is near the middle of that district.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services.areas import extent_of
from services.place import DISTRICT_KM, Point, Precision
from services.records import ServiceArea

_ASIDE = re.compile(r"\([^)]*\)")
_NATIONAL = re.compile(
    r"(?:(?:all of|across|throughout|the whole of|whole of)\s+)?(?:the\s+)?"
    r"(?:england|uk|united kingdom|great britain|britain)(?:\s+(?:and|&)\s+wales)?|national"
    r"|.*\b(?:nationwide|nationally|uk[- ]wide|england[- ]wide)\b.*"
)
_PLAIN = re.compile(
    r"\b(?:district|borough|county|council|city|metropolitan|unitary|authority|royal|area|areas|all|across|of|the|whole"
    r"|wide|residents|people|living|in)\b|[^\w\s'’-]"
)
_LISTED = re.compile(r"\s*(?:;|/|&|\band\b)\s*")
_WITHIN = re.compile(r"(?P<part>[^,]+?)\s+(?:district|borough|ward|parish|town)\s*,\s*(?P<whole>[^,]+)", re.IGNORECASE)
_CODE = re.compile(r"\b[EWSN]\d{8}\b")


class Serves(StrEnum):
    """Yes; a part of the area asked for; no; its record names no area; or it could not be told."""

    YES = "yes"
    PART = "part"
    NO = "no"
    NOT_STATED = "not stated"
    NOT_CHECKED = "not checked"


_BEST = (Serves.YES, Serves.PART, Serves.NOT_CHECKED, Serves.NO)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a service is wanted, by plain names: `own` of the area itself, `names` with those that it lies within.

    `parts` lie within it. Where no name is known, a point and codes of councils tell; where nothing is, everything fits
    unchecked. `councils` are all the codes that postcodes have here: only of those another is a no.
    """

    own: str | None = None
    names: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    point: Point | None = None
    codes: frozenset[str] = field(default=frozenset())
    councils: frozenset[str] = field(default=frozenset())


class AreaNames:
    """The areas that a directory names, and which lie within which as far as their names say."""

    def __init__(self, areas: Iterable[ServiceArea]) -> None:
        stated = {name for area in areas if (name := name_of(area))}
        self._within: dict[str, str] = {}
        for name in stated:
            if found := _WITHIN.fullmatch(name.strip()):
                self._within[plain(found["part"])] = plain(found["whole"])
        self.shown = {plain(_head(name)): _head(name) for name in sorted(stated, reverse=True) if not is_national(name)}

    def wanted(self, area: str, point: Point | None = None) -> Wanted:
        """The area, those that it lies within and those within it; "Northmarl, Marlbrook" says the first two itself."""
        stated = [name for part in area.split(",") if (name := plain(part))]
        own = stated[0] if stated else area.casefold()
        parts = frozenset(part for part in self._within if own in self._above(part))
        return Wanted(own, frozenset((own, *stated[1:], *self._above(own))), parts, point)

    def _above(self, name: str) -> list[str]:
        """The areas that one lies within, the nearest first."""
        found: list[str] = []
        while (name := self._within.get(name, "")) and name not in found:
            found.append(name)
        return found

    def named_in(self, text: str) -> tuple[str, ...]:
        """The directory's areas that a text names with a capital: "in Reading", not "is reading"."""
        found = []
        for name, shown in self.shown.items():
            word = re.escape(" ".join(part.capitalize() for part in name.split()))
            if len(name) > 2 and re.search(rf"\b{word}\b", text):
                found.append(shown)
        return tuple(found)


def serves(areas: Sequence[ServiceArea], wanted: Wanted) -> Serves:
    """Whether a service of these areas serves where it is wanted."""
    if not (wanted.names or wanted.point or wanted.codes):
        if not areas:
            return Serves.NOT_STATED
        return Serves.YES if is_everywhere(areas) else Serves.NOT_CHECKED
    found = {one for area in areas if (one := _serves(area, wanted)) is not Serves.NOT_STATED}
    return next((one for one in _BEST if one in found), Serves.NOT_STATED)


def is_national(name: str) -> bool:
    """Whether a name is of the whole country: England, or the UK; not of a part of it."""
    return _NATIONAL.fullmatch(_ASIDE.sub("", name).casefold().strip()) is not None


def is_everywhere(areas: Sequence[ServiceArea]) -> bool:
    """Whether all the areas that a record names are the whole country."""
    return bool(areas) and all(map(_is_everywhere, areas))


def name_of(area: ServiceArea) -> str | None:
    """The area in words, None where the record gives none."""
    return area.name or area.service_area


def plain(name: str) -> str:
    """A name as it is compared.

    >>> plain("City of Marl (all wards)"), plain("Wrenholt Borough")
    ('marl', 'wrenholt')
    """
    return " ".join(_PLAIN.sub(" ", _ASIDE.sub(" ", name).casefold()).split())


def _head(name: str) -> str:
    return _ASIDE.sub("", name).split(",")[0].strip()


def _is_everywhere(area: ServiceArea) -> bool:
    name = name_of(area)
    return name is not None and is_national(name)


def _serves(area: ServiceArea, wanted: Wanted) -> Serves:
    name = name_of(area)
    if name is None:
        return _by_place(area, wanted) if area.extent or area.uri else Serves.NOT_STATED
    if is_national(name):
        return Serves.YES
    if not wanted.names:
        return _by_place(area, wanted)
    heads = set(_heads(name))
    if heads & wanted.names:
        return Serves.YES
    above = {plain(part) for part in _ASIDE.sub("", name).split(",")[1:]}
    return Serves.PART if wanted.own in above or heads & wanted.parts else Serves.NO


def _heads(name: str) -> Iterator[str]:
    """What a name may be of: the words before its first comma, and each of those that are listed there."""
    head = _head(name)
    yield plain(head)
    yield from (plain(one) for one in _LISTED.split(head))


def _by_place(area: ServiceArea, wanted: Wanted) -> Serves:
    code = _CODE.search(area.uri or "")
    if code and (told := _by_code(code.group(), wanted)) is not Serves.NOT_CHECKED:
        return told
    shape = extent_of(area) if wanted.point else None
    if shape is None or wanted.point is None:
        return Serves.NOT_CHECKED
    if wanted.point.precision is Precision.DISTRICT and shape.has_edge_within(DISTRICT_KM, wanted.point):
        return Serves.NOT_CHECKED
    return Serves.YES if shape.holds(wanted.point) else Serves.NO


def _by_code(code: str, wanted: Wanted) -> Serves:
    if code in wanted.codes:
        return Serves.YES if len(wanted.codes) == 1 else Serves.NOT_CHECKED
    return Serves.NO if wanted.codes and code in wanted.councils else Serves.NOT_CHECKED
