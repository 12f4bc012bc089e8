"""How well findings fit labels: by verdict, with every error, and how often a place that is well raises an alarm.

    result = measured("corpus", labels, found, spots)
    result.tallies[Verdict.TIMESCALE_CONFLICT].recall

A finding fits a label of its verdict whose local sentence it quotes. Of what is missing it is the national sentence
that counts, of a contradiction both places, and of what is said of a whole document ("no owner") the document. An alarm
that no label speaks of counts as false, and is listed apart as unlabelled, so that a person can judge it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from alignment.records import Finding, Quote, Verdict
from evaluations.alignment.gold import Label, Pin, Spot
from evaluations.judgements import Split

FIRST = 20
OUTDATED = (Verdict.OUTDATED_REFERENCE, Verdict.OUTDATED_TERM_OR_BODY)
WELL = (Verdict.ALIGNED, Verdict.STRICTER_LOCALLY, Verdict.LOCAL_ONLY)
_OF_DOCUMENT = (Verdict.REVIEW_DATE_PASSED, Verdict.NO_OWNER)

Spots = Mapping[Pin, Spot]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of some verdicts: labels and those of them that were found; findings, those right, those unlabelled.

    Of a verdict that is no alarm only the findings about labelled places count.
    """

    labels: int
    found: int
    raised: int
    right: int
    unlabelled: int

    @property
    def recall(self) -> float | None:
        """From 0 to 1; None without a label."""
        return self.found / self.labels if self.labels else None

    @property
    def precision(self) -> float | None:
        """From 0 to 1; None where nothing was raised."""
        return self.right / self.raised if self.raised else None

    @property
    def precision_labelled(self) -> float | None:
        """The precision among findings about labelled places alone."""
        judged = self.raised - self.unlabelled
        return self.right / judged if judged else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; 0 where nothing was found, None without a label."""
        if not self.labels:
            return None
        both = (self.recall or 0.0) + (self.precision or 0.0)
        return 2 * (self.recall or 0.0) * (self.precision or 0.0) / both if both else 0.0


@dataclass(frozen=True, slots=True)
class AlignmentResult:
    """How the findings of some documents fit their labels; `split` is None of the sample.

    `missed` are labels of alarms that were not found, `wrong` alarms about labelled places that fit no label,
    `unlabelled` alarms that no label speaks of. `alarmed` are the places, of `well` that should raise no alarm, that
    raised one. `first` counts the right among the `FIRST` surest that something is missing, of `of_first`.
    """

    source: str
    split: Split | None
    documents: int
    tallies: Mapping[Verdict, Tally]
    outdated: Tally
    missed: tuple[Label, ...]
    wrong: tuple[Finding, ...]
    unlabelled: tuple[Finding, ...]
    well: int
    alarmed: tuple[tuple[Label, Finding], ...]
    first: int
    of_first: int
    drifts: Mapping[str, tuple[int, int]]
    """Found and planted, by drift."""


def measured(
    source: str, labels: Sequence[Label], found: Sequence[Finding], spots: Spots, *, split: Split | None = None
) -> AlignmentResult:
    """Holds `found`, the findings of the labelled documents, against their labels. The order of either is no matter."""
    held = [_Held(one, labels, spots) for one in found]
    hit = {label.label_id for one in held for label in one.fits}
    false = [one for one in held if one.finding.verdict.is_alarm and not one.fits]
    well = [label for label in labels if label.verdict in WELL]
    missing = [one for one in held if one.finding.verdict is Verdict.MISSING_REQUIREMENT]
    first = sorted(missing, key=lambda one: (-one.finding.confidence, one.finding.finding_id))[:FIRST]
    return AlignmentResult(
        source=source,
        split=split,
        documents=len({label.local.doc_id for label in labels}),
        tallies={verdict: _tally([verdict], labels, held, hit) for verdict in Verdict},
        outdated=_tally(OUTDATED, labels, held, hit),
        missed=tuple(one for one in labels if one.verdict.is_alarm and one.label_id not in hit),
        wrong=tuple(one.finding for one in false if one.is_labelled),
        unlabelled=tuple(one.finding for one in false if not one.is_labelled),
        well=len(well),
        alarmed=tuple(_alarmed(well, [one.finding for one in false], spots)),
        first=sum(bool(one.fits) for one in first),
        of_first=len(first),
        drifts=_drifts(labels, hit),
    )


class _Held:
    """A finding held against labels: those that it fits, and whether its place is labelled at all."""

    def __init__(self, finding: Finding, labels: Sequence[Label], spots: Spots) -> None:
        self.finding = finding
        self.fits = [label for label in labels if _fits(finding, label, spots)]
        self.is_labelled = bool(self.fits) or any(_meets(finding.local, label.local, spots) for label in labels)


def _tally(verdicts: Sequence[Verdict], labels: Sequence[Label], held: Sequence[_Held], hit: Set[str]) -> Tally:
    own = [label for label in labels if label.verdict in verdicts]
    raised = [one for one in held if one.finding.verdict in verdicts]
    raised = [one for one in raised if one.finding.verdict.is_alarm or one.is_labelled]
    return Tally(
        labels=len(own),
        found=sum(label.label_id in hit for label in own),
        raised=len(raised),
        right=sum(bool(one.fits) for one in raised),
        unlabelled=sum(not one.is_labelled for one in raised),
    )


def _fits(one: Finding, label: Label, spots: Spots) -> bool:
    """Whether a finding is what a label says; a contradiction may be told from either of its two places."""
    own = {label.local.doc_id, label.other.doc_id if label.other else None}
    if one.verdict is not label.verdict or own.isdisjoint({one.local.doc_id, one.other.doc_id if one.other else ""}):
        return False
    if one.verdict in _OF_DOCUMENT:
        return True
    if one.verdict is Verdict.MISSING_REQUIREMENT and label.national and one.national:
        return _meets(one.national, label.national, spots)
    if one.verdict is Verdict.INTERNAL_CONTRADICTION:
        return any(
            _meets(first, label.local, spots) and (label.other is None or _meets(second, label.other, spots))
            for first, second in ((one.local, one.other), (one.other, one.local))
        )
    return _meets(one.local, label.local, spots)


def _meets(quote: Quote | None, pin: Pin, spots: Spots) -> bool:
    return quote is not None and spots[pin].meets(quote.doc_id, quote.span)


def _alarmed(well: Iterable[Label], false: Sequence[Finding], spots: Spots) -> Iterator[tuple[Label, Finding]]:
    """The places that are well with the first alarm at each; what is missing, or said of the whole, is of no place."""
    for label in well:
        for one in false:
            if one.verdict not in (Verdict.MISSING_REQUIREMENT, *_OF_DOCUMENT) and _meets(
                one.local, label.local, spots
            ):
                yield label, one
                break


def _drifts(labels: Iterable[Label], hit: Set[str]) -> dict[str, tuple[int, int]]:
    """Of each drift how many were found and planted; what is well by itself counts as found while it is told so."""
    found: dict[str, tuple[int, int]] = {}
    for label in labels:
        if label.drift:
            caught, planted = found.get(label.drift, (0, 0))
            found[label.drift] = (caught + (label.label_id in hit), planted + 1)
    return dict(sorted(found.items()))
