"""How a document says that somebody is reached, and who holds a post: another number, address or name for the same.

    for clash in contact_clashes(local, local): ...     within one document, each post once
    for clash in contact_clashes(local, other): ...     across two

A post is one of a short list of which there is one at a time (the registered manager, the out-of-hours team). Numbers
by day and by night, of other places and of other means are no contradiction. It rings nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from alignment.clashes import Clash, is_history
from alignment.records import Severity
from alignment.sides import Side, kept_by_side
from alignment.statements import Statement
from core.records import BlockKind

_SURE, _LIKELY = 0.8, 0.7
_NEAR, _NUMBER_NEAR = 70, 60
_POSTS = {
    "the registered manager": r"registered manager",
    "the responsible individual": r"responsible individual",
    "the agency decision maker": r"(?:agency )?decision[ -]maker(?: \(ADM\))?|\bADM\b",
    "the panel chair": r"(?:panel|independent) chair(?:person)?|chair of (?:the )?(?:fostering |adoption )?panel",
    "the panel adviser": r"panel advis[eo]r",
    "the medical adviser": r"medical advis[eo]r",
    "the designated safeguarding lead": r"designated safeguarding (?:lead|officer|person)|\bDSL\b",
    "the designated person": r"designated person",
    "the data protection officer": r"data protection officer",
    "the Caldicott guardian": r"caldicott guardian",
    "the complaints manager": r"complaints (?:manager|officer)",
    "the designated officer (LADO)": r"local authority designated officer(?: \(LADO\))?|\bLADO\b",
    "the director of children's services": r"director of children['’]?s['’]? services|\bDCS\b",
    "the principal social worker": r"principal social worker",
    "the virtual school head": r"virtual school head(?:teacher)?",
    "the operations manager": r"operations manager",
    "the Prevent lead": r"prevent (?:lead|officer|coordinator)",
    "the training lead": r"training (?:lead|manager)",
    "the emergency duty team": r"emergency duty (?:team|service)|\bEDT\b|out[- ]of[- ]hours (?:team"
    r"|service|line|number)",
    "the front door": r"front door|\bMASH\b|multi[- ]agency safeguarding hub|first (?:response"
    r"|contact|point)|contact centre",
    "the missing team": r"missing (?:from home |children |persons? )?(?:team|unit|co-?ordinator)",
    "Ofsted": r"\bofsted\b",
    "Childline": r"\bchildline\b",
    "the NSPCC": r"\bNSPCC\b",
    "the Children's Commissioner": r"children['’]s commissioner",
}
_POST = re.compile("|".join(rf"(?P<p{place}>{words})" for place, words in enumerate(_POSTS.values())), re.IGNORECASE)
_NAMES = list(_POSTS)
_PERSONS = range(17)
_PHONE = re.compile(r"(?<![\d/.])(?:\+44\s?\(?0?\)?|\(?0)(?:[\s()-]?\d){9,10}(?![\d/])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NO_NAME = (
    r"(?!(?:The|Our|This|Their|Children|Child|Social|Care|Services?|Team|Council|Manager|Local"
    r"|Authority|Senior|Independent|"
    r"Fostering|Foster|Panel|Agency|Designated|Safeguarding|Director|Head|Chair|Working|Together|Will"
    r"|Must|Ofsted|Service|"
    r"Regulatory|Date|Name|Contact|Email|Tel|Telephone|Phone|Policy|Procedure|Review|Next|Vice|Deputy"
    r"|Quality|Placement|"
    r"Decision|Maker|Registered|Responsible|Individual|Data|Protection|Officer|Complaints?|Emergency"
    r"|Duty|Stage|Section)\b)"
)
_PERSON = (
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+)?(?P<name>{_NO_NAME}[A-Z][a-z’'-]+"
    rf"\s+(?:{_NO_NAME}[A-Z][A-Za-z’'-]+)(?:-[A-Z][a-z]+)?)"
)
_HOLDS = re.compile(
    rf"(?:\s*\([A-Z]{{2,5}}\))?\s*(?:[:,–—|-]|--|\bis\b|\(e\.g\.,?|\()+\s*(?:currently\s+|Name:\s*)?{_PERSON}"
)
_HELD = re.compile(rf"{_PERSON}\s*(?:,|\(|\bis\b|–|—|-|--)\s*(?:the\s+|our\s+|who is the\s+)?$")
_DEPUTY = re.compile(r"\b(?:deputy|vice|interim|acting|cover)\b", re.IGNORECASE)
_CASES = re.compile(
    r"\b(out[- ]of[- ]hours?|office hours|daytime|evenings?|nights?|weekends?|bank holidays"
    r"|emergenc\w+|fax|text|sms|mobile"
    r"|minicom|deputy|vice|interim|acting|cover|adult\w*|north|south|east|west|whistleblow\w*|training|admin\w*|secure"
    r"|complain\w*|enquir\w+|general|helpline|fgm|gang\w*|report\w*|deaf|professionals?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a statement gives for a post: `kind` is "name", "number" or "address", `values` as they are written."""

    post: str
    kind: str
    cases: frozenset[str]
    values: tuple[str, ...]
    statement: Statement


def contact_clashes(local: Side, other: Side) -> Iterator[Clash]:
    """Posts that are held by, or reached by, one thing here and another there; once for a post and a kind."""
    first = _all_held(local)
    second = first if local is other else _all_held(other)
    told_of: set[tuple[str, str]] = set()
    for one, two in product(first, second):
        key = (one.post, one.kind)
        is_earlier = local is not other or one.statement.quote.start < two.statement.quote.start
        if key != (two.post, two.kind) or one.cases != two.cases or key in told_of or not is_earlier:
            continue
        if {_plain(value) for value in one.values} & {_plain(value) for value in two.values}:
            continue
        if not _is_second_of(first, two) and not _is_second_of(second, one):
            told_of.add(key)
            verb = "is" if one.kind == "name" else "is reached at"
            told = [
                f"{one.post[0].upper()}{one.post[1:]} {verb} “{a.values[0]}” here, “{b.values[0]}” {{in_where}}."
                for a, b in ((one, two), (two, one))
            ]
            confidence = _SURE if one.kind == "name" else _LIKELY
            yield Clash(one.statement.quote, two.statement.quote, (told[0], told[1]), Severity.MATERIAL, confidence)


def _is_second_of(held: Sequence[_Held], one: _Held) -> bool:
    """Whether the document of `held` gives what `one` gives as well, at another place: a second number, not another."""
    values = {_plain(value) for value in one.values}
    return any(
        other.post == one.post and other.statement is not one.statement and values & {_plain(v) for v in other.values}
        for other in held
    )


def _plain(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    return re.sub(r"^(?:44)?0?", "", digits) if len(digits) > 8 else value.casefold()


@kept_by_side
def _all_held(side: Side) -> list[_Held]:
    told = (one for one in side.statements if not is_history(one) and one.kind is not BlockKind.FIGURE)
    return [held for one in told for held in _held(one)]


def _held(one: Statement) -> Iterator[_Held]:
    posts = list(_POST.finditer(one.text))
    for place, match in enumerate(posts):
        number = int((match.lastgroup or "p0")[1:])
        until = posts[place + 1].start() if place + 1 < len(posts) else len(one.text)
        since = posts[place - 1].end() if place else 0
        before, behind = one.text[since : match.start()], one.text[match.end() : until]
        cases = frozenset(
            found.group(1).casefold()[:6] for found in _CASES.finditer(f"{before[-_NEAR:]} {behind[:_NEAR]}")
        )
        if number in _PERSONS and (held := _HOLDS.match(behind) or _HELD.search(before)):
            deputies = frozenset(found.group().casefold() for found in _DEPUTY.finditer(f"{before} {behind}"))
            yield _Held(_NAMES[number], "name", deputies, (held["name"],), one)
        for kind, pattern in (("number", _PHONE), ("address", _EMAIL)):
            found = tuple(" ".join(value.group().split()) for value in pattern.finditer(behind))
            first = pattern.search(behind)
            if found and first and first.start() <= _NUMBER_NEAR:
                yield _Held(_NAMES[number], kind, cases, found, one)
