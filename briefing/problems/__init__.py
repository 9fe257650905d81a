"""What a check found, as a value: stable code, severity, place, and a way to mend it.

The codes live in the YAML files beside this module, one file per stage, sorted; each gives ``severity``, ``message``
(a ``str.format`` pattern over the details), ``why`` and ``mend``, and may give ``cause``: a pattern for what several
problems of the code have in common, where their messages differ."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml


class Severity(StrEnum):
    """How much a problem weighs: an error stops a build, a warning is shown, a note is for information."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One entry of the catalogue of problem codes."""

    code: str
    severity: Severity
    message: str
    why: str
    mend: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong, with the place where a person can mend it (``line`` 0 when the file has no lines).
    Problems of one code and one ``cause`` are mended by one change; ``details`` fill the patterns of its code; ``field``
    names the field of a form that a problem of what was filled in belongs to."""

    code: str
    severity: Severity
    message: str
    mend: str
    file: str = ""
    line: int = 0
    cause: str = field(default="", compare=False, repr=False, metadata={"data": "hidden"})
    details: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False, metadata={"data": "hidden"})
    field: str = field(default="", compare=False, repr=False, metadata={"data": "hidden"})

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.severity}: {self.message} [{self.code}] — {self.mend}"


class ProblemsFound(Exception):  # noqa: N818 - the plural noun says what it carries
    """Raised where a stage cannot go on; carries every problem found so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


@cache
def catalogue() -> dict[str, ProblemKind]:
    """Return all problem codes, by code, read from the YAML files beside this module."""
    kinds: dict[str, ProblemKind] = {}
    for entry in sorted(resources.files(__package__).iterdir(), key=lambda e: e.name):
        if not entry.name.endswith(".yaml"):
            continue
        for code, fields in yaml.load(entry.read_text("utf-8"), yaml.CSafeLoader).items():
            if code in kinds:
                raise ValueError(f"problem code {code} is declared twice")
            kinds[code] = ProblemKind(
                code,
                Severity(fields["severity"]),
                fields["message"],
                fields["why"],
                fields["mend"],
                fields.get("cause", ""),
            )
    return kinds


def problem(code: str, file: str = "", line: int = 0, **details: object) -> Problem:
    """Make a problem of a catalogued code; ``details`` fill the patterns of its message and its mend."""
    kind = catalogue()[code]
    message, mend, cause = (text.format(**details) for text in (kind.message, kind.mend, kind.cause))
    return Problem(code, kind.severity, message, sys.intern(mend), file, line, sys.intern(cause), details)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of them is an error."""
    return any(p.severity is Severity.ERROR for p in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without repeats: errors, warnings, then notes, each by file, line and code, so that the same inputs
    list the same problems."""
    return tuple(sorted(set(problems), key=lambda p: (_WEIGHT[p.severity], p.file, p.line, p.code, p.message)))


def grouped(problems: Iterable[Problem]) -> tuple[tuple[Problem, tuple[Problem, ...]], ...]:
    """Return one entry for each cause, in the order given: the first problem that says something, and those that say the same
    of other places."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for entry in problems:
        found.setdefault((entry.code, entry.cause or f"{entry.message}\0{entry.mend}"), []).append(entry)
    return tuple((first, tuple(others)) for first, *others in found.values())


_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def nearest(name: str, known: Iterable[str], most: int = 3, cutoff: float = 0.6) -> list[str]:
    """Return the known names most like a wrong one, the nearest first; ``cutoff`` is how like they must be, 0 to 1."""
    return get_close_matches(name, list(known), n=most, cutoff=cutoff)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint for the end of a message: ``; did you mean X?``, or nothing when no known name is near."""
    return f"; did you mean {close[0]}?" if (close := nearest(name, known, 1)) else ""
