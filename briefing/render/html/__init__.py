"""The HTML edition of a pack: self-contained, readable on a telephone, printable."""

from briefing.render.html.page import render_html

__all__ = ["render_html"]
