"""The command line as a person uses it: a project in a folder, a command, what it prints and how it ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from briefing.cli.app import main
from briefing.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
#: What a process of its own needs to find the engine, and prints in.
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"}


#: The project that the last command worked on: the next one on it reads only what has changed since.
_opened: list[Workspace] = []


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the project in ``root``, in this process, with nobody at the keyboard. A build works in this process
    too, where nothing else is asked for: worker processes cost more than so few documents, and have tests of their own."""
    if "build" in words and not {"--jobs", "--engine"} & {*words}:
        words = (*words, "--jobs", "1")
    out, wrong = io.StringIO(), io.StringIO()
    handler = signal.getsignal(signal.SIGTERM)
    nobody = patch("sys.stdin", io.StringIO())
    try:
        with redirect_stdout(out), redirect_stderr(wrong), patch.dict(os.environ, COLUMNS="200"), nobody:
            code = main(words, root, ws=_workspace(root))
    finally:
        signal.signal(signal.SIGTERM, handler)
    return subprocess.CompletedProcess(words, code, out.getvalue(), wrong.getvalue())


def _workspace(root: Path) -> Workspace | None:
    if not (root / "content").is_dir():
        return None
    if not _opened or _opened[0].root != root.absolute():
        _opened[:] = [Workspace(root, datetime.now().astimezone().date())]
    return _opened[0]


def command(root: Path, *words: str) -> list[str]:
    """The words that run a command in a process of its own."""
    return [sys.executable, "-m", "briefing.cli", "--root", str(root), *words]


def run_apart(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own: where the process itself is tested."""
    return subprocess.run(
        command(root, *words),
        capture_output=True,
        check=False,
        env=os.environ | ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
    )


def done(root: Path, *words: str) -> str:
    """What a command prints that must succeed."""
    ran = run(root, *words)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout
