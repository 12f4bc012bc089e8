"""Text that goes into the files of an office: what a spreadsheet would run, and what no such file may hold.

It writes no file.
"""

from __future__ import annotations

_FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")
_UNWRITABLE = {
    **dict.fromkeys(code for code in range(0x20) if chr(code) not in "\t\n\r"),
    **dict.fromkeys([0xFFFE, 0xFFFF]),
}


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("+44 1632 960001"), harmless("free"), harmless("  =1+1")
    ("'+44 1632 960001", 'free', "'  =1+1")
    """
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def writable(text: str) -> str:
    """`text` without the control characters that XML, and so Word and Excel, cannot hold."""
    return text.translate(_UNWRITABLE)
