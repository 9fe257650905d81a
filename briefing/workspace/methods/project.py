"""The methods for the project as a whole: beginning one, what is wrong with it, files that come in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.problems import Problem
    from briefing.problems.worded import Explanation
    from briefing.workspace.catalogues import CatalogueRefresh
    from briefing.workspace.mending import Mends
    from briefing.workspace.received import Received


class ProjectMethods(ProjectFolder):
    """The project as a whole, and files that come in."""

    def start(self, folder: Path, names: Mapping[str, str]) -> tuple[str, ...]:
        """Start an empty, working project for another place in a new folder: in the house style and the languages of this one,
        with one pack. ``names`` is the place by language id (``{"zh": "成都", "en": "Chengdu"}``). Returns its files."""
        from briefing.workspace.starting import start_project

        return start_project(self, folder, names)

    def session_key(self) -> bytes:
        """Return the key that sessions of the workbench are signed with; readable by its owner alone."""
        from briefing.workspace.received import session_key

        return session_key(self)

    def receive(self, name: str, data: bytes) -> Received:
        """Keep a file that somebody dropped in, so that it can be read and asked about; ``name`` is what it was called.
        Raises ``ProblemsFound`` for one that is empty or larger than any reader takes."""
        from briefing.workspace.received import receive

        return receive(self, name, data)

    def received(self, token: str) -> Received:
        """Return a file that was dropped in before, by its token. Raises ``ProblemsFound`` where it is no longer kept."""
        from briefing.workspace.received import received

        return received(self, token)

    def forget_received(self, token: str) -> None:
        """Throw a file that came in away."""
        from briefing.workspace.received import forget_received

        forget_received(self, token)

    def check(self) -> tuple[Problem, ...]:
        """Return every problem of content, templates and translations, errors first; the known conflicts of the sources are
        among the notes."""
        from briefing.workspace.mending import check

        return check(self)

    def mends(self) -> Mends:
        """Return what ``check`` finds, by cause, each with the page where it is mended: a figure, a segment, a release, a list,
        or a file and line."""
        from briefing.workspace.mending import mends

        return mends(self)

    def explain(self, code: str) -> Explanation:
        """Return what a problem code means: its reason, how to mend it, an example. Raises ``ProblemsFound`` for an unknown
        code."""
        from briefing.problems.worded import explain

        return explain(code)

    def refresh_catalogues(self) -> CatalogueRefresh:
        """Return what bringing the translation files up to templates and content would write."""
        from briefing.workspace.catalogues import refresh

        return refresh(self)
