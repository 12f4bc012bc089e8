"""Made law as CLML: the two samples, Acts of a few sections, and the blocks that are read of them."""

from pathlib import Path

from core.records import Block, Reading

DATA = Path(__file__).parent / "data"
ACT = DATA / "sample-act.xml"
REGULATIONS = DATA / "sample-regulations.xml"

SPACES = (
    'xmlns="http://www.legislation.gov.uk/namespaces/legislation" '
    'xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:math="http://www.w3.org/1998/Math/MathML"'
)
ACT_METADATA = """
<ukm:Metadata>
  <dc:identifier>http://www.legislation.gov.uk/ukpga/2031/7</dc:identifier>
  <dc:title>Sample Children (Marlbrook) Act 2031</dc:title>
  <dc:language>en</dc:language>
  <dc:modified>2033-05-02</dc:modified>
  <dct:valid>2033-04-01</dct:valid>
  <ukm:PrimaryMetadata>
    <ukm:DocumentClassification>
      <ukm:DocumentCategory Value="primary"/>
      <ukm:DocumentMainType Value="UnitedKingdomPublicGeneralAct"/>
      <ukm:DocumentStatus Value="revised"/>
    </ukm:DocumentClassification>
    <ukm:Year Value="2031"/><ukm:Number Value="7"/>
    <ukm:EnactmentDate Date="2031-06-12"/>
    <ukm:UnappliedEffects>
      <ukm:UnappliedEffect RequiresApplied="true" Type="words inserted"/>
      <ukm:UnappliedEffect RequiresApplied="false" Type="coming into force"/>
    </ukm:UnappliedEffects>
  </ukm:PrimaryMetadata>
</ukm:Metadata>
"""
ACT_ADDRESS = (
    'DocumentURI="http://www.legislation.gov.uk/ukpga/2031/7/2033-04-01" '
    'IdURI="http://www.legislation.gov.uk/id/ukpga/2031/7" RestrictExtent="E+W" RestrictStartDate="2033-04-01"'
)


def act(body: str, *, after: str = "") -> str:
    """A whole Act about these provisions."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Legislation {SPACES} {ACT_ADDRESS}>{ACT_METADATA}'
        f"<Primary><Body>{body}</Body></Primary>{after}</Legislation>"
    )


def saved(folder: Path, text: str) -> Path:
    """The file that holds `text`."""
    path = folder / "data.xml"
    path.write_text(text, encoding="utf-8")
    return path


def section(number: int, *, attributes: str = "", text: str = "A council must act.") -> str:
    """A section of one paragraph."""
    return (
        f"<P1group {attributes}><Title>Duty {number}</Title><P1><Pnumber>{number}</Pnumber>"
        f"<P1para><Text>{text}</Text></P1para></P1></P1group>"
    )


def text_of(reading: Reading, block: Block) -> str:
    return reading.text[block.start : block.end]


def block_with(reading: Reading, words: str) -> Block:
    """The one block that holds these words."""
    found = [block for block in reading.blocks if words in text_of(reading, block)]
    assert len(found) == 1, [text_of(reading, block) for block in found]
    return found[0]


def stem_of(reading: Reading, words: str) -> str | None:
    stem = block_with(reading, words).stem
    return reading.text[slice(*stem)] if stem else None
