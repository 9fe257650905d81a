"""Amounts in another currency, from the content to the finished files and back; and the words of the house on the cover."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from briefing.editions.build import Request, build
from briefing.editions.manifest import read_manifest
from briefing.project.opening import open_project
from briefing.proof.accounting import ManifestEntry
from briefing.proof.comparing import languages_differ
from briefing.proof.folder import Proof
from briefing.proof.verifying import verify
from briefing.review.lint import declarations
from tests.support.mini_project import ENGLISH, INDICATORS, PACK, SOURCES, TEMPLATE, mini_project, translations

RATE = """\
sources:
  - id: s2
    file: two.txt
    issuer: 重庆日报
    title: 汇率
    date: "2026-01-27"
    date_basis: stated
    kind: news
"""
PARITY = (
    INDICATORS
    + """\
  - id: parity
    label: 汇率中间价
    unit: CNY-per-USD
    kind: rate
    observations:
      - {period: "2026-01-26", basis: stated, value: "6.9843", published: "6.9843", source: s2, locator: L1}
  - id: deposits
    label: 存款余额
    unit: CNY
    kind: stock
    observations:
      - {period: "2025-12-31", basis: stated, value: "6.1万亿", published: 6.1万亿元, source: s1, locator: L5}
"""
)
AMOUNTS = ["about USD\u00a01.4\u00a0trillion", "about USD\u00a0870\u00a0billion"]
CONVERSIONS = "conversions:\n  - {id: usd, rate: parity, amounts: [financial-assets, deposits]}\n"
HOME = "home:\n  - {region: chongqing, name: 某市, address: 人民路232号}\n"
TWICE = TEMPLATE.replace(
    '<table id="t-scale">',
    '<p>{% trans assets=fig("financial-assets") %}再说一次：{{ assets }}。{% endtrans %}</p>\n'
    '<p>{% trans deposits=fig("deposits") %}存款{{ deposits }}。{% endtrans %}</p>\n'
    '{% if converts("USD") %}<p>{% trans rate=fig("parity") %}按{{ rate }}折算。{% endtrans %}</p>{% endif %}\n'
    '<table id="t-scale">',
)
MORE = {
    "tiny": {
        "再说一次：%(assets)s。": "Once more: %(assets)s.",
        "存款%(deposits)s。": "Deposits: %(deposits)s.",
        "按%(rate)s折算。": "Converted at %(rate)s.",
    },
    "content": {
        "存款余额": "Deposits",
        "汇率": "Exchange rate",
        "汇率中间价": "Central parity",
        "某市": "Some City",
        "人民路232号": "232 Renmin Road",
        "某市投资促进局": "Some City Investment Promotion Bureau",
    },
}


def project(folder: Path) -> Path:
    root = mini_project(
        folder,
        template=TWICE,
        content__sources__one=SOURCES,
        content__sources__two=RATE,
        content__indicators__one=PARITY,
        content__derived__one=CONVERSIONS,
        content__places__one=HOME,
        content__packs__tiny=PACK + "issuer: 某市投资促进局\n",
    )
    translations(root, {domain: ENGLISH[domain] | MORE[domain] for domain in ENGLISH})
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def edition(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(open_project(root), Request(tmp_path_factory.mktemp("out"), jobs=1)).folder


def printed(edition: Path, document: str) -> list[dict[str, str]]:
    manifest = read_manifest(edition)
    assert manifest is not None
    return [f for f in manifest.documents[document]["figures"] if f["form"] == "beside"]


def visible(page: str) -> str:
    """The text of a page, without its head and its data for programs."""
    return re.sub("<[^>]+>", "", page.split("</head>")[1])


def test_the_first_mention_in_running_text_carries_it_and_every_format_is_proved(edition: Path, root: Path) -> None:
    names = declarations(open_project(root))[0]
    assert not [str(p) for p in verify(edition, names).problems]
    assert [f["text"] for f in printed(edition, "tiny.en")] == AMOUNTS
    assert not printed(edition, "tiny.zh")
    page = (edition / "tiny.en.html").read_text("utf-8")
    seen = visible(page)
    assert seen.count("about USD") == len(AMOUNTS)
    assert seen.index(AMOUNTS[0]) < seen.index("Once more") < seen.index(AMOUNTS[1])
    assert page.count("about USD") == 2 * len(AMOUNTS)  # in the text, and in the data of the page for programs


def test_only_the_language_that_converts_names_the_rate(edition: Path) -> None:
    assert "Converted at RMB\u00a06.9843 per US dollar" in visible((edition / "tiny.en.html").read_text("utf-8"))
    assert "折算" not in (edition / "tiny.zh.html").read_text("utf-8")


def test_a_rate_may_stand_alone_where_one_language_converts_and_nothing_else_may() -> None:
    def row(fact: str, form: str = "full", rate: str = "") -> ManifestEntry:
        return ManifestEntry(fact, Decimal(1), "CNY", form, "1", "scale", rate=rate)

    zh = [row("deposits")]
    en = [row("deposits"), row("usd.deposits", "beside", "parity"), row("parity")]
    told = {
        name: [
            p.details["what"]
            for p in languages_differ({n: {"pack": "tiny", "figures": f} for n, f in pair}, Proof("one"))
        ]
        for name, pair in {
            "one converts": [("tiny.zh", zh), ("tiny.en", en)],
            "neither converts": [("tiny.zh", zh), ("tiny.en", [en[0], en[2]])],
            "both convert": [("tiny.zh", [zh[0], en[1]]), ("tiny.en", en)],
            "another figure alone": [("tiny.zh", zh), ("tiny.en", [*en, row("loans")])],
        }.items()
    }
    assert told == {
        "one converts": [],
        "neither converts": ["parity (1)"],
        "both convert": ["parity (1)"],
        "another figure alone": ["loans (1)"],
    }


def test_the_rate_is_cited_once(edition: Path) -> None:
    words = re.sub("<[^>]+>", "", (edition / "tiny.en.html").read_text("utf-8"))
    assert words.count("derived from") == 1


@pytest.mark.parametrize(("place", "code"), [("in the text", "proof-figure-missing"), ("in its data", "proof-inside")])
def test_another_amount_typed_into_a_file_is_caught(place: str, code: str, edition: Path, root: Path) -> None:
    names = declarations(open_project(root))[0]
    page = edition / "tiny.en.html"
    kept = page.read_bytes()
    head, body = kept.split(b"</head>")
    told, seen = (part.replace("USD\u00a01.4".encode(), "USD\u00a01.5".encode(), 1) for part in (head, body))
    assert told != head
    assert seen != body
    page.write_bytes(b"</head>".join((head, seen) if place == "in the text" else (told, body)))
    try:
        codes = {p.code for p in verify(edition, names).problems}
    finally:
        page.write_bytes(kept)
    assert code in codes


def test_a_language_without_the_line_prints_none(tmp_path: Path) -> None:
    root = project(tmp_path)
    rules = root / "i18n" / "en.yaml"
    rules.write_text(rules.read_text("utf-8").replace("conversions: [USD]\n", ""), "utf-8")
    made = build(open_project(root), Request(tmp_path / "out", formats=("html",), jobs=1)).folder
    assert not printed(made, "tiny.en")
    assert "about USD" not in (made / "tiny.en.html").read_text("utf-8")


def test_the_cover_says_city_issuer_and_address_in_each_language(edition: Path) -> None:
    chinese, english = (
        re.sub("<[^>]+>", "", (edition / f"tiny.{tag}.html").read_text("utf-8")) for tag in ("zh", "en")
    )
    for words in ("某市", "编制单位：某市投资促进局", "地址：人民路232号"):
        assert words in chinese
    for words in ("Some City", "Issued by Some City Investment Promotion Bureau", "Address: 232 Renmin Road"):
        assert words in english
