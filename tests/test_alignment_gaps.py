"""What national documents ask of a procedure's own subject, and it does not say."""

from __future__ import annotations

from pathlib import Path

from compared import GUIDANCE, local_of, national_of, side_of

from alignment.expected import expected, found_in, is_procedure
from alignment.gaps import MOST, missing_findings
from alignment.national import Rules
from alignment.records import Verdict
from alignment.sides import Side
from core.records import BlockKind, Tier

FAMILIES = """# Working with families

2.1 Practitioners should fit their work to parents, fathers and male carers among them.

2.2 Professional interpreters should be provided where they are needed.

# Threshold document

3.1 The partners should publish a threshold document, which should include the criteria for:

- section 20 of the Children Act 1989 (the duty to accommodate a child)
- section 31 of the Children Act 1989 (orders for care or supervision)

# Timeliness

4.1 If an assessment takes longer, the lead practitioner should write down the reasons for exceeding the limit.
"""


def families(folder: Path) -> Side:
    return side_of(folder, "families-2023", FAMILIES, title="Families 2023", edition="2023")


def names(local: Side, national: list[Side]) -> list[str]:
    return [one.explanation for one in missing_findings(local, national)]


def test_a_step_without_any_limit_is_told_with_the_national_one(tmp_path: Path) -> None:
    text = "# Allegations against staff\n\n- Notify the designated person and tell the LADO of the allegation\n"
    (found,) = missing_findings(local_of(tmp_path, text), national_of(tmp_path))
    assert found.verdict is Verdict.MISSING_REQUIREMENT
    assert found.local.quote == "Allegations against staff"
    assert found.national is not None
    assert "within one working day" in found.national.quote
    assert found.national.quote in GUIDANCE
    assert found.explanation.startswith("No limit of time was found here for telling the designated officer (LADO).")
    assert "another procedure" in found.consider


def test_a_step_with_a_limit_is_not_missing_one(tmp_path: Path) -> None:
    text = "# Allegations against staff\n\n- Tell the LADO of the allegation within three days\n"
    assert missing_findings(local_of(tmp_path, text), national_of(tmp_path)) == []


def test_what_a_procedure_about_the_subject_would_say_is_told(tmp_path: Path) -> None:
    text = "# Child in need\n\n3.5 The mother is invited to every meeting. A relative may interpret for her.\n"
    found = missing_findings(local_of(tmp_path, text, "Child in need"), [families(tmp_path)])
    told = " ".join(one.explanation for one in found)
    assert "fathers and male carers" in told
    assert "professional interpreters" in told
    assert all(one.local.quote == "Child in need" for one in found if "interpreters" in one.explanation)


def test_what_the_procedure_answers_anywhere_is_not_told(tmp_path: Path) -> None:
    text = "# Child in need\n\n3.5 Both parents are invited, and an interpreter is booked.\n"
    told = names(local_of(tmp_path, text, "Child in need"), [families(tmp_path)])
    assert not [one for one in told if "fathers" in one or "interpreters" in one]


def test_a_threshold_document_is_held_against_its_list(tmp_path: Path) -> None:
    text = "# Levels of need\n\n4.1 A child who needs accommodation under section 20 is at level four.\n"
    told = names(local_of(tmp_path, text, "Levels of need"), [families(tmp_path)])
    assert [one for one in told if "section 31" in one]
    assert not [one for one in told if "section 20" in one]


def test_a_document_about_something_else_is_asked_nothing(tmp_path: Path) -> None:
    text = "# Healthy food\n\nChildren eat breakfast together, and nobody is made to finish a plate.\n"
    assert missing_findings(local_of(tmp_path, text), [*national_of(tmp_path), families(tmp_path)]) == []


def test_a_plan_or_a_leaflet_is_no_procedure(tmp_path: Path) -> None:
    text = "# Child in need\n\nThe mother is invited.\n"
    assert missing_findings(local_of(tmp_path, text, "Sufficiency strategy"), [families(tmp_path)]) == []


def test_a_document_asks_nothing_of_itself(tmp_path: Path) -> None:
    national = [*national_of(tmp_path), families(tmp_path)]
    assert all(missing_findings(side, [side]) == [] for side in national)
    twin = side_of(tmp_path, "twin", FAMILIES, tier=Tier.LOCAL, title="Child in need and levels of need")
    assert missing_findings(twin, [families(tmp_path)]) == []


def test_rules_that_a_document_gives_are_not_asked_of_itself(tmp_path: Path) -> None:
    local = local_of(tmp_path, "# Allegations\n\n- Tell the LADO of the allegation\n")
    both = [*national_of(tmp_path), local]
    found = missing_findings(local, national_of(tmp_path))
    assert found
    assert missing_findings(local, both, rules=Rules.of(both)) == found


def test_order_of_the_national_documents_changes_nothing(tmp_path: Path) -> None:
    text = "# Child in need\n\nThe mother is invited.\n\n# Allegations\n\n- Tell the LADO of the allegation\n"
    national = [*national_of(tmp_path), families(tmp_path)]
    local = local_of(tmp_path, text, "Child in need")
    found = missing_findings(local, national)
    assert found == missing_findings(local, national[::-1])
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert 0 < len(found) <= MOST


def test_a_local_quote_is_a_heading_or_a_sentence_of_the_document(tmp_path: Path) -> None:
    text = "# Child in need\n\nThe mother is invited.\n"
    local = local_of(tmp_path, text, "Child in need")
    found = missing_findings(local, [families(tmp_path)])
    assert found
    for one in found:
        assert local.reading.text[slice(*one.local.span)] == one.local.quote
    assert local.reading.blocks[0].kind is BlockKind.HEADING


def test_the_table_of_what_is_expected_holds() -> None:
    rows = expected()
    assert len({row.expected_id for row in rows}) == len(rows)
    assert "interpreter" in found_in("An interpreter is booked for the meeting.", "answers")
    assert "interpreter" not in found_in("A relative may interpret for them.", "answers")
    assert "advocacy" in found_in("Advocacy is offered.", "answers")


def test_what_is_asked_of_others_than_the_reader_is_not_told(tmp_path: Path) -> None:
    text = "# Initial conference\n\nThe initial child protection conference is convened by the council.\n"
    council = side_of(tmp_path, "a-procedure", text, tier=Tier.LOCAL, publisher="Harbour Council")
    agency = side_of(tmp_path, "a-procedure", text, tier=Tier.LOCAL, publisher="Bright Fostering")
    assert [one.national.paragraph for one in missing_findings(council, national_of(tmp_path)) if one.national] == [
        "1.61"
    ]
    assert missing_findings(agency, national_of(tmp_path)) == []


def test_a_passing_word_of_a_step_is_not_the_step(tmp_path: Path) -> None:
    text = "# Training\n\nOur course has a film of an initial child protection conference.\n"
    assert missing_findings(local_of(tmp_path, text), national_of(tmp_path)) == []


def test_a_document_written_for_others_is_said_to_be_and_is_less_sure(tmp_path: Path) -> None:
    guide = "# Missing\n\n9.30 The authority must provide an independent return home interview.\n"
    national = side_of(tmp_path, "homes", guide, title="Guide to the children's homes regulations")
    general = side_of(tmp_path, "general", guide, title="Guide")
    text = "# Children who go missing\n\nThe carer rings round. The carer waits. The carer looks in the shed.\n"
    local = side_of(tmp_path, "a", text, tier=Tier.LOCAL, title="Missing children", publisher="Bright Fostering")
    (one,), (other,) = missing_findings(local, [national]), missing_findings(local, [general])
    assert "written for children's homes" in one.explanation
    assert "written for" not in other.explanation
    assert one.confidence < other.confidence


def test_a_procedure_for_strategy_discussions_is_no_strategy() -> None:
    assert is_procedure("Strategy discussions and section 47 enquiries")
    assert not is_procedure("Sufficiency strategy")
