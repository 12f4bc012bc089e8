"""Functions of a path that do what no reader should, for the process that bounds readers to call."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

from core.errors import DamagedError
from ingest.allowance import needs


def act(path: Path) -> str:
    """Does what the file's name says, and gives that name."""
    {
        "sleep": lambda: time.sleep(60),
        "hang": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
        "grow": lambda: [bytes(1024 * 1024) for _ in range(4096)],
        "leave": lambda: leave(path),
        "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
        "break": lambda: {}["nothing"],
        "talk": lambda: (sys.stdout.write("words " * 100_000), os.write(1, b"words")),
        "long": lambda: (needs(3), time.sleep(2)),
        "refuse": lambda: refuse(path),
        "exit": sys.exit,
    }.get(path.name, str)()
    return path.name


def leave(path: Path) -> None:
    """Ends the process, whatever the file."""
    os._exit(3)


def refuse(path: Path) -> None:
    """Refuses a file as readers do."""
    raise DamagedError(path, "the file is damaged", "Fetch it again.")
