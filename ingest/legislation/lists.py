"""Lists inside provisions: each entry with the mark that is printed before it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.building import BULLET
from ingest.legislation.markup import name_of
from ingest.marks import roman

_DECORATIONS = {
    "parens": "({})",
    "parenRight": "{})",
    "brackets": "[{}]",
    "bracketRight": "{}]",
    "period": "{}.",
    "colon": "{}:",
}


def item_markers(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The entries in order, each with its mark and a space ("(a) ", "• "), "" for a list without marks."""
    decoration = element.get("Decoration", "")
    is_ordered = name_of(element) == "OrderedList"
    shape = _DECORATIONS.get(decoration, "{}")
    count = 0
    for entry in element:
        if not isinstance(entry.tag, str):
            continue
        if name_of(entry) != "ListItem":
            yield entry, ""
            continue
        count += 1
        own = entry.get("NumberOverride")
        if is_ordered:
            yield entry, f"{own or shape.format(_counted(count, element.get('Type', 'arabic')))} "
        else:
            is_plain = decoration == "none" or element.get("Class") == "Definition"
            yield entry, "" if is_plain else BULLET


def _counted(count: int, kind: str) -> str:
    """`_counted(4, "roman")` is "iv", `_counted(28, "alpha")` "bb"."""
    word = str(count)
    if kind.startswith("alpha"):
        word = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif kind.startswith("roman"):
        word = roman(count)
    return word.upper() if kind.endswith("upper") else word
