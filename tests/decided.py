"""Findings, decisions and a report of them, small and made up, for the tests of alignment's files; asserts nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from fakes import READ_ON, document

from alignment.decisions import Choice, Decided, Decision
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.reporting import Edition, Report, Row
from alignment.standing import Successors, standings
from core.records import Tier
from index.generation import Source

NOW = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)
AGREE = Decision(Choice.AGREE)
NOT_AN_ISSUE = Decision(Choice.NOT_AN_ISSUE, "The form says it.")
TO_DO = Decision(Choice.TO_DO, owner="A. Reid", due=date(2026, 11, 2))
LOCAL = "A child is offered a return home interview within five working days of the return."
NATIONAL = "The interview should be offered within 72 hours of the child's return."


def quote(doc_id: str, words: str, *, at: int = 0, **changes: Any) -> Quote:
    return Quote(doc_id, words, at, at + len(words), **changes)


def finding(verdict: Verdict = Verdict.TIMESCALE_CONFLICT, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "severity": Severity.HIGH if verdict.is_alarm else Severity.INFORMATION,
        "confidence": 0.8,
        "local": quote("chapter", LOCAL, paragraph="6.3", page=2, page_label="2", headings=("6. The interview",)),
        "national": quote("guidance", NATIONAL, paragraph="31", headings=("Return",)),
        "explanation": "Your text allows more time.",
    }
    return Finding(verdict, **{**values, **changes})


def reworded(one: Finding, words: str, *, side: str = "local", **changes: Any) -> Finding:
    """The same finding with other words on one side."""
    old = getattr(one, side)
    return replace(one, **{side: replace(old, quote=words, end=old.start + len(words), **changes)})


def decided(one: Finding, decision: Decision = AGREE, *, number: int = 1, follows: str | None = None) -> Decided:
    return Decided(number, one.finding_id, one, decision, "B. Khan", NOW, follows)


def report(
    found: Sequence[Finding],
    held: Sequence[Decided] = (),
    *,
    notice: str | None = None,
    successors: Successors | None = None,
) -> Report:
    """A report of `found`, of the document "chapter" held against "guidance"."""
    against = {"chapter": ("guidance",)}
    stand = standings(found, held, compared=against, successors=successors or {})
    local = document("chapter", title="Missing <children>", tier=Tier.LOCAL, edition="March 2026")
    editions = {
        one.doc_id: Edition(one, one.doc_id == "chapter", "current", None, source(one.doc_id))
        for one in (local, document("guidance", title="Statutory guidance", url="https://example.gov.uk/guidance"))
    }
    rows = tuple(Row(one, "missing from home or care", stand.by_id[one.finding_id]) for one in found)
    return Report(NOW, NOW.date(), "A library", notice, against, editions, rows, stand, tuple(held))


def source(doc_id: str) -> Source:
    return Source(hashlib.sha256(doc_id.encode()).hexdigest(), "text 1", READ_ON)


FORMULA = '=HYPERLINK("https://example.org","6.3")'
CONFLICT = finding()
SOFT = finding(Verdict.WEAKER_MODALITY, severity=Severity.MATERIAL, explanation="“may” & <b>no</b> “should”.")
OLD = finding(
    Verdict.OUTDATED_REFERENCE,
    severity=Severity.TIDY,
    local=quote("chapter", FORMULA),
    national=None,
    fact="KCSIE 2024",
)
MISSING = finding(Verdict.MISSING_REQUIREMENT, local=quote("chapter", "6. The interview"))
STRICTER = finding(Verdict.STRICTER_LOCALLY, local=quote("chapter", "Within 24 hours a child is offered one."))
SAME = finding(Verdict.ALIGNED, local=quote("chapter", f"{NATIONAL.upper()}"))
ALIKE = finding(Verdict.ALIGNED, local=quote("chapter", "It is offered within 72 hours."))
NOTICE = "Sample: Marlbrook is an invented council. Not real guidance."


def whole_report() -> Report:
    """Findings of every kind: decided, reworded since, and one that is no longer found."""
    before = reworded(SOFT, "The worker may see the child alone, at home or at school.")
    soft = reworded(SOFT, "The worker may see the child alone, at home or elsewhere.")
    gone = decided(finding(Verdict.DRAFT_MARK, local=quote("chapter", "DRAFT v2"), national=None), number=4)
    held = [decided(CONFLICT, TO_DO), decided(before, AGREE, number=2), decided(OLD, NOT_AN_ISSUE, number=3), gone]
    return report([CONFLICT, MISSING, soft, OLD, STRICTER, SAME, ALIKE], held, notice=NOTICE)
