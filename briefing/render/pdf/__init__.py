"""The PDF edition of a pack: PDF/UA-1 and PDF/A-3a in one file, with the facts of the edition attached."""

from briefing.render.pdf.finish import Attachment
from briefing.render.pdf.writer import PdfResult, render_pdf
from briefing.render.rendering import Rendering

__all__ = ["Attachment", "PdfResult", "render_pdf", "write"]


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats."""
    return rendering.layout.bytes
