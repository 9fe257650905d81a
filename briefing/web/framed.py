"""Documents shown in a frame: pages of their own, in which no script runs."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

#: A document has its style within it (the briefing is one file); nothing else is let in, and no script runs.
FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


def framed(html: str, style: str = "") -> Response:
    """A document for a frame of one of our pages; ``style`` (our own rules, nothing from people's files) is added."""
    shown = html.replace("</head>", f"<style>{style}</style></head>", 1) if style else html
    return HTMLResponse(shown, headers=FRAMED)


#: A page of our own in a frame of ours: it has our style sheet, and nothing else.
OURS_FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
