"""Any section may be left out: nothing refers to it, and what sums up speaks only of what is there."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.compose.markup import Cut, Outline, read_outline
from briefing.content.projects import Audience
from briefing.document.nodes import Document, Figure, Section, Text, walk
from briefing.editions.audiences import wanted
from briefing.problems import Problem, ProblemsFound
from briefing.project.opening import Project, open_project
from tests.projects.workbooks import ROOT

PACK = "investment-promotion-lists"
#: Sections that sum up or lead on from the others.
SUMMING_UP = frozenset({"at-a-glance", "risks", "next-steps"})
TOP = (
    "at-a-glance",
    "place",
    "opportunity-list",
    "financing-demand",
    "four-majors",
    "key-projects",
    "shapingba",
    "logistics-hub",
    "overseas",
    "risks",
    "next-steps",
    "changes",
    "notes-on-data",
    "known-issues",
    "glossary",
    "sources",
)


@pytest.fixture(scope="module")
def project() -> Project:
    """The project as it stands."""
    return open_project(ROOT)


@pytest.fixture(scope="module")
def outline(project: Project) -> Outline:
    """The outline of the pack's template."""
    return read_outline(project.templates, project.pack(PACK).template)


def cut(
    project: Project, language: str, *left_out: str, templates: Path | None = None
) -> tuple[Document | None, list[Problem]]:
    """The document without some sections, and its errors."""
    profile = Audience.model_validate({"id": "trial", "pack": PACK, "title": "制造业企业版", "leave_out": left_out})
    content = replace(project.content, audiences=(profile,))
    wish = wanted(replace(project, content=content), project.pack(PACK), "", ("trial",))[0]
    context = project.context("test", project.newest_source())
    context = replace(context, tailored=wish.tailored, templates=templates or project.templates)
    document, problems = project.compose(wish.pack, language, context)
    return document, [p for p in problems if p.severity == "error"]


def printed(document: Document) -> tuple[set[str], set[str]]:
    """The facts that the sections which sum up print, and those that all others print."""
    inside: tuple[set[str], set[str]] = (set(), set())
    for section in document.sections:
        facts = {n.fact for n in walk(section) if isinstance(n, Figure)}
        inside[section.id not in SUMMING_UP].update(facts)
    return inside


def orphans(whole: Document, document: Document) -> set[str]:
    """Facts that the summary still prints though all sections that printed them are gone."""
    told, _ = printed(document)
    return (told & printed(whole)[1]) - printed(document)[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_can_be_left_out_and_the_summary_follows(project: Project, outline: Outline, language: str) -> None:
    assert set(TOP) == {s for s in outline.sections if not outline.inside[s] and not s.startswith("project")}
    whole, errors = cut(project, language)
    assert whole is not None
    assert not errors
    for name in TOP:
        document, errors = cut(project, language, name)
        assert document is not None
        assert not errors, [str(e) for e in errors]
        assert name not in {n.id for n in walk(document) if isinstance(n, Section)}
        assert not orphans(whole, document), name


def test_every_section_inside_a_part_can_be_left_out_too(project: Project, outline: Outline) -> None:
    whole, _ = cut(project, "zh")
    assert whole is not None
    inner = sorted(s for s in outline.sections if outline.inside[s] and not outline.inside[s].startswith("project"))
    assert len(inner) > 15
    for name in inner:
        document, errors = cut(project, "zh", name)
        assert document is not None
        assert not errors, [str(e) for e in errors]
        assert not orphans(whole, document), name


@pytest.mark.parametrize("kept", TOP[2:8])
def test_one_part_alone_makes_a_sound_document(project: Project, kept: str) -> None:
    whole, _ = cut(project, "zh")
    document, errors = cut(project, "zh", *(s for s in TOP[2:8] if s != kept))
    assert whole is not None
    assert document is not None
    assert not errors, [str(e) for e in errors]
    assert not orphans(whole, document)
    assert kept in {s.id for s in document.sections}


def test_without_the_cluster_neither_summary_nor_next_steps_name_it(project: Project) -> None:
    document, errors = cut(project, "zh", "shapingba", "key-projects")
    assert document is not None
    assert not errors
    said = "".join(
        n.text for s in document.sections if s.id in SUMMING_UP for n in walk(s) if isinstance(n, (Text, Figure))
    )
    assert "机会清单" in said
    assert not [word for word in ("沙坪坝", "赛力斯", "青凤", "市级重点项目") if word in said]


def test_a_slip_in_a_profile_is_named_with_its_line(project: Project) -> None:
    with pytest.raises(ProblemsFound) as caught:
        cut(project, "zh", "shapinba")
    (found,) = caught.value.problems
    assert found.code == "list-audience-section"
    assert "shapinba" in found.message
    assert "shapingba" in found.mend


def test_a_reference_to_a_section_left_out_is_named_with_its_template_line(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.templates, tmp_path / "templates")
    path = tmp_path / "templates" / project.pack(PACK).template
    marked = path.read_text("utf-8").replace(
        '{% if shows("legal-district") %}{% trans section', "{% if true %}{% trans section"
    )
    path.write_text(marked, "utf-8")
    line = next(n for n, text in enumerate(marked.splitlines(), 1) if 'ref("legal-district")' in text)
    _, errors = cut(project, "zh", "legal-district", templates=path.parent)
    assert [(e.code, e.file, e.line) for e in errors] == [("reference-left-out", f"templates/{path.name}", line)]


def test_shows_knows_what_lies_in_a_section_and_what_does_not_exist(outline: Outline) -> None:
    made = Cut(outline, frozenset({"opportunity-list"}), "templates/t.html")
    assert made.shows(("shapingba", "table-majors"))
    assert not made.shows(("list-sectors",))
    assert not made.shows(("shapingba", "table-sectors"))
    assert made.unknown(("table-sectors", "table-sector")) == ["table-sector"]


def test_a_slip_in_a_template_is_named_with_its_line(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.templates, tmp_path / "templates")
    path = tmp_path / "templates" / project.pack(PACK).template
    marked = path.read_text("utf-8").replace('shows("key-project-progress")', 'shows("key-project-progres")')
    path.write_text(marked, "utf-8")
    line = next(n for n, text in enumerate(marked.splitlines(), 1) if 'shows("key-project-progres")' in text)
    _, errors = cut(project, "zh", "key-projects", templates=path.parent)
    assert [(e.code, e.file, e.line) for e in errors] == [("template-section", f"templates/{path.name}", line)]
