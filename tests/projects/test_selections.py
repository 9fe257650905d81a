"""Selections: each has a name of its own, says what it could not judge, and is about its projects."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.document.nodes import Document, Table, plain, walk
from briefing.editions.audiences import Choice, DocumentSpec, wanted, with_selections
from briefing.editions.selection_names import selection_name, slug
from briefing.problems import ProblemsFound
from briefing.project.opening import Project, open_project
from briefing.projects.conditions import parse_condition
from tests.projects.workbooks import ROOT
from tools.sampling import write_sample

PACK = "investment-promotion-lists"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(ROOT, folder, 70)
    return open_project(ROOT, sample=folder)


def composed(project: Project, wish: DocumentSpec, language: str) -> tuple[Document, list[str]]:
    """A document and what is told of it."""
    project = replace(project, base=with_selections(project.base, (wish,)))
    context = replace(project.context("test", project.newest_source()), tailored=wish.tailored, base=project.base)
    document, problems = project.compose(wish.pack, language, context)
    assert document is not None, [str(p) for p in problems]
    return document, [p.message for p in problems if p.code == "list-where-open"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("sector = 生物医药 and investment >= 10亿", "shengwuyiyao-from-1b-"),
        ("investment < 5000万", "under-50m-"),
        ("not region in (主城都市区, 渝东北三峡库区)", "not-zhuchengdushiqu-yudongbeisanxiakuqu-"),
        ("name ~ LED", "led-"),
        ("investment > 1.5亿", "over-150m-"),
    ],
)
def test_a_selection_is_called_by_its_condition(text: str, begins: str) -> None:
    assert selection_name(parse_condition(text)).startswith(begins)


def test_two_conditions_have_two_names() -> None:
    texts = ["sector = 生物医药", "sector ~ 生物医药", "sector = 生物医药 and investment > 1", "district = 生物医药"]
    names = {selection_name(parse_condition(t)) for t in texts} | {selection_name(parse_condition(texts[0]), "keep")}
    assert len(names) == 5
    assert all(len(name) < 60 and name == slug(name) for name in names)


def test_a_name_that_is_an_audience_or_no_name_is_refused(project: Project) -> None:
    for name in (project.content.audiences[0].id, "A b", "../x"):
        with pytest.raises(ProblemsFound) as caught:
            wanted(project, project.pack(PACK), "sector = 生物医药", (), how=Choice(name=name))
        assert [p.code for p in caught.value.problems] == ["list-selection-name"]


def test_what_cannot_be_judged_is_counted_told_and_kept_only_when_asked(project: Project) -> None:
    where = "investment >= 6亿"
    left, kept = (
        wanted(project, project.pack(PACK), where, (), how=Choice(undecided=u, guide=True))[0]
        for u in ("leave", "keep")
    )
    assert left.tailored is not None
    assert kept.tailored is not None
    unjudged = {p.id for p in left.tailored.selection.unjudged}
    assert unjudged
    assert not unjudged & {p.id for p in left.tailored.sheets}
    assert unjudged <= {p.id for p in kept.tailored.sheets}
    for wish, done, words in ((left, "left out", "not included"), (kept, "kept in", "they are included")):
        document, told = composed(project, wish, "en")
        assert len(told) == 1
        assert f"{len(unjudged)} projects cannot be judged by the condition and are {done}" in told[0]
        assert any(words in plain(getattr(b, "children", ())) for s in document.sections for b in s.blocks)


def test_few_projects_are_a_booklet_of_them_unless_the_guide_is_wished(project: Project) -> None:
    assert project.everything is not None
    name = project.everything.selection.projects[0].name
    (wish,) = wanted(project, project.pack(PACK), f'name = "{name}"', ())
    document, _ = composed(project, wish, "zh")
    assert [s.id for s in document.sections] == ["project-booklet", "project-places", "project-contacts", "sources"]
    first = next(n for n in walk(document) if isinstance(n, Table))
    assert first.id.startswith("project-")
    (wish,) = wanted(project, project.pack(PACK), f'name = "{name}"', (), how=Choice(guide=True))
    assert "project-places" not in {s.id for s in composed(project, wish, "zh")[0].sections}


def test_a_profile_says_what_becomes_of_what_it_cannot_judge(project: Project, tmp_path: Path) -> None:
    audience = project.content.audiences[0].model_copy(
        update={"sectors": (), "regions": (), "least": "6亿", "undecided": "keep"}
    )
    changed = replace(project, content=replace(project.content, audiences=(audience,)))
    (wish,) = wanted(changed, changed.pack(PACK), "", (audience.id,))
    assert wish.tailored is not None
    assert {p.id for p in wish.tailored.selection.unjudged} <= {p.id for p in wish.tailored.sheets}
