"""The outlines of a directory say what its records say, are kept for just these records, and spare reading them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from service_feed import service, services

from core.errors import DirectoryError
from core.settings import ROOT, shared_folder
from index.hashing import HashingEncoder
from services import directory as directory_module
from services import outlines as outlines_module
from services.directory import FILE as DIRECTORY
from services.directory import Directory, Snapshot
from services.fitting import Columns
from services.freshness import Thresholds
from services.importing import import_services
from services.matching import Matcher
from services.outlines import FILE, Outlines, open_outlines
from services.records import Entry
from services.served import AreaNames
from services.shelf import Shelved
from services.stated import languages
from services.values import LONDON

SAMPLE = ROOT / "services" / "sample" / "marlbrook.json"
BRISTOL = shared_folder() / "services" / "bristol-2024-12-oruk1.json"
TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 12, tzinfo=LONDON)


def entries_of(store: Path) -> Snapshot:
    with Directory.open(store) as held:
        return held.snapshot()


def brought(store: Path, *raws: dict[str, Any]) -> Path:
    path = store.parent / "made.json"
    path.write_text(json.dumps(raws), encoding="utf-8")
    import_services(str(path), store, name="made")
    return store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    import_services(str(SAMPLE), tmp_path / "store", name="marlbrook")
    return brought(tmp_path / "store", service(1, languages=[{"name": "Polish"}]), {"id": "bare"})


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The records that are read from now on."""
    found: list[object] = []
    plain = directory_module._entry

    def counted(row: Any) -> Entry:
        found.append(row)
        return plain(row)

    monkeypatch.setattr(directory_module, "_entry", counted)
    return found


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return one == other


def agree(outlines: Outlines, entries: Snapshot) -> None:
    services_ = [entry.service for entry in entries]
    first, second = (Columns(found, TODAY, Thresholds()) for found in (outlines.entries, tuple(entries)))
    assert [one for one in vars(first) if one != "_areas" and not same(getattr(first, one), getattr(second, one))] == []
    for ours, theirs in zip(first._areas, second._areas, strict=True):
        bare = [tuple(area.model_copy(update={"id": None}) for area in areas) for areas in (ours, theirs)]
        assert bare[0] == bare[1]
    names = [
        AreaNames(area for one in found for area in one.service.service_areas) for found in (outlines.entries, entries)
    ]
    assert (names[0].shown, names[0]._within) == (names[1].shown, names[1]._within)
    whole = Shelved.of(services_)
    assert (outlines.shelved.texts, outlines.shelved.terms) == (whole.texts, whole.terms)
    for text in whole.texts[::20]:
        terms = dict.fromkeys(whole.words.terms(text), 0.7)
        assert np.array_equal(outlines.shelved.words.scores(terms), whole.words.scores(terms))
    assert set(outlines.languages) == {name for one in services_ for name in languages(one)}


def test_outlines_say_of_every_service_what_its_record_says(store: Path) -> None:
    entries = entries_of(store)
    for _ in ("made", "kept"):
        agree(open_outlines(store, entries), entries)


@pytest.mark.skipif(not BRISTOL.exists(), reason="needs ../shared/services")
def test_outlines_of_a_real_feed_say_what_its_records_say(tmp_path: Path) -> None:
    import_services(str(BRISTOL), tmp_path, name="bristol")
    entries = entries_of(tmp_path)
    for _ in ("made", "kept"):
        agree(open_outlines(tmp_path, entries), entries)


def test_a_directory_that_is_outlined_is_opened_and_searched_without_reading_its_records(
    store: Path, read: list[object]
) -> None:
    def opened() -> Matcher:
        return Matcher.open(store, model="hashing", encoder=HashingEncoder(), clock=lambda: NOW)

    fresh = opened()
    size = len(read)
    again = opened()
    assert (size, len(read)) == (162, size)
    asked = {"age": 1.0, "area": "Northmarl", "k": 20}
    assert again.match("stay and play", **asked) == fresh.match("stay and play", **asked)
    assert (again.areas, again.languages) == (fresh.areas, fresh.languages)
    assert len(again.entries) == 162


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"broken"),
        lambda path: path.write_bytes(path.read_bytes()[:-5000]),
        lambda path: np.savez(path, key=np.zeros(64, dtype=np.uint8)),
    ],
)
def test_a_file_of_outlines_that_is_gone_or_broken_is_made_anew(store: Path, spoil: Callable[[Path], object]) -> None:
    entries = entries_of(store)
    open_outlines(store, entries)
    spoil(store / "services" / FILE)
    agree(open_outlines(store, entries), entries)


def test_outlines_are_of_the_records_as_they_are_now(store: Path) -> None:
    before = open_outlines(store, entries_of(store))
    brought(store, service(1, minimum_age=5), {"id": "bare"})
    entries = entries_of(store)
    after = open_outlines(store, entries)
    agree(after, entries)
    ages = [[one.service.minimum_age for one in found.entries] for found in (before, after)]
    assert ages[0] != ages[1]


def test_outlines_of_other_code_are_not_used(store: Path, read: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    open_outlines(store, entries_of(store))
    count = len(read)
    monkeypatch.setattr(outlines_module, "code_version", lambda *_: "other")
    open_outlines(store, entries_of(store))
    assert len(read) == 2 * count


def test_what_an_outline_does_not_hold_cannot_be_asked_of_it(store: Path) -> None:
    (outline, *_) = open_outlines(store, entries_of(store)).entries
    with pytest.raises(AttributeError):
        assert outline.service.schedules
    with pytest.raises(AttributeError):
        assert outline.raw


def test_a_store_that_cannot_be_written_is_opened_all_the_same(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(outlines_module.os, "replace", refuse)
    entries = entries_of(store)
    agree(open_outlines(store, entries), entries)
    assert sorted(path.name for path in (store / "services").iterdir()) == [DIRECTORY]


def test_a_snapshot_is_the_directory_at_its_moment(tmp_path: Path) -> None:
    brought(tmp_path / "store", *services(3))
    snapshot = entries_of(tmp_path / "store")
    with Directory.open(tmp_path / "store") as held:
        whole = tuple(held.entries())
    brought(tmp_path / "store", service(1, name="Another"))
    assert (tuple(snapshot), snapshot[1:], snapshot[-1]) == (whole, whole[1:], whole[-1])
    assert snapshot[0] is snapshot[0] is snapshot[-3]
    assert entries_of(tmp_path / "store").fingerprint != snapshot.fingerprint
    with pytest.raises(IndexError):
        assert snapshot[3]


def test_a_service_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    row = ("made", "{}", '{"id": 7}', "[]", 1, "2026-01-01", "2026-01-01")
    with pytest.raises(DirectoryError, match="import it again"):
        assert Snapshot((row,))[0]
