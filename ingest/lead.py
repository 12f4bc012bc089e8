"""A builder that makes headings of the bold lines which stand in for them in web pages and Markdown.

    builder = LeadBuilder()
    builder.bold("Who to ring")
    builder.paragraph("Ring the duty team.")        "Who to ring" has become a heading

A bold line is held until it is known what follows: a heading is followed by something, and by at most two more like it.
Whether a text is short enough for a heading is `ingest.marks.may_head`'s to say.
"""

from __future__ import annotations

from core.records import Reading
from ingest.building import BULLET, ReadingBuilder
from ingest.marks import HEADINGS_RUN, add_text, may_head, paragraph_number


class LeadBuilder(ReadingBuilder):
    """A `ReadingBuilder` that also takes bold lines. They hang one level below the last marked heading."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[str] = []
        self._level = 0

    def bold(self, text: str) -> None:
        """A paragraph all in bold: a heading if it may be one and something follows."""
        if may_head(text):
            self._held.append(text)
        else:
            add_text(self, text)

    def heading(self, text: str, *, level: int) -> None:
        """As `ReadingBuilder.heading`."""
        self._settle()
        self._level = level
        super().heading(text, level=level)

    def paragraph(self, text: str, *, number: str | None = None) -> None:
        """As `ReadingBuilder.paragraph`."""
        self._settle()
        super().paragraph(text, number=number)

    def item(self, text: str, *, depth: int = 0, marker: str = BULLET, number: str | None = None) -> None:
        """As `ReadingBuilder.item`."""
        self._settle()
        super().item(text, depth=depth, marker=marker, number=number)

    def row(self, text: str) -> None:
        """As `ReadingBuilder.row`."""
        self._settle()
        super().row(text)

    def figure(self, text: str) -> None:
        """As `ReadingBuilder.figure`."""
        self._settle()
        super().figure(text)

    def annotation(self, text: str) -> None:
        """As `ReadingBuilder.annotation`."""
        self._settle()
        super().annotation(text)

    def contents(self, text: str) -> None:
        """As `ReadingBuilder.contents`."""
        self._settle()
        super().contents(text)

    def extend(self, text: str) -> None:
        """As `ReadingBuilder.extend`."""
        self._settle()
        super().extend(text)

    def finish(self) -> Reading:
        """As `ReadingBuilder.finish`; a bold line that nothing follows is a paragraph."""
        self._settle(are_headings=False)
        return super().finish()

    def _settle(self, *, are_headings: bool = True) -> None:
        held, self._held = self._held, []
        for text in held:
            if are_headings and len(held) <= HEADINGS_RUN:
                dots = (paragraph_number(text) or "").count(".")
                super().heading(text, level=self._level + 1 + dots)
            else:
                add_text(self, text)
