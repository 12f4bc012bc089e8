"""Holds records against the standard's JSON Schema, with format checks; the schemas are the standard's own, not ours.

checker = SchemaChecker(Path("schema"))       # the folder `schema` of Open Referral UK 3.0
checker.mistakes(record)                      # ("email: 'x' is not a 'email'", ...)
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError

from core.errors import ServicesError

_PLACES = ("compiled/service.json", "service.json")
_SHOWN = 160


def _formats() -> FormatChecker:
    """The library's own checks, and two that it leaves to packages that are not needed here: uri and date-time."""
    checker = FormatChecker(("uuid", "email", "date"))
    checker.checks("uri", raises=ValueError)(_is_uri)
    checker.checks("date-time", raises=ValueError)(_is_moment)
    return checker


def _is_uri(value: object) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else None
    return parts is None or bool(parts.scheme and (parts.netloc or parts.path) and " " not in str(value))


def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return "T" in value.upper() and datetime.fromisoformat(value.upper()).tzinfo is not None


class SchemaChecker:
    """The schema of a service in a folder. Raises `ServicesError` where there is none, or it is none."""

    def __init__(self, folder: Path) -> None:
        path = next((folder / place for place in _PLACES if (folder / place).is_file()), None)
        if path is None:
            raise ServicesError(f"{folder} holds no {_PLACES[0]}: name the folder with the schemas of the standard.")
        try:
            schema = json.loads(path.read_text(encoding="utf-8"))
            Draft202012Validator.check_schema(schema)
        except (OSError, ValueError, SchemaError) as error:
            raise ServicesError(f"{path} is no JSON Schema ({str(error).splitlines()[0]}); get it again.") from error
        if "$ref" in path.read_text(encoding="utf-8"):
            raise ServicesError(f"{path} refers to other files: name the folder that holds {_PLACES[0]}.")
        self._validator = Draft202012Validator(schema, format_checker=_formats())

    def mistakes(self, record: Any) -> tuple[str, ...]:
        """All mistakes of a record: the field's path and what is wrong there, in the order of the paths."""
        found = sorted(self._validator.iter_errors(record), key=lambda error: [str(step) for step in error.path])
        return tuple(f"{_path(error.path)}: {error.message[:_SHOWN]}" for error in found)

    def bare_mistakes(self, record: Any) -> tuple[str, ...]:
        """The same without what stands there: the field's path and the rule of the schema that it breaks."""
        found = sorted(self._validator.iter_errors(record), key=lambda error: [str(step) for step in error.path])
        return tuple(f"{_path(error.path)}: {_rule(error)[:_SHOWN]}" for error in found)


def _rule(error: ValidationError) -> str:
    """A rule in the schema's own words: "breaks the rule format 'email'"; what is required is named as ever."""
    if error.validator == "required":
        return str(error.message)
    value = error.validator_value
    told = f" {value!r}" if isinstance(value, str | int | float) else ""
    return f"breaks the rule {error.validator}{told}"


def _path(steps: Any) -> str:
    return ".".join(str(step) for step in steps) or "the record"
