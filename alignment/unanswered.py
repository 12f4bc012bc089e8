"""How often a search was not answered by the library, by concern and month; in the people's file beside the store.

    unanswered = Unanswered(store)
    unanswered.count(["neglect"], date.today())     one more for neglect in this month
    unanswered.all()                                tuple[Count, ...], the latest month first

All that is kept is three columns: a month, the id of a concern, a number. No word of what was typed, no day and no
hour, nobody's name, and nothing that ties two concerns of one search together. Whether anything is counted at all is
for whoever calls: `core.settings.counts_unanswered`. Reading makes no file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from alignment.people import connected, holds, people_file
from core.errors import CountError
from practice.rules import Rules, SignKind

NONE_READ = ""
"""Stands for the concern of a search in which none was read."""

NONE_READ_IN_WORDS = "no concern read in it"
FEWEST = 5
"""A smaller number is not told: behind it may stand one family that somebody would know."""

FEWER = f"fewer than {FEWEST}"
_WAIT = 2.0
_SCHEMA = """
create table if not exists unanswered (
    month text not null, concern text not null, searches integer not null, primary key (month, concern)
) without rowid
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many searches with one concern were not answered in a month. Key: month ("2026-11") and concern (an id)."""

    month: str
    concern: str
    searches: int

    @property
    def in_words(self) -> str:
        """What may be told of the number: "12", or "fewer than 5"."""
        return str(self.told) if self.told is not None else FEWER

    @property
    def told(self) -> int | None:
        """The number, None where it is too small to be told."""
        return self.searches if self.searches >= FEWEST else None


class Unanswered:
    """The counts of a store."""

    def __init__(self, store: Path) -> None:
        self._path = people_file(store)

    def count(self, concerns: Collection[str], day: date) -> None:
        """One more for each concern in the month of `day`, all or none of them; `NONE_READ` for no concern.

        Raises `CountError` where the file cannot be used, and counts nothing then.
        """
        query = (
            "insert into unanswered (month, concern, searches) values (?, ?, 1) "
            "on conflict (month, concern) do update set searches = searches + 1"
        )
        with self._connected(_SCHEMA) as connection:
            connection.executemany(query, [(f"{day:%Y-%m}", one) for one in sorted(set(concerns))])

    def all(self) -> tuple[Count, ...]:
        """The latest month first, in each the most frequent of what may be told first; empty where nothing was."""
        if not self._path.exists():
            return ()
        with self._connected() as connection:
            if not holds(connection, "unanswered"):
                return ()
            rows = connection.execute("select month, concern, searches from unanswered").fetchall()
        held = sorted((Count(*row) for row in rows), key=lambda one: (-(one.told or 0), one.concern))
        return tuple(sorted(held, key=lambda one: one.month, reverse=True))

    @contextmanager
    def _connected(self, schema: str = "") -> Iterator[sqlite3.Connection]:
        try:
            with connected(self._path, schema=schema, wait=_WAIT) as connection:
                yield connection
        except sqlite3.Error as error:
            raise CountError(
                f"{self._path} cannot be used ({error}); nothing was counted, and nothing else is touched by it."
            ) from error


def by_month(counts: Iterable[Count]) -> list[tuple[str, list[Count]]]:
    """Months as people read them ("November 2026") with their counts, in the order given."""
    return [(_month_in_words(month), list(held)) for month, held in groupby(counts, key=lambda one: one.month)]


def names_of(rules: Rules) -> Mapping[str, str]:
    """What each concern is called, by id; what is not in it any more is called by its id."""
    named = {rule.id: rule.name for rule in rules.rules if rule.kind is SignKind.CONCERN}
    return named | {NONE_READ: NONE_READ_IN_WORDS}


def _month_in_words(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"
