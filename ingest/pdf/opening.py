"""Opens a PDF, or says why it cannot be opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdf.errors import DependencyError, PyPdfError

from core.errors import DamagedError, EmptyError, EncryptedError, ReadError

_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|indd|pptx?|xlsx?|rtf|odt|pub)\b|^(?:microsoft word\b|untitled|slide 1)", re.IGNORECASE
)
_FOREIGN = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
_NO_PAGES = re.compile(rb"/Count\s+0\b")

PAGES_HELD = 128
"""Pages after which a file is better opened anew: of each that it read, pdfium keeps some 20 KB until it is closed.
The words of as many stay at hand while others are read."""


class State(NamedTuple):
    """What tells a file from another one, or from itself at another time, under the same name."""

    number: int
    size: int
    changed: int


def state_of(path: Path) -> State:
    """The state of the file at `path`. Raises ReadError where there is none."""
    try:
        held = path.stat()
    except OSError as error:
        raise ReadError(path, f"cannot be opened ({error.strerror})", "Check that it is there.") from error
    return State(held.st_ino, held.st_size, held.st_mtime_ns)


def open_pdf(path: Path, *, was: State | None = None) -> pdfium.PdfDocument:
    """The open PDF; its caller closes it. Raises EmptyError (no bytes, no page), EncryptedError, DamagedError.

    `was` is its state when it was opened before: where that is another now, DamagedError says that it changed.
    """
    state = state_of(path)
    if was not in (None, state):
        raise DamagedError(path, "the file was replaced while it was read", "Run the same command again.")
    try:
        if state.size == 0:
            raise EmptyError(path, "the file is empty (0 bytes)", "Fetch or export it again.")
        return pdfium.PdfDocument(path)
    except OSError as error:
        raise ReadError(path, f"cannot be opened ({error.strerror})", "Check that it is there.") from error
    except pdfium.PdfiumError as error:
        raise refusal(path, error) from error


def title_held(path: Path) -> str:
    """The title that the file says it has; "" where it says none, or the name of the file that it was made from."""
    try:
        information = pypdf.PdfReader(path).metadata
        title = " ".join((information.title or "").split()) if information is not None else ""
    except _FOREIGN:
        return ""
    return "" if _FILE_NAME.search(title) else title


def refusal(path: Path, error: pdfium.PdfiumError) -> ReadError:
    """The error to raise for what pdfium says of a file."""
    if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
        return EncryptedError(path, "the PDF asks for a password", "Save a copy without one and use that.")
    if _NO_PAGES.search(path.read_bytes()):
        return EmptyError(path, "the PDF has no pages", "Fetch or export it again.")
    return DamagedError(path, "the PDF is damaged and cannot be opened", "Fetch or export it again.")
