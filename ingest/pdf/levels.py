"""How deep each heading stands: by its look, then by its place in the table of contents, then by the box it is in.

A heading that looks like another is its equal, unless the contents list it deeper; a stray that the contents list
beside the headings of a larger look is their equal. A heading in a box holds within the box, so that what comes after
the box stands where the text before it did; but one that looks like the last heading outside is an equal of that one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from ingest.pdf.contents import bare, listed_ranks
from ingest.pdf.lines import Line
from ingest.pdf.styles import Body, Look, continues_heading, look

STEP = 10
"""How far the levels of two looks are apart: room for the depths of one look in the contents."""

IN_BOX = 100
"""Levels from here on are those of headings within a box."""

_STRAYS = 2
"""More headings of one level than these at one depth of the contents, and the contents follow another order there."""


def line_levels(
    lines: Sequence[Line],
    headings: Sequence[bool],
    *,
    listed: Sequence[bool],
    boxes: Sequence[int],
    looks: dict[Look, int],
    body: Body,
) -> list[tuple[int, bool]]:
    """For each line its level as a heading, 0 where it is none, and whether it opens one.

    `listed` marks the lines of a table of contents, `boxes` numbers the box that a line stands in (0: none), `looks`
    gives the level of each look by `heading_levels`.
    """
    groups = _groups(lines, headings, body)
    titles = [" ".join(line.prose for line in lines[group.start : group.stop]) for group in groups]
    looked = _alike([look(lines[group.start], body) for group in groups], titles)
    ranks = listed_ranks(lines, listed, titles)
    depths = _depths(titles, [looks[one] for one in looked], ranks)
    levels = _with_equals([STEP * looks[one] + depth for one, depth in zip(looked, depths, strict=True)], titles, ranks)
    outside = {one for one, group in zip(looked, groups, strict=True) if not boxes[group.start]}
    found = [(0, False)] * len(lines)
    before: tuple[Look, int] | None = None
    for group, one, level in zip(groups, looked, levels, strict=True):
        is_inner = bool(boxes[group.start]) and (one not in outside or _nests(one, level, before))
        if not is_inner:
            before = (one, level)
        for place in group:
            found[place] = (level + IN_BOX * is_inner, place == group.start)
    return found


def _nests(one: Look, level: int, before: tuple[Look, int] | None) -> bool:
    """Whether a heading in a box stands below the last heading outside: that one is larger, or not of its look."""
    return before is not None and one != before[0] and level >= before[1]


def _groups(lines: Sequence[Line], headings: Sequence[bool], body: Body) -> list[range]:
    """The places of each heading's lines."""
    groups: list[range] = []
    for place, line in enumerate(lines):
        if not headings[place]:
            continue
        if groups and groups[-1].stop == place and continues_heading(lines[place - 1], line, body):
            groups[-1] = range(groups[-1].start, place + 1)
        else:
            groups.append(range(place, place + 1))
    return groups


def _depths(titles: Sequence[str], levels: Sequence[int], ranks: dict[str, int]) -> list[int]:
    """For each heading how much deeper the contents list it than others of its level; one not listed is as the last."""
    least: dict[int, int] = defaultdict(lambda: STEP)
    for title, level in zip(titles, levels, strict=True):
        least[level] = min(least[level], ranks.get(bare(title), STEP))
    depths: list[int] = []
    before: dict[int, int] = {}
    for title, level in zip(titles, levels, strict=True):
        rank = ranks.get(bare(title))
        depth = before.get(level, 0) if rank is None else min(rank - least[level], STEP - 1)
        before[level] = depth
        depths.append(depth)
    return depths


def _alike(looked: Sequence[Look], titles: Sequence[str]) -> list[Look]:
    """The looks, capitals not counted where a heading begins with the words of the one before, of the same type."""
    found: list[Look] = []
    for place, one in enumerate(looked):
        same = place > 0 and titles[place].split()[:2] == titles[place - 1].split()[:2]
        found.append(found[-1] if same and found[-1] == one._replace(caps=found[-1].caps) else one)
    return found


def _with_equals(levels: Sequence[int], titles: Sequence[str], ranks: dict[str, int]) -> list[int]:
    """The levels, but a stray takes that of most headings which the contents list as deep, where that is further out.

    Strays are the one or two of their own level at that depth.
    """
    listed = [ranks.get(bare(title)) for title in titles]
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for level, rank in zip(levels, listed, strict=True):
        if rank is not None:
            counts[rank][level] += 1
    usual = {rank: min(found, key=lambda level: (-found[level], level)) for rank, found in counts.items()}
    return [
        min(level, usual[rank]) if rank is not None and counts[rank][level] <= _STRAYS else level
        for level, rank in zip(levels, listed, strict=True)
    ]
