"""The store: generations of an index on disk, of which one is live, switched in one step.

    store/CURRENT               the live generation's id
    store/generations/<id>/     a complete generation: see `index.generation`
    store/.building-<id>/       being written, or left by a run that was stopped
    store/.lock                 held by the one writer

A writer that stops at any point leaves the old generation live. A reader keeps what it opened when a newer one comes.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from core.errors import StoreBusyError, StoreError, StoreMismatchError, StoreMissingError
from index.generation import Draft, Generation, open_generation, write_generation
from index.origin import GENERATION_ID, mending

_BUILDING = ".building-"
_TRIES = 20

T = TypeVar("T")


def open_store(store_folder: Path, *, fingerprint: str | None = None) -> Generation:
    """The live generation, opened by `open_generation`; raises as that and as `with_live` do."""
    return with_live(store_folder, lambda folder: open_generation(folder, fingerprint=fingerprint))


def with_live(store_folder: Path, opened: Callable[[Path], T]) -> T:
    """What `opened` makes of the live generation's folder; where a writer swept that meanwhile, of the newer one's.

    Raises what `opened` raises, `StoreMissingError` where nothing has been ingested, and `StoreBusyError` where
    generation upon generation is swept under it.
    """
    for _ in range(_TRIES):
        generation_id = _current(store_folder)
        try:
            return opened(store_folder / "generations" / generation_id)
        except StoreMismatchError:
            if _current(store_folder) == generation_id:
                raise
    raise StoreBusyError(f"{store_folder}: is being replaced again and again. Try again in a moment.")


@contextmanager
def writing(store_folder: Path) -> Iterator[StoreWriter]:
    """The store's one writer; what earlier runs left unfinished is swept first.

    Raises `StoreBusyError` where another process is writing, `StoreError` where the folder cannot be written.
    """
    lock = FileLock(store_folder / ".lock", timeout=0)
    with _as_unwritable(store_folder):
        (store_folder / "generations").mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreBusyError(
                f"{store_folder}: another ingest is writing it. Wait until that one ends, then run this again."
            ) from error
    try:
        writer = StoreWriter(store_folder)
        writer.sweep()
        yield writer
    finally:
        lock.release()


class StoreWriter:
    """Writes generations; made by `writing`, which holds the lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, draft: Draft) -> str:
        """Writes `draft` beside the live generation, makes it the live one, sweeps the rest; gives its id.

        Raises `StoreError` where the disk is full or does not let it; the live generation stays.
        """
        with _as_unwritable(self._folder):
            generation_id = self._place(draft)
            self._switch(generation_id)
        self.sweep()
        return generation_id

    def _place(self, draft: Draft) -> str:
        now = datetime.now(UTC)
        generation_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        building = self._folder / f"{_BUILDING}{generation_id}"
        building.mkdir()
        write_generation(building, draft, generation_id=generation_id, created=now)
        _flush(building)
        generations = self._folder / "generations"
        os.replace(building, generations / generation_id)
        _flush_folder(generations)
        return generation_id

    def sweep(self) -> None:
        """Removes what is not live: older generations and unfinished ones. What cannot be removed is left.

        Where CURRENT cannot be read, no generation is touched.
        """
        for folder in self._folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            live = _current(self._folder)
        except StoreError:
            return
        for folder in (self._folder / "generations").iterdir():
            if folder.name != live and GENERATION_ID.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)

    def _switch(self, generation_id: str) -> None:
        waiting = self._folder / ".CURRENT"
        waiting.write_text(generation_id + "\n", "utf-8")
        _flush_file(waiting)
        os.replace(waiting, self._folder / "CURRENT")
        _flush_folder(self._folder)


def _current(store_folder: Path) -> str:
    try:
        generation_id = (store_folder / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissingError(
            f"{store_folder}: holds no index yet. Run `waymark ingest --store {store_folder}` first."
        ) from error
    except (OSError, ValueError) as error:
        raise StoreMismatchError(
            f"{store_folder}/CURRENT: cannot be read ({error}). {mending(store_folder)}"
        ) from error
    if not GENERATION_ID.fullmatch(generation_id):
        raise StoreMismatchError(f"{store_folder}/CURRENT: names no generation. {mending(store_folder)}")
    return generation_id


@contextmanager
def _as_unwritable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written ({error.strerror or error}). Check the disk, or name another folder with "
            "--store."
        ) from error


def _flush(folder: Path) -> None:
    """Puts a folder's files and folders on the disk itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _flush_file(path)
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
