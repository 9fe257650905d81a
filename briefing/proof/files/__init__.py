"""Finished files opened with readers of their own: DOCX by its parts, PDF by its structure tree, HTML by its elements."""

from briefing.proof.files.piece import Finished, Mark, Piece, open_finished, signed, squash

__all__ = ["Finished", "Mark", "Piece", "open_finished", "signed", "squash"]
