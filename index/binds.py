"""What binds in a situation, quoted by tier: law, statutory guidance, local procedure, each its own best, none padded.

    binds = binds_of(searcher, briefing, Filters(tiers=BINDING))
    binds.by_tier[0]           (Tier.LEGISLATION, the provisions that the deadlines name, then the nearest)

Each tier is picked by itself. The provisions that the called deadlines and records themselves name come first
(`index.cited`), then what is nearest to the situation, and only where it is near; of a passage that states the limit of
a called deadline, the sentence that states it is quoted. Where the library does not answer the situation (`index.fit`)
nothing is quoted as near to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice

from core.records import Filters, Hit, Tier
from index.binding import asked_in
from index.cited import Fact, cited_rows, provision_words
from index.retriever import Candidate
from index.search import LONGEST_QUERY, Searcher
from practice.briefing import Briefing
from practice.limits import Limit
from practice.rules import SignKind
from practice.situation import Situation, words_to_search

BINDING = (Tier.LEGISLATION, Tier.STATUTORY, Tier.LOCAL)
"""What binds, the strongest first."""

DEPTH = 200
"""Passages that are looked through."""

EACH = 3
"""Passages that are quoted of one tier, at most."""

NEAR = {Tier.LEGISLATION: 0.2, Tier.STATUTORY: 0.3, Tier.LOCAL: 0.25}
"""How far below the best of all a passage of the tier may stand, in meaning and words, which give at most 0.2."""

MEANT = 15
"""Law is quoted only from among so many passages by meaning: its words are general, and shared by what it is not about.

Both were set on the dev split with the plain encoder: with less, law that was judged to answer is left out; with
more, only other comes.
"""


@dataclass(frozen=True, slots=True)
class Binds:
    """The passages that bind, by tier, strongest first; a tier without one is left out.

    `gateways` are the provisions of those gateways that the library holds, by gateway_id. `outside` says why nothing is
    quoted as near, "" where the library answers.
    """

    by_tier: tuple[tuple[Tier, tuple[Hit, ...]], ...]
    gateways: Mapping[str, Hit]
    outside: str = ""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What binds, in the order of the page."""
        return tuple(hit for _, hits in self.by_tier for hit in hits)


def binds_of(searcher: Searcher, briefing: Briefing, filters: Filters, *, without_signs: Collection[str] = ()) -> Binds:
    """What binds among what passes `filters`, whose tiers are `BINDING`. Raises what `Searcher.answer` raises.

    `without_signs` are the ids of signs that do not count towards whether the library answers.
    """
    asked = _asked(briefing.situation)
    with searcher.asking((briefing.situation.text, asked)):
        return _binds(searcher, briefing, asked, filters, without_signs)


def _binds(
    searcher: Searcher, briefing: Briefing, asked: str, filters: Filters, without_signs: Collection[str]
) -> Binds:
    generation, allowed = searcher.generation, searcher.allowed(filters)
    text = briefing.situation.text
    fit = searcher.answer(text, filters=filters, without_signs=without_signs, with_parts=False).fit
    outside = fit.reason_alone if fit and not fit.fits else ""
    facts: tuple[Fact, ...] = (*(one.timescale for one in briefing.deadlines), *briefing.recording, *briefing.visits)
    cited = cited_rows((*facts, *briefing.gateways), generation)
    named = dict.fromkeys(
        (row, provision_words(fact.at, generation.passages[row]))
        for fact, row in zip(facts, cited, strict=False)
        if row is not None and allowed[row]
    )
    ways = {
        way.gateway_id: (row, provision_words(way.at, generation.passages[row]))
        for way, row in zip(briefing.gateways, cited[len(facts) :], strict=True)
        if row is not None and allowed[row]
    }
    found = [] if outside else searcher.retriever.retrieve(asked, k=DEPTH, allowed=allowed)
    tier_of = {document.doc_id: document.tier for document in generation.documents}

    def tier(row: int) -> Tier:
        return tier_of[generation.passages[row].doc_id]

    held = {row for row, _ in named}
    best = max((_mixed(one) for one in found), default=0.0)
    near = [(one, None) for one in found if one.row not in held and _is_near(one, best, tier(one.row))]
    by_name = [(Candidate(row, 0.0), words) for row, words in named]
    chosen = [[one for one in (*by_name, *near) if tier(one[0].row) is own][:EACH] for own in BINDING]
    called = [(Candidate(row, 0.0), words) for row, words in ways.values()]
    limits = {one.timescale.limit for one in briefing.deadlines if one.timescale.limit}
    hits = iter(_hits(searcher, asked, [*chain(*chosen), *called], filters, limits))
    by_tier = [(own, tuple(islice(hits, len(rows)))) for own, rows in zip(BINDING, chosen, strict=True)]
    return Binds(
        tuple((own, quoted) for own, quoted in by_tier if quoted), dict(zip(ways, hits, strict=True)), outside=outside
    )


def _is_near(candidate: Candidate, best: float, tier: Tier) -> bool:
    is_meant = candidate.dense_rank is not None and candidate.dense_rank <= MEANT
    return _mixed(candidate) >= best - NEAR[tier] and (is_meant or tier is not Tier.LEGISLATION)


def _mixed(candidate: Candidate) -> float:
    """Meaning and words together: the limits are of these, and not of what the tokens add."""
    return candidate.score if candidate.mixed is None else candidate.mixed


def _hits(
    searcher: Searcher,
    asked: str,
    chosen: list[tuple[Candidate, str | None]],
    filters: Filters,
    limits: Collection[Limit],
) -> list[Hit]:
    """A hit a candidate, with the words that are given as its sentence, or else the one that states one of `limits`, or
    else the one nearest to what is asked."""
    if not chosen:
        return []
    hits = searcher.quoted([candidate for candidate, _ in chosen], asked, filters=filters)
    return [
        replace(hit, sentence=words or limit_words(hit, limits) or hit.sentence)
        for hit, (_, words) in zip(hits, chosen, strict=True)
    ]


def limit_words(hit: Hit, limits: Collection[Limit]) -> str | None:
    """The first sentence of a hit's passage that states one of `limits`; None where none does."""
    text = hit.passage.text
    asked = asked_in(hit.passage, hit.document.tier)
    return next((text[one.start : one.end] for one in asked if any(said.limit in limits for said in one.limits)), None)


def _asked(situation: Situation) -> str:
    """The situation with guidance's words for its concerns and steps, as far as a question may be long."""
    asked = situation.text
    for sign in (*situation.of(SignKind.CONCERN), *situation.of(SignKind.STEP)):
        words = words_to_search(situation, sign)
        if words and len(asked) + len(words) + 2 <= LONGEST_QUERY:
            asked = f"{asked}; {words}"
    return asked
