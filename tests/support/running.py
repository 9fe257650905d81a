"""The command line as a person uses it: a project in a folder, a command, what it prints and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CODE = (
    "import sys; from pathlib import Path; import briefing.cli.app as a, briefing.cli.home as h; "
    "h.ROOT = Path(sys.argv.pop(1)); raise SystemExit(a.main())"
)


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the project in ``root``, with nobody at the keyboard."""
    env = dict(os.environ, PYTHONPATH=str(ROOT), COLUMNS="200")
    command = [sys.executable, "-c", _CODE, str(root), *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=env, stdin=subprocess.DEVNULL, encoding="utf-8"
    )


def done(root: Path, *words: str) -> str:
    """What a command prints that must succeed."""
    ran = run(root, *words)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout
