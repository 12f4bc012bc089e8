"""Law from legislation.gov.uk: the wording of a day, what it says of itself, and that no other law is taken for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fetches import (
    ACT,
    entries,
    everything,
    row,
)
from publishers import DATA, Answer, LocalPublishers, act

from core.errors import RefusedError
from core.records import Status
from ingest.editions import standing
from ingest.fetching.law import data_address, wording
from ingest.manifest import read_manifest

REGULATIONS = "https://www.legislation.gov.uk/uksi/2032/14"
SAMPLE = "https://www.legislation.gov.uk/ukpga/2031/7"


def statuses(folder: Path, day: date) -> dict[str, Status]:
    held = {document.doc_id: document for document in read_manifest(folder).documents}
    return {doc_id: standing(document, held, day).status for doc_id, document in held.items()}


def test_the_address_is_that_of_the_day() -> None:
    assert data_address(SAMPLE, None) == f"{SAMPLE}/data.xml"
    assert data_address(f"{SAMPLE}/", date(2033, 4, 1)) == f"{SAMPLE}/2033-04-01/data.xml"


def test_a_revised_act_states_its_wordings_day_and_marks_what_waits() -> None:
    found = wording(DATA / "sample-act.xml", SAMPLE, None)
    assert (found.title, found.day) == ("Sample Children (Marlbrook) Act 2031", date(2033, 4, 1))
    assert found.fields == {"edition": "as at 2033-04-01", "published": date(2031, 6, 12)}


@pytest.mark.parametrize(
    "change", [('Value="revised"', 'Value="final"'), ("<Legislation ", '<Legislation Status="Prospective" ')]
)
def test_an_act_that_is_not_known_to_be_in_force_says_when_it_was_passed(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    place = tmp_path / "data.xml"
    place.write_text((DATA / "sample-act.xml").read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    fields = wording(place, SAMPLE, None).fields
    assert (fields["enacted"], "in_force_from" in fields) == (date(2031, 6, 12), False)


def test_a_day_that_was_asked_for_is_the_wordings_day() -> None:
    found = wording(DATA / "sample-act.xml", SAMPLE, date(2033, 6, 1))
    assert (found.day, found.fields["edition"]) == (date(2033, 6, 1), "as at 2033-06-01")


def test_law_that_starts_in_stages_has_the_first_of_its_days() -> None:
    fields = wording(DATA / "sample-regulations.xml", REGULATIONS, None).fields
    assert (fields["enacted"], fields["in_force_from"]) == (date(2032, 2, 3), date(2032, 4, 1))
    assert fields["edition"] == "as enacted or made"


def test_other_law_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"what came is http://www\.legislation\.gov\.uk/uksi/2032/14; not kept"):
        wording(DATA / "sample-regulations.xml", SAMPLE, None)


def test_law_arrives_with_the_dates_that_it_states(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41"))
    said = row(local, folder, "children-act-1989")
    entry = entries(folder)["children-act-1989"]
    assert (entry["edition"], entry["published"], entry["title"]) == (
        "as at 2033-04-01",
        date(2031, 6, 12),
        "Children Act 1989",
    )
    assert "in_force_from" not in entry
    record = json.loads((folder / "fetched.json").read_text())[said["file"]]
    assert (record["stated"], record["title"]) == ("2033-04-01", "Sample Children (Marlbrook) Act 2031")
    assert record["attribution"].endswith("publisher: legislation.gov.uk.")


@pytest.mark.parametrize(("state", "status"), [("revised", Status.CURRENT), ("final", Status.NOT_COMMENCED)])
def test_law_as_enacted_is_not_taken_to_be_in_force(
    local: LocalPublishers, folder: Path, state: str, status: Status
) -> None:
    sent = act("ukpga/1989/41")
    local.put(f"{ACT}/data.xml", replace(sent, body=sent.body.replace(b'Value="revised"', f'Value="{state}"'.encode())))
    row(local, folder, "children-act-1989")
    assert statuses(folder, date(2034, 1, 1)) == {"children-act-1989": status}


def test_law_of_a_day_is_asked_for_by_its_day(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2020-01-01/data.xml", act("ukpga/1989/41", valid="2020-01-01"))
    row(local, folder, "children-act-1989", "--as-of", "2020-01-01")
    assert local.urls() == [f"{ACT}/2020-01-01/data.xml"]
    assert entries(folder)["children-act-1989"]["edition"] == "as at 2020-01-01"


NOTICE = "Wording of 1 January 2020; later changes are not in it."


def test_an_old_wording_says_that_later_changes_are_not_in_it(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2020-01-01/data.xml", act("ukpga/1989/41", valid="2020-01-01"))
    for _ in range(2):
        row(local, folder, "children-act-1989", "--as-of", "2020-01-01")
        assert entries(folder)["children-act-1989"]["notice"] == NOTICE
    (document,) = read_manifest(folder).documents
    assert document.notice == NOTICE


@pytest.mark.parametrize("valid", ["2020-01-01", "2024-05-01"], ids=["same", "later"])
def test_the_notice_goes_with_the_latest_wording(local: LocalPublishers, folder: Path, valid: str) -> None:
    local.put(f"{ACT}/2020-01-01/data.xml", act("ukpga/1989/41", valid="2020-01-01"))
    local.put(f"{ACT}/2021-01-01/data.xml", act("ukpga/1989/41", valid="2021-01-01"))
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41", valid=valid))
    row(local, folder, "children-act-1989", "--as-of", "2020-01-01")
    if valid != "2020-01-01":
        row(local, folder, "children-act-1989", "--as-of", "2021-01-01")
        assert entries(folder)["children-act-1989"]["notice"] == NOTICE.replace("2020", "2021")
    row(local, folder, "children-act-1989")
    now = entries(folder)
    assert "notice" not in now["children-act-1989"]
    assert valid == "2020-01-01" or now["children-act-1989-2020-01-01"]["notice"] == NOTICE


def test_the_latest_wording_may_have_begun_before_the_day_that_was_asked_for(
    local: LocalPublishers, folder: Path
) -> None:
    local.put(f"{ACT}/2021-01-01/data.xml", act("ukpga/1989/41", valid="2021-01-01"))
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41", valid="2020-06-01"))
    row(local, folder, "children-act-1989", "--as-of", "2021-01-01")
    assert row(local, folder, "children-act-1989")["state"] == "new edition"
    now = entries(folder)["children-act-1989"]
    assert (now["edition"], "notice" in now) == ("as at 2020-06-01", False)
    assert statuses(folder, date(2021, 6, 1))["children-act-1989"] is Status.CURRENT
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41", valid="2019-06-01"))
    assert "holds a later wording (2020-06-01)" in row(local, folder, "children-act-1989")["message"]


def test_a_wording_of_a_day_to_come_is_not_followed_by_the_latest(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2133-04-01/data.xml", act("ukpga/1989/41", valid="2133-04-01"))
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41", valid="2024-05-01"))
    row(local, folder, "children-act-1989", "--as-of", "2133-04-01")
    assert "holds a later wording (2133-04-01)" in row(local, folder, "children-act-1989")["message"]


def test_a_persons_own_notice_stays_with_law(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2020-01-01/data.xml", act("ukpga/1989/41", valid="2020-01-01"))
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41", valid="2024-05-01"))
    row(local, folder, "children-act-1989", "--as-of", "2020-01-01")
    manifest = folder / "library.toml"
    manifest.write_text(manifest.read_text().replace(NOTICE, "Wording of our choice."))
    row(local, folder, "children-act-1989")
    assert entries(folder)["children-act-1989"]["notice"] == "Wording of our choice."


def test_the_wording_of_a_day_to_come_bears_no_notice(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2133-04-01/data.xml", act("ukpga/1989/41", valid="2133-04-01"))
    row(local, folder, "children-act-1989", "--as-of", "2133-04-01")
    assert "notice" not in entries(folder)["children-act-1989"]


def test_a_later_wording_keeps_the_earlier_as_an_edition(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2032-01-01/data.xml", act("ukpga/1989/41", valid="2032-01-01"))
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41", valid="2034-05-01"))
    row(local, folder, "children-act-1989", "--as-of", "2032-01-01")
    said = row(local, folder, "children-act-1989")
    assert (said["state"], said["kept"]) == ("new edition", "children-act-1989-2032-01-01")
    now, before = entries(folder)["children-act-1989"], entries(folder)["children-act-1989-2032-01-01"]
    assert (before["edition"], before["in_force_to"]) == ("as at 2032-01-01", date(2034, 5, 1))
    assert (now["edition"], now["in_force_from"]) == ("as at 2034-05-01", date(2034, 5, 1))
    then, later = statuses(folder, date(2033, 1, 1)), statuses(folder, date(2034, 5, 1))
    assert then == {"children-act-1989": Status.NOT_YET, "children-act-1989-2032-01-01": Status.CURRENT}
    assert later == {"children-act-1989": Status.CURRENT, "children-act-1989-2032-01-01": Status.SUPERSEDED}
    earlier = row(local, folder, "children-act-1989", "--as-of", "2032-01-01")
    assert (earlier["state"], "holds a later wording (2034-05-01)" in earlier["message"]) == ("failed", True)
    assert entries(folder)["children-act-1989"] == now


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (act("ukpga/1989/42"), "what came is http://www.legislation.gov.uk/ukpga/1989/42; not kept"),
        (Answer(b"<?xml version='1.0'?><html></html>", "text/xml"), "outermost element is <html>"),
        (Answer(b"<?xml version='1.0'?><Legislation></Text>", "text/xml"), "not whole XML"),
        (Answer(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Legislation/>', "text/xml"), "XML entities"),
        (Answer(b"<Legislation></Legislation>", "text/xml"), "law that does not say which"),
    ],
)
def test_law_that_is_not_what_was_asked_for_is_refused(
    local: LocalPublishers, folder: Path, answer: Answer, words: str
) -> None:
    local.put(f"{ACT}/data.xml", answer)
    said = row(local, folder, "children-act-1989")
    assert (said["state"], words in said["message"]) == ("failed", True), said
    assert everything(folder) == {}
    assert [path.name for path in (folder / "fetched").iterdir()] == [".lock"]


def test_law_that_has_not_changed_is_not_sent_again(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41"))
    row(local, folder, "children-act-1989")
    before = everything(folder)
    assert row(local, folder, "children-act-1989")["state"] == "not changed"
    assert "if-none-match" in local.asked[1].headers
    assert everything(folder) == before
