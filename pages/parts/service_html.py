"""What a service looks like on the page: pure functions from what is shown of it to HTML, every word escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pages.parts.results import counted, marked
from services.reasons import Group, Reason
from services.shown import DOES, NOT_STATED, Row, Shown

NOTICE = (
    '<p class="wm-warning wm-screen"><strong>This is not where a safeguarding concern is reported.</strong> Report it '
    "as your local procedure says. In immediate danger ring 999.</p>"
)
MEANINGS = {
    Group.LOCAL: ("Local", "Given at a place. The nearest come first among those that fit alike."),
    Group.NO_LOCATION: ("No location stated", "Home visits, outreach, or a record that names no place to show."),
    Group.REMOTE: ("Remote", "By telephone, online or by post."),
    Group.NATIONAL: ("National", "For the whole country."),
}
"""The heading of each group, and what it means."""

_FIELDS = {
    "description": "what it says of itself",
    "eligibility_description": "who it is for",
    "attributes": "listed under",
    "minimum_age": "from age",
    "maximum_age": "to age",
    "service_areas": "serves",
}


def summary_html(number: int, *, old: int, chosen: int) -> str:
    """How many services are shown, what is left out, and the way to the shortlist."""
    words = [f"<strong>{counted(number, 'service')}.</strong> Whether one is right for a family is yours to judge."]
    if old:
        words.append(f"{old} more left out, checked too long ago; “Filters” includes them.")
    if chosen:
        words.append(f'<a href="#shortlist">Shortlist: {counted(chosen, "service")}</a>')
    return f'<p class="wm-summary" role="status">{" ".join(words)}</p>'


def group_html(group: Group) -> str:
    """The heading of a group."""
    heading, meaning = MEANINGS[group]
    return f'<h2 class="wm-group">{heading}</h2><p class="wm-meaning">{meaning}</p>'


def first_html() -> str:
    """The heading of those that answer at any hour, in a crisis."""
    return (
        '<h2 class="wm-group">First: these answer at any hour</h2>'
        '<p class="wm-meaning">Your words tell of a crisis. In immediate danger ring 999.</p>'
    )


def remarks_html(remarks: Sequence[str]) -> str:
    """What was read of the words that were typed, and what could not be told; "" for nothing."""
    return "".join(f'<p class="wm-meaning">{escape(remark)}</p>' for remark in remarks)


def service_html(shown: Shown, rank: int, why: Sequence[Reason]) -> str:
    """A service: what it does with the sentence that was found marked, why it is here, warnings, and its main rows."""
    sentence = next((one.words for one in why if one.field == "description"), "")
    runs = shown.organisation or f"run by: {NOT_STATED}"
    warnings = "".join(f"<li>{escape(warning)}</li>" for warning in shown.warnings)
    return "".join(
        (
            f'<article class="wm-hit wm-service" id="service-{rank}"><p class="wm-match">Match {rank}</p>',
            f'<h3 class="wm-title">{escape(shown.name)}</h3><p class="wm-meta"><span>{escape(runs)}</span></p>',
            f'<p class="wm-does">{marked(shown.description, sentence)}</p>'
            if shown.description
            else f'<p class="wm-does">What it does: {NOT_STATED}</p>',
            why_html(why, shown.description),
            f'<ul class="wm-warning wm-warnings">{warnings}</ul>' if warnings else "",
            rows_html([row for row in shown.main if row.label != DOES]),
            "</article>",
        )
    )


def why_html(why: Sequence[Reason], description: str) -> str:
    """Why a service is among the matches: the fields that speak for it, in its record's words."""
    told = [
        "the marked words"
        if one.field == "description" and one.words in description
        else f"{_FIELDS.get(one.field, one.field)} “{one.words}”"
        for one in why
    ]
    words = "; ".join(told) or "its words are near to those that were typed"
    return f'<p class="wm-asks"><strong>Why it is here:</strong> {escape(words)}.</p>'


def rows_html(rows: Sequence[Row]) -> str:
    """Rows as terms; what is not stated is told apart by its look too."""
    return (
        '<dl class="wm-details">'
        + "".join(f"<dt>{escape(row.label)}</dt><dd>{_words(row)}</dd>" for row in rows)
        + "</dl>"
    )


def record_html(shown: Shown) -> str:
    """The other rows, and which of them the record leaves out."""
    silent = ", ".join(shown.not_stated)
    return rows_html(shown.lesser) + (
        f'<p class="wm-meaning">{NOT_STATED.capitalize()} in its record: {escape(silent)}.</p>' if silent else ""
    )


def _words(row: Row) -> str:
    if row.words is None:
        return f'<span class="wm-silent">{NOT_STATED}</span>'
    if row.label == "Web page" and row.words.startswith(("https://", "http://")):
        return f'<a href="{escape(row.words)}" rel="noopener noreferrer">{escape(row.words)}</a>'
    return escape(row.words)
