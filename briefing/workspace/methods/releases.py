"""The methods for press releases: read, decided on, recorded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.problems import Problem
    from briefing.workspace.data import Plan
    from briefing.workspace.release_page import ReleasePage
    from briefing.workspace.releases import Desk, ReleasePlan, ReleaseRow


class ReleaseMethods(ProjectFolder):
    """Press releases: read, decided on, recorded."""

    def read_release(self, file: Path, **source: object) -> Desk:
        """Return every figure of a press release (TXT, DOCX, HTML, PDF) and what each may be; nothing is written. The keywords
        are what is known of it (``date``, ``issuer``, ``title``, ``kind``, ``url`` …); the rest is guessed."""
        from briefing.workspace.releases import read_release

        return read_release(self, file, source)

    def keep_release(self, desk: Desk) -> Plan:
        """Return what putting a release that was read into the archive would write."""
        from briefing.workspace.releases import keep

        return keep(self, desk)

    def release(self, name: str) -> Desk:
        """Return a release of the archive, read anew beside what the project holds now."""
        from briefing.workspace.releases import release

        return release(self, name)

    def releases(self) -> tuple[ReleaseRow, ...]:
        """Return every release that was read, with its coverage: how many figures were found, accepted, new, ignored, are
        open."""
        from briefing.workspace.releases import releases

        return releases(self)

    def release_page(self, name: str) -> ReleasePage:
        """Return a release of the archive as a page shows it: its text with every figure in its place, what each may be, what
        is decided, and what keeps a decision from being carried out."""
        from briefing.workspace.releases import release_page

        return release_page(self, name)

    def release_hindrances(self, name: str) -> tuple[Problem, ...]:
        """Return what keeps the decisions made so far on a release from being recorded."""
        from briefing.workspace.releases import hindrances

        return hindrances(self, name)

    def decide_release(self, name: str, decisions: Mapping[str, object], seen: Mapping[str, str] | None = None) -> Plan:
        """Return what writing down decisions on a release would change. The form is that of a file of decisions: ``source``
        confirms what the release is, ``figures`` holds a decision by figure id. ``seen``: by figure, the version of the
        decision that the person saw."""
        from briefing.workspace.releases import decide

        return decide(self, name, decisions, seen)

    def undecide_release(self, name: str, *figures: str, seen: Mapping[str, str] | None = None) -> Plan:
        """Return what taking decisions back would change; ``seen`` as for ``decide_release``."""
        from briefing.workspace.releases import take_back

        return take_back(self, name, figures, seen)

    def decide_release_from(self, name: str, path: Path) -> Plan:
        """Return what taking in a file of decisions (YAML, JSON), or the workbook of a release that came back, would change."""
        from briefing.workspace.releases import decide_from

        return decide_from(self, name, path)

    def release_sheet(self, name: str) -> bytes:
        """Return the workbook (XLSX) of a release: a row for every figure, to be decided on."""
        from briefing.workspace.releases import sheet

        return sheet(self, name)

    def record_release(self, name: str) -> ReleasePlan:
        """Return what recording a release would do, all accepted figures as one change: what moves in every language, claims
        that turn, sentences that change, sentences that say something is missing, figures that nothing prints."""
        from briefing.workspace.releases import record

        return record(self, name)
