"""What of a long PDF waits in a temporary file: it comes back as it was, leaves nothing, and fails in words."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import ReadError, UnsafeError
from core.settings import ROOT
from ingest.pdf import packing, reader, shelf
from ingest.pdf.shelf import Shelf
from ingest.readers import read_file

PATH = ROOT / "guidance_docs" / "procedures" / "marlbrook-missing-2026.pdf"


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has any PDF read as a long one: all of it waits in a file."""
    monkeypatch.setattr(reader, "PAGES_HELD", 1)
    monkeypatch.setattr(reader, "_LONG", 1)
    monkeypatch.setattr(packing, "_AT_HAND", 1)
    monkeypatch.setattr(shelf, "_IN_MEMORY", 0)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The folder of temporary files, empty."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_shelf_gives_back_what_was_put_on_it_before_and_after_it_takes_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shelf, "_IN_MEMORY", 10)
    pages = [b"one", b"", b"three" * 3, b"four"]
    with Shelf(PATH) as held:
        places = [held.put(page) for page in pages]
        assert [held.get(place) for place in reversed(places)] == pages[::-1]
        assert held.get(held.put(b"five")) == b"five"


@pytest.mark.usefixtures("short")
def test_a_pdf_that_waits_in_a_file_is_read_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = read_file(PATH)
    monkeypatch.undo()
    assert waiting == read_file(PATH)
    assert len(waiting.pages) > 2


@pytest.mark.usefixtures("short")
def test_nothing_of_a_document_has_a_name_on_the_disk_or_stays_there(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    seen: list[list[str]] = []
    build = reader.build

    def looked(*arguments: Any) -> Any:
        seen.append(os.listdir(folder))
        return build(*arguments)

    monkeypatch.setattr(reader, "build", looked)
    read_file(PATH)
    assert [*seen, os.listdir(folder)] == [[], []]


class _Full:
    """A file on a disk that is full."""

    def __init__(self, told: Callable[[], None]) -> None:
        self.close = told

    def seek(self, _place: int) -> None:
        """There is room to stand."""

    def write(self, _held: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.usefixtures("short")
def test_a_full_disk_is_said_in_words_and_the_file_let_go(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: _Full(lambda: closed.append(True)))
    with pytest.raises(
        ReadError, match=r"pages cannot be put aside while it is read \(No space left on device\)"
    ) as told:
        read_file(PATH)
    assert f"Make room in {folder}" in str(told.value)
    assert closed


@pytest.mark.usefixtures("short")
def test_a_folder_that_cannot_be_written_to_is_said_in_words(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "gone"))
    with pytest.raises(ReadError, match="set TMPDIR to a folder on a disk with room"):
        read_file(PATH)


def test_a_document_may_put_only_so_much_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_MOST", 5)
    with Shelf(PATH) as held:
        held.put(b"five!")
        with pytest.raises(UnsafeError, match="take more than 0 MB while it is read"):
            held.put(b"!")


@pytest.mark.usefixtures("folder")
def test_a_file_that_was_cut_short_is_no_empty_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_IN_MEMORY", 0)
    with Shelf(PATH) as held:
        place = held.put(b"page")
        assert held._file is not None
        held._file.truncate(2)
        with pytest.raises(ReadError, match="cut short"):
            held.get(place)
