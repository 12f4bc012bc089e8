"""Whether a text that names somebody says that it is not for them.

    denied_in(r"autis", "Not suitable for autistic children.")         # True
    denied_in(r"autis", "For children with or without autism.")        # False
    denied_in(r"autis", "For autistic children; not for autistic adults.")   # None: it says both

Only plain words of not being for them deny: "no diagnosis of autism is needed", "not only autistic children" and "with
or without" deny nobody.
"""

from __future__ import annotations

import re

_FOR = r"(?:for|to (?:take|support|help|see|include|accept|work with|cater for|meet the needs of))"
_NOT = (
    rf"\b(?:not|isn['’]t|aren['’]t|unable|cannot|can['’]t)\s+(?:(?:currently|yet|usually|normally|suitable|designed|"
    rf"intended|meant|equipped|able|set up|appropriate|commissioned|open)\s+){{0,2}}{_FOR}\b"
    r"|\b(?:not|don['’]t|doesn['’]t|cannot|can['’]t|unable to)\s+(?:currently\s+)?"
    r"(?:take|support|help|see|include|accept|work with|cater for|cover|assess|treat)\b"
    r"|\bunsuitable for\b|\bexclud(?:es?|ing)\b|\bexcept(?:ing)?(?: for)?\b|\bother than\b"
)
_BEFORE = re.compile(rf"(?:{_NOT})(?:\s+(?!only\b|just\b|but\b)[\w'’]+){{0,5}}\s*$", re.IGNORECASE)
_PART = re.compile(r"[.;!?\n]+|\b(?:but|although|however)\b", re.IGNORECASE)


def denied_in(named: str, text: str) -> bool | None:
    """Whether every mention of what the pattern names is denied: None where some are, False where none is.

    False too where the text does not name it.
    """
    found = {
        bool(_BEFORE.search(part[: mention.start()]))
        for part in _PART.split(text)
        for mention in re.finditer(named, part, re.IGNORECASE)
    }
    return None if len(found) > 1 else True in found
