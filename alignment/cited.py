"""Which national documents a sentence cites, and the date that it gives for them, as `references*.toml` name them.

    for citation in citations("Follow Working Together (July 2018), chapter 1."):
        citation.entry.source_id, citation.year, citation.month      "working-together-2026", 2018, 7

Of names that overlap the longest counts; of two documents of one name that of the year. It judges nothing: that is
`alignment.references`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from alignment.records import Severity
from core.records import Checked, Span
from practice.tables import read_toml

SHIPPED = Path(__file__).with_name("references.toml")
GONE = tuple(
    SHIPPED.with_name(f"references_{name}.toml") for name in ("policy", "law", "guidance", "schools", "statutes")
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?P<month>(?:"
    + "|".join(_MONTHS)
    + r")[a-z]*)?\.?,?\s*(?P<year>(?:19|20)\d\d)(?!\d)"
)
_BETWEEN = (
    "a|an|the|of|to|for|on|in|from|and|at|as|by|dated|date|published|publication|issued|updated|update|revised|revision"
    "|edition|version|last|latest|statutory|non-statutory|guidance|guide|inter-agency|multi-agency|working|safeguard(?:ing)?"
    "|promote|welfare|children|young|people|schools|colleges|part|one|two|hm|government|dfe|dfes|dcsf|dh|hmg|department"
    "|education|health|local|authorities|help|support|protection|chapter|chapters|section|page|paragraph|para|england"
    r"|was|is|which|volume|regulations|advice|document|safe|keeping|full|new|years|practitioners|wales|london|framework"
    "|home|office|ministry|justice|ofsted|doh|dhsc|dclg|mhclg|odpm|hmso|tso|stationery|acpo|npcc|yjb|cps|moj|skills|amended"
    "|reissued|re-issued|republished|et|al"
    r"|\d{1,2}(?:\.\d+)*"
)
_AFTER = re.compile(
    rf"(?:\([A-Za-z]+\)|[\s,:()\[\]‘’“”\"'*_–—-]|&|\b(?:{_BETWEEN})\b){{0,40}}?(?<!\d){_DATE}",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    rf"\s*[’”\"'*_.]*\s*[(\[](?:(?!\b(?:Act|Regs?|Regulations|section|s|see|page|p)\b)[^()\[\]\d]){{0,60}}?{_DATE}",
    re.IGNORECASE,
)
_BEHIND_SUBTITLE = re.compile(
    rf"\s*[’”\"'*_]*\s*[:–—-]\s+[^()\[\].;|\d]{{3,110}}[(\[](?:(?!\b(?:Act|Regs?|Regulations)\b)[^()\[\]\d]){{0,40}}?{_DATE}",
    re.IGNORECASE,
)
_RENEWED = re.compile(
    rf"\)?[\s,;:(\[–—-]{{1,4}}(?:last |and )?(?:updated|revised|amended|re-?issued)(?: in| on| to)?:?\s+{_DATE}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:^|[\s(])(?P<year>(?:19|20)\d\d)(?:\)[.,:]?)?\s+(?:(?:edition|version|revision|update)\s+of\s+)?(?:the\s+)?"
    r"(?:statutory\s+guidance,?\s+)?[‘“\"'*_]*$",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"\s?(?:(?P<year>20\d\d)|(?P<short>[12]\d))(?!\d|[.,:/–-]\d)")
_WORD = re.compile(r"[^\W\d_]+")
_LONG_TITLE = 4
_FIRST_YEAR = 1900
_REACH = 170
"""Characters behind a name in which its date may stand."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A document of the register: any of its editions, and the months that were only a draft's."""

    source_id: str
    drafts: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that another one replaced: cited with one of `years`, or at all where there are none.

    From the year `until` another document has the name, None where none has.
    """

    name: str
    now: str
    since: date | int
    checked: Checked
    years: frozenset[int] = frozenset()
    severity: Severity = Severity.MATERIAL
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The law of another nation, which one of England's is easily taken for: `twin`."""

    name: str
    twin: str


@dataclass(frozen=True, slots=True)
class Act:
    """An Act by its name without a year, and the years in which there was one of that name."""

    name: str
    years: frozenset[int]
    passed: date | None = None
    checked: Checked = Checked.UNCHECKED


Entry = Cited | Gone | Elsewhere | Act


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in a text: `start` to `end` is the name with its date, as far as there is one.

    `is_bill` where the text calls an Act a Bill; `is_superseded` where only an earlier edition has the name.
    """

    entry: Entry
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    is_bill: bool = False
    is_superseded: bool = False

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to cite an entry, or a document that is easily taken for one (None).

    `needs` are words of which one must be in the sentence, where there are any.
    """

    words: str
    entry: Entry | None
    is_superseded: bool = False
    is_bill: bool = False
    needs_date: bool = False
    is_short: bool = False
    as_written: bool = False
    needs: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """Its first word, in lower case."""
        match = _WORD.search(self.words.casefold())
        return match[0] if match else ""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a text."""
        return _pattern(self.words, as_written=self.as_written, plural=isinstance(self.entry, Act))


def citations(text: str, *, before: str = "") -> list[Citation]:
    """Every national document that `text`, one sentence, cites, in order.

    `before` is what stands in front of it: of “Department for Education (2018). Working Together ...” the date.
    """
    found = _longest(text)
    claimed = [(start, end) for _, start, end in found]
    dated: list[Citation] = []
    for place, (names, start, end) in enumerate(found):
        limit = claimed[place + 1][0] if place + 1 < len(claimed) else len(text)
        last = dated[-1].end if dated else 0
        citation = _dated(names, text, (start, end), limit=min(limit, end + _REACH), last=last)
        if citation is not None and citation.year is None and (match := _BEFORE.search(before + text[:start])):
            citation = replace(citation, year=int(match["year"])) if place == 0 else citation
        if citation is not None:
            dated.append(citation)
    return dated


def _longest(text: str) -> list[tuple[list[_Name], int, int]]:
    """The names in `text` that no longer one covers, with all that are written alike."""
    lowered = text.casefold()
    matches = [
        (name, match.start(), match.end())
        for word in set(_WORD.findall(lowered))
        for name in _by_first_word().get(word, ())
        for match in name.pattern.finditer(text)
        if not name.needs or any(word in lowered for word in name.needs)
    ]
    kept: dict[Span, list[_Name]] = {}
    for name, start, end in sorted(matches, key=lambda one: (one[1] - one[2], one[1])):
        if all(end <= other[0] or other[1] <= start or other == (start, end) for other in kept):
            kept.setdefault((start, end), []).append(name)
    return [(names, *span) for span, names in sorted(kept.items(), key=lambda one: one[0])]


def _of_year(names: Sequence[_Name], year: int | None) -> _Name:
    """Of names that are written alike that of the document of `year`, the first where there is none such."""
    return next((one for one in names if isinstance(one.entry, Gone) and year in one.entry.years), _lasting(names))


def _lasting(names: Sequence[_Name]) -> _Name:
    return next((one for one in names if not isinstance(one.entry, Gone) or not one.entry.years), names[0])


def _dated(names: Sequence[_Name], text: str, span: Span, *, limit: int, last: int) -> Citation | None:
    """The citation with the date behind its name, else before it; None where it has none and needs one."""
    start, end = span
    year = month = None
    if match := _year_behind(names[0], text, end, limit):
        groups = match.groupdict()
        year = int(groups["year"] or f"20{groups['short']}")
        month = _month(groups.get("month"))
        end = match.end()
    elif (match := _BEFORE.search(text, last, start)) is not None:
        year, start = int(match["year"]), match.start("year")
    name = _of_year(names, year)
    if name.entry is None or (name.needs_date and year is None):
        return None
    return Citation(name.entry, start, end, year, month, is_bill=name.is_bill, is_superseded=name.is_superseded)


def _year_behind(name: _Name, text: str, end: int, limit: int) -> re.Match[str] | None:
    """The date behind a name; of one that says since when it was renewed the later."""
    if name.is_short and (match := _SHORT_YEAR.match(text, end, limit)):
        return match
    match = _AFTER.match(text, end, limit) or _IN_BRACKETS.match(text, end, limit)
    if match is None and len(name.words.split()) >= _LONG_TITLE:
        match = _BEHIND_SUBTITLE.match(text, end, limit)
    return match and (_RENEWED.match(text, match.end(), limit) or match)


def _month(word: str | None) -> int | None:
    return _MONTHS.index(word[:3].casefold()) + 1 if word else None


@cache
def _by_first_word() -> dict[str, list[_Name]]:
    """The names by their first word in lower case: a sentence without it need not be searched."""
    found: dict[str, list[_Name]] = {}
    for name in _names():
        found.setdefault(name.first, []).append(name)
    return found


@cache
def _names() -> tuple[_Name, ...]:
    """Every way to cite a document. Raises `TermsError` where the table cannot be read."""
    _, tables = read_toml(SHIPPED)
    beside = [read_toml(path)[1] for path in GONE]
    gone = [*tables["gone"], *(row for table in beside for row in table["gone"])]
    acts = [*tables["act"], *(row for table in beside for row in table.get("act", ()))]
    return (
        *(name for row in tables["cited"] for name in _of_cited(row)),
        *(name for row in gone for name in _of_gone(row)),
        *(_Name(words, Elsewhere(row["name"], row["twin"])) for row in tables["elsewhere"] for words in row["names"]),
        *(name for row in acts for name in _of_act(row)),
        *(_Name(words, None) for row in tables["other"] for words in row["names"]),
    )


def _of_cited(row: Mapping[str, Any]) -> Iterator[_Name]:
    entry = Cited(row["id"], row.get("drafts", {}))
    needs = tuple(word.casefold() for word in row.get("beside", ()))
    old = set(row.get("alone", ()))
    for words in [*row.get("names", ()), *(one for one in old if one not in row.get("names", ()))]:
        yield _Name(words, entry, is_superseded=words in old, is_short=" " not in words, needs=needs)
    for words in row.get("as_written", ()):
        yield _Name(words, entry, is_short=" " not in words, as_written=True, needs=needs)
    for words in row.get("dated", ()):
        yield _Name(words, entry, needs_date=True, as_written=True, needs=needs)


def _of_gone(row: Mapping[str, Any]) -> Iterator[_Name]:
    needs_date = "years" in row or "before" in row
    entry = Gone(
        row["name"],
        row["now"],
        row["since"],
        Checked(row.get("checked", "U")),
        frozenset([*row.get("years", ()), *range(_FIRST_YEAR, row.get("before", _FIRST_YEAR))]),
        Severity(row.get("severity", Severity.MATERIAL)),
        row.get("until"),
    )
    for words in row.get("names", ()):
        yield _Name(words, entry, needs_date=needs_date)
    for words in row.get("as_written", ()):
        yield _Name(words, entry, needs_date=needs_date, as_written=True)


def _of_act(row: Mapping[str, Any]) -> Iterator[_Name]:
    entry = Act(row["name"], frozenset(row["years"]), row.get("passed"), Checked(row.get("checked", "U")))
    for words in [row["name"], *row.get("also", ())]:
        yield _Name(words, entry)
        yield _Name(f"{words[: -len('Act')]}Bill", entry, is_bill=True)


@cache
def _pattern(words: str, *, as_written: bool = False, plural: bool = False) -> re.Pattern[str]:
    """How `words` are looked for: hyphens for blanks and blanks for hyphens, with or without small punctuation."""
    parts = [re.escape(part) for part in re.split(r"[\s:,–—-]+", words)]
    joined = r"[\s:,–—-]{1,4}".join(_SPELT.get(part.casefold(), part) for part in parts)
    joined = re.sub(r"['’]", "['’‘]?", joined)
    end = r"(?!\w)" if len(parts) > 1 else r"(?![^\W\d])"
    end = end if words[-1].isalnum() else ""
    return re.compile(rf"(?<!\w){joined}{'s?' if plural else ''}{end}", 0 if as_written else re.IGNORECASE)


_SPELT: Mapping[str, str] = {
    "and": "(?:and|&)",
    "regulations": "Reg(?:ulation)?s?",
    "wellbeing": "well-?being",
    "year": "years?",
    "handbook": "Handbook",
    "volume": r"Vol(?:ume|\.)?",
    "healthcare": "health ?care",
}


def years_in(words: Sequence[str | None]) -> list[int]:
    """The years that stand in `words`, in order."""
    return [int(year) for one in words if one for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", one)]
