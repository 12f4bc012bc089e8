"""Finds where a local text lets an employer look into an allegation before the designated officer (LADO) is told.

    order_findings(local, [working_together], rules=rules)

"Human Resources looks into it first", "the manager interviews the member of staff before telling the LADO", "the LADO
is told once the investigation has ended": an inquiry of the employer's own that goes before. Basic facts, and making
the child safe, are no inquiry. A sentence that forbids the inquiry is left alone, and so is one with a limit of time,
which is for `alignment.timescales`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignment.national import Rule, Rules, not_compared
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Side
from alignment.statements import Statement
from practice.events import events

_EVENT = "designated-officer"
_QUOTED, _FACT = 0.8, 0.6
_FOLLOWING = 3

_OFFICER = r"(?:lado|designated \s officers?(?: \s or \s team)?)"
_EMPLOYER = (
    r"(?:human \s resources|hr|personnel|(?:\w+\s)?managers?|head \s? teachers?|principals?"
    r"|(?:chair \s of \s)? governors?|employers?"
    r"|(?:the \s)? (?:school|agency|college|nursery|club|organisation)|we|you)"
)
_INQUIRY = (
    r"(?:looks? \s into | investigat(?:es?|ed|ing|ions?) | interview(?:s|ed|ing)? | fact[\s-]?find(?:s|ing)?"
    r" | (?:speaks?|speaking|talks?|talking) \s (?:to|with) \s the \s"
    r" (?:member \s of \s staff|employee|accused|carer|adult)"
    r" | (?:internal|own) \s [ei]nquir(?:y|ies) | takes? \s statements)"
)
_GAP = r"[^.;:]{0,80}?"
_FIRST = re.compile(
    rf"\b {_EMPLOYER} \b (?:\s(?:will|must|should|may|can|always))* \s {_INQUIRY} \b {_GAP} \b first \b"
    rf"|\b first \b ,? \s (?:the \s)? {_EMPLOYER} \b (?:\s(?:will|must|should))? \s {_INQUIRY} \b",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b {_INQUIRY} \b {_GAP} \b before \b {_GAP} \b {_OFFICER} \b"
    rf"|\b {_OFFICER} \b {_GAP} \b (?:told|informed|notified|contacted|consulted) \b {_GAP} \b (?:after|once|when) \b"
    rf" {_GAP} \b {_INQUIRY} \b {_GAP} \b (?:ended|finished|complete[d]?|concluded|over|done)\b"
    rf"|\b (?:after|once|when) \b {_GAP} \b {_INQUIRY} \b {_GAP} \b {_OFFICER} \b {_GAP}"
    rf" \b (?:told|informed|notified|contacted) \b",
    re.VERBOSE | re.IGNORECASE,
)
_FORBIDS = re.compile(r"\b(?:not|never|no|without|nor|cannot|avoid|rather than|instead of|n['’]t)\b", re.IGNORECASE)
_BASIC = re.compile(r"\b(?:basic|police|strategy (?:discussion|meeting)|agreed with|with the lado)\b", re.IGNORECASE)
_ALLEGATION = re.compile(
    r"\b(?:allegations?|harmed a child|concerns? about (?:staff|adults?|a colleague))\b", re.IGNORECASE
)
_SPEAKS_OF_OFFICER = re.compile(rf"\b {_OFFICER} \b", re.VERBOSE | re.IGNORECASE)
_CONSIDER = (
    "Say that the LADO is told first, and that nobody is interviewed until it is agreed who looks into what. What "
    "makes the child safe is done at once all the same."
)


def order_findings(local: Side, national: Sequence[Side], *, rules: Rules | None = None) -> list[Finding]:
    """The findings of `local`, in its order. `rules` are those of `national`, where they were made before."""
    found = [(one, words) for row, one in enumerate(local.statements) if (words := _own_first(local, row))]
    rule = (rules or Rules.of(national)).limit_of(events()[_EVENT]) if found else None
    return [_finding(one, words, rule) for one, words in found if rule]


def _own_first(local: Side, row: int) -> str | None:
    """The words by which the employer's own inquiry goes first; None where none does."""
    one = local.statements[row]
    if one.limits or _FORBIDS.search(one.said) or _BASIC.search(one.said):
        return None
    found = _BEFORE.search(one.text)
    if found is None and _is_followed_by_officer(local.statements, row):
        setting = " . ".join([*one.quote.headings, local.document.title, *(s.text for s in local.statements[:row])])
        found = _FIRST.search(one.text) if _ALLEGATION.search(setting) else None
    return " ".join(found.group().split()) if found else None


def _is_followed_by_officer(statements: Sequence[Statement], row: int) -> bool:
    headings = statements[row].quote.headings
    behind = [one for one in statements[row + 1 : row + 1 + _FOLLOWING] if one.quote.headings == headings]
    return any(_SPEAKS_OF_OFFICER.search(one.text) for one in behind)


def _finding(one: Statement, words: str, rule: Rule) -> Finding:
    fact = rule.fact
    explanation = (
        f"Your text lets the employer's own inquiry go before the designated officer (LADO) is told (“{words}”). "
        f"{rule.named} says {rule.told(rule.limit_words)} ({rule.modality}), counted from "
        f"{rule.trigger or 'the allegation'}: "
        f"that leaves no room for an inquiry first.{not_compared(fact) if fact else ''}"
    )
    return Finding(
        Verdict.TIMESCALE_CONFLICT,
        Severity.HIGH,
        _FACT if fact else _QUOTED,
        one.quote,
        rule.quote,
        explanation,
        _CONSIDER,
        fact=f"{fact.timescale_id}, {fact.checked.label}" if fact else None,
    )
