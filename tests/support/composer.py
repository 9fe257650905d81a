"""Templates composed over one small project, in the process of the test."""

from __future__ import annotations

from pathlib import Path

from briefing.document.nodes import Document
from briefing.problems import Problem
from briefing.project.opening import open_project
from tests.support.mini_project import mini_project


class Composer:
    """One small project whose template is another for each test."""

    def __init__(self, root: Path, **files: str) -> None:
        self.project = open_project(mini_project(root, translate=False, **files))

    @classmethod
    def of(cls, root: Path) -> Composer:
        """A composer over a project that stands already."""
        made = cls.__new__(cls)
        made.project = open_project(root)
        return made

    def __call__(self, template: str) -> tuple[Document | None, list[Problem]]:
        (self.project.templates / "tiny.html").write_text(template, "utf-8")
        day = self.project.newest_source()
        context = self.project.context(day.isoformat(), day)
        document, problems = self.project.compose(self.project.pack("tiny"), "zh", context)
        return document, [p for p in problems if p.severity == "error"]
