"""What a hit looks like: pure functions from records to HTML, every word escaped. They draw nothing.

The passage stands as the document has it, line breaks and all, with the nearest sentence in a `<mark>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from core.records import Document, Footnote, Force, Hit, Place, Provision, Status, Tier, page_words
from index.binding import asked_in, best_asked, in_words
from index.brief_page import SPEAK_FIRST
from index.covering import Also
from index.fit import Fit
from ingest.editions import is_dated, long_date
from ingest.facts import source_title
from ingest.remarks import cautions, force_words
from practice.parts import Part
from practice.prompts import Prompt

STATUS_WORDS = {
    Status.CURRENT: "Current edition",
    Status.NOT_COMMENCED: "Passed, not in force",
    Status.NOT_YET: "Not yet in force",
    Status.REPLACED: "Replaced",
    Status.SUPERSEDED: "Superseded",
    Status.ENDED: "No longer in force",
    Status.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over tiers that bind alike."""

    heading: str
    tiers: tuple[Tier, ...]
    meaning: str


GROUPS = (
    Group("Law", (Tier.LEGISLATION,), "Acts and regulations. Everyone they name must follow them."),
    Group("Statutory guidance", (Tier.STATUTORY,), "To be followed unless there is a good reason, which is recorded."),
    Group("Local procedures", (Tier.LOCAL,), "How one area does it. They apply in that area only."),
    Group(
        "Other guidance",
        (Tier.NON_STATUTORY, Tier.INSPECTION, Tier.PRACTICE),
        "Advice, inspection frameworks and practice guides.",
    ),
)


def grouped(hits: Sequence[Hit]) -> list[tuple[Group, list[Hit]]]:
    """The hits under what binds most first, each group in the order of rank; groups without a hit are left out."""
    ordered = sorted(hits, key=lambda hit: hit.rank)
    found = [(group, [hit for hit in ordered if hit.document.tier in group.tiers]) for group in GROUPS]
    return [(group, held) for group, held in found if held]


def day_html(day: date) -> str:
    """That the answer is of a day, and not of today."""
    return (
        f'<p class="wm-warning"><strong>The law and guidance of {long_date(day)}</strong>, as far as this library '
        "holds it. For what applies today, take the date away under “Narrow the search”.</p>"
    )


def summary_html(hits: Sequence[Hit], also: Sequence[Also] = ()) -> str:
    """How much was found, and where the closest match stands, for eyes and for screen readers. `hits` has one or more.

    "3 passages from 2 documents. The closest match is in Marlbrook missing children, under Local procedures." The title
    leads down to that match; so do the words of each part that the hits leave out.
    """
    first = min(hits, key=lambda hit: hit.rank)
    heading = next(group.heading for group in GROUPS if first.document.tier in group.tiers)
    documents = len({hit.document.doc_id for hit in hits})
    size = f"{counted(len(hits), 'passage')} from {counted(documents, 'document')}"
    return (
        f'<p class="wm-summary" role="status"><strong>{size}.</strong> The closest match is in '
        f'<a href="#{_anchor(first)}">{escape(first.document.title)}</a>, under {heading}.{_parts_html(also)}</p>'
    )


def _parts_html(also: Sequence[Also]) -> str:
    """Links down to what stands beneath the hits; "" for nothing."""
    links = "; ".join(f'<a href="#{_part_anchor(one)}">“{escape(one.part.text)}”</a>' for one in also)
    return f" Further down, on its own: {links}" if links else ""


def also_html(also: Also) -> str:
    """The heading over the passages of a part that the hits leave out."""
    return (
        f'<h2 class="wm-group" id="{_part_anchor(also)}">On “{escape(also.part.text)}”</h2>'
        '<p class="wm-meaning">The matches above leave this part out. It was searched by itself.</p>'
    )


def _part_anchor(also: Also) -> str:
    return f"part-{also.part.start}"


def call_now_html(prompts: Sequence[Prompt]) -> str:
    """Whom to speak to before anything is read, each with its source and how that is known."""
    rows = "".join(
        f"<li><strong>{escape(one.title[:1].upper() + one.title[1:])}</strong>: {escape('; '.join(one.points))} "
        f'<span class="wm-known">{escape(f"{source_title(one.source)}, {one.at} ({one.checked.label})")}</span></li>'
        for one in prompts
    )
    return f'<section class="wm-call"><h2>Call now</h2><p>{escape(SPEAK_FIRST)}</p><ul>{rows}</ul></section>'


def outside_html(fit: Fit) -> str:
    """That the library does not answer, why, the nearest heading it has, and where to go. `fit` does not fit."""
    path = '<span aria-hidden="true"> › </span>'.join(f"<span>{escape(words)}</span>" for words in fit.nearest[0])
    where = "".join(f"<li>{escape(words)}</li>" for words in fit.go)
    return (
        '<section class="wm-outside" role="status"><h2>This library does not answer this</h2>'
        f'<p class="wm-reason">{escape(fit.reason)}</p><h3>The nearest it has</h3>'
        f'<p class="wm-path">{path}</p><h3>Where to go</h3><ul>{where}</ul></section>'
    )


def _anchor(hit: Hit) -> str:
    """What a link to the hit names within the page."""
    return f"match-{hit.rank}"


def group_html(group: Group) -> str:
    """The group's heading and what it means to stand in it."""
    return f'<h2 class="wm-group">{escape(group.heading)}</h2><p class="wm-meaning">{escape(group.meaning)}</p>'


def hit_html(hit: Hit, *, as_of: date | None = None) -> str:
    """One hit, from title to passage, on the day `as_of` or today. The citation and the details are drawn beside it."""
    return "".join(
        (
            f'<article class="wm-hit" id="{_anchor(hit)}"><p class="wm-match">Match {hit.rank}</p>',
            document_html(hit.document, hit.status, hit.warning, as_of=as_of, provision=hit.passage.provision),
            place_html(hit.passage.headings, hit.place, title=hit.document.title),
            f'<p class="wm-stem">{escape(hit.passage.stem)}</p>' if hit.passage.stem else "",
            provision_html(hit.passage.provision) if hit.passage.provision else "",
            "".join(f'<p class="wm-warning">{escape(words)}</p>' for words in cautions(hit.passage)),
            asks_html(hit),
            f'<blockquote class="wm-passage">{_quoted(hit)}</blockquote>',
            footnotes_html(hit.passage.footnotes),
            "</article>",
        )
    )


def document_html(
    document: Document,
    status: Status,
    warning: str | None,
    *,
    as_of: date | None = None,
    provision: Provision | None = None,
) -> str:
    """The head of a document: title, area or kind where the group's heading does not say it, edition, notice.

    `status` is that of the day `as_of`, which a document that was current then is named with; None is today. Of an
    undated one, neither it nor the `provision` that is shown, it is no more than perhaps current on a day.
    """
    perhaps = as_of is not None and not is_dated(document, provision)
    area = f'<span class="wm-area">{escape(document.applies_to)}</span>' if document.tier is Tier.LOCAL else ""
    alone = any(group.tiers == (document.tier,) for group in GROUPS)
    kind = "" if alone else f'<span class="wm-kind">{escape(document.tier.label)}</span>'
    state = "current" if status is Status.CURRENT and not perhaps else "caution"
    rows = [
        f'<h3 class="wm-title">{escape(document.title)}</h3>',
        f'<p class="wm-meta">{kind}{area}<span class="wm-{state}">{_stands(status, as_of, perhaps=perhaps)}</span>',
        "".join(f"<span>{escape(words)}</span>" for words in (_edition(document), document.publisher) if words),
        "</p>",
    ]
    if warning:
        rows.append(f'<p class="wm-warning"><strong>Check the edition.</strong> {escape(warning)}</p>')
    if document.notice:
        rows.append(f'<p class="wm-notice">{escape(document.notice)}</p>')
    return "".join(rows)


def _stands(status: Status, as_of: date | None, *, perhaps: bool) -> str:
    """A status in words; what was current on a day that is asked for is named with that day."""
    if as_of is None or status is not Status.CURRENT:
        return STATUS_WORDS[status]
    return f"{'Perhaps current' if perhaps else 'Current'} on {long_date(as_of)}"


def place_html(headings: Sequence[str], place: Place, *, title: str) -> str:
    """Where the best sentence stands: headings from the outermost, paragraph, page; "" where nothing of it is known.

    A first heading that only repeats the document's `title` is left out.
    """
    shown = headings[1:] if tuple(headings[:1]) == (title,) else headings
    path = '<span aria-hidden="true"> › </span>'.join(f"<span>{escape(words)}</span>" for words in shown)
    number = f"paragraph {place.paragraph}" if place.paragraph else None
    where = ", ".join(part for part in (number, page_words(place)) if part)
    line = escape(where[:1].upper() + where[1:])
    return "".join(
        (f'<p class="wm-path">{path}</p>' if path else "", f'<p class="wm-where">{line}</p>' if line else "")
    )


def _quoted(hit: Hit) -> str:
    passage = hit.passage
    return marked(passage.text, hit.sentence, [(note.at - passage.start, note.mark) for note in passage.footnotes])


def marked(text: str, sentence: str, notes: Sequence[tuple[int, str | None]] = ()) -> str:
    """`text` escaped, with the first place of `sentence` in a `<mark>`; unmarked where it does not stand in it.

    `notes` are the offsets behind the words that cite a footnote, with its mark as printed. A mark is drawn by the
    style sheet, so that it is no part of the words that are selected and copied. None is drawn at the very start, where
    a heading cites the note.
    """
    start = text.find(sentence) if sentence else -1
    inserts = [(at, 1, _note_sign(mark)) for at, mark in notes if mark and 0 < at <= len(text)]
    if start >= 0:
        inserts += [(start, 2, "<mark>"), (start + len(sentence), 0, "</mark>")]
    html, done = [], 0
    for at, _, tag in sorted(inserts):
        html += [escape(text[done:at]), tag]
        done = at
    return "".join([*html, escape(text[done:])])


def _note_sign(mark: str) -> str:
    return f'<sup class="wm-cited" data-mark="{escape(mark)}"></sup>'


def asks_html(hit: Hit) -> str:
    """How strongly the marked sentence binds, and by when something is due; "" where it says neither."""
    best = best_asked(hit, asked_in(hit.passage, hit.document.tier))
    words = in_words(best, hit.passage.text) if best else ""
    return f'<p class="wm-asks">Marked sentence: <strong>{escape(words)}</strong></p>' if words else ""


def provision_html(provision: Provision) -> str:
    """Whether the provision is in force, since when and where: amber where it is prospective or repealed."""
    look = "wm-law" if provision.force is Force.IN_FORCE else "wm-warning"
    return f'<p class="{look}">{escape(force_words(provision))}</p>'


def footnotes_html(footnotes: Sequence[Footnote]) -> str:
    """The notes that a passage cites, each behind its mark as printed; "" where there are none."""
    if not footnotes:
        return ""
    rows = "".join(
        f"<li><span>{escape(note.mark)}</span> {escape(note.text)}</li>"
        if note.mark
        else f"<li>{escape(note.text)}</li>"
        for note in footnotes
    )
    name = "Footnote" if len(footnotes) == 1 else "Footnotes"
    return f'<p class="wm-label-notes">{name}</p><ul class="wm-notes">{rows}</ul>'


def details_html(hit: Hit, *, part: Part | None = None) -> str:
    """How the hit was found, by the `part` that was searched by itself, and where its document comes from, as terms."""
    document = hit.document
    alike = "scores compare within one search only"
    rows = [
        ("Searched for", f"“{escape(part.text)}” alone" if part else ""),
        ("By meaning", _ranked(hit.dense_rank)),
        ("By words", _ranked(hit.lexical_rank)),
        ("All together", f"{'' if part else f'rank {hit.rank}, '}score {hit.score:.3f} ({alike})"),
        ("Publisher", escape(document.publisher)),
        ("Applies to", escape(document.applies_to)),
        ("In force", _in_force(document)),
        ("Licence", escape(document.licence or "")),
        ("File", escape(document.file)),
        ("Source", _source(document.url or "")),
    ]
    return '<dl class="wm-details">' + "".join(f"<dt>{t}</dt><dd>{d}</dd>" for t, d in rows if d) + "</dl>"


def _source(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return ""
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(url)}</a>'


def _edition(document: Document) -> str:
    """The edition as it names itself, or else the day of its publication, or else that neither is known."""
    named = document.edition or ""
    if named:
        return f"Edition {named}" if named[:1].isdigit() else named[:1].upper() + named[1:]
    return f"Published {long_date(document.published)}" if document.published else "Edition not stated"


def _ranked(rank: int | None) -> str:
    return "not among its best" if rank is None else f"rank {rank}"


def _in_force(document: Document) -> str:
    start = document.in_force_from or document.published
    words = [
        f"from {long_date(start)}" if start else "",
        f"to {long_date(document.in_force_to)}" if document.in_force_to else "",
    ]
    return " ".join(word for word in words if word)


def counted(number: int, noun: str) -> str:
    """`1 passage`, `2 passages`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
