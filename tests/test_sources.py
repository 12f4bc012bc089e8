"""The list of national documents (`guidance_docs/sources.toml`) and the digests that cite them."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.records import Tier
from core.settings import ROOT, shared_folder

SOURCES = ROOT / "guidance_docs" / "sources.toml"
DIGESTS = sorted((ROOT / "guidance_docs" / "digests").glob("*.md"))
DIGEST_LINE = "Digest in Waymark's own words. Read the source before you rely on it."

REQUIRED = {"id", "title", "publisher", "tier", "applies_to", "kind", "licence", "checked"}
DATES = {"published", "in_force_from", "in_force_to"}
OPTIONAL = {"edition", "supersedes", "superseded_by", "url", "files", "store", "note"} | DATES
HOSTS = {
    "legislation.gov.uk": {"www.legislation.gov.uk"},
    "gov.uk": {"www.gov.uk", "assets.publishing.service.gov.uk"},
    "web": {"www.justice.gov.uk", "www.londonsafeguardingchildrenprocedures.co.uk"},
}
CITED = {
    "Working Together 2023": "working-together-2023",
    "Children Act 1989, section": "children-act-1989",
    "Children Act 2004, section": "children-act-2004",
    "Children's Wellbeing and Schools Act 2026": "childrens-wellbeing-and-schools-act-2026",
    "Care Planning Regulations 2010": "care-planning-regulations-2010",
    "Care Leavers (England) Regulations 2010": "care-leavers-regulations-2010",
    "Private Fostering Regulations 2005": "private-fostering-regulations-2005",
    "Children's Homes Regulations 2015": "childrens-homes-regulations-2015",
    "Children's Homes (England) Regulations 2015": "childrens-homes-regulations-2015",
    "Adoption Agencies Regulations 2005": "adoption-agencies-regulations-2005",
    "Children (Secure Accommodation) Regulations 1991": "secure-accommodation-regulations-1991",
    "Representations Procedure (England) Regulations 2006": "representations-procedure-regulations-2006",
    "Special Educational Needs and Disability Regulations 2014": "send-regulations-2014",
    "Supported Accommodation (England) Regulations 2023": "supported-accommodation-regulations-2023",
    "Mandatory reporting of female genital mutilation": "fgm-mandatory-reporting-2020",
    "IRO Handbook": "iro-handbook-2010",
    "Information sharing guidance 2026": "information-sharing-2026",
    "Kinship care guidance 2024": "kinship-care-2024",
    "Looked-after education guidance 2018": "looked-after-education-2018",
    "Looked-after health guidance 2015": "looked-after-health-2015",
    "Missing children guidance 2014": "missing-children-2014",
    "Practice Review Regulations 2018": "practice-review-regulations-2018",
}
_POINT = re.compile(r"^\d+\.\d+ .+$", re.MULTILINE)

Source = dict[str, Any]


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    found: list[Source] = tomllib.loads(SOURCES.read_text(encoding="utf-8"))["source"]
    return found


@pytest.fixture(scope="module")
def by_id(sources: list[Source]) -> dict[str, Source]:
    return {source["id"]: source for source in sources}


def start_of(source: Source) -> date | None:
    started: date | None = source.get("in_force_from", source.get("published"))
    return started


def test_list_holds_the_national_documents(sources: list[Source]) -> None:
    assert len(sources) > 100
    assert {Tier(source["tier"]) for source in sources} == set(Tier) - {Tier.LOCAL}


def test_every_id_is_unique_and_well_formed(sources: list[Source]) -> None:
    ids = [source["id"] for source in sources]
    assert sorted(ids) == sorted(set(ids))
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_every_entry_has_the_required_fields_and_no_unknown_one(sources: list[Source]) -> None:
    assert {source["id"]: REQUIRED - set(source) for source in sources if REQUIRED - set(source)} == {}
    assert {key for source in sources for key in source} - REQUIRED - OPTIONAL == set()
    texts = [value for source in sources for key, value in source.items() if key not in {*DATES, "files", "store"}]
    assert [text for text in texts if not isinstance(text, str) or text != text.strip() or not text] == []


def test_header_documents_every_field() -> None:
    header = SOURCES.read_text(encoding="utf-8").split("\n[[source]]")[0]
    documented = set(re.findall(r"^# ([a-z_]+) {2,}\S", header, re.MULTILINE))
    assert documented == REQUIRED | OPTIONAL


def test_check_mark_is_v_s_or_u(sources: list[Source]) -> None:
    assert {source["checked"] for source in sources} == {"V", "S", "U"}


def test_dates_are_bare_days(sources: list[Source]) -> None:
    days = [source[key] for source in sources for key in DATES & set(source)]
    assert len(days) > 50
    assert [day for day in days if not isinstance(day, date) or isinstance(day, datetime)] == []


def test_successor_and_predecessor_name_each_other(sources: list[Source], by_id: dict[str, Source]) -> None:
    for source in sources:
        if "superseded_by" in source:
            assert by_id[source["superseded_by"]].get("supersedes") == source["id"], source["id"]
        if "supersedes" in source:
            assert by_id[source["supersedes"]].get("superseded_by") == source["id"], source["id"]


def test_supersession_never_runs_in_a_circle(sources: list[Source], by_id: dict[str, Source]) -> None:
    for source in sources:
        passed, current = {source["id"]}, source
        while "superseded_by" in current:
            current = by_id[current["superseded_by"]]
            assert current["id"] not in passed, f"{source['id']} comes round to {current['id']}"
            passed.add(current["id"])


def test_no_edition_ends_before_it_starts(sources: list[Source]) -> None:
    for source in sources:
        start, end = start_of(source), source.get("in_force_to")
        assert start is None or end is None or start < end, source["id"]
        published, from_day = source.get("published"), source.get("in_force_from")
        assert published is None or from_day is None or published <= from_day, source["id"]


def test_editions_follow_each_other_without_overlap(sources: list[Source], by_id: dict[str, Source]) -> None:
    pairs = [(source, by_id[source["superseded_by"]]) for source in sources if "superseded_by" in source]
    assert len(pairs) > 30
    for earlier, later in pairs:
        before, after, end = start_of(earlier), start_of(later), earlier.get("in_force_to")
        assert before is None or after is None or before < after, earlier["id"]
        assert end is None or after is None or end <= after, earlier["id"]


def test_working_together_runs_from_1999_to_2026(by_id: dict[str, Source]) -> None:
    chain = ["working-together-1999"]
    while "superseded_by" in by_id[chain[-1]]:
        chain.append(by_id[chain[-1]]["superseded_by"])
    years = [name.rsplit("-", 1)[1] for name in chain]
    assert years == ["1999", "2006", "2010", "2013", "2015", "2018", "2023", "2026"]
    assert by_id["working-together-2023"]["in_force_to"] == by_id["working-together-2026"]["in_force_from"]


def test_addresses_are_https_on_the_publisher_s_host(sources: list[Source]) -> None:
    for source in sources:
        for address in [*([source["url"]] if "url" in source else []), *source.get("files", [])]:
            parts = urlsplit(address)
            assert parts.scheme == "https", source["id"]
            assert parts.hostname in HOSTS[source["kind"]], source["id"]
            assert not set(address) & {"…", " "}, source["id"]


def test_no_file_address_stands_twice(sources: list[Source]) -> None:
    files = [address for source in sources for address in source.get("files", [])]
    assert len(files) > 5
    assert len(files) == len(set(files))


def test_full_text_is_stored_only_under_the_open_government_licence(sources: list[Source]) -> None:
    for source in sources:
        assert source["licence"]
        assert source.get("store", True) is (source["licence"] == "OGL-3.0"), source["id"]


def test_dates_and_editions_agree_with_the_shared_library(by_id: dict[str, Source]) -> None:
    manifest = shared_folder() / "corpus" / "library.toml"
    if not manifest.is_file():
        pytest.skip(f"no library of real documents at {manifest}; set WAYMARK_SHARED to the folder that holds it")
    held = tomllib.loads(manifest.read_text(encoding="utf-8"))["document"]
    both = [(document, by_id[document["id"]]) for document in held if document["id"] in by_id]
    assert len(both) >= 10
    for document, source in both:
        for key in ("tier", "publisher", "supersedes", "superseded_by", *DATES):
            if key in document and key in source:
                assert source[key] == document[key], (document["id"], key)


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_digest_says_at_top_and_foot_that_it_is_one(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert lines[0].startswith("# ")
    assert lines[1] == lines[-1] == DIGEST_LINE
    assert "not the law" in lines[2]
    assert 400 <= len(" ".join(lines).split()) <= 900


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_every_point_of_a_digest_ends_with_a_listed_source(path: Path, by_id: dict[str, Source]) -> None:
    points = _POINT.findall(path.read_text(encoding="utf-8"))
    assert len(points) > 10
    for point in points:
        assert point.endswith(")."), point
        reference = point[opening_of_last_bracket(point) :]
        named = [source for words, source in CITED.items() if words in reference]
        assert named, point
        assert [source for source in named if source not in by_id] == [], point


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_points_of_a_digest_are_numbered_in_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sections = re.findall(r"^## (\d+) ", text, re.MULTILINE)
    assert sections == [str(number) for number in range(1, len(sections) + 1)]
    numbers = [tuple(map(int, point.split(" ", 1)[0].split("."))) for point in _POINT.findall(text)]
    for before, after in pairwise(numbers):
        assert after in {(before[0], before[1] + 1), (before[0] + 1, 1)}, after


def opening_of_last_bracket(point: str) -> int:
    """Where the bracket that closes at the point's end opens, brackets inside it passed over."""
    depth = 0
    for place in range(len(point) - 2, -1, -1):
        depth += {")": 1, "(": -1}.get(point[place], 0)
        if depth == 0:
            return place
    raise ValueError(f"no bracket closes: {point}")


def test_digest_never_cites_working_together_without_its_warning() -> None:
    assert len(DIGESTS) >= 8
    for path in DIGESTS:
        text = path.read_text(encoding="utf-8")
        if "Working Together 2023" in text:
            assert "replaced on 18 March 2026 by an edition not yet read here" in text, path.name
