"""`python -m evaluations.peers --store STORE`: one table a split; as JSON also each query's values."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from core.errors import WaymarkError
from core.settings import PACKAGED_MODEL, model_name, store_folder
from evaluations.peers.comparison import (
    PEERS,
    comparison_row,
    comparison_table,
    run_comparison,
    versions,
)


@click.command()
@click.option("--store", default=store_folder, type=click.Path(file_okay=False, path_type=Path), help="The index.")
@click.option("--model", default=model_name, help="The encoder that the index was built with.")
@click.option("--peer", "names", type=click.Choice(list(PEERS)), multiple=True, help="Only this one; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def main(store: Path, model: str, names: Sequence[str], as_json: bool) -> None:
    """Measure the product's search beside the baseline and other libraries', on the judged queries."""
    names = names or list(PEERS)
    try:
        results = run_comparison(store, model=model, names=names)
    except WaymarkError as error:
        click.echo(f"evaluations.peers: {error}", err=True)
        sys.exit(1)
    found = versions(names)
    if as_json:
        splits = [comparison_row(result) for result in results]
        click.echo(json.dumps({"model": model, "plain": PACKAGED_MODEL, "versions": found, "splits": splits}))
        return
    console = Console(soft_wrap=True)
    for result in results:
        console.print(comparison_table(result))
    console.print("Peers: " + ", ".join(f"{name} {number}" for name, number in found.items()))


if __name__ == "__main__":
    main()
