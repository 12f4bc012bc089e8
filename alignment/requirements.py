"""What a document asks for, one requirement at a time: who, how strongly, what, when, on what condition, what record.

    found = requirements_of(side)
    found[0].body           Part("The social worker", (120, 137))
    found[0].modality       Modality.SHOULD

Every part is words of the document at their place in it; what a sentence does not say is None, and nothing is filled
in. A list item takes from its stem what it does not say itself. Flow charts are left out, for the order of their words
cannot be read, and so are sentences that ask for nothing, or do so by a command ("Record why").

What a local document states in the present tense ("The chair ensures ...") is its own commitment, unless the sentence
has a modal word. Of national guidance only responsibilities and needs are taken ("is responsible for", "needs to"), and
their modality is NONE: no word of theirs says how strongly they bind.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from alignment.actors import actor, is_passive, subject
from alignment.clauses import condition, occasion, record
from alignment.duties import Duty, duty_in
from alignment.records import Quote, plain
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind, Reading, Span, Tier
from practice.limits import Limit, limits_in
from practice.modality import Label, Modality, modality


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a document, verbatim; `span` is their offsets in its text."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Timescale:
    """A limit as the requirement states it, with the words that state it."""

    limit: Limit
    part: Part


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a document asks for. Key: requirement_id.

    `quote` is the sentence, `stem` the words that it hangs under, None where it stands alone. `body` is who acts, None
    where the document does not say, as of most passives. Each part stands in the sentence, or else in the stem.
    `modality` is NONE where national guidance states a responsibility without a word that binds.
    """

    quote: Quote
    stem: Part | None
    modality: Modality
    body: Part | None
    action: Part | None
    trigger: Part | None
    timescales: tuple[Timescale, ...]
    condition: Part | None
    record: Part | None

    @property
    def requirement_id(self) -> str:
        """The same for the same words of the same document, wherever they stand."""
        told = [self.quote.doc_id, plain(self.stem.words) if self.stem else "", plain(self.quote.quote)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def requirements_of(side: Side) -> tuple[Requirement, ...]:
    """What the document of `side` asks for, in its order."""
    return requirements_in(side.statements, side.reading, tier=side.document.tier)


def requirements_in(statements: Sequence[Statement], reading: Reading, *, tier: Tier) -> tuple[Requirement, ...]:
    """The same, of the statements of `reading`; needs no vectors. A stem by itself is none: what hangs under it is."""
    stem_ends = {block.stem[1] for block in reading.blocks if block.stem}
    sentences = (
        _Sentence(one, reading, tier)
        for one in statements
        if one.kind is not BlockKind.FIGURE and one.quote.end not in stem_ends and not one.text.endswith("?")
    )
    return tuple(_requirement(one) for one in sentences if one.modality is not Modality.NONE or one.has_duty)


class _Clause:
    """A sentence, or the stem of one, in which the parts are looked for; `at` is where it begins in the document."""

    def __init__(self, text: str, at: int, label: Label, tier: Tier) -> None:
        self.text = text
        self._at = at
        self.modal = label.words
        self.softeners = label.softeners
        self.duty = _duty(text, tier) if label.modality is Modality.NONE else None

    def part(self, span: Span | None) -> Part | None:
        """The words at `span`, with their place in the document."""
        return Part(self.text[slice(*span)], (self._at + span[0], self._at + span[1])) if span else None


class _Sentence:
    """A statement and the clauses that its parts may stand in: its own, then its stem's."""

    def __init__(self, statement: Statement, reading: Reading, tier: Tier) -> None:
        self.statement = statement
        self.own = _Clause(statement.text, statement.quote.start, statement.label, tier)
        self.stem: _Clause | None = None
        place = bisect_right(reading.blocks, statement.quote.start, key=lambda block: block.start) - 1
        if statement.stem and (span := reading.blocks[place].stem):
            self.stem = _Clause(statement.stem, span[0], modality(statement.stem, tier), tier)
        self.has_duty = any(clause.duty for clause in self.clauses)
        is_local_duty = statement.label.modality is Modality.NONE and self.has_duty and tier is Tier.LOCAL
        self.modality = Modality.LOCAL if is_local_duty else statement.label.modality

    @property
    def clauses(self) -> Iterator[_Clause]:
        yield self.own
        if self.stem:
            yield self.stem


def _requirement(sentence: _Sentence) -> Requirement:
    statement, stem = sentence.statement, sentence.stem
    timescales = _timescales(sentence)
    return Requirement(
        quote=statement.quote,
        stem=stem.part((0, len(stem.text))) if stem else None,
        modality=sentence.modality,
        body=_body(sentence),
        action=_action(sentence.own),
        trigger=_trigger(sentence),
        timescales=timescales,
        condition=_first(sentence, condition),
        record=sentence.own.part(record(sentence.own.text, sentence.own.modal)),
    )


def _duty(text: str, tier: Tier) -> Duty | None:
    """The duty that `text` states in the present tense; law states none, and national guidance no acts."""
    found = duty_in(text) if tier is not Tier.LEGISLATION else None
    return found if found and (found.is_charge or tier is Tier.LOCAL) else None


def _body(sentence: _Sentence) -> Part | None:
    own, stem = sentence.own, sentence.stem
    if own.duty:
        return own.part(own.duty.body)
    if own.modal and (found := own.part(actor(own.text, own.modal))):
        return found
    if stem is not None and stem.duty:
        return stem.part(stem.duty.body)
    if stem is None or stem.modal is None or (own.modal and not is_passive(own.text, own.modal[1])):
        return None
    return stem.part(actor(stem.text, stem.modal))


def _action(clause: _Clause) -> Part | None:
    """What is to be done: behind the modal word, or of a passive and of an item from its beginning on."""
    text, modal = clause.text, clause.modal
    opened = _OPENED.match(text)
    start, end = opened.end() if opened else 0, len(text)
    is_active = modal is not None and subject(text, modal) and not is_passive(text, modal[1])
    for span in (found_in(text, modal, clause.softeners) for found_in in (condition, occasion)):
        if span and span[0] <= start and text[span[1] : span[1] + 1] in tuple(",–—"):
            start = span[1]
        elif span and span[0] > (modal[1] if modal else start) and _is_last(text, span):
            end = min(end, span[0])
    start = max(start, modal[1]) if modal and is_active else start
    start = max(start, clause.duty.action_from) if clause.duty else start
    words = text[start:end]
    start += len(words) - len(words.lstrip(_AROUND))
    words = words.strip(_AROUND)
    return clause.part((start, start + len(words))) if words else None


def _is_last(text: str, span: Span) -> bool:
    """Whether nothing follows the clause, and it is no part of a limit ("45 working days after the referral")."""
    return not text[span[1] :].strip(_AROUND) and not any(
        stated.words[0] <= span[0] < stated.words[1] for stated in limits_in(text)
    )


def _timescales(sentence: _Sentence) -> tuple[Timescale, ...]:
    for clause in sentence.clauses:
        found = [(stated.limit, clause.part(stated.words)) for stated in limits_in(clause.text)]
        if found:
            return tuple(Timescale(limit, part) for limit, part in found if part)
    return ()


def _trigger(sentence: _Sentence) -> Part | None:
    for clause in sentence.clauses:
        for stated in limits_in(clause.text):
            if found := clause.part(stated.trigger):
                return found
    return _first(sentence, occasion)


def _first(sentence: _Sentence, clause_in: Callable[[str, Span | None, Sequence[Span]], Span | None]) -> Part | None:
    for one in sentence.clauses:
        if found := one.part(clause_in(one.text, one.modal, one.softeners)):
            return found
    return None


_OPENED = re.compile(r"\s*(?:(?:[•–*-]|\([a-z0-9]{1,4}\)|\d{1,3}(?:\.\d{1,3})*\.?|\d{1,3}\.—\(\d+\))\s+)*")
_AROUND = " \n\t,;:.–—•*"
