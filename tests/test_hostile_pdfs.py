"""PDFs made to do harm: each is read or refused in words, in bounded time and memory, and the next file is read."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from core.errors import DamagedError, ReadError, UnsafeError
from ingest.bounded import MEGABYTES, SECONDS, BoundedReader, Outcome

RESOURCES = b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%b>>" % RESOURCES
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F 12 Tf 72 720 Td (The child should be seen alone and soon by a worker.) Tj ET\n"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"


def pdf(*objects: bytes, pages: bytes = b"<</Type/Pages/Kids[3 0 R]/Count 1>>") -> bytes:
    """A PDF of these objects behind a catalogue and `pages`: a page, what it draws, a font, and more."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, one in enumerate([b"<</Type/Catalog/Pages 2 0 R>>", pages, *objects], start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, one))
    table = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\n" % (size, rows, size))
    out.write(b"startxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


def stream(parts: Iterable[bytes], *, filters: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    """A stream that holds `parts`, packed."""
    packer = zlib.compressobj(9)
    packed = b"".join(map(packer.compress, parts)) + packer.flush()
    if filters.startswith(b"["):
        packed = zlib.compress(packed)
    return b"<</Length %d/Filter %b%b>>stream\n%b\nendstream" % (len(packed), filters, more, packed)


def spaces(gigabytes: int) -> Iterator[bytes]:
    yield WORDS
    yield from (b" " * 1_000_000 for _ in range(1_000 * gigabytes))


BOMBS = {
    "two gigabytes of spaces": pdf(PAGE, stream(spaces(2)), FONT),
    "packed twice": pdf(PAGE, stream(spaces(2), filters=b"[/FlateDecode/FlateDecode]"), FONT),
    "a million sentences": pdf(PAGE, stream([WORDS * 10_000] * 100), FONT),
    "millions of lines": pdf(PAGE, stream([WORDS, *[b"0 0 m 9 9 l S\n" * 10_000] * 300]), FONT),
    "forms in forms": pdf(
        PAGE,
        stream([b"/X Do\n" * 10]),
        FONT,
        *(stream([WORDS + b"/X Do\n" * 10], more=FORM % (number + 1)) for number in range(6, 15)),
        stream([WORDS], more=FORM % 15),
    ),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    with BoundedReader() as reader:
        yield reader


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_pdf_that_unpacks_to_gigabytes_is_refused_in_words(
    reader: BoundedReader, tmp_path: Path, name: str
) -> None:
    path, good = tmp_path / "bomb.pdf", tmp_path / "good.pdf"
    path.write_bytes(BOMBS[name])
    good.write_bytes(pdf(PAGE, stream([WORDS]), FONT))
    assert path.stat().st_size < 4_000_000
    with pytest.raises(ReadError) as refused:
        reader.read(path)
    assert isinstance(refused.value, UnsafeError | DamagedError)
    assert re.match(
        r"bomb\.pdf: (reading it was stopped|reading it takes more|the reader broke off)", str(refused.value)
    )
    assert reader.read(good).text == "The child should be seen alone and soon by a worker."


@pytest.mark.parametrize(
    "objects",
    [
        (PAGE, stream([b"BT /F 12 Tf 72 720 Td ("] + [b"words " * 100_000] * 100 + [b") Tj ET"]), FONT),
        (
            PAGE,
            stream(
                [b"BT /F 12 Tf 72 720 Td (", b"words" * 50_000, b"-) Tj 0 -14 Td (and ", b"._" * 50_000, b") Tj ET"]
            ),
            FONT,
        ),
        (
            PAGE,
            stream([WORDS]),
            FONT[:-2] + b"/ToUnicode 6 0 R>>",
            stream([b"begincmap 1 beginbfrange\n", *[b"<00><ff><0041>\n" * 10_000] * 600, b"endbfrange endcmap"]),
        ),
        (PAGE.replace(b"595 842", b"5e9 8e9"), stream([WORDS]), FONT),
        (PAGE, stream([WORDS]), FONT, stream([b"7 0 ", *spaces(1)], more=b"/Type/ObjStm/N 1/First 4")),
    ],
    ids=["one long word", "long words and dots", "a table of letters", "a vast page", "a swollen object stream"],
)
def test_a_pdf_with_one_swollen_part_is_read_or_refused_within_its_bounds(
    reader: BoundedReader, tmp_path: Path, objects: tuple[bytes, ...]
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(*objects))
    found = reader.ask(tmp_path / "a.pdf")
    assert found.outcome in (Outcome.DONE, Outcome.REFUSED)
    assert found.megabytes < MEGABYTES
    assert found.seconds < SECONDS + 1


def long_pdf(pages: int) -> bytes:
    """A PDF of so many pages, which share what they draw."""
    kids = b"3 0 R " * pages
    return pdf(PAGE, stream([WORDS]), FONT, pages=b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages))


def test_a_pdf_of_ten_thousand_pages_is_refused_with_their_number(reader: BoundedReader, tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(long_pdf(10_000))
    found = reader.ask(tmp_path / "long.pdf")
    assert isinstance(found.value, UnsafeError)
    assert str(found.value).startswith("long.pdf: it has 10,000 pages; a PDF is read up to 3,000. Split it")
    assert found.seconds < 5
    assert found.megabytes < 200


def test_pages_that_a_file_only_claims_to_have_are_not_looked_for(reader: BoundedReader, tmp_path: Path) -> None:
    claims = b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2000000000>>"
    (tmp_path / "a.pdf").write_bytes(pdf(PAGE, stream([WORDS]), FONT, pages=claims))
    found = reader.ask(tmp_path / "a.pdf")
    assert found.outcome in (Outcome.DONE, Outcome.REFUSED)
    assert found.seconds < 5


def test_memory_grows_little_with_the_pages_of_a_pdf(reader: BoundedReader, tmp_path: Path) -> None:
    most = []
    for pages in (100, 1_000):
        (tmp_path / "a.pdf").write_bytes(long_pdf(pages))
        reader.close()
        found = reader.ask(tmp_path / "a.pdf")
        assert len(found.value.pages) == pages
        most.append(found.megabytes)
    assert most[1] - most[0] < 0.1 * 900
