"""What brings more than one import may is refused whole, says how to go on, and leaves neither record nor file."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from service_feed import HOST, ServiceFeed, service, services

from core.errors import DirectoryMissingError, SourceError
from services import allowance
from services.directory import Directory
from services.importing import import_services

IN_PARTS = r"import each part under a --name of its own\. Nothing was imported\."


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def set_to(**bounds: int) -> None:
        for name, value in bounds.items():
            monkeypatch.setattr(allowance, f"MOST_{name.upper()}", value)

    return set_to


def ids(store: Path) -> list[str]:
    try:
        with Directory.open(store) as directory:
            return [entry.service.id for entry in directory.entries()]
    except DirectoryMissingError:
        return []


def package(folder: Path, *, files: int = 1) -> Path:
    """A package of 40 services and as many numbers, the latter in so many files of one table."""
    folder.mkdir()
    rows = "".join(f"s{number},A,active,{'x' * 100}\n" for number in range(40))
    (folder / "services.csv").write_text(f"id,name,status,description\n{rows}")
    rows = "".join(f"p{number},s{number},{number}\n" for number in range(40))
    for number in range(files):
        name = "".join(sign.upper() if number >> place & 1 else sign for place, sign in enumerate("phones"))
        (folder / f"{name}.csv").write_text(f"id,service_id,number\n{rows}")
    return folder


def zipped(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for one in sorted(folder.iterdir()):
            held.write(one, one.name)
    return path


@pytest.mark.parametrize("kind", [lambda folder: folder, zipped, lambda folder: folder / "services.csv"])
@pytest.mark.parametrize(
    ("bounds", "told"),
    [({"rows": 70}, "more than 70 rows"), ({"records": 30}, "more than 30 services"), ({"bytes": 5000}, "MiB in all")],
)
def test_a_package_of_too_much_is_refused_whole(
    tmp_path: Path,
    store: Path,
    most: Callable[..., None],
    kind: Callable[[Path], Path],
    bounds: dict[str, int],
    told: str,
) -> None:
    source = str(kind(package(tmp_path / "held")))
    most(**bounds)
    with pytest.raises(SourceError, match=rf"{told}, which one import may bring: split it.*, and {IN_PARTS}"):
        import_services(source, store)
    assert ids(store) == []
    most(rows=80, records=40, bytes=10_000)
    assert import_services(source, store).new == 40


def test_many_files_of_one_table_are_counted_together(tmp_path: Path, store: Path, most: Callable[..., None]) -> None:
    folder = package(tmp_path / "held", files=30)
    one = (folder / "phones.csv").stat().st_size
    most(bytes=(folder / "services.csv").stat().st_size + 10 * one)
    for source in (folder, zipped(folder)):
        with pytest.raises(SourceError, match="MiB in all"):
            import_services(str(source), store)


def test_a_file_of_too_many_records_leaves_the_directory_as_it_was(
    tmp_path: Path, store: Path, most: Callable[..., None]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(services(3)))
    import_services(str(path), store)
    lines = "".join(json.dumps(one) + "\n" for one in services(11)[2:])
    (tmp_path / "a.jsonl").write_text(lines)
    most(records=8)
    with pytest.raises(
        SourceError, match=f"more than 8 services, which one import may bring: split it, and {IN_PARTS}"
    ):
        import_services(str(tmp_path / "a.jsonl"), store, name="a")
    assert ids(store) == [one["id"] for one in services(3)]


class _Endless(ServiceFeed):
    """Every page holds other services, and there is always one more."""

    def _page(self, number: int) -> dict[str, object]:
        first = number * self.size
        contents = [self._shallow(service(first + place)) for place in range(self.size)]
        return {"page_number": number, "last_page": False, "contents": contents}


@pytest.mark.parametrize(
    ("bounds", "told", "pages"),
    [({"records": 25}, "more than 25 services", 6), ({"bytes": 5000}, "more than 0 MiB in all", 4)],
)
def test_a_feed_that_does_not_end_is_refused_and_leaves_nothing_on_the_disk(
    store: Path, most: Callable[..., None], bounds: dict[str, int], told: str, pages: int
) -> None:
    most(**bounds)
    with _Endless([], size=5) as feed:
        with pytest.raises(SourceError, match=rf"{told}.*: narrow its address to a part, or .*{IN_PARTS}"):
            import_services(feed.address, store, name="api", hosts=(HOST,), client=feed.client)
        assert len(feed.asked) <= pages
    assert ids(store) == []
    assert not (store / "services" / "feeds" / "api").exists()


def test_details_and_what_a_run_before_kept_are_counted_too(store: Path, most: Callable[..., None]) -> None:
    with ServiceFeed(services(12), size=5) as feed:

        def bring() -> int:
            return import_services(feed.address, store, name="api", hosts=(HOST,), client=feed.client).new

        most(bytes=8000)
        with pytest.raises(SourceError, match="MiB in all"):
            bring()
        assert 3 < len(feed.asked) < 15
        assert not (store / "services" / "feeds" / "api").exists()
        most(bytes=30_000)
        assert bring() == 12
