"""`waymark fetch`, the real code against publishers on this machine: what comes, what is kept, what is never done."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fetches import (
    ASSETS,
    KCSIE,
    PDF,
    TITLE,
    entries,
    everything,
    fetch,
    put_kcsie,
    row,
)
from publishers import Answer, LocalPublishers, api, pdf

from core.records import Status
from ingest.editions import standing
from ingest.fetching import settling
from ingest.fetching.holdings import sole_fetch
from ingest.manifest import read_manifest


@pytest.fixture
def held(local: LocalPublishers, folder: Path) -> Path:
    """A library that holds one fetched document, kcsie-2025."""
    put_kcsie(local, pdf("first"))
    assert row(local, folder, "kcsie-2025")["state"] == "fetched"
    local.asked.clear()
    return folder


def test_guidance_arrives_with_its_entry_and_where_it_came_from(local: LocalPublishers, folder: Path) -> None:
    put_kcsie(local, pdf("first"))
    said = row(local, folder, "kcsie-2025")
    assert (said["id"], said["state"], said["withdrawn"]) == ("kcsie-2025", "fetched", None)
    assert (folder / said["file"]).read_bytes() == pdf("first").body
    entry = entries(folder)["kcsie-2025"]
    assert entry["file"] == said["file"]
    assert (entry["title"], entry["tier"], entry["url"], entry["licence"]) == (TITLE, "statutory", KCSIE, "OGL-3.0")
    assert (entry["published"], entry["in_force_to"]) == (date(2025, 7, 7), date(2026, 9, 1))
    record = json.loads((folder / "fetched.json").read_text())[said["file"]]
    assert (record["url"], record["stated"], record["title"]) == (PDF, "2025-07-07", TITLE)
    assert record["attribution"].endswith("Open Government Licence v3.0; publisher: Department for Education.")
    assert f"# Fetched from {KCSIE}. {record['attribution']}" in (folder / "library.toml").read_text()
    assert [document.doc_id for document in read_manifest(folder).documents] == ["kcsie-2025"]


def test_nothing_is_sent_again_that_has_not_changed(local: LocalPublishers, held: Path) -> None:
    before, written = everything(held), (held / "library.toml").stat().st_ino
    said = row(local, held, "kcsie-2025")
    assert said["state"] == "not changed"
    assert local.urls() == [api(KCSIE)]
    assert "if-none-match" in local.asked[0].headers
    assert everything(held) == before
    assert (held / "library.toml").stat().st_ino == written


def test_a_page_that_changed_around_the_same_file_changes_nothing_held(local: LocalPublishers, held: Path) -> None:
    before = everything(held)
    put_kcsie(local, pdf("first"), updated="2025-08-01T09:00:00Z")
    assert row(local, held, "kcsie-2025")["state"] == "not changed"
    assert local.urls() == [api(KCSIE), PDF]
    assert "if-none-match" in local.asked[1].headers
    assert {**everything(held), "fetched.json": b""} == {**before, "fetched.json": b""}
    local.asked.clear()
    row(local, held, "kcsie-2025")
    assert local.urls() == [api(KCSIE)]


def test_a_renamed_attachment_is_found_and_its_content_is_no_edition(local: LocalPublishers, held: Path) -> None:
    renamed = f"{ASSETS}/2/Keeping_children_safe_2025_revised_name.pdf"
    put_kcsie(local, pdf("first"), url=renamed, title="Keeping children safe in education: 2025")
    assert row(local, held, "kcsie-2025")["state"] == "not changed"
    assert local.urls() == [api(KCSIE), renamed]
    assert list(entries(held)) == ["kcsie-2025"]


def test_another_address_is_asked_for_its_file_whatever_its_etag(local: LocalPublishers, folder: Path) -> None:
    put_kcsie(local, Answer(pdf("first").body, etag='"1"'))
    row(local, folder, "kcsie-2025")
    put_kcsie(local, Answer(pdf("second").body, etag='"1"'), url=f"{ASSETS}/2/KCSIE_2025.pdf")
    assert row(local, folder, "kcsie-2025")["state"] == "new edition"


def test_new_content_keeps_the_old_as_an_edition(local: LocalPublishers, held: Path) -> None:
    first = entries(held)["kcsie-2025"]
    second = f"{ASSETS}/2/KCSIE_2025.pdf"
    put_kcsie(local, pdf("second"), url=second, updated="2025-10-01T09:00:00Z", note="Corrected paragraph 4.")
    said = row(local, held, "kcsie-2025")
    assert (said["state"], said["kept"]) == ("new edition", "kcsie-2025-2025-07-07")
    assert "the publisher's note: Corrected paragraph 4." in said["message"]
    now, before = entries(held)["kcsie-2025"], entries(held)["kcsie-2025-2025-07-07"]
    assert (held / now["file"]).read_bytes() == pdf("second").body
    assert (before["file"], (held / first["file"]).read_bytes()) == (first["file"], pdf("first").body)
    assert (before["superseded_by"], before["in_force_to"]) == ("kcsie-2025", date(2025, 10, 1))
    assert (now["supersedes"], now["in_force_from"]) == ("kcsie-2025-2025-07-07", date(2025, 10, 1))
    assert before["edition"] == "2025, as published on 2025-07-07"
    assert now["published"] == date(2025, 10, 1)
    assert len(read_manifest(held).documents) == 2


def test_a_correction_before_the_first_day_leaves_that_day(local: LocalPublishers, held: Path) -> None:
    put_kcsie(local, pdf("second"), updated="2025-08-01T09:00:00Z")
    row(local, held, "kcsie-2025")
    now, before = entries(held)["kcsie-2025"], entries(held)["kcsie-2025-2025-07-07"]
    assert now["in_force_from"] == before["in_force_from"] == before["in_force_to"] == date(2025, 9, 1)


def test_a_correction_after_the_last_day_counts_for_no_day(local: LocalPublishers, held: Path) -> None:
    put_kcsie(local, pdf("second"), updated="2026-10-01T09:00:00Z")
    row(local, held, "kcsie-2025")
    now, before = entries(held)["kcsie-2025"], entries(held)["kcsie-2025-2025-07-07"]
    assert before["in_force_from"] == date(2025, 9, 1)
    assert before["in_force_to"] == now["in_force_from"] == now["in_force_to"] == date(2026, 9, 1)
    assert len(read_manifest(held).documents) == 2


def test_the_register_fills_in_nothing_that_runs_against_a_persons_date(local: LocalPublishers, held: Path) -> None:
    manifest = held / "library.toml"
    rows = [row for row in manifest.read_text().splitlines() if not row.startswith("in_force")]
    manifest.write_text("\n".join([*rows, "in_force_to = 2025-08-01", ""]))
    row(local, held, "kcsie-2025")
    entry = entries(held)["kcsie-2025"]
    assert (entry["in_force_to"], "in_force_from" in entry) == (date(2025, 8, 1), False)
    read_manifest(held)


def test_the_registers_day_of_publication_goes_before_the_pages(local: LocalPublishers, folder: Path) -> None:
    put_kcsie(local, pdf("first"), updated="2025-10-01T09:00:00Z")
    row(local, folder, "kcsie-2025")
    assert entries(folder)["kcsie-2025"]["published"] == date(2025, 7, 7)


def test_each_edition_has_an_id_of_its_own(local: LocalPublishers, held: Path) -> None:
    for words in ("second", "third"):
        put_kcsie(local, pdf(words), note=f"The {words} text.")
        assert row(local, held, "kcsie-2025")["state"] == "new edition"
    assert list(entries(held)) == ["kcsie-2025", "kcsie-2025-2025-07-07", "kcsie-2025-2025-07-07-2"]
    kept = [(held / entry["file"]).read_bytes() for entry in entries(held).values()]
    assert kept == [pdf("third").body, pdf("first").body, pdf("second").body]
    read_manifest(held)


def test_a_withdrawn_page_is_marked_and_its_file_stays(local: LocalPublishers, held: Path) -> None:
    why = "<p>This is <strong>out&nbsp;of date</strong>.</p><p>See the new one.</p>"
    put_kcsie(local, pdf("first"), withdrawn="2026-02-01T10:00:00Z", why=why)
    said = row(local, held, "kcsie-2025")
    assert (said["state"], said["withdrawn"]) == ("not changed", "2026-02-01")
    entry = entries(held)["kcsie-2025"]
    assert entry["withdrawn"] == date(2026, 2, 1)
    assert entry["notice"] == "Its publisher withdrew it: This is out of date. See the new one."
    (document,) = read_manifest(held).documents
    assert standing(document, {}, date(2026, 2, 1)).status is Status.WITHDRAWN
    assert row(local, held, "kcsie-2025")["withdrawn"] == "2026-02-01"
    put_kcsie(local, pdf("first"), note="No longer withdrawn.")
    assert row(local, held, "kcsie-2025")["withdrawn"] is None
    assert {"notice", "withdrawn"} & set(entries(held)["kcsie-2025"]) == set()


def test_a_withdrawal_before_the_day_of_publication_counts_from_that_day(local: LocalPublishers, held: Path) -> None:
    for content in (pdf("first"), pdf("second")):
        put_kcsie(local, content, withdrawn="2025-07-06T12:00:00Z", why="<p>Do not use.</p>")
        assert row(local, held, "kcsie-2025")["withdrawn"] == "2025-07-06"
        entry = entries(held)["kcsie-2025"]
        assert (entry["published"], entry["withdrawn"]) == (date(2025, 7, 7), date(2025, 7, 7))
        now = {document.doc_id: document for document in read_manifest(held).documents}
        assert standing(now["kcsie-2025"], now, date(2025, 10, 1)).status is Status.WITHDRAWN


def test_a_new_document_that_was_withdrawn_before_its_day_is_marked(local: LocalPublishers, folder: Path) -> None:
    put_kcsie(local, pdf("first"), withdrawn="2025-07-06T12:00:00Z")
    row(local, folder, "kcsie-2025")
    entry = entries(folder)["kcsie-2025"]
    assert (entry["published"], entry["withdrawn"]) == (date(2025, 7, 7), date(2025, 7, 7))


def test_a_withdrawn_page_with_new_content_says_both(local: LocalPublishers, held: Path) -> None:
    put_kcsie(local, pdf("second"), withdrawn="2026-02-01T10:00:00Z")
    said = row(local, held, "kcsie-2025")
    assert (said["state"], said["withdrawn"]) == ("new edition", "2026-02-01")
    assert "kept as kcsie-2025-2025-07-07; " in said["message"]
    assert "withdrawn by its publisher on 2026-02-01" in said["message"]


def test_a_persons_own_notice_stays(local: LocalPublishers, held: Path) -> None:
    manifest = held / "library.toml"
    manifest.write_text(manifest.read_text() + 'notice = "Ask Sam."   # ours\n')
    put_kcsie(local, pdf("first"), withdrawn="2026-02-01T10:00:00Z")
    row(local, held, "kcsie-2025")
    assert 'notice = "Ask Sam."   # ours\n' in manifest.read_text()
    assert entries(held)["kcsie-2025"]["withdrawn"] == date(2026, 2, 1)


def test_what_a_person_wrote_in_the_manifest_stays(local: LocalPublishers, held: Path) -> None:
    manifest = held / "library.toml"
    mine = manifest.read_text().replace(f'title = "{TITLE}"', "title = 'Our name for it'   # as we say") + "\n# end\n"
    manifest.write_text(mine)
    put_kcsie(local, pdf("second"))
    row(local, held, "kcsie-2025")
    assert "title = 'Our name for it'   # as we say\n" in manifest.read_text()
    assert "\n# end\n" in manifest.read_text()


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_leaves_what_is_held(local: LocalPublishers, held: Path, status: int) -> None:
    before = everything(held)
    local.put(api(KCSIE), Answer(status=status))
    said = row(local, held, "kcsie-2025")
    assert (said["state"], f"nothing there ({status})" in said["message"]) == ("failed", True)
    assert everything(held) == before


@pytest.mark.parametrize(
    "fault",
    [
        Answer(status=500),
        Answer(status=429, headers={"Retry-After": "3600"}),
        Answer(pdf("second", size=200_000).body, breaks_at=50_000, has_ranges=False),
        Answer(pdf("second", size=200_000).body, breaks_at=50_000, is_closing=True),
        Answer(b"<html>", "text/html"),
        Answer(status=302, headers={"Location": "https://example.org/a.pdf"}),
    ],
    ids=["500", "429", "broken", "cut", "type", "redirect"],
)
def test_a_fault_leaves_what_is_held(local: LocalPublishers, held: Path, fault: Answer) -> None:
    before = everything(held)
    put_kcsie(local, fault, url=f"{ASSETS}/2/KCSIE_2025.pdf")
    assert row(local, held, "kcsie-2025")["state"] == "failed"
    assert everything(held) == before
    put_kcsie(local, pdf("second"), url=f"{ASSETS}/2/KCSIE_2025.pdf")
    assert row(local, held, "kcsie-2025")["state"] == "new edition"


@pytest.mark.parametrize("step", ["_moved", "write_state", "put_entries"])
def test_a_run_that_breaks_off_leaves_a_library_that_the_next_one_mends(
    local: LocalPublishers, held: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = entries(held)
    real = getattr(settling, step)

    def cut_off(*arguments: Any) -> None:
        if step != "put_entries":
            real(*arguments)
        raise KeyboardInterrupt

    put_kcsie(local, pdf("second"), updated="2025-10-01T09:00:00Z")
    with monkeypatch.context() as patch:
        patch.setattr(settling, step, cut_off)
        assert fetch(local, held, "kcsie-2025").exit_code != 0
    assert entries(held) == before
    assert (held / before["kcsie-2025"]["file"]).read_bytes() == pdf("first").body
    assert row(local, held, "kcsie-2025")["state"] == "new edition"
    contents = {doc_id: (held / entry["file"]).read_bytes() for doc_id, entry in entries(held).items()}
    assert contents == {"kcsie-2025": pdf("second").body, "kcsie-2025-2025-07-07": pdf("first").body}


@pytest.mark.parametrize("step", ["write_state", "put_entries"])
def test_a_withdrawal_is_not_lost_where_the_run_breaks_off(
    local: LocalPublishers, held: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: Any) -> None:
        raise KeyboardInterrupt

    for withdrawn in ("2026-02-01T10:00:00Z", None):
        put_kcsie(local, pdf("first"), withdrawn=withdrawn, why="Out of date.")
        with monkeypatch.context() as patch:
            patch.setattr(settling, step, cut_off)
            assert fetch(local, held, "kcsie-2025").exit_code != 0
        day = withdrawn and withdrawn[:10]
        for _ in range(2):
            said = row(local, held, "kcsie-2025")
            assert (said["state"], said["withdrawn"]) == ("not changed", day)
        entry = entries(held)["kcsie-2025"]
        assert ("notice" in entry, str(entry.get("withdrawn"))) == (withdrawn is not None, str(day))


def test_a_file_that_was_changed_by_hand_is_never_an_edition(local: LocalPublishers, held: Path) -> None:
    place = held / entries(held)["kcsie-2025"]["file"]
    place.write_bytes(b"%PDF-1.7 with a person's notes %%EOF")
    put_kcsie(local, pdf("second"))
    before = everything(held)
    said = row(local, held, "kcsie-2025")
    assert (said["state"], "was changed by hand" in said["message"]) == ("failed", True)
    assert (everything(held), local.asked) == (before, [])
    place.rename(held / "mine.pdf")
    assert row(local, held, "kcsie-2025")["state"] == "fetched"
    assert list(entries(held)) == ["kcsie-2025"]


def test_a_file_that_was_lost_is_brought_again(local: LocalPublishers, held: Path) -> None:
    place = held / entries(held)["kcsie-2025"]["file"]
    place.unlink()
    assert row(local, held, "kcsie-2025")["state"] == "fetched"
    assert place.read_bytes() == pdf("first").body


def test_a_document_that_was_not_fetched_is_left_alone(local: LocalPublishers, folder: Path) -> None:
    folder.mkdir()
    (folder / "library.toml").write_text('[[document]]\nid = "kcsie-2025"\nfile = "mine.pdf"\n')
    before = everything(folder)
    said = row(local, folder, "kcsie-2025")
    assert (said["state"], "was not fetched; nothing was changed" in said["message"]) == ("failed", True)
    assert (everything(folder), local.asked) == (before, [])


def test_a_damaged_record_of_what_was_fetched_is_told(local: LocalPublishers, held: Path) -> None:
    (held / "fetched.json").write_text("[1, 2")
    said = row(local, held, "kcsie-2025")
    assert "fetched.json: damaged" in said["message"]
    assert local.asked == []


def test_a_manifest_that_is_broken_is_told_and_left(local: LocalPublishers, held: Path) -> None:
    (held / "library.toml").write_text("[[document\n")
    assert "cannot be read" in row(local, held, "kcsie-2025")["message"]
    assert (held / "library.toml").read_text() == "[[document\n"


def test_two_fetches_into_one_folder_do_not_meet(local: LocalPublishers, held: Path) -> None:
    with sole_fetch(held):
        said = row(local, held, "kcsie-2025")
    assert "another fetch writes to it" in said["message"]
    assert local.asked == []


def test_a_folder_that_cannot_be_written_is_told(local: LocalPublishers, folder: Path) -> None:
    folder.mkdir()
    (folder / "fetched").write_text("a file")
    said = row(local, folder, "kcsie-2025")
    assert said["message"].endswith("cannot be written (File exists); mend that, or name another with --library.")
