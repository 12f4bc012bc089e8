"""Footnotes: the small lines at a page's foot, and the small annotations of legislation, told from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.pdf.citing import STUCK_NUMBER, Citing, mark_of, signed
from ingest.pdf.drawings import Rule
from ingest.pdf.lines import Line, is_mark
from ingest.pdf.packing import PackedWords
from ingest.pdf.styles import Body
from ingest.pdf.words import Word

_SMALL = 0.93
_RAISED = re.compile(r"[\[(]?(?:\d{1,3}|[ivx]{1,5}|[*†‡§]+)[\])]?\.?")
_LEVEL = re.compile(r"[\[(]?\d{1,3}[\])]?\.?|[*†‡§]+|[¹²³⁴-⁹⁰]+")
_HEADED = re.compile(r"([*†‡§]+) ?\w")
_STUCK = re.compile(r"([*†‡§]+|[¹²³⁴-⁹⁰]+)(?=\w)")
_SIGN = re.compile(r"\[\d{1,3}\]|[*†‡§]+|[¹²³⁴-⁹⁰]+")
_MARKS = re.compile(r"\d+|[*†‡§]+")
_ENDED = re.compile(r"[.?!]['’”\")\]]*$")
_CLOSE, _WIDE = 1.5, 1.5
_ANNOTATION = re.compile(r"[A-Z]\d{1,4}$")
_ANNOTATION_TITLES = frozenset(
    ["Textual Amendments", "Marginal Citations", "Commencement Information", "Modifications etc. (not altering text)",
     "Extent Information", "Editorial Information"]
)  # fmt: skip


Row = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its mark, the page that it begins on, and its rows of words without the mark.

    `printed` is the mark as it stands at the note's head: "12", "[12]", "*".
    """

    printed: str
    page: int
    rows: tuple[PackedWords, ...]

    @property
    def mark(self) -> str:
        """The mark without brackets or full stop."""
        return mark_of(self.printed)


@dataclass(frozen=True, slots=True)
class Foot:
    """A page's lines of text in their order, its rules, and all its words by rows, before its notes are told apart."""

    lines: Sequence[Line]
    rules: Sequence[Rule]
    rows: Sequence[Sequence[Word]] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """Each page's lines of text, each page's notes in their order, and what the text cites them by."""

    lines: list[list[Line]]
    notes: list[list[Note]]
    citing: Citing


def part_notes(sheets: Sequence[Foot], body: Body) -> Parted:
    """The text and the footnotes of every page; a note that runs over onto the next page's foot is one note."""
    lines: list[list[Line]] = []
    notes: list[list[Note]] = []
    for last, sheet in zip([None, *sheets], sheets, strict=False):
        before = notes[-1][-1] if notes and notes[-1] else None
        kept, found, rest = _split(sheet, body, before=before)
        if before is not None and rest:
            notes[-1][-1] = replace(before, rows=before.rows + rest)
        kept, aside = _part_signed(kept, sheet.rows, last.rows if last else ())
        notes.append(aside + found)
        lines.append(_with_lone_marks(kept, {note.mark for note in found}))
    return Parted(lines, notes, Citing(frozenset(note.mark for page in notes for note in page), _signs(lines, notes)))


def _signs(lines: Sequence[Sequence[Line]], notes: Sequence[Sequence[Note]]) -> dict[int, frozenset[str]]:
    """What a page's text may cite notes by at full size: the signs of its own notes and of those on the next page.

    A mark that was printed like the text and stuck to the next word ("31to") is a sign where no other cites its note.
    """
    signs: dict[int, frozenset[str]] = {}
    for on_page, below in zip(lines, notes, strict=True):
        for note in below:
            if _SIGN.fullmatch(note.printed):
                for page in (note.page - 1, note.page):
                    signs[page] = signs.get(page, frozenset()) | {note.printed}
        numbers = {note.mark for note in below} - cited_marks(on_page) if below else set()
        stuck = {
            text
            for line in (on_page if numbers else ())
            for text in line.words.texts
            if (found := STUCK_NUMBER.fullmatch(text)) and found[1] in numbers
        }
        if stuck:
            signs[below[0].page] = signs.get(below[0].page, frozenset()) | stuck
    return signs


def _split(sheet: Foot, body: Body, *, before: Note | None) -> tuple[list[Line], list[Note], tuple[PackedWords, ...]]:
    """A page's own lines, its notes, and the rows that go on with `before`, the last note of the page before.

    Footnotes are what is small from some line to the foot of its column, if that line opens with a note's mark, or
    stands under a short rule and goes on with a note.
    """
    ordered = sorted((line for line in sheet.lines if not line.turned), key=lambda line: (line.base, line.x0))
    foot = _foot(ordered, body)
    if not foot:
        return list(sheet.lines), [], ()
    small = {id(line) for line in foot}
    wanted = cited_marks(line for line in sheet.lines if id(line) not in small)
    head = next((place for place, line in enumerate(foot) if opening(line.words, line.size, wanted)), len(foot))
    first = head if before is None else _going_on(foot, head, before, sheet=Foot(ordered, sheet.rules))
    taken: set[int] = set()
    notes: list[Note] = []
    rest: tuple[PackedWords, ...] = ()
    for column in _columns(foot[first:]):
        found, ahead = _read_notes(column, wanted)
        if ahead and (notes or first == head):
            continue
        rest += ahead
        notes += found
        taken |= {id(line) for line in column}
    return [line for line in sheet.lines if id(line) not in taken], notes, rest


def _foot(ordered: Sequence[Line], body: Body) -> list[Line]:
    """The small lines, from top to bottom, below which no line of the text or box stands."""
    foot: list[Line] = []
    taken: list[tuple[float, float]] = []
    for line in reversed(ordered):
        near = [span for span in taken if line.x0 < span[1] and span[0] < line.x1]
        if line.size <= _SMALL * body.style.size and line.region >= 0 and not near:
            foot.append(line)
        else:
            taken = [span for span in taken if span not in near]
            taken.append((min([line.x0, *(span[0] for span in near)]), max([line.x1, *(span[1] for span in near)])))
    return foot[::-1]


def cited_marks(lines: Iterable[Line]) -> set[str]:
    """The marks that lines of text cite notes by."""
    wanted: set[str] = set()
    for line in lines:
        text = line.text
        if line.prose != text:
            words = line.words[:]
            raised = (word.text for place, word in enumerate(words) if is_mark(words, place, line.size))
            wanted.update(mark for text in raised for mark in _MARKS.findall(text))
        if _SIGN.search(text):
            wanted.update(mark_of(found[1]) for text in line.words.texts if (found := signed(text)))
    return wanted


def opening(words: Sequence[Word], size: float, wanted: Container[str]) -> tuple[str, Row] | None:
    """The mark that a row of a note begins with, as printed, and the words after it; None where it begins with none.

    A raised or smaller mark always opens a note, one of full size only where the text cites it.
    """
    words = tuple(words)
    first = words[0]
    if len(words) < 2:
        return None
    if first.size <= 0.85 * size or first.base < words[1].base - 0.12 * size:
        printed = first.text if _RAISED.fullmatch(first.text) else None
    else:
        printed = first.text if _LEVEL.fullmatch(first.text) and mark_of(first.text) in wanted else None
        stuck = _STUCK.match(first.text)
        if stuck and mark_of(stuck[1]) in wanted:
            return stuck[1], (first._replace(text=first.text[stuck.end() :]), *words[1:])
    if printed is None:
        return None
    return printed.rstrip("."), words[2:] if words[1].text == "." and len(words) > 2 else words[1:]


def _going_on(foot: Sequence[Line], head: int, before: Note, *, sheet: Foot) -> int:
    """Where in the foot the rows begin that go on with the note before; `head` where there are none.

    They stand under a short rule, or close above the first note and apart from the text, where the note before has no
    full stop.
    """
    ruled = next((place for place in range(head + 1) if place < len(foot) and _is_ruled(foot[place], sheet)), None)
    if ruled is not None:
        return ruled
    if head == len(foot) or _ENDED.search(before.rows[-1][-1].text):
        return head
    place = head
    while place and 0 < foot[place].base - foot[place - 1].base <= _CLOSE * foot[place].size:
        place -= 1
    higher = [line.base for line in sheet.lines if line.base < foot[place].base]
    apart = not higher or foot[place].base - max(higher) > 2 * foot[place].size
    return place if apart else head


def _is_ruled(line: Line, sheet: Foot) -> bool:
    """Whether a short rule at the text's left edge stands between a line and the one above it."""
    left = min(line.x0 for line in sheet.lines)
    rules = [
        rule.y0
        for rule in sheet.rules
        if rule.y0 == rule.y1 and 100 <= rule.x1 - rule.x0 <= 260 and abs(rule.x0 - left) < 12
    ]
    nearest = max((y for y in rules if y < line.base - 0.5 * line.size), default=None)
    return nearest is not None and not any(nearest < other.base < line.base for other in sheet.lines)


def _columns(foot: Sequence[Line]) -> list[list[Line]]:
    """The foot's lines in columns from left to right: lines that share some of the width are of one column."""
    columns: list[tuple[float, float, list[Line]]] = []
    for line in foot:
        near = [column for column in columns if line.x0 < column[1] and column[0] < line.x1]
        held = sorted([line, *(other for _, _, lines in near for other in lines)], key=lambda line: line.base)
        left = min([line.x0, *(column[0] for column in near)])
        right = max([line.x1, *(column[1] for column in near)])
        columns = [column for column in columns if not (line.x0 < column[1] and column[0] < line.x1)]
        columns.append((left, right, held))
    return [lines for _, _, lines in sorted(columns, key=lambda column: column[:2])]


def _read_notes(column: Sequence[Line], wanted: set[str]) -> tuple[list[Note], tuple[PackedWords, ...]]:
    """The notes of one column, and the rows above the first of them."""
    notes: list[Note] = []
    ahead: tuple[PackedWords, ...] = ()
    rows = _rows(column)
    raised = {mark_of(found[0]) for row, size in rows if (found := opening(row, size, frozenset()))}
    for row, size in rows:
        for part in _at_marks(row, size, notes):
            found = opening(part, size, (wanted - raised) - {note.mark for note in notes})
            if found is not None:
                notes.append(Note(found[0], column[0].page, (PackedWords(found[1]),)))
            elif notes:
                notes[-1] = replace(notes[-1], rows=(*notes[-1].rows, PackedWords(part)))
            else:
                ahead += (PackedWords(part),)
    return notes, ahead


def _rows(column: Sequence[Line]) -> list[tuple[Row, float]]:
    """Each row's words and type size; two notes' rows that stand side by side one after the other."""
    rows = [(line.words[:], line.size) for line in column]
    cuts = [
        row[place].x0
        for row, size in rows
        for place in range(1, len(row) - 1)
        if row[place].x0 - row[place - 1].x1 > _WIDE * size and opening(row[place:], size, frozenset())
    ]
    if not cuts:
        return rows
    cut = min(cuts) - 1
    left = [(tuple(word for word in row if word.x0 < cut), size) for row, size in rows]
    right = [(tuple(word for word in row if word.x0 >= cut), size) for row, size in rows]
    return [(row, size) for row, size in left + right if row]


def _at_marks(row: Row, size: float, notes: Sequence[Note]) -> Iterator[Row]:
    """A row cut before each raised number that follows the last note's: "5 One note. 6 Another"."""
    found = opening(row, size, frozenset())
    last = mark_of(found[0]) if found else notes[-1].mark if notes else ""
    start = 0
    for place in range(1, len(row) - 1):
        following = last.isdigit() and row[place].text == str(int(last) + 1)
        if following and not row[place].glued and is_mark(row, place, size):
            yield row[start:place]
            start, last = place, row[place].text
    yield row[start:]


def _part_signed(
    lines: Sequence[Line], rows: Sequence[Sequence[Word]], before: Sequence[Sequence[Word]]
) -> tuple[list[Line], list[Note]]:
    """The lines, and the notes among them that one sign opens, as below a table: "*" where other words end in it.

    `rows` are all words of the page, `before` those of the page before.
    """
    signs = {place: found[1] for place, line in enumerate(lines) if (found := _HEADED.match(line.text))}
    if not signs:
        return list(lines), []
    cited = [(word, parts[1]) for row in rows for word in row if (parts := signed(word.text))]
    cited_before = {parts[1] for row in before for word in row if (parts := signed(word.text))}
    counts = Counter(signs.values())
    notes: list[Note] = []
    taken: set[int] = set()
    for place, sign in signs.items():
        head = opening(lines[place].words, lines[place].size, {sign}) if counts[sign] == 1 else None
        end = place + 1
        while end < len(lines) and end not in signs and _goes_straight_on(lines[end - 1], lines[end]):
            end += 1
        own = {word for line in lines[place:end] for word in line.words}
        is_cited = sign in cited_before or any(other == sign and word not in own for word, other in cited)
        if head is not None and is_cited:
            rest = (line.words for line in lines[place + 1 : end])
            notes.append(Note(sign, lines[place].page, (PackedWords(head[1]), *rest)))
            taken |= set(range(place, end))
    return [line for place, line in enumerate(lines) if place not in taken], notes


def _goes_straight_on(before: Line, line: Line) -> bool:
    near = 0 < line.base - before.base <= _CLOSE * line.size and abs(line.x0 - before.x0) < 2 * line.size
    return near and before.style == line.style and before.region == line.region


def _with_lone_marks(lines: Sequence[Line], marks: Container[str]) -> list[Line]:
    """The lines, but a mark that its sentence's end left alone on a line stands at the end of the line before."""
    kept: list[Line] = []
    for line in lines:
        before = kept[-1] if kept else None
        if before is not None and _is_lone_mark(line, before, marks):
            raised = (word._replace(base=before.base - 0.4 * before.size) for word in line.words)
            words = PackedWords((*before.words, *raised))
            kept[-1] = replace(before, words=words, text=f"{before.text} {line.text}")
        else:
            kept.append(line)
    return kept


def _is_lone_mark(line: Line, before: Line, marks: Container[str]) -> bool:
    near = 0 < line.base - before.base < 2 * before.size
    return near and line.size <= 0.8 * before.size and all(mark_of(text) in marks for text in line.words.texts)


def split_annotations(lines: Sequence[Line], body: Body) -> list[tuple[Line, ...]]:
    """Lines of legislation in their order, each alone, but an annotation's lines together.

    An annotation is small type that begins with its mark ("F12", "M3") or a title such as "Textual Amendments".
    """
    groups: list[list[Line]] = []
    inside = False
    for line in lines:
        small = _is_small(line, body)
        title = _is_title(line, body)
        opens = title or (small and bool(_ANNOTATION.match(line.words[0].text)))
        if inside and (small or title) and (not opens or groups[-1][-1].text in _ANNOTATION_TITLES):
            groups[-1].append(line)
        else:
            groups.append([line])
        inside = opens or (inside and small)
    return [tuple(group) for group in groups]


def is_annotation(group: Sequence[Line], body: Body) -> bool:
    """Whether a group that `split_annotations` made is an annotation."""
    line = group[0]
    marked = _is_small(line, body) and bool(_ANNOTATION.match(line.words[0].text))
    return marked or _is_title(line, body) or len(group) > 1


def _is_title(line: Line, body: Body) -> bool:
    return line.size <= body.style.size and line.text in _ANNOTATION_TITLES


def _is_small(line: Line, body: Body) -> bool:
    caps = line.text.isupper() and not _ANNOTATION.match(line.words[0].text)
    return line.size <= _SMALL * body.style.size and not caps and line.x0 < 0.3 * line.right
