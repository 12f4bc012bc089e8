"""The process behind `ingest.bounded`: calls one function for each path that it is given, and says what came of it."""

from __future__ import annotations

import faulthandler
import importlib
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from core.errors import WaymarkError
from ingest.allowance import heard
from ingest.bounded import PATIENCE, Outcome, send

_ALLOCATED = 896
"""Megabytes that the process may allocate: below what it may hold in all, since its code takes room too."""

_GRACE = 2.0


def main(function: str, seconds: float) -> None:
    """Paths in on standard input, answers out on standard output, until there are no more."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, _, name = function.partition(":")
    called: Callable[[Path], object] = getattr(importlib.import_module(module), name)
    fuse = _Fuse(seconds)

    def asked(more: float) -> None:
        send(out, float(more))
        fuse.lengthen(more)

    heard.set(asked)
    _bound_memory()
    send(out, "ready")
    while True:
        try:
            path = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _forget_peak()
        fuse.light()
        before = time.process_time()
        try:
            outcome, value = Outcome.DONE, called(path)
        except WaymarkError as error:
            outcome, value = Outcome.REFUSED, error
        except MemoryError:
            outcome, value = Outcome.LARGE, None
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
            send(out, (Outcome.BROKE, told, time.process_time() - before, _peak()))
            raise
        fuse.put_out()
        send(out, (outcome, value, time.process_time() - before, _peak()))


class _Fuse:
    """Ends this process some seconds after its time, for when the one that should have stopped it is gone."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._most = seconds

    def light(self) -> None:
        """Begins with a file."""
        self._most = self._seconds
        self.lengthen(_GRACE)

    def lengthen(self, more: float) -> None:
        """Counts its whole time anew, with some more."""
        self._most += more
        faulthandler.dump_traceback_later(PATIENCE * self._most, exit=True)

    def put_out(self) -> None:
        """Ends with a file."""
        faulthandler.cancel_dump_traceback_later()


def _bound_memory() -> None:
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (_ALLOCATED * 1024 * 1024, most))


def _forget_peak() -> None:
    """Has Linux count the most memory held from here on."""
    path = Path("/proc/self/clear_refs")
    if os.access(path, os.W_OK):
        path.write_text("5", encoding="ascii")


def _peak() -> int:
    path = Path("/proc/self/status")
    if not path.is_file():
        return 0
    peak = next(line for line in path.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) // 1024


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
