"""The documents name only what is there: files they link to, modules, goals of the Makefile, commands of generate.py."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import typer.main

from briefing.cli.app import COMMANDS, application

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)|<img [^>]*src=\"(?!\w+:)([^\"]+)\"")
GOAL = re.compile(r"`make ([a-z][a-z-]*)|^\s*(?:\$ )?make ([a-z][a-z-]*)", re.MULTILINE)
#: A module by its name or path; those of a library are not ours.
MODULE = re.compile(r"`(?!weasyprint/)([\w/]+\.py)`")
COMMAND = re.compile(r"generate\.py ([a-z]+)\b")


@cache
def tracked(pattern: str) -> tuple[str, ...]:
    """The files of the repository that fit a pattern and are there, new ones too."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file())


def documents() -> tuple[Path, ...]:
    """The Markdown documents of the repository."""
    return tuple(ROOT / name for name in tracked("*.md"))


@cache
def goals_and_commands() -> tuple[frozenset[str], frozenset[str]]:
    """What can be asked of make and of generate.py."""
    goals = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(goals), frozenset(typer.main.get_group(application(*COMMANDS)).commands)


def dead_ends(text: str, folder: Path) -> list[str]:
    """What a document names and the project does not have."""
    goals, commands = goals_and_commands()
    targets = ["".join(found) for found in LINK.findall(text)]
    found = [f"link to {target}" for target in targets if not (folder / target).exists()]
    found += [f"make {goal}" for goal in map("".join, GOAL.findall(text)) if goal not in goals]
    modules = "\n".join(f"/{name}" for name in tracked("*.py")) + "\n"
    found += [name for name in MODULE.findall(text) if f"/{name}\n" not in modules]
    found += [f"generate.py {command}" for command in COMMAND.findall(text) if command not in commands]
    return found


def test_the_documents_name_only_what_is_there() -> None:
    found = {
        str(path.relative_to(ROOT)): dead_ends(path.read_text(encoding="utf-8"), path.parent) for path in documents()
    }
    assert {name: ends for name, ends in found.items() if ends} == {}


def test_each_kind_of_dead_end_is_seen() -> None:
    text = "[a](no-such.md) ![b](Makefile) `make nothing-at-all` and\nmake packs\n`python generate.py fly` [w](https://example.org)"
    text += " `briefing/gone.py` and `formats.py`"
    assert dead_ends(text, ROOT) == ["link to no-such.md", "make nothing-at-all", "briefing/gone.py", "generate.py fly"]
