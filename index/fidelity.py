"""How faithfully each document of a library was read: how many of its passages OCR read, and how many were not found
again in the file. It counts what the passages carry, and checks nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.records import Passage


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Counts of one document's passages.

    `verified` were found again in the file and `unverified` were not; the rest was not looked for. `by_ocr` stand on a
    page that was read by OCR, and `ocr` is the lowest confidence among them, 0 to 100, None where there are none.
    """

    passages: int = 0
    verified: int = 0
    unverified: int = 0
    by_ocr: int = 0
    ocr: float | None = None


def fidelity_of(passages: Iterable[Passage]) -> dict[str, Fidelity]:
    """The counts of each document that has passages, by doc_id, in the order of its first one."""
    found: dict[str, Fidelity] = {}
    for passage in passages:
        found[passage.doc_id] = _with(found.get(passage.doc_id, Fidelity()), passage)
    return found


def _with(counted: Fidelity, passage: Passage) -> Fidelity:
    confidences = [ocr for ocr in (counted.ocr, passage.ocr) if ocr is not None]
    return Fidelity(
        passages=counted.passages + 1,
        verified=counted.verified + (passage.verified is True),
        unverified=counted.unverified + (passage.verified is False),
        by_ocr=counted.by_ocr + (passage.ocr is not None),
        ocr=min(confidences, default=None),
    )
