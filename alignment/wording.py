"""Where the words of two texts differ, and where only their print does.

    old, new = "Staff should tell the lead.", "All staff must tell the lead (see paragraph 12)."
    marked(old, new)
        [("come", "All "), ("same", "staff "), ("gone", "should"), ("come", "must"), ("same", " tell the lead"), ...]

Case, white space, quotation marks, hyphens, dashes, bullets, a leading number and the mark or the "and" at the end
never count, nor do the numbers of pages and paragraphs that a text points to, which `pointers` gives apart. It does not
say what a difference comes to; that is `alignment.rating`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from core.records import Span

POINTER = "#"
"""What a number of a page or a paragraph counts as."""

Fate = Literal["same", "gone", "come"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word, an address or a mark as it is compared, and where it stands in its text."""

    norm: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not self.norm[-1].isalnum() and self.norm != POINTER


@dataclass(frozen=True, slots=True)
class Pointer:
    """The numbers of paragraphs that a text points to ("paragraphs 267-268"), and where they stand in it."""

    numbers: tuple[str, ...]
    start: int
    end: int
    is_page: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that went and words that came in their stead; either may be none. The spans are into the two texts."""

    gone: tuple[Word, ...]
    come: tuple[Word, ...]
    old: Span
    new: Span

    @property
    def is_punctuation(self) -> bool:
        """Whether nothing but marks differ."""
        return all(word.is_mark for word in self.gone + self.come)


def words(text: str, *, paragraph: str | None = None, shift: int = 0) -> tuple[Word, ...]:
    """The words of `text` in order, without its leading number (`paragraph` as printed) and the marks at its end.

    Their offsets are those into `text`, each greater by `shift`.
    """
    found: list[Word] = []
    spans = [(one.start, one.end) for one in pointers(text)]
    for match in _WORD.finditer(text, _lead(text, paragraph)):
        at = next((span for span in spans if span[0] <= match.start() < span[1]), None)
        if at is None:
            norm = match.group().casefold().replace("’", "'")
            found.append(Word(norm, match.start() + shift, match.end() + shift))
        elif not (found and found[-1].norm == POINTER and found[-1].start == at[0] + shift):
            found.append(Word(POINTER, at[0] + shift, at[1] + shift))
    while found and (found[-1].is_mark or (found[-1].norm == "and" and len(found) > 1)):
        found.pop()
    return tuple(found)


def key_of(found: Sequence[Word]) -> str:
    """What makes two texts the same in every letter and figure, however they are spaced and punctuated."""
    return "".join(word.norm.replace("'", "") for word in found if not word.is_mark)


def pointers(text: str) -> list[Pointer]:
    """The pages and paragraphs that `text` points to, in order."""
    return [
        Pointer(tuple(_NUMBER.findall(found["numbers"])), *found.span("pointer"), is_page=found["page"] is not None)
        for found in _POINTER.finditer(text)
    ]


def differences(old: Sequence[Word], new: Sequence[Word]) -> list[Difference]:
    """Where the words differ, in order; the same the other way round, with gone and come exchanged."""
    first, second = [word.norm for word in old], [word.norm for word in new]
    if first > second:
        return [Difference(one.come, one.gone, one.new, one.old) for one in differences(new, old)]
    found = []
    for operation, *places in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        gone, come = tuple(old[places[0] : places[1]]), tuple(new[places[2] : places[3]])
        if operation == "equal" or _is_print(gone, come):
            continue
        spans = _span(old, places[0], places[1]), _span(new, places[2], places[3])
        found.append(Difference(gone, come, *spans))
    return found


def marked(old: str, new: str, *, paragraphs: tuple[str | None, str | None] = (None, None)) -> list[tuple[Fate, str]]:
    """The two texts as one line: pieces of `new`, with what has gone.

    The pieces that are the same or have come are `new`, whole and in order. Differences that a word or none parts are
    shown as one. `paragraphs` are the numbers that the two may begin with.
    """
    first, second = (words(text, paragraph=number) for text, number in zip((old, new), paragraphs, strict=True))
    found = [*differences(first, second), *_other_numbers(old, new, first, second)]
    pieces: list[tuple[Fate, str]] = []
    done = 0
    for gone, come in _joined(sorted((one.old, one.new) for one in found), old, new):
        before = new[done : come[0]]
        start = gone[0] - 1 if come[0] == come[1] and old[gone[0] - 1 : gone[0]] == " " else gone[0]
        shown: list[tuple[Fate, str]] = [("same", before), ("gone", old[start : gone[1]]), ("come", new[slice(*come)])]
        pieces += [piece for piece in shown if piece[1]]
        done = come[1]
    return [*pieces, ("same", new[done:])] if done < len(new) else pieces


def in_line(pieces: Sequence[tuple[Fate, str]]) -> str:
    """The pieces as plain text: `Staff [-should-]{+must+} tell the lead.`"""
    return "".join(_PLAIN[fate].format(text) for fate, text in pieces)


def _other_numbers(old: str, new: str, first: Sequence[Word], second: Sequence[Word]) -> Iterator[Difference]:
    pointing = [[word for word in found if word.norm == POINTER] for found in (first, second)]
    if len(pointing[0]) == len(pointing[1]):
        for gone, come in zip(*pointing, strict=True):
            if old[gone.start : gone.end] != new[come.start : come.end]:
                yield Difference((gone,), (come,), (gone.start, gone.end), (come.start, come.end))


def _joined(found: Sequence[tuple[Span, Span]], old: str, new: str) -> Iterator[tuple[Span, Span]]:
    held: tuple[Span, Span] | None = None
    for gone, come in found:
        if held and len(new[held[1][1] : come[0]].split()) <= 1 and len(old[held[0][1] : gone[0]].split()) <= 1:
            held = (held[0][0], gone[1]), (held[1][0], come[1])
            continue
        if held:
            yield held
        held = gone, come
    if held:
        yield held


def _is_print(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    """Whether the same letters are only set apart otherwise: "so-called" and "so called"."""
    first, second = ("".join(word.norm.replace("'", "") for word in found) for found in (gone, come))
    return first == second


def _span(found: Sequence[Word], start: int, end: int) -> Span:
    if start < end:
        return found[start].start, found[end - 1].end
    at = found[start - 1].end if start else found[0].start if found else 0
    return at, at


def _lead(text: str, paragraph: str | None) -> int:
    if paragraph and (own := re.match(rf"\s*{re.escape(paragraph)}[.)]?\s+", text)):
        return own.end()
    found = _MARK.match(text)
    return found.end() if found else 0


_PLAIN = {"same": "{}", "gone": "[-{}-]", "come": "{{+{}+}}"}
_MARK = re.compile(r"\s*(?:[•▪●◦*–-]|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)])\s+")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_WORD = re.compile(
    r"""
    (?:https?://|www\.) [^\s<>()\[\]|]* [\w/]
    | [\w.+-]+@\w+ (?:[\w.-]*\w)?
    | (?:[A-Za-z][\w-]*\.)+ (?:uk|org|com|net)\b (?:/[^\s<>()\[\]|]*[\w/])?
    | 0\d{2,4} (?:\s\d{3,4}){1,3}\b
    | [£€]? \d+ (?:[.,:]\d+)* %?
    | [^\W\d_]+ (?:['’][^\W\d_]+)*
    | [.,;:?!()\[\]&/+=@]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POINTER = re.compile(
    r"""
    (?: \b(?=(?:page|pp?\b|para)) | (?<=\(see\s) )
    (?P<pointer> (?: (?P<page> (?:pages?|pp?) \.? ) \s+ | (?:paragraphs?|paras?\.?) \s+ )?
        (?P<numbers> \d+(?:\.\d+)* (?: (?: \s?[-–,&]\s? | \s(?:to|and)\s ) \d+(?:\.\d+)* )* ) ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
