"""What is shown of a service: what its record says, and of every field that it leaves out, "not stated"."""

from __future__ import annotations

import csv
import re
from copy import deepcopy
from io import BytesIO, StringIO
from typing import Any

import pytest
from docx import Document
from shown_services import FULL, MOMENT, PLACE, ROWS, UNSHOWN, match_of, without

from core.cells import harmless
from index.brief_file import file_of
from pages.parts.service_html import record_html, service_html
from services.hours import hours_of
from services.reasons import Group
from services.records import Service
from services.shortlist import csv_of, lines_of
from services.shown import NO_POSTCODE, NOT_SHOWN, NOT_STATED, REMOTE, Shown, shown_of

ABSENT = [(fields, label, words or NOT_STATED) for fields, (label, words) in ROWS.items() if label != "Service"]


def shown(fields: str = "", **changes: object) -> Shown:
    return shown_of(match_of({**without(fields), **changes}))


def page_says(one: Shown, label: str) -> str:
    """What the page says under a label, in its card or under "All that the record says"."""
    html = service_html(one, 1, ()) + record_html(one)
    if label == "What it does" and 'class="wm-does"' in html:
        does = re.search(r'<p class="wm-does">(.*?)</p>', html, re.DOTALL)
        return does[1].removeprefix("What it does: ") if does else ""
    return _found(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html), html, label)


def word_says(one: Shown, label: str) -> str:
    paragraphs = [part.text for part in Document(BytesIO(_docx(one))).paragraphs]
    return _found([part.partition(": ")[::2] for part in paragraphs], "\n".join(paragraphs), label)


def csv_says(one: Shown, label: str) -> str:
    (row,) = csv.DictReader(StringIO(csv_of([one]).decode("utf-8-sig")))
    return row[label]


def _docx(one: Shown) -> bytes:
    return file_of(list(lines_of([one], MOMENT)), "docx", day=MOMENT.date())


def _found(rows: list[tuple[str, str]], whole: str, label: str) -> str:
    told = dict(rows)
    if label in told:
        return re.sub("<[^>]+>", "", told[label])
    silent = re.search(r"Not stated in its record: ([^<\n]*)", whole)
    assert silent is not None
    assert label in silent[1].rstrip(".").split(", ")
    return NOT_STATED


SAYS = pytest.mark.parametrize("says", [page_says, csv_says, word_says])


@SAYS
@pytest.mark.parametrize(("fields", "label", "words"), ABSENT)
def test_what_a_record_leaves_out_reads_not_stated_in_page_csv_and_word(
    says: object, fields: str, label: str, words: str
) -> None:
    assert says(shown(fields), label) == words  # type: ignore[operator]


@SAYS
@pytest.mark.parametrize("label", sorted({label for label, _ in ROWS.values()} - {"Service"}))
def test_what_a_record_states_is_shown_in_page_csv_and_word(says: object, label: str) -> None:
    assert NOT_STATED not in says(shown(), label)  # type: ignore[operator]


@SAYS
def test_record_that_says_nothing_reads_not_stated_everywhere(says: object) -> None:
    bare = shown_of(match_of({"id": "bare"}))
    labels = [row.label for row in bare.rows if row.label not in ("Directory", "Run by")]
    assert len(labels) > 25
    assert {says(bare, label) for label in labels} == {NOT_STATED}  # type: ignore[operator]


def test_every_field_of_a_service_is_shown_or_told_why_not() -> None:
    left_out = {field for fields in ROWS for field in fields.split()}
    assert left_out | UNSHOWN == set(Service.model_fields)


def test_name_that_is_not_stated_says_so() -> None:
    assert shown("name").name == "name not stated"
    assert "name not stated" in service_html(shown("name"), 1, ())


def test_cost_is_never_free_for_want_of_a_price() -> None:
    assert csv_says(shown("cost_options"), "Cost") == NOT_STATED
    assert csv_says(shown(cost_options=[{"id": "c", "amount": 0}]), "Cost") == "free"


def test_every_word_of_a_record_is_escaped() -> None:
    html = service_html(shown(), 1, match_of(FULL).why)
    assert "Steps &amp; &lt;5s" in html
    assert "<mark>Helps with sleep.</mark> Visits at home." in html
    assert "<5s" not in html


def test_page_of_a_record_is_a_link_only_where_it_is_of_the_web() -> None:
    assert '<a href="https://example.org/steps"' in service_html(shown(), 1, ())
    assert "<a " not in service_html(shown(url="javascript:alert(1)"), 1, ())


@pytest.mark.parametrize(
    "record",
    [
        {**FULL, "service_at_locations": [{"id": "at", "location": {**PLACE, "mask_exact_address": True}}]},
        {**FULL, "name": "Linden refuge"},
        {**FULL, "description": "A safe house for women."},
    ],
)
def test_masked_place_has_no_address_no_name_and_no_distance(record: dict[str, Any]) -> None:
    record = deepcopy(record)
    for at in record["service_at_locations"]:
        at["location"]["accessibility"] = [{"id": "x", "description": "ramp from Mill Lane"}]
    one = shown_of(match_of(record))
    held = {row.label: row.said for row in one.rows}
    assert held["Where"] == held["Distance"] == NOT_SHOWN
    whole = str([*lines_of([one], MOMENT)]) + csv_of([one]).decode() + service_html(one, 1, ()) + record_html(one)
    assert not any(words in whole for words in ("Linnet", "CA2", "54.9", "3.2 km", "Bus 12", "Mill Lane"))


def test_the_page_says_why_hours_that_a_record_has_are_not_stated() -> None:
    match = match_of(FULL)
    hours = hours_of(match.entry.service, MOMENT.replace(year=2028, month=5, day=2))
    one = shown_of(match_of(FULL, hours=hours, hours_in_words=None))
    told = {row.label: row.said for row in one.rows}["Open now"]
    assert told == "not stated: whether a day in 2028 is a bank holiday is not known here"


def test_of_a_masked_service_all_is_told_that_does_not_give_its_place_away() -> None:
    secret = {"name": "Linden refuge", "service_at_locations": [{"id": "at", "location": PLACE}]}
    plain = {row.label: row.said for row in shown().rows}
    held = {row.label: row.said for row in shown(**secret).rows}
    changed = {label for label, said in held.items() if said != plain[label]}
    assert changed == {"Where", "Distance", "Access", "Getting there"}
    assert {held[label] for label in changed} == {NOT_SHOWN}


def test_a_helpline_that_names_a_refuge_is_remote_and_hides_nothing() -> None:
    line = {"id": "l", "location_type": "virtual", "name": "By telephone"}
    match = match_of(
        {**FULL, "description": "Finds a refuge.", "service_at_locations": [{"id": "a", "location": line}]}, km=None
    )
    held = {row.label: row.said for row in shown_of(match).rows}
    assert (match.group, held["Where"], held["Distance"]) == (Group.REMOTE, REMOTE, REMOTE)


def test_distance_without_a_postcode_says_that_none_was_given() -> None:
    one = shown_of(match_of(FULL, km=None), has_point=False)
    assert {row.label: row.said for row in one.rows}["Distance"] == NO_POSTCODE


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", " =", "＝", "＠"])
def test_cell_that_a_spreadsheet_would_reckon_is_words(sign: str) -> None:
    bad = f"{sign}HYPERLINK(0)"
    assert harmless(bad) == f"'{bad}"
    cells = next(
        iter(csv.reader(csv_of([shown(application_process=f"x{sign}", alternate_name=bad)]).decode().splitlines()[1:]))
    )
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_csv_has_what_a_shortlist_is_for_and_its_mark() -> None:
    written = csv_of([shown()])
    assert written.startswith(b"\xef\xbb\xbf")
    head = written.decode("utf-8-sig").splitlines()[0]
    for label in ("Phone", "How to refer", "Who it is for", "Cost", "Distance", "Last checked", "Warnings"):
        assert label in head.split(",")
    assert csv_says(shown(), "Phone") == "'+44 1632 960001"


def test_word_file_says_where_a_concern_is_not_reported() -> None:
    text = "\n".join(part.text for part in Document(BytesIO(_docx(shown()))).paragraphs)
    assert "not where a safeguarding concern is reported" in text
    assert "Distance: 3.2 km in a straight line" in text
