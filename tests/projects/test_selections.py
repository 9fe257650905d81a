"""Selections: each has a name of its own, says what it could not judge, and is about its projects."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from briefing.compose.translator import Translator
from briefing.document.nodes import Document, Figure, Table, plain, walk
from briefing.editions.audiences import Choice, DocumentSpec, fits, wanted
from briefing.editions.selections import selection_name, slug
from briefing.problems import ProblemsFound
from briefing.project.opening import Project
from briefing.projects.conditions import parse_condition
from briefing.render.xlsx import write_annex
from briefing.workspace.previews import ANNEX
from tests.projects.composed import PACK, composed_for


@pytest.fixture
def project(sampled: Project) -> Project:
    return sampled


def composed(project: Project, wish: DocumentSpec, language: str) -> tuple[Document, list[str]]:
    """A document and what is told of it."""
    document, problems = composed_for(project, wish, language)
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


def test_a_name_keeps_every_letter_of_its_words() -> None:
    assert [slug(text) for text in ("文旅商贸、消费品等", "绿色能源", "Énergie", "，")] == [
        "wenlvshangmao-xiaofeipindeng", "lvsenengyuan", "energie", "x"]  # fmt: skip


def test_two_conditions_have_two_names() -> None:
    texts = ["sector = 生物医药", "sector ~ 生物医药", "sector = 生物医药 and investment > 1", "district = 生物医药"]
    names = {selection_name(parse_condition(t)) for t in texts} | {selection_name(parse_condition(texts[0]), "keep")}
    assert len(names) == 5
    assert all(len(name) < 60 and name == slug(name) for name in names)


@pytest.mark.parametrize(
    ("where", "audiences", "each", "undecided"),
    [
        ("investment >= 10亿", (), "", "leave"),
        ("investment >= 10亿", (), "", "keep"),
        ("", ("all",), "", "leave"),
        ("investment >= 1亿", ("all",), "", "leave"),
        ("", (), "sector", "leave"),
        ("investment >= 1亿", (), "region", "leave"),
    ],
)
def test_what_is_counted_beforehand_is_what_the_documents_show(
    project: Project, where: str, audiences: tuple[str, ...], each: str, undecided: str
) -> None:
    pack = project.pack(PACK)
    made = wanted(project, pack, where, audiences, each, Choice(undecided=undecided))
    counted = fits(project, pack, where, audiences, each, undecided)
    shown = [w.tailored.selection for w in made if w.tailored]
    assert len(counted) == len(shown) > 0
    for fit, selection in zip(counted, shown, strict=True):
        assert {p.id for p in fit.projects} == {p.id for p in selection.projects}
        assert {p.id for p in fit.unjudged} == {p.id for p in selection.unjudged}
    if not each:
        assert [f.name for f in counted] == [w.name for w in made]


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
    for wish, done, words in ((left, "left out", "not included"), (kept, "kept in", "but kept")):
        document, told = composed(project, wish, "en")
        assert len(told) == 1
        assert f"{len(unjudged)} of the projects cannot be judged by the condition and are {done}" in told[0]
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


def test_the_annex_holds_what_the_document_prints(project: Project) -> None:
    (wish,) = wanted(project, project.pack(PACK), "sector = 生物医药", ())
    for language in ("zh", "en"):
        document, _ = composed(project, wish, language)
        words = Translator(project.languages[language], "", project.catalogues[language], project.labels)
        labels = {f"annex_{name}": words.house(f"annex_{name}") for name in ANNEX}
        data = write_annex(document, labels)
        assert data == write_annex(document, labels)
        book = openpyxl.load_workbook(io.BytesIO(data))
        about, index, sheets, contacts = (book[labels[f"annex_{n}"]] for n in ("about", "index", "sheets", "contacts"))
        assert about["A1"].value == document.stamp
        printed = [n for n in walk(document) if isinstance(n, Table) and n.id.startswith("project-")]
        rows = list(index.iter_rows(values_only=True))
        assert [row[1] for row in rows[1:]] == [plain(t.caption.children) for t in printed]
        figures = [n for t in printed for n in walk(t) if isinstance(n, Figure) and n.fact.endswith(".investment")]
        assert [row[-1] for row in rows[1:] if row[-1]] == [float(f.value) for f in figures if f.unit == "CNY"]
        assert {plain(c.children).replace("\xa0", " ") for t in printed for r in t.body for c in r} <= {
            str(v) for row in sheets.iter_rows(values_only=True) for v in row}  # fmt: skip
        assert contacts.max_row > 1
        assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_an_annex_that_does_not_hold_what_was_written_is_not_handed_on(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wish,) = wanted(project, project.pack(PACK), "sector = 生物医药", ())
    document, _ = composed(project, wish, "zh")
    labels = {f"annex_{name}": name for name in ANNEX}
    monkeypatch.setattr(
        "xlsxwriter.worksheet.Worksheet.write_number", lambda self, r, c, v, f: self.write_string(r, c, "1", f)
    )
    with pytest.raises(AssertionError, match="the annex holds"):
        write_annex(document, labels)


def test_a_profile_says_what_becomes_of_what_it_cannot_judge(project: Project, tmp_path: Path) -> None:
    audience = project.content.audiences[0].model_copy(
        update={"sectors": (), "regions": (), "least": "6亿", "undecided": "keep"}
    )
    changed = replace(project, content=replace(project.content, audiences=(audience,)))
    (wish,) = wanted(changed, changed.pack(PACK), "", (audience.id,))
    assert wish.tailored is not None
    assert {p.id for p in wish.tailored.selection.unjudged} <= {p.id for p in wish.tailored.sheets}


def test_what_is_asked_for_keeps_what_a_profile_cannot_judge(project: Project) -> None:
    audience = project.content.audiences[0].model_copy(update={"sectors": (), "regions": (), "least": "6亿"})
    changed = replace(project, content=replace(project.content, audiences=(audience,)))
    pack = changed.pack(PACK)
    (wish,) = wanted(changed, pack, "", (audience.id,), how=Choice(undecided="keep"))
    (fit,) = fits(changed, pack, "", (audience.id,), "", "keep")
    assert wish.tailored is not None
    shown = {p.id for p in wish.tailored.sheets}
    assert {p.id for p in fit.unjudged} and {p.id for p in fit.unjudged} <= shown == {p.id for p in fit.projects}


def test_a_profile_of_few_projects_is_a_booklet_unless_it_cuts_the_guide(project: Project) -> None:
    first = project.content.audiences[0]
    for audience, template in (
        (first, "project-booklet.html"),
        (first.model_copy(update={"guide": True}), "project-sheets.html"),  # a sample never stands in the guide
        (first.model_copy(update={"leave_out": ("shapingba",)}), "project-sheets.html"),
    ):
        changed = replace(project, content=replace(project.content, audiences=(audience,)))
        (wish,) = wanted(changed, changed.pack(PACK), "", (audience.id,))
        assert wish.pack.template == template
