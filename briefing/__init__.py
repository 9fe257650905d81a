"""Bilingual briefing generator: sourced facts and templates in, Chinese and English briefing packs out.

``briefing.Workspace(root, today)`` is the way in, ``briefing.as_data(value)`` any of its results as JSON values
(docs/api.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.workspace import Workspace, as_data

__all__ = ["Workspace", "as_data"]
__version__ = "1.0.0"


def __getattr__(name: str) -> object:
    """Load the front door when it is first asked for: the stages import this package too."""
    if name in __all__:
        from briefing import workspace  # noqa: PLC0415

        return getattr(workspace, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
