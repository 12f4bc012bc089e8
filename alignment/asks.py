"""What a quote asks, and which of its words say so: how strongly it binds and by when, with the words to mark.

    asks = asks_of(quote, sides.side(quote.doc_id))
    asks.words                      "should, softened by “where possible”; within 15 working days"
    [quote.quote[start:end] for start, end in asks.marks]       ["should", "where possible", "within 15 working days"]

It reads the statements of a side as they are and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from alignment.records import Quote
from alignment.sides import Side
from core.records import Span
from index.binding import Asked, in_words


@dataclass(frozen=True, slots=True)
class Asks:
    """`words` is "" where the quote neither binds nor states a limit; `marks` are offsets into it, in order, apart.

    `stem` are the words that its first list item hangs under, "" where it hangs under none.
    """

    words: str = ""
    marks: tuple[Span, ...] = ()
    stem: str = ""


def asks_of(quote: Quote, side: Side) -> Asks:
    """What the statements that begin within `quote`, words of the document of `side`, ask; each way of asking once."""
    told: dict[str, None] = {}
    marks: list[Span] = []
    held = [one for one in side.statements if quote.start <= one.quote.start < quote.end]
    for one in held:
        told |= dict.fromkeys(filter(None, [in_words(Asked(0, len(one.text), one.label, one.limits), one.text)]))
        shift = one.quote.start - quote.start
        spans = [one.label.words, *one.label.softeners, *(stated.words for stated in one.limits)]
        marks += [(span[0] + shift, span[1] + shift) for span in spans if span]
    return Asks("; ".join(told), _apart(marks, len(quote.quote)), held[0].stem if held else "")


def _apart(marks: list[Span], length: int) -> tuple[Span, ...]:
    """The spans in order, those that touch or overlap as one, none beyond `length`."""
    found: list[Span] = []
    for start, end in sorted(marks):
        end = min(end, length)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)
