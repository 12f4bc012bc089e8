"""Names that a document does not keep to: its sections, its own date, the edition that it cites.

    for clash in naming_clashes(side): ...

A section that the contents call otherwise, a reference that gives a section another title than it has, two
dates on the cover, one publication cited in two editions. It compares names only, within one document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from alignment.clashes import Clash, is_history
from alignment.gist import gist
from alignment.records import Quote, Severity
from alignment.sides import Side
from core.records import Block, BlockKind, Tier
from ingest.register import known_register

_SURE, _LIKELY = 0.8, 0.65
_COVER = 14
_TITLE_WORDS = 2
_MOST_WORDS = 8
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERED = re.compile(
    r"^\s*(?:section|appendix|chapter|part|annex)?\s*(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.:)]?\s*[–—:-]?"
    r"\s+(?P<title>[A-Za-z“'].*)$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[•➢▪o*-]|\W)\s+")
_LEADERS = re.compile(r"[\s.…]*\d{0,3}\s*$")
_CITED = re.compile(
    r"\b(?P<kind>section|appendix|chapter|annex)\s+(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\s*[:(–—-]\s*[“‘\"']?(?P<title>[A-Z][^.;)”’\"]{5,60})",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b(?P<day>\d{{1,2}}(?:st|nd|rd|th)? )?(?P<month>{_MONTHS}) (?P<year>20\d\d)\b", re.IGNORECASE)
_LABEL = re.compile(r"\b(?P<label>updated|published|issued|version|dated|revised)\b", re.IGNORECASE)
_OTHER_DATE = re.compile(
    r"\b(?:review|next|due|from|approv\w*|ratif\w*|agreed|consult\w*|meeting|created|until|act"
    r"|expires?|amend\w*|reviewed)\b",
    re.IGNORECASE,
)
_MOST_WORDS_OF_OWN, _TWO = 14, 2
_VALUE = rf"(?P<value>(?:\d{{1,2}}(?:st|nd|rd|th)?[ /.-])?(?:(?:{_MONTHS})|\d{{1,2}})[ /.-](?:20)?\d\d)\b"
_OWN = {
    "version": re.compile(
        r"^\W*(?:document )?version(?: number| no\.?)?[\s:|]+v?(?P<value>\d+(?:\.\d+)*)\W*$", re.IGNORECASE
    ),
    "review date": re.compile(
        rf"^\W*(?:next review(?: date| due)?|date of next review|review (?:date|due)"
        rf"|to be reviewed(?: by| in| on)?|due for review)"
        rf"[\s:|–-]+{_VALUE}",
        re.IGNORECASE,
    ),
    "date of effect": re.compile(
        rf"^\W*(?:effective (?:from|date)|date (?:of )?(?:implementation|issue)|implementation date"
        rf"|issue date|in force from)"
        rf"[\s:|–-]+{_VALUE}",
        re.IGNORECASE,
    ),
}
_SHORT_NAMES = {
    "working together": "working together to safeguard children",
    "kcsie": "keeping children safe in education",
}
_NOT_CITED = re.compile(
    r"\b(?:replac\w*|supersed\w*|previous\w*|earlier|former\w*|since|until|between|from|no longer)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A name as a place gives it: under which key, the words, and the quote."""

    key: str
    name: str
    quote: Quote


def naming_clashes(side: Side) -> Iterator[Clash]:
    """What `side` calls by two names, or dates twice, in the document's order."""
    yield from _sections(side)
    yield from _unnumbered(side)
    yield from _references(side)
    yield from _cover_dates(side)
    yield from _own_dates(side)
    yield from _editions(side)


def _sections(side: Side) -> Iterator[Clash]:
    """Sections that the contents call otherwise than their heading does."""
    headings = _headings(side)
    for block in side.reading.blocks:
        if block.kind is not BlockKind.CONTENTS:
            continue
        listed = _numbered(side, block)
        heading = headings.get(listed.key) if listed else None
        if listed and heading and _is_other_title(listed.name, heading.name):
            told = f"The contents call section {listed.key} “{listed.name}”, its heading {{in_where}} “{heading.name}”."
            yield Clash(listed.quote, heading.quote, (told, told), Severity.TIDY, _SURE)


def _unnumbered(side: Side) -> Iterator[Clash]:
    """Entries of the contents without a number that, between two that hold, have another heading in their place."""
    blocks = side.reading.blocks
    listed = [_plain(side, block) for block in blocks if block.kind is BlockKind.CONTENTS]
    last = max((place for place, block in enumerate(blocks) if block.kind is BlockKind.CONTENTS), default=len(blocks))
    headings = [_plain(side, block) for block in blocks[last + 1 :] if block.kind is BlockKind.HEADING]
    first, second = ([" ".join(sorted(gist(one.name))) for one in held] for held in (listed, headings))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for operation, at, until, to, end in matcher.get_opcodes():
        is_between = at > 0 and until < len(listed) and to > 0 and end < len(headings)
        if operation == "replace" and until - at == end - to == 1 and is_between:
            entry, heading = listed[at], headings[to]
            if not gist(entry.name) & gist(heading.name) and entry.key == heading.key == "":
                told = f"The contents list “{entry.name}” where the heading {{in_where}} is “{heading.name}”."
                yield Clash(entry.quote, heading.quote, (told, told), Severity.TIDY, _LIKELY)


def _plain(side: Side, block: Block) -> _Named:
    """An entry or heading with its number as the key, "" where it has none, and without bullet and page."""
    text = " ".join(side.reading.text[block.start : block.end].split())
    named = _numbered(side, block)
    name = _LEADERS.sub("", _BULLET.sub("", text))
    return named or _Named("", name, side.quote(block))


def _references(side: Side) -> Iterator[Clash]:
    """References that give a section another title than it has."""
    headings = _headings(side)
    for one in side.statements:
        for match in _CITED.finditer(one.text):
            heading = headings.get(match["number"])
            title = match["title"].strip()
            if heading and _is_other_title(title, heading.name) and _stands_elsewhere(title, headings):
                cited = f"{match['kind'].lower()} {match['number']}"
                told = f"This place cites {cited} as “{title}”; that is “{heading.name}”."
                yield Clash(one.quote, heading.quote, (told, told), Severity.TIDY, _LIKELY)


def _stands_elsewhere(title: str, headings: Mapping[str, _Named]) -> bool:
    return any(gist(title) and gist(title) == gist(one.name) for one in headings.values())


def _headings(side: Side) -> dict[str, _Named]:
    """The document's numbered headings by number; a number that two headings have counts for neither."""
    found: dict[str, list[_Named]] = {}
    for block in side.reading.blocks:
        named = _numbered(side, block) if block.kind is BlockKind.HEADING else None
        if named:
            found.setdefault(named.key, []).append(named)
    return {key: held[0] for key, held in found.items() if len(held) == 1}


def _numbered(side: Side, block: Block) -> _Named | None:
    text = " ".join(side.reading.text[block.start : block.end].split())
    match = _NUMBERED.match(text)
    if match is None:
        return None
    name = _LEADERS.sub("", match["title"])
    quote = side.quote(block)
    return _Named(match["number"], name, quote) if name else None


def _is_other_title(first: str, second: str) -> bool:
    """Whether two titles have different words, rather than one more than the other."""
    one, two = gist(first), gist(second)
    return bool(one - two) and bool(two - one) and len(one & two) <= max(1, min(len(one), len(two)) // 2)


def _cover_dates(side: Side) -> Iterator[Clash]:
    """The dates of its own that a document gives on its first page, where they differ."""
    found: list[tuple[str, Quote]] = []
    for block in side.reading.blocks[:_COVER]:
        text = side.reading.text[block.start : block.end]
        page = side.reading.page_at(block.start)
        match = _DATE.search(text)
        is_own = match and len(text.split()) <= _MOST_WORDS and not _OTHER_DATE.search(text)
        if match and is_own and block.kind is not BlockKind.ROW and page is not None and page.number == 1:
            quote = side.quote(block)
            found.append((f"{match['month'].title()} {match['year']}", quote))
    for date, quote in found[1:]:
        if date != found[0][0] and not _have_two_labels(found[0][1], quote):
            told = f"The first page gives two dates for the document: “{found[0][0]}” and “{date}”."
            yield Clash(found[0][1], quote, (told, told), Severity.TIDY, _LIKELY)
            return


def _have_two_labels(one: Quote, two: Quote) -> bool:
    """Whether two dates are of different things: published on the one, updated on the other."""
    first, second = (_LABEL.search(quote.quote) for quote in (one, two))
    return bool(first and second and first["label"].casefold() != second["label"].casefold())


def _own_dates(side: Side) -> Iterator[Clash]:
    """Versions and dates of its own that a document gives twice and differently; a log of versions is left alone."""
    found: dict[str, dict[str, Quote]] = {}
    for block in side.reading.blocks:
        text = " ".join(side.reading.text[block.start : block.end].split())
        for label, pattern in _OWN.items():
            match = pattern.search(text) if len(text.split()) <= _MOST_WORDS_OF_OWN else None
            if match:
                found.setdefault(label, {}).setdefault(match["value"].casefold(), side.quote(block))
    for label, values in found.items():
        if len(values) == _TWO:
            (first, quote), (second, other) = values.items()
            told = f"The document's own {label} is “{first.title()}” here, and “{second.title()}” {{in_where}}."
            yield Clash(quote, other, (told, told), Severity.TIDY, _LIKELY)


def _editions(side: Side) -> Iterator[Clash]:
    """Publications that the text cites in two editions, once for each older one."""
    cited: dict[str, dict[str, Quote]] = {}
    for one in side.statements:
        if one.kind is BlockKind.FOOTNOTE or is_history(one) or _NOT_CITED.search(one.text):
            continue
        for match in _publications().finditer(one.text):
            named = " ".join(match["title"].casefold().split())
            cited.setdefault(_SHORT_NAMES.get(named, named), {}).setdefault(match["year"], one.quote)
    for title, years in cited.items():
        newest = max(years)
        for year in sorted(years):
            if year != newest:
                told = f"This place cites “{title.capitalize()}” of {year}, {{where}} that of {newest}."
                yield Clash(years[year], years[newest], (told, told), Severity.TIDY, _SURE)


@cache
def _publications() -> re.Pattern[str]:
    """Titles of national guidance, as the register has them, with a year behind them."""
    titles = {
        re.sub(r"\s*\(?\b(?:19|20)\d\d\b.*$|:.*$", "", source.title).strip()
        for source in known_register().by_id.values()
        if source.tier is not Tier.LEGISLATION
    }
    words = sorted((title for title in titles if len(title.split()) > _TITLE_WORDS), key=len, reverse=True)
    names = "|".join(re.escape(title).replace(r"\ ", r"\s+") for title in [*words, *_SHORT_NAMES])
    by = rf"(?:(?:DfE|DCSF|DoH|HM Government|Department for Education)[\s,]+)?(?:(?:{_MONTHS})\s+)?"
    return re.compile(rf"\b(?P<title>{names})[\s,(:“”'’–-]+{by}(?P<year>20\d\d)\b", re.IGNORECASE)
