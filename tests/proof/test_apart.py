"""The proof shares nothing with what it proves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROOF = Path(__file__).parents[2] / "briefing" / "proof"
WRITERS = ("briefing.language", "briefing.compose", "briefing.render", "briefing.editions", "briefing.quantities.parse")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def shared(folder: Path, barred: tuple[str, ...]) -> list[str]:
    return [
        f"{p.name}: {name}" for p in sorted(folder.rglob("*.py")) for name in imported(p) if name.startswith(barred)
    ]


def test_it_imports_nothing_that_writes() -> None:
    assert shared(PROOF, WRITERS) == []


@pytest.mark.parametrize("part", ["reading", "files"])
def test_its_readers_import_nothing_of_the_engine_but_problems(part: str) -> None:
    ours = [
        s
        for s in shared(PROOF / part, ("briefing.",))
        if not s.split(": ")[1].startswith(("briefing.proof.", "briefing.problems", "briefing.formats"))
    ]
    assert ours == []


def test_the_guard_sees_a_planted_import(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from briefing.language import print_quantity\n", "utf-8")
    assert shared(tmp_path, WRITERS) == ["a.py: briefing.language"]
