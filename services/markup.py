"""The words of a description that directories write as HTML; not for showing HTML, which nothing here does."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<!--.*?-->|</?[a-z][^<>]*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/li|/div|/h\d|/tr|p|li|ul|ol|div|tr)\b[^<>]*>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def words_of(text: str | None) -> str:
    """The text without tags, a line for each paragraph or item; empty for None and for tags that hold no words.

    >>> words_of("<p>Ages <5 &amp; up</p><p><br></p>")
    'Ages <5 & up'
    """
    if not text:
        return ""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    plain = html.unescape(text).replace("\xa0", " ").replace("​", "")
    return _LINES.sub("\n", _SPACES.sub(" ", plain)).strip()
