"""Whom help is wanted for and where: what was given, and what the text says where it was not.

    asked = read_asked("15f, mum drinks, CA2 6ZR", age=None, postcode=None, area=None, names=names)
    asked.children      # ((15.0, 16.0),): from and below, in years; an unborn child is below 0
    asked.postcode      # Postcode("CA2", "6ZR"), and `read` says that the text gave it

Nothing of the text is kept but the situation that it tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import QueryError
from practice.situation import Situation, read_situation
from services.needs import Years
from services.postcode import Postcode, read_postcode
from services.served import AreaNames

UNBORN: Years = (-0.75, 0.0)
_UNBORN_SIGN = "unborn"
_OLDEST = 120
_MOMENT = 0.01
_MONTHS = 12
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked. `children` is empty where no age is known. `read` says, for a reader, what the text gave.

    `is_age_given`: the age was given beside the text, and so is the one that a service must fit.
    """

    situation: Situation
    children: tuple[Years, ...]
    is_age_given: bool
    postcode: Postcode | None
    area: str | None
    read: tuple[str, ...]


def read_asked(text: str, *, age: float | None, postcode: str | None, area: str | None, names: AreaNames) -> Asked:
    """What is asked, with what the text gives in place of what was not given.

    Of several postcodes or areas in the text none is taken. QueryError for an empty text, an age that is none and a
    postcode that is none.
    """
    if not text.strip():
        raise QueryError("Nothing was typed. Describe the situation, or type what is looked for.")
    situation = read_situation(text)
    read = []
    children = (_given(age),) if age is not None else _children(situation)
    if age is None and children:
        ages = [sign.name for sign in situation.ages] + ["unborn"] * (UNBORN in children)
        read.append(f"age: {', '.join(ages)}")
    place = read_postcode(postcode) if postcode and postcode.strip() else None
    if place is None and (place := _postcode_in(text)):
        read.append(f"postcode: {place.text}")
    area = area.strip() if area and area.strip() else None
    if area is None and len(named := names.named_in(text)) == 1:
        area = named[0]
        read.append(f"area: {area}")
    return Asked(situation, children, age is not None, place, area, tuple(read))


def _given(age: float) -> Years:
    """An age that was given: a whole one lasts a year, another is just that; below 0 is unborn."""
    if not -1 <= age <= _OLDEST:
        raise QueryError(f"{age:g} is no age: give years, like 7 or 2.5, and -0.5 for an unborn child.")
    if age < 0:
        return UNBORN
    return (age, age + 1) if age == int(age) else (age, age + _MOMENT)


def _children(situation: Situation) -> tuple[Years, ...]:
    found = [(age.months[0] / _MONTHS, age.months[1] / _MONTHS) for sign in situation.ages if (age := sign.age)]
    if any(sign.id == _UNBORN_SIGN for sign in situation.children):
        found.append(UNBORN)
    return tuple(dict.fromkeys(found))


def _postcode_in(text: str) -> Postcode | None:
    found = set()
    for typed in _POSTCODE.findall(text):
        try:
            found.add(read_postcode(typed))
        except QueryError:  # it only looks like one
            continue
    return found.pop() if len(found) == 1 else None
