"""Which decisions still hold: carried over where the words are the same, to be looked at again where they changed.

    stand = standings(found, decisions.all(), compared=compared, successors=successors_of(documents))
    stand.by_id[finding.finding_id].look_again      True where the text under a decision changed
    stand.no_longer_found                           decisions whose finding is gone: none is dropped in silence

It reads what was found and what was decided, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from alignment.decisions import Decided
from alignment.records import Finding, Quote, Verdict, plain
from core.records import Document
from ingest.register import Register

_ALIKE = 60.0
_ALIKE_IN_PLACE = 55.0

Successors = Mapping[str, frozenset[str]]
"""The ids of every later edition of a document, by its id; a document that has none need not be in it."""

Compared = Mapping[str, Collection[str]]
"""The ids of the documents that each local document was held against, by its id."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One side of a finding, as it was decided and as it reads now: "local", "national" or "other"."""

    side: str
    old: Quote | None
    new: Quote | None

    @property
    def is_reworded(self) -> bool:
        """Whether the words differ, and not only the edition that they stand in."""
        return (plain(self.old.quote) if self.old else None) != (plain(self.new.quote) if self.new else None)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is decided of a finding as it reads now.

    `decided` is None where nobody has decided. Where it is to be looked at again, `decided` is what was decided of the
    former words and `changed` says what differs. `seen` is what `Decisions.decide` takes.
    """

    decided: Decided | None = None
    look_again: bool = False
    changed: tuple[Changed, ...] = ()

    @property
    def holds(self) -> Decided | None:
        """The decision that stands, None where there is none or it is to be looked at again."""
        return None if self.look_again else self.decided

    @property
    def seen(self) -> int:
        """The number of the last decision of this very finding; 0 for none."""
        return self.holds.number if self.holds else 0

    @property
    def follows(self) -> str | None:
        """The id of the finding that this one came in the place of; None where it did not."""
        if self.decided is None:
            return None
        return self.decided.finding_id if self.look_again else self.decided.follows


@dataclass(frozen=True, slots=True)
class Standings:
    """Where every finding stands, by finding_id, and the last decision of each finding that is not among them.

    `no_longer_found` are those of the documents that were compared, `not_compared` those of others, each by number.
    """

    by_id: Mapping[str, Standing]
    no_longer_found: tuple[Decided, ...] = ()
    not_compared: tuple[Decided, ...] = ()


def successors_of(documents: Iterable[Document], register: Register) -> Successors:
    """The later editions of each document, as the manifest and the register name them.

    A document that was replaced by a set of others (an `id_prefix`) has no successor here.
    """
    named = [(one.source_id, one.supersedes, one.superseded_by) for one in register.by_id.values()]
    named += [(one.doc_id, one.supersedes, one.superseded_by) for one in documents]
    after: dict[str, set[str]] = {}
    for own, earlier, later in named:
        if later:
            after.setdefault(own, set()).add(later)
        if earlier:
            after.setdefault(earlier, set()).add(own)
    return {doc_id: frozenset(_reached(doc_id, after)) for doc_id in after}


def _reached(doc_id: str, after: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    open_ids = [doc_id]
    while open_ids:
        later = set(after.get(open_ids.pop(), ())) - found
        found |= later
        open_ids += later
    return found - {doc_id}


def standings(
    found: Sequence[Finding], decided: Sequence[Decided], *, compared: Compared, successors: Successors
) -> Standings:
    """Where each of `found` stands, given everything that was decided, the oldest first.

    A decision carries over exactly where the finding's id is the same. Else it comes back with the finding that is most
    like the one decided: of the same verdict, in the same documents or later editions of them, the words of each side
    the same, alike, or in the same place. Each decision comes back once, and a finding brings back one.
    """
    last = {one.finding_id: one for one in decided}
    followed = {one.follows: one.number for one in decided if one.follows}
    held = {one.finding_id: one for one in found}
    by_id = {finding_id: Standing(last.get(finding_id)) for finding_id in held}
    undecided = [one for finding_id, one in held.items() if finding_id not in last]
    gone = [one for id_, one in last.items() if id_ not in held and followed.get(id_, 0) < one.number]
    again = _paired(gone, undecided, successors)
    for finding_id, before in again.items():
        by_id[finding_id] = Standing(before, True, _changed(before.finding, held[finding_id]))
    returned = {one.finding_id for one in again.values()}
    left = sorted((one for one in gone if one.finding_id not in returned), key=lambda one: one.number)
    is_asked = [_is_asked(one.finding, compared, successors) for one in left]
    return Standings(
        by_id,
        tuple(one for one, asked in zip(left, is_asked, strict=True) if asked),
        tuple(one for one, asked in zip(left, is_asked, strict=True) if not asked),
    )


def _paired(gone: Sequence[Decided], undecided: Sequence[Finding], successors: Successors) -> dict[str, Decided]:
    """By the id of an undecided finding the decision that comes back with it: the likest first, each once."""
    scored = [
        (likeness, before.number, now.finding_id, before)
        for before in gone
        for now in undecided
        if (likeness := _likeness(before.finding, now, successors)) is not None
    ]
    found: dict[str, Decided] = {}
    taken: set[int] = set()
    for _, number, finding_id, before in sorted(scored, key=lambda one: (-one[0], -one[1], one[2])):
        if finding_id not in found and number not in taken:
            found[finding_id] = before
            taken.add(number)
    return found


def _likeness(old: Finding, new: Finding, successors: Successors) -> float | None:
    """How alike two findings are, from 0 to 300; None where they are not about the same thing."""
    if old.verdict is not new.verdict or not _is_edition(old.local, new.local, successors):
        return None
    local = _alike(old.local, new.local)
    sides = [local]
    for before, now in ((old.national, new.national), (old.other, new.other)):
        if before is None or now is None:
            sides.append(100.0 if before is now else 0.0)
        elif not _is_edition(before, now, successors):
            return None
        else:
            sides.append(_alike(before, now))
    same_place = plain(old.local.quote) == plain(new.local.quote) and old.verdict not in _BY_WHAT_IT_IS_BESIDE
    if local is None or (None in sides and not same_place):
        return None
    return sum(one or 0.0 for one in sides)


_BY_WHAT_IT_IS_BESIDE = (Verdict.MISSING_REQUIREMENT, Verdict.INTERNAL_CONTRADICTION)


def _is_edition(old: Quote, new: Quote, successors: Successors) -> bool:
    return old.doc_id == new.doc_id or new.doc_id in successors.get(old.doc_id, ())


def _alike(old: Quote, new: Quote) -> float | None:
    """How alike the words are, from 0 to 100; None where they are too unlike for where they stand."""
    likeness = fuzz.ratio(plain(old.quote), plain(new.quote))
    return likeness if likeness >= (_ALIKE_IN_PLACE if _is_same_place(old, new) else _ALIKE) else None


def _is_same_place(old: Quote, new: Quote) -> bool:
    if old.paragraph or new.paragraph:
        return old.paragraph == new.paragraph
    return bool(old.headings) and plain(old.headings[-1]) == plain(new.headings[-1] if new.headings else "")


def _changed(old: Finding, new: Finding) -> tuple[Changed, ...]:
    sides = (("local", old.local, new.local), ("national", old.national, new.national), ("other", old.other, new.other))
    told = (Changed(*side) for side in sides)
    return tuple(one for one in told if one.is_reworded or _edition(one.old) != _edition(one.new))


def _edition(quote: Quote | None) -> str | None:
    return quote.doc_id if quote else None


def _is_asked(finding: Finding, compared: Compared, successors: Successors) -> bool:
    """Whether the documents of `finding`, or later editions of them, were held against one another."""
    for doc_id, against in compared.items():
        if doc_id == finding.local.doc_id or doc_id in successors.get(finding.local.doc_id, ()):
            national = finding.national.doc_id if finding.national else None
            later = successors.get(national, frozenset()) if national else frozenset()
            if national is None or national in against or later & set(against):
                return True
    return False
