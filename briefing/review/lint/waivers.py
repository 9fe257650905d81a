"""Findings that somebody has accepted with a reason: kept in a file, taken out of what is found, told when they lapse."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from briefing.catalogue.messages import digest
from briefing.files.yaml_reader import read_rules_file
from briefing.problems import Problem, ProblemsFound, catalogue, problem
from briefing.review.lint.rules import Finding, Pair

_HEAD = """\
# Findings of the checks that somebody has waived, with a reason. Written by “generate.py review waive”; delete an entry to take
# it back. text is a hash of source and translation: when either changes, the waiver has lapsed.
"""


class Waiver(BaseModel):
    """One finding waived: the segment's id, the code, why, by whom, on which day, and the hash of what was read then."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    code: str
    reason: str
    by: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings that stand, findings that are waived, and what is wrong with the waivers (lapsed, without a finding)."""

    standing: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    problems: tuple[Problem, ...]


def waivers_file(folder: Path, tag: str) -> Path:
    """Return where the waivers of a language lie."""
    return folder / tag / "waivers.yaml"


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Return the waivers of a file; none where there is none. Raises ``ProblemsFound``."""
    if not path.exists():
        return ()
    shown = f"{path.parent.name}/{path.name}"
    data = read_rules_file(path, shown) or []
    try:
        found = tuple(Waiver.model_validate(entry) for entry in data) if isinstance(data, list) else ()
    except ValidationError as error:
        told = " ".join(str(error).split())
        raise ProblemsFound([problem("waiver-unreadable", shown, 0, reason=told)]) from error
    if not isinstance(data, list):
        raise ProblemsFound([problem("waiver-unreadable", shown, 0, reason="it is no list of waivers")])
    unknown = [problem("waiver-code", shown, 0, waived=w.code) for w in found if w.code not in catalogue()]
    if unknown:
        raise ProblemsFound(unknown)
    return found


def written(waivers: Iterable[Waiver]) -> bytes:
    """Return the file of these waivers, in the order of segment and code."""
    buffer = io.StringIO()
    for waiver in sorted(waivers, key=lambda w: (w.id, w.code)):
        yaml.safe_dump([waiver.model_dump()], buffer, allow_unicode=True, sort_keys=False, width=100_000)
    return (_HEAD + buffer.getvalue()).encode()


def weigh(findings: Iterable[Finding], waivers: Iterable[Waiver], texts: Mapping[str, tuple[str, str]]) -> Weighed:
    """Take waived findings out. ``texts`` has source and translation of every row by id: a waiver whose hash no longer fits
    has lapsed, one whose segment or finding is gone is no longer needed."""
    findings = tuple(findings)
    by_key = {(w.id, w.code): w for w in waivers}
    good = {k for k, w in by_key.items() if k[0] in texts and w.text == digest(*texts[k[0]])}
    waived = tuple(f for f in findings if (f.row, f.code) in good)
    used = {(f.row, f.code) for f in waived}
    problems = [problem("waiver-lapsed", "", 0, **asdict_of(w)) for k, w in by_key.items() if k not in good]
    problems += [problem("waiver-idle", "", 0, **asdict_of(by_key[k])) for k in sorted(good - used)]
    return Weighed(tuple(f for f in findings if f not in set(waived)), waived, tuple(problems))


def waived_in(pairs: Iterable[Pair], waivers: Iterable[Waiver]) -> frozenset[tuple[str, str]]:
    """Return the rows of a file and the codes that are waived there: those of segments of this project, as they are in it."""
    by_text: dict[tuple[str, str], set[str]] = {}
    for waiver in waivers:
        by_text.setdefault((waiver.id, waiver.text), set()).add(waiver.code)
    found = ((p.row, by_text.get((p.segment, digest(p.source, p.target)), set())) for p in pairs if p.segment)
    return frozenset((row, code) for row, codes in found for code in codes)


def asdict_of(waiver: Waiver) -> dict[str, object]:
    """Return what a problem says of a waiver."""
    return {"id": waiver.id, "waived": waiver.code, "by": waiver.by, "reason": waiver.reason}
