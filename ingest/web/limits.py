"""What a web page may ask for before it is parsed: how many parts, how deep, with how many attributes.

The parser's time grows with the square of both, so that a small file made for it would hold it up for hours. A page of
a real site nests some thirty parts deep and has a dozen attributes a part.
"""

from __future__ import annotations

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from core.errors import UnsafeError

DEEPEST = 256
_DEEPEST_MARKUP = 1_000
_MOST_ATTRIBUTES = 10_000
_MOST_TAGS = 400_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_MARKUP = re.compile(r"\"[^\"]*\"|'[^']*'|([^\"'>]+)|[\"']|(>)")
_VOID = "area base br col embed hr img input link meta param source track wbr"
_CLOSE_THEMSELVES = "colgroup dd dt li option p tbody td tfoot th thead tr"
_NEED_NO_END = frozenset(f"{_VOID} {_CLOSE_THEMSELVES}".split(" "))


def parsed(text: str, path: Path) -> LexborHTMLParser:
    """The page's tree. Raises UnsafeError, which names `path`, where it asks for too much."""
    if (
        text.count("<") > _MOST_TAGS
        or _markup_depth(text) > _DEEPEST_MARKUP
        or _most_attributes(text) > _MOST_ATTRIBUTES
    ):
        raise _unsafe(path)
    tree = LexborHTMLParser(text)
    if tree.root is not None and _depth(tree.root) > DEEPEST:
        raise _unsafe(path)
    return tree


def _markup_depth(text: str) -> int:
    """How deep the marked parts nest at most; a part that needs no end tag is not counted."""
    still_open: dict[str, int] = {}
    depth = deepest = 0
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name in _NEED_NO_END:
            continue
        if not tag[1]:
            still_open[name] = still_open.get(name, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
        elif still_open.get(name):
            still_open[name] -= 1
            depth -= 1
    return deepest


def _most_attributes(text: str) -> int:
    """At least as many as the part with the most attributes has, where that is many; 0 where no part has many."""
    most = 0
    for part in text.split("<"):
        if part[:1] not in ("!", "?") and part.count("=") + part.count(" ") + part.count("\n") > _MOST_ATTRIBUTES:
            words = 0
            for found in _MARKUP.finditer(part):
                if found[2]:
                    break
                words += len((found[1] or "").split())
            most = max(most, words)
    return most


def _depth(root: LexborNode) -> int:
    node, depth, deepest = root, 0, 0
    while True:
        below = node.child
        if below is not None:
            node, depth = below, depth + 1
            deepest = max(deepest, depth)
            continue
        while depth and node.next is None:
            above = node.parent
            if above is None:
                return deepest
            node, depth = above, depth - 1
        beside = node.next
        if depth == 0 or beside is None:
            return deepest
        node = beside


def _unsafe(path: Path) -> UnsafeError:
    return UnsafeError(
        path,
        "its parts nest deeper, are more, or have more attributes than in any page that is meant to be read",
        "It was not read. Save the page again from its site, or leave it out.",
    )
