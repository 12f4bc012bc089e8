"""Edits the text of a manifest, `library.toml`, and leaves every byte that is not meant as it is.

    text = manifest_text(folder)
    new = add_document(text, {"id": "one", "file": "one.pdf", "title": "One", "published": date(2026, 3, 18)})
    new = set_fields(new, "one", {"edition": "2026", "published": None})        # None takes the field out
    new = remove_document(new, "one")                                           # `text` again, to the byte
    write_manifest(folder, new, replacing=text)

Comments, order, blank lines, quotes and line ends stay. Every edit is read again by `tomllib`: where the result does
not say exactly what was meant, an `EditError` is raised and nothing is written. Whether the fields are those of a
manifest is `ingest.manifest`'s to say.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.errors import EditError
from ingest.manifest import MANIFEST

Value = str | date
_PATIENCE = 10.0
"""Seconds to wait for another writer."""
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""{1,3}'
    r"|'''.*?'''{1,3}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|(?P<comment>#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<end>\n)|(?P<space>[ \t\r]+)|[^\"'#\[\]{}\n \t\r]+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A table's header or a key with its value, at `text[start:end]`: whole lines, with their line end.

    `key` is None for a header, whose name is `table`. `value_end` is where the last token stands that is no comment.
    """

    start: int
    end: int
    value_end: int
    table: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One [[document]] of the text: its header and its keys, in order."""

    header: _Statement
    keys: tuple[_Statement, ...]

    @property
    def last(self) -> _Statement:
        return self.keys[-1] if self.keys else self.header


def manifest_text(folder: Path) -> str:
    """The manifest's text with the line ends that it has; empty where there is none. Raises `EditError`."""
    try:
        return (folder / MANIFEST).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise EditError(f"{folder / MANIFEST}: cannot be opened ({error.strerror}); nothing was changed.") from error
    except UnicodeDecodeError as error:
        raise EditError(f"{folder / MANIFEST}: not UTF-8 ({error}); save it as UTF-8, then try again.") from error


def add_document(text: str, fields: Mapping[str, Value], comment: str | None = None) -> str:
    """The text with one more [[document]] at its end, `comment` under its header; raises `EditError` for an id held."""
    meant = _parsed(text)
    if any(held.get("id") == fields["id"] for held in _listed(meant)):
        raise EditError(f"{MANIFEST}: a document `{fields['id']}` is there already; nothing was changed.")
    meant["document"] = [*_listed(meant), dict(fields)]
    line_end = _line_end(text)
    rows = [
        "[[document]]",
        *([f"# {' '.join(comment.split())}"] if comment else []),
        *(_row(key, fields[key]) for key in fields),
    ]
    block = line_end.join(rows)
    if text and not text.endswith("\n"):
        return _checked(text + 2 * line_end + block, meant)
    return _checked(text + (line_end if text else "") + block + line_end, meant)


def set_fields(text: str, doc_id: str, fields: Mapping[str, Value | None]) -> str:
    """The text with these fields of a document changed, added behind its others, or (None) taken out.

    A field that already holds the value is left as it is written. A field that is taken out takes the comment on its
    own line with it. Raises `EditError` where no one [[document]] has the id.
    """
    meant = _parsed(text)
    place = _place(meant, doc_id)
    held = meant["document"][place]
    changed = {key: value for key, value in fields.items() if held.get(key) != value}
    if not changed:
        return text
    entry = _entry(text, place, meant)
    edits = [_edit(text, key, changed[key.key]) for key in entry.keys if key.key in changed]
    new = {key: value for key, value in changed.items() if key not in held and value is not None}
    edits.append(_insertion(text, entry, new))
    for key, value in changed.items():
        if value is None:
            held.pop(key, None)
        else:
            held[key] = value
    edited = text
    for start, end, words in sorted(edits, reverse=True):
        edited = edited[:start] + words + edited[end:]
    if not text.endswith("\n"):
        edited = edited.removesuffix("\n").removesuffix("\r")
    return _checked(edited, meant)


def remove_document(text: str, doc_id: str) -> str:
    """The text without a document: its header, its fields, the comments between them, and one blank line before.

    Comments above its header and below its last field stay. Raises `EditError` where no one [[document]] has the id.
    """
    meant = _parsed(text)
    place = _place(meant, doc_id)
    entry = _entry(text, place, meant)
    del meant["document"][place]
    if not meant["document"]:
        del meant["document"]
    before, after = text[: entry.header.start], text[entry.last.end :]
    line_end = _line_end(text[: entry.header.end])
    open_ended = not text[: entry.last.end].endswith("\n")
    if before.endswith("\n" + line_end) or before == line_end:
        before = before.removesuffix(line_end)
    elif not before and after.startswith(line_end):
        after = after.removeprefix(line_end)
    return _checked(before.removesuffix(line_end) if open_ended else before + after, meant)


def write_manifest(folder: Path, text: str, *, replacing: str) -> None:
    """Puts `text` in the manifest's place, all at once: a broken run leaves the old one whole.

    `replacing` is the text that was edited; raises `EditError` where the file no longer holds that, where `text` is
    no TOML, where another writer does not come to an end, or where the folder cannot be written.
    """
    path = (folder / MANIFEST).resolve()
    _parsed(text)
    try:
        with _sole_writer(path):
            if manifest_text(folder) != replacing:
                raise EditError(f"{path}: was changed by somebody else meanwhile; nothing was written. Try again.")
            _replace(path, text.encode("utf-8"))
    except Timeout as error:
        raise EditError(
            f"{path}: is being written by somebody else; nothing was written. Wait until that ends, then try again."
        ) from error
    except OSError as error:
        raise EditError(f"{path}: cannot be written ({error.strerror}); it is as it was.") from error


@contextmanager
def _sole_writer(path: Path) -> Iterator[None]:
    """Keeps every other writer out meanwhile; raises `Timeout` where one stays longer than `_PATIENCE`.

    The lock's file goes while the lock is held: who waits for it sees that its name is gone, and makes a new one.
    """
    held = path.with_name(f".{path.name}.lock")
    with FileLock(held, timeout=_PATIENCE):
        try:
            yield
        finally:
            with suppress(OSError):
                held.unlink()


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with new.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            shutil.copymode(path, new)
        os.replace(new, path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise EditError(f"{MANIFEST}: not valid TOML: {error}; nothing was changed. Mend it first.") from error


def _listed(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    held = tables.get("document", [])
    if not isinstance(held, list) or not all(isinstance(each, dict) for each in held):
        raise EditError(f"{MANIFEST}: `document` is no table: write [[document]] with two brackets, then try again.")
    return held


def _place(tables: Mapping[str, Any], doc_id: str) -> int:
    """Which [[document]], from 0, has the id."""
    found = [place for place, held in enumerate(_listed(tables)) if held.get("id") == doc_id]
    if len(found) == 1:
        return found[0]
    if found:
        raise EditError(f"{MANIFEST}: `{doc_id}` stands {len(found)} times; make it unique, then try again.")
    raise EditError(f"{MANIFEST}: no [[document]] has the id `{doc_id}`; `waymark library` lists what is held.")


def _checked(text: str, meant: Mapping[str, Any]) -> str:
    """The text, if it can be written and says what is meant; raises `EditError` otherwise."""
    try:
        said: object = tomllib.loads(text.encode("utf-8").decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeEncodeError) as error:
        said = error
    if said != meant:
        raise EditError(f"{MANIFEST}: cannot be edited safely at this place or with these values; change it by hand.")
    return text


def _entry(text: str, place: int, tables: Mapping[str, Any]) -> _Entry:
    """The [[document]] at a place, counted from 0."""
    found: list[tuple[_Statement, list[_Statement]]] = []
    for statement in _statements(text):
        if statement.key is None:
            found.append((statement, []))
        elif found:
            found[-1][1].append(statement)
    entries = [_Entry(header, tuple(keys)) for header, keys in found if header.table == "document"]
    if len(entries) != len(_listed(tables)):
        raise EditError(f"{MANIFEST}: its documents are not one [[document]] each; change it by hand.")
    return entries[place]


def _statements(text: str) -> Iterator[_Statement]:
    """Headers and keys in order: a key's value ends with its line, or where its last bracket or quote closes."""
    start, value_end, depth = 0, -1, 0
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "end" and depth == 0:
            if value_end >= 0:
                yield _statement(text, start, token.end(), value_end)
            start, value_end = token.end(), -1
        elif token.lastgroup not in ("comment", "space", "end"):
            depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
            value_end = token.end()
    if value_end >= 0:
        yield _statement(text, start, len(text), value_end)


def _statement(text: str, start: int, end: int, value_end: int) -> _Statement:
    words = text[start:value_end]
    try:
        ((name, _),) = tomllib.loads(words).items()
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise EditError(f"{MANIFEST}: {words.strip()[:40]} cannot be edited safely; change it by hand.") from error
    is_header = words.lstrip().startswith("[")
    return _Statement(start, end, value_end, table=name if is_header else None, key=None if is_header else name)


def _edit(text: str, key: _Statement, value: Value | None) -> tuple[int, int, str]:
    """What to put where so that the key has the value: its value alone, or (None) its lines."""
    if value is None:
        return key.start, key.end, ""
    opening = re.match(r"""\s*(?:"[^"]*"|'[^']*'|[\w-]+)\s*=\s*""", text[key.start : key.value_end])
    if opening is None:
        raise EditError(f"{MANIFEST}: the key `{key.key}` cannot be edited safely; change it by hand.")
    return key.start + opening.end(), key.value_end, _written(value)


def _insertion(text: str, entry: _Entry, fields: Mapping[str, Value]) -> tuple[int, int, str]:
    """New fields behind the entry's last one, indented as that is."""
    line_end, place = _line_end(text[: entry.last.end]), entry.last.end
    indent = re.match(r"[ \t]*", text[entry.last.start :])
    rows = [(indent[0] if indent else "") + _row(key, value) for key, value in fields.items()]
    if text[:place].endswith("\n"):
        return place, place, "".join(row + line_end for row in rows)
    return place, place, "".join(line_end + row for row in rows)


def _line_end(text: str) -> str:
    """The text's last line end."""
    return "\r\n" if text[: text.rfind("\n") + 1].endswith("\r\n") else "\n"


def _row(key: str, value: Value) -> str:
    return f"{key} = {_written(value)}"


def _written(value: Value) -> str:
    """The value in TOML. JSON's strings are TOML's basic strings, but for DEL, which TOML wants escaped."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat()
