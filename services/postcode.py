"""A postcode as people type it: read, its slips mended where one reading alone is left, or refused in words.

    read_postcode("bs14ab").text       # "BS1 4AB"
    read_postcode("S014 2AA")          # Postcode("SO14", "2AA", is_mended=True): letter O and 0, letter I and 1
    read_postcode("BS1")               # Postcode("BS1", None, is_mended=False): a district, the half before the space

Which postcodes there are is known from ONS's list, as the library uk-postcodes-parsing holds it. One that has the form
and is not in the list stays as typed: there are newer ones. What is typed is logged nowhere: the library's own `parse`,
which does that, is not called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from uk_postcodes_parsing.postcode_utils import is_valid, is_valid_outcode
from uk_postcodes_parsing.ukpostcode import is_in_ons_postcode_directory

from core.errors import QueryError

_MIXED = {"0": "0O", "O": "O0", "1": "1I", "I": "I1"}
_LONGEST = 7
_LONGEST_DISTRICT = 4
_HOW = "Give a whole postcode like BS1 4AB, or the half before the space, like BS1."


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode in capitals. `inward` is None of a district; `is_mended` means that it was typed otherwise."""

    outward: str
    inward: str | None
    is_mended: bool = False

    @property
    def text(self) -> str:
        """As it is written, with one space."""
        return f"{self.outward} {self.inward}" if self.inward else self.outward


def read_postcode(typed: str) -> Postcode:
    """The postcode, or the district, that was typed, in any case and with or without spaces.

    QueryError, with what to type, where it is neither, and where it could be more than one.
    """
    words = re.sub(r"[.,;-]", " ", unicodedata.normalize("NFKC", typed)).upper().split()
    compact = "".join(words)
    if not compact:
        raise QueryError(f"No postcode was given. {_HOW}")
    if not compact.isascii() or len(compact) > _LONGEST:
        raise QueryError(f"{_short(typed)} is no postcode. {_HOW}")
    if len(compact) > _LONGEST_DISTRICT:
        whole = _settled(compact, typed, has_form=is_valid, is_known=is_in_ons_postcode_directory)
        return Postcode(whole[:-3], whole[-3:], whole != compact)
    if len(words) > 1 and is_valid_outcode(words[0]):
        raise QueryError(f"{_short(typed)} is only a part of a postcode. {_HOW}")
    district = _settled(compact, typed, has_form=is_valid_outcode, is_known=lambda one: one in _districts())
    return Postcode(district, None, district != compact)


def _settled(compact: str, typed: str, *, has_form: Callable[[str], bool], is_known: Callable[[str], bool]) -> str:
    """The one reading: as typed, where that has the form and no other is known; else the only one that is known.

    One that is not known is taken too, if it is the only one that has the form and differs in one sign: an American ZIP
    code is not turned into a postcode.
    """
    forms = [one for one in map("".join, product(*(_MIXED.get(sign, sign) for sign in compact))) if has_form(one)]
    known = [one for one in forms if is_known(one)]
    if compact in known or (compact in forms and not known):
        return compact
    left = known or (forms if len(forms) > 1 or (forms and _signs_apart(forms[0], compact) == 1) else [])
    if not left:
        raise QueryError(f"{_short(typed)} is no postcode. {_HOW}")
    if len(left) > 1:
        named = " or ".join(one if len(one) <= _LONGEST_DISTRICT else f"{one[:-3]} {one[-3:]}" for one in left[:3])
        raise QueryError(f"{_short(typed)} could be {named}. Type it with its letters and figures apart.")
    return left[0]


def _signs_apart(one: str, other: str) -> int:
    return sum(first != second for first, second in zip(one, other, strict=True))


def _short(typed: str) -> str:
    text = " ".join(typed.split())
    return f'"{text}"' if len(text) <= 20 else f'"{text[:20]}…"'


@cache
def _districts() -> frozenset[str]:
    folder = files("uk_postcodes_parsing") / "outcodes"
    return frozenset(one.name.removesuffix(".py").upper() for one in folder.iterdir() if not one.name.startswith("_"))
