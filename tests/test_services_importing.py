"""An import is all or nothing, counts every record, and takes no service away that may still be there."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from service_feed import service, services

from core import settings
from core.errors import DirectoryError, DirectoryMissingError, SourceError, StoreBusyError
from services.directory import FILE, FOLDER, Directory
from services.importing import Report, import_services, name_of
from services.records import Entry

SHARED = settings.shared_folder() / "services"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/services")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def write(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def bring(store: Path, value: Any, name: str = "a") -> Report:
    report = import_services(str(write(store.parent / "a.json", value)), store, name=name)
    assert report.read == report.mapped + len(report.rejected)
    return report


def held(store: Path, source: str | None = None) -> dict[str, Entry]:
    with Directory.open(store) as directory:
        return {entry.service.id: entry for entry in directory.entries(source)}


def counts(report: Report) -> tuple[int, int, int, int, int, int]:
    return report.new, report.changed, report.same, report.repeated, report.missing, len(report.rejected)


def test_a_record_is_kept_as_it_came_beside_what_is_read_of_it(store: Path) -> None:
    raw = service(1, zzz={"kept": [1, None]}, minimum_age=-1)
    bring(store, [raw])
    (entry,) = held(store).values()
    assert entry.raw == raw
    assert entry.service.model_extra == {"zzz": {"kept": [1, None]}}
    assert [(fault.field, fault.value) for fault in entry.faults] == [("minimum_age", "-1")]
    assert entry.key == ("a", raw["id"])
    assert entry.in_last_feed


def test_the_same_again_is_same_whatever_the_order_of_its_fields(store: Path) -> None:
    assert counts(bring(store, services(5))) == (5, 0, 0, 0, 0, 0)
    first = held(store)
    turned = [dict(reversed(one.items())) for one in reversed(services(5))]
    assert counts(bring(store, turned)) == (0, 0, 5, 0, 0, 0)
    for key, entry in held(store).items():
        assert entry.service == first[key].service
        assert entry.first_seen == first[key].first_seen < entry.last_seen


def test_what_changes_changes_and_what_vanishes_is_marked_and_stays(store: Path) -> None:
    bring(store, services(4))
    changed = service(1, name="Another name")
    assert counts(bring(store, [changed, service(2), service(9)])) == (1, 1, 1, 0, 2, 0)
    entries = held(store)
    assert [entry.service.name for entry in entries.values() if not entry.in_last_feed] == ["Service 3", "Service 4"]
    assert entries[changed["id"]].service.name == "Another name"
    assert counts(bring(store, services(4))) == (0, 1, 3, 0, 1, 0)
    assert sum(entry.in_last_feed for entry in held(store).values()) == 4


def test_sources_are_apart(store: Path) -> None:
    bring(store, services(3), "a")
    bring(store, [service(1)], "b")
    assert len(held(store, "a")) == 3
    assert len(held(store, "b")) == 1
    assert all(entry.in_last_feed for entry in held(store, "a").values())


def test_what_came_twice_is_one_and_what_differs_under_one_id_is_two(store: Path) -> None:
    twice = [service(1), service(1), service(1, name="Another")]
    assert counts(bring(store, twice)) == (2, 0, 0, 1, 0, 0)
    entries = held(store)
    own = service(1)["id"]
    assert [entries[own].service.name, entries[f"{own}~2"].service.name] == ["Service 1", "Another"]
    assert entries[f"{own}~2"].faults[0].field == "id"
    assert counts(bring(store, twice)) == (0, 0, 2, 1, 0, 0)


def test_a_rejected_record_is_kept_with_its_place_and_takes_no_other_away(store: Path) -> None:
    bring(store, services(3))
    report = bring(store, [service(1), {"name": "no id"}, 5])
    assert counts(report) == (0, 0, 1, 0, 0, 2)
    assert all(entry.in_last_feed for entry in held(store).values())
    with Directory.open(store) as directory:
        assert [(one.place, one.raw) for one in directory.rejected("a")] == [
            ("record 2", {"name": "no id"}),
            ("record 3", 5),
        ]
    assert counts(bring(store, [service(1), {"name": "no id"}, 5])) == (0, 0, 1, 0, 2, 2)


def test_one_page_of_several_takes_nothing_away(store: Path) -> None:
    bring(store, services(3))
    report = bring(store, {"total_items": 3, "total_pages": 3, "last_page": False, "contents": [service(1)]})
    assert (report.missing, report.is_complete) == (0, False)
    assert all(entry.in_last_feed for entry in held(store).values())


@pytest.mark.parametrize("content", ["", "[]", '[{"id": "1"', "{}"])
def test_a_file_that_fails_changes_nothing(store: Path, content: str) -> None:
    bring(store, services(3))
    before = (store / FOLDER / FILE).read_bytes()
    (store.parent / "b.json").write_text(content)
    with pytest.raises(SourceError):
        import_services(str(store.parent / "b.json"), store, name="a")
    assert (store / FOLDER / FILE).read_bytes() == before


def test_an_import_that_fails_half_way_changes_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(store, services(3))
    folder = store.parent / "p"
    folder.mkdir()
    (folder / "services.csv").write_text("id,name,status\n" + "n1,New,active\n" * 2 + 'n2,"' + "x" * 20_000_000)
    with pytest.raises(SourceError, match="it is no CSV"):
        import_services(str(folder), store, name="a")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("services.directory.Writer.end", broken)
    with pytest.raises(KeyboardInterrupt):
        bring(store, services(9))
    assert sorted(entry.service.name or "" for entry in held(store).values()) == ["Service 1", "Service 2", "Service 3"]


def test_a_second_import_meanwhile_is_told_to_wait(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.directory._WAIT", 0.05)
    bring(store, services(1))
    with Directory.writing(store), pytest.raises(StoreBusyError, match="another import writes it"):
        bring(store, services(2))
    assert len(held(store)) == 1


def test_reading_meanwhile_sees_the_directory_as_it_was(store: Path) -> None:
    bring(store, services(1))
    with Directory.writing(store) as writer:
        writer.missing("a", [service(1)["id"]])
        assert all(entry.in_last_feed for entry in held(store).values())
    assert not any(entry.in_last_feed for entry in held(store).values())


def test_without_an_import_there_is_no_directory_and_reading_makes_none(store: Path) -> None:
    with pytest.raises(DirectoryMissingError, match="Run `waymark services import` first"):
        Directory.open(store)
    assert not store.exists()


def test_a_file_that_is_no_directory_is_told_of(store: Path) -> None:
    (store / FOLDER).mkdir(parents=True)
    (store / FOLDER / FILE).write_bytes(b"no database" * 100)
    with pytest.raises(DirectoryError, match="move it away, and import again"):
        Directory.open(store)
    with pytest.raises(DirectoryError, match="move it away, and import again"):
        bring(store, services(1))
    assert (store / FOLDER / FILE).read_bytes().startswith(b"no database")


def test_a_directory_of_another_version_is_told_of(store: Path) -> None:
    bring(store, services(1))
    with sqlite3.connect(store / FOLDER / FILE) as connection:
        connection.execute("pragma user_version = 9")
    connection.close()
    with pytest.raises(DirectoryError, match="another version"):
        Directory.open(store)


def test_one_name_for_two_files_is_asked_about(store: Path, tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "a.json", services(1))
    import_services(str(tmp_path / "x" / "a.json"), store)
    with pytest.raises(SourceError, match='There is a source "a" already'):
        import_services(str(tmp_path / "y" / "a.json"), store)
    assert import_services(str(tmp_path / "y" / "a.json"), store, name="a").same == 1


def test_a_source_is_named_after_its_file_folder_or_host(tmp_path: Path) -> None:
    (tmp_path / "bucks").mkdir()
    write(tmp_path / "bucks" / "services.csv", [])
    assert name_of(str(tmp_path / "bucks")) == "bucks"
    assert name_of(str(tmp_path / "bucks" / "services.csv")) == "bucks"
    assert name_of("https://API.example.gov.uk/v3/services") == "api.example.gov.uk"


@needs_shared
def test_bristol_is_819_services_and_again_all_same(store: Path) -> None:
    report = import_services(str(SHARED / "bristol-2024-12-oruk1.json"), store, name="bristol")
    assert counts(report) == (819, 0, 0, 0, 0, 0)
    assert report.faults["id", "stood before on another record, so that this one has an id of its own"] == 1
    again = import_services(str(SHARED / "bristol-2024-12-oruk1.json"), store, name="bristol")
    assert counts(again) == (0, 0, 819, 0, 0, 0)
    assert len(held(store)) == 819


def test_a_thousand_whole_services_take_less_than_a_second(store: Path) -> None:
    """In processor time, whole records; the floor is well under what it takes, for a machine that is busy."""
    path = write(store.parent / "many.json", services(1000))
    start = time.process_time()
    assert import_services(str(path), store, name="many").new == 1000
    assert time.process_time() - start < 1.0
