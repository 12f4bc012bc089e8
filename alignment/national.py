"""The national rule for an event: the words of the documents compared, else the fact of the table.

    rules = Rules.of([side, other])
    rule = rules.limit_of(event)
    rule.limit, rule.quote          Limit(15, working days), the sentence; None where only the table knows it
    rules.same_words(statement)     the national sentence that says the very same, None where there is none

Of several sentences the one that agrees with the table counts, then text before figures, then what binds most. A limit
that differs from the table's is taken only from the table's own source or a later edition of it: elsewhere it is
another limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alignment.meaning import Asked, is_near, wording
from alignment.records import Quote, plain
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind, Checked, Document, Tier
from ingest.register import known_register, named_source
from practice.events import Event, event_of, events, places_of, starts
from practice.limits import Limit
from practice.modality import Modality
from practice.timescales import Timescale, timescales

_FIRM = (Modality.MUST, Modality.SHOULD)
_LOOSE = (BlockKind.FIGURE, BlockKind.FOOTNOTE)
_BINDS = re.compile(r"\b(?:must|should|may)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]|\b(?:if|where|unless)\b", re.IGNORECASE)
_TIERS = list(Tier)
_STRENGTHS = list(Modality)
_NOT_COMPARED = {
    Checked.OFFICIAL: "The table has it as read in the official text, which is not among the documents compared.",
    Checked.SECONDARY: "The guidance itself was not read; this was seen in a secondary source only: confirm it before "
    "you act.",
    Checked.UNCHECKED: "The guidance itself was not read, and this is not checked: confirm it before you act.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What national documents ask of an event. `limit_words` and `trigger` are as the source says them.

    `quote` is None where no words were compared; `fact` is then the row that was used. `named` is the source with its
    edition and place.
    """

    limit: Limit
    modality: Modality
    named: str
    limit_words: str
    trigger: str
    quote: Quote | None = None
    fact: Timescale | None = None

    @property
    def checked(self) -> Checked:
        """How the rule is known: by its words, or as the table says."""
        return Checked.OFFICIAL if self.fact is None else self.fact.checked

    def told(self, words: str) -> str:
        """`words` in quotation marks where the source's sentence was compared and has them, else bare."""
        return f"“{words}”" if self.quote is not None and words in self.quote.quote else words


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the documents compared, by their `rule_id`, and their sentences by their plain words.

    `asking` are the sentences that say must or should of an event, each the firmest, with its place in words.
    """

    by_rule: Mapping[str, Rule]
    by_words: Mapping[str, tuple[Document, Statement]]
    asking: Mapping[str, tuple[Statement, str]]

    @classmethod
    def of(cls, national: Sequence[Side]) -> Rules:
        """The rules of `national`, in whichever order they are given."""
        sides = sorted(national, key=lambda side: side.document.doc_id)
        by_words: dict[str, tuple[Document, Statement]] = {}
        for side in sides:
            for one in side.statements:
                by_words.setdefault(plain(one.said), (side.document, one))
        found: dict[str, list[tuple[Document, Asked]]] = {}
        for side in sides:
            for asked in side.asked:
                if asked.event is not None:
                    found.setdefault(asked.event.rule_id, []).append((side.document, asked))
        by_rule = {rule_id: rule for rule_id, held in found.items() if (rule := _stated(held[0][1].event, held))}
        return cls(by_rule, by_words, _asking(sides))

    def limit_of(self, event: Event) -> Rule | None:
        """The rule for `event`; None where it has no national limit."""
        if event.replaced_by is not None:
            return self.limit_of(events()[event.replaced_by])
        fact = fact_of(event)
        return self.by_rule.get(event.rule_id) or (_from_table(event, fact) if fact else None)

    def same_words(self, statement: Statement) -> tuple[Document, Statement] | None:
        """The national sentence with the same words, under the same words; None where there is none."""
        return self.by_words.get(plain(statement.said))


def fact_of(event: Event) -> Timescale | None:
    """The row of the table that holds the event's limit; None where no national limit exists."""
    return timescales()[event.facts[0]] if event.facts else None


def named_place(document: Document, quote: Quote) -> str:
    """The document with its edition and day, and where in it the quote stands."""
    day = f"{document.published:%B %Y}" if document.published else None
    edition = next((one for one in (document.edition, day) if one and one not in document.title), None)
    if day and edition is not day and document.edition and document.edition in document.title:
        edition = day
    named = f"{document.title} ({edition})" if edition else document.title
    if quote.paragraph:
        return f"{named}, {'regulation' if document.tier is Tier.LEGISLATION else 'paragraph'} {quote.paragraph}"
    page = quote.page_label or quote.page
    return f"{named}, page {page}" if page else named


def named_fact(fact: Timescale) -> str:
    """The source of a row of the table, with the first place that it names."""
    source = known_register().by_id.get(fact.source)
    return f"{named_source(source) if source else fact.source}, {fact.at.split(';')[0]}"


def not_compared(fact: Timescale) -> str:
    """That the words of the row's source were not compared, and how the row is known."""
    return f" {_NOT_COMPARED[fact.checked]}"


def _asking(sides: Sequence[Side]) -> dict[str, tuple[Statement, str]]:
    found: dict[str, tuple[tuple[bool, int, str, int], Statement, str]] = {}
    for side in sides:
        for row, one in enumerate(side.statements):
            words = one.label.words
            if one.label.modality not in _FIRM or words is None:
                continue
            event = event_of(wording(side.document, side.statements, row))
            if event is None or event.asks is None or not is_near(one.text, words, places_of(event, one.text)):
                continue
            rank = (bool(one.label.softeners), -len(one.limits), side.document.doc_id, one.quote.start)
            if event.event_id not in found or rank < found[event.event_id][0]:
                found[event.event_id] = (rank, one, named_place(side.document, one.quote))
    return {event_id: (one, named) for event_id, (_, one, named) in found.items()}


def _stated(event: Event | None, held: Sequence[tuple[Document, Asked]]) -> Rule | None:
    fact = fact_of(event) if event else None
    if event is None or fact is None or fact.limit is None:
        return None
    limit = fact.limit
    trusted = [one for one in held if one[1].stated.limit == limit or _is_of_source(one[0], fact)]
    if not trusted:
        return None
    document, asked = min(trusted, key=lambda one: _rank(one[0], one[1], limit))
    quote, text = asked.statement.quote, asked.statement.text
    modality = _modality_of(asked)
    return Rule(
        asked.stated.limit,
        fact.modality if modality is Modality.NONE else modality,
        named_place(document, quote),
        text[slice(*asked.stated.words)],
        text[slice(*asked.stated.trigger)] if asked.stated.trigger else _start_names(event),
        quote=quote,
    )


def _modality_of(asked: Asked) -> Modality:
    """How firmly the limit itself is asked: by the last word that binds before it ("must notify ..., which should be
    within five working days"), else as its sentence is.
    """
    one, start = asked.statement, asked.stated.words[0]
    found = [word for word in _BINDS.finditer(one.text, 0, start) if not _CLAUSE.search(one.text, word.end(), start)]
    return Modality(found[-1].group().casefold()) if found else one.label.modality


def _rank(document: Document, asked: Asked, limit: Limit | None) -> tuple[bool, bool, int, int, str, int]:
    one = asked.statement
    return (
        asked.stated.limit != limit,
        one.kind in _LOOSE,
        _TIERS.index(document.tier),
        _STRENGTHS.index(one.label.modality),
        document.doc_id,
        one.quote.start,
    )


def _is_of_source(document: Document, fact: Timescale) -> bool:
    register = known_register()
    source = register.source_of(document)
    return source is not None and source.source_id in (fact.source, *register.after(fact.source))


def _from_table(event: Event, fact: Timescale) -> Rule | None:
    if fact.limit is None:
        return None
    return Rule(
        fact.limit, fact.modality, named_fact(fact), str(fact.limit), _start_names(event) or fact.trigger, fact=fact
    )


def _start_names(event: Event) -> str:
    return " or ".join(starts()[one].name for one in event.starts)
