"""`waymark changes`: what a new edition of a document changes, and which local procedures that touches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from alignment.changes import changes as changes_between
from alignment.records import Change, ChangeKind, Quote
from alignment.rows import quote_row
from alignment.sides import Sides
from alignment.touched import touched
from alignment.wording import Fate, in_line, marked
from cli.common import STDOUT, counted, model_option, store_option

_STYLES: dict[Fate, str] = {"same": "", "gone": "red strike", "come": "bold green"}


@click.command()
@click.argument("old_id", metavar="OLD_ID")
@click.argument("new_id", metavar="NEW_ID")
@click.option("--touches", "with_touches", is_flag=True, help="Say also which current local documents each touches.")
@click.option("--compact", is_flag=True, help="A line a change, without the words.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, an object a change.")
@store_option
@model_option
def changes(
    old_id: str, new_id: str, *, with_touches: bool, compact: bool, as_json: bool, store: Path, model: str
) -> None:
    """Say what NEW_ID changes of OLD_ID: two editions, by their ids in the index.

    Every change is one of added, removed, changed, moved or renumbered, and what has other words is rated: changes a
    duty or limit, changes meaning, wording only, link or reference. What is only laid out, numbered, hyphenated or
    quoted otherwise is no change.

    Example: waymark changes marlbrook-conferences-2024 marlbrook-conferences-2026 --touches
    """
    sides = Sides.open(store, model=model)
    old, new = sides.unmeant(old_id), sides.unmeant(new_id)
    found = changes_between(old, new, meaning=sides.meaning)
    touches: Sequence[tuple[Quote, ...]] = [()] * len(found)
    if with_touches:
        touches = touched(found, sides, old=old_id, new=new_id, day=date.today())
    if as_json:
        for change, quotes in zip(found, touches, strict=True):
            more = {"touches": [quote_row(quote) for quote in quotes]} if with_touches else {}
            click.echo(json.dumps({**change_row(change), **more}, ensure_ascii=False))
        return
    for line in _lines(found, touches, compact=compact):
        STDOUT.print(line)


def change_row(change: Change) -> dict[str, Any]:
    """A change as the JSON that `changes` prints; what is absent is null."""
    return {
        "kind": str(change.kind),
        "rating": str(change.rating) if change.rating else None,
        "old": quote_row(change.old),
        "new": quote_row(change.new),
        "summary": change.summary,
    }


def _lines(found: Sequence[Change], touches: Sequence[tuple[Quote, ...]], *, compact: bool) -> Iterator[Text]:
    if not found:
        yield Text("no change")
        return
    rated = [(change, quotes) for change, quotes in zip(found, touches, strict=True) if change.rating]
    for change, quotes in rated:
        yield Text(f"{change.rating} · {change.kind}", style="bold") + Text(f"  {change.summary}")
        if not compact and change.old and change.new:
            yield Text("   ") + _marked(change.old, change.new)
        elif not compact and (quote := change.new or change.old):
            yield Text(f"   {' '.join(quote.quote.split())}")
        for quote in quotes:
            yield Text(f"   touches {quote.doc_id}{_at(quote)}: {' '.join(quote.quote.split())}", style="cyan")
    yield from (Text(f"{change.kind}  {change.summary}") for change in found if change.kind is ChangeKind.MOVED)
    renumbered = [change for change in found if change.kind is ChangeKind.RENUMBERED]
    yield from (Text(line) for line in (_ranges(renumbered) if compact else (one.summary for one in renumbered)))
    yield Text(_count(found))


def _marked(old: Quote, new: Quote) -> Text:
    pieces = marked(old.quote, new.quote, paragraphs=(old.paragraph, new.paragraph))
    told = [(fate, text.replace("\n", " ")) for fate, text in pieces]
    if not STDOUT.is_terminal:
        return Text(in_line(told))
    return Text.assemble(*((text, _STYLES[fate]) for fate, text in told))


def _at(quote: Quote) -> str:
    places = (f"paragraph {quote.paragraph}" if quote.paragraph else "", f"page {quote.page}" if quote.page else "")
    return "".join(f", {place}" for place in places if place)


def _ranges(renumbered: Sequence[Change]) -> Iterator[str]:
    """Paragraphs that moved on by the same number, as one line: `paragraphs 158 to 165 are now 155 to 162`."""

    def by(change: Change) -> tuple[int, bool] | None:
        numbers = [quote.paragraph for quote in (change.old, change.new) if quote]
        whole = [int(number) for number in numbers if number and number.isdecimal()]
        return (whole[1] - whole[0], change.summary.startswith("Paragraph")) if len(whole) == 2 else None

    for step, run in groupby(renumbered, key=by):
        held = list(run)
        first, last = held[0], held[-1]
        if step is None or not step[1] or len(held) == 1 or not (first.old and first.new and last.old and last.new):
            yield from (one.summary for one in held)
        else:
            ends = first.old.paragraph, last.old.paragraph, first.new.paragraph, last.new.paragraph
            yield "Paragraphs {} to {} are now {} to {}, but for those above.".format(*ends)


def _count(found: Sequence[Change]) -> str:
    by_rating = {rating: sum(one.rating is rating for one in found) for rating in {one.rating for one in found}}
    said = [f"{number} {rating}" for rating, number in by_rating.items() if rating]
    alike = by_rating.get(None, 0)
    return f"{counted(len(found), 'change')}: " + ", ".join(
        [*sorted(said), *([f"{alike} moved or renumbered only"] if alike else [])]
    )
