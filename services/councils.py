"""Which council an area is that a record names without its code, so that a postcode's council can be held against it.

    known = CouncilCodes({"Marl": "E06000001"}, service_areas)     # of the council's outlines; of the records
    known.coded(service.service_areas)                             # the same areas, with the codes of their names

A name has a code where an outline gives both, or where the records that give the code call it so more often than not:
a ward under its council's code is not taken for the council. Of a name with two codes none is known. Names are compared
whole, as in `services.served`; "Marl and Wrenholt" is each of the two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from services.records import ServiceArea
from services.served import name_of, plain

_CODE = re.compile(r"\b[EWSN]\d{8}\b")
_LISTED = re.compile(r"\s*(?:;|/|&|\band\b)\s*")

Areas = tuple[ServiceArea, ...]


class CouncilCodes:
    """The codes that names of areas have."""

    def __init__(self, outlined: Mapping[str, str], stated: Iterable[ServiceArea]) -> None:
        codes: defaultdict[str, set[str]] = defaultdict(set)
        for name, code in (*outlined.items(), *_called(stated)):
            codes[plain(name)].add(code)
        self._codes = {name: next(iter(held)) for name, held in codes.items() if name and len(held) == 1}

    def coded(self, areas: Areas) -> Areas:
        """The areas, each that is named and has no code with that of its name; one that lists councils once for each.

        The names stay as they are; the very same areas where nothing is known.
        """
        found = tuple(coded for area in areas for coded in self._coded(area))
        return areas if found == areas else found

    def _coded(self, area: ServiceArea) -> Iterator[ServiceArea]:
        name = name_of(area)
        if not self._codes or name is None or _CODE.search(area.uri or ""):
            yield area
            return
        head = name.split(",")[0]
        whole = self._codes.get(plain(head))
        codes = [whole] if whole else [self._codes.get(plain(part)) for part in _LISTED.split(head)]
        for code in dict.fromkeys(codes):
            yield area.model_copy(update={"uri": code}) if code else area


def _called(stated: Iterable[ServiceArea]) -> Iterator[tuple[str, str]]:
    """What most of the records that give a code call it."""
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for area in stated:
        code, name = _CODE.search(area.uri or ""), name_of(area)
        if code and name:
            names[code.group()][plain(name.split(",")[0])] += 1
    for known, counted in names.items():
        (called, most), *_ = counted.most_common(1)
        if 2 * most > counted.total():
            yield called, known
