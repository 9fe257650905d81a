"""A third language by data alone: the files of the guide build; the pseudo-locale shows what escaped translation."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from briefing.catalogue.glossary import Glossary
from briefing.document.nodes import Document, Paragraph, plain, walk
from briefing.language import load_language
from briefing.language.figures import print_quantity
from briefing.project.opening import Project, open_project
from briefing.quantities import Qualifier
from briefing.quantities.parse import parse_value
from briefing.review.lint import Pair, read_rules
from briefing.review.lint.checks import lint
from briefing.review.pseudo import pseudo
from tests.proof.edition import project as real_project
from tests.review.desk import ROOT, small_project
from tests.support.running import run

GUIDE = (ROOT / "docs" / "guides" / "new-language.md").read_text("utf-8")
BLOCK = re.compile(r"^```(?:yaml|po) (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = small_project(tmp_path)
    for name, text in BLOCK.findall(GUIDE):
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return made


def composed(project: Project, tag: str) -> Document:
    day = project.newest_source()
    document, problems = project.compose(project.content.packs[0], tag, project.context(day.isoformat(), day))
    assert document is not None, problems
    return document


def paragraphs(document: Document) -> list[str]:
    return [plain(p.children) for p in walk(document.sections) if isinstance(p, Paragraph)]


def test_the_guides_files_build_traditional_chinese(root: Path) -> None:
    said = paragraphs(composed(open_project(root), "zh-HK"))
    assert said == [
        "截至2025年年底，資產規模達人民幣9.6萬億元，按年上升6.8%。",
        "貸款持續增加。餘額為人民幣6.42萬億元，約佔一半。",
        "設有32間機構。",
    ]


def test_it_has_its_own_scale_words_qualifiers_and_quotes(root: Path) -> None:
    language = load_language(root / "i18n", "zh-HK")
    assert print_quantity(language, parse_value("6511.3亿", "CNY")) == "人民幣6511.3億元"
    assert print_quantity(language, parse_value("3.6万", "company", "余")) == "3.6萬餘間"
    about = replace(parse_value("250万", "USD"), qualifier=Qualifier.ABOUT)
    assert print_quantity(language, about) == "約250萬美元"
    assert language.typography.quotes == ("「", "」")


def test_check_names_what_is_missing_in_it(root: Path) -> None:
    ran = run(root, "check", "--json")
    assert "zh-HK" in ran.stdout
    assert "translation-missing" in ran.stdout


HK = (
    ("资产规模9.6万亿元，同比增长6.8%。", "資產規模9.6萬億元，按年上升6.8%。", set()),
    ("资产规模9.6万亿元。", "資產規模9.6億元。", {"review-number-scale"}),
    ("同比增长6.8%。", "按年下跌6.8%。", {"review-direction"}),
    ("同比增长6.8%。", "上升6.8%。", {"review-basis"}),
    ("设有超过32家机构。", "設有約32間機構。", {"review-qualifier-differs"}),
    ("设有机构。贷款增加。", "設有機構。", {"review-sentences"}),
)


@pytest.mark.parametrize(("zh", "hk", "codes"), HK)
def test_it_is_checked_by_its_own_words(root: Path, zh: str, hk: str, codes: set[str]) -> None:
    rules = read_rules(root / "i18n", "zh-HK", Glossary(), own=True)
    assert {f.code for f in lint([Pair("1", zh, hk)], rules)} == codes


def test_a_language_whose_numbers_nobody_reads_has_its_digits_compared(root: Path) -> None:
    rules = read_rules(root / "i18n", "de", Glossary())
    assert not lint([Pair("1", "增长6.8%，共31300家。", "Ein Anstieg um 6,8 %, zusammen 31.300.")], rules)
    found = lint([Pair("1", "增长6.8%。", "Ein Anstieg um 8,6 %.")], rules)
    assert [f.code for f in found] == ["review-number-added"]


def test_no_code_names_it() -> None:
    for path in (ROOT / "briefing").rglob("*.py"):
        assert "zh-HK" not in path.read_text("utf-8"), path


def test_pseudo_keeps_what_programs_read() -> None:
    assert pseudo("Up %(growth.verb)s, <strong>see</strong> {page} & https://a.eu") == (
        "Úp %(growth.verb)s, <strong>séée</strong> {page} & https://a.eu".replace("séée", "sééé")
    )


def test_the_pseudo_locale_is_no_language_of_the_project() -> None:
    assert "en-XA" not in real_project().languages
    assert yaml.safe_load((ROOT / "i18n" / "en-XA.yaml").read_text("utf-8"))["extends"] == "en"
