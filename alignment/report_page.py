"""A report as one document for a policy board, piece by piece, for Word and for a browser alike.

    for piece in pieces_of(report):     Text(Look.HEADING, "Summary"), Grid("Findings to look at", …), …

What is told by colour is told in words too. It holds no finding back: what is no alarm is counted here, and stands row
by row in the table (`alignment.report_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alignment.decisions import Choice, Decided
from alignment.heat import heat_of
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.reporting import Edition, Report, Row
from alignment.standing import Changed
from core.records import Place, page_words
from ingest.editions import long_date, named
from ingest.register import known_register, named_source
from practice.timescales import timescales

LIMITS = (
    "Words are compared, not practice. A finding shows two quotes and the difference, and says what to look at. It is "
    "no legal opinion, it is found by a machine, and nothing found does not mean that all is well."
)
NEVER_FOUND = (
    "The text under these decisions is gone, or says something else by now. They are kept; nothing is to be done "
    "unless the text went for another reason."
)
AGAIN = "Look again: the text under this decision has changed."


class Look(StrEnum):
    """How a text looks."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    NOTE = "note"
    LABEL = "label"
    QUOTE = "quote"
    SOURCE = "source"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    look: Look
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `shade` is the severity whose colour lies behind it, None for none.

    The words of one that `is_code` may break anywhere.
    """

    text: str
    shade: Severity | None = None
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption and the heads of its columns; the first cell of a row is the row's head.

    `shares` are how wide the columns are beside one another, one a column; no unit.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...]


Piece = Text | Grid


def pieces_of(report: Report) -> Iterator[Piece]:
    """The whole page; a section that has nothing says so or is left out."""
    yield from _head(report)
    yield from _summary(report)
    yield from _heat(report)
    yield from _actions(report)
    yield from _by_severity(report)
    yield from _set_aside(report)
    yield from _gone(report)
    yield from _editions(report)


def _head(report: Report) -> Iterator[Piece]:
    yield Text(Look.TITLE, "Local procedures beside national guidance")
    yield Text(
        Look.NOTE,
        f"Made by Waymark on {long_date(report.made_at.date())} from the library “{report.library}”, by the law and "
        f"guidance of {long_date(report.day)}.",
    )
    if report.notice:
        yield Text(Look.CAUTION, report.notice)
    notices = (edition.document.notice for edition in report.editions.values())
    for words in dict.fromkeys(filter(None, notices)):
        if words != report.notice:
            yield Text(Look.CAUTION, words)
    yield Text(Look.NOTE, LIMITS)


def _summary(report: Report) -> Iterator[Piece]:
    yield Text(Look.HEADING, "Summary")
    alarms = [row for row in report.rows if row.finding.verdict.is_alarm]
    again = sum(row.standing.look_again for row in alarms)
    yield Text(Look.NOTE, _in_a_sentence(report, alarms, again))
    heads = ("Severity", "Found", "Nobody has decided", "Look again", "Agreed", "To do", "Not an issue")
    rows = [
        _severity_row(one.label.capitalize(), one, [row for row in alarms if row.finding.severity is one])
        for one in Severity
    ]
    yield Grid("Findings to look at, by severity", heads, tuple(rows), (4, 2, 3, 2, 2, 2, 2))
    yield Grid(
        "By procedure",
        ("Procedure", "Held against", "To look at", "Aligned", "Stricter locally", "Local only", "Cannot tell"),
        tuple(_document_row(report, doc_id) for doc_id in report.against),
        (8, 9, 3, 3, 3, 3, 3),
    )


def _in_a_sentence(report: Report, alarms: Sequence[Row], again: int) -> str:
    counted = f"{len(alarms)} finding{'' if len(alarms) == 1 else 's'}"
    procedures = f"{len(report.against)} procedure{'' if len(report.against) == 1 else 's'}"
    told = f"{counted} to look at in {procedures}."
    return f"{told} Of {again} the text has changed since somebody decided." if again else told


def _severity_row(label: str, severity: Severity, rows: Sequence[Row]) -> tuple[Cell, ...]:
    held = [row.standing.holds for row in rows]
    chosen = [one.decision.choice for one in held if one]
    counts = (
        len(rows),
        sum(row.standing.decided is None for row in rows),
        sum(row.standing.look_again for row in rows),
        *(chosen.count(choice) for choice in (Choice.AGREE, Choice.TO_DO, Choice.NOT_AN_ISSUE)),
    )
    return (Cell(label, severity if rows else None), *(Cell(str(count)) for count in counts))


def _document_row(report: Report, doc_id: str) -> tuple[Cell, ...]:
    verdicts = [row.finding.verdict for row in report.rows if row.finding.local.doc_id == doc_id]
    beside = "; ".join(report.title(one) for one in report.against[doc_id]) or "nothing: none is held that is near"
    mild = (Verdict.ALIGNED, Verdict.STRICTER_LOCALLY, Verdict.LOCAL_ONLY, Verdict.CANNOT_TELL)
    counts = (sum(one.is_alarm for one in verdicts), *(verdicts.count(one) for one in mild))
    return (Cell(report.title(doc_id)), Cell(beside), *(Cell(str(count)) for count in counts))


def _heat(report: Report) -> Iterator[Piece]:
    heat = heat_of(report)
    if not heat.topics:
        return
    yield Text(Look.HEADING, "Where the findings are")
    none = len(report.against) - len(heat.spots)
    told = "Findings to look at, without those that somebody decided are not an issue. The shade is that of the worst."
    yield Text(Look.NOTE, f"{told} Procedures without any, and so not in the table: {none}." if none else told)
    rows = tuple(
        (Cell(report.title(doc_id)), *(Cell(spot.in_words, spot.worst) for spot in spots))
        for doc_id, spots in heat.spots.items()
    )
    yield Grid("Procedures by topic", ("Procedure", *heat.topics), rows, (5, *(3 for _ in heat.topics)))


def _actions(report: Report) -> Iterator[Piece]:
    todo = [(ref, row, row.standing.holds) for ref, row in references(report) if row.standing.holds]
    todo = [one for one in todo if one[2] and one[2].decision.choice is Choice.TO_DO]
    if todo:
        yield Text(Look.HEADING, "What is to do")
        rows = [
            (
                Cell(ref),
                Cell(report.title(row.finding.local.doc_id)),
                Cell(row.finding.explanation),
                *_owed(report, held),
            )
            for ref, row, held in sorted(todo, key=lambda one: str(one[2].decision.due if one[2] else ""))
            if held
        ]
        yield Grid("Actions, by day", ("Finding", "Procedure", "What", "Owner", "Due"), tuple(rows), (2, 5, 9, 3, 3))


def _owed(report: Report, held: Decided) -> tuple[Cell, Cell]:
    due = held.decision.due
    late = ", overdue" if due and due < report.made_at.date() else ""
    return Cell(held.decision.owner), Cell(f"{long_date(due)}{late}" if due else "")


def references(report: Report) -> list[tuple[str, Row]]:
    """What is to be looked at, each by a short name of this report alone: "H1", "M3"."""
    counts = dict.fromkeys(Severity, 0)
    found = []
    for row in report.rows:
        if row.finding.verdict.is_alarm:
            counts[row.finding.severity] += 1
            found.append((f"{row.finding.severity}{counts[row.finding.severity]}", row))
    return found


def _by_severity(report: Report) -> Iterator[Piece]:
    named_rows = [(ref, row) for ref, row in references(report) if row.is_open]
    for severity in Severity:
        held = [one for one in named_rows if one[1].finding.severity is severity]
        if held:
            yield Text(Look.HEADING, f"Findings: {severity.label.replace(':', ',')}")
        for ref, row in held:
            yield from _finding(report, ref, row)
    if not named_rows:
        yield Text(Look.HEADING, "Findings")
        yield Text(Look.NOTE, "Nothing is to be looked at.")


def _finding(report: Report, ref: str, row: Row) -> Iterator[Piece]:
    finding = row.finding
    yield Text(
        Look.SUBHEADING, f"{ref}. {in_words(finding.verdict).capitalize()}: {report.title(finding.local.doc_id)}"
    )
    yield Text(Look.NOTE, finding.explanation)
    for quote in filter(None, (finding.local, finding.other, finding.national)):
        yield from _quoted(report, speaker(report, finding, quote), quote)
    if finding.consider:
        yield Text(Look.NOTE, f"Consider: {finding.consider}")
    yield from _decided(report, row)
    yield Text(Look.SOURCE, evidence(finding, row.topic))


def speaker(report: Report, finding: Finding, quote: Quote) -> str:
    """Whose words one of a finding's quotes is, with what a national document says of itself: "Statutory guidance"."""
    if quote is finding.national:
        held = report.editions.get(quote.doc_id)
        document = held.document if held else None
        label = document.tier.label if document else "National text"
        return f"{label} ({document.notice})" if document and document.notice else label
    if quote is finding.other:
        return "It also says" if quote.doc_id == finding.local.doc_id else "Another procedure says"
    return "The procedure says"


def evidence(finding: Finding, topic: str) -> str:
    """What a finding rests on, in a line, with what it is known by."""
    return f"{basis(finding, topic)} Finding {finding.finding_id}."


def basis(finding: Finding, topic: str) -> str:
    """What a finding rests on, in a line."""
    rests = f"; by {_named_fact(finding.fact)}" if finding.fact else ""
    return f"Topic: {topic}. How sure: {finding.surety}{rests}."


def _named_fact(fact: str) -> str:
    """What a finding's `fact` names, as people call it: the title of an edition, or a row of the table of limits."""
    name, _, known = fact.partition(", ")
    source = known_register().by_id.get(name)
    called = named_source(source) if source else name
    if name in timescales():
        called = f"row {name} of Waymark's table of national limits"
    return f"{called} ({known})" if known else called


def _quoted(report: Report, label: str, quote: Quote) -> Iterator[Piece]:
    yield Text(Look.LABEL, label)
    yield Text(Look.QUOTE, quote.quote)
    yield Text(Look.SOURCE, place_of(report, quote))


def place_of(report: Report, quote: Quote) -> str:
    """Where a quote stands: title, edition, heading, paragraph, page."""
    place = Place(quote.start, quote.paragraph, quote.page, quote.page_label)
    parts = (
        report.title(quote.doc_id),
        quote.headings[-1] if quote.headings else None,
        f"paragraph {quote.paragraph}" if quote.paragraph else None,
        page_words(place),
    )
    return ", ".join(part for part in parts if part)


def _decided(report: Report, row: Row) -> Iterator[Piece]:
    stands = row.standing
    if stands.decided is None:
        yield Text(Look.NOTE, "Decision: none yet.")
    elif not stands.look_again:
        yield Text(Look.NOTE, f"Decision: {stands.decided.in_words}.")
    else:
        yield Text(Look.CAUTION, f"{AGAIN} It was: {stands.decided.in_words}.")
        for change in stands.changed:
            yield from _former(report, change)


def _former(report: Report, change: Changed) -> Iterator[Piece]:
    """What the words were; where they are the same and only the edition is another, that."""
    label = f"Before, the {change.side} text read"
    if not change.is_reworded:
        label = f"The {change.side} text is the same, and stood in another edition"
    if change.old is None:
        yield Text(Look.LABEL, f"Before, there was no {change.side} text")
    else:
        yield Text(Look.LABEL, label)
        yield Text(Look.QUOTE, change.old.quote)
        yield Text(Look.SOURCE, place_of(report, change.old))


def _set_aside(report: Report) -> Iterator[Piece]:
    rows = [(ref, row, row.standing.holds) for ref, row in references(report) if not row.is_open]
    if rows:
        yield Text(Look.HEADING, "Not an issue")
        yield Grid(
            "Findings that somebody decided are not an issue, and why",
            ("Finding", "Procedure", "What was found", "The procedure says", "Decision"),
            tuple(
                tuple(map(Cell, (ref, *_told(report, row.finding), held.in_words if held else "")))
                for ref, row, held in rows
            ),
            (2, 4, 6, 6, 5),
        )


def _told(report: Report, finding: Finding) -> tuple[str, str, str]:
    return report.title(finding.local.doc_id), finding.explanation, finding.local.quote


def _gone(report: Report) -> Iterator[Piece]:
    if report.standings.no_longer_found:
        yield Text(Look.HEADING, "No longer found")
        yield Text(Look.NOTE, NEVER_FOUND)
        yield Grid(
            "Decisions whose finding is gone",
            ("Procedure", "What was found", "The procedure said", "Decision"),
            tuple(
                tuple(map(Cell, (*_told(report, one.finding), one.in_words)))
                for one in report.standings.no_longer_found
            ),
            (4, 6, 6, 5),
        )


def _editions(report: Report) -> Iterator[Piece]:
    yield Text(Look.HEADING, "Editions that were compared")
    yield Grid(
        "Everything here is of these files, and of no others",
        ("Document", "What it is", "Published", "On the day", "Read on", "SHA-256 of its file"),
        tuple(map(_edition, report.editions.values())),
        (6, 3, 3, 5, 3, 6),
    )


def _edition(edition: Edition) -> tuple[Cell, ...]:
    document, source = edition.document, edition.source
    published = long_date(document.published) if document.published else "not stated"
    stands = f"{edition.status}. {edition.warning}" if edition.warning else edition.status
    texts = (named(document), document.tier.label, published, stands, long_date(source.read_on))
    return (*map(Cell, texts), Cell(source.sha256, is_code=True))


def in_words(verdict: Verdict) -> str:
    """The verdict as a reader reads it: "timescale conflict"."""
    return "asked less firmly" if verdict is Verdict.WEAKER_MODALITY else verdict.replace("_", " ")
