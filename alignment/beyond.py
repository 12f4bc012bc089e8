"""Finds local rules that ask for more than the national documents do, of who acts: they are allowed, and no conflict.

    beyond_findings(local, [working_together])

Two kinds are known: an assessment of a child in need that only a social worker may lead, where a national document
lets other lead practitioners do so; and a plan, a case or a placement that ends, or is stepped down, only if a senior
manager agrees, where no document compared asks for that. Section 47 is a social worker's, and steps that the law itself
puts before a senior manager are left alone. Limits of time are for `alignment.timescales`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignment.national import named_place
from alignment.pairing import pairs_between
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from practice.modality import Modality

_QUOTED, _UNASKED = 0.8, 0.6

_ASSESSMENT = (
    r"(?:assessments?\b[^.;]{0,40}\b(?:child(?:ren)? in need|section 17|s\.? ?17)"
    r"|(?:child(?:ren)? in need|section 17|s\.? ?17)\b[^.;]{0,40}\bassessments?"
    r"|(?:child(?:ren)? and famil(?:y|ies)|c&f|single) assessments?)"
)
_SOCIAL_WORKER = r"(?:an? |the )?(?:(?:suitably|fully|qualified|registered|experienced|allocated) )*social workers?"
_LED = r"(?:led|held|completed|carried out|undertaken|done|conducted|written)"
_ONLY_SOCIAL_WORKER = re.compile(
    rf"\b{_ASSESSMENT}\b[^.;]{{0,80}}\b{_LED} (?:only )?by {_SOCIAL_WORKER}\b"
    rf"|\b{_SOCIAL_WORKER} (?:will|must|should|shall|always)(?: always)? "
    rf"(?:lead|complete|carry out|undertake|conduct)s?\b[^.;]{{0,40}}\b(?:{_ASSESSMENT}|assessment under section 17)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:section 47|s\.? ?47|enquir\w+|child protection"
    r"|other (?:lead |suitable )?(?:practitioners?|professionals?|workers?)|another|or (?:a|an|by)\b"
    r"|overs(?:ee\w*|ight)|supervis\w+|alternatively|family help)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\blead practitioner\b[^.;]{0,30}\b(?:can|could|may)\b[^.;]{0,30}\b(?:range of|several|other|different) (?:\w+ )?"
    r"(?:people|professions?|professionals|practitioners|agencies|backgrounds)\b",
    re.IGNORECASE,
)

_SENIOR = (
    r"(?:an?|the|their|our|another)?\s?(?:(?:senior|service|group|area|operations) managers?|heads? of \w+"
    r"|(?:assistant |deputy |executive |service )?directors?)"
)
_AGREE = r"(?:agree[sd]?|approves?|approved|authoris\w+|consents?|signs? (?:it )?off)"
_AGREEMENT = r"(?:agreement|approval|authorisation|permission|consent|sign-off)"
_SENIOR_AGREES = re.compile(
    rf"\bonly (?:if|when|where|once|after)\b[^.;]{{0,20}}\b{_SENIOR}[^.;]{{0,20}}\b{_AGREE}\b"
    rf"|\bonly with\b[^.;]{{0,20}}\b{_AGREEMENT} (?:of|from|by) {_SENIOR}\b"
    rf"|\b(?:needs?|requires?|must have|subject to)\b[^.;]{{0,20}}\b{_AGREEMENT} (?:of|from|by) {_SENIOR}\b"
    rf"|\b(?:must|should|will|has to|is) (?:always )?be (?:agreed|approved|authorised|signed off) by {_SENIOR}\b",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\b(?:(?:plans?|cases?|help|placements?|child|reviews?)\b[^.;]{0,60}\b(?:end(?:ed|s|ing)?|clos(?:e|ed|es|ing)|"
    r"step(?:ped|s)?[- ]?down)|(?:end|clos|stepp)(?:ing|ure)\b[^.;]{0,30}\b(?:plans?|cases?)|step(?:ping)?[- ]down"
    r"|moves? (?:from|of|out of))\b",
    re.IGNORECASE,
)
_BY_LAW = re.compile(
    r"\b(?:out of area|outside (?:the|our) (?:area|county|borough|city)|distant|secure|accommodat\w+|aged? 1[67]"
    r"|16|17|adopt\w*|court|proceedings|orders?|connected|regulations?|nominated officer|abroad|overseas|nursing"
    r"|unregistered|unregulated)\b",
    re.IGNORECASE,
)
_NATIONAL_SENIOR = re.compile(
    r"\b(?:nominated officer|senior|director|agree\w*|approv\w*|authoris\w*)\b", re.IGNORECASE
)


def beyond_findings(local: Side, national: Sequence[Side]) -> list[Finding]:
    """The findings of `local`, in its order; the order of `national` makes no difference."""
    return [*_only_social_workers(local, national), *_senior_agreements(local, national)]


def _only_social_workers(local: Side, national: Sequence[Side]) -> list[Finding]:
    held = _range_of_people(national)
    if held is None:
        return []
    words = (
        f"Your text has a social worker alone do this; {held[1]} lets lead practitioners from other professions do it "
        "too, overseen by a manager who is a qualified social worker. To keep it to social workers is a local choice, "
        "and no conflict."
    )
    consider = "Record why the council chose this, and look at it again when the procedure is reviewed."
    return [
        Finding(Verdict.STRICTER_LOCALLY, Severity.INFORMATION, _QUOTED, one.quote, held[0], words, consider)
        for one in local.statements
        if one.label.modality is not Modality.MAY
        and _ONLY_SOCIAL_WORKER.search(one.text)
        and not _OTHERS.search(one.text)
    ]


def _range_of_people(national: Sequence[Side]) -> tuple[Quote, str] | None:
    found = [
        ("social work" not in one.text.casefold(), side.document.doc_id, one.quote.start, one.quote, side)
        for side in national
        for one in side.statements
        if _RANGE.search(one.text)
    ]
    if not found:
        return None
    *_, quote, side = min(found, key=lambda one: one[:3])
    return quote, named_place(side.document, quote)


def _senior_agreements(local: Side, national: Sequence[Side]) -> list[Finding]:
    rows = [
        row
        for row, one in enumerate(local.statements)
        if _SENIOR_AGREES.search(one.text) and _ENDING.search(one.text) and not _BY_LAW.search(one.text)
    ]
    pairs = pairs_between(local, national) if rows else {}
    return [
        _senior(local.statements[row].quote)
        for row in rows
        if row not in pairs or not _NATIONAL_SENIOR.search(pairs[row].national.text)
    ]


def _senior(quote: Quote) -> Finding:
    words = (
        "Your text asks for a senior manager's agreement here; none of the documents compared was seen to ask for it. "
        "A local rule may go further: it is no conflict."
    )
    consider = "Say who agrees when that manager is away, so that the child's plan does not wait."
    return Finding(Verdict.STRICTER_LOCALLY, Severity.INFORMATION, _UNASKED, quote, None, words, consider)
