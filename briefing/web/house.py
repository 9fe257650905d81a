"""What all requests share: the project as of today, the settings, the sessions, and what is running."""

from __future__ import annotations

import threading

from briefing.web.sessions import Door, Sessions
from briefing.web.settings import Settings
from briefing.web.signals import Jobs, Signals
from briefing.workspace import Workspace


class House:
    """One served project. Its workspace is opened anew when the day changes."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        self.settings = settings
        self.sessions = Sessions(workspace.session_key(), settings)
        self.door = Door(settings)
        self.signals = Signals()
        self.jobs = Jobs(self.signals)
        self._workspace = workspace
        self._lock = threading.Lock()

    @property
    def workspace(self) -> Workspace:
        """The project on the day it is now."""
        today = self.settings.now().date()
        with self._lock:
            if self._workspace.today != today:
                self._workspace = Workspace(self._workspace.root, today, self._workspace.out)
            return self._workspace
