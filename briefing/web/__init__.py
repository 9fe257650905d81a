"""The workbench: pages over the front door, and the guard before them."""

from briefing.web.app import make_app
from briefing.web.guard import Settings

__all__ = ["Settings", "make_app"]
