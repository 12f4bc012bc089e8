"""What the tests of `waymark fetch` share: the command against local publishers, and what a library then holds."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from publishers import Answer, LocalPublishers, api, file_of, page

from cli import main
from ingest.fetching.client import Client
from ingest.register import known_register

_ADDRESSES = {source_id: source.url or "" for source_id, source in known_register().by_id.items()}
KCSIE, TOGETHER, HOMES, ATTENDANCE = (
    _ADDRESSES[source_id]
    for source_id in ("kcsie-2025", "working-together-2023", "sccif-childrens-homes-2025", "school-attendance-2024")
)
ASSETS = "https://assets.publishing.service.gov.uk/media"
TITLE = "Keeping children safe in education 2025"
PDF = f"{ASSETS}/1/KCSIE_2025.pdf"
ACT = "https://www.legislation.gov.uk/ukpga/1989/41"


def fetch(local: LocalPublishers | Client, folder: Path, *arguments: str) -> Result:
    client = local.client() if isinstance(local, LocalPublishers) else local
    return CliRunner().invoke(main, ["fetch", *arguments, "--library", str(folder)], obj=client)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def row(local: LocalPublishers, folder: Path, *arguments: str) -> dict[str, Any]:
    result = fetch(local, folder, *arguments, "--json")
    (only,) = rows(result)
    assert result.exit_code == (1 if only["state"] == "failed" else 0), result.output
    return only


def entries(folder: Path) -> dict[str, dict[str, Any]]:
    held = tomllib.loads((folder / "library.toml").read_text(encoding="utf-8"))["document"]
    return {entry.pop("id"): entry for entry in held}


def everything(folder: Path) -> dict[str, bytes]:
    """What a person sees in the folder: every file by its place, without the parts that a fetch may leave."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def put_kcsie(local: LocalPublishers, file: Answer, url: str = PDF, title: str = TITLE, **changes: Any) -> None:
    local.put(api(KCSIE), page("Keeping children safe in education", attachments=[file_of(url, title)], **changes))
    local.put(url, file)
