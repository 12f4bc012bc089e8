"""How a question was understood: what guidance calls its words, and what it must be asked back.

    understood.expansions    ICPC: initial child protection conference, strat: strategy discussion
    understood.questions     ICO: interim care order, or Information Commissioner's Office?
    understood.expanded      "ICPC after the strat, ICO next? (initial child protection conference; strategy ...)"

Nothing typed is replaced: what guidance calls it is added. `practice.matching` finds the terms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """Why words were added."""

    EXPANSION = "expansion"
    TYPO = "typo"
    READING = "reading"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that were typed, as typed, from `start` to `end` in the question, and what guidance calls them.

    `read_as` is the right spelling, None where it was typed so. `readings` are those that there are of an ambiguous
    term, `reading` the one that it has. `is_checked` says whether guidance's words were read in an Act, regulations or
    statutory guidance.
    """

    typed: str
    guidance: str
    kind: Kind
    start: int
    end: int
    read_as: str | None = None
    outdated_since: int | None = None
    note: str | None = None
    is_checked: bool = False
    readings: tuple[str, ...] = ()
    reading: str | None = None

    @property
    def remark(self) -> str:
        """What a reader must know of it: that it is outdated, unchecked, or one of several readings; "" for nothing."""
        parts = [
            f"outdated since {self.outdated_since}" if self.outdated_since else "",
            self.note or "",
            f"one of {len(self.readings)} readings" if self.readings else "",
            "" if self.is_checked else "wording unchecked",
        ]
        return "; ".join(filter(None, parts))

    @property
    def in_words(self) -> str:
        """For a reader: "ICPC: initial child protection conference", "assesment, read as assessment"."""
        typed = f"{self.typed}, read as {self.read_as}" if self.read_as else self.typed
        means = "" if self.read_as == self.guidance else f": {self.guidance}"
        return f"{typed}{means}{f' ({self.remark})' if self.remark else ''}"


@dataclass(frozen=True, slots=True)
class Question:
    """An ambiguous term as typed, from `start` to `end`, which nothing near it settles, and what it may mean."""

    typed: str
    start: int
    end: int
    readings: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """For a reader: "ICO: interim care order, or Information Commissioner's Office?"."""
        return f"{self.typed}: {', '.join(self.readings[:-1])}, or {self.readings[-1]}?"


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, what guidance calls its words, and what it must be asked back; both in the question's order."""

    query: str
    expansions: tuple[Expansion, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def expanded(self) -> str:
        """The question with guidance's words added in brackets, each once; as it is where there are none."""
        added = "; ".join(dict.fromkeys(expansion.guidance for expansion in self.expansions))
        return f"{self.query} ({added})" if added else self.query

    def within(self, start: int, end: int) -> Understanding:
        """How the question is understood from `start` to `end`, which is then all of it."""
        expansions = [one for one in self.expansions if start <= one.start and one.end <= end]
        questions = [one for one in self.questions if start <= one.start and one.end <= end]
        return Understanding(
            self.query[start:end],
            tuple(replace(one, start=one.start - start, end=one.end - start) for one in expansions),
            tuple(replace(one, start=one.start - start, end=one.end - start) for one in questions),
        )
