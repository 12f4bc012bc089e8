"""Reads files in a process of its own, which is stopped when a file takes too long or too much memory.

    with BoundedReader() as reader:
        reading = reader.read(path)         as `read_file`; what had to be stopped is an `UnsafeError`

The process is started for the first file and kept; where it was stopped or died, the next file gets a new one. Memory
is bounded on Linux only. It does not read: it asks a function that does.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Self

from core.errors import DamagedError, ReadError, UnsafeError, WaymarkError
from core.records import Reading
from core.settings import ROOT

SECONDS = 10.0
"""What any file may take of the processor; a reader asks for more where there are many pages (`ingest.allowance`)."""
PATIENCE = 6
"""How many times that by the clock, on a machine that is busy with other work."""
MEGABYTES = 1024
_START_SECONDS = 120.0
_LEAVE_OUT = "Save it anew in the program that made it, or leave it out."


class Outcome(StrEnum):
    """What came of a file."""

    DONE = "done"
    REFUSED = "refused"
    SLOW = "too slow"
    LARGE = "too large"
    BROKE = "broke"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one file. `value` is what the function gave (DONE), its error (REFUSED), or words (BROKE).

    `seconds` is the processor's time, the clock's where that is not known; `megabytes` the most memory that the process
    held meanwhile, 0 where that is not known.
    """

    outcome: Outcome
    value: Any
    seconds: float
    megabytes: int


class Bounded:
    """A function of one path, named as "ingest.readers:read_file", called in a process of its own."""

    def __init__(self, function: str, *, seconds: float = SECONDS) -> None:
        self._function = function
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._said: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def ask(self, path: Path) -> Answer:
        """What comes of `path`; never takes much longer than the function may."""
        process = self._process or self._start()
        clock = _Clock(process.pid)
        allowed = wait = self._seconds
        send(process.stdin, path.absolute())
        while True:
            try:
                said = self._said.get(timeout=wait)
            except queue.Empty:
                wait = clock.left(allowed)
                if wait > 0:
                    continue
                slow = Answer(Outcome.SLOW, None, max(clock.seconds(), allowed), 0)
                self.close()
                return slow
            if isinstance(said, float):
                allowed += said
                continue
            if said is None:
                said = (Outcome.BROKE, f"it ended with status {self._ended()}", clock.seconds(), 0)
            answer = Answer(*said)
            if answer.outcome in (Outcome.LARGE, Outcome.BROKE):
                self.close()
            return answer

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._ended()

    def _start(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker", self._function, str(self._seconds)],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._said = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(self._process.stdout, self._said), daemon=True).start()
        try:
            ready = self._said.get(timeout=_START_SECONDS)
        except queue.Empty:
            ready = None
        if ready is None:
            self.close()
            raise WaymarkError(
                "The process that reads documents cannot be started. Close other programs and try again."
            )
        return self._process

    def _ended(self) -> int:
        """Waits for the end of the process, and gives its status."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            _close(pipe)
        return process.wait()


class BoundedReader(Bounded):
    """Reads files, each within its limits."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        super().__init__("ingest.readers:read_file", seconds=seconds)

    def read(self, path: Path) -> Reading:
        """What `path` says. Raises a `ReadError`: the reader's own, or one for a file that had to be stopped."""
        answer = self.ask(path)
        if answer.outcome is Outcome.DONE:
            reading: Reading = answer.value
            return reading
        if answer.outcome is Outcome.REFUSED:
            error: ReadError = answer.value
            raise error
        if answer.outcome is Outcome.SLOW:
            raise UnsafeError(path, f"reading it was stopped after {answer.seconds:.0f} seconds", _LEAVE_OUT)
        if answer.outcome is Outcome.LARGE:
            raise UnsafeError(path, f"reading it takes more than {MEGABYTES} MB of memory", _LEAVE_OUT)
        happened = f"the reader broke off ({answer.value}): the file is damaged, or asks for more memory than there is"
        raise DamagedError(path, happened, _LEAVE_OUT)


class _Clock:
    """How long a process has been at a file: in time of its processor, where the system tells that, or by the clock."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._started = time.monotonic()
        self._before = _processor_seconds(pid)

    def seconds(self) -> float:
        """What the file has taken."""
        now = _processor_seconds(self._pid)
        passed = time.monotonic() - self._started
        return passed if now is None or self._before is None else min(now - self._before, passed)

    def left(self, allowed: float) -> float:
        """What it may take still; 0 also where it has waited for the processor, or for nothing, too long."""
        passed = time.monotonic() - self._started
        return max(0.0, min(allowed - self.seconds(), PATIENCE * allowed - passed))


def _processor_seconds(pid: int) -> float | None:
    """The processor's time that a process has had, None where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK") if len(told) > 12 else None


def _listen(pipe: IO[bytes], said: queue.SimpleQueue[Any]) -> None:
    """Hands on what the process says; None when it says no more."""
    try:
        while True:
            said.put(pickle.load(pipe))
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        said.put(None)


def send(pipe: IO[bytes] | None, value: object) -> None:
    """Says a value to the other process; where that one has died, nobody hears it."""
    if pipe is not None:
        try:
            pickle.dump(value, pipe)
            pipe.flush()
        except BrokenPipeError:
            return


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except BrokenPipeError:
            return
