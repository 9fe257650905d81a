"""The data annex of a pack: what stands in it, and what the proof sees of it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from briefing.compose.annex_tables import formula_of
from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.files.xlsx import WrongFormula, computed, shown
from briefing.proof.verifying import Proof, verify
from briefing.render.xlsx import NUMBER, code_of, held
from briefing.review.lint import declarations
from tests.formats.changing import changed, with_change
from tests.support.content_case import based
from tests.support.mini_project import ENGLISH, INDICATORS, PACK, mini_project
from tools.quality.outside import open_xml_errors

NAME = "tiny-data.zh-en.xlsx"
DERIVED = """\
derived:
  - id: assets-before
    label: 上年金融资产规模
    op: implied-base
    inputs: [financial-assets@2025-12-31, assets-growth@2025-12-31]
    unit: CNY
    decimals: -11
"""
TEMPLATE = """\
<section id="scale"><h1>{{ _("规模") }}</h1>
<p>{% trans when=asof("financial-assets"), assets=fig("financial-assets"), growth=fig("assets-growth"), before=fig("assets-before") %}
{{ when }}，金融资产达{{ assets }}，{{ growth }}，上年为{{ before }}。{% endtrans %}</p>
<table id="t-scale"><caption>{{ _("规模一览") }}</caption>
<thead><tr><th>{{ _("指标") }}</th><th>{{ unit("CNY", scale_of(["financial-assets"])) }}</th></tr></thead>
<tbody><tr><th>{{ label("financial-assets") }}</th><td>{{ cell("financial-assets", scale_of(["financial-assets"])) }}</td></tr></tbody></table>
</section>
<section id="sources" data-numbered="no"><h1>{{ _("资料来源") }}</h1><div data-block="sources"/></section>
"""  # noqa: E501 - a template reads best with one sentence a line
SENTENCE = "%(when)s，金融资产达%(assets)s，%(growth)s，上年为%(before)s。"
WORDS = {
    SENTENCE: "%(when.as-of-initial)s, financial assets stood at %(assets)s, having %(growth.participle)s; "
    "a year earlier they were %(before)s.",
    "上年金融资产规模": "Financial assets a year earlier",
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The root of a small project and the folder of its edition: the data annex alone."""
    for domain in ("tiny", "content"):
        ENGLISH[domain].update({k: v for k, v in WORDS.items() if (k == SENTENCE) == (domain == "tiny")})
    root = mini_project(
        tmp_path_factory.mktemp("annex"),
        TEMPLATE,
        content__packs__tiny=PACK.replace("[docx, pdf, html]", "[html, xlsx]"),
        content__indicators__one=INDICATORS,
        content__derived__one=DERIVED,
    )
    return root, build(open_project(root), Request(root / "out", formats=("xlsx",), jobs=1)).folder


def proved(root: Path, folder: Path) -> Proof:
    return verify(folder, declarations(open_project(root))[0], hashes=False)


def test_every_figure_stands_in_a_row_with_its_value_text_and_source(edition: tuple[Path, Path]) -> None:
    sheet = openpyxl.load_workbook(edition[1] / NAME)["数据 Figures"]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assets = found["financial-assets@2025-12-31"]
    assert (assets["指标 zh"], assets["Indicator en"]) == ("金融资产规模", "Financial assets")
    assert (assets["数值 Value"], assets["写法 zh"]) == (9_600_000_000_000, "9.6万亿元")
    assert str(assets["As printed en"]).replace("\xa0", " ") == "RMB 9.6 trillion"
    assert (assets["状态 zh"], assets["来源号 Source ID"], assets["位置 Locator"]) == ("已公布", "S1", "L3")
    assert assets["Note en"] == "The source does not state the scope of this figure."
    assert (found["assets-growth@2025-12-31"]["数值 Value"], sheet["D3"].number_format) == (0.08, "0.0%")
    assert found["assets-before"]["数值 Value"] == "=ROUND(D2/(1+D3),-11)"
    assert found["assets-before"]["推算所据 Derived from"] == "financial-assets@2025-12-31; assets-growth@2025-12-31"


def test_a_formula_keeps_the_value_that_was_checked_beside_it(edition: tuple[Path, Path]) -> None:
    sheet = openpyxl.load_workbook(edition[1] / NAME, data_only=True)["数据 Figures"]
    assert sheet["D4"].value == 8_900_000_000_000


@pytest.mark.parametrize(
    ("word", "formula"),
    [
        ("", "ROUND({a@2025-12-31}/{b@2025-12-31},2)"),
        ("超", "ROUNDDOWN({a@2025-12-31}/{b@2025-12-31},2)"),
        ("近", "ROUNDUP({a@2025-12-31}/{b@2025-12-31},2)"),
    ],
)
def test_a_bound_is_rounded_by_the_workbook_as_by_the_engine(word: str, formula: str, tmp_path: Path) -> None:
    qualifier = f", qualifier: {word}" if word else ""
    rows = (
        f"  - id: {name}\n    label: 名称\n    unit: CNY\n    kind: stock\n    observations:\n"
        f'      - {{period: "2025-12-31", basis: stated, value: "{value}"{said}, published: 甲, source: s1, locator: L3}}\n'
        for name, value, said in (("a", "2.00", qualifier), ("b", "3.00", ""))
    )
    derived = "  - {id: part, label: 名称, op: share, inputs: [a, b], unit: percent, decimals: 0}\n"
    files = {
        "content/indicators/a.yaml": "indicators:\n" + "".join(rows),
        "content/derived/a.yaml": "derived:\n" + derived,
    }
    facts = based(tmp_path, files).facts
    assert formula_of(facts["part"], facts) == formula


def test_tables_stand_in_each_language_as_they_are_printed_with_numbers_to_compute_with(
    edition: tuple[Path, Path],
) -> None:
    book = openpyxl.load_workbook(edition[1] / NAME)
    assert book.sheetnames == ["说明 About", "数据 Figures", "数据来源 Sources", "表1 zh", "Table 1 en"]
    assert [c.value for c in book["表1 zh"]["B"]][1:3] == ["万亿元", 9.6]
    assert [c.value for c in book["Table 1 en"]["B"]][1:3] == ["RMB trillion", 9.6]


def test_the_annex_proves_is_valid_and_has_the_same_bytes_again(edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    proof = proved(root, folder)
    assert proof.problems == ()
    assert proof.accounts[NAME].counts["figure"] == 11  # three rows of a value and two texts, and two tables of one
    assert open_xml_errors(folder / NAME) == ()
    again = build(open_project(root), Request(tmp_path, formats=("xlsx",), jobs=1, fresh=True)).folder
    assert (again / NAME).read_bytes() == (folder / NAME).read_bytes()


FIGURES, MARKS, STRINGS = "xl/worksheets/sheet2.xml", "customXml/item1.xml", "xl/sharedStrings.xml"
ATTACKS = {
    "a value": (changed(FIGURES, "<v>9600000000000</v>", "<v>9700000000000</v>"), "proof-figure-not-in-manifest"),
    "a cached value": (changed(FIGURES, "<v>8900000000000.0</v>", "<v>8800000000000.0</v>"), "proof-inside"),
    "a formula": (changed(FIGURES, "D2/(1+D3)", "D2/(1-D3)"), "proof-inside"),
    "a formula that calls": (changed(FIGURES, "ROUND(D2/(1+D3),-11)", "HYPERLINK(D2)"), "proof-inside"),
    "words as printed": (changed(STRINGS, "9.6万亿元", "9.9万亿元"), "proof-figure-not-in-manifest"),
    "a period": (changed(STRINGS, "2025-12-31<", "2024-12-31<"), "proof-inside"),
    "a period in words": (changed(STRINGS, "end-2025<", "end-2024<"), "proof-inside"),
    "the fact of a mark": (
        changed(MARKS, 'fact="financial-assets@2025-12-31"', 'fact="assets-growth@2025-12-31"'),
        "proof-figure-not-in-manifest",
    ),
    "a mark taken away": (changed(MARKS, "<figure at=", "<gone at="), "proof-inside"),
    "a hidden sheet": (changed("xl/workbook.xml", 'sheetId="2"', 'sheetId="2" state="hidden"'), "proof-inside"),
    "a hidden row": (changed(FIGURES, '<row r="3"', '<row hidden="1" r="3"'), "proof-inside"),
    "a format that rounds": (
        changed("xl/styles.xml", 'formatCode="0.0%"', 'formatCode="0%"'),
        "proof-figure-not-in-manifest",
    ),
    "another edition": (changed(MARKS, ' edition="', ' edition="9'), "proof-inside"),
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_a_change_is_seen(attack: str, edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    change, code = ATTACKS[attack]
    made = with_change(folder, NAME, change, tmp_path)
    assert code in {p.code for p in proved(root, made).problems}


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("9,600,000", "9600000", "#,##0"),
        ("6.80%", "0.068", "0.00%"),
        ("−0.24", "-0.24", "0.00;−0.00"),
        ("12", "12", "0"),
        ("0", "0", "0"),
    ],
)
def test_a_number_is_held_exactly_and_shown_as_printed(text: str, value: str, code: str) -> None:
    number = NUMBER.fullmatch(text)
    assert number is not None
    assert (format(held(number), "f"), code_of(number)) == (value, code)
    assert shown(held(number), code_of(number)) == text


@pytest.mark.parametrize(
    ("formula", "gives"),
    [
        ("ROUND(A1/B1,2)", "0.67"),
        ("=ROUND((A1+B1)*100,-2)", "500"),
        ("ROUND(A1-B1-B1,0)", "-4"),
        ("ROUND(1/2,0)", "1"),
        ("ROUND((B1/A1)^(1/2)-1,3)", "0.225"),
        ("ROUND(A1^2,0)", "4"),
        ("ROUNDDOWN(A1/B1,2)", "0.66"),
        ("ROUNDUP(B1/A1/A1/A1,2)", "0.38"),
        ("ROUNDUP(A1/B1-1,1)", "-0.4"),
        ("ROUNDDOWN(A1/B1-1,1)", "-0.3"),
    ],
)
def test_formulas_are_computed_exactly(formula: str, gives: str) -> None:
    cells = {"A1": held(NUMBER.fullmatch("2")), "B1": held(NUMBER.fullmatch("3"))}  # type: ignore[arg-type]
    assert Fraction(computed(formula, cells)) == Fraction(gives)


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1)",
        "ROUND(A9,1)",
        "ROUND(A1/0,1)",
        "ROUND(A1,1)+1",
        "ROUNDING(A1,1)",
        "ROUND(A1",
        "ROUND(A1,99)",
        "ROUND(A1^99,0)",
        "ROUND((A1-A1)^2,0)",
        "",
    ],
)
def test_a_formula_that_no_edition_writes_is_refused(formula: str) -> None:
    with pytest.raises(WrongFormula):
        computed(formula, {"A1": held(NUMBER.fullmatch("2"))})  # type: ignore[arg-type]


def test_a_format_that_no_pack_offers_is_refused_with_those_there_are(
    edition: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(ProblemsFound) as refused:
        build(open_project(edition[0]), Request(tmp_path, formats=("docx",), jobs=1))
    assert [(p.code, "html, xlsx" in str(p)) for p in refused.value.problems] == [("not-offered", True)]
