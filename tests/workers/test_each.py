"""`build --each sector`: one document for each sector that has projects, each project in exactly one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.editions.audiences import wanted
from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.problems import ProblemsFound
from briefing.project.opening import Project, open_project
from tools.sampling import PACK, write_sample

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("sample") / "input"
    write_sample(ROOT, folder, 30)
    return open_project(ROOT, sample=folder)


def test_every_project_stands_in_the_document_of_its_sector(project: Project) -> None:
    made = wanted(project, project.pack(PACK), "", (), "sector")
    sheets = [{p.id: p.sector for p in one.tailored.sheets} for one in made if one.tailored]
    assert all(len(set(one.values())) == 1 for one in sheets)
    assert sorted(n for one in sheets for n in one) == sorted(p.id for p in project.content.projects if p.sector)
    assert {one.name for one in made} >= {f"{PACK}-sector-shengwuyiyao", f"{PACK}-sector-xianjincailiao"}
    assert len({one.name for one in made}) == len(made)


def test_a_condition_narrows_each_of_them(project: Project) -> None:
    made = wanted(project, project.pack(PACK), "investment >= 10亿", (), "region")
    everything = wanted(project, project.pack(PACK), "", (), "region")
    narrow, broad = (sum(len(one.tailored.sheets) for one in found if one.tailored) for found in (made, everything))
    assert 0 < narrow < broad


def test_without_projects_there_is_nothing_to_cut(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        build(open_project(ROOT), Request(tmp_path, each="region"))
    assert [p.code for p in found.value.problems] == ["list-none"]
    assert not list(tmp_path.iterdir())
