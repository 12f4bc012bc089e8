"""What was found of a council's procedures, with what people decided of it: all that a report says, in one record.

    report = report_of(sides, ["marlbrook-missing-2026"], decisions.all(), made_at=now, day=now.date())
    report.rows[0].finding, report.rows[0].standing     the most severe first

`alignment.report` makes files of it, and they say nothing that is not in it. It is pinned to the editions by the
SHA-256 of their files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alignment.decisions import Choice, Decided
from alignment.findings import findings
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Sides
from alignment.standing import Standing, Standings, standings, successors_of
from alignment.suggesting import suggested
from alignment.topics import topic_of
from core.errors import QueryError
from core.records import Document
from index.generation import Source
from index.standings import cautions_of, standings_of
from ingest.editions import named
from ingest.register import known_register


@dataclass(frozen=True, slots=True)
class Row:
    """A finding with what it is about and where it stands."""

    finding: Finding
    topic: str
    standing: Standing

    @property
    def is_open(self) -> bool:
        """Whether a board should read of it: an alarm that nobody has set aside as it reads now."""
        decided = self.standing.holds
        return self.finding.verdict.is_alarm and not (decided and decided.decision.choice is Choice.NOT_AN_ISSUE)


@dataclass(frozen=True, slots=True)
class Edition:
    """A document that was compared, where it stood on the day, and what its text was read from.

    `warning` is what a reader must know of it, None where there is nothing.
    """

    document: Document
    is_local: bool
    status: str
    warning: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Report:
    """`made_at` is UTC, `day` the day whose law and guidance counts; `against` is by local document, in its order.

    `rows` are by severity and then by document and place; `history` is every decision of a finding that is in the
    report, the oldest first.
    """

    made_at: datetime
    day: date
    library: str
    notice: str | None
    against: Mapping[str, tuple[str, ...]]
    editions: Mapping[str, Edition]
    rows: tuple[Row, ...]
    standings: Standings
    history: tuple[Decided, ...]

    def title(self, doc_id: str) -> str:
        """The title of a document that was compared, with its edition; else its id."""
        held = self.editions.get(doc_id)
        return named(held.document) if held else doc_id


def report_of(
    sides: Sides,
    doc_ids: Sequence[str],
    decided: Sequence[Decided],
    *,
    made_at: datetime,
    day: date,
    against: Sequence[str] = (),
) -> Report:
    """The report of the local documents `doc_ids`, each held against `against` or else what is suggested for it.

    Raises `QueryError` where no document is named, and as `Sides.side` does.
    """
    if not doc_ids:
        raise QueryError("No document is named, so there is nothing to report. `waymark library` names those held.")
    beside = {one: tuple(against) or tuple(suggested(sides, one, day=day)) for one in dict.fromkeys(doc_ids)}
    found = {one: findings(sides, one, beside[one], day=day) for one in beside}
    return reported(sides, Compared(beside, found), decided, made_at=made_at, day=day)


def _each_once(found: Mapping[str, Sequence[Finding]]) -> Iterator[tuple[str, Finding]]:
    """Every finding with its document; a contradiction between two of the documents from the first of them alone."""
    told: dict[str, str] = {}
    for doc_id, held in found.items():
        for one in held:
            is_told = one.verdict is Verdict.INTERNAL_CONTRADICTION and told.get(one.finding_id, doc_id) != doc_id
            if not is_told:
                told.setdefault(one.finding_id, doc_id)
                yield doc_id, one


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found of each local document, and what it was held against, by its id; both of the same documents."""

    against: Mapping[str, tuple[str, ...]]
    found: Mapping[str, Sequence[Finding]]


def reported(sides: Sides, compared: Compared, decided: Sequence[Decided], *, made_at: datetime, day: date) -> Report:
    """The report of what was found by now."""
    found = [finding for held in compared.found.values() for finding in held]
    documents = sides.generation.documents
    stand = standings(found, decided, compared=compared.against, successors=successors_of(documents, known_register()))
    rows = [
        Row(one, topic_of(one, sides.document(doc_id)), stand.by_id[one.finding_id])
        for doc_id, one in _each_once(compared.found)
    ]
    order = {severity: place for place, severity in enumerate(Severity)}
    manifest = sides.generation.manifest
    return Report(
        made_at,
        day,
        manifest.library_name,
        manifest.library_notice,
        compared.against,
        _editions(sides, compared.against, day=day),
        tuple(sorted(rows, key=lambda row: order[row.finding.severity])),
        stand,
        _history(decided, stand),
    )


def _editions(sides: Sides, beside: Mapping[str, Sequence[str]], *, day: date) -> dict[str, Edition]:
    generation = sides.generation
    stands = standings_of({one.doc_id: one for one in generation.documents}, day)
    cautions = cautions_of(generation)
    named = [*beside, *(one for held in beside.values() for one in held)]
    return {
        doc_id: Edition(
            sides.document(doc_id),
            doc_id in beside,
            str(stands[doc_id].status),
            " ".join(filter(None, (stands[doc_id].warning, cautions.get(doc_id)))) or None,
            generation.sources[doc_id],
        )
        for doc_id in dict.fromkeys(named)
    }


def _history(decided: Sequence[Decided], stand: Standings) -> tuple[Decided, ...]:
    """What was decided of everything in the report, and of what its findings came in the place of."""
    known = {*stand.by_id, *(one.finding_id for one in stand.no_longer_found)}
    known |= {one.follows for one in stand.by_id.values() if one.follows}
    for one in reversed(decided):
        if one.finding_id in known and one.follows:
            known.add(one.follows)
    return tuple(one for one in decided if one.finding_id in known)
