"""Which documents a search's filters let through: tiers, area, publishers, documents, and where they stand on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.errors import QueryError
from core.records import Document, Filters, Status, Tier
from ingest.editions import Standing, stood_on


def areas_of(documents: Sequence[Document]) -> tuple[str, ...]:
    """The areas that local documents apply to, by name; national documents apply in all of them."""
    return tuple(sorted({document.applies_to for document in documents if document.tier is Tier.LOCAL}))


def narrowed(held: Mapping[str, Document], filters: Filters) -> set[str]:
    """The doc_ids that are of the tiers, area, publishers and documents asked for, wherever they stand.

    With an area, local documents of that area (in any case of letters) and all others pass. Raises `QueryError` where
    a filter names what no document has.
    """
    documents = list(held.values())
    area = filters.area.casefold() if filters.area is not None else None
    _check_known("tier", filters.tiers, [tier.value for tier in Tier])
    _check_known("publisher", filters.publishers, sorted({document.publisher for document in documents}))
    _check_known("document", filters.doc_ids, sorted(held))
    if area is not None and area not in {known.casefold() for known in areas_of(documents)}:
        raise _unknown("area", filters.area or "", areas_of(documents))
    return {
        document.doc_id
        for document in documents
        if (not filters.tiers or document.tier in filters.tiers)
        and (area is None or document.tier is not Tier.LOCAL or document.applies_to.casefold() == area)
        and (not filters.publishers or document.publisher in filters.publishers)
        and (not filters.doc_ids or document.doc_id in filters.doc_ids)
    }


def shown(document: Document, stands: Standing, filters: Filters) -> bool:
    """Whether what stands so is shown: superseded only with `include_superseded`; with `as_of`, what stood that day."""
    if stands.status is Status.SUPERSEDED:
        return filters.include_superseded
    return filters.as_of is None or stood_on(document, stands, filters.as_of)


def _check_known(kind: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for one in asked:
        if one not in known:
            raise _unknown(kind, one, known)


def _unknown(kind: str, asked: str, known: Sequence[str]) -> QueryError:
    listed = ", ".join(known) if known else "none"
    return QueryError(f'No {kind} "{asked}" in this library. There is: {listed}.')
