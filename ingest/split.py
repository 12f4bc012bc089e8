"""Cuts a reading into passages: whole sentences under one heading, small enough that the encoder reads all of them.

    blocks under one heading path  ->  units (a paragraph with its list)  ->  passages

A unit that fits is never cut; neighbouring small ones share a passage; one that is too long is cut between list items
or a row's cells, then between sentences, and only inside a sentence where it alone is too long. It does not overlap
passages and does not drop or change a character: the laws in `tests/test_split.py` say so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from core.records import Block, BlockKind, Document, Footnote, Page, Passage, Place, Provision, Reading, Tokenizer
from ingest.building import CELL_END
from ingest.sentences import sentence_spans
from ingest.versions import code_version, reached

SPLIT_VERSION = code_version(*reached(("ingest.split",)))

_COLUMN = re.compile(r"([^|]{1,80}?): ")
_ROW_EDGE = CELL_END.rstrip()

SMALL = 192
"""Tokens: a passage below this takes the next unit in, where both fit."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one block that will not be cut further.

    `stem` is what its list item hangs under (for a footnote, what cites it), `stem_tokens` what that costs where the
    stem stands outside the passage.
    """

    start: int
    end: int
    tokens: int
    block: Block
    stem: str | None = None
    stem_tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Source:
    """A reading with the footnotes that its text cites, in the order of the offsets that they are cited at."""

    reading: Reading
    offsets: Sequence[int]
    notes: Sequence[Block]

    @classmethod
    def of(cls, reading: Reading) -> _Source:
        """The source of the passages of `reading`."""
        cited = [(block.cited, block) for block in reading.blocks if block.cited is not None]
        cited.sort(key=lambda pair: pair[0])
        return cls(reading, [at for at, _ in cited], [block for _, block in cited])

    def notes_between(self, above: int, end: int) -> Iterator[tuple[int, Block]]:
        """Each footnote cited behind `above` and not behind `end`, with the offset."""
        span = slice(bisect_right(self.offsets, above), bisect_right(self.offsets, end))
        return zip(self.offsets[span], self.notes[span], strict=True)


def split(document: Document, reading: Reading, *, tokenizer: Tokenizer, limit: int) -> list[Passage]:
    """The passages of `reading`, in reading order; none where it has no body text.

    `limit` is the most tokens that the encoder reads of one text, without its special ones; `embedded_text` of every
    passage stays within it. Each character of body text is in exactly one passage.
    """
    source = _Source.of(reading)
    passages: list[Passage] = []
    cited: list[int | None] = []
    joint = tokenizer.count("a\nb") - tokenizer.count("a") - tokenizer.count("b")
    for headings, blocks in _runs(reading):
        budget = limit - tokenizer.count(_context(document, headings, tokenizer, limit)) - 2 * joint
        units = _units(reading.text, blocks, tokenizer=tokenizer, budget=budget)
        for pieces in _packed(units, budget, joint=joint):
            passages.append(_passage(document, source, pieces, ordinal=len(passages)))
            cited.append(pieces[0].block.cited)
    texts = [passage for passage, at in zip(passages, cited, strict=True) if at is None]
    return [
        passage if at is None else replace(passage, cited_in=_citing(at, texts))
        for passage, at in zip(passages, cited, strict=True)
    ]


def _citing(cited: int, texts: Sequence[Passage]) -> int | None:
    """The ordinal of the passage with the words that offset `cited` stands behind, or under the heading with them."""
    place = bisect_left(texts, cited, key=lambda passage: passage.end)
    return texts[place].ordinal if place < len(texts) else None


def embedded_text(document: Document, passage: Passage, *, tokenizer: Tokenizer, limit: int) -> str:
    """What is embedded for a passage: title and headings on one line, then its stem, then its text."""
    context = _context(document, passage.headings, tokenizer, limit)
    return "\n".join(part for part in (context, passage.stem, passage.text) if part)


def _context(document: Document, headings: Sequence[str], tokenizer: Tokenizer, limit: int) -> str:
    """Title and headings, at most a third of `limit`: outer headings go first, then words from the end."""
    kept = own_headings(headings)
    while True:
        text = " > ".join([document.title, *kept])
        if tokenizer.count(text) <= limit // 3:
            return text
        if not kept:
            return " ".join(_fitting(text.split(), tokenizer, limit // 3))
        kept.pop(0)


def own_headings(headings: Sequence[str]) -> list[str]:
    """The headings but for those that a deeper one says again."""
    return [
        one
        for place, one in enumerate(headings)
        if not any(f" {one} " in f" {deeper} " for deeper in headings[place + 1 :])
    ]


def _fitting(words: Sequence[str], tokenizer: Tokenizer, most: int) -> list[str]:
    """As many words from the front as `most` tokens hold."""
    kept = list(words)
    while kept and tokenizer.count(" ".join(kept)) > most:
        kept.pop()
    return kept


def _runs(reading: Reading) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Neighbouring body blocks under one heading path and provision; footnotes and figures apart from what they
    interrupt."""

    def place(block: Block) -> tuple[bool, BlockKind | None, tuple[str, ...], Provision | None]:
        apart = block.kind if block.kind in (BlockKind.FOOTNOTE, BlockKind.FIGURE) else None
        return block.kind.is_body, apart, block.headings, block.provision

    for (is_body, _, headings, _), blocks in groupby(reading.blocks, key=place):
        if is_body:
            yield headings, list(blocks)


def _units(text: str, blocks: Sequence[Block], *, tokenizer: Tokenizer, budget: int) -> Iterator[list[_Piece]]:
    """Each paragraph, row or footnote with the list items that follow it, as uncuttable pieces."""
    unit: list[_Piece] = []
    for block in blocks:
        if unit and block.kind is not BlockKind.ITEM:
            yield unit
            unit = []
        unit.extend(_pieces(text, block, tokenizer=tokenizer, budget=budget))
    if unit:
        yield unit


def _pieces(text: str, block: Block, *, tokenizer: Tokenizer, budget: int) -> list[_Piece]:
    """A block whole where it fits the budget, else its cells or sentences, else (one too long) runs of its words."""
    stem = _stem(text, block, tokenizer=tokenizer, most=budget // 4)
    stem_tokens = tokenizer.count(stem) if stem else 0
    budget -= stem_tokens
    whole = tokenizer.count(text[block.start : block.end])
    if whole <= budget:
        return [_Piece(block.start, block.end, whole, block, stem, stem_tokens)]
    if block.kind is BlockKind.ROW:
        return list(_cell_pieces(text, block, tokenizer=tokenizer, budget=budget))
    fitted = _fitted(text, (block.start, block.end), tokenizer=tokenizer, budget=budget)
    return [_Piece(begin, stop, tokens, block, stem, stem_tokens) for begin, stop, tokens in fitted]


def _cell_pieces(text: str, block: Block, *, tokenizer: Tokenizer, budget: int) -> Iterator[_Piece]:
    """A row's cells, each under the row's first; what is cut off within a cell is under its column's header, too."""
    cells = [(block.start + start, block.start + end) for start, end in _cells(text[block.start : block.end])]
    for place, (start, end) in enumerate(cells):
        heading = text[slice(*cells[0])].removesuffix(_ROW_EDGE) if place else ""
        column = _COLUMN.match(text[start:end])
        stem = _short(heading, tokenizer=tokenizer, most=budget // 4)
        rest = _short(
            CELL_END.join(part for part in (heading, column[1] if column else "") if part),
            tokenizer=tokenizer,
            most=budget // 4,
        )
        room = budget - max(tokenizer.count(said) if said else 0 for said in (stem, rest))
        for begin, stop, tokens in _fitted(text, (start, end), tokenizer=tokenizer, budget=room):
            said = stem if begin == start else rest
            yield _Piece(begin, stop, tokens, block, said, tokenizer.count(said) if said else 0)


def _cells(row: str) -> Iterator[tuple[int, int]]:
    """The cells of a row, each with the sign that parts it from the next."""
    start = 0
    for found in re.finditer(re.escape(CELL_END), row):
        yield start, found.end() - 1
        start = found.end()
    yield start, len(row)


def _short(words: str, *, tokenizer: Tokenizer, most: int) -> str | None:
    """Words that are worth no more than `most` tokens, None for others."""
    return words if words and tokenizer.count(words) <= most else None


def _fitted(text: str, span: tuple[int, int], *, tokenizer: Tokenizer, budget: int) -> Iterator[tuple[int, int, int]]:
    """A span as (start, end, tokens): whole where it fits, else its sentences, cut between words where one is long."""
    start, end = span
    whole = tokenizer.count(text[start:end])
    if whole <= budget:
        yield start, end, whole
        return
    for begin, stop in sentence_spans(text[start:end]):
        yield from _word_runs(text, (start + begin, start + stop), tokenizer=tokenizer, budget=budget)


def _stem(text: str, block: Block, *, tokenizer: Tokenizer, most: int) -> str | None:
    """What a list item hangs under, or what cites a footnote, at most `most` tokens of it; None for anything else."""
    if block.stem is not None:
        return _last_sentence(text, block.stem, tokenizer=tokenizer, most=most)
    if block.cited is not None:
        line = text.rfind("\n", 0, block.cited) + 1
        return _last_sentence(text, (line, block.cited), tokenizer=tokenizer, most=most) or None
    return None


def _last_sentence(text: str, span: tuple[int, int], *, tokenizer: Tokenizer, most: int) -> str:
    """The end of a stem, from the start of its last sentence; where that is too long, its last words."""
    stem = text[span[0] : span[1]]
    if not stem or tokenizer.count(stem) <= most:
        return stem
    start, _ = sentence_spans(stem)[-1]
    while tokenizer.count(stem[start:]) > most and " " in stem[start:]:
        start = stem.index(" ", start) + 1
    return stem[start:]


def _word_runs(
    text: str, span: tuple[int, int], *, tokenizer: Tokenizer, budget: int
) -> Iterator[tuple[int, int, int]]:
    """A sentence as (start, end, tokens): whole where it fits, else cut between words, else between characters."""
    start, end = span
    whole = tokenizer.count(text[start:end])
    if whole <= budget:
        yield start, end, whole
        return
    begin, last, tokens = start, start, 0
    for word_start, word_end in _words(text, start, end, longest=budget):
        count = tokenizer.count(text[word_start:word_end])
        if tokens and tokens + count > budget:
            yield begin, last, tokens
            begin, tokens = word_start, 0
        tokens, last = tokens + count, word_end
    yield begin, last, tokens


def _words(text: str, start: int, end: int, *, longest: int) -> Iterator[tuple[int, int]]:
    for word in re.finditer(rf"\S{{1,{longest}}}", text[start:end]):
        yield start + word.start(), start + word.end()


def _packed(units: Iterator[list[_Piece]], budget: int, *, joint: int) -> Iterator[list[_Piece]]:
    """Units gathered into passages of at most `budget` tokens, a stem outside the passage counted in.

    `joint` is what a line break between pieces costs: nothing to some tokenizers, one token to others.
    """
    held: list[_Piece] = []
    for unit in units:
        apart = (bool(held) and held[0].block.cited is not None) or unit[0].block.cited is not None
        if held and (apart or _size(held, joint) >= SMALL or _size([*held, *unit], joint) > budget):
            yield held
            held = []
        for piece in unit:
            if held and _size([*held, piece], joint) > budget:
                yield held
                held = []
            held.append(piece)
    if held:
        yield held


def _size(pieces: Sequence[_Piece], joint: int) -> int:
    return sum(piece.tokens for piece in pieces) + pieces[0].stem_tokens + joint * (len(pieces) - 1)


def _passage(document: Document, source: _Source, pieces: Sequence[_Piece], *, ordinal: int) -> Passage:
    reading = source.reading
    first, *further = _places(reading, pieces)
    last_page = reading.page_at(pieces[-1].end - 1)
    begins = [reading.page_at(piece.start) for piece in pieces]
    read = [page.ocr for page in (*begins, *_pages_under(reading, first.start, pieces[-1].end)) if page]
    return Passage(
        passage_id=f"{document.doc_id}#{ordinal}",
        doc_id=document.doc_id,
        ordinal=ordinal,
        start=first.start,
        end=pieces[-1].end,
        text=reading.text[first.start : pieces[-1].end],
        headings=pieces[0].block.headings,
        paragraph=first.paragraph,
        page=first.page,
        page_label=first.page_label,
        last_page=last_page.number if last_page else None,
        stem=pieces[0].stem,
        places=tuple(further),
        footnotes=_footnotes(source, pieces),
        provision=pieces[0].block.provision,
        is_figure=pieces[0].block.kind is BlockKind.FIGURE,
        ocr=min((ocr for ocr in read if ocr is not None), default=None),
        verified=_all_verified(pieces),
    )


def _all_verified(pieces: Sequence[_Piece]) -> bool | None:
    """Whether the words of every block that a passage takes from were found in the file; None: one was not checked."""
    found = {piece.block.verified for piece in pieces}
    return None if None in found else found == {True}


def _pages_under(reading: Reading, start: int, end: int) -> Sequence[Page]:
    """The pages that hold some of the text between two offsets."""
    first = bisect_right(reading.pages, start, key=lambda page: page.end)
    last = bisect_left(reading.pages, end, key=lambda page: page.start)
    return [page for page in reading.pages[first:last] if page.start < page.end]


def _footnotes(source: _Source, pieces: Sequence[_Piece]) -> tuple[Footnote, ...]:
    """The footnotes that the pieces' text cites, in order; before them, at its start, those of a heading just above."""
    reading, start = source.reading, pieces[0].start
    found = []
    for cited, block in source.notes_between(_headed_from(reading, pieces[0]), pieces[-1].end):
        page = reading.page_at(block.start)
        text = reading.text[block.start : block.end]
        found.append(Footnote(block.mark, max(cited, start), text, page.number if page else None))
    return tuple(found)


def _headed_from(reading: Reading, piece: _Piece) -> int:
    """Where the headings begin that stand just above a piece; its own start where none do or it is a footnote."""
    reached = piece.start
    if piece.start != piece.block.start or piece.block.kind is BlockKind.FOOTNOTE:
        return reached
    place = bisect_left(reading.blocks, piece.block.start, key=lambda block: block.start)
    for index in range(place - 1, -1, -1):
        block = reading.blocks[index]
        if block.kind not in (BlockKind.HEADING, BlockKind.FOOTNOTE):
            break
        reached = block.start if block.kind is BlockKind.HEADING else reached
    return reached


def _places(reading: Reading, pieces: Sequence[_Piece]) -> list[Place]:
    """Where each paragraph, and each page, begins in the passage; the first is the passage's own start."""
    places: list[Place] = []
    for piece in pieces:
        turns = bisect_right(reading.pages, piece.start, key=lambda page: page.start)
        beyond = bisect_left(reading.pages, piece.end, key=lambda page: page.start)
        for start in (piece.start, *(page.start for page in reading.pages[turns:beyond])):
            page = reading.page_at(start)
            place = Place(
                start, _paragraph(reading, piece.block), page.number if page else None, page.label if page else None
            )
            if not places or replace(places[-1], start=start) != place:
                places.append(place)
    return places


def _paragraph(reading: Reading, block: Block) -> str | None:
    """The number in effect; for a footnote, the one of the paragraph that cites it."""
    if block.cited is None:
        return block.paragraph
    at = block.cited - 1
    place = bisect_right(reading.blocks, at, key=lambda other: other.start) - 1
    return reading.blocks[place].paragraph if place >= 0 and at < reading.blocks[place].end else None
