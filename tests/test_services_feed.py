"""An API is asked page by page and believed in nothing; what fails changes nothing, and goes on where it broke off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from service_feed import HOST, Fault, ServiceFeed, service, services

from core.errors import DirectoryMissingError, ServicesError, SourceError
from services.directory import Directory
from services.importing import Report, import_services
from services.records import Entry


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def feed() -> Iterator[ServiceFeed]:
    with ServiceFeed(services(12), size=5) as served:
        yield served


def bring(feed: ServiceFeed, store: Path, address: str | None = None, **more: Any) -> Report:
    report = import_services(
        address or feed.address, store, name="api", hosts=more.pop("hosts", (HOST,)), client=feed.client, **more
    )
    assert report.read == report.mapped + len(report.rejected)
    return report


def held(store: Path) -> dict[str, Entry]:
    with Directory.open(store) as directory:
        return {entry.service.id: entry for entry in directory.entries()}


def pages(feed: ServiceFeed) -> list[int]:
    return [int(path.partition("page=")[2].partition("&")[0]) for path in feed.asked if "page=" in path]


def present(store: Path) -> int:
    return sum(entry.in_last_feed for entry in held(store).values())


def test_all_pages_and_all_details_come(feed: ServiceFeed, store: Path) -> None:
    report = bring(feed, store)
    assert (report.new, report.is_complete, report.remarks) == (12, True, [])
    assert [entry.raw for entry in held(store).values()] == services(12)
    assert (pages(feed), len(feed.asked)) == ([1, 2, 3], 15)
    assert not (store / "services" / "feeds" / "api").exists()


def test_what_has_not_changed_is_not_sent_again(feed: ServiceFeed, store: Path) -> None:
    bring(feed, store)
    feed.held[3] = service(4, name="Another name")
    feed.statuses.clear()
    report = bring(feed, store)
    assert (report.changed, report.same) == (1, 11)
    assert feed.statuses.count(304) == 11
    assert held(store)[service(4)["id"]].raw == feed.held[3]


def test_a_service_that_vanishes_is_marked_and_stays(feed: ServiceFeed, store: Path) -> None:
    bring(feed, store)
    del feed.held[7]
    assert bring(feed, store).missing == 1
    assert len(held(store)) == 12
    assert not held(store)[service(8)["id"]].in_last_feed


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.TRUNCATED, Fault.HTML, Fault.GONE])
@pytest.mark.parametrize("number", [2, 3])
def test_a_page_that_cannot_be_had_changes_nothing_and_is_asked_for_again(
    feed: ServiceFeed, store: Path, fault: Fault, number: int
) -> None:
    bring(feed, store)
    feed.held = services(11)
    feed.break_page(number, fault)
    with pytest.raises(SourceError, match="run again to go on from there"):
        bring(feed, store)
    assert present(store) == 12
    feed.mend()
    feed.asked.clear()
    assert bring(feed, store).missing == 1
    assert pages(feed) == list(range(number, 4))


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.TRUNCATED, Fault.HTML])
def test_details_that_fail_change_nothing_and_are_gone_on_from(feed: ServiceFeed, store: Path, fault: Fault) -> None:
    feed.break_details(service(6)["id"], fault)
    with pytest.raises(
        SourceError, match=r"details of 1 service cannot be had: .* 3 pages and 11 details that have come"
    ):
        bring(feed, store)
    with pytest.raises(DirectoryMissingError):
        held(store)
    feed.mend()
    feed.asked.clear()
    assert bring(feed, store).new == 12
    assert (pages(feed), len(feed.asked)) == ([], 1)


@pytest.mark.parametrize("has_etags", [True, False])
def test_details_that_fail_in_two_runs_leave_what_is_held(feed: ServiceFeed, store: Path, has_etags: bool) -> None:
    feed.has_etags = has_etags
    bring(feed, store)
    feed.held.append(service(13))
    for number in (6, 13):
        feed.break_details(service(number)["id"], Fault.ERROR)
    with pytest.raises(SourceError, match="details of 2 services cannot be had"):
        bring(feed, store)
    report = bring(feed, store)
    assert (report.same, report.new, report.faults["details", "could not be had, in two runs"]) == (12, 1, 2)
    assert held(store)[service(6)["id"]].raw == service(6)
    assert held(store)[service(13)["id"]].service.contacts == ()


def test_a_fault_that_passes_is_waited_for(feed: ServiceFeed, store: Path) -> None:
    feed.break_page(2, Fault.ONCE)
    feed.break_details(service(5)["id"], Fault.ONCE)
    report = bring(feed, store)
    assert (report.new, report.is_complete) == (12, True)
    assert len(feed.slept) == 2


@pytest.mark.parametrize(
    ("fault", "why"), [(Fault.GONE, "are not there (404)"), (Fault.OTHER, "are of no service, or of another")]
)
def test_details_that_are_not_there_leave_the_lists_record(
    feed: ServiceFeed, store: Path, fault: Fault, why: str
) -> None:
    feed.break_details(service(5)["id"], fault)
    report = bring(feed, store)
    assert (report.new, report.faults["details", why]) == (12, 1)
    entry = held(store)[service(5)["id"]]
    assert (entry.service.name, entry.service.contacts) == ("Service 5", ())


def test_an_api_without_details_is_not_asked_for_all_of_them(feed: ServiceFeed, store: Path) -> None:
    feed.held = services(25)
    for one in feed.held:
        feed.break_details(one["id"], Fault.GONE)
    report = bring(feed, store)
    assert (report.new, len(feed.asked)) == (25, 5 + 20)
    assert "20 services in turn had no details" in report.remarks[0]


@pytest.mark.parametrize(
    ("fault", "why"), [(Fault.EMPTY, "page 2 is empty"), (Fault.REPEATED, "page 2 repeats what came")]
)
def test_a_page_in_the_middle_that_brings_nothing_takes_nothing_away(
    feed: ServiceFeed, store: Path, fault: Fault, why: str
) -> None:
    bring(feed, store)
    feed.break_page(2, fault)
    report = bring(feed, store)
    assert (report.same, report.missing, report.is_complete) == (7, 0, False)
    assert why in report.remarks[0]
    assert present(store) == 12


@pytest.mark.parametrize(
    ("claims", "is_complete"),
    [
        ({"total_pages": 1, "last_page": False}, True),
        ({"total_pages": 1, "last_page": True}, True),
        ({"total_pages": 9}, True),
        ({"total_pages": 9, "total_items": 90}, False),
        ({"total_pages": 9, "last_page": False}, False),
        ({"total_items": 13}, False),
        ({"last_page": False}, True),
        ({"total_pages": None, "total_items": None, "last_page": None}, True),
    ],
)
def test_pages_that_lie_of_their_number_bring_all_there_are(
    feed: ServiceFeed, store: Path, claims: dict[str, Any], is_complete: bool
) -> None:
    feed.claims = claims
    report = bring(feed, store)
    assert (report.new, report.is_complete) == (12, is_complete)


def test_an_api_that_always_gives_the_first_page_ends(feed: ServiceFeed, store: Path) -> None:
    bring(feed, store)
    feed.ignores_page = True
    report = bring(feed, store)
    assert (report.same, report.missing, report.is_complete) == (5, 0, False)
    assert present(store) == 12


def test_an_empty_list_takes_nothing_away(feed: ServiceFeed, store: Path) -> None:
    bring(feed, store)
    feed.held = []
    with pytest.raises(SourceError, match="holds no services"):
        bring(feed, store)
    assert present(store) == 12


def test_a_service_of_two_pages_is_one(feed: ServiceFeed, store: Path) -> None:
    feed.held.insert(7, service(1))
    report = bring(feed, store)
    assert (report.new, len(held(store))) == (12, 12)


def test_ids_are_written_so_that_an_address_can_hold_them(store: Path) -> None:
    odd = service(1, id="a b/ç?x=1#2")
    with ServiceFeed([odd]) as feed:
        bring(feed, store)
    assert held(store)["a b/ç?x=1#2"].raw == odd


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://api.marlbrook.example/v3", "by https alone"),
        ("https://user@api.marlbrook.example/v3", "by https alone"),
        ("ftp://api.marlbrook.example/v3", "by https alone"),
        ("https://", "by https alone"),
        ("https://[x/", "it is no address"),
        ("https://elsewhere.example/v3", r"Add --allow-host elsewhere\.example, or hosts = "),
        ("https://api.marlbrook.example:8443/v3", r"Add --allow-host api\.marlbrook\.example:8443"),
    ],
)
def test_an_address_that_may_not_be_asked_says_what_to_do(
    feed: ServiceFeed, store: Path, address: str, why: str
) -> None:
    with pytest.raises(SourceError, match=why):
        bring(feed, store, address)
    assert feed.asked == []


def test_hosts_may_be_named_in_the_councils_file(feed: ServiceFeed, store: Path) -> None:
    (store.parent / "services.toml").write_text(f'[feeds]\nhosts = ["{HOST.upper()}"]\n')
    assert bring(feed, store, hosts=()).new == 12
    (store.parent / "services.toml").write_text("[feeds]\nhosts = 'https://x/y'\n")
    with pytest.raises(ServicesError, match=r"write the hosts of feeds as \[feeds\]"):
        bring(feed, store)


def test_an_address_without_services_says_so(feed: ServiceFeed, store: Path) -> None:
    feed.break_page(1, Fault.GONE)
    with pytest.raises(SourceError, match=r"there is no list of services \(404\)"):
        bring(feed, store)


def test_an_api_that_cannot_be_reached_says_so(store: Path) -> None:
    feed = ServiceFeed([])
    port = feed._server.server_port
    feed._server.server_close()
    assert port
    with pytest.raises(SourceError, match="cannot be reached"):
        bring(feed, store)
