"""The characters that Word takes from a symbol font by their place in it (ECMA-376 part 1, 17.3.3.30, `w:sym`).

    symbol(<w:sym w:font="Symbol" w:char="F0A3"/>)      "≤"

The tables hold what guidance uses: signs of comparison, ticks, boxes, arrows, bullets. A sign that they do not know
keeps its place in the font as a code for private use, so that it is not taken for another.
"""

from __future__ import annotations

import re

from ingest.word.styles import Element, W

_CODE = re.compile(r"[0-9A-Fa-f]{1,4}")
_PRIVATE = 0xF000
_BYTES = 0x100
_SYMBOL = {
    **{code: chr(code) for code in (*range(0x20, 0x22), 0x23, 0x25, 0x26, *range(0x28, 0x2A), *range(0x2B, 0x40))},
    0x2A: "*", 0x2D: "-", 0x5B: "[", 0x5D: "]", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6D: "µ", 0x70: "π",
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xDE: "⇒",
}  # fmt: skip
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
        0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇒", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
}  # fmt: skip


def symbol(mark: Element) -> str:
    """The character that a `w:sym` shows; "" where it names none."""
    said = str(mark.get(f"{W}char"))
    if _CODE.fullmatch(said) is None:
        return ""
    code = int(said, 16)
    known = _FONTS.get(str(mark.get(f"{W}font")).lower())
    place = code - _PRIVATE if code >= _PRIVATE else code
    if known is None or place >= _BYTES:
        return "" if 0xD800 <= code < 0xE000 else chr(code)
    return known.get(place, chr(_PRIVATE + place))
