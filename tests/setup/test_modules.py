"""The modules of the engine are short enough to be read at one sitting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.mini_project import ROOT

LONGEST = 400


def too_long(folder: Path) -> list[str]:
    """The modules below a folder that have more lines than allowed, each with its count."""
    counts = {path: len(path.read_text("utf-8").splitlines()) for path in sorted(folder.rglob("*.py"))}
    return [f"{path.relative_to(folder)}: {count} lines" for path, count in counts.items() if count > LONGEST]


def test_no_module_is_over_400_lines() -> None:
    assert not too_long(ROOT / "briefing")
    assert not too_long(ROOT / "tools")


@pytest.mark.parametrize(("lines", "found"), [(LONGEST, []), (LONGEST + 1, ["room/planted.py: 401 lines"])])
def test_a_module_over_the_limit_is_found(tmp_path: Path, lines: int, found: list[str]) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "planted.py").write_text("x = 1\n" * lines, "utf-8")
    assert too_long(tmp_path) == found
