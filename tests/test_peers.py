"""The comparison with other libraries, where they are not installed: the clear error, and pieces found again."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from fakes import write_library
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

import evaluations.systems
from core.errors import EvaluationError
from core.settings import PACKAGED_MODEL, ROOT
from evaluations.baseline import recursive_splits
from evaluations.judgements import Answer, Query, Split
from evaluations.measures import Stretch, paragraph_ranking
from evaluations.peers.__main__ import main
from evaluations.peers.comparison import (
    PEERS,
    comparison_row,
    comparison_table,
    load_peers,
    plain_product,
    product,
)
from evaluations.peers.pieces import Vectors, placed, placed_in_turn
from evaluations.report import run_split
from evaluations.systems import System
from index.build import build_store
from index.encoder import load_encoder
from index.hashing import HashingEncoder
from index.search import Searcher

REQUIREMENTS = ROOT / "evaluations" / "peers" / "requirements.txt"


@pytest.fixture
def without_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*sys.modules, "txtai", "langchain_classic", "haystack"]:
        if name.split(".")[0] in ("txtai", "langchain_classic", "haystack"):
            monkeypatch.setitem(sys.modules, name, None)
    for module, _ in PEERS.values():
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(os, "environ", dict(os.environ))


@pytest.mark.usefixtures("without_peers")
@pytest.mark.parametrize("name", PEERS)
def test_peer_that_is_not_installed_says_what_to_install(name: str) -> None:
    with pytest.raises(EvaluationError, match=rf"{name} cannot be measured.*pip install -r evaluations/peers/req"):
        load_peers([name])


@pytest.mark.usefixtures("without_peers")
def test_command_ends_in_one_line_before_it_opens_the_store(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--store", str(tmp_path / "none"), "--peer", "haystack"])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith("evaluations.peers: haystack cannot be measured")
    assert done.stderr.count("\n") == 1


def test_waymark_itself_imports_no_peer() -> None:
    code = (
        "import sys, cli, evaluations.peers.comparison; print({'txtai', 'haystack', 'langchain_core'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_pieces_without_offsets_are_found_one_behind_the_other() -> None:
    text = "one two two\nthree"
    pieces = placed_in_turn("d", text, ["one", "two", "two", "three"])
    assert [piece.stretch.start for piece in pieces] == [0, 4, 8, 12]
    assert all(text[piece.stretch.start : piece.stretch.end] == piece.text for piece in pieces)


@given(st.text(alphabet="ab \n", max_size=400))
def test_every_split_maps_back_to_its_own_stretch(text: str) -> None:
    for start, end in recursive_splits(text, size=20, overlap=5):
        assert placed("d", text, text[start:end], start=start).stretch == Stretch("d", start, end)


@pytest.mark.parametrize("pieces", [["two", "one"], ["One"], ["one  two"], ["one", "one"]])
def test_piece_with_other_words_is_refused(pieces: list[str]) -> None:
    with pytest.raises(EvaluationError, match="does not stand at"):
        placed_in_turn("d", "one two", pieces)


@pytest.mark.parametrize(("piece", "start"), [("two", 3), ("two", -3), ("", 0)])
def test_wrong_offset_is_refused(piece: str, start: int) -> None:
    with pytest.raises(EvaluationError, match="does not stand at"):
        placed("d", "one two", piece, start=start)


def test_piece_that_maps_back_is_judged_by_the_anchor_it_holds() -> None:
    text = "Heading\nSee the child alone.\nRecord why."
    answer = Answer("p", "d", ((16, 27),), 2)
    pieces = placed_in_turn("d", text, text.split("\n"))
    ranking = paragraph_ranking([piece.stretch for piece in reversed(pieces)], [answer])
    assert ranking == ["unjudged-0", "p", "unjudged-2"]


def test_vectors_are_the_encoders_own_kept_or_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(evaluations.systems, "CACHE", tmp_path)
    encoder = HashingEncoder()
    vectors = Vectors(encoder)
    vectors.keep(["one", "two"])
    rows = vectors.of(["two", "three", "one", "three"])
    assert np.array_equal(rows, encoder.encode(["two", "three", "one", "three"]))
    assert len(list(tmp_path.iterdir())) == 1


def test_table_and_json_hold_every_system_beside_the_product() -> None:
    answers = {"q1": [Answer("p", "d", ((0, 3),), 2)], "q2": [Answer("p", "e", ((0, 3),), 2)]}
    queries = [Query(query_id, query_id, Split.DEV, True, "") for query_id in answers]
    first, second = Stretch("d", 0, 9), Stretch("e", 0, 9)
    compared = [
        System("product", lambda query: [first if query == "q1" else second]),
        System("baseline", lambda _: [first]),
        System("peer", lambda _: [second]),
    ]
    result = run_split(Split.DEV, queries, answers, compared)
    assert comparison_table(result).row_count == 3
    row = comparison_row(result)
    means = {name: row["means"][name]["nDCG@10"] for name in ("product", "baseline", "peer")}
    assert means == {"product": 1.0, "baseline": 0.5, "peer": 0.5}
    assert set(row["tests"]) == {"baseline", "peer"}
    assert row["tests"]["peer"][0]["difference"] == 0.5


def test_product_is_measured_in_the_plain_encoder_where_its_store_has_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(evaluations.systems, "CACHE", tmp_path / "cache")
    texts = {"a": "The lead social worker should see the child alone.", "b": "Private fostering must be notified."}
    library, store = write_library(tmp_path / "library", texts), tmp_path / "store"
    build_store(library, store, model="hashing")
    searcher = Searcher.open(store, model="hashing")
    assert plain_product(searcher, HashingEncoder()) == []
    plain = load_encoder(PACKAGED_MODEL)
    (system,) = plain_product(searcher, plain)
    assert system.name == "product, plain"
    assert system.answer("talk to the youngster on their own")[0].doc_id == "a"
    build_store(library, store, model=PACKAGED_MODEL)
    same = product(Searcher.open(store, model=PACKAGED_MODEL), name="same")
    assert [system.answer(text) for text in texts.values()] == [same.answer(text) for text in texts.values()]


def test_requirements_are_pinned_and_hold_to_waymarks_own() -> None:
    rows = [row for row in REQUIREMENTS.read_text().splitlines() if row and not row.startswith("#")]
    assert rows.pop(0) == "-c ../../constraints.txt"
    pins = [Requirement(row) for row in rows]
    assert all(str(pin.specifier).startswith("==") for pin in pins)
    assert {package for _, package in PEERS.values()} <= {pin.name for pin in pins}
    assert not any(pin.name == "torch" or pin.name.startswith("nvidia") for pin in pins)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PEERS)
def test_peer_answers_with_stretches_of_the_text(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for package in {"txtai": ["txtai"], "langchain": ["langchain_classic"], "haystack": ["haystack"]}[name]:
        pytest.importorskip(package, reason=f"{package} is not installed: scripts/peers installs it")
    from ingest.building import ReadingBuilder

    monkeypatch.setattr(evaluations.systems, "CACHE", tmp_path)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    readings = {}
    for doc_id, words in {"a": "strategy discussion", "b": "private fostering"}.items():
        builder = ReadingBuilder()
        for number in range(30):
            builder.heading(f"{number} {words}", level=1)
            builder.paragraph(f"The {words} number {number} is held " + "and recorded with reasons " * 12 + ".")
        readings[doc_id] = builder.finish()
    system = load_peers([name])[name](readings, Vectors(HashingEncoder()))
    assert importlib.import_module(PEERS[name][0])
    stretches = system.answer("private fostering")
    assert len(stretches) >= 5
    assert stretches[0].doc_id == "b"
    for stretch in stretches:
        assert 0 <= stretch.start < stretch.end <= len(readings[stretch.doc_id].text)
