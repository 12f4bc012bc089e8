"""A CSV data package of HSDS (1.0 to 3.1): its tables joined to one record a service, with all rows that belong to it.

    package = open_package(path)              # a folder, a zip, or the file of the services beside the others
    for place, record in package.records(): ...
    package.remarks                           # afterwards: files that are no table, rows that belong to no service

A row goes where it says it belongs, at the most exact place: `service_at_location_id` before `service_id` before
`location_id`. Field names stay as they are; `services.formats.hsds` knows what they mean. Empty cells are left out.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import SourceError
from services.allowance import Allowance
from services.formats import Format
from services.formats.hsds import HSDS1, HSDS2

_MOST_CELL = 16 * 1024 * 1024
_IGNORED = ("metadata", "meta_table_description", "meta_table_descriptions")
_NAMES = {
    "services": ("services", "service"),
    "organizations": ("organizations", "organization"),
    "locations": ("locations", "location"),
    "service_at_locations": ("service_at_locations", "service_at_location", "services_at_location"),
    "programs": ("programs", "program"),
    "contacts": ("contacts", "contact"),
    "phones": ("phones", "phone"),
    "addresses": ("addresses", "address"),
    "physical_addresses": ("physical_addresses", "physical_address"),
    "postal_addresses": ("postal_addresses", "postal_address"),
    "regular_schedules": ("regular_schedules", "regular_schedule"),
    "holiday_schedules": ("holiday_schedules", "holiday_schedule"),
    "schedules": ("schedules", "schedule"),
    "languages": ("languages", "language"),
    "accessibility": ("accessibility", "accessibilities", "accessibility_for_disabilities"),
    "eligibility": ("eligibility", "eligibilities", "eligibilitys"),
    "service_areas": ("service_areas", "service_area"),
    "cost_options": ("cost_options", "cost_option"),
    "funding": ("funding", "fundings"),
    "required_documents": ("required_documents", "required_document"),
    "payments_accepted": ("payments_accepted", "payment_accepted"),
    "organization_identifiers": ("organization_identifiers", "organization_identifier"),
    "services_taxonomy": ("services_taxonomy", "service_taxonomy", "service_taxonomies", "service_taxonomys"),
    "attributes": ("attributes", "attribute", "service_attributes", "service_attribute", "other_attributes"),
    "taxonomy_terms": ("taxonomy_terms", "taxonomy_term"),
    "taxonomies": ("taxonomies", "taxonomy"),
    "urls": ("urls", "url"),
    "service_capacities": ("service_capacities", "service_capacity"),
}
_TABLES = {name: table for table, names in _NAMES.items() for name in names}
_OLD = ("services_at_location", "regular_schedules", "services_taxonomy", "payments_accepted", "eligibility")
"""Files that version 1 alone has."""
_AT = (("service_at_location_id", "service_at_locations"),)
_SERVICE = (("service_id", "services"),)
_PLACE = (("location_id", "locations"),)
_RUNS = (("organization_id", "organizations"),)
_BELONGS: dict[str, tuple[tuple[str, str], ...]] = {
    "contacts": _AT + _SERVICE + _PLACE + _RUNS,
    "phones": (("contact_id", "contacts"), *_AT, *_SERVICE, *_PLACE, *_RUNS),
    "addresses": _PLACE,
    "physical_addresses": _PLACE,
    "postal_addresses": _PLACE,
    "regular_schedules": _AT + _SERVICE + _PLACE,
    "holiday_schedules": _AT + _SERVICE + _PLACE,
    "schedules": _AT + _SERVICE + _PLACE,
    "languages": (("phone_id", "phones"), *_SERVICE, *_PLACE),
    "accessibility": _PLACE,
    "eligibility": _SERVICE,
    "service_areas": _AT + _SERVICE,
    "cost_options": _SERVICE,
    "funding": _SERVICE + _RUNS,
    "required_documents": _SERVICE,
    "payments_accepted": _SERVICE,
    "organization_identifiers": _RUNS,
    "services_taxonomy": _SERVICE,
    "urls": _SERVICE + _RUNS,
    "service_capacities": _SERVICE,
}
_BY_PLACE = ("phones", "contacts", "regular_schedules", "holiday_schedules", "schedules")
_Row = dict[str, Any]
_Load = Callable[[Allowance], bytes]
"""Gives the bytes of a table, which it counts."""


class Package:
    """The tables of one package. `records` may be gone through once; `remarks` are whole after that."""

    def __init__(self, files: Mapping[str, _Load], services_file: str, allowance: Allowance) -> None:
        self._services_file, self._allowance = services_file, allowance
        self.remarks: list[str] = []
        self._tables: dict[str, list[_Row]] = {}
        self._lines: list[int] = []
        self._is_old = False
        for name in sorted(files):
            self._read(name, files[name])
        self._by_id = {table: {row["id"]: row for row in rows if "id" in row} for table, rows in self._tables.items()}

    @property
    def format(self) -> Format:
        """Which version's tables these are."""
        return HSDS1 if self._is_old else HSDS2

    def records(self) -> Iterator[tuple[str, Any]]:
        """Each row of the services with what belongs to it, and where it stands: `services.csv line 2`."""
        self._join()
        for line, row in zip(self._lines, self._tables["services"], strict=True):
            yield f"{self._services_file} line {line}", row

    def _read(self, name: str, load: _Load) -> None:
        stem = PurePosixPath(name).stem.lower()
        prefix = _prefix(self._services_file)
        table = _TABLES.get(stem.removeprefix(prefix))
        if stem.removeprefix(prefix) in _IGNORED or (prefix and not stem.startswith(prefix)):
            return
        if table is None:
            self.remarks.append(f"{name} is no table of the standard and was not read")
            return
        self._is_old = self._is_old or stem.removeprefix(prefix) in _OLD
        rows = self._tables.setdefault(table, [])
        held = {row["id"] for row in rows if "id" in row}
        for line, row in _rows(name, load(self._allowance)):
            self._allowance.take(rows=1)
            if row.get("id") in held and table != "services":
                continue
            rows.append(row)
            if table == "services":
                self._lines.append(line)

    def _join(self) -> None:
        used = self._linked()
        self._terms()
        orphans: dict[str, int] = {}
        for table, belongs in _BELONGS.items():
            for row in self._tables.get(table, ()):
                holder = self._at_place(row) if table in _BY_PLACE else None
                holder = holder or self._holder(row, belongs)
                if holder is None:
                    orphans[table] = orphans.get(table, 0) + 1
                else:
                    holder.setdefault(table, []).append(row)
        for table in ("locations", "organizations"):
            lone = sum(id(row) not in used for row in self._tables.get(table, ()))
            if lone:
                orphans[table] = lone
        self.remarks += [_lone(table, number) for table, number in orphans.items()]

    def _linked(self) -> set[int]:
        """Puts organisations, programmes and places into the services; what is used, by identity."""
        used = set()
        self._places: dict[tuple[str, str], _Row] = {}
        for row in self._tables["services"]:
            for field, table, name in (
                ("organization_id", "organizations", "organization"),
                ("program_id", "programs", "program"),
            ):
                if held := self._by_id.get(table, {}).get(row.get(field)):
                    row[name] = held
                    used.add(id(held))
        lost = 0
        for row in self._tables.get("service_at_locations", ()):
            service = self._by_id["services"].get(row.get("service_id"))
            place = self._by_id.get("locations", {}).get(row.get("location_id"))
            if place:
                row["location"] = place
            if service is None:
                lost += 1
                continue
            used.add(id(place))
            service.setdefault("service_at_locations", []).append(row)
            self._places.setdefault((row.get("service_id", ""), row.get("location_id", "")), row)
        if lost:
            self.remarks.append(_lone("service_at_locations", lost))
        return used

    def _at_place(self, row: _Row) -> _Row | None:
        if "service_at_location_id" in row or "contact_id" in row:
            return None
        return self._places.get((row.get("service_id", ""), row.get("location_id", "")))

    def _holder(self, row: _Row, belongs: tuple[tuple[str, str], ...]) -> _Row | None:
        for field, table in belongs:
            if field in row and (holder := self._by_id.get(table, {}).get(row[field])) is not None:
                return holder
        return None

    def _terms(self) -> None:
        """Puts terms into what links them, and links where they stand: on a service, a place or an organisation."""
        taxonomies = self._by_id.get("taxonomies", {})
        for row in self._tables.get("services_taxonomy", ()):
            if held := taxonomies.get(row.get("taxonomy_id")):
                row["taxonomy"] = held
        for service in self._tables["services"]:
            named = [one.strip() for one in str(service.get("taxonomy_ids", "")).split(",")]
            if links := [{"taxonomy_id": one, "taxonomy": taxonomies[one]} for one in named if one in taxonomies]:
                service.setdefault("services_taxonomy", []).extend(links)
        terms = self._by_id.get("taxonomy_terms", {})
        for term in terms.values():
            if "taxonomy" not in term and (held := taxonomies.get(term.get("taxonomy_id"))):
                term["taxonomy"] = held.get("name")
        lost = 0
        for row in self._tables.get("attributes", ()):
            if held := terms.get(row.get("taxonomy_term_id")):
                row["taxonomy_term"] = held
            linked = row.get("link_id") or row.get("service_id")
            tables = (self._by_id.get(table, {}) for table in ("services", "locations", "organizations"))
            holder = next((table[linked] for table in tables if linked in table), None)
            if holder is None:
                lost += 1
            else:
                holder.setdefault("attributes", []).append(row)
        if lost:
            self.remarks.append(_lone("attributes", lost))


def _lone(table: str, number: int) -> str:
    return f"{table}: {number} rows belong to no service" if number != 1 else f"{table}: 1 row belongs to no service"


def open_package(path: Path) -> Package:
    """The package at a folder, a zip, or the file of its services. Raises `SourceError`."""
    allowance = Allowance(str(path), "split its services over several packages")
    if path.is_dir():
        files = {one.name: _loader(one) for one in sorted(path.iterdir()) if one.suffix.lower() == ".csv"}
        return Package(files, _services_file(path, files), allowance)
    if zipfile.is_zipfile(path):
        files = _zipped(path)
        return Package(files, _services_file(path, files), allowance)
    if _TABLES.get(path.stem.lower().removeprefix(_prefix(path.name))) != "services":
        raise SourceError(
            f"{path}: of a CSV package name its folder, its zip, or the file with its services (services.csv)."
        )
    files = {one.name: _loader(one) for one in path.parent.iterdir() if one.suffix.lower() == ".csv"}
    return Package(files, path.name, allowance)


def _prefix(services_file: str) -> str:
    """What stands before `services` in the name of the file: a package may share its folder with others."""
    stem = PurePosixPath(services_file).stem.lower()
    return next((stem.removesuffix(name) for name in _NAMES["services"] if stem.endswith(name)), "")


def _services_file(path: Path, files: Mapping[str, Any]) -> str:
    found = [name for name in files if _TABLES.get(PurePosixPath(name).stem.lower()) == "services"]
    if found:
        return found[0]
    named = [name for name in sorted(files) if PurePosixPath(name).stem.lower().endswith("_services")]
    if len(named) == 1:
        return named[0]
    if named:
        raise SourceError(f"{path} holds several packages: name the file of one, {path / named[0]} for instance.")
    held = ", ".join(sorted(files)[:5]) or "no CSV file"
    raise SourceError(f"{path} holds no services.csv ({held}): name the folder or zip of an HSDS data package.")


def _loader(path: Path) -> _Load:
    def load(allowance: Allowance) -> bytes:
        allowance.take(size=path.stat().st_size)
        return path.read_bytes()

    return load


def _zipped(path: Path) -> dict[str, _Load]:
    """The CSV files of the zip's first folder that has services, by their names without folders."""
    try:
        with zipfile.ZipFile(path) as held:
            entries = [entry for entry in held.infolist() if entry.filename.lower().endswith(".csv")]
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{path}: the zip cannot be opened ({error}); get it again.") from error
    stands = [PurePosixPath(entry.filename) for entry in entries]
    chosen = next((one.parent for one in stands if one.stem.lower().endswith(_NAMES["services"])), None)
    inside = [entry for entry in entries if PurePosixPath(entry.filename).parent == chosen]
    return {PurePosixPath(entry.filename).name: _unpacker(path, entry) for entry in inside}


def _unpacker(path: Path, entry: zipfile.ZipInfo) -> _Load:
    def load(allowance: Allowance) -> bytes:
        try:
            with zipfile.ZipFile(path) as held, held.open(entry) as opened:
                content = opened.read(allowance.size + 1)
        except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError) as error:
            raise SourceError(
                f"{path}: {entry.filename} cannot be unpacked ({error}); unpack the zip by hand."
            ) from error
        allowance.take(size=len(content))
        return content

    return load


def _rows(name: str, content: bytes) -> Iterator[tuple[int, _Row]]:
    """The rows of a table with the line each ends on; cells beyond the header go under `beyond the header`."""
    encoding = "utf-8-sig"
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
    csv.field_size_limit(_MOST_CELL)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")
    reader = csv.DictReader((line.replace("\0", "") for line in lines), restkey="beyond the header")
    try:
        if reader.fieldnames is None:
            return
        reader.fieldnames = [field.strip().lower() for field in reader.fieldnames]
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if value not in ("", None)}
    except csv.Error as error:
        raise SourceError(f"{name} line {reader.line_num}: it is no CSV ({error}); mend the file.") from error
