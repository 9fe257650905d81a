"""Opening a finished file by its ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from briefing.formats import FORMATS, endings, named
from briefing.problems import ProblemsFound, problem
from briefing.proof.files.piece import Finished


def open_finished(path: Path) -> Finished:
    """The finished file at ``path``. Raises ``ProblemsFound`` when it cannot be opened, or is refused."""
    if path.suffix not in endings():
        raise ProblemsFound([problem("proof-not-a-finished-file", str(path), 0, known=", ".join(endings()))])
    reader: Callable[[bytes, str], Finished] = named(FORMATS[path.suffix[1:]].reader)
    try:
        return reader(path.read_bytes(), path.name)
    except OSError as error:
        raise ProblemsFound([problem("proof-unreadable", str(path), 0, reason=error.strerror or str(error))]) from error
    except ValueError as error:
        raise ProblemsFound([problem("proof-unreadable", str(path), 0, reason=str(error))]) from error
