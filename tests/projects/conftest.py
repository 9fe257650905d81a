"""The project with a demonstration list, made once for every test of projects that only reads it."""

from __future__ import annotations

import pytest

from briefing.project.opening import Project, open_project
from tests.projects.workbooks import ROOT
from tools.sampling import write_sample


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with a sample of 70 in place of its lists."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(ROOT, folder, 70)
    return open_project(ROOT, sample=folder)
