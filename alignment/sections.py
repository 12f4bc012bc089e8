"""Sections of Acts that a local text gives another number than they have, as `sections.toml` knows them.

    for finding in section_findings(side):
        finding.explanation         "... children as victims of domestic abuse stands in section 3 ..."

Only a sentence that names one Act and one section of it is judged, and only of the matters in the table: which section
stands for the rest of the law it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alignment.bodies import told_unchecked
from alignment.lines import Line, lines_of
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Side
from core.records import Checked
from practice.tables import read_toml

FILE = "sections.toml"

_ACT = re.compile(r"\bActs?\b")
_SECTION = re.compile(
    r"(?<![\w.])(?:sections?|sec\.?|ss?\.?)\s?(?P<number>\d{1,3}[A-Z]{0,2})(?![\w.]*\d)", re.IGNORECASE
)
_OF = re.compile(r"(?:\s*\(\w{1,3}\))*\W*(?:of|in|under)?\s*(?:the\s+)?(?:\w+\s+)?")
_THEN = re.compile(r"['’]?\W{0,4}(?:in\s+|under\s+)?")


@dataclass(frozen=True, slots=True)
class Provision:
    """What stands in which sections of an Act. `words` finds the matter in a sentence. Key: act and about."""

    act: str
    about: str
    words: re.Pattern[str]
    numbers: tuple[str, ...]
    checked: Checked


def section_findings(local: Side) -> list[Finding]:
    """An `outdated_reference` for each sentence that gives a known matter another section, in the text's order."""
    return [one for line in lines_of(local) if not line.is_log for one in _of_line(line)]


def _of_line(line: Line) -> Iterator[Finding]:
    cited = list(_SECTION.finditer(line.text))
    if len(cited) != 1 or len(_ACT.findall(line.text)) != 1:
        return
    number = cited[0]["number"].upper()
    for one in _provisions():
        if number in one.numbers or not one.words.search(line.text) or not _is_beside(line.text, cited[0], one.act):
            continue
        yield Finding(
            Verdict.OUTDATED_REFERENCE,
            Severity.MATERIAL,
            0.8,
            line.quote(0, len(line.text)),
            None,
            f"The text gives section {number} of the {one.act} for {one.about}. That stands in"
            f" {_named(one.numbers)}.{told_unchecked(one.checked)}",
            "Look the section up, and correct the number.",
            fact=f"{FILE}: {one.act}, {one.about}",
        )
        return


def _is_beside(text: str, section: re.Match[str], act: str) -> bool:
    """Whether the Act stands close before or behind the section: “section 11 of the Children Act 2004”."""
    start, end = text.find(act), text.find(act) + len(act)
    if start < 0:
        return False
    if start >= section.end():
        return _OF.fullmatch(text[section.end() : start]) is not None
    return _THEN.fullmatch(text[end : section.start()]) is not None


def _named(numbers: tuple[str, ...]) -> str:
    if len(numbers) == 1:
        return f"section {numbers[0]}"
    return f"sections {', '.join(numbers[:-1])} and {numbers[-1]}"


@cache
def _provisions() -> tuple[Provision, ...]:
    """The provisions that ship. Raises `TermsError` where the table cannot be read."""
    _, tables = read_toml(Path(__file__).with_name(FILE))
    return tuple(_provision(row) for row in tables["section"])


def _provision(row: Mapping[str, Any]) -> Provision:
    spelt = "|".join(r"[\s-]+".join(re.escape(part) for part in one.split()) for one in row["words"])
    words = re.compile(rf"(?<!\w)(?:{spelt})(?!\w)", re.IGNORECASE)
    return Provision(row["act"], row["about"], words, tuple(row["numbers"]), Checked(row["checked"]))
