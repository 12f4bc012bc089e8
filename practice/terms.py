"""Practitioners' words put into guidance's words: "strat" is a strategy discussion, "ICPC" an initial conference.

    expansions("ICPC after the strat?")
        [Expansion("ICPC", "initial child protection conference"), Expansion("strat", "strategy discussion")]

The table is `terms.toml`. Nothing typed is replaced: what guidance calls it is added. It does not correct spelling and
does not choose between readings of an ambiguous word; such words are not in the table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import WaymarkError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher

TERMS = Path(__file__).with_name("terms.toml")
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that were typed, as typed, and what guidance calls them."""

    typed: str
    guidance: str


def expansions(query: str) -> list[Expansion]:
    """What guidance calls the words of `query`, in their order, each once; none where the query says it already.

    Where variants overlap the longest counts.
    """
    from spacy.util import filter_spans

    language, matchers, guidance = _table()
    with language.memory_zone():  # without it the vocabulary would keep every word ever typed
        document = language(query)
        spans = filter_spans([span for matcher in matchers for span in matcher(document, as_spans=True)])
        found = {guidance[span.label_]: span.text for span in reversed(spans)}
    typed = query.casefold()
    return [Expansion(words, called) for called, words in reversed(found.items()) if called.casefold() not in typed]


def expanded(query: str) -> str:
    """`query` with what guidance calls its words added in brackets; unchanged where there is nothing to add."""
    added = "; ".join(expansion.guidance for expansion in expansions(query))
    return f"{query} ({added})" if added else query


@cache
def _table() -> tuple[Language, tuple[PhraseMatcher, PhraseMatcher], Mapping[str, str]]:
    """The tokenizer, the matchers (in any case of letters, as written), and guidance's words by label."""
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    any_case, as_written = PhraseMatcher(language.vocab, attr="LOWER"), PhraseMatcher(language.vocab, attr="ORTH")
    guidance: dict[str, str] = {}
    for number, term in enumerate(_read_terms()):
        label = f"term-{number}"
        guidance[label] = term["guidance"]
        for variant in term["variants"]:
            matcher = as_written if len(variant) <= _SHORT else any_case
            matcher.add(label, [language.make_doc(variant)])
    return language, (any_case, as_written), guidance


def _read_terms() -> list[dict[str, Any]]:
    try:
        return list(tomllib.loads(TERMS.read_text(encoding="utf-8"))["term"])
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise WaymarkError(f"{TERMS.name}: not a table of [[term]] rows ({error}). Mend it, or restore it.") from error
