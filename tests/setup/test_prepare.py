"""prepare.sh sets up once, again when what it depends on has changed, and says which Python is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock", "package-lock.json")
# Stands for a Python that is new enough, and for all that prepare.py does: it notes the goal and leaves an environment.
FAKE_PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then exit 0; fi
echo "$3" >>ran
mkdir -p .venv/bin node_modules/@xarsh
cp "$0" .venv/bin/python
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of nothing but its set-up, and a fake Python."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "setup", folder / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    for name in LOCKS:
        shutil.copy(ROOT / name, folder / name)
    python = tmp_path / "python"
    python.write_text(FAKE_PYTHON, encoding="utf-8")
    python.chmod(0o755)
    return folder


def prepare(folder: Path, goal: str, python: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": python or str(folder.parent / "python")}
    command = [str(folder / "setup" / "prepare.sh"), goal]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def ran(folder: Path) -> list[str]:
    return (folder / "ran").read_text(encoding="utf-8").split()


def test_it_sets_up_once_for_each_goal(project: Path) -> None:
    for goal in ("packs", "packs", "test", "test", "packs"):
        assert prepare(project, goal).returncode == 0
    assert ran(project) == ["packs", "test"]


@pytest.mark.parametrize("changed", ["requirements.lock", "setup/system.toml"])
def test_it_sets_up_again_after_a_change(project: Path, changed: str) -> None:
    prepare(project, "packs")
    with (project / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    prepare(project, "packs")
    assert ran(project) == ["packs", "packs"]


def test_a_change_to_test_tools_does_not_concern_the_packs(project: Path) -> None:
    prepare(project, "packs")
    prepare(project, "test")
    (project / "requirements-test.lock").write_text("", encoding="utf-8")
    prepare(project, "packs")
    prepare(project, "test")
    assert ran(project) == ["packs", "test", "test"]


def test_it_sets_up_again_where_the_folder_was_moved_or_the_environment_removed(project: Path) -> None:
    prepare(project, "test")
    moved = project.rename(project.with_name("moved"))
    prepare(moved, "test")
    shutil.rmtree(moved / "node_modules")
    prepare(moved, "test")
    shutil.rmtree(moved / ".venv")
    prepare(moved, "test")
    assert ran(moved) == ["test"] * 4


def test_a_failed_set_up_leaves_no_stamp(project: Path) -> None:
    python = project.parent / "python"
    python.write_text(FAKE_PYTHON + "exit 1\n", encoding="utf-8")
    assert prepare(project, "packs").returncode == 1
    assert not (project / ".venv" / "ready-packs").exists()


def test_a_python_that_is_too_old_or_not_there_is_said(project: Path) -> None:
    result = prepare(project, "packs", python="python-of-nobody")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Python 3.11 or newer is needed, and python-of-nobody is not that.")
    assert result.stderr.count("\n") == 1


def test_an_environment_that_is_a_link_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "setup", folder / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept").write_text("", encoding="utf-8")
    (folder / ".venv").symlink_to(other)
    code = "import prepare\ntry:\n    prepare.make_environment()\nexcept prepare.SetUpError as told:\n    print(told)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=folder / "setup", capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("The environment .venv is a link to another folder.")
    assert (other / "kept").exists()
