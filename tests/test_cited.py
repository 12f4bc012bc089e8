"""A fact of the tables leads to the provision that it names, and to no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.records import Document, Passage, Tier
from index.cited import cited_rows, provision_words
from index.generation import Generation

LAW = "childrens-homes-regulations-2015"
RECORDS = (
    "36.—(1) A record is kept which—\n(a) has the name; and\n(b) is kept up to date.\n"
    "(2) It is kept—\n(a) for 15 years where the child has died; or\n(b) for 75 years in any other case.\n"
    "(3) It is kept securely."
)
RESTRAINT = "(3) The home makes sure that—\n(a) within 24 hours a record is made;\n(b) within 48 hours it is signed."


@dataclass(frozen=True)
class Stated:
    source: str
    at: str


def passage(row: int, text: str, paragraph: str | None, *, heading: str = "Records") -> Passage:
    return Passage(
        passage_id=f"{LAW}:{row}",
        doc_id=LAW,
        ordinal=row,
        start=0,
        end=len(text),
        text=text,
        headings=(heading,),
        paragraph=paragraph,
        page=1,
    )


def document(doc_id: str, tier: Tier) -> Document:
    return Document(
        doc_id=doc_id,
        file="law.pdf",
        title="Regulations",
        publisher="UK Parliament",
        tier=tier,
        applies_to="England",
        published=date(2015, 4, 1),
    )


def held(*passages: Passage, tier: Tier = Tier.LEGISLATION) -> Generation:
    kept: Any = SimpleNamespace(documents=(document(LAW, tier),), passages=passages)
    return cast(Generation, kept)


PASSAGES = (
    passage(0, "35. Anything.", "35", heading="SCHEDULE 3 Records"),
    passage(1, "35.—(1) A policy is written.", "35(1)"),
    passage(2, RESTRAINT, "35(3)"),
    passage(3, RECORDS, "36(1)"),
)


@pytest.mark.parametrize(
    ("source", "at", "row"),
    [
        (LAW, "regulation 35(3)(a)", 2),
        (LAW, "regulation 35(1)", 1),
        (LAW, "regulation 36", 3),
        (LAW, "regulation 35", None),
        (LAW, "regulations 35 to 37", None),
        (LAW, "regulation 35(3)(d)", None),
        (LAW, "regulation 35(1), as made", None),
        (LAW, "page 12", None),
        ("children-act-1989", "section 36(1)", None),
    ],
)
def test_fact_leads_to_the_passage_of_its_provision_alone(source: str, at: str, row: int | None) -> None:
    assert cited_rows([Stated(source, at)], held(*PASSAGES)) == [row]


def test_only_law_is_looked_up() -> None:
    assert cited_rows([Stated(LAW, "regulation 36")], held(*PASSAGES, tier=Tier.STATUTORY)) == [None]


@pytest.mark.parametrize(
    ("at", "text", "words"),
    [
        ("regulation 35(3)(a)", RESTRAINT, "(a) within 24 hours a record is made;"),
        ("regulation 35(3)(b)", RESTRAINT, "(b) within 48 hours it is signed."),
        ("regulation 36(2)(b)", RECORDS, "(b) for 75 years in any other case."),
        ("regulation 36(3)", RECORDS, "(3) It is kept securely."),
        ("regulation 36", RECORDS, RECORDS[: RECORDS.index("\n(2)")]),
    ],
)
def test_provision_is_quoted_whole_and_ends_where_the_next_begins(at: str, text: str, words: str) -> None:
    found = provision_words(at, passage(0, text, "36(1)"))
    assert found in text
    assert found == words


def test_quote_of_a_long_provision_ends_with_a_sentence() -> None:
    text = "(1) It begins.\n" + "\n".join(f"({letter}) {'words ' * 30}end;" for letter in "abcdefgh")
    found = provision_words("section 1(1)", passage(0, text, "1(1)"))
    assert len(found) <= 700
    assert found.endswith("end;")
