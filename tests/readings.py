"""What is read of a file, as plain lists and texts that a test can compare; nothing here asserts."""

from __future__ import annotations

from core.records import Block, BlockKind, Reading


def texts(reading: Reading, kind: BlockKind | None = None) -> list[str]:
    """The text of each block, or of each of one kind."""
    return [reading.text[one.start : one.end] for one in reading.blocks if kind is None or one.kind is kind]


def blocks(reading: Reading) -> list[tuple[str, str]]:
    """The kind and the text of each block."""
    return [(one.kind.value, reading.text[one.start : one.end]) for one in reading.blocks]


def block(reading: Reading, beginning: str) -> Block:
    """The first block that begins with these words."""
    return next(one for one in reading.blocks if reading.text[one.start : one.end].startswith(beginning))


def stem(reading: Reading, item: Block) -> str | None:
    """The words under which an item hangs."""
    return reading.text[item.stem[0] : item.stem[1]] if item.stem else None


def tied(reading: Reading) -> list[tuple[str | None, str, str]]:
    """Each note's mark, its words, and the words before the place that cites it."""
    found = []
    for note in reading.blocks:
        if note.kind is BlockKind.FOOTNOTE:
            before = "" if note.cited is None else reading.text[: note.cited].rpartition("\n")[2]
            found.append((note.mark, reading.text[note.start : note.end], before))
    return found
