"""How a reader asks for the time that a long document needs; heard by whoever stops readers that take too long."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar


def _nobody_listens(seconds: float) -> None:
    """Without a limit nothing need be asked for."""


heard: ContextVar[Callable[[float], None]] = ContextVar("heard", default=_nobody_listens)


def needs(seconds: float) -> None:
    """Asks for so many seconds beyond what any file has."""
    heard.get()(seconds)
