"""A project for another place is started empty and works: nothing of the old place is left in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.problems import ProblemsFound
from briefing.workspace import Workspace
from tests.support.running import ROOT

NAMES = {"zh": "青岛", "en": "Qingdao"}


def test_a_new_project_is_empty_and_sound(tmp_path: Path) -> None:
    files = Workspace(ROOT, date(2026, 8, 1)).start(tmp_path / "new", NAMES)
    assert "content/packs/briefing.yaml" in files
    ws = Workspace(tmp_path / "new", date(2026, 8, 1))
    assert [p.code for p in ws.check()] == ["cover-empty"]  # who issues it is for those who begin to say
    project = ws.project()
    assert (project.base.home, project.languages["zh"].regions["qingdao"].name) == ("qingdao", "青岛")
    old = Workspace(ROOT, date(2026, 8, 1)).project()
    names = [old.languages[tag].regions[old.base.home].name for tag in NAMES]
    texts = {p: p.read_bytes().decode("utf-8", "ignore") for p in (tmp_path / "new").rglob("*") if p.is_file()}
    assert [p for p, text in texts.items() if any(name in text for name in names)] == []


def test_a_folder_that_holds_something_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(ProblemsFound) as caught:
        Workspace(ROOT, date(2026, 8, 1)).start(tmp_path, NAMES)
    assert [p.code for p in caught.value.problems] == ["start-folder"]
    with pytest.raises(ProblemsFound):
        Workspace(ROOT, date(2026, 8, 1)).start(tmp_path / "new", {"zh": "青岛"})
