"""A local document of one text as a side of a comparison, for the tests of alignment; nothing here asserts."""

from __future__ import annotations

from typing import Any

import numpy as np
from fakes import document

from alignment.sides import Side
from core.records import Block, BlockKind, Reading, Tier


def side_of(*blocks: str | tuple[BlockKind, str], headings: tuple[str, ...] = (), **fields: Any) -> Side:
    """A side whose blocks are `blocks`, paragraphs where they are plain texts, under `headings`; without vectors."""
    pairs = [(BlockKind.PARAGRAPH, one) if isinstance(one, str) else one for one in blocks]
    made, start = [], 0
    for kind, text in pairs:
        made.append(Block(kind, start, start + len(text), headings))
        start += len(text) + 1
    values = {"tier": Tier.LOCAL, "publisher": "Anytown Safeguarding Children Partnership", "applies_to": "Anytown"}
    reading = Reading("\n".join(text for _, text in pairs), tuple(made))
    return Side(document("procedure", **{**values, **fields}), reading, (), np.zeros((0, 1), dtype=np.float32))
