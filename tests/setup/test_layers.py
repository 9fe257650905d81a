"""The order of the rooms is a contract (pyproject.toml) that the code keeps."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = (ROOT / "pyproject.toml").read_text("utf-8")


def checked(folder: Path) -> str:
    """What import-linter says of the packages in a folder."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def rooms() -> list[str]:
    """The rooms of the contract, highest first, optional ones without their parentheses."""
    layers = tomllib.loads(CONTRACT)["tool"]["importlinter"]["contracts"][0]["layers"]
    return [name.strip("()") for name in layers]


@pytest.fixture
def empty_rooms(tmp_path: Path) -> Path:
    """A folder under the same contract whose rooms hold nothing."""
    (tmp_path / "pyproject.toml").write_text(CONTRACT, "utf-8")
    for name in ("briefing", *rooms()):
        (tmp_path / name.replace(".", "/")).mkdir(parents=True, exist_ok=True)
        (tmp_path / name.replace(".", "/") / "__init__.py").touch()
    named = tomllib.loads(CONTRACT)["tool"]["importlinter"]["contracts"][1]["forbidden_modules"]
    for name in ("briefing.observations.workbook", "briefing.review.formats", *(n for n in named if n.count(".") == 2)):
        (tmp_path / (name.replace(".", "/") + ".py")).touch()
    return tmp_path


def test_every_room_imports_only_what_stands_below_it() -> None:
    assert "0 broken" in checked(ROOT)


def test_every_package_of_the_engine_has_its_place_in_the_order() -> None:
    engine = ROOT / "briefing"
    packages = {path.parent.name for path in engine.glob("*/__init__.py")}
    modules = {path.stem for path in engine.glob("*.py")} - {"__init__"}
    assert {f"briefing.{name}" for name in packages | modules} <= set(rooms())


def test_rooms_that_hold_nothing_keep_the_order(empty_rooms: Path) -> None:
    assert "0 broken" in checked(empty_rooms)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("briefing.compose", "briefing.cli"),
        ("briefing.problems", "briefing.content"),
        ("briefing.editions", "briefing.proof"),
        ("briefing.review", "tools"),
        ("briefing.proof", "briefing.language"),
    ],
)
def test_an_import_against_the_order_is_seen(empty_rooms: Path, importer: str, imported: str) -> None:
    (empty_rooms / importer.replace(".", "/") / "planted.py").write_text(f"import {imported}\n", "utf-8")
    said = " ".join(checked(empty_rooms).split())
    assert "1 broken" in said
    assert f"{importer}.planted -> {imported}" in said
