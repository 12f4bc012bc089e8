"""The lines of a page as the bytes of a file: Word, PDF or Markdown, by the ending of its name.

    file_of(lines, "pdf", day=brief.made_on)

Each kind has a writer of its own, which is loaded when it is asked for, as it loads a library of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.errors import WaymarkError
from index.brief_page import Line

ENDINGS = ("docx", "pdf", "md")


def file_of(lines: Sequence[Line], ending: str, *, day: date) -> bytes:
    """The file of `lines`, as made on `day`. Raises `WaymarkError` for an ending that is none of `ENDINGS`."""
    if ending == "docx":
        from index.word_file import word_of

        return word_of(lines, day=day)
    if ending == "pdf":
        from index.pdf_file import pdf_of

        return pdf_of(lines, day=day)
    if ending == "md":
        from index.markdown_file import markdown_of

        return markdown_of(lines).encode()
    raise WaymarkError(f"A page is no .{ending} file. Choose one of {', '.join(ENDINGS)}.")
