#!/usr/bin/env python3
"""The entry: `python generate.py …` runs briefing.cli in the environment that `make packs` sets up."""

import gc
import importlib.util
import os
import sys
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv"


def use_environment() -> None:
    """Go on in .venv unless this Python is an environment that has the packages; say what to run where neither is."""
    equipped = importlib.util.find_spec("weasyprint") is not None
    python = ENVIRONMENT / "bin" / "python"
    if equipped and (sys.prefix != sys.base_prefix or not python.exists()):
        return
    if python.exists() and Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        os.execv(python, [str(python), *sys.argv])
    raise SystemExit("The packages this needs are not installed. Run `make packs` first: it sets everything up.")


if __name__ == "__main__":
    use_environment()
    gc.set_threshold(50_000, 20, 20)  # what is read stays: looking through it as it grows is an eighth of a large check
    from briefing.cli.app import main

    code = main(root=Path(__file__).resolve().parent)
    gc.freeze()  # what is left goes with the process; looking through it first would take a third of a second
    raise SystemExit(code)
