"""Limits of time as a text states them: "within 15 working days of the strategy discussion" and where its parts stand.

    stated = limits_in("The core group should meet within ten working days of the conference.")[0]
    stated.limit            Limit(10, Unit.WORKING_DAYS, Counting.WITHIN)
    stated.trigger          (57, 71): "the conference"
    stated.action           (0, 26): "The core group should meet"

It reads one sentence, or one row of a table, at a time, by its words alone. A text that gives no number ("as soon as
practicable") states no limit here. Ages, penalties, times that have passed ("in the last year") and hours or days that
are not lengths of time in which something is due are left alone. Dates ("by the end of September") are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.errors import WaymarkError
from core.records import Span
from practice.given import is_given, is_repeated


class Unit(StrEnum):
    """What a limit counts in. DAYS are days of which the text does not say whether they are working days."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    SCHOOL_DAYS = "school days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Counting(StrEnum):
    """How a limit runs: after its trigger, from its first day, back from a day, again and again, or for how long."""

    WITHIN = "within"
    BEGINNING_WITH = "beginning with"
    BEFORE = "at least before"
    EVERY = "at least every"
    EACH = "once in each"
    FOR = "for at least"


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time: `number` of `unit`, counted as `counting` says; 0 days are the same day."""

    number: int
    unit: Unit
    counting: Counting

    def __str__(self) -> str:
        """The limit in words: `within 15 working days`, `at least 3 working days before`."""
        if not self.number:
            return "on the same day"
        unit = self.unit.value if self.number != 1 else self.unit.value.removesuffix("s")
        if self.counting is Counting.BEFORE:
            return f"at least {self.number} {unit} before"
        if self.counting is Counting.FOR:
            return f"for at least {self.number} {unit} from"
        if self.counting is Counting.BEGINNING_WITH:
            return f"within {self.number} {unit} beginning with"
        if self.counting in (Counting.EVERY, Counting.EACH) and self.number == 1:
            return f"{self.counting} {unit}"
        return f"{self.counting} {self.number} {unit}"


@dataclass(frozen=True, slots=True)
class Stated:
    """A limit as a sentence states it, with offsets into the sentence.

    `words` are those of the limit itself; `trigger` is what it is counted from and `action` what is due, each None
    where the sentence does not say.
    """

    limit: Limit
    words: Span
    trigger: Span | None
    action: Span | None


def limits_in(sentence: str) -> list[Stated]:
    """The limits that a sentence or a table's row states, in their order; none where it gives no number."""
    if not _UNITS.search(sentence) or _COMMENCEMENT.search(sentence):
        return []
    penalty = _PENALTY.search(sentence)
    read_to = penalty.start() if penalty else len(sentence)
    found = [(match, limit) for match in _LIMITS.finditer(sentence, 0, read_to) if (limit := _limit_of(match))]
    is_row = " | " in sentence
    stated: list[Stated] = []
    taken = 0 if is_row else _opening(sentence)
    for place, (match, limit) in enumerate(found):
        until = found[place + 1][0].start() if place + 1 < len(found) else len(sentence)
        trigger = _cell(sentence, _FROM_CELLS) if is_row else _trigger(match, until)
        end = max(match.end(), trigger[1]) if trigger and trigger[0] > match.start() else match.end()
        action = _cell(sentence, _FIRST_CELL) if is_row else _action(sentence, (taken, match.start()), (end, until))
        if action is None and stated:
            action = stated[-1].action
        stated.append(Stated(limit, match.span("words"), trigger or _leading(sentence, taken, match.start()), action))
        taken = end
    return stated


def limit_of(words: str) -> Limit:
    """The limit that `words` state and nothing else: `within 15 working days`. WaymarkError where they state none."""
    match = _LIMITS.fullmatch(words)
    limit = _limit_of(match) if match else None
    if limit is None:
        raise WaymarkError(f"{words!r} is no limit of time. Write it like 'within 15 working days'.")
    return limit


def _limit_of(match: re.Match[str]) -> Limit | None:
    """The limit that a match states; None where its words look like one and are none."""
    if _NO_LIMIT.match(match.string, match.end("words")):
        return None
    if match["that"]:
        is_same = match["that"].lower() == "same"
        return Limit(0 if is_same else 1, _kind_of_day(match["that_kind"]) or Unit.CALENDAR_DAYS, Counting.WITHIN)
    if match["often"]:
        return _often(match)
    if match["times"]:
        return _TIMES.get((match["count"].split()[0].lower(), match["of"].lower()))
    unit = _unit(match)
    counting = _counting(match, unit)
    if unit is None or counting is None:
        return None
    number = _number(match["number"]) if match["number"] else 2 if _EVERY_OTHER.search(match["every"] or "") else 1
    return Limit(number * _SPANS.get(match["unit"].lower(), 1), unit, counting)


def _unit(match: re.Match[str]) -> Unit | None:
    name, kind = match["unit"].lower(), _kind_of_day(match["kind"])
    if name == "day":
        return kind or Unit.DAYS
    if name == "quarter" and (not match["every"] or match["number"]):
        return None
    return _NAMES.get(name) or Unit(f"{name}s") if kind in (None, Unit.CALENDAR_DAYS) else None


def _kind_of_day(kind: str | None) -> Unit | None:
    return _KINDS_OF_DAYS[kind.lower()] if kind else None


def _counting(match: re.Match[str], unit: Unit | None) -> Counting | None:
    """How the limit runs, by the words before its number and behind its unit."""
    behind = (match["behind"] or "").lower()
    if match["every"]:
        is_each = not match["number"] and (match["every"].lower().endswith("each") or match["kind"])
        return Counting.EACH if is_each and unit in (Unit.MONTHS, Unit.YEARS) else Counting.EVERY
    if not match["number"]:
        return None
    if behind in ("apart", "intervals") or _PASSES.match(match.string, match.end("words")):
        return Counting.EVERY
    if behind.startswith(("beginning", "starting")):
        return Counting.BEGINNING_WITH
    if _NOTICE.match(match.string, match.end("words")) or _OF_NOTICE.search(match.string, 0, match.start()):
        return Counting.BEFORE
    if behind in ("before", "prior to", "in advance of", "in advance", "beforehand"):
        is_length = match["least"] or match["most"] or unit is Unit.WORKING_DAYS
        return Counting.BEFORE if is_length or _DUE.search(match.string, 0, match.start()) else None
    if is_given(match):
        return Counting.WITHIN
    if match["kept"]:
        is_kept = behind in ("from", "after", "following") or _KEPT.search(match.string, 0, match.start())
        return Counting.FOR if is_kept else None
    if match["within"] or match["most"]:
        return Counting.WITHIN
    if match["cell"] is not None and " | " in match.string:
        return Counting.WITHIN if behind or _CELL_END.match(match.string, match.end("words")) else None
    is_loose = match["loose"] or behind in ("from", "after", "following")
    return Counting.WITHIN if is_loose and unit is Unit.WORKING_DAYS else None


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else sum(_NUMBERS[word] for word in re.split(r"[\s-]", words.lower()))


def _often(match: re.Match[str]) -> Limit | None:
    """How often, by one word: "fortnightly", "six-monthly"; a bare one only where it says how often a thing is done."""
    words = match["often"].lower().replace(" ", "-").removeprefix("at-least-")
    if words == "half-yearly":
        return Limit(6, Unit.MONTHS, Counting.EVERY)
    number, _, name = words.rpartition("-")
    if not (number or name == "annually" or is_repeated(match)):
        return None
    unit, each = _ADVERBS[name]
    return Limit(each * (_number(number) if number else 1), unit, Counting.EVERY)


def _trigger(match: re.Match[str], until: int) -> Span | None:
    """What the limit is counted from, where the sentence says so behind it."""
    if not match["behind"] or match["behind"].lower() in ("apart", "intervals"):
        return None
    start = match.end()
    ends = _TRIGGER_ENDS.search(match.string, start, until)
    return _trimmed(match.string, start, ends.start() if ends else until)


def _opening(sentence: str) -> int:
    """Where the sentence begins behind its bullet or number."""
    opened = _BULLET.match(sentence)
    return opened.end() if opened else 0


def _leading(sentence: str, start: int, until: int) -> Span | None:
    """The clause before the limit that says when: "After the conference,", "is told that a child has moved"."""
    clause = _LEADING.match(sentence, _opening(sentence), until) or _TOLD.search(sentence, start, until)
    return clause.span("clause") if clause else None


def _action(sentence: str, before: Span, after: Span) -> Span | None:
    """What is due: the clause that the limit ends, or else the clause behind it."""
    start = before[0]
    if clause := _LEADING.match(sentence, start, before[1]):
        start = clause.end()
    start = max([start, *(found.end() for found in _CLAUSE_ENDS.finditer(sentence, start, before[1]))])
    own = _trimmed(sentence, start, before[1])
    if own:
        return own
    ends = _CLAUSE_ENDS.search(sentence, after[0], after[1])
    return _trimmed(sentence, after[0], ends.start() if ends else after[1])


def _cell(row: str, heading: re.Pattern[str]) -> Span | None:
    cell = heading.search(row)
    return _trimmed(row, *cell.span("cell")) if cell else None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without the white space, marks and joining words around it; None where nothing is left."""
    begun = _JOINED.match(text, start, end)
    start = begun.end() if begun else start
    words = text[start:end].rstrip(_MARKS)
    for joint in (" and", " or", " at", " is"):
        words = words.removesuffix(joint).rstrip(_MARKS)
    return (start, start + len(words)) if words else None


_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: value for value, word in enumerate(_ONES + _TEENS, start=1)}
_NUMBERS |= dict(zip(_TENS, range(20, 100, 10), strict=True)) | {"a": 1, "an": 1}
_KINDS_OF_DAYS = {
    "working": Unit.WORKING_DAYS,
    "business": Unit.WORKING_DAYS,
    "calendar": Unit.CALENDAR_DAYS,
    "consecutive": Unit.CALENDAR_DAYS,
    "school": Unit.SCHOOL_DAYS,
}
_ADVERBS = {
    "weekly": (Unit.WEEKS, 1),
    "fortnightly": (Unit.WEEKS, 2),
    "monthly": (Unit.MONTHS, 1),
    "quarterly": (Unit.MONTHS, 3),
    "yearly": (Unit.YEARS, 1),
    "annually": (Unit.YEARS, 1),
}
_NAMES = {
    "hr": Unit.HOURS,
    "wk": Unit.WEEKS,
    "yr": Unit.YEARS,
    "wd": Unit.WORKING_DAYS,
    "fortnight": Unit.WEEKS,
    "quarter": Unit.MONTHS,
}
_SPANS = {"fortnight": 2, "quarter": 3}
_TIMES = {
    ("twice", "year"): Limit(6, Unit.MONTHS, Counting.EVERY),
    ("two", "year"): Limit(6, Unit.MONTHS, Counting.EVERY),
    ("three", "year"): Limit(4, Unit.MONTHS, Counting.EVERY),
    ("four", "year"): Limit(3, Unit.MONTHS, Counting.EVERY),
    ("twice", "month"): Limit(2, Unit.WEEKS, Counting.EVERY),
    ("two", "month"): Limit(2, Unit.WEEKS, Counting.EVERY),
}

_ANY_NUMBER = rf"\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS + _ONES)}|an?"
_KIND = r"working|business|calendar|consecutive|school"
_LIMITS = re.compile(
    rf"""
    (?P<words> \b(?:
        (?: (?P<every> (?:at\sleast\s|a\sminimum\sof\s)? (?:once\s)? (?:in\s)? (?:every(?:\s(?:other|second))?|each)
                | (?:at\sleast\s)? once \s (?:an?|per)
                | (?:maximum\s|regular\s)? intervals \s
                    (?: of (?:\sup\sto|\sat\smost|\s(?:no|not)\s(?:more|longer|greater)\sthan)?
                      | (?:no|not) \s (?:more|longer|greater) \s than | not \s exceeding ) )
            | (?P<within> (?:within|inside)
                (?:\sthe\s(?:first|next|following)|\sa\sfurther|\sa\smaximum\sof|\sno\smore\sthan)? )
            | (?P<most> (?:no|not) \s (?:later|more|longer|greater) \s than | not \s exceed(?:ing)?
                | up \s to (?:\sa\sfurther)? | at \s most | max(?:imum|\.)? (?:\s(?:of|period\sof|time\sof))? )
            | (?P<over> (?:for\s)? (?:more|longer) \s than )
            | (?P<kept> for (?:\sat\sleast|\sa\sminimum\sof)? (?:\sa\s(?:further\s)?period\sof|\sa\sfurther)? )
            | (?P<by> by (?:\sa\sfurther)? )
            | (?P<least> at \s least | (?:a\s)? minimum \s of | not \s less \s than | no \s (?:less|fewer) \s than )
            | (?P<loose> in )
        ) \s+
        | (?P<cell> (?<=:\s) )
        | (?<![\w-])
      )
      (?: (?:between\s)? (?:\d{{1,3}}\s?(?:-|–|to|or|and)\s?)?
          (?P<number> {_ANY_NUMBER} ) (?:\s?\(\s?\w+\s?\))? (?:[\s-]+|(?<=\d)(?=[hwdmy])) )?
      (?: (?P<kind> {_KIND}) [\s-]+ )?
      (?P<unit> hour|hr|day|week|wk|month|year|yr|fortnight|quarter|wd ) s?\b (?:\s(?:period|time)\b)?
      | (?P<times> (?:at\sleast\s)?+ (?P<count> twice|(?:two|three|four)\stimes) \s (?:an?|per|each|every|in\sa) \s
          (?P<of> month|year) ) \b
      | (?P<often> (?:at \s least \s)? (?: half-yearly | (?:(?!an?\s)(?:{_ANY_NUMBER}) [\s-])? (?:weekly|monthly|yearly)
          | fortnightly | quarterly | annually ) ) \b
      | (?: on \s | by \s the \s end \s of \s )? (?:the \s)? (?P<that> same|(?<=the\s)next|(?<=the\s)following) [\s-]
          (?: (?P<that_kind> {_KIND}) \s )? day\b
    )
    (?: (?: , (?=\s(?:from|after|following)) )? \s
        (?P<behind> of|from|after|following|before|prior\sto|in\sadvance(?:\sof)?|beforehand|since|apart|intervals
            | (?:beginning|starting)\s(?:with|on) ) \b
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)

_UNITS = re.compile(r"h(?:ou)?r|day|w(?:ee)?k|month|y(?:ea)?r|annual|wd|fortnight|quarter", re.IGNORECASE)
_PENALTY = re.compile(r"\b(?:imprison\w*|convict\w*|term (?:of|not))\b", re.IGNORECASE)
_NO_LIMIT = re.compile(
    r"\s?(?:of age|old|of pregnancy|pregnant|['’](?!s?\s(?:(?:written|clear)\s)?(?:notice|of|from|after)\b))",
    re.IGNORECASE,
)
_COMMENCEMENT = re.compile(r"\b(?:comes? into force|Act is passed)\b")
_KEPT = re.compile(
    r"\b(?:retain\w*|keeps?|kept|held|store[ds]?|preserved?|available|(?:on|held in) (?:\w+ )?(?:files?|website))\b",
    re.I,
)
_PASSES = re.compile(r"\s?(?:(?:should|must|may|can|will) )?(?:pass|elapse|go by)(?:es)?\b|\s?between\b", re.IGNORECASE)
_EVERY_OTHER = re.compile(r"\b(?:other|second)$", re.IGNORECASE)
_NOTICE = re.compile(r"(?:['’]s?)?\s(?:(?:written|clear|prior)\s)?notice\b", re.IGNORECASE)
_OF_NOTICE = re.compile(r"\bnotice (?:period )?of\s(?:at least\s)?$", re.IGNORECASE)
_DUE = re.compile(
    r"\b(?:must|should|shall|will|to be|needs? to)\b(?![^.;]*\b(?:was|were|had|who|which|when)\b)[^.;]*$", re.IGNORECASE
)
_TRIGGER_ENDS = re.compile(
    r"[;:()\[|]|,(?! or\b| \w+ or\b)|\.(?=\s|$)| or as soon as"
    r"| (?:and|if|unless|where|whether|until|so that|for as long as|must|should|may|will"
    r"|(?<!decision )(?<!decided )(?<!request )(?<!agreement )"
    r"to (?:complete|finish|hold|make|reply|respond|answer|decide|agree|challenge|comment|provide|send|carry|visit)) "
)
_CLAUSE_ENDS = re.compile(r"[;:](?=\s)|\.(?=\s|$)|, and\b| \| ")
_BULLET = re.compile(r"\s*(?:[•–*-]|\([a-z0-9]{1,4}\)|\d{1,3}(?:\.\d{1,3})*\.?|\d{1,3}\.—\(\d+\))\s+")
_LEADING = re.compile(r"\s*(?P<clause>(?:after|following|once|when|where|if|as soon as|on)\b[^,;:]+),", re.IGNORECASE)
_CELL_END = re.compile(r"\s*(?:\||$|[,;.])")
_TOLD = re.compile(r"\b(?:advised|told|notified|informed) that (?P<clause>[^,;:]+?)\s*$", re.IGNORECASE)
_FROM_CELLS = re.compile(r"(?:^|\| )[^|:]*\b(?:from|trigger|starts?)\b[^|:]*: (?P<cell>[^|]+)", re.IGNORECASE)
_FIRST_CELL = re.compile(r"^[^|:]*: (?P<cell>[^|]+)")
_MARKS = " \n\t,;:."
_JOINED = re.compile(r"(?:[\s,;:.•–-]|(?:and|or|at|thereafter|then)\b)*+")
