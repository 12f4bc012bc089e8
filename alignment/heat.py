"""How many findings each procedure has of each topic, and how severe the worst is: the heat map of a report.

heat_of(report).spots["marlbrook-missing-2026"]     one spot a topic, in the order of `topics`
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alignment.records import Severity
from alignment.reporting import Report, Row
from alignment.topics import OTHER

MOST = 8
REST = "other topics"


@dataclass(frozen=True, slots=True)
class Spot:
    """The findings of one procedure about one topic: how many of each severity, those that there are."""

    counts: Mapping[Severity, int]

    @property
    def worst(self) -> Severity | None:
        """The most severe; None where there is nothing."""
        return next((one for one in Severity if self.counts.get(one)), None)

    @property
    def in_words(self) -> str:
        """ "2 high, 1 tidy up"; "none" where there is nothing."""
        told = (f"{count} {one.label.partition(':')[0]}" for one in Severity if (count := self.counts.get(one)))
        return ", ".join(told) or "none"


@dataclass(frozen=True, slots=True)
class Heat:
    """At most `MOST` topics, those with the most findings first, and one for the rest.

    `spots` is by procedure, in the report's order; a procedure that has no findings is not in it.
    """

    topics: tuple[str, ...]
    spots: Mapping[str, tuple[Spot, ...]]


def heat_of(report: Report) -> Heat:
    """The heat map of what is open; without topics where nothing is."""
    rows = [row for row in report.rows if row.is_open]
    counts = Counter(row.topic for row in rows if row.topic != OTHER)
    topics = sorted(counts, key=lambda one: (-counts[one], one))[:MOST]
    shown = (*topics, *([REST] if any(row.topic not in topics for row in rows) else []))
    spots = {
        doc_id: tuple(
            _spot(row for row in rows if row.finding.local.doc_id == doc_id and _shown_as(row.topic, topics) == topic)
            for topic in shown
        )
        for doc_id in report.against
        if any(row.finding.local.doc_id == doc_id for row in rows)
    }
    return Heat(shown, spots)


def _shown_as(topic: str, topics: Iterable[str]) -> str:
    return topic if topic in topics else REST


def _spot(rows: Iterable[Row]) -> Spot:
    return Spot(Counter(row.finding.severity for row in rows))
