"""Press releases: every figure of a text, and what each may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.releases.opening import open_release
from briefing.releases.proposing import proposals_for, read_lines
from briefing.releases.reading import Release
from briefing.releases.verdicts import Proposed

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReleaseReading:
    """A release as it was read, with a proposal for each of its figures in the order of the text."""

    release: Release
    proposals: tuple[Proposed, ...]


def read_release(ws: Workspace, file: Path, day: date | None) -> ReleaseReading:
    """Find every figure of a release and say what each may be; nothing is entered."""
    opened = open_release(file)
    project = ws.project()
    release = read_lines(project, opened.lines, day, ws.today)
    return ReleaseReading(release, proposals_for(project, release))
