"""Asking the publishers: politely, known hosts only, every fault told in words, and never part of a file kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publishers import Answer, LocalPublishers, pdf

from core.errors import FetchError, GoneError, NoNetworkError, RefusedError
from ingest.fetching.client import (
    CERTIFICATES,
    HOSTS,
    LONGEST_WAIT,
    PROXIES,
    TRIES,
    Client,
    Form,
    Publishers,
    Validators,
    _retry_after,
)

FILE = "https://assets.publishing.service.gov.uk/media/1/guide.pdf"
OTHER = "https://assets.publishing.service.gov.uk/media/2/guide.pdf"
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / ".guide.pdf.part"


def left(part: Path) -> list[str]:
    return sorted(path.name for path in part.parent.iterdir())


def test_a_file_arrives_whole_with_what_to_ask_again_with(local: LocalPublishers, part: Path) -> None:
    answer = pdf("one")
    local.put(FILE, answer)
    assert local.client().download(FILE, part, Form.PDF) == Validators(answer.tag, None)
    assert part.read_bytes() == answer.body
    assert left(part) == [part.name]


def test_only_an_address_is_sent(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, pdf("one"))
    local.client().download(FILE, part, Form.PDF)
    sent = local.asked[0].headers
    assert sorted(sent) == ["accept", "accept-encoding", "connection", "host", "user-agent"]
    assert sent["user-agent"].startswith("Waymark")


def test_a_cookie_is_never_sent_back(local: LocalPublishers, part: Path) -> None:
    setting = {"Set-Cookie": "who=me; Path=/"}
    local.put(OTHER, Answer(status=301, headers={"Location": FILE, **setting}))
    local.put(FILE, Answer(pdf("one").body, headers=setting))
    client = local.client()
    for _ in range(2):
        client.download(OTHER, part, Form.PDF)
    assert ["cookie" in asked.headers for asked in local.asked] == [False] * 4


def test_a_file_that_has_not_changed_is_not_sent_again(local: LocalPublishers, part: Path) -> None:
    answer = pdf("one")
    local.put(FILE, answer)
    known = Validators(answer.tag, "Mon, 07 Jul 2025 08:30:00 GMT")
    assert local.client().download(FILE, part, Form.PDF, known) is None
    assert local.asked[0].headers["if-none-match"] == answer.tag
    assert local.asked[0].headers["if-modified-since"] == "Mon, 07 Jul 2025 08:30:00 GMT"
    assert left(part) == []


def test_not_changed_is_no_answer_where_nothing_is_held(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(status=304))
    with pytest.raises(FetchError, match="nothing was held"):
        local.client().download(FILE, part, Form.PDF)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_told_at_once(local: LocalPublishers, part: Path, status: int) -> None:
    local.put(FILE, Answer(status=status))
    with pytest.raises(GoneError, match=rf"nothing there \({status}\); look for the document by its title"):
        local.client().download(FILE, part, Form.PDF)
    assert len(local.asked) == 1


@pytest.mark.parametrize("status", [401, 403, 418, 451])
def test_a_refusal_is_told_at_once_with_its_number(local: LocalPublishers, part: Path, status: int) -> None:
    local.put(FILE, Answer(status=status))
    with pytest.raises(FetchError, match=f"answered {status}; open the address in a browser"):
        local.client().download(FILE, part, Form.PDF)
    assert len(local.asked) == 1


def test_too_many_requests_waits_as_long_as_the_publisher_asks(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(status=429, headers={"Retry-After": "17"}), pdf("one"))
    assert local.client().download(FILE, part, Form.PDF)
    assert local.slept == [17.0]


def test_a_wait_that_is_too_long_ends_the_fetch(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(status=429, headers={"Retry-After": str(int(LONGEST_WAIT) + 1)}))
    with pytest.raises(FetchError, match="asks to wait 121 seconds; fetch again after that"):
        local.client().download(FILE, part, Form.PDF)
    assert (len(local.asked), local.slept) == (1, [])


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_publishers_fault_that_passes_is_waited_out(local: LocalPublishers, part: Path, status: int) -> None:
    local.put(FILE, Answer(status=status), Answer(status=status), pdf("one"))
    assert local.client().download(FILE, part, Form.PDF)
    first, second = local.slept
    assert 1.0 <= first <= 1.5 < 2.0 <= second <= 3.0


def test_a_publishers_fault_that_stays_ends_the_fetch(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(status=500))
    with pytest.raises(FetchError, match="answered 500, 4 times; fetch again later"):
        local.client().download(FILE, part, Form.PDF)
    assert len(local.asked) == TRIES
    assert left(part) == []


def test_silence_ends_in_a_sentence(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(is_silent=True))
    with pytest.raises(FetchError, match="no answer in time, 4 times"):
        local.client(timeout=0.05).download(FILE, part, Form.PDF)


def test_no_network_ends_in_the_sentence_that_says_what_to_do(part: Path) -> None:
    nobody = Client(Publishers(dict.fromkeys(HOSTS, "http://127.0.0.1:1")), sleep=lambda _: None)
    with pytest.raises(NoNetworkError, match="run `waymark fetch` on a connected machine and copy its library folder"):
        nobody.download(FILE, part, Form.PDF)
    nobody.close()


def test_requests_to_one_host_are_a_second_apart(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, pdf("one"))
    local.put(OTHER, pdf("two"))
    client = local.client()
    for url in (FILE, OTHER, FILE):
        client.download(url, part, Form.PDF)
    assert local.slept == [1.0, 1.0]


def test_a_broken_download_is_taken_up_where_it_broke(local: LocalPublishers, part: Path) -> None:
    answer = pdf("one", size=300_000)
    broken = Answer(answer.body, breaks_at=100_000)
    local.put(FILE, broken, answer)
    assert local.client().download(FILE, part, Form.PDF)
    assert part.read_bytes() == answer.body
    first, second = local.asked
    assert "range" not in first.headers
    assert second.headers["if-range"] == answer.tag
    assert 0 < int(second.headers["range"].removeprefix("bytes=").removesuffix("-")) <= 100_000
    assert left(part) == [part.name]


def test_a_broken_download_is_taken_up_by_a_later_run(local: LocalPublishers, part: Path) -> None:
    answer = pdf("one", size=300_000)
    local.put(FILE, Answer(answer.body, breaks_at=100_000), Answer(status=500))
    with pytest.raises(FetchError):
        local.client().download(FILE, part, Form.PDF)
    held = part.stat().st_size
    assert 0 < held <= 100_000
    local.put(FILE, answer)
    local.client().download(FILE, part, Form.PDF)
    assert local.asked[-1].headers["range"] == f"bytes={held}-"
    assert part.read_bytes() == answer.body


def test_a_part_is_not_joined_to_a_file_that_changed_meanwhile(local: LocalPublishers, part: Path) -> None:
    new = pdf("new", size=200_000)
    local.put(FILE, Answer(pdf("old", size=300_000).body, breaks_at=100_000), new)
    local.client().download(FILE, part, Form.PDF)
    assert part.read_bytes() == new.body


def test_a_part_of_one_address_is_not_joined_to_another(local: LocalPublishers, part: Path) -> None:
    old, new = pdf("old", size=300_000), pdf("new", size=300_000)
    local.put(FILE, Answer(old.body, etag='"1"', breaks_at=100_000), Answer(status=500))
    local.put(OTHER, Answer(new.body, etag='"1"'))
    with pytest.raises(FetchError):
        local.client().download(FILE, part, Form.PDF)
    local.client().download(OTHER, part, Form.PDF)
    assert part.read_bytes() == new.body


def test_a_publisher_without_ranges_is_asked_for_the_whole_file_again(local: LocalPublishers, part: Path) -> None:
    answer = pdf("one", size=300_000)
    broken = Answer(answer.body, breaks_at=100_000, has_ranges=False)
    local.put(FILE, broken, Answer(answer.body, has_ranges=False))
    local.client().download(FILE, part, Form.PDF)
    assert "range" not in local.asked[1].headers
    assert part.read_bytes() == answer.body


@pytest.mark.parametrize("more", [{"etag": 'W/"1"'}, {"headers": {"Content-Encoding": "identity"}}])
def test_a_part_that_cannot_be_told_from_another_is_not_taken_up(
    local: LocalPublishers, part: Path, more: dict[str, Any]
) -> None:
    answer = pdf("one", size=300_000)
    local.put(FILE, Answer(answer.body, breaks_at=100_000, **more), answer)
    local.client().download(FILE, part, Form.PDF)
    assert "range" not in local.asked[1].headers
    assert part.read_bytes() == answer.body


def test_a_part_of_a_file_that_is_after_all_as_it_was_is_thrown_away(local: LocalPublishers, part: Path) -> None:
    held = pdf("held")
    local.put(FILE, Answer(pdf("new", size=300_000).body, breaks_at=100_000), Answer(status=500))
    with pytest.raises(FetchError):
        local.client().download(FILE, part, Form.PDF, Validators(held.tag))
    assert part.exists()
    local.put(FILE, held)
    assert local.client().download(FILE, part, Form.PDF, Validators(held.tag)) is None
    assert left(part) == []


def test_a_wrong_part_is_thrown_away(local: LocalPublishers, part: Path) -> None:
    answer = pdf("one", size=300_000)
    wrong = Answer(answer.body[5:], status=206, headers={"Content-Range": "bytes 5-9/10"}, etag=answer.tag)
    local.put(FILE, Answer(answer.body, breaks_at=100_000), wrong, Answer(status=416), answer)
    local.client().download(FILE, part, Form.PDF)
    assert part.read_bytes() == answer.body


@pytest.mark.parametrize("cut", [9, 2000, 300_000])
def test_a_file_cut_short_without_a_word_is_refused(local: LocalPublishers, part: Path, cut: int) -> None:
    local.put(FILE, Answer(pdf("one", size=300_000).body, breaks_at=cut, is_closing=True))
    with pytest.raises(FetchError, match="broke off before its end, 4 times"):
        local.client().download(FILE, part, Form.PDF)
    assert left(part) == []


def test_a_file_that_is_too_large_is_refused(
    local: LocalPublishers, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Form.PDF, "most", 100_000)
    local.put(FILE, pdf("one", size=100_000))
    with pytest.raises(RefusedError, match="MiB; not kept"):
        local.client().download(FILE, part, Form.PDF)
    assert left(part) == []


def test_a_file_without_end_is_cut_at_the_most_that_is_kept(
    local: LocalPublishers, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Form.PDF, "most", 1_000_000)
    local.put(FILE, Answer(pdf("one", size=100_000).body, is_endless=True))
    with pytest.raises(RefusedError, match="MiB; not kept"):
        local.client().download(FILE, part, Form.PDF)
    assert local.sent < 50_000_000
    assert left(part) == []


def test_a_download_that_never_ends_is_given_up(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, pdf("one", size=1_000_000))
    client = local.client()
    hours = iter(range(0, 1_000_000, 3600))
    client._clock = lambda: float(next(hours))
    with pytest.raises(FetchError, match="took more than 900 seconds"):
        client.download(FILE, part, Form.PDF)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"<html></html>", "text/html"), "answered as text/html, not application/pdf"),
        (Answer(b"%PDF-1.7 %%EOF", ""), "answered as no stated type"),
        (Answer(b"<html>%%EOF</html>", "application/pdf"), "the bytes are no PDF file, whatever its name says"),
        (Answer(b"", "application/pdf"), "the bytes are no PDF file"),
    ],
)
def test_what_is_no_pdf_is_refused(local: LocalPublishers, part: Path, answer: Answer, words: str) -> None:
    local.put(FILE, answer)
    with pytest.raises(RefusedError, match=words):
        local.client().download(FILE, part, Form.PDF)
    assert left(part) == []


def test_a_redirect_to_a_known_host_is_followed(local: LocalPublishers, part: Path) -> None:
    local.put("https://www.gov.uk/file", Answer(status=301, headers={"Location": FILE}))
    local.put(FILE, pdf("one"))
    assert local.client().download("https://www.gov.uk/file", part, Form.PDF)
    assert local.urls() == ["https://www.gov.uk/file", FILE]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/guide.pdf",
        "http://assets.publishing.service.gov.uk/media/1/guide.pdf",
        "https://www.gov.uk:8443/guide.pdf",
        "https://www.gov.uk@example.org/guide.pdf",
        "https://www.gov.uk.example.org/guide.pdf",
        "//example.org/guide.pdf",
        "file:///etc/passwd",
        "https://[broken/guide.pdf",
        "https://www.gov.uk/\x00guide.pdf",
    ],
)
def test_an_address_off_the_list_is_never_asked(local: LocalPublishers, part: Path, address: str) -> None:
    with pytest.raises(RefusedError, match="not followed"):
        local.client().download(address, part, Form.PDF)
    assert local.asked == []
    if "\x00" not in address:
        local.put(FILE, Answer(status=302, headers={"Location": address}))
        with pytest.raises(RefusedError, match="not followed"):
            local.client().download(FILE, part, Form.PDF)
        assert local.urls() == [FILE]


def test_redirects_in_a_circle_end(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(status=302, headers={"Location": FILE}))
    with pytest.raises(RefusedError, match="more than 5 redirects"):
        local.client().download(FILE, part, Form.PDF)


def test_a_body_that_cannot_be_unpacked_ends_in_a_sentence(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(pdf("one").body, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match="4 times; fetch again later"):
        local.client().download(FILE, part, Form.PDF)


def test_an_etag_that_cannot_be_sent_back_is_not_kept(local: LocalPublishers, part: Path) -> None:
    local.put(FILE, Answer(pdf("one").body, etag='"\xe9"'))
    assert local.client().download(FILE, part, Form.PDF) == Validators(None, None)


def test_a_proxy_is_asked_where_the_environment_names_one(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    client = Client(sleep=lambda _: None)
    with pytest.raises(NoNetworkError, match="Connection refused"):
        client.download(FILE, part, Form.PDF)
    client.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
        ("HTTPS_PROXY", "http://proxy:port"),
        ("https_proxy", "ftp://proxy"),
        ("NO_PROXY", "[::1"),
        ("SSL_CERT_FILE", "/no/such/file.pem"),
        ("SSL_CERT_FILE", __file__),
    ],
)
def test_a_setting_of_the_network_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for each in (*PROXIES, *CERTIFICATES):
        monkeypatch.delenv(each, raising=False)
        monkeypatch.delenv(each.lower(), raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(FetchError, match=rf"a setting of the network cannot be used \(.+\): look at {name}\.$"):
        Client()


def test_validators_ask_with_what_is_known() -> None:
    assert Validators().headers() == {}
    assert Validators('"1"').headers() == {"If-None-Match": '"1"'}


@unhurried
@given(st.text(max_size=40))
def test_any_retry_after_is_seconds_or_nothing(value: str) -> None:
    assert (_retry_after(value) or 0.0) >= 0.0


def test_retry_after_may_be_a_day() -> None:
    assert _retry_after("Fri, 31 Dec 1999 23:59:59 GMT") == 0.0
    assert (_retry_after("Fri, 31 Dec 2100 23:59:59 GMT") or 0.0) > 1e9
    assert (_retry_after("soon"), _retry_after("²"), _retry_after("")) == (None, None, None)


@unhurried
@given(st.text(alphabet="abcdef:/@.[]?#%\\ www.gov.uk", max_size=30))
def test_no_address_reaches_a_host_off_the_list(rest: str) -> None:
    for url in (rest, f"https://{rest}", f"https://www.gov.uk{rest}"):
        try:
            address = Publishers().address(url)
        except RefusedError:
            continue
        assert httpx.URL(address).host in HOSTS
