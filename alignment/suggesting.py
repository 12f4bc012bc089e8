"""Which national documents a local one should be held against: those it names, and those that say the nearest things.

    suggested(sides, "marlbrook-missing-2026", day=date(2026, 11, 28))      ["working-together-2023", ...]

Nearness is that of passages, whose vectors the store holds, so that nothing is encoded for it. It suggests; a person
may choose others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from alignment.records import plain
from alignment.sides import Sides
from core.records import Document, Tier
from index.standings import standings_of
from ingest.editions import stood_on

_BINDING = (Tier.LEGISLATION, Tier.STATUTORY, Tier.NON_STATUTORY)
_NEAR, _NEARLY = 0.5, 0.05
_LEAST_SHARE = 0.1
_MOST = 4


def suggested(sides: Sides, doc_id: str, *, day: date) -> list[str]:
    """At most four ids of law and national guidance that stood on `day`, the most relevant first.

    What the document names by its title comes first; then whatever is nearest to at least a tenth of its passages.
    Practice guidance is suggested only where neither law nor guidance is, what is nearly the nearest too; a key to
    names, words or days, told by its title, is about no procedure's subject. Ties go by id. Raises as `Sides.document`.
    """
    local = sides.document(doc_id)
    standing = [one for one in standing_on(sides, day) if one.doc_id != doc_id]
    binding = [one for one in standing if one.tier in _BINDING]
    practice = [one for one in standing if one.tier is Tier.PRACTICE and not _KEY.search(one.title)]
    return _relevant(sides, local, binding) or _relevant(sides, local, practice, within=_NEARLY)


def council_of(sides: Sides, doc_id: str, *, day: date) -> list[str]:
    """The ids of the other local documents of the same area that stood on `day`, in order; none for a national one."""
    local = sides.document(doc_id)
    return sorted(
        one.doc_id
        for one in standing_on(sides, day)
        if local.tier is one.tier is Tier.LOCAL and one.applies_to == local.applies_to and one.doc_id != doc_id
    )


def standing_on(sides: Sides, day: date) -> list[Document]:
    """The documents that were to be followed on `day`: of several editions that are held, the one that stood then."""
    held = {document.doc_id: document for document in sides.generation.documents}
    stands = standings_of(held, day)
    return [document for doc_id, document in held.items() if stood_on(document, stands[doc_id], day)]


def _relevant(sides: Sides, local: Document, candidates: Sequence[Document], *, within: float = 0.0) -> list[str]:
    nearest = _nearest(sides, local.doc_id, [one.doc_id for one in candidates], within)
    cited = _cited(sides, local, candidates)
    order = sorted({*nearest, *cited}, key=lambda one: (one not in cited, -nearest.get(one, 0.0), one))
    return order[:_MOST]


def _nearest(sides: Sides, doc_id: str, candidates: Sequence[str], within: float) -> dict[str, float]:
    """The share of the document's passages to which each candidate is near, and the nearest or `within` of it."""
    passages, vectors = sides.generation.passages, sides.generation.vectors
    own = [row for row, passage in enumerate(passages) if passage.doc_id == doc_id]
    theirs: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        if passage.doc_id in candidates:
            theirs.setdefault(passage.doc_id, []).append(row)
    if not own or not theirs:
        return {}
    best = np.stack([np.max(vectors[own] @ vectors[rows].T, axis=1) for rows in theirs.values()])
    near = (best >= _NEAR) & (best >= best.max(axis=0) - within)
    shares = zip(theirs, near.mean(axis=1).tolist(), strict=True)
    return {one: share for one, share in shares if share >= _LEAST_SHARE}


def _cited(sides: Sides, local: Document, candidates: Sequence[Document]) -> set[str]:
    """The candidates whose title stands in the document's text: of guidance without its year and subtitle."""
    text = _words(" ".join(one.text for one in sides.generation.passages if one.doc_id == local.doc_id))
    return {one.doc_id for one in candidates if (title := _title(one)) and title in text}


def _title(document: Document) -> str | None:
    title = document.title
    if document.tier is not Tier.LEGISLATION:
        title = _YEAR.sub("", title.partition(":")[0])
    found = _words(title)
    return found if len(found.split()) > 1 else None


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(plain(text)))} "


_YEAR = re.compile(r"\(?\b(?:19|20)\d\d\b\)?")
_WORD = re.compile(r"[\w']+")
_KEY = re.compile(
    r"\b(?:glossar(?:y|ies)|abbreviations?|acronyms?|(?:changed|old|former) names|days are counted)\b", re.IGNORECASE
)
