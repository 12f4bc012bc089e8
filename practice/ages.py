"""Reads ages as practitioners type them: "15f", "14 yr old", "aged 7 and 9", "y4", "baby 5 wks", "under 5s".

A number is an age only where its words say so: "closed 3 wks ago" and "19 wks pregnant" hold none. A school year is the
two ages that its pupils have in England: Reception from 4 to 5, Year 1 from 5 to 6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

OLDEST = 25
"""Years up to which somebody's age matters here: care leavers have a personal adviser until then."""

ADULT = 18

_BEFORE_YEAR_1 = 4
_LAST_SCHOOL_YEAR = 13
_BABY_MONTHS = 36


class Unit(StrEnum):
    """What an age is counted in."""

    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"


_MONTHS: Mapping[Unit, float] = {Unit.YEARS: 12, Unit.MONTHS: 1, Unit.WEEKS: 12 / 52, Unit.DAYS: 12 / 365}


@dataclass(frozen=True, slots=True)
class Age:
    """An age from `least` to `most`, both as counted in `unit`, and the words that gave it, from `start` to `end`.

    Somebody aged 4 is so until the day before turning 5: `months` is half-open.
    """

    least: int
    most: int
    unit: Unit
    start: int
    end: int

    @property
    def months(self) -> tuple[float, float]:
        """The age in months, from and below."""
        return self.least * _MONTHS[self.unit], (self.most + 1) * _MONTHS[self.unit]

    @property
    def in_words(self) -> str:
        """For a reader: "15 years", "8-9 years", "5 weeks"."""
        return f"{self.least} {self.unit}" if self.least == self.most else f"{self.least}-{self.most} {self.unit}"


_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_N = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_NOT_WITHIN = r"(?<![\w.£$/%])(?<!\d[,:-])"
_PEOPLE = (
    r"(?:girls?|boys?|lads?|lass(?:es)?|child(?:ren)?|kids?|sons?|daughters?|pupils?|brothers?|sisters?|siblings?|twins?"
    r"|yp|young (?:person|man|woman)|residents?|students?|teen(?:ager)?s?|nephews?|nieces?|grandsons?|granddaughters?"
    r"|toddlers?|care leavers?|cla|lac|uasc|male|female|(?:half|step)[ -]?(?:brother|sister))"
)
_INFANTS = r"(?:baby|babies|infant|newborn|bub|twins|toddler|boy|girl|son|daughter)"
_IS = r"(?:'s|’s|s|,|\(|\s+is|\s+was|\s+of|\s+aged?|\s+just|\s+only|\s+now|\s+(?:turn(?:s|ed|ing)|nearly|almost))"
_NO_UNIT = (
    r"(?!\w)(?!\s*(?:%|/|:|-\s*\d|\.\d|(?:x|am|pm|th|st|nd|rd|mins?|minutes|hours?|hrs?|days?|nights?|weeks?|wks?|months?|mths?"
    r"|mos?|yrs?|years?|times?|visits?|of|days'|beds?|more|other|k|ft|miles?|stone|weekly|working|points?)\b))"
)
_GONE = rf"{_N}(?:\s*\+\s*\d)?[\s-]*(?:weeks?|wks?|/40|months?|mths?)"
_PREGNANCY = re.compile(
    rf"\b{_GONE}\s*(?:pregnant|gestation|preg|gone|pg|scan|bump)\b"
    r"|\b(?:pregnan\w*|gestation|unborn|bump|expecting|due|(?:mum|mother|she)(?:['’]?s| is))"
    rf"\s*(?:at|is|in|,|-|about|now)*\s*{_GONE}\b(?!\s*old)",
    re.I,
)
_ADULT_WORD = (
    r"(?:mums?|mothers?|dads?|fathers?|parents?|boyfriend|girlfriend|partner|man|men|woman|bloke|male|staff|teacher|coach|"
    r"carer|worker|volunteer|babysitter|uncle|aunt|cousin|lodger|stepdad|friend)"
)
_ADULT_AFTER = re.compile(rf"[\s\"'‘“-]*(?:old\s*)?[\"'‘“]?{_ADULT_WORD}\b", re.I)
_ADULT_BEFORE = re.compile(rf"\b{_ADULT_WORD}\W*(?:of|is|aged|who is|\(\w+,)?\W*$", re.I)

_Reads = Callable[[re.Match[str]], Iterator[Age]]


def read_ages(text: str) -> tuple[Age, ...]:
    """The ages in `text`, in order; of readings that overlap the first in the list of forms counts.

    >>> [age.in_words for age in read_ages("15f and her brother in y4, baby 5 wks, closed 3 wks ago")]
    ['15 years', '8-9 years', '5 weeks']
    """
    taken = [found.span() for found in _PREGNANCY.finditer(text)]
    ages: list[Age] = []
    for form, reads in _FORMS:
        for found in form.finditer(text):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            read = [age for age in reads(found) if not _is_anothers(text, age)]
            if read:
                taken.append(found.span())
                ages += read
    return tuple(sorted(ages, key=lambda age: age.start))


def _is_anothers(text: str, age: Age) -> bool:
    """Whether it is no child's and no care leaver's: too old, or of an adult who is named beside it."""
    if age.unit is not Unit.YEARS or age.most < ADULT or "under" in text[age.start : age.end].lower():
        return False
    is_named = _ADULT_AFTER.match(text, age.end) or _ADULT_BEFORE.search(text, 0, age.start)
    return age.most > OLDEST or is_named is not None


def _number(digits: str) -> int:
    return int(digits) if digits.isdigit() else _NUMBERS.index(digits.lower()) + 1


def _in_years(found: re.Match[str]) -> Iterator[Age]:
    """One age, or from one to another."""
    least = _number(found["n"])
    most = _number(found["to"]) if found.re.groupindex.get("to") and found["to"] else least
    yield Age(min(least, most), max(least, most), Unit.YEARS, found.start(), found.end())


def _each_in_years(found: re.Match[str]) -> Iterator[Age]:
    """Each number of a list, with its own place."""
    for number in re.finditer(rf"\b{_N}\b", found["list"], re.I):
        start = found.start("list") + number.start()
        years = _number(number.group())
        yield Age(years, years, Unit.YEARS, start, start + len(number.group()))


def _under(found: re.Match[str]) -> Iterator[Age]:
    if _number(found["n"]) > 0:
        yield Age(0, _number(found["n"]) - 1, Unit.YEARS, found.start(), found.end())


def _school_year(found: re.Match[str]) -> Iterator[Age]:
    year = int(found["n"]) if found["n"] else 0
    if year <= _LAST_SCHOOL_YEAR:
        yield Age(year + _BEFORE_YEAR_1, year + _BEFORE_YEAR_1 + 1, Unit.YEARS, found.start(), found.end())


def _infant(found: re.Match[str]) -> Iterator[Age]:
    unit = {"w": Unit.WEEKS, "d": Unit.DAYS}.get(found["unit"][0].lower(), Unit.MONTHS)
    count = _number(found["n"])
    if count * _MONTHS[unit] <= _BABY_MONTHS:
        yield Age(count, count, unit, found.start(), found.end())


_INFANT_UNIT = r"(?P<unit>weeks?|wks?|w|months?|mths?|mos?|m|days?|d)"
_INFANT_WORD = r"(?P<unit>weeks?|wks?|months?|mths?|days?)"
_OLD = r"(?:y/?os?|(?:yrs?|years?)[\s-]*olds?)"
_LATER = r"(?!\s*(?:ago|later|in\b|now|of\b|we\b|and\b|running|\d))"
_LISTED = rf"(?P<list>{_N}(?:\s*(?:,|&|and|or)\s*{_N})*)"

_FORMS: tuple[tuple[re.Pattern[str], _Reads], ...] = tuple(
    (re.compile(form, re.I), reads)
    for form, reads in (
        (rf"{_NOT_WITHIN}(?P<n>{_N})[\s-]*{_INFANT_UNIT}[\s-]*old\b", _infant),
        (rf"\b{_INFANTS}{_IS}?\s*\(?(?P<n>{_N})[\s-]*{_INFANT_WORD}\b(?!\s*(?:ago|later))", _infant),
        (rf"\baged?\s(?P<n>{_N})\s*{_INFANT_UNIT}\b", _infant),
        (rf"{_NOT_WITHIN}(?P<n>\d{{1,2}})[\s-]*{_INFANT_WORD}[\s-]+(?:baby|infant)\b", _infant),
        (rf"{_NOT_WITHIN}(?P<n>{_N})(?:\s*(?:-|–|/|to|or)\s*(?P<to>{_N}))?(?:\.5)?[\s-]*{_OLD}\b", _in_years),
        (rf"{_NOT_WITHIN}(?P<n>{_N})[\s-]*y(?:rs?)?\b{_LATER}", _in_years),
        (rf"{_NOT_WITHIN}(?P<n>\d{{1,2}})\s?[mf]\b(?!\s*(?:ago|away|high|long|deep|tall|\d))", _in_years),
        (rf"{_NOT_WITHIN}[mf]\s?(?P<n>1?\d)\b(?!\s*(?:west|east|north|south|motorway))", _in_years),
        (rf"\bunder[\s-]?(?P<n>{_N})['’]?s?{_NO_UNIT}", _under),
        (rf"\b(?:age[sd]?|ages of)\s+{_LISTED}{_NO_UNIT}", _each_in_years),
        (r"\b(?:y|yr|year)\s?(?P<n>\d{1,2})(?:['’]?s)?\b(?!\s*(?:olds?\b|year|yrs?\b|of\b))", _school_year),
        (r"\breception(?P<n>)[\s-](?:child(?:ren)?|class|pupils?|kids?|boy|girl|age|year)\b", _school_year),
        (
            rf"\b{_PEOPLE}{_IS}?{_IS}?\s*\(?{_LISTED}{_NO_UNIT}(?!\s*(?:kids|children|siblings|under))",
            _each_in_years,
        ),
        (rf"\bturn(?:s|ed|ing)\s(?P<n>{_N}){_NO_UNIT}", _in_years),
        (
            rf"\b(?:s?he|they)(?:['’]?(?:s|re)|\s(?:is|was|are))(?:\s(?:only|just|now))?\s(?P<n>{_N}){_NO_UNIT}",
            _in_years,
        ),
        (r"^\s*(?P<list>\d{1,2}),", _each_in_years),
        (r",\s(?P<list>1\d|2[0-5]),", _each_in_years),
    )
)
