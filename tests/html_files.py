"""A page of HTML saved to a file and read; nothing here asserts."""

from __future__ import annotations

from pathlib import Path

from core.records import Reading
from ingest.web.reader import WebReader


def read(tmp_path: Path, page: str | bytes) -> Reading:
    """What is read of `page`, saved as UTF-8 where it is text."""
    content = page.encode() if isinstance(page, str) else page
    (tmp_path / "a.html").write_bytes(content)
    return WebReader().read(tmp_path / "a.html")


def main(words: str) -> str:
    """A page with nothing around its main part."""
    return f"<html><body><main>{words}</main></body></html>"
