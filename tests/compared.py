"""Sides for tests of alignment, made of a few lines of text; nothing here asserts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from fakes import document

from alignment.records import Finding, Verdict
from alignment.sides import Side
from alignment.statements import statements_of
from core.records import Tier
from index.encoder import HashingEncoder
from ingest.readers import read_file

GUIDANCE = """# Referrals and assessment

1.53 Within one working day of a referral being received, a social work manager should decide next steps and acknowledge
receipt to the referrer.

1.55 The assessment should be finished no later than 45 working days after the referral.

# Section 47 enquiries

1.60 The social worker should see the child and speak with them alone in section 47 enquiries.

1.61 Hold the initial child protection conference: it should come within 15 working days of the strategy discussion.

1.62 The first core group should meet within 10 working days of the initial child protection conference.

1.63 The first review conference should follow within three months of the initial child protection conference.

# Allegations

2.26 The designated officer (LADO) should be told within one working day of an allegation coming to notice.
"""
HANDBOOK = """# Looked-after reviews

3.23 The first review of a looked-after child must be held within 20 working days of the day on which care began.

3.24 The second review must be held within three months of the first.

# Placement

4.1 The first visit to a looked-after child must be made within one week of the start of the placement.

4.2 Visits to a looked-after child must be made at least every six weeks.

4.3 The initial health assessment of a looked-after child must be ready within 20 working days of becoming looked after.
"""


def side_of(folder: Path, doc_id: str, text: str, **changes: Any) -> Side:
    """A side of Markdown `text`, embedded by the hashing encoder."""
    path = folder / f"{doc_id}.md"
    path.write_text(text, encoding="utf-8")
    held = document(doc_id, file=path.name, **changes)
    reading = read_file(path)
    statements = statements_of(held, reading)
    vectors = HashingEncoder().encode([one.said for one in statements])
    return Side(held, reading, statements, np.asarray(vectors, dtype=np.float32))


def local_of(folder: Path, text: str, title: str = "A procedure") -> Side:
    return side_of(folder, "a-procedure", text, tier=Tier.LOCAL, title=title)


def national_of(folder: Path) -> list[Side]:
    return [
        side_of(folder, "guidance-2023", GUIDANCE, title="Guidance 2023", edition="2023", published=date(2023, 12, 15)),
        side_of(folder, "handbook-2010", HANDBOOK, title="Handbook", edition="March 2010"),
    ]


def only(findings: list[Finding], verdict: Verdict) -> Finding:
    """The one finding of `verdict`."""
    (found,) = [one for one in findings if one.verdict is verdict]
    return found
