"""Problems and results as a person reads them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from briefing.problems import Problem, ProblemsFound, in_order, problem


def problems(found: Iterable[Problem], stream: object = None) -> None:
    """One line each on standard error, in order, with a count at the end."""
    listed = in_order(found)
    for entry in listed:
        print(entry, file=sys.stderr)
    print(summary(listed), file=sys.stderr)


def summary(found: Iterable[Problem]) -> str:
    """``2 errors, 1 warning, 31 notes``."""
    count = Counter(str(p.severity) for p in found)
    return ", ".join(f"{count[s]} {s}{'' if count[s] == 1 else 's'}" for s in ("error", "warning", "note"))


def as_json(data: object) -> None:
    """JSON on standard output."""
    print(json.dumps(data, ensure_ascii=False, indent=1))


def write(path: Path, data: bytes) -> None:
    """Put a file in place whole: written beside, then renamed. Raises ``ProblemsFound`` when it cannot be."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise ProblemsFound([problem("edit-not-written", str(path), 0, reason=error.strerror or str(error))]) from error
    finally:
        beside.unlink(missing_ok=True)
