"""Where a fact of the tables stands, by the register of national documents, and what keeps a reader from relying on it.

    source_title("working-together-2023")                     "Working together to safeguard children 2023"
    replaced("working-together-2023", date(2026, 11, 28))     that the edition of 2026 has replaced it

The tables (`practice/*.toml`) name a source by its id of the register, or by a name that the register does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.records import Checked
from ingest.register import known_register
from practice.timescales import Timescale


def source_title(source: str) -> str:
    """The title of a register's source; a name that the register does not have as it is."""
    found = known_register().by_id.get(source)
    return found.title if found else source


def replaced(source: str, day: date) -> str | None:
    """That a later edition stands on `day`, in words; None where none does, or the register does not have `source`."""
    later = known_register().edition_on(source, day)
    if later is None or later.source_id == source:
        return None
    return f"{source_title(source)} has been replaced by {later.title}"


def timescale_cautions(timescale: Timescale, day: date) -> Iterator[str]:
    """What should keep a reader from relying on a timescale's day alone, on `day`."""
    if timescale.checked is not Checked.OFFICIAL:
        yield "This timescale is unchecked: look it up in its source before relying on it."
    if timescale.is_unit_bare:
        yield 'The source says "days" and not which: calendar days and working days are both given.'
    if timescale.limit is None:
        yield "The source sets no number, so no day can be given. A local procedure may set one."
    if words := replaced(timescale.source, day):
        yield f"{words}: look the limit up there."
