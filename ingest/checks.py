"""What somebody should look at in a library: the documents that may mislead by their age, dates, owner or double.

    for finding in findings(read_manifest(folder), known_register(), date.today()):
        finding.kind, finding.document.doc_id, finding.message

It knows what the manifest and the register say, and whether two files are the same byte for byte, or in the words that
were read from them where those are given. Whether a document can be read, and whether its words are right, it does not
know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import LibraryError, Mistake
from core.records import Document, Status, Tier
from ingest.editions import Standing, long_date, named, standing, start_of, successor_of, with_register
from ingest.manifest import MANIFEST, Library, removal_of
from ingest.register import Register

_REPLACED = (Status.SUPERSEDED, Status.REPLACED)
_OVER = (Status.WITHDRAWN, Status.ENDED)


class Kind(StrEnum):
    """What a finding is about, in the order in which they are told."""

    MISSING = "file missing"
    SUPERSEDED = "superseded"
    ENDED = "no longer in force"
    OVERDUE = "overdue for review"
    UNDATED = "undated"
    UNOWNED = "without owner"
    DUPLICATED = "duplicated"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at in one document. `names` are the doc_ids of the others it is about, held or not."""

    kind: Kind
    document: Document
    message: str
    names: tuple[str, ...] = ()


def findings(
    library: Library, register: Register, day: date, *, texts: Mapping[str, str] | None = None
) -> list[Finding]:
    """Everything found on `day`, by kind, then in the manifest's order; an empty list where nothing was.

    `texts` are the texts last read from the documents, by doc_id, as far as there are any: two that differ in white
    space only are one document under two ids, whatever their formats.

    What no longer stands is not asked for its review and its owner, and a local procedure whose successor is held is
    in order. Raises `LibraryError` where a file is there and cannot be opened.
    """
    held = {document.doc_id: document for document in library.documents}
    found = [_missing(document, library) for document in held.values() if not library.path(document).is_file()]
    found += [one for document in held.values() for one in _of_document(document, held, register, day)]
    found += _duplicated(library, texts or {})
    order = list(Kind)
    return sorted(found, key=lambda finding: order.index(finding.kind))


def _missing(document: Document, library: Library) -> Finding:
    remedy = f"Put it back, or take the document out: `{removal_of(document.doc_id, library.folder)}`."
    return Finding(Kind.MISSING, document, f"Its file {document.file} is not there. {remedy}")


def _of_document(document: Document, held: Mapping[str, Document], register: Register, day: date) -> Iterator[Finding]:
    stands = standing(document, held, day, register)
    if stands.status in _REPLACED:
        if document.tier is Tier.LOCAL and stands.status is Status.SUPERSEDED:
            return
        yield _superseded(document, held, register, day, stands)
    elif stands.status in _OVER:
        yield Finding(Kind.ENDED, document, stands.warning or "")
    else:
        yield from _unkept(document, day)
    if start_of(document) is None:
        yield Finding(
            Kind.UNDATED, document, "Has no `published`, `enacted` or `in_force_from`: say when it was published."
        )


def _superseded(
    document: Document, held: Mapping[str, Document], register: Register, day: date, stands: Standing
) -> Finding:
    """The finding, naming the held successor, or else the edition that counts on `day`."""
    known = with_register(document, register)
    successor = successor_of(known, held, day, register)
    if successor is not None:
        return Finding(Kind.SUPERSEDED, document, stands.warning or "", (successor.doc_id,))
    later = register.edition_on(known.superseded_by or "", day)
    where = f" It is at {later.url}." if later is not None and later.url else ""
    name = later.source_id if later is not None else known.superseded_by
    return Finding(Kind.SUPERSEDED, document, f"{stands.warning}{where}", (name,) if name else ())


def _unkept(document: Document, day: date) -> Iterator[Finding]:
    """What nobody has looked after, of a document that stands."""
    if document.review_due is not None and document.review_due < day:
        asked = f"Ask {document.owner}." if document.owner else "Nobody is named to ask: give it an `owner`."
        yield Finding(Kind.OVERDUE, document, f"Was due for review on {long_date(document.review_due)}. {asked}")
    if document.owner is None:
        yield Finding(Kind.UNOWNED, document, "Has no `owner`: say which post or team looks after it.")


def _duplicated(library: Library, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Each document whose file is that of one before it, byte for byte, or else has the same words."""
    same_file = _repeated(library.documents, _sha256_of_equal_sizes(library))
    same_words = _repeated(library.documents, {doc_id: " ".join(text.split()) for doc_id, text in texts.items()})
    for document in library.documents:
        doc_id = document.doc_id
        if first := same_file.get(doc_id) or same_words.get(doc_id):
            same = "the same file as" if doc_id in same_file else "in the same words as"
            message = f"Is {same} {named(first)} ({first.doc_id}): keep one of the two."
            yield Finding(Kind.DUPLICATED, document, message, (first.doc_id,))


def _repeated(documents: Sequence[Document], contents: Mapping[str, str]) -> dict[str, Document]:
    """By the doc_id of each document whose content stood before, the first with it; empty ones are no match."""
    first: dict[str, Document] = {}
    repeated = {}
    for document in documents:
        if content := contents.get(document.doc_id):
            original = first.setdefault(content, document)
            if original is not document:
                repeated[document.doc_id] = original
    return repeated


def _sha256_of_equal_sizes(library: Library) -> dict[str, str]:
    """The SHA-256 of each file, by doc_id, that has as many bytes as another: no other can be the same."""
    alike = [documents for documents in _by_size(library).values() if len(documents) > 1]
    return {document.doc_id: _sha256(library, document) for documents in alike for document in documents}


def _by_size(library: Library) -> dict[int, list[Document]]:
    """The documents by the bytes of their files, each in the manifest's order: only equals need be compared.

    Those whose file is not there are left out.
    """
    sizes: dict[int, list[Document]] = {}
    for document in library.documents:
        if not library.path(document).is_file():
            continue
        try:
            size = library.path(document).stat().st_size
        except OSError as error:
            raise _unopened(library, document, error) from error
        sizes.setdefault(size, []).append(document)
    return sizes


def _sha256(library: Library, document: Document) -> str:
    try:
        with library.path(document).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unopened(library, document, error) from error


def _unopened(library: Library, document: Document, error: OSError) -> LibraryError:
    reason = f"{document.file} cannot be opened ({error.strerror}); check that it is there and may be read"
    return LibraryError(library.folder / MANIFEST, [Mistake(document.line, reason)])
