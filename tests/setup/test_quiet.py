"""Nothing below the command line prints, asks, ends the process or knows the clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "briefing"
#: Called by name.
FUNCTIONS = frozenset({"print", "input", "exit", "quit", "breakpoint"})
#: Named with their module: streams, the end of the process, the clock.
NAMES = frozenset(
    {
        "sys.stdout",
        "sys.stderr",
        "sys.stdin",
        "sys.argv",
        "sys.exit",
        "os._exit",
        "os.abort",
        "date.today",
        "datetime.now",
        "datetime.today",
        "datetime.utcnow",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
        "time.strftime",
    }
)
MODULES = frozenset({"typer", "click", "rich", "getpass", "locale"})
#: The words without one of which a module names none of all this: only the others are parsed.
WORDS = FUNCTIONS | MODULES | {name.rpartition(".")[2] for name in NAMES} | {"SystemExit"}
MAYBE = re.compile(rf"\b(?:{'|'.join(sorted(WORDS))})\b")
#: What a worker process or a process of its own does with its pipes.
ALLOWED = {
    ("projects/foreign_sheets.py", "sys.stdin"): "the process that reads a foreign workbook gets it through a pipe",
    ("projects/foreign_sheets.py", "sys.argv"): "… and by its arguments of which sheets no rows are wanted",
    ("workers/local.py", "os._exit"): "a worker whose build has gone ends itself",
}


def loud(tree: ast.AST) -> Iterator[str]:
    """What a module names that only the command line may."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                yield name
            case ast.Attribute(value=ast.Name(id=module), attr=name) if f"{module}.{name}" in NAMES:
                yield f"{module}.{name}"
            case ast.Attribute(value=ast.Attribute(attr=module), attr=name) if f"{module}.{name}" in NAMES:
                yield f"{module}.{name}"
            case ast.Name(id="SystemExit"):
                yield "SystemExit"
            case ast.Import(names=names):
                yield from (a.name for a in names if a.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=module, names=names, level=0) if module:
                if module.partition(".")[0] in MODULES:
                    yield module
                yield from (f"{module}.{a.name}" for a in names if f"{module}.{a.name}" in NAMES)


def found(folder: Path) -> dict[str, list[str]]:
    """By module below the command line, what it names that it may not."""
    modules = (path for path in folder.rglob("*.py") if "cli" not in path.relative_to(folder).parts)
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in modules}
    named = {name: [*loud(ast.parse(text))] for name, text in texts.items() if MAYBE.search(text)}
    kept = {name: [what for what in listed if (name, what) not in ALLOWED] for name, listed in named.items()}
    return {name: listed for name, listed in kept.items() if listed}


def test_nothing_below_the_command_line_prints_asks_ends_or_knows_the_clock() -> None:
    assert found(ENGINE) == {}


@pytest.mark.parametrize(
    "planted",
    [
        "print('x')",
        "import typer",
        "from rich.console import Console",
        "import sys\nsys.stdout.write('x')",
        "from sys import stderr",
        "import datetime\nx = datetime.date.today()",
        "from datetime import datetime\nx = datetime.now()",
        "from time import time",
        "raise SystemExit(1)",
        "import os\nos._exit(1)",
        "x = input()",
    ],
)
def test_each_kind_of_loudness_is_seen(tmp_path: Path, planted: str) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "quiet.py").write_text("x = 1\n", "utf-8")
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "app.py").write_text(planted, "utf-8")
    assert found(tmp_path) == {}
    (tmp_path / "facts" / "planted.py").write_text(planted, "utf-8")
    assert list(found(tmp_path)) == ["facts/planted.py"]


def test_what_is_allowed_is_still_there() -> None:
    for name, what in ALLOWED:
        assert what in [*loud(ast.parse((ENGINE / name).read_text("utf-8")))]
