"""What is composed while a workspace answers."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.editions.audiences import DocumentSpec
from briefing.project.opening import Project
from briefing.workspace import dependencies


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents composed, in turn."""
    made: list[str] = []
    make = dependencies.document_of

    def noted(project: Project, wish: DocumentSpec, *rest: Any) -> Any:
        made.append(f"{wish.name}.{rest[0]}")
        return make(project, wish, *rest)

    monkeypatch.setattr(dependencies, "document_of", noted)
    return made
