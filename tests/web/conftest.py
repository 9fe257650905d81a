"""What most tests of pages begin with: a small project of their own, and a browser that has come in."""

from __future__ import annotations

from pathlib import Path

import pytest

import briefing
from briefing.workers.local import Local
from tests.web.support import Browser, workspace


@pytest.fixture(autouse=True)
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that a page begins works in this process: worker processes load every library anew, for a few short documents.
    A test that asks for ``worker_processes`` has them."""
    begin = Local.__init__
    if "worker_processes" not in request.fixturenames:
        monkeypatch.setattr(Local, "__init__", lambda self, workers: begin(self, workers or 1))


@pytest.fixture
def worker_processes() -> None:
    """Builds work in processes of their own, as they do where the workbench is used."""


@pytest.fixture
def ws(tmp_path: Path) -> briefing.Workspace:
    return workspace(tmp_path / "p")


@pytest.fixture
def browser(ws: briefing.Workspace) -> Browser:
    return Browser(ws).come_in()
