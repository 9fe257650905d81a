"""Versions of a pack: the copy that goes out and the desk copy, from one template."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polib
import pytest

from briefing.compose.markup import without_others
from briefing.document.nodes import Document
from briefing.document.reading import passages
from briefing.editions.audiences import wanted
from briefing.editions.build import build
from briefing.editions.request import Request, unready
from briefing.problems import ProblemsFound
from briefing.project.opening import Project, open_project
from briefing.review.segment import uses
from briefing.workspace import Workspace
from tests.support.mini_project import (
    CLAIMS,
    CONFLICTS,
    ENGLISH,
    INDICATORS,
    PACK,
    TEMPLATE,
    mini_project,
    translations,
)

VERSIONS = """\
versions:
  - {id: outward, caveats: outward}
  - {id: desk, title: 内部参阅稿, mark: 内部参阅, formats: [docx, html], caveats: all, internal: true}
awaited: [branches-absent]
"""
WITH_OUTWARD = (
    CONFLICTS.rstrip()
    + "\n    outward: 口径未说明。\n"
    + """\
  - id: misprint
    kind: misprint
    facts: []
    source: s1
    locator: L5
    printed: 金融融资产8.1万户
    reason: 多印一字。
    caveat: 来源此处多印一字。
"""
)
AWAITED = (
    INDICATORS
    + """\
  - {id: branches, label: 分支机构数量, unit: institution, kind: stock}
  - {id: rates, label: 利率, unit: percent, kind: rate}
"""
)
ABSENT = (
    CLAIMS
    + """\
  - {id: branches-absent, statement: 所据资料没有给出分支机构数量, test: absent, left: branches}
  - {id: rates-absent, statement: 所据资料没有给出利率, test: absent, left: rates}
"""
)
END = '<section id="sources"'
DESK = """\
<p data-for="desk">{% trans %}只供内部参阅。{% endtrans %}</p>
<p>{% trans %}给所有人看。{% endtrans %}
{% if version("desk") and holds("rates-absent") %}{% trans %}所据资料没有给出利率。{% endtrans %}{% endif %}</p>
<section id="known" data-for="desk"><h1>{{ _("已知问题") }}</h1><div data-block="caveats"/><div data-block="awaited"/></section>
"""
WORDS = {
    "tiny": {
        **ENGLISH["tiny"],
        "只供内部参阅。": "For the desk.",
        "给所有人看。": "For everybody.",
        "所据资料没有给出利率。": "The material does not give the rate.",
        "已知问题": "Known problems",
    },
    "content": {
        **ENGLISH["content"],
        "内部参阅稿": "Desk copy",
        "内部参阅": "INTERNAL",
        "口径未说明。": "Scope not stated.",
        "来源此处多印一字。": "The source prints a character too many here.",
        "所据资料没有给出分支机构数量": "The material does not give the number of branches",
        "所据资料没有给出利率": "The material does not give the rate",
    },
}


def made(folder: Path, versions: str = VERSIONS, template: str = "", claims: str = ABSENT, **files: str) -> Path:
    text = template or TEMPLATE.replace(
        '</section>\n<section id="sources"',
        "</section>\n" + f'<section id="more"><h1>{{{{ _("指标") }}}}</h1>{DESK}</section>\n{END}',
    )
    root = mini_project(
        folder,
        text,
        content__packs__tiny=PACK + versions,
        content__relations__one=WITH_OUTWARD,
        content__indicators__one=AWAITED,
        content__claims__one=claims,
        **files,
    )
    translations(root, WORDS)
    return root


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return open_project(made(tmp_path_factory.mktemp("project")))


def document(project: Project, name: str) -> Document:
    found = {m.name: m for m in project.composed()}
    assert found[name].document is not None, found[name].problems
    return found[name].document  # type: ignore[return-value]


def said(document: Document) -> str:
    return "\n".join(p.text for p in passages(document))


def codes(root: Path) -> list[str]:
    return sorted(
        {p.code for p in Workspace(root, date(2026, 4, 11)).check()} - {"known-conflict", "translation-unreviewed"}
    )


def test_what_is_for_the_desk_stands_in_its_copy_alone(project: Project) -> None:
    outward, desk = said(document(project, "tiny.zh")), said(document(project, "tiny-desk.zh"))
    for words in ("只供内部参阅。", "所据资料没有给出利率。", "已知问题"):
        assert words in desk
        assert words not in outward
    assert "给所有人看。" in desk
    assert "给所有人看。" in outward


@pytest.mark.parametrize(
    ("words", "drafts"),
    [
        ("只供内部参阅。", {"tiny-desk.en"}),
        ("已知问题", {"tiny-desk.en"}),
        ("给所有人看。", {"tiny.en", "tiny-desk.en"}),
    ],
)
def test_only_what_a_copy_prints_makes_it_a_draft(words: str, drafts: set[str], tmp_path: Path) -> None:
    root = made(tmp_path)
    path = root / "i18n" / "en" / "tiny.po"
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.find(words).msgstr = ""
    catalogue.save()
    found = {m.name: unready(m.problems) for m in open_project(root).composed() if m.name.endswith(".en")}
    assert {name for name, reasons in found.items() if reasons} == drafts
    assert {p.code for name in drafts for p in found[name]} == {"translation-missing"}


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ('a<p data-for="desk">x</p>b', "ab"),
        ('a<p data-for="outward desk">x</p>b', 'a<p data-for="outward desk">x</p>b'),
        ('a<p data-for="outward">x</p>b', 'a<p data-for="outward">x</p>b'),
        ('a<div data-for="desk"><div>x</div>\n<div/></div>b', "a\nb"),
        ('a<div data-for="desk" data-block="caveats"/>b', "ab"),
        ('a<p data-for="desk">x', 'a<p data-for="desk">x'),
        ('<aside class="caveat" data-for="desk">x</aside><p data-for="desk">y</p>', ""),
    ],
)
def test_a_template_without_what_is_for_others_keeps_its_lines(source: str, left: str) -> None:
    assert without_others(source, "outward") == left


def test_what_goes_out_tells_a_conflict_once_in_words_of_its_own_and_no_misprint(project: Project) -> None:
    outward, desk = said(document(project, "tiny.en")), said(document(project, "tiny-desk.en"))
    assert outward.count("Scope not stated.") == 1
    assert "The source does not state the scope" not in outward
    assert "character too many" not in outward
    assert desk.count("The source does not state the scope") > 1
    assert "The source prints a character too many here." in desk
    assert "(S1, L5: “金融融资产8.1万户”)" in desk


def test_the_desk_lists_what_is_still_to_be_found_asked_for_or_named(project: Project) -> None:
    desk = said(document(project, "tiny-desk.zh"))
    assert "所据资料没有给出分支机构数量" in desk
    assert "所据资料没有给出利率\n" in desk + "\n"


def test_a_copy_says_on_cover_and_pages_for_whom_it_is(project: Project) -> None:
    desk, outward = document(project, "tiny-desk.en"), document(project, "tiny.en")
    assert "Desk copy" in desk.cover.lines
    assert desk.banner == "INTERNAL"
    assert outward.banner == ""
    assert desk.pack == "tiny-desk"


def test_a_sentence_is_used_in_whichever_version_it_stands_and_counts_once(project: Project) -> None:
    used = uses(project, "en")
    assert [pack for pack, _ in used["tiny", "", "只供内部参阅。"]] == ["tiny"]
    assert [pack for pack, _ in used["tiny", "", "给所有人看。"]] == ["tiny"]


def test_a_build_makes_every_version_in_its_formats_and_the_proof_holds(tmp_path: Path) -> None:
    root = made(tmp_path / "project")
    ws = Workspace(root, date(2026, 4, 11))
    built = ws.build(out=tmp_path / "out", formats=("docx", "html"), jobs=1, fresh=True)
    names = {p.name for p in built.folder.iterdir() if p.suffix in (".docx", ".html", ".pdf")}
    assert names == {f"{n}.{t}.{f}" for n in ("tiny", "tiny-desk") for t in ("zh", "en") for f in ("docx", "html")}
    manifest = json.loads((built.folder / "manifest.json").read_bytes())["documents"]
    assert {e["pack"] for e in manifest.values()} == {"tiny", "tiny-desk"}
    for path in built.folder.glob("tiny-desk.zh.html"):
        assert "内部参阅" in path.read_text("utf-8")
    (found,) = ws.verify((), report=False, out=tmp_path / "out", again=False)
    assert not [p for p in found.problems if p.file.startswith("tiny")], found.problems


def test_a_format_that_only_some_versions_have_makes_only_those(tmp_path: Path) -> None:
    project = open_project(made(tmp_path / "project"))
    specs = {w.name: w.pack.formats for w in wanted(project, project.pack("tiny"), "", ())}
    assert specs == {"tiny": ("docx", "pdf", "html"), "tiny-desk": ("docx", "html")}


def test_the_desk_can_be_asked_for_alone_or_left_out(tmp_path: Path) -> None:
    project = open_project(made(tmp_path / "project"))
    for internal, name in ((True, "tiny-desk"), (False, "tiny")):
        request = Request(tmp_path / name, formats=("html",), languages=("zh",), internal=internal, jobs=1)
        assert build(project, request).documents == (f"{name}.zh",)


def test_a_release_leaves_internal_versions_out_even_when_they_stood_there(tmp_path: Path) -> None:
    project = open_project(made(tmp_path / "project"))
    request = Request(tmp_path / "out", formats=("html",), languages=("zh",), jobs=1)
    assert (build(project, request).folder / "tiny-desk.zh.html").is_file()
    released = build(project, replace(request, release=True, lapsed=()))
    assert {p.name for p in released.folder.glob("*.html")} == {"tiny.zh.html"}
    assert set(json.loads((released.folder / "manifest.json").read_bytes())["documents"]) == {"tiny.zh"}


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ('<p data-for="desks">x</p>', "template-version"),
        ('{% if version("dusk") %}{% endif %}<p>x</p>', "template-version"),
        ('<p data-for="Desk!">x</p>', "markup-value"),
        ('<ul><li data-for="desk">x</li></ul>', "markup-missing"),
        (
            '<p>{{ ref("inner") }}</p><section id="inner" data-for="desk"><h1>{{ _("规模") }}</h1><p>x</p></section>',
            "reference-left-out",
        ),
    ],
)
def test_a_slip_in_the_template_is_told(tmp_path: Path, blocks: str, code: str) -> None:
    whole = TEMPLATE.replace(END, f'<section id="more"><h1>{{{{ _("指标") }}}}</h1>{blocks}</section>{END}')
    assert code in codes(made(tmp_path, template=whole))


AUDIENCES = """\
audiences:
  - {id: banks, pack: tiny, title: 银行版, leave_out: [more]}
"""


def test_a_file_states_which_document_it_is_of_also_when_cut_to_an_audience(tmp_path: Path) -> None:
    root = made(tmp_path / "project", content__audiences__one=AUDIENCES)
    ws = Workspace(root, date(2026, 4, 11))
    ws.build(out=tmp_path / "out", formats=("docx",), languages=("zh",), audiences=("banks",), jobs=1, fresh=True)
    (found,) = ws.verify((), report=False, out=tmp_path / "out", again=False)
    assert "proof-inside" not in {p.code for p in found.problems}


def test_a_claim_to_list_that_could_not_be_read_is_told(tmp_path: Path) -> None:
    claims = ABSENT.replace("left: branches}", "left: branches@2026-01/2026-03}")
    assert "wrong-value" in codes(made(tmp_path, claims=claims))


def test_a_pack_without_versions_refuses_what_is_marked_for_one(tmp_path: Path) -> None:
    assert "template-version" in codes(made(tmp_path, versions=""))


@pytest.mark.parametrize(
    ("versions", "code"),
    [
        ("versions: [{id: desk, internal: true, mark: 内部}]\n", "version-unfit"),
        ("versions: [{id: outward}, {id: desk, internal: true}]\n", "version-unfit"),
        ("versions: [{id: outward}, {id: more, languages: [fr]}]\n", "version-unfit"),
        ("versions: [{id: outward}, {id: outward}]\n", "duplicate-id"),
        ("awaited: [growing]\n", "unknown-reference"),
        ("awaited: [nothing]\n", "unknown-reference"),
    ],
)
def test_a_slip_in_the_manifest_of_the_pack_is_told(tmp_path: Path, versions: str, code: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        build(open_project(made(tmp_path, versions=versions)), Request(tmp_path / "out", jobs=1))
    assert code in {p.code for p in found.value.problems}
