"""What is remembered from word to word while a PDF is read, and forgotten where its place is wanted.

    @remembered(64)
    def weight(font): ...       as `functools.lru_cache`
    forget()                    all that was remembered, and what Python keeps to use again

Python gives memory back by the megabyte, and only where nothing is left in it: one small thing that is remembered from
the middle of a document keeps a whole megabyte.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., object])
_forgetting: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[_Function], _Function]:
    """Has a function remember what it gave for the `most` arguments that it was asked for last."""

    def remembering(function: _Function) -> _Function:
        cached = lru_cache(maxsize=most)(function)
        _forgetting.append(cached.cache_clear)
        return cast("_Function", cached)

    return remembering


def forget() -> None:
    """Forgets all that was remembered; it takes as long as reading some ten pages."""
    for clear in _forgetting:
        clear()
    gc.collect()
