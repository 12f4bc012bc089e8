"""A document sentence by sentence, each with the words it hangs under, what it asks and which limits it states.

    statements = statements_of(document, reading)
    one = statements[40]
    one.said                "The social worker should: see the child alone."
    one.label.modality      Modality.SHOULD
    one.quote               the words of the sentence itself, with paragraph and page

Headings, contents lines and editors' notes are left out. It reads the sentences as `practice.modality` and
`practice.limits` do and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from alignment.records import Quote
from core.records import Block, BlockKind, Document, Force, Reading, Span
from ingest.sentences import sentence_spans
from practice.limits import Stated, limits_in
from practice.modality import Label, modalities


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a document, or one row of a table.

    `stem` are the words that a list item hangs under, "" for anything else. The offsets of `label` and `limits` are
    into `quote.quote`.
    """

    quote: Quote
    kind: BlockKind
    stem: str
    label: Label
    limits: tuple[Stated, ...]

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.quote.quote

    @property
    def said(self) -> str:
        """The sentence behind the words that it hangs under: what it says when it stands alone."""
        return f"{self.stem} {self.text}" if self.stem else self.text

    def words_at(self, span: Span) -> str:
        """The words at `span`, offsets into `text`, on one line."""
        return " ".join(self.text[slice(*span)].split())


def statements_of(document: Document, reading: Reading) -> tuple[Statement, ...]:
    """Every sentence of `reading`, in order; what law no longer says is left out."""
    return tuple(
        one
        for block in reading.blocks
        if _counts(block)
        for one in _of_block(block, document=document, reading=reading)
    )


def _counts(block: Block) -> bool:
    is_repealed = block.provision is not None and block.provision.force is Force.REPEALED
    return block.kind.is_body and not is_repealed


def _of_block(block: Block, *, document: Document, reading: Reading) -> Iterator[Statement]:
    text = reading.text[block.start : block.end]
    stem = reading.text[slice(*block.stem)] if block.stem else ""
    spans = sentence_spans(text)
    labels = modalities(text, spans, document.tier, stem=stem or None)
    for (start, end), label in zip(spans, labels, strict=True):
        sentence = text[start:end]
        quote = quote_of(document.doc_id, reading, block, (block.start + start, block.start + end))
        yield Statement(quote, block.kind, stem, _moved(label, -start), tuple(limits_in(sentence)))


def quote_of(doc_id: str, reading: Reading, block: Block, span: tuple[int, int]) -> Quote:
    """The words of `span`, which stand in `block`, with their place."""
    page = reading.page_at(span[0])
    return Quote(
        doc_id,
        reading.text[slice(*span)],
        *span,
        page=page.number if page else None,
        page_label=page.label if page else None,
        paragraph=block.paragraph,
        headings=block.headings,
    )


def _moved(label: Label, by: int) -> Label:
    words = (label.words[0] + by, label.words[1] + by) if label.words else None
    return Label(label.modality, words, tuple((start + by, end + by) for start, end in label.softeners))
