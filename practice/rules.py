"""The rules that read a situation: concerns, whom they are about, steps of the process and what is asked, from TOML.

    rules = read_rules()                              those that ship, `concerns.toml`
    rules = read_rules(Path("a/library"))             with those of a library's own file added, or put in place

`docs/concerns.md` describes the fields. `practice.signals` finds the phrases; `practice.situation` applies the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import Mistake, TermsError
from practice.tables import read_toml

FILE = "concerns.toml"
SHIPPED = Path(__file__).with_name(FILE)

WORDS = "words"
_LISTS = ("signals", "unless", "guidance")
_FIELDS = ("id", "name", *_LISTS, "immediate", "months")
_LIST = re.compile(r"\{(\w+)\}")


class SignKind(StrEnum):
    """What a rule or a sign says of a situation. Ages are read without a rule."""

    CONCERN = "concern"
    CHILD = "child"
    AGE = "age"
    STEP = "step"
    ASKED = "asked"

    @property
    def label(self) -> str:
        """For a reader, before the sign: "About", "Who", "Step", "Asked"."""
        return _LABELS[self]


_LABELS = {
    SignKind.CONCERN: "About",
    SignKind.CHILD: "Who",
    SignKind.AGE: "Who",
    SignKind.STEP: "Step",
    SignKind.ASKED: "Asked",
}


_TABLES = (SignKind.CONCERN, SignKind.CHILD, SignKind.STEP, SignKind.ASKED)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. Key: id. `signals` and `unless` are phrases as the file writes them, each {list} as its words.

    `months` is the half-open range of age that a child's age must lie in to give the sign too; None for no such range.
    """

    kind: SignKind
    id: str
    name: str
    signals: tuple[str, ...]
    unless: tuple[str, ...]
    guidance: tuple[str, ...]
    immediate: bool = False
    months: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, in the order of the file, and the lists of words that their phrases name as {list}."""

    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]


def read_rules(library: Path | None = None) -> Rules:
    """The rules that ship; where the folder `library` has a `concerns.toml`, its own after them or in their place.

    Raises `TermsError` with every mistake of a file.
    """
    shipped = _rules_in(SHIPPED, {})
    path = library / FILE if library else None
    if path is None or not path.is_file():
        return shipped
    own = _rules_in(path, shipped.words)
    return Rules(tuple({rule.id: rule for rule in (*shipped.rules, *own.rules)}.values()), own.words)


def _rules_in(path: Path, shipped_words: Mapping[str, tuple[str, ...]]) -> Rules:
    """The rules of one file, and its lists of words over those that ship."""
    source, tables, words, mistakes = read_rows(path, _TABLES, shipped_words)
    rules: dict[str, Rule] = {}
    for kind in _TABLES:
        for row in tables[kind]:
            line, wrong = line_of(source, row.get("id")), list(_wrong(kind, row, words))
            if not wrong and row["id"] in rules:
                wrong = ["the `id` is another rule's too"]
            mistakes += [Mistake(line, f'{kind} "{row.get("id", "")}": {said}') for said in wrong]
            if not wrong:
                rules[row["id"]] = _rule(kind, row)
    if mistakes:
        raise TermsError(path, mistakes)
    return Rules(tuple(rules.values()), words)


def read_rows(
    path: Path, kinds: Iterable[str], shipped_words: Mapping[str, tuple[str, ...]]
) -> tuple[str, dict[str, list[dict[str, Any]]], dict[str, tuple[str, ...]], list[Mistake]]:
    """A file of rules: its text, the rows of each of `kinds`, its lists of words over those that ship, its mistakes.

    Raises `TermsError` where it cannot be read as a whole.
    """
    source, tables = read_toml(path)
    mistakes = [
        Mistake(0, f"unknown `{key}`; known are [words] and {', '.join(f'[[{kind}]]' for kind in kinds)}")
        for key in tables.keys() - {WORDS, *kinds}
    ]
    own = tables.get(WORDS, {})
    if not isinstance(own, dict) or not all(map(is_list_of_words, own.values())):
        raise TermsError(path, [*mistakes, Mistake(0, '`words` are lists, like parent = ["mum*", "dad*"]')])
    rows: dict[str, list[dict[str, Any]]] = {}
    for kind in kinds:
        rows[kind] = tables.get(kind, [])
        if not isinstance(rows[kind], list) or not all(isinstance(row, dict) for row in rows[kind]):
            mistakes.append(Mistake(0, f"`{kind}` is no table: write [[{kind}]] with two brackets"))
            rows[kind] = []
    return source, rows, {**shipped_words, **{name: tuple(listed) for name, listed in own.items()}}, mistakes


def line_of(source: str, named: object) -> int:
    """The line on which a rule's `id` stands, from 1; 0 where it has none."""
    found = re.search(rf'^\s*id\s*=\s*"{re.escape(named)}"', source, re.M) if isinstance(named, str) else None
    return source.count("\n", 0, found.end()) + 1 if found else 0


def is_list_of_words(value: object) -> bool:
    """Whether it is a list of strings, none of them blank."""
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)


def _wrong(kind: SignKind, row: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What does not hold of one rule, in words."""
    for field in ("id", "name"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            yield f"no `{field}`; write it in quotes"
    for key, value in row.items():
        if key not in _FIELDS:
            yield f"unknown field `{key}`; known are {', '.join(_FIELDS)}"
        elif key in _LISTS and not is_list_of_words(value):
            yield f'`{key}` is no list of phrases; write it like {key} = ["one", "two"]'
        elif key in ("signals", "unless"):
            yield from unknown_lists(key, value, words)
    for field in ("signals", "guidance"):
        if not row.get(field):
            yield f"no `{field}`"
    if not isinstance(row.get("immediate", False), bool):
        yield "`immediate` is true or false"
    if "months" in row and not (
        kind is SignKind.CHILD
        and isinstance(row["months"], list)
        and [type(one) for one in row["months"]] == [int, int]
        and row["months"][0] < row["months"][1]
    ):
        yield "`months` is of a [[child]] only, from and below: months = [0, 12]"


def unknown_lists(key: str, phrases: Iterable[str], words: Mapping[str, Any]) -> Iterator[str]:
    """The {lists} that phrases name and that there are not, in words."""
    unknown = {name for phrase in phrases for name in _LIST.findall(phrase) if name not in words}
    yield from (f"`{key}` names {{{name}}}, and [words] has no such list" for name in sorted(unknown))


def _rule(kind: SignKind, row: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=kind,
        id=row["id"],
        name=row["name"],
        signals=tuple(row["signals"]),
        unless=tuple(row.get("unless", ())),
        guidance=tuple(row["guidance"]),
        immediate=row.get("immediate", False),
        months=(row["months"][0], row["months"][1]) if "months" in row else None,
    )
