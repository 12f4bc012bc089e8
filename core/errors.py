"""Every error that Waymark raises on purpose, in one tree.

    WaymarkError
    ├── LibraryError            the manifest of a library has mistakes
    ├── TermsError              a file of terms has mistakes
    ├── EditError               the manifest cannot be edited as asked
    ├── ReadError               a document cannot be read
    │   ├── UnknownFormatError
    │   ├── WrongFormatError
    │   ├── DamagedError
    │   ├── EncryptedError
    │   ├── EmptyError
    │   ├── UnsafeError
    │   ├── ScannedError
    │   └── PageError
    ├── ModelError              an encoder cannot be loaded or does not fit
    ├── StoreError              there is no store, or it cannot be trusted
    │   ├── StoreMissingError
    │   ├── StoreMismatchError
    │   └── StoreBusyError
    ├── FetchError              a publisher's document could not be brought
    │   ├── NoNetworkError
    │   ├── RefusedError
    │   ├── GoneError
    │   └── ChoiceError
    ├── ServicesError           local services cannot be imported, or their directory cannot be used
    │   ├── SourceError
    │   │   └── TooMuchError
    │   └── DirectoryError
    │       └── DirectoryMissingError
    ├── DecisionError           what a person decided of a finding cannot be saved or read
    │   └── DecidedMeanwhileError
    ├── CountError              what was not answered cannot be counted, or its counts cannot be read
    ├── QueryError              a question or a filter that cannot be searched
    └── EvaluationError         queries, judgements or anchors that do not hold

A message says what happened, to which file or id, and what to do next. The command line prints it on one line and
exits 1; a page shows it as it stands. This module raises nothing and catches nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class WaymarkError(Exception):
    """Something that a person can mend; its text says how."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a manifest. `line` counts from 1 and is 0 where no line can be named."""

    line: int
    message: str


class LibraryError(WaymarkError):
    """A library's manifest has mistakes: all of them, in the order of their lines."""

    def __init__(self, path: Path, mistakes: Sequence[Mistake]) -> None:
        self.path = path
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line))
        super().__init__(_listed(path, self.mistakes, "nothing was indexed. Mend and ingest again."))

    def __reduce__(self) -> tuple[type[LibraryError], tuple[Path, Sequence[Mistake]]]:
        """So that one process can raise what another was told."""
        return type(self), (self.path, self.mistakes)


class TermsError(WaymarkError):
    """A file of terms has mistakes: all of them, in the order of their lines."""

    def __init__(self, path: Path, mistakes: Sequence[Mistake]) -> None:
        self.path = path
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line))
        super().__init__(_listed(path, self.mistakes, "no question can be understood. Mend it, or take it away."))


def _listed(path: Path, mistakes: Sequence[Mistake], remedy: str) -> str:
    rows = [f"{path}:{m.line}: {m.message}" if m.line else f"{path}: {m.message}" for m in mistakes]
    counted = "1 mistake" if len(rows) == 1 else f"{len(rows)} mistakes"
    return "\n".join([*rows, f"{counted} in {path.name}; {remedy}"])


class EditError(WaymarkError):
    """A manifest cannot be edited as asked; its file is as it was."""


class ReadError(WaymarkError):
    """A document cannot be read; the rest of the library can."""

    def __init__(self, path: Path, happened: str, remedy: str) -> None:
        self.path = path
        self._said = (happened, remedy)
        super().__init__(f"{path.name}: {happened}. {remedy}")

    def __reduce__(self) -> tuple[type[ReadError], tuple[Path, str, str]]:
        """So that one process can raise what another was told."""
        return type(self), (self.path, *self._said)


class UnknownFormatError(ReadError):
    """No reader for this kind of file."""


class WrongFormatError(ReadError):
    """The file's name says one format, its first bytes another."""


class DamagedError(ReadError):
    """The file is of the right kind and cannot be opened."""


class EncryptedError(ReadError):
    """The file asks for a password."""


class EmptyError(ReadError):
    """The file holds no bytes, or no words."""


class UnsafeError(ReadError):
    """The file asks for more than a document may: it is broken in a way that does harm, or was made to do it."""


class ScannedError(ReadError):
    """The pages are pictures: there is no text to quote."""


class PageError(ReadError):
    """The document has no such page, or the words do not stand on it."""


class ModelError(WaymarkError):
    """An encoder cannot be loaded, or its vectors are not what the store needs."""


class StoreError(WaymarkError):
    """There is no store, or it cannot be trusted."""


class StoreMissingError(StoreError):
    """Nothing has been ingested into this store yet."""


class StoreMismatchError(StoreError):
    """The store is not what its manifest says, or was built for another model or version."""


class StoreBusyError(StoreError):
    """Another ingest is writing this store."""


class FetchError(WaymarkError):
    """A publisher's document could not be brought; what the library holds is as it was."""


class NoNetworkError(FetchError):
    """The publisher cannot be reached from this machine."""

    def __init__(self, host: str, why: str) -> None:
        self.host = host
        super().__init__(
            f"{host} cannot be reached ({why}): with no network here, run `waymark fetch` on a connected machine and "
            "copy its library folder to this one."
        )


class RefusedError(FetchError):
    """What was asked for, or what was answered, is not allowed into a library."""


class GoneError(FetchError):
    """The publisher has nothing at the address any more."""


class ChoiceError(FetchError):
    """Several files, or another edition, stand where one was looked for: a person must choose."""


class ServicesError(WaymarkError):
    """Local services cannot be imported, or their directory cannot be used."""


class SourceError(ServicesError):
    """What was named is nothing that services can be imported from; the directory is as it was."""


class TooMuchError(SourceError):
    """A source brings more than one import may; the directory is as it was."""


class DirectoryError(ServicesError):
    """The directory of services cannot be read or written."""


class DirectoryMissingError(DirectoryError):
    """No services have been imported into this store yet."""


class DecisionError(WaymarkError):
    """What a person decided of a finding cannot be saved or read; what was decided before stands."""


class DecidedMeanwhileError(DecisionError):
    """Somebody else has decided the same finding since it was looked at; nothing was saved."""


class CountError(WaymarkError):
    """What the library could not answer cannot be counted, or its counts cannot be read; a search is as it was."""


class QueryError(WaymarkError):
    """A question or a filter that cannot be searched."""


class EvaluationError(WaymarkError):
    """Queries, judgements or anchors that do not hold."""
