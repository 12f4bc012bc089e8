"""The thesaurus: practitioners' words and what guidance calls them, read from TOML with every mistake by its line.

    terms = read_terms()                              those that ship, `terms.toml`
    terms = read_terms(Path("a/library"))             with those of a library's own `terms.toml` added, or put in place

`docs/terms.md` describes the fields. Needs no spaCy; `practice.matching` finds the terms in a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import Mistake, TermsError
from core.records import Checked
from practice.tables import read_toml

FILE = "terms.toml"
SHIPPED = Path(__file__).with_name(FILE)

_SHORT = 2
_LISTS = ("variants", "exact", "guidance", "cues")
_FIELDS = ("term", *_LISTS, "readings", "outdated_since", "note", "checked")
_READING_FIELDS = ("guidance", "cues")
_YEARS = range(1948, 2100)
_HEADER = re.compile(r"^\s*\[\[\s*term\s*\]\]\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a term: guidance's words for it, and the words that, beside the term, say that it is meant."""

    guidance: tuple[str, ...]
    cues: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the reading is chosen by: the first of guidance's words for it."""
        return self.guidance[0]


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the thesaurus. Key: term, in any case of letters.

    `variants`, the term among them, match in any case of letters, and `exact` as written. With more than one of
    `senses` the term is ambiguous; a single one with cues is meant only beside one of them.
    """

    term: str
    variants: tuple[str, ...]
    exact: tuple[str, ...]
    senses: tuple[Sense, ...]
    outdated_since: int | None = None
    note: str | None = None
    checked: Checked = Checked.UNCHECKED
    line: int = 0


def read_terms(library: Path | None = None) -> tuple[Term, ...]:
    """The terms that ship; where the folder `library` has a `terms.toml`, its entries first and instead of namesakes.

    A variant that both files have is the library's. Raises `TermsError` with every mistake of a file.
    """
    shipped = _terms_in(SHIPPED)
    path = library / FILE if library else None
    if path is None or not path.is_file():
        return shipped
    own = _terms_in(path)
    named = {term.term.casefold() for term in own}
    taken = {key for term in own for key in _keys(term)}
    return (*own, *(_without(term, taken) for term in shipped if term.term.casefold() not in named))


def is_exact(variant: str) -> bool:
    """Whether a variant is so short that it only counts as written: "SO" is an order, "so" is not."""
    return len(variant) <= _SHORT


def _keys(term: Term) -> Iterator[str]:
    """What no two terms may share: a variant as it is looked for."""
    yield from (variant.casefold() for variant in term.variants)
    yield from term.exact


def _without(term: Term, taken: set[str]) -> Term:
    return replace(
        term,
        variants=tuple(one for one in term.variants if one.casefold() not in taken),
        exact=tuple(one for one in term.exact if one not in taken),
    )


def _terms_in(path: Path) -> tuple[Term, ...]:
    source, rows = read_toml(path)
    held = rows.get("term", [])
    mistakes = [
        Mistake(0, f"unknown `{key}`; a file of terms holds [[term]] tables alone") for key in rows.keys() - {"term"}
    ]
    if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
        raise TermsError(path, [*mistakes, Mistake(0, "`term` is no table: write [[term]] with two brackets")])
    lines = [number for number, line in enumerate(source.splitlines(), start=1) if _HEADER.match(line)]
    lines = lines if len(lines) == len(held) else [0] * len(held)
    terms = []
    for row, line in zip(held, lines, strict=True):
        wrong = list(_wrong(row))
        mistakes += [Mistake(line, f"{_named(row)}: {words}") for words in wrong]
        if not wrong:
            terms.append(_term(row, line))
    mistakes += _claimed_twice(terms)
    if mistakes:
        raise TermsError(path, mistakes)
    return tuple(terms)


def _named(row: Mapping[str, Any]) -> str:
    return f'term "{row["term"]}"' if row.get("term") and isinstance(row["term"], str) else "a [[term]]"


def _wrong(row: Mapping[str, Any]) -> Iterator[str]:
    """What does not hold of one entry, in words."""
    if not isinstance(row.get("term"), str) or not row["term"].strip():
        yield 'no `term`; write what is typed, like term = "ICPC"'
    yield from _unknown_or_no_lists(row, _FIELDS)
    if ("guidance" in row) == ("readings" in row):
        yield "write either `guidance` or, of an ambiguous term, `readings`"
    elif "guidance" in row and not row["guidance"]:
        yield "`guidance` is empty; write what guidance calls it"
    readings = row.get("readings", [{}, {}])
    if not isinstance(readings, list) or not all(isinstance(one, dict) for one in readings) or len(readings) < 2:
        yield "`readings` are two or more tables [[term.readings]]"
    elif "readings" in row:
        if "cues" in row:
            yield "`cues` belong to each of the `readings`"
        for one in readings:
            yield from _unknown_or_no_lists(one, _READING_FIELDS)
            if not one.get("guidance"):
                yield "a reading without `guidance`"
    since = row.get("outdated_since")
    if since is not None and (type(since) is not int or since not in _YEARS):
        yield "`outdated_since` is no year; write it bare, like outdated_since = 2019"
    if not isinstance(row.get("note", ""), str):
        yield "`note` is not text: write it in quotes"
    if row.get("checked", "U") not in list(Checked):
        yield f"`checked` is one of {', '.join(Checked)}"


def _unknown_or_no_lists(row: Mapping[str, Any], known: Sequence[str]) -> Iterator[str]:
    for key, value in row.items():
        if key not in known:
            yield f"unknown field `{key}`; known are {', '.join(known)}"
        elif key in _LISTS and not (
            isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
        ):
            yield f'`{key}` is no list of words; write it like {key} = ["one", "two"]'


def _term(row: Mapping[str, Any], line: int) -> Term:
    exact = tuple(row.get("exact", ()))
    typed = dict.fromkeys(one for one in (row["term"], *row.get("variants", ())) if one not in exact)
    return Term(
        term=row["term"],
        variants=tuple(one for one in typed if not is_exact(one)),
        exact=(*exact, *(one for one in typed if is_exact(one))),
        senses=tuple(
            Sense(tuple(one["guidance"]), tuple(one.get("cues", ()))) for one in row.get("readings", None) or [row]
        ),
        outdated_since=row.get("outdated_since"),
        note=row.get("note"),
        checked=Checked(row.get("checked", Checked.UNCHECKED)),
        line=line,
    )


def _claimed_twice(terms: Sequence[Term]) -> Iterator[Mistake]:
    """A mistake for each variant that an earlier term of the file has: it would be ambiguous, and nobody be asked."""
    owners: dict[str, Term] = {}
    for term in terms:
        for key in _keys(term):
            owner = owners.setdefault(key, term)
            if owner is not term:
                yield Mistake(
                    term.line, f'term "{term.term}": "{key}" is "{owner.term}" too; make it `readings` of one'
                )
