"""Limits as many councils write them, in sentences of our own, against the table alone: what each comes to."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared import local_of

from alignment.national import Rules
from alignment.records import Verdict
from alignment.timescales import timescale_findings

C, A = Verdict.TIMESCALE_CONFLICT, Verdict.ALIGNED
S, L = Verdict.STRICTER_LOCALLY, Verdict.LOCAL_ONLY

CASES = [
    ("Referrals", "Managers have up to 72 hours to decide on the next steps for a referral.", C),
    ("Referrals", "A decision on the referral is made by the end of the next working day.", A),
    ("Assessment", "The assessment is completed within 45 working days of the first home visit.", C),
    ("Assessment", "The child and family assessment takes no more than 50 working days from the referral.", C),
    ("Assessment", "No assessment may take longer than 45 working days from referral.", A),
    ("Conferences", "The ICPC is held within 15 working days of the completion of the section 47 enquiry.", C),
    ("Conferences", "The ICPC is held within 15 working days of the decision to convene one.", C),
    ("Conferences", "The conference is booked within one working day.", L),
    ("Core groups", "After conference the core group has three weeks in which to meet for the first time.", C),
    ("Child protection reviews", "Subsequent review conferences take place at least every nine months.", C),
    ("Child protection reviews", "Further review conferences are held at least six monthly.", A),
    ("Children moving", "The receiving authority has one month from notification to hold its conference.", C),
    ("Allegations", "Referrals to the LADO are made within 48 hours.", C),
    ("Allegations", "The LADO must be told on the same day.", S),
    ("Court", "An EPO can be extended for a further period of up to 14 days.", C),
    ("Court", "Nobody is kept in police protection for more than 72 hours.", A),
    ("Pre-proceedings", "The pre-proceedings stage lasts no longer than 26 weeks.", C),
    ("Secure accommodation", "A child is kept without a court order for up to seven days.", C),
    ("Special guardianship", "Applicants give one month's notice of their application.", C),
    ("Special guardianship", "Applicants give three months' written notice of their application.", A),
    ("Looked after children", "Looked after children are visited every two months.", C),
    ("Looked after children", "Statutory visits to looked after children take place quarterly.", C),
    ("Looked after children", "Looked after children are visited fortnightly.", S),
    ("Looked after children", "Visits to a child in a permanent placement take place every six months.", C),
    ("Looked after reviews", "The first child looked after review takes place within 30 working days.", C),
    ("Looked after reviews", "Later looked after reviews take place twice a year.", A),
    ("Looked after reviews", "Managers have 10 working days to respond to the decisions of a review.", C),
    ("Looked after reviews", "The record of the looked after review is circulated within one month.", C),
    ("Health of looked after children", "The initial health assessment is done within 28 days of coming into care.", C),
    ("Short breaks", "In short breaks no single stay lasts more than 21 days.", C),
    ("Short breaks", "In a series of short breaks all stays come to no more than 75 days in total.", A),
    ("Connected persons", "Temporary approval can be extended by up to 12 weeks under regulation 25.", C),
    ("Leaving care", "Personal advisers visit care leavers at least every three months.", C),
    ("Private fostering", "Privately fostered children are visited every eight weeks in the first year.", C),
    ("Private fostering", "After the first year, privately fostered children are visited every 12 weeks.", A),
    ("Adoption", "For a child placed for adoption the second review takes place within six months.", C),
    ("Adoption", "A child placed for adoption is visited within two weeks of placement.", C),
    ("Children's homes", "Regulation 44 visits take place every two months.", C),
    ("Children's homes", "The registered manager discusses the restraint with the child within seven days.", C),
    ("Records", "Children's case records are kept for 25 years from birth.", C),
    ("Education, health and care plans", "The final EHC plan is issued within 26 weeks of the request.", C),
    ("Education, health and care plans", "Parents are given 10 days to comment on the draft EHC plan.", C),
    ("Education, health and care plans", "Parents have at least 20 days to comment on the draft EHC plan.", S),
    ("Complaints", "Stage 2 complaints are investigated within 40 working days.", C),
    ("Complaints", "The director responds to the review panel's findings within 20 working days.", C),
    ("Complaints", "A stage 1 complaint is answered within 20 working days.", Verdict.CANNOT_TELL),
    ("Child deaths", "Coroners notify the CDOP within 10 working days of deciding to investigate.", C),
]


@pytest.mark.parametrize(("title", "text", "verdict"), CASES)
def test_a_limit_as_councils_write_it_is_compared(tmp_path: Path, title: str, text: str, verdict: Verdict) -> None:
    found = timescale_findings(local_of(tmp_path, text, title=title), [], rules=Rules.of([]))
    assert [one.verdict for one in found] == [verdict]
