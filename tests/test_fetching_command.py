"""The command `waymark fetch`: how it is used, what it says, and that its result can be searched."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from fetches import (
    ACT,
    HOMES,
    KCSIE,
    fetch,
    put_kcsie,
    row,
    rows,
)
from publishers import LocalPublishers, act, api, page, pdf

from cli import main
from core.settings import ROOT
from ingest.fetching.client import HOSTS, Client, Publishers


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


def test_the_page_on_fetching_names_every_option_and_every_host() -> None:
    words = (ROOT / "docs" / "fetch.md").read_text(encoding="utf-8")
    options = [option for parameter in main.commands["fetch"].params for option in parameter.opts if option[:2] == "--"]
    assert len(options) == 6
    assert [name for name in (*options, *HOSTS) if f"{name}" not in words] == []
