"""Files carried inside the PDF: the facts of the edition, as data for machines (PDF/A-3, associated files)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from briefing.document.nodes import Document


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed. ``relationship`` is its AFRelationship (ISO 19005-3, Annex E): Data for the figures of the document."""

    name: str
    data: bytes
    description: str = ""
    media_type: str = "application/octet-stream"
    relationship: str = "Data"


def edition_day(document: Document) -> datetime:
    """Midnight UTC of the edition's date, the only time a file of it may bear."""
    return datetime.fromisoformat(document.date).replace(tzinfo=UTC)


def attached(attachment: Attachment, document: Document) -> Any:
    """The attachment for WeasyPrint, dated like the edition."""
    import weasyprint  # noqa: PLC0415 - costs half a second to import

    day = edition_day(document)
    return weasyprint.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description or attachment.name,
        created=day,
        modified=day,
        relationship=attachment.relationship,
    )
