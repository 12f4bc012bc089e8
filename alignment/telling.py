"""A change in a line of plain words."""

from __future__ import annotations

from collections.abc import Sequence

from alignment.records import Quote
from alignment.wording import Difference

_SHOWN = 3
_WORDS = 14


def told_changed(
    quotes: tuple[Quote, Quote],
    found: Sequence[Difference],
    *,
    before: str | None = None,
    is_moved: bool = False,
    named: str | None = None,
) -> str:
    """`Paragraph 144 (147 before): “meeting” became “taking action to meet”.`

    `before` is the number that it had; `named` is what to call it, where it is no paragraph.
    """
    said = [
        _difference(quotes[0].quote[_slice(one.old, quotes[0])], quotes[1].quote[_slice(one.new, quotes[1])])
        for one in found
    ]
    more = f"; and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    moved = ", which stood elsewhere" if is_moved else ""
    return f"{named or _place(quotes[1], before)}{moved}: {'; '.join(said[:_SHOWN])}{more}."


def told_added(quote: Quote, *, before: str | None) -> str:
    """`Paragraph 169 (172 before) now also says: “…”.` `before` is the number that it had, None where it is new."""
    is_new = quote.paragraph is not None and before is None
    return f"{_place(quote, before)} {'is new' if is_new else 'now also says'}: “{short(quote.quote)}”."


def told_removed(quote: Quote, *, now: str | None) -> str:
    """`Paragraph 204 no longer says: “…”.` `now` is the number that its paragraph has, None where it went."""
    is_other = now is not None and now != quote.paragraph
    said = "no longer says" if now is not None or quote.paragraph is None else "has gone"
    return f"{_place(quote)}{f' ({now} now)' if is_other else ''} {said}: “{short(quote.quote)}”."


def told_moved(old: Quote, new: Quote) -> str:
    """`Paragraph 40 stands elsewhere now: …`, with the headings where these differ."""
    headings = [quote.headings[-1] if quote.headings else None for quote in (old, new)]
    under = f" under “{short(headings[1])}”" if headings[1] and headings[0] != headings[1] else ""
    return f"{_place(old)} stands elsewhere now{under}, in the same words: “{short(new.quote)}”."


def told_renumbered(old: str, new: str, *, is_whole: bool) -> str:
    """`Paragraph 158 is now paragraph 155.`"""
    return f"Paragraph {old} is now paragraph {new}." if is_whole else f"Words of {old} stand in paragraph {new} now."


def short(text: str) -> str:
    """The first words of `text` on one line."""
    words = text.split()
    return " ".join(words) if len(words) <= _WORDS else " ".join(words[:_WORDS]) + " …"


def _difference(gone: str, come: str) -> str:
    if not gone:
        return f"“{short(come)}” was added"
    if not come:
        return f"“{short(gone)}” was taken out"
    return f"“{short(gone)}” became “{short(come)}”"


def _place(quote: Quote, before: str | None = None) -> str:
    if quote.paragraph:
        return f"Paragraph {quote.paragraph}" + (f" ({before} before)" if before and before != quote.paragraph else "")
    page = f"Page {quote.page_label or quote.page}" if quote.page else ""
    under = f"under “{short(quote.headings[-1])}”" if quote.headings else ""
    where = ", ".join(part for part in (page, under) if part) or "The text"
    return where[0].upper() + where[1:]


def _slice(span: tuple[int, int], quote: Quote) -> slice:
    return slice(span[0] - quote.start, span[1] - quote.start)
