"""The baseline: what most people would build. Recursive splits, MiniLM, BM25, reciprocal rank fusion.

Splits of 1,000 characters with 200 overlap, cut at blank lines, else lines, else spaces; the first two separators are
those of the common recursive splitters. It reads the same text as the product (clean of running heads), searches the
same editions, and uses the same encoder and the same BM25, so that only splitting, context and fusion differ.
"""

from __future__ import annotations

from collections.abc import Sequence

SIZE = 1_000
OVERLAP = 200
_SEPARATORS = ("\n\n", "\n", " ", "")


def recursive_splits(text: str, *, size: int = SIZE, overlap: int = OVERLAP) -> list[tuple[int, int]]:
    """Offsets of splits of at most `size` characters; neighbours share at most `overlap` characters.

    Text is cut at the first separator that parts it; parts still too long are cut at the next; then neighbouring
    parts are merged up to `size`, each merge beginning with the last parts of the one before. Empty text gives none.
    """
    return _merged(_parts(text, 0, len(text), size=size, separators=_SEPARATORS), size=size, overlap=overlap)


def _parts(text: str, start: int, end: int, *, size: int, separators: Sequence[str]) -> list[tuple[int, int]]:
    if end - start <= size:
        return [(start, end)] if text[start:end].strip() else []
    separator, finer = separators[0], separators[1:]
    if not separator:
        return [(at, min(at + size, end)) for at in range(start, end, size)]
    parts: list[tuple[int, int]] = []
    position = start
    while position < end:
        found = text.find(separator, position, end)
        stop = end if found < 0 else found
        if stop > position:
            parts.extend(_parts(text, position, stop, size=size, separators=finer))
        position = stop + len(separator)
    return parts


def _merged(parts: Sequence[tuple[int, int]], *, size: int, overlap: int) -> list[tuple[int, int]]:
    splits: list[tuple[int, int]] = []
    window: list[tuple[int, int]] = []
    for part in parts:
        if window and part[1] - window[0][0] > size:
            splits.append((window[0][0], window[-1][1]))
            while window and (window[-1][1] - window[0][0] > overlap or part[1] - window[0][0] > size):
                window.pop(0)
        window.append(part)
    if window:
        splits.append((window[0][0], window[-1][1]))
    return splits
