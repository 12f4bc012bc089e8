"""Where legislation.gov.uk keeps the XML of a piece of law, and which day's wording a file holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from core.errors import RefusedError

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_VALID = "{http://purl.org/dc/terms/}valid"
_LEGISLATION = "{http://www.legislation.gov.uk/namespaces/legislation}Legislation"


def data_address(url: str, as_of: date | None) -> str:
    """The XML's address for the latest wording, or that of a day: `.../ukpga/1989/41/2020-01-01/data.xml`."""
    return f"{url.rstrip('/')}/{as_of}/data.xml" if as_of else f"{url.rstrip('/')}/data.xml"


def wording(path: Path) -> tuple[str, date | None]:
    """The title and the day whose wording the file is, None where it names none. Raises `RefusedError` for no law."""
    title, valid = "", None
    try:
        events = ElementTree.iterparse(path, events=("start", "end"))
        for number, (event, element) in enumerate(events):
            if number == 0 and element.tag != _LEGISLATION:
                raise RefusedError(f"{path.name}: XML, but no legislation; not kept.")
            if event == "end" and element.tag == _TITLE and not title:
                title = " ".join((element.text or "").split())
            elif event == "end" and element.tag == _VALID and valid is None and element.text:
                valid = date.fromisoformat(element.text.strip())
    except (ElementTree.ParseError, ValueError) as error:
        raise RefusedError(f"{path.name}: no whole file of legislation ({error}); not kept.") from error
    return title, valid
