"""Brings what exporters leave in Markdown into plain Markdown: wiki tags, pandoc's attributes, tables of dashes.

    repaired("See [[policies:contact|Contact]].")      "See Contact."

Every function takes and returns text and loses no word of it but tags, comments, addresses behind a label and what is
struck out. It does not parse Markdown; `ingest.markdown` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ATTRIBUTES = re.compile(r"(?<=[\])}`\w])[ \t]?\{(?:[#.=][\w=.-]|[\w-]+=[\"'\w])[^{}\n]{0,300}\}")
_BARE = re.compile(r"(?<![\]!\\])\[([^\[\]\n]{0,300})\]\{[#.][^{}\n]{0,300}\}")
_DIRECTIVE = re.compile(
    r"^[ \t]*(?::{3,}(?:[ \t]*\{[^{}\n]*\}|[ \t]*[\w-]+)?[ \t]*|\\(?:newpage|pagebreak|clearpage)[ \t]*|"
    r"\[\[?_?TOC_?\]\]?[ \t]*|\{\{[>:]?[ \t]*toc[ \t]*\}\}[ \t]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[[ xX]\][ \t]+", re.MULTILINE)
_TAGS = re.compile(
    r"\\?</?(?:font|wrap|del|s|strike|nowiki|pagebreak|hidden|color|fs|fc)\b[^<>]{0,300}>", re.IGNORECASE
)
_LINK = re.compile(r"\\?\[\\?\[(?:[^\]\[|]*\|)?([^\]\[|]*)\]\\?\]")
_ITALIC = re.compile(r"(?<![:/\w\\])//(?=\s*[^\s/])((?:(?!//|\n\s*\n).)+?)(?<![:/])//(?![\w/])", re.DOTALL)
_STRUCK = re.compile(r"(?<![~\\])~~(?!~)((?:[^~|\n]|~(?!~)|\n(?!\s*\n)){1,5000})~~(?!~)")
_STRUCK_TAGS = tuple(
    (
        re.compile(rf"\\?<{name}\b[^<>]{{0,300}}>", re.IGNORECASE),
        re.compile(rf"\\?</{name}\b[^<>]{{0,300}}>", re.IGNORECASE),
    )
    for name in ("del", "s", "strike")
)
_TILDES = re.compile(r"(?<!~)~~(?!~)")
_EMPTY_FENCE = re.compile(r"^```[^\n]*\n\s*```[ \t]*$", re.MULTILINE)
_DASHES = re.compile(r"\s{1,}-{2,}(?:\s+-{2,})*\s*$")
_RUN = re.compile(r"-{2,}")
_BREAK = re.compile(r"\\\s*$")
_SPANNED = ":::"
_LONE_BREAK = re.compile(r"^[ \t]*\\[ \t]*$", re.MULTILINE)
_STARRED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")
_LOST_BREAK = re.compile(r"\\(?=\s|$)")
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\ufeff?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def without_front_matter(text: str) -> str:
    """The text after the block between two lines of dashes with which it may begin."""
    found = _FRONT.match(text)
    return text[found.end() :] if found else text


def front_matter_title(text: str) -> str:
    """The title that the front matter gives, without quotation marks; "" where it gives none."""
    front = _FRONT.match(text)
    found = _TITLE.search(front.group()) if front else None
    return found.group(1).strip("'\"") if found else ""


def repaired(text: str) -> str:
    """The text as Markdown that any parser reads the same."""
    text = _DIRECTIVE.sub("", _EMPTY_FENCE.sub("", without_comments(text)))
    text = _TASK.sub(r"\1", without_attributes(text))
    text = _ITALIC.sub(r"\1", _LINK.sub(r"\1", _without_struck_tags(text)))
    text = _LONE_BREAK.sub("", "\n".join(_with_pipes(_TAGS.sub("", text).split("\n"))))
    return _TILDES.sub("", without_struck(text))


def without_struck(text: str) -> str:
    """The text without what is struck out: between pairs of tildes in a paragraph or cell, or in <del>, <s>, <strike>.

    `without_struck("Within ~~five~~ two days")` is `"Within  two days"`. A sign or tag without its end strikes nothing.
    """
    return _STRUCK.sub("", _without_struck_tags(text))


def without_marks(text: str) -> str:
    """A line's words without the stars and backslashes of emphasis and breaks that did not parse as such."""
    return _LOST_BREAK.sub("", _STARRED.sub(r"\1", text.replace("**", "")))


def _without_struck_tags(text: str) -> str:
    for opening, closing in _STRUCK_TAGS:
        kept: list[str] = []
        place = 0
        while (start := opening.search(text, place)) and (end := closing.search(text, start.end())):
            kept.append(text[place : start.start()])
            place = end.end()
        text = "".join([*kept, text[place:]])
    return text


def without_attributes(text: str) -> str:
    """The text without pandoc's attributes: `without_attributes("[See]{.mark} it")` is `"See it"`."""
    return _ATTRIBUTES.sub("", _BARE.sub(r"\1", text))


def without_comments(text: str) -> str:
    """The text without HTML comments; of one that is not closed only the sign goes, and its words stay."""
    kept: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[place:start])
        place = end + len("-->")
    return "".join([*kept, text[place:].replace("<!--", "")])


def _with_pipes(lines: Sequence[str]) -> list[str]:
    """The lines, with every table that pandoc drew with dashes as one of pipes."""
    done: list[str] = []
    place = 0
    while place < len(lines):
        headed = bool(done) and bool(done[-1].strip()) and done[-1].startswith(" ")
        end = _table_end(lines, place, headed=headed) if _DASHES.match(lines[place]) else None
        if end is None:
            done.append(lines[place])
            place += 1
            continue
        rows = [done.pop()] if headed else []
        done.extend(["", *_pipes(rows, lines[place : end + 1]), ""])
        place = end + 1
    return done


def _table_end(lines: Sequence[str], start: int, *, headed: bool) -> int | None:
    """The last line of the table whose first dashes are at `start`; None where it is none.

    Under a header it ends before the first blank line; without one it ends with a line of dashes before the text
    goes on at the margin.
    """
    last = None
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if headed and not line.strip():
            return place - 1
        if line.strip() and not line.startswith(" "):
            break
        if _DASHES.match(line):
            last = place
            if not "".join(lines[place + 1 : place + 2]).strip():
                break
    return last


def _pipes(above: Sequence[str], table: Sequence[str]) -> list[str]:
    """A table's lines with pipes; one without a header, which has dashes only over and under it, gets an empty one."""
    columns = _columns(table)
    spaced = any(not line.strip() for line in table)
    rows: list[list[str]] = [_cut(line, columns) for line in above]
    gathered: list[str] | None = None
    for line in table:
        ends = _DASHES.match(line) is not None or not line.strip()
        if not ends and gathered is not None and spaced:
            gathered = [f"{cell} {more}".strip() for cell, more in zip(gathered, _cut(line, columns), strict=True)]
            continue
        if gathered is not None:
            rows.append(gathered)
        gathered = None if ends else _cut(line, columns)
    if gathered is not None:
        rows.append(gathered)
    if not above and sum(_DASHES.match(line) is not None for line in table) < 3:
        rows.insert(0, [""] * len(columns))
    lines = ["| " + " | ".join(row) + " |" for place, row in enumerate(rows) if any(row) or place == 0]
    return [*lines[:1], "|" + "---|" * len(columns), *lines[1:]] if any(map(any, rows)) else []


def _columns(table: Sequence[str]) -> list[tuple[int, int]]:
    """Where each column begins and ends: by the line of dashes with the most gaps; the last runs to the line's end."""
    starts = max(([run.start() for run in _RUN.finditer(line)] for line in table if _DASHES.match(line)), key=len)
    return [(start, end) for start, end in zip(starts, [*starts[1:], 1_000_000], strict=True)]


def _cut(line: str, columns: Sequence[tuple[int, int]]) -> list[str]:
    """A line's text by columns; a word that stands across an edge belongs to the column that it begins in."""
    cells: list[str] = []
    taken = 0
    for number, (start, end) in enumerate(columns):
        begin = max(taken, 0 if number == 0 else start)
        while begin < end < len(line) and not line[end - 1].isspace() and not line[end].isspace():
            end += 1
        taken = max(begin, end)
        cell = _BREAK.sub("", line[begin:end].rstrip()).strip()
        cells.append("" if cell == _SPANNED else cell.replace("|", "\\|"))
    return cells
