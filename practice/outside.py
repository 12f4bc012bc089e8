"""What a library of children's social care in England does not answer: themes, told by phrases and by examples.

    themes = outside_of()                             those that ship, `outside.toml`
    themes.told("how do i carry over annual leave")   (Told(theme=employment, words=("carry over annual leave",)),)

A theme says where to go instead. `docs/outside.md` describes the fields; `practice.signals` finds the phrases. Whether
the library answers all the same is decided in `index.fit`, which knows what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Mistake, TermsError
from practice.rules import is_list_of_words, line_of, read_rows, unknown_lists
from practice.signals import Signals
from practice.tables import PerLibrary

FILE = "outside.toml"
SHIPPED = Path(__file__).with_name(FILE)

_TABLE = "theme"
_WORDS = ("id", "name", "go")
_LISTS = ("signals", "unless", "examples")


@dataclass(frozen=True, slots=True)
class Theme:
    """What a question may be about that is not the library's subject. Key: id.

    `name` goes on from "It looks like a question about"; `go` is a sentence, where to ask instead. `examples` are
    questions of the theme.
    """

    id: str
    name: str
    go: str
    signals: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A theme and the words of a question that tell it, as typed, at least one."""

    theme: Theme
    words: tuple[str, ...]


class Outside:
    """Themes, in the order of the file. Several threads may ask at once."""

    def __init__(self, themes: Sequence[Theme], words: Mapping[str, tuple[str, ...]]) -> None:
        self.themes = tuple(themes)
        phrases = {theme.id: theme.signals for theme in themes}
        self._signals = Signals(phrases, words, unless={theme.id: theme.unless for theme in themes})

    def told(self, query: str) -> tuple[Told, ...]:
        """The themes that words of `query` tell by themselves; none for most questions."""
        found = self._signals.find(query)
        return tuple(
            Told(theme, tuple(query[start:end] for start, end in found[theme.id]))
            for theme in self.themes
            if theme.id in found
        )


def outside_of(library: Path | None = None) -> Outside:
    """The themes that ship and those in the `outside.toml` of the folder `library`, read anew when that changes.

    A library's theme takes the place of one with the same id. Raises `TermsError` with every mistake of a file.
    """
    return _OUTSIDE.of(library)


def _read(library: Path | None) -> Outside:
    themes, words = _themes_in(SHIPPED, {})
    if library:
        own, words = _themes_in(library / FILE, words)
        themes |= own
    return Outside(tuple(themes.values()), words)


_OUTSIDE = PerLibrary(FILE, _read)


def _themes_in(
    path: Path, shipped_words: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Theme], dict[str, tuple[str, ...]]]:
    """The themes of one file by id, and its lists of words over those that ship."""
    source, tables, words, mistakes = read_rows(path, [_TABLE], shipped_words)
    themes: dict[str, Theme] = {}
    for row in tables[_TABLE]:
        wrong = list(_wrong(row, words))
        if not wrong and row["id"] in themes:
            wrong = ["the `id` is another theme's too"]
        mistakes += [
            Mistake(line_of(source, row.get("id")), f'{_TABLE} "{row.get("id", "")}": {said}') for said in wrong
        ]
        if not wrong:
            lists = {key: tuple(row.get(key, ())) for key in _LISTS}
            themes[row["id"]] = Theme(row["id"], row["name"], row["go"], **lists)
    if mistakes:
        raise TermsError(path, mistakes)
    return themes, words


def _wrong(row: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What does not hold of one theme, in words."""
    for field in _WORDS:
        if not isinstance(row.get(field), str) or not row[field].strip():
            yield f"no `{field}`; write it in quotes"
    for key, value in row.items():
        if key not in (*_WORDS, *_LISTS):
            yield f"unknown field `{key}`; known are {', '.join((*_WORDS, *_LISTS))}"
        elif key in _LISTS and not is_list_of_words(value):
            yield f'`{key}` is no list of phrases; write it like {key} = ["one", "two"]'
        elif key in ("signals", "unless"):
            yield from unknown_lists(key, value, words)
