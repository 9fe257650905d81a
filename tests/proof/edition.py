"""A real edition to prove: the one BRIEFING_EDITION names (make proof builds it), else one built once for this run of the
tests, whichever of its processes asks first. Nobody writes into it."""

from __future__ import annotations

import fcntl
import os
from functools import cache
from pathlib import Path

import pytest

from briefing.editions.build import Request, build
from briefing.project.opening import Project, open_project
from tests.support.real_project import documents_of_run, run_folder

ROOT = Path(__file__).parents[2]


@cache
def project() -> Project:
    """The project itself, read once."""
    return open_project(ROOT)


def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished edition of the first pack that is not a sample, in every language and format."""
    given = os.environ.get("BRIEFING_EDITION")
    if given:
        return Path(given)
    folder = run_folder(tmp_path_factory)
    out = folder / "edition-to-prove"
    with (folder / "edition-to-prove.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        whole = [path.parent for path in out.glob("*/manifest.json")]  # an edition appears whole or not at all
        if whole:
            return whole[0]
        store = documents_of_run(tmp_path_factory)
        packs, formats = ("western-financial-centre",), ("docx", "pdf", "html")
        wanted = Request(out, packs=packs, formats=formats, jobs=1, store=store)
        return build(project(), wanted).folder
