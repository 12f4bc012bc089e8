"""What findings look like: pure functions from records to HTML, every word escaped. They draw nothing.

What is told by colour is told in words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from alignment.asks import Asks
from alignment.decisions import Decided
from alignment.heat import Heat, Spot
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.report_page import AGAIN, LIMITS, basis, in_words, place_of, speaker
from alignment.reporting import Edition, Report, Row
from alignment.standing import Changed
from alignment.wording import Fate, marked
from core.records import Place, Span, page_words
from pages.parts.results import counted

LEAD = (
    '<p class="wm-lead wm-wide">What local procedures say beside national guidance. This page shows two quotes and the '
    f'difference; it decides nothing: people do.</p><p class="wm-meaning">{LIMITS}</p>'
)
SIDES = {"local": "The procedure", "other": "The other place", "national": "The national text"}
_TAGS: Mapping[Fate, str] = {"same": "{}", "gone": "<del>{}</del>", "come": "<ins>{}</ins>"}


def summary_html(report: Report) -> str:
    """How much there is to look at, by severity, and what else was found; then what the documents say of themselves."""
    alarms = [row for row in report.rows if row.is_open]
    told = _by_severity(alarms)
    mild = [
        f"{in_words(verdict)} {number}"
        for verdict in Verdict
        if not verdict.is_alarm and (number := sum(row.finding.verdict is verdict for row in report.rows))
    ]
    set_aside = sum(row.finding.verdict.is_alarm and not row.is_open for row in report.rows)
    again = sum(row.standing.look_again for row in alarms)
    rows = [
        f"<strong>{counted(len(alarms), 'finding')} to look at</strong>{': ' if told else '.'}{told}",
        f"The text under {counted(again, 'decision')} has changed: look again." if again else "",
        f"Decided to be no issue: {set_aside}." if set_aside else "",
        f"Also: {'; '.join(mild)}." if mild else "",
    ]
    notices = dict.fromkeys(filter(None, (one.document.notice for one in report.editions.values())))
    return f'<p class="wm-summary" role="status">{" ".join(filter(None, rows))}</p>' + "".join(
        f'<p class="wm-notice">{escape(words)}</p>' for words in notices if words != report.notice
    )


def _by_severity(rows: Sequence[Row]) -> str:
    counts = [(one, sum(row.finding.severity is one for row in rows)) for one in Severity]
    return " ".join(f"{chip_html(one, str(number))}" for one, number in counts if number)


def chip_html(severity: Severity, before: str = "") -> str:
    """A severity in words on its colour."""
    return f'<span class="wm-chip wm-severity-{severity}">{f"{before} {severity.label}".strip()}</span>'


def severity_html(severity: Severity, number: int) -> str:
    """The heading over the findings of a severity."""
    label = severity.label[:1].upper() + severity.label[1:]
    return f'<h2 class="wm-group">{label} <span class="wm-meaning">({number})</span></h2>'


def finding_html(report: Report, ref: str, row: Row, asks: Mapping[str, Asks]) -> str:
    """A finding with its quotes side by side; `ref` is its name on the page, `asks` is by side."""
    finding = row.finding
    quotes = _quotes(finding)
    title = report.title(finding.local.doc_id)
    sides = "".join(side_html(report, finding, quote, asks.get(side, Asks())) for side, quote in quotes)
    return (
        f'<article class="wm-hit wm-finding"><p class="wm-match">{escape(ref)} · {escape(title)}</p>'
        f'<h3 class="wm-title">{escape(in_words(finding.verdict).capitalize())}</h3>'
        f'<p class="wm-meta">{chip_html(finding.severity)}<span>{escape(row.topic)}</span></p>'
        f"<p>{escape(finding.explanation)}</p>"
        f'<div class="{"wm-pair" if len(quotes) > 1 else "wm-alone"}">{sides}</div>'
        + (f'<p class="wm-law"><strong>Consider:</strong> {escape(finding.consider)}</p>' if finding.consider else "")
        + f'<p class="wm-match">{escape(basis(finding, row.topic))}</p></article>'
    )


def mild_html(report: Report, rows: Iterable[Row]) -> str:
    """What is no alarm, each with its quotes, in a list."""
    told = "".join(
        f"<li><p>{escape(row.finding.explanation)}</p>"
        f'<div class="wm-pair">{"".join(_brief_side(report, row.finding, quote) for _, quote in _quotes(row.finding))}'
        "</div></li>"
        for row in rows
    )
    return f'<ul class="wm-list">{told}</ul>'


def _brief_side(report: Report, finding: Finding, quote: Quote) -> str:
    words = f'<blockquote class="wm-passage">{escape(quote.quote)}</blockquote>'
    whose = f"{speaker(report, finding, quote)}: {place_of(report, quote)}"
    return f'<div><p class="wm-meaning">{escape(whose)}</p>{words}</div>'


def _quotes(finding: Finding) -> list[tuple[str, Quote]]:
    sides = (("local", finding.local), ("other", finding.other), ("national", finding.national))
    return [(side, quote) for side, quote in sides if quote]


def side_html(report: Report, finding: Finding, quote: Quote, asks: Asks) -> str:
    """One side of a finding: its document and edition, its place, its words with those that bind marked."""
    held = report.editions.get(quote.doc_id)
    title = report.title(quote.doc_id)
    warning = warning_html(held) if held and not held.is_local else ""
    stem = f'<p class="wm-stem">{escape(asks.stem)}</p>' if asks.stem else ""
    binding = f'<p class="wm-asks">In short: <strong>{escape(asks.words)}</strong></p>' if asks.words else ""
    return (
        f'<div><h4 class="wm-small">{escape(speaker(report, finding, quote))}</h4>'
        f'<p class="wm-path">{escape(title)}</p>'
        f'<p class="wm-where">{escape(where(quote, held.document.title if held else ""))}</p>{warning}{stem}'
        f'<blockquote class="wm-passage">{marked_html(quote.quote, asks.marks)}</blockquote>{binding}</div>'
    )


def warning_html(edition: Edition) -> str:
    """What a reader must know of an edition; "" where there is nothing."""
    if not edition.warning:
        return ""
    return f'<p class="wm-warning"><strong>Check the edition.</strong> {escape(edition.warning)}</p>'


def where(quote: Quote, title: str = "") -> str:
    """Where a quote stands within its document: heading, paragraph, page; "" where nothing of it is known.

    A heading that only repeats the document's `title` is left out.
    """
    place = Place(quote.start, quote.paragraph, quote.page, quote.page_label)
    number = f"paragraph {quote.paragraph}" if quote.paragraph else None
    heading = next((one for one in quote.headings[-1:] if one != title), None)
    return ", ".join(part for part in (heading, number, page_words(place)) if part)


def marked_html(text: str, marks: Sequence[Span]) -> str:
    """`text` escaped, with the spans of `marks` in `<mark>`; they must be in order and apart."""
    html, done = [], 0
    for start, end in marks:
        html += [escape(text[done:start]), f"<mark>{escape(text[start:end])}</mark>"]
        done = end
    return "".join([*html, escape(text[done:])])


def standing_html(report: Report, row: Row) -> str:
    """What is decided of a finding as it reads now; with what changed where it is to be looked at again."""
    stands = row.standing
    if stands.decided is None:
        return '<p class="wm-meaning">Nobody has decided.</p>'
    if not stands.look_again:
        return f'<p class="wm-law"><strong>Decided:</strong> {escape(stands.decided.in_words)}.</p>'
    told = f'<p class="wm-warning"><strong>{AGAIN}</strong> It was: {escape(stands.decided.in_words)}.</p>'
    return told + "".join(_changed_html(report, one) for one in stands.changed)


def _changed_html(report: Report, one: Changed) -> str:
    if one.old is None or one.new is None:
        side = "There is no such text any more" if one.new is None else "There was no such text"
        quote = one.old or one.new
        words = escape(quote.quote) if quote else ""
        return (
            f'<p class="wm-meaning">{SIDES[one.side]}: {side}.</p><blockquote class="wm-passage">{words}</blockquote>'
        )
    if not one.is_reworded:
        return (
            f'<p class="wm-meaning">{SIDES[one.side]}: the same words, in another edition: '
            f"{escape(place_of(report, one.new))}.</p>"
        )
    numbers = one.old.paragraph, one.new.paragraph
    return f'<p class="wm-meaning">{SIDES[one.side]}, before and now:</p>' + difference_html(
        one.old.quote, one.new.quote, numbers
    )


def difference_html(old: str, new: str, paragraphs: tuple[str | None, str | None] = (None, None)) -> str:
    """Two wordings as one text, what went struck through and what came underlined."""
    pieces = "".join(_TAGS[fate].format(escape(words)) for fate, words in marked(old, new, paragraphs=paragraphs))
    return f'<blockquote class="wm-passage wm-difference">{pieces}</blockquote>'


def history_html(decided: Sequence[Decided]) -> str:
    """Everything that was decided of a finding, the latest first; "" where it was decided once or never."""
    if len(decided) < 2:
        return ""
    rows = "".join(f"<li>{escape(one.in_words)}</li>" for one in reversed(decided))
    lead = '<p class="wm-meaning">Everything that was decided of it, the latest first:</p>'
    return f'{lead}<ol class="wm-history">{rows}</ol>'


def matrix_html(report: Report, heat: Heat) -> str:
    """Procedures by topic, those with the worst findings first; what has nothing to look at stands beneath, by name."""
    titles = {doc_id: escape(report.editions[doc_id].document.title) for doc_id in report.against}
    order = sorted(heat.spots, key=lambda doc_id: _weight(heat.spots[doc_id]), reverse=True)
    topics = [escape(topic[:1].upper() + topic[1:]) for topic in heat.topics]
    heads = "".join(f'<th scope="col" role="columnheader">{topic}</th>' for topic in topics)
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{titles[doc_id]}</th>'
        f"{''.join(map(_spot_html, heat.spots[doc_id], topics))}</tr>"
        for doc_id in order
    )
    quiet = [titles[doc_id] for doc_id in report.against if doc_id not in heat.spots]
    rest = f"Nothing to look at was found in {counted(len(quiet), 'procedure')}: {'; '.join(quiet)}." if quiet else ""
    name = "Findings to look at, by procedure and topic"
    table = (
        f'<div class="wm-scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<table class="wm-matrix wm-cards" role="table"><caption>{name}</caption>'
        '<thead role="rowgroup"><tr role="row">'
        f'<th scope="col" role="columnheader">Procedure</th>{heads}</tr></thead><tbody role="rowgroup">{rows}'
        "</tbody></table></div>"
    )
    return (table if order else "") + (f'<p class="wm-meaning">{rest}</p>' if rest else "")


def _weight(spots: Sequence[Spot]) -> tuple[int, ...]:
    return tuple(sum(spot.counts.get(one, 0) for spot in spots) for one in Severity)


def _spot_html(spot: Spot, topic: str) -> str:
    """A cell; a narrow screen shows the topic in it, and leaves out those in which there is nothing."""
    if spot.worst is None:
        return '<td class="wm-none" role="cell">none</td>'
    return f'<td class="wm-severity-{spot.worst}" role="cell" data-topic="{topic}">{_lines(spot.in_words)}</td>'


def _lines(counts: str) -> str:
    return "".join(f"<span>{escape(part)}</span>" for part in re.split("(?<=,) ", counts))


def gone_html(report: Report, gone: Iterable[Decided]) -> str:
    """Decisions whose finding is gone, each with what was found and what the procedure said."""
    rows = "".join(
        f"<li><p><strong>{escape(report.title(one.finding.local.doc_id))}.</strong> "
        f"{escape(one.finding.explanation)}</p>"
        f'<blockquote class="wm-passage">{escape(one.finding.local.quote)}</blockquote>'
        f'<p class="wm-meaning">{escape(one.in_words)}</p></li>'
        for one in gone
    )
    return f'<ul class="wm-list">{rows}</ul>'
