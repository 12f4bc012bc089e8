"""What a Word paragraph's styles say: its outline level, its letter size, whether it is bold, which list it belongs to.

A property stands at the run, else at its paragraph, else at the style, the style that it is based on, and the
document's defaults, in that order (ECMA-376 part 1, 17.7.2). Colours, fonts and spacing are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"heading\s*(\d)", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|contents)\s*(?:\d|heading)", re.IGNORECASE)
_LIST_NAME = re.compile(r"list (?:bullet|number)\s*(\d)?", re.IGNORECASE)
_DEFAULT_SIZE = 20

Element = Any
"""An element of the document's XML tree, as lxml holds it."""


class Styles:
    """The styles of one document. Sizes are in half points."""

    def __init__(self, root: Element | None) -> None:
        """`root` is None where the document has no styles of its own."""
        self._styles: dict[str, Element] = {}
        self._switches: dict[tuple[str | None, str | None, str], bool] = {}
        self._default: str | None = None
        self._default_size = _DEFAULT_SIZE
        if root is None:
            return
        for style in root.findall(f"{W}style"):
            name = str(style.get(f"{W}styleId"))
            self._styles[name] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default = name
        size = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
        if size is not None:
            self._default_size = _whole(size, self._default_size)

    def name(self, paragraph: Element) -> str:
        """The name of the paragraph's style as Word shows it; "" where it has none."""
        for style in self._chain(self._style_id(paragraph)):
            name = style.find(f"{W}name")
            return "" if name is None else str(name.get(f"{W}val"))
        return ""

    def level(self, paragraph: Element) -> int | None:
        """The heading level from 1; 0 for the document's title; None for what is no heading."""
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None:
            return _level(own)
        for style in self._chain(self._style_id(paragraph)):
            name = style.find(f"{W}name")
            text = "" if name is None else str(name.get(f"{W}val"))
            if text.lower() == "title":
                return 0
            named = _HEADING_NAME.fullmatch(text)
            if named:
                return int(named.group(1))
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _level(outline)
        return None

    def is_contents(self, paragraph: Element) -> bool:
        """Whether the paragraph is a line of a table of contents, or the heading of one."""
        return _CONTENTS_NAME.match(self.name(paragraph)) is not None

    def list_of(self, paragraph: Element) -> tuple[str, int] | None:
        """The list's number id and the level in it from 0; None for a paragraph outside any list."""
        found: str | None = None
        level: int | None = None
        for properties in self._paragraph_properties(paragraph):
            marks = properties.find(f"{W}numPr")
            if marks is None:
                continue
            number, depth = marks.find(f"{W}numId"), marks.find(f"{W}ilvl")
            if level is None and depth is not None:
                level = _whole(depth, 0)
            if number is not None:
                found = str(number.get(f"{W}val"))
                break
        return None if found is None or found == "0" else (found, level or 0)

    def depth(self, paragraph: Element) -> int:
        """How deep the style's name says that a list item hangs: "List Bullet 2" is 1."""
        named = _LIST_NAME.match(self.name(paragraph))
        return int(named.group(1) or 1) - 1 if named else 0

    def size(self, paragraph: Element, run: Element) -> int:
        """The size of a run's letters."""
        for size in self._run_properties(paragraph, run, "sz"):
            return _whole(size, self._default_size)
        return self._default_size

    def is_bold(self, paragraph: Element, run: Element) -> bool:
        """Whether a run is bold, or underlined throughout as old documents do in its stead."""
        line = run.find(f"{W}rPr/{W}u")
        return self._is_on(paragraph, run, "b") or (line is not None and line.get(f"{W}val") not in (None, "none"))

    def is_struck(self, paragraph: Element, run: Element) -> bool:
        """Whether a run is struck out, by one line or by two."""
        return self._is_on(paragraph, run, "strike") or self._is_on(paragraph, run, "dstrike")

    def is_hidden(self, paragraph: Element, run: Element) -> bool:
        """Whether a run is hidden text, which Word neither shows nor prints."""
        return self._is_on(paragraph, run, "vanish")

    def sets_first_row_apart(self, table: Element) -> bool:
        """Whether the table's style sets its first row in bold or shades it, and the table makes use of that."""
        named, look = table.find(f"{W}tblPr/{W}tblStyle"), table.find(f"{W}tblPr/{W}tblLook")
        if named is None or look is None or not _heads(look):
            return False
        return any(
            shape.get(f"{W}type") == "firstRow"
            and (any(is_on(bold) for bold in shape.findall(f"{W}rPr/{W}b")) or _is_filled(shape))
            for style in self._chain(str(named.get(f"{W}val")))
            for shape in style.findall(f"{W}tblStylePr")
        )

    def _style_id(self, paragraph: Element) -> str | None:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._default if named is None else str(named.get(f"{W}val"))

    def _chain(self, style_id: str | None) -> Iterator[Element]:
        seen: set[str] = set()
        while style_id is not None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            based = style.find(f"{W}basedOn")
            style_id = None if based is None else str(based.get(f"{W}val"))

    def _paragraph_properties(self, paragraph: Element) -> Iterator[Element]:
        sources = [paragraph, *self._chain(self._style_id(paragraph))]
        yield from (found for source in sources if (found := source.find(f"{W}pPr")) is not None)

    def _is_on(self, paragraph: Element, run: Element, name: str) -> bool:
        own = run.find(f"{W}rPr")
        mark = None if own is None else own.find(f"{W}{name}")
        if mark is not None:
            return is_on(mark)
        style = None if own is None else own.find(f"{W}rStyle")
        key = (None if style is None else str(style.get(f"{W}val")), self._style_id(paragraph), name)
        if key not in self._switches:
            self._switches[key] = next((is_on(mark) for mark in self._run_properties(paragraph, run, name)), False)
        return self._switches[key]

    def _run_properties(self, paragraph: Element, run: Element, name: str) -> Iterator[Element]:
        named = run.find(f"{W}rPr/{W}rStyle")
        own = None if named is None else str(named.get(f"{W}val"))
        for source in (run, *self._chain(own), *self._chain(self._style_id(paragraph))):
            found = source.find(f"{W}rPr/{W}{name}")
            if found is not None:
                yield found


def is_on(mark: Element) -> bool:
    """Whether a switch such as <w:b/> is on: it stands there and does not say no."""
    return mark.get(f"{W}val") not in ("0", "false", "off", "none")


def _heads(look: Element) -> bool:
    """Whether a table uses its style's look of the first row."""
    said = look.get(f"{W}firstRow")
    if said is not None:
        return said in ("1", "true", "on")
    bits = str(look.get(f"{W}val"))
    return re.fullmatch("[0-9A-Fa-f]{1,8}", bits) is not None and bool(int(bits, 16) & 0x20)


def _is_filled(shape: Element) -> bool:
    shade = shape.find(f"{W}tcPr/{W}shd")
    return shade is not None and shade.get(f"{W}fill") not in (None, "auto", "FFFFFF")


def _whole(mark: Element, otherwise: int) -> int:
    text = str(mark.get(f"{W}val"))
    return int(float(text)) if re.fullmatch(r"\d+(?:\.\d+)?", text) else otherwise


def _level(mark: Element) -> int | None:
    level = _whole(mark, 9)
    return level + 1 if level < 9 else None
