"""Finds the terms of the thesaurus in a question, with spaCy's tokenizer and phrase matcher; no model.

    matcher_of().understand("ICPC after the strat, ICO next?")

Of terms that overlap the longest counts. An ambiguous term takes the reading whose cues stand near it; without any,
nothing is added for it and the question is put. A long word with one slip is read as the known word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.errors import QueryError
from core.records import Checked
from practice.tables import PerLibrary
from practice.terms import FILE, Sense, Term, is_exact, read_terms
from practice.typos import OneEdit
from practice.understanding import Expansion, Kind, Question, Understanding

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

NEARBY = 20
"""Words on either side of an ambiguous term in which its cues count: about a sentence."""

LONG = 6
"""Letters of a known word from which on a slip is looked for: of shorter ones too many words are one slip away."""

_CUE = "cue "
_WORD = re.compile(r"[^\W\d_]+")
_FEW = 3


class TermMatcher:
    """Finds terms in questions. Several threads may ask at once; they wait for each other, a millisecond or two."""

    def __init__(self, terms: Sequence[Term]) -> None:
        import spacy
        from spacy.matcher import PhraseMatcher

        self._terms = {str(number): term for number, term in enumerate(terms)}
        self._language = spacy.blank("en")
        self._any_case = PhraseMatcher(self._language.vocab, attr="LOWER")
        self._as_written = PhraseMatcher(self._language.vocab, attr="ORTH")
        self._lock = Lock()
        for label, term in self._terms.items():
            self._add(label, term.variants, term.exact)
        cues = {cue for term in terms for sense in term.senses for cue in sense.cues}
        for cue in cues:
            self._add(_CUE + cue, *([], [cue]) if is_exact(cue) else ([cue], []))
        said = [words for term in terms for words in (*term.variants, *(w for s in term.senses for w in s.guidance))]
        self._known = _words(said)
        self._typos = OneEdit(word for word in self._known if len(word) >= LONG)
        self._known |= _words(cues)

    def understand(
        self,
        query: str,
        *,
        known: Container[str] = frozenset(),
        without: Collection[str] = (),
        readings: Mapping[str, str] | None = None,
    ) -> Understanding:
        """How `query` is understood.

        `known` are words, in lower case, that are right as they stand and no slip of another. Nothing is added for what
        was typed as one of `without`, and `readings` gives the name of the reading of an ambiguous term by what was
        typed; both in any case of letters. Raises `QueryError` for a reading that there is not.
        """
        left = {words.casefold() for words in without}
        chosen = {typed.casefold(): name for typed, name in (readings or {}).items()}
        found: dict[str, Expansion | Question] = {}
        with self._lock, self._language.memory_zone():  # without a zone the vocabulary would keep every word ever typed
            document = self._language(query)
            corrected = self._corrected(document, known)
            spans = self._spans(corrected)
            for span in spans:
                typed = document[span.start : span.end].text
                if span.label_ not in self._terms:
                    continue
                wanted = chosen.pop(typed.casefold(), None)
                if typed.casefold() not in {*left, *found}:
                    meant = self._meant(document, span, _cues_near(span, spans), wanted)
                    found |= {typed.casefold(): one for one in meant}
            found |= self._slips(document, corrected, left=left, found=list(found.values()))
        if chosen:
            raise QueryError(f"“{next(iter(chosen))}” has no readings to choose from in this question.")
        ordered = sorted(found.values(), key=lambda one: one.start)
        return Understanding(
            query,
            tuple(one for one in ordered if isinstance(one, Expansion)),
            tuple(one for one in ordered if isinstance(one, Question)),
        )

    def _add(self, label: str, any_case: Iterable[str], as_written: Iterable[str]) -> None:
        for matcher, phrases in ((self._any_case, any_case), (self._as_written, as_written)):
            forms = [self._language.make_doc(form) for phrase in phrases for form in _forms(phrase)]
            if forms:
                matcher.add(label, forms)

    def _corrected(self, document: Doc, known: Container[str]) -> Doc:
        """`document` word for word, with known words in place of their slips."""
        from spacy.tokens import Doc

        words = [token.text for token in document]
        for token in document:
            word = token.lower_
            if len(word) >= LONG - 1 and token.is_alpha and word not in self._known and word not in known:
                words[token.i] = self._typos.nearest(word) or token.text
        return Doc(document.vocab, words=words, spaces=[bool(token.whitespace_) for token in document])

    def _spans(self, document: Doc) -> list[Span]:
        """The longest terms and all the cues in `document`, in order; nothing in capitals means more than itself where
        all is in capitals."""
        from spacy.util import filter_spans

        words = [token for token in document if token.is_alpha]
        is_shouted = len(words) > _FEW and all(token.is_upper for token in words)
        found = [] if is_shouted else self._as_written(document, as_spans=True)
        found += self._any_case(document, as_spans=True)
        terms = filter_spans([span for span in found if span.label_ in self._terms])
        return sorted(
            [*terms, *(span for span in found if span.label_ not in self._terms)], key=lambda span: span.start
        )

    def _meant(self, document: Doc, span: Span, cues: set[str], wanted: str | None) -> Iterator[Expansion | Question]:
        """What a term is: an expansion, a question, or nothing where the question says it as guidance does."""
        term, typed = self._terms[span.label_], document[span.start : span.end]
        names = tuple(sense.name for sense in term.senses) if len(term.senses) > 1 else ()
        sense = _chosen(typed.text, term.senses, wanted) if wanted is not None else _told(term.senses, cues)
        if sense is None:
            if names:
                yield Question(typed.text, typed.start_char, typed.end_char, names)
            return
        query = document.text.casefold()
        added = [words for words in sense.guidance if words.casefold() not in query]
        kind = Kind.OUTDATED if term.outdated_since else Kind.READING if names else Kind.EXPANSION
        read_as = span.text if span.text != typed.text else None
        if added:
            yield Expansion(
                typed=typed.text,
                guidance=", ".join(added),
                kind=Kind.TYPO if read_as else kind,
                start=typed.start_char,
                end=typed.end_char,
                read_as=read_as,
                outdated_since=term.outdated_since,
                note=term.note,
                is_checked=term.checked is Checked.OFFICIAL,
                readings=names,
                reading=sense.name if names else None,
            )

    def _slips(
        self, document: Doc, corrected: Doc, *, left: Collection[str], found: Sequence[Expansion | Question]
    ) -> Iterator[tuple[str, Expansion]]:
        """The slips outside what was `found`, each with the word that it is read as."""
        for token, right in zip(document, corrected, strict=True):
            start, end = token.idx, token.idx + len(token)
            is_told = any(one.start < end and start < one.end for one in found)
            if token.text != right.text and not is_told and token.lower_ not in left:
                yield (
                    token.text.casefold(),
                    Expansion(token.text, right.text, Kind.TYPO, start, end, read_as=right.text, is_checked=True),
                )


def _forms(phrase: str) -> list[str]:
    """A phrase and its plural."""
    if phrase[-1] == "y" and phrase[-2:-1] not in "aeiou":
        return [phrase, f"{phrase[:-1]}ies"]
    return [phrase, f"{phrase}s"] if phrase[-1].isalpha() and not phrase.endswith(("s", "ed")) else [phrase]


def _words(phrases: Iterable[str]) -> set[str]:
    """The words of phrases and their plurals that are letters alone, in lower case."""
    return {word for phrase in phrases for form in _forms(phrase) for word in _WORD.findall(form.lower())}


def _cues_near(span: Span, spans: Iterable[Span]) -> set[str]:
    """The cues within `NEARBY` words of a term and outside it."""
    return {
        other.label_.removeprefix(_CUE)
        for other in spans
        if other.label_.startswith(_CUE)
        and (0 <= span.start - other.end < NEARBY or 0 <= other.start - span.end < NEARBY)
    }


def _told(senses: Sequence[Sense], cues: set[str]) -> Sense | None:
    """The sense that most cues tell; a single one without cues always; None where none is told, or two alike."""
    if len(senses) == 1 and not senses[0].cues:
        return senses[0]
    told = sorted(senses, key=lambda sense: -len(cues.intersection(sense.cues)))
    counts = [len(cues.intersection(sense.cues)) for sense in told]
    return told[0] if counts[0] and counts[0] not in counts[1:] else None


def _chosen(typed: str, senses: Sequence[Sense], wanted: str) -> Sense:
    for sense in senses:
        if sense.name.casefold() == wanted.casefold():
            return sense
    known = "; ".join(sense.name for sense in senses)
    raise QueryError(f"“{typed}” has no reading “{wanted}”. There is: {known}.")


def matcher_of(library: Path | None = None) -> TermMatcher:
    """The matcher of the terms that ship and of the `terms.toml` in the folder `library`, made anew when that changes.

    Raises `TermsError` where the file has mistakes.
    """
    return _MATCHERS.of(library)


_MATCHERS = PerLibrary(FILE, lambda library: TermMatcher(read_terms(library)))
