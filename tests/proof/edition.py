"""A real edition to prove: the one BRIEFING_EDITION names (make proof builds it), else one built for this run of the tests."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from briefing.editions.build import Request, build
from briefing.project.opening import Project, open_project

ROOT = Path(__file__).parents[2]


@cache
def project() -> Project:
    """The project itself, read once."""
    return open_project(ROOT)


def edition(out: Path) -> Path:
    """The folder of a finished edition of the first pack that is not a sample, in every language and format."""
    given = os.environ.get("BRIEFING_EDITION")
    if given:
        return Path(given)
    return build(
        project(), Request(out, packs=("western-financial-centre",), formats=("docx", "pdf", "html"), jobs=2)
    ).folder
