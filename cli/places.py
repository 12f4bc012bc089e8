"""`waymark services places`: where postcodes lie, and the outlines of areas, for distances and the map."""

from __future__ import annotations

from pathlib import Path

import click

from cli.common import STDOUT, counted, store_option

_KINDS = ("postcodes", "districts", "areas")


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("source", type=click.Path(dir_okay=False, path_type=Path))
@store_option
def places(kind: str, source: Path, store: Path) -> None:
    """Take in a file of places, for distances and for the map of the page.

    postcodes: ONS's Postcode Directory (CSV). districts: a CSV of postcode districts with latitude and longitude,
    coarse, where there is no such file. areas: outlines of councils and districts (GeoJSON, WGS 84). Each takes the
    place of what was there of its kind.

    Example: waymark services places areas services/sample/areas.geojson
    """
    if kind == "areas":
        from services.area_files import import_areas

        STDOUT.print(f"{counted(import_areas(source, store), 'area')} from {source.name}", highlight=False)
        return
    from services.postcode_files import import_districts, import_postcodes

    found = (import_postcodes if kind == "postcodes" else import_districts)(source, store)
    left = {
        "without a place": found.unplaced,
        "no longer in use": found.ended,
        "unreadable": found.unreadable,
        "there twice, of which the last stands": found.repeated,
    }
    told = "".join(f", {number} {what}" for what, number in left.items() if number)
    STDOUT.print(f"{counted(found.placed, kind.removesuffix('s'))} from {source.name}{told}", highlight=False)
