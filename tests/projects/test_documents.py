"""From the demonstration list to documents: figures that are facts, both languages alike, cut to who reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing.compose.project_views import Tailored
from briefing.document.nodes import Document, Figure, Section, Table, plain, walk
from briefing.editions.audiences import IN_VOLUME, DocumentSpec, mixed, shows_projects, wanted
from briefing.editions.build import Request, build
from briefing.editions.request import unready
from briefing.facts.operations import span_of, total
from briefing.problems import ProblemsFound
from briefing.project.opening import Project
from briefing.projects.checks import Line
from tests.projects.composed import PACK, composed_for
from tests.projects.workbooks import ROOT
from tests.proof.edition import project as real_project
from tools.sample import make_sample, read_sample_words


@pytest.fixture
def project(sampled: Project) -> Project:
    return sampled


def composed(project: Project, wish: DocumentSpec, language: str) -> tuple[Document, list[str]]:
    """A document and the codes of its errors."""
    document, problems = composed_for(project, wish, language)
    return document, [p.code for p in problems if p.severity == "error"]


def documents(project: Project, where: str = "", audiences: tuple[str, ...] = ()) -> dict[str, Document]:
    """The documents of a selection in both languages, by language (of its first document)."""
    wish = wanted(project, project.pack(PACK), where, audiences)[0]
    return {tag: composed(project, wish, tag)[0] for tag in wish.languages}


def figures(document: Document) -> list[tuple[str, str]]:
    """Fact and value of every figure, sorted."""
    return sorted((n.fact, n.value) for n in walk(document) if isinstance(n, Figure))


def test_both_languages_carry_the_same_figures_and_every_sheet(project: Project) -> None:
    made = documents(project)
    assert figures(made["zh"]) == figures(made["en"])
    assert made["zh"].stamp == "示例"
    assert made["en"].stamp == "SAMPLE"
    assert project.everything is not None
    sheets = {n.id for n in walk(made["en"]) if isinstance(n, Table) and n.id.startswith("project-")}
    assert len(sheets) == len(project.everything.selection.projects) == 70
    captions = [n.caption.label for n in walk(made["en"]) if isinstance(n, Table) and n.id.startswith("project-")]
    assert captions[:2] == ["Project\u00a01", "Project\u00a02"]


def test_every_printed_total_is_the_sum_of_its_inputs(project: Project) -> None:
    base = project.base
    sums = [f for f in base.facts.values() if f.id.startswith("projects.") and f.operation == "sum"]
    assert sums
    for fact in sums:
        assert fact.quantity is not None
        span = total([span_of(base.facts[i]) for i in fact.inputs])
        assert span.meets(span_of(fact)), fact.id
    whole = base.facts["projects.total.projects"]
    assert whole.quantity is not None
    assert whole.quantity.value == 70


def test_a_project_in_two_regions_counts_once(project: Project) -> None:
    selection = project.everything.selection if project.everything else None
    assert selection is not None
    assert any(len(p.regions) > 1 or len(p.districts) > 1 for p in selection.projects)
    assert len({(p.list, p.id) for p in selection.total.projects}) == len(selection.projects)


def test_a_selection_says_what_it_is_and_everything_follows_it(project: Project) -> None:
    made = documents(project, "sector = Biomedicine and investment >= 10亿")
    english = made["en"]
    assert "sector: Biomedicine; total investment: RMB\u00a01\u00a0billion or more" in english.cover.subtitle
    assert "行业为生物医药；总投资10亿元以上" in made["zh"].cover.subtitle
    assert figures(made["zh"]) == figures(english)
    assert project.everything is not None
    kept = [p for p in project.everything.selection.projects if p.sector == "生物医药"]
    sheets = [n for n in walk(english) if isinstance(n, Table) and n.id.startswith("project-")]
    assert 0 < len(sheets) <= len(kept)
    beyond = {f for f, _ in figures(english) if f.startswith("projects.")}
    assert all(f.startswith("projects.region-") for f in beyond)  # of the place, and said to be of the whole list
    assert [s.id for s in english.sections][:2] == ["project-booklet", "project-places"]
    lead = next(plain(b.children) for b in english.sections[0].blocks if getattr(b, "role", "") == "lead")
    assert "selected from" in lead


def test_audiences_make_documents_of_their_own(project: Project) -> None:
    wishes = wanted(project, project.pack(PACK), "", ("all",))
    assert [w.name for w in wishes] == [f"{PACK}-sample-biomedicine", f"{PACK}-sample-large-metro"]
    document, errors = composed(project, wishes[0], "en")
    assert not errors
    assert document.cover.title == "Edition for biomedical companies"


def test_an_empty_selection_and_unknown_audiences_are_errors(project: Project) -> None:
    pack = project.pack(PACK)
    wrong = (
        ("investment > 9万亿", (), "list-empty-selection"),
        ("", ("nobody",), "list-audience-unknown"),
        ("sector in (生物医药, 先进才料)", (), "list-where-value"),
        ("not district = 万州市", (), "list-where-value"),
    )
    for where, audiences, code in wrong:
        with pytest.raises(ProblemsFound) as caught:
            wanted(project, pack, where, audiences)
        assert [p.code for p in caught.value.problems] == [code]


def test_places_may_be_written_as_offices_write_them(project: Project) -> None:
    pack = project.pack(PACK)
    long, short = (
        wanted(project, pack, where, ())[0].tailored for where in ("region = 渝东南武陵山区", "region = 渝东南")
    )
    assert long is not None and short is not None
    assert long.selection.projects == short.selection.projects


def test_what_is_past_its_day_is_shown_and_makes_a_draft(project: Project) -> None:
    wish = wanted(project, project.pack(PACK), "", ())[0]
    late = date(2028, 1, 1)
    context = replace(project.context("late", late), tailored=wish.tailored)
    document, problems = project.compose(wish.pack, "zh", context)
    assert document is not None
    codes = {p.code for p in unready(problems)}
    assert codes >= {"list-projects-lapsed", "list-contacts-due"}
    assert "list-contacts-unverified" in {p.code for p in problems}
    texts = [plain(c.children) for n in walk(document) if isinstance(n, Table) for row in n.body for c in row]
    assert any("有效期至2026年12月31日，本期编印时已过" in t for t in texts)
    assert any("2026年6月30日核实，请重新确认" in t for t in texts)
    context = replace(project.context("early", date(2026, 7, 3)), tailored=wish.tailored)
    assert "list-projects-lapsed" not in {p.code for p in project.compose(wish.pack, "zh", context)[1]}


def test_published_totals_are_printed_beside_the_rows(project: Project) -> None:
    wish = wanted(project, project.pack(PACK), "", ())[0]
    assert wish.tailored is not None
    count = "projects.total.projects"
    lines = (
        Line(count, count, "", False, False),
        Line(count, count, count, True, False),
        Line(count, "", "", False, False),
    )
    tailored = replace(wish.tailored, reconciled={"sample": lines})
    said = {}
    for tag in ("zh", "en"):
        document, errors = composed(project, replace(wish, tailored=tailored), tag)
        assert not errors
        (table,) = [n for n in walk(document) if isinstance(n, Table) and n.id == "table-reconciled-sample"]
        said[tag] = [plain(row[-1].children).replace("\u00a0", " ") for row in table.body]
    assert said["zh"] == ["一致", "多70个", "清单中没有"]
    assert [("70 projects" in text, bool(text)) for text in said["en"]] == [(False, True), (True, True), (False, True)]


def test_many_sheets_go_into_volumes(project: Project) -> None:
    assert project.everything is not None
    many = project.everything.selection.projects * 20
    full = replace(project, everything=replace(project.everything, sheets=many))
    names = [w.name for w in wanted(full, project.pack(PACK), "", ())]
    assert names[0] == PACK
    assert sum(name.startswith(f"{PACK}-sheets-") for name in names) == -(-len(many) // IN_VOLUME)


def test_a_pack_without_projects_has_no_volumes_however_many_there_are(project: Project) -> None:
    assert project.everything is not None
    many = project.everything.selection.projects * 20
    selection = replace(project.everything.selection, sample=False)
    full = replace(project, everything=replace(project.everything, sheets=many, selection=selection))
    names = {w.name for pack in project.content.packs for w in wanted(full, pack, "", ())}
    without = [p for p in project.content.packs if not shows_projects(project, p)]
    assert f"{PACK}-sheets-1" in names
    assert without
    assert {p.id for p in without} <= names
    assert not [name for name in names for p in without if name.startswith(f"{p.id}-sheets-")]


def test_sample_and_published_figures_in_one_document_are_refused(project: Project) -> None:
    wish = wanted(project, project.pack(PACK), "", ())[0]
    document, _ = composed(project, wish, "zh")
    published = Figure("opportunity-projects@2024-04-10", "160", "project", "160个")
    planted = replace(document, sections=(*document.sections, Section("x", 1, "", (published,), ())))
    assert [p.code for p in mixed(project, planted)] == ["list-mixed-with-sample"]


def test_a_plain_build_knows_nothing_of_projects() -> None:
    plain_project = real_project()
    if plain_project.content.projects:
        return
    wishes = [w for pack in plain_project.content.packs for w in wanted(plain_project, pack, "", ())]
    assert {p.id for p in plain_project.content.packs} <= {w.name for w in wishes}
    assert not [w.name for w in wishes if "-sheets-" in w.name]
    assert all(w.tailored is None for w in wishes)
    pack = plain_project.pack(PACK)
    profiles = wanted(plain_project, pack, "", ("all",))
    assert (
        [w.name for w in profiles]
        == [f"{PACK}-{a.id}" for a in plain_project.content.audiences if a.pack == PACK]
        != []
    )
    for wish in profiles:
        document, errors = composed(plain_project, wish, "en")
        assert not errors
        assert wish.tailored is not None and wish.tailored.left_out
        assert document.cover.title != pack.title
        assert not wish.tailored.left_out & {n.id for n in walk(document) if isinstance(n, Section)}
    with pytest.raises(ProblemsFound) as caught:
        wanted(plain_project, plain_project.pack(PACK), "sector = 甲", ())
    assert [p.code for p in caught.value.problems] == ["list-none"]


def test_files_are_built_under_the_name_of_the_selection(project: Project, tmp_path: Path) -> None:
    request = Request(tmp_path, (PACK,), ("en",), ("html",), "test", jobs=1, where="sector = 生物医药")
    made = build(project, request)
    (first,) = (p.name.removesuffix(".en.html") for p in made.folder.glob("*.html"))
    assert first.startswith(f"{PACK}-shengwuyiyao-")
    again = build(project, request)
    assert again.kept == (f"{first}.en",)
    build(project, replace(request, where="sector = 先进材料", name="acme"))
    there = {p.name for p in made.folder.glob("*.html")}
    assert there == {f"{first}.en.html", f"{PACK}-acme.en.html"}


def test_the_sample_is_the_same_for_the_same_seed() -> None:
    words = read_sample_words(ROOT)
    districts = [("忠县", "渝东北三峡库区", "Zhongxian County"), ("黔江区", "渝东南武陵山区", "Qianjiang District")]
    assert make_sample(words, districts, 20) == make_sample(words, districts, 20)
    assert make_sample(words, districts, 20) != make_sample(words, districts, 20, seed=7)


def test_missing_english_is_shown_and_counted(project: Project) -> None:
    wish = wanted(project, project.pack(PACK), "", ())[0]
    context = replace(project.context("test", project.newest_source()), tailored=wish.tailored)
    document, problems = project.compose(wish.pack, "en", context)
    assert document is not None
    assert [p.code for p in problems].count("list-untranslated") == 1
    texts = [plain(c.children) for n in walk(document) if isinstance(n, Table) for row in n.body for c in row]
    assert any("romanised, unverified" in t for t in texts)
    missing = context.labels["missing"]
    assert missing not in texts
    assert isinstance(wish.tailored, Tailored)


def test_a_sample_has_no_deck_and_no_fact_sheet_which_tell_of_real_figures(project: Project) -> None:
    companions = [p for p in project.content.packs if p.of == PACK]
    assert {p.kind for p in companions} == {"deck", "factsheet"}
    assert [wanted(project, p, "", ()) for p in companions] == [(), ()]
    assert wanted(project, project.pack(PACK), "", ())
