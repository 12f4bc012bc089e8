"""What `waymark search --explain` prints: what was read of a question, and why each hit is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from shlex import quote
from typing import TYPE_CHECKING, Any

from rich.text import Text

from cli.common import STDOUT
from core.errors import QueryError
from core.records import Hit
from index.explain import Reason, explained
from index.fit import Evidence, Fit
from index.generation import Generation
from practice.situation import Sign, Situation
from practice.understanding import Understanding

if TYPE_CHECKING:
    from index.search import Found


def check_signs(situation: Situation, without: Sequence[str]) -> None:
    """Raises `QueryError` where one of `without` is the id of no sign of `situation`."""
    known = [sign.id for sign in situation.signs]
    for one in without:
        if one not in known:
            listed = ", ".join(known) if known else "none"
            raise QueryError(f'Nothing in this text gives the sign "{one}". It gives: {listed}.')


def sign_row(sign: Sign) -> dict[str, Any]:
    """A sign as the JSON that `search --explain` and `brief` print; offsets are into the text."""
    words = [{"text": one.text, "start": one.start, "end": one.end} for one in sign.given_by]
    return {"kind": sign.kind, "id": sign.id, "name": sign.name, "given_by": words}


class Explanation:
    """What was read of a question and why each of its hits is there, in the `generation` that was searched."""

    def __init__(self, found: Found, understood: Understanding, situation: Situation, generation: Generation) -> None:
        passages, examples = generation.passages, generation.examples.queries if generation.examples else ()
        self._found = found
        self._understood = understood
        self._situation = situation
        reasons = explained(found.hits, found.candidates, understood, passages, examples)
        for also in found.also:
            own = understood.within(also.part.start, also.part.end)
            reasons += explained(also.hits, also.candidates, own, passages, examples)
        self._reasons = {reason.rank: reason for reason in reasons}

    def row(self) -> dict[str, Any]:
        """As the JSON under "explain": the hits by rank, those of parts behind the others; absent values as null."""
        evidence = self._found.evidence
        return {
            "searched": self._understood.expanded,
            "expansions": [asdict(one) for one in self._understood.expansions],
            "questions": [asdict(one) for one in self._understood.questions],
            "signs": [sign_row(sign) for sign in self._situation.signs],
            "is_immediate": self._situation.is_immediate,
            "parts": [asdict(part) for part in self._situation.parts],
            "near": round(evidence.near, 6) if evidence else None,
            "away": round(evidence.away, 6) if evidence else None,
            "field": round(evidence.field, 6) if evidence else None,
            "hits": [_rounded(asdict(reason)) for reason in self._reasons.values()],
        }

    def print_read(self) -> None:
        """The signs with the words that gave them, the parts, and how the question fits the library."""
        STDOUT.print(Text("Read from what was typed:", style="bold"))
        for sign in self._situation.signs:
            STDOUT.print(
                Text(f"   {sign.kind.label}: {sign.in_words}"), Text(f"--without-sign {quote(sign.id)}", "dim")
            )
        if not self._situation.signs:
            STDOUT.print("   no concern, no person, no step and no kind of question")
        if len(self._situation.parts) > 1:
            for number, part in enumerate(self._situation.parts, start=1):
                STDOUT.print(Text(f"   Part {number}: {part.text}"))
        if self._found.fit and self._found.evidence:
            STDOUT.print(Text(f"   {_fit_words(self._found.fit, self._found.evidence)}"))

    def lines(self, hit: Hit) -> Iterator[str]:
        """Why a hit is there."""
        reason = self._reasons[hit.rank]
        yield f"why: {_sum(reason)}"
        if reason.footnote:
            yield f"found by its footnote: {reason.footnote}"
        if reason.like:
            yield f"like a question that it answers: “{reason.like}”"
        added = f"; added words: {', '.join(reason.added)}" if reason.added else ""
        yield f"your words in it: {', '.join(reason.words) or 'none'}{added}"


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 6) if isinstance(value, float) else value for key, value in row.items()}


def _fit_words(fit: Fit, evidence: Evidence) -> str:
    sure = "no confidence, for this encoder" if fit.confidence is None else f"confidence {fit.confidence:.2f}"
    return (
        f"Fit: {sure}; cosine of the nearest passage {evidence.near:.3f}, "
        f"of the nearest example of what is outside {evidence.away:.3f}; "
        f"how like the field's questions it sounds {evidence.field:.2f} (from -1 to 1)"
    )


def _sum(reason: Reason) -> str:
    """How the score is made up: "cosine 0.612 (rank 3) + BM25 share 0.201 (rank 1) = 0.813"."""
    if reason.mixed is None:
        return f"score {reason.score:.3f}"
    share = reason.bm25_share or 0.0
    cosine = (
        f"cosine at most {reason.mixed - share:.3f} (not among the nearest)"
        if reason.cosine is None
        else f"cosine {reason.cosine:.3f} (rank {reason.dense_rank})"
    )
    words = "none of its words" if reason.lexical_rank is None else f"rank {reason.lexical_rank}"
    told = reason.told or 0.0
    anew = f"; with its tokens' {reason.score - reason.mixed - told:.3f}" + (
        f" and worked examples' {told:.3f}" if told else ""
    )
    later = "" if reason.score == reason.mixed else f"{anew}, {reason.score:.3f}"
    return f"{cosine} + BM25 share {share:.3f} ({words}) = {reason.mixed:.3f}{later}"
