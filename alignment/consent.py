"""Finds where a local text makes consent a condition of sharing any information about a child.

    consent_findings(local, [working_together])[0].explanation

Consent is right for a service that a family may refuse, such as early help, and for photographs, treatment or research;
what is said of these is left alone, and so is a sentence that names when consent is not needed, or that only asks for
the family's agreement to be sought. Where "only with consent" is the rule and the exceptions follow behind it, that is
told as material. It goes by words, and knows no law: where no document compared speaks of it, the finding has no
national quote and names the guidance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignment.national import named_place
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind
from ingest.register import known_register, named_source

_QUOTED, _FACT, _ELSEWHERE = 0.8, 0.6, 0.5
_SOURCE, _AT = "working-together-2023", "paragraph 31"
_LOOSE = (BlockKind.FIGURE, BlockKind.FOOTNOTE)
_NEAR = 4

_CONSENT = r"(?:consent|permission|written \s agreement)"
_GIVEN = r"(?:obtained?|given|got(?:ten)?|gain(?:ed)?|get|had?|have|secured?|in \s place|needed|required|received?)"
_TOLD = r"(?:information|records?|details|personal \s data)"
_SHARED = (
    r"(?:shar(?:e|ed|es|ing)|pass(?:ed|es|ing)? (?:\s on)?|disclos(?:e|ed|es|ing)|exchang(?:e|ed|ing)|given \s to)"
)
_GAP = r"[^.;:]{0,60}?"
_ONLY = re.compile(
    rf"\b(?: {_TOLD} {_GAP} \b only {_GAP} \b {_SHARED} | only {_GAP} \b {_SHARED} {_GAP} \b {_TOLD} ) \b {_GAP}"
    rf"\b (?: with | if | where | when | once | after ) \b {_GAP} \b (?: {_CONSENT} | consents | consented ) \b",
    re.VERBOSE | re.IGNORECASE,
)
_CONDITIONS = (
    re.compile(
        rf"\b {_CONSENT} {_GAP} \b {_GIVEN} \b {_GAP} \b before \b {_GAP} (?: \b {_TOLD} \b {_GAP} \b {_SHARED}"
        rf" | \b {_SHARED} \b {_GAP} \b {_TOLD} ) \b",
        re.VERBOSE | re.IGNORECASE,
    ),
    re.compile(
        rf"\b before \b {_GAP} (?: \b {_TOLD} \b {_GAP} \b {_SHARED} | \b {_SHARED} \b {_GAP} \b {_TOLD} ) \b {_GAP}"
        rf" (?: \b {_CONSENT} \b {_GAP} \b {_GIVEN} | \b {_GIVEN} \b {_GAP} \b {_CONSENT} ) \b",
        re.VERBOSE | re.IGNORECASE,
    ),
    re.compile(
        rf"\b (?: no | not | never | cannot | nothing ) \b {_GAP} \b {_SHARED} \b {_GAP} \b"
        rf" (?: without | until | unless ) \b {_GAP} \b (?: {_CONSENT} | consents | consented ) \b",
        re.VERBOSE | re.IGNORECASE,
    ),
)
_RISK = re.compile(
    r"\b(?:safeguard\w*|risks?|harm\w*|danger\w*|emergenc\w*|court|law|legal\w*|lawful\w*|crimes?|public interest"
    r"|overrid\w*|except\w*|protect(?:ion plan| (?:a|the) child)|abuse|section 47)\b",
    re.IGNORECASE,
)
_UNLESS = re.compile(r"\bunless\b(?![^.;]{0,60}\bconsent)", re.IGNORECASE)
_ELSE = re.compile(
    r"\b(?:early help|family help|targeted|team around|child(?:ren)? in need|section 17|s\.?17|photo\w*|images?|films?"
    r"|video\w*|media|press|publicity|newsletters?|websites?|research\w*|audit\w*|surve\w+|references?|medic\w+|treatment|health"
    r"|applicants?|employ\w+|staff|volunteers?|carers?['’]s?|their own|adopt\w*|birth famil\w+|complain\w*|consultation"
    r"|counsell\w+|school trips?|bank|financ\w+|advoca\w+|third part\w+|commercial\w*|marketing)\b",
    re.IGNORECASE,
)
_IS_FREE = re.compile(
    r"\b(?:not (?:necessary|needed|required) to (?:seek|obtain|have) consent|(?:do|does) not need (?:\w+ )?consent"
    r"|consent is not (?:needed|required|necessary)|(?:share|shared|sharing)\b[^.;]{0,40}\bwithout consent)\b",
    re.IGNORECASE,
)
_CONSIDER = (
    "Ask whoever is responsible for information governance to read both passages: say when a worker shares without "
    "consent, that the family is told where that is safe, and that the reasons are recorded."
)


def consent_findings(local: Side, national: Sequence[Side]) -> list[Finding]:
    """The findings of `local`, in its order; the order of `national` makes no difference."""
    held = _free(national)
    return [
        _finding(one, words, is_rule_alone, held)
        for row, one in enumerate(local.statements)
        if (words := _condition(one)) is not None
        for is_rule_alone in (not _names_exceptions(local.statements, row),)
        if is_rule_alone or _ONLY.search(one.text)
    ]


def _condition(one: Statement) -> str | None:
    """The words that make consent a condition; None where there are none, or they are about something else."""
    read = " . ".join([one.said, *one.quote.headings[-1:]])
    if _ELSE.search(read) or _RISK.search(one.said) or _UNLESS.search(one.said):
        return None
    found = next((found for form in (_ONLY, *_CONDITIONS) if (found := form.search(one.text))), None)
    return " ".join(found.group().split()) if found else None


def _names_exceptions(statements: Sequence[Statement], row: int) -> bool:
    """Whether the sentences around, under the same headings, say when information is shared all the same."""
    headings = statements[row].quote.headings
    near = [one for one in statements[max(0, row - _NEAR) : row + _NEAR + 1] if one.quote.headings == headings]
    return any(_RISK.search(one.text) for one in near if one is not statements[row])


def _free(national: Sequence[Side]) -> tuple[Quote, str] | None:
    """The national sentence that says that consent is not needed, with its place in words; None where none does."""
    found = [
        (one.kind in _LOOSE, len(one.text.split()) < _NEAR * 2, side.document.doc_id, one.quote.start, one.quote, side)
        for side in national
        for one in side.statements
        if _IS_FREE.search(one.text) and "shar" in one.text.casefold()
    ]
    if not found:
        return None
    *_, quote, side = min(found, key=lambda one: one[:4])
    return quote, named_place(side.document, quote)


def _finding(one: Statement, words: str, is_rule_alone: bool, held: tuple[Quote, str] | None) -> Finding:
    source = known_register().by_id[_SOURCE]
    named = held[1] if held else f"{named_source(source)}, {_AT}"
    not_compared = "" if held else " The words of that source are not among the documents compared."
    after = (
        "" if is_rule_alone else " Your text names exceptions behind it, so the rule and the exceptions change places."
    )
    explanation = (
        f"Your text makes consent the condition for sharing information (“{words}”). Where a child may be at risk, "
        f"consent is not the default basis: {named} says that it need not be sought to safeguard a child where there "
        f"is another lawful basis, and waiting for it can leave a child at risk.{after}{not_compared}"
    )
    return Finding(
        Verdict.WEAKER_MODALITY,
        Severity.HIGH if is_rule_alone else Severity.MATERIAL,
        (_QUOTED if held else _FACT) if is_rule_alone else _ELSEWHERE,
        one.quote,
        held[0] if held else None,
        explanation,
        _CONSIDER,
        fact=None if held else f"{named_source(source)}, {_AT}",
    )
