"""A project of one source and one small pack in a folder of the test's own, over the real language rules and house, with a
glossary of the terms that the tests name."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import polib

from briefing.catalogue.updating import extract, refreshed
from briefing.characters import folded
from briefing.content.load import load_content
from tests.support.copies import copied

ROOT = Path(__file__).resolve().parents[2]
#: The glossary of small projects.
GLOSSARY = Path(__file__).with_name("glossary.yaml")

SOURCES = """\
sources:
  - id: s1
    file: one.txt
    issuer: 重庆日报
    title: 金融资产再上台阶
    date: "2026-04-10"
    date_basis: stated
    kind: news
    sections:
      - {id: lead, title: 导语, lines: "1-9"}
"""

INDICATORS = """\
indicators:
  - id: financial-assets
    label: 金融资产规模
    unit: CNY
    kind: stock
    observations:
      - period: "2025-12-31"
        basis: stated
        value: "9.6万亿"
        published: 9.6万亿元
        source: s1
        locator: L3
        status: reported
  - id: assets-growth
    label: 金融资产增速
    unit: percent
    kind: change
    of: financial-assets
    base: yoy
    observations:
      - period: "2025-12-31"
        basis: stated
        value: "8.0"
        published: 增长8.0%
        source: s1
        locator: L4
        status: reported
"""

CLAIMS = """\
claims:
  - id: growing
    statement: 金融资产在增长
    test: greater
    left: assets-growth
    value: "0"
    unit: percent
"""

CONFLICTS = """\
conflicts:
  - id: odd-scope
    kind: ambiguous
    facts: [financial-assets@2025-12-31]
    source: s1
    locator: L3
    printed: 全市金融资产
    reason: 来源没有说明口径。
    caveat: 来源没有说明这项数据的口径。
    unsaid: true
"""

PACK = """\
id: tiny
template: tiny.html
languages: [zh, en]
formats: [docx, pdf, html]
series: 投资重庆
title: 小简报
"""

TEMPLATE = """\
<section id="scale"><h1>{{ _("规模") }}</h1>
<p>{% trans when=asof("financial-assets"), assets=fig("financial-assets"), growth=fig("assets-growth"), c=term("西部陆海新通道") %}
{{ when }}，金融资产达{{ assets }}，
{{ growth }}，见{{ c }}。{% endtrans %}
{% trans c=term("西部陆海新通道") %}{{ c }}再次提及。{% endtrans %}</p>
<p>{% if holds("growing") %}{% trans %}规模在扩大。{% endtrans %}{% else %}{% trans %}规模没有扩大。{% endtrans %}{% endif %}</p>
<table id="t-scale"><caption>{% trans %}规模一览{% endtrans %}</caption>
<thead><tr><th>{% trans %}指标{% endtrans %}</th><th>{{ unit("CNY", scale_of(["financial-assets"])) }}</th></tr></thead>
<tbody><tr><th>{{ label("financial-assets") }}</th><td>{{ cell("financial-assets", scale_of(["financial-assets"])) }}</td></tr></tbody></table>
</section>
<section id="sources" data-numbered="no"><h1>{{ _("资料来源") }}</h1><div data-block="sources"/></section>
"""  # noqa: E501 - a template reads best with one sentence a line

ENGLISH = {
    "tiny": {
        "规模": "Scale",
        "%(when)s，金融资产达%(assets)s，%(growth)s，见%(c)s。": "%(when.as-of-initial)s, "
        "financial assets stood at %(assets)s, having %(growth.participle)s; see the %(c)s.",
        "%(c)s再次提及。": "The %(c)s again.",
        "规模在扩大。": "The base is growing.",
        "规模没有扩大。": "The base is not growing.",
        "规模一览": "Scale at a glance",
        "指标": "Indicator",
        "资料来源": "Sources",
    },
    "content": {
        "投资重庆": "Invest in Chongqing",
        "小简报": "A small briefing",
        "重庆日报": "Chongqing Daily",
        "导语": "Lead",
        "金融资产再上台阶": "Financial assets climb again",
        "金融资产规模": "Financial assets",
        "金融资产增速": "Growth of financial assets",
        "来源没有说明这项数据的口径。": "The source does not state the scope of this figure.",
    },
}


def mini_project(folder: Path, template: str = TEMPLATE, translate: bool = True, **files: str) -> Path:
    """Write the project under ``folder`` and return its root; ``files`` replaces or adds files by a name whose ``__`` are
    slashes (``content__indicators__more``) and whose ending is ``.yaml``."""
    key = ("mini", template, translate, tuple(sorted(files.items())))
    return copied(folder, key, lambda empty: _made(empty, template, translate, files))


def with_reading(root: Path) -> Path:
    """Give a project the rules by which releases are read, and return its root."""
    for tag in ("zh", "en"):
        (root / "i18n" / tag).mkdir(exist_ok=True)
        shutil.copy(ROOT / "i18n" / tag / "reading.yaml", root / "i18n" / tag)
    return root


def _made(folder: Path, template: str, translate: bool, files: Mapping[str, str]) -> None:
    made = {
        "content/sources/one.yaml": SOURCES,
        "content/indicators/one.yaml": INDICATORS,
        "content/claims/one.yaml": CLAIMS,
        "content/relations/one.yaml": CONFLICTS,
        "content/packs/tiny.yaml": PACK,
        "templates/tiny.html": template,
    } | {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    shutil.copytree(ROOT / "templates" / "house", folder / "templates" / "house")
    (folder / "i18n" / "en").mkdir(parents=True)
    for name in ("zh.yaml", "en.yaml"):
        shutil.copy(ROOT / "i18n" / name, folder / "i18n" / name)
    shutil.copy(GLOSSARY, folder / "i18n")
    _house(folder)
    if translate:
        translations(folder, ENGLISH)


def _house(folder: Path) -> None:
    """The house's furniture in English, without the marks of its reviewers: nobody has reviewed this project."""
    entries = polib.pofile(str(ROOT / "i18n" / "en" / "house.po"), wrapwidth=0)
    for entry in entries:
        entry.tcomment = ""
    entries.save(str(folder / "i18n" / "en" / "house.po"))


def translations(folder: Path, words: dict[str, dict[str, str]]) -> None:
    """Refresh the PO files of the project and fill in the words given, by domain and source (in any characters that read as
    those of the source)."""
    content, _ = load_content(folder)
    units, _ = extract(folder / "templates", content)
    for path, data in refreshed(units, folder / "i18n", ["en"]).items():
        path.write_bytes(data)
    for domain, given in words.items():
        pairs = {folded(source): target for source, target in given.items()}
        path = folder / "i18n" / "en" / f"{domain}.po"
        if not path.exists():
            continue  # a template with a planted fault gives no messages
        entries = polib.pofile(str(path), wrapwidth=0)
        for entry in entries:
            if entry.msgid in pairs:
                entry.msgstr = pairs[entry.msgid]
        entries.save(str(path))
