"""What every run of the tests begins with."""

from __future__ import annotations

import gc
import os
import sys

from hypothesis import settings

#: The same examples in every run, however slow the machine: what fails here fails everywhere, and nothing fails for its speed.
settings.load_profile("ci")

#: The programs of .NET that make and check Word files run for a second: code that measures itself to become faster costs more.
os.environ.setdefault("DOTNET_TieredPGO", "0")

#: Compiled modules are kept, whatever the shell says: the many processes that tests start would each compile the engine anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """Set what the modules of the tests have loaded, which stays to the end, apart from what the garbage collector looks
    through. A page is drawn after a collection (``briefing.render.pdf``): it would look through all of it each time."""
    gc.collect()
    gc.freeze()
