"""generate.py finds the environment by itself, and says what to run where there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.mini_project import mini_project

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


def loaded(code: str) -> set[str]:
    """The modules that a process has loaded once it has run some code in the project."""
    command = [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n' + ' '.join(sys.modules))"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return set(ran.stdout.splitlines()[-1].split())


def libraries(modules: set[str]) -> set[str]:
    """The packages that modules are of."""
    return {name.partition(".")[0] for name in modules}


def rooms(modules: set[str]) -> set[str]:
    """The rooms of the engine that modules are of."""
    return {name.split(".")[1] for name in modules if name.startswith("briefing.")}


def test_the_help_loads_no_room_but_that_of_the_commands_and_the_problems() -> None:
    modules = loaded("from briefing.cli.app import main\nmain(['--help'])")
    assert rooms(modules) == {"cli", "problems"}
    assert "typer" in modules
    assert not (HEAVY | {"yaml"}) & libraries(modules)


def test_the_command_line_starts_without_the_libraries_that_its_work_needs() -> None:
    modules = loaded("from briefing.cli.app import COMMANDS, application\napplication(*COMMANDS)")
    assert "briefing.cli.serving" in modules
    assert not HEAVY & libraries(modules)


def test_who_says_a_value_reads_languages_and_neither_content_nor_templates(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    modules = loaded(f"from briefing.cli.app import main\nmain(['--root', {str(root)!r}, 'say', '9.6万亿', 'CNY'])")
    assert "briefing.language" in modules
    assert not {"compose", "content", "editions", "project", "proof"} & rooms(modules)
    assert not {"jinja2", "lxml", "polib"} & libraries(modules)


def test_where_nothing_was_approved_nothing_that_composes_is_loaded(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    modules = loaded(f"from briefing.cli.app import main\nmain(['--root', {str(root)!r}, 'status'])")
    assert "briefing.approval.approvals" in modules
    assert not {"changes", "compose", "language", "project"} & rooms(modules)
    assert not {"jinja2", "lxml", "polib"} & libraries(modules)


def test_who_lists_facts_loads_nothing_that_composes_reads_finished_files_or_seals(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    modules = loaded(f"from briefing.cli.app import main\nmain(['--root', {str(root)!r}, 'facts'])")
    assert "briefing.workspace.facts" in modules
    assert not {"approval", "changes", "compose", "editions", "proof", "render"} & rooms(modules)
    assert not {"cryptography", "http", "jinja2", "ssl", "pypdfium2", "openpyxl", "weasyprint"} & libraries(modules)
