"""The HTML edition of a pack: self-contained, readable on a telephone, printable."""

from briefing.render.html.page import render_html
from briefing.render.rendering import Rendering

__all__ = ["render_html", "write"]


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats."""
    return render_html(rendering.document, rendering.theme)
