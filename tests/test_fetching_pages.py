"""Pages of GOV.UK: the right file of several, the edition that was asked for, pages in HTML, and no page at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fetches import (
    ASSETS,
    ATTENDANCE,
    HOMES,
    KCSIE,
    PDF,
    TITLE,
    TOGETHER,
    entries,
    everything,
    put_kcsie,
    row,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publishers import Answer, LocalPublishers, api, file_of, page, pdf, web_page_of

from core.errors import FetchError
from ingest.fetching.gov_uk import parse_page

KEYS = [
    "title", "public_updated_at", "details", "attachments", "change_history", "public_timestamp", "note", "body", "url",
    "withdrawn_notice", "withdrawn_at", "explanation", "attachment_type", "content_type", "schema_name", "redirects",
    "destination",
]  # fmt: skip
DAYS = ["2025-07-07T09:30:00+01:00", "2025-07-07", "html", "application/pdf", "redirect", "https://[", "/a/b"]
WHOLE = {"title": "A page", "public_updated_at": "2025-07-07T09:30:00+01:00"}
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_right_one_of_several_attachments_is_chosen(local: LocalPublishers, folder: Path) -> None:
    listed = [
        file_of(f"{ASSETS}/9/part_one.pdf", f"{TITLE}: part one"),
        file_of(f"{ASSETS}/9/easy_read.pdf", f"{TITLE}: easy read"),
        web_page_of(f"{urlsplit(KCSIE).path}/in-html", TITLE),
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
    path = f"{urlsplit(ATTENDANCE).path}/the-guidance"
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


@pytest.mark.parametrize("place", ["note", "title", "attachment", "url", "withdrawn", "body", "redirect"])
def test_half_a_character_is_refused_in_words_and_leaves_nothing(
    local: LocalPublishers, folder: Path, place: str
) -> None:
    half = "\ud83d"
    listed = [file_of(PDF + half * (place == "url"), TITLE + half * (place == "attachment"))]
    sent = page(
        "Keeping children safe" + half * (place == "title"),
        attachments=listed,
        note="Corrected." + half * (place == "note"),
        body=half * (place == "body"),
        withdrawn="2026-02-01T10:00:00Z",
        why=half * (place == "withdrawn"),
    )
    redirect = Answer(json.dumps({"schema_name": "redirect", "redirects": [{"destination": half}]}).encode(), sent.kind)
    local.put(api(KCSIE), redirect if place == "redirect" else sent)
    local.put(PDF, pdf("first"))
    said = row(local, folder, "kcsie-2025")
    assert (said["state"], "holds half a character" in said["message"]) == ("failed", True), said["message"]
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [".lock"]


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from(DAYS)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)),
    max_leaves=12,
)


@unhurried
@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=8).map(lambda held: {**WHOLE, **held}))
def test_any_answer_is_a_page_or_an_error_in_words(held: dict[str, Any]) -> None:
    try:
        parsed = parse_page(json.dumps(held))
    except FetchError:
        return
    words = (parsed.title, parsed.body, parsed.change, parsed.withdrawn_because)
    assert all(isinstance(each, str) for each in words)
    assert all(isinstance(each.title, str) and each.url.startswith("http") for each in parsed.attachments)
    assert type(parsed.updated) is date
