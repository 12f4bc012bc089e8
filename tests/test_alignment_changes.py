"""What a new edition changes: every kind and every rating in our own words, and the laws of a comparison."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_editions import compared, edition, only

from alignment.changes import changes
from alignment.records import Change, ChangeKind, Rating

VISITS = (
    "# Visits",
    "1. The social worker should see the child alone within ten working days of the referral.",
    "2. The worker should write down what the child says:",
    "• in the child's own words",
    "• on the same day, and",
    "• with the date and the hour",
    "3. A manager reads the record. Leaflets lie in reception.",
    "^ Children Act 1989, section 17.",
)


def kinds(found: list[Change]) -> list[ChangeKind]:
    return [change.kind for change in found]


def test_changes_of_a_document_beside_itself_are_none() -> None:
    assert changes(edition("one", *VISITS), edition("one", *VISITS)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Every child’s “own” room is so-called private.", "Every child's 'own' room is so called private"),
        ("Staff safe-guard children.", "Staff safeguard children."),
        ("It is in the plan – see page 12.", "It is in the plan - see page 14."),
        ("Under section128 it can be barred.", "Under section 128 it can be barred."),
        ("• with the date, and", "• with the date;"),
        ("THE LEAD must know.", "The lead must know."),
    ],
)
def test_changes_leave_out_what_is_only_printed_otherwise(old: str, new: str) -> None:
    assert compared((old,), (new,)) == []


def test_changes_leave_out_paragraphs_that_were_split_or_joined() -> None:
    whole = "A manager reads the record within the week. Leaflets about complaints lie in reception."
    first, second = whole.split(". ")
    assert compared((whole,), (f"{first}.", second)) == []
    assert compared((f"{first}.", second), (whole,)) == []
    cut = "The duty does not apply in other cases (i.e. where the teacher does not find that it was done)."
    at = cut.index("where")
    assert compared((cut,), (cut[: at - 1], cut[at:])) == []


def test_changes_leave_out_notes_that_stand_elsewhere() -> None:
    notes = ("^ Children Act 1989, section 17.", "^ Children Act 2004, section 11.")
    text = ("The child is seen alone at every visit.", "The parents are told what will happen next.")
    assert compared((text[0], *notes, text[1]), (*text, *reversed(notes))) == []


def test_changes_leave_out_captions_and_how_a_chart_was_read() -> None:
    chart = "~ Referral received decision within one working day strategy discussion assessment begins"
    assert compared((chart,), ("Figure 1", chart.replace("one working", "cne working"))) == []
    other = "~ Referral received screened triage conference family support plan agreed closure"
    assert kinds(compared((chart,), (other,))) == [ChangeKind.ADDED, ChangeKind.REMOVED]
    longer = f"{chart} conference core group review"
    assert only((chart,), (longer,)) == (ChangeKind.CHANGED, Rating.MEANING)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The lead should tell the parents.", "The lead must tell the parents."),
        ("The lead must tell the parents.", "The lead may tell the parents."),
        ("The lead should tell the parents.", "The lead should, where possible, tell the parents."),
        ("The child should be seen within ten working days.", "The child should be seen within five working days."),
        ("The child should be seen within ten working days.", "The child should be seen within ten days."),
        ("The social worker must chair the meeting.", "The team manager must chair the meeting."),
        ("Staff must tell the police.", "Staff must tell the police, the parents."),
        ("At least two adults must be there.", "At least three adults must be there."),
        ("The chair meets the parents first.", "The chair meets the parents for at least 20 minutes first."),
        ("After 25 working days the manager is told.", "After 15 working days the manager is told."),
        ("Staff must not tell the parents.", "Staff must tell the parents."),
    ],
)
def test_changes_of_what_binds_whom_how_strongly_or_by_when_change_a_duty(old: str, new: str) -> None:
    assert only((old,), (new,)) == (ChangeKind.CHANGED, Rating.DUTY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Harm can come from bullying and neglect.", "Harm can come from bullying, extortion and neglect."),
        ("A diagnosis of autism spectrum disorder is common.", "A diagnosis of autism is common."),
        ("It was begun on 3 April in the north.", "It was begun on 3 May in the north."),
        ("Parents or carers come to the meeting.", "Parents and carers come to the meeting."),
        (
            "This is in the department's guidance for schools.",
            "This is in the department's statutory guidance for schools.",
        ),
    ],
)
def test_changes_of_what_is_said_change_the_meaning(old: str, new: str) -> None:
    assert only((old,), (new,)) == (ChangeKind.CHANGED, Rating.MEANING)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "A child who is missing is looked for. at once by staff.",
            "A child who is missing is looked for at once by staff.",
        ),
        ("Staff help whilst the child waits.", "Staff help while the child waits."),
        ("The programme begins in the autumm term.", "The programme begins in the autumn term."),
        ("The referral centres are open.", "The referral centre is open."),
    ],
)
def test_changes_of_spelling_punctuation_and_a_few_synonyms_are_wording(old: str, new: str) -> None:
    assert only((old,), (new,)) == (ChangeKind.CHANGED, Rating.WORDING)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "More on this is at https://old.example.org/advice today.",
            "More on this is at https://new.example.org/help today.",
        ),
        (
            "The list is in Keeping Safe 2024, which all can read.",
            "The list is in Keeping Safe 2025, which all can read.",
        ),
        ("Published by the partnership | 25 April 2024", "Published by the partnership | 14 May 2026"),
        ("Call the helpline on 0800 028 0285 at any hour.", "Call the helpline on 0800 111 0333 at any hour."),
        ("^ The Visits Regulations 2011.", "^ The Visits and Stays Regulations 2019."),
    ],
)
def test_changes_of_what_is_cited_are_links(old: str, new: str) -> None:
    assert only((old,), (new,)) == (ChangeKind.CHANGED, Rating.LINK)


@pytest.mark.parametrize(
    ("line", "rating"),
    [
        ("5. Schools should always know where each child is taught.", Rating.DUTY),
        ("5. Every placement is reviewed at least every six weeks.", Rating.DUTY),
        ("5. Exploitation happens to boys as well as to girls.", Rating.MEANING),
        ("5. The department has published a tool for this.", Rating.LINK),
        ("Updated 4 April 2025", Rating.LINK),
        ("^ The Visits Regulations 2011.", Rating.LINK),
    ],
)
def test_changes_rate_what_was_added_as_what_it_is(line: str, rating: Rating) -> None:
    assert only(VISITS, (*VISITS, line)) == (ChangeKind.ADDED, rating)
    assert only((*VISITS, line), VISITS) == (ChangeKind.REMOVED, rating)


def test_changes_rate_an_item_by_the_words_that_it_hangs_under() -> None:
    (change,) = compared(VISITS, (*VISITS[:5], "• with the names of all who were there", *VISITS[5:]))
    assert (change.kind, change.rating) == (ChangeKind.ADDED, Rating.DUTY)
    assert change.new is not None
    assert (change.new.paragraph, change.old) == ("2", None)
    assert change.summary == "Paragraph 2 now also says: “• with the names of all who were there”."


def test_changes_tell_a_sentence_that_a_kept_paragraph_has_more() -> None:
    new = [line.replace("Leaflets", "It must be signed. Leaflets") for line in VISITS]
    (change,) = compared(VISITS, tuple(new))
    assert (change.kind, change.rating) == (ChangeKind.ADDED, Rating.DUTY)
    assert change.summary == "Paragraph 3 now also says: “It must be signed.”."


RENUMBERED = (
    VISITS[0],
    "1. Every referral is read by a manager on the day that it comes, whatever it says.",
    VISITS[1].replace("1.", "2.", 1),
    VISITS[2].replace("2.", "3.", 1),
    *VISITS[3:6],
    VISITS[6].replace("3.", "4.", 1),
    VISITS[7],
)


def test_changes_tell_each_paragraph_that_has_another_number_only_and_rate_it_not() -> None:
    found = compared(VISITS, RENUMBERED)
    assert kinds(found) == [ChangeKind.ADDED] + [ChangeKind.RENUMBERED] * 3
    assert [change.rating for change in found[1:]] == [None, None, None]
    assert found[1].summary == "Paragraph 1 is now paragraph 2."
    assert found[3].new is not None
    assert found[3].new.paragraph == "4"


def test_changes_leave_out_a_reference_that_follows_a_paragraph_to_its_new_number() -> None:
    last = "It is kept as paragraph 3 says."
    assert ChangeKind.CHANGED not in kinds(compared((*VISITS, last), (*RENUMBERED, last.replace("3", "4"))))
    found = compared((*VISITS, last), (*RENUMBERED, last.replace("3", "2")))
    assert [change.rating for change in found if change.kind is ChangeKind.CHANGED] == [Rating.LINK]


def test_changes_tell_words_that_moved_and_rate_them_not() -> None:
    sections = (
        "# Homes",
        "The home keeps a plan of every building with its fire doors and alarms.",
        "Every door is tested by a competent person before a child moves in.",
        "# Schools",
        "The school keeps a list of the pupils who are taught somewhere else.",
        "Parents are told by letter when a pupil has been away for a day.",
        "The list is read by the governors at each of their meetings.",
    )
    moved = (*sections[:2], *sections[3:], sections[2])
    (change,) = compared(sections, moved)
    assert (change.kind, change.rating) == (ChangeKind.MOVED, None)
    assert change.summary.startswith("Page 1, under “Homes” stands elsewhere now under “Schools”, in the same words")


@given(
    st.permutations(
        (
            "The home keeps a plan of every building with its doors.",
            "Every alarm is tested by a competent person in spring.",
            "The school has a list of pupils taught somewhere else.",
            "Parents are told by letter when a pupil has been away.",
            "Foster carers keep a daily note of how the child is.",
        )
    )
)
def test_changes_of_the_order_alone_are_moves_alone(lines: list[str]) -> None:
    found = compared(tuple(sorted(lines)), tuple(lines))
    assert {(change.kind, change.rating) for change in found} <= {(ChangeKind.MOVED, None)}
    assert (found == []) == (lines == sorted(lines))


def test_changes_tell_a_heading_that_is_worded_otherwise_but_not_its_year() -> None:
    text = "The child is seen alone."
    assert compared(("# Guidance 2024", text), ("# Guidance 2025", text)) == []
    assert only(("# Visits to the child", text), ("# Visits to a child", text)) == (ChangeKind.CHANGED, Rating.WORDING)


def test_changes_tell_a_documents_own_list_of_changes_once() -> None:
    first = ("# Table of changes from 2023", "Paragraph 4 | Must became should", "Paragraph 9 | New")
    second = ("# Table of changes from 2024", "Paragraph 6 | Lists became longer")
    assert only(first, second) == (ChangeKind.CHANGED, Rating.LINK)


def test_changes_the_other_way_round_exchange_what_was_added_and_removed() -> None:
    other = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    new = (*RENUMBERED[:4], "• with all who were there", *RENUMBERED[6:], "Letters are sent by the team.")
    forth = {
        (one.kind, one.rating, one.old and one.old.span, one.new and one.new.span) for one in compared(VISITS, new)
    }
    back = compared(new, VISITS)
    turned = {
        (other.get(one.kind, one.kind), one.rating, one.new and one.new.span, one.old and one.old.span) for one in back
    }
    assert {ChangeKind.ADDED, ChangeKind.REMOVED} <= {kind for kind, *_ in forth}
    assert turned == forth


def test_changes_quote_both_editions_exactly() -> None:
    old, new = edition("old", *VISITS), edition("new", *RENUMBERED, "Letters are sent by the team.")
    found = changes(old, new)
    quotes = [(old, one.old) for one in found if one.old] + [(new, one.new) for one in found if one.new]
    assert {side.document.doc_id for side, _ in quotes} == {"old", "new"}
    for side, quote in quotes:
        assert side.reading.text[slice(*quote.span)] == quote.quote
