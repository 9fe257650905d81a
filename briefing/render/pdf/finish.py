"""Finishing the PDF file: metadata, attachments, one serialisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from briefing.document.nodes import Document

XPACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'

# ISO 14289-1 names its own schema; ISO 19005 allows it only with an extension schema that describes it.
SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def xmp(document: Document, producer: str) -> bytes:
    """Return the XMP packet of the document (ISO 16684-1), dated by the edition."""

    def text(value: str) -> str:
        return escape(value, quote=False)

    def alternatives(name: str, value: str) -> str:
        if not value:
            return ""
        return f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{text(value)}</rdf:li></rdf:Alt></dc:{name}>\n'

    author = (
        f"<dc:creator><rdf:Seq><rdf:li>{text(document.author)}</rdf:li></rdf:Seq></dc:creator>\n"
        if document.author
        else ""
    )
    day = f"{document.date}T00:00:00+00:00"
    return (
        f'{XPACKET}\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">\n'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>\n"
        f"{alternatives('title', document.cover.title)}{author}{alternatives('description', document.subject)}"
        f"<dc:language><rdf:Bag><rdf:li>{text(document.language)}</rdf:li></rdf:Bag></dc:language>\n"
        f"<pdf:Producer>{text(producer)}</pdf:Producer>\n"
        f"<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>\n"
        f'</rdf:Description>\n{SCHEMA}\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def complete(pdf: Any, document: Document, spare: int) -> None:
    """Replace the metadata of a drawn PDF (``pydyf.PDF``) by ours, uncompressed as archives and validators want it.

    Nothing else is needed for equal bytes: the identifier in the trailer is the digest of the objects, and every date is the
    edition's. ``spare`` empty objects are added, see ``ends_plainly``.
    """
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    metadata = pydyf.Stream([xmp(document, str(pdf.info["Producer"].string))], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference
    pdf.catalog["Lang"] = pydyf.String(document.language)
    if "AF" in pdf.catalog:  # WeasyPrint 70 names each associated file twice
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
    for _ in range(spare):
        pdf.add_object(pydyf.Dictionary({}))


def serialise_once(pdf: Any) -> None:
    """Put the finished bytes of each object in its place. pydyf serialises and compresses every object once for the file and
    again for the identifier; streams that compressed end in a carriage return are left uncompressed (``ends_plainly``)."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    class Serialised(pydyf.Object):  # type: ignore[misc]
        data = b""
        compressible = False

    for at, whole in enumerate(pdf.objects):
        if whole.free == "f":
            continue
        made = Serialised()
        made.number, made.generation, made.compressible = whole.number, whole.generation, whole.compressible
        made.data = whole.data
        if isinstance(whole, pydyf.Stream) and whole.compress and not ends_plainly(made.data):
            whole.compress = False
            made.data = whole.data
        pdf.objects[at] = made


def ends_plainly(data: bytes) -> bool:
    """Return whether no stream ends in a carriage return of its own: with the line feed before ``endstream`` it reads as one
    end of line, and the length given is then one too many (ISO 19005-3, 6.1.7.1). One compressed stream in 256 ends so."""
    return b"\r\nendstream" not in data


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed: data of the document."""

    name: str
    data: bytes
    description: str


def attached(attachment: Attachment, document: Document) -> Any:
    """Return the attachment for WeasyPrint, dated at midnight UTC of the edition's day, the only time a file of it may bear.
    Its AFRelationship (ISO 19005-3, Annex E) is Data, as for the figures of the document."""
    import weasyprint  # noqa: PLC0415 - costs half a second to import

    day = datetime.fromisoformat(document.date).replace(tzinfo=UTC)
    return weasyprint.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        created=day,
        modified=day,
        relationship="Data",
    )
