"""Brings services into the directory: from a file, a folder or an API, under the name of their source.

    report = import_services("bristol.json", store)
    report.read == report.mapped + len(report.rejected)     # always

All of it or nothing: what fails on the way leaves the directory as it was. A record that is no service is rejected,
with its place and why, and kept. What a source held before and does not hold now is marked as missing, where it came
whole.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import DirectoryMissingError, SourceError
from ingest.fetching.client import Client, Publishers
from services.allowance import Allowance
from services.council import council_file, read_council
from services.directory import FOLDER, Directory, Feed, Row, Writer, as_json, raw_hash, row_of
from services.dump import Dump, Record, Unreadable, open_dump
from services.feed import PACE, Known, check_address, clear, is_address, open_feed
from services.mapping import map_service
from services.records import Fault, Mapped, Rejected

_AGAIN = "stood before on another record, so that this one has an id of its own"


@dataclass(slots=True)
class Report:
    """What an import did. The counts are of records but `missing`, the services that a source holds no more.

    `changed` are those whose record differs, `same` those whose does not, `repeated` records that came twice, word for
    word. `faults` counts by field and why.
    """

    source: str
    address: str
    format: str
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    missing: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    is_complete: bool = True

    @property
    def mapped(self) -> int:
        """Records that are services of the directory now."""
        return self.new + self.changed + self.same + self.repeated


def import_services(
    source: str,
    store: Path,
    *,
    name: str | None = None,
    hosts: tuple[str, ...] = (),
    client: Callable[[tuple[str, ...]], Client] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Imports a file, folder or address. `hosts` may be asked besides those of `services.toml`; `client` asks them.

    Raises `SourceError` where nothing can be imported, `StoreBusyError` where another import runs, `DirectoryError`.
    """
    chosen = name_of(source) if name is None else " ".join(name.split())
    if not chosen:
        raise SourceError("A source needs a name: give --name with one, such as the directory's.")
    address = source if is_address(source) else str(Path(source).resolve())
    if name is None:
        _check_name(store, chosen, address)
    if not is_address(source):
        return _imported(open_dump(Path(source)), store, Report(chosen, address, ""))
    allowed = tuple(host.lower() for host in hosts) + read_council(store).hosts
    host = urlsplit(source).netloc if "[" not in source else source
    remedy = f'Add --allow-host {host}, or hosts = ["{host}"] under [feeds] in {council_file(store)}.'
    check_address(source, allowed, remedy)
    folder = store / FOLDER / "feeds" / _slug(chosen)
    asking = client(allowed) if client else Client(Publishers(hosts=allowed), pace=PACE)
    try:
        dump = open_feed(source, folder, asking, _recall(store, chosen), say=say)
    finally:
        asking.close()
    report = _imported(dump, store, Report(chosen, address, ""))
    clear(folder)
    return report


def name_of(source: str) -> str:
    """The name that a source has when none is given: an address's host, else the name of the file or folder."""
    if is_address(source):
        try:
            return urlsplit(source).netloc.lower()
        except ValueError:
            return ""
    path = Path(source).resolve()
    stem = path.stem if path.is_file() else path.name
    return path.parent.name if stem.lower() in ("services", "service") else stem


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-.") or "feed"


def _check_name(store: Path, name: str, address: str) -> None:
    """Keeps one source from being taken for another because their files have one name."""
    try:
        with Directory.open(store) as directory:
            held = next((feed for feed in directory.feeds() if feed.source == name), None)
    except DirectoryMissingError:
        return
    if held and held.address != address:
        raise SourceError(
            f'There is a source "{name}" already, from {held.address}. Give --name "{name}" where this is a newer copy '
            "of it, and another --name where it is another."
        )


def _recall(store: Path, name: str) -> Callable[[str], Known | None]:
    """What the directory holds of the source's services, with what to ask again with."""

    def recalled(service_id: str) -> Known | None:
        try:
            with Directory.open(store) as directory:
                entry, etag = directory.entry(name, service_id), directory.etag(name, service_id)
        except DirectoryMissingError:
            return None
        return Known(etag, entry.raw) if entry else None

    return recalled


def _imported(dump: Dump, store: Path, report: Report) -> Report:
    report.format = dump.format.name
    moment = datetime.fromtimestamp(time.time(), UTC)
    with Directory.writing(store) as writer:
        _Import(dump, writer, report, moment).run()
    return report


class _Import:
    """One import within its transaction."""

    def __init__(self, dump: Dump, writer: Writer, report: Report, moment: datetime) -> None:
        self._dump, self._writer, self._report, self._moment = dump, writer, report, moment
        self._held = writer.held(report.source)
        self._taken: dict[str, bytes] = {}
        self._seen: list[str] = []

    def run(self) -> None:
        report, source = self._report, self._report.source
        allowance = Allowance(report.address, "split it")
        for record in self._dump.records:
            allowance.take(records=1)
            report.read += 1
            self._take(record)
        self._writer.seen(source, self._seen, self._moment)
        report.remarks = list(self._dump.remarks)
        report.is_complete = self._dump.is_complete and report.read > 0
        self._mark_missing()
        feed = Feed(
            source, report.address, report.format, self._moment, report.is_complete, report.read, tuple(report.remarks)
        )
        self._writer.end(feed, report.rejected)

    def _take(self, record: Record) -> None:
        try:
            found = self._mapped(record)
            if isinstance(found, Rejected):
                self._report.rejected.append(found)
                return
            row = self._row(found, record)
        except (ValueError, OverflowError, RecursionError) as error:
            why = f"it cannot be kept ({str(error).splitlines()[0]})"
            self._report.rejected.append(Rejected(record.place, why, str(record.raw)[:2000]))
            return
        if row is None:
            self._report.repeated += 1
            return
        self._put(row)

    def _mapped(self, record: Record) -> Mapped | Rejected:
        if isinstance(record.raw, Unreadable):
            return Rejected(record.place, f"it is no JSON ({record.raw.partition(':')[0]})", str(record.raw))
        shaped = self._dump.format.shape(record.raw) if isinstance(record.raw, Mapping) else record.raw
        found = map_service(shaped, record.place, record.raw)
        if isinstance(found, Mapped) and record.faults:
            return replace(found, faults=(*record.faults, *found.faults))
        return found

    def _row(self, found: Mapped, record: Record) -> Row | None:
        """What is kept; None for a record that came before, word for word."""
        told, own = raw_hash(record.raw), found.service.id
        service_id, number = own, 1
        while service_id in self._taken and self._taken[service_id] != told:
            number += 1
            service_id = f"{own}~{number}"
        if service_id in self._taken:
            return None
        self._taken[service_id] = told
        if service_id != own:
            again = Fault("id", own, _AGAIN)
            found = Mapped(found.service.model_copy(update={"id": service_id}), (again, *found.faults))
        self._report.faults.update((fault.field, fault.why) for fault in found.faults)
        return row_of(found, record.raw, told, etag=record.etag)

    def _put(self, row: Row) -> None:
        report, held = self._report, self._held.get(row.service_id)
        if held is None:
            report.new += 1
        elif held.raw_hash != row.raw_hash:
            report.changed += 1
        else:
            report.same += 1
            if (held.mapped, held.faults) == (row.mapped, row.faults):
                self._seen.append(row.service_id)
                return
        self._writer.put(report.source, row, self._moment)

    def _mark_missing(self) -> None:
        """Marks what did not come; not where a record that was rejected, and was not before, may be one of them."""
        report = self._report
        gone = [one for one, held in self._held.items() if held.in_last_feed and one not in self._taken]
        if not gone:
            return
        known = self._writer.rejected_before(report.source)
        if report.is_complete and any(as_json(one.raw) not in known for one in report.rejected):
            report.is_complete = False
            report.remarks.append("records were rejected that were not before, and may be those that did not come")
        if report.is_complete:
            self._writer.missing(report.source, gone)
            report.missing = len(gone)
        else:
            report.remarks.append(
                f"{len(gone)} services did not come and stay as they were, since not all may have come"
            )
