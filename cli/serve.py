"""`waymark evaluate` and `waymark serve`: the figures, and the app."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import click

from cli.common import STDOUT, as_of_option, model_option, store_option
from core import settings


@click.group(invoke_without_command=True)
@store_option
@model_option
@click.option("--split", "split_name", type=click.Choice(["dev", "held-out"]), help="Only this split.")
@click.option("--ablation", is_flag=True, help="Also what each step of the search brings.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.pass_context
def evaluate(
    context: click.Context, store: Path, model: str, split_name: str | None, ablation: bool, as_json: bool
) -> None:
    """Measure search on the judged queries, beside lexical, dense, RRF and the usual stack.

    The store must hold the documents that the judgements are about. `evaluate services` measures local services,
    `evaluate alignment` what `align` finds.

    Example: waymark evaluate --split dev --store store
    """
    if context.invoked_subcommand:
        return
    from evaluations.report import evaluation_rows, render, run_evaluation

    result = run_evaluation(store, model=model, split_name=split_name, with_ablation=ablation)
    if as_json:
        click.echo(json.dumps(evaluation_rows(result), ensure_ascii=False))
    else:
        STDOUT.print(*render(result), sep="\n")


@evaluate.command("services")
@click.option("--split", "split_name", type=click.Choice(["dev", "held-out"]), help="Only this split.")
@click.option("--source", help="Only situations over this directory.")
@model_option
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def evaluate_services(split_name: str | None, source: str | None, model: str, as_json: bool) -> None:
    """Measure how well local services are found, beside keyword search and dense search alone.

    The sample directory is imported for it, and others that situations are judged over where they are here. The exit
    status is 1 where a match states something that does not fit.

    Example: waymark evaluate services --split dev
    """
    from evaluations.services.measuring import render, run_services, services_rows

    results = run_services(model=model, split_name=split_name, source=source)
    if as_json:
        click.echo(json.dumps(services_rows(results), ensure_ascii=False))
    else:
        STDOUT.print(*render(results), sep="\n")
    if any(result.misfits for result in results):
        sys.exit(1)


@evaluate.command("alignment")
@click.option("--split", "split_name", type=click.Choice(["dev", "held-out"]), help="Only this split of the corpus.")
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="The figures and every error as JSON.")
@store_option
@model_option
def evaluate_alignment(split_name: str | None, as_of: date | None, as_json: bool, store: Path, model: str) -> None:
    """Measure what `align` finds, by verdict, against labelled places, and list every error.

    Whatever labelled documents the store holds are measured: the real ones, the sample, or both; and so are the changes
    between labelled editions. What it does not hold is said to be left out.

    Example: waymark evaluate alignment --store store
    """
    from evaluations.alignment.report import alignment_rows, render
    from evaluations.alignment.running import run_alignment

    result = run_alignment(store, model=model, day=as_of or date.today(), split_name=split_name)
    if as_json:
        click.echo(json.dumps(alignment_rows(result), ensure_ascii=False))
    else:
        STDOUT.print(*render(result), sep="\n")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="On localhost.")
@store_option
@model_option
def serve(port: int, store: Path, model: str) -> None:
    """Serve the app to this machine's browser; nothing outside it can connect.

    Example: waymark serve --port 8501
    """
    model = str(Path(model).resolve()) if Path(model).is_dir() else model
    environment = os.environ | {"WAYMARK_STORE": str(store.resolve()), "WAYMARK_MODEL": model}
    command = [sys.executable, "-m", "streamlit", "run", str(settings.ROOT / "app.py"), "--server.port", str(port)]
    os.chdir(settings.ROOT)
    os.execve(sys.executable, command, environment)
