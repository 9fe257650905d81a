"""Verifying a small edition: proved as built; each kind of falsehood said in plain words, with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing.editions.build import Request, build
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.files import open_finished
from briefing.proof.folder import proved, record, sheet
from briefing.proof.placing import places, trace_sources
from briefing.proof.sentences import Declared
from briefing.proof.verifying import against_facts, moved_on, verify
from briefing.review.lint import declarations
from tests.support.mini_project import INDICATORS, TEMPLATE, mini_project


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def names(root: Path) -> dict[str, Declared]:
    return declarations(open_project(root))[0]


@pytest.fixture
def edition(root: Path, tmp_path: Path) -> Path:
    return build(open_project(root), Request(tmp_path / "out", formats=("docx", "html"), jobs=1)).folder


def rewritten(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_as_built_it_is_proved_and_the_report_says_so(edition: Path, names: dict[str, Declared]) -> None:
    proof = verify(edition, names)
    assert [str(p) for p in proof.problems] == []
    assert proved(proof)
    assert record(proof)["same_figures"] == ["tiny: zh = en"]
    assert "Every number is accounted for" in repr(sheet(proof, "2026-04-10"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("9.6</span>万亿元", "9.7</span>万亿元", "proof-figure-not-in-manifest"),
        ("金融资产达", "金融资产达近", "proof-beside-figure"),
        ("</span>再<", "</span>（另有企业二百三十五家）再<", "proof-number-unaccounted"),
        ("</span>再<", "</span>不再<", "proof-text-differs"),
        ('value="9600000000000"', 'value="9700000000000"', "proof-figure-wrong"),
    ],
)
def test_a_falsehood_is_named(old: str, new: str, code: str, edition: Path, names: dict[str, Declared]) -> None:
    rewritten(edition / "tiny.zh.html", old, new)
    proof = verify(edition, names)
    codes = {p.code for p in proof.problems}
    assert {code, "proof-hash"} <= codes
    assert not proved(proof)
    assert all(p.file.startswith("tiny.zh") for p in proof.problems)


def test_a_figure_in_one_language_only_is_named(edition: Path, names: dict[str, Declared]) -> None:
    path = edition / "manifest.json"
    manifest = json.loads(path.read_bytes())
    del manifest["documents"]["tiny.en"]["figures"][0]
    path.write_text(json.dumps(manifest), "utf-8")
    assert "proof-languages-differ" in {p.code for p in verify(edition, names).problems}


def test_what_is_no_edition_is_said(tmp_path: Path, names: dict[str, Declared]) -> None:
    with pytest.raises(ProblemsFound) as found:
        verify(tmp_path, names)
    assert [p.code for p in found.value.problems] == ["proof-no-manifest"]
    (tmp_path / "a.odt").write_bytes(b"")
    with pytest.raises(ProblemsFound):
        open_finished(tmp_path / "a.odt")


def test_a_figure_is_traced_to_every_place_and_back(edition: Path) -> None:
    found = [p for p in places(edition) if p.fact == "financial-assets@2025-12-31"]
    assert {p.file for p in found} == {"tiny.zh.docx", "tiny.zh.html", "tiny.en.docx", "tiny.en.html"}
    assert {p.section for p in found} == {"scale"}


def test_figures_are_looked_up_in_the_sources(root: Path, tmp_path: Path) -> None:
    base = open_project(root).base
    (tmp_path / "one.txt").write_text("\n\n金融资产达9.6 万亿元。\n同比增长8.0%。\n", "utf-8")
    assert (trace_sources(base, tmp_path).found, trace_sources(base, tmp_path).problems) == (2, [])
    (tmp_path / "one.txt").write_text("\n\n同比增长8.0%。\n金融资产达9.6万亿元。\n", "utf-8")
    assert {p.code for p in trace_sources(base, tmp_path).problems} == {"trace-not-found"}
    assert {p.code for p in trace_sources(base, tmp_path / "none").problems} == {"trace-source-missing"}


def test_a_figure_typed_into_a_translation_stops_the_proof(tmp_path: Path) -> None:
    from briefing.proof.sentences.checks import Context, check_entries  # noqa: PLC0415 - used here only

    root = mini_project(tmp_path / "p", content__indicators__one=INDICATORS)
    catalogue = root / "i18n" / "en" / "tiny.po"
    rewritten(catalogue, "The base is growing.", "The base is growing by RMB 3 billion.")
    project = open_project(root)
    found = check_entries(root, Context(project.base, declarations(project)[0]), project.catalogues).problems
    assert [p.code for p in found if p.file == "i18n/en/tiny.po"] == ["proof-typed-figure"]


def test_a_direction_typed_in_words_is_judged_only_where_its_claim_holds(tmp_path: Path) -> None:
    from briefing.proof.sentences.checks import Context, check_entries  # noqa: PLC0415 - used here only

    fallen = INDICATORS.replace('value: "8.0"', 'value: "-8.0"').replace("增长8.0%", "下降8.0%")
    sentence = '<p>{% trans g=fig("assets-growth") %}规模的增幅为{{ g }}。{% endtrans %}</p>'
    found = {}
    for name, before, after in (("guarded", '{% if holds("growing") %}', "{% endif %}"), ("bare", "", "")):
        template = TEMPLATE.replace("<table", f"{before}{sentence}{after}\n<table", 1)
        root = mini_project(tmp_path / name, template, content__indicators__one=fallen)
        project = open_project(root)
        problems = check_entries(root, Context(project.base, declarations(project)[0]), project.catalogues).problems
        found[name] = [p.code for p in problems if p.code == "proof-typed-direction"]
    assert found == {"guarded": [], "bare": ["proof-typed-direction"]}


def test_a_manifest_changed_with_all_its_files_is_held_against_the_facts(edition: Path, root: Path) -> None:
    base = open_project(root).base
    assert moved_on(edition, root) == ""
    assert list(against_facts(edition, base)) == []
    rewritten(edition / "manifest.json", '"value": "9600000000000"', '"value": "9700000000000"')
    assert [p.code for p in against_facts(edition, base)] == ["proof-fact-differs"]
