"""Broken files out of whole ones: what fuzzing gives to the readers. The same `Random` makes the same files.

    mutant(seed, ".pdf", others=(), chance=Random(7))       bytes like `seed`, harmed in one to eight places

Packed formats are harmed inside too: a part of a Word document before it is packed again, the streams of a PDF as
they are once unpacked. Nothing here reads a document or judges what comes of it.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from lxml import etree

_STREAM = re.compile(rb"<<(?:(?!stream|endobj).)*?/FlateDecode(?:(?!stream|endobj).)*?>>\s*stream\r?\n", re.DOTALL)
_MOST_UNPACKED = 2_000_000
_NUMBER = re.compile(rb"\d+")
_MARKUP = re.compile(rb"<[^<>]{1,200}>")
_CHARACTERS = ("\0", "\ufffe", "\ufeff", "\r", "\t", "\f", "\xa0", "\u2028", "\xad", "\U0001f46a")
_WORDS = (
    *("<", ">", "</p>", "<table>", "<li>", "<!--", "-->", "<![CDATA[", "&#x110000;", "&amp;", "]]>", "<?xml?>"),
    *("endobj", "endstream", "stream", "<<", ">>", "[", "]", "(", ")", "/Kids", "/Parent", "/Length", "obj"),
    *("|", "|---|", "#", "*", "1.", "[^1]", "[^1]:", "```", "---", "**", "[[", "]]"),
    *('"', "'''", "=", "[[document]]", "[library]", "[[folder]]", "2026-02-30", "../", "/etc", "\\u0000"),
)
_TOKENS = (
    b"\xff\xfe",
    b"\xed\xa0\x80",
    *(one.encode() for one in _CHARACTERS),
    *(f"{before}{one}{after}".encode() for one in _WORDS for before, after in (("", ""), ("\n", "\n"), (" ", " "))),
)
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e9", b"0.00001")

Harm = Callable[[bytearray, Random], None]


def mutant(seed: bytes, ending: str, *, others: Sequence[bytes], chance: Random) -> bytes:
    """A harmed copy of `seed`, a file of that ending; now and then with a stretch of one of the `others` in it."""
    if ending == ".docx" and chance.random() < 0.85:
        return _repacked(seed, chance)
    if ending in (".xml", ".html") and chance.random() < 0.5:
        return rearranged(seed, chance)
    if ending == ".pdf" and chance.random() < 0.6:
        seed = unpacked(seed)
    return harmed(seed, others, chance)


def harmed(seed: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """The bytes with one to eight things done to them."""
    content = bytearray(seed)
    for _ in range(min(chance.randrange(1, 9), chance.randrange(1, 9))):
        if others and chance.random() < 0.1:
            _spliced(content, chance.choice(others), chance)
        else:
            chance.choice(_HARMS)(content, chance)
    return bytes(content)


def unpacked(seed: bytes) -> bytes:
    """A PDF with its packed streams as they are within; its table of places no longer holds, which readers mend."""
    parts, end = [], 0
    for found in _STREAM.finditer(seed):
        try:
            within = zlib.decompressobj().decompress(seed[found.end() :], _MOST_UNPACKED)
        except zlib.error:
            continue
        close = seed.find(b"endstream", found.end())
        if close < 0 or found.start() < end or b"/DecodeParms" in found[0] or b"/ObjStm" in found[0]:
            continue
        head = found[0].replace(b"/FlateDecode", b"", 1).replace(b"/Filter", b"/Was [] /Filter []", 1)
        head = re.sub(rb"/Filter \[\]\s*(\[\s*\])?", b"/Filter [] ", head)
        head = re.sub(rb"/Length \d+(?: 0 R)?", b"/Length %d" % len(within), head)
        parts += [seed[end : found.start()], head, within, b"\n"]
        end = close
    return b"".join([*parts, seed[end:]])


def rearranged(seed: bytes, chance: Random) -> bytes:
    """XML that is whole, with elements dropped, doubled, moved, renamed, or with other words and values in them."""
    try:
        root = etree.fromstring(seed, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError:
        return harmed(seed, [], chance)
    for _ in range(chance.randrange(1, 9)):
        elements = [one for one in root.iter() if isinstance(one.tag, str) and one is not root]
        if not elements:
            break
        _rearrange(chance.choice(elements), chance.choice(elements), chance)
    whole: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def _rearrange(one: Any, other: Any, chance: Random) -> None:
    """Does one thing to an element, for which it may need another."""
    drawn = chance.randrange(6)
    parent = one.getparent()
    if drawn == 0:
        parent.remove(one)
    elif drawn == 1:
        for _ in range(chance.choice((1, 1, 20))):
            parent.insert(parent.index(one), copy.deepcopy(one))
    elif drawn == 2 and one not in other.iterancestors() and one is not other:
        other.append(one)
    elif drawn == 3:
        one.tag = other.tag
    elif drawn == 4:
        one.text = chance.choice((None, "", " ", "1", "•", "(a)", "x" * 5_000, other.text))
    elif one.attrib:
        one.set(chance.choice(list(one.attrib)), chance.choice(("", "-1", "0", "99999999999", "x", "true")))


def _repacked(seed: bytes, chance: Random) -> bytes:
    """A Word document of which one part (mostly of its text or its styles) is harmed, dropped or given twice."""
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = "word/document.xml" if chance.random() < 0.5 and "word/document.xml" in parts else chance.choice(names)
    drawn = chance.random()
    if drawn < 0.05:
        del parts[name]
    elif drawn < 0.1:
        parts[name] = parts[chance.choice(names)]
    else:
        parts[name] = rearranged(parts[name], chance) if drawn < 0.7 else harmed(parts[name], [], chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return packed.getvalue()


def _stretch(content: bytearray, chance: Random, most: int) -> slice:
    start = chance.randrange(len(content) + 1)
    return slice(start, min(start + chance.randrange(1, most), len(content)))


def _flip(content: bytearray, chance: Random) -> None:
    for _ in range(chance.randrange(1, 9)):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(256)


def _drop(content: bytearray, chance: Random) -> None:
    del content[_stretch(content, chance, 2_000)]


def _cut(content: bytearray, chance: Random) -> None:
    del content[chance.randrange(len(content) + 1) :]


def _repeat(content: bytearray, chance: Random) -> None:
    taken = _stretch(content, chance, 400)
    content[taken.stop : taken.stop] = content[taken] * chance.choice((1, 1, 2, 10, 200))


def _swap(content: bytearray, chance: Random) -> None:
    one, other = _stretch(content, chance, 300), _stretch(content, chance, 300)
    content[one], content[other] = content[other], content[one]


def _insert(content: bytearray, chance: Random) -> None:
    at = chance.randrange(len(content) + 1)
    content[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 1, 3, 100, 3_000))


def _number(content: bytearray, chance: Random) -> None:
    _change(content, _NUMBER, chance, lambda _: chance.choice(_NUMBERS))


def _unmark(content: bytearray, chance: Random) -> None:
    """Drops or doubles a tag: parts that are never closed, or closed twice."""
    _change(content, _MARKUP, chance, lambda tag: tag * chance.choice((0, 0, 2, 50)))


def _change(content: bytearray, pattern: re.Pattern[bytes], chance: Random, made: Callable[[bytes], bytes]) -> None:
    """What the pattern finds next behind a drawn place becomes what is made of it."""
    found = pattern.search(content, chance.randrange(len(content) + 1))
    if found:
        content[found.start() : found.end()] = made(found[0])


def _spliced(content: bytearray, other: bytes, chance: Random) -> None:
    content[_stretch(content, chance, 2_000)] = other[_stretch(bytearray(other), chance, 2_000)]


_HARMS: tuple[Harm, ...] = (_flip, _drop, _cut, _repeat, _swap, _insert, _insert, _number, _number, _unmark)
