"""The command line as a person uses it: a project in a folder, a command, what it prints and how it ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from briefing.cli.app import main

ROOT = Path(__file__).resolve().parents[2]
#: What a process of its own needs to find the engine, and prints in.
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"}


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the project in ``root``, in this process, with nobody at the keyboard."""
    out, wrong = io.StringIO(), io.StringIO()
    handler = signal.getsignal(signal.SIGTERM)
    try:
        with (
            redirect_stdout(out),
            redirect_stderr(wrong),
            patch.dict(os.environ, COLUMNS="200"),
            patch("sys.stdin", io.StringIO()),
        ):
            code = main(words, root)
    finally:
        signal.signal(signal.SIGTERM, handler)
    return subprocess.CompletedProcess(words, code, out.getvalue(), wrong.getvalue())


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
