"""A small library, what is found in it as a list says, and the Alignment page over both; nothing here asserts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from fakes import write_library

from alignment.comparing import Comparing
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Sides
from index.build import build_store
from index.encoder import HashingEncoder
from index.store import open_store

DAY = date(2026, 11, 20)
TEXTS = {
    "missing": (
        "# Missing <children>\n\nThe worker should offer a return interview within 5 days of the return.\n\n"
        "The LSCB is told.\n\nThe worker will ring the police & write it down.\n"
    ),
    "placements": "# Placements\n\nThe worker visits every 8 weeks.\n",
    "guidance": "# Return\n\nA return interview must be offered to the child within 72 hours of the return.\n",
    "old-guidance": "# Return\n\nA return interview should be offered to the child within 96 hours of the return.\n",
    "missing-2024": "# Missing\n\nThe worker should offer a return interview soon.\n",
}
FIELDS = {
    "missing": {
        "tier": "local",
        "applies_to": "Marlbrook",
        "title": "Missing <children>",
        "supersedes": "missing-2024",
    },
    "placements": {"tier": "local", "applies_to": "Marlbrook", "title": "Placements"},
    "guidance": {"title": "Guidance on missing children", "edition": "2026", "supersedes": "old-guidance"},
    "old-guidance": {"title": "Guidance on missing children", "edition": "2021", "superseded_by": "guidance"},
    "missing-2024": {"tier": "local", "applies_to": "Marlbrook", "superseded_by": "missing"},
}


def sides_of(folder: Path) -> Sides:
    """The library, built in `folder`."""
    library = write_library(folder / "library", TEXTS)
    manifest = (library / "library.toml").read_text()
    for doc_id, fields in FIELDS.items():
        entry = next(part for part in manifest.split("[[document]]") if f'id = "{doc_id}"\n' in part)
        lines = [line for line in entry.strip().splitlines() if line.split(" = ")[0] not in fields]
        told = [f'{key} = "{value}"' for key, value in fields.items()]
        manifest = manifest.replace(entry, "\n" + "\n".join([*lines, *told]) + "\n\n")
    (library / "library.toml").write_text(manifest)
    build_store(library, folder / "store", model="hashing")
    return Sides(open_store(folder / "store"), HashingEncoder())


def quote(sides: Sides, doc_id: str, words: str) -> Quote:
    """The sentence of a document that holds `words`."""
    return next(one.quote for one in sides.side(doc_id).statements if words in one.text)


class FakeFindings:
    """Stands in for `alignment.findings.findings`; `asked` is what it was asked for, in order."""

    def __init__(self, sides: Sides) -> None:
        local, police = (quote(sides, "missing", words) for words in ("return interview", "police"))
        national = quote(sides, "guidance", "return interview")
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.limit = finding(Verdict.TIMESCALE_CONFLICT, Severity.HIGH, local, national)
        self.term = finding(Verdict.OUTDATED_TERM_OR_BODY, Severity.TIDY, quote(sides, "missing", "LSCB"))
        self.aligned = finding(Verdict.ALIGNED, Severity.INFORMATION, police, national)
        self.visit = finding(
            Verdict.WEAKER_MODALITY, Severity.MATERIAL, quote(sides, "placements", "8 weeks"), national
        )
        self.found = {"missing": [self.limit, self.term, self.aligned], "placements": [self.visit]}

    def __call__(self, sides: Sides, doc_id: str, against: Sequence[str], *, day: date) -> list[Finding]:
        self.asked.append((doc_id, tuple(against)))
        return [one for one in self.found[doc_id] if one.national is None or one.national.doc_id in against]


def finding(verdict: Verdict, severity: Severity, local: Quote, national: Quote | None = None, **more: Any) -> Finding:
    """A finding with words of its own."""
    told = {"explanation": f"A <b>difference</b> of {verdict}.", "consider": "Read both."}
    return Finding(verdict, severity, 0.8, local=local, national=national, **{**told, **more})


def comparing_of(sides: Sides) -> Comparing:
    """What compares that library on `DAY`."""
    return Comparing(sides, DAY)
