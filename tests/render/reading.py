"""The house, and the text of a document tree in the order it is read: what every writer must print, and nothing else."""

from __future__ import annotations

from pathlib import Path

from briefing.document.nodes import Document
from briefing.render.theme import Theme, load_theme
from tools.quality.texts import CALL, bare, block_text

__all__ = ["CALL", "ROOT", "bare", "block_text", "body_text", "house"]
ROOT = Path(__file__).resolve().parents[2]


def house() -> Theme:
    """The house of the project."""
    return load_theme(ROOT / "templates" / "house")


def body_text(document: Document, notes: bool = False) -> str:
    """All text of the sections, bare."""
    text = "".join(text for section in document.sections for text in block_text(section, notes))
    return bare(text.replace(CALL, ""))
