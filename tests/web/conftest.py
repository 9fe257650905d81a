"""What most tests of pages begin with: a small project of their own, and a browser that has come in."""

from __future__ import annotations

from pathlib import Path

import pytest

import briefing
from tests.web.support import Browser, workspace


@pytest.fixture
def ws(tmp_path: Path) -> briefing.Workspace:
    return workspace(tmp_path / "p")


@pytest.fixture
def browser(ws: briefing.Workspace) -> Browser:
    return Browser(ws).come_in()
