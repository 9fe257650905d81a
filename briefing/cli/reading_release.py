"""``generate.py release read``: the proposals of a release as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from briefing.cli import show
from briefing.project.opening import open_project
from briefing.releases.opening import open_release
from briefing.releases.proposing import proposals_for, read_lines
from briefing.releases.reading import Release
from briefing.releases.records import figure_record, release_record
from briefing.releases.verdicts import Proposed


def run_read(root: Path, file: Path, day: date | None, today: date, as_json: bool, whole: bool) -> None:
    """Read a release and show what its figures may be."""
    opened = open_release(file)
    project = open_project(root)
    release = read_lines(project, opened.lines, day, today)
    proposals = proposals_for(project, release)
    if as_json:
        show.as_json(release_record(release, proposals, {}) if whole else [figure_record(p) for p in proposals])
        return
    for line in table(release, proposals):
        print(line)


def table(release: Release, proposals: tuple[Proposed, ...]) -> Iterator[str]:
    """What was read, one line a figure."""
    guess = release.guess
    yield f"{guess.issuer or '?'}  {release.day or '?'}  {guess.title}  ({guess.kind})"
    proposed = sum(p.indicator is not None for p in proposals)
    yield f"{len(proposals)} figures · {proposed} proposed · {len(release.names)} numbers that are no data"
    for entry in proposals:
        what = entry.indicator or entry.near
        was = f"was {entry.existing.published}" if entry.existing else ""
        cells = (
            entry.figure.id,
            f"L{entry.figure.line}",
            entry.figure.text,
            entry.period,
            entry.basis,
            entry.verdict,
            what.id if what else "",
            was,
            str(entry.score),
            entry.figure.subject,
        )
        yield "\t".join(cells)
