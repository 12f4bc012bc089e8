"""How the PDF reader takes an Act, on a small one made here as legislation.gov.uk prints them."""

from __future__ import annotations

from pathlib import Path

import pytest
from readings import block
from sheets import FILLER, LEFT, Sheet, prose

from core.records import BlockKind, Reading

MIDDLE, RIGHT = (LEFT + 464.0) / 2, 464.0


class Act(Sheet):
    """A page of an Act under its stock line, with centred headings."""

    def page(self) -> Act:
        super().page()
        return self.head()

    def head(self) -> Act:
        self.line("Changes to legislation: The Made Act is up to date.", size=8)
        self.gap(30)
        return self

    def centred(self, text: str, *, font: str) -> Act:
        self.canvas.setFont(font, 11)
        self.canvas.drawCentredString(MIDDLE, self.y, text)
        self.gap(30)
        return self


@pytest.fixture
def act(tmp_path: Path) -> Act:
    made = Act(tmp_path / "made.pdf")
    prose(made.head().bold("1 Duty to ring").gap(), 3)
    return made.page()


def paragraphs(reading: Reading) -> list[tuple[str, ...]]:
    return [block.headings for block in reading.blocks if block.kind is BlockKind.PARAGRAPH]


def test_a_group_in_bold_italics_stands_over_the_cross_headings_in_italics(act: Act) -> None:
    act.centred("SCHEDULE 1", font="Times-Roman")
    for group, crosses in (("Homes", ("Fees", "Waivers")), ("Schools", ("Visits",))):
        act.centred(group, font="Times-BoldItalic")
        for cross in crosses:
            prose(act.centred(cross, font="Times-Italic"), 1)
    assert paragraphs(prose(act.page(), 1).read())[-4:-1] == [
        ("SCHEDULE 1", "Homes", "Fees"),
        ("SCHEDULE 1", "Homes", "Waivers"),
        ("SCHEDULE 1", "Schools", "Visits"),
    ]


def test_the_heads_of_two_columns_are_no_heading(act: Act) -> None:
    act.centred("SCHEDULE 1", font="Times-Roman")
    act.canvas.setFont("Times-BoldItalic", 11)
    act.canvas.drawString(LEFT + 60, act.y, "Short title and chapter")
    act.canvas.drawRightString(RIGHT - 60, act.y, "Extent of repeal")
    reading = prose(act.gap(30), 1).read()
    assert block(reading, "Short title").kind is BlockKind.PARAGRAPH
    assert reading.blocks[-1].headings == ("SCHEDULE 1",)


def test_what_the_publisher_says_of_the_act_is_no_part_of_it(act: Act) -> None:
    act.line("PROSPECTIVE", x=RIGHT - 80).gap().bold("2 Duty to write").gap()
    prose(act, 2).page()
    act.bold("Status:").line("This Act holds parts that are not in force.").gap()
    reading = act.bold("Changes to legislation:").line(FILLER[:78]).line(FILLER[78:].strip()).read()
    notes = [reading.text[b.start : b.end] for b in reading.blocks if b.kind is BlockKind.ANNOTATION]
    assert notes == [
        "PROSPECTIVE",
        "Status: This Act holds parts that are not in force.",
        f"Changes to legislation: {FILLER}",
    ]
