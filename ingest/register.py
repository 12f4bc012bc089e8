"""What the register of national documents knows of a held one: its entry, and the editions that came after it.

    register = known_register()
    source = register.source_of(document)               the document's own entry, None where it has none
    later = register.edition_on("kcsie-2025", day)      the edition of that document that counts on a day

The register knows of editions that no library holds. A fact that was not read in the official text is never said
without the words of `unchecked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from core.records import Checked, Document
from ingest.sources import Source, read_sources

_Words = tuple[str, str, str]
_UNCHECKED = {
    Checked.OFFICIAL: "",
    Checked.SECONDARY: "seen in a secondary source, not checked in the official text",
    Checked.UNCHECKED: "not checked",
}


@dataclass(frozen=True, slots=True)
class Register:
    """The sources by source_id, and those that can be told by their words: title, edition and publisher."""

    by_id: Mapping[str, Source]
    by_words: Mapping[_Words, Source]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Register:
        """The register of `sources`; words that two of them share tell neither."""
        by_id = {source.source_id: source for source in sources}
        by_words: dict[_Words, list[Source]] = {}
        for source in by_id.values():
            by_words.setdefault(_words(source), []).append(source)
        return cls(by_id, {words: held[0] for words, held in by_words.items() if len(held) == 1})

    def source_of(self, document: Document) -> Source | None:
        """The entry of `document`: that of its id, else the one with its title, edition and publisher."""
        return self.by_id.get(document.doc_id) or self.by_words.get(_words(document))

    def after(self, source_id: str) -> Iterator[str]:
        """The ids of the editions that follow `source_id`, in order, as far as the register has them."""
        passed = {source_id}
        source = self.by_id.get(source_id)
        while source is not None and source.superseded_by is not None and source.superseded_by not in passed:
            passed.add(source.superseded_by)
            yield source.superseded_by
            source = self.by_id.get(source.superseded_by)

    def edition_on(self, source_id: str, day: date) -> Source | None:
        """The latest edition from `source_id` on whose first day is known and has come by `day`, else that one itself.

        None where the register does not have `source_id`.
        """
        found = self.by_id.get(source_id)
        for later in self.after(source_id):
            source = self.by_id.get(later)
            if source is not None and (start := first_day(source)) is not None and start <= day:
                found = source
        return found


NO_REGISTER = Register({}, {})


@cache
def known_register() -> Register:
    """The register that ships. Raises `LibraryError` where it does not hold."""
    return Register.of(read_sources())


def first_day(source: Source) -> date | None:
    """The day from which an edition counts: in_force_from, else its publication; None where neither is known."""
    return source.in_force_from or source.published


def named_source(source: Source) -> str:
    """Its title, with the edition where the title does not hold it already."""
    if source.edition and source.edition not in source.title:
        return f"{source.title} ({source.edition})"
    return source.title


def unchecked(*sources: Source | None) -> str:
    """How the least certain of `sources` is known, in words for a reader; "" where all were read officially."""
    marks = {source.checked for source in sources if source is not None}
    weakest = next((mark for mark in (Checked.UNCHECKED, Checked.SECONDARY) if mark in marks), Checked.OFFICIAL)
    return _UNCHECKED[weakest]


def _words(entry: Document | Source) -> _Words:
    title, edition, publisher = (" ".join((one or "").split()) for one in (entry.title, entry.edition, entry.publisher))
    return title.casefold(), edition.casefold(), publisher.casefold()
