"""Nothing in the repository points to one machine or to one package registry; every shell script can be read."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.~$}-])/(?:w[o]rk|h[o]me|r[o]ot|U[s]ers|f[a]rm)/")
REGISTRY = re.compile(
    r"python[h]osted\.|registry\.n[p]mjs|artifact-?r[e]gistry|--(?:extra-)?index[-]url[ =]|--find[-]links"
)


def tracked() -> tuple[Path, ...]:
    """The files of the repository that are text."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in names.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000])


def pointers(text: str) -> list[str]:
    """The lines that name a path of one machine or the address of one registry."""
    return [line.strip()[:120] for line in text.splitlines() if MACHINE_PATH.search(line) or REGISTRY.search(line)]


def shell_problems(script: Path) -> str:
    """What bash says about a script it cannot read; empty when it can."""
    return subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False).stderr


def test_no_tracked_file_points_to_one_machine_or_registry() -> None:
    found = {str(path.relative_to(ROOT)): pointers(path.read_text(encoding="utf-8")) for path in tracked()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def links(folder: Path) -> list[str]:
    """The links in a repository's index: they point away from it, and a checkout puts them over what stands there."""
    listing = subprocess.run(["git", "ls-files", "-s"], cwd=folder, capture_output=True, text=True, check=True).stdout
    return [line.partition("\t")[2] for line in listing.splitlines() if line.startswith("120000 ")]


def test_no_link_is_tracked(tmp_path: Path) -> None:
    assert links(ROOT) == []
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".venv").symlink_to(tmp_path)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    assert links(tmp_path) == [".venv"]


@pytest.mark.parametrize("folder", ["w" + "ork", "h" + "ome", "r" + "oot", "U" + "sers"])
def test_a_path_of_one_machine_is_seen(folder: str) -> None:
    assert pointers(f"open('/{folder}/someone/facts.yaml')")
    assert not pointers(f"docs/{folder}/page.md")


def test_the_address_of_a_registry_is_seen() -> None:
    assert pointers('"resolved": "https://registry.' + 'npmjs.org/a.tgz"')
    assert pointers("--extra-index" + "-url http://mirror/simple")


def test_the_npm_lock_takes_its_files_from_wherever_npm_is_told() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock and "://" not in lock


def test_every_shell_script_can_be_read() -> None:
    scripts = [path for path in tracked() if path.read_bytes().startswith((b"#!/bin/sh", b"#!/usr/bin/env bash"))]
    assert len(scripts) >= 3
    assert {path.name: shell_problems(path) for path in scripts if shell_problems(path)} == {}


def test_a_broken_script_is_seen(tmp_path: Path) -> None:
    script = tmp_path / "broken.sh"
    script.write_text("if true; then\n", encoding="utf-8")
    assert shell_problems(script)
