"""`waymark fetch`, the real code against publishers on this machine: what comes, what is kept, what is never done."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from publishers import Answer, LocalPublishers, act, api, file_of, page, pdf, web_page_of

from cli import main
from core.settings import ROOT
from ingest.fetching import settling
from ingest.fetching.client import HOSTS, Client, Publishers
from ingest.manifest import read_manifest

KCSIE = "https://www.gov.uk/government/publications/keeping-children-safe-in-education--2"
TOGETHER = "https://www.gov.uk/government/publications/working-together-to-safeguard-children--2"
HOMES = "https://www.gov.uk/government/publications/social-care-common-inspection-framework-sccif-childrens-homes"
ATTENDANCE = "https://www.gov.uk/government/publications/working-together-to-improve-school-attendance"
ASSETS = "https://assets.publishing.service.gov.uk/media"
TITLE = "Keeping children safe in education 2025"
PDF = f"{ASSETS}/1/KCSIE_2025.pdf"
ACT = "https://www.legislation.gov.uk/ukpga/1989/41"


@pytest.fixture
def local() -> Iterator[LocalPublishers]:
    with LocalPublishers() as publishers:
        yield publishers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


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


def test_law_of_a_day_is_asked_for_by_its_day(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2020-01-01/data.xml", act("ukpga/1989/41", valid="2020-01-01"))
    row(local, folder, "children-act-1989", "--as-of", "2020-01-01")
    assert local.urls() == [f"{ACT}/2020-01-01/data.xml"]
    assert entries(folder)["children-act-1989"]["edition"] == "as at 2020-01-01"


def test_a_later_wording_keeps_the_earlier_as_an_edition(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/2020-01-01/data.xml", act("ukpga/1989/41", valid="2020-01-01"))
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41", valid="2024-05-01"))
    row(local, folder, "children-act-1989", "--as-of", "2020-01-01")
    said = row(local, folder, "children-act-1989")
    assert (said["state"], said["kept"]) == ("new edition", "children-act-1989-2020-01-01")
    now, before = entries(folder)["children-act-1989"], entries(folder)["children-act-1989-2020-01-01"]
    assert (before["edition"], before["in_force_to"]) == ("as at 2020-01-01", date(2024, 5, 1))
    assert (now["edition"], now["in_force_from"]) == ("as at 2024-05-01", date(2024, 5, 1))
    earlier = row(local, folder, "children-act-1989", "--as-of", "2020-01-01")
    assert (earlier["state"], "holds a later wording (2024-05-01)" in earlier["message"]) == ("failed", True)
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


def test_nothing_is_sent_again_that_has_not_changed(local: LocalPublishers, held: Path) -> None:
    before, written = everything(held), (held / "library.toml").stat().st_ino
    said = row(local, held, "kcsie-2025")
    assert said["state"] == "not changed"
    assert local.urls() == [api(KCSIE)]
    assert "if-none-match" in local.asked[0].headers
    assert everything(held) == before
    assert (held / "library.toml").stat().st_ino == written


def test_law_that_has_not_changed_is_not_sent_again(local: LocalPublishers, folder: Path) -> None:
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41"))
    row(local, folder, "children-act-1989")
    before = everything(folder)
    assert row(local, folder, "children-act-1989")["state"] == "not changed"
    assert "if-none-match" in local.asked[1].headers
    assert everything(folder) == before


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
    notice = "Withdrawn by its publisher on 2026-02-01. This is out of date. See the new one."
    assert entries(held)["kcsie-2025"]["notice"] == notice
    assert row(local, held, "kcsie-2025")["withdrawn"] == "2026-02-01"
    put_kcsie(local, pdf("first"), note="No longer withdrawn.")
    assert row(local, held, "kcsie-2025")["withdrawn"] is None
    assert "notice" not in entries(held)["kcsie-2025"]


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


def test_the_right_one_of_several_attachments_is_chosen(local: LocalPublishers, folder: Path) -> None:
    listed = [
        file_of(f"{ASSETS}/9/part_one.pdf", f"{TITLE}: part one"),
        file_of(f"{ASSETS}/9/easy_read.pdf", f"{TITLE}: easy read"),
        web_page_of("/government/publications/keeping-children-safe-in-education--2/in-html", TITLE),
        file_of(f"{ASSETS}/9/table.ods", TITLE, kind="application/vnd.oasis.opendocument.spreadsheet"),
        file_of(PDF, TITLE),
        {"attachment_type": "external", "title": TITLE},
        {"attachment_type": "file", "content_type": "application/pdf", "url": f"{ASSETS}/9/untitled.pdf"},
        file_of(f"{ASSETS}/9/annex.pdf", "Annex C: role of the designated safeguarding lead"),
    ]
    local.put(api(KCSIE), page("Keeping children safe in education", attachments=listed))
    local.put(PDF, pdf("the right one"))
    row(local, folder, "kcsie-2025")
    assert local.urls() == [api(KCSIE), PDF]


def test_an_easy_read_is_not_taken_however_near_its_title(local: LocalPublishers, folder: Path) -> None:
    listed = [
        file_of(f"{ASSETS}/9/easy.pdf", f"{TITLE}: easy read"),
        file_of(PDF, "Keeping children safe in education 2025: statutory guidance for schools and colleges in England"),
    ]
    local.put(api(KCSIE), page("Keeping children safe in education", attachments=listed))
    local.put(PDF, pdf("the guidance"))
    row(local, folder, "kcsie-2025")
    assert local.urls() == [api(KCSIE), PDF]


def test_two_attachments_that_fit_equally_are_a_persons_choice(local: LocalPublishers, folder: Path) -> None:
    other = f"{ASSETS}/2/KCSIE_2025_print.pdf"
    put_kcsie(local, pdf("first"))
    listed = [file_of(PDF, TITLE), file_of(other, TITLE)]
    local.put(api(KCSIE), page("Keeping children safe in education", attachments=listed))
    local.put(other, pdf("for print"))
    said = row(local, folder, "kcsie-2025")
    assert "2 files fit equally: KCSIE_2025.pdf" in said["message"]
    assert "Pick one with --attachment NAME" in said["message"]
    assert row(local, folder, "kcsie-2025", "--attachment", "KCSIE_2025_print.pdf")["state"] == "fetched"
    assert (folder / entries(folder)["kcsie-2025"]["file"]).read_bytes() == pdf("for print").body
    local.put(other, pdf("for print, corrected"))
    noted = page("Keeping children safe in education", attachments=listed, note="Corrected.")
    local.put(api(KCSIE), noted)
    assert row(local, folder, "kcsie-2025")["state"] == "new edition"
    assert (folder / entries(folder)["kcsie-2025"]["file"]).read_bytes() == pdf("for print, corrected").body
    unknown = row(local, folder, "kcsie-2025", "--attachment", "none.pdf")
    assert "0 attachments are named none.pdf; the page has KCSIE_2025.pdf" in unknown["message"]


def test_another_edition_is_named_by_its_id_and_not_stored(local: LocalPublishers, folder: Path) -> None:
    url = f"{ASSETS}/3/WT_2026.pdf"
    listed = [file_of(url, "Working together to safeguard children 2026")]
    local.put(api(TOGETHER), page("Working together to safeguard children", attachments=listed))
    local.put(url, pdf("2026"))
    for arguments in ((), ("--attachment", "WT_2026.pdf")):
        said = row(local, folder, "working-together-2023", *arguments)
        assert "the page now holds another edition" in said["message"]
        assert "fetch working-together-2026" in said["message"]
    assert everything(folder) == {}
    assert row(local, folder, "working-together-2026")["state"] == "fetched"


def test_a_superseded_edition_is_not_taken_from_a_page_that_names_none(local: LocalPublishers, folder: Path) -> None:
    url = f"{ASSETS}/3/WT.pdf"
    listed = [file_of(url, "Working together to safeguard children")]
    local.put(api(TOGETHER), page("Working together to safeguard children", attachments=listed))
    local.put(url, pdf("one of them"))
    said = row(local, folder, "working-together-2023")
    assert "superseded by working-together-2026. Fetch that, or pick the file with --attachment NAME" in said["message"]
    assert row(local, folder, "working-together-2023", "--attachment", "WT.pdf")["state"] == "fetched"


def test_an_attachment_in_html_is_fetched_as_the_page_that_it_is(local: LocalPublishers, folder: Path) -> None:
    path = "/government/publications/working-together-to-improve-school-attendance/the-guidance"
    title = "Working together to improve school attendance"
    local.put(api(ATTENDANCE), page(title, attachments=[web_page_of(path, title)]))
    inner = api(f"https://www.gov.uk{path}")
    local.put(inner, page(title, body="<h2>Registers</h2><p>Keep one.</p>", updated="2026-07-09T08:00:00Z"))
    said = row(local, folder, "school-attendance-2024")
    text = (folder / said["file"]).read_text()
    assert "<h1>Working together to improve school attendance</h1>\n<h2>Registers</h2><p>Keep one.</p>" in text
    assert said["file"].startswith("fetched/school-attendance-2024-2026-07-09-")
    assert row(local, folder, "school-attendance-2024")["state"] == "not changed"
    assert [("if-none-match" in asked.headers) for asked in local.asked] == [False, False, True, True]
    local.put(inner, page(title, body="<p>Keep two.</p>", updated="2026-08-01T08:00:00Z"))
    said = row(local, folder, "school-attendance-2024")
    assert (said["state"], said["kept"]) == ("new edition", "school-attendance-2024-2026-07-09")
    assert row(local, folder, "school-attendance-2024")["state"] == "not changed"
    assert [("if-none-match" in asked.headers) for asked in local.asked[-2:]] == [True, True]


def test_a_page_without_files_is_itself_the_document(local: LocalPublishers, folder: Path) -> None:
    title = "Social care common inspection framework (SCCIF): children's homes 2025"
    local.put(api(HOMES), page(title, body="<p>How we inspect.</p>"))
    said = row(local, folder, "sccif-childrens-homes-2025")
    assert said["file"].endswith(".html")
    assert "children&#x27;s homes 2025</h1>\n<p>How we inspect.</p>" in (folder / said["file"]).read_text()
    assert row(local, folder, "sccif-childrens-homes-2025")["state"] == "not changed"
    assert local.urls() == [api(HOMES)] * 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"a": 1}', "not the page that was asked for"),
        (b'{"title": 5, "public_updated_at": "2025-01-01T00:00:00Z"}', "not the page that was asked for"),
        (b'{"title": "T", "public_updated_at": "soon"}', "not the page that was asked for"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not the page that was asked for"),
        (b'{"title": "\xff"}', "is no text"),
        (b'{"schema_name": "redirect", "redirects": [{"destination": "/new"}]}', "has moved to https://www.gov.uk/new"),
        (page("T").body, "no file of the page fits; it has none that is PDF or HTML"),
    ],
)
def test_an_answer_that_is_no_page_is_told(local: LocalPublishers, folder: Path, body: bytes, words: str) -> None:
    local.put(api(KCSIE), Answer(body, "application/json"))
    said = row(local, folder, "kcsie-2025")
    assert (said["state"], words in said["message"]) == ("failed", True), said["message"][:300]
    assert everything(folder) == {}


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
    from ingest.fetching.holdings import sole_fetch

    with sole_fetch(held):
        said = row(local, held, "kcsie-2025")
    assert "another fetch writes to it" in said["message"]
    assert local.asked == []


def test_without_a_network_one_sentence_says_what_to_do_and_nothing_is_asked_twice(folder: Path) -> None:
    slept: list[float] = []
    nobody = Client(Publishers(dict.fromkeys(HOSTS, "http://127.0.0.1:1")), sleep=slept.append)
    result = fetch(nobody, folder, "--all", "--json")
    nobody.close()
    assert result.exit_code == 1
    said = [each["message"] for each in rows(result)]
    told = [words for words in said if "on a connected machine and copy its library folder to this one" in words]
    assert (len(told), len(said) > 20) == (2, True)
    assert sum(words.startswith("not asked for: ") for words in said) == len(said) - 2
    assert f"{len(said)} of {len(said)} could not be fetched; the library keeps what it held" in result.stderr


def test_the_command_asks_by_the_proxy_that_the_environment_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setattr("ingest.fetching.client.TRIES", 1)
    result = CliRunner().invoke(main, ["fetch", "kcsie-2025", "--library", str(folder)])
    assert result.exit_code == 1
    assert result.stdout.startswith("kcsie-2025: failed: www.gov.uk cannot be reached")


def test_one_that_fails_does_not_stop_the_others(local: LocalPublishers, folder: Path) -> None:
    put_kcsie(local, pdf("first"))
    result = fetch(local, folder, "children-act-1989", "kcsie-2025", "--json")
    assert [each["state"] for each in rows(result)] == ["failed", "fetched"]
    assert result.exit_code == 1
    assert "1 of 2 could not be fetched" in result.stderr


def test_a_source_whose_licence_forbids_it_is_never_asked_for(local: LocalPublishers, folder: Path) -> None:
    register = tomllib.loads((ROOT / "guidance_docs" / "sources.toml").read_text())["source"]
    closed = [source["id"] for source in register if source.get("store") is False]
    assert closed
    for source_id in closed:
        assert "does not let the full text be kept" in row(local, folder, source_id)["message"]
    assert local.asked == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["kcsie-2025", "kcsie-2026", "--attachment", "a.pdf"], "--attachment goes with one ID"),
        (["kcsie-2025", "--as-of", "2020-01-01"], "--as-of goes with law"),
        (["kcsie-2025", "--as-of", "soon"], "--as-of"),
    ],
)
def test_wrong_use_is_told_and_nothing_is_asked(
    local: LocalPublishers, folder: Path, arguments: list[str], words: str
) -> None:
    result = fetch(local, folder, *arguments)
    assert (result.exit_code, words in result.stderr) == (2, True)
    assert local.asked == []


def test_the_shipped_sample_is_never_fetched_into(local: LocalPublishers) -> None:
    result = fetch(local, ROOT / "guidance_docs", "kcsie-2025")
    assert (result.exit_code, "name another folder with --library" in result.stderr) == (2, True)
    assert local.asked == []


def test_an_unknown_id_and_a_dry_run_and_the_list_ask_nobody(local: LocalPublishers, folder: Path) -> None:
    unknown = fetch(local, folder, "no-such-id")
    assert (unknown.exit_code, "no-such-id: not in the register" in unknown.stderr) == (1, True)
    dry = fetch(local, folder, "kcsie-2025", "children-act-1989", "--dry-run")
    assert dry.stdout.splitlines() == [
        f"kcsie-2025: would fetch: {KCSIE}",
        f"children-act-1989: would fetch: {ACT}",
    ]
    assert "Asks only: www.gov.uk, assets.publishing.service.gov.uk, www.legislation.gov.uk." in dry.stderr
    listed = fetch(local, folder)
    assert "kcsie-2025: new: Keeping children safe in education 2025" in listed.stdout
    assert (local.asked, folder.exists()) == ([], False)


def test_what_was_fetched_can_be_ingested_and_found(local: LocalPublishers, folder: Path, tmp_path: Path) -> None:
    local.put(f"{ACT}/data.xml", act("ukpga/1989/41"))
    title = "Social care common inspection framework (SCCIF): children's homes 2025"
    local.put(api(HOMES), page(title, body="<h2>Visits</h2><p>An inspector visits the home unannounced.</p>"))
    assert fetch(local, folder, "children-act-1989", "sccif-childrens-homes-2025").exit_code == 0
    at = ["--store", str(tmp_path / "store"), "--model", "hashing"]
    built = CliRunner().invoke(main, ["ingest", "--library", str(folder), *at])
    assert (built.exit_code, built.stdout.startswith("2 documents")) == (0, True), built.output
    found = CliRunner().invoke(main, ["search", "inspector visits the home unannounced", "-k", "1", *at])
    assert "An inspector visits the home unannounced." in found.stdout


def test_a_folder_that_cannot_be_written_is_told(local: LocalPublishers, folder: Path) -> None:
    folder.mkdir()
    (folder / "fetched").write_text("a file")
    said = row(local, folder, "kcsie-2025")
    assert said["message"].endswith("cannot be written (File exists); mend that, or name another with --library.")


def test_the_page_on_fetching_names_every_option_and_every_host() -> None:
    words = (ROOT / "docs" / "fetch.md").read_text(encoding="utf-8")
    options = [option for parameter in main.commands["fetch"].params for option in parameter.opts if option[:2] == "--"]
    assert len(options) == 6
    assert [name for name in (*options, *HOSTS) if f"{name}" not in words] == []
