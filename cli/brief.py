"""`waymark brief`: one page for a situation, in the terminal, as JSON or as a Word, PDF or Markdown file."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.text import Text

from cli.common import STDOUT, as_of_option, model_option, store_option
from cli.due import due_rows, moment_of, timescale_row
from cli.explain import sign_row
from cli.new_file import refuse_existing, write_new
from cli.search import hit_row
from index.brief import Brief, brief_of
from index.brief_file import file_of
from index.brief_page import Line, Look, page_of
from ingest.facts import replaced, source_title
from practice.prompts import Gateway, Prompt

_STYLES = {
    Look.TITLE: ("", "bold"),
    Look.HEADING: ("\n", "bold underline"),
    Look.CALL: (" * ", "bold red"),
    Look.POINT: (" - ", "bold"),
    Look.DETAIL: ("     ", ""),
    Look.QUOTE: ("     ", "green"),
    Look.SOURCE: ("     ", "cyan"),
    Look.CAUTION: ("   ! ", "yellow"),
    Look.NOTE: ("", ""),
}


_New = click.Path(dir_okay=False, path_type=Path)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _file_option(name: str, kind: str) -> Callable[[_Command], _Command]:
    return click.option(f"--{name}", type=_New, metavar="FILE", help=f"Write it to this new {kind} file.")


@click.command()
@click.argument("text")
@click.option("--area", help="Only this area's local documents, beside the national ones.")
@as_of_option
@click.option(
    "--from",
    "start",
    metavar="YYYY-MM-DD[THH:MM]",
    callback=moment_of,
    help="Count every deadline as if what it runs from were then.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@_file_option("docx", "Word")
@_file_option("pdf", "PDF")
@_file_option("markdown", "Markdown")
@click.option("--with-situation", is_flag=True, help="Put the situation's own words into the files too.")
@store_option
@model_option
def brief(
    text: str,
    area: str | None,
    as_of: date | None,
    start: date | datetime | None,
    as_json: bool,
    docx: Path | None,
    pdf: Path | None,
    markdown: Path | None,
    with_situation: bool,
    store: Path,
    model: str,
) -> None:
    """Give one page for a situation: what binds, deadlines, what to record, who may know, how to prepare a visit.

    With - for TEXT the situation is read from standard input, and stands in no shell history. Where its words are those
    of immediate danger, whom to speak to comes first. Law, guidance and procedures are quoted; everything else is from
    tables whose rows have their source and say whether they were checked. Nothing is generated.

    With --docx, --pdf or --markdown the page is written to a file, which must not be there yet, without the situation's
    own words unless --with-situation is given, and nothing is printed but its name (with --json, the object).

    Example: waymark brief "strat was on tuesday, when must the conference be" --from 2026-11-24
    """
    named = [(path, ending) for ending, path in (("docx", docx), ("pdf", pdf), ("md", markdown)) if path]
    files = dict(named)
    if len(files) < len(named):
        raise click.UsageError("--docx, --pdf and --markdown each need a file of their own.")
    if with_situation and not files:
        raise click.UsageError("--with-situation is about the file of --docx, --pdf or --markdown.")
    for path in files:
        refuse_existing(path)
    from index.search import Searcher

    typed = sys.stdin.read() if text == "-" else text
    made = brief_of(Searcher.open(store, model=model), typed, area=area, as_of=as_of, start=start)
    for path, ending in files.items():
        write_new(path, file_of(list(page_of(made, with_situation=with_situation)), ending, day=made.made_on))
        click.echo(f"Written: {path}", err=as_json)
    if as_json:
        click.echo(json.dumps(brief_row(made), ensure_ascii=False))
    elif not files:
        for line in page_of(made, with_situation=True):
            STDOUT.print(_styled(line))


def _styled(line: Line) -> Text:
    lead, style = _STYLES[line.look]
    return Text(lead) + Text(line.text, style=style)


def brief_row(made: Brief) -> dict[str, Any]:
    """A brief as the JSON that `brief` prints, which `docs/brief.md` describes; dates as ISO text, absent as null."""
    briefing, day = made.briefing, made.as_of or made.made_on
    return {
        "situation": briefing.situation.text,
        "signs": [sign_row(sign) for sign in briefing.situation.signs],
        "is_immediate": briefing.situation.is_immediate,
        "library": made.library,
        "notice": made.notice,
        "made_on": made.made_on.isoformat(),
        "as_of": made.as_of.isoformat() if made.as_of else None,
        "from": made.start.isoformat() if made.start else None,
        "areas": list(made.local_of),
        "call_now": _prompt_rows(briefing.call_now, day),
        "outside": made.binds.outside,
        "binds": [hit_row(hit) for hit in made.binds.hits],
        "deadlines": [
            {
                **timescale_row(one.timescale, day),
                "needs_hour": one.needs_hour,
                "due": due_rows(one.readings),
            }
            for one in briefing.deadlines
        ],
        "further_deadlines": list(briefing.further),
        "recording": _prompt_rows(briefing.recording, day),
        "holders": [
            {
                "id": one.holder_id,
                "name": one.name,
                "gateways": [way.gateway_id for way in one.gateways],
                "is_inside": one.is_inside,
            }
            for one in briefing.holders
        ],
        "gateways": [
            {
                "id": one.gateway_id,
                "name": one.name,
                "says": one.says,
                "note": one.note,
                **_source_row(one, day),
                "quoted": hit_row(made.binds.gateways[one.gateway_id])
                if one.gateway_id in made.binds.gateways
                else None,
            }
            for one in briefing.gateways
        ],
        "visits": _prompt_rows(briefing.visits, day),
    }


def _prompt_rows(prompts: Sequence[Prompt], day: date) -> list[dict[str, Any]]:
    return [
        {"id": one.prompt_id, "title": one.title, "points": list(one.points), **_source_row(one, day)}
        for one in prompts
    ]


def _source_row(fact: Prompt | Gateway, day: date) -> dict[str, Any]:
    return {
        "source_id": fact.source,
        "source": source_title(fact.source),
        "at": fact.at,
        "checked": fact.checked,
        "replaced": replaced(fact.source, day),
    }
