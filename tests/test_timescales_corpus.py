"""The table of timescales against the real texts: each row that was read in a document at hand is found there again.

A row is found where the sentence of its anchor states its limit (number, unit and way of counting) and the trigger,
where it names one. Nothing of the documents is quoted beyond anchors of a few words.
"""

from __future__ import annotations

import pytest
from real_sentences import CORPUS, NO_CORPUS, manifest, real_sentence

from practice.limits import Counting, Limit, Stated, Unit, limits_in
from practice.timescales import Checked, timescales

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)

WT, IRO, HOMES = "working-together-2023", "iro-handbook-2010", "childrens-homes-regulations-2015"

# timescale_id, words of its trigger (None where the sentence does not name it), document, page, anchor.
FOUND = [
    ("T01", "referral being received", WT, 58, "Within one working day of a referral being"),
    ("T04", "point of referral", WT, 59, "The maximum timeframe for the assessment to"),
    ("T04", "point of referral", WT, 74, "lead on an assessment and complete it"),
    ("T04", "point of referral", WT, 87, "The timescale for the assessment to reach"),
    ("T08", "section 47 enquiries were initiated", WT, 92, "The initial child protection conference should take"),
    ("T09", "initial child protection conference", WT, 97, "meet within 10 working days from the"),
    ("T10", "initial conference", WT, 97, "The first review should be held within"),
    ("T10", "initial conference", WT, 98, "determine when the review conference should be"),
    ("T11", None, WT, 97, "The first review should be held within"),
    ("T11", None, WT, 98, "determine when the review conference should be"),
    ("T12", "being notified of the move", WT, 100, "the receiving local authority should convene a"),
    ("T16", "allegations that come to", WT, 109, "informed within one working day of all"),
    ("T74", None, WT, 133, "to contact all care leavers aged 21"),
    ("T120", "becoming aware", WT, 133, "It should do so within five working"),
    ("T120", "becoming aware of the incident", WT, 144, "Notifications should be sent within five"),
    ("T121", "the incident", WT, 144, "panel within 15 working days of the incident"),
    ("T122", "decision to initiate a review", WT, 141, "Depending on the nature and complexity of"),
    ("T123", "the date of publication", WT, 141, "Safeguarding partners must send a copy of"),
    ("T124", None, WT, 141, "must be publicly available for at least one"),
    ("T125b", "publication", WT, 42, "given its focus on learning, within 7"),
    ("T126", "the death was registered", WT, 149, "no later than seven days from the date"),
    ("T127", "deciding to investigate a death", WT, 149, "Coroner’s duty to notify the child death"),
    ("T40", "the first placement", IRO, 10, "within ten working days of the start"),
    ("T47", "becomes looked after", IRO, 18, "review of a child’s case within 20"),
    ("T48", "the first", IRO, 18, "the second review no more than three"),
    ("T49", "the previous one", IRO, 18, "the third and subsequent reviews no more"),
    ("T50", "commencement of the process", IRO, 18, "The date of the review meeting for"),
    ("T50", None, IRO, 19, "the review may be adjourned once but"),
    ("T51b", None, IRO, 47, "as a matter of good practice, should be"),
    ("T51c", "a child has become looked after", IRO, 47, "become looked after within two working days"),
    ("T52a", "completion of the review", IRO, 29, "The IRO should produce a written record"),
    ("T52b", "completion of the review", IRO, 29, "The IRO should produce a written record"),
    ("T52c", "completion of the review", IRO, 29, "The full written record of the review"),
    ("T53", "completion of the review", IRO, 30, "the social worker should update the care"),
    ("T54", "receiving them", IRO, 30, "In order to remove these difficulties, the"),
    ("T55", None, IRO, 44, "should have timescales in total of no"),
    ("T56a", "commencement of the review", IRO, 15, "the report from the social worker (which"),
    ("T56b", "the review", IRO, 15, "The IRO should speak to the social"),
    ("T56c", "the review", IRO, 15, "Written consultation documents should be sent out"),
    ("T56c", "the meeting", IRO, 48, "Invitations to reviews and consultation documents"),
    ("T56d", "the meeting", IRO, 17, "and the child at least 20 working days"),
    ("T63a", "first placement day", IRO, 34, "The first review for children in short"),
    ("T63b", None, IRO, 34, "Subsequent reviews must be at intervals"),
    ("T84a", "authorisation to place", IRO, 26, "Where the child has not yet been"),
    ("T84b", "the previous review", IRO, 26, "Where the child has not yet been"),
    ("T85a", "placement", IRO, 26, "When the child has been placed for"),
    ("T85b", "this", IRO, 26, "When the child has been placed for"),
    ("T85c", "placed for adoption", IRO, 26, "When the child has been placed for"),
    ("T95a", "the use of a measure of control", HOMES, 26, "within 24 hours of the use of"),
    ("T95b", "the use of the measure", HOMES, 26, "within 48 hours of the use of"),
    ("T95c", "the use of the measure", HOMES, 26, "within 5 days of the use of"),
    ("T96", "its imposition", HOMES, 18, "given to the placing authority within 24"),
    ("T99", None, HOMES, 32, "an independent person visits the children's home"),
    ("T100a", None, HOMES, 32, "complete a review of the quality of"),
    ("T100b", "quality of care review is completed", HOMES, 33, "within 28 days of the date on"),
    ("T101a", "date of birth", HOMES, 26, "for 75 years from the child's"),
    ("T101b", "child's death", HOMES, 26, "for 15 years from the date of"),
]  # fmt: skip

# Rows with a number whose document is at hand and in which no sentence states it. T125a has no number: it is a date.
MISSED: frozenset[str] = frozenset()


def stated(doc_id: str, page: int, anchor: str) -> tuple[str, list[Stated]]:
    sentence, _ = real_sentence(doc_id, page, anchor)
    return sentence, limits_in(sentence)


@pytest.mark.parametrize(("timescale_id", "trigger", "doc_id", "page", "anchor"), FOUND)
def test_row_is_found_in_its_text_with_limit_unit_and_trigger(
    timescale_id: str, trigger: str | None, doc_id: str, page: int, anchor: str
) -> None:
    sentence, found = stated(doc_id, page, anchor)
    wanted = timescales()[timescale_id].limit
    assert wanted in [one.limit for one in found]
    triggers = [sentence[slice(*one.trigger)] if one.trigger else None for one in found if one.limit == wanted]
    assert any(trigger in (said or "") for said in triggers) if trigger else triggers == [None]


def test_every_row_with_a_number_that_was_read_in_a_text_at_hand_is_pinned_or_a_known_miss() -> None:
    due = {
        one.timescale_id
        for one in timescales().values()
        if one.checked is Checked.OFFICIAL
        and one.limit is not None
        and (one.source in manifest() or "IRO Handbook" in one.at or "Working Together" in one.at)
    }
    assert len(due) > 35
    assert due - {row[0] for row in FOUND} == MISSED


def test_flow_charts_that_say_only_days_are_read_as_days_of_no_stated_kind() -> None:
    _, found = stated(WT, 105, "who prepared the outline CPP within 10")
    assert [one.limit for one in found] == [Limit(10, Unit.DAYS, Counting.WITHIN)]


@pytest.mark.parametrize(
    ("doc_id", "page", "anchor"),
    [
        (WT, 9, "It applies to all children up to"),
        (WT, 120, "with children up to age of 18"),
        (WT, 148, "typically review at least 60 child deaths"),
        (IRO, 13, "at least five years post qualifying experience"),
        (IRO, 40, "All young people who are aged 16 or"),
        (IRO, 57, "the review records from the preceding 12"),
        (HOMES, 22, "within the last 5 years, worked for"),
        (HOMES, 22, "worked for at least one year in"),
        (HOMES, 28, "complaints made during the preceding twelve months"),
        (HOMES, 36, "no single placement is intended to last"),
        ("children-act-2004", 70, "on conviction on indictment, to imprisonment for"),
        ("children-act-2004", 74, "sections 45 to 47 come into force"),
    ],
)
def test_ages_experience_penalties_and_times_past_are_no_limits(doc_id: str, page: int, anchor: str) -> None:
    assert stated(doc_id, page, anchor)[1] == []
