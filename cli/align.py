"""`waymark align`: what a local document says beside national ones, as two quotes and the difference."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from alignment.records import Finding, Quote, Severity, Verdict
from alignment.rows import quote_row
from cli.common import STDOUT, as_of_option, counted, model_option, store_option

if TYPE_CHECKING:
    from alignment.sides import Sides

_STYLES = {Severity.HIGH: "bold red", Severity.MATERIAL: "bold yellow", Severity.TIDY: "bold", Severity.INFORMATION: ""}


@click.command()
@click.argument("local_id", metavar="LOCAL_ID")
@click.option("--against", "against", metavar="ID", multiple=True, help="Beside this document; may be given again.")
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line a finding.")
@store_option
@model_option
def align(local_id: str, against: Sequence[str], as_of: date | None, as_json: bool, store: Path, model: str) -> None:
    """Hold a local document against national ones, and show where they differ: two quotes and the difference.

    Without --against it is held against the law and guidance that it names or is nearest to, as they stand today or on
    the day --as-of. A finding says what to look at. It is no legal opinion, and nothing found does not mean that all is
    well: words are compared, not practice.

    Example: waymark align marlbrook-missing-2026 --against digest-looked-after-children
    """
    from alignment.findings import findings
    from alignment.sides import Sides
    from alignment.suggesting import suggested

    day = as_of or date.today()
    sides = Sides.open(store, model=model)
    for doc_id in (local_id, *against):
        sides.document(doc_id)
    beside = list(against) or suggested(sides, local_id, day=day)
    found = findings(sides, local_id, beside, day=day)
    if as_json:
        for one in found:
            click.echo(json.dumps(finding_row(one), ensure_ascii=False))
        return
    _print_heading(sides, local_id, beside, is_suggested=not against)
    for one in found:
        if one.verdict.is_alarm:
            for line in _lines(one):
                STDOUT.print(line)
    for words in _counts(found):
        STDOUT.print(Text(words))


def finding_row(one: Finding) -> dict[str, Any]:
    """A finding as the JSON that `align` prints; absent values are null."""
    return {
        "id": one.finding_id,
        "verdict": str(one.verdict),
        "severity": str(one.severity),
        "confidence": round(one.confidence, 3),
        "local": quote_row(one.local),
        "national": quote_row(one.national),
        "explanation": one.explanation,
        "consider": one.consider,
        "other": quote_row(one.other),
        "fact": one.fact,
    }


def _print_heading(sides: Sides, local_id: str, beside: Sequence[str], *, is_suggested: bool) -> None:
    STDOUT.print(Text(sides.document(local_id).title, style="bold"), Text(f"({local_id})"))
    if not beside:
        STDOUT.print(
            Text("   beside nothing: this library holds no law or guidance near to it. Name one: --against ID.")
        )
        return
    chosen = "suggested" if is_suggested else "as asked"
    for doc_id in beside:
        document = sides.document(doc_id)
        STDOUT.print(Text(f"   beside {document.title} ({doc_id}), {chosen}"))
        if document.notice:
            STDOUT.print(Text(f"      {document.notice}", style="dim"))


def _lines(one: Finding) -> Iterator[Text]:
    yield (
        Text(f"{_named(one.verdict)}", style=_STYLES[one.severity])
        + Text(f" · {one.severity.label}")
        + Text(f" · {one.finding_id}", style="dim")
    )
    yield from _quoted("local", one.local)
    if one.other:
        yield from _quoted("also", one.other)
    if one.national:
        yield from _quoted("national", one.national)
    yield Text(f"   {one.explanation}")
    if one.consider:
        yield Text(f"   Consider: {one.consider}")


def _quoted(side: str, quote: Quote) -> Iterator[Text]:
    place = [f"paragraph {quote.paragraph}" if quote.paragraph else "", f"page {quote.page}" if quote.page else ""]
    yield Text(f"   {side}: ", style="cyan") + Text(f"“{quote.quote}”")
    yield Text("      " + ", ".join(filter(None, (quote.doc_id, *place))), style="dim")


def _counts(found: Sequence[Finding]) -> Iterator[str]:
    alarms = Counter(one.severity for one in found if one.verdict.is_alarm)
    others = Counter(one.verdict for one in found if not one.verdict.is_alarm)
    told = "; ".join(f"{one.label}: {alarms[one]}" for one in Severity if alarms[one])
    yield f"{counted(sum(alarms.values()), 'finding')} to look at" + (f" ({told})." if told else ".")
    if others:
        yield "Also: " + "; ".join(f"{_named(one)} {others[one]}" for one in Verdict if others[one]) + "."


def _named(verdict: Verdict) -> str:
    return verdict.replace("_", " ")
