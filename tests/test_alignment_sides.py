"""A document as it is compared: its sentences with stem, place, strength and limits, and their vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import built

from alignment.records import Finding, Quote, Severity, Verdict, plain
from alignment.sides import Sides
from core.errors import QueryError
from index.encoder import HashingEncoder
from index.store import open_store
from practice.limits import Limit, Unit
from practice.modality import Modality

MISSING = """# Return interviews

3.1 The social worker should:

- offer an interview within 72 hours of the return
- write down what the child says

Leaflets lie in reception.
"""


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    built(tmp_path, {"missing": MISSING})
    return Sides(open_store(tmp_path / "store"), HashingEncoder(), kept_in=tmp_path / "store" / "alignment")


def test_statements_hang_under_their_stem(sides: Sides) -> None:
    offer = next(one for one in sides.side("missing").statements if "72 hours" in one.text)
    assert offer.stem == "3.1 The social worker should:"
    assert offer.label.modality is Modality.SHOULD
    assert [stated.limit.number for stated in offer.limits] == [72]
    assert offer.limits[0].limit.unit is Unit.HOURS
    assert isinstance(offer.limits[0].limit, Limit)
    assert offer.quote.headings == ("Return interviews",)


def test_a_statement_is_the_words_of_its_document(sides: Sides) -> None:
    side = sides.side("missing")
    assert [one.text for one in side.statements] == [
        side.reading.text[slice(*one.quote.span)] for one in side.statements
    ]
    assert side.statements[-1].label.modality is Modality.NONE


def test_vectors_have_a_row_a_statement_and_are_kept(sides: Sides, tmp_path: Path) -> None:
    side = sides.side("missing")
    assert side.vectors.shape[0] == len(side.statements)
    assert np.allclose(np.linalg.norm(side.vectors[-1]), 1)
    kept = list((tmp_path / "store" / "alignment").glob("*.npy"))
    assert len(kept) == 1
    for broken in (b"broken", b""):
        kept[0].write_bytes(broken)
        again = Sides(sides.generation, HashingEncoder(), kept_in=tmp_path / "store" / "alignment").side("missing")
        assert np.array_equal(again.vectors, side.vectors)
    assert list((tmp_path / "store" / "alignment").iterdir()) == kept


def test_vectors_of_what_the_store_does_not_hold_go_when_it_is_opened(sides: Sides, tmp_path: Path) -> None:
    folder = tmp_path / "store" / "alignment"
    side = sides.side("missing")
    for name in ("gone.0123.npy", "0123456789abcdef.npy", ".left-by-a-killed-process.npy"):
        (folder / name).write_bytes(b"rows")
    Sides(sides.generation, HashingEncoder(), kept_in=folder)
    (kept,) = folder.iterdir()
    assert kept.name.startswith("missing.")
    assert np.array_equal(np.load(kept)[-1], side.vectors[-1])


def test_vectors_of_earlier_words_of_a_document_go_when_the_new_ones_are_kept(sides: Sides, tmp_path: Path) -> None:
    folder = tmp_path / "store" / "alignment"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "missing.0123.npy").write_bytes(b"rows")
    (folder / "missing-too.0123.npy").write_bytes(b"rows")
    sides.side("missing")
    assert sorted(one.name.split(".")[0] for one in folder.iterdir()) == ["missing", "missing-too"]
    assert not (folder / "missing.0123.npy").exists()


def test_a_side_without_meaning_has_the_same_statements_and_can_be_given_their_vectors(sides: Sides) -> None:
    unmeant = sides.unmeant("missing")
    assert not unmeant.vectors.any()
    made = sides.meaning(unmeant.statements)
    side = sides.side("missing")
    assert unmeant.statements == side.statements
    assert np.allclose(made, side.vectors)
    assert sides.unmeant("missing") is side


def test_an_unknown_document_is_named(sides: Sides) -> None:
    with pytest.raises(QueryError, match="nowhere: the index holds no such document"):
        sides.side("nowhere")


def test_a_finding_keeps_its_id_where_only_white_space_and_place_differ() -> None:
    def finding(quote: str, start: int) -> Finding:
        return Finding(Verdict.ALIGNED, Severity.INFORMATION, 0.9, Quote("a", quote, start, start + 9), None, "same")

    assert finding("See the  child", 3).finding_id == finding("see the child", 90).finding_id
    assert finding("See the child", 3).finding_id != finding("See the parent", 3).finding_id
    assert plain("“No”—he’s") == '"no"-he\'s'
