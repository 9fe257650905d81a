"""``generate.py store``: what the store of finished documents holds, and whether it still is what was stored."""

from __future__ import annotations

import shutil
from pathlib import Path

from briefing.cli import show
from briefing.store.documents import Store


def run_store(folder: Path, clear: bool) -> None:
    """Print the size of the store and a line for each damaged entry; with ``clear``, empty it."""
    store = Store(folder)
    if clear:
        shutil.rmtree(folder, ignore_errors=True)
    entries, taken = store.size()
    print(f"{folder}: {entries} documents, {taken / 1024**2:.1f} of at most {store.limit / 1024**2:.0f} MB")
    if damaged := store.check():
        show.problems(damaged)
