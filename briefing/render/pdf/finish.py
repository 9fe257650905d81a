"""Finishing the PDF file: metadata, attachments, one serialisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from briefing.document.nodes import Document
from briefing.render.office import xml_template


def packet(document: Document, producer: str) -> str:
    """Return the metadata of a document as an XMP packet (ISO 16684-1), dated by the edition."""
    return xml_template("pdf/metadata.xml", joined=False).render(document=document, producer=producer)


def complete(pdf: Any, document: Document, spare: int) -> None:
    """Replace the metadata of a drawn PDF (``pydyf.PDF``) by ours, uncompressed as archives and validators want it.

    Nothing else is needed for equal bytes: the identifier in the trailer is the digest of the objects, and every date is the
    edition's. ``spare`` empty objects are added, see ``ends_plainly``.
    """
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    data = packet(document, str(pdf.info["Producer"].string)).encode()
    metadata = pydyf.Stream([data], {"Type": "/Metadata", "Subtype": "/XML"})
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
