"""More documents than trees are kept: what walks through all of them composes each once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import briefing
from briefing import memory
from tests.support.mini_project import mini_project

DAY = date(2026, 7, 3)


@pytest.fixture(autouse=True)
def room_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for the tree of one document."""
    monkeypatch.setitem(memory.LIMITS, "document", 1)


def test_a_second_look_at_everything_composes_nothing(tmp_path: Path, composed: list[str]) -> None:
    ws = briefing.Workspace(mini_project(tmp_path), DAY)
    ws.build(formats=["html"], jobs=1)
    for look in (ws.overview, ws.check, ws.figures):
        first = look()
        composed.clear()
        assert look() == first
        assert composed == []


def test_after_a_change_every_outcome_is_the_cold_one(tmp_path: Path, composed: list[str]) -> None:
    root = mini_project(tmp_path)
    ws = briefing.Workspace(root, DAY)
    ws.build(formats=["html"], jobs=1)
    ws.overview()
    ws.figures()
    path = root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace('msgstr "Scale"', 'msgstr ""'), "utf-8")
    composed.clear()
    cold = briefing.Workspace(root, DAY)
    assert (ws.overview(), ws.figures()) == (cold.overview(), cold.figures())
    english = next(d for d in ws.overview().packs[0].documents if d.name.endswith(".en"))
    assert [p.code for p in english.unreviewed] == ["translation-missing"]
    assert english.moved
    assert "tiny.en" in composed
