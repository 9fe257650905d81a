"""Every problem code of releases that text files can show has an example that has it, and the same mended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
import yaml

from briefing.problems import Problem, ProblemsFound, explain
from briefing.workspace import Workspace
from tests.support.content_case import EXAMPLES, cases
from tests.support.mini_project import mini_project, with_reading

CASES = cases(EXAMPLES / "releases")
#: Codes that need more than the text and the decisions; tests/releases shows them on other files and projects.
OTHERWISE = {"release-altered", "release-known", "release-no-rules", "release-none", "release-partly", "release-scan"}
OTHERWISE |= {"release-decided", "release-unreadable"}


def told(folder: Path, files: Mapping[str, str]) -> list[Problem]:
    """What is told of a release that is read, decided on from the file where there is one, and recorded."""
    root = with_reading(mini_project(folder))
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")
    ws = Workspace(root, date(2026, 8, 1))
    try:
        desk = ws.read_release(root / "release.txt")
        if "decisions.yaml" in files:
            ws.save(ws.keep_release(desk))
            ws.save(ws.decide_release_from(desk.kept.id, root / "decisions.yaml"))
            ws.record_release(desk.kept.id)
    except ProblemsFound as found:
        return list(found.problems)
    return list(desk.problems)


def test_every_code_has_an_example_or_a_test_of_its_own() -> None:
    codes = yaml.safe_load((resources.files("briefing.problems") / "releases.yaml").read_text("utf-8"))
    assert set(CASES) | OTHERWISE == set(codes)
    assert not set(CASES) & OTHERWISE


@pytest.mark.parametrize("code", CASES)
def test_the_bad_example_has_it_and_the_mended_one_has_nothing(code: str, tmp_path: Path) -> None:
    assert code in {p.code for p in told(tmp_path / "bad", CASES[code]["bad"])}
    assert [str(p) for p in told(tmp_path / "ok", CASES[code]["ok"])] == []
    assert "release.txt" in explain(code).example.bad
