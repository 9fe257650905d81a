"""A problem code in full: its reason, how to mend it, and an example."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import yaml

from briefing.problems import ProblemKind, ProblemsFound, catalogue, nearest, problem


@dataclass(frozen=True, slots=True)
class Example:
    """Input that has the problem, and the same without: files by name, or pairs of texts (both as text); empty where
    there is none."""

    bad: str = ""
    good: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a code. ``message`` and ``mend`` are patterns: words in braces are filled in where it
    occurs."""

    code: str
    severity: str
    message: str
    why: str
    mend: str
    example: Example


def codes() -> tuple[str, ...]:
    """Every problem code, in alphabetical order."""
    return tuple(sorted(catalogue()))


def explain(code: str) -> Explanation:
    """A code explained. Raises ``ProblemsFound`` for one that does not exist, naming the nearest."""
    wanted = code.strip().strip("[]").casefold()
    kind = catalogue().get(wanted)
    if kind is None:
        close = ", ".join(nearest(wanted, catalogue())) or "those that stand in brackets behind a problem"
        raise ProblemsFound([problem("explain-unknown", given=code, known=close)])
    return Explanation(kind.code, kind.severity.value, kind.message, kind.why, kind.mend, _example(kind))


def _example(kind: ProblemKind) -> Example:
    for room in (resources.files("briefing.problems") / "examples").iterdir():
        place = room / f"{kind.code}.yaml"
        if place.is_file():
            data = yaml.safe_load(place.read_text("utf-8"))
            return Example(_text(data["bad"]), _text(data["ok"]))
    return Example()


def _text(given: dict[str, str] | list[list[str]]) -> str:
    if isinstance(given, dict):
        return "\n".join(f"# {name}\n{text.rstrip()}" for name, text in given.items())
    return "\n".join("\n".join(pair) for pair in given)
