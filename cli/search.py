"""`waymark search`: the passages that answer a situation or a question."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from cli.common import STDOUT, as_of_option, complain, document_row, model_option, store_option
from cli.explain import Explanation, check_signs
from core.errors import QueryError
from core.records import Filters, Hit, Provision, Tier, citation
from index.binding import Asked, asked_in, best_asked, in_words
from index.fit import Fit
from ingest.editions import long_date
from ingest.remarks import cautions, force_words
from practice.understanding import Expansion, Understanding

if TYPE_CHECKING:
    from index.search import Found


def _readings(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """What each WORD=READING says; wrong usage for anything else."""
    pairs = [value.partition("=") for value in values]
    for word, sign, reading in pairs:
        if not (word.strip() and sign and reading.strip()):
            raise click.BadParameter('write the word, "=" and its reading, like ICO="interim care order".')
    return {word.strip(): reading.strip() for word, _, reading in pairs}


@click.command()
@click.argument("text", required=False)
@click.option("--queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines of queries.")
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many hits.")
@click.option("--tier", "tiers", multiple=True, type=click.Choice([str(tier) for tier in Tier]), help="Only this tier.")
@click.option("--area", help="Only this area's local documents, beside the national ones.")
@click.option("--publisher", "publishers", multiple=True, help="Only documents of this publisher.")
@click.option("--document", "doc_ids", multiple=True, help="Only the document with this id.")
@click.option("--as-typed", "without", metavar="WORD", multiple=True, help="Add no words of guidance for this word.")
@click.option("--reading", "readings", metavar="WORD=READING", multiple=True, callback=_readings, help="What it means.")
@click.option("--without-sign", "without_signs", metavar="ID", multiple=True, help="Take no account of this sign.")
@click.option("--explain", is_flag=True, help="What was read of the text, and why each hit is there.")
@click.option("--anyway", is_flag=True, help="The nearest passages also where the library does not answer.")
@click.option("--include-superseded", is_flag=True, help="Also editions that a held one has superseded.")
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="JSON, one line a query.")
@store_option
@model_option
def search(
    text: str | None,
    queries: Path | None,
    k: int,
    tiers: Sequence[str],
    area: str | None,
    publishers: Sequence[str],
    doc_ids: Sequence[str],
    without: Sequence[str],
    readings: dict[str, str],
    without_signs: Sequence[str],
    explain: bool,
    anyway: bool,
    include_superseded: bool,
    as_of: date | None,
    as_json: bool,
    store: Path,
    model: str,
) -> None:
    """Find the passages that answer a situation or a question.

    With - for TEXT the situation is read from standard input, and stands in no shell history.

    With --queries, each line of the file is {"query_id": "...", "query": "..."}, and each line printed is
    {"query_id": "...", "hits": [...], "fit": {...}}. A query that cannot be searched is named on stderr, and the exit
    status is 1.

    Where the library does not answer, that is said, with where to go instead, and no passage is shown without --anyway.
    JSON has its hits always, and in "fit" whether they answer.

    What guidance calls your words is searched for too, and printed. --as-typed leaves a word as it is; --reading says
    which reading of an ambiguous word is meant, like --reading ICO="interim care order". Both may be repeated.

    Beneath the hits stand passages for parts of a long situation that the hits leave out; in JSON under "also".

    With --explain, what was read of the text comes first: its signs, each with the words that gave it and the option
    that leaves it out, and its parts; and with each hit what its score is made of and which of the words stand in it.
    JSON has it under "explain". --without-sign takes no account of a sign, which counts for one thing here: whether
    somebody must be called now, and so nothing is held back.

    With --as-of DAY, what stood on that day is searched: an edition of its time, and not the one after it. The first
    line names the day, and says of one that lies ahead that what may change until then is not known. Law whose
    provisions say from when and until when they stand so is searched provision by provision.

    Example: waymark search "strat was 9 days ago, when must conference be" -k 3
    """
    if (text is None) == (queries is None):
        raise click.UsageError("Give either a TEXT or --queries FILE.")
    if queries and (without or readings or without_signs):
        raise click.UsageError("--as-typed, --reading, --without-sign are about the words of a TEXT, not of --queries.")
    from index.search import Searcher
    from practice.situation import read_situation

    kinds = tuple(Tier(tier) for tier in tiers)
    filters = Filters(kinds, area, tuple(publishers), tuple(doc_ids), include_superseded, as_of)
    typed = sys.stdin.read() if text == "-" else text or ""
    asked = list(_read_queries(queries)) if queries else [(None, typed)]
    searcher = Searcher.open(store, model=model)
    searcher.allowed(filters)
    unanswered = 0
    for query_id, query in asked:
        try:
            understood = searcher.understand(query, without=without, readings=readings)
            if without_signs:
                check_signs(read_situation(query, library=searcher.library_folder), without_signs)
            found = searcher.answer(
                query, k=k, filters=filters, without=without, readings=readings, without_signs=without_signs
            )
        except QueryError as error:
            if queries is None:
                raise
            complain(f"{query_id}: {error}")
            unanswered += 1
            continue
        explanation = None
        if explain:
            situation = read_situation(query, library=searcher.library_folder, without=without_signs)
            explanation = Explanation(found, understood, situation, searcher.generation)
        if as_json or queries:
            named: dict[str, Any] = {"query_id": query_id}
            if query_id is None:
                named = {**asdict(understood), "as_of": as_of.isoformat() if as_of else None}
            click.echo(json.dumps({**named, **_found_row(found, explanation)}, ensure_ascii=False))
        else:
            if as_of:
                STDOUT.print(Text(day_line(as_of, date.today()), style="bold"))
            if explanation:
                explanation.print_read()
            _print_understanding(understood)
            is_outside = found.fit is not None and not found.fit.fits
            if found.fit and is_outside:
                _print_outside(found.fit, anyway=anyway)
            if anyway or not is_outside:
                _print_hits(found.hits, explanation)
            for also in found.also:
                STDOUT.print(Text(f"On “{also.part.text}”, which the matches above leave out:\n", style="bold"))
                _print_hits(also.hits, explanation)
    if unanswered:
        sys.exit(1)


def _found_row(found: Found, explanation: Explanation | None) -> dict[str, Any]:
    """What a search found, as JSON; with "explain" where an explanation was asked for."""
    also = [{**asdict(one.part), "hits": list(map(hit_row, one.hits))} for one in found.also]
    row = {"hits": list(map(hit_row, found.hits)), "also": also, "fit": fit_row(found.fit)}
    return {**row, "explain": explanation.row()} if explanation else row


def _read_queries(path: Path) -> Iterator[tuple[Any, str]]:
    number = 0
    try:
        for line in path.read_text(encoding="utf-8").split("\n"):
            number += 1
            if line.strip():
                row = json.loads(line)
                if not isinstance(row["query"], str) or row["query_id"] is None:
                    raise TypeError
                yield row["query_id"], row["query"]
    except (ValueError, KeyError, TypeError) as error:
        raise QueryError(
            f'{path.name}:{number}: not a query row. Write {{"query_id": "...", "query": "..."}} on each line.'
        ) from error


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as the JSON that `search` prints; dates as ISO text, absent values as null."""
    passage, place = hit.passage, hit.place
    asked = asked_in(passage, hit.document.tier)
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        **document_row(hit.document, hit.status, hit.warning),
        "headings": list(passage.headings),
        "paragraph": place.paragraph,
        "page": place.page,
        "page_label": place.page_label,
        "first_page": passage.page,
        "last_page": passage.last_page,
        "stem": passage.stem,
        "text": passage.text,
        "footnotes": [asdict(note) for note in passage.footnotes],
        "provision": _provision_row(passage.provision) if passage.provision else None,
        "is_figure": passage.is_figure,
        "ocr": passage.ocr,
        "verified": passage.verified,
        "cautions": list(cautions(passage)),
        "sentence": hit.sentence,
        "asks": _asked_row(best_asked(hit, asked)),
        "sentences": [_asked_row(one) for one in asked],
        "citation": citation(hit),
        "passage_id": passage.passage_id,
        "start": passage.start,
        "end": passage.end,
        "dense_rank": hit.dense_rank,
        "lexical_rank": hit.lexical_rank,
    }


def fit_row(fit: Fit | None) -> dict[str, Any] | None:
    """Whether the library answers, as the JSON that `search` prints; null where no passage passes the filters."""
    if fit is None:
        return None
    return {**asdict(fit), "confidence": None if fit.confidence is None else round(fit.confidence, 3)}


def _asked_row(asked: Asked | None) -> dict[str, Any] | None:
    """What a sentence asks; offsets are into the passage's text."""
    if asked is None:
        return None
    return {
        "start": asked.start,
        "end": asked.end,
        "modality": str(asked.label.modality),
        "words": asked.label.words,
        "softeners": asked.label.softeners,
        "limits": [asdict(stated) for stated in asked.limits],
    }


def _provision_row(provision: Provision) -> dict[str, Any]:
    return {
        "force": str(provision.force),
        "extent": provision.extent,
        "start": provision.start.isoformat() if provision.start else None,
        "end": provision.end.isoformat() if provision.end else None,
        "in_words": force_words(provision),
    }


def day_line(day: date, today: date) -> str:
    """The day that what follows is of; of one that lies ahead, that no more is known of it than today."""
    if day > today:
        return f"As the law and guidance will stand on {long_date(day)}; what may change until then is not known:"
    return f"As the law and guidance {'stood' if day < today else 'stand'} on {long_date(day)}:"


def _print_understanding(understood: Understanding) -> None:
    for expansion in understood.expansions:
        behind = f" ({expansion.remark})" if expansion.remark else ""
        STDOUT.print(Text(f"Also searched, for {_as_read(expansion)}: {expansion.guidance}{behind}", style="dim"))
    for question in understood.questions:
        option = shlex.quote(f"{question.typed}={question.readings[0]}")
        STDOUT.print(Text(f"{question.in_words} Say which, like --reading {option}.", style="yellow"))


def _as_read(expansion: Expansion) -> str:
    is_slip = expansion.read_as not in (None, expansion.guidance)
    return f"“{expansion.typed}”, read as “{expansion.read_as}”" if is_slip else f"“{expansion.typed}”"


def _print_outside(fit: Fit, *, anyway: bool) -> None:
    STDOUT.print(Text("This library does not answer this.", style="bold"))
    STDOUT.print(Text(f"   {fit.reason}"))
    STDOUT.print(Text(f"   The nearest it has: {' > '.join(fit.nearest[0])}", style="dim"))
    STDOUT.print("   Where to go:")
    for where in fit.go:
        STDOUT.print(Text(f"   - {where}"))
    if not anyway:
        STDOUT.print(Text("   The nearest passages are shown with --anyway.", style="dim"))


def _print_hits(hits: Sequence[Hit], explanation: Explanation | None = None) -> None:
    if not hits:
        STDOUT.print("Nothing in this library fits, with these filters. Try other words or fewer filters.")
    for hit in hits:
        document = hit.document
        known = (document.tier.label, document.applies_to if document.tier is Tier.LOCAL else None, str(hit.status))
        STDOUT.print(Text(f"{hit.rank}. {document.title}", style="bold"))
        STDOUT.print(Text("   " + " · ".join(word for word in known if word)))
        for line in (hit.warning, document.notice, *cautions(hit.passage)):
            if line:
                STDOUT.print(Text(f"   ! {line}", style="yellow"))
        if hit.passage.provision:
            STDOUT.print(Text(f"   {force_words(hit.passage.provision)}"))
        if hit.passage.headings:
            STDOUT.print(Text("   in: " + " > ".join(hit.passage.headings), style="dim"))
        if hit.passage.stem:
            STDOUT.print(Text(f"   ({hit.passage.stem})", style="dim"))
        best = best_asked(hit, asked_in(hit.passage, document.tier))
        if best and (asks := in_words(best, hit.passage.text)):
            STDOUT.print(Text(f"   says: {asks}", style="green"))
        shown = Text(hit.passage.text)
        if (start := hit.passage.text.find(hit.sentence)) >= 0:
            shown.stylize("bold", start, start + len(hit.sentence))
        STDOUT.print(shown)
        for note in hit.passage.footnotes:
            STDOUT.print(Text(f"   note {note.mark}: {note.text}" if note.mark else f"   note: {note.text}"))
        if explanation:
            for line in explanation.lines(hit):
                STDOUT.print(Text(f"   {line}", style="dim"))
        STDOUT.print(Text(f"   {citation(hit)}\n", style="cyan"))
