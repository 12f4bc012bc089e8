"""What a council sets for its services, in `services.toml` beside the store: whom to ask, and when a record is old.

[feeds]
hosts = ["api.example.gov.uk"]

[freshness]
stale_months = 6
hidden_months = 36
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import ServicesError
from services.freshness import Thresholds

FILE = "services.toml"


_TABLES = ("feeds", "freshness")


@dataclass(frozen=True, slots=True)
class Council:
    """The settings. `hosts` are names, with their port where it is not 443."""

    hosts: tuple[str, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)


def council_file(store: Path) -> Path:
    """Where the settings of a store stand: beside it, since a store may be deleted."""
    return store.resolve().parent / FILE


def read_council(store: Path) -> Council:
    """The settings; what is not set is as it ships. Raises `ServicesError` for a file that cannot be used."""
    path = council_file(store)
    if not path.exists():
        return Council()
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ServicesError(f"{path} cannot be read ({error}); mend it, or take it away.") from error
    if unknown := [name for name in settings if name not in _TABLES]:
        raise ServicesError(f"{path}: there is no setting {unknown[0]}; there are [feeds] and [freshness].")
    return Council(_hosts(settings.get("feeds", {}), path), _thresholds(settings.get("freshness", {}), path))


def _hosts(feeds: Any, path: Path) -> tuple[str, ...]:
    hosts = feeds.get("hosts", []) if isinstance(feeds, dict) else None
    if not isinstance(hosts, list) or not all(isinstance(host, str) and host and "/" not in host for host in hosts):
        raise ServicesError(f'{path}: write the hosts of feeds as [feeds] and hosts = ["api.example.gov.uk"].')
    return tuple(host.lower() for host in hosts)


def _thresholds(table: Any, path: Path) -> Thresholds:
    if not isinstance(table, dict):
        raise ServicesError(f"{path}: write when a record is old as [freshness] and stale_months = 6.")
    try:
        return Thresholds.of(table)
    except ServicesError as error:
        raise ServicesError(f"{path}: {error}") from error
