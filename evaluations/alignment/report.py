"""The tables of `waymark evaluate alignment`, for a terminal and as JSON; the aims stand beside what was reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Table

from alignment.records import Change, Finding, Quote
from evaluations.alignment.changing import ChangesResult
from evaluations.alignment.gold import ChangeLabel, Label
from evaluations.alignment.measuring import FIRST, AlignmentResult, Tally
from evaluations.alignment.running import AlignmentEvaluation

AIMS = (
    "Aims, held out: outdated P and R .95; timescale conflict R .85, P .80; weaker modality and internal contradiction "
    f"F1 .60; of the {FIRST} surest missing requirements .60 right; false alarms at 5 % of places at most."
)
_SHOWN = 60


def render(evaluation: AlignmentEvaluation) -> list[RenderableType]:
    """A table by verdict for each split, what else is measured, and the errors by label and place."""
    parts: list[RenderableType] = [f"As of {evaluation.day.isoformat()}."]
    parts += [AIMS, *(f"Left out: {one}." for one in evaluation.left_out)]
    for result in evaluation.results:
        parts += [_table(result), *_said(result), *_errors(result), ""]
    if evaluation.changes:
        parts += [_changes_table(evaluation.changes), *_changes_said(evaluation.changes)]
    return parts


def _name(result: AlignmentResult) -> str:
    return f"{result.source}, {result.split}" if result.split else result.source


def _table(result: AlignmentResult) -> Table:
    columns = ("Verdict", "found", "R", "right", "unlab.", "P", "P lab.", "F1")
    table = Table(*columns, title=f"{_name(result)}: {result.documents} local documents", box=SIMPLE)
    for verdict, tally in result.tallies.items():
        if tally.labels or tally.raised:
            table.add_row(verdict.replace("_", " "), *_cells(tally))
    table.add_row("outdated, both", *_cells(result.outdated))
    return table


def _cells(tally: Tally) -> tuple[str, ...]:
    rates = map(_rate, (tally.precision, tally.precision_labelled, tally.f1))
    found, right = f"{tally.found} of {tally.labels}", f"{tally.right} of {tally.raised}"
    return found, _rate(tally.recall), right, str(tally.unlabelled or ""), *rates


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _said(result: AlignmentResult) -> Iterator[str]:
    share = len(result.alarmed) / result.well if result.well else 0.0
    yield (
        f"False alarms: at {len(result.alarmed)} of {result.well} places that are aligned, stricter or local only "
        f"({share:.1%})."
    )
    if result.of_first:
        yield f"Missing requirements: {result.first} of the {result.of_first} surest are right."
    own = {name: counts for name, counts in result.drifts.items() if name[:1] == "A" and name[1:].isdecimal()}
    if own:
        caught = [name for name, (found, _) in own.items() if found]
        yield f"Drifts of the field's table with one planted place or more caught: {len(caught)} of {len(own)}."
    if result.drifts:
        yield "Caught of planted: " + ", ".join(f"{name} {f} of {p}" for name, (f, p) in result.drifts.items()) + "."


def _errors(result: AlignmentResult) -> Iterator[str]:
    yield from _listed("Missed", [_of_label(one) for one in result.missed])
    yield from _listed("False", [_of_finding(one) for one in result.wrong])
    yield from _listed("False alarm", [f"{label.label_id}: {_of_finding(one)}" for label, one in result.alarmed])
    yield from _listed("Unlabelled", [_of_finding(one) for one in result.unlabelled])


def _listed(what: str, lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {what}: {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  {what}: {len(lines) - _SHOWN} more; --json has them all"


def _of_label(label: Label) -> str:
    page = f" page {label.local.page}" if label.local.page else ""
    drift = f" ({label.drift})" if label.drift else ""
    return f"{label.label_id}{drift} {label.verdict}, {label.local.doc_id}{page}: “{label.local.anchor}”"


def _of_finding(one: Finding) -> str:
    return f"{one.verdict}, {_at(one.local)} {one.explanation}"


def _at(quote: Quote) -> str:
    place = [f"page {quote.page}" if quote.page else "", f"paragraph {quote.paragraph}" if quote.paragraph else ""]
    return " ".join([quote.doc_id, *filter(None, place)]) + f": “{quote.quote[:120]}”"


def _changes_table(result: ChangesResult) -> Table:
    title = "changes, " + "; ".join(f"{old} to {new}" for old, new in result.editions)
    table = Table("Source", "found", "R", "substantive found", "rated so", title=title, box=SIMPLE)
    for source, one in result.by_source.items():
        weighty = (f"{number} of {one.substantive}" for number in (one.substantive_found, one.rated))
        table.add_row(source, f"{one.found} of {one.labels}", _rate(one.recall), *weighty)
    return table


def _changes_said(result: ChangesResult) -> Iterator[str]:
    yield f"{result.reported} changes told; at {len(result.false)} of {result.same} places where none is to be told."
    for source, one in result.by_source.items():
        yield from _listed(f"Missed ({source})", [_of_change(label) for label in one.missed])
        yield from _listed(f"Rated otherwise ({source})", [_told(label, change) for label, change in one.misrated])
    yield from _listed("False", [_told(label, change) for label, change in result.false])


def _of_change(label: ChangeLabel) -> str:
    pin = label.new or label.old
    place = f"{pin.doc_id} page {pin.page}: “{pin.anchor}”" if pin else ""
    return f"{label.label_id} {label.kind}, {label.rating or 'no rating'}, {place}"


def _told(label: ChangeLabel, change: Change) -> str:
    return f"{_of_change(label)} told as: {change.kind}, {change.rating or 'no rating'}: {change.summary}"


def alignment_rows(evaluation: AlignmentEvaluation) -> dict[str, Any]:
    """The evaluation as JSON, every error in it."""
    return {
        "as_of": evaluation.day.isoformat(),
        "left_out": list(evaluation.left_out),
        "results": [_row(result) for result in evaluation.results],
        "changes": _changes_row(evaluation.changes) if evaluation.changes else None,
    }


def _changes_row(result: ChangesResult) -> dict[str, Any]:
    return {
        "editions": [list(pair) for pair in result.editions],
        "reported": result.reported,
        "same": result.same,
        "false": [_told(label, change) for label, change in result.false],
        "by_source": {
            source: {
                "labels": one.labels,
                "found": one.found,
                "substantive": one.substantive,
                "substantive_found": one.substantive_found,
                "rated": one.rated,
                "missed": [_of_change(label) for label in one.missed],
                "misrated": [_told(label, change) for label, change in one.misrated],
            }
            for source, one in result.by_source.items()
        },
    }


def _row(result: AlignmentResult) -> dict[str, Any]:
    return {
        "source": result.source,
        "split": str(result.split) if result.split else None,
        "documents": result.documents,
        "verdicts": {str(name): _tally_row(one) for name, one in result.tallies.items() if one.labels or one.raised},
        "outdated": _tally_row(result.outdated),
        "places_that_are_well": result.well,
        "false_alarms": [{"label": label.label_id, "finding": _of_finding(one)} for label, one in result.alarmed],
        "missing_first": {"right": result.first, "of": result.of_first},
        "drifts": {name: {"caught": found, "planted": planted} for name, (found, planted) in result.drifts.items()},
        "missed": [_of_label(one) for one in result.missed],
        "wrong": [_of_finding(one) for one in result.wrong],
        "unlabelled": [_of_finding(one) for one in result.unlabelled],
    }


def _tally_row(tally: Tally) -> dict[str, Any]:
    rates = ("recall", "precision", "precision_labelled", "f1")
    return asdict(tally) | {name: getattr(tally, name) for name in rates}
