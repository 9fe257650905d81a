"""Drawn signs of the callouts, so that their kind is told by shape and not by colour alone. Paths on a 24-unit square."""

from __future__ import annotations

PATHS = {
    # an arrow rising over a base line
    "insight": "M3 20h18M4 15l5-5 4 3 7-8M15 5h5v5",
    # a triangle with its mark
    "caveat": "M12 3L22 20.5H2zM12 9.5v5.5M12 17.2v.6",
    # a ruler
    "method": "M3 8h18v8H3zM7 8v4M11 8v3M15 8v4M19 8v3",
}


def icon(kind: str, colour: str) -> str:
    """The sign of a callout as inline SVG, hidden from assistive technology; a kind without one has none."""
    if kind not in PATHS:
        return ""
    return (
        f'<svg class="icon" viewBox="0 0 24 24" width="15" height="15" aria-hidden="true"><path d="{PATHS[kind]}" fill="none" '
        f'stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"></path></svg>'
    )
