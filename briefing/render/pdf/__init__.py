"""The PDF edition of a pack: PDF/UA-1 and PDF/A-3a in one file, with the facts of the edition attached."""

from briefing.render.pdf.finish import Attachment
from briefing.render.pdf.writer import PdfResult, render_pdf

__all__ = ["Attachment", "PdfResult", "render_pdf"]
