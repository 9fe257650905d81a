"""The front door: what people do with a project, as methods that take and return plain typed values."""

from briefing.workspace.data import as_data
from briefing.workspace.workspace import Workspace

__all__ = ["Workspace", "as_data"]
