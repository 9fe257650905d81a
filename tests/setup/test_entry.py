"""generate.py finds the environment by itself, and says what to run where there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_bare(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the entry in a folder of its own with a Python that has no packages."""
    shutil.copy(ROOT / "generate.py", folder)
    command = [sys.executable, "-I", "-S", str(folder / "generate.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_without_an_environment_it_says_what_to_run(tmp_path: Path) -> None:
    result = run_bare(tmp_path, "check")
    assert (result.returncode, result.stdout) == (1, "")
    assert "make packs" in result.stderr
    assert result.stderr.count("\n") == 1


def test_it_goes_on_in_the_environment(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    result = run_bare(tmp_path, "say", "9.6", "CNY", "--qualifier", "over")
    assert result.stdout == f"{tmp_path / 'generate.py'} say 9.6 CNY --qualifier over\n"


START = """
import sys
from briefing.cli.app import application
application()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
#: Libraries that a command loads when its work needs them, and none by being started.
HEAVY = {
    "asyncio",
    "babel",
    "email",
    "http",
    "jinja2",
    "lxml",
    "openpyxl",
    "pydantic",
    "ssl",
    "starlette",
    "weasyprint",
}


WORK = """
import sys
import briefing.workspace.facts
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_who_lists_facts_loads_nothing_that_reads_finished_files_or_seals() -> None:
    command = [sys.executable, "-c", WORK]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert {"briefing", "pydantic"} <= set(loaded)
    assert not {"cryptography", "http", "ssl", "pypdfium2", "openpyxl", "weasyprint"} & set(loaded)


def test_the_command_line_starts_without_the_libraries_that_its_work_needs() -> None:
    command = [sys.executable, "-c", START]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert {"briefing", "typer"} <= set(loaded)
    assert not HEAVY & set(loaded)
